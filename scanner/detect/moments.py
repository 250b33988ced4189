"""Moments as probes compare them: a day alone is 24 hours long, and a time without a zone may lie in any."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from scanner.detect.times import parse_date, parse_time

_HOUR = 3600 * 1_000_000
ZONE_DOUBT = 14 * _HOUR  # a time without a zone may lie in any from UTC-12 to UTC+14
_EPOCH = datetime(1970, 1, 1)

Moment = tuple[int, int, bool]
"""First and last Unix microsecond that are meant (a day alone means 24 hours), and whether the zone is unknown."""

EVER: Moment = (-(2**62), -(2**62), False)
"""Stands for a beginning that was not recorded because the record knows no time: it has always been so."""


def moment(value: object, zone: str | None) -> Moment | None:
    """The moment in a cell, or None if it is none."""
    found = parse_time(value, zone)
    if found is None:
        return None
    delta = found.replace(tzinfo=None) - _EPOCH  # in UTC where the zone is known
    micros = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
    return micros, micros + (24 * _HOUR - 1 if _is_day(value) else 0), found.tzinfo is None


def day_of(value: object, zone: str | None) -> date | None:
    """The day in a cell as the store's zone has it, or None if it is none."""
    found = parse_time(value, zone)
    if found is None or found.tzinfo is None or not zone:
        return found.date() if found else None
    try:
        return found.astimezone(ZoneInfo(zone)).date()
    except OverflowError:  # the first and the last day of the calendar have no neighbours in other zones
        return found.date()


def whole_day(day: date, zone: str | None) -> Moment:
    """The day as the stores of this zone have it."""
    found = moment(day.isoformat(), zone or "UTC")
    assert found is not None
    return found


def not_after(one: Moment | None, other: Moment | None, same_clock: bool) -> bool | None:
    """True if `one` comes before `other` or with it, None if that can't be told.

    `same_clock`: both were written by one store, so times without a zone can be compared.
    """
    if one is None or other is None:
        return None
    doubt = ZONE_DOUBT if (one[2] or other[2]) and not (same_clock and one[2] == other[2]) else 0
    if one[1] + doubt <= other[0]:
        return True
    return False if one[0] > other[1] + doubt else None


def blank(value: object) -> bool:
    return value is None or str(value).strip() == ""


def _is_day(value: object) -> bool:
    if isinstance(value, str):
        day = parse_date(value)
        return day is not None and day[1] and ":" not in value
    return isinstance(value, date) and not isinstance(value, datetime)
