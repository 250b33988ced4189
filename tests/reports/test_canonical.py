from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.canonical import canonical, lines, plain, round_up, safe_text


@dataclass(frozen=True)
class Sample:
    when: datetime
    day: date
    parts: tuple[int, ...]


def test_dataclasses_times_and_tuples_become_plain() -> None:
    noon = datetime(2018, 6, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    made = plain(Sample(noon, date(2018, 6, 1), (1, 2)))
    assert made == {"when": "2018-06-01T12:00:00Z", "day": "2018-06-01", "parts": [1, 2]}


def test_naive_times_claim_no_zone() -> None:
    assert plain(datetime(2018, 6, 1, 12)) == "2018-06-01T12:00:00"
    assert plain(datetime(2018, 6, 1, 12, tzinfo=UTC)) == "2018-06-01T12:00:00Z"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.12345678, b"0.123457"),
        (1.0, b"1"),
        (-0.0, b"0"),
        (-1e-9, b"0"),
        (float("nan"), b"null"),
        (float("inf"), b"null"),
        (2**63, b'"9223372036854775808"'),
        (frozenset({"b", "a"}), b'["a","b"]'),
        ({"b": 1, "a": 2}, b'{"a":2,"b":1}'),
        ("a\udc80b", b'"a\\\\udc80b"'),
        ({"k\ud800": 1}, b'{"k\\\\ud800":1}'),
    ],
)
def test_canonical_bytes(value: Any, expected: bytes) -> None:
    assert canonical(value) == expected


@pytest.mark.parametrize("value", [b"raw", object(), {1.5: "x"}, {None: 1}, Sample])
def test_what_is_no_count_name_date_or_code_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_equal_texts_with_another_key_order_are_equal_bytes() -> None:
    assert canonical({"a": 1, "b": [1, {"d": 1, "c": 2}]}) == canonical({"b": [1, {"c": 2, "d": 1}], "a": 1})


@given(st.lists(st.dictionaries(st.sampled_from(["k", "x", "y"]), st.integers(0, 3), min_size=1)), st.randoms())
def test_lines_do_not_show_the_order_of_the_input(rows: list[dict[str, int]], rng: Any) -> None:
    mixed = list(rows)
    rng.shuffle(mixed)
    written = lines(rows, lambda row: (str(row.get("k", "")),))
    assert written == lines(mixed, lambda row: (str(row.get("k", "")),))
    assert len(written.splitlines()) == len(rows)


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_can_be_written(text: str) -> None:
    assert json.loads(canonical({"t": text}).decode("utf-8"))["t"] == safe_text(text)


@given(st.floats(0, 1))
def test_a_bound_is_never_rounded_down(share: float) -> None:
    rounded = round_up(share)
    assert rounded is not None
    assert share - 1e-12 <= rounded <= min(1.0, share + 1.000001e-6)
    assert (rounded == 0) == (share == 0)


def test_bounds_that_are_no_number_are_no_bound() -> None:
    assert round_up(None) is None
    assert round_up(float("nan")) is None
    assert round_up(0.07) == 0.07
