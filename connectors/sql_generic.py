"""What differs between database servers. The plain dialect here works with any that SQLAlchemy can describe."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, Connection, inspect, literal, text
from sqlalchemy import exc as sa_exc
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ColumnClause

from connectors import sqlite_file
from connectors.model import Field
from connectors.sql_table import KeyColumn, Limits, Listed, Table, label_of

_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"}
_READ_ONLY_DIALECTS = {"oracle"}


class Dialect:
    """How one kind of server is asked. Nothing here is kept between calls."""

    def connect_args(self, url: URL, limits: Limits) -> dict[str, Any]:
        """Arguments for the driver; what the URL itself sets wins."""
        return {}

    def engine_args(self) -> dict[str, Any]:
        return {}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        """Makes the session read-only and bounded. Called once for each connection, before anything is read."""
        if connection.dialect.name in _READ_ONLY_DIALECTS:
            connection.execute(text("SET TRANSACTION READ ONLY"))

    def tables(self, connection: Connection, database: str | None, views: bool) -> Iterator[Listed]:
        """Every table that the server shows, in any order."""
        inspector = inspect(connection)
        for schema in inspector.get_schema_names():
            if schema.lower() in _SYSTEM_SCHEMAS:
                continue
            names = [(name, "table") for name in inspector.get_table_names(schema)]
            if views:
                names += [(name, "view") for name in inspector.get_view_names(schema)]
            for name, kind in names:
                yield Listed(label_of(schema, name), schema, name, kind)

    def find(self, connection: Connection, database: str | None, views: bool, label: str) -> Listed | None:
        """One table by its label, as it is now."""
        return next((item for item in self.tables(connection, database, views) if item.label == label), None)

    def describe(self, connection: Connection, listed: Listed) -> Table | None:
        """The columns of a table and how to walk it; None where it is gone. Raises what the driver raises."""
        inspector = inspect(connection)
        schema, name = listed.schema, listed.name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", sa_exc.SAWarning)  # they quote names and types of the store
            columns = inspector.get_columns(name, schema)
            keys = set() if listed.kind == "view" else _key_columns(inspector.get_pk_constraint(name, schema))
        fields: list[Field] = []
        whole: list[str] = []
        for item in columns:
            declared = str(item["type"].__visit_name__ if item["type"]._isnull else item["type"])
            arrow = sqlite_file.arrow_type(declared)
            fields.append(Field(item["name"], arrow, bool(item["nullable"]), item["name"] in keys))
            if item["name"] in keys and arrow == "int64":
                whole.append(item["name"])
        key = whole[0] if len(keys) == 1 and whole else None
        return Table(name, tuple(fields), key, tuple(item.name for item in fields if item.primary_key), schema)

    def chosen(self, column: ColumnClause[Any], kind: str) -> ColumnElement[Any]:
        """How a column of this kind is selected."""
        return column

    def key_text(self, column: ColumnClause[Any], key: KeyColumn) -> ColumnElement[Any]:
        """A key column, selected so that its text can stand in a split."""
        return column

    def boundary(self, key: KeyColumn, value: str) -> ColumnElement[Any]:
        """The value of a key column that this text stands for."""
        return literal(value)


def _key_columns(found: Any) -> set[str]:
    return set(found.get("constrained_columns") or ())


GENERIC = Dialect()
