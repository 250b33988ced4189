"""Judges of data at rest: what must not be stored at all, and in which countries stores may lie."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Classification, Finding, Verdict
from rules.outcome import Outcome, StatementNote, plural
from rules.policy import Absent, Rule, StoreCountry
from rules.vocabulary import vocabulary


def judge_absent(rule: Rule, test: Absent, facts: AuditFacts) -> Outcome:
    """DEVIATION for each field that holds a forbidden category; GAP for each dataset that was not wholly read."""
    tree = vocabulary().categories
    stores = {store.source for store in facts.stores_of(test.parties)}
    findings: list[Finding] = []
    for item in facts.classifications:
        if item.dataset.partition("/")[0] in stores and tree.within_any(item.category, test.categories):
            findings.append(_stored(rule, item))
    findings.extend(_unread(rule, facts, stores))
    examined = sum(store in stores for store in (item.dataset.partition("/")[0] for item in facts.coverage.objects))
    deviations = sum(item.verdict == "DEVIATION" for item in findings)
    gaps = len(findings) - deviations
    counts = {"findings": deviations, "objects": examined, "incomplete": gaps}
    verdict, reason = _absence_verdict(facts, stores, deviations, gaps)
    return Outcome(tuple(findings), tuple(StatementNote(name, verdict, reason, counts) for name in rule.statements))


def _stored(rule: Rule, item: Classification) -> Finding:
    label = vocabulary().categories.label(item.category)
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict="DEVIATION",
        severity=rule.severity,
        confidence=item.confidence,
        title=f"{rule.title}: {label} at rest",
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


def _unread(rule: Rule, facts: AuditFacts, stores: set[str]) -> list[Finding]:
    """One GAP finding a dataset (or whole source) that was not wholly read: absence can't be claimed for it."""
    by_dataset: dict[str, dict[str, int]] = {}
    for gap in facts.coverage.gaps:
        if gap.source in stores:
            name = f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source
            reasons = by_dataset.setdefault(name, {})
            reasons[gap.reason] = reasons.get(gap.reason, 0) + 1
    return [
        Finding(
            rule=rule.id,
            statements=rule.statements,
            verdict="GAP",
            severity="medium",
            confidence=1.0,
            title=f"{rule.title}: can't be ruled out where data was not read",
            dataset=name,
            evidence={"gaps": reasons},
        )
        for name, reasons in sorted(by_dataset.items())
    ]


def _absence_verdict(facts: AuditFacts, stores: set[str], deviations: int, gaps: int) -> tuple[Verdict, str]:
    if deviations:
        return "DEVIATION", f"found in {plural(deviations, 'field')}"
    if not stores:
        return "UNVERIFIED", "no source of the estate is run by a party that this statement speaks of"
    if gaps:
        return "GAP", f"none found, but {plural(gaps, 'dataset was', 'datasets were')} not wholly read"
    bounds = [bound for name, bound in facts.absence.items() if name.partition("/")[0] in stores]
    if not bounds or any(bound.upper is None for bound in bounds):
        return "NOT_OBSERVED", "none found; no bound can be given for what was not sampled at random"
    upper = max(bound.upper or 0.0 for bound in bounds)
    confidence = max(bound.confidence for bound in bounds)
    return "NOT_OBSERVED", f"none found; if any exist, at most {upper:.2%} of any dataset's rows at {confidence:.0%}"


def judge_store_country(rule: Rule, test: StoreCountry, facts: AuditFacts) -> Outcome:
    """DEVIATION for a store of personal data outside the list, UNVERIFIED where its country is not stated."""
    tree = vocabulary().categories
    findings: list[Finding] = []
    judged = 0
    for store in facts.stores_of(test.parties):
        held = [item for item in facts.classifications if item.dataset.partition("/")[0] == store.source]
        held = [item for item in held if tree.within(item.category, "personal")]
        inside = store.country in test.countries
        gaps = facts.gaps_of(store.source)
        judged += bool(held)
        if inside or (not held and not gaps):
            continue
        verdict: Verdict = "GAP" if not held else "UNVERIFIED" if store.country is None else "DEVIATION"
        findings.append(
            Finding(
                rule=rule.id,
                statements=rule.statements,
                verdict=verdict,
                severity=rule.severity,
                confidence=max((item.confidence for item in held), default=1.0),
                title={
                    "GAP": f"{rule.title}: the store was not wholly read, so personal data can't be ruled out",
                    "UNVERIFIED": f"{rule.title}: the estate file does not say in which country the store lies",
                }.get(verdict, f"{rule.title}: personal data in {store.country}"),
                dataset=store.source,
                party=store.party or "",
                evidence={
                    "country": store.country,
                    "listed": sorted(test.countries),
                    "categories": sorted({item.category for item in held}),
                    "fields": len(held),
                },
                path=(f"store:{store.source}",),
            )
        )
    verdicts = [item.verdict for item in findings]
    if "DEVIATION" in verdicts:
        outside = plural(verdicts.count("DEVIATION"), "store")
        verdict, reason = "DEVIATION", f"{outside} outside {', '.join(test.countries)}"
    elif "GAP" in verdicts:
        verdict, reason = "GAP", "a store outside the list was not wholly read"
    elif "UNVERIFIED" in verdicts:
        verdict, reason = "UNVERIFIED", "a store's country is not stated: set `country` on the source"
    elif judged:
        verdict, reason = "CLEAR", f"{plural(judged, 'store')} of personal data, all in {', '.join(test.countries)}"
    else:
        verdict, reason = "NOT_OBSERVED", "no store of personal data was seen"
    counts = {"findings": len(findings), "stores": judged}
    return Outcome(tuple(findings), tuple(StatementNote(name, verdict, reason, counts) for name in rule.statements))
