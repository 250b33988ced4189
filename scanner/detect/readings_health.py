"""Readings of bodies: a pulse shows itself by how it moves."""

from __future__ import annotations

from collections.abc import Mapping

from rules.detector_data import FieldReading
from scanner.detect.cells import fits_name
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import Reading, filled, share_of


def heart_rates(profile: DatasetProfile, reading: FieldReading) -> list[Reading]:
    """Whole numbers from 30 to 220, under a name that says so, or beside a time and in the steps of a pulse."""
    found = []
    has_time = any(
        share_of(item.counts["num.unix"] + item.counts["date.n"], filled(item)) > 0.9
        for item in profile.fields.values()
    )
    for name, item in profile.fields.items():
        counts, cells = item.counts, filled(item)
        buckets = sum(key.startswith("hr.b") for key in counts)
        in_range = share_of(counts["hr.in"], cells)
        if cells == 0 or in_range < 0.95 or buckets < 2:
            continue
        range_reason = f"{in_range:.0%} whole numbers from 30 to 220"
        if fits_name(name, reading):
            found.append(
                Reading(name, reading.category, 0.95, counts["hr.in"], ("field name", range_reason), named=True)
            )
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
        and share_of(counts.get("hr.near", 0), counts.get("hr.pairs", 0)) > 0.75
        and share_of(counts.get("hr.same", 0), counts.get("hr.pairs", 0)) < 0.35
    )
