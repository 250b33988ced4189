"""Decides what a field holds, from merged profiles, names and neighbours. Every decision carries reasons and losers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.model import Dataset, SampleDesign
from rules.detector_data import DetectorFile, ValueDetector
from rules.facts import Bound, Classification
from scanner.detect.bounds import upper_share
from scanner.detect.contest import Candidate, settle
from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.readings import read_fields
from scanner.detect.readings_base import Reading, ReadingContext, filled
from scanner.detect.tokens import names_any

MAJORITY = 0.5  # of a field's cells, for matches that alone mean little
FEW = 3
VARIED = 0.05  # different values, of cells, in a field that tells people apart


@dataclass(frozen=True, slots=True)
class Decision:
    """A classification and how a group of rows shows it: `mark` is what the group's cells are counted under."""

    classification: Classification
    mark: str


def classify(
    dataset: Dataset,
    profile: DatasetProfile,
    detectors: DetectorFile,
    context: ReadingContext,
    design: SampleDesign,
    confidence: float,
) -> list[Decision]:
    """All decisions for one dataset, sorted by field and category. `confidence` is that of each bound."""
    claims = {name: _claims(name, item, detectors.values) for name, item in profile.fields.items()}
    shown = {name: _shown(profile.fields[name], mine) for name, (mine, _) in claims.items()}
    readings, whose = read_fields(dataset.name, profile, detectors.fields, context, shown)
    by_field: dict[str, list[Reading]] = {}
    for reading in readings:
        by_field.setdefault(reading.field, []).append(reading)
    people_only = {item.id for item in detectors.values if item.people and "people" not in whose}
    decisions: list[Decision] = []
    for name in sorted(profile.fields):
        item = profile.fields[name]
        mine, dropped = claims[name]
        mine = {category: claim for category, claim in mine.items() if claim.mark not in people_only}
        accepted, losers = settle(mine, by_field.get(name, []), filled(item))
        told = tuple(sorted({*dropped, *losers}))
        for _, candidate in sorted(accepted.items()):
            distinct, exact = item.distinct(candidate.sketch)
            examined = filled(item)
            population = dataset.population
            bound = _row_bound(item, candidate.matched, dataset, design, confidence)
            decisions.append(
                Decision(
                    Classification(
                        dataset=dataset.ref,
                        field=name,
                        category=candidate.category,
                        confidence=round(candidate.confidence, 3),
                        examined=examined,
                        matched=candidate.matched,
                        distinct=distinct,
                        distinct_exact=exact,
                        population=population.rows,
                        population_kind=population.kind,
                        method=candidate.method,
                        bound=bound,
                        reasons=candidate.reasons,
                        losers=told,
                    ),
                    candidate.mark,
                )
            )
    return decisions


def _row_bound(item: FieldProfile, matched: int, dataset: Dataset, design: SampleDesign, confidence: float) -> Bound:
    """A bound speaks of rows; where one row holds several values, the matches of a field say too little about rows."""
    rows = item.counts["rows"]
    if item.counts["list.rows"]:
        return Bound(None, confidence, "no bound: several values in one row")
    return upper_share(min(matched, rows), rows, dataset.population, design, confidence)


def _claims(
    name: str, item: FieldProfile, detectors: Sequence[ValueDetector]
) -> tuple[dict[str, Candidate], list[str]]:
    """What the field's values say on their own: the best claim of each category, and claims that were dropped."""
    accepted: dict[str, Candidate] = {}
    losers: list[str] = []
    for detector in detectors:
        candidate, loser = _by_value(name, item, detector)
        if loser:
            losers.append(loser)
        if candidate and (
            candidate.category not in accepted or accepted[candidate.category].matched < candidate.matched
        ):
            accepted[candidate.category] = candidate
    return accepted, losers


def _shown(item: FieldProfile, claims: Mapping[str, Candidate]) -> frozenset[str]:
    """Categories that make a dataset's rows somebody's: most cells, and not one value for all of them."""
    cells = filled(item)
    return frozenset(
        category
        for category, claim in claims.items()
        if claim.whole >= MAJORITY * cells
        and item.distinct(claim.sketch)[0] >= min(cells, max(FEW, VARIED * claim.whole))
    )


def _by_value(name: str, item: FieldProfile, detector: ValueDetector) -> tuple[Candidate | None, str]:
    """A detector's claim on a field, or why it was dropped."""
    counts, cells = item.counts, filled(item)
    seen, strong, whole, sure = (counts[f"match.{detector.id}.{what}"] for what in ("any", "strong", "whole", "sure"))
    if not seen or not cells:
        return None, ""
    if names_any(name, detector.not_names):
        return None, f"{detector.category}: {seen:,} of {cells:,} cells match, but the field is called otherwise"
    named = names_any(name, detector.names)
    share = whole / cells
    if detector.id == "ipv4" and counts["quad"] > FEW and whole < 0.9 * counts["quad"]:
        return None, f"{detector.category}: only {whole:,} of {counts['quad']:,} dotted numbers can be addresses"
    majority = share >= MAJORITY and (whole >= FEW or named)
    if strong:
        matched = sure if majority or named else strong
        confidence = 0.97 if share >= MAJORITY else 0.85
        reasons = [f"{matched:,} of {cells:,} cells match", *(f"{whole:,} hold nothing else",) * bool(whole)]
    elif majority or (named and whole):
        matched, confidence = sure, 0.6 + 0.3 * (share >= 0.9) + 0.05 * named
        reasons = [f"{share:.0%} of cells are nothing but a match"]
    else:
        return None, f"{detector.category}: {seen:,} of {cells:,} cells match weakly, no context, name or majority"
    if named:
        confidence, reasons = min(0.99, confidence + 0.02), ["field name", *reasons]
    if matched == 0:
        return None, ""
    reasons.append(f"recogniser {detector.id}")
    return (
        Candidate(
            detector.category,
            confidence,
            matched,
            f"match.{detector.id}",
            detector.id,
            "value",
            tuple(reasons),
            whole,
            strong >= MAJORITY * cells,
            named,
        ),
        "",
    )
