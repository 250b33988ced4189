"""A run read back from its folder says what it said before, and a folder that is no whole run is told apart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reports.files import write_whole
from reports.html.render import render
from reports.readback import RunFolderError, read_run
from reports.runfiles import run_files, write_run_files
from rules.facts import Finding
from tests.conftest import Audited

REPORTS: dict[str, Callable[[ModuleType], Any]] = {
    "report": lambda make: make.report(),
    "empty": lambda make: make.empty(),
    "hostile": lambda make: make.decorated("".join(make.HOSTILE)),
    "no history": lambda make: make.report(comparison=None, suppressions=()),
}


@pytest.fixture
def run(make: ModuleType, tmp_path: Path) -> Path:
    write_run_files(make.report(), tmp_path / "run")
    return tmp_path / "run"


@pytest.mark.parametrize("which", REPORTS)
def test_a_run_that_is_read_back_gives_the_same_files(make: ModuleType, tmp_path: Path, which: str) -> None:
    report = REPORTS[which](make)
    write_whole(tmp_path, run_files(report))  # without the custody log, which takes no hostile run id
    assert run_files(read_run(tmp_path)) == run_files(report)


def test_the_demo_read_back_gives_the_same_files(demo: Audited) -> None:
    found = run_files(read_run(demo.out))
    assert {name: content == (demo.out / name).read_bytes() for name, content in found.items()} == dict.fromkeys(
        found, True
    )


def test_what_files_hold_comes_back_equal(make: ModuleType, run: Path) -> None:
    made, found = make.report(), read_run(run)
    assert found.run == made.run
    assert sorted(found.findings, key=lambda item: item.fingerprint) == sorted(
        made.findings, key=lambda item: item.fingerprint
    )
    assert (found.gate, found.comparison) == (made.gate, made.comparison)
    assert set(found.suppressions) == set(made.suppressions)
    assert set(found.sampling) == set(made.sampling)
    assert set(found.coverage.gaps) == set(made.coverage.gaps)
    assert {item.id: item.country for item in found.parties} == {item.id: item.country for item in made.parties}
    assert {item.source for item in found.stores} == {item.source for item in made.stores}


def test_words_of_the_policy_come_back_where_the_file_has_them(make: ModuleType, run: Path) -> None:
    views = {view.id: view for view in make.report().policy.statements}
    rows = [json.loads(line) for line in (run / "statements.jsonl").read_text("utf-8").splitlines()]
    keys = ("section", "kind", "modality", "quote", "sentence")
    more = [{**row, **{key: getattr(views[row["statement"]], key) for key in keys}} for row in rows]
    (run / "statements.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in more), "utf-8")
    assert read_run(run).policy == make.report().policy


def test_who_runs_a_source_and_a_bound_s_confidence_come_back_where_files_have_them(run: Path) -> None:
    before = read_run(run)
    assert {store.party for store in before.stores} == {None}
    assert {item.bound.confidence for item in before.classifications} == {before.run.confidence}
    _change(run / "lineage.json", lambda data: [node.update(party="us", sector="cloud") for node in data["nodes"]])
    for number in (1, 2, 3):
        _line(run / "classifications.jsonl", number, lambda row: row.update(bound_confidence=0.999))
    after = read_run(run)
    assert {store.party for store in after.stores} == {"us"}
    assert {party.sector for party in after.parties} == {"cloud"}
    assert {item.bound.confidence for item in after.classifications} == {0.999}


def test_without_them_they_are_empty(run: Path) -> None:
    lines = []
    for line in (run / "statements.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        lines.append({key: row[key] for key in ("statement", "verdict", "reason", "counts", "rules", "summary")})
    (run / "statements.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in lines), "utf-8")
    found = read_run(run).policy.statements
    assert [(view.section, view.quote) for view in found] == [("", "")] * 4
    assert "Contacts stay on the phone." in {view.summary for view in found}


def test_the_page_of_a_run_can_be_made_again(run: Path) -> None:
    assert "Contacts are kept on a server" in render(read_run(run))


def test_names_that_were_no_utf8_keep_their_fingerprint(make: ModuleType, tmp_path: Path) -> None:
    raw = replace(make.report().findings[0], dataset="crm/caf\udce9", field="\udc80")
    escaped = replace(raw, dataset="crm/caf\\udce9", field="\\udc80")  # a name that really has these characters
    assert raw.fingerprint != escaped.fingerprint
    write_run_files(make.report(findings=(raw, escaped)), tmp_path)
    assert {item.fingerprint for item in read_run(tmp_path).findings} == {raw.fingerprint, escaped.fingerprint}


@pytest.mark.parametrize(("code", "gated"), [(1, True), (3, False)])
def test_a_run_of_before_there_was_a_gate_file(make: ModuleType, run: Path, code: int, gated: bool) -> None:
    (run / "gate.json").unlink()
    _change(run / "run.json", lambda data: data.update(exit_code=code))
    found = read_run(run)
    severe = {item.fingerprint for item in make.report().findings[:2]}  # deviations of high and critical severity
    assert set(found.gate.gated_by) == (severe if gated else set())
    assert found.gate.told.startswith("Blocked" if gated else "Not passed")
    assert (found.suppressions, found.comparison) == ((), None)


def test_keys_of_later_versions_are_left_alone(make: ModuleType, run: Path) -> None:
    before = run_files(read_run(run))
    for name in ("findings.jsonl", "inventory.jsonl", "classifications.jsonl", "statements.jsonl"):
        rows = [{**json.loads(line), "later": {"a": 1}} for line in (run / name).read_text("utf-8").splitlines()]
        (run / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    for name in ("run.json", "coverage.json", "gate.json"):
        _change(run / name, lambda data: data.update(later=1))
    assert run_files(read_run(run)) == before


def _change(path: Path, how: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(path.read_text("utf-8"))
    how(data)
    path.write_text(json.dumps(data), "utf-8")


def _line(path: Path, number: int, how: Callable[[dict[str, Any]], None]) -> None:
    lines = path.read_text("utf-8").splitlines()
    data = json.loads(lines[number - 1])
    how(data)
    path.write_text("\n".join([*lines[: number - 1], json.dumps(data), *lines[number:], ""]), "utf-8")


SECRET = "mallory@mail.example"
BROKEN: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no folder": (shutil.rmtree, "does not exist. Name the folder"),
    "a file": (lambda run: (shutil.rmtree(run), run.write_text("x")), "is no folder. Name the folder"),
    "nothing in it": (lambda run: [path.unlink() for path in run.iterdir()], "holds no run. Name the folder"),
    "never finished": (lambda run: (run / "run.json").unlink(), "was never finished: run.json is missing. Scan again."),
    "a file is missing": (lambda run: (run / "lineage.json").unlink(), "is incomplete: lineage.json is missing."),
    "a folder for a file": (
        lambda run: ((run / "coverage.json").unlink(), (run / "coverage.json").mkdir()),
        "coverage.json is missing",
    ),
    "a newer run": (
        lambda run: _change(run / "run.json", lambda data: data.update(schema_version=2)),
        "run.json has schema version 2, and this Saydo reads up to 1: a newer one wrote it. Update Saydo.",
    ),
    "a newer gate": (
        lambda run: _change(run / "gate.json", lambda data: data.update(schema_version=9)),
        "gate.json has schema version 9",
    ),
    "another tool's run.json": (
        lambda run: (run / "run.json").write_text('{"version": 1}'),
        "run.json names no schema version, so it was not written by Saydo.",
    ),
    "a version that is no number": (
        lambda run: _change(run / "coverage.json", lambda data: data.update(schema_version="1")),
        "coverage.json names no schema version",
    ),
    "a line that is cut": (
        lambda run: (run / "findings.jsonl").write_bytes((run / "findings.jsonl").read_bytes()[:-40]),
        "findings.jsonl, line 4 is no JSON: it is cut off or was changed. Take the folder",
    ),
    "a line that is lost": (
        lambda run: (run / "findings.jsonl").write_bytes((run / "findings.jsonl").read_bytes().rpartition(b"\n{")[0]),
        "findings.jsonl has 3 lines, and run.json says 4 of findings: the run is incomplete or was changed.",
    ),
    "a line that is no object": (
        lambda run: (run / "inventory.jsonl").write_text("[1]\n" * 4),
        "inventory.jsonl, line 1 is no JSON object",
    ),
    "an empty line": (
        lambda run: (run / "statements.jsonl").write_text("\n" * 4),
        "statements.jsonl, line 1 is no JSON",
    ),
    "no text": (
        lambda run: (run / "statements.jsonl").write_bytes(b"\xff\xfe\n"),
        "statements.jsonl, line 1 is no JSON",
    ),
    "a key is gone": (
        lambda run: _line(run / "findings.jsonl", 2, lambda row: row.pop("severity")),
        "findings.jsonl, line 2: the key 'severity' is missing. The file was changed.",
    ),
    "an unknown verdict": (
        lambda run: _line(run / "findings.jsonl", 3, lambda row: row.update(verdict=SECRET)),
        "findings.jsonl, line 3: key 'verdict'",
    ),
    "a count that is none": (
        lambda run: _line(run / "classifications.jsonl", 1, lambda row: row.update(examined=SECRET)),
        "classifications.jsonl, line 1: key 'examined'",
    ),
    "a statement without its id": (
        lambda run: _line(run / "statements.jsonl", 2, lambda row: row.pop("statement")),
        "statements.jsonl, line 2: key 'id'",
    ),
    "another finding under a fingerprint": (
        lambda run: _line(run / "findings.jsonl", 1, lambda row: row.update(dataset=SECRET)),
        "findings.jsonl, line 1: the fingerprint is not that of this finding.",
    ),
    "no fingerprint": (
        lambda run: _line(run / "findings.jsonl", 1, lambda row: row.pop("fingerprint")),
        "findings.jsonl, line 1: the fingerprint is not that of this finding.",
    ),
    "an acceptance without its end": (
        lambda run: _change(run / "gate.json", lambda data: data["suppressions"][1].update(expires=SECRET)),
        "gate.json, key 'suppressions': key '1.expires'",
    ),
    "gaps that are none": (
        lambda run: _change(run / "coverage.json", lambda data: data.update(gaps={"a": SECRET})),
        "coverage.json, key 'gaps'",
    ),
    "nodes that are none": (
        lambda run: _change(run / "lineage.json", lambda data: data.update(nodes=SECRET)),
        "lineage.json, key 'nodes'",
    ),
    "no policy": (
        lambda run: _change(run / "run.json", lambda data: data.pop("policy")),
        "run.json: the key 'policy' is missing.",
    ),
    "no counts": (lambda run: _change(run / "run.json", lambda data: data.pop("counts")), "run.json says None of"),
}


@pytest.mark.parametrize("which", BROKEN)
def test_what_is_no_whole_run_is_told_with_file_place_and_remedy(run: Path, which: str) -> None:
    harm, told = BROKEN[which]
    harm(run)
    with pytest.raises(RunFolderError) as caught:
        read_run(run)
    message = str(caught.value)
    assert told in message
    assert str(run) in message
    assert SECRET not in message
    assert message.endswith(".") and "\n" not in message


def test_findings_of_a_run_are_findings(run: Path) -> None:
    assert {type(item) for item in read_run(run).findings} == {Finding}
