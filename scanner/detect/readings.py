"""Readings of whole fields: heart rate, birth dates, pairs of coordinates, address books. They see profiles only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.detector_data import FieldReading
from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.sketch import Sketch
from scanner.detect.tokens import names_any

MIN_CONTACTS = 3  # different numbers per owner: more than one's own, family's and a spare
MIN_OWNERS = 3
OLDEST = 115  # years
_CONTACT_DETECTORS = ("phone", "email")
_NAME_SAYS_SO = "the name says that it is an address book"


@dataclass(frozen=True, slots=True)
class Reading:
    """A category read into a field. `matched` counts cells; `replaces` is a category that loses to it."""

    field: str
    category: str
    confidence: float
    matched: int
    reasons: tuple[str, ...]
    replaces: str = ""
    group_mark: str = "cells"  # what a group's cells are counted under
    sketch: str = "values"


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


def read_fields(
    name: str, profile: DatasetProfile, readings: Sequence[FieldReading], context: ReadingContext
) -> list[Reading]:
    """Every reading of every field of the dataset `name`."""
    found: list[Reading] = []
    for reading in readings:
        if reading.method == "heart_rate":
            found.extend(_heart_rates(profile, reading))
        elif reading.method == "birth_date":
            found.extend(_birth_dates(profile, reading, context))
        elif reading.method == "gps_pair":
            found.extend(_gps_pairs(profile, reading, context))
        else:
            found.extend(_contacts(name, profile, reading, context))
    return found


def filled(item: FieldProfile) -> int:
    """Cells that hold something."""
    return item.counts["cells"] - item.counts["null"] - item.counts["empty"]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _heart_rates(profile: DatasetProfile, reading: FieldReading) -> list[Reading]:
    found = []
    has_time = any(
        _share(item.counts["num.unix"] + item.counts["date.n"], filled(item)) > 0.9 for item in profile.fields.values()
    )
    for name, item in profile.fields.items():
        counts, cells = item.counts, filled(item)
        buckets = sum(key.startswith("hr.b") for key in counts)
        in_range = _share(counts["hr.in"], cells)
        if cells == 0 or in_range < 0.95 or buckets < 2:
            continue
        range_reason = f"{in_range:.0%} whole numbers from 30 to 220"
        if names_any(name, reading.names):
            found.append(Reading(name, reading.category, 0.95, counts["hr.in"], ("field name", range_reason)))
        elif has_time and _walks_like_a_pulse(counts, buckets):
            reasons = (range_reason, "small steps from one reading to the next", "beside a time")
            found.append(Reading(name, reading.category, 0.6, counts["hr.in"], reasons))
    return found


def _walks_like_a_pulse(counts: Mapping[str, int], buckets: int) -> bool:
    """A series of resting and active readings: wide in range, smooth in order, never constant, hardly below 40."""
    seen = counts.get("hr.in", 0)
    return (
        seen >= 200
        and buckets >= 6
        and counts.get("hr.low", 0) / seen < 0.03
        and counts.get("hr.mid", 0) / seen > 0.6
        and _share(counts.get("hr.near", 0), counts.get("hr.pairs", 0)) > 0.75
        and _share(counts.get("hr.same", 0), counts.get("hr.pairs", 0)) < 0.35
    )


def _birth_dates(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    found = []
    for name, item in profile.fields.items():
        cells = filled(item)
        years = {int(key[5:]): number for key, number in item.counts.items() if key.startswith("year.")}
        dates = item.counts["date.n"]
        plausible = sum(n for year, n in years.items() if context.as_of.year - OLDEST <= year <= context.as_of.year)
        if not dates or _share(dates, cells) < 0.8 or _share(plausible, dates) < 0.95:
            continue
        if name in context.birth_dates:
            found.append(Reading(name, reading.category, 1.0, dates, ("bound as birth date by the owner", "dates")))
        elif names_any(name, reading.names):
            found.append(
                Reading(name, reading.category, 0.95, dates, ("field name", f"{_share(dates, cells):.0%} dates"))
            )
        elif item.counts["date.day"] == dates and _spread_like_births(years, dates, context.as_of.year):
            reasons = ("days without a time", f"spread over {len(years)} years", "hardly any of the last years")
            found.append(Reading(name, reading.category, 0.7, dates, reasons))
    return found


def _spread_like_births(years: Mapping[int, int], dates: int, now: int) -> bool:
    recent = sum(number for year, number in years.items() if year > now - 5)
    return dates >= 40 and len(years) >= 25 and max(years.values()) / dates < 0.2 and recent / dates < 0.05


def _gps_pairs(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Two fields with four decimals or more, one in the range of a latitude, partnered by name or by standing alone."""
    fine = [name for name in _ordered(profile, context) if _is_fine(profile.fields[name])]
    found: list[Reading] = []
    used: set[str] = set()
    for latitude in fine:
        for longitude in fine:
            if latitude != longitude and _partner_names(latitude, longitude) and not {latitude, longitude} & used:
                found.extend(_pair(profile, reading, latitude, longitude, 0.97, "partner field by name"))
                used |= {latitude, longitude}
    rest = [name for name in fine if name not in used]
    if len(rest) == 2:
        latitude, longitude = rest
        if not _in_range(profile.fields[latitude], "num.lat"):
            latitude, longitude = longitude, latitude
        if _in_range(profile.fields[latitude], "num.lat") and _in_range(profile.fields[longitude], "num.lon"):
            found.extend(_pair(profile, reading, latitude, longitude, 0.75, "the only two such fields, side by side"))
    return found


