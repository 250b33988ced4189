"""Commands that look at an estate without auditing it: init, doctor, locate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner import exitcodes
from scanner.commands.base import Config, Progress, check_folder, say, stop


def register(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(doctor)
    app.command()(locate)


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

    check_folder(out.absolute().parent, f"the folder of --out {out}", "Name a file in a folder that can be written.")
    bar = Progress()
    wanted = Wanted(out, tuple(url or ()), tuple(url_env or ()), tuple(folder or ()), tuple(logs or ()), policy)
    result = run_init(wanted, force, say, bar.show)
    bar.done()
    for line in result.lines:
        typer.echo(line, err=result.exit_code == exitcodes.NOTHING_OPENED)
    raise typer.Exit(result.exit_code)


def doctor(
    config: Config,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Opens every source and says what can and can't be read, which rights are missing and which are too many."""
    from scanner.doctor import run_doctor

    lines, code = run_doctor(config, as_json, say)
    for line in lines:
        typer.echo(line)
    raise typer.Exit(code)


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
        stop(f"nothing of that name was listed.{also} Give it as the report shows it, with the same estate file.")
