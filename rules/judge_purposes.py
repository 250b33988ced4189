"""Judges of what data is used for: purposes that the policy names, and purposes of a kind of data.

A flow to a party outside the organisation is judged for its purpose by the rule on recipients, and for marketing by a
rule that forbids it; here only the doubtful ones of others are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.audit_facts import AuditFacts
from rules.engagements import purposes_of
from rules.facts import Finding, Flow, Severity, Verdict
from rules.kinds import ForbiddenPurpose, KnownPurpose, PurposeLimit
from rules.outcome import Outcome, Truth, first_of, noted, one_per_fingerprint, plural
from rules.policy import Policy, Rule
from rules.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Use:
    """Personal data of some categories, at a node, for one purpose. `outside`: by a party that is not ours."""

    dataset: str
    party: str
    categories: tuple[str, ...]
    purpose: str
    path: tuple[str, ...]
    confidence: float = 1.0
    inferred: bool = False
    outside: bool = False


def judge_known_purpose(rule: Rule, policy: Policy, facts: AuditFacts) -> Outcome:
    """UNDISCLOSED for personal data that is used for a purpose which the policy does not name.

    Where a rule limits the purposes of that very data, that rule tells it and cites this one's statements.
    """
    findings: list[Finding] = []
    judged = unnamed = 0
    for use in uses(policy, facts):
        if use.outside:
            continue
        judged += 1
        known = named(policy, use.purpose)
        unnamed += known is False
        if known is True or (known is False and _limited(policy, use)):
            continue
        why = "which the policy does not name" if known is False else "which is wider than what the policy names"
        findings.append(_finding(rule, _judged(known), use, [], why, rule.statements))
    kept = one_per_fingerprint(findings)
    unstated = _unstated(facts, ("personal",))
    counts = {"findings": unnamed, "uses": judged, "unstated": unstated}
    verdict, reason = first_of(
        (
            ("UNDISCLOSED", unnamed, f"{plural(unnamed, 'use')} for a purpose that the policy does not name"),
            ("GAP", _unread(facts), "a dataset with a declared purpose was not wholly read"),
            ("UNVERIFIED", kept, "a declared purpose is wider than those that the policy names"),
            ("UNVERIFIED", unstated, f"{plural(unstated, 'dataset')} of personal data without a stated purpose"),
            ("CLEAR", judged, f"{plural(judged, 'use')}, each for a purpose that the policy names"),
        ),
        ("NOT_OBSERVED", "no personal data with a stated purpose was seen"),
    )
    return Outcome(tuple(kept), noted(rule, verdict, reason, counts))


def judge_purpose_limit(rule: Rule, test: PurposeLimit, policy: Policy, facts: AuditFacts) -> Outcome:
    """UNDISCLOSED for `categories` used for a purpose that no statement permits, AMBIGUOUS for a doubtful one."""
    tree = vocabulary()
    findings: list[Finding] = []
    judged = 0
    for use in uses(policy, facts):
        held = [name for name in use.categories if tree.categories.within_any(name, test.categories)]
        if not held:
            continue
        judged += 1
        verdict, why = _limit(test, policy, use)
        if verdict == "CLEAR":
            continue
        cited = rule.statements
        if verdict == "UNDISCLOSED":
            general = [item for item in policy.rules if isinstance(item.test, KnownPurpose)]
            cited = tuple(dict.fromkeys((*cited, *(name for item in general for name in item.statements))))
        findings.append(_finding(rule, verdict, use, held, why, cited))
    kept = one_per_fingerprint(findings)
    verdicts = [item.verdict for item in kept]
    undisclosed, ambiguous = verdicts.count("UNDISCLOSED"), verdicts.count("AMBIGUOUS")
    unstated = _unstated(facts, test.categories)
    counts = {"findings": undisclosed, "ambiguous": ambiguous, "uses": judged, "unstated": unstated}
    verdict, reason = first_of(
        (
            ("UNDISCLOSED", undisclosed, f"{plural(undisclosed, 'use')} for a purpose that no statement permits"),
            ("AMBIGUOUS", ambiguous, f"{plural(ambiguous, 'use')} that one statement permits and another does not"),
            ("GAP", _unread(facts), "a dataset with a declared purpose was not wholly read"),
            ("UNVERIFIED", kept, "a declared purpose is wider than those that the policy names"),
            ("UNVERIFIED", unstated, f"{plural(unstated, 'dataset')} of such data without a stated purpose"),
            ("CLEAR", judged, f"{plural(judged, 'use')} of such data, each for a purpose that is permitted"),
        ),
        ("NOT_OBSERVED", "no such data with a stated purpose was seen"),
    )
    return Outcome(tuple(kept), noted(rule, verdict, reason, counts))


def _limit(test: PurposeLimit, policy: Policy, use: Use) -> tuple[Verdict, str]:
    purposes = vocabulary().purposes
    if purposes.within_any(use.purpose, test.purposes):
        return "CLEAR", ""
    if purposes.within_any(use.purpose, test.doubtful):
        return "AMBIGUOUS", "which a general statement permits and the one about this data does not name"
    known = named(policy, use.purpose)
    if known is True or use.outside:  # outside, the rule on recipients speaks
        return "CLEAR", ""
    return _judged(known), "which no statement permits" if known is False else "which is wider than the policy's words"


def uses(policy: Policy, facts: AuditFacts) -> Iterator[Use]:
    """Every stated purpose of personal data: of datasets, and of flows that no rule on marketing already judges."""
    tree = vocabulary()
    for ref, item in sorted(facts.declared.items()):
        found = _held(facts, ref)
        if item.purpose and found:
            yield Use(ref, "", found, item.purpose, (f"store:{ref.partition('/')[0]}", f"dataset:{ref}"))
    forbidding = [item.test.recipients for item in policy.rules if isinstance(item.test, ForbiddenPurpose)]
    for flow in facts.graph.flows():
        party = facts.parties.get(flow.target.removeprefix("party:")) if flow.target.startswith("party:") else None
        if party is None or flow.kind == "holds" or not flow.categories:
            continue
        if any(tree.recipients.within_any(party.recipient, recipients) for recipients in forbidding):
            continue
        outside = flow.kind == "sends" and not tree.recipients.within(party.recipient, "first_party")
        for purpose in purposes_of(facts, flow, party) if outside else flow.purposes:
            yield _use_of(flow, facts, party.id, purpose, outside)


def _use_of(flow: Flow, facts: AuditFacts, party: str, purpose: str, outside: bool) -> Use:
    return Use(
        flow.via or flow.origin.partition(":")[2],
        party,
        flow.categories,
        purpose,
        facts.graph.witness(flow),
        flow.confidence,
        flow.grade == "inferred",
        outside,
    )


def named(policy: Policy, purpose: str) -> Truth:
    """Whether the policy names a purpose. None: it names only some of what lies below it."""
    tree = vocabulary().purposes
    if tree.within_any(purpose, tuple(policy.named_purposes)):
        return True
    return None if any(tree.within(name, purpose) for name in policy.named_purposes) else False


def _held(facts: AuditFacts, ref: str) -> tuple[str, ...]:
    tree = vocabulary().categories
    found = {item.category for item in facts.classifications if item.dataset == ref}
    return tuple(sorted(name for name in found if tree.within(name, "personal")))


def _limited(policy: Policy, use: Use) -> bool:
    """Whether some rule on the purposes of a kind of data tells of this use."""
    tree = vocabulary().categories
    return any(
        any(tree.within_any(name, rule.test.categories) for name in use.categories)
        and _limit(rule.test, policy, use)[0] != "CLEAR"
        for rule in policy.rules
        if isinstance(rule.test, PurposeLimit)
    )


def _unread(facts: AuditFacts) -> bool:
    return any(item.purpose and facts.gaps_of(ref.partition("/")[0], ref) for ref, item in facts.declared.items())


def _unstated(facts: AuditFacts, categories: tuple[str, ...]) -> int:
    """Datasets of the first party, or nobody's, that hold such data and have no declared purpose."""
    tree = vocabulary().categories
    ours = {store.source for store in (*facts.stores_of(("first_party",)), *facts.nobodys_stores())}
    holding = {item.dataset for item in facts.classifications if tree.within_any(item.category, categories)}
    stated = {ref for ref, item in facts.declared.items() if item.purpose}
    return sum(ref.partition("/")[0] in ours for ref in holding - stated)


def _judged(known: Truth) -> Verdict:
    return "UNVERIFIED" if known is None else "CLEAR" if known else "UNDISCLOSED"


def _finding(rule: Rule, verdict: Verdict, use: Use, held: list[str], why: str, cited: tuple[str, ...]) -> Finding:
    words = vocabulary()
    severity: Severity = rule.severity if verdict == "UNDISCLOSED" else "medium"
    what = ", ".join(words.categories.label(name) for name in held) or "personal data"
    return Finding(
        rule=rule.id,
        statements=cited,
        verdict=verdict,
        severity=severity,
        confidence=use.confidence,
        title=f"{rule.title}: {what} for {words.purposes.label(use.purpose)}, {why}",
        dataset=use.dataset,
        party=use.party,
        evidence={"purpose": use.purpose, "categories": held or list(use.categories)},
        path=use.path,
        inferred_only=use.inferred,
    )
