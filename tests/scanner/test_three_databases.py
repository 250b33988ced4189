"""The demo estate in SQLite, PostgreSQL and MariaDB: same data, so same classifications and same findings."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.demo.ddl import Dialect, create_table, quoted
from scanner.demo.estate import build_tables
from scanner.demo.names import SQL_SOURCES, Names
from scanner.demo.writers import Table

PORTS = {"postgresql": 5432, "mysql": 3306}
DRIVERS = {"postgresql": "psycopg", "mysql": "pymysql"}
CHUNK = 500


def _connected(dialect: Dialect) -> Any:
    if dialect == "postgresql":
        import psycopg

        return psycopg.connect("host=127.0.0.1 user=root dbname=postgres", autocommit=True)
    import pymysql

    return pymysql.connect(host="127.0.0.1", user="root", password="", autocommit=True, charset="utf8mb4")


def _fill(cursor: Any, schema: str, tables: list[Table], dialect: Dialect) -> None:
    cursor.execute(f"CREATE SCHEMA {quoted(schema, dialect)}")
    for table in tables:
        cursor.execute(create_table(f"{schema}.{table.name}", table.columns, dialect))
        target = f"{quoted(schema, dialect)}.{quoted(table.name, dialect)}"
        one = f"({', '.join(['%s'] * len(table.columns))})"
        for at in range(0, len(table.rows), CHUNK):
            part = table.rows[at : at + CHUNK]
            cells = [cell for row in part for cell in row]
            cursor.execute(f"INSERT INTO {target} VALUES {', '.join([one] * len(part))}", cells)


class Placed:
    """The demo's SQL sources on a server, each in a schema of its own; dropped at the end."""

    def __init__(self, dialect: Dialect, seed: int) -> None:
        self.dialect = dialect
        self._mark = f"saydo_{secrets.token_hex(4)}"
        with closing(_connected(dialect)) as connection, connection.cursor() as cursor:
            for source, tables in build_tables(seed, Names()).items():
                _fill(cursor, self.schema(source), tables, dialect)
            if dialect == "postgresql":
                cursor.execute("ANALYZE")

    def schema(self, source: str) -> str:
        return f"{self._mark}_{source}"

    def drop(self) -> None:
        with closing(_connected(self.dialect)) as connection, connection.cursor() as cursor:
            for source in SQL_SOURCES:
                tail = " CASCADE" if self.dialect == "postgresql" else ""
                cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(self.schema(source), self.dialect)}{tail}")

    def source(self, name: str) -> dict[str, Any]:
        if self.dialect == "postgresql":
            return {"url": "postgresql://root@127.0.0.1:5432/postgres", "include": [f"{self.schema(name)}.*"]}
        return {"url": f"mysql://root@127.0.0.1:3306/{self.schema(name)}"}

    def dataset(self, ref: str) -> str:
        source, _, table = ref.partition("/")
        return f"{source}/{self.schema(source)}.{table}" if table and source in SQL_SOURCES else ref

    def plain(self, ref: str) -> str:
        source, _, table = ref.partition("/")
        return f"{source}/{table.removeprefix(self.schema(source) + '.')}" if table else ref


def _on_server(value: Any, placed: Placed, known: frozenset[str]) -> Any:
    """The estate file with every table's name as the server has it."""
    if isinstance(value, Mapping):
        return {_on_server(key, placed, known): _on_server(item, placed, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_on_server(item, placed, known) for item in value]
    return placed.dataset(value) if isinstance(value, str) and value in known else value


def _audited_there(demo: Any, saydo: Callable[..., Any], placed: Placed, out: Path) -> Any:
    estate = yaml.safe_load((demo.folder / "estate.yaml").read_text())
    tables = frozenset(item["dataset"] for item in demo.lines("inventory.jsonl"))
    estate = _on_server(estate, placed, tables)
    for name in SQL_SOURCES:
        estate["sources"][name].update(placed.source(name))
    path = demo.folder / f"estate-{placed.dialect}.yaml"
    path.write_text(yaml.safe_dump(estate, allow_unicode=True))
    result = saydo("scan", "-c", str(path), "-o", str(out))
    assert result.returncode == 1, result.stderr
    return type(demo)(demo.folder, out, result)


def _classified(audited: Any, plain: Callable[[str], str]) -> set[tuple[Any, ...]]:
    return {
        (plain(item["dataset"]), item["field"], item["category"], item["matched"], item["distinct"])
        for item in audited.lines("classifications.jsonl")
    }


def _found(audited: Any, plain: Callable[[str], str]) -> set[tuple[Any, ...]]:
    return {
        (item["rule"], item["verdict"], plain(item["dataset"]), item["field"], item["party"])
        for item in audited.lines("findings.jsonl")
    }


@pytest.fixture(params=sorted(PORTS))
def placed(request: pytest.FixtureRequest, demo: Any, need: Callable[[bool, str], None]) -> Iterator[Placed]:
    dialect: Dialect = request.param
    try:
        __import__(DRIVERS[dialect])
        driver = True
    except ImportError:
        driver = False
    need(driver, f"the driver {DRIVERS[dialect]}")
    with socket.socket() as probe:
        probe.settimeout(1)
        need(probe.connect_ex(("127.0.0.1", PORTS[dialect])) == 0, f"a {dialect} server on port {PORTS[dialect]}")
    made = Placed(dialect, demo.truth["seed"])
    yield made
    made.drop()


@pytest.mark.server
def test_the_estate_on_a_server_is_the_estate_in_files(demo: Any, saydo: Any, placed: Placed, tmp_path: Path) -> None:
    there = _audited_there(demo, saydo, placed, tmp_path / "out")
    assert _classified(there, placed.plain) == _classified(demo, str)
    assert _found(there, placed.plain) == _found(demo, str)
    verdicts = [
        {item["statement"]: item["verdict"] for item in each.lines("statements.jsonl")} for each in (demo, there)
    ]
    assert verdicts[0] == verdicts[1]
