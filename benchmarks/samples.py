"""Real sample databases, where they are at hand: what a careful reader expects, against what the scanner reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from rules.vocabulary import vocabulary

ROOT = Path(__file__).parents[1]
SAMPLES = Path(os.environ.get("SAYDO_SHARED", ROOT.parent / "shared")) / "samples"
OURS = {  # our categories, or nodes above them, in the label files' words
    "contact.email": ("email",),
    "contact.phone": ("phone",),
    "contact.postal_address": ("postal_address",),
    "identity.name": ("person_name",),
    "identity.official_id": ("national_id",),
    "profile.nickname": ("username", "person_name"),
    "demographic.birth_date": ("birth_date",),
    "demographic.age": ("age",),
    "demographic.gender": ("gender",),
    "demographic.marital_status": ("demographic", "sensitive_demographic"),
    "sensitive": ("sensitive_demographic",),
    "body": ("body",),
    "health.heart_rate": ("heart_rate",),
    "health.sleep": ("sleep",),
    "health.activity": ("activity",),
    "health.motion": ("activity",),
    "health.energy": ("activity",),
    "health.spo2": ("spo2",),
    "health.stress": ("stress",),
    "health.cycle": ("menstrual",),
    "health.medical": ("health_condition",),
    "location.gps": ("gps_location",),
    "location.track": ("gps_location",),
    "location": ("location_coarse",),
    "device.mac": ("mac_address",),
    "device.imei": ("imei",),
    "device.serial": ("serial_number",),
    "device.advertising_id": ("advertising_id",),
    "device.sim": ("sim_id",),
    "device": ("device_info",),
    "network.ip": ("ip_address",),
    "network.bssid": ("mac_address",),
    "communication.contacts": ("contact",),
    "communication.message": ("free_text",),
    "account.identifier": ("user_id", "username"),
    "account.credentials": ("credential",),
    "account.federated_token": ("credential",),
    "financial": ("financial",),
    "online.cookie": ("cookie_id",),
    "usage": ("usage",),
}


KNOWN = frozenset(word for words in OURS.values() for word in words)


def _their_words(category: str) -> frozenset[str]:
    """What the label files call a category of ours: the words of its nearest node that has some."""
    tree = vocabulary().categories
    node: str | None = category
    while node is not None and node not in OURS:
        node = tree.parents[node]
    return frozenset(OURS.get(node or "", ()))


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
    reported = {(item["dataset"].removeprefix("s/"), item["field"], _their_words(item["category"])) for item in found}
    labels: dict[str, dict[str, Any]] = data.get("labels") or {}  # type: ignore[assignment]
    wanted = [
        (key, entry["category"])
        for key, entry in labels.items()
        if entry["level"] == "must" and set(entry["category"]) & KNOWN
    ]
    hit = sum(any(f"{t}.{f}" == key and c & set(categories) for t, f, c in reported) for key, categories in wanted)
    bad: dict[str, list[str]] = data.get("must_not") or {}  # type: ignore[assignment]
    false = sum(column in bad.get(table, ()) for table, column, _ in reported)
    told = f"{hit} of {len(wanted)} expected fields found, {false} reports where none may be"
    return f"sample {name}", told, None
