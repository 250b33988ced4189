"""The chain of custody of a run: who made or took which files when, each entry holding the digest of the one before.

JSON lines, canonical (RFC 8785). The chain by itself shows that no entry in its middle was changed or taken out; that
none is missing at its end is for a signature over its length and last digest to show. Times are what the machines'
clocks said; nobody else vouches for them, so their order is told and not judged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rfc8785

from reports.canonical import canonical
from reports.model import RunInfo

CUSTODY = "custody.jsonl"
FIRST = "0" * 64
SCHEMA_VERSION = 1

_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("event", "time", "actor", "run_id")
_KEYS = frozenset({*_TEXTS, "schema_version", "sequence", "files", "previous"})
_NO_ENTRY = "is no entry: it was edited, or another version of Saydo wrote it"


class CustodyError(ValueError):
    """A log can't be continued, because it is broken. The message says where."""


def start_log(run: RunInfo, files: Mapping[str, bytes]) -> bytes:
    """The log as a scan leaves it: when it started, and when it ended with which files (name to content)."""
    actor = f"saydo {run.tool_version}"
    log = append(b"", "scan_started", run.started, actor, run.run_id, {})
    return append(log, "scan_ended", run.ended, actor, run.run_id, digests(files))


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 hex by name, as an entry holds it."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def append(log: bytes, event: str, time: str, actor: str, run_id: str, files: Mapping[str, str]) -> bytes:
    """The log with one more entry. `time`: ISO 8601; `files`: SHA-256 hex by name.

    Raises `CustodyError` when the log before it does not hold: nothing is written behind a broken chain.
    """
    if log and (broken := problems(log)):
        raise CustodyError(f"{broken[0]}. Nothing can be added to it.")
    lines = _lines(log)
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
    """What is wrong with the chain, in sentences without an end mark; none when it holds."""
    if not log:
        return ["the custody log is empty"]
    if not log.endswith(b"\n"):
        return ["the custody log ends in the middle of an entry"]
    found: list[str] = []
    previous, run_id = FIRST, None
    for number, line in enumerate(_lines(log), start=1):
        entry = _entry(line)
        if entry is None:
            found.append(f"entry {number} of the custody log {_NO_ENTRY}")
        else:
            run_id = run_id or entry["run_id"]
            if entry["sequence"] != number:
                found.append(f"entry {number} of the custody log has another number: {entry['sequence']}")
            if entry["previous"] != previous:
                found.append(f"entry {number} of the custody log does not follow the one before it")
            if entry["run_id"] != run_id:
                found.append(f"entry {number} of the custody log is of another run")
        previous = digest_of(line)
    return found


def entries(log: bytes) -> tuple[dict[str, Any], ...]:
    """The entries of a log that holds, first to last. Raises `CustodyError` for any other."""
    if broken := problems(log):
        raise CustodyError(f"{broken[0]}.")
    return tuple(json.loads(line) for line in _lines(log))


def digest_of(line: bytes) -> str:
    """SHA-256 hex of an entry's bytes without its newline."""
    return hashlib.sha256(line).hexdigest()


def head_of(log: bytes) -> str:
    """The digest of the last entry: with the number of entries, it pins the whole log."""
    lines = _lines(log)
    return digest_of(lines[-1]) if lines else FIRST


def _lines(log: bytes) -> list[bytes]:
    # not splitlines(): a log is cut where `while read` of a shell cuts it, and nowhere else
    return log.split(b"\n")[:-1]


def _entry(line: bytes) -> dict[str, Any] | None:
    """The entry, or None where the line is not one of ours byte for byte: two readers must not see two things."""
    try:
        found = json.loads(line)
        if not isinstance(found, dict) or found.keys() != _KEYS or rfc8785.dumps(found) != line:
            return None
        times = datetime.fromisoformat(found["time"])
    except (ValueError, TypeError, KeyError, RecursionError):  # rfc8785's errors are ValueErrors
        return None
    sequence, version, files = found["sequence"], found["schema_version"], found["files"]
    texts = all(isinstance(found[key], str) and found[key] for key in _TEXTS)
    numbers = type(sequence) is int and version == SCHEMA_VERSION
    listed = isinstance(files, dict) and all(_is_digest(value) for value in files.values())
    holds = texts and numbers and listed and _is_digest(found["previous"]) and times.tzinfo is not None
    return found if holds else None


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None
