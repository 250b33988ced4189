"""The release gate: a planted change between two runs of the demo, every flag's code and sentence, acceptances."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from reports.gate_words import gate_paragraph
from reports.model import Report
from rules.gate import GateOptions
from rules.suppressions import Suppression
from scanner.audit import run_audit
from scanner.history.session import known_before
from scanner.options import AuditOptions
from scanner.release import Ended, judge_release
from scanner.setup import Setup, read_setup
from tests.reports import factory

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

UNREADABLE = "warehouse/ring_log"
TODAY = datetime.now(UTC).date()


def spoil(database: Path, table: str) -> None:
    """Overwrites the first page of a table: SQLite can list it, and can't read it."""
    with sqlite3.connect(database) as db:
        size = db.execute("pragma page_size").fetchone()[0]
        (page,) = db.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchone()
    db.close()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def edit(database: Path, *statements: str) -> None:
    with sqlite3.connect(database) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


class Second(NamedTuple):
    """The second run of an estate that changed, and what its gate can be asked again with."""

    report: Report
    setup: Setup
    options: AuditOptions


@pytest.fixture(scope="module")
def second(demo: Any, tmp_path_factory: pytest.TempPathFactory) -> Second:
    """One deviation added (keys in clear in a new table), one fixed (IBANs emptied), one table unreadable."""
    folder = tmp_path_factory.mktemp("second") / "demo"
    shutil.copytree(demo.folder, folder)
    edit(folder / "stores/crm.db", "create table robot_keys as select * from api_clients")
    edit(folder / "stores/shop.db", "update refunds set iban = null")
    spoil(folder / "stores/warehouse.db", "ring_log")
    setup = read_setup(folder / "estate.yaml")
    options = AuditOptions(baseline=known_before(setup, None))
    return Second(run_audit(setup, options), setup, options)


def again(second: Second, gate: GateOptions, entries: tuple[Suppression, ...] = ()) -> Report:
    """The same run before another gate. What it saw is the same, so only the deciding is done again."""
    ended = Ended(8, False, {}, (), (), {})
    setup = replace(second.setup, suppressions=entries)
    judged = judge_release(second.report, setup, replace(second.options, gate=gate), ended)
    # what a rule was held against is not told again here, so the comparison stays that of the run
    judged = replace(judged, comparison=second.report.comparison)
    return replace(judged, gate=replace(judged.gate, told=gate_paragraph(judged)))


def test_one_new_one_fixed_and_the_unreadable_not_re_examined(second: Second, demo: Any) -> None:
    found = second.report.comparison
    assert found is not None
    states = {state: [item.finding for item in found.of(state)] for state in ("new", "fixed", "reappeared")}
    assert [(item.rule, item.dataset) for item in states["new"]] == [("secrets-in-clear", "crm/robot_keys")]
    assert [(item.rule, item.dataset) for item in states["fixed"]] == [("undisclosed-collection", "shop/refunds")]
    assert states["reappeared"] == []
    before = [item for item in demo.lines("findings.jsonl") if item["verdict"] != "GAP"]
    unread = {item["fingerprint"] for item in before if item["dataset"] == UNREADABLE}
    assert unread
    assert {item.finding.fingerprint for item in found.of("not_reexamined")} == unread
    assert len(found.of("persisting")) == len(before) - 1 - len(unread)
    assert found.newly_unread == (UNREADABLE,)


_ONE = f"{1:,} finding of "


@pytest.mark.parametrize(
    ("gate", "code", "told"),
    [
        (GateOptions(), 1, ["80 findings of severity high or more", "Also incomplete", UNREADABLE]),
        (GateOptions("critical"), 1, ["9 findings of critical severity"]),
        (GateOptions("medium"), 1, ["findings of severity medium or more"]),
        (GateOptions(new_only=True), 1, [_ONE + "severity high or more that is new", "crm/robot_keys", "amz-"]),
        (GateOptions("critical", new_only=True), 1, [_ONE + "critical severity that is new", "Also incomplete"]),
        (GateOptions("critical", new_only=True, allow_incomplete=True), 1, [_ONE, "Also incomplete"]),
        (GateOptions(allow_incomplete=True), 1, ["80 findings", "Also incomplete"]),
    ],
)
def test_code_and_sentence(second: Second, gate: GateOptions, code: int, told: list[str]) -> None:
    report = again(second, gate)
    assert report.run.exit_code == code, report.gate.told
    assert report.gate.told.startswith(f"Blocked (exit code {code}): ")
    assert "Gated by: " in report.gate.told
    assert "\n" not in report.gate.told
    for part in told:
        assert part in report.gate.told, report.gate.told


