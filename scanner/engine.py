"""Engines: the same tasks in this process, in a pool of spawned ones, or on Spark. Splits cross; data does not."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, resource_tracker
from typing import Literal, Protocol

from connectors.model import Gap
from scanner.work import SplitResult, Task, Worker, WorkOrder

EngineName = Literal["local", "pool", "spark"]
Progress = Callable[[int, int], None]
AHEAD = 2  # tasks under way per process: enough to keep it busy, few to try again when it dies

_worker: Worker | None = None


class EngineError(ValueError):
    """The engine that was asked for can't be used; the message says why, and what to do."""


class Session(Protocol):
    """An engine that is up for several passes."""

    def run(self, tasks: Sequence[Task], order: WorkOrder, progress: Progress) -> Iterator[SplitResult]:
        """One result for each task, in any order. What can't be run is a gap in its result."""
        ...


def run_tasks(
    tasks: Sequence[Task],
    order: WorkOrder,
    engine: EngineName,
    workers: int,
    progress: Progress,
    worker: Worker,
    session: Session | None = None,
) -> Iterator[SplitResult]:
    """Results in any order; everything downstream merges. `worker` serves the local engine, `session` is Spark's.

    Raises `EngineError` where the engine needs a session and there is none.
    """
    if engine == "spark":
        if session is None:
            raise EngineError("the engine spark was not started. Run the audit within `engine_started`.")
        yield from session.run(tasks, order, progress)
    elif engine == "local" or len(tasks) < 2:
        for done, task in enumerate(tasks):
            progress(done, len(tasks))
            yield worker.run(task)
    else:
        yield from _run_pool(tasks, order, max(1, min(workers, len(tasks))), progress)
    progress(len(tasks), len(tasks))


def default_workers() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _start(order: WorkOrder) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _worker = Worker(order)


def _run(task: Task) -> SplitResult:
    assert _worker is not None
    return _worker.run(task)


def _run_pool(tasks: Sequence[Task], order: WorkOrder, workers: int, progress: Progress) -> Iterator[SplitResult]:
    """A task under way when a process dies is tried once more, alone; if its process dies again, it is a gap."""
    queue = deque(tasks)
    done = 0
    while queue:
        suspects: list[Task] = []
        for result in _attempt(queue, order, workers, suspects):
            done += 1
            progress(done, len(tasks))
            yield result
        for result in _one_by_one(deque(suspects), order):
            done += 1
            progress(done, len(tasks))
            yield result


def _one_by_one(queue: deque[Task], order: WorkOrder) -> Iterator[SplitResult]:
    """One task at a time, so that it is certain which one a process died of."""
    while queue:
        died: list[Task] = []
        yield from _attempt(queue, order, 1, died, ahead=1)
        yield from (SplitResult(task.split, gaps=[_died(task)]) for task in died)


def _attempt(
    queue: deque[Task], order: WorkOrder, workers: int, died: list[Task], ahead: int = AHEAD
) -> Iterator[SplitResult]:
    """Works the queue off; where a process dies, ends early and leaves in `died` what was under way."""
    resource_tracker.ensure_running()  # it would lift the mask below
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start, initargs=(order,))
    running: dict[Future[SplitResult], Task] = {}
    try:
        while queue or running:
            while queue and len(running) < ahead * workers:
                with without_interrupts():
                    future = pool.submit(_run, queue[0])
                    running[future] = queue.popleft()
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                result = future.result()
                del running[future]
                yield result
    except BrokenProcessPool:
        died.extend(running.values())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Processes that start in here never see Ctrl-C, not even before their first line; the parent sees it after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # a library's thread may take the signal all the same; it must not be raised while a worker reads its order
    main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if main else None
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if main:
            signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
        if came:
            signal.raise_signal(signal.SIGINT)


def _died(task: Task) -> Gap:
    split = task.split
    detail = "the process that read it ended without an answer, twice"
    remedy = "Exclude it, or read it with `--engine local` to see whether memory runs out."
    return Gap(split.source, split.dataset, split.object, "internal", detail, remedy)
