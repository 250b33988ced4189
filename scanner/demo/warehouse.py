"""The analytics warehouse: activity, usage, cohorts, scores, and sets that are said to be anonymous."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from scanner.demo import words
from scanner.demo.choices import events
from scanner.demo.people import LATEST, Person, contact_numbers, moment
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream

BAD_USAGE, BAD_CITIES = 39, 44
FORGOTTEN_ROWS = 3
SMALLEST = 10
"""`min_k`: groups of fewer people are no anonymous ones."""


def warehouse_tables(world: World) -> list[Table]:
    """Every table of `warehouse`."""
    seed, users = world.seed, world.users
    return [
        _daily_activity(world),
        _weekly_activity(world),
        _usage("ux_events", BAD_USAGE, world),
        _usage("ux_clicks", 0, world),
        _cities("city_visits", BAD_CITIES, world),
        _cities("route_starts", 0, world),
        _screens(stream(seed, "warehouse.screens")),
        _retention(stream(seed, "warehouse.retention"), users),
        _net_quality(stream(seed, "warehouse.net_quality"), users),
        _ring_log(stream(seed, "warehouse.ring_log"), users),
        _support_calls(stream(seed, "warehouse.support_calls"), users),
        _bodies("premium_model", 320, stream(seed, "warehouse.premium_model"), users),
        _bodies("slim_campaign", 210, stream(seed, "warehouse.slim_campaign"), users),
        _bodies("pace_calibration", 400, stream(seed, "warehouse.pace_calibration"), users),
        _scores("risk_scores", stream(seed, "warehouse.risk_scores"), users),
        _scores("churn_scores", stream(seed, "warehouse.churn_scores"), users),
        _regions("region_stats", stream(seed, "warehouse.region_stats"), SMALLEST + 2),
        _regions("cohort_stats", stream(seed, "warehouse.cohort_stats"), 2),
        _survey("wellness_survey", stream(seed, "warehouse.wellness_survey"), coarse=True),
        _survey("sleep_survey", stream(seed, "warehouse.sleep_survey"), coarse=False),
    ]


def _daily_activity(world: World) -> Table:
    """Steps by day. The nightly job that deletes the erased forgot this table."""
    rng = stream(world.seed, "warehouse.daily_activity")
    rows: list[tuple[Any, ...]] = []
    for account in [p.account for p in rng.sample(world.users, 90)] + world.forgotten[:FORGOTTEN_ROWS]:
        start = date(2018, 11, 1) if account not in world.forgotten else date(2018, 1, 10)
        for number in range(10):
            steps = rng.randint(900, 19000) if rng.random() > 0.04 else None
            rows.append((account, start + timedelta(days=number), steps, *_work(rng, steps)))
    columns = described("user_id bigint", "day date", "steps integer", "distance_m integer", "kcal integer")
    return Table("daily_activity", columns, rows)


def _work(rng: random.Random, steps: int | None) -> tuple[int | None, int | None]:
    if steps is None:
        return None, None
    return round(steps * rng.uniform(0.6, 0.8)), round(steps * rng.uniform(0.03, 0.05))


def _weekly_activity(world: World) -> Table:
    """The twin: the same numbers by week, from which the erased are gone."""
    rng = stream(world.seed, "warehouse.weekly_activity")
    rows = []
    for person in rng.sample(world.users, 170):
        for week in range(44, 48):
            steps = rng.randint(9000, 90000)
            rows.append((person.account, f"2018-W{week}", steps, *_work(rng, steps)))
    columns = described("user_id bigint", "week", "steps integer", "distance_m integer", "kcal integer")
    return Table("weekly_activity", columns, rows)


def _usage(name: str, bad: int, world: World) -> Table:
    rng = stream(world.seed, f"warehouse.{name}")
    found = events(rng, world.people, "ux_program", world.choices, 500, bad)
    rows = [
        (n, e.person.account, rng.choice(("open", "tap", "swipe", "close")), rng.choice(words.SCREENS), e.at)
        for n, e in enumerate(found, 1)
    ]
    columns = described("event_id integer key", "user_id bigint", "action", "screen", "at timestamp required")
    return Table(name, columns, rows)


def _cities(name: str, bad: int, world: World) -> Table:
    rng = stream(world.seed, f"warehouse.{name}")
    found = events(rng, world.people, "location", world.choices, 480, bad, optout=True)
    rows = [(n, e.person.account, e.person.city, e.person.country, e.at) for n, e in enumerate(found, 1)]
    columns = described("row_no integer key", "user_id bigint", "city", "country", "seen_at timestamp required")
    return Table(name, columns, rows)


def _screens(rng: random.Random) -> Table:
    """Analytics as the policy has it: a random number for each visit, which is nobody's."""
    rows = []
    start = datetime(2018, 10, 1, 5)
    for _ in range(90):
        visit = f"{rng.getrandbits(64):016x}"
        at = start + timedelta(seconds=rng.randint(0, 80 * 86400))
        for _ in range(rng.randint(2, 14)):
            at += timedelta(seconds=rng.randint(2, 90))
            rows.append((visit, rng.choice(words.SCREENS), rng.randint(1, 90), at))
    return Table("screens", described("visit", "screen", "seconds integer", "at timestamp"), rows)


