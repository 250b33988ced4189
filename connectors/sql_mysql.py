"""MariaDB and MySQL: what they list, how they are kept read-only and bounded, and how their types are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CHAR, DECIMAL, URL, Connection, LargeBinary, cast, func, literal, literal_column, text
from sqlalchemy import exc as sa_exc
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ColumnClause

from connectors.errors import gap_reason
from connectors.model import Field
from connectors.sql_generic import Dialect
from connectors.sql_table import KeyColumn, Limits, Listed, Table, label_of, parts_of
from connectors.sql_values import numeric_kind

_TABLES = """
SELECT table_schema, table_name, table_type, coalesce(engine, '')
FROM information_schema.tables
WHERE lower(table_schema) NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
  AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
"""
_COLUMNS = """
SELECT column_name, lower(data_type), lower(column_type), numeric_precision, numeric_scale, is_nullable, privileges
FROM information_schema.columns
WHERE table_schema = :schema AND table_name = :name ORDER BY ordinal_position
"""
_KEY = """
SELECT column_name FROM information_schema.statistics
WHERE table_schema = :schema AND table_name = :name AND index_name = 'PRIMARY' AND sub_part IS NULL
ORDER BY seq_in_index
"""
_PREFIXED_KEY = """
SELECT count(*) FROM information_schema.statistics
WHERE table_schema = :schema AND table_name = :name AND index_name = 'PRIMARY' AND sub_part IS NOT NULL
"""
_ESTIMATE = "SELECT table_rows FROM information_schema.tables WHERE table_schema = :schema AND table_name = :name"
_ELSEWHERE = {"FEDERATED", "CONNECT", "SPIDER", "S3", "OQGRAPH"}
_INTEGERS = {"tinyint", "smallint", "mediumint", "int", "bigint", "year"}
_TEXTS = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json"}
_BYTES = {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"}
_AS_TEXT = {"uuid", "inet4", "inet6"}
_SHAPES = {
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
}
_KEY_CASTS = {
    **dict.fromkeys(_INTEGERS, "int"),
    **dict.fromkeys(("char", "varchar", "uuid", "inet4", "inet6", "date", "datetime", "timestamp"), "text"),
    **dict.fromkeys(("binary", "varbinary"), "bytes"),
    "decimal": "decimal",
}
_HISTORY = (
    "not_requested",
    "this table keeps earlier versions of its rows, and only the present ones are read",
    "Audit the earlier versions through a view with FOR SYSTEM_TIME ALL and `views: true`, or accept this gap.",
)


class Mysql(Dialect):
    def connect_args(self, url: URL, limits: Limits) -> dict[str, Any]:
        if url.get_driver_name() != "pymysql":
            return {}
        args: dict[str, Any] = {
            "program_name": "saydo",
            "connect_timeout": limits.connect,
            # a server that vanishes without a word is noticed
            "read_timeout": limits.statement + 60,
            "charset": "utf8mb4",
        }
        return {key: value for key, value in args.items() if key not in url.query}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        settings = {
            "lock_wait_timeout": limits.lock,
            "innodb_lock_wait_timeout": limits.lock,
            "net_write_timeout": max(limits.statement, 60),  # rows are worked on between fetches
        }
        if is_mariadb(connection):
            settings["max_statement_time"] = limits.statement
            settings["idle_transaction_timeout"] = max(limits.statement, 300)
        else:
            settings["max_execution_time"] = limits.statement * 1000
        numbers = ", ".join(f"SESSION {name} = {value}" for name, value in settings.items())
        for statement in (
            "SET SESSION TRANSACTION READ ONLY",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",  # one split is one state of the table
            f"SET {numbers}, SESSION time_zone = '+00:00'",
        ):
            connection.exec_driver_sql(statement)
        connection.commit()  # so that the first transaction of ours is read-only too

    def tables(self, connection: Connection, database: str | None, views: bool) -> Iterator[Listed]:
        sql, values = _TABLES, {}
        if database:
            sql, values = sql + " AND table_schema = :schema", {"schema": database}
        for row in connection.execute(text(sql), values):
            listed = _listed(row, views)
            if listed is not None and (not database or listed.schema == database):
                yield listed

    def find(self, connection: Connection, database: str | None, views: bool, label: str) -> Listed | None:
        named = parts_of(label)
        if named is None or (database and named[0] != database):
            return None
        sql = _TABLES + " AND table_schema = :schema AND table_name = :name"
        for row in connection.execute(text(sql), {"schema": named[0], "name": named[1]}):
            if (row[0], row[1]) == named:  # the server may compare names without case
                return _listed(row, views)
        return None

    def describe(self, connection: Connection, listed: Listed) -> Table | None:
        names = {"schema": listed.schema, "name": listed.name}
        columns = connection.execute(text(_COLUMNS), names).all()
        if not columns:
            return None
        types = {row[0]: row[1] for row in columns}
        key = [row[0] for row in connection.execute(text(_KEY), names)]
        if connection.execute(text(_PREFIXED_KEY), names).scalar_one():
            key = []
        fields: list[Field] = []
        kinds: dict[str, str] = {}
        hidden: list[str] = []
        for name, data_type, column_type, precision, scale, nullable, privileges in columns:
            if "select" not in str(privileges).lower():
                hidden.append(name)
                continue
            kinds[name] = _kind(data_type, column_type, precision, scale)
            fields.append(Field(name, _arrow(data_type, kinds[name]), nullable == "YES", name in key))
        usable = bool(key) and not set(key) & set(hidden) and all(types.get(name) in _KEY_CASTS for name in key)
        single = key[0] if usable and len(key) == 1 and types[key[0]] in _INTEGERS else None
        keys = tuple(KeyColumn(name, _KEY_CASTS[types[name]]) for name in key) if usable and single is None else ()
        return Table(
            listed.name,
            tuple(fields),
            single,
            tuple(key) if usable else (),
            listed.schema,
            keys=keys,
            kinds=kinds,
            hidden=tuple(hidden),
            more_hidden=not hidden and _has_hidden(connection, listed),
            estimate=_estimate(connection, listed),
        )

    def chosen(self, column: ColumnClause[Any], kind: str) -> ColumnElement[Any]:
        if kind == "text":
            # as bytes of UTF-8, so that text of any character set, and broken text, is decoded in one place
            return cast(func.convert(column.op("USING")(literal_column("utf8mb4"))), LargeBinary)
        if kind in ("moment", "zoned", "plain"):
            return cast(column, CHAR)  # the driver would make nulls of days that are none
        if kind == "shape":
            return func.ST_AsText(column)
        if kind.startswith("bits"):
            return column.op("+")(literal_column("0"))
        return column

    def key_text(self, column: ColumnClause[Any], key: KeyColumn) -> ColumnElement[Any]:
        return func.hex(column) if key.cast == "bytes" else cast(column, CHAR)

    def boundary(self, key: KeyColumn, value: str) -> ColumnElement[Any]:
        if key.cast == "int":
            return literal_column(str(int(value)))
        if key.cast == "decimal":
            return cast(literal(value), DECIMAL(65, 30))
        return literal(bytes.fromhex(value)) if key.cast == "bytes" else literal(value)


def forget_rest(cursor: object) -> None:
    """Tells PyMySQL that nobody wants the rest of a result, which it would else fetch whenever the cursor goes away,
    even over a connection that is gone. Other drivers' cursors are left as they are."""
    result = getattr(cursor, "_result", None)
    if getattr(result, "unbuffered_active", False):
        result.unbuffered_active = False  # type: ignore[union-attr]
        result.connection = None  # type: ignore[union-attr]


