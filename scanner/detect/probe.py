"""Row tests that rules declare: counts of people, joined across tables by keyed digests of their ids.

A plan reads a few bound fields of one dataset, over whole columns. Results merge like profiles; the digests stay in
memory and are dropped after the join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal
from zoneinfo import ZoneInfo

import pyarrow as pa

from scanner.detect.sketch import Sketch, canonical
from scanner.detect.times import parse_date, parse_time, years_between

_HOUR = 3600 * 1_000_000
ZONE_DOUBT = 14 * _HOUR  # a time without a zone may lie in any from UTC-12 to UTC+14
NO_SUBJECT = "a consent record without a subject"

Moment = tuple[int, int, bool]
"""First and last Unix microsecond that are meant (a day alone means 24 hours), and whether the zone is unknown."""


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
    same_ids: bool = False

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
    """A mergeable part of a result.

    `people`: a subject's digest -> moments, (created,), (given,) or (given, withdrawn); None where one can't be read.
    `subjects`: digests of all subjects, to see whether two tables speak of the same people at all.
    """

    tested: int = 0
    failed: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    people: dict[bytes, frozenset[tuple[Moment | None, ...]]] = field(default_factory=dict)

    subjects: Sketch = field(default_factory=Sketch)

    def absorb(self, other: ProbeShare) -> None:
        """Merges in place."""
        self.tested += other.tested
        self.failed += other.failed
        self.undecided.update(other.undecided)
        self.subjects.absorb(other.subjects)
        for subject, moments in other.people.items():
            self.people[subject] = self.people.get(subject, frozenset()) | moments

    def merge(self, other: ProbeShare) -> ProbeShare:
        merged = ProbeShare()
        merged.absorb(self)
        merged.absorb(other)
        return merged


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
    micros = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
    return micros, micros + (24 * _HOUR - 1 if _is_day(value) else 0), moment.tzinfo is None


def _is_day(value: object) -> bool:
    if isinstance(value, str):
        day = parse_date(value)
        return day is not None and day[1] and ":" not in value
    return isinstance(value, date) and not isinstance(value, datetime)


def _blank(value: object) -> bool:
    return value is None or str(value).strip() == ""


def _minor(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    born, created = parse_time(cells[plan.born], None), parse_time(cells[plan.created], plan.zone)
    subject = _subject(cells, plan, key)
    if subject is not None:
        share.subjects.add((_short(subject),))
    if born is None:
        share.undecided["no birth date" if _blank(cells[plan.born]) else "the birth date can't be read"] += 1
    elif created is None:
        share.undecided["no creation time" if _blank(cells[plan.created]) else "the creation time can't be read"] += 1
    elif subject is None:
        share.undecided["no subject key"] += 1
    else:
        share.tested += 1
        # a birthday begins at midnight where the person is, which is nearest to where the source keeps its time
        day = created.astimezone(ZoneInfo(plan.zone)).date() if plan.zone and created.tzinfo else created.date()
        if years_between(born.date(), day) < plan.number:
            share.people[subject] = share.people.get(subject, frozenset()) | {
                (_moment(cells[plan.created], plan.zone),)
            }


def _short(subject: bytes) -> int:
    return int.from_bytes(subject[:8], "big")


def _consent(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    """A record that can't be read stays in, as one of unknown time: it may be the consent that somebody gave."""
    if plan.purpose and str(cells[plan.purpose]).strip().lower() not in plan.values:
        return
    subject = _subject(cells, plan, key)
    if subject is None:
        share.undecided[NO_SUBJECT] += 1
        return
    share.subjects.add((_short(subject),))
    given = _moment(cells[plan.given], plan.zone)
    record: tuple[Moment | None, ...] = (given,)
    if given is None:
        share.undecided["a consent whose time can't be read"] += 1
    if plan.withdrawn and not _blank(cells[plan.withdrawn]):
        withdrawn = _moment(cells[plan.withdrawn], plan.zone)
        record = (given, withdrawn)
        if withdrawn is None:
            share.undecided["a withdrawal whose time can't be read"] += 1
    share.people[subject] = share.people.get(subject, frozenset()) | {record}


