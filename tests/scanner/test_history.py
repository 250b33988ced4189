"""The history: what goes in comes out, on every database; its schema, its lock, its privacy."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text, update

from reports.model import Report
from rules.comparison import Baseline, Reach
from scanner.history import database, lock, store, tell
from scanner.history.database import HistoryError, address, open_database
from scanner.history.schema import FINDINGS, LOCKS, METADATA, RUNS, VERSION_TABLE
from tests import servers
from tests.reports import factory

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

postgres, mariadb = servers.postgres, servers.mariadb
SCOPES = {"crm": "a", "lake": "b", "web": "c"}


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "sqlite":
        url = "sqlite:///history.db"
    else:
        url = request.getfixturevalue({"postgresql": "postgres", "mysql": "mariadb"}[request.param]).url
    return open_database(url, tmp_path)


@pytest.fixture
def local(tmp_path: Path) -> Engine:
    return open_database("sqlite:///history.db", tmp_path)


def run(number: int, **changes: Any) -> Report:
    base = factory.report(**changes)
    day = f"2018-06-{number:02}T10:00:00Z"
    return replace(base, run=replace(base.run, run_id=f"{number:016x}", started=day, ended=day))


def test_what_goes_in_comes_out(engine: Engine) -> None:
    report = run(1)
    assert store.record(engine, "estate", report, SCOPES) == 1
    found = store.find_run(engine, "last", "estate")
    assert report.comparison is not None
    assert sorted(found.changes, key=lambda item: item.finding.fingerprint) == sorted(
        report.comparison.changes, key=lambda item: item.finding.fingerprint
    )
    assert found.row.exit_code == 1 and not found.row.complete
    assert found.statements["amz-044"] == "DEVIATION"
    assert found.statements["amz-001"] == "UNVERIFIED"  # not judged is not passed
    assert found.reach == store.reach_of(report.lineage)
    assert Reach("host:t.example.net", "contact.email") in found.reach
    assert not [item for item in found.reach if item.party == "us"]
    assert found.scopes == SCOPES
    covered = {item.dataset: item for item in found.coverage}
    assert covered["billing"].gaps == {"connection": 1} and not covered["billing"].eligible
    assert found.whole == {"crm/public.users", "crm/public.contacts"}


def test_the_next_run_starts_where_the_last_one_ended(engine: Engine) -> None:
    assert store.baseline(engine, "estate") == Baseline()
    store.record(engine, "estate", run(1), SCOPES)
    base = store.baseline(engine, "estate")
    assert base.run_id == f"{1:016x}"
    assert len(base.open) == 4  # of five changes one is fixed
    assert len(base.ever) == 5
    assert base.scopes == SCOPES
    # one that was interrupted, or opened nothing, is listed, and not compared with
    broken = run(2)
    store.record(engine, "estate", replace(broken, run=replace(broken.run, exit_code=130)), SCOPES)
    assert store.baseline(engine, "estate").run_id == f"{1:016x}"
    assert [item.number for item in store.runs(engine, "estate")] == [2, 1]
    assert store.baseline(engine, "another") == Baseline()


def test_names_that_no_database_can_hold(engine: Engine) -> None:
    """NUL, lone surrogates, escapes, all the world's letters; markup is nothing special here."""
    for number, name in enumerate((*factory.HOSTILE, "nul\x00", "数据/表", "x" * 5000), start=1):
        found = factory.report().findings
        odd = tuple(replace(item, dataset=f"crm/{name}", title=name, party=name) for item in found)
        report = run(number)
        known = tuple(store.known(item) for item in odd)
        assert report.comparison is not None
        changes = tuple(
            replace(change, finding=item) for change, item in zip(report.comparison.changes, known, strict=False)
        )
        store.record(engine, "estate", replace(report, comparison=replace(report.comparison, changes=changes)), SCOPES)
        assert {item.finding for item in store.find_run(engine, "last").changes} == set(known)


