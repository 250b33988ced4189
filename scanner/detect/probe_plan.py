"""What a probe reads of one dataset, and the mergeable share of its result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from scanner.detect.records import Parts, RecordPlan, RecordTable, Tables
from scanner.detect.sketch import Sketch

MAX_GROUPS = 200_000
"""Groups of one dataset that are counted. Which ones depends on their digests alone, so each count is exact."""

Kind = Literal[
    "minors",  # accounts opened below an age, each of which needs a consent before
    "removed",  # accounts known to be opened below an age, open longer than `number` days without a consent
    "kept",  # accounts closed or silent for more than `number` days
    "consented",  # rows that need their subject's consent before
    "opted_out",  # rows that their subject had opted out of before
    "permitted",  # rows of a subject seen by a viewer, which need the subject's permission
    "erased",  # rows of subjects who are erased
    "answered",  # requests that need an answer within `number` days
    "allowed",  # rows whose value must be one of `values`
    "group_size",  # rows that speak of fewer than `number` people, as a field says
    "groups",  # rows that share their quasi-identifiers with fewer than `number` rows in all
    "ids",  # ids and addresses of accounts, for comparison with fields elsewhere
]


@dataclass(frozen=True, slots=True)
class ProbePlan:
    """What to read of one dataset for one probe. `parts` are the binding's parts and their fields.

    `near` are records under the same ids, `far` those of other sources, whose ids may be others: these only cast doubt.
    `ages`: the age by country (`default` for others). Plain values: it crosses process borders.
    """

    probe: str
    kind: Kind
    dataset: str
    parts: Parts
    near: tuple[RecordPlan, ...] = ()
    far: tuple[RecordPlan, ...] = ()
    number: int = 0
    values: tuple[str, ...] = ()
    ages: tuple[tuple[str, int], ...] = ()
    as_of: str = ""
    zone: str | None = None
    partial: str = ""

    @property
    def source(self) -> str:
        return self.dataset.partition("/")[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for _, name in self.parts))

    def field(self, part: str) -> str:
        return dict(self.parts).get(part, "")


@dataclass(slots=True)
class ProbeShare:
    """A mergeable part of a result: counts of rows, and sketches of subjects. `met` counts rows whose subject has any
    record; `failing`, `doubtful` sketch subjects; `shapes` are those of ids; `groups` counts rows by digest; `ids` are
    the digests that were asked for."""

    tested: int = 0
    failed: int = 0
    met: int = 0
    undecided: Counter[str] = field(default_factory=Counter)
    failing: Sketch = field(default_factory=Sketch)
    doubtful: Sketch = field(default_factory=Sketch)
    shapes: set[str] = field(default_factory=set)
    groups: dict[int, int] = field(default_factory=dict)
    trimmed: bool = False
    ids: set[int] = field(default_factory=set)

    def absorb(self, other: ProbeShare) -> None:
        """Merges in place."""
        self.tested += other.tested
        self.failed += other.failed
        self.met += other.met
        self.undecided.update(other.undecided)
        self.failing.absorb(other.failing)
        self.doubtful.absorb(other.doubtful)
        self.shapes |= other.shapes
        self.ids |= other.ids
        self.trimmed |= other.trimmed
        for group, count in other.groups.items():
            self.groups[group] = self.groups.get(group, 0) + count
        if len(self.groups) > 2 * MAX_GROUPS:
            self.trim()

    def trim(self) -> None:
        """Keeps the groups with the lowest digests; theirs are the same ones in whatever order rows came."""
        if len(self.groups) > MAX_GROUPS:
            self.groups = {group: self.groups[group] for group in sorted(self.groups)[:MAX_GROUPS]}
            self.trimmed = True

    def merge(self, other: ProbeShare) -> ProbeShare:
        merged = ProbeShare()
        merged.absorb(self)
        merged.absorb(other)
        return merged

    def fail(self, subject: bytes | None) -> None:
        self.failed += 1
        if subject is not None:
            self.failing.add((short(subject),))


def short(subject: bytes) -> int:
    return int.from_bytes(subject[:8], "big")


def tables_of(plans: tuple[RecordPlan, ...], tables: Tables) -> list[tuple[RecordPlan, RecordTable]]:
    """Each plan with its table; one that gave nothing is empty."""
    return [(plan, tables.get(plan) or RecordTable()) for plan in plans]
