"""`truth.yaml`: what was planted where, and a twin for each that looks alike and is as the policy says."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass
from typing import Any

from scanner.demo.config import MINIMUM_AGE
from scanner.demo.crm import OTHER_SIGN_INS
from scanner.demo.crm_events import BAD_BANNERS, BAD_MAILINGS, BAD_PLACES, BAD_SHARES, BAD_UPLOADS
from scanner.demo.crm_rights import LATE_ANSWERS, NEVER_ANSWERED
from scanner.demo.gateway import MQTT_PLAIN, PLAIN_EMPTY, PLAIN_PERSONAL
from scanner.demo.lake import BROKEN_DATASET, broken_object
from scanner.demo.lake_debug import BAD_CRASHES
from scanner.demo.lake_shared import BAD_FEED, BAD_PUSHES
from scanner.demo.names import Names
from scanner.demo.people import AS_OF, INACTIVE_DAYS, Person
from scanner.demo.planted import PLANTED
from scanner.demo.twins import TWINS
from scanner.demo.upstreams import UPSTREAMS
from scanner.demo.warehouse import BAD_CITIES, BAD_USAGE
from scanner.demo.world import World
from scanner.demo.writers import Files, Table

MARKER = "saydo_demo"
MARKER_VALUE = 1


@dataclass(frozen=True)
class Made:
    """What a demo was made of: the world, the tables of each SQL source, the files."""

    world: World
    stores: dict[str, list[Table]]
    files: Files


def truth(names: Names, made: Made) -> dict[str, Any]:
    """The whole truth file."""
    planted = {item.id: item for item in PLANTED}
    return {
        MARKER: MARKER_VALUE,
        "seed": made.world.seed,
        "planted": [
            {"id": item.id, "statement": item.statement, "verdict": item.verdict}
            | _place(names, item.dataset, item.field, item.party)
            | {"shown_by": item.shown_by, "why": item.why}
            for item in PLANTED
        ],
        "clean": [
            {
                "id": item.id,
                "twin_of": item.twin_of,
                "statement": item.statement or planted[item.twin_of].statement,
                "verdict": item.verdict,
            }
            | _place(names, item.dataset, item.field, item.party)
            | {"why": item.why}
            for item in TWINS
        ],
        "gaps": [{"dataset": names.dataset(BROKEN_DATASET), "object": broken_object(names)}],
        "expected_exit_code": 1,
        "counts": _counts(made) | _line_counts(names, made.files),
        "egress_lines": _egress_lines(names, made.files),
    }


def _place(names: Names, ref: str, field: str, party: str) -> dict[str, str]:
    place = {"dataset": names.dataset(ref)}
    if field:
        place["field"] = names.field(ref, field) if ref not in TEXT_LOGS else field
    return place | ({"party": party} if party else {})


TEXT_LOGS = frozenset({"edge/access", "edge/web", "edge/app", "edge/worker", "edge/bench"})
"""Logs without keys of their own: what their parts are called is up to the reader, not to the demo."""


def _counts(made: Made) -> dict[str, int]:
    """Numbers that a test can find again by its own query."""
    people, members = made.world.people, made.world.members
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
        "ring_log_rows": len(next(table for table in made.stores["warehouse"] if table.name == "ring_log").rows),
        "minors_below_owner_age": sum(_below_owner_age(person) for person in people),
        "minors_below_owner_age_without_consent": sum(
            _below_owner_age(person) and person.minor != "before" for person in people
        ),
        "notify_without_consent": BAD_BANNERS,
        "uploads_without_consent": BAD_UPLOADS,
        "crashes_without_consent": BAD_CRASHES,
        "usage_without_consent": BAD_USAGE,
        "feed_without_consent": BAD_FEED,
        "shares_without_permission": BAD_SHARES,
        "places_after_optout": BAD_PLACES,
        "cities_after_optout": BAD_CITIES,
        "mailings_after_optout": BAD_MAILINGS,
        "pushes_after_optout": BAD_PUSHES,
        "answers_late_or_missing": LATE_ANSWERS + NEVER_ANSWERED,
        "erased": len(made.world.forgotten),
        "erased_under_hold": len(made.world.held),
        "sign_ins_of_other_providers": OTHER_SIGN_INS,
        "phone_book_owners": len({row[1] for row in book}),
    }


def _below_owner_age(person: Person) -> bool:
    """Younger than the age of the account's country when it was opened."""
    if person.birth is None:
        return False
    limit, made, born = MINIMUM_AGE.get(person.country, MINIMUM_AGE["default"]), person.created, person.birth
    return made.year - born.year - ((made.month, made.day) < (born.month, born.day)) < limit


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
