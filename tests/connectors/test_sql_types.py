"""Types of PostgreSQL and MariaDB: what a value becomes, tried on the servers; and the table in docs/databases.md."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from connectors.model import CENSUS, SourceSpec
from connectors.registry import create
from connectors.testing import batches_in, datasets_in, gaps_in, read_all
from tests import servers

server, postgres, mariadb = servers.server, servers.postgres, servers.mariadb
pytestmark = pytest.mark.server
PAGE = (Path(__file__).parents[2] / "docs" / "databases.md").read_text(encoding="utf-8")
COLUMNS = ("id integer key", "mail", "lat real", "born date", "at timestamp", "ok boolean", "mac blob", "tel bigint")
UUID = "6fa459ea-ee8a-4ca4-894e-db77e160355e"

# declared type -> (SQL text, what it becomes) ...
POSTGRESQL: dict[str, list[tuple[str, object]]] = {
    "smallint": [("7", 7)],
    "integer": [("-2147483648", -2147483648)],
    "bigint": [("9223372036854775807", 2**63 - 1)],
    "numeric": [("123456789012345678901234567890.1234500", "123456789012345678901234567890.12345"), ("'NaN'", "NaN")],
    "numeric(12,2)": [("31.50", 31.5), ("0.10", 0.1), ("-7", -7.0)],
    "numeric(15,0)": [("490154203237518", 490154203237518)],
    "numeric(30,0)": [("99999999999999999999999", "99999999999999999999999")],
    "real": [("0.1", 0.1)],
    "double precision": [("0.1", 0.1), ("'Infinity'", math.inf)],
    "boolean": [("true", 1), ("false", 0)],
    "bit(1)": [("B'1'", 1)],
    "bit(4)": [("B'0101'", "0101")],
    "bit varying(8)": [("B'101'", "101")],
    "date": [("'2018-02-03'", "2018-02-03"), ("'infinity'", "infinity"), ("'0044-03-15 BC'", "0044-03-15 BC")],
    "timestamp": [("'2018-02-03 04:05:06.7'", "2018-02-03 04:05:06.7"), ("'-infinity'", "-infinity")],
    "timestamptz": [
        ("'2018-02-03 04:05:06+08'", "2018-02-02 20:05:06+00:00"),
        ("'12018-01-01 UTC'", "12018-01-01 00:00:00+00:00"),
    ],
    "time": [("'04:05:06'", "04:05:06")],
    "timetz": [("'04:05:06+02'", "04:05:06+02")],
    "interval": [("'1 year 2 days 03:04'", "1 year 2 days 03:04:00")],
    "uuid": [(f"'{UUID.upper()}'", UUID)],
    "inet": [("'192.0.2.7'", "192.0.2.7"), ("'2001:db8::1'", "2001:db8::1"), ("'192.0.2.7/24'", "192.0.2.7/24")],
    "cidr": [("'192.0.2.0/24'", "192.0.2.0/24")],
    "macaddr": [("'880F10-A1B2C3'", "88:0f:10:a1:b2:c3")],
    "macaddr8": [("'88:0f:10:ff:fe:a1:b2:c3'", "88:0f:10:ff:fe:a1:b2:c3")],
    "char(6)": [("'ab'", "ab")],
    "varchar(9)": [("'a b '", "a b ")],
    "text": [("'Grüße 表 \U0001f600'", "Grüße 表 \U0001f600"), ("''", "")],
    "json": [("'{\"a\": 1}'", '{"a": 1}')],
    "jsonb": [('\'{"b":1, "a": [1,2]}\'', '{"a": [1, 2], "b": 1}')],
    "bytea": [(r"'\x880f10a1b2c3'", bytes.fromhex("880f10a1b2c3"))],
    "integer[]": [("'{1,NULL,3}'", ["1", None, "3"]), ("'{{1,2},{3,4}}'", ["1", "2", "3", "4"])],
    "text[]": [("ARRAY['a,b','\"q\"']", ["a,b", '"q"'])],
    "inet[]": [("'{192.0.2.7}'", ["192.0.2.7"])],
    "timestamptz[]": [("'{infinity}'", ["infinity"])],
    "mood": [("'sad'", "sad")],
    "mood[]": [("'{sad,ok}'", ["sad", "ok"])],
    "email": [("'lin@mail.example'", "lin@mail.example")],
    "pair": [("ROW(1,'x')", "(1,x)")],
    "hstore": [("'a=>1'", '"a"=>"1"')],
    "point": [("'(31.23,121.47)'", "(31.23,121.47)")],
    "polygon": [("'((0,0),(1,1),(1,0))'", "((0,0),(1,1),(1,0))")],
    "int4range": [("'[1,5)'", "[1,5)")],
    "xml": [("'<a>b</a>'", "<a>b</a>")],
    "money": [("'12.50'", "$12.50")],
    "tsvector": [("'a b'", "'a' 'b'")],
}
MARIADB: dict[str, list[tuple[str, object]]] = {
    "tinyint": [("-7", -7)],
    "tinyint(1)": [("true", 1), ("0", 0)],
    "smallint unsigned": [("65535", 65535)],
    "mediumint": [("7", 7)],
    "int": [("-2147483648", -2147483648)],
    "bigint": [("9223372036854775807", 2**63 - 1)],
    "bigint unsigned": [("18446744073709551615", "18446744073709551615")],
    "year": [("1988", 1988)],
    "decimal(12,2)": [("31.50", 31.5), ("0.10", 0.1), ("-7", -7.0)],
    "decimal(15,0)": [("490154203237518", 490154203237518)],
    "decimal(40,5)": [("12345678901234567890123456789012345.12300", "12345678901234567890123456789012345.123")],
    "float": [("0.1", 0.1)],
    "double": [("0.1", 0.1)],
    "bit(1)": [("b'1'", 1)],
    "bit(4)": [("b'0101'", "0101")],
    "date": [("'2018-02-03'", "2018-02-03"), ("'0000-00-00'", "0000-00-00"), ("'2018-02-00'", "2018-02-00")],
    "datetime(6)": [("'2018-02-03 04:05:06.7'", "2018-02-03 04:05:06.7"), ("'0000-00-00'", "0000-00-00 00:00:00")],
    "datetime": [("'2018-02-03 04:05:06'", "2018-02-03 04:05:06")],
    "timestamp": [("'2018-02-03 04:05:06'", "2018-02-03 04:05:06+00:00")],
    "time": [("'-838:59:59'", "-838:59:59"), ("'04:05:06'", "04:05:06")],
    "char(6)": [("'ab'", "ab")],
    "varchar(9)": [("'a b '", "a b ")],
    "longtext": [("'Grüße 表 \U0001f600'", "Grüße 表 \U0001f600"), ("''", "")],
    "varchar(9) character set latin1": [("'Grüße€'", "Grüße€")],
    "varchar(9) character set gbk": [("'王小明'", "王小明")],
    "varchar(9) character set utf16": [("'表\U0001f600'", "表\U0001f600")],
    "varchar(9) character set ascii": [("'abc'", "abc")],
    "enum('sad','ok')": [("'sad'", "sad")],
    "set('a','b')": [("'a,b'", "a,b")],
    "json": [("'{\"a\": 1}'", '{"a": 1}')],
    "binary(6)": [("x'880f10a1b2c3'", bytes.fromhex("880f10a1b2c3"))],
    "varbinary(16)": [("x'00ff'", b"\x00\xff")],
    "blob": [("x'ffd8'", b"\xff\xd8")],
    "uuid": [(f"'{UUID.upper()}'", UUID)],
    "inet6": [("'2001:db8::1'", "2001:db8::1")],
    "inet4": [("'192.0.2.7'", "192.0.2.7")],
    "point": [("POINT(31.23, 121.47)", "POINT(31.23 121.47)")],
    "geometry": [("ST_GeomFromText('LINESTRING(0 0,1 1)')", "LINESTRING(0 0,1 1)")],
}
SETUP = (
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    "CREATE TYPE pair AS (a int, b text)",
    "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%')",
    "CREATE EXTENSION hstore",
)
CASES = [("postgresql", name, cells) for name, cells in POSTGRESQL.items()]
CASES += [("mysql", name, cells) for name, cells in MARIADB.items()]


def _values(one: Any) -> tuple[list[object], dict[str, int]]:
    with create(SourceSpec("db", "sql", {"url": one.url}, "/")) as connector:
        (table,) = datasets_in(connector)
        items = read_all(connector, connector.splits(table, CENSUS))
        assert not gaps_in(items), gaps_in(items)
        (batch,) = batches_in(items)
        named = [item for item in table.fields if item.name == "v"]
        assert len(named) == 1
        bad = json.loads((batch.schema.metadata or {}).get(b"saydo.undecodable", b"{}"))
        return batch.column("v").to_pylist(), bad


@pytest.fixture(scope="module")
def shared() -> Any:
    """One database a server for all types."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        made: dict[str, Any] = {}

        def get(name: str) -> Any:
            if name not in made:
                servers.check(name, servers.absent(name))
                made[name] = stack.enter_context(servers.fresh(name))
                if name == "postgresql":
                    made[name].run(*SETUP)
            return made[name]

        yield get


