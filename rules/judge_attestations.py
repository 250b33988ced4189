"""Judge of what only people can say: a dated word, given lately enough and not expired."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Attestation, Finding
from rules.kinds import AttestationDue
from rules.outcome import Outcome, StatementNote
from rules.policy import Rule


def judge_attestation(rule: Rule, test: AttestationDue, facts: AuditFacts) -> Outcome:
    """ATTESTED, or ATTEST_MISSING with a finding, for each statement of the rule."""
    findings: list[Finding] = []
    notes: list[StatementNote] = []
    for name in rule.statements:
        words = [item for item in facts.attestations if item.statement == name and item.on <= facts.as_of]
        valid = [item for item in words if _holds(item, test, facts)]
        counts = {"given": len(words), "valid": len(valid)}
        if valid:
            latest = max(valid, key=lambda item: (item.on, item.by))
            told = f"attested by {latest.by} on {latest.on.isoformat()}"
            notes.append(StatementNote(name, "ATTESTED", told, counts))
            continue
        why = "no person's dated word is on record"
        if words:
            last = max(item.on for item in words)
            why = f"the last word is of {last.isoformat()}: expired, or older than {test.max_age_days:,} days"
        notes.append(StatementNote(name, "ATTEST_MISSING", why, counts))
        findings.append(
            Finding(
                rule=rule.id,
                statements=(name,),
                verdict="ATTEST_MISSING",
                severity="low",
                confidence=1.0,
                title=f"{rule.title}: {why}",
                dataset=f"statement:{name}" if len(rule.statements) > 1 else "",
                evidence={"given": len(words), "max_age_days": test.max_age_days},
            )
        )
    return Outcome(tuple(findings), tuple(notes))


def _holds(item: Attestation, test: AttestationDue, facts: AuditFacts) -> bool:
    unexpired = item.expires is None or item.expires >= facts.as_of
    return unexpired and (facts.as_of - item.on).days <= test.max_age_days
