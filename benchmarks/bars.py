"""Measures the bars and writes a dated page of figures. Usage: python -m benchmarks.bars docs/bars.md [--without PART]

Parts: demo, engine, spark, gate, doors, screen, detection, real, test, server, clone.
"""

from __future__ import annotations

import filecmp
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.accuracy import measured as accuracy
from benchmarks.detection import figures as detection_figures
from benchmarks.estates import write_large
from benchmarks.samples import sample_rows
from benchmarks.sight import sweep
from benchmarks.spark import spark_figures
from benchmarks.throughput import measure
from reports.runfiles import RESULT_FILES
from scanner.demo.rename import rename_estate

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Row:
    """One bar: what was asked, what was measured, and whether it holds (None: a figure without a bar)."""

    bar: str
    figure: str
    holds: bool | None


def saydo(*args: str) -> tuple[int, float]:
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "scanner", *args], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, time.perf_counter() - start


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def truth_row(name: str, folder: Path, renamed: bool = False) -> Row:
    """Planted deviations found, clean twins flagged. Renamed, those that only a field's name shows are left out."""
    truth = yaml.safe_load((folder / "truth.yaml").read_text())
    truth["planted"] = [entry for entry in truth["planted"] if not renamed or entry["shown_by"] != "name"]
    findings = lines(folder / "audit" / "findings.jsonl")

    def fits(item: dict[str, object], entry: dict[str, str]) -> bool:
        return (
            entry["statement"] in item["statements"]  # type: ignore[operator]
            and item["dataset"] == entry["dataset"]
            and all(item[key] == entry[key] for key in ("field", "party") if entry.get(key))
        )

    found = sum(any(fits(f, e) and f["verdict"] == e["verdict"] for f in findings) for e in truth["planted"])
    flagged = sum(any(fits(f, e) for f in findings) for e in truth["clean"])
    planted, clean = len(truth["planted"]), len(truth["clean"])
    return Row(
        name,
        f"{found} of {planted} planted found, {flagged} of {clean} clean twins flagged",
        found == planted and not flagged,
    )


def same(one: Path, other: Path) -> bool:
    return all(filecmp.cmp(one / name, other / name, shallow=False) for name in RESULT_FILES)


def demo_rows(work: Path) -> Iterator[Row]:
    code, seconds = saydo("demo", str(work / "demo"))
    yield Row("demo ends with exit code 1", f"exit code {code}, {seconds:.1f} s as a whole process", code == 1)
    yield truth_row("every planted deviation found, no clean twin flagged", work / "demo")
    code, seconds = saydo("scan", "-c", str(work / "demo/estate.yaml"), "-o", str(work / "again"))
    counts = json.loads((work / "again/run.json").read_text())["counts"]
    rows = sum(int(str(item["examined"])) for item in lines(work / "again/inventory.jsonl"))
    told = f"{seconds:.1f} s as a whole process, {rows:,} rows, {counts['findings']} findings"
    yield Row("scan of the demo estate < 15 s", told, code == 1 and seconds < 15)
    rename_estate(work / "demo", work / "renamed")
    saydo("scan", "-c", str(work / "renamed/estate.yaml"), "-o", str(work / "renamed/audit"))
    yield truth_row("the same with every table and column renamed", work / "renamed", renamed=True)
    verdicts = [
        sorted((i["statement"], i["verdict"]) for i in lines(folder / "audit/statements.jsonl"))  # type: ignore[type-var]
        for folder in (work / "demo", work / "renamed")
    ]
    truth = yaml.safe_load((work / "demo/truth.yaml").read_text())
    by_name = {entry["id"] for entry in truth["planted"] if entry["shown_by"] == "name"}
    changed = sum(one != other for one, other in zip(*verdicts, strict=True))
    figure = f"{changed} of {len(verdicts[0])} statements changed; {len(by_name)} planted that only a name shows"
    yield Row("renaming changes only what names show", figure, changed <= len(by_name))


