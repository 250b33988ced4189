"""Judge of what happened to people and of rows that speak of them. It reads the counts of probes."""

from __future__ import annotations

from rules.audit_facts import AuditFacts
from rules.facts import Finding, ProbeResult, Verdict
from rules.kinds import (
    AllowedValues,
    AnswerDeadline,
    ConsentForAge,
    ConsentForEvents,
    Erasure,
    FriendPermission,
    MinorRemoved,
    OptOutForEvents,
    ProbeTest,
    Retention,
)
from rules.outcome import Outcome, noted, plural, worst
from rules.policy import Rule

_UNITS = {"account": "accounts", "person": "people", "request": "requests", "row": "rows"}


def judge_probe(rule: Rule, test: ProbeTest, facts: AuditFacts) -> Outcome:
    """DEVIATION where a probe named after the rule counted failures, UNVERIFIED where it couldn't decide or run."""
    probes = [item for item in facts.probes if item.probe == rule.id]
    findings = [finding for item in probes for finding in _findings(rule, test, item)]
    counts = {
        "tested": sum(item.tested for item in probes),
        "failed": sum(item.failed for item in probes),
        "undecided": sum(sum(item.undecided.values()) for item in probes),
    }
    verdict: Verdict = worst(item.verdict for item in findings) if findings else "CLEAR"
    if counts["failed"]:
        reason = f"{_counted(counts['failed'], probes)} of {counts['tested']:,} tested"
    elif findings:
        missing = next((item.missing for item in probes if item.missing), "")
        reason = missing or f"{counts['undecided']:,} can't be decided"
    elif not probes:
        verdict, reason = "UNVERIFIED", needs(test)
    elif partial := next((item.partial for item in probes if item.partial), ""):
        verdict, reason = "UNVERIFIED", f"none of {counts['tested']:,} tested; {partial}"
    elif counts["tested"]:
        reason = f"none of {counts['tested']:,} tested"
    else:
        verdict, reason = "NOT_OBSERVED", "there was nothing to test"
    return Outcome(tuple(findings), noted(rule, verdict, reason, counts))


def needs(test: ProbeTest) -> str:
    """Which binding a test needs before it can run at all, as a sentence."""
    if isinstance(test, ConsentForEvents | OptOutForEvents | FriendPermission):
        return f"no `events` binding of the topic {test.topic} says which rows these are"
    if isinstance(test, Erasure):
        return "no `erasure` binding says who was erased, or no other dataset has a bound subject"
    if isinstance(test, AnswerDeadline):
        return "no `requests` binding says where requests are recorded"
    if isinstance(test, AllowedValues):
        return f"no `{test.role}` binding says which dataset it is"
    return "no `accounts` binding says which table holds the accounts"


def failure(test: ProbeTest) -> str:
    """What is wrong with those that failed, to follow a count: "3 accounts kept ..."."""
    if isinstance(test, ConsentForAge):
        age = "below the least age for the country" if test.owner_ages else f"below {test.age_below}"
        return f"opened {age} without a valid consent"
    if isinstance(test, MinorRemoved):
        return f"opened below {test.age_below}, without a parent's permission, and not closed in the owner's time"
    if isinstance(test, ConsentForEvents):
        return "without the subject's permission at that time"
    if isinstance(test, OptOutForEvents):
        return "from after the subject had opted out"
    if isinstance(test, FriendPermission):
        return "without the permission of the friend whose data it is"
    if isinstance(test, Erasure):
        return "found although erased, and no hold is on record"
    if isinstance(test, AnswerDeadline):
        return "not answered within the owner's limit"
    if isinstance(test, AllowedValues):
        return f"with another {test.part} than {', '.join(test.values)}"
    assert isinstance(test, Retention)
    return "kept beyond the owner's limit"


def _counted(count: int, probes: list[ProbeResult]) -> str:
    units = {item.unit for item in probes}
    unit = units.pop() if len(units) == 1 else "row"
    return plural(count, unit, _UNITS.get(unit, ""))


def _findings(rule: Rule, test: ProbeTest, item: ProbeResult) -> list[Finding]:
    undecided = sum(item.undecided.values())
    if not item.failed and not undecided and not item.missing:
        return []
    verdict: Verdict = "DEVIATION" if item.failed else "UNVERIFIED"
    if item.failed:
        title = f"{rule.title}: {_counted(item.failed, [item])} {failure(test)}"
    elif item.missing:
        title = f"{rule.title}: can't be tested, {item.missing}"
    else:
        title = f"{rule.title}: {undecided:,} can't be decided"
    evidence = {"tested": item.tested, "failed": item.failed, "undecided": dict(item.undecided)}
    if item.subjects is not None:
        evidence["subjects"] = item.subjects
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
            evidence=evidence,
            path=(f"store:{item.dataset.partition('/')[0]}", f"dataset:{item.dataset}") if item.dataset else (),
        )
    ]
