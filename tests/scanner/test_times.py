"""Dates and times as stores write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scanner.detect.times import parse_date, parse_time, years_between

NOON = datetime(2018, 5, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-05-24", (date(2018, 5, 24), True)),
        ("2018-05-24 00:00:00", (date(2018, 5, 24), True)),
        ("2018-05-24T12:00:00Z", (date(2018, 5, 24), False)),
        ("20180524", (date(2018, 5, 24), True)),
        ("24.5.2018", (date(2018, 5, 24), True)),
        ("2018/5/24", (date(2018, 5, 24), True)),
        ("2018年5月24日", (date(2018, 5, 24), True)),
        ("24 May 2018", (date(2018, 5, 24), True)),
        ("May 24, 2018", (date(2018, 5, 24), True)),
        ("2018-13-01", None),
        ("12345678", None),
        ("3.2.1", None),
        ("24.5.2018 extra", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: tuple[date, bool] | None) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2018-05-24T14:00:00+02:00", None, NOON),
        ("2018-05-24 14:00:00", "Europe/Berlin", NOON),
        ("2018-05-24 12:00:00", None, NOON.replace(tzinfo=None)),
        ("24/May/2018:14:00:00 +0200", "UTC", NOON),
        ("[24/May/2018:12:00:00 +0000]", None, NOON),
        (1527163200, None, NOON),
        ("1527163200000", None, NOON),
        (1527163200.0, None, NOON),
        (date(2018, 5, 24), "UTC", NOON.replace(hour=0)),
        (datetime(2018, 5, 24, 12), "UTC", NOON),
        ("soon", "UTC", None),
        (True, "UTC", None),
        (None, "UTC", None),
        (12, "UTC", None),
        (float("nan"), "UTC", None),
    ],
)
def test_times(value: object, zone: str | None, expected: datetime | None) -> None:
    assert parse_time(value, zone) == expected


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2002, 3, 1), date(2018, 3, 1), 16),
        (date(2002, 3, 2), date(2018, 3, 1), 15),
        (date(2004, 2, 29), date(2020, 2, 28), 15),
        (date(2004, 2, 29), date(2019, 2, 28), 14),
        (date(2004, 2, 29), date(2019, 3, 1), 15),
    ],
)
def test_ages(born: date, day: date, age: int) -> None:
    assert years_between(born, day) == age
