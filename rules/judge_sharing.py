"""Judges of the terms on which others receive personal data: contract, safeguards, encryption, purpose.

Whether somebody may receive it at all, and under an engagement that was valid, is the rule on recipients' business: it
tells of missing and expired engagements and of unstated purposes, so these judges only note them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules.audit_facts import AuditFacts
from rules.engagements import covering, purposes_of, received_by
from rules.facts import Finding, Flow, Party, Verdict
from rules.graph import path_grade
from rules.kinds import Contract, CrossBorder, EncryptedSharing, ForbiddenPurpose
from rules.outcome import Outcome, Truth, first_of, noted, one_per_fingerprint, plural
from rules.policy import Rule
from rules.vocabulary import vocabulary

NOT_BOUND = "no outbound log is bound, and no flow is declared: what leaves is not known"


def judge_contract(rule: Rule, test: Contract, facts: AuditFacts) -> Outcome:
    """DEVIATION for a party whose engagement is recorded without one of the clauses; one finding a party."""
    findings: list[Finding] = []
    without: set[str] = set()
    judged = 0
    for flow, party in received_by(facts, test.recipients):
        judged += 1
        records = covering(facts, flow, party)
        if not records:
            without.add(party.id)
            continue
        answers = [None if item.clauses is None else set(test.clauses) <= set(item.clauses) for item in records]
        if any(answers):
            continue
        stated = {name for item in records for name in item.clauses or ()}
        missing = [name for name in test.clauses if name not in stated] or list(test.clauses)
        if None in answers:
            why, verdict = "the register does not say which clauses its contract has (`clauses`)", _verdict(None)
        else:
            why, verdict = f"its contract has no clause on {_words(missing)}", _verdict(False)
        findings.append(_finding(rule, verdict, facts, flow, party, why, {"missing": missing}, per_dataset=False))
    extra = f"no engagement is recorded for {', '.join(sorted(without))}" if without else ""
    return _told(rule, findings, facts, judged, "without the clauses", "have a contract with the clauses", extra)


def judge_cross_border(rule: Rule, test: CrossBorder, facts: AuditFacts) -> Outcome:
    """DEVIATION for data that leaves its store's country on an engagement recorded to name no safeguard."""
    findings: list[Finding] = []
    judged = 0
    for flow, party in received_by(facts, test.recipients):
        home = _origin_country(flow, facts)
        if _same_law(home, party.country, test.areas):
            continue
        judged += 1
        records = covering(facts, flow, party)
        if any(item.safeguards for item in records):
            continue
        if home is None or party.country is None:
            lacking = "of the store" if home is None else "of the recipient"
            why, truth = f"the country {lacking} is not stated, nor a safeguard", None
        elif not records or any(item.safeguards is None for item in records):
            why, truth = f"from {home} to {party.country}, and no safeguard is stated (`safeguards`)", None
        else:
            why, truth = f"from {home} to {party.country} without any safeguard", False
        places = {"from": home, "to": party.country, "category_count": len(flow.categories)}
        findings.append(_finding(rule, _verdict(truth), facts, flow, party, why, places))
    return _told(rule, findings, facts, judged, "across borders without a safeguard", "rest on a safeguard")


def _same_law(one: str | None, other: str | None, areas: tuple[tuple[str, ...], ...]) -> bool:
    return one is not None and (one == other or any(one in area and other in area for area in areas))


def _origin_country(flow: Flow, facts: AuditFacts) -> str | None:
    kind, _, name = flow.origin.partition(":")
    store = facts.store_of(name if kind in ("store", "dataset") else flow.via)
    return store.country if store else None


def judge_encrypted_sharing(rule: Rule, test: EncryptedSharing, facts: AuditFacts) -> Outcome:
    """DEVIATION for personal data that is handed over in clear; one finding an origin and party."""
    findings: list[Finding] = []
    judged = 0
    for flow, party in received_by(facts, test.recipients):
        judged += 1
        if flow.encrypted is not True:
            how = f"over {flow.scheme}" if flow.scheme else "by a channel that nobody described"
            why = f"in clear, {how}" if flow.encrypted is False else f"not known to be encrypted, {how}"
            findings.append(_finding(rule, _verdict(flow.encrypted), facts, flow, party, why, {}))
    return _told(rule, findings, facts, judged, "in clear", "are encrypted")


