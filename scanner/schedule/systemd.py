"""Units for systemd: a service, its timer, and a check for overdue scans. See systemd.unit(5), systemd.timer(5)."""

from __future__ import annotations

from scanner.schedule.model import Schedule

_DAYS = {"hour": "*-*-*", "day": "*-*-*", "week": "Mon *-*-*", "month": "*-*-01"}


def systemd_units(plan: Schedule) -> str:
    """All unit files, one after the other, each under a comment with its path."""
    return "\n".join(f"# /etc/systemd/system/{name}\n{text}" for name, text in units(plan).items())


def units(plan: Schedule) -> dict[str, str]:
    """Unit file by name. A scan that the machine slept through is made up for (`Persistent=true`); systemd never runs a
    service twice at once."""
    when = f"*:{plan.minute:02}:00" if plan.every == "hour" else f"{plan.hour:02}:{plan.minute:02}:00"
    service = f"""[Unit]
Description=Saydo: audit of {_plain(plan.name)} against its privacy policy
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
# As root, before the folders below are made writable: systemd wants them to be there.
ExecStartPre=+/bin/mkdir -p -m 0700 {_word(plan.out)}
ExecStart={_command(plan.scan)}
# Exit code 1 (gating findings) and 3 (incomplete) leave the unit failed, so that OnFailure= and monitoring see them.
{_secrets(plan)}UMask=0077
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=strict
ReadWritePaths={" ".join(map(_path, filter(None, (plan.history, plan.out))))}
TimeoutStartSec=12h
"""
    timer = f"""[Unit]
Description=Saydo: when {_plain(plan.name)} is audited

[Timer]
OnCalendar={_DAYS[plan.every]} {when}
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""
    check = f"""[Unit]
Description=Saydo: is the audit of {_plain(plan.name)} overdue

[Service]
Type=oneshot
ExecStart={_command(plan.check)}
{_secrets(plan)}UMask=0077
NoNewPrivileges=true
"""
    check_timer = f"""[Unit]
Description=Saydo: when to look whether the audit of {_plain(plan.name)} is overdue

[Timer]
OnCalendar=*-*-* 09:00:00
Persistent=true

[Install]
WantedBy=timers.target
"""
    label = plan.label
    return {
        f"{label}.service": service,
        f"{label}.timer": timer,
        f"{label}-overdue.service": check,
        f"{label}-overdue.timer": check_timer,
    }


def _secrets(plan: Schedule) -> str:
    if not plan.secrets:
        return ""
    names = ", ".join(plan.secrets)
    return f"# Holds {names}; mode 0600, owned by root.\nEnvironmentFile=/etc/saydo/{plan.label}.env\n"


def _command(words: tuple[str, ...]) -> str:
    return " ".join(map(_word, words))


def _word(word: str) -> str:
    """One argument: `%` and `$` have a meaning to systemd, quotes and backslashes end it."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return (
        f'"{text}"' if text != word or not word.replace("/", "").replace("-", "").replace(".", "").isalnum() else word
    )


def _path(path: str) -> str:
    """A path in a list of paths: no variables there, so `$` stays."""
    text = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if text != path or " " in path or "'" in path else path


def _plain(text: str) -> str:
    return text.replace("%", "%%")
