"""The history of one estate while a command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy import exc as sa_exc

from connectors.errors import describe_error
from reports.model import Report
from rules.comparison import Baseline
from scanner.config import Estate, load_estate
from scanner.history.database import HistoryError, address, open_database
from scanner.history.lock import run_lock
from scanner.history.store import baseline, record
from scanner.release import scopes_of
from scanner.setup import Setup


@dataclass(frozen=True, slots=True)
class History:
    """An open history and the estate whose runs it is asked for."""

    engine: Engine
    estate: str

    def record(self, report: Report, setup: Setup, kind: str) -> None:
        """Raises `HistoryError` when it can't be written; the run's own files are there all the same."""
        try:
            record(self.engine, self.estate, report, scopes_of(setup), kind)
        except sa_exc.SQLAlchemyError as error:
            told = f"history: the run could not be recorded ({describe_error(error)})"
            raise HistoryError(f"{told}. Its files are written; check the history's disk or server.") from None


def url_of(estate: Estate, base_dir: Path, wanted: str | None) -> URL | None:
    """The address that `--history` or the estate file gives; None where the estate wants none.

    Raises `HistoryError` where others may share that history and the estate has no name to be told apart by.
    """
    if wanted is not None:
        # a path given on the command line starts where the command runs
        return address(wanted, Path.cwd())
    if estate.history is False:
        return None
    url = address(estate.history, base_dir)
    file = url.database if url.get_backend_name() == "sqlite" else None
    if "name" not in estate.model_fields_set and not (file and Path(base_dir, file).resolve().is_relative_to(base_dir)):
        told = "other estates may share it, and this one has no name to be told apart by"
        raise HistoryError(f"history: {told}. Add `name: ...` to the estate file.")
    return url


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
    if url.get_backend_name() == "sqlite" and url.database and not (setup.base_dir / url.database).exists():
        return Baseline()
    return baseline(open_database(url, setup.base_dir), setup.estate.name)