def judge_forbidden_purpose(rule: Rule, test: ForbiddenPurpose, facts: AuditFacts) -> Outcome:
    """DEVIATION for a flow whose purpose, or whose engagement's, is ruled out; AMBIGUOUS for a doubtful one."""
    words = vocabulary()
    findings: list[Finding] = []
    unstated: set[str] = set()
    judged = 0
    for flow, party in received_by(facts, test.recipients):
        judged += 1
        purposes = purposes_of(facts, flow, party)
        if not purposes:
            unstated.add(party.id)
        ruled_out = [name for name in purposes if words.purposes.within_any(name, test.purposes)]
        doubtful = [name for name in purposes if words.purposes.within_any(name, test.doubtful)]
        if not words.recipients.within_any(party.recipient, test.doubtful_recipients):
            doubtful = []
        if ruled_out:
            why = f"for {_labels(ruled_out)}"
            findings.append(_finding(rule, "DEVIATION", facts, flow, party, why, {"purposes": ruled_out}))
        elif doubtful:
            why = f"for {_labels(doubtful)}, which one statement permits and another rules out"
            findings.append(_finding(rule, "AMBIGUOUS", facts, flow, party, why, {"purposes": doubtful}))
    extra = f"for what {', '.join(sorted(unstated))} receive data is not stated" if unstated else ""
    return _told(rule, findings, facts, judged, "for a purpose that is ruled out", "are for other purposes", extra)


def _verdict(truth: Truth) -> Verdict:
    return "UNVERIFIED" if truth is None else "CLEAR" if truth else "DEVIATION"


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _labels(purposes: Iterable[str]) -> str:
    return ", ".join(vocabulary().purposes.label(name) for name in purposes)


def _finding(
    rule: Rule,
    verdict: Verdict,
    facts: AuditFacts,
    flow: Flow,
    party: Party,
    why: str,
    evidence: dict[str, Any],
    per_dataset: bool = True,
) -> Finding:
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict=verdict,
        severity=rule.severity if verdict == "DEVIATION" else "medium",
        confidence=flow.confidence,
        title=f"{rule.title}: {party.id} ({vocabulary().recipients.label(party.recipient)}), {why}",
        dataset=(flow.via or flow.origin.partition(":")[2]) if per_dataset else "",
        party=party.id,
        evidence={
            "records": flow.count,
            "grade": flow.grade,
            "path_grade": path_grade([flow.grade]),
            "scheme": flow.scheme,
            "categories": sorted(flow.categories),
            **evidence,
        },
        path=facts.graph.witness(flow),
        inferred_only=flow.grade == "inferred",
    )


def _told(
    rule: Rule,
    findings: list[Finding],
    facts: AuditFacts,
    judged: int,
    failed: str,
    passed: str,
    unknown: str = "",
) -> Outcome:
    """The findings, one a fingerprint, and the note: failures first, then doubt, then what was looked at."""
    kept = one_per_fingerprint(findings)
    verdicts = [item.verdict for item in kept]
    deviations, ambiguous = verdicts.count("DEVIATION"), verdicts.count("AMBIGUOUS")
    undecided = verdicts.count("UNVERIFIED")
    outbound = [item for item in facts.bound_to("gateway") if item.fields.get("direction") == "egress"]
    unread = any(facts.gaps_of(item.dataset.partition("/")[0], item.dataset) for item in outbound)
    counts = {"findings": deviations, "ambiguous": ambiguous, "undecided": undecided, "transfers": judged}
    verdict, reason = first_of(
        (
            ("DEVIATION", deviations, f"{plural(deviations, 'transfer')} {failed}"),
            ("AMBIGUOUS", ambiguous, f"{plural(ambiguous, 'transfer')} on which the policy contradicts itself"),
            ("GAP", unread, "an outbound log was not wholly read"),
            ("UNVERIFIED", undecided, f"{plural(undecided, 'transfer')} can't be decided"),
            ("UNVERIFIED", unknown, unknown),
            ("CLEAR", judged and outbound, f"{plural(judged, 'transfer')} that {passed}"),
            ("UNVERIFIED", judged, f"{plural(judged, 'transfer')} that {passed}, but no outbound log is bound"),
            ("UNVERIFIED", not outbound, NOT_BOUND),
        ),
        ("NOT_OBSERVED", "no transfer of the kind was seen"),
    )
    return Outcome(tuple(kept), noted(rule, verdict, reason, counts))
