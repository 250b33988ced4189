"""The shipped detectors with those of a user's files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rules.detector_data import DetectorError, DetectorFile, parse_detectors
from scanner.detect.checking import check_detectors


def with_users_own(shipped: DetectorFile, files: Sequence[str], base_dir: Path) -> DetectorFile:
    """The shipped detectors and those of the user's files, tried before use."""
    values = list(shipped.values)
    for name in files:
        part = parse_detectors(base_dir / name, name)
        check_detectors(part.values, name)
        if part.fields:
            raise DetectorError(f"{name}: key 'fields' is for shipped detectors only. Use 'values'.")
        for item in part.values:
            if any(item.id == other.id for other in values):
                raise DetectorError(f"{name}: detector '{item.id}' exists already. Give yours another id.")
            values.append(item)
    return DetectorFile(version=1, values=tuple(values), fields=shipped.fields)
