"""Turns rows into bytes of each format. Same rows, same bytes: no clock, no host name, no hash order."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from scanner.demo.ddl import Column, ColumnType, create_table, quoted
from scanner.demo.names import Names

Row = dict[str, Any]
Files = dict[str, bytes]
"""Path relative to the estate folder -> content."""


@dataclass(frozen=True)
class Table:
    """A table and its rows: cells in the order of the columns, None, bool, number, str, bytes, date or datetime."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)


def described(*specs: str) -> tuple[Column, ...]:
    """Columns from `name`, `name type`, `name type key`, `name type required`; text where no type is told."""
    found = []
    for spec in specs:
        name, *rest = spec.split()
        kind, mark = [*rest, *("text", "")[len(rest) :]]
        found.append(Column(name, cast(ColumnType, kind), key=mark == "key", required=mark == "required"))
    return tuple(found)


def stream(seed: int, name: str) -> random.Random:
    """Random numbers of one part of the estate: a change in one part leaves the others as they were."""
    return random.Random(f"saydo-demo:{seed}:{name}")


def gz(data: bytes) -> bytes:
    """Gzip without a file name or time."""
    return gzip.compress(data, mtime=0)


def renamed_table(source: str, table: Table, names: Names) -> Table:
    """The table as it is called on disk."""
    ref = f"{source}/{table.name}"
    columns = tuple(replace(column, name=names.field(ref, column.name)) for column in table.columns)
    return Table(names.table(source, table.name), columns, table.rows)


def _sqlite_cell(value: Any) -> Any:
    """SQLite has no type for times: they are text in ISO form, as most applications keep them there."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def sqlite_bytes(tables: Iterable[Table]) -> bytes:
    """A whole SQLite database file, of tables under their final names."""
    connection = sqlite3.connect(":memory:")
    try:
        for table in tables:
            connection.execute(create_table(table.name, table.columns, "sqlite"))
            marks = ", ".join("?" * len(table.columns))
            rows = ([_sqlite_cell(cell) for cell in row] for row in table.rows)
            connection.executemany(f"INSERT INTO {quoted(table.name, 'sqlite')} VALUES ({marks})", rows)
        connection.commit()
        return bytes(connection.serialize())
    finally:
        connection.close()


def csv_bytes(ref: str, header: Sequence[str], rows: Iterable[Sequence[Any]], names: Names) -> bytes:
    """A CSV file with a header; None becomes an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([names.field(ref, name) for name in header])
    writer.writerows(rows)
    return out.getvalue().encode()


def renamed(ref: str, value: Any, names: Names) -> Any:
    """The same value with every key of every nested object renamed."""
    if isinstance(value, Mapping):
        return {names.field(ref, str(key)): renamed(ref, item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(ref, item, names) for item in value]
    return value


def jsonl_bytes(ref: str, rows: Iterable[Row], names: Names) -> bytes:
    """JSON lines; keys that are None are left out, as most writers of logs do."""
    lines = []
    for row in rows:
        kept = {key: value for key, value in row.items() if value is not None}
        lines.append(json.dumps(renamed(ref, kept, names), ensure_ascii=False, separators=(",", ":")) + "\n")
    return "".join(lines).encode()


def logfmt_bytes(ref: str, rows: Iterable[Row], names: Names) -> bytes:
    """logfmt lines: `key=value`, quoted where the value holds a blank, a quote or an equals sign."""
    lines = []
    for row in rows:
        parts = []
        for key, value in row.items():
            if value is None:
                continue
            text = f"{value:.6f}" if isinstance(value, float) else str(value)
            if text == "" or any(mark in text for mark in ' "='):
                text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            parts.append(f"{names.field(ref, key)}={text}")
        lines.append(" ".join(parts) + "\n")
    return "".join(lines).encode()


def parquet_bytes(ref: str, columns: Mapping[str, pa.Array], names: Names) -> bytes:
    """One Parquet file with two row groups."""
    table = pa.table({names.field(ref, name): values for name, values in columns.items()})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", row_group_size=max(1, (table.num_rows + 1) // 2))
    return sink.getvalue()


def rotated(path: str, lines: bytes, pieces: int = 3) -> Files:
    """A log split as a rotation leaves it: oldest `.log.2.gz`, then `.log.1`, newest `.log`."""
    rows = lines.splitlines(keepends=True)
    size = -(-len(rows) // pieces)
    files: Files = {}
    for age in range(pieces):
        part = b"".join(rows[(pieces - 1 - age) * size : (pieces - age) * size])
        if age == 0:
            files[f"{path}.log"] = part
        elif age == 1:
            files[f"{path}.log.1"] = part
        else:
            files[f"{path}.log.{age}.gz"] = gz(part)
    return files
