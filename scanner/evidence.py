"""What the evidence commands need from outside the run's folder: the policy pack and the time."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from reports.evidence.contents import PolicyFile
from reports.evidence.errors import EvidenceError
from rules.policy import shipped_text


def policy_file(run_dir: Path, given: Path | None, text: Path | None) -> PolicyFile:
    """The policy pack that the run was judged by: the one given, or a shipped one of the same digest, or none."""
    content = read_policy(given) if given is not None else _shipped(run_dir)
    return PolicyFile(content, _read(text, "--policy-text") if text is not None else None)


def read_policy(path: Path) -> bytes:
    """The bytes that a policy's digest is taken over: its text in UTF-8 with plain line ends."""
    return _text(_read(path, "--policy")).encode()


def building_time(told: str | None) -> datetime:
    """The time given, else that of SOURCE_DATE_EPOCH (reproducible-builds.org), else now; UTC, whole seconds."""
    if told is not None:
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            raise EvidenceError("--time: write ISO 8601, such as 2026-11-26T12:00:00Z.") from None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not epoch.isdecimal() or int(epoch) > 253_402_300_799:  # the end of the year 9999
            raise EvidenceError("SOURCE_DATE_EPOCH is no number of seconds since 1970. Correct or unset it.")
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _shipped(run_dir: Path) -> bytes | None:
    try:
        run = json.loads((run_dir / "run.json").read_text(encoding="utf-8"))
        name, digest = run["policy"]["id"], run["digests"]["policy"]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the build itself says what is wrong with the folder
    text = shipped_text(name) if isinstance(name, str) else None
    if text is None or hashlib.sha256(text.encode()).hexdigest() != digest:
        return None
    return text.encode()


def _read(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"{option}: '{path.name}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check the path and its permissions.") from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise EvidenceError("--policy: this file is no UTF-8 text. Name the policy pack that the run used.") from None
