"""Readings in the object folder: some that the policy lists, some that it hints at, and some that it never names."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scanner.demo.gateway import utc, year_times
from scanner.demo.names import Names
from scanner.demo.people import Person
from scanner.demo.world import World
from scanner.demo.writers import Files, Row, csv_bytes, gz, jsonl_bytes, stream


def vital_files(world: World, names: Names) -> Files:
    """Files of `lake/vitals/`, `lake/wellness/` and the steps of `lake/exports/`."""
    seed, users = world.seed, world.users
    files: Files = {}
    _oxygen(stream(seed, "lake.oxygen"), users, names, files)
    _stress(stream(seed, "lake.stress"), users, names, files)
    _motion(stream(seed, "lake.motion"), users, names, files)
    _steps(stream(seed, "lake.steps"), users, names, files)
    _naps(stream(seed, "lake.naps"), users, names, files)
    _cycle(stream(seed, "lake.cycle"), users, names, files)
    _glucose(stream(seed, "lake.glucose"), users, names, files)
    _notes(stream(seed, "lake.notes"), users, names, files)
    return files


def _series(
    rng: random.Random, people: list[Person], chosen: int, every: int, count: int
) -> list[tuple[Person, datetime]]:
    """`count` moments a person, `every` minutes apart, of some people."""
    found = []
    for person in rng.sample(people, chosen):
        start = datetime(2018, rng.randint(9, 11), rng.randint(1, 26), tzinfo=UTC)
        found += [(person, start + timedelta(minutes=every * step)) for step in range(count)]
    return found


def _csv(files: Files, names: Names, ref: str, header: tuple[str, ...], rows: list[tuple[Any, ...]], end: str) -> None:
    data = csv_bytes(f"lake/{ref}", header, rows, names)
    files[f"lake/{names.path(ref)}-{end}"] = gz(data) if end.endswith(".gz") else data


def _jsonl(files: Files, names: Names, ref: str, rows: list[Row]) -> None:
    files[f"lake/{names.path(ref)}-2018.jsonl"] = jsonl_bytes(f"lake/{ref}", rows, names)


def _oxygen(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    rows = [
        (
            person.account,
            utc(at),
            rng.choice((95, 96, 97, 97, 98, 98, 99)) if rng.random() < 0.9 else rng.randint(88, 94),
        )
        for person, at in _series(rng, people, 18, 30, 28)
    ]
    _csv(files, names, "vitals/oxygen", ("account", "measured", "spo2"), rows, "2018-11.csv")


def _stress(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    rows: list[Row] = [
        {"account": person.account, "at": utc(at), "stress_level": rng.randint(8, 93)}
        for person, at in _series(rng, people, 26, 60, 24)
    ]
    _jsonl(files, names, "vitals/stress", rows)


def _motion(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The twin: pace, stride and cadence of runs, as the policy lists them."""
    rows = [
        (
            person.account, utc(at), f"{rng.randint(4, 7)}:{rng.randint(0, 59):02d}", round(rng.uniform(0.7, 1.4), 2),
            rng.randint(148, 186),
        )
        for person, at in _series(rng, people, 24, 1, 25)
    ]  # fmt: skip
    _csv(files, names, "vitals/motion", ("account", "at", "pace", "stride_m", "cadence"), rows, "2018-10.csv.gz")


def _steps(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The twin: hourly steps and calories. The object of December was made and never filled."""
    rows = [
        (person.account, utc(at), rng.choice((0, 0, rng.randint(20, 3400))), rng.randint(2, 190))
        for person, at in _series(rng, people, 32, 60, 20)
    ]
    header = ("account", "hour", "steps", "kcal")
    _csv(files, names, "exports/steps", header, rows, "2018-11.csv")
    _csv(files, names, "exports/steps", header, [], "2018-12.csv")


STAGES = ("light", "light", "deep", "rem", "awake")


def _naps(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """The twin: stages of sleep, listed in the policy."""
    rows: list[Row] = [
        {"account": person.account, "at": utc(at), "stage": rng.choice(STAGES), "minutes": rng.randint(4, 48)}
        for person, at in _series(rng, people, 40, 35, 12)
    ]
    _jsonl(files, names, "vitals/stages", rows)


def _cycle(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    rows = []
    for person in rng.sample([p for p in people if p.gender == "f"], 60):
        day, length = date(2018, 5, rng.randint(1, 28)), rng.randint(25, 33)
        for _ in range(6):
            rows.append((person.account, day.isoformat(), length, rng.choice(("light", "medium", "heavy"))))
            day += timedelta(days=length + rng.randint(-2, 2))
    header = ("account", "period_start", "cycle_days", "flow")
    _csv(files, names, "wellness/cycle", header, rows, "2018.csv")


def _glucose(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    rows: list[Row] = [
        {"account": person.account, "at": utc(at), "glucose_mmol": round(rng.uniform(3.9, 11.2), 1)}
        for person, at in _series(rng, people, 20, 240, 18)
    ]
    _jsonl(files, names, "wellness/glucose", rows)


NOTES = ("E11.9", "I10", "J45.0", "M54.5", "F32.1", "E66.0", "G47.3", "I48.0", "K21.9", "E03.9", "N39.0", "L20.9")


def _notes(rng: random.Random, people: list[Person], names: Names, files: Files) -> None:
    """Diagnoses by their codes, from a pilot with clinics."""
    rows: list[Row] = [
        {
            "account": rng.choice(people).account,
            "noted": utc(time),
            "icd10": rng.choice(NOTES),
            "by": f"clinic-{rng.randint(1, 5)}",
        }
        for time in year_times(rng, 260)
    ]
    _jsonl(files, names, "wellness/diagnoses", rows)
