"""Commands on the history: list, show, check, unlock, and diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner import exitcodes
from scanner.commands.base import HistoryAt

if TYPE_CHECKING:
    from scanner.history.session import History

Estate = Annotated[Path, typer.Option("--config", "-c", help="The estate file whose history is meant.")]
Json = Annotated[bool, typer.Option("--json", help="The same as JSON.")]
Run = Annotated[str, typer.Argument(help="A run: its number, its id or the start of it, or `last`.")]
ESTATE = Path("estate.yaml")

history = typer.Typer(help="Earlier runs: list, show, check that scans are not overdue.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(history, name="history")
    app.command()(diff)


@history.command("list")
def list_runs(config: Estate = ESTATE, at: HistoryAt = None, as_json: Json = False) -> None:
    """Lists the recorded runs of an estate, the newest first."""
    from dataclasses import asdict

    from scanner.history.store import runs
    from scanner.history.tell import run_lines

    past = _open(config, at)
    found = runs(past.engine, past.estate)
    _tell([json.dumps([asdict(item) for item in found], indent=2)] if as_json else list(run_lines(found)))


@history.command()
def show(run: Run, config: Estate = ESTATE, at: HistoryAt = None, as_json: Json = False) -> None:
    """Shows one run: its findings by state, its statements and its coverage."""
    from scanner.history.store import find_run
    from scanner.history.tell import run_data, show_lines

    past = _open(config, at)
    found = find_run(past.engine, run, past.estate)
    _tell([json.dumps(run_data(found), indent=2)] if as_json else list(show_lines(found)))


@history.command()
def check(
    max_age: Annotated[str, typer.Option("--max-age", help="How old the last scan may be: 8d, 36h, 90m.")],
    config: Estate = ESTATE,
    at: HistoryAt = None,
) -> None:
    """Says whether scans are overdue: exit code 0 in time, 3 overdue. For monitoring."""
    from datetime import UTC, datetime

    from scanner.history.store import runs
    from scanner.history.tell import max_age as parsed
    from scanner.history.tell import overdue

    limit = parsed(max_age)
    past = _open(config, at)
    late, told = overdue(runs(past.engine, past.estate), limit, datetime.now(UTC))
    _tell([told])
    raise typer.Exit(exitcodes.INCOMPLETE if late else exitcodes.PASS)


@history.command()
def unlock(config: Estate = ESTATE, at: HistoryAt = None) -> None:
    """Takes away the lock of a scan that died on another machine."""
    from scanner.history.lock import release

    past = _open(config, at)
    _tell(["The lock was taken away." if release(past.engine, past.estate) else "There was no lock."])


def diff(
    before: Run,
    after: Run,
    config: Estate = ESTATE,
    at: HistoryAt = None,
    as_json: Json = False,
) -> None:
    """What became of each finding from one recorded run to another: new, fixed, reappeared, not re-examined."""
    from reports.canonical import plain
    from scanner.history.store import difference, find_run
    from scanner.history.tell import diff_lines

    past = _open(config, at)
    first, second = (find_run(past.engine, name, past.estate) for name in (before, after))
    found = difference(past.engine, first, second)
    _tell([json.dumps(plain(found), indent=2)] if as_json else list(diff_lines(found, first.row, second.row)))


def _open(config: Path, at: str | None) -> History:
    from scanner.history.session import open_history

    return open_history(config, at)


def _tell(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
