"""Exports for others and for research: a usage feed, audiences, traces, and sets that are said to name nobody."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, timedelta
from typing import Any

import pyarrow as pa

from scanner.demo import words
from scanner.demo.choices import events
from scanner.demo.gateway import spot, utc, year_times
from scanner.demo.names import Names
from scanner.demo.people import Person
from scanner.demo.warehouse import AGES, SMALLEST
from scanner.demo.world import World
from scanner.demo.writers import Files, Row, csv_bytes, jsonl_bytes, parquet_bytes, stream

BAD_FEED, BAD_PUSHES = 33, 27
FORGOTTEN_FILES = 2


def shared_files(world: World, names: Names) -> Files:
    """Files of `lake/feeds/`, `lake/ads/`, `lake/research/`, `lake/marketing/` and `lake/exports/`."""
    seed, users = world.seed, world.users
    files: Files = {}
    _feed("feeds/usage", BAD_FEED, world, names, files)
    _feed("feeds/usage_own", 0, world, names, files)
    _audience(stream(seed, "lake.audience"), users, names, files)
    _traces("ads/places", stream(seed, "lake.places"), users, names, files)
    _traces("resale/traces", stream(seed, "lake.traces"), users, names, files)
    _traces("training/courses", stream(seed, "lake.training"), users, names, files)
    _mobility("research/mobility", stream(seed, "lake.mobility"), users, names, files)
    _city_steps("research/city_steps", stream(seed, "lake.city_steps"), names, files)
    _pushes("marketing/push", BAD_PUSHES, world, names, files)
    _pushes("marketing/sms", 0, world, names, files)
    _weights("exports/weights", world, names, files)
    _visits("web/visits", stream(seed, "lake.visits"), users, names, files)
    return files


def _csv(files: Files, names: Names, ref: str, header: tuple[str, ...], rows: list[tuple[Any, ...]], end: str) -> None:
    files[f"lake/{names.path(ref)}-{end}.csv"] = csv_bytes(f"lake/{ref}", header, rows, names)


def _jsonl(files: Files, names: Names, ref: str, rows: list[Row], end: str = "2018-12") -> None:
    files[f"lake/{names.path(ref)}-{end}.jsonl"] = jsonl_bytes(f"lake/{ref}", rows, names)


def _feed(ref: str, bad: int, world: World, names: Names, files: Files) -> None:
    """Usage events for a partner: only of users who joined the programme, but for `bad` rows."""
    rng = stream(world.seed, f"lake.{ref}")
    rows: list[Row] = [
        {
            "at": utc(event.at.replace(tzinfo=UTC)), "account": event.person.account,
            "event": rng.choice(("open", "sync", "share", "buy")), "screen": rng.choice(words.SCREENS),
        }
        for event in events(rng, world.people, "ux_program", world.choices, 420, bad)
    ]  # fmt: skip
    _jsonl(files, names, ref, rows)


def _audience(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Advertising ids for a campaign; people who limit tracking have zeros."""
    rows: list[tuple[Any, ...]] = []
    for _ in range(380):
        value = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        rows.append(
            (
                value if rng.random() < 0.85 else "00000000-0000-0000-0000-000000000000",
                rng.choice(("runners", "sleepers")),
            )
        )
    _csv(files, names, "ads/audience", ("advertising_id", "segment"), rows, "2018-12")


def _traces(ref: str, rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Places of people with their account: the same shape for three purposes, of which one is in order."""
    rows: list[Row] = []
    for time in year_times(rng, 300):
        person = rng.choice(people)
        lat, lon = spot(rng, person)
        rows.append({"account": person.account, "at": utc(time), "lat": lat, "lon": lon})
    _jsonl(files, names, ref, rows)


def _mobility(ref: str, rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """It claims to be anonymous and is not: each row is one account's."""
    rows = []
    for person in rng.sample(people, 400):
        rows.append(
            (person.account, person.country, rng.choice(AGES), rng.randint(2, 60), round(rng.uniform(1, 90), 1))
        )
    columns = list(zip(*rows, strict=True))
    kinds = {
        "ref": pa.int64(),
        "country": pa.string(),
        "age_band": pa.string(),
        "trips": pa.int32(),
        "km": pa.float64(),
    }
    arrays = {name: pa.array(columns[place], kind) for place, (name, kind) in enumerate(kinds.items())}
    files[f"lake/{names.path(ref)}-2018.parquet"] = parquet_bytes(f"lake/{ref}", arrays, names)


def _city_steps(ref: str, rng: random.Random, names: Names, files: Files) -> None:
    """The twin: counts of a country, an age band and a day, each of many people."""
    days = [date(2018, 10, 1) + timedelta(days=number) for number in range(25)]
    rows = [
        (land, age, day.isoformat(), rng.randint(SMALLEST + 3, 220), rng.randint(4000, 9500))
        for day in days for land in words.CITIES for age in AGES
    ]  # fmt: skip
    _csv(files, names, ref, ("country", "age_band", "day", "people", "mean_steps"), rows, "2018")


def _pushes(ref: str, bad: int, world: World, names: Names, files: Files) -> None:
    """Campaign messages: `bad` ones went to people who had said no."""
    rng = stream(world.seed, f"lake.{ref}")
    rows: list[Row] = [
        {
            "sent": utc(event.at.replace(tzinfo=UTC)), "account": event.person.account,
            "campaign": rng.choice(("autumn", "race day")),
        }
        for event in events(rng, world.people, "promo_mail", world.choices, 420, bad, optout=True)
    ]  # fmt: skip
    _jsonl(files, names, ref, rows)


def _weights(ref: str, world: World, names: Names, files: Files) -> None:
    """Readings of the smart scale. Two of the erased are still in the export."""
    rng = stream(world.seed, f"lake.{ref}")
    accounts = [(person.account, person.weight_kg) for person in rng.sample(world.users, 180)]
    accounts += [(account, 70.0) for account in world.forgotten[-FORGOTTEN_FILES:]]
    rows = []
    for account, weight in accounts:
        for month in (2, 3, 4):
            rows.append((account, f"2018-{month:02d}-{rng.randint(1, 28):02d}", round(weight + rng.uniform(-2, 2), 1)))
    _csv(files, names, ref, ("account", "weighed_on", "weight_kg"), rows, "2018")


def _visits(ref: str, rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Analytics of the web site as it should not be: the pages next to the address of who looked at them."""
    mails = [person.email for person in people if person.email]
    rows: list[Row] = [
        {"at": utc(time), "page": rng.choice(("/watch", "/band", "/support")), "user": rng.choice(mails)}
        for time in year_times(rng, 500)
    ]
    _jsonl(files, names, ref, rows)
