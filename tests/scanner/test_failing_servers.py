"""Servers that refuse, stall, lose tables and die: each is a gap with its reason, the rest is scanned."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from connectors import sql as sql_module
from connectors.model import CENSUS, SourceSpec
from connectors.registry import create
from connectors.testing import batches_in, datasets_in, gaps_in
from scanner import audit
from tests import servers

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench


server = servers.server
pytestmark = pytest.mark.server

CANARY = "canary.person@secret.example"
PASSWORD = "pa55-7f3k9-never-print"
WORDS_OF_OTHERS = ("SELECT count", "pg_class", "psycopg.", "pymysql.", "FATAL", "invalid input")
ROWS = [(at, f"p{at}@mail.example") for at in range(300)]


def people(one: Any, *names: str) -> None:
    for name in names:
        one.run(f"CREATE TABLE {name} (id int PRIMARY KEY, mail varchar(200), note varchar(200))")
        one.many(f"INSERT INTO {name} (id, mail) VALUES (%s, %s)", ROWS)


def source(one: Any, url: str = "", **options: Any) -> dict[str, Any]:
    return {"type": "sql", "url": url or one.url, "party": "us", "country": "CN", "timezone": "UTC", **options}


def told(bench: Bench, ran: Any, reason: str, name: str = "t") -> dict[str, Any]:
    """The gap of this reason for this table; the other table `rest` was read, and no word of others is anywhere."""
    bench.nothing_leaked(ran, CANARY, PASSWORD, *WORDS_OF_OTHERS)
    lines = [item for item in ran.lines("inventory.jsonl") if item["dataset"].startswith("odd/")]
    items = {item["object"].rpartition(".")[2]: item for item in lines}
    assert items["rest"]["status"] == "examined", items
    assert items["rest"]["examined"] == len(ROWS)
    found = [gap for gap in ran.gaps if gap["object"].rpartition(".")[2] == name and gap["reason"] == reason]
    assert found, ran.gaps
    return dict(found[0])


def after_plan(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Does something between planning and reading."""
    make_plan = audit.make_plan

    def planned(*args: Any, **kwargs: Any) -> Any:
        plan = make_plan(*args, **kwargs)
        act()
        return plan

    monkeypatch.setattr(audit, "make_plan", planned)


