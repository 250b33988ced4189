"""Judges of data in motion: who may receive it, and whether it travels encrypted."""

from __future__ import annotations

from dataclasses import dataclass

from rules.audit_facts import AuditFacts
from rules.engagements import engaged, outward
from rules.facts import Binding, Finding, Flow, Party, Verdict
from rules.graph import path_grade
from rules.kinds import EncryptedSharing, EncryptedTransfer, Permit, Recipients
from rules.outcome import Outcome, StatementNote, Truth, all_of, capitalised, one_per_fingerprint, plural
from rules.policy import Policy, Rule
from rules.vocabulary import vocabulary

NAMELESS = "host:{no host name}"
"""Where a log line names no host, or something that is none."""


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    why: str
    permits: tuple[Permit, ...]


def judge_recipients(rule: Rule, test: Recipients, policy: Policy, facts: AuditFacts) -> Outcome:
    """Each category that reaches a recipient outside the first party needs one permit whose conditions all hold."""
    findings: list[Finding] = []
    used: dict[str, int] = {}
    failed: dict[str, int] = {}
    unknown: dict[str, int] = {}
    in_clear = test.model_copy(
        update={"permits": tuple(item.model_copy(update={"encrypted": False}) for item in test.permits)}
    )
    for flow, party in outward(facts):
        for category in flow.categories:
            judged = _judge_category(test, policy, facts, flow, party, category)
            cited = tuple(name for permit in judged.permits for name in permit.statements)
            tally = {"CLEAR": used, "UNVERIFIED": unknown}.get(judged.verdict, failed)
            for name in cited:
                tally[name] = tally.get(name, 0) + 1
            if judged.verdict == "CLEAR":
                continue
            told_elsewhere = party is not None and _encryption_has_its_rule(policy, party)
            if told_elsewhere and _judge_category(in_clear, policy, facts, flow, party, category).verdict == "CLEAR":
                continue  # one fact, one finding: only encryption fails here
            findings.append(_flow_finding(rule, test, facts, flow, party, category, judged, cited))
    findings = one_per_fingerprint(findings)
    gateway_gaps = _gateway_gaps(facts)
    notes = [
        _anchor_note(name, findings, facts, gateway_gaps) for name in dict.fromkeys((*rule.statements, test.anchor))
    ]
    for name in sorted(
        {name for permit in test.permits for name in permit.statements} - {test.anchor, *rule.statements}
    ):
        notes.append(_permit_note(name, used, failed, unknown))
    return Outcome(tuple(findings), tuple(notes))


def _encryption_has_its_rule(policy: Policy, party: Party) -> bool:
    tests = [rule.test for rule in policy.rules if isinstance(rule.test, EncryptedSharing)]
    return any(vocabulary().recipients.within_any(party.recipient, item.recipients) for item in tests)


def _judge_category(
    test: Recipients, policy: Policy, facts: AuditFacts, flow: Flow, party: Party | None, category: str
) -> _Judged:
    if party is None and flow.target == NAMELESS:
        return _Judged("UNVERIFIED", "the log does not name the receiving host", ())
    if party is None:
        return _Judged("DEVIATION", "the receiving host belongs to no registered party", ())
    words = vocabulary()
    by_class = [item for item in test.permits if words.recipients.within_any(party.recipient, item.recipients)]
    if not by_class:
        return _Judged("DEVIATION", "no statement lets data reach such a recipient", ())
    fitting = [
        item for item in by_class if not item.categories or words.categories.within_any(category, item.categories)
    ]
    if not fitting:
        return _Judged("DEVIATION", "no statement lets this kind of data reach such a recipient", tuple(by_class))
    doubtful: list[tuple[Permit, str]] = []
    refused: list[tuple[Permit, str]] = []
    for permit in fitting:
        truth, why = _permit_holds(permit, policy, facts, flow, party)
        if truth is True:
            return _Judged("CLEAR", why, (permit,))
        (doubtful if truth is None else refused).append((permit, why))
    chosen = doubtful or refused
    verdict: Verdict = "UNVERIFIED" if doubtful else "DEVIATION"
    return _Judged(verdict, "; ".join(dict.fromkeys(why for _, why in chosen)), tuple(item for item, _ in chosen))


