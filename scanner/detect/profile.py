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

    def merge(self, other: FieldProfile) -> FieldProfile:
        sketches = {
            name: self.sketches.get(name, _EMPTY).merge(other.sketches.get(name, _EMPTY))
            for name in self.sketches.keys() | other.sketches.keys()
        }
        return FieldProfile(_added(self.counts, other.counts), sketches)

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
    `naive` counts rows whose time had no zone.
    """

    rows: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: int | None = None
    last: int | None = None
    naive: int = 0

    def merge(self, other: GroupProfile) -> GroupProfile:
        firsts = [item for item in (self.first, other.first) if item is not None]
        lasts = [item for item in (self.last, other.last) if item is not None]
        return GroupProfile(
            self.rows + other.rows,
            _added(self.cells, other.cells),
            min(firsts, default=None),
            max(lasts, default=None),
            self.naive + other.naive,
        )


GroupKey = tuple[str, ...]


@dataclass(slots=True)
class DatasetProfile:
    """Everything seen in a dataset. Keys of `groups`: (`object`, name) or (`gateway`, scheme, host).

    `overflow` says whether `fields` or `endpoints` were more than are kept. Which ones are kept depends on their names
    alone, so what is kept is exact and merging stays associative.
    """

    rows: int = 0
    fields: dict[str, FieldProfile] = field(default_factory=dict)
    groups: dict[GroupKey, GroupProfile] = field(default_factory=dict)
    overflow: frozenset[str] = frozenset()

    def merge(self, other: DatasetProfile) -> DatasetProfile:
        fields = _merged(self.fields, other.fields, FieldProfile())
        groups = _merged(self.groups, other.groups, GroupProfile())
        overflow = self.overflow | other.overflow
        if len(fields) > MAX_FIELDS:
            fields, overflow = _bottom(fields, MAX_FIELDS), overflow | {"fields"}
        if len(groups) > MAX_ENDPOINTS:  # objects were listed before and so are bounded; endpoints are others' words
            endpoints = {key: item for key, item in groups.items() if key[0] == "gateway"}
            if len(endpoints) > MAX_ENDPOINTS:
                kept = _bottom(endpoints, MAX_ENDPOINTS)
                groups = {key: item for key, item in groups.items() if key[0] != "gateway"} | kept
                overflow = overflow | {"endpoints"}
        return DatasetProfile(self.rows + other.rows, fields, groups, overflow)

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


def _added(one: Counter[_K], other: Counter[_K]) -> Counter[_K]:
    total = one.copy()
    total.update(other)
    return total


def _merged(one: Mapping[_K, _V], other: Mapping[_K, _V], empty: _V) -> dict[_K, _V]:
    return {key: one.get(key, empty).merge(other.get(key, empty)) for key in one.keys() | other.keys()}


def _bottom(items: Mapping[_K, _V], keep: int) -> dict[_K, _V]:
    """The `keep` entries whose keys hash lowest: the same ones in whatever order they came."""
    ranked = sorted(items, key=lambda key: hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest())
    return {key: items[key] for key in ranked[:keep]}
