"""Canaries at real servers: in types of their own, in schemas, and in views and connections that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

ROWS_BEFORE = 2600
"""So many rows of some views can be read before one fails."""
KEYED = 20_500
"""More rows than one split holds, so that the table is cut by values of its key."""
SHOWN = 1000
"""So many rows of a table stand in a dump."""


@dataclass(frozen=True)
class Trap:
    """A view that fails. `value`: the canary that its rows hold; `quoted`: what of it the server's error shows."""

    name: str
    body: str
    value: str
    quoted: bool = True

    def view(self) -> str:
        whole = self.body.startswith("SELECT")
        found = self.body if whole else f"SELECT {self.body} AS broken FROM base WHERE trap = '{self.name}'"
        return f"CREATE VIEW {self.name} AS {found}"


@dataclass
class Planted:
    """What was planted at one server."""

    traps: list[Trap] = field(default_factory=list)
    named: str = ""
    """A database whose name is a value."""
    user: str = ""
    """A user whose name is a value, and who may read little."""


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def ident(server: Any, name: str) -> str:
    return str(server.q(name))


def load(server: Any, tables: Iterable[Any]) -> None:
    """Tables whose cells are all text."""
    kind = "text" if server.name == "postgresql" else "mediumtext"
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        for table in tables:
            listed = ", ".join(f"{ident(server, name)} {kind}" for name in table.columns)
            cursor.execute(f"CREATE TABLE {ident(server, table.name)} ({listed})")
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f"INSERT INTO {ident(server, table.name)} VALUES ({marks})", list(table.rows))


def _values(columns: Sequence[Any], category: str, form: str) -> Sequence[str]:
    return next(item.values for item in columns if (item.category, item.form) == (category, form))


def _named(server: Any, names: Sequence[str], kind: str, mint: Any) -> Iterator[str]:
    """A table for every other name, and one whose columns have them all."""
    columns = ", ".join(f"{ident(server, name)} {kind}" for name in names)
    yield f"CREATE TABLE wide ({columns})"
    for name in names[::2]:
        yield f"CREATE TABLE {ident(server, name + ' t')} (body {kind})"
        yield f"INSERT INTO {ident(server, name + ' t')} VALUES ({text(mint.words('cell of a named table'))})"


def _hold(connection: Any, mint: Any) -> None:
    """One table in a database."""
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE held (mail varchar(90))")
        cursor.execute("INSERT INTO held VALUES (%s)", (mint.email("cell in another database"),))


def _row(mint: Any, where: str) -> str:
    """A value that no mask would know for one, so that none can save a message that quotes it."""
    token = mint.token(10)
    return str(mint.keep("account", token, where))


# ---- PostgreSQL ------------------------------------------------------------------------------------------------------


def postgres(
    server: Any, columns: Sequence[Any], names: Sequence[str], mint: Any, connect: Callable[[str], Any]
) -> Planted:
    planted = Planted()
    server.run(*_named(server, names, "text", mint))
    server.run(*_pg_types(mint))
    server.many(f"INSERT INTO natives VALUES ({', '.join(['%s'] * 27)})", _pg_rows(columns, mint))
    server.run(*_pg_schema(mint))
    server.run(
        "CREATE TABLE keyed (mail text PRIMARY KEY)",
        f"INSERT INTO keyed SELECT {text(_row(mint, 'PG: text key'))} || g FROM generate_series(1, {KEYED}) g",
    )
    server.run("CREATE TABLE base (trap text PRIMARY KEY, mail text)", *PG_FUNCTIONS)
    planted.traps = list(_pg_traps(server, mint))
    server.many("INSERT INTO base VALUES (%s, %s)", [(trap.name, trap.value) for trap in planted.traps])
    for trap in planted.traps:
        server.run(trap.view())
    planted.named = f"{mint.email('PG: database name')} {server.database[-6:]}"
    server.run(f"CREATE DATABASE {ident(server, planted.named)} TEMPLATE template0 ENCODING 'UTF8'")
    server.databases.append(planted.named)
    _hold(connect(planted.named), mint)
    planted.user = f"{mint.email('PG: user name')} {server.database[-6:]}"
    token = mint.email("PG: name of a hidden column, cut short", "{}@mail.de")
    hidden = f"{'column that only the payroll department may read'[: 63 - len(token)]}{token}"
    server.run(
        f"CREATE ROLE {ident(server, planted.user)} LOGIN",
        f"CREATE TABLE private (id int, mail text, {ident(server, hidden)} text)",
        f"INSERT INTO private VALUES (1, {text(mint.email('PG: private'))}, {text(mint.email('PG: private'))})",
        f"GRANT SELECT (id, mail) ON private TO {ident(server, planted.user)}",
    )
    server.users.append(planted.user)
    server.run("ANALYZE")  # which keeps values in the catalogue, too
    return planted


