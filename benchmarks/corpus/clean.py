"""All tables without any personal column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from . import clean_tech, clean_trade
from .model import Table
from .tablekit import Group, tables_of

# So often is each form repeated that the clean columns outnumber the personal ones.
TIMES = 1.3
GROUPS: tuple[Group, ...] = (*clean_tech.GROUPS, *clean_trade.GROUPS)


def clean_tables() -> Iterator[Table]:
    """Tables about goods, machines, software, words and statistics."""
    for group in GROUPS:
        more = tuple(replace(spec, n=int(spec.n * TIMES)) for spec in group.specs)
        yield from tables_of(replace(group, specs=more), False)