@pytest.mark.parametrize(
    ("allow", "gaps", "code", "told"),
    [
        (False, (), 3, "Not passed (exit code 3)"),
        (True, (), 0, "Passed (exit code 0)"),
        (False, ("lake/media/badge",), 3, "Not passed (exit code 3)"),
        (False, ("lake/media/badge", UNREADABLE), 0, "Passed (exit code 0)"),
    ],
)
def test_with_the_new_one_accepted(second: Second, allow: bool, gaps: tuple[str, ...], code: int, told: str) -> None:
    found = second.report.comparison
    assert found is not None
    mark = found.of("new")[0].finding.fingerprint
    entries = (accepted(finding=mark), *(accepted(gap=name) for name in gaps))
    report = again(second, GateOptions(new_only=True, allow_incomplete=allow), entries)
    assert report.run.exit_code == code, report.gate.told
    assert report.gate.told.startswith(told)
    assert "1 finding accepted by an owner" in report.gate.told
    assert "to release" not in report.gate.told.lower()


def accepted(days: int = 30, **what: str) -> Suppression:
    told = {"reason": "accepted_risk", "justification": "Known and small.", "owner": "privacy team"}
    return Suppression(**what, **told, accepted=TODAY - timedelta(days=60), expires=TODAY + timedelta(days=days))  # type: ignore[arg-type]


def test_an_acceptance_that_expired_gates_again(second: Second) -> None:
    found = second.report.comparison
    assert found is not None
    mark = found.of("new")[0].finding.fingerprint
    report = again(second, GateOptions(new_only=True), (accepted(-1, finding=mark),))
    assert report.run.exit_code == 1
    assert f"1 acceptance expired and no longer counts: {mark}" in report.gate.told
    assert [use.state for use in report.suppressions] == ["expired"]


def test_which_new_data_reaches_which_new_party() -> None:
    told = gate_paragraph(factory.report())
    assert "New data flows: " in told
    assert "GPS position now reaches adnet (advertising network, US)" in told
    assert "the new party t.example.net, which nobody registered" in told


@pytest.mark.parametrize("name", factory.HOSTILE)
def test_hostile_names_stay_on_one_line(name: str) -> None:
    told = gate_paragraph(factory.decorated(name))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]", told)


# -- the command over small estates -----------------------------------------------------------------------------------


def risky(bench: Bench, *more: str, **changes: Any) -> None:
    """The plain estate with keys in clear in it, and as many tables like it as are named."""
    for name in ("first", *more):
        path = bench.folder / f"{name}.db"
        if not path.exists():
            edit(path, "create table keys (id integer primary key, signing_key text)")
            with sqlite3.connect(path) as db:
                for number in range(60):
                    db.execute("insert into keys values (?, ?)", (number, PEM.format(f"{number:048x}")))
            db.close()
    good = bench.plain()["sources"]["good"]
    sources = {name: {**good, "country": "DE", "url": f"sqlite:///{name}.db"} for name in ("first", *more)}
    bench.estate(sources=sources, **changes)


PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC{0}\n-----END PRIVATE KEY-----"


def test_check_before_a_release(bench: Bench) -> None:
    risky(bench)
    config = str(bench.config)
    first = bench.run("check", "--config", config, "--new-only")
    assert first.code == 1 and "no earlier run" in first.out
    assert not bench.out.exists()
    assert not (bench.folder / "saydo-history.db").exists()  # a check leaves nothing behind
    assert bench.scan().code == 1
    assert bench.run("check", "--config", config).code == 1
    known = bench.run("check", "--config", config, "--new-only")
    assert known.code == 0 and known.out.startswith(
        "Passed (exit code 0): no findings of severity high or more that are new"
    )
    risky(bench, "second")
    for _ in range(2):  # a second check of the same release is not fooled by the first
        new = bench.run("check", "--config", config, "--new-only", "--out", str(bench.out))
        assert new.code == 1, new.out
        assert new.out.startswith("Blocked (exit code 1): 1 finding of severity high or more that is new since run ")
        assert "second/keys.signing_key" in new.out and "first/keys" not in new.out
        assert json.loads((bench.out / "gate.json").read_text())["gate"]["new_only"] is True
    assert bench.run("check", "--config", config, "--fail-on", "critical", "--new-only").code == 1
    bench.one_sentence(bench.run("check", "--config", str(bench.folder / "none.yaml")), "none.yaml")


