"""The contract suite and the splitting of tables, on real PostgreSQL and MariaDB servers."""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from connectors.base import Connector
from connectors.model import CENSUS, SampleDesign, SourceSpec, Split
from connectors.registry import create
from connectors.sql import SqlConnector
from connectors.sql_table import label_of, parts_of
from connectors.testing import ConnectorContract, batches_in, datasets_in, gaps_in, read_all, row_keys
from tests import servers

server, postgres, mariadb = servers.server, servers.postgres, servers.mariadb
pytestmark = pytest.mark.server

WEIRD = 'we"ird `% \n<b>表 %s :x'


def spec_of(server: Any, url: str | None = None, **options: Any) -> SourceSpec:
    return SourceSpec("db", "sql", {"url": url or server.url, **options}, "/")


class ServerContract(ConnectorContract):
    kind: ClassVar[str]
    exact_random = True

    @pytest.fixture(autouse=True)
    def _server(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        servers.check(self.kind, servers.absent(self.kind))
        monkeypatch.setattr(SqlConnector, "split_rows", 30)
        with servers.fresh(self.kind) as self.server:
            yield

    def make_spec(self, folder: Path) -> SourceSpec:
        q, many = self.server.q, self.server.many
        double, binary = ("double precision", "bytea") if self.kind == "postgresql" else ("double", "blob")
        weird, column = q(WEIRD), q('a"b`c %s(x) 表 ORDER')
        self.server.run(
            f"CREATE TABLE people (id bigint PRIMARY KEY, name varchar(20), height {double}, picture {binary})",
            "CREATE TABLE notes (note varchar(20))",
            "CREATE TABLE pairs (a varchar(9), b int, c varchar(9), PRIMARY KEY (b, a))",
            f"CREATE TABLE {weird} ({column} varchar(9) PRIMARY KEY, {q('select')} int)",
            "CREATE TABLE empty (a int)",
            "CREATE VIEW everyone AS SELECT * FROM people",
        )
        many(
            "INSERT INTO people VALUES (%s, %s, %s, %s)",
            [(at * 3 - 50, f"n{at}", at / 7, bytes([at % 256])) for at in range(200)],
        )
        many("INSERT INTO notes VALUES (%s)", [(f"note {at}",) for at in range(90)])
        many("INSERT INTO pairs VALUES (%s, %s, %s)", [(f"a{at}", at % 7, f"c{at}") for at in range(100)])
        many(f"INSERT INTO {weird.replace('%', '%%')} VALUES (%s, %s)", [(f"k'{at}\\", at) for at in range(70)])
        return spec_of(self.server)

    def vanish(self, folder: Path, split: Split) -> bool:
        schema, name = parts_of(split.object) or ("", "")
        self.server.run(f"DROP TABLE {self.server.q(schema)}.{self.server.q(name)} CASCADE")
        return True


class TestPostgresql(ServerContract):
    kind = "postgresql"
    expected_rows: ClassVar = {
        "public.people": 200,
        "public.notes": 90,
        "public.pairs": 100,
        "public.empty": 0,
        label_of("public", WEIRD): 70,
    }


class TestMariadb(ServerContract):
    kind = "mysql"

    @pytest.fixture(autouse=True)
    def _expected(self, _server: None) -> None:
        names = {"people": 200, "notes": 90, "pairs": 100, "empty": 0, WEIRD: 70}
        self.expected_rows = {label_of(self.server.database, name): rows for name, rows in names.items()}


# -- keys of every kind ------------------------------------------------------------------------------------------------

RNG = random.Random(5)
UNICODE = ["".join(RNG.choice("abcXYZäöß表ẞıİ'\\%_ 0") for _ in range(RNG.randint(1, 9))) for _ in range(400)]
KEYS: dict[str, tuple[dict[str, str], list[tuple[Any, ...]]]] = {
    "uuid": ({"k": "uuid"}, [(str(uuid.UUID(int=RNG.getrandbits(128), version=4)),) for _ in range(150)]),
    "text": ({"k": "varchar(40)"}, [(f"{word}{at}",) for at, word in enumerate(UNICODE)]),
    "numeric": ({"k": "numeric(30,10)"}, [(f"{RNG.randint(-(10**19), 10**19)}.{at:010d}",) for at in range(150)]),
    "date and text": ({"k": "date", "l": "varchar(9)"}, [(f"2018-01-{at % 9 + 1:02d}", f"{at}") for at in range(150)]),
    "three integers": (
        {"k": "int", "l": "int", "m": "bigint"},
        [(at % 3, at % 50 // 3, at - 2**62) for at in range(200)],
    ),
    "times": ({"k": "timestamp(6)"}, [(f"2018-03-01 00:00:00.{at:06d}",) for at in range(150)]),
    "sparse integers": ({"k": "bigint"}, [(RNG.randint(-(2**63), 2**63 - 1),) for _ in range(150)]),
    "bytes": ({"k": "bytes"}, [(RNG.randbytes(7),) for _ in range(150)]),
    "no key": ({}, [() for _ in range(500)]),
}


@pytest.mark.parametrize("name", KEYS)
def test_splits_partition_a_table(server: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, rows = KEYS[name]
    monkeypatch.setattr(SqlConnector, "split_rows", 17)
    binary = "bytea" if server.name == "postgresql" else "varbinary(20)"
    lines = [f"{column} {binary if kind == 'bytes' else kind} NOT NULL" for column, kind in columns.items()]
    if name == "times" and server.name == "mysql":
        lines = ["k datetime(6) NOT NULL"]
    keys = [f"PRIMARY KEY ({', '.join(columns)})"] if columns else []
    server.run(f"CREATE TABLE t ({', '.join([*lines, 'v int', 'w char(250)', *keys])})")
    marks = ", ".join(["%s"] * (len(columns) + 2))
    server.many(f"INSERT INTO t VALUES ({marks})", [(*row, at, "x" * 250) for at, row in enumerate(rows)])
    with create(spec_of(server)) as connector:
        (table,) = datasets_in(connector)
        assert (table.population.rows, table.population.kind) == (len(rows), "exact")
        splits = connector.splits(table, CENSUS)
        assert len(splits) > 5 or (name == "no key" and server.name == "mysql")
        items = read_all(connector, splits)
        census = row_keys(items)
        assert not gaps_in(items)
        assert census.total() == len(rows)
        assert max(census.values()) == 1
        for size in (1, 40, len(rows)):
            design = SampleDesign("random", size, 3)
            sample = read_all(connector, connector.splits(table, design))
            assert not gaps_in(sample)
            assert row_keys(sample) <= census
            assert row_keys(sample).total() == size
        head = read_all(connector, connector.splits(table, SampleDesign("head", 9)))
        assert row_keys(head).total() == 9


def test_a_random_sample_of_integer_keys_is_the_same_on_every_server(
    postgres: Any, mariadb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqlConnector, "split_rows", 50)
    found = []
    for one in (postgres, mariadb):
        one.run("CREATE TABLE t (k int PRIMARY KEY)")
        one.many("INSERT INTO t VALUES (%s)", [(at * 7,) for at in range(300)])
        with create(spec_of(one)) as connector:
            (table,) = datasets_in(connector)
            same = type(table)(table.source, "t", table.kind, table.fields, table.objects)
            items = read_all(connector, connector.splits(same, SampleDesign("random", 30, 9)))
            found.append(row_keys(items))
    assert found[0] == found[1]
    assert found[0].total() == 30


# -- what is listed ----------------------------------------------------------------------------------------------------


def names_of(connector: Connector) -> list[str]:
    return [item.name for item in datasets_in(connector)]


def test_postgresql_lists_each_row_once(postgres: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlConnector, "split_rows", 10)
    postgres.run(
        "CREATE TABLE parts (day int, v int) PARTITION BY RANGE (day)",
        "CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (50)",
        "CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (50) TO (100) PARTITION BY RANGE (v)",
        "CREATE TABLE part3 PARTITION OF part2 DEFAULT",
        "INSERT INTO parts SELECT g, g FROM generate_series(0, 99) g",
        "CREATE TABLE mother (a int)",
        "CREATE TABLE child (b int) INHERITS (mother)",
        "INSERT INTO mother SELECT g FROM generate_series(1, 15) g",
        "INSERT INTO child SELECT g, g FROM generate_series(101, 120) g",
        "CREATE UNLOGGED TABLE quick (a int)",
        "INSERT INTO quick VALUES (1)",
        "CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one",
        "CREATE VIEW shown AS SELECT 2 AS two",
        'CREATE SCHEMA "Other. Schema"',
        'CREATE TABLE "Other. Schema"."Select" ("Größe" int)',
    )
    tables = {"public.parts": 100, "public.mother": 15, "public.child": 20, "public.quick": 1}
    tables['"Other. Schema".Select'] = 0
    for views in (False, True):
        wanted = tables | ({"public.kept": 1, "public.shown": 1} if views else {})
        with create(spec_of(postgres, views=views)) as connector:
            assert names_of(connector) == sorted(wanted)
            for table in datasets_in(connector):
                items = read_all(connector, connector.splits(table, CENSUS))
                assert not gaps_in(items)
                assert row_keys(items).total() == wanted[table.name] == table.population.rows
                assert not row_keys(items) or max(row_keys(items).values()) == 1


def test_mariadb_lists_the_database_of_the_url_or_all(mariadb: Any) -> None:
    other = f"{mariadb.database}_b"
    mariadb.databases.append(other)
    mariadb.run(
        f"CREATE DATABASE {other}",
        "CREATE TABLE t (a int)",
        "CREATE TABLE T (b int)",
        f"CREATE TABLE {other}.u (a int)",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE SEQUENCE s",
        "CREATE TABLE h (a int) WITH SYSTEM VERSIONING",
    )
    user = mariadb.user(f"GRANT SELECT ON {mariadb.database}.* TO {{user}}", f"GRANT SELECT ON {other}.* TO {{user}}")
    mine = [f"{mariadb.database}.{name}" for name in ("T", "h", "t")]
    with create(spec_of(mariadb, mariadb.url_as(user))) as connector:
        assert names_of(connector) == mine
        assert [(gap.object, gap.reason) for gap in gaps_in(list(connector.datasets()))] == [(mine[1], "not_requested")]
        fields = {item.name: [field.name for field in item.fields] for item in datasets_in(connector)}
        assert fields[mine[0]] == ["b"]
        assert fields[mine[2]] == ["a"]
    with create(spec_of(mariadb, mariadb.url_as(user, database=""), views=True)) as connector:
        assert names_of(connector) == sorted([*mine, f"{mariadb.database}.v", f"{other}.u"])


def test_a_table_that_the_server_believes_to_be_huge_is_not_counted(server: Any) -> None:
    server.run("CREATE TABLE t (a int)")
    server.many("INSERT INTO t VALUES (%s)", [(at,) for at in range(2000)])
    server.run("ANALYZE t" if server.name == "postgresql" else "ANALYZE TABLE t")
    with create(spec_of(server, count_limit=500)) as connector:
        (table,) = datasets_in(connector)
        assert table.population.kind == "estimate"
        assert 1000 < (table.population.rows or 0) < 4000
        head = read_all(connector, connector.splits(table, SampleDesign("head", 100)))
        assert row_keys(head).total() == 100
        census = read_all(connector, connector.splits(table, CENSUS))
        assert row_keys(census).total() == 2000


def test_labels_are_told_apart_and_found_again() -> None:
    pairs = [("a", "b"), ("a.b", "c"), ("a", "b.c"), ('a"', "b"), ('"a"', "."), ("", "x"), ("表", "x y")]
    labels = [label_of(*pair) for pair in pairs]
    assert len(set(labels)) == len(pairs)
    assert [parts_of(label) for label in labels] == pairs
    assert parts_of("a") is None
    assert parts_of("a.b.c") is None


def test_a_reader_that_stops_early_hangs_up(server: Any) -> None:
    server.run("CREATE TABLE t (a int, b char(200))")
    server.many("INSERT INTO t VALUES (%s, %s)", [(at, "x" * 200) for at in range(5000)])
    with create(spec_of(server)) as connector:
        (table,) = datasets_in(connector)
        (split,) = connector.splits(table, CENSUS)
        reading = connector.read(split)
        assert batches_in([next(reading)])[0].num_rows == 256
        reading.close()  # type: ignore[attr-defined]
        rows = read_all(connector, [split])
        assert row_keys(rows).total() == 5000
    if server.name == "postgresql":
        left = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'saydo' AND datname = current_database()"
    else:
        left = f"SELECT count(*) FROM information_schema.processlist WHERE db = '{server.database}' AND info IS NULL"
    for _ in range(50):
        count = server.run(left)[0][0]
        if count == 0:
            break
    assert count == 0


def test_the_session_is_read_only(server: Any) -> None:
    server.run("CREATE TABLE t (a int)")
    connector = SqlConnector(spec_of(server))
    with connector._connected("trying") as connection:
        for sql in ("INSERT INTO t VALUES (1)", "CREATE TABLE u (a int)", "DROP TABLE t"):
            with pytest.raises(Exception, match=r"(?i)read.only"):
                connection.exec_driver_sql(sql)
            connection.rollback()
    assert server.run("SELECT count(*) FROM t")[0][0] == 0
    facts = {fact.name: fact.value for fact in connector.facts()}  # type: ignore[union-attr]
    assert facts["read_only_session"] is True
    limit = {"postgresql": "5min", "mysql": "300s"}[server.name]
    assert facts["time_limits"] == f"statement {limit}, lock 5s"
    connector.close()


def test_counted_rows_of_splits_never_overlap_when_sorted_oddly(mariadb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key whose collation takes no notice of case, accents or trailing blanks."""
    monkeypatch.setattr(SqlConnector, "split_rows", 3)
    mariadb.run("CREATE TABLE t (k varchar(20) COLLATE utf8mb4_general_ci PRIMARY KEY)")
    words = ["a", "B", "ß", "z ", "Ä1", "e", "É2", "ss", "表", "ı", "x'y", "10", "9", "_", "%"]
    mariadb.many("INSERT IGNORE INTO t VALUES (%s)", [(word,) for word in words])
    count = mariadb.run("SELECT count(*) FROM t")[0][0]
    with create(spec_of(mariadb)) as connector:
        (table,) = datasets_in(connector)
        found = row_keys(read_all(connector, connector.splits(table, CENSUS)))
    assert found == Counter(json.dumps({"k": row[0]}, sort_keys=True) for row in mariadb.run("SELECT k FROM t"))
    assert found.total() == count
