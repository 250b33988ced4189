"""`CREATE TABLE` for the databases that the demo's tables can be loaded into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["integer", "bigint", "text", "real", "date", "timestamp", "boolean", "blob"]
Dialect = Literal["sqlite", "postgresql", "mysql"]


@dataclass(frozen=True)
class Column:
    """A column of a demo table. `key`: the primary key or a part of it; `required`: not null."""

    name: str
    type: ColumnType
    key: bool = False
    required: bool = False


TYPES: dict[Dialect, dict[ColumnType, str]] = {
    "sqlite": {
        "integer": "INTEGER", "bigint": "INTEGER", "text": "TEXT", "real": "REAL", "date": "TEXT",
        "timestamp": "TEXT", "boolean": "INTEGER", "blob": "BLOB",
    },
    "postgresql": {
        "integer": "INTEGER", "bigint": "BIGINT", "text": "TEXT", "real": "DOUBLE PRECISION", "date": "DATE",
        "timestamp": "TIMESTAMP", "boolean": "BOOLEAN", "blob": "BYTEA",
    },
    "mysql": {
        "integer": "INT", "bigint": "BIGINT", "text": "TEXT", "real": "DOUBLE", "date": "DATE",
        "timestamp": "DATETIME", "boolean": "BOOLEAN", "blob": "LONGBLOB",
    },
}  # fmt: skip
KEY_TEXT = "VARCHAR(190)"
"""MySQL keys no column of unlimited length."""


def quoted(name: str, dialect: Dialect) -> str:
    """An identifier as the dialect writes it."""
    mark = "`" if dialect == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def create_table(table_name: str, columns: Sequence[Column], dialect: Dialect) -> str:
    """One statement, without a closing semicolon. A schema may precede the table's name with a dot."""
    lines = []
    for column in columns:
        kind = TYPES[dialect][column.type]
        if column.key and column.type == "text" and dialect == "mysql":
            kind = KEY_TEXT
        lines.append(f"{quoted(column.name, dialect)} {kind}{' NOT NULL' if column.required or column.key else ''}")
    if keys := [quoted(column.name, dialect) for column in columns if column.key]:
        lines.append(f"PRIMARY KEY ({', '.join(keys)})")
    name = ".".join(quoted(part, dialect) for part in table_name.split("."))
    tail = " CHARACTER SET utf8mb4" if dialect == "mysql" else ""
    return f"CREATE TABLE {name} ({', '.join(lines)}){tail}"
