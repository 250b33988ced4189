"""Profiles, probes and sketches merge in any order and grouping to the same bytes."""

from __future__ import annotations

import random
from collections import Counter
from functools import reduce
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.detector_data import shipped_detectors
from scanner.detect.columns import ColumnPlan, GatewayPlan, profile_batch
from scanner.detect.probe import ProbePlan, ProbeShare, join_consents, probe_batch
from scanner.detect.profile import DatasetProfile
from scanner.detect.sketch import EXACT, Sketch, canonical, digest
from scanner.work import compile_detectors

RECOGNISERS = compile_detectors(shipped_detectors())
KEY = b"k" * 32
PLAN = ColumnPlan(frozenset({"id"}), GatewayPlan(host="host", scheme="scheme", time="ts"), "UTC")

rows = st.fixed_dictionaries(
    {
        "id": st.one_of(st.none(), st.integers(0, 2**60)),
        "mail": st.one_of(st.none(), st.sampled_from(["a@b.example", "B@b.example", "", "no mail"])),
        "host": st.sampled_from([None, "api.example", "API.example:443", "x.example"]),
        "scheme": st.sampled_from(["http", "https", None]),
        "ts": st.sampled_from(["2018-05-01T10:00:00Z", "2018-06-01 10:00:00", "never", None]),
        "pulse": st.one_of(st.none(), st.integers(0, 300)),
        "lat": st.one_of(st.none(), st.floats(-90, 90)),
    }
)
SCHEMA = pa.schema(
    [("id", pa.int64()), ("mail", pa.string()), ("host", pa.string()), ("scheme", pa.string()), ("ts", pa.string()),
     ("pulse", pa.int64()), ("lat", pa.float64())]
)  # fmt: skip


def profile(items: list[dict[str, Any]], obj: str = "o") -> DatasetProfile:
    return profile_batch(pa.RecordBatch.from_pylist(items, SCHEMA), obj, RECOGNISERS, KEY, PLAN)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(rows, max_size=5), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_profiles_merge_in_any_order_and_grouping(parts: list[list[dict[str, Any]]], rng: random.Random) -> None:
    profiles = [profile(part, f"o{number % 2}") for number, part in enumerate(parts)]
    straight = reduce(DatasetProfile.merge, profiles, DatasetProfile()).to_bytes()
    shuffled = rng.sample(profiles, len(profiles))
    cut = rng.randint(0, len(shuffled))
    left = reduce(DatasetProfile.merge, shuffled[:cut], DatasetProfile())
    right = reduce(DatasetProfile.merge, shuffled[cut:], DatasetProfile())
    assert left.merge(right).to_bytes() == straight
    assert DatasetProfile().merge(left.merge(right)).to_bytes() == straight


@settings(max_examples=20, deadline=None)
@given(st.lists(rows, max_size=8))
def test_what_is_counted_does_not_depend_on_the_cut(items: list[dict[str, Any]]) -> None:
    """Only neighbour features depend on cuts, and cuts are fixed; everything else is a sum over rows."""
    whole = profile(items)
    single = reduce(DatasetProfile.merge, [profile([item]) for item in items], DatasetProfile())
    assert single.groups == whole.groups or not items
    for name, item in single.fields.items():
        other = whole.fields[name].counts
        assert {k: v for k, v in item.counts.items() if v and not k.startswith("hr.")} == {
            k: v for k, v in other.items() if v and not k.startswith("hr.")
        }


digests = st.lists(st.integers(0, 2**64 - 1), max_size=40)


@given(digests, digests, digests)
def test_sketches_form_a_commutative_monoid(one: list[int], two: list[int], three: list[int]) -> None:
    a, b, c = Sketch(one), Sketch(two), Sketch(three)
    assert a.merge(b).items == b.merge(a).items
    assert a.merge(b).merge(c).items == a.merge(b.merge(c)).items
    assert a.merge(Sketch()).items == a.items
    assert a.merge(a).items == a.items


def test_distinct_counts_are_exact_then_close() -> None:
    exact = Sketch(digest(KEY, str(number)) for number in range(EXACT))
    assert exact.distinct() == (EXACT, True)
    parts = [
        Sketch(digest(KEY, str(number)) for number in range(start, start + 30_000)) for start in (0, 20_000, 40_000)
    ]
    count, known = reduce(Sketch.merge, parts).distinct()
    assert not known
    assert abs(count - 70_000) < 70_000 * 0.05


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_containment_is_estimated_across_full_sketches(share: float) -> None:
    mine = Sketch(digest(KEY, str(number)) for number in range(30_000))
    start = round(30_000 * (1 - share))
    theirs = Sketch(digest(KEY, str(number)) for number in range(start, start + 60_000))
    assert abs(mine.containment_in(theirs) - share) < 0.05


def test_digests_depend_on_the_key() -> None:
    assert digest(KEY, "a@b.example") != digest(b"other" * 7, "a@b.example")
    assert canonical(7.0) == canonical(" 7 ") == canonical("7.0") == canonical(7) == "7"


MINORS = ProbePlan("r", "minors", "s/a", subject="id", born="born", created="made", number=16, zone="UTC")
CONSENTS = ProbePlan(
    "r",
    "consents",
    "s/c",
    subject="id",
    given="given",
    withdrawn="gone",
    purpose="kind",
    values=("parental",),
    zone="UTC",
)
KEPT = ProbePlan("r", "kept", "s/a", subject="id", closed="closed", number=730, as_of="2018-12-31", zone="UTC")


def share(plan: ProbePlan, items: list[dict[str, Any]]) -> ProbeShare:
    return probe_batch(pa.RecordBatch.from_pylist(items), plan, KEY)


