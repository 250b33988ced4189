"""What all readings share: their result, what they may know beside the profile, and whose rows a dataset holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.sketch import Sketch

MIN_OWNERS = 3
ACCOUNT_IDS = 0.95
"""From this share of a field's values on, that are account ids, the field holds account ids."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A category read into a field. `matched` counts cells; `replaces` are categories that lose to it.

    `whole`: it says what the whole field is, so of two such readings only one can be right. `named`: the field's or
    dataset's name took part.
    """

    field: str
    category: str
    confidence: float
    matched: int
    reasons: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    group_mark: str = "cells"  # what a group's cells are counted under
    sketch: str = "values"
    whole: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What readings may know beside the profile. `owners`: the bound subject keys of account tables, as sketches.

    `subject` is this dataset's bound subject key, `birth_dates` fields that a binding says are birth dates.
    """

    as_of: date
    order: Sequence[str] = ()
    subject: str = ""
    birth_dates: frozenset[str] = field(default_factory=frozenset)
    owners: tuple[Sketch, ...] = ()


def filled(item: FieldProfile) -> int:
    """Cells that hold something."""
    return item.counts["cells"] - item.counts["null"] - item.counts["empty"]


def share_of(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def account_shares(profile: DatasetProfile, context: ReadingContext) -> dict[str, float]:
    """By field: the share of its values that are ids of one account table, where that is enough to call them so."""
    found: dict[str, float] = {}
    for name in sorted(profile.fields):
        sketch = profile.fields[name].sketches.get("keys")
        values, _ = profile.fields[name].distinct("values")
        if sketch is None or not sketch.distinct()[0]:
            continue
        best = max((sketch.containment_in(owner) for owner in context.owners), default=0.0)
        # short numbers are no keys: where they are the rule, the few long ones say nothing of the field
        if best >= ACCOUNT_IDS and sketch.distinct()[0] >= 0.9 * values:
            found[name] = best
    return found


def owner_fields(profile: DatasetProfile, context: ReadingContext) -> list[str]:
    """Fields that say whose row it is: the bound one, or those whose values are account ids."""
    if context.subject in profile.fields:
        return [context.subject]
    return [
        name for name in account_shares(profile, context) if profile.fields[name].distinct("keys")[0] >= 2 * MIN_OWNERS
    ]