def engine_rows(work: Path, rows: int = 60_000) -> Iterator[Row]:
    estate = write_large(work / "large", rows)
    seconds = {}
    for engine in ("local", "pool"):
        code, seconds[engine] = saydo("scan", "-c", str(estate), "-o", str(work / engine), "--engine", engine)
        if code not in (0, 1):
            yield Row(f"large estate, engine {engine}", f"exit code {code}", False)
            return
    inventory = lines(work / "local" / "inventory.jsonl")
    examined = sum(int(str(item["examined"])) for item in inventory)
    ratio = seconds["local"] / seconds["pool"]
    local, pool = seconds["local"], seconds["pool"]
    told = f"{examined:,} rows: local {local:.1f} s, pool of {os.cpu_count()} {pool:.1f} s, ratio {ratio:.2f}"
    yield Row("pool equals in-process, byte for byte", told, same(work / "local", work / "pool"))


def gate_rows(work: Path) -> Iterator[Row]:
    """What becomes of findings when one table after the other can't be read."""
    folder = work / "demo"
    if not folder.exists():
        saydo("demo", str(folder))
    lost, wrong = 0, []
    for name, states in sweep(folder, work / "blind"):
        lost += 1
        if states["new"] or states["fixed"] or states["reappeared"]:
            wrong.append(name)
    figure = f"{lost} tables in turn: {len(wrong)} with a finding called new or fixed" + (
        f" ({wrong})" if wrong else ""
    )
    yield Row("losing sight of a table makes nothing new and nothing fixed", figure, not wrong)


def door_rows(work: Path) -> Iterator[Row]:
    yield from pytest_rows(
        (
            "one added, one fixed, one unreadable: 1 new, 1 fixed, the table's findings not re-examined; every flag",
            "tests/scanner/test_release_gate.py",
        ),
        ("history in SQLite, PostgreSQL, MariaDB: migrations, lock, states", "tests/scanner/test_history.py"),
        ("packs verify by hand; each tampering is caught; two builds are one", "tests/reports/test_evidence*.py"),
        (
            "SARIF without error or GitHub violation, JUnit by Jenkins' schema",
            "tests/reports/test_[sj][au][rn]i[ft]*.py",
        ),
    )


def screen_rows(work: Path) -> Iterator[Row]:
    result = measure()
    told = (
        f"{result.screened:.1f} MB/s against {result.plain:.2f} MB/s recogniser by recogniser, ratio {result.ratio:.0f}"
    )
    yield Row("the screen changes no match", told, result.equal)


def server_rows(work: Path) -> Iterator[Row]:
    yield from pytest_rows(
        (
            "the demo estate in SQLite, PostgreSQL and MariaDB: same classifications, findings, verdicts",
            "tests/scanner/test_three_databases.py",
        ),
        ("canary values in PostgreSQL, MariaDB and their messages", "tests/scanner/test_canary_servers.py"),
        ("failures of real servers are gaps, the rest is scanned", "tests/scanner/test_[fr]*_servers.py"),
        ("types, splits and sessions of real servers", "tests/connectors/test_sql_*.py"),
    )


def test_rows(work: Path) -> Iterator[Row]:
    yield from pytest_rows(
        (
            "canary values are found nowhere: run, history, SARIF, JUnit, Markdown, pack; also after kill -9",
            "tests/scanner/test_canary.py",
        ),
        ("bad input: one sentence or a gap, never a traceback", "tests/scanner/test_bad_*.py"),
        ("splits partition a dataset", "tests/connectors/test_split_properties.py"),
        ("profiles and sketches merge in any order", "tests/scanner/test_profile_algebra.py"),
        ("probes: any order, any split, monotone", "tests/scanner/test_probe_properties.py"),
    )


def pytest_rows(*wanted: tuple[str, str]) -> Iterator[Row]:
    for name, pattern in wanted:
        files = [str(path) for path in sorted(ROOT.glob(pattern))]
        if not files:
            raise FileNotFoundError(f"no test file fits {pattern}")  # pytest without a file would run them all
        done = subprocess.run([sys.executable, "-m", "pytest", *files], cwd=ROOT, capture_output=True, text=True)
        counted = re.findall(r"\d+ (?:passed|failed|skipped|errors?)", done.stdout)
        # what was skipped was not measured, so it holds nothing
        holds = None if done.returncode == 0 and any("skipped" in item for item in counted) else done.returncode == 0
        yield Row(name, ", ".join(counted) or "no result", holds)