@pytest.mark.parametrize(("name", "declared", "cells"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_a_value_of_each_type(shared: Any, name: str, declared: str, cells: list[tuple[str, object]]) -> None:
    one = shared(name)
    default = " NULL" if name == "mysql" else ""
    lax = () if name == "postgresql" else ("SET sql_mode = 'ALLOW_INVALID_DATES'",)
    one.run(*lax, "DROP TABLE IF EXISTS t", f"CREATE TABLE t (id int PRIMARY KEY, v {declared}{default})")
    one.run(*lax, *(f"INSERT INTO t VALUES ({at}, {sql})" for at, (sql, _) in enumerate(cells)))
    one.run("INSERT INTO t VALUES (99, NULL)")
    for at, (_, expected) in enumerate(cells):
        one.run(f"DELETE FROM t WHERE id NOT IN ({at}, 99)" if len(cells) == 1 else "SELECT 1")
        values, _ = _values(one)
        assert values[-1] is None
        got = values[at]
        if isinstance(expected, float) and isinstance(got, str):
            got = float(got)
        assert got == expected or str(got) == str(expected), (got, expected)


def test_days_that_are_none_are_counted_as_undecodable(mariadb: Any) -> None:
    mariadb.run(
        "SET sql_mode = ''",
        "CREATE TABLE t (v date)",
        "INSERT INTO t VALUES ('0000-00-00'), ('2018-00-00'), ('2018-02-03'), (NULL)",
    )
    values, bad = _values(mariadb)
    assert sorted(map(str, values)) == ["0000-00-00", "2018-00-00", "2018-02-03", "None"]
    assert bad == {"v": 2}


def test_broken_text_is_escaped_and_counted() -> None:
    servers.check("postgresql", servers.absent("postgresql"))
    with servers.fresh("postgresql") as one:
        one.run(f"DROP DATABASE IF EXISTS {one.database}_x")
        one.databases.append(f"{one.database}_x")
        one.run(f"CREATE DATABASE {one.database}_x ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        one.databases.append(one.database)
        one.database = f"{one.database}_x"
        one.run("CREATE TABLE t (v text)", r"INSERT INTO t VALUES (E'caf\xe9'), (E'caf\xc3\xa9')")
        values, bad = _values(one)
        assert values == ["caf\\xe9", "café"]
        assert bad == {"v": 1}


def test_the_same_data_is_the_same_everywhere(postgres: Any, mariadb: Any, tmp_path: Path) -> None:
    """SQLite, PostgreSQL and MariaDB: equal profiles, to the byte."""
    import sqlite3
    from datetime import date, datetime

    from rules.detector_data import shipped_detectors
    from scanner.demo.writers import Table, described, sqlite_bytes
    from scanner.detect.columns import ColumnPlan, profile_batch
    from scanner.detect.profile import DatasetProfile
    from scanner.work import compile_detectors

    rows = [
        (
            at,
            f"lin{at % 40}@mail.example",
            None if at % 5 == 0 else 31.2 + at / 7,
            date(1980, 1, 1 + at % 28),
            datetime(2018, 3, 1, 4, 5, at % 60),
            bool(at % 2),
            bytes([0x88, 0x0F, 0x10, 1, 2, at % 256]),
            13900000000 + at,
        )
        for at in range(300)
    ]
    table = Table(
        "people",
        described(*COLUMNS),
        rows,
    )
    (tmp_path / "a.db").write_bytes(sqlite_bytes([table]))
    assert sqlite3.connect(tmp_path / "a.db").execute("SELECT count(*) FROM people").fetchone() == (300,)
    estates = [{"type": "sql", "url": "sqlite:///a.db"}]
    estates += [servers.load_tables(one, "crm", [table]) for one in (postgres, mariadb)]
    recognisers = compile_detectors(shipped_detectors())
    found = []
    for options in estates:
        kept = {key: value for key, value in options.items() if key not in ("type", "schema")}
        total = DatasetProfile()
        with create(SourceSpec("s", "sql", kept, str(tmp_path))) as connector:
            (dataset,) = datasets_in(connector)
            for item in read_all(connector, connector.splits(dataset, CENSUS)):
                assert not gaps_in([item])
                total.absorb(profile_batch(item, "o", recognisers, b"k" * 32, ColumnPlan()))  # type: ignore[arg-type]
        found.append(total.to_bytes())
    assert found[0] == found[1]
    assert found[0] == found[2]


@pytest.mark.parametrize(("heading", "types"), [("PostgreSQL", POSTGRESQL), ("MariaDB", MARIADB)])
def test_the_page_names_every_type_that_is_tried(heading: str, types: dict[str, Any]) -> None:
    for name in types:
        assert name.partition("(")[0].split(" character")[0].removesuffix("[]").split()[0] in PAGE, name