def _pg_types(mint: Any) -> list[str]:
    labels = [mint.email("PG: enum label"), mint.phone("PG: enum label"), mint.person("PG: enum label")]
    return [
        f"CREATE TYPE mood AS ENUM ('calm', {', '.join(map(text, labels))})",
        f"CREATE DOMAIN postal AS text DEFAULT {text(_row(mint, 'PG: default of a domain'))} "
        f"CHECK (VALUE <> {text(mint.phone('PG: check of a domain'))})",
        "CREATE TYPE person AS (name text, mail text)",
        "CREATE TABLE natives (id serial PRIMARY KEY, ad uuid, ip inet, net cidr, band macaddr, band8 macaddr8, "
        "doc jsonb, raw json, page xml, bin bytea, names text[], hosts inet[], nested text[][], feeling mood, "
        "feelings mood[], card numeric(20,0), share numeric(30,6), born date, seen timestamptz, at point, track path, "
        "words tsvector, numbers int8range, days daterange, who person, home postal, code char(90))",
    ]


def _pg_rows(columns: Sequence[Any], mint: Any) -> list[tuple[Any, ...]]:
    def of(category: str, form: str) -> Sequence[str]:
        return _values(columns, category, form)

    found = []
    for at in range(5):
        name, mail = of("identity.name", "full")[at], of("contact.email", "mail")[at]
        born, card = of("demographic.birth_date", "born")[at], of("financial.payment_card", "visa")[at]
        ip, band = of("network.ip", "v4")[at], of("device.mac", "band")[at]
        gps, imei = of("location.gps", "pair")[at], of("device.imei", "phone")[at]
        han, note = of("identity.name", "cn")[at], of("health.condition", "icd")[at]
        lat, lon = gps.split(", ")
        found.append(
            (
                at, of("device.advertising_id", "gaid")[at], of("network.ip", "v6")[at], f"{ip}/32", band, band,
                f'{{"{mail}": {{"name": "{name}", "notes": ["{note}"]}}}}', f'["{han}", {card}]',
                f"<person><name>{name}</name></person>", mail.encode(), [name, mail, han], [ip],
                [[note, name], [mail, han]],
                "calm", ["calm"], card, f"{imei}.000001", born, f"{born} 08:15:00+00", f"({lat},{lon})",
                f"[({lat},{lon}),({lon},{lat})]", note, f"[{imei},{int(imei) + 5})", f"[{born},2001-01-01)",
                f'("{name}",{mail})', of("contact.postal_address", "cn")[at], mail,
            )
        )  # fmt: skip
    return found


