"""The evaluator's algebra: three-valued logic, monotony, order independence, one result a statement."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.model import Gap
from rules.audit_facts import AuditFacts
from rules.evaluate import evaluate, gating
from rules.facts import (
    VERDICT_ORDER,
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
    Party,
    ProbeResult,
    Store,
)
from rules.graph import LineageGraph
from rules.kinds import Anonymous, Collection, ProbeTest
from rules.outcome import all_of
from rules.policy import load_policy
from rules.vocabulary import vocabulary

POLICY, _ = load_policy("amazfit-2018", Path("."))
CATEGORIES = sorted(vocabulary().categories.parents)
STORES = {
    "crm": Store("crm", "us", "first_party", "DE"),
    "far": Store("far", "us", "first_party", "IE"),
    "gw": Store("gw", "us", "first_party", "SG"),
    "nowhere": Store("nowhere", "us", "first_party", None),
    "desk": Store("desk", "help", "processor.customer_service", "IN"),
}
PARTIES = {
    "us": Party("us", "first_party"),
    "help": Party("help", "processor.customer_service", country="IN"),
    "cloud": Party("cloud", "affiliate", sector="cloud", country="US"),
    "mi": Party("mi", "mi_ecosystem", country="CN"),
    "ads": Party("ads", "advertiser", country="US"),
    "odd": Party("odd", "affiliate", sector="insurance"),
    "blank": Party("blank", "affiliate"),
    "broker": Party("broker", "data_broker"),
}

truths = st.sampled_from([True, False, None])
classifications = st.builds(
    Classification,
    dataset=st.sampled_from(["crm/a", "far/b", "nowhere/c", "desk/d"]),
    field=st.sampled_from(["x", "y"]),
    category=st.sampled_from(CATEGORIES),
    confidence=st.just(0.9),
    examined=st.just(10),
    matched=st.integers(1, 10),
    distinct=st.just(1),
    distinct_exact=st.just(True),
    population=st.just(10),
    population_kind=st.just("exact"),
    method=st.just("value"),
    bound=st.just(Bound(1.0, 0.95, "test")),
)
moments = st.sampled_from([None, datetime(2018, 5, 1, tzinfo=UTC), datetime(2018, 5, 1)])
flows = st.builds(
    Flow,
    origin=st.sampled_from(["dataset:gw/out", "device"]),
    target=st.sampled_from([f"party:{name}" for name in PARTIES] + ["host:a.example"]),
    kind=st.sampled_from(["sends", "receives"]),
    grade=st.sampled_from(["observed", "declared", "inferred"]),
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
    purposes=st.lists(
        st.sampled_from(["analytics", "data_sale", "service_provision", "third_party_marketing", "marketing.direct"]),
        max_size=1,
    ).map(tuple),
    encrypted=truths,
    scheme=st.sampled_from(["http", "https", ""]),
    first_seen=moments,
    last_seen=moments,
    count=st.integers(1, 9),
    via=st.just("gw/out"),
)
probes = st.builds(
    ProbeResult,
    probe=st.sampled_from([rule.id for rule in POLICY.rules if isinstance(rule.test, ProbeTest | Anonymous)]),
    dataset=st.sampled_from(["crm/a", "far/b"]),
    field=st.just("f"),
    tested=st.integers(0, 9),
    failed=st.integers(0, 3),
    undecided=st.sampled_from([{}, {"no birth date": 2}]),
)
joined = st.builds(
    Join,
    dataset=st.sampled_from(["crm/a", "far/b"]),
    field=st.sampled_from(["x", "y"]),
    accounts=st.just("crm/a"),
    share=st.just(0.9),
    distinct=st.integers(1, 9),
    distinct_exact=st.just(True),
)
gaps = st.builds(
    Gap,
    source=st.sampled_from(["crm", "far"]),
    dataset=st.sampled_from(["", "a"]),
    object=st.just("o"),
    reason=st.just("corrupt"),
    detail=st.just("test"),
)


def facts(
    found: list[Classification],
    moved: list[Flow],
    probed: list[ProbeResult],
    unread: list[Gap],
    tied: list[Join] | None = None,
) -> AuditFacts:
    graph = LineageGraph()
    for flow in moved:
        graph.add_flow(flow)
    return AuditFacts(
        as_of=date(2018, 12, 31),
        stores=STORES,
        parties=PARTIES,
        engagements=(Engagement("help", "processor", ("customer_support",), valid_to=date(2018, 5, 1)),),
        classifications=tuple(found),
        graph=graph,
        probes=tuple(probed),
        coverage=Coverage((), tuple(unread)),
        joins=tuple(tied or ()),
    )


def bound(audit: AuditFacts) -> AuditFacts:
    """The same with datasets bound and declared, so that every kind of rule has something to judge."""
    stores = {
        **STORES,
        "crm": replace(STORES["crm"], controls={"tls": True}),
        "far": replace(STORES["far"], replica_of="crm", controls={"tls": False}),
    }
    return replace(
        audit,
        stores=stores,
        engagements=(
            Engagement(
                "help", "processor", ("customer_support",), valid_to=date(2018, 5, 1), clauses=(), safeguards=()
            ),
            Engagement("cloud", "affiliate", ("third_party_marketing",), safeguards=()),
        ),
        bindings=(
            Binding("accounts", "crm/a", {"subject": "x"}),
            Binding("body_profile", "crm/a"),
            Binding("server_log", "far/b"),
            Binding("gateway", "gw/out", {"direction": "egress", "host": "h"}),
        ),
        declared={
            "crm/a": Declaration("crm/a", "analytics", True),
            "far/b": Declaration("far/b", "credit_scoring"),
        },
    )


everything = st.tuples(
    st.lists(classifications, max_size=4),
    st.lists(flows, max_size=4),
    st.lists(probes, max_size=3),
    st.lists(gaps, max_size=2),
    st.lists(joined, max_size=2),
)


def told_by(rule: str, audit: AuditFacts) -> list[Finding]:
    """The findings of one rule of the pack, by fingerprint."""
    return [item for item in evaluate(POLICY, audit)[0] if item.rule == rule]


def _harm(audit: AuditFacts) -> set[tuple[str, str]]:
    findings, _ = evaluate(POLICY, audit)
    return {(item.fingerprint, item.verdict) for item in findings if item.verdict == "DEVIATION"}


def _undisclosed(audit: AuditFacts) -> set[str]:
    """Categories at rest that no statement names: more facts never disclose them."""
    lists = {rule.id for rule in POLICY.rules if isinstance(rule.test, Collection)}
    findings, _ = evaluate(POLICY, audit)
    return {item.fingerprint for item in findings if item.verdict == "UNDISCLOSED" and item.rule in lists}


@settings(max_examples=60, deadline=None)
@given(everything, everything)
def test_more_facts_never_remove_a_deviation(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    less = facts(*one)
    more = facts(*(mine + theirs for mine, theirs in zip(one, other, strict=True)))
    assert _harm(less) <= _harm(more)
    assert _harm(bound(less)) <= _harm(bound(more))
    assert _undisclosed(bound(less)) <= _undisclosed(bound(more))


@settings(max_examples=40, deadline=None)
@given(everything, st.randoms())
def test_the_order_of_facts_changes_nothing(items: tuple, rng: random.Random) -> None:  # type: ignore[type-arg]
    shuffled = tuple(rng.sample(part, len(part)) for part in items)
    assert evaluate(POLICY, facts(*items)) == evaluate(POLICY, facts(*shuffled))
    assert evaluate(POLICY, bound(facts(*items))) == evaluate(POLICY, bound(facts(*shuffled)))


@settings(max_examples=40, deadline=None)
@given(everything)
def test_one_result_a_statement_and_never_clear_beside_a_deviation(items: tuple) -> None:  # type: ignore[type-arg]
    findings, results = evaluate(POLICY, bound(facts(*items)))
    assert [item.statement for item in results] == [item.id for item in POLICY.statements]
    worst = {item.statement: item.verdict for item in results}
    for finding in findings:
        for name in finding.statements:
            told = VERDICT_ORDER.index(worst[name])
            assert told <= VERDICT_ORDER.index("NOT_OBSERVED") - 1 or finding.verdict in ("UNVERIFIED", "GAP")
    rule_ids = {rule.id: rule for rule in POLICY.rules}
    for finding in findings:
        for name in rule_ids[finding.rule].statements:
            assert VERDICT_ORDER.index(worst[name]) <= VERDICT_ORDER.index(finding.verdict)


@given(st.lists(truths), st.lists(truths))
def test_a_conjunction_groups_freely_and_unknown_is_no_pass(one: list[bool | None], other: list[bool | None]) -> None:
    assert all_of(one + other) == all_of([all_of(one), all_of(other)])
    if False in one:
        assert all_of(one) is False
    elif None in one:
        assert all_of(one) is None
    else:
        assert all_of(one) is True


def test_an_empty_estate_proves_nothing() -> None:
    findings, results = evaluate(POLICY, AuditFacts(as_of=date(2018, 12, 31)))
    assert [(item.rule, item.verdict) for item in findings] == [("risk-register", "ATTEST_MISSING")]
    assert {item.verdict for item in results} <= {"UNVERIFIED", "NOT_OBSERVED", "ATTEST_MISSING"}
    verdicts = {item.statement: item.verdict for item in results}
    for name in ("amz-018", "amz-092", "amz-118", "amz-160", "amz-140"):
        assert verdicts[name] in ("UNVERIFIED", "NOT_OBSERVED"), (name, verdicts[name])
    assert verdicts["amz-092"] == "UNVERIFIED"
    assert verdicts["amz-118"] == "UNVERIFIED"
    assert verdicts["amz-160"] == "UNVERIFIED"


def test_attestations_decide_what_no_scan_can_until_they_expire() -> None:
    word = Attestation("amz-173", "DPO", date(2018, 6, 1), "appointed", date(2018, 12, 30))
    for as_of, expected in ((date(2018, 12, 30), "ATTESTED"), (date(2018, 12, 31), "ATTEST_MISSING")):
        _, results = evaluate(POLICY, AuditFacts(as_of=as_of, attestations=(word,)))
        assert {item.statement: item.verdict for item in results}["amz-173"] == expected


def test_a_naive_time_near_the_end_of_a_contract_is_unverified() -> None:
    party, category = "party:help", ("contact.email",)
    last = datetime(2018, 5, 1, 20)  # naive: in some zones this is already the day after the contract ended
    near = Flow("dataset:gw/out", party, "sends", "observed", category, first_seen=last, last_seen=last, via="gw/out")
    far = replace(near, first_seen=datetime(2018, 4, 1), last_seen=datetime(2018, 4, 2))
    late = replace(near, first_seen=datetime(2018, 6, 1), last_seen=datetime(2018, 6, 2))
    told = []
    for flow in (near, far, late):
        told.append([item.verdict for item in told_by("recipients", facts([], [flow], [], []))])
    assert told == [["UNVERIFIED"], [], ["DEVIATION"]]


def test_gating_needs_harm_severity_and_more_than_inference() -> None:
    inferred = Flow("dataset:gw/out", "party:broker", "sends", "inferred", ("contact.email",), via="gw/out")
    findings = told_by("recipients", facts([], [inferred], [], []))
    assert [item.verdict for item in findings] == ["DEVIATION"]
    assert gating(findings) == ()
    assert len(gating([replace(item, inferred_only=False) for item in findings])) == 1
    assert gating([replace(item, inferred_only=False, severity="medium") for item in findings]) == ()


def test_unread_gateway_keeps_the_sharing_promise_open() -> None:
    audit = replace(
        facts([], [], [], [Gap("crm", "gw", "gw.log", "truncated", "test")]),
        bindings=(Binding("gateway", "crm/gw", {"direction": "egress", "host": "h"}),),
    )
    _, results = evaluate(POLICY, audit)
    assert {item.statement: item.verdict for item in results}["amz-092"] == "GAP"


CONTACT = Classification(
    "x/book", "n", "communication.contacts", 0.9, 80, 80, 80, True, 80, "exact", "field", Bound(1.0, 0.95, "t")
)


def verdicts_of(audit: AuditFacts) -> dict[str, str]:
    return {item.statement: item.verdict for item in evaluate(POLICY, audit)[1]}


def test_a_store_that_nobody_runs_is_not_nobodys_business() -> None:
    audit = replace(facts([CONTACT], [], [], []), stores={"x": Store("x", None, None, "IE"), "crm": STORES["crm"]})
    findings, _ = evaluate(POLICY, audit)
    assert {(item.rule, item.verdict) for item in findings} == {
        ("contacts-at-rest", "UNVERIFIED"),
        ("data-centre-countries", "UNVERIFIED"),
        ("risk-register", "ATTEST_MISSING"),
    }
    assert verdicts_of(audit)["amz-018"] == "UNVERIFIED"
    assert verdicts_of(replace(audit, classifications=()))["amz-018"] == "UNVERIFIED"


def test_what_no_detector_looks_for_is_not_absent() -> None:
    audit = facts([], [], [], [])
    some = replace(audit, detectable=frozenset({"communication.contacts"}))
    every = replace(
        audit, detectable=frozenset({"communication.contacts", "communication.caller", "communication.message"})
    )
    assert verdicts_of(some)["amz-018"] == "UNVERIFIED"
    assert verdicts_of(every)["amz-018"] == "NOT_OBSERVED"


CLEAN = Flow("store:crm", "party:cloud", "sends", "declared", ("contact.email",), ("service_provision",), via="crm")


def test_only_an_outbound_log_can_clear_the_word_only() -> None:
    inbound = Binding("gateway", "gw/in", {"direction": "ingress", "host": "h"})
    outbound = Binding("gateway", "gw/out", {"direction": "egress", "host": "h"})
    told = [
        verdicts_of(replace(facts([], [CLEAN], [], []), bindings=b))["amz-092"] for b in ((), (inbound,), (outbound,))
    ]
    assert told == ["UNVERIFIED", "UNVERIFIED", "CLEAR"]
    blind = replace(CLEAN, categories=())
    unread = facts([], [blind], [], [Gap("crm", "a", "a", "corrupt", "t")])
    assert verdicts_of(replace(unread, bindings=(outbound,)))["amz-092"] == "GAP"


def test_unknown_times_neither_clear_nor_condemn_and_adjoining_contracts_are_one() -> None:
    flow = Flow("dataset:gw/out", "party:help", "sends", "observed", ("contact.email",), count=9, via="gw/out")
    seen = replace(flow, first_seen=datetime(2018, 6, 1, tzinfo=UTC), last_seen=datetime(2018, 7, 15, tzinfo=UTC))
    one = Engagement("help", "processor", ("customer_support",), (), date(2018, 1, 1), date(2018, 6, 30))
    two = replace(one, valid_from=date(2018, 7, 1), valid_to=date(2018, 12, 31))
    gone = replace(one, valid_to=date(2018, 6, 15))
    cases = [
        (flow, (one,), ["UNVERIFIED"]),
        (replace(seen, untimed=4), (one, two), ["UNVERIFIED"]),
        (seen, (one, two), []),
        (seen, (gone, two), ["DEVIATION"]),
        (seen, (one,), ["DEVIATION"]),
    ]
    for moved, records, expected in cases:
        audit = replace(facts([], [moved], [], []), engagements=records)
        assert [item.verdict for item in told_by("recipients", audit)] == expected


def test_nameless_hosts_are_unverified() -> None:
    flow = Flow("dataset:gw/out", "host:{no host name}", "sends", "observed", ("contact.email",), via="gw/out")
    inbound = Flow(
        "device", "host:x.example", "receives", "observed", ("contact.email",), scheme="http", encrypted=False
    )
    findings, _ = evaluate(POLICY, facts([], [flow, inbound], [], []))
    assert {(item.rule, item.verdict) for item in findings} == {
        ("recipients", "UNVERIFIED"),
        ("encrypted-transfer", "UNVERIFIED"),
        ("risk-register", "ATTEST_MISSING"),
    }
