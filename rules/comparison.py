"""What became of findings between two runs: new, persisting, fixed, reappeared, or not examined again.

Pure: findings and coverage in, states out. Where something was not read, nothing is called fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from rules.facts import GATING, SEVERITIES, StatementResult, Verdict
from rules.sight import KnownFinding, Sight

State = Literal["new", "reappeared", "persisting", "not_reexamined", "fixed"]
STATES: tuple[State, ...] = ("new", "reappeared", "persisting", "not_reexamined", "fixed")
"""In the order in which they are told."""


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


@dataclass(frozen=True, slots=True, order=True)
class Reach:
    """Data of a category that reaches a party (`mailer`, or `host:NAME` for a host that nobody registered)."""

    party: str
    category: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run held against an earlier one (`since`: its id, `since_started`: ISO 8601 UTC; both "" where there is none).

    `new_reach` and `ended_reach` are transfers that only this or only the earlier run knows; `unsure_reach` those
    of the earlier run that are gone where not all was looked at, which stay known. `newly_unread` are
    datasets and sources that were wholly read then and are not now. `worsened` are fingerprints of persisting findings
    that are more severe now, or of a verdict that fails gates and did not then. `notes` say what else differs: another
    policy, other detectors.
    """

    since: str = ""
    since_started: str = ""
    changes: tuple[Change, ...] = ()
    statements: tuple[StatementChange, ...] = ()
    new_reach: tuple[Reach, ...] = ()
    ended_reach: tuple[Reach, ...] = ()
    newly_unread: tuple[str, ...] = ()
    worsened: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unsure_reach: tuple[Reach, ...] = ()

    def of(self, state: State) -> tuple[Change, ...]:
        return tuple(item for item in self.changes if item.state == state)


FIRM: frozenset[Verdict] = frozenset({"DEVIATION", "UNDISCLOSED", "AMBIGUOUS", "VAGUE"})
"""Verdicts on something that was seen. The others say that something is not known."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a history knows when a new run begins.

    `open` are the findings of the last run and those that it could not examine again; `ever` fingerprints that any run
    before had with a firm verdict. `whole`, `scopes`: see `rules/sight.py`. `digests` are those of its `run.json`.
    """

    run_id: str = ""
    started: str = ""
    open: tuple[KnownFinding, ...] = ()
    ever: frozenset[str] = frozenset()
    statements: Mapping[str, Verdict] = field(default_factory=dict)
    reach: frozenset[Reach] = frozenset()
    whole: frozenset[str] = frozenset()
    scopes: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


def compare(
    baseline: Baseline,
    findings: Iterable[KnownFinding],
    statements: Iterable[StatementResult],
    reach: Iterable[Reach],
    seen: Sight,
    digests: Mapping[str, str],
) -> Comparison:
    """Holds a run against what the history knows. Every finding but a GAP gets one state; see `state_of`.

    Names in `findings`, `reach` and `seen` must be spelt as the baseline spells them.

    A finding of the earlier run that is gone is `fixed` only where everything it rests on was looked at again.
    """
    before = {item.fingerprint: item for item in baseline.open}
    now = {item.fingerprint: replace(item, scope=seen.scope_of(item)) for item in findings if item.verdict != "GAP"}
    changes = []
    for mark, item in now.items():
        state = state_of(item, before.get(mark), baseline, seen)
        if state is not None:
            changes.append(Change(state, before[mark] if state == "not_reexamined" else item))
    for mark, item in before.items():
        if mark not in now:
            changes.append(Change("fixed" if seen.examined(item) else "not_reexamined", item))
    told = {item.statement: item.verdict for item in statements}
    there = frozenset(reach)
    gone = tuple(sorted(baseline.reach - there))
    certain = seen.flows_seen(baseline.scopes)
    return Comparison(
        baseline.run_id,
        baseline.started,
        tuple(sorted(changes, key=_order)),
        tuple(
            StatementChange(name, baseline.statements[name], told[name])
            for name in sorted(told.keys() & baseline.statements.keys())
            if told[name] != baseline.statements[name]
        ),
        tuple(sorted(there - baseline.reach)) if baseline.run_id else (),
        gone if certain else (),
        tuple(sorted(name for name in baseline.whole if name in seen.broken or name.partition("/")[0] in seen.blind)),
        tuple(sorted(mark for mark, item in now.items() if mark in before and _worse(item, before[mark]))),
        _notes(baseline.digests, digests),
        () if certain else gone,
    )


def state_of(item: KnownFinding, before: KnownFinding | None, baseline: Baseline, seen: Sight) -> State | None:
    """The state of a finding of this run.

    One that was firm and can't be decided now is `not_reexamined`; one that was in doubt and is firm now is `new`.
    None: a doubt that comes only from what was not read, which the gaps tell already.
    """
    firm = item.verdict in FIRM
    if before is None:
        if firm:
            return "reappeared" if item.fingerprint in baseline.ever else "new"
        return "new" if seen.examined(item) else None
    if firm and before.verdict not in FIRM:
        return "reappeared" if item.fingerprint in baseline.ever else "new"
    return "persisting" if firm or before.verdict not in FIRM else "not_reexamined"


def _worse(now: KnownFinding, before: KnownFinding) -> bool:
    if (now.verdict in GATING, not now.inferred_only) > (before.verdict in GATING, not before.inferred_only):
        return True
    return SEVERITIES.index(now.severity) > SEVERITIES.index(before.severity)


def _notes(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    told = {"policy": "the policy", "detectors": "the detectors", "config": "the estate file"}
    other = [words for name, words in told.items() if before.get(name) and before[name] != now.get(name)]
    return tuple(f"Since the earlier run {words} changed, which may explain differences." for words in other)


def _order(change: Change) -> tuple[int, int, str]:
    severity = SEVERITIES.index(change.finding.severity)
    return STATES.index(change.state), -severity, change.finding.fingerprint
