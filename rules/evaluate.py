"""The evaluator: facts and a policy in, findings and statement verdicts out. Pure: no clock, no files, no randomness.

It is monotone in evidence of harm: further classifications, flows or failed probes never remove a deviation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rules.audit_facts import AuditFacts
from rules.facts import GATING, SEVERITIES, Finding, Severity, StatementResult
from rules.judge_anonymity import judge_anonymous, judge_unlinkable
from rules.judge_attestations import judge_attestation
from rules.judge_collection import judge_collection
from rules.judge_flows import judge_encrypted_transfer, judge_recipients
from rules.judge_purposes import judge_known_purpose, judge_purpose_limit
from rules.judge_sharing import (
    judge_contract,
    judge_cross_border,
    judge_encrypted_sharing,
    judge_forbidden_purpose,
)
from rules.judge_stores import judge_absent, judge_replica_parity, judge_store_country
from rules.judge_subjects import judge_probe
from rules.kinds import (
    Absent,
    Anonymous,
    AttestationDue,
    Collection,
    Contract,
    CrossBorder,
    EncryptedSharing,
    EncryptedTransfer,
    ForbiddenPurpose,
    KnownPurpose,
    ProbeTest,
    PurposeLimit,
    Recipients,
    ReplicaParity,
    StoreCountry,
    Unlinkable,
)
from rules.outcome import Outcome, StatementNote, one_per_fingerprint, worst
from rules.policy import Policy, Rule, Statement


def evaluate(policy: Policy, facts: AuditFacts) -> tuple[tuple[Finding, ...], tuple[StatementResult, ...]]:
    """Findings sorted by fingerprint (one each), and one result for every statement in the policy's order."""
    findings: list[Finding] = []
    notes: dict[str, list[tuple[str, StatementNote]]] = {}
    for rule in policy.rules:
        outcome = judge(rule, policy, facts)
        findings.extend(outcome.findings)
        for note in outcome.notes:
            notes.setdefault(note.statement, []).append((rule.id, note))
    results = tuple(_statement_result(item, notes.get(item.id, []), facts) for item in policy.statements)
    return tuple(one_per_fingerprint(findings)), results


def judge(rule: Rule, policy: Policy, facts: AuditFacts) -> Outcome:
    """One rule's outcome."""
    test = rule.test
    if isinstance(test, ProbeTest):
        return judge_probe(rule, test, facts)
    if isinstance(test, Absent | Collection | StoreCountry | ReplicaParity | Unlinkable | Anonymous):
        return _judge_at_rest(rule, test, policy, facts)
    if isinstance(test, KnownPurpose):
        return judge_known_purpose(rule, policy, facts)
    if isinstance(test, PurposeLimit):
        return judge_purpose_limit(rule, test, policy, facts)
    if isinstance(test, AttestationDue):
        return judge_attestation(rule, test, facts)
    return _judge_in_motion(rule, test, policy, facts)


def _judge_at_rest(
    rule: Rule,
    test: Absent | Collection | StoreCountry | ReplicaParity | Unlinkable | Anonymous,
    policy: Policy,
    facts: AuditFacts,
) -> Outcome:
    if isinstance(test, Absent):
        return judge_absent(rule, test, policy, facts)
    if isinstance(test, Collection):
        return judge_collection(rule, test, policy, facts)
    if isinstance(test, StoreCountry):
        return judge_store_country(rule, test, facts)
    if isinstance(test, ReplicaParity):
        return judge_replica_parity(rule, test, facts)
    if isinstance(test, Unlinkable):
        return judge_unlinkable(rule, test, facts)
    if isinstance(test, Anonymous):
        return judge_anonymous(rule, test, facts)
    assert_never(test)


def _judge_in_motion(
    rule: Rule,
    test: Recipients | EncryptedTransfer | EncryptedSharing | Contract | CrossBorder | ForbiddenPurpose,
    policy: Policy,
    facts: AuditFacts,
) -> Outcome:
    if isinstance(test, Recipients):
        return judge_recipients(rule, test, policy, facts)
    if isinstance(test, EncryptedTransfer):
        return judge_encrypted_transfer(rule, test, facts)
    if isinstance(test, EncryptedSharing):
        return judge_encrypted_sharing(rule, test, facts)
    if isinstance(test, Contract):
        return judge_contract(rule, test, facts)
    if isinstance(test, CrossBorder):
        return judge_cross_border(rule, test, facts)
    if isinstance(test, ForbiddenPurpose):
        return judge_forbidden_purpose(rule, test, facts)
    assert_never(test)


def _statement_result(
    statement: Statement, notes: list[tuple[str, StatementNote]], facts: AuditFacts
) -> StatementResult:
    if notes:
        verdict = worst(note.verdict for _, note in notes)
        reason = "; ".join(dict.fromkeys(note.reason for _, note in notes if note.verdict == verdict))
        counts: dict[str, int] = {}
        for _, note in notes:
            for key, value in note.counts.items():
                counts[key] = counts.get(key, 0) + value
        return StatementResult(statement.id, verdict, reason, counts, tuple(sorted({name for name, _ in notes})))
    words = [item for item in facts.attestations if item.statement == statement.id and item.on <= facts.as_of]
    valid = [item for item in words if item.expires is None or item.expires >= facts.as_of]
    if valid:
        latest = max(valid, key=lambda item: item.on)
        return StatementResult(statement.id, "ATTESTED", f"attested by {latest.by} on {latest.on.isoformat()}")
    if statement.decidable == "attest":
        reason = "the attestation has expired" if words else "no scan decides this; it needs a person's dated word"
        return StatementResult(statement.id, "ATTEST_MISSING", reason)
    return StatementResult(statement.id, "UNVERIFIED", "no rule of this pack tests it yet")


def gating(findings: Iterable[Finding], at_least: Severity = "high") -> tuple[Finding, ...]:
    """The findings that fail a gate: DEVIATION or UNDISCLOSED, severe enough, and not on inferred evidence alone."""
    level = SEVERITIES.index(at_least)
    return tuple(
        item
        for item in findings
        if item.verdict in GATING and SEVERITIES.index(item.severity) >= level and not item.inferred_only
    )
