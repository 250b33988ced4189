"""Runs cut short, workers that die, wrong commands: the exit code, one sentence, a report where there is one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner import work

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

ROOT = Path(__file__).resolve().parents[2]
SECRET = "hunter2-never-print-me"
LINE = '{"id": 1, "mail": "p@mail.example"}\n'


def environment(*paths: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (*paths, ROOT)))}


def saydo(bench: Bench, *arguments: str) -> tuple[int, str, str]:
    """The command in a process of its own, in the estate's folder."""
    command = [sys.executable, "-m", "scanner", *arguments]
    ran = subprocess.run(
        command, cwd=bench.folder, env=environment(), capture_output=True, text=True, timeout=40, check=False
    )
    return ran.returncode, ran.stdout, ran.stderr


# ---- interruptions ---------------------------------------------------------------------------------------------------


def interrupt_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Ctrl-C while this task runs, counted from 1."""
    plain, count = work.Worker.run, [0]

    def run(self: work.Worker, task: work.Task) -> work.SplitResult:
        count[0] += 1
        if count[0] == number:
            raise KeyboardInterrupt
        return plain(self, task)

    monkeypatch.setattr(work.Worker, "run", run)


def test_interrupted_between_objects(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.with_files({"a.jsonl": LINE, "b.jsonl": LINE, "c.jsonl": LINE})
    interrupt_at(monkeypatch, 3)  # good/people and a.jsonl are read
    ran = bench.incomplete(code=130)
    assert [(gap["object"], gap["reason"]) for gap in ran.gaps] == [
        ("b.jsonl", "interrupted"),
        ("c.jsonl", "interrupted"),
    ]
    status = {item["object"]: item["status"] for item in ran.lines("inventory.jsonl")}
    assert status == {"people": "examined", "a.jsonl": "examined", "b.jsonl": "unexamined", "c.jsonl": "unexamined"}


def test_interrupted_within_an_object(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """One split of it was read, so it looks read; it is partial."""
    monkeypatch.setattr("connectors.objects.ObjectConnector.split_bytes", len(LINE) * 50)
    bench.with_files({"a.jsonl": LINE * 200})
    interrupt_at(monkeypatch, 3)
    ran = bench.incomplete(code=130)
    assert [(gap["object"], gap["reason"]) for gap in ran.gaps] == [("a.jsonl", "interrupted")]
    (item,) = (item for item in ran.lines("inventory.jsonl") if item["object"] == "a.jsonl")
    assert (item["status"], item["examined"]) == ("partial", 50)


def test_interrupted_before_the_second_pass_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second pass would have shown stays open: no half-read table may clear anyone."""
    bench.estate(
        bindings={"accounts": {"dataset": "good/people", "subject": "id", "closed": "mail"}},
        parameters={"inactive_days": 30},
    )
    interrupt_at(monkeypatch, 2)
    ran = bench.incomplete(code=130)
    assert [(gap["dataset"], gap["reason"]) for gap in ran.gaps] == [("people", "interrupted")]
    (statement,) = (item for item in ran.lines("statements.jsonl") if item["statement"] == "amz-140")
    assert statement["verdict"] == "UNVERIFIED"


