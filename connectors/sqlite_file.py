"""A SQLite database file, opened so that nothing in it or beside it changes, and the list of its tables."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote

from connectors.base import ConnectorError
from connectors.formats.columns import decode
from connectors.model import Field
from connectors.sql_table import Table

_ROWID_NAMES = ("rowid", "_rowid_", "oid")
_TABLE_LIST_SINCE = (3, 37, 0)


def database_path(database: str | None, base_dir: str, source: str) -> Path:
    """The file that a sqlite URL names. Raises `ConnectorError` where it names none or there is none."""
    if not database or database == ":memory:" or database.startswith("file:"):
        raise ConnectorError(
            source,
            "unsupported",
            "its SQLite URL names no file",
            "Write sqlite:///name.db, relative to the estate file",
        )
    path = Path(base_dir) / database
    if not path.exists():
        raise ConnectorError(source, "missing", "its SQLite file does not exist", "Check the path in `url`")
    if not path.is_file():
        raise ConnectorError(source, "unsupported", "its SQLite URL names no plain file", "Check the path in `url`")
    return path


def _uses_wal(path: Path) -> bool:
    with path.open("rb") as handle:
        header = handle.read(20)
    return len(header) == 20 and header[18] == 2


def connect(path: Path) -> sqlite3.Connection:
    """A read-only connection. Undecodable text comes as escapes; functions of a hostile schema are off.

    A file in WAL mode that nobody has open is read as immutable, because SQLite would otherwise create `-wal` and
    `-shm` files beside it. Whether somebody has it open is looked at afresh for every connection.
    """
    quiet_wal = _uses_wal(path) and not os.path.exists(f"{path}-wal")
    uri = f"file:{quote(str(path.absolute()))}?mode=ro" + ("&immutable=1" if quiet_wal else "")
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.text_factory = decode
    # mmap off: a file that shrinks while mapped would kill the process instead of raising
    for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def list_tables(connection: sqlite3.Connection, views: bool) -> list[tuple[str, str, bool]]:
    """(name, kind, has a rowid) of every table, and of views where asked for, without SQLite's own tables."""
    if sqlite3.sqlite_version_info >= _TABLE_LIST_SINCE:
        sql = (
            "SELECT name, type, NOT wr FROM pragma_table_list "
            "WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    else:
        sql = (
            "SELECT name, CASE WHEN sql LIKE 'create virtual%' THEN 'virtual' ELSE type END, "
            "sql NOT LIKE '%without%rowid%' FROM sqlite_master "
            "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    rows = [(str(name), str(kind), bool(rowid)) for name, kind, rowid in connection.execute(sql)]
    return sorted(row for row in rows if views or row[1] != "view")


def describe_table(connection: sqlite3.Connection, name: str, kind: str, rowid: bool) -> Table:
    """The columns of a table and how to walk it. Raises what SQLite raises."""
    rows = connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid', (name,)
    ).fetchall()
    fields = tuple(
        Field(str(column), arrow_type(str(declared or "")), not notnull and not pk, bool(pk))
        for column, declared, notnull, pk in rows
    )
    if kind in ("view", "virtual"):
        return Table(name, fields)
    if rowid:
        lower = {field.name.lower() for field in fields}
        alias = next((free for free in _ROWID_NAMES if free not in lower), None)
        if alias is not None:
            return Table(name, fields, alias, (alias,))
    keys = [(pk, str(column), str(declared or "")) for column, declared, _, pk in rows if pk]
    order = tuple(column for _, column, _ in sorted(keys))
    single = keys[0][1] if len(keys) == 1 and "INT" in keys[0][2].upper() and not rowid else None
    return Table(name, fields, single, order)


def arrow_type(declared: str) -> str:
    """The Arrow type name that a declared SQL type promises; SQLite does not enforce it. "" where it says nothing."""
    words = declared.upper()
    if "BOOL" in words:
        return "bool"
    if "INT" in words:
        return "int64"
    if any(word in words for word in ("CHAR", "CLOB", "TEXT", "STRING", "JSON", "UUID")):
        return "string"
    if any(word in words for word in ("BLOB", "BINARY", "BYTEA")):
        return "binary"
    if any(word in words for word in ("REAL", "FLOA", "DOUB")):
        return "double"
    if "TIMESTAMP" in words or "DATETIME" in words:
        return "timestamp[us]"
    if re.match(r"DATE\b", words):
        return "date32[day]"
    if match := re.match(r"(?:NUMERIC|DECIMAL|NUMBER)\s*\(\s*(\d{1,2})\s*,\s*(\d{1,2})\s*\)", words):
        return f"decimal128({match[1]}, {match[2]})"
    return ""
