"""No personal value leaves a run: not into its files, its output, its temporary files, nor after a kill."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.scanner import canary_estate as estate_tools
from tests.scanner import canary_search as search_tools

ROOT = Path(__file__).resolve().parents[2]
ENGINES = {"local": ["--engine", "local"], "pool": ["--engine", "pool", "--workers", "2"]}
LINES = ("classifications.jsonl", "findings.jsonl", "statements.jsonl", "inventory.jsonl", "custody.jsonl")
DOCUMENTS = ("run.json", "coverage.json", "lineage.json", "gate.json")
GATING, USAGE, INCOMPLETE = 1, 2, 3
MANY = """
import json, sys
from scanner.cli import main
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["saydo", *arguments]
    try:
        main()
    except SystemExit as end:
        sys.stderr.write(f"exit {end.code}\\n")
"""
"""Runs the command line once for each list of arguments, which saves the imports."""


@dataclass
class Run:
    """One run of the command line: its private folders, and what came of it."""

    folder: Path
    code: int | None = None
    secrets: dict[str, str] = field(default_factory=dict)
    """Environment variables that the estate refers to."""

    def __post_init__(self) -> None:
        for name in ("tmp", "home", "cwd"):
            (self.folder / name).mkdir(parents=True)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def start(self, *arguments: str, program: tuple[str, ...] = ("-m", "scanner")) -> subprocess.Popen[bytes]:
        """In a session of its own; all that it prints goes into files of the run's folder."""
        env = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder / "home"),
            "LANG": "C.UTF-8",
            **self.secrets,
        }
        with (self.folder / "stdout").open("wb") as out, (self.folder / "stderr").open("wb") as err:
            return subprocess.Popen(
                [sys.executable, *program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.folder / "cwd",
                env=env,
                start_new_session=True,
            )

    def scan(self, config: Path, *options: str) -> Run:
        # a history of its own: two scans of one estate at once would wait for each other
        past = ("--history", str(self.folder / "history.db"))
        return self._ended(self.start("scan", "--config", str(config), "--out", str(self.out), *past, *options))

    def scan_each(self, configs: list[Path]) -> Run:
        return self.each([["scan", "--config", str(config), "--out", str(self.out)] for config in configs])

    def each(self, commands: list[list[str]]) -> Run:
        """Commands one after the other in one process; `exit N` stands on stderr after each."""
        return self._ended(self.start(json.dumps(commands), program=("-c", MANY)))

    def _ended(self, process: subprocess.Popen[bytes]) -> Run:
        try:
            self.code = process.wait(timeout=240)
        finally:
            _kill_session(process)
        return self

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def _kill_session(process: subprocess.Popen[bytes]) -> None:
    """The process that we started, and what it started: its session is its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def mint() -> object:
    return search_tools.Mint("canary")


@pytest.fixture(scope="module")
def config(mint: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = estate_tools.build(tmp_path_factory.mktemp("canary") / "estate", mint)
    return made


@pytest.fixture(scope="module")
def search(mint: object, config: Path) -> object:
    """Looks for every canary of the estate (which is why it wants the estate first)."""
    return search_tools.Search(mint.all)


@pytest.fixture(scope="module")
def runs(config: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    made = {engine: Run(tmp_path_factory.mktemp("runs") / engine) for engine in ENGINES}
    with ThreadPoolExecutor(len(made)) as pool:
        list(pool.map(lambda engine: made[engine].scan(config, *ENGINES[engine]), made))
    return made


def nothing_leaked(search: object, folder: Path) -> None:
    hits = search.in_tree(folder)
    assert not hits, search.told(hits)


# ---- the search itself -----------------------------------------------------------------------------------------------


def test_search_finds_every_canary_in_the_estate(search: object, config: Path) -> None:
    found = set().union(*search.in_tree(config.parent).values())
    missing = [canary for at, canary in enumerate(search.canaries) if at not in found]
    assert not missing


def test_estate_holds_many_canaries_of_every_kind(search: object) -> None:
    kinds = Counter(canary.kind for canary in search.canaries)
    values = [canary.value for canary in search.canaries]
    assert len(set(values)) == len(values) > 100
    assert min(kinds[kind] for kind in ("email", "phone", "mac", "imei", "ipv4", "ipv6", "gps", "jwt")) >= 5
    assert min(kinds[kind] for kind in ("birth date", "person", "free text", "account", "number")) >= 5


@pytest.mark.parametrize("disguise", sorted(search_tools.DISGUISES))
def test_search_sees_through_a_disguise(search: object, disguise: str) -> None:
    hide = search_tools.DISGUISES[disguise]
    found: set[int] = set()
    for canary in search.canaries[::9]:
        found |= search.in_bytes(b'{"x": "' + hide(canary.value) + b'", "y": 1}')
    missing = [canary for at, canary in enumerate(search.canaries) if at % 9 == 0 and at not in found]
    assert not missing


def test_search_finds_nothing_where_nothing_is(search: object) -> None:
    for name in ("scanner/cli.py", "rules/vocabulary.yaml", "reports/html/script.js"):
        assert not search.in_bytes((ROOT / name).read_bytes())


# ---- whole runs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_run_lets_no_canary_out(engine: str, search: object, runs: dict[str, Run]) -> None:
    nothing_leaked(search, runs[engine].folder)


@pytest.mark.parametrize("engine", ENGINES)
def test_run_is_whole_and_says_plainly_how_it_went(engine: str, runs: dict[str, Run]) -> None:
    run = runs[engine]
    assert run.code in (GATING, INCOMPLETE)
    assert "Traceback" not in run.text("stderr")
    assert not run.text("stderr").strip()
    assert sorted(path.name for path in run.out.iterdir()) == sorted((*LINES, *DOCUMENTS, "report.html"))
    assert whole_files(run.out) == 10


@pytest.mark.parametrize("engine", ENGINES)
def test_run_leaves_nothing_in_temp_or_home(engine: str, runs: dict[str, Run]) -> None:
    for name in ("tmp", "cwd"):
        assert list((runs[engine].folder / name).iterdir()) == []


def test_other_doors_let_no_canary_out(search: object, runs: dict[str, Run], config: Path) -> None:
    """History, comparison, gate, SARIF, JUnit, Markdown and pack, made of the run and of a second one."""
    run = runs["local"]
    out, pack, key = str(run.out), str(run.folder / "PACK.zip"), str(run.folder / "key.pem")
    past = ["--config", str(config), "--history", str(run.folder / "history.db")]
    commands = [
        ["scan", *past, "--out", str(run.folder / "second")],
        ["check", *past, "--new-only", "--out", str(run.folder / "checked")],
        ["history", "list", *past],
        ["history", "show", "last", "--json", *past],
        ["diff", "1", "2", *past],
        ["diff", "1", "2", "--json", *past],
        ["report", out, "--out", str(run.folder / "formats"), "-f", "sarif,junit,markdown"],
        ["evidence", "keygen", key],
        ["evidence", "build", out, "--key", key, "--output", pack],
        ["evidence", "verify", pack, "--any-key"],
        ["schedule", "print", "k8s", "--config", str(config)],
    ]
    done = run.each(commands)
    codes = [int(code) for code in re.findall(r"^exit (\d+)$", done.text("stderr"), re.MULTILINE)]
    assert len(codes) == len(commands)
    assert codes[0] == codes[1] == run.code == GATING or codes[1] == INCOMPLETE, codes
    assert codes[2:] == [0] * len(codes[2:]), (codes, done.text("stderr"))
    assert sum(path.is_file() for path in (run.folder / "formats").iterdir()) == 3
    nothing_leaked(search, run.folder)


def test_run_was_no_empty_one(runs: dict[str, Run]) -> None:
    """The canaries were read: they are counted, and their names are masked rather than left out."""
    run = runs["local"]
    told = json.loads(run.text("out/run.json"))["counts"]
    assert told["findings"] > 0
    assert told["examined"] > 50
    seen = {json.loads(line)["category"] for line in run.text("out/classifications.jsonl").splitlines()}
    assert {"contact.email", "contact.phone", "device.mac", "device.imei", "location.gps"} <= seen
    for name in ("out/inventory.jsonl", "out/classifications.jsonl", "out/report.html"):
        assert "{email#" in run.text(name), name
    inventory = run.text("out/inventory.jsonl")
    for mask in ("{phone#", "{mac#", "{imei#"):
        assert mask in inventory, mask
    for source in ("crm", "reporting", "web", "lake"):
        assert f'"{source}/' in inventory


def test_names_are_masked_whole_and_no_more(runs: dict[str, Run]) -> None:
    """No rest of a value stands beside its mask, and the words around it stay."""

    def shapes(file: str, key: str) -> set[str]:
        rows = map(json.loads, runs["local"].text(f"out/{file}").splitlines())
        return {re.sub(r"#\d+}", "}", row[key]) for row in rows}

    fields = {f"{{{kind}}}" for kind in ("phone", "mac", "email", "imei", "ip", "token")}
    fields |= {"reply to <{email}>", "mac_{mac}", "steps {mac}"}
    assert fields <= shapes("classifications.jsonl", "field")
    assert {
        "export for {email}",
        "calls_{phone}",
        "device-{imei}.log",
        "band_{mac}-20180301.log",
        "from-{ip}/sync.log",
        "exports/{email}.csv",
        "bands/band_{mac}_20180301.csv",
        "calls/tel_{phone}_2018.csv",
        "hosts/ip-{ip}.eu.csv",
        "hosts/{ip}-2018-03-01.csv",
        "tracks/{ip}.csv",
        "tracks/{gps}.csv",
        "tracks/lat{gps}_2018.csv",
        "{email}/{phone}/steps.csv",
        "by/email={email}/day=2018-03-01/steps.csv",
    } <= shapes("inventory.jsonl", "object")


def test_broken_stores_are_gaps(runs: dict[str, Run]) -> None:
    gaps = json.loads(runs["local"].text("out/coverage.json"))["gaps"]
    assert {"broken", "letter", "reporting", "web", "lake"} <= {gap["source"] for gap in gaps}


# ---- wrong configurations --------------------------------------------------------------------------------------------


def test_data_taken_for_configuration_is_not_echoed(search: object, config: Path, tmp_path: Path) -> None:
    wrong = dict(estate_tools.mistakes(config))
    run = Run(tmp_path / "run").scan_each(list(wrong.values()))
    nothing_leaked(search, run.folder)
    told = run.text("stderr").splitlines()
    assert told[1::2] == [f"exit {USAGE}"] * len(wrong), told
    assert all(line.startswith("saydo: ") for line in told[::2])
    assert not run.text("stdout")


# ---- kill -9 ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(mint: object, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object]:
    own = search_tools.Mint("killed canary")
    made = estate_tools.build(tmp_path_factory.mktemp("killed") / "estate", own, bulk=20_000)
    return made, search_tools.Search(own.all)


def _open_files(session: int) -> Iterator[str]:
    """What the processes of a session hold open just now."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if os.getsid(int(entry.name)) != session:
                continue
            for handle in (entry / "fd").iterdir():
                yield os.readlink(handle)
        except OSError:
            continue  # it ended meanwhile


def _shared_memory() -> set[Path]:
    folder = Path("/dev/shm")
    return set(folder.iterdir()) if folder.is_dir() else set()


def whole_files(out: Path) -> int:
    """How many of a run's files stand there under their names. Each must be whole."""
    count = 0
    for path in out.iterdir() if out.is_dir() else ():
        if path.name in DOCUMENTS:
            json.loads(path.read_bytes())
        elif path.name in LINES:
            data = path.read_bytes()
            assert not data or data.endswith(b"\n"), path.name
            assert all(isinstance(json.loads(line), dict) for line in data.splitlines())
        elif path.name == "report.html":
            assert path.read_bytes().rstrip().endswith(b"</html>")
        else:
            assert path.name.startswith("."), f"{path.name} is no file that a run promises"
            continue
        count += 1
    return count


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to see what is being read")
@pytest.mark.parametrize("moment", ["stores/crm.db", "lake/bulk.jsonl", "out"])
def test_killed_run_lets_no_canary_out(
    moment: str, large: tuple[Path, object], config: Path, search: object, tmp_path: Path
) -> None:
    """Killed while a worker reads the database or the objects, and while results are written."""
    if moment != "out":
        config, search = large
    run = Run(tmp_path / "run")
    before = _shared_memory()
    process = run.start("scan", "--config", str(config), "--out", str(run.out), *ENGINES["pool"])
    try:
        target = str(config.parent / moment)
        limit = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < limit:
            if moment == "out" and run.out.is_dir() and any(run.out.iterdir()):
                break
            if moment != "out" and target in _open_files(process.pid):
                time.sleep(0.3)  # well into it
                break
            time.sleep(0.002 if moment == "out" else 0.02)
        assert process.poll() is None, "the run ended before it could be killed"
    finally:
        _kill_session(process)
    nothing_leaked(search, run.folder)
    for path in _shared_memory() - before:
        if path.is_file():
            assert not search.in_bytes(path.name.encode() + path.read_bytes())
    assert "Traceback" not in run.text("stderr")
    written = whole_files(run.out)
    assert moment == "out" or not written
