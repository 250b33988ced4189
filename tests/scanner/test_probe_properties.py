"""What holds of probes for any rows: merging, cutting, and that evidence moves verdicts one way only."""

from __future__ import annotations

import random
from functools import reduce
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect import probe_plan
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.records import RecordPlan, RecordTable
from scanner.probe_results import finish_probes
from tests.scanner.probe_bench import (
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
    Rows,
    judged,
    optout,
    share,
    table,
)

ids = st.sampled_from(["1", "2", "3", "4", "u-5", None, ""])
times = st.sampled_from(
    ["2017-01-01", "2018-02-01T00:00:00Z", "2018-03-01", "2018-03-01T12:00:00Z", "2018-09-01", "someday", None, ""]
)
records = st.fixed_dictionaries(
    {
        "id": ids,
        "given": times,
        "gone": times,
        "kind": st.sampled_from(["parental", "location", "accepted", "other", None]),
        "friend": ids,
        "asked": times,
        "done": times,
        "hold": st.sampled_from([None, "", "tax"]),
    }
)
rows = st.fixed_dictionaries(
    {
        "id": ids,
        "at": times,
        "viewer": ids,
        "born": st.sampled_from(["2004-01-01", "1980-01-01", "x", None]),
        "made": times,
        "closed": times,
        "asked": times,
        "done": times,
        "city": st.sampled_from(["a", "b", None]),
        "age": st.sampled_from(["1", "2"]),
    }
)
PLANS = [MINORS, REMOVED, KEPT, CONSENTED, OPTED, PERMITTED, ERASED, ANSWERED, GROUPS]


def name(plan: ProbePlan) -> str:
    return plan.kind


def cut(items: Rows, rng: random.Random) -> list[Rows]:
    """The same rows in pieces, some of them empty."""
    points = sorted(rng.randint(0, len(items)) for _ in range(3))
    edges = [0, *points, len(items)]
    return [items[start:end] for start, end in pairwise(edges)]


def tables_in(plan: ProbePlan, pieces: list[Rows]) -> dict[RecordPlan, RecordTable]:
    return {item: table(item, *[piece for piece in pieces if piece]) for item in plan.near}


@pytest.mark.parametrize("plan", PLANS, ids=name)
@settings(max_examples=40, deadline=None)
@given(items=st.lists(rows, max_size=8), found=st.lists(records, max_size=8), rng=st.randoms(use_true_random=False))
def test_neither_cuts_nor_order_change_a_result(plan: ProbePlan, items: Rows, found: Rows, rng: random.Random) -> None:
    whole = tables_in(plan, [found])
    expected = finish_probes([plan], {plan: share(plan, items, whole)}, whole, {})
    pieces = cut(rng.sample(found, len(found)), rng)
    tables = tables_in(plan, pieces)
    shares = [share(plan, piece, tables) for piece in cut(rng.sample(items, len(items)), rng)]
    middle = rng.randint(0, len(shares))
    left = reduce(ProbeShare.merge, shares[:middle], ProbeShare())
    right = reduce(ProbeShare.merge, shares[middle:], ProbeShare())
    assert finish_probes([plan], {plan: left.merge(right)}, tables, {}) == expected
    assert finish_probes([plan], {plan: right.merge(left)}, tables, {}) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(records, min_size=1, max_size=4), max_size=4), st.randoms(use_true_random=False))
def test_record_tables_merge_in_any_order(parts: list[Rows], rng: random.Random) -> None:
    for plan in (CONSENTS, OPTOUTS, FRIENDS, ERASURES):
        mine = [table(plan, part) for part in parts]
        one = reduce(RecordTable.merge, mine, RecordTable())
        other = reduce(RecordTable.merge, rng.sample(mine, len(mine)), RecordTable())
        assert plain(one) == plain(other)


def plain(item: RecordTable) -> Any:
    people = {subject: sorted(map(repr, found)) for subject, found in item.people.items()}
    return people, item.undecided, item.shapes, item.lost


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=8), st.lists(records, max_size=6), st.sampled_from(["1", "2", "3"]))
def test_an_earlier_optout_never_lowers_what_failed(items: Rows, found: Rows, who: str) -> None:
    less = judged(OPTED, items, {OPTOUTS: found})
    more = judged(OPTED, items, {OPTOUTS: [*found, optout(who, "2000-01-01")]})
    assert more.failed >= less.failed


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=8), st.lists(records, max_size=6))
def test_who_consented_before_never_fails(items: Rows, found: Rows) -> None:
    consents = [{"id": row["id"], "given": "2000-01-01", "kind": "parental"} for row in items]
    for plan in (CONSENTED, MINORS, REMOVED):
        assert judged(plan, items, {CONSENTS: [*found, *consents]}).failed == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=8), st.lists(records, max_size=6))
def test_a_hold_on_record_clears(items: Rows, found: Rows) -> None:
    holds = [{"id": row["id"], "hold": "court"} for row in items]
    assert judged(ERASED, items, {ERASURES: [*found, *holds]}).failed == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 3)), max_size=60), st.randoms(use_true_random=False))
def test_groups_beyond_the_limit_are_told_and_the_rest_exact(pairs: list[tuple[int, int]], rng: random.Random) -> None:
    old, probe_plan.MAX_GROUPS = probe_plan.MAX_GROUPS, 5
    try:
        items = [{"city": str(city), "age": str(age)} for city, age in pairs]
        one = finish_probes([GROUPS], {GROUPS: share(GROUPS, items)}, {}, {})
        parts = [share(GROUPS, piece) for piece in cut(rng.sample(items, len(items)), rng)]
        other = reduce(ProbeShare.merge, parts, ProbeShare())
        assert finish_probes([GROUPS], {GROUPS: other}, {}, {}) == one
        assert bool(one[0].partial) == (len(set(pairs)) > 5)
    finally:
        probe_plan.MAX_GROUPS = old
