"""Judges of data that is said to be about nobody: analytics that is tied to no person, and anonymous sets."""

from __future__ import annotations

from collections.abc import Iterable

from rules.audit_facts import AuditFacts
from rules.facts import Classification, Declaration, Finding, Join, ProbeResult, Severity, Verdict
from rules.kinds import Anonymous, Unlinkable
from rules.outcome import Outcome, first_of, noted, one_per_fingerprint, plural
from rules.policy import Rule
from rules.vocabulary import vocabulary

NO_ACCOUNTS = "no `accounts` binding says which ids are accounts, so links to them can't be ruled out"


def judge_unlinkable(rule: Rule, test: Unlinkable, facts: AuditFacts) -> Outcome:
    """DEVIATION for each field that ties a dataset declared for such a purpose to people; AMBIGUOUS for a doubtful."""
    tree = vocabulary().purposes
    declared = [
        item
        for _, item in sorted(facts.declared.items())
        if item.purpose and tree.within_any(item.purpose, test.purposes)
    ]
    findings = [
        finding
        for item in declared
        for finding in (
            *_tying(rule, item, test.categories, test.doubtful_categories, facts),
            *_unread(rule, item, facts),
        )
    ]
    what = f"declared for {', '.join(vocabulary().purposes.label(name) for name in test.purposes)}"
    otherwise: tuple[Verdict, str] = ("UNVERIFIED", f"no dataset is {what} (`datasets`)")
    return _told(rule, findings, facts, len(declared), what, otherwise)


def judge_anonymous(rule: Rule, test: Anonymous, facts: AuditFacts) -> Outcome:
    """DEVIATION for each identifying field of a dataset declared anonymous, and for groups that are too small."""
    declared = [item for _, item in sorted(facts.declared.items()) if item.anonymous]
    findings: list[Finding] = []
    untested = 0
    for item in declared:
        findings.extend(_tying(rule, item, test.categories, (), facts))
        findings.extend(_unread(rule, item, facts))
        probes = [probe for probe in facts.probes if probe.probe == rule.id and probe.dataset == item.dataset]
        findings.extend(finding for probe in probes for finding in _small_groups(rule, probe))
        untested += not any(probe.tested or probe.undecided or probe.missing for probe in probes)
    otherwise: tuple[Verdict, str] = ("NOT_OBSERVED", "no dataset is declared anonymous")
    return _told(rule, findings, facts, len(declared), "declared anonymous", otherwise, untested)


def _tying(
    rule: Rule, item: Declaration, categories: tuple[str, ...], doubtful: tuple[str, ...], facts: AuditFacts
) -> list[Finding]:
    """One finding a field, whether it joins to accounts, holds an identifier, or both."""
    tree = vocabulary().categories
    told = sorted(
        (join for join in facts.joins if join.dataset == item.dataset), key=lambda join: (join.share, repr(join))
    )
    joins = {join.field: join for join in told}  # the closest tie of a field speaks
    held: dict[str, list[Classification]] = {}
    for found in facts.classifications:
        if found.dataset == item.dataset:
            held.setdefault(found.field, []).append(found)
    findings = []
    for field in sorted(joins.keys() | held.keys()):
        named = [found for found in held.get(field, ()) if tree.within_any(found.category, categories)]
        unsure = [found for found in held.get(field, ()) if tree.within_any(found.category, doubtful)]
        if field in joins or named:
            findings.append(_field(rule, item, field, "DEVIATION", named, joins.get(field)))
        elif unsure:
            findings.append(_field(rule, item, field, "AMBIGUOUS", unsure, None))
    return findings


