"""The records of the corpus: columns, tables, texts, look-alikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

Value = str | int | float | bool | None | bytes
Level = Literal["must", "either", "must_not"]
Store = Literal["sql", "csv", "jsonl", "parquet"]


@dataclass(frozen=True)
class Column:
    """One labelled column. For level "must" any ONE of `categories` counts as found."""

    name: str
    values: tuple[Value, ...]
    categories: frozenset[str]
    level: Level
    kind: str
    note: str


@dataclass(frozen=True)
class Table:
    """Columns of equal length, as one finds them in a store."""

    name: str
    columns: tuple[Column, ...]
    store: Store
    note: str


@dataclass(frozen=True)
class Span:
    """A value within a text, by Unicode code points. Not scored: stated apart, no bar."""

    start: int
    end: int
    category: str
    scored: bool


@dataclass(frozen=True)
class Text:
    """A free text, a log line or a JSON line with its labelled spans."""

    text: str
    spans: tuple[Span, ...]
    kind: str


@dataclass(frozen=True)
class LookAlike:
    """A column that looks like something it is not. Any of `forbidden` reported on it is a mistake."""

    confusion: str
    table: Table
    column: str
    forbidden: frozenset[str]


@dataclass(frozen=True)
class Ctx:
    """What a generator of column values may know: chance, number of rows, language of the table."""

    r: Random
    n: int
    lang: str


Gen = Callable[[Ctx], list[list[Value]]]


@dataclass(frozen=True)
class Spec:
    """A form of field: how it may be named and how its values come about.

    `names`: "en a b | zh c d"; a name "a+b" gives two columns. `opaque`: how many further columns
    get a name that says nothing (only where the value alone suffices). `cats` has one entry per column.
    """

    kind: str
    cats: tuple[str, ...]
    names: str
    gen: Gen
    n: int = 6
    opaque: int = 0
    cap: int = 600
    dirt: bool = True
    level: Level = "must"
    note: str = ""
