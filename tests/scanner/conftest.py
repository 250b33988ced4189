"""A bench for runs of the command line over small estates: `bench.estate(..)`, `bench.scan()`, `bench.refused(..)`."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner import cli

HANGS = 40  # seconds
SECRET = "hunter2-never-print-me"
RUN_FILES = frozenset(
    {
        "run.json",
        "classifications.jsonl",
        "findings.jsonl",
        "statements.jsonl",
        "inventory.jsonl",
        "coverage.json",
        "lineage.json",
        "gate.json",
        "custody.jsonl",
        "report.html",
    }
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str
    folder: Path

    def document(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return found

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / name).read_text(encoding="utf-8").splitlines()]

    @property
    def gaps(self) -> list[dict[str, Any]]:
        return list(self.document("coverage.json")["gaps"])

    def gap(self, reason: str, source: str = "odd") -> dict[str, Any]:
        """The gap of this reason; fails where there is none."""
        found = [gap for gap in self.gaps if gap["reason"] == reason and gap["source"] == source]
        assert found, f"no gap '{reason}' of {source} in {self.gaps}"
        return found[0]


class Bench:
    """One small estate in a folder of its own: `good` can be read and gives a finding; the tests add what is bad."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self._monkeypatch, self._capfd = folder, monkeypatch, capfd
        self.config, self.out = folder / "estate.yaml", folder / "out"

    # -- making an estate ------------------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """An estate without a fault. Personal data in BR, so there is one finding that fails no gate."""
        if not (self.folder / "good.db").exists():
            self.table("good.db", "people", [(1, "lin@mail.example"), (2, "ann@mail.example"), (3, "bo@mail.example")])
        good = {"type": "sql", "url": "sqlite:///good.db", "party": "us", "country": "BR", "timezone": "UTC"}
        us = {"class": "first_party", "country": "CN"}
        return {
            "version": 1,
            "policy": "amazfit-2018",
            "as_of": "2018-06-01",
            "sources": {"good": good},
            "parties": {"us": us},
        }

    def table(self, file: str, name: str, rows: list[tuple[Any, ...]]) -> Path:
        """A SQLite file with a table (id, mail)."""
        path = self.folder / file
        with sqlite3.connect(path) as db:
            db.execute(f'CREATE TABLE "{name}" (id INTEGER PRIMARY KEY, mail TEXT)')
            db.executemany(f'INSERT INTO "{name}" VALUES (?, ?)', rows)
        db.close()
        return path

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def estate(self, **changes: Any) -> None:
        """Writes the plain estate with these top-level keys in place of its own; None takes a key away."""
        data = self.plain() | changes
        kept = {key: value for key, value in data.items() if value is not None}
        self.file("estate.yaml", yaml.safe_dump(kept, sort_keys=False, allow_unicode=True))

    def with_source(self, spec: Mapping[str, Any], **changes: Any) -> None:
        """The plain estate and a second source `odd`."""
        self.estate(sources=self.plain()["sources"] | {"odd": dict(spec)}, **changes)

    def with_files(self, files: Mapping[str, str | bytes], kind: str = "files", **more: Any) -> None:
        """The plain estate and a source `odd` over these files. `more`: its options, or keys of the estate file."""
        (self.folder / "odd").mkdir(exist_ok=True)
        for name, content in files.items():
            self.file(f"odd/{name}", content)
        options = {key: value for key, value in more.items() if key in ("include", "exclude", "max_object_bytes")}
        changes = {key: value for key, value in more.items() if key not in options}
        spec = {"type": kind, "path": "odd", "party": "us", "country": "CN", "timezone": "UTC"}
        self.with_source(spec | options, **changes)

    # -- running ---------------------------------------------------------------------------------------------------

    def run(self, *arguments: str) -> Ran:
        """The command line in this process."""
        self._monkeypatch.setattr(sys, "argv", ["saydo", *arguments])
        self._monkeypatch.setattr(cli, "_refuse_name_clash", lambda: "")  # slow, and tried in a process of its own
        self._capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        told = self._capfd.readouterr()
        return Ran(code, told.out, told.err, self.out)

    def document_of(self, name: str) -> dict[str, Any]:
        """A file of the last run."""
        found: dict[str, Any] = json.loads((self.out / name).read_text(encoding="utf-8"))
        return found

    def scan(self, *more: str) -> Ran:
        return self.run("scan", "--config", str(self.config), "--out", str(self.out), *more)

    def refused(self, *needles: str, ran: Ran | None = None) -> str:
        """The estate is wrong: exit 2 and one sentence on stderr that holds `needles`. Nothing is written."""
        ran = ran or self.scan()
        assert ran.code == 2, ran
        self.one_sentence(ran, *needles)
        assert not (self.out / "run.json").exists()
        return ran.err

    def one_sentence(self, ran: Ran, *needles: str) -> None:
        assert ran.out == ""
        assert ran.err.startswith("saydo: ")
        assert ran.err.endswith(".\n")
        assert ran.err.count("\n") == 1, ran.err
        assert len(ran.err) < 500, ran.err
        for bad in ("Traceback", "internal fault", "pydantic", "Error:", SECRET, str(self.folder)):
            assert bad not in ran.err, ran.err
        assert not CONTROL.search(ran.err)
        for needle in needles:
            assert needle in ran.err, ran.err

    def incomplete(self, code: int = 3, silent: bool = True) -> Ran:
        """The run goes on around what is bad: its files are there, gaps are whole, `good` was read and judged."""
        ran = self.scan()
        assert ran.code == code, (ran, self.out.exists() and ran.gaps)
        self.went_on(ran, silent)
        return ran

    def went_on(self, ran: Ran, silent: bool = True) -> None:
        assert "Traceback" not in ran.err + ran.out
        assert not silent or ran.err == ""
        assert {path.name for path in self.out.iterdir()} == RUN_FILES
        coverage = ran.document("coverage.json")
        assert coverage["eligible"] == coverage["examined"] + coverage["partial"] + len(coverage["unexamined"])
        assert ran.gaps
        for gap in ran.gaps:
            assert gap["reason"], gap
            assert gap["detail"], gap
            assert gap["remedy"].endswith("."), gap
        for item in coverage["unexamined"]:
            assert item["detail"] != "no reason recorded", item
        assert ran.document("run.json")["exit_code"] == ran.code
        found = [item["dataset"] for item in ran.lines("findings.jsonl") if item["rule"] == "data-centre-countries"]
        assert "good" in found
        self.nothing_leaked(ran)

    def nothing_leaked(self, ran: Ran, *secrets: str) -> None:
        texts = {"stdout": ran.out, "stderr": ran.err}
        if self.out.is_dir():
            texts |= {path.name: path.read_text(encoding="utf-8") for path in self.out.iterdir()}
        for secret in (SECRET, "lin@mail.example", *secrets):
            assert not [name for name, text in texts.items() if secret in text], secret


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Bench]:
    """The bench, and afterwards the process as it was before: mask, loggers. What hangs fails."""
    mask, level = os.umask(0o022), logging.getLogger().level
    before = signal.signal(signal.SIGALRM, _too_late)
    signal.alarm(HANGS)
    yield Bench(tmp_path, monkeypatch, capfd)
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    os.umask(mask)
    logging.getLogger().setLevel(level)


class HangsError(BaseException):
    """Not an `Exception`: nothing on the way may take it for a fault of the data."""


def _too_late(*_: object) -> None:
    raise HangsError
