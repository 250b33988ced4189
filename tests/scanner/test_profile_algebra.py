"""Profiles and sketches merge in any order and grouping to the same bytes."""

from __future__ import annotations

import random
from functools import reduce
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.detector_data import shipped_detectors
from scanner.detect.columns import ColumnPlan, GatewayPlan, profile_batch
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


def test_spellings_of_one_key_join() -> None:
    one = "38DB2FC9-3976-D184-4465-2176D25A5D36"
    import uuid
    from decimal import Decimal

    assert (
        len({canonical(one), canonical(one.lower()), canonical("{" + one + "}"), canonical(uuid.UUID(one).bytes)}) == 1
    )
    assert len({canonical(7), canonical(7.0), canonical("7.00"), canonical(Decimal("7.00")), canonical(b"7")}) == 1
    assert canonical("007") != canonical("7")
