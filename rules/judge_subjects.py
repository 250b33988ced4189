"""Judges of what happened to people: consent before access, and accounts kept too long. They read probe counts."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Finding, ProbeResult, Verdict
from rules.outcome import Outcome, StatementNote, plural, worst
from rules.policy import Rule


def judge_probe(rule: Rule, facts: AuditFacts, failed_title: str, unit: str) -> Outcome:
    """DEVIATION where a probe named after the rule counted failures, UNVERIFIED where it couldn't decide or run."""
    probes = [item for item in facts.probes if item.probe == rule.id]
    findings = [finding for item in probes for finding in _findings(rule, item, failed_title, unit)]
    counts = {
        "tested": sum(item.tested for item in probes),
        "failed": sum(item.failed for item in probes),
        "undecided": sum(sum(item.undecided.values()) for item in probes),
    }
    verdict: Verdict = worst(item.verdict for item in findings) if findings else "CLEAR"
    if counts["failed"]:
        reason = f"{plural(counts['failed'], unit)} of {counts['tested']:,} tested"
    elif findings:
        missing = next((item.missing for item in probes if item.missing), "")
        reason = missing or f"{counts['undecided']:,} can't be decided"
    elif not probes:
        verdict, reason = "UNVERIFIED", "no `accounts` binding says which table holds the accounts"
    elif partial := next((item.partial for item in probes if item.partial), ""):
        verdict, reason = "UNVERIFIED", f"none of {counts['tested']:,} tested; {partial}"
    elif counts["tested"]:
        reason = f"none of {counts['tested']:,} tested"
    else:
        verdict, reason = "NOT_OBSERVED", "there was nothing to test"
    return Outcome(tuple(findings), tuple(StatementNote(name, verdict, reason, counts) for name in rule.statements))


def _findings(rule: Rule, item: ProbeResult, failed_title: str, unit: str) -> list[Finding]:
    undecided = sum(item.undecided.values())
    if not item.failed and not undecided and not item.missing:
        return []
    verdict: Verdict = "DEVIATION" if item.failed else "UNVERIFIED"
    if item.failed:
        title = f"{rule.title}: {plural(item.failed, unit)} {failed_title}"
    elif item.missing:
        title = f"{rule.title}: can't be tested, {item.missing}"
    else:
        title = f"{rule.title}: {undecided:,} can't be decided"
    return [
        Finding(
            rule=rule.id,
            statements=rule.statements,
            verdict=verdict,
            severity=rule.severity if item.failed else "medium",
            confidence=1.0,
            title=title,
            dataset=item.dataset,
            field=item.field,
            evidence={"tested": item.tested, "failed": item.failed, "undecided": dict(item.undecided)},
            path=(f"store:{item.dataset.partition('/')[0]}", f"dataset:{item.dataset}") if item.dataset else (),
        )
    ]
