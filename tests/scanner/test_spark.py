"""Spark: the same results as in this process, also when workers die; nothing to be seen in its files, logs and argv."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import pickle
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.runfiles import RESULT_FILES
from scanner import spark_settings
from scanner.config import declarations, parameters
from scanner.detect.records import subject_digest
from scanner.engine import EngineName, Session
from scanner.options import AuditOptions, engine_started
from scanner.passes import Seen, column_plans, probe_tasks, record_tasks, run_pass
from scanner.plan import make_plan
from scanner.probe_records import Bound
from scanner.probes import plan_probes
from scanner.setup import Setup, read_setup
from scanner.valuekey import value_key
from scanner.work import Task, Worker, WorkOrder
from tests.scanner import canary_estate, canary_search
from tests.scanner.spark_tools import LOOPBACK, Watch, jvms, kill_a_worker, session_of, until

if TYPE_CHECKING:
    from tests.conftest import Audited
    from tests.scanner.conftest import Bench

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a long secret of tests, 7b1d2c"
SPARK = ("--engine", "spark", "--master", "local[2]")
PATIENCE = 180  # seconds
OWN = {"spark.driver.memory": "700m", "spark.hadoop.saydo.test": "kept"}
BROKEN = {
    "spark.io.encryption.enabled": "false",
    "spark.ui.enabled": "true",
    "spark.speculation": "true",
    "spark.driver.bindAddress": "0.0.0.0",
    "spark.local.dir": "/tmp/not-here",
    "spark.python.profile": "true",
}
"""Settings of an operator that Saydo keeps, and those that would break its promises."""
GATED, INCOMPLETE, INTERRUPTED = 1, 3, 130


def lacking() -> str:
    if importlib.util.find_spec("pyspark") is None:
        return "PySpark"
    try:
        spark_settings.check_spark("local")
    except ValueError:
        return "a Java runtime for Spark"
    return ""


@pytest.fixture
def spark(need: Callable[[bool, str], None]) -> None:
    missing = lacking()
    need(not missing, missing)


@dataclass
class Run:
    """One run of the command line in a session of its own, with private folders."""

    folder: Path
    code: int | None = None
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("tmp", "home", "cwd", "conf", "events"):
            (self.folder / name).mkdir(parents=True)
        logged = {"enabled": "true", "dir": self.events.as_uri(), "compress": "false", "rolling.enabled": "false"}
        lines = [f"spark.eventLog.{key} {value}\n" for key, value in logged.items()]
        (self.folder / "conf" / "spark-defaults.conf").write_text("".join(lines))

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def events(self) -> Path:
        return self.folder / "events"

    def start(self, config: Path, *options: str) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
        env = kept | {
            "PYTHONPATH": os.pathsep.join([self.env.get("PYTHONPATH", ""), str(ROOT)]).strip(os.pathsep),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder / "home"),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_WORKER_DIR": str(self.folder / "home"),
            "LANG": "C.UTF-8",
        }
        command = ["scan", "-c", str(config), "-o", str(self.out), "--no-history", *options]
        with (self.folder / "stdout").open("wb") as out, (self.folder / "stderr").open("wb") as err:
            return subprocess.Popen(
                [sys.executable, "-m", "scanner", *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.folder / "cwd",
                env=env | {name: value for name, value in self.env.items() if name != "PYTHONPATH"},
                start_new_session=True,
            )

    def scan(self, config: Path, *options: str) -> Run:
        return self.ended(self.start(config, *options))

    def ended(self, process: subprocess.Popen[bytes], seconds: float = PATIENCE) -> Run:
        """Waits for the end. What is left of its session is a fault, and is ended."""
        try:
            self.code = process.wait(timeout=seconds)
            assert until(lambda: not session_of(process.pid), 5), [*session_of(process.pid)]
        finally:
            for pid in session_of(process.pid):
                os.kill(pid, signal.SIGKILL)
            process.wait()
        return self

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def results(self) -> dict[str, bytes]:
        return {name: (self.out / name).read_bytes() for name in RESULT_FILES}

    @property
    def gaps(self) -> list[dict[str, Any]]:
        return list(json.loads(self.text("out/coverage.json"))["gaps"])

    def tidy(self) -> None:
        """Nothing on stderr, and no file left in the folder for temporary ones or where it was started."""
        assert self.text("stderr") == ""
        assert [*(self.folder / "tmp").iterdir(), *(self.folder / "cwd").iterdir()] == []

    def event_log(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in self.events.iterdir() if path.name[0] != ".")


# ---- the same results ------------------------------------------------------------------------------------------------


@pytest.fixture
def keyed_demo(demo: Audited, tmp_path: Path) -> Path:
    """The demo estate with a value key that stays the same."""
    folder = tmp_path / "demo"
    shutil.copytree(demo.folder, folder, ignore=shutil.ignore_patterns("audit"))
    config = folder / "estate.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "value_key: {env: SAYDO_TEST_KEY}\n", encoding="utf-8")
    return config


@pytest.mark.spark
def test_engines_write_the_same_bytes_also_when_a_worker_is_killed(
    spark: None, keyed_demo: Path, tmp_path: Path
) -> None:
    env = {"SAYDO_TEST_KEY": SECRET}
    ran = {
        engine: Run(tmp_path / engine, env=env).scan(keyed_demo, "--engine", engine, *more)
        for engine, more in {"local": (), "pool": ("--workers", "2")}.items()
    }
    run = ran["spark"] = Run(tmp_path / "spark", env=env)
    process = run.start(keyed_demo, *SPARK)
    killed = kill_a_worker(process.pid, keyed_demo.parent)
    run.ended(process)
    assert killed
    assert '"Failed":true' in run.event_log()
    assert [item.code for item in ran.values()] == [GATED] * 3
    assert run.results() == ran["local"].results() == ran["pool"].results()
    assert json.loads(run.text("out/run.json"))["engine"] == "spark"
    run.tidy()


@dataclass
class Watched:
    """An estate full of canaries, scanned here and on a Spark that was watched."""

    setup: Setup
    key: bytes
    local: Run
    spark: Run
    watch: Watch
    search: canary_search.Search


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Watched]:
    def make() -> Watched:
        folder = tmp_path_factory.mktemp("spark")
        mint = canary_search.Mint("spark canary")
        config = canary_estate.build(folder / "estate", mint)
        (folder / "value.key").write_text(SECRET)
        with config.open("a") as file:
            file.write(f"value_key: {{file: {folder / 'value.key'}}}\n")
        setup = read_setup(config)
        run = Run(folder / "run")
        with (run.folder / "conf" / "spark-defaults.conf").open("a") as file:
            file.writelines(f"{key} {value}\n" for key, value in (OWN | BROKEN).items())
        process = run.start(config, *SPARK)
        performance = Path("/tmp") / f"hsperfdata_{os.environ.get('USER', 'root')}"
        with Watch(process.pid, run.folder, run.folder / "tmp", performance) as watch:
            run.ended(process)
        key = value_key(setup.estate.value_key, setup.base_dir)
        local = Run(folder / "local").scan(config)
        return Watched(setup, key, local, run, watch, canary_search.Search(mint.all))

    return functools.cache(make)  # by the first test that asks, once `spark` has said that it can be


def keyed_needles(watched: Watched) -> list[bytes]:
    """The key, the secret that it is made of, and digests of the people whose records go to the workers."""
    with closing(sqlite3.connect(watched.setup.base_dir / "stores/crm.db")) as db:
        ids = [row[0] for row in db.execute("SELECT user_id FROM consents")]
    digests = [subject_digest(item, watched.key) for item in ids]
    assert len(digests) > 5
    keys = [watched.key, watched.key.hex().encode(), SECRET.encode()]
    return [*keys, *(item for item in digests if item is not None)]


@pytest.mark.spark
def test_spark_reads_canaries_as_this_process_does(spark: None, watched: Callable[[], Watched]) -> None:
    seen = watched()
    assert seen.spark.results() == seen.local.results()
    assert seen.spark.code == seen.local.code in (GATED, INCOMPLETE)
    assert len(seen.spark.gaps) > 5
    seen.spark.tidy()


@pytest.mark.spark
def test_nothing_can_be_seen_in_files_and_logs_of_spark(spark: None, watched: Callable[[], Watched]) -> None:
    seen = watched()
    log = seen.spark.event_log()
    assert log.count("SparkListenerTaskEnd") > 10
    # the watch was quick enough: it saw what PySpark dumped for the workers
    dumped = [path for data, path in seen.watch.contents.items() if "/pyspark-" in path and len(data) > 1000]
    assert len(set(dumped)) >= 2
    needles = keyed_needles(seen)
    for data, path in seen.watch.contents.items():
        assert not [needle for needle in needles if needle in data], path
        found = seen.search.in_bytes(data)
        assert not found, seen.search.told({path: found})


@pytest.mark.spark
def test_nothing_can_be_seen_in_processes_of_spark(spark: None, watched: Callable[[], Watched]) -> None:
    seen = watched()
    told = seen.watch.commands | seen.watch.environments
    assert any(b"spark.io.encryption.enabled=true" in item for item in told)
    assert any(b"pyspark.daemon" in item for item in told)
    needles = keyed_needles(seen)
    for data in told:
        assert not [needle for needle in needles if needle in data]
        assert not seen.search.in_bytes(data)


@pytest.mark.spark
def test_settings_of_the_operator_are_kept_but_for_promises(spark: None, watched: Callable[[], Watched]) -> None:
    events = map(json.loads, watched().spark.event_log().splitlines())
    (found,) = (event["Spark Properties"] for event in events if event["Event"] == "SparkListenerEnvironmentUpdate")
    assert {key: found[key] for key in OWN} == OWN
    held = spark_settings.SETTINGS | spark_settings.LOCAL_SETTINGS
    assert {key: found[key] for key in held} == held
    assert not Path("/tmp/not-here").exists()


@pytest.mark.spark
def test_spark_listens_on_loopback_and_writes_into_a_private_folder(
    spark: None, watched: Callable[[], Watched]
) -> None:
    seen = watched()
    assert seen.watch.addresses
    assert seen.watch.addresses <= LOOPBACK
    (mode,) = (mode for path, mode in seen.watch.modes.items() if "/saydo-spark-" in path)
    assert mode == 0o700
    written = [path for path in seen.watch.contents.values() if "/blockmgr-" in path or "/pyspark-" in path]
    assert written
    assert all("/saydo-spark-" in path for path in written)


@pytest.mark.spark
def test_a_dumped_order_would_be_found(spark: None, watched: Callable[[], Watched]) -> None:
    """What is looked for above is what PySpark dumps in clear where nothing is encrypted."""
    seen = watched()
    order = WorkOrder(seen.setup.specs, seen.setup.detectors, seen.key, {}, wanted=frozenset({1}))
    assert seen.key in pickle.dumps(order, pickle.HIGHEST_PROTOCOL)


@pytest.mark.spark
def test_executors_elsewhere(spark: None, watched: Callable[[], Watched], tmp_path: Path) -> None:
    """Executors with JVMs of their own, over an authenticated and encrypted network."""
    seen = watched()
    run = Run(tmp_path / "run")
    with (run.folder / "conf" / "spark-defaults.conf").open("a") as file:
        file.write("spark.authenticate.secret of-this-cluster-only\n")
    run.scan(seen.setup.path, "--engine", "spark", "--master", "local-cluster[1,2,1024]")
    assert run.results() == seen.local.results()
    assert run.text("stderr") == ""


# ---- any partition of the tasks --------------------------------------------------------------------------------------


@dataclass
class Parts:
    """Tasks of the demo, and what came of each part of them, by engine."""

    order: WorkOrder
    tasks: list[Task]
    session: Session
    worker: Worker

    def run(self, engine: EngineName, tasks: Sequence[Task], seen: Seen) -> None:
        session = self.session if engine == "spark" else None
        run_pass(tasks, self.order, AuditOptions(engine, 2, session=session), self.worker, seen, "reading")


@pytest.fixture(scope="module")
def parts(demo: Audited) -> Iterator[Callable[[], Parts]]:
    stack = ExitStack()

    def make() -> Parts:
        setup = read_setup(demo.folder / "estate.yaml")
        order = WorkOrder(setup.specs, setup.detectors, b"k" * 32, column_plans(setup))
        worker = Worker(order)
        stack.callback(worker.close)
        plan = make_plan(setup.specs, setup.policy, 0.95, 0.01, 7, worker.masker.shape)
        zones = {name: spec.timezone for name, spec in setup.specs.items()}
        bound = Bound(setup.bindings, parameters(setup.estate), setup.as_of, zones)
        probes = plan_probes(setup.policy, bound, declarations(setup.estate))
        seen = Seen()
        records, _ = record_tasks(setup, plan, probes.records, worker, seen)
        tests, _ = probe_tasks(setup, plan, probes.plans, worker, seen)
        run_pass(records, order, AuditOptions(), worker, seen, "reading")
        tasks = [*(Task(split) for split in plan.splits[::25]), *records[::3], *tests[::12]]
        options = stack.enter_context(engine_started(AuditOptions("spark", master="local[2]")))
        assert options.session is not None
        order = replace(order, tables=seen.tables)
        worker.use(order)
        return Parts(order, tasks, options.session, worker)

    yield functools.cache(make)
    stack.close()


def plain(seen: Seen) -> object:
    """What two passes that saw the same have in common, in one order."""
    probes = {
        plan: (
            *(share.tested, share.failed, share.met, sorted(share.undecided.items())),
            *(share.failing.items, share.doubtful.items, sorted(share.shapes)),
            *(sorted(share.groups.items()), sorted(share.ids)),
        )
        for plan, share in seen.probes.items()
    }
    tables = {
        plan: (sorted((who, sorted(map(repr, what))) for who, what in table.people.items()), table.rows, table.meant)
        for plan, table in seen.tables.items()
    }
    profiles = {ref: profile.to_bytes() for ref, profile in seen.profiles.items()}
    return profiles, probes, tables, seen.rows, sorted(seen.gaps)


@pytest.mark.spark
def test_any_partition_over_engines_merges_to_the_same(spark: None, parts: Callable[[], Parts]) -> None:
    made = parts()
    whole = Seen()
    made.run("local", made.tasks, whole)
    assert whole.profiles and whole.probes and whole.tables
    pooled = Seen()
    made.run("pool", made.tasks[::2], pooled)
    made.run("spark", made.tasks[1::2], pooled)
    assert plain(pooled) == plain(whole)

    @settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.randoms(use_true_random=False))
    def partition(rng: random.Random) -> None:
        seen = Seen()
        tasks = rng.sample(made.tasks, len(made.tasks))
        while tasks:
            cut = rng.randint(1, len(tasks))
            made.run(rng.choice(["spark", "spark", "local"]), tasks[:cut], seen)
            tasks = tasks[cut:]
        assert plain(seen) == plain(whole)

    partition()


# ---- what dies -------------------------------------------------------------------------------------------------------

MOODY = """
import os, signal, time
from pathlib import Path
import pyarrow as pa
from connectors.base import Connector
from connectors.model import DataObject, Dataset, Split

