"""How one audit is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scanner.engine import EngineName

Tell = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How to run. `workers` None: one for each core."""

    engine: EngineName = "local"
    workers: int | None = None
    tell: Tell = lambda message: None
    progress: Progress = lambda what, done, total: None