def test_a_run_is_found_by_number_id_or_start(local: Engine) -> None:
    for number in (1, 2):
        store.record(local, "estate", run(number), SCOPES)
    assert store.find_run(local, "2").row.number == 2
    assert store.find_run(local, f"{1:016x}").row.number == 1
    with pytest.raises(HistoryError, match="one of 2 runs"):
        store.find_run(local, "0000")
    with pytest.raises(HistoryError, match="no run"):
        store.find_run(local, "zzz\x1b[31m")
    with pytest.raises(HistoryError, match="recorded already"):
        store.record(local, "estate", run(1), SCOPES)


def test_difference_over_several_runs(local: Engine) -> None:
    """What the runs in between saw does not matter: only the two do, and whether it was there before the first."""
    report = run(1)
    assert report.comparison is not None
    one, two, three = (item.finding for item in report.comparison.changes[:3])

    def recorded(number: int, **states: Any) -> None:
        items = {"one": one, "two": two, "three": three}
        changes = tuple(
            replace(report.comparison.changes[0], state=state, finding=items[name])  # type: ignore[union-attr]
            for name, state in states.items()
        )
        again = run(number)
        store.record(local, "e", replace(again, comparison=replace(report.comparison, changes=changes)), SCOPES)  # type: ignore[type-var]

    recorded(1, one="new", two="new")
    recorded(2, one="fixed", two="persisting")
    recorded(3, two="not_reexamined", three="new")
    recorded(4, one="reappeared", two="persisting", three="persisting")
    runs = {number: store.find_run(local, str(number)) for number in (1, 2, 3, 4)}

    def between(a: int, b: int) -> dict[str, str]:
        found = store.difference(local, runs[a], runs[b])
        names = {one.fingerprint: "one", two.fingerprint: "two", three.fingerprint: "three"}
        return {names[item.finding.fingerprint]: item.state for item in found.changes}

    assert between(1, 2) == {"one": "fixed", "two": "persisting"}
    assert between(1, 3) == {"one": "fixed", "two": "not_reexamined", "three": "new"}
    assert between(1, 4) == {"one": "persisting", "two": "persisting", "three": "new"}
    assert between(2, 4) == {"one": "reappeared", "two": "persisting", "three": "new"}
    assert between(4, 4) == {"one": "persisting", "two": "persisting", "three": "persisting"}
    with pytest.raises(HistoryError, match="earlier run first"):
        between(4, 1)
    told = "\n".join(tell.diff_lines(store.difference(local, runs[2], runs[4]), runs[2].row, runs[4].row))
    assert "1 new, 1 reappeared, 1 persisting, 0 not re-examined, 0 fixed" in told


# -- schema and migrations --------------------------------------------------------------------------------------------


def test_migrations_make_the_schema_that_the_code_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    first = open_database("sqlite:///history.db", tmp_path)
    store.record(first, "estate", run(1), SCOPES)
    again = open_database("sqlite:///history.db", tmp_path)
    assert len(store.runs(again)) == 1


def migrations(folder: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], more: dict[str, str]) -> None:
    """Another version of Saydo, which has these of our migrations and some of its own."""
    (folder / "versions").mkdir(parents=True)
    shipped = Path(database.__file__).parent / "migrations"
    for name in ("env.py", *(f"versions/{name}" for name in names)):
        (folder / name).write_text((shipped / name).read_text())
    for name, text_of in more.items():
        (folder / "versions" / name).write_text(text_of)
    plain = Config.set_main_option
    monkeypatch.setattr(
        Config,
        "set_main_option",
        lambda self, key, value: plain(self, key, str(folder) if key == "script_location" else value),
    )


def versions() -> list[str]:
    return sorted(path.name for path in (Path(database.__file__).parent / "migrations/versions").glob("v*.py"))


