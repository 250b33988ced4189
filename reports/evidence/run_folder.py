"""A finished run's folder, read for a pack: only what its custody log speaks of, and only unchanged."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.custody import CUSTODY, problems
from reports.evidence.errors import EvidenceError, RunChangedError
from reports.model import SCHEMA_VERSION

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """`files`: name to content, as the scan left them; `custody`: its log; `others`: names of what is no part of it."""

    files: Mapping[str, bytes]
    custody: bytes
    others: tuple[str, ...]

    def document(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.files[name])
        return found

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[name].split(b"\n") if line]


def read_run(folder: Path) -> RunFolder:
    """Reads a run. Raises `EvidenceError` for a folder that holds none, `RunChangedError` where a file is not as the
    scan left it."""
    if not (folder / "run.json").is_file() or not (folder / CUSTODY).is_file():
        told = "holds no finished run (run.json and custody.jsonl)"
        raise EvidenceError(f"'{folder}' {told}. Name the folder that `saydo scan --out` wrote.")
    try:
        log = (folder / CUSTODY).read_bytes()
        ended = _ended(log)
        found = {name: (folder / name).read_bytes() for name in ended if (folder / name).is_file()}
    except OSError as error:
        told = f"a file in '{folder}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check its permissions.") from None
    changed = [name for name, digest in ended.items() if hashlib.sha256(found.get(name, b"")).hexdigest() != digest]
    if changed:
        told = f"{', '.join(sorted(changed)[:5])} changed or went since the scan"
        raise RunChangedError(f"{told}, so this run is no evidence any more. Scan again.")
    run = json.loads(found["run.json"])
    if run.get("schema_version") != SCHEMA_VERSION:
        raise EvidenceError("run.json is of another version of Saydo's files. Use the version that wrote it.")
    others = sorted(path.name for path in folder.iterdir() if path.name not in found and path.name != CUSTODY)
    return RunFolder(found, log, tuple(others))


def _ended(log: bytes) -> dict[str, str]:
    """The files of the run by digest, from the custody log."""
    wrong = problems(log)
    entries = [json.loads(line) for line in log.splitlines()] if not wrong else []
    ended = [entry for entry in entries if entry["event"] == "scan_ended"]
    if wrong or len(ended) != 1:
        told = wrong[0] if wrong else "its custody log does not say how the scan ended"
        raise RunChangedError(f"{told}, so this run is no evidence any more. Scan again.")
    files: dict[str, str] = ended[0]["files"]
    if "run.json" not in files or not all(_NAME.fullmatch(name) for name in files):
        raise RunChangedError("its custody log names files that no scan writes. Scan again.")
    return files
