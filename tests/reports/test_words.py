from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.words import (
    EXIT_MEANINGS,
    VERDICT_MEANINGS,
    VERDICT_NAMES,
    bound_words,
    certainty,
    count,
    coverage_sentence,
    evidence_words,
    listed,
    percent,
    verdict_sentence,
)
from rules.facts import Bound, Coverage, Verdict


def test_every_verdict_and_exit_code_has_words() -> None:
    assert set(VERDICT_NAMES) == set(VERDICT_MEANINGS) == set(get_args(Verdict))
    assert set(EXIT_MEANINGS) == {0, 1, 2, 3, 4, 5, 130}


def test_counts_and_lists() -> None:
    assert (count(1, "object"), count(2000, "object"), count(2, "query", "queries")) == (
        "1 object",
        "2,000 objects",
        "2 queries",
    )
    assert (listed([]), listed(["a"]), listed("ab"), listed("abc")) == ("", "a", "a and b", "a, b and c")


@pytest.mark.parametrize(
    ("share", "up", "told"),
    [
        (0.0, True, "0 %"),
        (1.0, True, "100 %"),
        (0.95, False, "95 %"),
        (0.05, False, "5 %"),
        (0.00731, True, "0.74 %"),
        (0.00731, False, "0.73 %"),
        (0.07, True, "7 %"),
        (0.9999, False, "99.9 %"),
        (0.9985, False, "99.8 %"),
        (0.99, False, "99 %"),
        (0.9999, True, "100 %"),
        (1e-6, True, "0.0001 %"),
    ],
)
def test_percent(share: float, up: bool, told: str) -> None:
    assert percent(share, up) == told


@given(st.floats(1e-9, 1))
def test_a_bound_in_words_is_never_below_the_bound(share: float) -> None:
    assert float(percent(share, up=True).removesuffix(" %")) >= share * 100 - 1e-7 * share


@pytest.mark.parametrize("upper", [None, 0.0, 1e-9, 0.0073, 0.5, 1.0])
def test_bounds_never_say_none(upper: float | None) -> None:
    told = bound_words(Bound(upper, 0.95, "clopper-pearson"))
    assert "none" not in told.lower()
    assert told != ""


def test_bounds_in_words() -> None:
    assert bound_words(Bound(0.0073, 0.95, "cp")) == "if any exist, at most 0.73 % of rows at 95 %"
    assert bound_words(Bound(0.0073, 0.95, "cp"), matched=3) == "at most 0.73 % of rows at 95 %"


def test_evidence_in_words(make: ModuleType) -> None:
    counts = {"examined": 412, "matched": 412, "distinct": 398, "distinct_exact": True}
    assert evidence_words(counts) == ["412 of 412 examined cells match; 398 distinct"]
    assert evidence_words({**counts, "distinct_exact": False})[0].endswith("about 398 distinct")
    assert evidence_words({"tested": 1204, "failed": 1, "undecided": {}}) == ["1 of 1,204 tested rows fails"]
    assert evidence_words({"gaps": {"corrupt": 2}, "encrypted": False, "why_not": "x\x1b", "scheme": ""}) == [
        "encrypted: no",
        "gaps: corrupt 2",
        "why not: x\\x1b",
    ]
    assert evidence_words({"first_seen": "2018-01-15T04:26:52+00:00"}) == ["first seen: 2018-01-15 04:26 UTC"]
    decided = make.classification("a/b", "c", "d", bound=Bound(0.5, 0.95, "cp"))
    assert evidence_words({}, decided) == [
        "412 of 412 examined cells match; 398 distinct",
        "at most 50 % of rows at 95 %",
    ]


def test_certainty(make: ModuleType) -> None:
    finding = make.report().findings[0]
    assert certainty(finding) == "very sure (97 %)"
    assert certainty(replace(finding, confidence=0.3, inferred_only=True)) == (
        "uncertain (30 %); rests on inferred evidence alone"
    )


def test_the_verdict_sentence_claims_no_more_than_was_read(make: ModuleType) -> None:
    whole = Coverage((make.covered("crm/a"), make.covered("crm/b")))
    assert verdict_sentence(make.report(findings=(), coverage=whole)) == (
        "No deviation from the policy was found in what was read."
    )
    unread = Coverage((*whole.objects, make.covered("crm/c", "unexamined")))
    assert verdict_sentence(make.report(findings=(), coverage=unread)).endswith(
        "; 1 of 3 objects was not read, so absence claims are limited."
    )
    partial = Coverage((*whole.objects, make.covered("crm/c", "partial"), make.covered("crm/d", "partial")))
    assert "2 of 4 objects were read only in part" in verdict_sentence(make.report(findings=(), coverage=partial))
    gaps = Coverage(whole.objects, make.report().coverage.gaps)
    assert "3 gaps" in verdict_sentence(make.report(findings=(), coverage=gaps))
    assert verdict_sentence(make.report(findings=make.report().findings[2:3], coverage=whole)) == (
        "1 undisclosed practice; no deviation was found in what was read."
    )


def test_coverage_sentences(make: ModuleType) -> None:
    assert coverage_sentence(Coverage((make.covered("crm/a"),))) == "The one object was read as planned."
    assert coverage_sentence(make.report().coverage) == (
        "2 of 4 objects read as planned, 1 in part, 1 not at all; 3 gaps recorded, 1 source could not even be listed."
    )
