"""Commands about detection itself: try the detectors on a file, and how often they are right."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scanner import exitcodes
from scanner.commands.base import stop


def register(app: typer.Typer) -> None:
    app.command()(detect)
    app.command()(detectors)


def detect(
    file: Annotated[str, typer.Argument(help="A text file, one value or log line a line; - reads standard input.")],
    name: Annotated[str, typer.Option(help="The field that the lines are values of, such as phone_no.")] = "",
    own: Annotated[
        list[Path] | None, typer.Option("--detectors", help="A detector file of your own; give it as often as needed.")
    ] = None,
) -> None:
    """Says what the detectors make of the lines of a file and why. It prints counts and forms, never a value."""
    from rules.detector_data import shipped_detectors
    from scanner.own_detectors import with_users_own
    from scanner.trying import bounded_lines, try_lines
    from scanner.work import mute_third_party_loggers

    mute_third_party_loggers()
    known = with_users_own(shipped_detectors(), [str(path) for path in own or ()], Path())
    if file != "-" and not Path(file).is_file():
        stop("FILE is no file that can be read. Name a text file, or - for standard input.", exitcodes.USAGE)
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
        for line in try_lines(bounded_lines(stream), name, known, datetime.now(UTC).date()):
            typer.echo(line)


def detectors(
    all_of_them: Annotated[bool, typer.Option("--all", help="Also categories that no detector looks for yet.")] = False,
) -> None:
    """Lists what is looked for, with recall and precision on the frozen corpus and their 95 % intervals."""
    from rules.measured import measured
    from scanner.rates import told_rates

    for line in told_rates(measured(), all_of_them):
        typer.echo(line)
