"""Probes, table by table: who fails, who is clear, and who can't be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.scanner.probe_bench import (
    ALLOWED,
    ANSWERED,
    CONSENTED,
    CONSENTS,
    ERASED,
    ERASURES,
    FRIENDS,
    GROUPS,
    KEPT,
    MINORS,
    OPTED,
    OPTOUTS,
    PERMITTED,
    REMOVED,
    SIZES,
    account,
    decision,
    erasure,
    event,
    judged,
    optout,
)

AT = "2018-03-01T12:00:00Z"


def told(plan: Any, row: dict[str, Any], records: Any) -> str:
    """What one row comes to, beside a row of another subject that meets the records: fail, clear or undecided."""
    result = judged(plan, [row], records)
    if result.failed:
        return "fail"
    return "undecided" if result.undecided else "clear" if result.tested else "untested"


# ---- consents --------------------------------------------------------------------------------------------------------


def test_consent_must_come_before_and_hold() -> None:
    accounts = [
        account("1", "2004-01-01"),  # consent before: fine
        account("2", "2004-01-01"),  # no record
        account("3", "2004-01-01"),  # consent after
        account("4", "2004-01-01"),  # withdrawn before
        account("5", "2004-01-01"),  # withdrawn later: held at the time
        account("6", "2004-01-01"),  # another kind of consent
        account("7", "2002-03-01"),  # sixteen on the very day
        account("8", "2002-03-02"),  # sixteen the day after, no consent
        account("9", None),
        account("10", "someday"),
    ]
    records = [
        decision("1", "2018-02-01"), decision("3", "2018-03-02"), decision("4", "2018-01-01", "2018-02-01"),
        decision("5", "2018-01-01", "2018-09-01"), decision("6", "2018-01-01", kind="marketing"),
        decision("4", "2017-01-01", "2017-06-01"),
    ]  # fmt: skip
    result = judged(MINORS, accounts, {CONSENTS: records})
    assert (result.tested, result.failed, result.subjects, result.unit) == (8, 5, 5, "account")
    assert result.undecided == {"no birth date": 1, "the birth date can't be read": 1}


CHILDREN = [account(str(n), "2004-01-01") for n in range(5)]


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([decision(str(n), None) for n in range(5)], "can't be read"),
        ([decision(str(n), "01/01/2018 x") for n in range(5)], "can't be read"),
        ([decision(str(n), "2017-01-01", "someday") for n in range(5)], "withdrawn at a time"),
        ([decision(None, "2017-01-01"), decision("0", "2017-01-01")], "without a subject"),
        ([decision(f"user-{n}", "2017-01-01") for n in range(5)], "no subject id in common"),
        ([decision(str(n), "2018-03-01") for n in range(5)], "can't be told"),
    ],
)
def test_what_a_join_cannot_tell_accuses_nobody(records: Any, why: str) -> None:
    result = judged(MINORS, CHILDREN, {CONSENTS: records})
    assert result.failed == 0
    assert any(why in reason for reason in result.undecided)


def test_a_consent_in_another_source_casts_doubt_only_on_whom_it_names() -> None:
    far = replace(CONSENTS, dataset="other/c")
    plan = replace(MINORS, far=(far,))
    result = judged(plan, CHILDREN, {CONSENTS: [decision("2", "2017-01-01")], far: [decision("1", "2017-01-01")]})
    assert (result.tested, result.failed, sum(result.undecided.values())) == (4, 3, 1)


def test_consents_only_in_another_source_accuse_nobody() -> None:
    far = replace(CONSENTS, dataset="other/c")
    result = judged(replace(MINORS, near=(), far=(far,)), CHILDREN, {far: [decision("9", "2017-01-01")]})
    assert result.failed == 0
    assert [reason for reason in result.undecided if "same_ids" in reason]


def test_naive_times_of_two_sources_are_doubtful_when_close() -> None:
    naive = replace(CONSENTS, dataset="other/c", zone=None)
    plan = replace(MINORS, near=(naive,))
    child = account("1", "2004-01-01", "2018-03-01T12:00:00Z")
    assert told(plan, child, {naive: [decision("1", "2018-03-01 20:00:00")]}) == "undecided"
    assert told(plan, child, {naive: [decision("1", "2018-02-01 20:00:00")]}) == "clear"
    assert told(plan, child, {naive: [decision("1", "2018-04-01 20:00:00")]}) == "fail"


def test_age_is_that_of_the_day_where_the_source_keeps_its_time() -> None:
    shanghai = replace(MINORS, zone="Asia/Shanghai")
    records = {CONSENTS: [decision("1", "2019-01-01")]}
    assert told(shanghai, account("1", "2002-03-01", "2018-03-01 00:30:00"), records) == "clear"
    assert told(shanghai, account("1", "2002-03-01", "2018-02-28 23:30:00"), records) == "fail"


@pytest.mark.parametrize(
    ("country", "born", "expected"),
    [
        ("DE", "2004-03-01", "fail"),  # 14: below Germany's 16
        ("de", "2004-03-01", "fail"),
        ("US", "2004-03-01", "clear"),  # 14: not below the default
        ("US", "2006-03-01", "fail"),
        ("Germany", "2004-03-01", "undecided"),
        (None, "2004-03-01", "undecided"),
        (None, "2006-03-01", "fail"),  # 12: below any age
        (None, "1980-03-01", "clear"),
    ],
)
def test_the_owners_age_by_country(country: Any, born: str, expected: str) -> None:
    plan = replace(MINORS, parts=(*MINORS.parts, ("country", "land")), ages=(("DE", 16), ("default", 13)))
    assert told(plan, account("1", born, land=country), {CONSENTS: [decision("1", "2019-01-01")]}) == expected


@pytest.mark.parametrize(
    ("closed", "made", "records", "expected"),
    [
        (None, "2018-03-01", [], "fail"),
        (None, "2018-12-10", [], "clear"),  # the delay is not over
        ("2018-05-01", "2018-03-01", [], "clear"),
        ("2019-05-01", "2018-03-01", [], "fail"),  # to be closed one day
        ("soon", "2018-03-01", [], "undecided"),
        (None, "2018-03-01", [decision("1", "2018-06-01")], "clear"),  # consent later heals
        (None, "2018-03-01", [decision("1", "2018-06-01", "2018-07-01")], "clear"),
        (None, "2018-03-01", [decision("1", "2019-06-01")], "fail"),
        (None, "2018-03-01", [decision("1", "someday")], "undecided"),
    ],
)
def test_minors_are_removed(closed: Any, made: str, records: Any, expected: str) -> None:
    others = [account("2", "1980-01-01", closed=None)]
    met = [decision("2", "2017-01-01")]
    result = judged(REMOVED, [account("1", "2008-01-01", made, closed=closed), *others], {CONSENTS: [*records, *met]})
    assert (result.failed == 1) == (expected == "fail")
    assert bool(result.undecided) == (expected == "undecided")


def test_kept_accounts_count_from_the_day_after_the_limit() -> None:
    closed = ["2016-12-31", "2016-12-30", None, "", "2018-01-01", "soon"]
    result = judged(KEPT, [{"id": str(n), "closed": value} for n, value in enumerate(closed)])
    assert (result.tested, result.failed) == (3, 1)
    assert result.undecided == {"a date that can't be read": 1}


def test_open_accounts_need_a_last_activity_to_be_cleared() -> None:
    plan = replace(KEPT, parts=(("last_active", "seen"), ("subject", "id")))
    rows = [{"id": str(n), "seen": seen} for n, seen in enumerate(["2018-12-01", "2016-01-01", None, "2018-01-01"])]
    result = judged(plan, rows)
    assert (result.tested, result.failed, result.field) == (3, 1, "seen")
    assert result.undecided == {"no last activity": 1}


# ---- events ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "at", "expected"),
    [
        ([decision("1", "2018-02-01")], AT, "clear"),
        ([decision("1", "2018-02-01", "2018-02-20")], AT, "fail"),
        ([decision("1", "2018-02-01", "2018-04-01")], AT, "clear"),
        ([decision("1", "2018-04-01")], AT, "fail"),
        ([decision("1", AT)], AT, "clear"),  # written in one go
        ([decision("1", "2018-03-01")], AT, "undecided"),  # that day, before or after
        ([decision("1", "2018-02-01", "2018-03-01")], AT, "undecided"),
        ([decision("1", "2018-02-01", "2018-02-10"), decision("1", "2018-02-20")], AT, "clear"),  # given again
        ([decision("1", "someday")], AT, "undecided"),
        ([decision("1", "2018-02-01", kind="other"), decision("1", "2019-02-01")], AT, "fail"),
        ([decision("1", "2018-02-01")], "someday", "undecided"),
        ([decision("1", "2018-02-01")], None, "undecided"),
        ([], AT, "fail"),  # the table is there, and empty
    ],
)
def test_events_need_a_consent_before(records: Any, at: Any, expected: str) -> None:
    assert told(CONSENTED, event("1", at), {CONSENTS: records}) == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([optout("1", "2018-02-01")], "fail"),
        ([optout("1", "2018-02-01", "2018-02-20")], "clear"),
        ([optout("1", "2018-02-01", "2018-04-01")], "fail"),
        ([optout("1", "2018-04-01")], "clear"),
        ([optout("1", AT)], "fail"),
        ([optout("1", "2018-03-01")], "undecided"),
        ([optout("1", "2018-02-01", "2018-03-01")], "undecided"),
        ([optout("1", "someday")], "undecided"),
        ([optout("1", "2018-02-01", "someday")], "undecided"),
        ([optout(None, "2018-02-01")], "undecided"),
        ([optout("user-1", "2018-02-01")], "undecided"),  # ids of another system
        ([decision("1", "2018-02-01", kind="marketing")], "undecided"),  # or `kinds` names a wrong word
        ([decision("1", "2018-02-01", kind="marketing"), optout("2", "2018-02-01")], "clear"),
        ([], "clear"),
    ],
)
def test_events_after_an_optout(records: Any, expected: str) -> None:
    assert told(OPTED, event("1"), {OPTOUTS: records}) == expected


def test_an_optout_in_another_source_casts_doubt() -> None:
    far = replace(OPTOUTS, dataset="other/o")
    result = judged(
        replace(OPTED, far=(far,)),
        [event("1"), event("2"), event("3")],
        {OPTOUTS: [optout("2", "2018-01-01")], far: [optout("1", "2018-01-01")]},
    )
    assert (result.tested, result.failed, sum(result.undecided.values())) == (2, 1, 1)


def test_failed_rows_and_people_are_told_apart() -> None:
    result = judged(OPTED, [event("1"), event("1"), event("2"), event("3")], {OPTOUTS: [optout("1", "2018-01-01")]})
    assert (result.tested, result.failed, result.subjects, result.unit) == (4, 2, 1, "row")


def friend(subject: str, who: str, kind: str = "accepted", given: Any = "2018-01-01", gone: Any = None) -> Any:
    return {"id": subject, "friend": who, "kind": kind, "given": given, "gone": gone}


@pytest.mark.parametrize(
    ("row", "records", "expected"),
    [
        (event("1", viewer="2"), [friend("1", "2")], "clear"),
        (event("1", viewer="2"), [friend("1", "2", "2")], "clear"),
        (event("1", viewer="2"), [friend("1", "2", "pending")], "fail"),
        (event("1", viewer="2"), [friend("2", "1")], "fail"),  # permission has a direction
        (event("1", viewer="3"), [friend("1", "2")], "fail"),
        (event("1", viewer="2"), [friend("1", "2", given="2018-05-01")], "fail"),
        (event("1", viewer="2"), [friend("1", "2", gone="2018-02-01")], "fail"),
        (event("1", viewer="2"), [friend("1", "2", gone="2018-05-01")], "clear"),
        (event("1", viewer="1"), [], "clear"),
        (event("1", viewer=None), [friend("1", "2")], "undecided"),
    ],
)
def test_friends_see_what_was_permitted(row: Any, records: Any, expected: str) -> None:
    # the permission of 1 to 9 lets the ids meet
    result = judged(PERMITTED, [row], {FRIENDS: [*records, friend("1", "9")]})
    got = "fail" if result.failed else "undecided" if result.undecided else "clear"
    assert got == expected


def test_permissions_without_times_have_always_been() -> None:
    plan = replace(FRIENDS, parts=tuple(part for part in FRIENDS.parts if part[0] not in ("given", "withdrawn")))
    result = judged(replace(PERMITTED, near=(plan,)), [event("1", viewer="2")], {plan: [friend("1", "2")]})
    assert (result.tested, result.failed, dict(result.undecided)) == (1, 0, {})


# ---- erasure ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([erasure("1", done="2018-05-01")], "fail"),
        ([erasure("1", asked="2018-05-01")], "fail"),  # owed for longer than 30 days
        ([erasure("1", asked="2018-12-20")], "clear"),  # still in time
        ([erasure("1", asked="2018-05-01", hold="lawsuit")], "clear"),
        ([erasure("1", done="2018-05-01", hold="0")], "fail"),
        ([erasure("1", done="2018-05-01"), erasure("1", hold="tax")], "clear"),
        ([erasure("1", done="2019-05-01")], "clear"),  # planned
        ([erasure("1", done="someday")], "undecided"),
        ([erasure(None, done="2018-05-01")], "undecided"),
        ([erasure("2", done="2018-05-01")], "clear"),  # nothing of 2 is left, as it should be
        ([erasure("user-1", done="2018-05-01")], "undecided"),
    ],
)
def test_erased_people_are_found_nowhere(records: Any, expected: str) -> None:
    result = judged(ERASED, [event("1"), event("1"), event("3")], {ERASURES: records})
    got = "fail" if result.failed else "undecided" if result.undecided else "clear"
    assert got == expected
    assert result.failed <= result.tested
    if expected == "fail":
        assert (result.tested, result.failed, result.subjects, result.unit) == (1, 1, 1, "person")


# ---- rows ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "done", "expected"),
    [
        ("2018-01-01", "2018-01-31", "clear"),
        ("2018-01-01", "2018-02-01", "fail"),
        ("2018-12-01", None, "clear"),
        ("2018-11-30", "", "fail"),
        ("2018-02-01", "2018-01-01", "undecided"),
        (None, "2018-01-01", "undecided"),
        ("2018-01-01", "soon", "undecided"),
    ],
)
def test_requests_are_answered_in_time(asked: Any, done: Any, expected: str) -> None:
    assert told(ANSWERED, {"id": "1", "asked": asked, "done": done}, {}) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [("Xiaomi", "clear"), (" google ", "clear"), ("line", "fail"), (None, "untested"), ("", "untested")],
)
def test_only_listed_values(who: Any, expected: str) -> None:
    assert told(ALLOWED, {"id": "1", "who": who}, {}) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("10", "clear"),
        ("9", "fail"),
        ("12.0", "clear"),
        ("many", "undecided"),
        (None, "undecided"),
        ("nan", "undecided"),
    ],
)
def test_sizes_of_groups(size: Any, expected: str) -> None:
    assert told(SIZES, {"n": size}, {}) == expected


def test_groups_of_quasi_identifiers() -> None:
    rows = [{"city": city, "age": age} for city, age in [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("b", 1), (None, 1)]]
    result = judged(GROUPS, rows)
    assert (result.tested, result.failed, result.field, result.unit) == (6, 2, "", "row")


def test_cells_of_a_group_do_not_run_together() -> None:
    rows = [{"city": "a1", "age": "2"}, {"city": "a", "age": "12"}]
    assert judged(GROUPS, rows).failed == 2


# ---- what was not wholly read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "rows", "records", "unread", "failed"),
    [
        (CONSENTED, [event("1")], {CONSENTS: [decision("1", "2019-01-01")]}, "s/c", 0),
        (CONSENTED, [event("1")], {CONSENTS: [decision("1", "2019-01-01")]}, "s/e", 1),
        (OPTED, [event("1")], {OPTOUTS: [optout("1", "2018-01-01")]}, "s/o", 1),
        (ERASED, [event("1")], {ERASURES: [erasure("1", done="2018-01-01")]}, "s/x", 0),
        (ERASED, [event("1")], {ERASURES: [erasure("1", done="2018-01-01")]}, "s/e", 1),
        (GROUPS, [{"city": "a", "age": 1}], {}, "s/d", 0),
        (ALLOWED, [{"id": "1", "who": "line"}], {}, "s/l", 1),
    ],
)
def test_half_read_tables_clear_nobody(plan: Any, rows: Any, records: Any, unread: str, failed: int) -> None:
    """What was seen to be wrong stays so; what the unread half could heal accuses nobody."""
    result = judged(plan, rows, records, {unread: "not wholly read"})
    assert result.failed == failed
    assert result.undecided == {"not wholly read": 1}
