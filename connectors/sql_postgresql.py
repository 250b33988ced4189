"""PostgreSQL: what it lists, how it is kept read-only and bounded, and how its types are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, Connection, literal, literal_column, text
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ColumnClause

from connectors import sql_psycopg
from connectors.model import Field
from connectors.sql_generic import Dialect
from connectors.sql_table import KeyColumn, Limits, Listed, Table, label_of, parts_of
from connectors.sql_values import numeric_kind

PAGES_SINCE = 14  # older servers walk the whole table for a range of pages

_TABLES = """
SELECT n.nspname, c.relname, c.relkind::text,
       has_schema_privilege(n.oid, 'USAGE')
         AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT')),
       c.relkind = 'p' AND EXISTS (
         SELECT 1 FROM pg_partition_tree(c.oid) t JOIN pg_class f ON f.oid = t.relid WHERE f.relkind = 'f')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
"""
_ONE = " AND n.nspname = :schema AND c.relname = :name"
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(b.typname, t.typname), t.typcategory::text,
       coalesce(e.typnamespace::regnamespace::text, 'pg_catalog') <> 'pg_catalog' AS own_element,
       CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
       a.attnotnull, has_column_privilege(a.attrelid, a.attnum, 'SELECT'), c.relkind::text,
       pg_relation_size(c.oid) / current_setting('block_size')::int, has_table_privilege(c.oid, 'SELECT')
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
LEFT JOIN pg_type e ON e.oid = t.typelem
WHERE n.nspname = :schema AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
_KEY = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
WHERE i.indisprimary AND n.nspname = :schema AND c.relname = :name
ORDER BY k.at
"""
_ARROW = {
    "int2": "int64",
    "int4": "int64",
    "int8": "int64",
    "oid": "int64",
    "bool": "int64",
    "float4": "double",
    "float8": "double",
    "bytea": "binary",
}
_REFUSED = (
    "permission",
    "the scanning user may not read this table",
    "Run `saydo doctor`: it prints the GRANT that is missing. Or exclude the table with a reason.",
)
_FOREIGN_PART = (
    "not_requested",
    "a part of this table lies on another server",
    "Set `views: true` to read foreign tables too, or exclude the table with a reason.",
)


