"""The command that writes a schedule for systemd, cron or Kubernetes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from scanner.commands.base import Config

schedule = typer.Typer(help="Scans at fixed times.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(schedule, name="schedule")


@schedule.callback()
def _group() -> None:
    """Scans at fixed times."""


@schedule.command("print")
def print_schedule(
    scheduler: Annotated[Literal["systemd", "cron", "k8s"], typer.Argument(help="For whom it is written.")],
    config: Config,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder below which each run gets a folder of its own.")
    ] = Path("/var/lib/saydo/runs"),
    every: Annotated[Literal["hour", "day", "week", "month"], typer.Option(help="How often.")] = "week",
    at: Annotated[str, typer.Option(help="The local time of day; for `hour`, its minutes count.")] = "03:17",
    image: Annotated[str, typer.Option(help="k8s: the container image that holds Saydo.")] = "saydo:latest",
) -> None:
    """Prints units, crontab lines or manifests that scan the estate and say when a scan was missed."""
    import shutil
    import sys

    from scanner.schedule.cron import cron_lines
    from scanner.schedule.k8s import k8s_manifests
    from scanner.schedule.model import make_schedule
    from scanner.schedule.systemd import systemd_units

    beside = Path(sys.executable).parent / "saydo"
    program = str(beside) if beside.exists() else shutil.which("saydo") or "/usr/local/bin/saydo"
    plan = make_schedule(config, out, program, every, at)
    if scheduler == "systemd":
        typer.echo(systemd_units(plan), nl=False)
    elif scheduler == "cron":
        typer.echo(cron_lines(plan), nl=False)
    else:
        typer.echo(k8s_manifests(plan, image), nl=False)
