"""Spark: executors read splits and hand back counts, the driver merges. The only file that imports PySpark.

Spark writes what it ships to disk and shows what it runs in logs, so nothing that may not be seen goes into closures,
task descriptions or settings: those carry numbers only. The order (with the value key and what is keyed by it) and the
tasks (with names as stores have them) go by one broadcast a pass, with `spark.io.encryption.enabled`: PySpark dumps
broadcasts to a file, in clear without it (pyspark/core/broadcast.py), and the same setting covers results that Spark
stores as blocks (Spark's security.md, "Local Storage Encryption").
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from connectors.errors import describe_error
from connectors.model import Gap
from scanner.engine import AHEAD, EngineError, Progress, without_interrupts
from scanner.spark_settings import LOCAL_SETTINGS, SETTINGS, environment, is_local, tolerant, variables
from scanner.toolversion import tool_version
from scanner.work import SplitResult, Task, Worker, WorkOrder

MIN_SPARK = 4
JOBS = 8  # under way at most
LOT = 4  # tasks that one task of Spark runs at most: spares overhead, and loses little where it fails
LOTS_EACH = 8  # by each slot of Spark, before lots may be larger than one task
PATIENCE = 15.0  # seconds for what only tidies up
ENDED = "Spark ended during the run"

_kept: tuple[WorkOrder, Worker] | None = None


# ---- in the executors ------------------------------------------------------------------------------------------------


def _work(shipped: Any, lots: Iterator[Sequence[int]]) -> Iterator[tuple[int, SplitResult]]:
    """Runs the tasks of these numbers. What it raises holds a class name only, because Spark logs it."""
    order, tasks = shipped.value
    try:
        worker = _worker(order)
    except Exception as error:  # noqa: BLE001 - its message may quote anything
        raise RuntimeError(describe_error(error)) from None
    for lot in lots:
        for number in lot:
            yield number, worker.run(tasks[number])


def _worker(order: WorkOrder) -> Worker:
    """One for the life of the process: recognisers stay compiled, sources open."""
    global _kept
    if _kept is not None and (_kept[0].specs, _kept[0].detectors) == (order.specs, order.detectors):
        worker = _kept[1]
        worker.use(order)
    else:
        if _kept is not None:
            _kept[1].close()
        worker = Worker(order)
    _kept = order, worker
    return worker


def _versions(_: Iterator[int]) -> Iterator[str]:
    yield tool_version()


# ---- in the driver ---------------------------------------------------------------------------------------------------


class SparkTasks:
    """Runs tasks on a Spark that is up: a `Session` of the engines."""

    def __init__(self, context: Any, gateway: Any) -> None:
        self._context, self._gateway = context, gateway

    def run(self, tasks: Sequence[Task], order: WorkOrder, progress: Progress) -> Iterator[SplitResult]:
        """What was under way when a job failed is tried once more, alone; what fails again is a gap."""
        for done, result in enumerate(self._results(tasks, order), 1):
            progress(done, len(tasks))
            yield result

    def stop(self) -> None:
        """Ends Spark in whatever state it is; no process of it is left."""
        from pyspark import SparkContext

        def stop() -> None:
            with warnings.catch_warnings():  # of a JVM that died, which gaps tell already
                warnings.simplefilter("ignore")
                self._context.stop()

        _in_time(stop, self._gateway)
        _end(self._gateway)
        SparkContext._active_spark_context = None

    def _results(self, tasks: Sequence[Task], order: WorkOrder) -> Iterator[SplitResult]:
        left = deque(range(len(tasks)))
        why = ENDED
        try:
            with self._shipped(order, tasks) as shipped:
                while left and self._alive():
                    failed: dict[int, str] = {}
                    yield from self._attempt(shipped, left, failed, len(tasks))
                    left.extend(failed)  # until it is settled what becomes of them
                    for number in failed:
                        again: dict[int, str] = {}
                        results = list(self._attempt(shipped, deque([number]), again, 1))
                        if again and not self._alive():
                            break
                        left.remove(number)
                        yield from results or [_nothing(tasks[number], *_twice(again[number]))]
        except _NotShippedError as error:
            why = str(error) if self._alive() else ENDED
        remedy = "Scan again; if it happens again, raise `spark.driver.memory`, or use `--engine pool`."
        yield from (_nothing(tasks[number], why, remedy) for number in left)

    def _attempt(self, shipped: Any, queue: deque[int], failed: dict[int, str], total: int) -> Iterator[SplitResult]:
        """Works the queue off; where a job fails, ends early and leaves in `failed` what it was to do, and why."""
        pool = ThreadPoolExecutor(JOBS, "saydo-spark")
        running: dict[Future[list[SplitResult]], list[int]] = {}
        whole = False
        try:
            while running or (queue and not failed):
                slots = self._slots()
                jobs = min(JOBS, AHEAD * slots)
                size = max(1, min(LOT, total // (LOTS_EACH * slots)))
                while queue and not failed and len(running) < jobs:
                    lots = _lots(queue, math.ceil(AHEAD * slots / jobs), size)
                    running[pool.submit(self._job, shipped, lots)] = [number for lot in lots for number in lot]
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    numbers = running.pop(future)
                    error = future.exception()
                    if error is None:
                        yield from future.result()
                    else:
                        failed.update(dict.fromkeys(numbers, _told(error)))
            whole = True
        finally:
            if not whole:  # interrupted
                _in_time(self._context.cancelAllJobs, self._gateway)
            pool.shutdown(wait=whole, cancel_futures=True)

    def _job(self, shipped: Any, lots: Sequence[Sequence[int]]) -> list[SplitResult]:
        """One task of Spark for each lot; all that is in them are numbers."""
        found = self._context.parallelize(lots, len(lots)).mapPartitions(partial(_work, shipped)).collect()
        if sorted(number for number, _ in found) != sorted(number for lot in lots for number in lot):
            raise LookupError
        return [result for _, result in found]

    @contextmanager
    def _shipped(self, order: WorkOrder, tasks: Sequence[Task]) -> Iterator[Any]:
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # PySpark prints a traceback where the JVM dies meanwhile
                shipped = self._context.broadcast((order, tuple(tasks)))
        except Exception as error:  # noqa: BLE001 - others' code; told by class
            raise _NotShippedError(f"Spark could not be given its work ({_told(error)})") from None
        try:
            yield shipped
        finally:
            _in_time(shipped.destroy, self._gateway)

    def _slots(self) -> int:
        """Tasks that Spark runs at once; executors come and go."""
        try:
            return max(1, int(self._context.defaultParallelism))
        except Exception:  # noqa: BLE001 - it has died, as the next job will tell
            return 1

    def _alive(self) -> bool:
        if self._gateway.proc.poll() is not None:
            return False
        try:
            return not self._context._jsc.sc().isStopped()
        except Exception:  # noqa: BLE001 - whatever it is, nobody answers
            return False


class _NotShippedError(Exception):
    """The broadcast failed; the message is ours."""


def _lots(queue: deque[int], count: int, size: int) -> list[list[int]]:
    lots: list[list[int]] = []
    while queue and len(lots) < count:
        lots.append([queue.popleft() for _ in range(min(size, len(queue)))])
    return lots


def _twice(why: str) -> tuple[str, str]:
    remedy = "Exclude it, or read it with `--engine local` to see whether memory runs out."
    return f"Spark ended without an answer for it, twice ({why})", remedy


def _nothing(task: Task, detail: str, remedy: str) -> SplitResult:
    split = task.split
    return SplitResult(split, gaps=[Gap(split.source, split.dataset, split.object, "internal", detail, remedy)])


def _told(error: BaseException) -> str:
    """Class names of Python's and Java's exception; messages may quote what was read."""
    told = describe_error(error)
    java = getattr(error, "java_exception", None)
    if java is None:
        return told
    try:
        return f"{told} {re.sub('[^A-Za-z0-9]', '', str(java.getClass().getSimpleName()))[:60]}"
    except Exception:  # noqa: BLE001 - the JVM is gone
        return told


# ---- starting and ending ---------------------------------------------------------------------------------------------


@contextmanager
def spark_session(master: str) -> Iterator[SparkTasks]:
    """A Spark with a private folder for all that the driver writes, up until the block ends. Raises `EngineError`."""
    folder = Path(tempfile.mkdtemp(prefix="saydo-spark-"))  # 0700
    path = [*sys.path]
    session: SparkTasks | None = None
    try:
        session = _started(master, folder)
        yield session
    finally:
        with _deaf():
            if session is not None:
                session.stop()
            _remove(folder)
            sys.path[:] = path
            for name in ("SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE"):  # PySpark sets them
                os.environ.pop(name, None)


def _started(master: str, folder: Path) -> SparkTasks:
    import pyspark
    from pyspark.java_gateway import launch_gateway

    if int(str(pyspark.__version__).partition(".")[0]) < MIN_SPARK:
        remedy = "Run: pip install --upgrade 'saydo[spark]'"
        raise EngineError(f"Saydo needs PySpark {MIN_SPARK}.0 or newer, and an older one is installed. {remedy}.")
    for name in ("py4j", "pyspark"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger(name).propagate = False
    conf = pyspark.SparkConf(loadDefaults=False).setMaster(tolerant(master))
    conf.setAll([*SETTINGS.items(), *(LOCAL_SETTINGS.items() if is_local(master) else ())])
    gateway = None
    try:
        with environment(variables(master, folder)), _own_interrupts():
            with without_interrupts():
                # Spark's log is for the files that its own configuration names
                gateway = launch_gateway(conf, {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})
            _check_secret(master, gateway)
            context = pyspark.SparkContext(conf=conf, gateway=gateway)
            _check_context(master, context)
            # it would print a traceback where the JVM dies
            context._accumulatorServer.handle_error = lambda *_: None
    except BaseException as error:
        told = _told(error)  # while the JVM can be asked
        if gateway is not None:
            with _deaf():
                _end(gateway)
        if isinstance(error, EngineError) or not isinstance(error, Exception):
            raise
        remedy = (
            "Check that --master is up, and JAVA_HOME, SPARK_HOME and spark-defaults.conf; spark-submit may tell more"
        )
        raise EngineError(f"Spark did not start ({told}). {remedy}.") from None
    return SparkTasks(context, gateway)


def _check_secret(master: str, gateway: Any) -> None:
    """A standalone cluster makes up no secret of its own (Spark's security.md, "Authentication")."""
    if is_local(master) or master == "yarn" or master.startswith("k8s:"):
        return
    loaded = gateway.jvm.SparkConf()
    if not any(loaded.contains(f"spark.authenticate.secret{end}") for end in ("", ".file", ".driver.file")):
        remedy = "Set spark.authenticate and spark.authenticate.secret in spark-defaults.conf, as at master and workers"
        raise EngineError(f"the traffic of this Spark can't be encrypted, because it has no secret. {remedy}.")


def _check_context(master: str, context: Any) -> None:
    """Raises `EngineError` where Spark is another version than PySpark, or its executors have no Saydo, or another."""
    import pyspark

    mine, theirs = (".".join(str(item).split(".")[:2]) for item in (pyspark.__version__, context.version))
    if mine != theirs:
        remedy = "Unset SPARK_HOME, or install the PySpark that belongs to it"
        raise EngineError(f"PySpark is {mine} and Spark is {theirs}. {remedy}.")
    if not context._encryption_enabled:
        raise EngineError(
            "Spark does not encrypt what it writes. Take spark.io.encryption.enabled out of its settings."
        )
    if is_local(master):
        return
    slots = max(2, int(context.defaultParallelism))
    remedy = f"Install saydo {tool_version()} on each, and name its Python in PYSPARK_PYTHON"
    try:
        versions = set(context.parallelize(range(slots), slots).mapPartitions(_versions).collect())
    except Exception as error:
        if context._jsc.sc().isStopped():
            raise  # it gave up before any executor was asked
        raise EngineError(f"Spark's executors can't run Saydo ({_told(error)}). {remedy}.") from None
    if versions != {tool_version()}:
        raise EngineError(f"Spark's executors have another version of Saydo. {remedy}.")


def _end(gateway: Any) -> None:
    """The JVM ends when its stdin does; where it doesn't, it is killed."""
    from pyspark import SparkContext

    _in_time(gateway.shutdown, gateway)
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _in_time(call: Callable[[], object], gateway: Any) -> None:
    """Tidies up where that is possible: a JVM that died has nothing left, and one that hangs is killed."""

    def quiet() -> None:
        with contextlib.suppress(Exception):
            call()

    thread = threading.Thread(target=quiet, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if thread.is_alive():
        gateway.proc.kill()


def _remove(folder: Path) -> None:
    for _ in range(20):  # Python workers end a moment after the JVM
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """PySpark takes Ctrl-C for itself; after this block it is ours again."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C does nothing in here: it does not take long, and half of it would leave processes and files behind."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)
