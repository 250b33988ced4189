"""Commands that audit an estate: scan, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from scanner.commands.base import Config, Engine, Progress, Workers, check_folder, say

if TYPE_CHECKING:
    from reports.model import Report


def register(app: typer.Typer) -> None:
    app.command()(scan)
    app.command()(demo)


def scan(
    config: Config,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the run's files; made if missing.")],
    engine: Engine = "local",
    workers: Workers = None,
) -> None:
    """Audits an estate and writes report.html and the run's files into a folder."""
    raise typer.Exit(_audit(config, out, engine, workers))


def demo(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one with an earlier demo.")],
    engine: Engine = "local",
    workers: Workers = None,
    seed: Annotated[int, typer.Option(help="Another seed makes another estate of the same kind.")] = 2018,
) -> None:
    """Writes the estate of a fictional fitness-watch maker into a folder and audits it into FOLDER/audit."""
    from scanner.demo.estate import write_estate

    check_folder(folder, f"the folder {folder}", "Name a new or empty folder for the demo.")
    say(f"writing the demo estate into {folder}")
    write_estate(folder, seed)
    raise typer.Exit(_audit(folder / "estate.yaml", folder / "audit", engine, workers))


def _audit(config: Path, out: Path, engine: Literal["local", "pool"], workers: int | None) -> int:
    from reports.html.render import write_html
    from reports.runfiles import write_run_files
    from reports.terminal import summary
    from scanner.audit import run_audit
    from scanner.options import AuditOptions

    check_folder(out, f"--out {out}", "Name a folder that can be written.")
    bar = Progress()
    report: Report = run_audit(config, AuditOptions(engine, workers, say, bar.show))
    bar.done()
    write_run_files(report, out)
    write_html(report, out)
    summary(report, out, Console(highlight=False, soft_wrap=not sys.stdout.isatty()))
    return report.run.exit_code
