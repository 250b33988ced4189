"""Readings that exclude each other compete by evidence: an IMEI is no card number, an age no pulse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.detect.readings_base import Reading

_NUMBERS = (
    "device.imei",
    "identity.national_id",
    "financial.payment_card",
    "device.iccid",
    "contact.phone",
    "device.imsi",
)
"""Categories whose values are bare digits. Where all fit alike, the earlier one has the better proof."""

MOST = 0.5
_ALIKE = 0.98


@dataclass(frozen=True, slots=True)
class Candidate:
    """One category's claim on one field. `whole`: cells that hold nothing else; `alone`: matches that speak for
    themselves, whatever the field is called."""

    category: str
    confidence: float
    matched: int
    sketch: str
    mark: str
    method: str
    reasons: tuple[str, ...]
    whole: int = 0
    alone: bool = True
    named: bool = False


def settle(
    claims: Mapping[str, Candidate], readings: Sequence[Reading], cells: int
) -> tuple[dict[str, Candidate], list[str]]:
    """The claims that hold, by category, and what was dropped, with why."""
    accepted = dict(claims)
    losers = _numbers(accepted, cells)
    best = _best_whole(readings, accepted, cells, losers)
    for reading in readings:
        if reading.whole and (best is None or reading.category != best.category):
            continue
        for category in reading.replaces:
            if category in accepted:
                accepted.pop(category)
                why = reading.reasons[-1] if category.startswith("contact.") else reading.reasons[0]
                losers.append(f"{category}: loses to {reading.category} ({why})")
        if reading.category not in accepted:
            accepted[reading.category] = Candidate(
                reading.category,
                reading.confidence,
                reading.matched,
                reading.sketch,
                reading.group_mark,
                "field",
                reading.reasons,
                named=reading.named,
            )
    return accepted, losers


def _numbers(accepted: dict[str, Candidate], cells: int) -> list[str]:
    """Of several kinds of bare number that most cells may be, the one that most of them are."""
    rivals = [
        accepted[category] for category in _NUMBERS if category in accepted and accepted[category].whole >= MOST * cells
    ]
    if len(rivals) < 2:
        return []
    most = max(item.whole for item in rivals)
    alike = [item for item in rivals if item.whole >= _ALIKE * most]
    winner = next((item for item in alike if item.named), alike[0])
    losers = []
    for item in rivals:
        if item is not winner:
            accepted.pop(item.category)
            losers.append(
                f"{item.category}: {item.whole:,} cells fit, {winner.whole:,} fit {winner.category}, which says more"
            )
    return losers


def _best_whole(
    readings: Sequence[Reading], accepted: dict[str, Candidate], cells: int, losers: list[str]
) -> Reading | None:
    """The reading of the whole field that holds: the most confident, unless its values say more on their own."""
    rivals = sorted((item for item in readings if item.whole), key=lambda item: -item.confidence)
    if not rivals:
        return None
    best = rivals[0]
    losers.extend(
        f"{item.category}: {best.category} is the better reading ({best.reasons[0]})"
        for item in rivals[1:]
        if item.category != best.category
    )
    for claim in [item for item in accepted.values() if item.whole >= MOST * cells]:
        if claim.category == best.category or claim.category in best.replaces:
            continue
        if claim.alone or claim.named or not best.named:
            losers.append(f"{best.category}: the values themselves are {claim.category}")
            return None
        accepted.pop(claim.category)
        losers.append(f"{claim.category}: loses to {best.category} ({best.reasons[0]})")
    return best
