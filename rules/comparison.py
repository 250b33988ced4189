"""What became of findings between two runs: new, persisting, fixed, reappeared, or not examined again.

Pure: findings and coverage in, states out. Where something was not read, nothing is called fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rules.facts import Finding, Severity, Verdict

State = Literal["new", "reappeared", "persisting", "not_reexamined", "fixed"]
STATES: tuple[State, ...] = ("new", "reappeared", "persisting", "not_reexamined", "fixed")
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as a history keeps it: what it says, without evidence."""

    fingerprint: str
    rule: str
    statements: tuple[str, ...]
    verdict: Verdict
    severity: Severity
    inferred_only: bool
    title: str
    dataset: str
    field: str
    category: str
    party: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One finding and its state. Of `fixed` and `not_reexamined` ones, `finding` is what the earlier run knew."""

    state: State
    finding: KnownFinding


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A statement whose verdict is another one now."""

    statement: str
    before: Verdict
    now: Verdict


@dataclass(frozen=True, slots=True)
class Reach:
    """Data of a category that reaches a party (`mailer`, or `host:NAME` for a host that nobody registered)."""

    party: str
    category: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run held against an earlier one (`since`: its id, `since_started`: ISO 8601 UTC; both "" where there is none).

    `new_reach` and `ended_reach` are transfers that only this or only the earlier run knows. `newly_unread` are
    objects as `<dataset> <object>` that were wholly read then and are not now.
    """

    since: str = ""
    since_started: str = ""
    changes: tuple[Change, ...] = ()
    statements: tuple[StatementChange, ...] = ()
    new_reach: tuple[Reach, ...] = ()
    ended_reach: tuple[Reach, ...] = ()
    newly_unread: tuple[str, ...] = ()

    def of(self, state: State) -> tuple[Change, ...]:
        return tuple(item for item in self.changes if item.state == state)


def known(finding: Finding) -> KnownFinding:
    """What a history keeps of a finding."""
    return KnownFinding(
        finding.fingerprint,
        finding.rule,
        finding.statements,
        finding.verdict,
        finding.severity,
        finding.inferred_only,
        finding.title,
        finding.dataset,
        finding.field,
        finding.category,
        finding.party,
        finding.path,
    )
