"""What the evidence commands need from outside the run's folder: the policy pack and the time."""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from reports.evidence.contents import PolicyFile
from reports.evidence.errors import EvidenceError
from rules.policy import PolicyError, load_policy, resolve_sentences, shipped_text
from rules.safe_yaml import YamlError


def policy_file(run_dir: Path, given: Path | None, text: Path | None) -> PolicyFile:
    """The policy pack that the run was judged by: the one given, or a shipped one of the same digest, or none.

    `text` is the policy's full text, which must hold what the pack quotes. Raises `EvidenceError`.
    """
    shipped = _shipped(run_dir) if given is None else None
    content = read_policy(given) if given is not None else (shipped_text(shipped) or "").encode() if shipped else None
    if text is None:
        return PolicyFile(content)
    name = str(given.resolve()) if given is not None else shipped
    if name is None:
        told = "--policy-text: without the policy pack nobody can say whether this is the text of the run's policy"
        raise EvidenceError(f"{told}. Name the pack with --policy.")
    written = _read(text, "--policy-text")
    try:
        resolve_sentences(load_policy(name, Path())[0], _text(written, "--policy-text"))
    except (PolicyError, YamlError) as error:
        raise EvidenceError(f"--policy-text: {error}") from None
    return PolicyFile(content, written)


def passphrase(variable: str | None, file: Path | None) -> str | None:
    """The key's passphrase: from an environment variable, or the first line of a file. Raises `EvidenceError`."""
    if variable is not None and file is not None:
        raise EvidenceError("--key-passphrase-env and --key-passphrase-file: give one of the two.")
    if variable is not None:
        found = os.environ.get(variable, "")
        if not found:
            # what stands there may be the passphrase itself, so it is shown only where it can be a name
            shown = f" {variable}" if re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", variable) else ""
            raise EvidenceError(f"--key-passphrase-env: the environment variable{shown} is not set. Set it.")
        return found
    if file is None:
        return None
    content = _read(file, "--key-passphrase-file").partition(b"\n")[0].rstrip(b"\r")
    try:
        found = content.decode("utf-8")
    except UnicodeDecodeError:
        raise EvidenceError("--key-passphrase-file: its first line is no UTF-8 text. Correct it.") from None
    if not found:
        raise EvidenceError("--key-passphrase-file: its first line is empty. Put the passphrase there.")
    return found


def read_policy(path: Path) -> bytes:
    """The bytes that a policy's digest is taken over: its text in UTF-8 with plain line ends."""
    return _text(_read(path, "--policy"), "--policy").encode()


def building_time(told: str | None) -> datetime:
    """The time given, else that of SOURCE_DATE_EPOCH (reproducible-builds.org), else now; UTC, whole seconds.

    Raises `EvidenceError`. A time without an offset is one of UTC.
    """
    if told is not None:
        try:
            moment = datetime.fromisoformat(told)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise EvidenceError("--time: write ISO 8601, such as 2026-11-26T12:00:00Z.") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        if not re.fullmatch(r"[0-9]{1,11}", epoch):
            raise EvidenceError("SOURCE_DATE_EPOCH is no number of seconds since 1970. Correct or unset it.")
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _shipped(run_dir: Path) -> str | None:
    """The name of the shipped pack that the run was judged by, None where it was none of these."""
    try:
        run = json.loads((run_dir / "run.json").read_text(encoding="utf-8"))
        name, digest = run["policy"]["id"], run["digests"]["policy"]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the build itself says what is wrong with the folder
    text = shipped_text(name) if isinstance(name, str) else None
    same = text is not None and hashlib.sha256(text.encode()).hexdigest() == digest
    return name if same else None


def _read(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"{option}: '{path.name}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check the path and its permissions.") from None


def _text(content: bytes, option: str) -> str:
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise EvidenceError(f"{option}: this file is no UTF-8 text. Name the one that the run used.") from None
