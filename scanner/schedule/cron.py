"""Lines for cron. See crontab(5)."""

from __future__ import annotations

import shlex

from scanner.schedule.model import Schedule

_DAYS = {"hour": "* * *", "day": "* * *", "week": "* * 1", "month": "1 * *"}


def cron_lines(plan: Schedule) -> str:
    """Lines for `crontab -e`. cron makes up for nothing, so a second line mails somebody when a scan was missed."""
    hour = "*" if plan.every == "hour" else str(plan.hour)
    when = f"{plan.minute} {hour} {_DAYS[plan.every]}"
    secrets = ""
    if plan.secrets:
        file = f"$HOME/.config/saydo/{plan.label}.env"
        secrets = f'. "{file}" && '
    needs = f"# {', '.join(plan.secrets)}: as `export NAME=...` in {file}, mode 0600.\n" if plan.secrets else ""
    return f"""# Saydo: {plan.name}. What a command prints is mailed to MAILTO.
# A scan that is still running holds a lock in the history: a second one ends at once with exit code 2 and says so.
{needs}{when} {secrets}{_command(plan.scan)} >/dev/null
# Prints, and so mails, only when the last scan is too old.
0 9 * * * {secrets}{{ told=$({_command(plan.check)}) || echo "$told"; }}
"""


def _command(words: tuple[str, ...]) -> str:
    # cron ends the command at a bare %
    return shlex.join(words).replace("%", "\\%")
