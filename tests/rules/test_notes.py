"""What each kind of rule says of its statement: unknown is never a pass, and the reason names what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.model import Gap
from rules.audit_facts import AuditFacts
from rules.evaluate import evaluate, judge
from rules.facts import (
    Attestation,
    Binding,
    Bound,
    Classification,
    Coverage,
    Declaration,
    Engagement,
    Flow,
    ObjectCoverage,
    Party,
    ProbeResult,
    Store,
)
from rules.graph import LineageGraph
from rules.policy import load_policy

POLICY, _ = load_policy("amazfit-2018", Path("."))
RULES = {rule.id: rule for rule in POLICY.rules}
PARTIES = {
    "mail": Party("mail", "processor.mailing", country="DE"),
    "cloud": Party("cloud", "affiliate", country="US", sector="cloud"),
    "scale": Party("scale", "mi_ecosystem", country="CN"),
    "ads": Party("ads", "advertiser", country="US"),
}
EGRESS = Binding("gateway", "gw/out", {"direction": "egress", "host": "h"})
ACCOUNTS = Binding("accounts", "crm/users", {"subject": "id"})
LOG = Binding("server_log", "crm/log")
PROFILE = Binding("body_profile", "crm/profile")


def held(category: str, dataset: str = "crm/users") -> Classification:
    bound = Bound(1.0, 0.95, "test")
    return Classification(dataset, "f", category, 0.9, 9, 9, 9, True, 9, "exact", "value", bound)


def read(*datasets: str, unread: str = "") -> Coverage:
    objects = tuple(ObjectCoverage(name, "o", "examined", 9, 9, "exact", None) for name in datasets)
    gaps = (Gap("crm", unread, "o", "corrupt", "test"),) if unread else ()
    return Coverage(objects, gaps)


def audit(flows: tuple[Flow, ...] = (), **more: Any) -> AuditFacts:
    graph = LineageGraph()
    for flow in flows:
        graph.add_flow(flow)
    stores = {"crm": Store("crm", "us", "first_party", "DE"), "gw": Store("gw", "us", "first_party", "DE")}
    return AuditFacts(as_of=date(2018, 12, 31), **{"stores": stores, "parties": PARTIES, "graph": graph, **more})


def sent(party: str, *categories: str, encrypted: bool | None = None, purposes: tuple[str, ...] = ()) -> Flow:
    held = categories or ("contact.email",)
    return Flow("dataset:gw/out", f"party:{party}", "sends", "observed", held, purposes, encrypted, via="gw/out")


def signed(party: str, role: str, **more: Any) -> Engagement:
    return Engagement(party, role, **more)


CASES: list[tuple[str, AuditFacts, str, str]] = [
    ("body-profile-list", audit(), "UNVERIFIED", "body_profile"),
    ("body-profile-list", audit(bindings=(PROFILE,)), "NOT_OBSERVED", ""),
    ("body-profile-list", audit(bindings=(PROFILE,), coverage=read(unread="profile")), "GAP", "read"),
    ("device-recorded-list", audit(classifications=(held("health.sleep"),)), "CLEAR", "1 field"),
    ("device-recorded-list", audit(classifications=(held("health.ecg"),)), "VAGUE", "open list"),
    ("undisclosed-collection", audit(coverage=read(unread="users")), "GAP", "wholly read"),
    ("undisclosed-collection", audit(stores={}), "UNVERIFIED", "no source"),
    ("server-log-contents", audit(), "UNVERIFIED", "server_log"),
    ("server-log-contents", audit(bindings=(LOG,), coverage=read(unread="log")), "GAP", "not wholly read"),
    ("secrets-in-clear", audit(coverage=read(unread="log")), "GAP", "not wholly read"),
    ("contacts-permission", audit(), "UNVERIFIED", "events"),
    ("location-off", audit(), "UNVERIFIED", "location"),
    ("friend-permission", audit(), "UNVERIFIED", "friend_data"),
    ("erased-subjects", audit(), "UNVERIFIED", "erasure"),
    ("answer-deadline", audit(), "UNVERIFIED", "requests"),
    ("federated-providers", audit(), "UNVERIFIED", "federated"),
    ("minor-removed", audit(), "UNVERIFIED", "accounts"),
    ("erased-subjects", audit(probes=(ProbeResult("erased-subjects", "crm/users", tested=3),)), "CLEAR", "3 tested"),
    ("provider-contract", audit((sent("mail"),), bindings=(EGRESS,)), "UNVERIFIED", "mail"),
    (
        "provider-contract",
        audit((sent("mail"),), bindings=(EGRESS,), engagements=(signed("mail", "processor", clauses=("x",)),)),
        "DEVIATION",
        "clauses",
    ),
    (
        "provider-contract",
        audit(
            (sent("mail"),),
            bindings=(EGRESS,),
            engagements=(signed("mail", "processor", clauses=("data_protection",)),),
        ),
        "CLEAR",
        "1 transfer",
    ),
    (
        "provider-contract",
        audit((sent("mail"),), engagements=(signed("mail", "processor", clauses=("data_protection",)),)),
        "UNVERIFIED",
        "no outbound log",
    ),
    ("provider-contract", audit(), "UNVERIFIED", "no outbound log"),
    ("provider-contract", audit(bindings=(EGRESS,)), "NOT_OBSERVED", ""),
    ("cross-border", audit((sent("cloud"),), bindings=(EGRESS,)), "UNVERIFIED", "decided"),
    ("cross-border", audit((sent("mail"),), bindings=(EGRESS,)), "NOT_OBSERVED", ""),
    ("ecosystem-encryption", audit((sent("scale", encrypted=True),), bindings=(EGRESS,)), "CLEAR", "encrypted"),
    ("others-marketing", audit((sent("ads"),), bindings=(EGRESS,)), "UNVERIFIED", "ads"),
    ("known-purposes", audit(classifications=(held("contact.email"),)), "UNVERIFIED", "1 dataset"),
    ("known-purposes", audit(), "NOT_OBSERVED", ""),
    (
        "known-purposes",
        audit(declared={"crm/users": Declaration("crm/users", "analytics")}, coverage=read(unread="users")),
        "GAP",
        "wholly read",
    ),
    ("body-profile-purpose", audit(classifications=(held("body.weight"),)), "UNVERIFIED", "1 dataset"),
    (
        "body-profile-purpose",
        audit(
            classifications=(held("body.weight"),),
            declared={"crm/users": Declaration("crm/users", "exercise_calculation")},
        ),
        "CLEAR",
        "1 use",
    ),
    ("analytics-unlinkable", audit(), "UNVERIFIED", "no dataset"),
    (
        "analytics-unlinkable",
        audit(declared={"crm/a": Declaration("crm/a", "analytics")}, coverage=read("crm/a")),
        "UNVERIFIED",
        "accounts",
    ),
    (
        "analytics-unlinkable",
        audit(declared={"crm/a": Declaration("crm/a", "analytics")}, coverage=read("crm/a"), bindings=(ACCOUNTS,)),
        "NOT_OBSERVED",
        "1 dataset",
    ),
    ("anonymous-sets", audit(), "NOT_OBSERVED", "declared"),
    (
        "anonymous-sets",
        audit(declared={"crm/a": Declaration("crm/a", anonymous=True)}, coverage=read("crm/a"), bindings=(ACCOUNTS,)),
        "UNVERIFIED",
        "not counted",
    ),
    ("replica-safeguards", audit(), "NOT_OBSERVED", "replica_of"),
    ("risk-register", audit(), "ATTEST_MISSING", "word"),
    (
        "risk-register",
        audit(attestations=(Attestation("amz-172", "DPO", date(2018, 3, 1), "kept"),)),
        "ATTESTED",
        "DPO",
    ),
]


@pytest.mark.parametrize(("rule", "facts", "verdict", "word"), CASES)
def test_a_statement_is_told_honestly(rule: str, facts: AuditFacts, verdict: str, word: str) -> None:
    notes = judge(RULES[rule], POLICY, facts).notes
    assert [note.statement for note in notes] == list(RULES[rule].statements)
    assert {note.verdict for note in notes} == {verdict}, notes
    assert all(word in note.reason for note in notes), notes


def told(facts: AuditFacts) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = {(item.rule, item.verdict) for item in evaluate(POLICY, facts)[0]}
    return found - {("risk-register", "ATTEST_MISSING")}


def test_data_in_clear_to_an_ecosystem_company_is_one_fact() -> None:
    flow = sent("scale", "body.weight", encrypted=False, purposes=("service_provision",))
    assert told(audit((flow,))) == {("ecosystem-encryption", "DEVIATION")}
    results = {item.statement: item.verdict for item in evaluate(POLICY, audit((flow,)))[1]}
    assert results["amz-111"] == "DEVIATION"  # the permit says that its condition failed


def test_a_missing_engagement_and_an_unstated_purpose_are_told_once() -> None:
    assert told(audit((sent("mail"),))) == {("recipients", "UNVERIFIED")}


def test_body_data_for_insurance_is_one_fact_that_cites_both_statements() -> None:
    facts = audit(
        classifications=(held("body.weight"),),
        declared={"crm/users": Declaration("crm/users", "insurance_rating")},
        coverage=read("crm/users"),
    )
    assert told(facts) == {("body-profile-purpose", "UNDISCLOSED")}
    results = {item.statement: item.verdict for item in evaluate(POLICY, facts)[1]}
    assert (results["amz-030"], results["amz-052"]) == ("UNDISCLOSED", "UNDISCLOSED")


def test_what_a_rule_of_a_role_says_no_list_says_again() -> None:
    found = (held("health.blood_type", "crm/profile"), held("health.spo2", "crm/log"))
    assert told(audit(bindings=(PROFILE, LOG), classifications=found)) == {
        ("body-profile-list", "UNDISCLOSED"),
        ("server-log-contents", "DEVIATION"),
    }


def test_a_gap_is_told_by_promises_of_absence_only() -> None:
    assert told(audit(coverage=read(unread="dump"))) == {("contacts-at-rest", "GAP"), ("children-products", "GAP")}
