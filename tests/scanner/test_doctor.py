"""`saydo doctor`: rights that are missing or too many, what can't be read, and nothing of names that nobody may see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import servers

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench


server = servers.server


def doctor(bench: Bench, *more: str) -> Any:
    return bench.run("doctor", "--config", str(bench.config), *more)


def test_an_estate_without_fault(bench: Bench) -> None:
    bench.estate()
    (bench.folder / "good.db").chmod(0o600)
    ran = doctor(bench)
    assert (ran.code, ran.err) == (0, "")
    assert "good: opened" in ran.out
    assert "can be read: 1 table with 2 fields" in ran.out
    assert "too many rights" not in ran.out
    bench.nothing_leaked(ran)


def test_a_file_that_everybody_may_read(bench: Bench) -> None:
    bench.estate()
    (bench.folder / "good.db").chmod(0o644)
    assert "too many rights: every user of this machine may read it" in doctor(bench).out


def test_what_cannot_be_opened_or_read(bench: Bench) -> None:
    files = {"a.csv": "id,mail\n1,lin@mail.example\n", "b.xyz": b"\0\1\2", "\x1b[31mhostile\n.csv": "id\n1\n"}
    bench.with_files(files)
    ran = doctor(bench)
    assert (ran.code, ran.err) == (3, "")
    assert "can't be read: b.xyz: " in ran.out
    assert "\x1b" not in ran.out
    bench.estate(sources={"a": {"type": "sql", "url": "sqlite:///none.db"}})
    ran = doctor(bench)
    assert ran.code == 4
    assert "a: can't be opened" in ran.out
    assert "Check the path" in ran.out
    assert doctor(bench, "--json").code == 4


def test_a_wrong_estate_file(bench: Bench) -> None:
    bench.estate(sources={"a": {"type": "sql", "url": "sqlite:///x.db", "nonsense": 1}})
    bench.refused("nonsense", ran=doctor(bench))


def test_names_that_hold_personal_data_are_masked(bench: Bench) -> None:
    bench.with_files({"ann@mail.example.xyz": b"\0\1", "b.csv": "id\n1\n"})
    ran = doctor(bench)
    assert "{email}" in ran.out
    assert "ann@mail.example" not in ran.out + ran.err


# -- servers -----------------------------------------------------------------------------------------------------------


def estate_of(bench: Bench, one: Any, user: str, **options: Any) -> None:
    (bench.folder / "good.db").unlink(missing_ok=True)
    spec = {"type": "sql", "url": one.url_as(user), "party": "us", "country": "CN", **options}
    bench.estate(sources={"odd": spec})


@pytest.mark.server
def test_a_user_who_may_read_and_no_more(bench: Bench, server: Any) -> None:
    server.run("CREATE TABLE t (a int, b int)")
    schema = server.q(server.schema)
    grant = "ALL TABLES IN SCHEMA public" if server.name == "postgresql" else f"{schema}.*"
    estate_of(bench, server, server.user(f"GRANT SELECT ON {grant} TO {{user}}"))
    ran = doctor(bench)
    assert (ran.code, ran.err) == (0, "")
    for words in ("read-only session, as the server confirms", "time limits: statement", "stays on this machine"):
        assert words in ran.out
    assert ("PostgreSQL 1" if server.name == "postgresql" else "MariaDB 1") in ran.out
    assert "missing right" not in ran.out
    assert "too many rights" not in ran.out
    assert "can be read: 1 table with 2 fields" in ran.out


@pytest.mark.server
def test_the_grants_that_it_prints_are_enough(bench: Bench, server: Any) -> None:
    """What doctor says to run is run, and then everything can be read."""
    weird = server.q('we"ird `t')
    server.run(
        "CREATE TABLE hidden (a int)",
        "CREATE TABLE part (a int, b int, c int)",
        f"CREATE TABLE {weird} (a int)",
        f"INSERT INTO {weird} VALUES (1)",
    )
    grants = [f"GRANT SELECT (a) ON {server.schema}.part TO {{user}}"]
    if server.name == "mysql":
        grants += [f"GRANT INSERT ON {server.schema}.{name} TO {{user}}" for name in ("hidden", weird)]
    else:
        server.run("CREATE SCHEMA other", "CREATE TABLE other.deep (a int)")
    estate_of(bench, server, server.user(*grants))
    ran = doctor(bench)
    assert ran.code == 3
    assert "can't be read:" in ran.out
    found = [line.partition(" Run: ")[2] for line in ran.out.splitlines() if "missing right" in line]
    assert len(found) == (5 if server.name == "postgresql" else 3), ran.out
    server.run(*found)  # each ends with a semicolon, as for a terminal
    ran = doctor(bench)
    assert ran.code == 0, ran.out
    assert "missing right" not in ran.out


@pytest.mark.server
def test_rights_beyond_reading(bench: Bench, server: Any) -> None:
    server.run("CREATE TABLE t (a int)")
    user = server.user(f"GRANT SELECT, INSERT, DELETE ON {server.schema}.t TO {{user}}")
    estate_of(bench, server, user)
    ran = doctor(bench)
    assert ran.code == 0
    (line,) = (line for line in ran.out.splitlines() if "too many rights" in line)
    assert "INSERT, DELETE" in line
    server.run(line.partition(" Run: ")[2])
    assert "too many rights" not in doctor(bench).out


@pytest.mark.server
def test_an_administrator(bench: Bench, server: Any) -> None:
    server.run("CREATE TABLE t (a int)")
    estate_of(bench, server, "root")
    ran = doctor(bench, "--json")
    (found,) = json.loads(ran.out)
    assert found["facts"]["read_only_session"] is True
    words = found["facts"]["excessive_privileges"]
    assert ("SUPERUSER" if server.name == "postgresql" else "ALL PRIVILEGES") in words
    assert "password" not in ran.out.lower()
    assert any(item["kind"] == "excessive" for item in found["advice"])


@pytest.mark.server
def test_rows_hidden_by_row_security_are_told() -> None:
    servers.check("postgresql", servers.absent("postgresql"))
    from connectors.model import SourceSpec
    from connectors.registry import create
    from connectors.testing import gaps_in

    with servers.fresh("postgresql") as one:
        one.run(
            "CREATE TABLE t (a int)",
            "INSERT INTO t VALUES (1), (2)",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY p ON t USING (a = 1)",
        )
        user = one.user("GRANT SELECT ON t TO {user}")
        with create(SourceSpec("db", "sql", {"url": one.url_as(user)}, "/")) as connector:
            assert [gap.reason for gap in gaps_in(list(connector.datasets()))] == ["permission"]
            advice = [item for item in connector.advice() if "row security" in getattr(item, "what", "")]
            assert len(advice) == 1


@pytest.mark.server
def test_the_grants_of_the_page_are_just_right(bench: Bench, server: Any) -> None:
    """The statements of docs/databases.md, run as they stand but for the names."""
    page = (Path(__file__).parents[2] / "docs" / "databases.md").read_text(encoding="utf-8")
    block = page.split("```sql\n")[1 if server.name == "postgresql" else 2].partition("```")[0]
    user = f"{server.database}_u"
    server.users.append(user)
    server.run("CREATE TABLE t (a int, b int)", "CREATE VIEW v AS SELECT a FROM t")
    for statement in filter(str.strip, block.split(";")):
        server.run(statement.replace("saydo_reader", user).replace("shop", server.database))
    server.run("CREATE TABLE later (a int)")
    (bench.folder / "url.txt").write_text(server.url_as(user, "choose-one"))
    (bench.folder / "good.db").unlink(missing_ok=True)
    bench.estate(sources={"odd": {"type": "sql", "url": {"file": "url.txt"}, "views": True}})
    ran = doctor(bench)
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert "can be read: 3 tables" in ran.out
    assert "missing right" not in ran.out
    assert "too many rights" not in ran.out
    assert "choose-one" not in ran.out
