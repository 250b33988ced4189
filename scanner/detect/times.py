"""Dates and times as stores write them. Naive times take the source's zone; where none is given they stay naive."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ACCESS_LOG = "%d/%b/%Y:%H:%M:%S %z"  # Common Log Format
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)|\d{8}(?:T|$)")
_FORMS = (  # shape -> format, for dates that are not ISO 8601
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}$"), "%d.%m.%Y"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}$"), "%Y/%m/%d"),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}$"), "%Y-%m-%d"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日$"), "%Y年%m月%d日"),
    (re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}$"), "%d %b %Y"),
    (re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}$"), "%b %d, %Y"),
)
_MIDNIGHT = time()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = (300_000_000, 4_102_444_800)  # 1979 to 2100
_MILLIS = 1000


def parse_date(text: str) -> tuple[date, bool] | None:
    """A date and whether the text holds nothing finer than a day; None if it is no date in a known form."""
    text = text.strip()
    if len(text) > 40:
        return None
    if _ISO.match(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment.date(), moment.time() == _MIDNIGHT
    for shape, form in _FORMS:
        if shape.match(text):
            try:
                return datetime.strptime(text, form).date(), True
            except ValueError:
                return None
    return None


def parse_time(value: object, zone: str | None) -> datetime | None:
    """A moment from a cell: a datetime, a date, a text in ISO 8601 or access-log form, or Unix seconds or milliseconds.

    The result is in UTC where the zone is known (in the value or as `zone`), else naive; None if it is no time.
    """
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, date):
        return _in_zone(datetime(value.year, value.month, value.day), zone)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(float(value))
    text = str(value).strip()
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?|\d{12,13}", text):
        return _from_epoch(float(text))
    if text.isdecimal() and len(text) != 8:
        return None  # `fromisoformat` would read a date into the first digits of any number
    try:
        return _in_zone(datetime.fromisoformat(text), zone)
    except ValueError:
        pass
    try:
        return _in_zone(datetime.strptime(text.strip("[]"), _ACCESS_LOG), zone)
    except ValueError:
        day = parse_date(text)
    return _in_zone(datetime(day[0].year, day[0].month, day[0].day), zone) if day else None


def is_epoch(value: float) -> bool:
    """True for numbers that are plausible as Unix seconds or milliseconds."""
    return _SECONDS[0] <= value <= _SECONDS[1] or _SECONDS[0] <= value / _MILLIS <= _SECONDS[1]


def _from_epoch(value: float) -> datetime | None:
    if value != value or not is_epoch(value):
        return None
    return _EPOCH + timedelta(seconds=value if value <= _SECONDS[1] else value / _MILLIS)


def _in_zone(moment: datetime, zone: str | None) -> datetime:
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if zone else moment
    except OverflowError:  # 0001-01-01 and 9999-12-31 stand for "never" and have no neighbours in other zones
        return moment.replace(tzinfo=UTC) if zone or moment.tzinfo else moment


def years_between(born: date, day: date) -> int:
    """Completed years of age on `day`; someone born on 29 February ages on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
