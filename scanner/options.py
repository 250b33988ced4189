"""How one audit is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rules.comparison import Baseline
from rules.gate import GateOptions
from scanner.engine import EngineName

Tell = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How to run. `workers` None: one for each core. `baseline`: what the history knows; None: there is no history."""

    engine: EngineName = "local"
    workers: int | None = None
    tell: Tell = lambda message: None
    progress: Progress = lambda what, done, total: None
    gate: GateOptions = GateOptions()
    baseline: Baseline | None = None
