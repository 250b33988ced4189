"""Measures Spark on the demo estate against the other engines, and with a worker killed under way."""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reports.runfiles import RESULT_FILES
from scanner.demo.estate import write_estate
from scanner.engine import EngineError
from scanner.spark_settings import check_spark
from tests.scanner.spark_tools import kill_a_worker

ROOT = Path(__file__).parents[1]
SPARK = ("--engine", "spark", "--master", "local[2]")


def spark_figures(work: Path) -> Iterator[tuple[str, str, bool | None]]:
    """(bar, figure, holds); one row that says why where Spark can't be started."""
    try:
        check_spark("local[2]")
    except EngineError as error:
        yield "Spark", f"not measured: {error}", None
        return
    folder = work / "spark-demo"
    write_estate(folder)
    with (folder / "estate.yaml").open("a", encoding="utf-8") as estate:
        estate.write("value_key: {env: SAYDO_BARS_KEY}\n")
    seconds = {
        engine: _scan(folder, work / f"spark-{engine}", *options)[0]
        for engine, options in {"local": (), "pool": ("--engine", "pool"), "spark": SPARK}.items()
    }
    told = ", ".join(f"{engine} {taken:.1f} s" for engine, taken in seconds.items())
    rows = _rows(work / "spark-local")
    equal = all(_same(work / "spark-local", work / f"spark-{engine}") for engine in ("pool", "spark"))
    yield "in-process, pool and Spark `local[2]` write the same bytes", f"demo estate, {rows:,} rows: {told}", equal
    taken, killed = _scan(folder, work / "spark-killed", *SPARK, kill=True)
    told = f"{'one worker' if killed else 'no worker'} killed by SIGKILL while it read, {taken:.1f} s"
    yield (
        "a killed worker of Spark changes nothing",
        told,
        killed and _same(work / "spark-local", work / "spark-killed"),
    )


def _scan(folder: Path, out: Path, *options: str, kill: bool = False) -> tuple[float, bool]:
    """Seconds of the whole process, and whether a worker was killed."""
    command = ["scan", "-c", str(folder / "estate.yaml"), "-o", str(out), "--no-history", *options]
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "scanner", *command],
        cwd=ROOT,
        env={**os.environ, "SAYDO_BARS_KEY": "for benchmarks only, nothing real"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        killed = kill and kill_a_worker(process.pid, folder)
    return time.perf_counter() - start, killed


def _rows(out: Path) -> int:
    lines = (out / "inventory.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(int(json.loads(line)["examined"]) for line in lines)


def _same(one: Path, other: Path) -> bool:
    return all(filecmp.cmp(one / name, other / name, shallow=False) for name in RESULT_FILES)