def is_mariadb(connection: Connection) -> bool:
    return bool(getattr(connection.dialect, "is_mariadb", False))


def _listed(row: Any, views: bool) -> Listed | None:
    schema, name, kind, engine = row
    is_view = kind == "VIEW" or engine.upper() in _ELSEWHERE
    if is_view and not views:
        return None
    found = Listed(label_of(schema, name), schema, name, "view" if is_view else "table")
    return found if kind != "SYSTEM VERSIONED" else Listed(found.label, schema, name, "versioned")


def history_gap(listed: Listed) -> Any:
    """Why a table is read in part only, or None."""
    return _HISTORY if listed.kind == "versioned" else None


def _kind(data_type: str, column_type: str, precision: Any, scale: Any) -> str:
    if data_type in _TEXTS:
        return "text"
    if data_type == "decimal":
        return numeric_kind(int(precision), int(scale))
    if data_type == "bit":
        return f"bits {int(precision or 1)}"
    if data_type in ("date", "time", "datetime"):
        return "moment"
    if data_type == "timestamp":
        return "zoned"
    if data_type in _SHAPES:
        return "shape"
    return "plain" if data_type in _AS_TEXT else ""


def _arrow(data_type: str, kind: str) -> str:
    if data_type in _INTEGERS or kind in ("whole", "bits 1"):
        return "int64"
    if data_type in ("float", "double") or kind == "float":
        return "double"
    return "binary" if data_type in _BYTES else "string"


def _estimate(connection: Connection, listed: Listed) -> int | None:
    rows = connection.execute(text(_ESTIMATE), {"schema": listed.schema, "name": listed.name}).scalar()
    return None if rows is None or listed.kind == "view" else int(rows)


def _has_hidden(connection: Connection, listed: Listed) -> bool:
    """Whether there are columns that the server does not even name to this user: `*` is refused then."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    try:
        connection.exec_driver_sql(
            f"SELECT * FROM {quote(str(listed.schema))}.{quote(listed.name)} LIMIT 0", ()
        ).close()
    except sa_exc.DBAPIError as exc:
        if gap_reason(exc) == "permission":
            return True
        raise
    return False
