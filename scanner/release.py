"""What a run means for a release: held against the history, against what somebody accepted, and against the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from reports.gate_words import gate_paragraph
from reports.model import GateView, Report
from reports.runfiles import every_statement
from rules.comparison import compare
from rules.gate import gated
from rules.kinds import Anonymous, ProbeTest, Unlinkable
from rules.policy import Policy
from rules.sight import FLOWS, Sight, sight
from rules.suppressions import apply
from scanner import exitcodes
from scanner.detect.probe_plan import ProbePlan
from scanner.history.store import known, reach_of, stored_name
from scanner.naming import Names
from scanner.options import AuditOptions
from scanner.setup import Setup, digest_of


@dataclass(frozen=True, slots=True)
class Ended:
    """How the scan itself ended. `reads`, `basis`, `flows`, `settings`: see `Sight`; names are masked."""

    opened: int
    interrupted: bool
    reads: Mapping[tuple[str, str], tuple[str, ...]]
    basis: tuple[str, ...]
    flows: tuple[str, ...]
    settings: Mapping[str, str]


def basis_of(setup: Setup, names: Names) -> tuple[str, ...]:
    """The tables of accounts, under masked names."""
    return tuple(sorted({names.ref(item.dataset) for item in setup.bindings if item.role == "accounts"}))


def flows_of(setup: Setup, names: Names) -> tuple[str, ...]:
    """What transfers are seen in: logs of gateways, and the origins of declared flows; under masked names."""
    found = {item.dataset for item in setup.bindings if item.role == "gateway"}
    found |= {item.origin for item in setup.estate.flows}
    return tuple(sorted({names.ref(item) if "/" in item else item for item in found}))


def settings_of(setup: Setup, names: Names) -> dict[str, str]:
    """By dataset, under masked names, a digest of what the owner says it is."""
    told: dict[str, list[str]] = {}
    for item in setup.bindings:
        told.setdefault(item.dataset, []).append(digest_of(asdict(item)))
    for dataset, entry in setup.estate.datasets.items():
        told.setdefault(dataset, []).append(digest_of(entry.model_dump(mode="json")))
    return {names.ref(dataset): digest_of(sorted(items)) for dataset, items in sorted(told.items())}


def scopes_of(setup: Setup) -> dict[str, str]:
    """Those of the sources, and one of what shows transfers."""
    logs = [digest_of(asdict(item)) for item in setup.bindings if item.role == "gateway"]
    return {**setup.scopes, FLOWS: digest_of(sorted(logs))}


def reads_of(plans: Iterable[ProbePlan], setup: Setup, names: Names) -> dict[tuple[str, str], tuple[str, ...]]:
    """By rule and dataset, under masked names: what rows of the dataset were held against."""
    accounts = tuple(item.dataset for item in setup.bindings if item.role == "accounts")
    found: dict[tuple[str, str], set[str]] = {}
    for plan in plans:
        others = {item.dataset for item in (*plan.near, *plan.far)}
        found.setdefault((plan.probe, plan.dataset), set()).update(others)
    for rule in setup.policy.rules:
        if isinstance(rule.test, Unlinkable | Anonymous):
            for dataset in setup.estate.datasets:
                found.setdefault((rule.id, dataset), set()).update(accounts)
    return {
        (rule, names.ref(dataset)): tuple(sorted(names.ref(item) for item in others))
        for (rule, dataset), others in sorted(found.items())
    }


def judge_release(report: Report, setup: Setup, options: AuditOptions, ended: Ended) -> Report:
    """The report with its comparison, acceptances, gate and exit code."""
    accepted = apply(setup.suppressions, report.findings, report.coverage.gaps, setup.today)
    comparison = None
    if options.baseline is not None:
        comparison = compare(
            options.baseline,
            [known(item) for item in report.findings],
            every_statement(report),
            reach_of(report.lineage),
            _sight(report, setup, ended),
            setup.digests,
        )
    expired = [use.target for use in accepted.uses if use.state == "expired"]
    found = gated(report.findings, options.gate, accepted.held, comparison, expired)
    complete = report.coverage.complete or (
        bool(report.coverage.gaps) and all(gap in accepted.gaps for gap in report.coverage.gaps)
    )
    code, why = exitcodes.decide(len(found), complete, ended.opened, ended.interrupted, options.gate.allow_incomplete)
    gate = GateView(
        options.gate.fail_on,
        options.gate.new_only,
        options.gate.allow_incomplete,
        tuple(sorted(item.fingerprint for item in found)),
    )
    judged = replace(
        report,
        run=replace(report.run, exit_code=code, exit_reason=why),
        gate=gate,
        suppressions=accepted.uses,
        comparison=comparison,
    )
    return replace(judged, gate=replace(gate, told=gate_paragraph(judged)))


def _sight(report: Report, setup: Setup, ended: Ended) -> Sight:
    coverage = report.coverage
    # names as the history spells them
    spelt = replace(
        coverage,
        objects=tuple(replace(item, dataset=stored_name(item.dataset)) for item in coverage.objects),
        gaps=tuple(replace(gap, dataset=stored_name(gap.dataset)) for gap in coverage.gaps),
    )
    reads = {
        (rule, stored_name(dataset)): tuple(stored_name(item) for item in others)
        for (rule, dataset), others in ended.reads.items()
    }
    rules = [rule.id for rule in setup.policy.rules]
    basis, flows = ([stored_name(item) for item in part] for part in (ended.basis, ended.flows))
    settings = {stored_name(name): digest for name, digest in ended.settings.items()}
    return sight(spelt, rules, scopes_of(setup), reads, _people(setup.policy), basis, flows, settings)


def _people(policy: Policy) -> list[str]:
    """Rules that hold rows against other tables."""
    return [rule.id for rule in policy.rules if isinstance(rule.test, ProbeTest | Unlinkable | Anonymous)]