class Moody(Connector):
    "Objects that kill the process that reads them, so many times (`dies-3`), or that keep it waiting (`waits`)."
    api = 1
    def open(self):
        self.folder = Path(self.spec.base_dir, "moods")
    def close(self):
        pass
    def datasets(self):
        objects = tuple(DataObject(path.name) for path in sorted(self.folder.iterdir()))
        yield Dataset(self.spec.name, "box", "table", (), objects)
    def facts(self):
        return iter(())
    def splits(self, dataset, design):
        return [Split(self.spec.name, "box", item.name, at) for at, item in enumerate(dataset.objects)]
    def read(self, split, columns=None):
        mood, _, times = split.object.partition("-")
        log = self.folder / split.object
        seen = len(log.read_text())
        log.write_text("x" * (seen + 1))
        if mood == "dies" and seen < int(times):
            os.kill(os.getpid(), signal.SIGKILL)
        if mood == "waits":
            time.sleep(30)
        yield pa.record_batch({"mail": ["p@mail.example"]})
"""


class Moods:
    """A bench whose second source has objects of these moods."""

    def __init__(self, bench: Bench, *objects: str) -> None:
        signal.alarm(PATIENCE)  # the JVM and its workers take their time
        bench.file("site/saydo_moody.py", MOODY)
        info = "site/saydo_moody-1.0.dist-info"
        bench.file(f"{info}/METADATA", "Metadata-Version: 2.1\nName: saydo_moody\nVersion: 1.0\n")
        bench.file(f"{info}/entry_points.txt", "[saydo.connectors]\nmoody = saydo_moody:Moody\n")
        for name in objects:
            bench.file(f"moods/{name}", "")
        good = bench.plain()["sources"]["good"] | {"url": {"env": "SAYDO_TEST_URL"}}
        bench.estate(sources={"good": good, "odd": {"type": "moody", "party": "us", "country": "CN"}})
        self.url = f"sqlite:///{bench.folder / 'good.db'}"
        self.config, self._moods = bench.config, bench.folder / "moods"
        site = str(bench.folder / "site")
        self.run = Run(bench.folder / "run", env={"PYTHONPATH": site, "SAYDO_TEST_URL": self.url})

    def read(self, name: str) -> int:
        """How many times it was begun."""
        return len((self._moods / name).read_text())

    def status(self) -> dict[str, str]:
        lines = map(json.loads, self.run.text("out/inventory.jsonl").splitlines())
        return {item["object"]: item["status"] for item in lines}


@pytest.mark.spark
def test_workers_that_die(spark: None, bench: Bench) -> None:
    """What a job failed of is tried once more; what it failed of twice is a gap; the rest is read."""
    objects = ["a", "dies-1", "dies-99", "z"]
    moods = Moods(bench, *objects)
    run = moods.run.scan(moods.config, "--engine", "spark", "--master", "local[2,1]")
    assert run.code == INCOMPLETE
    assert [(gap["object"], gap["reason"]) for gap in run.gaps] == [("dies-99", "internal")]
    assert "twice" in run.gaps[0]["detail"]
    assert run.gaps[0]["remedy"].startswith("Exclude it")
    assert moods.status() == dict.fromkeys(["people", *objects], "examined") | {"dies-99": "unexamined"}
    assert [moods.read(name) for name in objects] == [1, 2, 2, 1]
    assert moods.url not in run.event_log()  # secrets go by name, and are looked up where they are used
    run.tidy()


@pytest.mark.spark
def test_a_jvm_that_dies(spark: None, bench: Bench) -> None:
    objects = ["waits", "waits-too", "waits-last"]
    moods = Moods(bench, *objects)
    process = moods.run.start(moods.config, *SPARK)
    assert until(lambda: any(map(moods.read, objects)))
    for pid in jvms(process.pid):
        os.kill(pid, signal.SIGKILL)
    run = moods.run.ended(process, 60)
    assert run.code == INCOMPLETE
    assert {(gap["reason"], gap["detail"]) for gap in run.gaps} == {("internal", "Spark ended during the run")}
    assert {*objects} <= {gap["object"] for gap in run.gaps}
    assert all(gap["remedy"].startswith("Scan again") for gap in run.gaps)
    run.tidy()


@pytest.mark.spark
def test_interrupted(spark: None, bench: Bench) -> None:
    """Ctrl-C goes to the whole process group."""
    moods = Moods(bench, "waits")
    process = moods.run.start(moods.config, *SPARK)
    assert until(lambda: bool(moods.read("waits")) and "SparkListenerJobEnd" in moods.run.event_log())
    time.sleep(1)  # what came back is at home then
    os.killpg(process.pid, signal.SIGINT)
    run = moods.run.ended(process, 60)
    assert run.code == INTERRUPTED
    assert [(gap["object"], gap["reason"]) for gap in run.gaps] == [("waits", "interrupted")]
    assert moods.status()["people"] == "examined"
    run.tidy()


@pytest.mark.spark
@pytest.mark.parametrize("moment", ["launch", "session"])
def test_interrupted_while_spark_starts(spark: None, bench: Bench, moment: str) -> None:
    bench.estate()
    run = Run(bench.folder / "run")
    process = run.start(bench.config, *SPARK)
    folder = run.folder / "tmp"
    # Spark's own folders come with its session
    assert until(lambda: any(folder.glob("saydo-spark-*" if moment == "launch" else "saydo-spark-*/*")))
    os.killpg(process.pid, signal.SIGINT)
    run.ended(process, 60)
    assert run.code == INTERRUPTED
    assert run.text("stderr") == "saydo: interrupted; no report was written. Start the command again.\n"
    assert not list(folder.iterdir())
    assert not run.out.exists()


# ---- what can't be started -------------------------------------------------------------------------------------------


def fake_spark(bench: Bench, monkeypatch: pytest.MonkeyPatch, java: str = "") -> None:
    """A PySpark that looks whole, and nothing on the path but a `java` that says this."""
    home = bench.file("pyspark/__init__.py", "")
    bench.file("pyspark/bin/spark-submit", "")
    bench.file("bin/empty", "")
    if java:
        bench.file("bin/java", f"#!/bin/sh\necho '{java}' >&2\n").chmod(0o755)
    spec = SimpleNamespace(origin=str(home))
    monkeypatch.setattr(spark_settings.importlib.util, "find_spec", lambda name: spec)
    monkeypatch.setenv("PATH", str(bench.folder / "bin"))
    for name in ("JAVA_HOME", "SPARK_HOME", "SPARK_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a source would be opened."""

    def opened(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("scanner.audit.make_plan", opened)


@pytest.mark.parametrize(
    ("options", "needles"),
    [
        (["--master", "local[2]"], ["--master", "Add --engine spark"]),
        (["--engine", "pool", "--master", "yarn"], ["--master", "Add --engine spark"]),
        (["--engine", "spark", "--master", "local[2]", "--workers", "3"], ["Leave --workers out"]),
        *[
            (["--engine", "spark", "--master", master], ["--master", "local[4]", "yarn"])
            for master in (
                "",
                "local[0]",
                "local[two]",
                "Local",
                "spark://host",
                "sc://host:15002/;token=hunter2",
                "mesos",
            )
        ],
    ],
    ids=lambda item: " ".join(item[-2:]),
)
def test_a_wrong_master(bench: Bench, unread: None, options: list[str], needles: list[str]) -> None:
    bench.estate()
    told = bench.refused(*needles, ran=bench.scan(*options))
    assert "hunter2" not in told


def test_masters() -> None:
    tolerant = {
        "local": "local[1,4]",
        "local[3]": "local[3,4]",
        "local[*]": "local[*,4]",
        "local[2,1]": "local[2,1]",
        "yarn": "yarn",
        "k8s://https://h:6443": "k8s://https://h:6443",
        "spark://a:7077,b:7077": "spark://a:7077,b:7077",
    }
    assert {master: spark_settings.tolerant(master) for master in tolerant} == tolerant
    assert [master for master in tolerant if spark_settings.is_local(master)] == list(tolerant)[:4]
    assert spark_settings.master_of(None, 3) == "local[3]"
    assert re.fullmatch(r"local\[\d+\]", spark_settings.master_of(None, None))


def test_without_pyspark(bench: Bench, unread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    monkeypatch.setattr(spark_settings.importlib.util, "find_spec", lambda name: None)
    bench.refused("PySpark", "pip install 'saydo[spark]'", ran=bench.scan(*SPARK))


@pytest.mark.parametrize(
    ("java", "needle"),
    [
        ("", "no `java` was found"),
        ('openjdk version "11.0.2"', "is 11"),
        ('java version "1.8.0_181"', "is 8"),
        ("?", "tell"),
    ],
)
def test_without_java(bench: Bench, unread: None, monkeypatch: pytest.MonkeyPatch, java: str, needle: str) -> None:
    bench.estate()
    fake_spark(bench, monkeypatch, java)
    bench.refused(needle, "JRE of version 17 or newer", ran=bench.scan(*SPARK))


def test_a_java_home_without_java(bench: Bench, unread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    fake_spark(bench, monkeypatch, 'openjdk version "17.0.1"')
    monkeypatch.setenv("JAVA_HOME", str(bench.folder / "nowhere"))
    bench.refused("under JAVA_HOME", "JRE", ran=bench.scan(*SPARK))


def test_a_spark_home_without_spark(bench: Bench, unread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    fake_spark(bench, monkeypatch)
    monkeypatch.setenv("SPARK_HOME", str(bench.folder / "nowhere"))
    bench.refused("SPARK_HOME", "unset it", ran=bench.scan(*SPARK))


@pytest.mark.spark
def test_a_spark_that_does_not_start(spark: None, bench: Bench, unread: None, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    bench.file("home/bin/spark-submit", "#!/bin/sh\necho hunter2-never-print-me >&2\nexit 3\n").chmod(0o755)
    monkeypatch.setenv("SPARK_HOME", str(bench.folder / "home"))
    bench.refused("Spark did not start", "spark-defaults.conf", ran=bench.scan(*SPARK))


@pytest.mark.spark
def test_a_cluster_without_a_secret(spark: None, bench: Bench, unread: None) -> None:
    bench.estate()
    ran = bench.scan("--engine", "spark", "--master", "spark://127.0.0.1:9")
    bench.refused("spark.authenticate.secret", ran=ran)


def test_other_engines_import_nothing_of_spark(bench: Bench) -> None:
    bench.estate()
    program = """
import sys
from scanner.cli import app
app(sys.argv[1:], standalone_mode=False)
print([name for name in sys.modules if "spark" in name])
"""
    command = ["scan", "-c", str(bench.config), "-o", str(bench.out), "--no-history", "--engine", "pool"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, text=True, env=env, timeout=60, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"
