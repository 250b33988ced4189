"""Honest statistics: what may be said of rows that were not seen, or were seen and gave nothing."""

from __future__ import annotations

import math

from connectors.model import Population, SampleDesign
from rules.facts import Bound


def upper_share(matched: int, examined: int, population: Population, design: SampleDesign, confidence: float) -> Bound:
    """A one-sided upper bound on the share of rows that hold what `matched` of `examined` rows showed.

    Clopper-Pearson (Biometrika 1934); hypergeometric where a random sample was drawn from an exactly known population.
    `LIMIT n` samples (`head`) get no bound. A census is treated as a sample of the process that wrote the rows, so its
    bound is small but never zero: detectors miss things too.
    """
    if design.kind == "head":
        return Bound(None, confidence, "no bound: the first rows are no random sample")
    if examined == 0:
        return Bound(None, confidence, "no bound: no row was examined")
    size = population.rows
    if design.kind == "random" and population.kind == "exact" and size is not None and examined < size:
        return Bound(_hypergeometric(matched, examined, size, confidence), confidence, "hypergeometric, one-sided")
    if matched >= examined:
        return Bound(1.0, confidence, "Clopper-Pearson, one-sided")
    upper = _beta_quantile(confidence, matched + 1, examined - matched)
    return Bound(round(upper, 6), confidence, "Clopper-Pearson, one-sided")


def _beta_quantile(share: float, a: float, b: float) -> float:
    from scipy.stats import beta  # half a second to import, and seldom needed

    return float(beta.ppf(share, a, b))


def _hypergeometric(matched: int, examined: int, size: int, confidence: float) -> float:
    """The largest share K/N under which seeing so few matches has at least probability 1 - confidence."""
    from scipy.stats import hypergeom

    low, high = matched, size - (examined - matched)
    while low < high:  # the tail probability falls as K grows
        middle = (low + high + 1) // 2
        if hypergeom.cdf(matched, size, middle, examined) >= 1 - confidence:
            low = middle
        else:
            high = middle - 1
    return round(low / size, 6)


def rows_needed(upper: float, confidence: float) -> int:
    """Rows without a match that bound a share by `upper`: the smallest n with (1 - upper)^n <= 1 - confidence."""
    return math.ceil(math.log(1 - confidence) / math.log(1 - upper))


def family(confidence: float, members: int) -> float:
    """Bonferroni: the confidence each of `members` claims needs so that all hold together at `confidence`."""
    return 1 - (1 - confidence) / max(1, members)


def share_interval(hits: int, trials: int, confidence: float) -> tuple[float, float]:
    """Clopper-Pearson (Biometrika 1934), two-sided: lower and upper end of a share, `trials` > 0."""
    half = (1 - confidence) / 2
    low = _beta_quantile(half, hits, trials - hits + 1) if hits else 0.0
    high = _beta_quantile(1 - half, hits + 1, trials - hits) if hits < trials else 1.0
    return low, high
