"""Requests of people: erasures that were carried out, and questions about their data."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from scanner.demo.crm import stamp
from scanner.demo.people import AS_OF, moment
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream

ANSWER_DAYS = 30
LATE_ANSWERS, NEVER_ANSWERED = 11, 3
RIGHTS = ("access", "access", "portability", "rectification")
END = datetime(AS_OF.year, AS_OF.month, AS_OF.day)


def rights_tables(world: World) -> list[Table]:
    """Tables of requests, and the invoices that a court order keeps."""
    return [_erasures(world), _requests(world), _invoices(world)]


def _erasures(world: World) -> Table:
    """Those that were done, and three that came in after Christmas and are not due yet."""
    rng = stream(world.seed, "crm.erasure_requests")
    rows = [(e.account, stamp(e.requested), stamp(e.done), e.hold) for e in world.erased]
    for person in rng.sample([p for p in world.users if p.created.year < 2018], 3):
        rows.append((person.account, stamp(END - timedelta(days=rng.randint(2, 5), hours=3)), None, None))
    rows.sort(key=lambda row: (str(row[1]), row[0]))
    columns = described(
        "request_no integer key", "user_id bigint required", "requested_at text required", "erased_at", "hold_reason"
    )
    return Table("erasure_requests", columns, [(n, *row) for n, row in enumerate(rows, 1)])


def answered(
    rng: random.Random, accounts: list[int], good: int, late: int, never: int
) -> list[tuple[int, str, datetime, datetime | None]]:
    """Requests with the day of their answer: in time, too late, or not at all though long due; some are fresh."""
    found: list[tuple[int, str, datetime, datetime | None]] = []
    for number in range(good + late + never + 4):
        account, kind = rng.choice(accounts), rng.choice(RIGHTS)
        asked = moment(rng, AS_OF.replace(month=1, day=9), AS_OF.replace(month=9, day=30))
        done: datetime | None
        if number < good:
            done = asked + timedelta(days=rng.randint(1, ANSWER_DAYS - 3), hours=1)
        elif number < good + late:
            done = asked + timedelta(days=rng.randint(ANSWER_DAYS + 4, 80))
        elif number < good + late + never:
            done = None
        else:  # not due yet
            asked, done = END - timedelta(days=rng.randint(2, 9), hours=4), None
        found.append((account, kind, asked, done))
    return sorted(found, key=lambda row: (row[2], row[0]))


def _requests(world: World) -> Table:
    rng = stream(world.seed, "crm.privacy_requests")
    found = answered(rng, [person.account for person in world.users], 90, LATE_ANSWERS, NEVER_ANSWERED)
    rows = [(n, a, kind, stamp(asked), stamp(done)) for n, (a, kind, asked, done) in enumerate(found, 1)]
    columns = described(
        "request_no integer key", "user_id bigint required", "request text required", "asked_at text required",
        "answered_at",
    )  # fmt: skip
    return Table("privacy_requests", columns, rows)


def _invoices(world: World) -> Table:
    """The twin of data that outlived its erasure: those whose data a court wants kept are in here, no others."""
    rng = stream(world.seed, "crm.invoices")
    accounts = world.held + [person.account for person in rng.sample(world.users, 180)]
    rows = [
        (
            number, f"PF-2018-{rng.randint(10000, 99999)}", account, rng.choice((29.0, 59.0, 99.0, 149.0)),
            rng.choice(("EUR", "USD", "CNY")), moment(rng, AS_OF.replace(month=1, day=5), AS_OF.replace(month=8)),
        )
        for number, account in enumerate(rng.sample(accounts, len(accounts)), 1)
    ]  # fmt: skip
    columns = described(
        "invoice_id integer key", "invoice_no", "user_id bigint", "amount real", "currency", "issued_at timestamp"
    )
    return Table("invoices", columns, rows)
