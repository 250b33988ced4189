"""Reads a demo estate's files without its generator: sqlite3, pyarrow, json and regular expressions."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

EMAIL = re.compile(r"[a-z0-9._]+@[a-z]+\.example")
MAC = re.compile(r"(?<![0-9A-F:])(?:[0-9A-F]{2}:){5}[0-9A-F]{2}(?![0-9A-F:])")
PLACE = re.compile(r"-?\d{1,3}\.\d{5,}")
IMEI = re.compile(r"(?<!\d)\d{15}(?!\d)")
PHONE = re.compile(r"\+\d[\d -]{9,16}\d")
LOGFMT = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|\S+)')
TEXT_STREAMS = 5  # logs that have no keys of their own
IP = re.compile(r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|2001:db8:[0-9a-f:]+)(?![\w.:])")
Row = dict[str, Any]


def load(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(path, leaf) pairs: `a.b` for nested keys, `a[].b` within lists."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(value, list):
        for item in value:
            yield from flat(item, f"{prefix}[]")
    else:
        yield prefix, value


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def pairs_of(line: str) -> Row:
    if line.startswith("{"):
        return json.loads(line)  # type: ignore[no-any-return]
    return {key: value.strip('"') for key, value in LOGFMT.findall(line)}


def is_keyed(line: str) -> bool:
    return line.startswith("{") or bool(re.match(r"[A-Za-z0-9]+=\S", line))


def stream_lines(folder: Path, stream: str) -> list[str]:
    paths = sorted((folder / "logs").glob(f"{stream}.log*"), reverse=True)
    return [line for path in paths for line in text_of(path).splitlines()]


def lake_dataset(path: Path, lake: Path) -> str:
    """`lake/<folder>/<stem>` without date and part tokens; a folder that is an e-mail address keeps its name."""
    parts = list(path.relative_to(lake).parts)
    stem = re.sub(r"-\d+", "", parts[-1].split(".")[0])
    return "/".join(["lake", *parts[:-1], *([stem] if stem != "part" else [])])


def lake_rows(path: Path) -> list[Row]:
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1]
    if kind == "parquet":
        return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]
    lines = text_of(path).splitlines()
    return [json.loads(line) for line in lines] if kind == "jsonl" else list(csv.DictReader(lines))


@cache
def datasets(folder: Path) -> dict[str, list[Row]]:
    """Every dataset that has fields -> its rows."""
    found: dict[str, list[Row]] = defaultdict(list)
    for path in sorted((folder / "stores").glob("*.db")):
        with sqlite3.connect(path) as db:
            db.row_factory = sqlite3.Row
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = [dict(row) for row in db.execute(f'SELECT * FROM "{table}"')]
                found[f"{path.stem}/{table}"] = rows
    for stream in sorted({path.name.split(".")[0] for path in (folder / "logs").iterdir()}):
        lines = stream_lines(folder, stream)
        if is_keyed(lines[0]):
            found[f"edge/{stream}"] = [pairs_of(line) for line in lines]
    gaps = {gap["object"] for gap in load(folder, "truth.yaml")["gaps"]}
    lake = folder / "lake"
    for path in sorted(path for path in lake.rglob("*") if path.is_file()):
        if str(path.relative_to(lake)) not in gaps:
            found[lake_dataset(path, lake)] += lake_rows(path)
    return dict(found)


def fields(rows: list[Row]) -> set[str]:
    return {path for row in rows for path, _ in flat(row)}


def query(folder: Path, store: str, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "stores" / f"{store}.db") as db:
        return db.execute(sql).fetchall()


def personal(line: str) -> bool:
    return (
        any(p.search(line) for p in (EMAIL, MAC, PLACE, IMEI, PHONE, IP)) or '"account"' in line or "account=" in line
    )