def test_suppressing_a_finding(bench: Bench) -> None:
    risky(bench)
    assert bench.scan().code == 1
    (finding,) = [item for item in bench_lines(bench) if item["severity"] == "critical"]
    mark = finding["fingerprint"]
    why = (
        "--reason",
        "remediation_planned",
        "--justification",
        "Keys move to the vault, PRIV-9.",
        "--owner",
        "platform",
    )
    config = ("--config", str(bench.config))
    bench.one_sentence(bench.run("suppress", mark, *why, *config), "names no file of acceptances")
    risky(bench, suppressions="suppressions.yaml")
    (bench.folder / "suppressions.yaml").write_text("# Ours.\nversion: 1\nsuppressions: []\n")
    done = bench.run("suppress", mark, *why, *config)
    assert done.code == 0, done.err
    assert str(TODAY + timedelta(days=90)) in done.out
    written = bench.folder.joinpath("suppressions.yaml").read_text()
    assert written.startswith("# Ours.\n")
    ran = bench.scan()
    assert ran.code == 0, ran.out
    page = (bench.out / "report.html").read_text()
    assert "Accepted by an owner" in page and "PRIV-9" in page
    # renewed, not doubled; another goes to its place
    assert bench.run("suppress", mark, *why, *config, "--days", "10").code == 0
    assert bench.run("suppress", "0" * 16, *why, *config).code == 0
    assert bench.run("suppress", "gap:lake/media", *why, *config).code == 0
    entries = yaml.safe_load(bench.folder.joinpath("suppressions.yaml").read_text())["suppressions"]
    assert [item.get("finding", item.get("gap")) for item in entries] == ["0" * 16, mark, "lake/media"]
    warned = bench.scan()
    assert warned.code == 0
    assert warned.err.count("matched nothing") == 2
    # expired: it gates again, and says so
    old = yaml.safe_load(bench.folder.joinpath("suppressions.yaml").read_text())
    for item in old["suppressions"]:
        item |= {"accepted": date(2026, 1, 1), "expires": date(2026, 1, 31)}
    bench.folder.joinpath("suppressions.yaml").write_text(yaml.safe_dump(old))
    gated = bench.run("check", *config)
    assert gated.code == 1 and "expired" in gated.out + gated.err
    bench.one_sentence(bench.run("suppress", "nonsense", *why, *config), "neither a finding nor a gap")


def bench_lines(bench: Bench) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bench.out / "findings.jsonl").read_text().splitlines()]


def test_comments_between_entries_are_not_lost(bench: Bench) -> None:
    bench.estate(suppressions="s.yaml")
    text = "version: 1\nsuppressions:\n  # why\n  []\n"
    bench.file("s.yaml", text)
    why = ("--reason", "accepted_risk", "--justification", "Some words.", "--owner", "me, myself")
    bench.one_sentence(bench.run("suppress", "0" * 16, *why, "--config", str(bench.config)), "comments between")
    assert (bench.folder / "s.yaml").read_text() == text


def test_a_bad_file_of_acceptances_is_told_before_the_scan(bench: Bench) -> None:
    bench.estate(suppressions="s.yaml")
    bench.refused("s.yaml")
    bench.file("s.yaml", "version: 1\nsuppressions: [{finding: 0123456789abcdef, owner: me}]\n")
    bench.refused("estate.yaml, key 'suppressions'", "reason")


def test_incomplete_is_never_clean(bench: Bench) -> None:
    bench.with_files({"a.csv.gz": b"\x1f\x8b\x08\x00broken"}, kind="files")
    config = ("--config", str(bench.config))
    blocked = bench.run("check", *config, "--new-only")
    assert blocked.code == 3 and blocked.out.startswith("Not passed (exit code 3)")
    assert "--allow-incomplete" in blocked.out
    passed = bench.run("check", *config, "--allow-incomplete")
    assert passed.code == 0 and "Incomplete, which passes here" in passed.out
    gap = (
        bench.run("check", *config, "--out", str(bench.out))
        and json.loads((bench.out / "coverage.json").read_text())["gaps"][0]
    )
    name = f"{gap['source']}/{gap['dataset']}" if gap["dataset"] else gap["source"]
    data = yaml.safe_load(bench.config.read_text()) | {"suppressions": "s.yaml"}
    bench.config.write_text(yaml.safe_dump(data))
    entry = {"gap": name, "reason": "accepted_risk", "justification": "An old export.", "owner": "archive team"}
    day = {"accepted": TODAY, "expires": TODAY + timedelta(days=30)}
    bench.file("s.yaml", yaml.safe_dump({"version": 1, "suppressions": [entry | day]}))
    owned = bench.run("check", *config)
    assert owned.code == 0 and "accepted by their owners" in owned.out


def test_every_run_says_what_it_was_made_with(second: Second) -> None:
    assert second.report.run.environment["python"].startswith("CPython 3.")
    assert "package.pyarrow" in second.report.run.environment
    assert len(second.report.sampling) == 129  # one for each dataset
    assert [item.dataset for item in second.report.sampling if item.design != "census"] in ([], [UNREADABLE])
