"""What Spark is started with: master, settings, environment; whether it can be started at all. Imports no PySpark."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from connectors.errors import describe_error
from scanner.engine import EngineError, default_workers

MIN_JAVA = 17  # of Spark 4
TRIES = 4  # Spark's default for clusters (spark.task.maxFailures); a local master would allow no failure
LOOPBACK = "127.0.0.1"

SETTINGS = {
    "spark.app.name": "saydo",
    "spark.submit.deployMode": "client",
    "spark.io.encryption.enabled": "true",
    "spark.authenticate": "true",  # or anybody on the machine may fetch blocks from the driver's port
    "spark.network.crypto.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.speculation": "false",
    "spark.python.worker.reuse": "true",
    "spark.python.profile": "false",
    "spark.python.profile.memory": "false",
}
LOCAL_SETTINGS = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.excludeOnFailure.enabled": "false",  # there is nobody else to try
}
_LOCAL = re.compile(r"local(?:\[(?P<slots>[1-9]\d{0,3}|\*)(?:, ?(?P<tries>[1-9]\d{0,2}))?\])?")
_HOST = r"[^\s,/]+:\d+"
_OTHERS = re.compile(rf"spark://{_HOST}(?:,{_HOST})*|yarn|k8s://\S+|local-cluster\[\d+, ?\d+, ?\d+\]")


def master_of(master: str | None, workers: int | None) -> str:
    """The master to use, by default this machine. Raises `EngineError` where both are given."""
    if master is None:
        return f"local[{workers or default_workers()}]"
    if workers is not None:
        raise EngineError("--workers and --master both say how many processes there are. Leave --workers out.")
    return master


def is_local(master: str) -> bool:
    """Whether tasks run on this machine, below the driver's own JVM."""
    return _LOCAL.fullmatch(master) is not None


def tolerant(master: str) -> str:
    """A local master that tries a failed task again, as clusters do; others as they are."""
    found = _LOCAL.fullmatch(master)
    return f"local[{found['slots'] or 1},{found['tries'] or TRIES}]" if found else master


def check_spark(master: str) -> None:
    """Starts nothing. Raises `EngineError` where `master` is none, or PySpark, Spark or Java is absent or too old."""
    if not is_local(master) and not _OTHERS.fullmatch(master):
        known = "local[4], local[*], spark://HOST:PORT, yarn or k8s://URL"
        raise EngineError(f"--master names nothing that Saydo can run on. Name {known}.")
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise EngineError("the engine spark needs PySpark, which is not installed. Run: pip install 'saydo[spark]'.")
    home = Path(os.environ.get("SPARK_HOME") or Path(spec.origin).parent)
    if not (home / "bin" / "spark-submit").is_file():
        if os.environ.get("SPARK_HOME"):
            raise EngineError("SPARK_HOME names a folder without bin/spark-submit. Correct it, or unset it.")
        remedy = "Run: pip install 'saydo[spark]', or set SPARK_HOME"
        raise EngineError(f"the installed PySpark is a client without Spark itself. {remedy}.")
    if not (Path(os.environ.get("SPARK_CONF_DIR") or home / "conf") / "spark-env.sh").exists():
        _check_java()  # otherwise it may name a Java of its own


def _check_java() -> None:
    remedy = f"Install a JRE of version {MIN_JAVA} or newer, or set JAVA_HOME to one."
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(f"{home}/bin/java" if home else "java")
    if java is None:
        where = "there is none under JAVA_HOME" if home else "no `java` was found"
        raise EngineError(f"the engine spark needs Java, and {where}. {remedy}")
    try:
        told = subprocess.run([java, "-version"], capture_output=True, timeout=30, check=False).stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(
            f"the engine spark needs Java, and `java` can't be run ({describe_error(error)}). {remedy}"
        ) from None
    found = re.search(rb'version "(?:1\.)?(\d{1,4})', told)
    if found is None or int(found[1]) < MIN_JAVA:
        version = f"that of `java` is {int(found[1])}" if found else "`java` does not tell its own"
        raise EngineError(f"the engine spark needs Java of version {MIN_JAVA} or newer, and {version}. {remedy}")


def variables(master: str, folder: Path) -> dict[str, str | None]:
    """The environment of the JVM and, where it is local, of its Python workers; None: not set.

    All that they write goes into `folder`. On clusters, executors have the environment of their own nodes.
    """
    options = f'{os.environ.get("SPARK_SUBMIT_OPTS", "")} "-Djava.io.tmpdir={folder}" "-XX:ErrorFile={folder}/java.log"'
    common: dict[str, str | None] = {
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_EXECUTOR_DIRS": None,
        "SPARK_SUBMIT_OPTS": options.strip(),
        "TMPDIR": str(folder),
        "PYSPARK_PIN_THREAD": "true",
        "PYSPARK_PYTHON": os.environ.get("PYSPARK_PYTHON") or sys.executable,
        # Spark Connect, and a JVM of somebody else
        **dict.fromkeys(("SPARK_CONNECT_MODE_ENABLED", "SPARK_REMOTE"), None),
        **dict.fromkeys(("PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"), None),
    }
    if not is_local(master):
        return common
    return common | {
        "SPARK_LOCAL_IP": LOOPBACK,
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(item or os.getcwd() for item in sys.path),
        "PYTHONSAFEPATH": "1",  # Spark starts workers by `-m`, which would import from whatever folder this is
    }


@contextmanager
def environment(changes: Mapping[str, str | None]) -> Iterator[None]:
    """This process's environment with these changes, until the block ends."""
    before = {name: os.environ.get(name) for name in changes}
    try:
        _set(changes)
        yield
    finally:
        _set(before)


def _set(changes: Mapping[str, str | None]) -> None:
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
