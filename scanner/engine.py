"""Engines: the same tasks in this process, or in a pool of spawned ones. Splits cross; data does not."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Literal

from connectors.model import Gap
from scanner.work import SplitResult, Task, Worker, WorkOrder

EngineName = Literal["local", "pool"]
Progress = Callable[[int, int], None]

_worker: Worker | None = None


def run_tasks(
    tasks: Sequence[Task], order: WorkOrder, engine: EngineName, workers: int, progress: Progress, worker: Worker
) -> Iterator[SplitResult]:
    """Results in any order; everything downstream merges. `worker` serves the local engine."""
    if engine == "local" or len(tasks) < 2:
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
    """A task whose process dies is tried once more, alone; if it dies again, it is a gap."""
    left = dict(enumerate(tasks))
    done = 0
    for attempt_alone in (False, True):
        for batch in [list(left)] if not attempt_alone else [[index] for index in list(left)]:
            for index, result in _attempt(
                [(index, left[index]) for index in batch], order, 1 if attempt_alone else workers
            ):
                left.pop(index)
                done += 1
                progress(done, len(tasks))
                yield result
        if not left:
            return
    for task in left.values():
        split = task.split
        detail = "the process that read it ended without an answer, twice"
        yield SplitResult(split, gaps=[Gap(split.source, split.dataset, split.object, "internal", detail)])


def _attempt(tasks: Sequence[tuple[int, Task]], order: WorkOrder, workers: int) -> Iterator[tuple[int, SplitResult]]:
    """Runs tasks until all are done or the pool breaks; yields what was finished."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(order,))
    waiting: dict[Future[SplitResult], int] = {}
    try:
        for index, task in tasks:
            waiting[pool.submit(_run, task)] = index
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                index = waiting.pop(future)
                yield index, future.result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
