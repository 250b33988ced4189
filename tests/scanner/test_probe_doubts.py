"""Strange but legal records: what they leave open accuses nobody and clears nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.audit_facts import AuditFacts
from rules.evaluate import evaluate
from rules.facts import Attestation, Binding, Declaration, Parameters, ProbeResult, Store
from rules.kinds import Anonymous, ReplicaParity
from rules.policy import Policy
from scanner.detect.moments import day_of
from scanner.detect.sketch import canonical
from scanner.probe_records import Bound, consent_plans, near_and_far
from scanner.probes import plan_probes
from tests.scanner.probe_bench import (
    ANSWERED,
    CONSENTED,
    CONSENTS,
    ERASED,
    ERASURES,
    KEPT,
    MINORS,
    OPTED,
    OPTOUTS,
    account,
    decision,
    erasure,
    event,
    judged,
    optout,
)
from tests.scanner.test_probe_estates import STATEMENT

SILENT = replace(KEPT, parts=(("closed", "closed"), ("last_active", "active"), ("subject", "id")))


def policy(test: dict[str, Any]) -> Policy:
    rule = {"id": "r", "title": "t", "severity": "high", "statements": ["s-1"], "test": test}
    head = {"id": "p", "title": "P", "effective": date(2018, 1, 1)}
    return Policy.model_validate({"version": 1, "policy": head, "statements": [STATEMENT], "rules": [rule]})


def test_a_closing_that_is_still_to_come_clears_no_silent_account() -> None:
    rows = [{"id": "1", "closed": "9999-12-31", "active": "2010-01-01"}]
    assert judged(SILENT, rows).failed == 1


def test_nobody_opens_an_account_before_being_born() -> None:
    result = judged(MINORS, [account("1", "9999-12-31"), account("2", "2004-01-01")], {CONSENTS: [decision("3")]})
    assert result.failed == 0
    result = judged(MINORS, [account("1", "9999-12-31")], {CONSENTS: [decision("1", "2019-01-01")]})
    assert result.failed == 0
    assert result.undecided == {"born after the account was opened": 1}


@pytest.mark.parametrize("value", ["2018-01-01", "2018-01-01T00:00:00+08:00", "2017-12-31T16:00:00Z"])
def test_days_are_those_of_the_stores_zone(value: str) -> None:
    assert day_of(value, "Asia/Shanghai") == date(2018, 1, 1)
    assert day_of("0001-01-01T00:00:00Z", "America/New_York") == date(1, 1, 1)


def test_deadlines_count_days_where_the_store_lies() -> None:
    plan = replace(ANSWERED, zone="Asia/Shanghai", number=30)
    row = {"id": "1", "asked": "2018-01-01", "done": "2018-01-31T12:00:00"}
    assert judged(plan, [row]).failed == 0


def test_first_day_of_the_calendar_is_a_day() -> None:
    plan = replace(MINORS, zone="America/New_York")
    result = judged(
        plan, [account("1", "0001-01-01", "0001-01-01T00:00:00Z")], {CONSENTS: [decision("1", "0001-01-01")]}
    )
    assert sum(result.undecided.values()) + result.tested == 1


def test_withdrawn_before_it_was_given_can_not_be_told() -> None:
    consents = [decision("1", "2018-02-01", "2017-01-01")]
    assert judged(CONSENTED, [event("1")], {CONSENTS: consents}).failed == 0
    optouts = [optout("1", "2018-02-01", "2017-01-01")]
    assert judged(OPTED, [event("1")], {OPTOUTS: optouts}).undecided


def test_an_overdue_erasure_that_is_planned_for_later_is_owed() -> None:
    plan = replace(ERASURES, days=30, as_of="2018-12-31")
    probe = replace(ERASED, near=(plan,))
    assert judged(probe, [event("1")], {plan: [erasure("1", "2018-01-01", "2030-01-01")]}).failed == 1


@pytest.mark.parametrize("word", ["NULL", "\\N", "nan", "None"])
def test_words_for_no_id_are_nobodys(word: str) -> None:
    result = judged(CONSENTED, [event(word), event("1")], {CONSENTS: [decision("1", "2018-01-01")]})
    assert (result.tested, result.failed, result.undecided) == (1, 0, {"no subject key": 1})


def bound(*bindings: Binding) -> Bound:
    return Bound(bindings, Parameters(), date(2018, 12, 31), {})


def test_ids_that_nobody_vouches_for_are_not_those_of_accounts() -> None:
    accounts = Binding("accounts", "crm/users", {"subject": "id"})
    consent = Binding("consent", "web/c", {"subject": "id", "given": "at"}, same_ids=True, topics=("t",))
    rows = Binding("events", "lake/e", {"subject": "id", "time": "at"}, topics=("t",))
    here = bound(accounts, consent, rows)
    records = consent_plans(here, "t")
    assert near_and_far(here, rows, records) == ((), tuple(records))
    assert near_and_far(here, replace(rows, same_ids=True), records) == (tuple(records), ())
    assert near_and_far(here, accounts, records) == (tuple(records), ())


def test_two_bindings_that_say_the_same_count_once() -> None:
    one = Binding("accounts", "crm/users", {"subject": "id", "birth_date": "born", "created": "made"})
    two = replace(one, fields={**one.fields, "last_active": "seen"})
    consent = Binding("consent", "crm/c", {"subject": "id", "given": "at"})
    rules = policy({"kind": "consent_for_age", "age_below": 13, "consent": "parental"})
    assert len(plan_probes(rules, bound(one, two, consent), {}).plans) == 1


def test_groups_that_were_not_counted_are_not_clean() -> None:
    facts = AuditFacts(
        date(2018, 12, 31),
        declared={"s/d": Declaration("s/d", anonymous=True)},
        probes=(ProbeResult("r", "s/d", tested=9, partial="only 2 of more groups were counted", unit="row"),),
    )
    test = Anonymous(kind="anonymous", categories=("contact.email",))
    findings, _ = evaluate(policy(test.model_dump()), facts)
    assert [item.title for item in findings if "groups" in item.title and item.verdict == "UNVERIFIED"]


def test_words_of_the_future_attest_nothing() -> None:
    word = Attestation("s-1", "Jo", date(2099, 1, 1), "yes")
    own = policy({"kind": "erasure"}).model_copy(update={"rules": ()})
    _, results = evaluate(own, AuditFacts(date(2018, 12, 31), attestations=(word,)))
    assert [item.verdict for item in results] != ["ATTESTED"]


def test_bytes_of_a_uuid_that_look_like_text_are_its_bytes() -> None:
    raw = bytes.fromhex("01020304050607081112131415161718")
    assert canonical(raw) == raw.hex()
    assert canonical(b"user-0000-000001") == "user-0000-000001"


@pytest.mark.parametrize(
    ("recipient", "first", "second", "verdict"),
    [
        ("first_party", {"tls": True}, {"tls": False}, "DEVIATION"),
        (None, {"tls": True}, {"tls": False}, "UNVERIFIED"),
        ("first_party", {"tls": True}, {"tls": True, "backup": False}, "UNVERIFIED"),
        ("first_party", {"tls": True, "backup": False}, {"tls": True, "backup": False}, None),
    ],
)
def test_copies_of_unknown_parties_and_controls(
    recipient: str | None, first: dict[str, bool], second: dict[str, bool], verdict: str | None
) -> None:
    stores = {
        "a": Store("a", "we", "first_party", "DE", controls=first),
        "b": Store("b", "we", recipient, "DE", "a", second),
    }
    test = ReplicaParity(kind="replica_parity", parties=("first_party",))
    findings, _ = evaluate(policy(test.model_dump()), AuditFacts(date(2018, 12, 31), stores=stores))
    assert [item.verdict for item in findings] == ([verdict] if verdict else [])
