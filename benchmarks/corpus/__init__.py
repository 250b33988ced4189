"""The frozen labelled corpus: tables, look-alikes and texts, all from one fixed seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from .clean import clean_tables
from .fields import personal_tables
from .look_numbers import PLANS as _NUMBER_PLANS
from .look_other import PLANS as _OTHER_PLANS
from .lookkit import run as _run
from .model import Column, Level, LookAlike, Span, Store, Table, Text, Value
from .names import all_person_names
from .texts import all_texts

__all__ = [
    "Column",
    "Level",
    "LookAlike",
    "Span",
    "Store",
    "Table",
    "Text",
    "Value",
    "all_person_names",
    "digest",
    "look_alikes",
    "tables",
    "texts",
]


def tables() -> Iterator[Table]:
    """Tables about people, then tables without any person."""
    yield from personal_tables()
    yield from clean_tables()


def look_alikes() -> Iterator[LookAlike]:
    """Columns that look like something they are not."""
    for plan in (*_NUMBER_PLANS, *_OTHER_PLANS):
        yield from _run(plan)


def texts() -> Iterator[Text]:
    """Texts with labelled spans, and texts without any."""
    yield from all_texts()


def _plain(value: Value) -> object:
    """Bytes as hex and floats by repr, so that the stream is the same everywhere."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, float):
        return {"float": repr(value)}
    return value


def _table(table: Table) -> object:
    """A table as plain data."""
    columns = [
        [c.name, [_plain(v) for v in c.values], sorted(c.categories), c.level, c.kind, c.note] for c in table.columns
    ]
    return [table.name, columns, table.store, table.note]


def _stream() -> Iterator[object]:
    """Everything in order."""
    for table in tables():
        yield ["table", _table(table)]
    for look in look_alikes():
        yield ["look", look.confusion, _table(look.table), look.column, sorted(look.forbidden)]
    for text in texts():
        yield ["text", text.text, [[s.start, s.end, s.category, s.scored] for s in text.spans], text.kind]


def digest() -> str:
    """SHA-256 over the canonical JSON lines of the whole corpus."""
    total = hashlib.sha256()
    for item in _stream():
        total.update(json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return total.hexdigest()
