"""Profiles: what was seen in a field, a group of rows, a dataset. Counts and keyed sketches, never values.

All of them merge: associative, commutative, with an empty one. Everything counted is an integer, so merging in any
order and grouping gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from scanner.detect.sketch import Sketch

MAX_ENDPOINTS = 20_000
"""Endpoints (scheme and host) of a gateway log that one dataset's profile tells apart."""

MAX_FIELDS = 20_000
"""Fields of one dataset. JSON whose keys are data can have millions."""

_K = TypeVar("_K")


@dataclass(slots=True)
class FieldProfile:
    """Counts of one field by name (see `columns.py`), and sketches `values`, `keys`, `match.<detector>`."""

    counts: Counter[str] = field(default_factory=Counter)
    sketches: dict[str, Sketch] = field(default_factory=dict)

    def absorb(self, other: FieldProfile) -> None:
        """Merges in place."""
        self.counts.update(other.counts)
        for name, sketch in other.sketches.items():
            self.sketches.setdefault(name, Sketch()).absorb(sketch)

    def merge(self, other: FieldProfile) -> FieldProfile:
        merged = FieldProfile()
        merged.absorb(self)
        merged.absorb(other)
        return merged

    def distinct(self, sketch: str) -> tuple[int, bool]:
        return self.sketches.get(sketch, _EMPTY).distinct()

    def to_json(self) -> dict[str, Any]:
        return {
            "counts": dict(sorted(self.counts.items())),
            "sketches": {name: list(sketch.items) for name, sketch in sorted(self.sketches.items())},
        }


_EMPTY = Sketch()


@dataclass(slots=True)
class GroupProfile:
    """Rows that share a key which is no personal data: an object, or scheme and host. Times in Unix microseconds UTC.

    `cells` counts by (field, what): what is `cells` (non-null) or a detector's id (cells with a match that counts).
    `naive` counts rows whose time had no zone, `untimed` rows without a readable time.
    """

    rows: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None
    naive: int = 0
    untimed: int = 0

    def absorb(self, other: GroupProfile) -> None:
        """Merges in place."""
        self.rows += other.rows
        self.cells.update(other.cells)
        self.first = min((item for item in (self.first, other.first) if item is not None), default=None)
        self.last = max((item for item in (self.last, other.last) if item is not None), default=None)
        self.naive += other.naive
        self.untimed += other.untimed

    def merge(self, other: GroupProfile) -> GroupProfile:
        merged = GroupProfile()
        merged.absorb(self)
        merged.absorb(other)
        return merged


GroupKey = tuple[str, ...]


@dataclass(slots=True)
class DatasetProfile:
    """Everything seen in a dataset. Groups: (`object`, name), or (`gateway`, scheme, host, `with` | `without`).

    `overflow` says whether `fields` or `endpoints` were more than are kept. Which ones are kept depends on their names
    alone, so what is kept is exact and merging stays associative.
    """

    rows: int = 0
    fields: dict[str, FieldProfile] = field(default_factory=dict)
    groups: dict[GroupKey, GroupProfile] = field(default_factory=dict)
    overflow: frozenset[str] = frozenset()

    def absorb(self, other: DatasetProfile) -> None:
        """Merges in place."""
        self.rows += other.rows
        self.overflow |= other.overflow
        for name, item in other.fields.items():
            self.fields.setdefault(name, FieldProfile()).absorb(item)
        for key, group in other.groups.items():
            self.groups.setdefault(key, GroupProfile()).absorb(group)
        if len(self.fields) > MAX_FIELDS:
            self.fields, self.overflow = _bottom(self.fields, MAX_FIELDS), self.overflow | {"fields"}
        if (
            len(self.groups) > MAX_ENDPOINTS
        ):  # objects were listed before and so are bounded; endpoints are others' words
            endpoints = {key: item for key, item in self.groups.items() if key[0] == "gateway"}
            if len(endpoints) > MAX_ENDPOINTS:
                kept = _bottom(endpoints, MAX_ENDPOINTS)
                self.groups = {key: item for key, item in self.groups.items() if key[0] != "gateway"} | kept
                self.overflow |= {"endpoints"}

    def merge(self, other: DatasetProfile) -> DatasetProfile:
        merged = DatasetProfile()
        merged.absorb(self)
        merged.absorb(other)
        return merged

    def group(self, key: GroupKey) -> GroupProfile:
        return self.groups.setdefault(key, GroupProfile())

    def to_bytes(self) -> bytes:
        """A canonical form, for comparing two ways to the same profile."""
        groups = [
            [
                list(key),
                item.rows,
                item.first,
                item.last,
                item.naive,
                sorted([*name, n] for name, n in item.cells.items()),
            ]
            for key, item in sorted(self.groups.items())
        ]
        fields = {name: item.to_json() for name, item in sorted(self.fields.items())}
        return json.dumps(
            {"rows": self.rows, "fields": fields, "groups": groups, "overflow": sorted(self.overflow)}, sort_keys=True
        ).encode()


_V = TypeVar("_V", FieldProfile, GroupProfile)


def _bottom(items: Mapping[_K, _V], keep: int) -> dict[_K, _V]:
    """The `keep` entries whose keys hash lowest: the same ones in whatever order they came."""
    ranked = sorted(items, key=lambda key: hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest())
    return {key: items[key] for key in ranked[:keep]}
