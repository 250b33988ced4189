"""The command that accepts a finding or a gap for a time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer


def register(app: typer.Typer) -> None:
    app.command()(suppress)


def suppress(
    target: Annotated[str, typer.Argument(help="A finding's fingerprint, or gap:<dataset> as reports show it.")],
    reason: Annotated[
        Literal["accepted_risk", "false_positive", "policy_change_pending", "remediation_planned"],
        typer.Option(help="Why it may stay for a time."),
    ],
    justification: Annotated[str, typer.Option(help="A sentence that an auditor can follow.")],
    owner: Annotated[str, typer.Option(help="Who answers for it: a team or a role.")],
    config: Annotated[Path, typer.Option("--config", "-c", help="The estate file.")] = Path("estate.yaml"),
    file: Annotated[str | None, typer.Option("--object", help="Of a gap, the one file that is meant.")] = None,
    days: Annotated[int, typer.Option(min=1, max=180, help="How many days it holds from today.")] = 90,
) -> None:
    """Accepts a finding or a gap in the estate's file of suppressions, with reason, owner and end."""
    from datetime import UTC, datetime, timedelta

    from reports.safe import printable
    from scanner.accepting import accept

    today = datetime.now(UTC).date()
    told: dict[str, object] = {"reason": reason, "justification": justification, "owner": owner}
    told |= {"expires": today + timedelta(days=days), **({"object": file} if file is not None else {})}
    path, entry = accept(config, target, told, today)
    typer.echo(f"{printable(entry.target)} is accepted until {entry.expires} in {path.name}. Commit that file.")