def _pg_schema(mint: Any) -> Iterator[str]:
    """Values as literals and names in every part of a schema."""

    def mail(what: str) -> str:
        return text(_row(mint, f"PG: {what}"))

    def name(what: str) -> str:
        return '"' + mint.email(f"PG: {what}") + '"'

    yield "UPDATE natives SET feeling = (enum_range(NULL::mood))[2 + id % 3], feelings = enum_range(NULL::mood)"
    yield (
        f"CREATE TABLE tickets (id serial PRIMARY KEY, owner text DEFAULT {mail('default')}, hotline text "
        f"CONSTRAINT {name('constraint name')} CHECK (hotline <> {mail('check')}), "
        f"both_of text GENERATED ALWAYS AS (coalesce(owner, {mail('generated column')})) STORED)"
    )
    yield f"INSERT INTO tickets (hotline) VALUES ({text(mint.phone('PG: cell'))})"
    yield f"CREATE INDEX {name('index name')} ON tickets (owner) WHERE owner = {mail('index predicate')}"
    yield f"CREATE INDEX ON tickets (coalesce(owner, {mail('index expression')}))"
    yield "CREATE TABLE visits (mail text, n bigint) PARTITION BY LIST (mail)"
    for _ in range(2):
        bound = mail("partition bound")
        yield f"CREATE TABLE {name('partition name')} PARTITION OF visits FOR VALUES IN ({bound})"
        yield f"INSERT INTO visits VALUES ({bound}, 1)"
    low = int(mint.imei("PG: range partition"))
    yield "CREATE TABLE phones (imei bigint) PARTITION BY RANGE (imei)"
    yield f"CREATE TABLE phones_a PARTITION OF phones FOR VALUES FROM ({low}) TO ({low + 9})"
    yield f"INSERT INTO phones VALUES ({low})"
    told = f"{mail('view literal')} AS {name('name of a view column')}"
    yield f"CREATE VIEW vip AS SELECT *, {told} FROM tickets WHERE owner <> {mail('view condition')}"
    yield f"CREATE VIEW {name('view name')} AS SELECT owner FROM tickets"
    yield f"CREATE MATERIALIZED VIEW kept AS SELECT {mail('materialised view')} AS mail"
    yield f"CREATE SEQUENCE {name('sequence name')}"
    inside = f"CREATE TABLE inside (mail text DEFAULT {mail('default in a named schema')})"
    yield f"CREATE SCHEMA {name('schema name')} {inside}"
    function = name("function name")
    does = f"BEGIN RAISE NOTICE '%', {mail('function body')}; RETURN new; END"
    yield f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $${does}$$"
    when = f"BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION {function}({mail('trigger argument')})"
    yield f"CREATE TRIGGER {name('trigger name')} {when}"
    yield f"CREATE POLICY {name('policy name')} ON tickets USING (owner <> {mail('policy')})"
    yield "ALTER TABLE tickets ENABLE ROW LEVEL SECURITY"
    for what in PG_COMMENTED:
        words = f"asked for by {mint.person('PG: comment')}, {mint.email('PG: comment')}"
        yield f"COMMENT ON {what} IS {text(words)}"


PG_COMMENTED = (
    *("TABLE tickets", "COLUMN tickets.owner", "VIEW vip", "SCHEMA public", "TYPE mood", "DOMAIN postal"),
    *("SEQUENCE tickets_id_seq", "INDEX tickets_pkey", "MATERIALIZED VIEW kept"),
)
PG_FUNCTIONS = [
    """CREATE FUNCTION raised(v text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '%', v; END$$""",
    """CREATE FUNCTION raised_with(v text, part text) RETURNS text LANGUAGE plpgsql AS $$BEGIN
        CASE part
        WHEN 'detail' THEN RAISE EXCEPTION 'no' USING DETAIL = v;
        WHEN 'hint' THEN RAISE EXCEPTION 'no' USING HINT = v;
        WHEN 'column' THEN RAISE EXCEPTION 'no' USING COLUMN = v;
        WHEN 'constraint' THEN RAISE EXCEPTION 'no' USING CONSTRAINT = v;
        WHEN 'datatype' THEN RAISE EXCEPTION 'no' USING DATATYPE = v;
        WHEN 'table' THEN RAISE EXCEPTION 'no' USING TABLE = v;
        WHEN 'schema' THEN RAISE EXCEPTION 'no' USING SCHEMA = v;
        WHEN 'unique' THEN RAISE EXCEPTION 'no' USING ERRCODE = '23505', DETAIL = 'Key (mail)=(' || v || ') exists.';
        ELSE RAISE EXCEPTION '%', v USING ERRCODE = part;
        END CASE; END$$""",
    """CREATE FUNCTION done(v text) RETURNS text LANGUAGE plpgsql AS $$DECLARE r text;
        BEGIN EXECUTE v INTO r; RETURN r; END$$""",
    """CREATE FUNCTION asserted(v text) RETURNS text LANGUAGE plpgsql AS $$BEGIN ASSERT false, v; RETURN v; END$$""",
    """CREATE FUNCTION told(v text) RETURNS text LANGUAGE plpgsql AS $$BEGIN
        RAISE DEBUG '%', v; RAISE LOG '%', v; RAISE INFO '%', v; RAISE NOTICE '%', v; RAISE WARNING '%', v;
        RETURN v; END$$""",
]
CASTS = ("int", "date", "inet", "uuid", "json", "macaddr", "timestamptz", "numeric", "point", "mood", "regclass",
         "int[]", "int4range", "person")  # fmt: skip
