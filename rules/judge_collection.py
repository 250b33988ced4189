"""Judge of what may be collected: every category that is held must be one that the policy's lists name."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Classification, Finding, Severity, Verdict
from rules.kinds import Absent, Collection
from rules.outcome import Outcome, first_of, noted, plural
from rules.policy import Policy, Rule
from rules.vocabulary import vocabulary

NOBODYS = "the estate file does not say who runs the store (`party`)"
_WHY = {
    "VAGUE": "the policy's list is open and does not name it",
    "UNDISCLOSED": "no statement names it",
    "UNVERIFIED": f"the policy does not name it, but {NOBODYS}",
}


def judge_collection(rule: Rule, test: Collection, policy: Policy, facts: AuditFacts) -> Outcome:
    """VAGUE or UNDISCLOSED for each field that holds a category which the list does not name."""
    bound = frozenset(item.dataset for role in test.roles for item in facts.bound_to(role))
    if test.roles and not bound:
        told = f"no `{test.roles[0]}` binding says which dataset it is"
        return Outcome((), noted(rule, "UNVERIFIED", told))
    stores = {store.source for store in facts.stores_of(test.parties)}
    nobodys = {store.source for store in facts.nobodys_stores()}
    findings: list[Finding] = []
    judged = 0
    for item in facts.classifications:
        source = item.dataset.partition("/")[0]
        if source not in stores | nobodys or (test.roles and item.dataset not in bound):
            continue
        verdict = verdict_of(test, item.category)
        if verdict is None or (not test.roles and _claimed(policy, facts, item)):
            continue
        judged += source in stores
        if verdict != "CLEAR":
            findings.append(_finding(rule, test, item, verdict if source in stores else "UNVERIFIED"))
    gaps = [
        gap
        for gap in facts.coverage.gaps
        if gap.source in stores and (not test.roles or any(gap in facts.gaps_of(gap.source, name) for name in bound))
    ]
    verdicts = [item.verdict for item in findings]
    undisclosed, vague = verdicts.count("UNDISCLOSED"), verdicts.count("VAGUE")
    counts = {"fields": judged, "undisclosed": undisclosed, "vague": vague, "incomplete": len(gaps)}
    verdict, reason = first_of(
        (
            ("UNDISCLOSED", undisclosed, f"{plural(undisclosed, 'field')} of a kind that no statement names"),
            ("VAGUE", vague, f"{plural(vague, 'field')} of a kind that only an open list covers"),
            ("UNVERIFIED", not stores, "no source is run by a party that this statement speaks of"),
            ("GAP", gaps, "a store was not wholly read"),
            ("UNVERIFIED", findings or nobodys, f"of a store, {NOBODYS}"),
            ("CLEAR", judged, f"{plural(judged, 'field')}, each of a kind that the policy names"),
        ),
        ("NOT_OBSERVED", "no data of these kinds was seen"),
    )
    return Outcome(tuple(findings), noted(rule, verdict, reason, counts))


def verdict_of(test: Collection, category: str) -> Verdict | None:
    """What the list says of a category; None: it does not speak of it."""
    tree = vocabulary().categories
    if not tree.within_any(category, test.within) or tree.within_any(category, test.leave):
        return None
    if category in test.listed:
        return "CLEAR"
    node: str | None = category
    while node is not None:
        if node in test.open:
            return "VAGUE"
        if node in test.listed:
            return "CLEAR"
        node = tree.parents.get(node)
    return "UNDISCLOSED"


def _claimed(policy: Policy, facts: AuditFacts, item: Classification) -> bool:
    """Whether a rule about datasets of a role speaks of this field: one fact is judged once, by who knows it best."""
    tree = vocabulary().categories
    for test in (rule.test for rule in policy.rules):
        if not isinstance(test, Absent | Collection):
            continue
        if not any(item.dataset == bound.dataset for role in test.roles for bound in facts.bound_to(role)):
            continue
        if isinstance(test, Absent) and tree.within_any(item.category, test.categories):
            return True
        if isinstance(test, Collection) and verdict_of(test, item.category) is not None:
            return True
    return False


def _finding(rule: Rule, test: Collection, item: Classification, verdict: Verdict) -> Finding:
    tree = vocabulary().categories
    grave = not test.grave or tree.within_any(item.category, test.grave)
    severity: Severity = "low" if verdict == "VAGUE" else "medium"
    if verdict == "UNDISCLOSED" and (grave or rule.severity in ("info", "low")):
        severity = rule.severity
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict=verdict,
        severity=severity,
        confidence=item.confidence,
        title=f"{rule.title}: {tree.label(item.category)}, {_WHY[verdict]}",
        dataset=item.dataset,
        field=item.field,
        category=item.category,
        evidence={
            "examined": item.examined,
            "matched": item.matched,
            "distinct": item.distinct,
            "distinct_exact": item.distinct_exact,
            "reasons": list(item.reasons),
        },
        path=(f"store:{item.dataset.partition('/')[0]}", f"dataset:{item.dataset}"),
    )
