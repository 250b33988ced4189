"""The history of one estate while a command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy import exc as sa_exc

from connectors.errors import describe_error
from reports.model import Report
from rules.comparison import Baseline
from scanner.config import Estate, load_estate
from scanner.history.database import HistoryError, address, open_database
from scanner.history.lock import run_lock
from scanner.history.store import baseline, record
from scanner.setup import Setup


@dataclass(frozen=True, slots=True)
class History:
    """An open history and the estate whose runs it is asked for."""

    engine: Engine
    estate: str

    def record(self, report: Report, setup: Setup, kind: str) -> None:
        """Raises `HistoryError` when it can't be written; the run's own files are there all the same."""
        try:
            record(self.engine, self.estate, report, setup.scopes, kind)
        except sa_exc.SQLAlchemyError as error:
            told = f"history: the run could not be recorded ({describe_error(error)})"
            raise HistoryError(f"{told}. Its files are written; check the history's disk or server.") from None


def url_of(estate: Estate, base_dir: Path, wanted: str | None) -> str | None:
    """The address that `--history` or the estate file gives; None where the estate wants none."""
    if wanted is not None:
        # a path given on the command line starts where the command runs
        return address(wanted, Path.cwd())
    return None if estate.history is False else address(estate.history, base_dir)


def open_history(config: Path, wanted: str | None) -> History:
    """The history of an estate file for reading. Raises `HistoryError` where it is switched off or not there."""
    estate = load_estate(config)
    base_dir = config.resolve().parent
    url = url_of(estate, base_dir, wanted)
    if url is None:
        raise HistoryError(f"history: {config.name} says `history: false`. Name one with --history.")
    return History(open_database(url, base_dir, create=False), estate.name)


@contextmanager
def recording(setup: Setup, wanted: str | None) -> Iterator[History | None]:
    """The history for a run that is to be recorded, locked; None where the estate wants none. Raises `HistoryError`."""
    url = url_of(setup.estate, setup.base_dir, wanted)
    if url is None:
        yield None
        return
    history = History(open_database(url, setup.base_dir), setup.estate.name)
    with run_lock(history.engine, history.estate):
        yield history


def known_before(setup: Setup, wanted: str | None) -> Baseline | None:
    """The baseline for a run that is not recorded; an empty one where the history is not there yet."""
    url = url_of(setup.estate, setup.base_dir, wanted)
    if url is None:
        return None
    where = make_url(url) if url.startswith("sqlite") else None
    if where is not None and where.database and not (setup.base_dir / where.database).exists():
        return Baseline()
    return baseline(open_database(url, setup.base_dir), setup.estate.name)