CODE_OF_ROW = "raised_with(mail, upper(left(mail, 5)))"
"""PostgreSQL takes any five letters or digits for an error code."""
CODES = ("CA123", "28P01", "42501", "57014", "08006", "XX001", "22P02")


def _pg_traps(server: Any, mint: Any) -> Iterator[Trap]:
    def trap(name: str, body: str, quoted: bool = True) -> Trap:
        return Trap(f"bad_{name}", body, _row(mint, f"PG: row that the view {name} fails on"), quoted)

    for kind in CASTS:
        plain = kind.replace("[]", "_array")
        mail = "quote_ident(mail)" if kind == "regclass" else "mail"
        yield trap(f"cast_{plain}", f"({mail}::{kind})::text")
    yield trap("cast_xml", "('<' || mail)::xml::text")
    yield trap("small", "(regexp_replace(mail, '[^0-9]', '9', 'g'))::int2", quoted=False)
    yield trap("division", "length(mail) / (length(mail) - length(mail))", quoted=False)
    yield trap("overflow", "(10 ^ length(mail))::numeric(5, 2)", quoted=False)
    yield trap("raised", "raised(mail)")
    for part in ("detail", "hint", "column", "constraint", "datatype", "table", "schema", "unique", *CODES):
        yield trap(f"raised_{part.lower()}", f"raised_with(mail, '{part}')")
    for what, sql in {
        "column": "'SELECT ' || quote_ident(mail)",
        "table": "'SELECT 1 FROM ' || quote_ident(mail)",
        "function": "'SELECT ' || quote_ident(mail) || '()'",
        "syntax": "'SELECT 1 ' || quote_literal(mail) || mail",
        "write": "'INSERT INTO base VALUES (' || quote_literal(mail) || ')'",
        "duplicate": "'CREATE TABLE ' || quote_ident(mail) || '(id int)'",
    }.items():
        yield trap(f"done_{what}", f"done({sql})", quoted=what not in ("write", "duplicate"))
    yield trap("code_of_row", CODE_OF_ROW)
    yield trap("asserted", "asserted(mail)")
    yield trap("setting", "current_setting(mail)")
    yield trap("file", "pg_read_file(mail)")
    yield trap("sequence", "nextval(quote_ident(mail))")
    yield trap("role", "pg_has_role(mail, 'usage')")
    yield trap("where", "SELECT trap FROM base WHERE trap = 'bad_where' AND mail::int > 0")
    late = f"CASE WHEN g < {ROWS_BEFORE} THEN g ELSE (SELECT mail::int FROM base WHERE trap = 'bad_{{}}') END AS n"
    series = f"FROM generate_series(1, {ROWS_BEFORE + 100}) g"
    yield trap("late", f"SELECT g, {late.format('late')} {series}")
    noisy = f"told(b.mail) AS said, {late.format('noisy')} {series}, base b WHERE b.trap = 'bad_noisy'"
    yield trap("noisy", f"SELECT g, {noisy} AND g > {ROWS_BEFORE - 300}")
    yield from _pg_outside(server, mint, trap)


def _pg_outside(server: Any, mint: Any, trap: Any) -> Iterator[Trap]:
    """Servers behind the server, where its extensions are installed."""
    there = {row[0] for row in server.run("SELECT name FROM pg_available_extensions")}
    if "dblink" in there:
        server.run("CREATE EXTENSION dblink")
        secret = text(_row(mint, "PG: dblink password"))
        where = f"'host=127.0.0.1 user=root password=' || {secret} || ' dbname=' || mail"
        yield trap("dblink", f"(SELECT a FROM dblink({where}, 'SELECT 1') AS t(a text))")
    if "postgres_fdw" in there:
        server.run(
            "CREATE EXTENSION postgres_fdw",
            "CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS "
            f"(host '127.0.0.1', dbname {text(_row(mint, 'PG: foreign server option'))})",
            f"CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user {text(_row(mint, 'PG: user mapping'))}, "
            f"password {text(_row(mint, 'PG: user mapping'))})",
            "CREATE FOREIGN TABLE far (mail text OPTIONS (column_name "
            f"{text(_row(mint, 'PG: option of a foreign column'))})) SERVER elsewhere "
            f"OPTIONS (table_name {text(_row(mint, 'PG: option of a foreign table'))})",
        )


