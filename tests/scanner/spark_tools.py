"""Looks at the processes and files of a run on Spark from outside, and ends some of them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
PYTHON, JVM = b"pyspark.daemon", b"org.apache.spark.deploy.SparkSubmit"
LARGE = 1 << 26
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
"""127.0.0.1 and ::1 as /proc/net writes them."""


def session_of(pid: int) -> list[int]:
    """The processes of the session that `pid` leads, also those whose parent is gone."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == pid and state_of(int(entry.name)) != "Z":
                    found.append(int(entry.name))
    return found


def state_of(pid: int) -> str:
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]


def parent_of(pid: int) -> int:
    return int((PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])


def told_of(pid: int, what: str = "cmdline") -> bytes:
    """What `ps` shows of a process; b"" where it has ended."""
    try:
        return (PROC / str(pid) / what).read_bytes()
    except OSError:
        return b""


def jvms(session: int) -> list[int]:
    return [pid for pid in session_of(session) if JVM in told_of(pid)]


def python_workers(session: int) -> list[int]:
    """Processes that the daemon of PySpark forked."""
    found = []
    for pid in session_of(session):
        with suppress(OSError):
            if PYTHON in told_of(pid) and PYTHON in told_of(parent_of(pid)):
                found.append(pid)
    return found


def reads_below(pid: int, folder: Path) -> bool:
    """Whether a process holds a file of this folder open just now."""
    try:
        handles = [os.readlink(handle) for handle in (PROC / str(pid) / "fd").iterdir()]
    except OSError:
        return False
    return any(Path(handle).is_relative_to(folder) for handle in handles)


def listening(session: int) -> set[str]:
    """Addresses, as /proc/net writes them, on which processes of a session listen."""
    found = set()
    for pid in session_of(session):
        try:
            handles = {os.readlink(handle) for handle in (PROC / str(pid) / "fd").iterdir()}
            tables = [(PROC / str(pid) / "net" / name).read_text() for name in ("tcp", "tcp6")]
        except OSError:
            continue
        for line in "".join(tables).splitlines():
            cells = line.split()
            if cells[3] == "0A" and f"socket:[{cells[9]}]" in handles:
                found.add(cells[1].partition(":")[0])
    return found


def until(found: Callable[[], bool], seconds: float = 60) -> bool:
    """Waits for something; False where it never came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found():
            return True
        time.sleep(0.02)
    return False


def kill_a_worker(session: int, estate: Path) -> bool:
    """SIGKILL to the first Python worker that reads the estate; False where none ever did."""

    def killed() -> bool:
        for pid in python_workers(session):
            if reads_below(pid, estate):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    return until(killed)


class Watch:
    """Keeps what ever stood in the files of some folders, and what `ps` showed of a session, while a run lasts."""

    def __init__(self, session: int, *folders: Path) -> None:
        self.contents: dict[bytes, str] = {}
        """What was in a file, and in which."""
        self.commands: set[bytes] = set()
        self.environments: set[bytes] = set()
        self.addresses: set[str] = set()
        """Where its processes listened."""
        self.modes: dict[str, int] = {}
        """Permissions of what lay right in the folders."""
        self._session, self._folders = session, folders
        self._known: dict[str, tuple[int, int, int]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        looked = 0.0
        while not self._ended.is_set():
            for path in self._files():
                self._keep(path)
            for pid in session_of(self._session):
                self.commands.add(told_of(pid))
                self.environments.add(told_of(pid, "environ"))
            if time.monotonic() > looked + 0.5:
                looked = time.monotonic()
                self.addresses |= listening(self._session)
            with suppress(OSError):
                self.modes |= {
                    str(item): item.stat().st_mode & 0o777 for top in self._folders for item in top.iterdir()
                }
            self._ended.wait(0.05)

    def _files(self) -> Iterator[str]:
        for top in self._folders:
            for folder, _, files in os.walk(top):
                yield from (os.path.join(folder, file) for file in files)

    def _keep(self, path: str) -> None:
        with suppress(OSError):
            stat = os.stat(path)
            mark = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if self._known.get(path) != mark and stat.st_size < LARGE:
                self._known[path] = mark
                with open(path, "rb") as file:
                    self.contents.setdefault(file.read(), path)
