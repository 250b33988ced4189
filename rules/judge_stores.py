"""Judges of data at rest: what must not be stored at all, and in which countries stores may lie."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Classification, Finding, Store, Verdict
from rules.kinds import Absent, ReplicaParity, StoreCountry
from rules.outcome import Outcome, first_of, noted, plural
from rules.policy import Policy, Rule
from rules.vocabulary import vocabulary

NOBODYS = "the estate file does not say who runs the store (`party`)"
NO_COUNTRY = "the estate file does not say in which country the store lies (`country`)"


def judge_absent(rule: Rule, test: Absent, policy: Policy, facts: AuditFacts) -> Outcome:
    """DEVIATION for each field that holds a forbidden category. Where the policy promises absence, GAP for each
    dataset that was not wholly read; else one word in the note tells of those."""
    tree = vocabulary().categories
    bound = {item.dataset for role in test.roles for item in facts.bound_to(role)}
    if test.roles and not bound:
        return Outcome((), noted(rule, "UNVERIFIED", f"no `{test.roles[0]}` binding says which dataset it is"))
    stores = {store.source for store in facts.stores_of(test.parties)}
    nobodys = {store.source for store in facts.nobodys_stores()}
    if test.roles:
        sources = {name.partition("/")[0] for name in bound}
        stores, nobodys = stores & sources, nobodys & sources
    findings: list[Finding] = []
    for item in facts.classifications:
        source = item.dataset.partition("/")[0]
        if test.roles and item.dataset not in bound:
            continue
        if source in stores | nobodys and tree.within_any(item.category, test.categories):
            findings.append(_stored(rule, item, "DEVIATION" if source in stores else "UNVERIFIED"))
    unread = [
        item
        for item in _unread(rule, facts, stores)
        if not test.roles or item.dataset in bound or item.dataset in facts.stores
    ]
    if any(item.modality == "prohibit" for item in policy.statements if item.id in rule.statements):
        findings.extend(unread)
    read = [item.dataset for item in facts.coverage.objects if not test.roles or item.dataset in bound]
    examined = sum(name.partition("/")[0] in stores for name in read)
    deviations = sum(item.verdict == "DEVIATION" for item in findings)
    counts = {"findings": deviations, "objects": examined, "incomplete": len(unread)}
    verdict, reason = _absence_verdict(facts, test, stores, nobodys, deviations, len(unread))
    return Outcome(tuple(findings), noted(rule, verdict, reason, counts))


def _stored(rule: Rule, item: Classification, verdict: Verdict) -> Finding:
    label = vocabulary().categories.label(item.category)
    doubt = "" if verdict == "DEVIATION" else f", {NOBODYS}"
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict=verdict,
        severity=rule.severity if verdict == "DEVIATION" else "medium",
        confidence=item.confidence,
        title=f"{rule.title}: {label} at rest{doubt}",
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


def _absence_verdict(
    facts: AuditFacts, test: Absent, stores: set[str], nobodys: set[str], deviations: int, gaps: int
) -> tuple[Verdict, str]:
    if deviations:
        return "DEVIATION", f"found in {plural(deviations, 'field')}"
    if not stores:
        return "UNVERIFIED", "no source of the estate is run by a party that this statement speaks of"
    if gaps:
        return "GAP", f"none found, but {plural(gaps, 'dataset was', 'datasets were')} not wholly read"
    tree = vocabulary().categories
    unseen = [name for name in test.categories if not any(tree.within(item, name) for item in facts.detectable)]
    if unseen:
        told = ", ".join(tree.label(name) for name in unseen)
        return "UNVERIFIED", f"nothing else was found, but no detector looks for: {told}"
    if nobodys:
        return "UNVERIFIED", f"none found, but of {plural(len(nobodys), 'source')} {NOBODYS}"
    bounds = [bound for name, bound in facts.absence.items() if name.partition("/")[0] in stores]
    if not bounds or any(bound.upper is None for bound in bounds):
        return "NOT_OBSERVED", "none found; no bound can be given for what was not sampled at random"
    upper = max(bound.upper or 0.0 for bound in bounds)
    told = f"if any exist, at most {upper:.2%} of any dataset's rows, at {facts.confidence * 100:g} % for all together"
    return "NOT_OBSERVED", f"none found; {told}"


def judge_store_country(rule: Rule, test: StoreCountry, facts: AuditFacts) -> Outcome:
    """DEVIATION for a store of personal data outside the list, UNVERIFIED where its country is not stated."""
    tree = vocabulary().categories
    findings: list[Finding] = []
    judged = 0
    for store in (*facts.stores_of(test.parties), *facts.nobodys_stores()):
        held = [item for item in facts.classifications if item.dataset.partition("/")[0] == store.source]
        held = [item for item in held if tree.within(item.category, "personal")]
        inside = store.country in test.countries
        gaps = facts.gaps_of(store.source)
        judged += bool(held)
        if inside or (not held and not gaps):
            continue
        unknown = store.country is None or store.recipient is None
        verdict: Verdict = "GAP" if not held else "UNVERIFIED" if unknown else "DEVIATION"
        findings.append(
            Finding(
                rule=rule.id,
                statements=rule.statements,
                verdict=verdict,
                severity=rule.severity,
                confidence=max((item.confidence for item in held), default=1.0),
                title={
                    "GAP": f"{rule.title}: the store was not wholly read, so personal data can't be ruled out",
                    "UNVERIFIED": f"{rule.title}: {NO_COUNTRY if store.country is None else NOBODYS}",
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
        verdict, reason = "UNVERIFIED", "who runs a store, or its country, is not stated: set `party` and `country`"
    elif judged:
        verdict, reason = "CLEAR", f"{plural(judged, 'store')} of personal data, all in {', '.join(test.countries)}"
    else:
        verdict, reason = "NOT_OBSERVED", "no store of personal data was seen"
    counts = {"findings": len(findings), "stores": judged}
    return Outcome(tuple(findings), noted(rule, verdict, reason, counts))


def judge_replica_parity(rule: Rule, test: ReplicaParity, facts: AuditFacts) -> Outcome:
    """DEVIATION for a copy that lacks a control of the store it copies; UNVERIFIED where a control is not known."""
    findings: list[Finding] = []
    nobodys = {store.source for store in facts.nobodys_stores()}
    stores = (*facts.stores_of(test.parties), *facts.nobodys_stores())
    replicas = [store for store in stores if store.replica_of]
    for store in replicas:
        original = facts.stores.get(store.replica_of)
        needed = sorted(name for name, held in (original.controls if original else {}).items() if held)
        lacking = [name for name in needed if store.controls.get(name) is False]
        held = original.controls if original else {}
        unknown = [name for name in needed if name not in store.controls]
        unknown += sorted(name for name, there in store.controls.items() if not there and name not in held)
        if lacking and store.source in nobodys:
            findings.append(_replica(rule, store, "UNVERIFIED", NOBODYS, lacking, unknown))
        elif lacking:
            why = f"{_listed(lacking)} of {store.replica_of} is missing"
            findings.append(_replica(rule, store, "DEVIATION", why, lacking, unknown))
        elif unknown or not needed:
            which = _listed(unknown) if needed else f"which {store.replica_of} has"
            findings.append(_replica(rule, store, "UNVERIFIED", f"controls not known: {which}", lacking, unknown))
    verdicts = [item.verdict for item in findings]
    weaker = verdicts.count("DEVIATION")
    counts = {"findings": weaker, "replicas": len(replicas)}
    verdict, reason = first_of(
        (
            ("DEVIATION", weaker, f"{plural(weaker, 'copy', 'copies')} with weaker controls than the original"),
            ("UNVERIFIED", findings, "the controls of a copy, or of its original, are not known: state `controls`"),
            ("CLEAR", replicas, f"{plural(len(replicas), 'copy', 'copies')}, with every control of the original"),
        ),
        ("NOT_OBSERVED", "no source is declared a copy of another (`replica_of`)"),
    )
    return Outcome(tuple(findings), noted(rule, verdict, reason, counts))


def _listed(controls: list[str]) -> str:
    return ", ".join(controls).replace("_", " ")


def _replica(rule: Rule, store: Store, verdict: Verdict, why: str, lacking: list[str], unknown: list[str]) -> Finding:
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict=verdict,
        severity=rule.severity if verdict == "DEVIATION" else "medium",
        confidence=1.0,
        title=f"{rule.title}: {why}",
        dataset=store.source,
        party=store.party or "",
        evidence={"replica_of": store.replica_of, "lacking": lacking, "unknown": unknown, "country": store.country},
        path=(f"store:{store.replica_of}", f"store:{store.source}"),
    )