class Postgresql(Dialect):
    def connect_args(self, url: URL, limits: Limits) -> dict[str, Any]:
        if url.get_driver_name() != "psycopg":
            return {}
        args: dict[str, Any] = {
            "application_name": "saydo",
            "client_encoding": "utf8",
            "connect_timeout": limits.connect,
            # a server that vanishes without a word is noticed
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "tcp_user_timeout": 60_000,
        }
        return {key: value for key, value in args.items() if key not in url.query}

    def engine_args(self) -> dict[str, Any]:
        return {"use_native_hstore": False}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        statement, lock = limits.statement * 1000, limits.lock * 1000
        settings = {
            "default_transaction_read_only": "on",
            "default_transaction_isolation": "repeatable read",  # one split is one state of the table
            "statement_timeout": str(statement),
            "lock_timeout": str(lock),
            "idle_in_transaction_session_timeout": str(max(statement, 300_000)),
            "row_security": "off",  # an error, where otherwise rows would be hidden without a word
            "synchronize_seqscans": "off",  # a fixed order
            "max_parallel_workers_per_gather": "0",
            "datestyle": "ISO, YMD",
            "intervalstyle": "postgres",
            "bytea_output": "hex",
            "extra_float_digits": "1",
            "timezone": "UTC",
        }
        asked = ", ".join(f"set_config('{name}', :{name}, false)" for name in settings)
        connection.execute(text(f"SELECT {asked}"), settings)  # one round trip
        connection.commit()  # so that the first transaction of ours is read-only too
        if connection.dialect.driver == "psycopg":
            sql_psycopg.load_plainly(connection.connection.driver_connection)

    def tables(self, connection: Connection, database: str | None, views: bool) -> Iterator[Listed]:
        yield from (_listed(row, views) for row in connection.execute(text(_TABLES)) if views or row[2] in ("r", "p"))

    def find(self, connection: Connection, database: str | None, views: bool, label: str) -> Listed | None:
        named = parts_of(label)
        if named is None:
            return None
        row = connection.execute(text(_TABLES + _ONE), {"schema": named[0], "name": named[1]}).first()
        return _listed(row, views) if row is not None and (views or row[2] in ("r", "p")) else None

    def describe(self, connection: Connection, listed: Listed) -> Table | None:
        names = {"schema": listed.schema, "name": listed.name}
        columns = connection.execute(text(_COLUMNS), names).all()
        if not columns:
            exists = connection.execute(text("SELECT 1" + _TABLES[_TABLES.index("\nFROM") :] + _ONE), names).first()
            return Table(listed.name, (), schema=listed.schema) if exists else None
        key = [(str(name), str(kind)) for name, kind in connection.execute(text(_KEY), names)]
        in_key = {name for name, _ in key}
        fields: list[Field] = []
        kinds: dict[str, str] = {}
        hidden: list[str] = []
        for name, _, base, category, own_element, typmod, not_null, readable, *_ in columns:
            if not readable:
                hidden.append(name)
                continue
            kinds[name] = _kind(base, category, own_element, typmod)
            arrow = {"whole": "int64", "float": "double"}.get(kinds[name]) or _ARROW.get(base, "string")
            arrow = "list<item: string>" if category == "A" else arrow
            fields.append(Field(name, arrow, not not_null, name in in_key))
        relkind, pages, whole_table = columns[0][8], columns[0][9], columns[0][10]
        single = key[0][0] if len(key) == 1 and key[0][1] in ("smallint", "integer", "bigint") else None
        usable = bool(key) and not in_key & set(hidden)
        by_page = not usable and relkind == "r" and whole_table and _version(connection) >= PAGES_SINCE
        return Table(
            listed.name,
            tuple(fields),
            single if usable else None,
            tuple(name for name, _ in key) if usable else (),
            listed.schema,
            keys=tuple(KeyColumn(name, kind) for name, kind in key) if usable and single is None else (),
            pages=int(pages) if by_page else None,
            kinds=kinds,
            hidden=tuple(hidden),
            estimate=_estimate(connection, listed, relkind) if fields else None,
            only=relkind == "r",
        )

    def chosen(self, column: ColumnClause[Any], kind: str) -> ColumnElement[Any]:
        return column.op("::")(literal_column("text[]")) if kind == "array" else column

    def key_text(self, column: ColumnClause[Any], key: KeyColumn) -> ColumnElement[Any]:
        return column.op("::")(literal_column("text"))

    def boundary(self, key: KeyColumn, value: str) -> ColumnElement[Any]:
        return literal(value).op("::")(literal_column(key.cast))


def _listed(row: Any, views: bool) -> Listed:
    schema, name, kind, readable, foreign_part = row
    refused: Any = None
    if not readable:
        refused = _REFUSED
    elif foreign_part and not views:
        refused = _FOREIGN_PART
    return Listed(label_of(schema, name), schema, name, "table" if kind in ("r", "p") else "view", refused)


def _kind(base: str, category: str, own_element: bool, typmod: int) -> str:
    if category == "A":
        return "array" if own_element else ""
    if base == "numeric":
        return numeric_kind((typmod - 4) >> 16, (typmod - 4) & 0x7FF) if typmod >= 4 else "digits"
    return ""


def _estimate(connection: Connection, listed: Listed, relkind: str) -> int | None:
    """The planner's own guess: right in size even where statistics were never collected."""
    if relkind not in ("r", "p"):
        return None
    quote = connection.dialect.identifier_preparer.quote_identifier
    name = f"{quote(str(listed.schema))}.{quote(listed.name)}"
    only = "ONLY " if relkind == "r" else ""
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) SELECT FROM {only}{name}", ()).scalar_one()
    plan = json.loads(found) if isinstance(found, str) else found
    return int(plan[0]["Plan"]["Plan Rows"])


def _version(connection: Connection) -> int:
    return int((connection.dialect.server_version_info or (0,))[0])
