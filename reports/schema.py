"""JSON Schemas (2020-12) of the files that a run writes; for a `.jsonl` file, of one of its lines."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("classifications", "coverage", "custody", "findings", "gate", "inventory", "lineage", "run", "statements")


def schema(name: str) -> dict[str, Any]:
    """The schema of `<name>.json` or of one line of `<name>.jsonl`."""
    if name not in NAMES:
        raise ValueError(f"no schema {name!r}; there are {', '.join(NAMES)}")
    found = resources.files("reports").joinpath("schemas", f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(found)
    return loaded
