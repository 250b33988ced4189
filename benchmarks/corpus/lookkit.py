"""From plans to look-alike columns, each in a small table of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from .model import Column, LookAlike, Table, Value
from .rng import pick, rng
from .tablekit import STORES, pick_style, styled

Maker = Callable[[Random, int], list[list[Value]]]


@dataclass(frozen=True)
class Plan:
    """How often a confusion occurs, under which names, in which tables, and what must not be said."""

    confusion: str
    count: int
    names: str
    tables: str
    make: Maker
    forbidden: tuple[str, ...]


def column_of(fn: Callable[[Random, int], list[Value]]) -> Maker:
    """A maker of one column."""

    def make(r: Random, n: int) -> list[list[Value]]:
        return [fn(r, n)]

    return make


def _holes(r: Random, values: list[Value]) -> tuple[Value, ...]:
    """Some nulls."""
    share = r.choice((0.0, 0.0, 0.0, 0.1, 0.3))
    return tuple(None if r.random() < share else v for v in values)


def run(plan: Plan) -> Iterator[LookAlike]:
    """All look-alikes of a plan; for pairs every column is one."""
    r = rng("look", plan.confusion)
    names, tables = plan.names.split(), plan.tables.split()
    left = plan.count
    while left > 0:
        n = r.choice((30, 40, 60, 100, 150, 240))
        cols = plan.make(r, n)
        style = pick_style(r)
        parts = pick(r, names).split("+")
        if len(parts) != len(cols) and len(cols) > 1:
            parts = [f"{parts[0]}_{k}" for k in range(len(cols))]
        columns = [
            Column(styled(p, style), _holes(r, v), frozenset(), "either", plan.confusion, "labelled as look-alike")
            for p, v in zip(parts, cols, strict=True)
        ]
        start = r.randrange(1, 5000)
        if r.random() < 0.5:
            columns.append(
                Column(
                    styled("row_id", style),
                    tuple(start + i for i in range(n)),
                    frozenset(),
                    "must_not",
                    "row-id",
                    "number of the row",
                )
            )
        if r.random() < 0.4:
            columns.append(
                Column(
                    styled("state", style),
                    tuple(r.choice(("new", "open", "done")) for _ in range(n)),
                    frozenset(),
                    "must_not",
                    "state",
                    "state of the row",
                )
            )
        table = Table(pick(r, tables), tuple(columns), pick(r, STORES), plan.confusion)
        for part in parts:
            if left > 0:
                left -= 1
                yield LookAlike(plan.confusion, table, styled(part, style), frozenset(plan.forbidden))