def _permit_holds(permit: Permit, policy: Policy, facts: AuditFacts, flow: Flow, party: Party) -> tuple[Truth, str]:
    """Whether every condition of the permit holds, and the first reason why not."""
    checks: list[tuple[Truth, str]] = []
    if permit.sectors:
        known: Truth = None if party.sector is None else party.sector in permit.sectors
        permitted = ", ".join(permit.sectors).replace("_", " ")
        checks.append((known, f"sector {party.sector or 'not stated'}, permitted: {permitted}"))
    covered, covered_why, engagements = engaged(facts, flow, party)
    if permit.engagement:
        checks.append((covered, covered_why))
    if permit.encrypted:
        checks.append((flow.encrypted, "the transfer is not known to be encrypted"))
    if permit.purposes != "any":
        purposes = flow.purposes or tuple(dict.fromkeys(name for item in engagements for name in item.purposes))
        checks.append(_purposes_hold(permit, policy, purposes))
    checks.extend((None, f"needs {need}, which this scan can't see") for need in permit.requires)
    truth = all_of(value for value, _ in checks)
    if truth is True:
        return True, "all conditions hold"
    return truth, next(why for value, why in checks if value is truth)


def _purposes_hold(permit: Permit, policy: Policy, purposes: tuple[str, ...]) -> tuple[Truth, str]:
    if not purposes:
        return None, "the purpose is not stated: declare it on the flow or the engagement"
    allowed = tuple(policy.named_purposes) if permit.purposes == "policy" else tuple(permit.purposes)
    outside = [name for name in purposes if not vocabulary().purposes.within_any(name, allowed)]
    told = ", ".join(vocabulary().purposes.label(name) for name in outside)
    return not outside, f"the purpose ({told}) is not among those permitted"


def _flow_finding(
    rule: Rule,
    test: Recipients,
    facts: AuditFacts,
    flow: Flow,
    party: Party | None,
    category: str,
    judged: _Judged,
    cited: tuple[str, ...],
) -> Finding:
    words = vocabulary()
    who = party.id if party else flow.target
    shown = f"{party.id} ({words.recipients.label(party.recipient)})" if party else flow.target.removeprefix("host:")
    return Finding(
        rule=rule.id,
        statements=tuple(sorted({*cited, test.anchor})),
        verdict=judged.verdict,
        severity=rule.severity if judged.verdict == "DEVIATION" else "medium",
        confidence=round(flow.confidence * (1.0 if party else 0.9), 3),
        title=capitalised(f"{words.categories.label(category)} reaches {shown}: {judged.why}"),
        dataset=flow.via or flow.origin.partition(":")[2],
        category=category,
        party=who,
        evidence={
            "records": flow.count,
            "grade": flow.grade,
            "scheme": flow.scheme,
            "encrypted": flow.encrypted,
            "first_seen": flow.first_seen.isoformat() if flow.first_seen else None,
            "last_seen": flow.last_seen.isoformat() if flow.last_seen else None,
            "why": judged.why,
            "path_grade": path_grade([flow.grade]),
        },
        path=facts.graph.witness(flow),
        inferred_only=flow.grade == "inferred",
    )


def _outbound(facts: AuditFacts) -> list[Binding]:
    return [item for item in facts.bound_to("gateway") if item.fields.get("direction") == "egress"]


def _gateway_gaps(facts: AuditFacts) -> int:
    return sum(bool(facts.gaps_of(item.dataset.partition("/")[0], item.dataset)) for item in _outbound(facts))


def _declared_blindly(facts: AuditFacts) -> int:
    """Declared flows without categories from where nothing was found but not everything was read."""
    return sum(
        flow.grade == "declared"
        and not flow.categories
        and bool(facts.gaps_of(flow.via.partition("/")[0], flow.via if "/" in flow.via else ""))
        for flow in facts.graph.flows()
        if flow.kind == "sends"
    )