# ---- MariaDB ---------------------------------------------------------------------------------------------------------


def mariadb(
    server: Any, columns: Sequence[Any], names: Sequence[str], mint: Any, connect: Callable[[str], Any]
) -> Planted:
    planted = Planted()
    server.run(*_named(server, names, "text", mint))
    server.run(*_my_types(mint))
    server.many(
        f"INSERT INTO natives VALUES ({', '.join(['%s'] * 12)}, ST_GeomFromText(%s), ST_GeomFromText(%s))",
        _my_rows(columns),
    )
    server.run(*_my_schema(mint))
    server.run("CREATE TABLE base (trap varchar(60) PRIMARY KEY, mail varchar(90), number bigint)", *MY_FUNCTIONS)
    planted.traps = list(_my_traps(mint))
    server.many("INSERT INTO base VALUES (%s, %s, %s)", [(trap.name, trap.value, 5) for trap in planted.traps])
    for trap in planted.traps:
        server.run(trap.view())
    server.run(*_my_broken(mint))
    planted.named = f"{mint.email('MariaDB: database name')} {server.database[-6:]}"
    server.run(f"CREATE DATABASE {ident(server, planted.named)} CHARACTER SET utf8mb4")
    server.databases.append(planted.named)
    _hold(connect(planted.named), mint)
    hidden = mint.email("MariaDB: name of a hidden column")
    planted.user = f"{mint.email('MariaDB: user name')} {server.database[-6:]}"
    server.run(
        f"CREATE USER {server.account(planted.user)} IDENTIFIED BY 'right'",
        f"CREATE TABLE private (id int, mail text, {ident(server, hidden)} text)",
        f"INSERT INTO private VALUES (1, {text(mint.email('MariaDB: cell'))}, {text(mint.email('MariaDB: cell'))})",
        f"GRANT SELECT (id, mail) ON {server.database}.private TO {server.account(planted.user)}",
    )
    server.users.append(planted.user)
    return planted


def _my_types(mint: Any) -> list[str]:
    labels = [mint.email("MariaDB: enum label"), mint.phone("MariaDB: enum label"), mint.person("MariaDB: enum label")]
    listed = ", ".join(map(text, labels))
    return [
        "CREATE TABLE natives (id int PRIMARY KEY, ad uuid, ip inet6, doc json, bin varbinary(90), band varbinary(6), "
        f"feeling enum({listed}), feelings set({listed}), card decimal(20,0), share decimal(30,6), born date, "
        "seen timestamp NULL, at point, track geometry)",
    ]


def _my_rows(columns: Sequence[Any]) -> list[tuple[Any, ...]]:
    def of(category: str, form: str) -> Sequence[str]:
        return _values(columns, category, form)

    found = []
    for at in range(5):
        mail, born = of("contact.email", "mail")[at], of("demographic.birth_date", "born")[at]
        lat, lon = of("location.gps", "pair")[at].split(", ")
        found.append(
            (
                at, of("device.advertising_id", "gaid")[at], of("network.ip", "v6")[at],
                f'{{"{mail}": {{"name": "{of("identity.name", "full")[at]}"}}}}', mail.encode(),
                bytes.fromhex(of("device.mac", "band")[at].replace(":", "")), at % 3 + 1, 7,
                of("financial.payment_card", "visa")[at], of("device.imei", "phone")[at] + ".000001", born,
                "2018-03-01 08:15:00", f"POINT({lon} {lat})", of("location.track", "wkt")[at],
            )
        )  # fmt: skip
    return found


