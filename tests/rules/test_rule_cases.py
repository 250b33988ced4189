"""Every rule of the shipped packs against its own hits and misses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from connectors.model import Gap
from rules.audit_facts import AuditFacts
from rules.evaluate import judge
from rules.facts import (
    Attestation,
    Binding,
    Bound,
    Classification,
    Coverage,
    Declaration,
    Engagement,
    Finding,
    Flow,
    Join,
    ObjectCoverage,
    Party,
    ProbeResult,
    Store,
)
from rules.graph import LineageGraph
from rules.policy import Policy, Rule, load_policy, shipped_packs


def facts_from(case: Mapping[str, Any], rule: Rule) -> AuditFacts:
    """The facts that a case of a pack describes; what it leaves out is as plain as can be."""
    parties = {
        name: Party(name, entry["class"], entry.get("country"), entry.get("sector"))
        for name, entry in case.get("parties", {}).items()
    }
    known = {"us": "first_party", "helpdesk": "processor.customer_service"}
    stores = {
        name: Store(
            name,
            entry.get("party"),
            known.get(entry.get("party", "")),
            entry.get("country"),
            entry.get("replica_of", ""),
            entry.get("controls", {}),
        )
        for name, entry in case.get("stores", {}).items()
    }
    graph = LineageGraph()
    for entry in case.get("flows", ()):
        seen = datetime.combine(date.fromisoformat(entry["seen"]), time(12), UTC) if "seen" in entry else None
        graph.add_flow(
            Flow(
                origin=entry.get("from", "dataset:gw/out"),
                target=entry["to"],
                kind=entry.get("kind", "sends"),
                grade="observed",
                categories=tuple(entry["categories"]),
                purposes=tuple(entry.get("purposes", ())),
                encrypted=entry.get("encrypted"),
                scheme=entry.get("scheme", ""),
                first_seen=seen,
                last_seen=seen,
                count=3,
                via="gw/out",
            )
        )
    engagements = tuple(
        Engagement(
            item["party"],
            item["role"],
            tuple(item.get("purposes", ())),
            valid_to=_day(item, "valid_to"),
            clauses=tuple(item["clauses"]) if "clauses" in item else None,
            safeguards=tuple(item["safeguards"]) if "safeguards" in item else None,
        )
        for item in case.get("engagements", ())
    )
    declared = {name: Declaration(name, **entry) for name, entry in case.get("declared", {}).items()}
    gaps = tuple(Gap(g["source"], g["dataset"], g["object"], g["reason"], "test") for g in case.get("gaps", ()))
    return AuditFacts(
        as_of=date(2018, 12, 31),
        stores=stores,
        parties=parties,
        engagements=engagements,
        classifications=tuple(_classified(item) for item in case.get("classifications", ())),
        graph=graph,
        probes=tuple(ProbeResult(probe=rule.id, **item) for item in case.get("probes", ())),
        coverage=Coverage(tuple(_read(name) for name in declared if name not in case.get("unread", ())), gaps),
        bindings=tuple(
            Binding(item["role"], item["dataset"], item.get("fields", {})) for item in case.get("bindings", ())
        ),
        declared=declared,
        joins=tuple(Join(**item, share=0.98, distinct=50, distinct_exact=True) for item in case.get("joins", ())),
        attestations=tuple(
            Attestation(item["statement"], "DPO", date.fromisoformat(item["on"]), "kept", _day(item, "expires"))
            for item in case.get("attestations", ())
        ),
    )


def _day(item: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(item[key]) if key in item else None


def _read(dataset: str) -> ObjectCoverage:
    return ObjectCoverage(dataset, dataset.partition("/")[2], "examined", 10, 10, "exact", None)


def _classified(item: Mapping[str, str]) -> Classification:
    bound = Bound(1.0, 0.95, "test")
    return Classification(
        item["dataset"], item["field"], item["category"], 0.9, 10, 10, 10, True, 10, "exact", "value", bound
    )


def _cases(kind: str) -> list[Any]:
    cases = []
    for name in shipped_packs():
        policy, _ = load_policy(name, Path("."))
        for rule in policy.rules:
            for case in getattr(rule, kind):
                cases.append(pytest.param(policy, rule, case, id=f"{rule.id}: {case['name']}"))
    return cases


def _fits(finding: Finding, expected: Mapping[str, Any]) -> bool:
    for key, value in expected.items():
        if key == "statements":
            if not set(value) <= set(finding.statements):
                return False
        elif getattr(finding, key) != value:
            return False
    return True


@pytest.mark.parametrize(("policy", "rule", "case"), _cases("hits"))
def test_hit(policy: Policy, rule: Rule, case: Mapping[str, Any]) -> None:
    outcome = judge(rule, policy, facts_from(case, rule))
    for expected in case["expect"]:
        assert [item for item in outcome.findings if _fits(item, expected)], outcome.findings
    assert len(outcome.findings) == len(case["expect"])


@pytest.mark.parametrize(("policy", "rule", "case"), _cases("misses"))
def test_miss(policy: Policy, rule: Rule, case: Mapping[str, Any]) -> None:
    assert judge(rule, policy, facts_from(case, rule)).findings == ()


@pytest.mark.parametrize("name", shipped_packs())
def test_every_rule_has_hits_and_misses(name: str) -> None:
    policy, _ = load_policy(name, Path("."))
    assert policy.rules
    for rule in policy.rules:
        assert rule.hits, rule.id
        assert rule.misses, rule.id
