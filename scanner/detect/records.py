"""What people decided, read from bound tables: consents, opt-outs, permissions for friends, erasures.

These tables are small beside what they are held against. They are read first and handed to the workers as tables keyed
by digests of subject ids; the digests stay in memory and are dropped with the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Literal, NamedTuple

import pyarrow as pa

from scanner.detect.moments import EVER, Moment, blank, day_of, moment, not_after, whole_day
from scanner.detect.sketch import canonical

NO_SUBJECT = "a {kind} record without a subject"
MISSING_FIELD = "a bound field is missing"
_NOBODY = frozenset({"null", "\\n", "nan", "none"})
_NO = frozenset({"0", "false", "no", "n", "none"})

Parts = tuple[tuple[str, str], ...]
"""Parts of a binding and their fields, sorted: what a mapping says, but hashable."""


def parts_of(fields: Mapping[str, str], wanted: tuple[str, ...]) -> Parts:
    return tuple((part, fields[part]) for part in sorted(wanted) if fields.get(part))


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """Which records to read of one dataset. `values`: the words of its `kind` field that count, in lower case.

    Erasures: `days` is how long one may stay open before it counts as owed (None: no limit is set) on `as_of`.
    `same_ids`: its subjects have the same ids as the account tables.
    """

    kind: Literal["consent", "optout", "friendship", "erasure"]
    dataset: str
    parts: Parts
    values: tuple[str, ...] = ()
    zone: str | None = None
    same_ids: bool = False
    days: int | None = None
    as_of: str = ""

    @property
    def source(self) -> str:
        return self.dataset.partition("/")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for _, name in self.parts))


class Record(NamedTuple):
    """One record of a subject. `until` counts only where `ended`. None: a time that can't be read.

    `friend`: digest of who is permitted to see. `state` of an erasure: `erased` (or owed), `held`, `unknown`.
    """

    since: Moment | None = EVER
    until: Moment | None = None
    ended: bool = False
    friend: bytes = b""
    state: str = ""


@dataclass(slots=True)
class RecordTable:
    """A mergeable part of what one plan reads: records by a subject's digest, and what could not be read.

    `shapes`: the kinds of characters that ids have, to see whether two tables may speak of the same people at all.
    `rows` were read, and `meant` of them have a word that the binding's `kinds` names (or need none).
    """

    people: dict[bytes, list[Record]] = field(default_factory=dict)
    undecided: Counter[str] = field(default_factory=Counter)
    shapes: set[str] = field(default_factory=set)
    lost: int = 0
    rows: int = 0
    meant: int = 0

    def absorb(self, other: RecordTable) -> None:
        """Merges in place. Which record comes first means nothing."""
        for subject, records in other.people.items():
            self.people.setdefault(subject, []).extend(records)
        self.undecided.update(other.undecided)
        self.shapes |= other.shapes
        self.lost += other.lost
        self.rows += other.rows
        self.meant += other.meant

    def merge(self, other: RecordTable) -> RecordTable:
        merged = RecordTable()
        merged.absorb(self)
        merged.absorb(other)
        return merged


Tables = Mapping[RecordPlan, RecordTable]


def rows_of(batch: pa.RecordBatch, names: tuple[str, ...]) -> Iterator[dict[str, object]]:
    """The named cells of each row."""
    columns = [batch.column(name).to_pylist() for name in names]
    for cells in zip(*columns, strict=True) if columns else ():
        yield dict(zip(names, cells, strict=True))


def subject_digest(value: object, key: bytes) -> bytes | None:
    """The keyed digest of an id, None where there is none, or one of the words that exports write for none."""
    text = "" if value is None else canonical(value)
    if not text or text.lower() in _NOBODY:
        return None
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=key).digest()


def id_shape(value: object) -> str:
    """The kinds of characters in an id: `9`, `a9-`. It tells ids of unlike systems apart and says nothing of people."""
    kinds = ("9" if char.isdecimal() else "a" if char.isalnum() else char for char in set(canonical(value)[:64]))
    return "".join(sorted(set(kinds)))


def read_records(batch: pa.RecordBatch, plan: RecordPlan, key: bytes) -> RecordTable:
    """The records of one batch. One that can't be read stays in, as of unknown time: it may be what somebody said."""
    table = RecordTable()
    if any(name not in batch.schema.names for name in plan.columns):
        table.undecided[MISSING_FIELD] += batch.num_rows
        table.lost += batch.num_rows
        return table
    parts = dict(plan.parts)
    table.rows = batch.num_rows
    for row in rows_of(batch, plan.columns):
        cells = {part: row[name] for part, name in parts.items()}
        if "kind" in cells and str(cells["kind"]).strip().lower() not in plan.values:
            continue
        table.meant += 1
        record = _erasure(cells, plan) if plan.kind == "erasure" else _decision(cells, plan, table)
        if record is None:
            continue
        subject = subject_digest(cells["subject"], key)
        if plan.kind == "friendship":
            friend = subject_digest(cells["friend"], key)
            subject, record = (subject, record._replace(friend=friend)) if friend else (None, record)
        if subject is None:
            table.undecided[NO_SUBJECT.format(kind=plan.kind)] += 1
            table.lost += 1
            continue
        table.shapes.add(id_shape(cells["subject"]))
        table.people.setdefault(subject, []).append(record)
    return table


def _decision(cells: Mapping[str, object], plan: RecordPlan, table: RecordTable) -> Record:
    since: Moment | None = EVER
    if "given" in cells:
        since = moment(cells["given"], plan.zone)
        if since is None:
            table.undecided[f"a {plan.kind} whose time can't be read"] += 1
    if "withdrawn" not in cells or blank(cells["withdrawn"]):
        return Record(since)
    until = moment(cells["withdrawn"], plan.zone)
    if until is None:
        table.undecided[f"a {plan.kind} withdrawn at a time that can't be read"] += 1
    return Record(since, until, ended=True)


def _erasure(cells: Mapping[str, object], plan: RecordPlan) -> Record | None:
    """An erasure that was done, or is owed: requested longer ago than the owner's limit. Others say nothing yet."""
    if not _says_no(cells.get("hold")):
        return Record(state="held")
    if not blank(cells.get("done")) and (told := _dated(moment(cells["done"], plan.zone), _today(plan))):
        return told
    if blank(cells.get("requested")) or plan.days is None:
        return None
    requested = day_of(cells["requested"], plan.zone)
    if requested is None:
        return Record(state="unknown")
    return Record(state="erased") if (date.fromisoformat(plan.as_of) - requested).days > plan.days else None


def _today(plan: RecordPlan) -> Moment:
    return whole_day(date.fromisoformat(plan.as_of), None)


def _dated(done: Moment | None, today: Moment) -> Record | None:
    if done is None:
        return Record(state="unknown")
    # what is planned for later has not happened; a doubt of hours decides for done, as the store's word has it
    return None if not_after(done, today, True) is False else Record(state="erased")


def _says_no(value: object) -> bool:
    return blank(value) or value is False or canonical(value).lower() in _NO
