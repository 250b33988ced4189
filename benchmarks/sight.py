"""Losing sight: each table is made unreadable in turn. No finding may count as new or fixed for it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


def spoil(database: Path, table: str) -> None:
    """Overwrites the first page of a table: SQLite can list it, and can't read it."""
    with sqlite3.connect(database) as db:
        size = db.execute("pragma page_size").fetchone()[0]
        (page,) = db.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchone()
    db.close()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def tables(demo: Path) -> list[tuple[str, str]]:
    """Source and table of everything in a database that is bound, or has a finding."""
    estate = yaml.safe_load((demo / "estate.yaml").read_text())
    found = set()
    for entries in estate["bindings"].values():
        found |= {entry["dataset"] for entry in (entries if isinstance(entries, list) else [entries])}
    found |= {json.loads(line)["dataset"] for line in (demo / "audit/findings.jsonl").read_text().splitlines()}
    split = sorted(name.partition("/") for name in found if "/" in name)
    return [(source, table) for source, _, table in split if (demo / f"stores/{source}.db").exists()]


def sweep(demo: Path, work: Path, every: int = 1) -> Iterator[tuple[str, Counter[str]]]:
    """Dataset, and its run's findings by state. The demo must have been audited once, with its history."""
    for source, table in tables(demo)[::every]:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(demo, work)
        spoil(work / f"stores/{source}.db", table)
        command = [sys.executable, "-m", "scanner", "scan", "-c", str(work / "estate.yaml"), "-o", str(work / "audit")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode in (1, 3), done.stderr
        told = json.loads((work / "audit/gate.json").read_text())["comparison"]
        yield f"{source}/{table}", Counter(change["state"] for change in told["changes"])
