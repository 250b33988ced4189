"""Writes one acceptance into the estate's file of suppressions, in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from reports.files import write_whole
from rules.policy import first_error
from rules.safe_yaml import load_text
from rules.suppressions import Suppression, SuppressionError, load_suppressions, sort_key
from scanner.config import ConfigError, load_estate

_HEADER = (
    "# Accepted findings and gaps. Each has a reason, an owner and an end, at most 180 days after it was accepted.\n"
)
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def accept(config: Path, target: str, told: Mapping[str, object], today: date) -> tuple[Path, Suppression]:
    """Adds an entry, or renews the one of the same target. `told`: reason, justification, owner, expires, and of one
    file of a gap its `object`.

    `target` is a fingerprint, or `gap:<dataset>`. Raises `ConfigError`,
    `SuppressionError` or `YamlError`.
    """
    estate = load_estate(config)
    if estate.suppressions is None:
        raise ConfigError(f"{config.name}: it names no file of acceptances. Add `suppressions: suppressions.yaml`.")
    path = config.resolve().parent / estate.suppressions
    entry = _entry(target, told, today)
    others: tuple[Suppression, ...] = ()
    head = _HEADER
    if path.exists():
        others = load_suppressions(path, estate.suppressions, today)
        head = _head(load_text(path, estate.suppressions), estate.suppressions)
    entries = sorted([*(item for item in others if item.target != entry.target), entry], key=sort_key)
    body = {"version": 1, "suppressions": [item.model_dump(exclude_none=True) for item in entries]}
    text = head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=110)
    _write(path, text)
    return path, entry


def _entry(target: str, told: Mapping[str, object], today: date) -> Suppression:
    if _FINGERPRINT.fullmatch(target):
        what: dict[str, str] = {"finding": target}
    elif target.startswith("gap:") and target != "gap:":
        what = {"gap": target.removeprefix("gap:")}
    else:
        remedy = "Give a fingerprint of 16 hexadecimal digits, as reports show it, or gap:<dataset>."
        raise SuppressionError(f"this is neither a finding nor a gap. {remedy}")
    try:
        return Suppression.model_validate({**what, **told, "accepted": today})
    except ValidationError as error:
        raise SuppressionError(first_error(error)) from None


def _head(text: str, shown: str) -> str:
    """The comments at the top stay; others could not be kept, so nobody's words are lost in silence."""
    lines = text.splitlines(keepends=True)
    top = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    if any(line.lstrip().startswith("#") for line in lines[top:]):
        remedy = "Move them to the top of the file, or add the entry by hand."
        raise SuppressionError(f"{shown}: it has comments between its entries, which would be lost. {remedy}")
    return "".join(lines[:top])


def _write(path: Path, text: str) -> None:
    # it is reviewed and kept under version control: its mode is the owner's choice, so only a new one is private
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    folder_mode = path.parent.stat().st_mode & 0o7777
    write_whole(path.parent, {path.name: text.encode("utf-8")})
    path.parent.chmod(folder_mode)
    if mode is not None:
        path.chmod(mode)
