"""What all commands share: options, progress, and the two ways to speak to the person at the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from scanner import exitcodes

Engine = Annotated[
    Literal["local", "pool", "spark"],
    typer.Option(help="local: in this process. pool: one process a core. spark: on Spark. Same results."),
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Processes of the pool or of local Spark; default: one a core.")
]
Master = Annotated[
    str | None, typer.Option(help="With --engine spark: where it runs, for example local[4] or yarn; default: here.")
]
HistoryAt = Annotated[
    str | None, typer.Option("--history", help="Another history than the estate file's: a path, or a database URL.")
]
Config = Annotated[Path, typer.Option("--config", "-c", help="The estate file.")]


class Progress:
    """One line on stderr, rewritten in place, when that is a terminal."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._width = 0

    def show(self, what: str, done: int, total: int) -> None:
        if self._on and total:
            text = f"{what}: {done:,} of {total:,} parts"
            sys.stderr.write("\r" + text.ljust(self._width))
            sys.stderr.flush()
            self._width = len(text)

    def done(self) -> None:
        if self._on and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


def say(message: str) -> None:
    """A word on progress, for people at a terminal."""
    if sys.stderr.isatty():
        warn(message)


def warn(message: str) -> None:
    """A word that nobody should miss, on stderr."""
    from reports.safe import printable

    sys.stderr.write(f"{printable(message, 1000)}\n")


def stop(message: str, code: int = exitcodes.USAGE) -> NoReturn:
    """Ends the command with one sentence on stderr."""
    warn(f"saydo: {message}")
    raise typer.Exit(code)


def check_folder(folder: Path, shown: str, remedy: str) -> None:
    """Says before the work is done, not after, that its results have nowhere to go."""
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        stop(f"{shown} is a file or lies below one. {remedy}")
    if not os.access(nearest, os.W_OK | os.X_OK):
        stop(f"{shown} can't be made or written. {remedy}")
