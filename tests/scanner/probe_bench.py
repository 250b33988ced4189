"""Rows in, results out: the probes without stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from rules.facts import ProbeResult
from scanner.detect.probe import probe_batch
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.records import RecordPlan, RecordTable, read_records
from scanner.probe_results import finish_probes

KEY = b"k" * 32
Rows = list[dict[str, Any]]
DECISION = (("given", "given"), ("kind", "kind"), ("subject", "id"), ("withdrawn", "gone"))
CONSENTS = RecordPlan("consent", "s/c", DECISION, ("parental",), "UTC")
OPTOUTS = RecordPlan("optout", "s/o", DECISION, ("location",), "UTC")
PARTS = (("friend", "friend"), ("given", "given"), ("kind", "kind"), ("subject", "id"), ("withdrawn", "gone"))
FRIENDS = RecordPlan("friendship", "s/f", PARTS, ("accepted", "2"), "UTC")
ERASURES = RecordPlan(
    "erasure",
    "s/x",
    (("done", "done"), ("hold", "hold"), ("requested", "asked"), ("subject", "id")),
    zone="UTC",
    days=30,
    as_of="2018-12-31",
)
ACCOUNT = (("birth_date", "born"), ("created", "made"), ("subject", "id"))
MINORS = ProbePlan("r", "minors", "s/a", ACCOUNT, (CONSENTS,), number=16, zone="UTC")
REMOVED = ProbePlan(
    "r",
    "removed",
    "s/a",
    (*ACCOUNT, ("closed", "closed")),
    (CONSENTS,),
    number=30,
    ages=(("default", 13),),
    as_of="2018-12-31",
    zone="UTC",
)
KEPT = ProbePlan("r", "kept", "s/a", (("closed", "closed"), ("subject", "id")), number=730, as_of="2018-12-31")
EVENT = (("subject", "id"), ("time", "at"))
CONSENTED = ProbePlan("r", "consented", "s/e", EVENT, (CONSENTS,), zone="UTC")
OPTED = ProbePlan("r", "opted_out", "s/e", EVENT, (OPTOUTS,), zone="UTC")
PERMITTED = ProbePlan("r", "permitted", "s/e", (*EVENT, ("viewer", "viewer")), (FRIENDS,), zone="UTC")
ERASED = ProbePlan("r", "erased", "s/e", (("subject", "id"),), (ERASURES,))
ANSWERED = ProbePlan(
    "r",
    "answered",
    "s/q",
    (("done", "done"), ("requested", "asked"), ("subject", "id")),
    number=30,
    as_of="2018-12-31",
    zone="UTC",
)
ALLOWED = ProbePlan("r", "allowed", "s/l", (("subject", "id"), ("value", "who")), values=("google", "xiaomi"))
SIZES = ProbePlan("r", "group_size", "s/d", (("group_size", "n"),), number=10)
GROUPS = ProbePlan("r", "groups", "s/d", (("q0", "city"), ("q1", "age")), number=2)


def batch(rows: Rows, columns: tuple[str, ...]) -> pa.RecordBatch:
    """Cells as text, except where a column holds one other type only."""
    return pa.RecordBatch.from_pydict({name: [row.get(name) for row in rows] for name in columns})


def table(plan: RecordPlan, *parts: Rows) -> RecordTable:
    total = RecordTable()
    for rows in parts:
        total.absorb(read_records(batch(rows, plan.columns), plan, KEY))
    return total


def share(plan: ProbePlan, rows: Rows, tables: Mapping[RecordPlan, RecordTable] | None = None) -> ProbeShare:
    return probe_batch(batch(rows, plan.columns), plan, KEY, tables or {})


def judged(
    plan: ProbePlan,
    rows: Rows,
    records: Mapping[RecordPlan, Rows] | None = None,
    unread: Mapping[str, str] | None = None,
) -> ProbeResult:
    """The result of one plan over these rows and records."""
    tables = {item: table(item, found) for item, found in (records or {}).items()}
    return finish_probes([plan], {plan: share(plan, rows, tables)}, tables, unread or {})[0]


def decision(subject: object, given: object = None, gone: object = None, kind: str = "parental") -> dict[str, Any]:
    return {"id": subject, "given": given, "gone": gone, "kind": kind}


def optout(subject: object, given: object = None, gone: object = None) -> dict[str, Any]:
    return decision(subject, given, gone, "location")


def account(subject: object, born: object, made: object = "2018-03-01T12:00:00Z", **more: object) -> dict[str, Any]:
    return {"id": subject, "born": born, "made": made, **more}


def event(subject: object, at: object = "2018-03-01T12:00:00Z", viewer: object = None) -> dict[str, Any]:
    return {"id": subject, "at": at, "viewer": viewer}


def erasure(subject: object, asked: object = None, done: object = None, hold: object = None) -> dict[str, Any]:
    return {"id": subject, "asked": asked, "done": done, "hold": hold}
