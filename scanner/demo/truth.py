"""`truth.yaml`: what was planted where, and a twin for each that looks alike and is as the policy says."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass
from typing import Any

from scanner.demo.gateway import MQTT_PLAIN, PLAIN_EMPTY, PLAIN_PERSONAL, UPSTREAMS
from scanner.demo.lake import BROKEN_DATASET, broken_object
from scanner.demo.names import Names
from scanner.demo.people import AS_OF, INACTIVE_DAYS, Person
from scanner.demo.shop import Member
from scanner.demo.writers import Files, Table

MARKER = "saydo_demo"
MARKER_VALUE = 1

# id, statement, dataset, field, party, why
PLANTED = (
    ("p018-table", "amz-018", "crm/phone_book", "phone", "", "address books of users, kept in a table"),
    ("p018-object", "amz-018", "lake/debug/contacts_sync", "contacts[].phone", "", "address books in debug uploads"),
    ("p018-log", "amz-018", "edge/caller", "caller", "", "numbers of incoming calls in a log"),
    ("p031-observed", "amz-031", "edge/egress", "", "pacelife", "affiliate of the insurance sector receives data"),
    ("p031-declared", "amz-031", "crm/users", "", "pacestore", "declared flow to an affiliate of the retail sector"),
    ("p092-insurer", "amz-092", "edge/egress", "", "northcover", "an insurer is no recipient that the policy names"),
    ("p092-host", "amz-092", "edge/egress", "", "host:beacon.trackly.example", "personal data to a host of no party"),
    ("p092-expired", "amz-092", "edge/egress", "", "oldhelp", "the contract ended before the traffic"),
    ("p092-broker", "amz-092", "crm", "", "listworks", "declared flow to a data broker"),
    ("p118-http", "amz-118", "edge/ingress", "", "us", "devices and logins over plain http"),
    ("p118-mqtt", "amz-118", "edge/broker", "", "us", "watches publish over mqtt without TLS"),
    ("p155-backup", "amz-155", "backup", "", "", "personal data in Ireland, not one of the four countries"),
    ("p160-crm", "amz-160", "crm/users", "birthday", "", "accounts of under-16s without a parent's permission"),
    ("p140-crm", "amz-140", "crm/users", "closed_at", "", "accounts closed longer ago than the limit"),
)

# id, twin_of, dataset, field, party, why
CLEAN = (
    ("c018-own", "p018-table", "crm/users", "phone", "", "each user's own number"),
    ("c018-callback", "p018-table", "crm/support_tickets", "callback", "", "own number, given to support"),
    ("c018-friends", "p018-table", "crm/friends", "friend_id", "", "friend links made in the app, no numbers"),
    ("c018-gifts", "p018-table", "shop/orders", "ship_phone", "", "own number, and at times one of a gift's receiver"),
    ("c018-profile", "p018-object", "lake/debug/profile_sync", "phone", "", "uploads with a list, but the own number"),
    ("c018-otp", "p018-log", "edge/otp", "phone", "", "codes sent to the user's own number"),
    ("c031-cloud", "p031-observed", "edge/egress", "", "cloudlink", "affiliate of the cloud sector"),
    ("c031-technology", "p031-declared", "crm/users", "", "pacelabs", "affiliate of the technology sector"),
    ("c092-delivery", "p092-insurer", "edge/egress", "", "swiftparcel", "delivery provider under contract"),
    ("c092-time", "p092-host", "edge/egress", "", "host:time.ntpish.example", "no personal data in any line"),
    ("c092-status", "p092-host", "edge/egress", "", "host:status.pacefit-status.example", "no personal data either"),
    ("c092-mailer", "p092-expired", "edge/egress", "", "mailer", "mailing provider under a valid contract"),
    ("c092-storage", "p092-expired", "edge/egress", "", "coldvault", "storage provider under a valid contract"),
    ("c092-declared", "p092-broker", "crm", "", "mailer", "declared flow to a provider under contract"),
    ("c118-https", "p118-http", "edge/sync", "", "us", "plain http carries redirects and health checks only"),
    ("c118-mqtts", "p118-mqtt", "edge/relay", "", "us", "the same messages, all over TLS"),
    ("c155-crm", "p155-backup", "crm", "", "", "personal data in Germany"),
    ("c155-catalogue", "p155-backup", "catalogue", "", "", "in Ireland too, but without personal data"),
    ("c160-shop", "p160-crm", "shop/members", "born_on", "", "each under-16 has a permission from before joining"),
    ("c140-shop", "p140-crm", "shop/members", "left_at", "", "those who left did so within the limit"),
)


@dataclass(frozen=True)
class Made:
    """What a demo was made of: the people, the tables of each SQL source, the files."""

    people: list[Person]
    members: list[Member]
    stores: dict[str, list[Table]]
    files: Files


def truth(seed: int, names: Names, made: Made) -> dict[str, Any]:
    """The whole truth file."""
    statements = {planted[0]: planted[1] for planted in PLANTED}
    return {
        MARKER: MARKER_VALUE,
        "seed": seed,
        "planted": [
            _entry(names, {"id": key, "statement": statement, "verdict": "DEVIATION"}, ref, field, party, why)
            for key, statement, ref, field, party, why in PLANTED
        ],
        "clean": [
            _entry(
                names,
                {"id": key, "twin_of": twin, "statement": statements[twin], "verdict": "CLEAR"},
                ref, field, party, why,
            )
            for key, twin, ref, field, party, why in CLEAN
        ],
        "gaps": [{"dataset": names.dataset(BROKEN_DATASET), "object": broken_object(names)}],
        "expected_exit_code": 1,
        "counts": _counts(made) | _line_counts(names, made.files),
        "egress_lines": _egress_lines(names, made.files),
    }  # fmt: skip


def _entry(names: Names, entry: dict[str, str], ref: str, field: str, party: str, why: str) -> dict[str, str]:
    entry["dataset"] = names.dataset(ref)
    if field:
        entry["field"] = names.field(ref, field)
    if party:
        entry["party"] = party
    entry["why"] = why
    return entry


def _counts(made: Made) -> dict[str, int]:
    """Numbers that a test can find again by its own query."""
    people, members = made.people, made.members
    book = next(table for table in made.stores["crm"] if table.name == "phone_book").rows
    left = [member.left.date() for member in members if member.left]
    kinds = Counter(person.minor for person in people if person.minor)
    return {
        "users": len(people),
        "users_without_birth_date": sum(person.birth is None for person in people),
        "users_closed": sum(person.closed is not None for person in people),
        "users_closed_beyond_limit": sum(person.long_closed for person in people),
        "minors": sum(kinds.values()),
        "minors_without_consent": sum(kinds.values()) - kinds["before"],
        "minors_no_record": kinds["none"] + kinds["other_kind"],
        "minors_consent_after_creation": kinds["after"],
        "minors_consent_withdrawn_before": kinds["withdrawn"],
        "members": len(members),
        "members_minors": sum(member.minor for member in members),
        "members_minors_without_consent": 0,  # each is made with a permission
        "members_closed": len(left),
        "members_closed_beyond_limit": sum((AS_OF - day).days > INACTIVE_DAYS for day in left),
        "phone_book_rows": len(book),
        "phone_book_owners": len({row[1] for row in book}),
    }


def _text(files: Files, prefix: str) -> bytes:
    """Everything in the pieces of one log or JSON lines dataset."""
    pieces = [files[path] for path in sorted(files) if path.startswith(prefix)]
    return b"".join(gzip.decompress(piece) if piece[:2] == b"\x1f\x8b" else piece for piece in pieces)


def _line_counts(names: Names, files: Files) -> dict[str, int]:
    uploads = _text(files, f"lake/{names.path('debug/contacts_sync')}-")
    return {
        "contact_uploads": uploads.count(b"\n"),
        "contacts_uploaded": uploads.count(f'"{names.field("lake/debug/contacts_sync", "phone")}":'.encode()),
        "caller_lines": _text(files, f"logs/{names.segment('caller')}.log").count(b"\n"),
        "ingress_plain_personal": PLAIN_PERSONAL,
        "ingress_plain_empty": PLAIN_EMPTY,
        "sync_plain_empty": PLAIN_EMPTY,
        "broker_plain": MQTT_PLAIN,
    }


def _egress_lines(names: Names, files: Files) -> dict[str, int]:
    """Lines to each host."""
    text = _text(files, f"logs/{names.segment('egress')}.log")
    return {upstream.host: text.count(f"={upstream.host} ".encode()) for upstream in UPSTREAMS}
