"""The chain of custody of a run: who made or took which files when, each entry holding the digest of the one before.

JSON lines, canonical (RFC 8785). The chain by itself shows that no entry in its middle was changed or taken out; that
none is missing at its end is for a signature over its length and last digest to show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from reports.canonical import canonical
from reports.model import RunInfo

CUSTODY = "custody.jsonl"
FIRST = "0" * 64
SCHEMA_VERSION = 1


def start_log(run: RunInfo, files: Mapping[str, bytes]) -> bytes:
    """The log as a scan leaves it: when it started, and when it ended with which files (name to content)."""
    actor = f"saydo {run.tool_version}"
    log = append(b"", "scan_started", run.started, actor, run.run_id, {})
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return append(log, "scan_ended", run.ended, actor, run.run_id, digests)


def append(log: bytes, event: str, time: str, actor: str, run_id: str, files: Mapping[str, str]) -> bytes:
    """The log with one more entry. `files`: SHA-256 hex by name."""
    lines = log.splitlines()
    entry = {
        "schema_version": SCHEMA_VERSION,
        "sequence": len(lines) + 1,
        "event": event,
        "time": time,
        "actor": actor,
        "run_id": run_id,
        "files": dict(files),
        "previous": digest_of(lines[-1]) if lines else FIRST,
    }
    return log + canonical(entry) + b"\n"


def problems(log: bytes) -> list[str]:
    """What is wrong with the chain, in sentences; none when it holds."""
    if not log.endswith(b"\n"):
        return ["the custody log ends in the middle of an entry"]
    found: list[str] = []
    previous, run_id = FIRST, None
    for number, line in enumerate(log.splitlines(), start=1):
        entry = _entry(line)
        if entry is None:
            found.append(f"entry {number} of the custody log is no entry")
        else:
            run_id = run_id or entry.get("run_id")
            if entry.get("sequence") != number:
                found.append(f"entry {number} of the custody log has the number {entry.get('sequence')!r:.20}")
            if entry.get("previous") != previous:
                found.append(f"entry {number} of the custody log does not follow the one before it")
            if entry.get("run_id") != run_id:
                found.append(f"entry {number} of the custody log is of another run")
        previous = digest_of(line)
    return found


def digest_of(line: bytes) -> str:
    """SHA-256 hex of an entry's bytes without its newline."""
    return hashlib.sha256(line).hexdigest()


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
