"""How much to read: designs are chosen from the bound that the owner asked for, before any row is read."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.model import CENSUS, Dataset, SampleDesign
from rules.kinds import Absent
from rules.policy import Policy
from scanner.detect.bounds import family, rows_needed

CENSUS_ROWS = 100_000  # tables up to this size are read whole: sampling them would save little
ABSENCE_DEPTH = 10  # promises of absence get a bound this many times tighter


@dataclass(frozen=True, slots=True)
class Depth:
    """What the owner asked for, spread over all datasets. `per_claim` is each claim's share of the confidence."""

    confidence: float
    per_claim: float
    upper: float
    rows: int


def depth(policy: Policy, datasets: int, confidence: float, max_upper_bound: float) -> Depth:
    """Rows to read of a large dataset so that what is not found is bounded, family-wise over all datasets."""
    promises = any(isinstance(rule.test, Absent) for rule in policy.rules)
    upper = max_upper_bound / ABSENCE_DEPTH if promises else max_upper_bound
    per_claim = family(confidence, datasets)
    return Depth(confidence, per_claim, upper, rows_needed(upper, per_claim))


def design_for(dataset: Dataset, needed: Depth, seed: int, whole: bool = False) -> SampleDesign:
    """Census for files and logs (sampling inside them would save no reading) and for tables that are small; else a
    random sample where the population is exactly known, and the first rows, without any bound, where it is not.
    `whole`: where every row counts by itself, as in a gateway log, nothing is sampled."""
    if dataset.kind != "table" or whole:
        return CENSUS
    population = dataset.population
    if population.kind == "exact" and population.rows is not None:
        if population.rows <= max(CENSUS_ROWS, 2 * needed.rows):
            return CENSUS
        return SampleDesign("random", needed.rows, seed)
    return SampleDesign("head", needed.rows, seed)
