"""The object folder: vitals, sleep, tracks, workouts, debug uploads, one partner export, one unreadable object."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from scanner.demo.choices import events
from scanner.demo.gateway import spot, utc, year_times
from scanner.demo.lake_debug import debug_files
from scanner.demo.lake_shared import shared_files
from scanner.demo.lake_vitals import vital_files
from scanner.demo.names import Names
from scanner.demo.people import Person
from scanner.demo.world import World
from scanner.demo.writers import Files, Row, csv_bytes, gz, jsonl_bytes, parquet_bytes, stream

HEART_USERS, SLEEP_USERS, TRACKS_PER_PART = 7, 18, 10
MONTHS = (10, 11)
BROKEN_DATASET = "lake/media/badge"
JPEG_HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304050805")


def broken_object(names: Names) -> str:
    """Name within the lake of the object that no reader can open."""
    return names.path("media/badge") + ".parquet"


def lake_files(world: World, names: Names) -> Files:
    """Every file below `lake/`."""
    seed, users = world.seed, world.users
    files: Files = {}
    _heart(stream(seed, "lake.heart"), users, names, files)
    _sleep(stream(seed, "lake.sleep"), users, names, files)
    _tracks(world, names, files)
    _workouts(stream(seed, "lake.workouts"), users, names, files)
    _partner(stream(seed, "lake.partner"), users, names, files)
    _daily(stream(seed, "lake.daily"), names, files)
    files.update(vital_files(world, names))
    files.update(debug_files(world, names))
    files.update(shared_files(world, names))
    files[f"lake/{broken_object(names)}"] = JPEG_HEAD + bytes(range(256)) * 8
    return files


def _heart(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Ten-minute heart rate of a few days: slow at night, faster by day, fast in exercise."""
    where = "lake/" + names.path("vitals/heart")
    chosen = rng.sample(people, HEART_USERS)
    for month in MONTHS:
        rows: list[tuple[Any, ...]] = []
        for person in chosen:
            rest, start = rng.randint(52, 68), datetime(2018, month, rng.randint(1, 26), tzinfo=UTC)
            for step in range(144):
                at = start + timedelta(minutes=10 * step)
                mode, bpm = "rest", rest + rng.randint(-4, 4)
                if 7 <= at.hour < 23:
                    bpm += rng.randint(8, 24)
                if at.hour == 18:
                    mode, bpm = "exercise", rest + rng.randint(60, 95)
                rows.append((person.account, utc(at), bpm if rng.random() > 0.02 else None, mode))
        data = csv_bytes("lake/vitals/heart", ("account", "measured", "bpm", "mode"), rows, names)
        files[f"{where}-2018-{month:02d}.csv"] = data


SLEEP_HEADER = ("account", "night", "asleep", "awake", "deep_min", "light_min", "rem_min", "score")


def _night(rng: random.Random, person: Person, day: date) -> tuple[Any, ...]:
    asleep = datetime(day.year, day.month, day.day, 21, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 200))
    deep, light, rem = rng.randint(50, 130), rng.randint(180, 300), rng.randint(40, 110)
    awake = asleep + timedelta(minutes=deep + light + rem + rng.randint(0, 25))
    return person.account, day.isoformat(), utc(asleep), utc(awake), deep, light, rem, rng.randint(48, 97)


def _sleep(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    chosen = rng.sample(people, SLEEP_USERS)
    for month in MONTHS:
        rows = [_night(rng, person, date(2018, month, day)) for person in chosen for day in range(1, 29)]
        data = csv_bytes("lake/exports/sleep", SLEEP_HEADER, rows, names)
        files[f"lake/{names.path('exports/sleep')}-2018-{month:02d}.csv.gz"] = gz(data)


def _tracks(world: World, names: Names, files: Files) -> None:
    """GPS tracks of runs: one point every ten seconds, of people who had not switched location off."""
    rng = stream(world.seed, "lake.tracks")
    runs = events(rng, world.people, "location", world.choices, 3 * TRACKS_PER_PART, optout=True)
    for part in range(3):
        rows: list[tuple[Any, ...]] = []
        for number, run in enumerate(runs[part * TRACKS_PER_PART :][:TRACKS_PER_PART], 1):
            lat, lon = spot(rng, run.person)
            at, climb = run.at.replace(tzinfo=UTC), rng.uniform(5, 400)
            for _ in range(80):
                lat, lon = lat + rng.uniform(-0.0001, 0.0003), lon + rng.uniform(-0.0001, 0.0003)
                at += timedelta(seconds=10)
                climb += rng.uniform(-0.8, 0.8)
                pulse = rng.randint(118, 171) if rng.random() > 0.03 else None
                workout = part * TRACKS_PER_PART + number
                rows.append((workout, run.person.account, at, round(lat, 6), round(lon, 6), round(climb, 1), pulse))
        columns = list(zip(*rows, strict=True))
        arrays = {name: pa.array(columns[place], kind) for place, (name, kind) in enumerate(TRACK_COLUMNS.items())}
        files[f"lake/{names.segment('tracks')}/part-{part:04d}.parquet"] = parquet_bytes("lake/tracks", arrays, names)


TRACK_COLUMNS = {
    "workout": pa.int32(), "account": pa.int64(), "at": pa.timestamp("ms", tz="UTC"), "lat": pa.float64(),
    "lon": pa.float64(), "altitude_m": pa.float32(), "bpm": pa.int16(),
}  # fmt: skip


def _workouts(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Summaries of workouts: nested objects and Unix times."""
    rows: list[Row] = []
    for number, time in enumerate(year_times(rng, 500), 1):
        person = rng.choice(people)
        lat, lon = spot(rng, person)
        rows.append(
            {
                "workout": number,
                "account": person.account,
                "sport": rng.choice(("run", "ride", "walk", "swim")),
                "start": {"unix": int(time.timestamp()), "lat": lat, "lon": lon},
                "steps": rng.randint(1500, 16000),
                "kcal": rng.randint(90, 1100) if rng.random() > 0.05 else None,
                "device": {"mac": person.device.mac, "firmware": person.device.firmware},
            }
        )
    files[f"lake/{names.path('workouts/summary')}-2018.jsonl"] = jsonl_bytes("lake/workouts/summary", rows, names)


def _partner(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """An object whose key holds an e-mail address: a name can be personal data too."""
    person = next(person for person in people if person.email)
    rows = [_night(rng, person, date(2018, 11, day)) for day in range(1, 29)]
    key = names.path(f"partner/{person.email}/sleep")
    files[f"lake/{key}.csv"] = csv_bytes("lake/partner/sleep", SLEEP_HEADER, rows, names)


def _daily(rng: random.Random, names: Names, files: Files) -> None:
    """Counts of a whole country and day: nobody's data."""
    days = [date(2018, 1, 1) + timedelta(days=number) for number in range(180)]
    rows = [(day.isoformat(), land, rng.randint(20, 160)) for day in days for land in ("DE", "CN", "US")]
    data = csv_bytes("lake/analytics/daily", ("day", "country", "active"), rows, names)
    files[f"lake/{names.path('analytics/daily')}.csv"] = data
