"""Where each finding and gap of a run stands: whether it gates, who accepted it, what it was in the run before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.model import Gap
from reports.model import Report
from reports.runfiles import every_statement
from reports.words import STATE_NAMES, finding_order
from rules.comparison import State
from rules.facts import Finding, StatementResult
from rules.sight import KnownFinding
from rules.suppressions import SuppressionUse

STOPPED = (4, 130)
"""Exit codes of runs that decide nothing: no source could be opened, or somebody interrupted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`gated`: fingerprints that stop a release; `accepted`: the active acceptance by fingerprint or gap;
    `states`: what became of a finding since the earlier run, empty where there is none to compare with."""

    gated: frozenset[str]
    accepted: Mapping[str | Gap, SuppressionUse]
    states: Mapping[str, State]
    unread: tuple[Gap, ...]
    """Gaps that nobody accepted and that this run was not told to let pass."""

    def marks(self, item: Finding) -> list[str]:
        """What a reader should know of the finding beside what it says: `gates`, `new`, `accepted until 2018-09-01`."""
        told = ["gates"] if item.fingerprint in self.gated else []
        state = self.states.get(item.fingerprint)
        told += [STATE_NAMES[state]] if state else []
        use = self.accepted.get(item.fingerprint)
        told += [f"accepted until {use.expires.isoformat()}"] if use else []
        return [*told, "rests on inference"] if item.inferred_only else told


def standing(report: Report) -> Standing:
    """Where everything in the report stands."""
    active = [use for use in report.suppressions if use.state == "active"]
    accepted: dict[str | Gap, SuppressionUse] = {use.target: use for use in active if not _of_gap(use)}
    for gap in report.coverage.gaps:
        for use in active:
            if use.target in _targets(gap):
                accepted[gap] = use
    since = report.comparison is not None and report.comparison.since
    changes = report.comparison.changes if report.comparison is not None and since else ()
    return Standing(
        frozenset(report.gate.gated_by),
        accepted,
        {change.finding.fingerprint: change.state for change in changes},
        ()
        if report.gate.allow_incomplete
        else tuple(gap for gap in sorted(report.coverage.gaps) if gap not in accepted),
    )


def ordered(report: Report, where: Standing) -> list[Finding]:
    """The findings as a reader wants them: what stops the release first, then the worst."""
    return sorted(report.findings, key=lambda item: (item.fingerprint not in where.gated, *finding_order(item)))


def outcomes(report: Report) -> dict[str, StatementResult]:
    """What the run says of each statement, those that only findings cite included, by id."""
    found = {result.statement: result for result in every_statement(report)}
    for name in sorted({name for item in report.findings for name in item.statements} - found.keys()):
        found[name] = StatementResult(name, "UNVERIFIED", "the policy pack does not hold this statement")
    return found


def place_of(item: Finding | KnownFinding) -> str:
    """`crm/users.email`; "" where the finding is not about a dataset."""
    return f"{item.dataset}.{item.field}" if item.field else item.dataset


def gap_place(gap: Gap) -> str:
    """`<source>/<dataset> <object>`, as far as the gap goes; the way `saydo suppress` names it."""
    ref = f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source
    return f"{ref} {gap.object}" if gap.object else ref


def _targets(gap: Gap) -> set[str]:
    ref = f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source
    return {f"gap:{ref}", f"gap:{gap_place(gap)}"}


def _of_gap(use: SuppressionUse) -> bool:
    return use.target.startswith("gap:")
