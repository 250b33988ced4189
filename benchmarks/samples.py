"""Real sample databases, where they are at hand: what a careful reader expects, against what the scanner reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
SAMPLES = Path(os.environ.get("SAYDO_SHARED", ROOT.parent / "shared")) / "samples"
OURS = {  # the label files' words for the categories that are detected today
    "contact.email": "email",
    "contact.phone": "phone",
    "device.mac": "mac_address",
    "device.imei": "imei",
    "network.ip": "ip_address",
    "location.gps": "gps_location",
    "health.heart_rate": "heart_rate",
    "demographic.birth_date": "birth_date",
    "communication.contacts": "contact",
    "account.token": "credential",
}


def sample_rows(work: Path) -> Iterator[tuple[str, str, bool | None]]:
    """(bar, figure, holds) for each labelled sample; one row that says so where the samples are absent."""
    labels = sorted((SAMPLES / "labels").glob("*.yaml"))
    if not labels:
        yield "real sample databases", "not at hand: set SAYDO_SHARED", None
        return
    for path in labels:
        data = yaml.safe_load(path.read_text())
        if "labels" not in data and "must_not" not in data:
            continue
        database = next(
            (item for item in SAMPLES.glob("*.sqlite") if item.stem.replace("_", "").startswith(_stem(path))), None
        )
        if database is not None:
            yield _sample(work, path.stem, database, data)


def _stem(path: Path) -> str:
    return {"apptls": "apptls"}.get(path.stem, path.stem)


def _sample(work: Path, name: str, database: Path, data: dict[str, object]) -> tuple[str, str, bool | None]:
    folder = work / f"sample-{name}"
    folder.mkdir()
    estate = {
        "version": 1,
        "policy": "amazfit-2018",
        "sources": {"s": {"type": "sql", "url": f"sqlite:///{database}", "party": "us", "country": "DE"}},
        "parties": {"us": {"class": "first_party"}},
    }
    (folder / "estate.yaml").write_text(yaml.safe_dump(estate))
    command = [sys.executable, "-m", "scanner", "scan", "-c", str(folder / "estate.yaml"), "-o", str(folder / "out")]
    subprocess.run(command, cwd=ROOT, capture_output=True)
    found = [json.loads(line) for line in (folder / "out/classifications.jsonl").read_text().splitlines()]
    reported = {(item["dataset"].removeprefix("s/"), item["field"], OURS.get(item["category"], "?")) for item in found}
    labels: dict[str, dict[str, object]] = data.get("labels") or {}  # type: ignore[assignment]
    wanted = [
        (key, entry["category"])
        for key, entry in labels.items()
        if entry["level"] == "must" and set(entry["category"]) & set(OURS.values())  # type: ignore[call-overload]
    ]
    hit = sum(any(f"{t}.{f}" == key and c in categories for t, f, c in reported) for key, categories in wanted)  # type: ignore[operator]
    bad: dict[str, list[str]] = data.get("must_not") or {}  # type: ignore[assignment]
    false = sum(column in bad.get(table, ()) for table, column, _ in reported)
    told = f"{hit} of {len(wanted)} expected fields of today's categories found, {false} reports where none may be"
    return f"sample {name}", told, None
