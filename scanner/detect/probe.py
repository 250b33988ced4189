"""Row tests that rules declare: counts of people, joined across tables by keyed digests of their ids.

A plan reads a few bound fields of one dataset, over whole columns. Results merge like profiles; the digests stay in
memory and are dropped after the join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal

import pyarrow as pa

from scanner.detect.sketch import canonical
from scanner.detect.times import parse_time, years_between

DOUBT_MICROS = 14 * 3600 * 1_000_000  # a naive time may lie in any zone from UTC-12 to UTC+14

Moment = tuple[int, bool]
"""Unix microseconds, and whether the zone is unknown."""


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """What to read of one dataset for one probe. Field names are "" where the binding does not give them.

    `minors`: people younger than `number` years when their account was created. `consents`: records of one of `values`.
    `kept`: accounts closed or silent for more than `number` days on `as_of`.
    """

    probe: str
    kind: Literal["minors", "consents", "kept"]
    dataset: str
    subject: str = ""
    born: str = ""
    created: str = ""
    given: str = ""
    withdrawn: str = ""
    purpose: str = ""
    values: tuple[str, ...] = ()
    closed: str = ""
    active: str = ""
    number: int = 0
    as_of: str = ""
    zone: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        parts = (
            self.subject,
            self.born,
            self.created,
            self.given,
            self.withdrawn,
            self.purpose,
            self.closed,
            self.active,
        )
        return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(slots=True)
class ProbeShare:
    """A mergeable part of a result. `people`: a subject's digest -> moments, (created,) or (given, withdrawn)."""

    tested: int = 0
    failed: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    people: dict[bytes, frozenset[tuple[Moment | None, ...]]] = field(default_factory=dict)

    def merge(self, other: ProbeShare) -> ProbeShare:
        people = dict(self.people)
        for subject, moments in other.people.items():
            people[subject] = people.get(subject, frozenset()) | moments
        undecided = self.undecided.copy()
        undecided.update(other.undecided)
        return ProbeShare(self.tested + other.tested, self.failed + other.failed, undecided, people)


def probe_batch(batch: pa.RecordBatch, plan: ProbePlan, key: bytes) -> ProbeShare:
    """The share of one batch. A bound field that the batch lacks counts its rows as undecided."""
    share = ProbeShare()
    missing = [name for name in plan.columns if name not in batch.schema.names]
    if missing:
        share.undecided["a bound field is missing"] += batch.num_rows
        return share
    columns = {name: batch.column(name).to_pylist() for name in plan.columns}
    for row in range(batch.num_rows):
        cells = {name: column[row] for name, column in columns.items()}
        if plan.kind == "minors":
            _minor(cells, plan, key, share)
        elif plan.kind == "consents":
            _consent(cells, plan, key, share)
        else:
            _kept(cells, plan, share)
    return share


def _subject(cells: Mapping[str, object], plan: ProbePlan, key: bytes) -> bytes | None:
    value = cells.get(plan.subject)
    if value is None or canonical(value) == "":
        return None
    return blake2b(canonical(value).encode("utf-8", "surrogatepass"), digest_size=16, key=key).digest()


def _moment(value: object, zone: str | None) -> Moment | None:
    moment = parse_time(value, zone)
    if moment is None:
        return None
    start = datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    delta = moment - start
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds, moment.tzinfo is None


def _blank(value: object) -> bool:
    return value is None or str(value).strip() == ""


def _minor(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    born, created = parse_time(cells[plan.born], None), parse_time(cells[plan.created], plan.zone)
    subject = _subject(cells, plan, key)
    if born is None:
        share.undecided["no birth date" if _blank(cells[plan.born]) else "the birth date can't be read"] += 1
    elif created is None:
        share.undecided["no creation time" if _blank(cells[plan.created]) else "the creation time can't be read"] += 1
    elif subject is None:
        share.undecided["no subject key"] += 1
    else:
        share.tested += 1
        if years_between(born.date(), created.date()) < plan.number:
            share.people[subject] = share.people.get(subject, frozenset()) | {
                (_moment(cells[plan.created], plan.zone),)
            }


def _consent(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    if plan.purpose and str(cells[plan.purpose]).strip().lower() not in plan.values:
        return
    subject, given = _subject(cells, plan, key), _moment(cells[plan.given], plan.zone)
    if subject is None or given is None:
        share.undecided["a consent record without subject or time"] += 1
        return
    withdrawn = _moment(cells[plan.withdrawn], plan.zone) if plan.withdrawn else None
    if plan.withdrawn and withdrawn is None and not _blank(cells[plan.withdrawn]):
        share.undecided["a withdrawal time that can't be read"] += 1
    share.people[subject] = share.people.get(subject, frozenset()) | {(given, withdrawn)}


def _kept(cells: Mapping[str, object], plan: ProbePlan, share: ProbeShare) -> None:
    today = date.fromisoformat(plan.as_of)
    decided = False
    late = False
    for name in (plan.closed, plan.active):
        if not name:
            continue
        moment = parse_time(cells[name], plan.zone)
        if moment is not None:
            decided = True
            late = late or (today - moment.date()).days > plan.number
        elif not _blank(cells[name]):
            share.undecided["a date that can't be read"] += 1
            return
        elif name == plan.closed:
            decided = True  # not closed: still in use as far as this field says
    if decided:
        share.tested += 1
        share.failed += late
    else:
        share.undecided["no last activity"] += 1


def join_consents(minors: ProbeShare, consents: Iterable[ProbeShare], same_source: bool) -> ProbeShare:
    """Minors without a consent that was given before creation and not withdrawn by then.

    `same_source`: both tables keep time the same way, so naive times may be compared. Else a comparison within 14 hours
    is undecided.
    """
    records: dict[bytes, frozenset[tuple[Moment | None, ...]]] = {}
    undecided = minors.undecided.copy()
    for share in consents:
        undecided.update(share.undecided)
        for subject, moments in share.people.items():
            records[subject] = records.get(subject, frozenset()) | moments
    failed = doubtful = 0
    for subject, created in minors.people.items():
        answers = {_consented(moment, records.get(subject, frozenset()), same_source) for (moment,) in created}
        failed += False in answers
        doubtful += False not in answers and None in answers
    if doubtful:
        undecided["times too close together for an unknown time zone"] += doubtful
    return ProbeShare(minors.tested - doubtful, failed, undecided)


def _consented(created: Moment | None, records: frozenset[tuple[Moment | None, ...]], same_source: bool) -> bool | None:
    best: bool | None = False
    for given, withdrawn in records:
        before = _not_after(given, created, same_source)
        after = True if withdrawn is None else _invert(_not_after(withdrawn, created, same_source))
        both = False if before is False or after is False else None if before is None or after is None else True
        if both:
            return True
        best = None if both is None else best
    return best


def _not_after(one: Moment | None, other: Moment | None, same_source: bool) -> bool | None:
    if one is None or other is None:
        return None
    doubtful = (one[1] or other[1]) and not (same_source and one[1] == other[1])
    if doubtful and abs(one[0] - other[0]) <= DOUBT_MICROS:
        return None
    return one[0] <= other[0]


def _invert(value: bool | None) -> bool | None:
    return None if value is None else not value