def _my_schema(mint: Any) -> Iterator[str]:
    def mail(what: str) -> str:
        return text(_row(mint, f"MariaDB: {what}"))

    def name(what: str) -> str:
        return f"`{mint.email(f'MariaDB: {what}')}`"

    yield (
        "CREATE TABLE tickets (id int AUTO_INCREMENT PRIMARY KEY, "
        f"owner varchar(90) DEFAULT {mail('default')} COMMENT {mail('column comment')}, "
        f"hotline varchar(90), both_of varchar(90) AS (coalesce(owner, {mail('generated column')})) VIRTUAL, "
        f"CONSTRAINT {name('constraint name')} CHECK (hotline <> {mail('check')}), "
        f"INDEX {name('index name')} (owner) COMMENT {mail('index comment')}) COMMENT {mail('table comment')}"
    )
    yield f"INSERT INTO tickets (hotline) VALUES ({text(mint.phone('MariaDB: cell'))})"
    bounds = [mail("partition bound") for _ in range(2)]
    parts = ", ".join(
        f"PARTITION {name('partition name')} VALUES IN ({bound}) COMMENT {mail('partition comment')}"
        for bound in bounds
    )
    yield f"CREATE TABLE visits (mail varchar(90), n bigint) PARTITION BY LIST COLUMNS (mail) ({parts})"
    yield f"INSERT INTO visits VALUES ({bounds[0]}, 1), ({bounds[1]}, 2)"
    low = int(mint.imei("MariaDB: range partition"))
    yield f"CREATE TABLE phones (imei bigint) PARTITION BY RANGE (imei) (PARTITION a VALUES LESS THAN ({low + 9}))"
    yield f"INSERT INTO phones VALUES ({low})"
    told = f"{mail('view literal')} AS {name('name of a view column')}"
    yield f"CREATE VIEW vip AS SELECT *, {told} FROM tickets WHERE owner <> {mail('view condition')}"
    yield f"CREATE VIEW {name('view name')} AS SELECT owner FROM tickets"
    unnamed = text(mint.email("MariaDB: name of an unnamed view column"))
    yield f"CREATE VIEW unnamed AS SELECT {unnamed}, count(*) FROM tickets"
    yield f"CREATE TABLE old (mail varchar(90) DEFAULT {mail('default of a versioned table')}) WITH SYSTEM VERSIONING"
    yield f"INSERT INTO old VALUES ({mail('versioned row')})"
    yield f"UPDATE old SET mail = {mail('versioned row, later')}"
    when = "BEFORE INSERT ON tickets FOR EACH ROW"
    yield f"CREATE TRIGGER {name('trigger name')} {when} SET NEW.owner = {mail('trigger body')}"
    when = f"ON SCHEDULE EVERY 1 YEAR DISABLE COMMENT {mail('event comment')}"
    yield f"CREATE EVENT {name('event name')} {when} DO DELETE FROM tickets WHERE owner = {mail('event body')}"
    yield f"CREATE SEQUENCE {name('sequence name')}"


def _function(name: str, declared: str, does: str) -> str:
    head = f"CREATE FUNCTION {name}(m varchar(90)) RETURNS varchar(90) DETERMINISTIC NO SQL BEGIN {declared} "
    return f"{head}{does} RETURN m; END"


MY_TYPES = {"int": "INT", "date": "DATE", "geometry": "GEOMETRY", "uuid": "UUID", "inet6": "INET6",
            "decimal": "DECIMAL(5,2)", "datetime": "DATETIME", "time": "TIME", "double": "DOUBLE"}  # fmt: skip
MY_FUNCTIONS = [
    _function("f_signal", "", "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = m;"),
    _function(
        "f_full",
        "",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = m, CONSTRAINT_NAME = m, TABLE_NAME = m, COLUMN_NAME = m, "
        "SCHEMA_NAME = m, CATALOG_NAME = m, CURSOR_NAME = m;",
    ),
    _function("f_denied", "", "SIGNAL SQLSTATE '28000' SET MYSQL_ERRNO = 1045, MESSAGE_TEXT = m;"),
    _function("f_gone", "", "SIGNAL SQLSTATE '42S02' SET MYSQL_ERRNO = 1146, MESSAGE_TEXT = m;"),
    _function("f_odd", "", "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 4242, MESSAGE_TEXT = m;"),
    _function("f_warn", "", "SIGNAL SQLSTATE '01000' SET MESSAGE_TEXT = m;"),
    _function("f_short", "DECLARE x varchar(3);", "SET x = m;"),
    _function("f_path", "DECLARE x text;", "SET m = concat('~', m); SET x = extractvalue('<a/>', m);"),
    _function("f_division", "DECLARE x INT;", "SET x = 1 / (length(m) - length(m));"),
    *(_function(f"f_{name}", f"DECLARE x {kind};", "SET x = m;") for name, kind in MY_TYPES.items()),
]


