"""What a history says, as lines for a terminal and as plain data for `--json`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from reports.canonical import plain
from reports.safe import printable
from reports.words import STATE_NAMES, count
from rules.comparison import STATES, Change, Comparison
from scanner.history.database import HistoryError
from scanner.history.store import COUNTS, RunRow, StoredRun

_AGE = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def run_lines(runs: Sequence[RunRow]) -> Iterator[str]:
    """One line a run."""
    if not runs:
        yield "The history holds no run of this estate."
        return
    yield f"{'':>4}  {'run':16}  {'started':20}  {'kind':5}  {'exit':>4}  what it says"
    for item in runs:
        told = printable(item.exit_reason, 100)
        yield f"{item.number:>4}  {item.run_id:16}  {item.started:20}  {item.kind:5}  {item.exit_code:>4}  {told}"


def show_lines(run: StoredRun) -> Iterator[str]:
    """One run: how it ended, its findings by state, its coverage."""
    row = run.row
    yield f"Run {row.run_id} ({row.kind} {row.number} of {printable(row.estate)}), {row.started} to {row.ended}"
    yield f"Exit code {row.exit_code}: {printable(row.exit_reason, 300)}"
    yield f"Policy {printable(row.policy)}, Saydo {printable(row.tool_version, 40)}, engine {printable(row.engine, 40)}"
    yield f"Compared with run {row.since}" if row.since else "The first run of this estate: nothing to compare with"
    yield from _by_state(run.changes)
    verdicts = Counter(run.statements.values())
    yield "Statements: " + ", ".join(f"{number:,} {name}" for name, number in sorted(verdicts.items()))
    total = sum(item.eligible for item in run.coverage)
    read = sum(item.examined for item in run.coverage)
    yield f"Coverage: {read:,} of {count(total, 'object')} read as planned"
    for item in run.coverage:
        if item.gaps:
            told = ", ".join(f"{reason.replace('_', ' ')} {number:,}" for reason, number in sorted(item.gaps.items()))
            yield f"  {printable(item.dataset)}: {told}"


def diff_lines(found: Comparison, before: RunRow, after: RunRow) -> Iterator[str]:
    """What became of each finding from one run to another."""
    yield f"From run {before.run_id} ({before.started}) to run {after.run_id} ({after.started})"
    counted = Counter(item.state for item in found.changes)
    yield ", ".join(f"{counted[state]:,} {STATE_NAMES[state]}" for state in STATES)
    yield from _by_state([item for item in found.changes if item.state != "persisting"])
    for change in found.statements:
        yield f"Statement {printable(change.statement, 60)}: {change.before} -> {change.now}"
    for item in found.new_reach:
        yield f"New flow: {item.category} to {printable(item.party)}"
    for item in found.ended_reach:
        yield f"Ended flow: {item.category} to {printable(item.party)}"
    for name in found.newly_unread:
        yield f"No longer read in full: {printable(name)}"
    yield from found.notes


def _by_state(changes: Sequence[Change]) -> Iterator[str]:
    for state in STATES:
        mine = [item.finding for item in changes if item.state == state]
        if mine:
            yield f"{STATE_NAMES[state].capitalize()}: {len(mine):,}"
        for item in mine:
            place = f"{item.dataset}.{item.field}" if item.field else item.dataset
            party = f" to {printable(item.party, 80)}" if item.party else ""
            yield f"  {item.fingerprint}  {item.verdict} {item.severity}  {printable(place)}{party}"
            yield f"      {printable(item.title)}"


def run_data(run: StoredRun) -> dict[str, Any]:
    """A run for `--json`."""
    return {
        **asdict(run.row),
        "changes": [plain(item) for item in run.changes],
        "statements": dict(sorted(run.statements.items())),
        "reach": [plain(item) for item in sorted(run.reach)],
        "coverage": [plain(item) for item in run.coverage],
        "digests": dict(run.digests),
    }


def max_age(text: str) -> timedelta:
    """`8d`, `36h`, `90m`. Raises `HistoryError`."""
    found = _AGE.fullmatch(text.strip().lower())
    if found is None or not int(found[1]):
        raise HistoryError("--max-age: write a number and a unit, such as 8d, 36h or 90m.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def overdue(runs: Sequence[RunRow], limit: timedelta, now: datetime) -> tuple[bool, str]:
    """Whether the last scan that ended by itself is older than allowed, and a sentence that says so."""
    last = next((item for item in runs if item.exit_code in COUNTS and item.kind == "scan"), None)
    if last is None:
        return True, "Overdue: the history holds no scan of this estate that ended by itself."
    age = now - datetime.strptime(last.ended, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    told = f"the last scan, {last.run_id}, ended {_age(age)} ago ({last.ended}) with exit code {last.exit_code}"
    if age > limit:
        return True, f"Overdue: {told}; at most {_age(limit)} are allowed. Look at why the schedule did not run."
    return False, f"In time: {told}."


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    if hours >= 48:
        return count(hours // 24, "day")
    return count(hours, "hour") if hours else count(int(age.total_seconds() // 60), "minute")
