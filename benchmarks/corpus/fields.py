"""All tables with personal columns."""

from __future__ import annotations

from collections.abc import Iterator

from . import fields_device, fields_health, fields_life, fields_online, fields_people
from .model import Table
from .tablekit import Group, tables_of

GROUPS: tuple[Group, ...] = (
    fields_people.GROUP,
    *fields_health.GROUPS,
    fields_device.GROUP,
    *fields_online.GROUPS,
    *fields_life.GROUPS,
)


def personal_tables() -> Iterator[Table]:
    """Tables about people."""
    for group in GROUPS:
        yield from tables_of(group, True)
