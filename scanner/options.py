"""How one audit is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rules.comparison import Baseline
from rules.gate import GateOptions
from scanner.engine import EngineError, EngineName, Session

Tell = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How to run. `workers` None: one for each core. `baseline`: what the history knows; None: there is no history.

    `master` is Spark's, None for this machine. `session` is the Spark that runs the tasks; `engine_started` opens it.
    """

    engine: EngineName = "local"
    workers: int | None = None
    tell: Tell = lambda message: None
    progress: Progress = lambda what, done, total: None
    gate: GateOptions = GateOptions()
    baseline: Baseline | None = None
    master: str | None = None
    session: Session | None = None


def check_engine(options: AuditOptions) -> None:
    """Opens nothing. Raises `EngineError` where the engine can't be had, or options contradict each other."""
    if options.engine != "spark":
        if options.master is not None:
            raise EngineError("--master belongs to the engine spark. Add --engine spark, or leave --master out.")
        return
    from scanner.spark_settings import check_spark, master_of

    check_spark(master_of(options.master, options.workers))


@contextmanager
def engine_started(options: AuditOptions) -> Iterator[AuditOptions]:
    """The options with what the engine needs for both passes; it is up until the block ends. Raises `EngineError`."""
    check_engine(options)
    if options.engine != "spark":
        yield options
        return
    from scanner.spark import spark_session
    from scanner.spark_settings import master_of

    with spark_session(master_of(options.master, options.workers)) as session:
        yield replace(options, session=session)
