"""What the scanning user may do at a server, against what reading needs: nothing more, and nothing less."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from connectors.base import Advice, NameShape, plain_shape
from connectors.sql_generic import Dialect
from connectors.sql_table import Listed

_WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_POWERS = {  # predefined roles that reach beyond tables
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
    "pg_write_all_data",
    "pg_signal_backend",
}
_ATTRIBUTES = ("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION")
_HARMLESS = {"SELECT", "USAGE", "SHOW VIEW", "SHOW DATABASES", "PROCESS"}
_GRANT = re.compile(r"GRANT (.+?) ON (.+?) TO ", re.DOTALL)
_PRIVILEGE = re.compile(r"([A-Z][A-Z ]*[A-Z])\s*(?:\([^)]*\))?(?:,|$)")
_SHOWN = 5

Wanted = Callable[[Listed], bool]


@dataclass(frozen=True, slots=True)
class Excess:
    """Rights that reading does not need: `words` name them, `on` where, `remedy` takes them away."""

    words: tuple[str, ...]
    on: str
    remedy: str


def excess(connection: Connection, shape: NameShape = plain_shape) -> list[Excess]:
    """Every right of this user beyond reading, as far as the server tells."""
    if connection.dialect.name == "postgresql":
        return list(_postgresql_excess(connection, shape))
    return list(_mysql_excess(connection, shape)) if connection.dialect.name in ("mysql", "mariadb") else []


def server_advice(
    connection: Connection, dialect: Dialect, database: str | None, views: bool, wanted: Wanted, shape: NameShape
) -> Iterator[Advice]:
    """Missing grants as statements to run, excess rights, and kinds of tables that are left out unless asked for.

    Names that hold personal data are masked by `shape`, the scanning user's own name too.
    """
    if connection.dialect.name not in ("postgresql", "mysql", "mariadb"):
        return
    listed = sorted((item for item in dialect.tables(connection, database, views) if wanted(item)), key=_by_label)
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:
        yield from _postgresql_missing(connection, listed, shape)
    else:
        yield from _mysql_missing(connection, dialect, listed, shape)
    for item in excess(connection, shape):
        what = f"the scanning user may do more than read: {', '.join(item.words)} {item.on}"
        yield Advice("excessive", what, item.remedy)
    if not views:
        shown = {item.label for item in listed}
        others = [item for item in dialect.tables(connection, database, True) if wanted(item)]
        count = sum(item.label not in shown for item in others)
        if count:
            what = f"{count} views or foreign tables are not read"
            yield Advice("note", what, "Set `views: true` in the estate file to read them.")
    if not postgresql:
        what = "this server hides what its user has no right to: tables and columns without any grant can't be counted"
        yield Advice("note", what, "Compare the list of tables with the owner of the database.")


def _by_label(item: Listed) -> str:
    return item.label


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def _double_quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _postgresql_missing(connection: Connection, listed: Iterable[Listed], shape: NameShape) -> Iterator[Advice]:
    user = _double_quoted(shape(str(connection.execute(text("SELECT current_user")).scalar_one())))
    schemas = {
        str(name)
        for (name,) in connection.execute(
            text("SELECT nspname FROM pg_namespace WHERE NOT has_schema_privilege(oid, 'USAGE')")
        )
    }
    columns: dict[tuple[str, str], list[str]] = {}
    hidden = text(
        "SELECT n.nspname, c.relname, a.attname FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') "
        "AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' "
        "AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT') ORDER BY a.attnum"
    )
    for schema, table, column in connection.execute(hidden):
        columns.setdefault((schema, table), []).append(column)
    told: set[str] = set()
    for item in listed:
        schema = str(item.schema)
        if schema in schemas and schema not in told:
            told.add(schema)
            what = f"it may not use the schema {shape(schema)}"
            yield Advice("missing", what, f"GRANT USAGE ON SCHEMA {_double_quoted(shape(schema))} TO {user};")
        unread = columns.get((schema, item.name), [])
        target = f"{_double_quoted(shape(schema))}.{_double_quoted(shape(item.name))}"
        if unread and item.refused is None:
            names = ", ".join(_double_quoted(shape(name)) for name in unread)
            what = f"it may not read {len(unread)} columns of {shape(item.label)}"
            yield Advice("missing", what, f"GRANT SELECT ({names}) ON {target} TO {user};")
        elif unread:
            yield Advice("missing", f"it may not read {shape(item.label)}", f"GRANT SELECT ON {target} TO {user};")
    for schema, name in connection.execute(
        text(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') AND row_security_active(c.oid) ORDER BY 1, 2"
        )
    ):
        what = f"row security hides rows of {shape(f'{schema}.{name}')} from it, so the table can't be read"
        yield Advice("missing", what, f"ALTER ROLE {user} BYPASSRLS;")


def _postgresql_excess(connection: Connection, shape: NameShape) -> Iterator[Excess]:
    plain = str(connection.execute(text("SELECT current_user")).scalar_one())
    user = _double_quoted(shape(plain))
    row = connection.execute(
        text(
            "SELECT rolsuper::int, rolcreaterole::int, rolcreatedb::int, rolreplication::int "
            "FROM pg_roles WHERE rolname = current_user"
        )
    ).one()
    attributes = tuple(name for name, held in zip(_ATTRIBUTES, row, strict=True) if held)
    if attributes:
        off = " ".join(f"NO{name}" for name in attributes)
        yield Excess(attributes, "at the whole server", f"ALTER ROLE {user} {off};")
    if "SUPERUSER" in attributes:
        return  # it holds every other right too
    roles = connection.execute(text("SELECT rolname FROM pg_roles WHERE pg_has_role(oid, 'MEMBER')"))
    for (role,) in roles:
        if role in _POWERS:
            yield Excess((role,), "as a member of that role", f"REVOKE {role} FROM {user};")
    tables = connection.execute(
        text(
            "SELECT n.nspname, c.relname, pg_has_role(c.relowner, 'USAGE')::int, "
            + ", ".join(f"has_table_privilege(c.oid, '{word}')::int" for word in _WRITES)
            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' "
            "AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1, 2"
        )
    ).all()
    groups: dict[tuple[str, ...], list[str]] = {}
    for schema, name, owner, *held in tables:
        target = f"{_double_quoted(shape(schema))}.{_double_quoted(shape(name))}"
        words = ("OWNER",) if owner else tuple(word for word, has in zip(_WRITES, held, strict=True) if has)
        if words:
            groups.setdefault(words, []).append(target)
    for words, targets in sorted(groups.items()):
        remedy = f"REVOKE {', '.join(words)} ON {_some(targets)} FROM {user};"
        if words == ("OWNER",):
            remedy = "Scan with a user that owns nothing and was granted SELECT."
        yield Excess(words, f"on {len(targets)} tables", remedy)
    creates = connection.execute(
        text(
            "SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' "
            "AND has_schema_privilege(oid, 'CREATE') ORDER BY 1"
        )
    )
    found = [_double_quoted(shape(str(name))) for (name,) in creates]
    if found:
        remedy = f"REVOKE CREATE ON SCHEMA {_some(found)} FROM {user};"
        yield Excess(("CREATE",), f"in {len(found)} schemas", remedy)


def _some(names: list[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" (and {rest} more)" if rest > 0 else "")


# -- MariaDB and MySQL -------------------------------------------------------------------------------------------------


def _back_quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _mysql_user(connection: Connection, shape: NameShape) -> str:
    name, _, host = str(connection.exec_driver_sql("SELECT current_user()").scalar_one()).rpartition("@")
    return "{}@{}".format(*("'" + shape(part).replace("'", "''") + "'" for part in (name, host)))


def _mysql_missing(
    connection: Connection, dialect: Dialect, listed: Iterable[Listed], shape: NameShape
) -> Iterator[Advice]:
    user = _mysql_user(connection, shape)
    for item in listed:
        target = f"{_back_quoted(shape(str(item.schema)))}.{_back_quoted(shape(item.name))}"
        try:
            info = dialect.describe(connection, item)
        except Exception:  # noqa: BLE001 - reading it tells why; this is about rights
            continue
        if info is None or (info.fields and not info.hidden and not info.more_hidden):
            continue
        what = f"it may not read {'all columns of ' if info.fields else ''}{shape(item.label)}"
        yield Advice("missing", what, f"GRANT SELECT ON {target} TO {user};")


def _mysql_excess(connection: Connection, shape: NameShape) -> Iterator[Excess]:
    user = _mysql_user(connection, shape)
    for (line,) in connection.exec_driver_sql("SHOW GRANTS").all():
        # a line may hold the hash of a password, so only the rights and what they are on are ever taken from it
        found = _GRANT.match(str(line))
        if not found:
            continue
        words = tuple(word for word in _PRIVILEGE.findall(found[1].upper()) if word not in _HARMLESS)
        if str(line).rstrip().upper().endswith("WITH GRANT OPTION"):
            words += ("GRANT OPTION",)
        if words:
            target = shape(found[2])
            remedy = f"REVOKE {', '.join(words)} ON {target} FROM {user};"
            yield Excess(words, "at the whole server" if target == "*.*" else f"on {target}", remedy)
