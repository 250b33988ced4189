"""From Python values to Arrow columns, losing nothing.

A batch's column is typed where all its values share one type (int64, double, bool, string, binary, date, timestamp,
decimal, list<string>). Otherwise it is a string column holding an exact text of each value, so neighbouring batches of
one split may differ in a column's type. A column of nothing but nulls is a string column.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

BATCH_ROWS = 4096
BATCH_BYTES = 16 * 1024 * 1024
BATCH_CELLS = 4_000_000
UNDECODABLE = b"saydo.undecodable"

_SURROGATE = re.compile("[\ud800-\udfff]")
_NONE = type(None)


class Escaped(str):
    """Text in which undecodable bytes are already written as escapes; counted when it becomes a cell."""

    __slots__ = ()


def decode(raw: bytes) -> str:
    """UTF-8 text, or `Escaped` with `\\xNN` for each byte that is no UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return Escaped(raw.decode(errors="backslashreplace"))


def escape_surrogates(text: str) -> str:
    """Writes lone surrogates as escapes: `\\xNN` where they stand for a byte (surrogateescape), else `\\udNNN`."""
    return _SURROGATE.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code - 0xDC00:02x}" if 0xDC00 <= code <= 0xDCFF else f"\\u{code:04x}"


def text_of(value: object) -> str:
    """An exact text of any value: integers in full, floats by repr, bytes as 0x-hex, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dt.date | dt.time):  # datetime is a date
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=text_of)
    return str(value)


def column_array(values: Sequence[object]) -> tuple[pa.Array, int]:
    """The Arrow column of these values, and how many of its cells held undecodable bytes."""
    kinds = set(map(type, values))
    kinds.discard(_NONE)
    if not kinds:
        return pa.nulls(len(values), pa.string()), 0
    if kinds <= {str, Escaped}:
        return _strings(values, counted=Escaped in kinds)
    if list in kinds:
        return _lists(values)
    typed = _typed(kinds, values)
    if typed is not None:
        return typed, 0
    return _strings([None if value is None else text_of(value) for value in values], counted=True, marks=values)


def _strings(values: Sequence[object], counted: bool, marks: Sequence[object] | None = None) -> tuple[pa.Array, int]:
    count = sum(type(value) is Escaped for value in marks or values) if counted else 0
    try:
        return pa.array(values, pa.string()), count
    except UnicodeEncodeError:
        clean = [escape_surrogates(value) if isinstance(value, str) else None for value in values]
        changed = sum(new != old for new, old in zip(clean, values, strict=True))
        return pa.array(clean, pa.string()), count + changed


def _lists(values: Sequence[object]) -> tuple[pa.Array, int]:
    count = 0
    rows: list[list[str | None] | None] = []
    for value in values:
        if value is None:
            rows.append(None)
            continue
        items = value if isinstance(value, list) else [value]
        row: list[str | None] = [None if item is None else text_of(item) for item in items]
        bad = any(type(item) is Escaped for item in items)
        if any(item is not None and not item.isascii() and _SURROGATE.search(item) for item in row):
            row = [None if item is None else escape_surrogates(item) for item in row]
            bad = True
        count += bad
        rows.append(row)
    return pa.array(rows, pa.list_(pa.string())), count


def _typed(kinds: set[type], values: Sequence[object]) -> pa.Array | None:
    """A typed column where all values share a type and fit, else None."""
    arrow_type: pa.DataType | None = None
    if kinds == {int}:
        arrow_type = pa.int64()
    elif kinds == {float}:
        arrow_type = pa.float64()
    elif kinds == {bool}:
        arrow_type = pa.bool_()
    elif kinds <= {bytes, bytearray, memoryview}:
        return pa.array([None if value is None else bytes(value) for value in values], pa.binary())  # type: ignore[call-overload]
    elif kinds == {dt.date}:
        arrow_type = pa.date32()
    elif kinds == {dt.datetime}:
        aware = {value.tzinfo is not None for value in values if isinstance(value, dt.datetime)}
        if len(aware) > 1:
            return None
        arrow_type = pa.timestamp("us", tz="UTC" if aware.pop() else None)
    elif kinds != {Decimal}:
        return None
    try:
        return pa.array(values, arrow_type)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        return None  # too big for the type: the exact text is used instead


def batch_of(columns: Mapping[str, Sequence[object] | pa.Array], rows: int) -> pa.RecordBatch:
    """A batch from columns in their given order; `rows` counts where there is no column at all."""
    arrays: list[pa.Array] = []
    undecodable: dict[str, int] = {}
    names = [escape_surrogates(name) for name in columns]
    for name, values in zip(names, columns.values(), strict=True):
        array, bad = (values, 0) if isinstance(values, pa.Array) else column_array(values)
        arrays.append(array)
        if bad:
            undecodable[name] = bad
    return assemble(names, arrays, undecodable, rows)


def assemble(
    names: Sequence[str], arrays: Sequence[pa.Array], undecodable: Mapping[str, int], rows: int
) -> pa.RecordBatch:
    """A batch of ready arrays, with the counts of undecodable cells in its schema's metadata."""
    if not arrays:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * rows, pa.struct([])))
    metadata = None
    if undecodable:
        metadata = {UNDECODABLE: json.dumps(dict(sorted(undecodable.items())), ensure_ascii=False).encode()}
    fields = [pa.field(name, array.type) for name, array in zip(names, arrays, strict=True)]
    return pa.RecordBatch.from_arrays(list(arrays), schema=pa.schema(fields, metadata=metadata))


def batch_of_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str] | None) -> pa.RecordBatch:
    """A batch from dicts: their keys together sorted by name, or exactly `columns`; absent is null."""
    names = sorted(set().union(*rows)) if columns is None else list(dict.fromkeys(columns))
    return batch_of({name: [row.get(name) for row in rows] for name in names}, len(rows))


def batches_of_rows(
    rows: Iterator[tuple[Mapping[str, object], int]], columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch]:
    """Groups (row, size in bytes) pairs into batches, bounded by rows, by bytes and by rows times distinct keys."""
    held: list[Mapping[str, object]] = []
    keys: set[str] = set()
    size = 0
    for row, weight in rows:
        held.append(row)
        keys.update(row)
        size += weight
        if len(held) >= BATCH_ROWS or size >= BATCH_BYTES or len(held) * len(keys) >= BATCH_CELLS:
            yield batch_of_rows(held, columns)
            held, keys, size = [], set(), 0
    if held:
        yield batch_of_rows(held, columns)


def distinct_names(names: Sequence[str]) -> list[str]:
    """The names with every repetition marked `#2`, `#3`, so that no column hides another."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name}#{number}"
        taken.add(free)
        result.append(free)
    return result


def put(row: dict[str, object], key: str, value: object) -> None:
    """Adds a value under its key, or under `key#2`, `key#3` where it is taken: both are kept."""
    free, number = key, 1
    while free in row:
        number += 1
        free = f"{key}#{number}"
    row[free] = value