def _field(
    rule: Rule, item: Declaration, field: str, verdict: Verdict, held: Iterable[Classification], join: Join | None
) -> Finding:
    found = sorted(held, key=lambda each: (-each.confidence, each.category))
    labels = list(dict.fromkeys(vocabulary().categories.label(each.category) for each in found))
    if join is not None:
        labels.append(f"ids of the accounts in {join.accounts}")
    doubt = ", which ties to no account" if verdict == "AMBIGUOUS" else ""
    severity: Severity = rule.severity if verdict == "DEVIATION" else "medium"
    evidence: dict[str, object] = {
        "categories": [each.category for each in found],
        "matched": max((each.matched for each in found), default=0),
        "examined": max((each.examined for each in found), default=0),
    }
    if join is not None:
        evidence["joined"] = {"accounts": join.accounts, "share": round(join.share, 3), "distinct": join.distinct}
    return Finding(
        rule=rule.id,
        statements=rule.statements,
        verdict=verdict,
        severity=severity,
        confidence=max((each.confidence for each in found), default=1.0) if join is None else 1.0,
        title=f"{rule.title}: {', '.join(labels)}{doubt}",
        dataset=item.dataset,
        field=field,
        evidence=evidence,
        path=_path(item.dataset),
    )


def _small_groups(rule: Rule, probe: ProbeResult) -> list[Finding]:
    undecided = sum(probe.undecided.values())
    if not probe.failed and not undecided and not probe.missing and not probe.partial:
        return []
    if probe.failed:
        why = f"{plural(probe.failed, 'row')} in groups smaller than the owner's least size"
    elif probe.partial:
        why = f"some groups can't be counted, {probe.partial}"
    else:
        why = f"group sizes can't be tested, {probe.missing}" if probe.missing else "some groups can't be counted"
    return [
        Finding(
            rule=rule.id,
            statements=rule.statements,
            verdict="DEVIATION" if probe.failed else "UNVERIFIED",
            severity=rule.severity if probe.failed else "medium",
            confidence=1.0,
            title=f"{rule.title}: {why}",
            dataset=probe.dataset,
            evidence={"tested": probe.tested, "failed": probe.failed, "undecided": dict(probe.undecided)},
            path=_path(probe.dataset),
        )
    ]


def _unread(rule: Rule, item: Declaration, facts: AuditFacts) -> list[Finding]:
    """A GAP finding where the dataset was not read, or not wholly: nothing can be ruled out there."""
    gaps = facts.gaps_of(item.dataset.partition("/")[0], item.dataset)
    seen = any(each.dataset == item.dataset for each in facts.coverage.objects)
    if seen and not gaps:
        return []
    reasons: dict[str, int] = {}
    for gap in gaps:
        reasons[gap.reason] = reasons.get(gap.reason, 0) + 1
    return [
        Finding(
            rule=rule.id,
            statements=rule.statements,
            verdict="GAP",
            severity="medium",
            confidence=1.0,
            title=f"{rule.title}: can't be ruled out where data was not {'wholly ' if seen else ''}read",
            dataset=item.dataset,
            field="*",  # beside what else is told of the dataset
            evidence={"gaps": reasons},
            path=_path(item.dataset),
        )
    ]


def _path(dataset: str) -> tuple[str, ...]:
    return (f"store:{dataset.partition('/')[0]}", f"dataset:{dataset}")


def _told(
    rule: Rule,
    findings: list[Finding],
    facts: AuditFacts,
    declared: int,
    what: str,
    otherwise: tuple[Verdict, str],
    untested: int = 0,
) -> Outcome:
    kept = one_per_fingerprint(findings)
    verdicts = [item.verdict for item in kept]
    deviations, ambiguous, gaps = (verdicts.count(name) for name in ("DEVIATION", "AMBIGUOUS", "GAP"))
    counts = {"findings": deviations, "ambiguous": ambiguous, "datasets": declared, "incomplete": gaps}
    verdict, reason = first_of(
        (
            ("DEVIATION", deviations, f"{plural(deviations, 'field or group test')} ties data {what} to people"),
            ("AMBIGUOUS", ambiguous, f"{plural(ambiguous, 'field')} that may or may not tie data {what} to people"),
            ("GAP", gaps, f"{plural(gaps, 'dataset')} {what} not wholly read"),
            ("UNVERIFIED", "UNVERIFIED" in verdicts, "group sizes can't be decided"),
            ("UNVERIFIED", untested, f"the groups of {plural(untested, 'dataset')} were not counted"),
            ("UNVERIFIED", declared and not facts.bound_to("accounts"), NO_ACCOUNTS),
            ("NOT_OBSERVED", declared, f"nothing seen that ties {plural(declared, 'dataset')} {what} to people"),
        ),
        otherwise,
    )
    return Outcome(tuple(kept), noted(rule, verdict, reason, counts))
