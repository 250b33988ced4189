"""Commands that audit an estate: scan, check, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from scanner.commands.base import Config, Engine, HistoryAt, Master, Progress, Workers, check_folder, say, stop, warn

if TYPE_CHECKING:
    from reports.model import Report
    from scanner.options import AuditOptions
    from scanner.setup import Setup


def register(app: typer.Typer) -> None:
    app.command()(scan)
    app.command()(check)
    app.command()(demo)


def scan(
    config: Config,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the run's files; made if missing.")],
    engine: Engine = "local",
    workers: Workers = None,
    master: Master = None,
    dated: Annotated[
        bool, typer.Option("--dated", help="Give the run a folder of its own below --out, named by its time.")
    ] = False,
    history: HistoryAt = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Neither compare with earlier runs nor record.")
    ] = False,
) -> None:
    """Audits an estate, writes report.html and the run's files into a folder, and records the run in the history."""
    if dated:
        from datetime import UTC, datetime

        out = out / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    raise typer.Exit(_scan(config, out, _options(engine, workers, master), history, no_history))


def check(
    config: Config,
    fail_on: Annotated[
        Literal["info", "low", "medium", "high", "critical"], typer.Option(help="The least severity that gates.")
    ] = "high",
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Gate only on what the last recorded scan did not have.")
    ] = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Let what was not read pass this time.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the run's files; left out: none are written.")
    ] = None,
    engine: Engine = "local",
    workers: Workers = None,
    master: Master = None,
    history: HistoryAt = None,
) -> None:
    """Audits an estate before a release: one paragraph and an exit code. Compares with the history, records nothing."""
    from rules.gate import GateOptions
    from scanner.history.session import known_before
    from scanner.setup import read_setup

    if out is not None:
        check_folder(out, f"--out {out}", "Name a folder that can be written.")
    setup = read_setup(config)
    gate = GateOptions(fail_on, new_only, allow_incomplete)
    options = _options(engine, workers, master, gate=gate, baseline=known_before(setup, history))
    report = _run(setup, options, out)
    typer.echo(report.gate.told)
    if out is not None:
        typer.echo(f"The report is {out / 'report.html'}")
    raise typer.Exit(report.run.exit_code)


def demo(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one with an earlier demo.")],
    engine: Engine = "local",
    workers: Workers = None,
    master: Master = None,
    seed: Annotated[int, typer.Option(help="Another seed makes another estate of the same kind.")] = 2018,
) -> None:
    """Writes the estate of a fictional fitness-watch maker into a folder and audits it into FOLDER/audit."""
    from scanner.demo.estate import write_estate

    check_folder(folder, f"the folder {folder}", "Name a new or empty folder for the demo.")
    options = _options(engine, workers, master)
    say(f"writing the demo estate into {folder}")
    write_estate(folder, seed)
    raise typer.Exit(_scan(folder / "estate.yaml", folder / "audit", options, None, False))


def _options(
    engine: Literal["local", "pool", "spark"], workers: int | None, master: str | None, **more: object
) -> AuditOptions:
    from scanner.engine import EngineError
    from scanner.options import AuditOptions, check_engine

    options = AuditOptions(engine, workers, say, master=master, **more)  # type: ignore[arg-type]  # named above
    try:
        check_engine(options)
    except EngineError as error:
        stop(str(error))
    return options


def _scan(config: Path, out: Path, options: AuditOptions, history: str | None, no_history: bool) -> int:
    from contextlib import nullcontext
    from dataclasses import replace

    from reports.terminal import summary
    from scanner.history.session import History, recording
    from scanner.history.store import baseline
    from scanner.setup import read_setup

    check_folder(out, f"--out {out}", "Name a folder that can be written.")
    setup = read_setup(config)
    past: History | None
    with nullcontext(None) if no_history else recording(setup, history) as past:
        if past is not None:
            options = replace(options, baseline=baseline(past.engine, past.estate))
        report = _run(setup, options, out)
        if past is not None:
            past.record(report, setup, "scan")
    summary(report, out, Console(highlight=False, soft_wrap=not sys.stdout.isatty()))
    return report.run.exit_code


def _run(setup: Setup, options: AuditOptions, out: Path | None) -> Report:
    from dataclasses import replace

    from reports.html.render import FILE_NAME, render
    from reports.runfiles import write_run_files
    from scanner.audit import run_audit
    from scanner.engine import EngineError
    from scanner.options import engine_started

    bar = Progress()
    try:
        with engine_started(replace(options, progress=bar.show)) as started:
            report = run_audit(setup, started)
    except EngineError as error:
        stop(str(error))
    bar.done()
    if out is not None:
        write_run_files(report, out, {FILE_NAME: render(report).encode("utf-8")})
    for use in report.suppressions:
        if use.state != "active":
            what = "has expired and no longer counts" if use.state == "expired" else "matched nothing and can go"
            warn(f"saydo: the acceptance of {use.target} (owner: {use.owner}) {what}.")
    return report
