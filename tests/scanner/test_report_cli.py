"""`saydo report`: what it writes, what it refuses, and in which words."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import time
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from reports.runfiles import write_run_files
from scanner.commands import reporting
from tests.conftest import Audited
from tests.reports import factory

USUAL = {"report.sarif", "report.junit.xml", "report.md"}


def saydo_report(*args: object) -> Result:
    """The command alone, in this process."""
    app = typer.Typer()
    reporting.register(app)
    return CliRunner().invoke(app, list(map(str, args)))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A small run with its page."""
    write_run_files(factory.report(), tmp_path / "run", {"report.html": b"<!doctype html>the page of the run"})
    return tmp_path / "run"


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_usual_formats_go_into_the_run_s_folder_and_touch_nothing_of_it(run: Path) -> None:
    before = digests(run)
    result = saydo_report(run)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [str(run / name) for name in sorted(USUAL)]
    after = digests(run)
    assert after.keys() - before.keys() == USUAL
    assert {name: after[name] for name in before} == before
    assert {stat.S_IMODE((run / name).stat().st_mode) for name in USUAL} == {0o600}
    json.loads((run / "report.sarif").read_text("utf-8"))
    ET.fromstring((run / "report.junit.xml").read_bytes())
    assert (run / "report.md").read_text("utf-8").startswith("# Privacy audit of 2018-06-01\n")


def test_a_second_time_gives_the_same_bytes(run: Path) -> None:
    assert saydo_report(run, "-f", "sarif,github,junit,markdown").exit_code == 0
    before = digests(run)
    assert saydo_report(run, "-f", "sarif,github,junit,markdown").exit_code == 0
    assert digests(run) == before


def test_another_folder_gets_what_was_asked_for(run: Path, tmp_path: Path) -> None:
    before = digests(run)
    out = tmp_path / "new" / "out"
    result = saydo_report(run, "-f", " JUnit, html,github,junit ", "--out", out)
    assert result.exit_code == 0
    assert {path.name for path in out.iterdir()} == {"report.junit.xml", "report.html", "report.github.sarif"}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert digests(run) == before


def test_the_page_of_a_run_is_never_written_over(run: Path) -> None:
    before = digests(run)
    for out in ([], ["--out", run], ["--out", run / ".." / "run"]):
        result = saydo_report(run, "-f", "html,sarif", *out)
        assert result.exit_code == 2
        assert (
            "report.html belongs to the run there and stays as it is. Give another folder with --out." in result.stderr
        )
    assert digests(run) == before
    printed = saydo_report(run, "-f", "html", "--out", "-")
    assert printed.exit_code == 0 and "Contacts are kept on a server" in printed.stdout


@pytest.mark.parametrize(("name", "start"), [("sarif", "{"), ("github", "{"), ("junit", "<?xml"), ("markdown", "# ")])
def test_one_format_can_be_printed(run: Path, name: str, start: str) -> None:
    before = digests(run)
    result = saydo_report(run, "-f", name, "-o", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(start) and result.stdout.endswith("\n")
    assert saydo_report(run, "-f", name).exit_code == 0
    (written,) = digests(run).keys() - before.keys()
    assert result.stdout_bytes == (run / written).read_bytes()


@pytest.mark.parametrize("name", ["sarif", "github", "junit", "markdown"])
def test_what_is_printed_moves_no_terminal(tmp_path: Path, name: str) -> None:
    # the run's own words are ours; a hostile id could not stand in the custody log
    report = replace(factory.decorated("".join(factory.HOSTILE)), run=factory.RUN)
    write_run_files(report, tmp_path)
    text = saydo_report(tmp_path, "-f", name, "-o", "-").stdout_bytes.decode("utf-8")
    hidden = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")}
    assert hidden <= {"\n"} and "owned" in text


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["-f", "csv"], "unknown format 'csv'. There are github, html, junit, markdown, sarif."),
        (["-f", "sarif,\x1b[31m"], "unknown format '\\x1b[31m'. There are"),
        (["-f", ","], "no format is given. There are github, html, junit, markdown, sarif."),
        (["-o", "-"], "--out - prints one format."),
    ],
)
def test_wrong_options_get_one_sentence(run: Path, args: list[str], told: str) -> None:
    before = digests(run)
    result = saydo_report(run, *args)
    assert result.exit_code == 2
    assert told in result.stderr and result.stderr.count("\n") == 1
    assert digests(run) == before


def test_a_folder_that_is_no_run_gets_one_sentence(tmp_path: Path) -> None:
    for folder, told in ((tmp_path / "none", "does not exist"), (tmp_path, "holds no run")):
        result = saydo_report(folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert told in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_broken_run_leaves_nothing_behind(run: Path, tmp_path: Path) -> None:
    (run / "findings.jsonl").write_text('{"dataset": "mallory@mail.example"\n')
    result = saydo_report(run, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "findings.jsonl, line 1 is no JSON" in result.stderr and "mallory" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file_is_refused(run: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = saydo_report(run, "--out", tmp_path / "file")
    assert result.exit_code == 2 and "Name a folder that can be written with --out." in result.stderr
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(run: Path) -> None:
    (run / "coverage.json").chmod(0)
    result = saydo_report(run)
    assert result.exit_code == 2 and "coverage.json can't be read (PermissionError)" in result.stderr


def test_the_demo_is_told_in_all_forms_in_time(demo: Audited, tmp_path: Path, saydo: Any) -> None:
    folder = tmp_path / "audit"
    shutil.copytree(demo.out, folder)
    before = digests(folder)
    start = time.monotonic()
    result = saydo("report", str(folder))
    taken = time.monotonic() - start
    assert result.returncode == 0, result.stderr
    after = digests(folder)
    assert after.keys() - before.keys() == USUAL
    assert {name: after[name] for name in before} == before
    findings = demo.lines("findings.jsonl")
    (told,) = json.loads((folder / "report.sarif").read_text("utf-8"))["runs"]
    assert len(told["results"]) == len(findings)
    gate = demo.document("gate.json")["gate"]
    errors = {item["partialFingerprints"]["saydo/v1"] for item in told["results"] if item["level"] == "error"}
    assert errors == set(gate["gated_by"])
    assert taken < 10  # 1 s alone; other tests run beside it
