"""Bounds and designs: never "none", never more certain than the sample allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom

from connectors.model import DataObject, Dataset, Population, SampleDesign
from scanner.detect.bounds import family, rows_needed, upper_share
from scanner.sampling import CENSUS_ROWS, Depth, design_for

EXACT = Population(100_000, "exact")
CENSUS, RANDOM, HEAD = SampleDesign(), SampleDesign("random", 500, 1), SampleDesign("head", 500)


@given(st.integers(0, 50), st.integers(1, 2000))
def test_clopper_pearson_covers(matched: int, examined: int) -> None:
    matched = min(matched, examined)
    bound = upper_share(matched, examined, EXACT, CENSUS, 0.95)
    assert bound.upper is not None
    assert 0 < bound.upper <= 1
    if bound.upper < 1:
        assert binom.cdf(matched, examined, bound.upper) == pytest.approx(0.05, abs=1e-3)


@given(st.integers(0, 5), st.integers(10, 400), st.integers(500, 5000))
def test_hypergeometric_is_the_largest_count_that_fits(matched: int, examined: int, size: int) -> None:
    bound = upper_share(matched, examined, Population(size, "exact"), RANDOM, 0.95)
    assert bound.upper is not None
    count = round(bound.upper * size)
    assert hypergeom.cdf(matched, size, count, examined) >= 0.05 - 1e-9
    if count < size - (examined - matched):
        assert hypergeom.cdf(matched, size, count + 1, examined) < 0.05 + 1e-9


def test_head_samples_and_nothing_get_no_bound() -> None:
    assert upper_share(0, 500, EXACT, HEAD, 0.95).upper is None
    assert upper_share(0, 0, EXACT, CENSUS, 0.95).upper is None


def test_nothing_found_never_means_none() -> None:
    assert (upper_share(0, 100_000, EXACT, CENSUS, 0.95).upper or 0) > 0


def test_rows_needed_give_the_bound_that_was_asked_for() -> None:
    needed = rows_needed(0.01, 0.95)
    assert needed == 299  # the well-known "rule of three" figure
    assert (1 - 0.01) ** needed <= 0.05 < (1 - 0.01) ** (needed - 1)
    assert family(0.95, 10) == pytest.approx(0.995)


@pytest.mark.parametrize(
    ("population", "kind", "design"),
    [
        (Population(1000, "exact"), "table", "census"),
        (Population(CENSUS_ROWS + 1, "exact"), "table", "random"),
        (Population(CENSUS_ROWS + 1, "estimate"), "table", "head"),
        (Population(None, "unknown"), "log", "census"),
    ],
)
def test_designs(population: Population, kind: str, design: str) -> None:
    dataset = Dataset("s", "t", kind, objects=(DataObject("t", population),))  # type: ignore[arg-type]
    assert design_for(dataset, Depth(0.95, 0.999, 0.001, 7000), 7).kind == design