def _ordered(profile: DatasetProfile, context: ReadingContext) -> list[str]:
    known = [name for name in context.order if name in profile.fields]
    return known + sorted(profile.fields.keys() - set(known))


def _is_fine(item: FieldProfile) -> bool:
    counts, cells = item.counts, filled(item)
    numbers = counts["num.n"]
    return (
        numbers > 1
        and _share(numbers, cells) > 0.9
        and _share(counts["num.dec4"], numbers) > 0.6
        and _share(counts["num.small"], numbers) < 0.5
        and _in_range(item, "num.lon")
    )


def _in_range(item: FieldProfile, what: str) -> bool:
    return item.counts[what] == item.counts["num.n"]


def _partner_names(latitude: str, longitude: str) -> bool:
    return names_any(latitude, ("lat", "latitude")) and names_any(longitude, ("lon", "lng", "long", "longitude"))


def _pair(
    profile: DatasetProfile, reading: FieldReading, latitude: str, longitude: str, confidence: float, why: str
) -> list[Reading]:
    return [
        Reading(
            name,
            reading.category,
            confidence,
            profile.fields[name].counts["num.n"],
            (why, "in the range of coordinates", "four decimals or more"),
        )
        for name in (latitude, longitude)
    ]


def _contacts(name: str, profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Numbers or addresses of other people: many per owner, or a list in one row, or under a name that says so."""
    owners = _owner_fields(profile, context)
    found: list[Reading] = []
    for detector in _CONTACT_DETECTORS:  # numbers first: addresses count only beside them, or under a name that says so
        for field_name in sorted(profile.fields):
            sure = profile.fields[field_name].counts[f"match.{detector}.sure"]
            reasons = _contact_reasons(name, field_name, detector, profile, reading, owners) if sure else ()
            named = bool(reasons) and reasons[-1] == _NAME_SAYS_SO
            if reasons and (detector == "phone" or named or any(other.sketch == "match.phone" for other in found)):
                found.append(
                    Reading(
                        field_name,
                        reading.category,
                        0.9,
                        sure,
                        reasons,
                        f"contact.{detector}",
                        detector,
                        f"match.{detector}",
                    )
                )
    return found


def _contact_reasons(
    name: str, field_name: str, detector: str, profile: DatasetProfile, reading: FieldReading, owners: list[str]
) -> tuple[str, ...]:
    item = profile.fields[field_name]
    distinct, _ = item.distinct(f"match.{detector}")
    sure = item.counts[f"match.{detector}.sure"]
    if names_any(name, reading.names) or names_any(field_name, reading.names):
        return (f"{detector} values", _NAME_SAYS_SO)
    rows = item.counts["list.rows"]
    if rows and sure >= MIN_CONTACTS * rows and distinct >= MIN_CONTACTS * min(rows, MIN_OWNERS):
        return (f"{detector} values", f"lists of {sure // rows} in one row")
    for owner in owners:
        keys, _ = profile.fields[owner].distinct("keys")
        if owner != field_name and keys >= MIN_OWNERS and distinct >= MIN_CONTACTS * keys:
            return (f"{detector} values", f"{distinct:,} different ones of {keys:,} account holders")
    return ()


def _owner_fields(profile: DatasetProfile, context: ReadingContext) -> list[str]:
    """Fields that say whose row it is: the bound one, or those whose values are account ids."""
    if context.subject in profile.fields:
        return [context.subject]
    found = []
    for name in sorted(profile.fields):
        sketch = profile.fields[name].sketches.get("keys")
        if sketch is None or sketch.distinct()[0] < 2 * MIN_OWNERS:
            continue
        if any(sketch.containment_in(owner) >= 0.95 for owner in context.owners):
            found.append(name)
    return found