def consent(subject: object, given: object, gone: object = None, kind: str = "parental") -> dict[str, Any]:
    return {"id": subject, "given": given, "gone": gone, "kind": kind}


def account(subject: object, born: object, made: object = "2018-03-01T12:00:00Z") -> dict[str, Any]:
    return {"id": subject, "born": born, "made": made}


def test_consent_must_come_before_and_hold() -> None:
    accounts = share(
        MINORS,
        [
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
        ],
    )
    records = share(
        CONSENTS,
        [
            consent("1", "2018-02-01"), consent("3", "2018-03-02"), consent("4", "2018-01-01", "2018-02-01"),
            consent("5", "2018-01-01", "2018-09-01"), consent("6", "2018-01-01", kind="marketing"),
            consent("4", "2017-01-01", "2017-06-01"),
        ],
    )  # fmt: skip
    result = join_consents(accounts, [records], [], same_source=True)
    assert (result.tested, result.failed) == (8, 5)
    assert result.undecided == Counter({"no birth date": 1, "the birth date can't be read": 1})


def test_naive_times_of_two_sources_are_doubtful_when_close() -> None:
    naive = MINORS.__class__(**{**{f: getattr(MINORS, f) for f in MINORS.__slots__}, "zone": None})
    accounts = share(naive, [account("1", "2004-01-01", "2018-03-01 12:00:00")])
    near = share(CONSENTS, [consent("1", "2018-03-01 20:00:00")])
    far = share(CONSENTS, [consent("1", "2018-02-01 20:00:00")])
    assert join_consents(accounts, [near], [], same_source=False).undecided.total() == 1
    assert join_consents(accounts, [far], [], same_source=False).failed == 0
    assert join_consents(accounts, [near], [], same_source=False).failed == 0


def test_kept_accounts_count_from_the_day_after_the_limit() -> None:
    closed = ["2016-12-31", "2016-12-30", None, "", "2018-01-01", "soon"]
    result = share(KEPT, [{"id": str(n), "closed": value} for n, value in enumerate(closed)])
    assert (result.tested, result.failed) == (3, 1)
    assert result.undecided == Counter({"a date that can't be read": 1})


def test_open_accounts_need_a_last_activity_to_be_cleared() -> None:
    plan = ProbePlan("r", "kept", "s/a", closed="closed", active="seen", number=730, as_of="2018-12-31", zone="UTC")
    rows_of = [
        {"closed": None, "seen": "2018-12-01"},
        {"closed": None, "seen": "2003-01-01"},
        {"closed": "2018-12-01", "seen": "2003-01-01"},
        {"closed": None, "seen": None},
    ]
    result = share(plan, rows_of)
    assert (result.tested, result.failed) == (3, 1)
    assert result.undecided == Counter({"no last activity": 1})


CHILDREN = [account(str(n), "2004-01-01") for n in range(5)]


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([consent(str(n), None) for n in range(5)], "can't be read"),
        ([consent(str(n), "01/01/2018 x") for n in range(5)], "can't be read"),
        ([consent(str(n), "2017-01-01", "someday") for n in range(5)], "withdrawal"),
        ([consent(None, "2017-01-01"), consent("0", "2017-01-01")], "without a subject"),
        ([consent(f"user-{n}", "2017-01-01") for n in range(5)], "no subject id in common"),
        ([consent(str(n), "2018-03-01") for n in range(5)], "can't be told"),
    ],
)
def test_what_a_join_cannot_tell_accuses_nobody(records: list[dict[str, Any]], why: str) -> None:
    result = join_consents(share(MINORS, CHILDREN), [share(CONSENTS, records)], [], same_source=True)
    assert result.failed == 0
    assert any(why in reason for reason in result.undecided)


def test_a_consent_in_another_source_casts_doubt_only_on_whom_it_names() -> None:
    far = share(CONSENTS, [consent("1", "2017-01-01")])
    near = share(CONSENTS, [consent("2", "2017-01-01")])
    result = join_consents(share(MINORS, CHILDREN), [near], [far], same_source=True)
    assert (result.tested, result.failed) == (4, 3)


def test_spellings_of_one_key_join() -> None:
    one = "38DB2FC9-3976-D184-4465-2176D25A5D36"
    import uuid
    from decimal import Decimal

    assert (
        len({canonical(one), canonical(one.lower()), canonical("{" + one + "}"), canonical(uuid.UUID(one).bytes)}) == 1
    )
    assert len({canonical(7), canonical(7.0), canonical("7.00"), canonical(Decimal("7.00")), canonical(b"7")}) == 1
    assert canonical("007") != canonical("7")


def test_age_is_that_of_the_day_where_the_source_keeps_its_time() -> None:
    shanghai = ProbePlan(
        "r", "minors", "s/a", subject="id", born="born", created="made", number=16, zone="Asia/Shanghai"
    )
    birthday = account("1", "2002-03-01", "2018-03-01 00:30:00")
    before = account("2", "2002-03-01", "2018-02-28 23:30:00")
    assert len(share(shanghai, [birthday]).people) == 0
    assert len(share(shanghai, [before]).people) == 1


shares = st.lists(
    st.lists(st.builds(account, st.integers(1, 5), st.sampled_from(["2004-01-01", "1980-01-01", None])), min_size=1),
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(shares, st.randoms(use_true_random=False))
def test_probes_merge_in_any_order(parts: list[list[dict[str, Any]]], rng: random.Random) -> None:
    mine = [share(MINORS, part) for part in parts]
    one = reduce(ProbeShare.merge, mine, ProbeShare())
    other = reduce(ProbeShare.merge, rng.sample(mine, len(mine)), ProbeShare())
    assert (one.tested, one.undecided, one.people) == (other.tested, other.undecided, other.people)
