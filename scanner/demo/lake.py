"""The object folder: vitals, sleep, tracks, workouts, debug uploads, one partner export, one unreadable object."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from scanner.demo.gateway import spot, utc, year_times
from scanner.demo.names import Names
from scanner.demo.people import Person, active, contact_numbers
from scanner.demo.writers import Files, Row, csv_bytes, gz, jsonl_bytes, parquet_bytes, stream

HEART_USERS, SLEEP_USERS, TRACKS_PER_PART, CONTACT_UPLOADS, PROFILE_UPLOADS = 12, 30, 12, 40, 160
MONTHS = (10, 11)
BROKEN_DATASET = "lake/media/badge"
JPEG_HEAD = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304050805")


def broken_object(names: Names) -> str:
    """Name within the lake of the object that no reader can open."""
    return names.path("media/badge") + ".parquet"


def lake_files(seed: int, people: list[Person], names: Names) -> Files:
    """Every file below `lake/`."""
    users = active(people)
    files: Files = {}
    _heart(stream(seed, "lake.heart"), users, names, files)
    _sleep(stream(seed, "lake.sleep"), users, names, files)
    _tracks(stream(seed, "lake.tracks"), users, names, files)
    _workouts(stream(seed, "lake.workouts"), users, names, files)
    _contacts(stream(seed, "lake.contacts"), users, names, files)
    _profiles(stream(seed, "lake.profiles"), users, names, files)
    _partner(stream(seed, "lake.partner"), users, names, files)
    _daily(stream(seed, "lake.daily"), names, files)
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


def _tracks(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """GPS tracks of runs: one point every ten seconds."""
    for part in range(3):
        workout: list[int] = []
        account: list[int] = []
        time: list[datetime] = []
        place: list[tuple[float, float]] = []
        height: list[float] = []
        pulse: list[int | None] = []
        for run in range(TRACKS_PER_PART):
            person = rng.choice(people)
            lat, lon = spot(rng, person)
            at = datetime(2018, 9 + part, rng.randint(1, 28), rng.randint(5, 19), rng.randint(0, 59), tzinfo=UTC)
            climb = rng.uniform(5, 400)
            for _ in range(150):
                lat, lon = lat + rng.uniform(-0.0001, 0.0003), lon + rng.uniform(-0.0001, 0.0003)
                at += timedelta(seconds=10)
                climb += rng.uniform(-0.8, 0.8)
                workout.append(part * TRACKS_PER_PART + run + 1)
                account.append(person.account)
                time.append(at)
                place.append((round(lat, 6), round(lon, 6)))
                height.append(round(climb, 1))
                pulse.append(rng.randint(118, 171) if rng.random() > 0.03 else None)
        columns = {
            "workout": pa.array(workout, pa.int32()),
            "account": pa.array(account, pa.int64()),
            "at": pa.array(time, pa.timestamp("ms", tz="UTC")),
            "lat": pa.array([lat for lat, _ in place], pa.float64()),
            "lon": pa.array([lon for _, lon in place], pa.float64()),
            "altitude_m": pa.array(height, pa.float32()),
            "bpm": pa.array(pulse, pa.int16()),
        }
        files[f"lake/{names.segment('tracks')}/part-{part:04d}.parquet"] = parquet_bytes("lake/tracks", columns, names)


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


def _contacts(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The deviation: what a debug build uploaded of people's address books."""
    rows: list[Row] = []
    for owner, time in zip(rng.sample(people, CONTACT_UPLOADS), year_times(rng, CONTACT_UPLOADS), strict=True):
        book = [{"name": label, "phone": phone} for label, phone in contact_numbers(rng)]
        rows.append({"uploaded": utc(time), "account": owner.account, "build": "debug-77", "contacts": book})
    half, where = CONTACT_UPLOADS // 2, "lake/" + names.path("debug/contacts_sync")
    files[f"{where}-2018-10.jsonl.gz"] = gz(jsonl_bytes("lake/debug/contacts_sync", rows[:half], names))
    files[f"{where}-2018-11.jsonl"] = jsonl_bytes("lake/debug/contacts_sync", rows[half:], names)


def _profiles(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The clean twin: the same kind of upload with a list in it, but only the user's own number."""
    rows: list[Row] = []
    owners = [person for person in people if person.phone]
    for owner, time in zip(rng.sample(owners, PROFILE_UPLOADS), year_times(rng, PROFILE_UPLOADS), strict=True):
        alarms = [
            {"at": f"0{rng.randint(5, 9)}:{rng.choice(('00', '15', '30'))}", "label": rng.choice(("work", "weekend"))}
            for _ in range(rng.randint(3, 6))
        ]
        rows.append({"uploaded": utc(time), "account": owner.account, "phone": owner.phone, "alarms": alarms})
    where = "lake/" + names.path("debug/profile_sync")
    files[f"{where}-2018-11.jsonl"] = jsonl_bytes("lake/debug/profile_sync", rows, names)


def _partner(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """An object whose key holds an e-mail address: a name can be personal data too."""
    person = next(person for person in people if person.email)
    rows = [_night(rng, person, date(2018, 11, day)) for day in range(1, 29)]
    key = names.path(f"partner/{person.email}/sleep")
    files[f"lake/{key}.csv"] = csv_bytes("lake/partner/sleep", SLEEP_HEADER, rows, names)


def _daily(rng: random.Random, names: Names, files: Files) -> None:
    """Counts of a whole country and day: nobody's data."""
    days = [date(2018, 1, 1) + timedelta(days=number) for number in range(365)]
    rows = [(day.isoformat(), land, rng.randint(20, 160)) for day in days for land in ("DE", "CN", "US")]
    data = csv_bytes("lake/analytics/daily", ("day", "country", "active"), rows, names)
    files[f"lake/{names.path('analytics/daily')}.csv"] = data