def _anchor_note(name: str, findings: list[Finding], facts: AuditFacts, gateway_gaps: int) -> StatementNote:
    deviations = sum(item.verdict == "DEVIATION" for item in findings)
    doubtful = len(findings) - deviations
    flows = sum(1 for _ in outward(facts))
    counts = {"findings": deviations, "undecided": doubtful, "flows": flows}
    if deviations:
        return StatementNote(name, "DEVIATION", f"{plural(deviations, 'transfer')} that no statement permits", counts)
    if gateway_gaps:
        return StatementNote(name, "GAP", f"{plural(gateway_gaps, 'gateway log')} not wholly read", counts)
    if blind := _declared_blindly(facts):
        told = f"{plural(blind, 'declared flow')} of data that was not wholly read: name its `categories`"
        return StatementNote(name, "GAP", told, counts)
    if doubtful:
        return StatementNote(name, "UNVERIFIED", f"{plural(doubtful, 'transfer')} can't be decided", counts)
    if not _outbound(facts):
        told = "no outbound log is bound: add a `gateway` binding with `direction: egress`"
        return StatementNote(name, "UNVERIFIED", told, counts)
    if flows:
        return StatementNote(name, "CLEAR", f"each of {plural(flows, 'transfer')} is covered by a permit", counts)
    return StatementNote(name, "NOT_OBSERVED", "no personal data was seen to leave", counts)


def _permit_note(name: str, used: dict[str, int], failed: dict[str, int], unknown: dict[str, int]) -> StatementNote:
    counts = {"relied_on": used.get(name, 0), "failed": failed.get(name, 0), "undecided": unknown.get(name, 0)}
    if failed.get(name):
        return StatementNote(name, "DEVIATION", f"{plural(failed[name], 'transfer')} outside its conditions", counts)
    if unknown.get(name):
        return StatementNote(name, "UNVERIFIED", f"{plural(unknown[name], 'transfer')} can't be decided", counts)
    if used.get(name):
        return StatementNote(
            name, "CLEAR", f"{plural(used[name], 'transfer')} rely on it and keep its conditions", counts
        )
    return StatementNote(name, "NOT_OBSERVED", "no transfer relies on it", counts)


def judge_encrypted_transfer(rule: Rule, test: EncryptedTransfer, facts: AuditFacts) -> Outcome:
    """DEVIATION for personal data between devices and the party's servers on a scheme without encryption."""
    tree = vocabulary().recipients
    findings: list[Finding] = []
    judged = 0
    for flow in facts.graph.flows():
        party = facts.parties.get(flow.target.removeprefix("party:"))
        if flow.kind != "receives" or (party and not tree.within_any(party.recipient, test.parties)):
            continue
        if not flow.categories:
            continue
        judged += 1
        if flow.encrypted is True:
            continue
        verdict: Verdict = "UNVERIFIED" if flow.encrypted is None or party is None else "DEVIATION"
        told = f"over {flow.scheme or 'an unknown scheme'}{'' if party else ', to a host that no party owns'}"
        findings.extend(
            Finding(
                rule=rule.id,
                statements=rule.statements,
                verdict=verdict,
                severity=rule.severity if verdict == "DEVIATION" else "medium",
                confidence=flow.confidence,
                title=f"{rule.title}: {vocabulary().categories.label(category)} {told}",
                dataset=flow.via,
                category=category,
                party=party.id if party else flow.target,
                evidence={"records": flow.count, "scheme": flow.scheme, "grade": flow.grade},
                path=facts.graph.witness(flow),
                inferred_only=flow.grade == "inferred",
            )
            for category in flow.categories
        )
    findings = one_per_fingerprint(findings)
    return Outcome(tuple(findings), _transfer_notes(rule, facts, findings, judged))


def _transfer_notes(rule: Rule, facts: AuditFacts, findings: list[Finding], judged: int) -> tuple[StatementNote, ...]:
    verdicts = {item.verdict for item in findings}
    ingress = [item for item in facts.bound_to("gateway") if item.fields.get("direction") == "ingress"]
    verdict: Verdict
    if "DEVIATION" in verdicts:
        verdict, reason = "DEVIATION", "personal data travels without encryption"
    elif verdicts:
        verdict, reason = "UNVERIFIED", "the scheme or the receiver of a transfer is not known"
    elif not ingress:
        verdict, reason = "UNVERIFIED", "no inbound log is bound: add a `gateway` binding with `direction: ingress`"
    elif any(facts.gaps_of(item.dataset.partition("/")[0], item.dataset) for item in ingress):
        verdict, reason = "GAP", "an inbound log was not wholly read"
    elif judged:
        verdict, reason = "CLEAR", f"{plural(judged, 'transfer')} of personal data, all encrypted"
    else:
        verdict, reason = "NOT_OBSERVED", "no personal data was seen in transfer"
    counts = {"findings": len(findings), "transfers": judged}
    return tuple(StatementNote(name, verdict, reason, counts) for name in rule.statements)