def test_interrupted_before_anything_was_planned(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    bench.estate()
    monkeypatch.setattr("scanner.audit.make_plan", stopped)
    ran = bench.scan()
    assert ran.code == 130
    bench.one_sentence(ran, "interrupted", "no report")


SLOW_CHILDREN = """
import pathlib, sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    pathlib.Path(__file__).with_name("started").touch()
    time.sleep(2)
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="this system has no signal masks")
def test_interrupted_while_the_pool_starts(bench: Bench) -> None:
    """Ctrl-C goes to the whole process group. Workers that have not come far enough to ignore it stay quiet too."""
    bench.file("site/sitecustomize.py", SLOW_CHILDREN)
    bench.with_files({"a.jsonl": LINE, "b.jsonl": LINE})
    command = [sys.executable, "-m", "scanner", "scan", "-c", "estate.yaml", "-o", "out"]
    with subprocess.Popen(
        [*command, "--engine", "pool", "--workers", "2"],
        cwd=bench.folder,
        env=environment(bench.folder / "site"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 20
        while not (bench.folder / "site" / "started").exists() and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert "interrupted" in out
    coverage = json.loads((bench.out / "coverage.json").read_text(encoding="utf-8"))
    assert {gap["reason"] for gap in coverage["gaps"]} == {"interrupted"}


# ---- workers that die ------------------------------------------------------------------------------------------------

DEADLY = """
import os
from pathlib import Path
import pyarrow as pa
from connectors.base import Connector
from connectors.model import DataObject, Dataset, Split

DEATHS = {"once": 1, "twice": 2, "never": 0}

class Deadly(Connector):
    api = 1
    def open(self):
        pass
    def close(self):
        pass
    def datasets(self):
        yield Dataset(self.spec.name, "box", "table", (), tuple(DataObject(name) for name in sorted(DEATHS)))
    def facts(self):
        return iter(())
    def splits(self, dataset, design):
        return [Split(self.spec.name, "box", item.name, at) for at, item in enumerate(dataset.objects)]
    def read(self, split, columns=None):
        log = Path(self.spec.base_dir, split.object)
        seen = len(log.read_text()) if log.exists() else 0
        if seen < DEATHS[split.object]:
            log.write_text("x" * (seen + 1))
            os._exit(9)
        yield pa.record_batch({"mail": ["p@mail.example"]})
"""


def test_workers_that_die(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process died of once is tried again; what it died of twice is a gap; the rest is read."""
    bench.file("site/saydo_deadly.py", DEADLY)
    info = "site/saydo_deadly-1.0.dist-info"
    bench.file(f"{info}/METADATA", "Metadata-Version: 2.1\nName: saydo_deadly\nVersion: 1.0\n")
    bench.file(f"{info}/entry_points.txt", "[saydo.connectors]\ndeadly = saydo_deadly:Deadly\n")
    monkeypatch.syspath_prepend(bench.folder / "site")
    bench.with_source({"type": "deadly", "party": "us", "country": "CN"})
    ran = bench.scan("--engine", "pool", "--workers", "2")
    assert ran.code == 3
    bench.went_on(ran)
    assert [(gap["object"], gap["reason"]) for gap in ran.gaps] == [("twice", "internal")]
    assert "twice" in ran.gaps[0]["detail"]
    coverage = ran.document("coverage.json")
    assert (coverage["examined"], len(coverage["unexamined"])) == (3, 1)
    assert sorted(item["object"] for item in ran.lines("inventory.jsonl")) == ["never", "once", "people", "twice"]


# ---- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--help"], ["scan", "--help"], ["demo", "--help"], ["locate", "--help"]])
def test_help(bench: Bench, arguments: list[str]) -> None:
    ran = bench.run(*arguments)
    assert "Usage: saydo" in ran.out
    assert ran.err == ""
    assert ran.code == (0 if arguments else 2)


def test_version(bench: Bench) -> None:
    ran = bench.run("version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("saydo ")


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["scna"], "scna"),
        (["scan"], "--config"),
        (["scan", "--config", "estate.yaml"], "--out"),
        (["scan", "--confg", "estate.yaml", "--out", "x"], "--confg"),
        (["scan", "-c", "estate.yaml", "-o", "x", "--engine", "sparc"], "sparc"),
        (["scan", "-c", "estate.yaml", "-o", "x", "--workers", "0"], "--workers"),
        (["scan", "-c", "estate.yaml", "-o", "x", "more"], "more"),
        (["demo"], "folder"),
        (["demo", "x", "--seed", "one"], "--seed"),
        (["locate", "a/b"], "--config"),
    ],
)
def test_a_wrong_command(bench: Bench, monkeypatch: pytest.MonkeyPatch, arguments: list[str], needle: str) -> None:
    monkeypatch.chdir(bench.folder)
    ran = bench.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert needle in ran.err.lower()
    assert "Traceback" not in ran.err
    assert not list(bench.folder.iterdir())


def test_demo_into_a_folder_of_others(bench: Bench) -> None:
    bench.file("mine/diary.txt", "dear diary")
    ran = bench.run("demo", str(bench.folder / "mine"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("saydo: the folder '")
    assert "not empty" in ran.err
    assert "Name a new or empty folder" in ran.err
    assert ran.err.count("\n") == 1
    assert [path.name for path in (bench.folder / "mine").iterdir()] == ["diary.txt"]


@pytest.mark.parametrize("target", ["file", "file/below"])
def test_demo_into_a_file(bench: Bench, target: str) -> None:
    bench.file("file", "mine")
    ran = bench.run("demo", str(bench.folder / target))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "Name a new or empty folder" in ran.err


def test_locate_what_is_not_there(bench: Bench) -> None:
    bench.estate()
    bench.refused("nothing of that name", "same estate file", ran=bench.run("locate", "x/y", "-c", str(bench.config)))


def test_locate_without_an_estate(bench: Bench) -> None:
    bench.refused("estate.yaml: no such file", ran=bench.run("locate", "x/y", "-c", str(bench.config)))


def test_a_fault_of_ours_quotes_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError(SECRET)

    bench.estate()
    monkeypatch.setattr("scanner.audit.evaluate", broken)
    ran = bench.scan()
    assert ran.code == 2
    assert re.fullmatch(
        r"saydo: an internal fault \(RuntimeError at [a-z_]+\.py:\d+\)\. Please report this .*\n", ran.err
    )
    assert SECRET not in ran.err


def test_the_disk_is_full(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device", str(bench.folder / SECRET))

    bench.estate()
    monkeypatch.setattr("reports.files.os.fsync", full)
    bench.refused("can't be read or written", "ENOSPC", "space")
    assert not list(bench.out.iterdir())


# ---- the same in processes of their own ------------------------------------------------------------------------------


def test_a_process_without_an_estate(bench: Bench) -> None:
    code, out, err = saydo(bench, "scan", "-c", "estate.yaml", "-o", "out")
    assert (code, out, err) == (2, "", "saydo: estate.yaml: no such file. Check the path.\n")


def test_a_process_over_broken_files(bench: Bench) -> None:
    """What pytest's capture might hide: text that C libraries print, warnings, tracebacks at exit."""
    files = {
        "a.parquet": b"\xff\xd8\xff\xe0" * 100,
        "b.csv.gz": b"\x1f\x8b\x08\x00nonsense",
        "c.jsonl": b'{"a"\n' + b"\xff",
    }
    bench.with_files(files)
    code, out, err = saydo(bench, "scan", "-c", "estate.yaml", "-o", "out")
    assert (code, err) == (3, "")
    assert "exit code 3" in out
    coverage = json.loads((bench.out / "coverage.json").read_text(encoding="utf-8"))
    assert {gap["object"] for gap in coverage["gaps"]} == set(files)


def test_a_process_of_a_wrong_command(bench: Bench) -> None:
    code, out, err = saydo(bench, "scna")
    assert (code, out) == (2, "")
    assert "scna" in err
    assert "Traceback" not in err
