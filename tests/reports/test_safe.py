from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.safe import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, name_1.2", "plain, name_1.2"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("z\u200bw", "z\\u200bw"),
        ("l\u2028p\u2029", "l\\u2028p\\u2029"),
        ("s\udc80", "s\\udc80"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("blank\u3164", "blank\\u3164"),
        ("two\nlines\t", "two\\x0alines\\x09"),
        ("Größe 数据 état", "Größe 数据 état"),
    ],
)
def test_hidden_characters_are_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_shortened_between_escapes() -> None:
    assert printable("x" * 300, 10) == "x" * 9 + "…"
    assert printable("\x1b" * 50, 10) == "\\x1b\\x1b…"
    assert printable("x" * 300, None) == "x" * 300
    assert printable("x" * 10, 10) == "x" * 10


@given(st.text(alphabet=st.characters(codec=None)), st.integers(1, 50))
def test_no_text_hides_anything_or_runs_over(text: str, limit: int) -> None:
    shown = printable(text, limit)
    assert len(shown) <= limit
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    shown.encode("utf-8")