def _retention(rng: random.Random, users: list[Person]) -> Table:
    """The deviation: cohorts by account, in a table that is declared as analytics."""
    rows = []
    for person in rng.sample(users, 130):
        cohort = f"{person.created:%Y-%m}"
        rows += [(person.account, cohort, month, rng.choice((0, 1, 1))) for month in range(1, 5)]
    return Table("retention", described("user_id bigint", "cohort", "month_no integer", "came_back integer"), rows)


def _net_quality(rng: random.Random, users: list[Person]) -> Table:
    """The twin of the Wi-Fi scan: the kind of connection and its strength, no network's name."""
    rows = [
        (n, rng.choice(users).account, rng.choice(("wifi", "4g", "4g", "3g", "none")), -rng.randint(48, 104))
        for n in range(1, 601)
    ]
    columns = described("row_no integer key", "user_id bigint", "network_type", "signal_dbm integer")
    return Table("net_quality", columns, rows)


def _ring_log(rng: random.Random, users: list[Person]) -> Table:
    """The deviation: who rang whom, as the watch's banner saw it."""
    rows: list[tuple[Any, ...]] = []
    for owner in rng.sample(users, 32):
        for _, phone in contact_numbers(rng, 8, 30):
            at = moment(rng, max(owner.created.date(), date(2018, 3, 1)), LATEST.date())
            rows.append((owner.account, phone, rng.choice(("in", "out", "missed")), rng.randint(0, 1900), at))
    rng.shuffle(rows)
    columns = described("user_id bigint", "other_end", "direction", "seconds integer", "at timestamp")
    return Table("ring_log", columns, rows)


def _support_calls(rng: random.Random, users: list[Person]) -> Table:
    """The twin: calls of the hotline to people's own numbers, again and again."""
    own = [person for person in users if person.phone][:120]
    rows = [
        (
            p.account, p.phone, rng.choice(("in", "out", "missed")), rng.randint(5, 1900),
            moment(rng, max(p.created.date(), date(2018, 3, 1)), LATEST.date()),
        )
        for p in (rng.choice(own) for _ in range(420))
    ]  # fmt: skip
    columns = described("user_id bigint", "number", "direction", "seconds integer", "at timestamp")
    return Table("support_calls", columns, rows)


def _bodies(name: str, count: int, rng: random.Random, users: list[Person]) -> Table:
    known = [person for person in users if person.birth]
    rows = [
        (
            p.account,
            p.birth.isoformat() if p.birth else None,
            p.gender,
            p.height_cm,
            p.weight_kg,
            round(rng.random(), 3),
        )
        for p in rng.sample(known, count)
    ]
    columns = described(
        "user_id bigint key", "birth_date", "gender", "height_cm integer", "weight_kg real", "factor real"
    )
    return Table(name, columns, rows)


def _scores(name: str, rng: random.Random, users: list[Person]) -> Table:
    rows = [(p.account, p.email, round(rng.random(), 4), rng.choice("ABCD")) for p in rng.sample(users, 280)]
    return Table(name, described("user_id bigint key", "email", "score real", "band"), rows)


AGES = ("18-29", "30-44", "45-59", "60+")


def _regions(name: str, rng: random.Random, smallest: int) -> Table:
    """Counts of a country, age band and month; `smallest` is the smallest group that the report writes."""
    rows = [
        (land, age, f"2018-{month:02d}", rng.randint(smallest, 140), rng.randint(4000, 9500))
        for land in words.CITIES for age in AGES for month in range(1, 13)
    ]  # fmt: skip
    rows[7] = (*rows[7][:3], smallest, rows[7][4])
    return Table(name, described("country", "age_band", "month", "people integer", "mean_steps integer"), rows)


def _survey(name: str, rng: random.Random, coarse: bool) -> Table:
    """One row a person, without a key. Coarse answers hide each in a crowd; a year of birth and a postcode do not."""
    rows: list[tuple[Any, ...]] = []
    for _ in range(600):
        land, sleep = rng.choice(("DE", "CN", "US")), round(rng.uniform(4.5, 9.5), 1)
        if coarse:
            rows.append((land, rng.choice(AGES), rng.choice(("f", "m")), sleep))
        else:
            rows.append((f"{rng.randint(10000, 99999)}", str(rng.randint(1940, 2002)), rng.choice(("f", "m")), sleep))
    if coarse:
        groups = Counter(row[:3] for row in rows)
        rows = [row for row in rows if groups[row[:3]] >= SMALLEST]
    first, second = ("country", "age_band") if coarse else ("postcode", "birth_year")
    return Table(name, described(first, second, "sex", "sleep_hours real"), rows)
