"""What changed since the last run and what owners accepted, put into words for the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.html.view import Anchors, party_label
from reports.model import Report
from reports.words import STATE_NAMES, count, label
from rules.comparison import STATES, Comparison, Reach, State
from rules.facts import Verdict
from rules.suppressions import SuppressionUse

_WHY: Mapping[State, str] = {
    "not_reexamined": "Something that these findings rest on was not read in this run. They count as open.",
    "fixed": "Everything that these findings rest on was read again, and they are gone.",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    verdict: Verdict
    severity: str
    title: str
    place: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Findings of one state."""

    title: str
    why: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A statement whose verdict is another one now."""

    id: str
    anchor: str
    before: Verdict
    now: Verdict


@dataclass(frozen=True, slots=True)
class Changes:
    since: str
    started: str
    told: str
    notes: tuple[str, ...]
    groups: tuple[ChangeGroup, ...]
    flows: tuple[str, ...]
    ended: tuple[str, ...]
    statements: tuple[Turn, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    item: SuppressionUse
    anchor: str


def changes(report: Report, anchors: Anchors, cards: Mapping[str, str]) -> Changes | None:
    """None where the run was not held against a history. `cards`: anchors of findings by fingerprint."""
    found = report.comparison
    if found is None:
        return None
    counted = Counter(item.state for item in found.changes)
    told = ", ".join(f"{counted[state]:,} {STATE_NAMES[state]}" for state in STATES)
    # a first run has nothing to tell apart, and what persists stands among the findings
    states = [state for state in STATES if state != "persisting"] if found.since else []
    return Changes(
        found.since,
        found.since_started,
        told,
        found.notes,
        tuple(group for state in states if (group := _group(found, state, cards)).rows),
        tuple(_flow(report, item) for item in found.new_reach),
        tuple(_flow(report, item) for item in found.ended_reach),
        tuple(Turn(item.statement, anchors.of(item.statement), item.before, item.now) for item in found.statements),
        found.newly_unread,
    )


def accepted(report: Report, cards: Mapping[str, str]) -> list[AcceptedRow]:
    """Every acceptance, those that need somebody first."""
    order = ("expired", "active", "unmatched")
    uses = sorted(report.suppressions, key=lambda use: (order.index(use.state), use.expires, use.target))
    return [AcceptedRow(use, cards.get(use.target, "")) for use in uses]


def marks(report: Report) -> dict[str, str]:
    """By fingerprint, a word for the finding's card: its state where that is news, and until when it is accepted."""
    told: dict[str, str] = {}
    if report.comparison is not None and report.comparison.since:
        fresh = ("new", "reappeared", "not_reexamined")
        told = {c.finding.fingerprint: STATE_NAMES[c.state] for c in report.comparison.changes if c.state in fresh}
    for use in report.suppressions:
        if use.state == "active" and not use.target.startswith("gap:"):
            before = f"{told[use.target]}, " if use.target in told else ""
            told[use.target] = f"{before}accepted until {use.expires.isoformat()}"
    return told


def accepted_sentence(report: Report) -> str:
    """`2 active, 1 expired`; "" where nothing was ever accepted."""
    counted = Counter(use.state for use in report.suppressions)
    told = ", ".join(f"{counted[state]:,} {state}" for state in ("active", "expired", "unmatched") if counted[state])
    return f"{count(len(report.suppressions), 'acceptance')}: {told}" if told else ""


def _group(found: Comparison, state: State, cards: Mapping[str, str]) -> ChangeGroup:
    rows = []
    for change in found.of(state):
        item = change.finding
        place = f"{item.dataset}.{item.field}" if item.field else item.dataset
        rows.append(ChangeRow(item.verdict, item.severity, item.title, place, cards.get(item.fingerprint, "")))
    return ChangeGroup(STATE_NAMES[state].capitalize(), _WHY.get(state, ""), tuple(rows))


def _flow(report: Report, item: Reach) -> str:
    return f"{label(report, item.category)} to {party_label(report, item.party)}"
