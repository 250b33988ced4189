"""The command line. Every way out is one plain sentence and an exit code; a traceback could quote data."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from scanner import exitcodes
from scanner.commands import accepting, audits, detecting, estates, evidence, histories, reporting, schedules
from scanner.commands.base import stop

PACKAGES = ("connectors", "reports", "rules", "scanner")


class _Commands(TyperGroup):
    """Typer by itself would end without a word after Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            stop("interrupted; no report was written. Start the command again.", exitcodes.INTERRUPTED)


app = typer.Typer(
    name="saydo",
    cls=_Commands,
    help="Checks what an organisation's data does against what its privacy policy says.",
    epilog="Exit codes: 0 pass, 1 gating findings, 2 usage or configuration, 3 incomplete, "
    "4 no source could be opened, 5 verification failed, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


for _commands in (audits, histories, accepting, schedules, reporting, evidence, estates, detecting):
    _commands.register(app)


@app.command()
def version() -> None:
    """Prints the version."""
    from scanner.toolversion import tool_version

    typer.echo(f"saydo {tool_version()}")


def _refuse_name_clash() -> str:
    """A sentence when another distribution owns one of our import names; "" otherwise."""
    owners = metadata.packages_distributions()
    for name in PACKAGES:
        others = sorted(set(owners.get(name, ())) - {"saydo"})
        if others:
            return (
                f"the package name '{name}' also belongs to '{others[0]}' in this environment, and one would hide the "
                "other. Install Saydo in an environment of its own (pipx install saydo, or a fresh venv)."
            )
    return ""


def main() -> None:
    """Entry point. Errors that people can mend are told as such; others by class and place, never by message."""
    os.umask(0o077)
    try:
        clash = _refuse_name_clash()
        if clash:
            sys.stderr.write(f"saydo: {clash}\n")
            sys.exit(exitcodes.USAGE)
        app(prog_name="saydo", standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(exitcodes.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last door: nothing of a message may pass that we did not write
        sys.stderr.write(f"saydo: {_told(error)}\n")
        sys.exit(exitcodes.USAGE)


def _told(error: Exception) -> str:
    from connectors.base import ConnectorError
    from connectors.errors import describe_error
    from reports.evidence.errors import EvidenceError
    from reports.safe import printable
    from rules.detector_data import DetectorError
    from rules.policy import PolicyError
    from rules.safe_yaml import YamlError
    from rules.suppressions import SuppressionError
    from scanner.config import ConfigError
    from scanner.demo.estate import DemoError
    from scanner.history.database import HistoryError, told_fault
    from scanner.schedule.model import ScheduleError
    from scanner.valuekey import ValueKeyError

    ours = (
        *(YamlError, ConfigError, PolicyError, DetectorError, SuppressionError, ValueKeyError, ConnectorError),
        *(DemoError, EvidenceError, HistoryError, ScheduleError),
    )
    if isinstance(error, ours):
        return printable(str(error), 1000)
    if fault := told_fault(error):
        return fault
    if isinstance(error, OSError):
        told = describe_error(error)
        return f"a file can't be read or written ({told}). Check its folder, the permissions and the space on the disk."
    frames = traceback.extract_tb(error.__traceback__)
    place = next((f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames) if _is_ours(f.filename)), "unknown")
    return (
        f"an internal fault ({type(error).__name__} at {place}). Please report this line; none of your data is in it."
    )


def _is_ours(filename: str) -> bool:
    return Path(filename).parent.parts[-1:] != () and any(part in PACKAGES for part in Path(filename).parts)


if __name__ == "__main__":
    main()