def _my_traps(mint: Any) -> Iterator[Trap]:
    def trap(name: str, body: str, quoted: bool = True) -> Trap:
        return Trap(
            f"bad_{name}",
            body,
            _row(mint, f"MariaDB: row that the view {name} fails on"),
            quoted,
        )

    for name in ("signal", "full", "denied", "gone", "odd", "path", *MY_TYPES):
        yield trap(name, f"f_{name}(mail)", quoted=name not in ("geometry", "gone"))
    yield trap("short", "f_short(mail)", quoted=False)
    yield trap("division", "f_division(mail)", quoted=False)
    number = mint.digits(12)
    mint.keep("number", f"7{number}", "MariaDB: literal in a view that overflows")
    yield trap("overflow", f"pow(7{number}, length(mail) * 9)", quoted=False)
    yield trap("subquery", "(SELECT mail FROM base)", quoted=False)
    yield trap("where", "SELECT trap FROM base WHERE trap = 'bad_where' AND f_int(mail) > 0")
    bad = "f_signal((SELECT mail FROM base WHERE trap = 'bad_late'))"
    late = f"SELECT seq, CASE WHEN seq < {ROWS_BEFORE} THEN seq ELSE {bad} END AS n FROM seq_1_to_{ROWS_BEFORE + 100}"
    yield trap("late", late)


def _my_broken(mint: Any) -> Iterator[str]:
    """Views over things that went away; and one that goes on, with a warning for each row."""
    table, column, function = (
        mint.email(f"MariaDB: {what} that a view misses") for what in ("table", "column", "function")
    )
    yield f"CREATE TABLE `{table}` (id int, `{column}` int)"
    yield f"CREATE TABLE shrunk (id int, `{column}` int)"
    yield _function(f"`{function}`", "", "SET m = m;")
    yield "CREATE VIEW warned AS SELECT f_warn(mail) AS mail FROM base"
    yield f"CREATE VIEW lost_table AS SELECT id FROM `{table}`"
    yield f"CREATE VIEW lost_column AS SELECT `{column}` FROM shrunk"
    yield f"CREATE VIEW lost_function AS SELECT `{function}`(mail) AS broken FROM base"
    yield f"DROP TABLE `{table}`"
    yield f"ALTER TABLE shrunk DROP COLUMN `{column}`"
    yield f"DROP FUNCTION `{function}`"
    who = mint.email("MariaDB: definer that is not there")
    yield f"CREATE DEFINER = `{who}`@`localhost` SQL SECURITY DEFINER VIEW lost_definer AS SELECT mail FROM base"


# ---- connections that fail -------------------------------------------------------------------------------------------


def doors(postgres_server: Any, mariadb_server: Any, mint: Any) -> dict[str, str]:
    """URLs that lead nowhere, each with values in it that a server or driver would quote."""

    def mail(what: str) -> str:
        return _row(mint, f"URL: {what}")

    def secret(what: str) -> str:
        return _row(mint, f"URL: password, {what}")

    pg_base, my_base = postgres_server.url, mariadb_server.url
    pg, my = (url.rpartition("@")[2].partition("/")[0] for url in (pg_base, my_base))
    return {
        "pg_database": f"postgresql://root:{secret('pg')}@{pg}/{mail('PG database')}",
        "pg_user": f"postgresql://{mail('PG user')}:{secret('pg user')}@{pg}/{postgres_server.database}",
        "pg_host": f"postgresql://root:{secret('pg host')}@{mail('PG host')}.invalid/x",
        "pg_port": f"postgresql://root:{secret('pg port')}@127.0.0.1:{mail('PG port')}/x",
        "pg_socket": f"postgresql://root@/x?host=/tmp/{mail('PG socket')}",
        "pg_options": f"{pg_base}?options=-c%20work_mem%3D{mail('PG options')}",
        "pg_setting": f"{pg_base}?options=-c%20{mail('PG setting')}%3D1",
        "pg_sslmode": f"{pg_base}?sslmode={mail('PG sslmode')}",
        "pg_ca": f"{pg_base}?sslmode=verify-full&sslrootcert=/tmp/{mail('PG sslrootcert')}",
        "pg_service": f"{pg_base}?service={mail('PG service')}",
        "pg_unknown": f"{pg_base}?{mail('PG parameter')}=1",
        "pg_encoding": f"{pg_base}?client_encoding={mail('PG client_encoding')}",
        "pg_target": f"{pg_base}?target_session_attrs={mail('PG target_session_attrs')}",
        "pg_timeout": f"{pg_base}?connect_timeout={mail('PG connect_timeout')}",
        "my_password": f"mysql://root:{secret('MariaDB')}@{my}/{mail('MariaDB database')}",
        "my_user": f"mysql://{mail('MariaDB user')}:{secret('MariaDB user')}@{my}/{mariadb_server.database}",
        "my_database": f"mysql://root@{my}/{mail('unknown MariaDB database')}",
        "my_host": f"mysql://root:{secret('MariaDB host')}@{mail('MariaDB host')}.invalid/x",
        "my_charset": f"{my_base}?charset={mail('MariaDB charset')}",
        "my_socket": f"{my_base}?unix_socket=/tmp/{mail('MariaDB socket')}",
        "my_unknown": f"{my_base}?{mail('MariaDB parameter')}=1",
        "my_ca": f"{my_base}?ssl_ca=/tmp/{mail('MariaDB ssl_ca')}",
        "my_init": f"{my_base}?init_command={mail('MariaDB init_command')}",
        "my_mode": f"{my_base}?sql_mode={mail('MariaDB sql_mode')}",
        "my_timeout": f"{my_base}?connect_timeout={mail('MariaDB connect_timeout')}",
        "driver": f"nodialect://root:{secret('dialect')}@{my}/{mail('unknown dialect')}",
        "driver_of": f"mysql+{mail('driver')}://root@{my}/x",
        "bare": mint.words("URL that is none"),
    }


