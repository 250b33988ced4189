"""The command line. Every way out is one plain sentence and an exit code; a traceback could quote data."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

from scanner import exitcodes

if TYPE_CHECKING:
    from reports.model import Report


PACKAGES = ("connectors", "reports", "rules", "scanner")


class _Commands(TyperGroup):
    """Typer by itself would end without a word after Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _stop("interrupted; no report was written. Start the command again.", exitcodes.INTERRUPTED)


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

Engine = Annotated[
    Literal["local", "pool"], typer.Option(help="local: in this process. pool: one process a core. Same results.")
]
Workers = Annotated[int | None, typer.Option(min=1, max=256, help="Processes of the pool; default: one a core.")]
Config = Annotated[Path, typer.Option("--config", "-c", help="The estate file.")]


@app.command()
def scan(
    config: Config,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the run's files; made if missing.")],
    engine: Engine = "local",
    workers: Workers = None,
) -> None:
    """Audits an estate and writes report.html and the run's files into a folder."""
    raise typer.Exit(_audit(config, out, engine, workers))


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, or one with an earlier demo.")],
    engine: Engine = "local",
    workers: Workers = None,
    seed: Annotated[int, typer.Option(help="Another seed makes another estate of the same kind.")] = 2018,
) -> None:
    """Writes the estate of a fictional fitness-watch maker into a folder and audits it into FOLDER/audit."""
    from scanner.demo.estate import write_estate

    _check_folder(folder, f"the folder {folder}", "Name a new or empty folder for the demo.")
    _say(f"writing the demo estate into {folder}")
    write_estate(folder, seed)
    raise typer.Exit(_audit(folder / "estate.yaml", folder / "audit", engine, workers))


@app.command()
def init(
    out: Annotated[Path, typer.Option("--out", "-o", help="The estate file to write, such as estate.yaml.")],
    url: Annotated[list[str] | None, typer.Option(help="A database or bucket, without a password in it.")] = None,
    url_env: Annotated[list[str] | None, typer.Option(help="An environment variable that holds such a URL.")] = None,
    folder: Annotated[list[Path] | None, typer.Option(help="A folder with databases, logs or objects.")] = None,
    logs: Annotated[
        list[Path] | None, typer.Option(help="A folder or file that holds logs, whatever its name.")
    ] = None,
    policy: Annotated[str, typer.Option(help="A shipped policy pack, or the path of one.")] = "amazfit-2018",
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
) -> None:
    """Looks at databases, logs and folders and proposes an estate file. Give options as often as needed."""
    from scanner.init.model import Wanted
    from scanner.init.run import run_init

    _check_folder(out.absolute().parent, f"the folder of --out {out}", "Name a file in a folder that can be written.")
    bar = _Progress()
    wanted = Wanted(out, tuple(url or ()), tuple(url_env or ()), tuple(folder or ()), tuple(logs or ()), policy)
    result = run_init(wanted, force, _say, bar.show)
    bar.done()
    for line in result.lines:
        typer.echo(line, err=result.exit_code == exitcodes.NOTHING_OPENED)
    raise typer.Exit(result.exit_code)


@app.command()
def doctor(
    config: Config,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Opens every source and says what can and can't be read, which rights are missing and which are too many."""
    from scanner.doctor import run_doctor

    lines, code = run_doctor(config, as_json, _say)
    for line in lines:
        typer.echo(line)
    raise typer.Exit(code)


@app.command()
def locate(
    name: Annotated[str, typer.Argument(help="A dataset, object or field as a report shows it: lake/in/{email#3}.csv")],
    config: Config,
) -> None:
    """Shows the real name behind a masked one, by listing the sources again. Prints personal data to your terminal."""
    from scanner.locate import locate_name

    found, unread = locate_name(config, name)
    from reports.safe import printable

    for kind, raw in found:
        typer.echo(f"{kind}: {printable(raw, None)}")
    if not found:
        also = f" These sources could not be listed: {', '.join(unread)}." if unread else ""
        _stop(f"nothing of that name was listed.{also} Give it as the report shows it, with the same estate file.")


@app.command()
def version() -> None:
    """Prints the version."""
    from scanner.toolversion import tool_version

    typer.echo(f"saydo {tool_version()}")


def _audit(config: Path, out: Path, engine: Literal["local", "pool"], workers: int | None) -> int:
    from reports.html.render import write_html
    from reports.runfiles import write_run_files
    from reports.terminal import summary
    from scanner.audit import run_audit
    from scanner.options import AuditOptions

    _check_folder(out, f"--out {out}", "Name a folder that can be written.")
    bar = _Progress()
    report: Report = run_audit(config, AuditOptions(engine, workers, _say, bar.show))
    bar.done()
    write_run_files(report, out)
    write_html(report, out)
    summary(report, out, Console(highlight=False, soft_wrap=not sys.stdout.isatty()))
    return report.run.exit_code


def _check_folder(folder: Path, shown: str, remedy: str) -> None:
    """Says before the work is done, not after, that its results have nowhere to go."""
    nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not nearest.is_dir():
        _stop(f"{shown} is a file or lies below one. {remedy}")
    if not os.access(nearest, os.W_OK | os.X_OK):
        _stop(f"{shown} can't be made or written. {remedy}")


class _Progress:
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


def _say(message: str) -> None:
    """A word on progress, for people at a terminal."""
    if sys.stderr.isatty():
        from reports.safe import printable

        sys.stderr.write(f"{printable(message)}\n")


def _stop(message: str, code: int = exitcodes.USAGE) -> NoReturn:
    from reports.safe import printable

    sys.stderr.write(f"saydo: {printable(message, 1000)}\n")
    raise typer.Exit(code)


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
    from reports.safe import printable
    from rules.detector_data import DetectorError
    from rules.policy import PolicyError
    from rules.safe_yaml import YamlError
    from scanner.config import ConfigError
    from scanner.demo.estate import DemoError
    from scanner.valuekey import ValueKeyError

    ours = (YamlError, ConfigError, PolicyError, DetectorError, ValueKeyError, ConnectorError, DemoError)
    if isinstance(error, ours):
        return printable(str(error), 1000)
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
