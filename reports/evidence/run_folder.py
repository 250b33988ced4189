"""A finished run's folder, read for a pack: only what its custody log speaks of, and only unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.custody import CUSTODY, digests, entries, problems
from reports.evidence.errors import EvidenceError, RunChangedError
from reports.model import SCHEMA_VERSION
from reports.runfiles import RESULT_FILES

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
_NO_EVIDENCE = "so this run is no evidence any more. Scan again."


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
    if not (folder / "run.json").is_file():
        told = "holds no finished run (there is no run.json)"
        raise EvidenceError(f"'{folder}' {told}. Name the folder that `saydo scan --out` wrote.")
    if not (folder / CUSTODY).is_file():
        # without it nobody can say whether these files are the scan's, and taking it away would hide a change
        raise RunChangedError(f"{CUSTODY} is missing in '{folder}', {_NO_EVIDENCE}")
    try:
        log = (folder / CUSTODY).read_bytes()
        ended = _ended(log)
        found = {name: (folder / name).read_bytes() for name in ended if (folder / name).is_file()}
        others = sorted(path.name for path in folder.iterdir() if path.name not in ended and path.name != CUSTODY)
    except OSError as error:
        told = f"a file in '{folder}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check its permissions.") from None
    changes = [f"{name} is missing" for name in ended if name not in found]
    changes += [f"{name} changed" for name, digest in digests(found).items() if ended[name] != digest]
    if changes:
        raise RunChangedError(f"since the scan {', '.join(sorted(changes)[:5])}, {_NO_EVIDENCE}")
    run = json.loads(found["run.json"])
    if run.get("schema_version") != SCHEMA_VERSION:
        raise EvidenceError("run.json is of another version of Saydo's files. Use the version that wrote it.")
    if run["run_id"] != entries(log)[0]["run_id"]:
        raise RunChangedError(f"its custody log is of another run, {_NO_EVIDENCE}")
    return RunFolder(found, log, tuple(others))


def _ended(log: bytes) -> dict[str, str]:
    """The files of the run by digest, from the custody log."""
    wrong = problems(log)
    ended = [entry for entry in entries(log) if entry["event"] == "scan_ended"] if not wrong else []
    if len(ended) != 1:
        told = wrong[0] if wrong else "its custody log does not say how the scan ended"
        raise RunChangedError(f"{told}, {_NO_EVIDENCE}")
    files: dict[str, str] = ended[0]["files"]
    if not {*RESULT_FILES, "run.json"} <= files.keys() or not all(_NAME.fullmatch(name) for name in files):
        raise RunChangedError(f"its custody log does not name the files that a scan writes, {_NO_EVIDENCE}")
    return files
