"""Shared by all tests: one audited demo estate a session, and what to do where something is absent."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # a shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run_saydo(
    *args: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, from this checkout."""
    full = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "scanner", *args], capture_output=True, text=True, env=full, cwd=cwd, timeout=300
    )


@dataclass(frozen=True)
class Audited:
    """A demo estate with its audit."""

    folder: Path
    out: Path
    result: subprocess.CompletedProcess[str]

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.out / name).read_text().splitlines()]

    def document(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.out / name).read_text())
        return loaded

    @property
    def truth(self) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.safe_load((self.folder / "truth.yaml").read_text())
        return loaded


@pytest.fixture(scope="session")
def saydo() -> Any:
    return run_saydo


@pytest.fixture
def saydo_here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """As `saydo`, but in this process, which saves the start. What it changes of the process is undone."""
    from scanner import cli

    mask, level = os.umask(0o022), logging.getLogger().level

    def run(*args: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["saydo", *args])
            patch.setattr(cli, "_refuse_name_clash", lambda: "")  # slow, and tried in a process of its own
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            capfd.readouterr()
            code = 0
            try:
                cli.main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        told = capfd.readouterr()
        return subprocess.CompletedProcess(args, code, told.out, told.err)

    yield run
    os.umask(mask)
    logging.getLogger().setLevel(level)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Made once, however many processes run the tests: the first to ask makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, ended = shared / "demo", shared / "demo.pickle"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ended.exists():
            ended.write_bytes(pickle.dumps(run_saydo("demo", str(folder))))
    return Audited(folder, folder / "audit", pickle.loads(ended.read_bytes()))


@pytest.fixture
def need() -> Callable[[bool, str], None]:
    """Skips where something outside the project is absent; in CI that is a failure."""

    def check(present: bool, what: str) -> None:
        if not present and os.environ.get("CI") == "true":
            pytest.fail(f"{what} is absent, and CI must have it")
        if not present:
            pytest.skip(f"{what} is absent on this machine")

    return check