def clone_rows(work: Path) -> Iterator[Row]:
    """`make demo` and `make test` in a clean clone of the committed state."""
    clone = work / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    for target, minutes in (("demo", 4), ("test", 6)):
        start = time.perf_counter()
        done = subprocess.run(["make", target], cwd=clone, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        counted = ", ".join(re.findall(r"\d+ (?:passed|failed|skipped)", done.stdout))
        told = f"{seconds:.0f} s{', ' + counted if counted else ''}"
        yield Row(
            f"make {target} on a clean clone, < {minutes} min", told, done.returncode == 0 and seconds < minutes * 60
        )


def spark_rows(work: Path) -> Iterator[Row]:
    yield from (Row(*row) for row in spark_figures(work))


def real_rows(work: Path) -> Iterator[Row]:
    yield from (Row(*row) for row in sample_rows(work))


def detection_rows(work: Path) -> Iterator[Row]:
    yield from (Row(*row) for row in detection_figures(work, ["speed", "exact"], 200_000))
    result, _ = accuracy()
    yield Row("corpus of labelled columns and texts", f"digest {result['corpus']}", None)
    for part, recall, precision in (("fields", 0.95, 0.97), ("values", 0.90, 0.95)):
        rated = [row for row in result[part] if row["recall"] and row["precision"] and "(" not in row["category"]]
        fits = [row for row in rated if share(row["recall"]) >= recall and share(row["precision"]) >= precision]
        yield Row(
            f"{part}: precision >= {precision} and recall >= {recall} in each category",
            f"{len(fits)} of {len(rated)} categories",
            len(fits) == len(rated),
        )
    wrong = [item for item in result["confusions"] if item["wrong"]]
    told = ", ".join(f"{item['confusion']} {item['wrong']} of {item['columns']}" for item in wrong)
    yield Row("look-alike columns taken for what they are not", told or "none", not wrong)


def share(found: dict[str, Any]) -> float:
    return float(found["hits"]) / float(found["of"])


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "demo": demo_rows,
    "engine": engine_rows,
    "spark": spark_rows,
    "gate": gate_rows,
    "doors": door_rows,
    "screen": screen_rows,
    "detection": detection_rows,
    "real": real_rows,
    "test": test_rows,
    "server": server_rows,
    "clone": clone_rows,
}


def kept(name: str, part: Iterator[Row]) -> Iterator[Row]:
    """The rows; where the part fails, those until then and one that says so. Other parts are measured all the same."""
    try:
        yield from part
    except Exception as error:
        yield Row(f"part `{name}`", f"ended early with {type(error).__name__}", False)


def main(target: Path, without: frozenset[str]) -> int:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, part in PARTS.items():
            if name in without:
                rows.append(Row(f"part `{name}`", "not measured in this run", None))
                continue
            for row in kept(name, part(Path(folder))):
                rows.append(row)
                mark = {True: "holds", False: "DOES NOT HOLD", None: "figure"}[row.holds]
                print(f"{mark:>14}  {row.bar}: {row.figure}", flush=True)
    target.write_text(page(rows), encoding="utf-8")
    return 1 if any(row.holds is False for row in rows) else 0


def page(rows: list[Row]) -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    head = [
        "# Bars",
        "",
        f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit {commit} by `make bars` on {machine}.",
        "Seconds are of that machine on that day; ratios were measured side by side in one run.",
        "",
        "| bar | measured | holds |",
        "| --- | --- | --- |",
    ]
    body = [f"| {row.bar} | {row.figure} | {({True: 'yes', False: '**no**', None: ''})[row.holds]} |" for row in rows]
    return "\n".join([*head, *body, ""])


if __name__ == "__main__":
    left_out = frozenset(sys.argv[3:]) if sys.argv[2:3] == ["--without"] else frozenset()
    sys.exit(main(Path(sys.argv[1]), left_out))
