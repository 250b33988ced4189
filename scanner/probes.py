"""Which probes the policy's rules need, and what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from rules.facts import Binding, Declaration, ProbeResult
from rules.kinds import (
    AllowedValues,
    Anonymous,
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
from rules.policy import Policy
from scanner.detect.probe_plan import Kind, ProbePlan
from scanner.detect.records import Parts, RecordPlan, parts_of
from scanner.probe_records import (
    Bound,
    consent_plans,
    erasure_plans,
    friendship_plans,
    near_and_far,
    optout_plans,
)

UNITS: dict[Kind, str] = {"erased": "person", "minors": "account", "removed": "account", "kept": "account"}
UNITS |= {"answered": "request", "ids": "account"}
_PROOF = frozenset({"consent", "optout", "erasure", "requests", "friendship", "gateway"})
"""Roles that erased people may stay in: proof of what they asked for; and logs of traffic, which name nobody."""
_NO_CONSENT = "no `consent` binding says where consents are recorded"
Planned = Iterator[ProbePlan | ProbeResult]


@dataclass(frozen=True, slots=True)
class ProbeSet:
    """Plans to run, and results that are known before any row is read (something is missing)."""

    plans: tuple[ProbePlan, ...]
    settled: tuple[ProbeResult, ...]

    @property
    def records(self) -> tuple[RecordPlan, ...]:
        """Every record table that some plan is held against, once."""
        return tuple(dict.fromkeys(item for plan in self.plans for item in (*plan.near, *plan.far)))


def plan_probes(policy: Policy, bound: Bound, declared: Mapping[str, Declaration]) -> ProbeSet:
    """For each rule that tests people or rows, one plan a dataset that is bound for it."""
    found: list[ProbePlan | ProbeResult] = []
    for rule in policy.rules:
        if isinstance(rule.test, Anonymous):
            found.extend(_anonymous(rule.id, bound, declared))
        elif isinstance(rule.test, ProbeTest):
            found.extend(_planned(rule.id, rule.test, bound))
    # bindings that name the same fields make the same plan: its rows count once
    plans = tuple(dict.fromkeys(item for item in found if isinstance(item, ProbePlan)))
    return ProbeSet(plans, tuple(item for item in found if isinstance(item, ProbeResult)))


def _planned(rule: str, test: ProbeTest, bound: Bound) -> Planned:
    if isinstance(test, ConsentForAge):
        return _minors(rule, test, bound)
    if isinstance(test, MinorRemoved):
        return _removed(rule, test, bound)
    if isinstance(test, Retention):
        return _kept(rule, bound)
    if isinstance(test, ConsentForEvents):
        return _consented(rule, test.topic, bound)
    if isinstance(test, OptOutForEvents):
        return _opted_out(rule, test.topic, bound)
    if isinstance(test, FriendPermission):
        return _permitted(rule, test.topic, bound)
    if isinstance(test, Erasure):
        return _erased(rule, bound)
    if isinstance(test, AnswerDeadline):
        return _answered(rule, bound)
    if isinstance(test, AllowedValues):
        return _allowed(rule, test, bound)
    assert_never(test)


def _minors(rule: str, test: ConsentForAge, bound: Bound) -> Planned:
    ages = bound.parameters.minimum_age if test.owner_ages else {}
    records = consent_plans(bound, test.consent, any_kind=True)
    for item in bound.of("accounts"):
        lacking = _lacking(item, ("birth_date", "created"))
        if lacking or not records:
            yield _missing(rule, item, "birth_date", lacking or _NO_CONSENT)
            continue
        near, far = near_and_far(bound, item, records)
        yield ProbePlan(
            rule,
            "minors",
            item.dataset,
            parts_of(item.fields, ("subject", "birth_date", "created", "country")),
            near,
            far,
            test.age_below,
            ages=tuple(sorted({"default": test.age_below, **ages}.items())) if ages else (),
            zone=bound.zone(item),
        )


def _removed(rule: str, test: MinorRemoved, bound: Bound) -> Planned:
    delay = bound.parameters.minor_delay_days
    records = consent_plans(bound, test.consent, any_kind=True)
    for item in bound.of("accounts"):
        lacking = _lacking(item, ("birth_date", "created", "closed"))
        if delay is None:
            lacking = "the owner has set no limit (parameters.minor_delay_days)"
        if not records:
            lacking = lacking or _NO_CONSENT
        if lacking or delay is None:
            yield _missing(rule, item, "birth_date", lacking)
            continue
        near, far = near_and_far(bound, item, records)
        parts = parts_of(item.fields, ("subject", "birth_date", "created", "closed"))
        yield ProbePlan(
            rule,
            "removed",
            item.dataset,
            parts,
            near,
            far,
            delay,
            ages=(("default", test.age_below),),
            as_of=bound.as_of.isoformat(),
            zone=bound.zone(item),
        )


def _kept(rule: str, bound: Bound) -> Planned:
    limit = bound.parameters.inactive_days
    for item in bound.of("accounts"):
        lacking = ""
        if not item.fields.get("closed") and not item.fields.get("last_active"):
            lacking = "the `accounts` binding names neither `closed` nor `last_active`"
        if limit is None:
            lacking = "the owner has set no limit (parameters.inactive_days)"
        if lacking or limit is None:
            yield _missing(rule, item, "closed" if item.fields.get("closed") else "last_active", lacking)
            continue
        silent = not item.fields.get("last_active")
        yield ProbePlan(
            rule,
            "kept",
            item.dataset,
            parts_of(item.fields, ("subject", "closed", "last_active")),
            number=limit,
            as_of=bound.as_of.isoformat(),
            zone=bound.zone(item),
            partial="accounts that are not closed were not tested: bind `last_active`" if silent else "",
        )


def _consented(rule: str, topic: str, bound: Bound) -> Planned:
    records = consent_plans(bound, topic)
    for item in _events(bound, topic):
        if records:
            yield _event_plan(rule, "consented", item, bound, records)
        elif bound.of("consent"):
            yield _missing(rule, item, "time", f"no `consent` binding says which consents are of {topic}", "row")
        else:
            yield _missing(rule, item, "time", _NO_CONSENT, "row")


def _opted_out(rule: str, topic: str, bound: Bound) -> Planned:
    records = optout_plans(bound, topic)
    for item in _events(bound, topic):
        if records:
            yield _event_plan(rule, "opted_out", item, bound, records)
        elif bound.of("optout"):
            yield _missing(rule, item, "time", f"no `optout` binding says which opt-outs are of {topic}", "row")
        else:
            yield _missing(rule, item, "time", "no `optout` binding says where opt-outs are recorded", "row")


def _permitted(rule: str, topic: str, bound: Bound) -> Planned:
    records = friendship_plans(bound)
    for item in _events(bound, topic):
        lacking = _lacking(item, ("viewer",))
        if not records:
            lacking = lacking or "no `friendship` binding says who permits whom"
        if lacking:
            yield _missing(rule, item, "viewer", lacking, "row")
        else:
            yield _event_plan(rule, "permitted", item, bound, records)


def _events(bound: Bound, topic: str) -> list[Binding]:
    return [item for item in bound.of("events") if topic in item.topics]


def _event_plan(rule: str, kind: Kind, item: Binding, bound: Bound, records: list[RecordPlan]) -> ProbePlan:
    near, far = near_and_far(bound, item, records)
    wanted = ("subject", "time", "viewer") if kind == "permitted" else ("subject", "time")
    return ProbePlan(rule, kind, item.dataset, parts_of(item.fields, wanted), near, far, zone=bound.zone(item))


def _erased(rule: str, bound: Bound) -> Planned:
    records, lacking = erasure_plans(bound)
    if not records:
        return
    if lacking:
        yield _missing(rule, bound.of("erasure")[0], "subject", lacking, "person")
        return
    seen: set[tuple[str, Parts]] = set()
    for item in bound.bindings:
        parts = parts_of(item.fields, ("subject",))
        if item.role in _PROOF or not parts or (item.dataset, parts) in seen:
            continue
        seen.add((item.dataset, parts))
        near, far = near_and_far(bound, item, records)
        yield ProbePlan(rule, "erased", item.dataset, parts, near, far)


def _answered(rule: str, bound: Bound) -> Planned:
    limit = bound.parameters.answer_days
    for item in bound.of("requests", "erasure"):
        if item.role == "erasure" and not item.fields.get("requested"):
            continue
        lacking = _lacking(item, ("requested", "done"))
        if limit is None:
            lacking = "the owner has set no limit (parameters.answer_days)"
        if lacking or limit is None:
            yield _missing(rule, item, "requested", lacking, "request")
            continue
        parts = parts_of(item.fields, ("subject", "requested", "done"))
        yield ProbePlan(
            rule,
            "answered",
            item.dataset,
            parts,
            number=limit,
            as_of=bound.as_of.isoformat(),
            zone=bound.zone(item),
        )


def _allowed(rule: str, test: AllowedValues, bound: Bound) -> Planned:
    for item in bound.of(test.role):
        if lacking := _lacking(item, (test.part,)):
            yield _missing(rule, item, "subject", lacking, "row")
            continue
        parts: Parts = (*parts_of(item.fields, ("subject",)), ("value", item.fields[test.part]))
        values = tuple(value.lower() for value in test.values)
        yield ProbePlan(rule, "allowed", item.dataset, parts, values=values)


def _anonymous(rule: str, bound: Bound, declared: Mapping[str, Declaration]) -> Planned:
    for ref, item in sorted(declared.items()):
        if not item.anonymous:
            continue
        lacking = "" if item.group_size or item.quasi_identifiers else "name `quasi_identifiers` or `group_size`"
        least = bound.parameters.min_k
        if least is None:
            lacking = "the owner has set no least group (parameters.min_k)"
        if lacking or least is None:
            yield ProbeResult(rule, ref, item.group_size, missing=lacking, unit="row")
            continue
        if item.group_size:
            yield ProbePlan(rule, "group_size", ref, (("group_size", item.group_size),), number=least)
        if item.quasi_identifiers:
            parts = tuple((f"q{number}", name) for number, name in enumerate(item.quasi_identifiers))
            yield ProbePlan(rule, "groups", ref, parts, number=least)


def _lacking(binding: Binding, parts: tuple[str, ...]) -> str:
    missing = [part for part in parts if not binding.fields.get(part)]
    return f"the `{binding.role}` binding does not name `{missing[0]}`" if missing else ""


def _missing(rule: str, binding: Binding, part: str, why: str, unit: str = "account") -> ProbeResult:
    return ProbeResult(rule, binding.dataset, binding.fields.get(part, ""), missing=why, unit=unit)