def _kept(cells: Mapping[str, object], plan: ProbePlan, share: ProbeShare) -> None:
    """A closed account is judged by its closing; an open one by its last activity, where the owner bound that."""
    today = date.fromisoformat(plan.as_of)
    moments = {}
    for name in (plan.closed, plan.active):
        if name and not _blank(cells[name]):
            moments[name] = parse_time(cells[name], plan.zone)
            if moments[name] is None:
                share.undecided["a date that can't be read"] += 1
                return
    deciding = moments.get(plan.closed) or moments.get(plan.active)
    if deciding is not None:
        share.tested += 1
        share.failed += (today - deciding.date()).days > plan.number
    elif plan.active or not plan.closed:
        share.undecided["no last activity"] += 1


def join_consents(
    minors: ProbeShare, near: Sequence[ProbeShare], far: Sequence[ProbeShare], same_source: bool
) -> ProbeShare:
    """Minors without a consent that was given before creation and not withdrawn by then.

    `near` are consents under the same ids, `far` those of other sources, whose ids may be others: a match there only
    casts doubt. `same_source`: all near tables keep time the same way. What can't be told counts as undecided, never as
    failed: no readable time, no subject, or no id in common at all.
    """
    records = _records(near)
    elsewhere = _records(far)
    undecided = minors.undecided.copy()
    for share in near:
        undecided.update(share.undecided)
    strangers = _no_subject_in_common(minors, near)
    lost = sum(share.undecided[NO_SUBJECT] for share in near)
    failed = doubtful = 0
    for subject, created in minors.people.items():
        answers = {_consented(moment, records.get(subject, frozenset()), same_source) for (moment,) in created}
        if False not in answers:
            doubtful += None in answers
        elif strangers or lost or subject in elsewhere:
            doubtful += 1
        else:
            failed += 1
    if doubtful:
        undecided[strangers or "a consent may exist, but can't be told"] += doubtful
    return ProbeShare(minors.tested - doubtful, failed, undecided)


def _records(shares: Sequence[ProbeShare]) -> dict[bytes, frozenset[tuple[Moment | None, ...]]]:
    records: dict[bytes, frozenset[tuple[Moment | None, ...]]] = {}
    for share in shares:
        for subject, moments in share.people.items():
            records[subject] = records.get(subject, frozenset()) | moments
    return records


def _no_subject_in_common(minors: ProbeShare, near: Sequence[ProbeShare]) -> str:
    """Why a join can't be trusted: the ids of consents and accounts never meet, so they are not the same ids."""
    consenting = Sketch()
    for share in near:
        consenting.absorb(share.subjects)
    if consenting.items and consenting.containment_in(minors.subjects) == 0:
        return "consents and accounts have no subject id in common"
    return ""


def _consented(created: Moment | None, records: frozenset[tuple[Moment | None, ...]], same_source: bool) -> bool | None:
    best: bool | None = False
    for given, *withdrawal in records:
        before = _not_after(given, created, same_source)
        after = _invert(_not_after(withdrawal[0], created, same_source)) if withdrawal else True
        both = False if before is False or after is False else None if before is None or after is None else True
        if both:
            return True
        best = None if both is None else best
    return best


def _not_after(one: Moment | None, other: Moment | None, same_source: bool) -> bool | None:
    if one is None or other is None:
        return None
    if same_source and one == other:
        return True  # written alike: given and opened in one go
    doubt = ZONE_DOUBT if (one[2] or other[2]) and not (same_source and one[2] == other[2]) else 0
    if one[1] + doubt <= other[0]:
        return True
    return False if one[0] > other[1] + doubt else None


def _invert(value: bool | None) -> bool | None:
    return None if value is None else not value
