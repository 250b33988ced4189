"""Larger estates for measuring: the demo's shapes, many times over. Seeded, made up, thrown away after use."""

from __future__ import annotations

import json
import random
import sqlite3
from pathlib import Path

ESTATE = """version: 1
policy: amazfit-2018
as_of: 2018-12-31
sources:
  crm:  {type: sql, url: "sqlite:///crm.db", party: us, country: DE, timezone: UTC}
  gate: {type: logs, path: logs, party: us, country: SG, timezone: UTC}
  lake: {type: files, path: lake, party: us, country: SG}
parties:
  us: {class: first_party, country: CN, hosts: [api.pacefit.example]}
  mailer: {class: processor.mailing, country: US, hosts: [api.mailer.example]}
engagements:
  - {party: mailer, role: processor, purposes: [service_communication], valid_from: 2017-01-01}
bindings:
  accounts: {dataset: crm/users, subject: user_id, created: created_at, closed: closed_at, birth_date: birthday}
  consent: {dataset: crm/consents, subject: user_id, given: granted_at, kind: purpose}
  gateway: {dataset: gate/egress, direction: egress, host: host, scheme: scheme, time: ts}
parameters: {inactive_days: 730}
value_key: {file: value.key}  # estimates of more than 10,000 distinct values depend on the key
"""


def write_large(folder: Path, rows: int, seed: int = 5) -> Path:
    """An estate of about three times `rows` rows and lines. Returns the estate file."""
    rng = random.Random(seed)
    (folder / "logs").mkdir(parents=True)
    (folder / "lake").mkdir()
    with sqlite3.connect(folder / "crm.db") as database:
        database.execute(
            "create table users (user_id integer primary key, email text, phone text, birthday text, created_at text, "
            "closed_at text, city text, note text)"
        )
        database.execute("create table consents (user_id integer, purpose text, granted_at text)")
        database.executemany("insert into users values (?,?,?,?,?,?,?,?)", (_user(rng, n) for n in range(rows)))
        database.executemany(
            "insert into consents values (?,?,?)",
            ((1_052_000_000 + n * 3, "parental", "2016-01-01T00:00:00Z") for n in range(0, rows, 4)),
        )
    with (folder / "logs" / "egress.log").open("w", encoding="utf-8") as log:
        for number in range(rows):
            log.write(_line(rng, number) + "\n")
    with (folder / "lake" / "heart.csv").open("w", encoding="utf-8") as table:
        table.write("account,ts,bpm\n")
        for number in range(rows):
            table.write(f"{1_052_000_000 + number * 3},{1526000000 + number * 600},{rng.randint(55, 140)}\n")
    (folder / "value.key").write_text("for benchmarks only, nothing real\n", encoding="utf-8")
    (folder / "estate.yaml").write_text(ESTATE, encoding="utf-8")
    return folder / "estate.yaml"


def _user(rng: random.Random, number: int) -> tuple[object, ...]:
    return (
        1_052_000_000 + number * 3,
        f"user{number}@mail{rng.randint(1, 9)}.example" if rng.random() < 0.95 else None,
        f"+49151{rng.randint(20000000, 89999999)}" if rng.random() < 0.8 else "",
        f"{rng.randint(1950, 2004)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        f"2017-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T08:00:00Z",
        None,
        rng.choice(["Berlin", "Shanghai", "Austin"]),
        log_text(rng),
    )


def log_text(rng: random.Random) -> str:
    """A sentence as an application logs it; about one in twelve holds something personal."""
    plain = f"sync finished after {rng.randint(1, 900)} ms, {rng.randint(0, 40)} parts, build 3.{rng.randint(0, 20)}.1"
    if rng.random() < 0.04:
        return f"{plain} for user{rng.randint(1, 99999)}@mail.example"
    if rng.random() < 0.04:
        return (
            f"{plain} device 88:0F:10:{rng.randint(16, 255):02X}:{rng.randint(16, 255):02X}:{rng.randint(16, 255):02X}"
        )
    return plain


def _line(rng: random.Random, number: int) -> str:
    line = {
        "ts": f"2018-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00Z",
        "host": rng.choice(["api.mailer.example", "time.example", "beacon.example"]),
        "scheme": "https",
        "status": 200,
        "message": log_text(rng),
    }
    if number % 3 == 0:
        line["email"] = f"user{number}@mail.example"
    return json.dumps(line)
