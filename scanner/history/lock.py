"""One scan of an estate at a time: two would both take the same run for the last one.

The lock is a row, so that it holds across machines that share a history. One whose process is gone on this machine, or
that is older than a day, is taken over.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from scanner.history.database import HistoryError
from scanner.history.schema import LOCKS

STALE = timedelta(hours=24)
_STAMP = "%Y-%m-%dT%H:%M:%SZ"


@contextmanager
def run_lock(engine: Engine, estate: str) -> Iterator[None]:
    """Holds the lock of an estate. Raises `HistoryError` where another run holds it."""
    token = secrets.token_hex(16)
    _take(engine, estate, token)
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(delete(LOCKS).where(LOCKS.c.estate == estate, LOCKS.c.token == token))


def release(engine: Engine, estate: str) -> bool:
    """Takes a lock away, whoever holds it. Whether there was one."""
    with engine.begin() as connection:
        return bool(connection.execute(delete(LOCKS).where(LOCKS.c.estate == estate)).rowcount)


def _take(engine: Engine, estate: str, token: str) -> None:
    mine = {"estate": estate, "token": token, "host": socket.gethostname()[:200], "pid": os.getpid()}
    for _ in range(2):
        try:
            with engine.begin() as connection:
                connection.execute(insert(LOCKS).values(**mine, since=datetime.now(UTC).strftime(_STAMP)))
            return
        except IntegrityError:
            with engine.begin() as connection:
                held = connection.execute(select(LOCKS).where(LOCKS.c.estate == estate)).first()
                if held is None:
                    continue
                if not _stale(held):
                    break
                # by its token: another run may have taken it over in between
                connection.execute(delete(LOCKS).where(LOCKS.c.estate == estate, LOCKS.c.token == held.token))
    told = f" since {held.since} (process {held.pid} on {held.host})" if held is not None else ""
    remedy = "Wait for it, or, if it is gone, run `saydo history unlock`."
    raise HistoryError(f"history: another scan of this estate runs{told}. {remedy}")


def _stale(held: Row[tuple[str, ...]]) -> bool:
    if held.host == socket.gethostname()[:200] and not _alive(int(held.pid)):
        return True
    try:
        since = datetime.strptime(held.since, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return True
    return datetime.now(UTC) - since > STALE


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
