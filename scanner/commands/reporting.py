"""The command that makes further outputs of a finished run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.commands.base import check_folder, stop

if TYPE_CHECKING:
    from reports.model import Report

FORMATS = ("github", "html", "junit", "markdown", "sarif")
USUAL = "sarif,junit,markdown"


def register(app: typer.Typer) -> None:
    app.command()(report)


def report(
    run_dir: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The folder that a scan wrote.")],
    formats: Annotated[
        str, typer.Option("--format", "-f", help="One or more of github, html, junit, markdown, sarif, with commas.")
    ] = USUAL,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the files, default RUN_DIR; - prints one format.")
    ] = None,
) -> None:
    """Makes SARIF, JUnit XML, Markdown or HTML of a finished run, without scanning again."""
    from reports.files import write_whole
    from reports.readback import RunFolderError, read_run
    from reports.safe import printable

    wanted = _wanted(formats)
    printing = out is not None and str(out) == "-"
    if printing and len(wanted) > 1:
        stop("--out - prints one format. Give one with --format, or a folder with --out.")
    folder = run_dir if out is None or printing else out
    if not printing and "html" in wanted and _is_page_of_run(folder):
        stop(f"{folder}/report.html belongs to the run there and stays as it is. Give another folder with --out.")
    try:
        found = read_run(run_dir)
    except RunFolderError as error:
        stop(str(error))
    writers = _writers()
    if printing:
        sys.stdout.buffer.write(writers[wanted[0]][1](found))
        sys.stdout.buffer.flush()
        return
    check_folder(folder, f"the folder {folder}", "Name a folder that can be written with --out.")
    made = {writers[name][0]: writers[name][1](found) for name in wanted}
    for path in write_whole(folder, made):
        typer.echo(printable(str(path), None))


def _wanted(formats: str) -> list[str]:
    """The formats by name, each once. Stops where one is unknown or none is given."""
    names = list(dict.fromkeys(name.strip().lower() for name in formats.split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        told = f"unknown format '{unknown[0][:40]}'" if unknown else "no format is given"
        stop(f"{told}. There are {', '.join(FORMATS)}.")
    return names


def _is_page_of_run(folder: Path) -> bool:
    """The custody log of a run vouches for its report.html."""
    return (folder / "run.json").exists() and (folder / "report.html").exists()


def _writers() -> Mapping[str, tuple[str, Callable[[Report], bytes]]]:
    """By format: the name of its file and what makes it."""
    from reports import junit, markdown, sarif
    from reports.html import render

    return {
        "github": (sarif.GITHUB_FILE_NAME, sarif.github_sarif),
        "html": (render.FILE_NAME, lambda found: render.render(found).encode("utf-8")),
        "junit": (junit.FILE_NAME, junit.junit),
        "markdown": (markdown.FILE_NAME, lambda found: markdown.markdown(found).encode("utf-8")),
        "sarif": (sarif.FILE_NAME, sarif.sarif),
    }
