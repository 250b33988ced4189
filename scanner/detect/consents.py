"""Whether a decision of somebody held at a moment: yes, no, or it can't be told (None)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.detect.moments import EVER, ZONE_DOUBT, Moment, not_after
from scanner.detect.probe_plan import ProbePlan, tables_of
from scanner.detect.records import Record, Tables


def held(record: Record, at: Moment | None, same_clock: bool, favour: bool) -> bool | None:
    """True if the record was given by then and not withdrawn by then.

    `favour`: given and used written alike count as given before, because both are written in one go.
    """
    if _backwards(record):
        return None
    before = (
        True if favour and same_clock and record.since == at is not None else not_after(record.since, at, same_clock)
    )
    if record.since == EVER:
        before = True
    over = not_after(record.until, at, same_clock) if record.ended else False
    if before is False or over is True:
        return False
    return None if before is None or over is None else True


def ever_held(record: Record, by: Moment, same_clock: bool) -> bool | None:
    """True if it was given by then, whether or not it was withdrawn later."""
    given = True if record.since == EVER else not_after(record.since, by, same_clock)
    return None if given and _backwards(record) else given


def _backwards(record: Record) -> bool:
    """Withdrawn before it was given: given again, or a slip; which of them can't be told."""
    if not record.ended or record.until is None or record.since is None:
        return False
    doubt = ZONE_DOUBT if record.since[2] != record.until[2] else 0  # one store wrote both
    return record.until[1] + doubt < record.since[0]


def best(answers: Iterable[bool | None]) -> bool | None:
    """True if any is, else None if any can't be told, else False."""
    found: bool | None = False
    for answer in answers:
        if answer:
            return True
        found = None if answer is None else found
    return found


def records_near(plan: ProbePlan, subject: bytes, tables: Tables) -> Iterator[tuple[Record, bool]]:
    """The subject's records under the same ids, each with whether the row's own source wrote it."""
    for item, table in tables_of(plan.near, tables):
        for record in table.people.get(subject, ()):
            yield record, item.source == plan.source


def on_record(plan: ProbePlan, subject: bytes, tables: Tables) -> bool:
    """Whether the subject has any record under the same ids."""
    return any(subject in table.people for _, table in tables_of(plan.near, tables))


def named_elsewhere(plan: ProbePlan, subject: bytes, tables: Tables) -> bool:
    return any(subject in table.people for _, table in tables_of(plan.far, tables))
