"""A table as the reader needs it, whatever the server, and how its name is written in outputs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.model import Field, GapReason

_PART = re.compile(r'"((?:[^"]|"")*)"|([^."]+)')


@dataclass(frozen=True, slots=True)
class Limits:
    """What the scan may cost the server, in seconds, and the row count up to which tables are counted exactly."""

    statement: int = 300
    lock: int = 5
    connect: int = 10
    count: int = 2_000_000


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of a primary key to cut by. `cast` says how the dialect makes a boundary's text a value again."""

    name: str
    cast: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A table that the server names, before it is looked at. `refused` is why it will not be read, if so."""

    label: str
    schema: str | None
    name: str
    kind: str = "table"
    refused: tuple[GapReason, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its readable columns. `key` is an integer column to cut by, `order` what makes the order fixed.

    `keys`: the columns of another kind of primary key; `pages`: number of disk pages where rows are found by page
    (PostgreSQL without a key); `kinds`: what the dialect must know to select and convert a column; `hidden`: columns
    that the scanning user may not read; `more_hidden`: there are some whose names it may not even see; `estimate`: the
    server's guess of the row count; `only`: read without tables that inherit from it.
    """

    name: str
    fields: tuple[Field, ...]
    key: str | None = None
    order: tuple[str, ...] = ()
    schema: str | None = None
    keys: tuple[KeyColumn, ...] = ()
    pages: int | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    more_hidden: bool = False
    estimate: int | None = None
    only: bool = False

    @property
    def label(self) -> str:
        """Its name in outputs: `schema.table`, or the bare name where there is no schema."""
        return label_of(self.schema, self.name)


def label_of(schema: str | None, name: str) -> str:
    """`schema.table`; a part with a dot or a quote in it is quoted, so that two tables never share a label."""
    if schema is None:
        return name
    return f"{_quoted(schema)}.{_quoted(name)}"


def _quoted(part: str) -> str:
    return '"' + part.replace('"', '""') + '"' if "." in part or '"' in part or not part else part


def parts_of(label: str) -> tuple[str, str] | None:
    """(schema, table) of a label that `label_of` made; None for any other text."""
    found = [(quoted.replace('""', '"') if quoted or not plain else plain) for quoted, plain in _PART.findall(label)]
    if len(found) != 2 or label_of(found[0], found[1]) != label:
        return None
    return found[0], found[1]


def shape_of(fields: tuple[Field, ...]) -> int:
    """A number that changes when columns come or go; tells a reader that the plan is old."""
    return zlib.crc32("\0".join(sorted(item.name for item in fields)).encode("utf-8", "surrogatepass"))
