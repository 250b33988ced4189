"""The customer database: accounts, permissions, tickets, friends, devices, and a phone book that must not be there."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from scanner.demo import words
from scanner.demo.people import Person, active, contact_numbers, moment
from scanner.demo.writers import Table, stream

PHONE_BOOK_OWNERS = 45
PURPOSES = ("marketing", "location", "newsletter", "research")
LATEST = datetime(2018, 12, 30, 21, 0, 0)


def stamp(time: datetime | None) -> str | None:
    """How this database writes times."""
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else None


def crm_tables(seed: int, people: list[Person]) -> list[Table]:
    """Every table of `crm`."""
    return [
        _users(people),
        _consents(stream(seed, "crm.consents"), people),
        _phone_book(stream(seed, "crm.phone_book"), people),
        _tickets(stream(seed, "crm.tickets"), people),
        _friends(stream(seed, "crm.friends"), people),
        _devices(stream(seed, "crm.devices"), people),
        Table("push_queue", ("queue_id INTEGER PRIMARY KEY", "user_id INTEGER", "push_token TEXT", "queued_at TEXT")),
    ]


def _users(people: list[Person]) -> Table:
    columns = (
        "user_id INTEGER PRIMARY KEY", "full_name TEXT NOT NULL", "email TEXT", "phone TEXT", "birthday TEXT",
        "gender TEXT", "height_cm INTEGER", "weight_kg REAL", "country TEXT", "city TEXT", "login_via TEXT",
        "login_id TEXT", "created_at TEXT NOT NULL", "closed_at TEXT",
    )  # fmt: skip
    rows = [
        (
            p.account, p.name, p.email, p.phone, p.birth.isoformat() if p.birth else None, p.gender, p.height_cm,
            p.weight_kg, p.country, p.city, p.login_via, p.login_id, stamp(p.created), stamp(p.closed),
        )
        for p in people
    ]  # fmt: skip
    return Table("users", columns, rows)


def parental_record(rng: random.Random, person: Person) -> tuple[datetime, datetime | None] | None:
    """When the parents' permission was given and withdrawn, by the person's `minor` kind."""
    if person.minor == "before":
        return person.created - timedelta(days=rng.randint(1, 20), minutes=rng.randint(1, 300)), None
    if person.minor == "after":
        return person.created + timedelta(days=rng.randint(10, 60)), None
    if person.minor == "withdrawn":
        given = person.created - timedelta(days=rng.randint(40, 60))
        return given, given + timedelta(days=rng.randint(5, 20))
    return None


def _consents(rng: random.Random, people: list[Person]) -> Table:
    found: list[tuple[int, str, datetime, datetime | None]] = []
    for person in people:
        record = parental_record(rng, person)
        if record:
            found.append((person.account, "parental", *record))
        for purpose in PURPOSES:
            wanted = person.minor == "other_kind" and purpose == "newsletter"
            if wanted or rng.random() < 0.4:
                given = person.created + timedelta(days=rng.randint(0, 40), minutes=rng.randint(1, 600))
                given = person.created - timedelta(minutes=5) if wanted else min(given, LATEST)
                gone = None
                if not wanted and rng.random() < 0.15:
                    gone = min(given + timedelta(days=rng.randint(1, 400)), LATEST)
                found.append((person.account, purpose, given, gone))
    found.sort(key=lambda item: (item[2], item[0], item[1]))
    rows = [(n, a, k, stamp(g), stamp(r)) for n, (a, k, g, r) in enumerate(found, 1)]
    columns = (
        "consent_id INTEGER PRIMARY KEY",
        "user_id INTEGER NOT NULL",
        "purpose TEXT NOT NULL",
        "granted_at TEXT NOT NULL",
        "revoked_at TEXT",
    )
    return Table("consents", columns, rows)


def _phone_book(rng: random.Random, people: list[Person]) -> Table:
    """The deviation: address books that the app read and the server kept."""
    rows: list[tuple[Any, ...]] = []
    for owner in rng.sample(active(people), PHONE_BOOK_OWNERS):
        synced = moment(rng, max(owner.created.date(), date(2018, 1, 5)), LATEST.date())
        for label, phone in contact_numbers(rng):
            rows.append((len(rows) + 1, owner.account, label, phone, stamp(synced)))
    columns = (
        "entry_id INTEGER PRIMARY KEY",
        "owner_id INTEGER NOT NULL",
        "display_name TEXT",
        "phone TEXT NOT NULL",
        "synced_at TEXT NOT NULL",
    )
    return Table("phone_book", columns, rows)


DATE_STYLES = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y年%m月%d日", "%d %b %Y")


def _tickets(rng: random.Random, people: list[Person]) -> Table:
    """Support tickets: the callback number is the caller's own, the same each time."""
    callers = [person for person in active(people) if person.phone]
    rows = []
    for number in range(1, 351):
        person = rng.choice(callers[: len(callers) // 2])
        opened = moment(rng, person.created.date(), LATEST.date())
        subject, body = rng.choice(words.TICKETS)
        if rng.random() < 0.2 and person.email:
            body += f" Reply to {person.email} please."
        callback = person.phone if rng.random() < 0.7 else None
        rows.append((number, person.account, callback, opened.strftime(rng.choice(DATE_STYLES)), subject, body))
    columns = (
        "ticket_id INTEGER PRIMARY KEY",
        "user_id INTEGER NOT NULL",
        "callback TEXT",
        "opened_on TEXT",
        "subject TEXT",
        "body TEXT",
    )
    return Table("support_tickets", columns, rows)


def _friends(rng: random.Random, people: list[Person]) -> Table:
    """Friend links made in the app: both ends are users, so this is no address book."""
    users = active(people)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < 700:
        one, two = rng.sample(users, 2)
        pairs.add((one.account, two.account))
    rows = [(one, two, stamp(moment(rng, date(2018, 11, 1), LATEST.date()))) for one, two in sorted(pairs)]
    return Table("friends", ("user_id INTEGER NOT NULL", "friend_id INTEGER NOT NULL", "since TEXT NOT NULL"), rows)


def fingerprint(rng: random.Random) -> str:
    """A certificate's SHA-1 fingerprint: twenty octets that hold what looks like a MAC address, and is none."""
    return ":".join(f"{rng.randint(0, 255):02X}" for _ in range(20))


def _devices(rng: random.Random, people: list[Person]) -> Table:
    rows = [
        (
            number, p.account, p.device.mac, p.device.imei if rng.random() < 0.6 else None, p.device.serial,
            p.device.firmware, fingerprint(rng), stamp(p.created),
        )
        for number, p in enumerate(active(people), 1)
    ]  # fmt: skip
    columns = (
        "device_id INTEGER PRIMARY KEY", "user_id INTEGER NOT NULL", "mac TEXT NOT NULL", "imei TEXT", "serial TEXT",
        "firmware TEXT", "cert_fingerprint TEXT", "bound_at TEXT",
    )  # fmt: skip
    return Table("devices", columns, rows)
