"""Which of our own words stand in a kind field. Only words of this list are asked for, by their keyed digests."""

from __future__ import annotations

from scanner.detect.profile import FieldProfile
from scanner.detect.sketch import Sketch, canonical, digest

_WORDS: dict[str, tuple[str, ...]] = {
    "parental": (
        "parental", "parent", "parents", "guardian", "parental_consent", "parental consent", "parental_permission",
        "guardian_consent", "guardian_ok", "guardian_permission", "minor", "minor_consent", "child", "coppa",
    ),
    "contacts_permission": ("contacts_permission", "contacts", "address_book", "contact_list", "read_contacts"),
    "debug_upload": ("debug_upload", "debug", "debug_log", "log_upload", "crash_reports", "diagnostics"),
    "ux_program": ("ux_program", "user_experience", "experience_program", "improvement_program", "ux"),
    "location": ("location", "gps", "location_service", "geolocation", "tracking"),
    "marketing": ("marketing", "newsletter", "promotions", "advertising", "mailing", "promo"),
}  # fmt: skip
OF_ROLE: dict[str, tuple[str, ...]] = {
    "consent": ("parental", "contacts_permission", "debug_upload", "ux_program"),
    "optout": ("location", "marketing"),
}
NEEDED = {"consent": "parental", "optout": "marketing"}
"""Without this kind a binding would say that nobody ever gave it, so it is left to the owner."""


def kinds_in(field: FieldProfile, role: str, key: bytes) -> dict[str, list[str]]:
    """`{parental: [guardian_ok]}`: the words of each kind that the field holds."""
    seen = set(field.sketches.get("values", Sketch()).items)
    found: dict[str, list[str]] = {}
    for kind in OF_ROLE.get(role, ()):
        words = [
            spelled
            for word in _WORDS[kind]
            for spelled in (word, word.upper(), word.capitalize())
            if digest(key, canonical(spelled)) in seen
        ]
        if words:
            found[kind] = words
    return found