def test_a_later_migration_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of today, opened by a version that has one migration more."""
    store.record(open_database("sqlite:///history.db", tmp_path), "estate", run(1), SCOPES)
    head = versions()[-1][1:5]
    later = (
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9999'\ndown_revision = '{head}'\n"
        "def upgrade():\n    op.add_column('saydo_runs', sa.Column('note', sa.Text, server_default='none'))\n"
    )
    with monkeypatch.context() as patch:
        migrations(tmp_path / "newer", patch, versions(), {"v9999_note.py": later})
        newer = open_database("sqlite:///history.db", tmp_path)
        with newer.connect() as connection:
            assert connection.execute(text("select run_id, note from saydo_runs")).all() == [(f"{1:016x}", "none")]
    # and today's version does not touch what a newer one wrote
    with pytest.raises(HistoryError, match="newer version"):
        open_database("sqlite:///history.db", tmp_path)


def test_a_history_of_the_first_version_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        migrations(tmp_path / "first", patch, versions()[:1], {})
        old = open_database("sqlite:///history.db", tmp_path)
        with old.begin() as connection:
            told = {
                name: "x" for name in (item.name for item in RUNS.c) if name not in ("number", "exit_code", "complete")
            }
            names = ", ".join((*told, "number", "exit_code", "complete"))
            values = ", ".join((*(f"'{value}'" for value in told.values()), "1", "0", "1"))
            connection.execute(text(f"insert into saydo_runs ({names}) values ({values})"))
            found = [
                name for name in (item.name for item in FINDINGS.c) if name not in ("run_id", "inferred_only", "scope")
            ]
            columns, cells = (
                ", ".join(("run_id", "inferred_only", *found)),
                ", ".join(["'x'", "0", *["'[]'"] * len(found)]),
            )
            connection.execute(text(f"insert into saydo_findings ({columns}) values ({cells})"))
    now = open_database("sqlite:///history.db", tmp_path)
    with now.connect() as connection:
        assert connection.execute(text("select run_id, scope from saydo_findings")).all() == [("x", "")]


# -- address, privacy, lock -------------------------------------------------------------------------------------------


def test_a_history_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.touch(0o644)
    path.chmod(0o644)
    store.record(open_database("sqlite:///history.db", tmp_path), "estate", run(1), SCOPES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(item.stat().st_mode) for item in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("postgresql://me:hunter2@db/history", "password"),
        ("nonsense://", "not installed|no database URL|not usable"),
        ("sqlite://", "in memory"),
        ({"env": "SAYDO_NO_SUCH_VARIABLE"}, "SAYDO_NO_SUCH_VARIABLE"),
        ("no/such/folder/history.db", "can't be written"),
        ("postgresql://nobody@127.0.0.1:1/none", "can't be opened|not installed"),
    ],
)
def test_a_wrong_address_is_one_sentence(setting: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=told) as raised:
        open_database(address(setting, tmp_path), tmp_path)
    assert "hunter2" not in str(raised.value)
    assert str(raised.value).startswith("history: ")
    assert str(raised.value).endswith(".")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("name,mail\nann,ann@mail.example\n" * 100)
    with pytest.raises(HistoryError, match="can't be opened"):
        open_database("sqlite:///history.db", tmp_path)


def test_one_scan_at_a_time(engine: Engine) -> None:
    with lock.run_lock(engine, "estate"):
        with pytest.raises(HistoryError, match=f"process {os.getpid()}"), lock.run_lock(engine, "estate"):
            raise AssertionError("two locks")
        with lock.run_lock(engine, "another"):
            pass
    with lock.run_lock(engine, "estate"):
        pass


def test_a_lock_of_a_dead_process_is_taken_over(local: Engine) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with lock.run_lock(local, "estate"):
        with local.begin() as connection:
            connection.execute(update(LOCKS).values(pid=gone.pid))
        with lock.run_lock(local, "estate"):
            assert len(_locks(local)) == 1


@pytest.mark.parametrize(("hours", "held"), [(1, True), (25, False)])
def test_a_lock_of_another_machine_ends_after_a_day(local: Engine, hours: int, held: bool) -> None:
    since = (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with lock.run_lock(local, "estate"):
        with local.begin() as connection:
            connection.execute(update(LOCKS).values(host=f"not-{socket.gethostname()}", since=since))
        if held:
            with pytest.raises(HistoryError, match="unlock"), lock.run_lock(local, "estate"):
                raise AssertionError("two locks")
            assert lock.release(local, "estate")
        with lock.run_lock(local, "estate"):
            pass


def _locks(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(LOCKS.select()))


# -- the commands -----------------------------------------------------------------------------------------------------


def test_the_commands_tell_the_story(bench: Bench) -> None:
    bench.estate()
    assert bench.run("history", "list", "-c", str(bench.config)).code == 2  # not there yet, and not made by asking
    assert not (bench.folder / "saydo-history.db").exists()
    assert bench.scan().code == 0
    bench.table("second.db", "more", [(1, "x@mail.example"), (2, "y@mail.example")])
    sources = bench.plain()["sources"]
    bench.estate(sources={**sources, "more": {**sources["good"], "url": "sqlite:///second.db"}})
    assert bench.scan().code == 0
    listed = bench.run("history", "list", "-c", str(bench.config))
    assert listed.code == 0 and len(listed.out.splitlines()) == 3
    rows = json.loads(bench.run("history", "list", "-c", str(bench.config), "--json").out)
    assert [row["number"] for row in rows] == [2, 1]
    shown = bench.run("history", "show", "last", "-c", str(bench.config))
    assert "New: 1" in shown.out and "Persisting: 2" in shown.out
    data = json.loads(bench.run("history", "show", "1", "-c", str(bench.config), "--json").out)
    assert data["changes"] and data["coverage"]
    told = bench.run("diff", "1", "2", "-c", str(bench.config))
    assert told.code == 0 and "1 new, 0 reappeared, 2 persisting, 0 not re-examined, 0 fixed" in told.out
    assert json.loads(bench.run("diff", "1", "2", "-c", str(bench.config), "--json").out)["changes"]
    assert bench.run("diff", "1", "9", "-c", str(bench.config)).code == 2
    for ran in (listed, shown, told):
        bench.nothing_leaked(ran)


def test_overdue_scans_are_told(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    config = str(bench.config)
    fine = bench.run("history", "check", "--max-age", "8d", "-c", config)
    assert fine.code == 0 and fine.out.startswith("In time")
    with sqlite3.connect(bench.folder / "saydo-history.db") as db:
        old = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ")
        db.execute("update saydo_runs set ended = ?", (old,))
    db.close()
    late = bench.run("history", "check", "--max-age", "8d", "-c", config)
    assert late.code == 3 and "9 days ago" in late.out
    assert bench.run("history", "check", "--max-age", "10d", "-c", config).code == 0
    with sqlite3.connect(bench.folder / "saydo-history.db") as db:
        db.execute("update saydo_runs set exit_code = 130")
    db.close()
    assert bench.run("history", "check", "--max-age", "99d", "-c", config).code == 3
    for wrong in ("8", "d", "-1d", "0d", "1y"):
        assert "--max-age" in bench.run("history", "check", f"--max-age={wrong}", "-c", config).err


def test_a_scan_while_another_runs_ends_at_once(bench: Bench) -> None:
    bench.estate()
    engine = open_database("sqlite:///saydo-history.db", bench.folder)
    with lock.run_lock(engine, "estate"):
        bench.refused("another scan of this estate runs", "saydo history unlock")
        assert bench.run("history", "unlock", "-c", str(bench.config)).code == 0
        assert bench.scan().code == 0


def test_without_a_history(bench: Bench) -> None:
    bench.estate(history=False)
    assert bench.scan().code == 0
    assert bench.document_of("gate.json")["comparison"] is None
    assert not (bench.folder / "saydo-history.db").exists()
    bench.estate()
    assert bench.scan("--no-history").code == 0
    assert not (bench.folder / "saydo-history.db").exists()
    assert "history: false" in bench.run("history", "list", "-c", str(_off(bench))).err


def _off(bench: Bench) -> Path:
    bench.estate(history=False)
    return bench.config


def test_a_history_that_can_not_be_written_is_told_before_the_scan(bench: Bench) -> None:
    bench.estate(history="no/such/folder/h.db")
    bench.refused("history", "can't be written", "--no-history")
    bench.estate(history="postgresql://me:hunter2-never-print-me@db/x")
    bench.refused("history", "password")


def test_estates_that_share_a_history_have_names(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = str(tmp_path_factory.mktemp("shared") / "all.db")
    bench.estate(history=elsewhere)
    bench.refused("history", "no name", "`name: ...`")
    bench.estate(history=elsewhere, name="shop")
    assert bench.scan().code == 0


def test_a_folder_with_a_question_mark(bench: Bench) -> None:
    bench.estate()
    odd = bench.folder / "a?b"
    odd.mkdir()
    for name in ("estate.yaml", "good.db"):
        (odd / name).write_bytes((bench.folder / name).read_bytes())
    assert bench.run("scan", "-c", str(odd / "estate.yaml"), "-o", str(bench.out)).code == 0
    assert (odd / "saydo-history.db").exists()


@pytest.mark.parametrize("table", ["saydo_findings", "saydo_locks", "saydo_runs"])
def test_a_damaged_history_is_one_sentence(bench: Bench, table: str) -> None:
    bench.estate()
    bench.scan()
    with sqlite3.connect(bench.folder / "saydo-history.db") as db:
        db.execute(f"drop table {table}")
    db.close()
    for command in (("history", "show", "1"), ("history", "unlock"), ("check",)):
        ran = bench.run(*command, "-c", str(bench.config))
        assert "internal fault" not in ran.err
        assert ran.code == 0 or ran.err.startswith("saydo: history: ")


def test_what_is_excluded_is_not_fixed_in_any_later_run(bench: Bench) -> None:
    """Its source is there and can be listed, but not as it was when the finding was made."""
    bench.estate()
    bench.table("good.db", "other", [(1, "nothing")])
    assert bench.scan().code == 0
    good = bench.plain()["sources"]["good"]
    bench.estate(sources={"good": {**good, "exclude": ["people"]}})
    for _ in range(2):
        bench.scan()
        assert "Not re-examined: 1" in bench.run("history", "show", "last", "-c", str(bench.config)).out
    bench.estate(sources={"good": {**good, "country": "DE"}})
    bench.scan()
    assert "Fixed: 1" in bench.run("history", "show", "last", "-c", str(bench.config)).out


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The history's disk is full when the run is to be recorded."""

    def fail(*_: Any) -> None:
        from sqlalchemy.exc import OperationalError

        raise OperationalError("insert lin@mail.example", {}, Exception("disk full: lin@mail.example"))

    monkeypatch.setattr("scanner.history.session.record", fail)


@pytest.mark.usefixtures("broken")
def test_a_run_that_can_not_be_recorded_keeps_its_files(bench: Bench) -> None:
    bench.estate()
    ran = bench.scan()
    assert ran.code == 2 and "could not be recorded" in ran.err
    assert (bench.out / "run.json").exists()
    bench.nothing_leaked(ran)


def test_ages() -> None:
    assert tell.max_age("36h") == timedelta(hours=36)
    row: Any = SimpleNamespace(run_id="r", exit_code=0, kind="check", ended="2026-01-01T00:00:00Z")
    late, told = tell.overdue([row], timedelta(days=1), datetime(2026, 1, 1, tzinfo=UTC))
    assert late and "no scan" in told  # a check before a release is no scheduled scan
    assert RUNS.c.kind is not None