def test_a_wrong_password(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    servers.check("mysql", servers.absent("mysql"))
    with servers.fresh("mysql") as one:
        user = one.user(password="right")
        monkeypatch.setenv("DB_URL", one.url_as(user, PASSWORD))
        bench.with_source(source(one) | {"url": {"env": "DB_URL"}})
        gap = bench.incomplete().gap("auth")
        assert "credentials" in gap["remedy"]
        bench.nothing_leaked(bench.scan(), PASSWORD, user)


def test_a_table_that_may_not_be_read(bench: Bench, server: Any) -> None:
    people(server, "t", "rest")
    where = f"{server.schema}.rest"
    grants = [f"GRANT SELECT ON {where} TO {{user}}"]
    if server.name == "mysql":
        grants.append(f"GRANT INSERT ON {server.schema}.t TO {{user}}")
    user = server.user(*grants)
    bench.with_source(source(server, server.url_as(user)))
    gap = told(bench, bench.incomplete(), "permission")
    assert gap["remedy"]


def test_columns_that_may_not_be_read(bench: Bench, server: Any) -> None:
    people(server, "t", "rest")
    user = server.user(
        f"GRANT SELECT ON {server.schema}.rest TO {{user}}", f"GRANT SELECT (id, mail) ON {server.schema}.t TO {{user}}"
    )
    bench.with_source(source(server, server.url_as(user)))
    ran = bench.incomplete()
    gap = told(bench, ran, "permission")
    assert "columns" in gap["detail"]
    found = {(item["dataset"].rpartition(".")[2], item["field"]) for item in ran.lines("classifications.jsonl")}
    assert ("t", "mail") in found  # the other columns were read
    (item,) = (item for item in ran.lines("inventory.jsonl") if item["object"].endswith(".t"))
    assert (item["status"], item["examined"]) == ("partial", len(ROWS))


@pytest.mark.parametrize(
    ("sql", "what"), [("DROP TABLE t", "not there now"), ("ALTER TABLE t DROP COLUMN note", "columns")]
)
def test_what_went_between_plan_and_read(
    bench: Bench, server: Any, monkeypatch: pytest.MonkeyPatch, sql: str, what: str
) -> None:
    people(server, "t", "rest")
    after_plan(monkeypatch, lambda: server.run(sql) and None)
    bench.with_source(source(server))
    assert what in told(bench, bench.incomplete(), "missing")["detail"]


def test_a_lock_of_somebody_else_is_not_waited_for(bench: Bench, server: Any) -> None:
    people(server, "t", "rest")
    bench.with_source(source(server, lock_seconds=1))
    began = time.monotonic()
    with closing(server.connect()) as holder, holder.cursor() as cursor:
        if server.name == "postgresql":
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        else:
            cursor.execute("LOCK TABLES t WRITE")
        ran = bench.incomplete()
    assert time.monotonic() - began < 20
    assert "less busy" in told(bench, ran, "timeout")["remedy"]


def test_a_slow_statement_is_ended(bench: Bench, server: Any) -> None:
    people(server, "rest")
    sleep = "pg_sleep(20)::text" if server.name == "postgresql" else "SLEEP(20)"
    server.run(f"CREATE VIEW t AS SELECT {sleep} AS slow, mail FROM rest")
    bench.with_source(source(server, statement_seconds=1, views=True))
    began = time.monotonic()
    ran = bench.incomplete()
    assert time.monotonic() - began < 20
    told(bench, ran, "timeout")


def test_too_many_connections(bench: Bench, server: Any) -> None:
    people(server, "rest")
    user = server.user(f"GRANT SELECT ON {server.schema}.rest TO {{user}}")
    limits = {"postgresql": "ALTER ROLE {} CONNECTION LIMIT 1", "mysql": "ALTER USER {} WITH MAX_USER_CONNECTIONS 1"}
    server.run(limits[server.name].format(server.account(user)))
    bench.with_source(source(server, server.url_as(user)))
    with closing(server.connect(user)):
        gap = bench.incomplete().gap("limit")
    bench.nothing_leaked(bench.scan(), user, "psycopg.", "pymysql.")
    assert gap["dataset"] == ""


def test_a_message_that_quotes_a_row_is_never_told(bench: Bench, server: Any) -> None:
    people(server, "rest")
    server.run(f"CREATE TABLE {server.q('base')} (mail varchar(99))")
    server.run(("INSERT INTO base VALUES (%s)", (CANARY,)))
    if server.name == "mysql":
        server.run(
            "CREATE FUNCTION f(m varchar(99)) RETURNS int DETERMINISTIC NO SQL "
            "BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = m; RETURN 1; END"
        )
    broken = "mail::int" if server.name == "postgresql" else "f(mail)"
    server.run(f"CREATE VIEW t AS SELECT {broken} AS broken FROM base")
    with pytest.raises(Exception, match="canary"):  # the server itself does tell
        server.run("SELECT * FROM t")
    bench.with_source(source(server, views=True, exclude=["*base"]))
    gap = told(bench, bench.incomplete(), "corrupt")
    assert "reading the table stopped" in gap["detail"]


# -- connections that break --------------------------------------------------------------------------------------------


def wide(run: Callable[..., Any], name: str, rows: int = 12_000) -> None:
    """A table too large for the buffers between server and reader."""
    series = f"generate_series(1, {rows}) g" if name == "postgresql" else f"seq_1_to_{rows} s"
    column = "g" if name == "postgresql" else "seq"
    run(
        "CREATE TABLE t (id int, mail varchar(200), filling text)",
        f"INSERT INTO t SELECT {column}, concat('p', {column}, '@mail.example'), repeat('x', 3000) FROM {series}",
    )


def kill_readers(one: Any) -> None:
    if one.name == "postgresql":
        mine = "datname = current_database() AND pid <> pg_backend_pid()"
        one.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
        return
    mine = f"db = '{one.database}' AND id <> connection_id()"
    for (number,) in one.run(f"SELECT id FROM information_schema.processlist WHERE {mine}"):
        one.run(f"KILL {number}")


def at_first_batch(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Does something once, when the first rows of a table with the column `filling` were read."""
    batches = sql_module.batches
    left = [1]

    def watched(rows: Any, names: Any, *rest: Any) -> Iterator[Any]:
        for item in batches(rows, names, *rest):
            yield item
            if left[0] and "filling" in names:
                left[0] -= 1
                act()

    monkeypatch.setattr(sql_module, "batches", watched)


def test_a_connection_that_breaks_in_mid_table(bench: Bench, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wide(server.run, server.name)
    people(server, "rest", "zest")
    at_first_batch(monkeypatch, lambda: kill_readers(server))
    bench.with_source(source(server))
    ran = bench.incomplete()
    gap = told(bench, ran, "connection")
    assert "is up" in gap["remedy"]
    items = {item["object"].rpartition(".")[2]: item for item in ran.lines("inventory.jsonl")}
    assert items["t"]["status"] == "partial"
    assert 256 <= items["t"]["examined"] < 12_000
    assert items["zest"]["status"] == "examined"
    found = {(item["dataset"].rpartition(".")[2], item["field"]) for item in ran.lines("classifications.jsonl")}
    assert ("t", "mail") in found  # what came before is kept and judged


@pytest.mark.parametrize("name", ["postgresql", "mysql"])
def test_a_server_that_dies_in_mid_scan(
    bench: Bench, name: str, monkeypatch: pytest.MonkeyPatch, need: Callable[[bool, str], None]
) -> None:
    need(importlib.util.find_spec(servers.DRIVERS[name]) is not None, f"the driver {servers.DRIVERS[name]}")
    need(bool(servers.binaries(name)), f"the programs of a {name} server")
    with servers.throwaway(name) as one:
        if name == "mysql":
            one.run("CREATE DATABASE IF NOT EXISTS test")
            wide(lambda *sql: one.run("USE test", *sql), name)
        else:
            wide(one.run, name)
        at_first_batch(monkeypatch, one.kill)
        bench.with_source({"type": "sql", "url": one.url, "party": "us", "country": "CN"})
        began = time.monotonic()
        ran = bench.incomplete()
        assert time.monotonic() - began < 30
        assert ran.gap("connection")["object"].endswith(".t")
        bench.nothing_leaked(ran, "psycopg.", "pymysql.", "FATAL")
        assert threading.active_count() < 20


def test_a_reader_goes_on_with_another_connection(server: Any) -> None:
    wide(server.run, server.name)
    people(server, "rest")
    with create(SourceSpec("db", "sql", {"url": server.url}, "/")) as connector:
        tables = {item.name.rpartition(".")[2]: item for item in datasets_in(connector)}
        (split,) = connector.splits(tables["rest"], CENSUS)
        (large,) = connector.splits(tables["t"], CENSUS)
        items: list[Any] = []
        for item in connector.read(large):
            items.append(item)
            if len(items) == 1:
                kill_readers(server)
        assert [gap.reason for gap in gaps_in(items)] == ["connection"]
        assert 0 < sum(batch.num_rows for batch in batches_in(items)) < 12_000
        after = list(connector.read(split))
        assert not gaps_in(after)
        assert sum(batch.num_rows for batch in batches_in(after)) == len(ROWS)
