"""Readings of places: a latitude needs a longitude."""

from __future__ import annotations

from rules.detector_data import FieldReading
from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.readings_base import Reading, ReadingContext, filled, share_of
from scanner.detect.tokens import names_any


def gps_pairs(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
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
        and share_of(numbers, cells) > 0.9
        and share_of(counts["num.dec4"], numbers) > 0.6
        and share_of(counts["num.small"], numbers) < 0.5
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