# ---- what the servers hold, as text ----------------------------------------------------------------------------------

PG_CATALOGUE = (
    "SELECT datname FROM pg_database",
    "SELECT rolname FROM pg_roles",
    "SELECT nspname FROM pg_namespace",
    "SELECT relname, pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid >= 16384",
    "SELECT attname, attfdwoptions FROM pg_attribute WHERE attrelid >= 16384",
    "SELECT enumlabel FROM pg_enum",
    "SELECT description FROM pg_description WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass",
    "SELECT pg_get_viewdef(oid) FROM pg_class WHERE relkind IN ('v', 'm') AND oid >= 16384",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE oid >= 16384",
    "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indexrelid >= 16384",
    "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef",
    "SELECT typdefault FROM pg_type WHERE oid >= 16384",
    "SELECT proname, prosrc FROM pg_proc WHERE oid >= 16384",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT polname, pg_get_expr(polqual, polrelid) FROM pg_policy",
    "SELECT srvoptions FROM pg_foreign_server",
    "SELECT umoptions FROM pg_user_mapping",
    "SELECT ftoptions FROM pg_foreign_table",
)
MY_CATALOGUE = (
    "SELECT schema_name FROM information_schema.schemata",
    "SELECT user FROM mysql.user",
    "SELECT * FROM information_schema.views WHERE table_schema = database()",
    "SELECT * FROM information_schema.triggers WHERE trigger_schema = database()",
    "SELECT * FROM information_schema.events WHERE event_schema = database()",
    "SELECT * FROM information_schema.partitions WHERE table_schema = database()",
    "SELECT * FROM information_schema.columns WHERE table_schema = database()",
    "SELECT * FROM information_schema.tables WHERE table_schema = database()",
    "SELECT mail FROM old FOR SYSTEM_TIME ALL",
)


def dump(server: Any) -> bytes:
    """All rows of a server's tables and all that its catalogue says."""
    if server.name == "postgresql":
        tables = server.run(
            "SELECT format('SELECT row_to_json(t)::text FROM %I.%I t', nspname, relname) "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE relkind IN ('r', 'p', 'm') AND c.oid >= 16384"
        )
        queries = [*PG_CATALOGUE, *(f"{row[0]} LIMIT {SHOWN}" for row in tables)]
    else:
        listed = server.run(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = database() "
            "AND (table_type LIKE '%TABLE' OR table_type = 'SYSTEM VERSIONED')"
        )
        queries = list(MY_CATALOGUE)
        for (name,) in listed:
            queries += [
                f"SELECT * FROM {ident(server, name)} LIMIT {SHOWN}",
                f"SHOW CREATE TABLE {ident(server, name)}",
            ]
        queries.append("SELECT st_astext(at), st_astext(track) FROM natives")
    lines = []
    for query in queries:
        for row in server.run(query):
            lines += [cell.hex() if isinstance(cell, bytes) else str(cell) for cell in row]
    return "\n".join(lines).encode("utf-8", "surrogatepass")
