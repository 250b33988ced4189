"""The customer database: accounts, sign-ins, consents, friends, devices, support, and an address book by mistake."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from scanner.demo import words
from scanner.demo.choices import Choices
from scanner.demo.people import LATEST, Person, contact_numbers, moment
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream

PHONE_BOOK_OWNERS, OTHER_SIGN_INS = 45, 19


def stamp(time: datetime | None) -> str | None:
    """How this database writes times."""
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else None


def crm_tables(world: World) -> list[Table]:
    """Accounts and what belongs to them."""
    seed = world.seed
    return [
        _users(stream(seed, "crm.users"), world.people),
        _consents(stream(seed, "crm.consents"), world.people, world.choices),
        _optouts(world),
        _identities(stream(seed, "crm.identities"), world.users),
        _phone_book(stream(seed, "crm.phone_book"), world.users),
        _tickets(stream(seed, "crm.tickets"), world.users),
        _devices(stream(seed, "crm.devices"), world.users),
        _sessions(stream(seed, "crm.sessions"), world.users),
        Table(
            "push_queue",
            described("queue_id integer key", "user_id bigint", "push_token", "queued_at"),
        ),
    ]


def _users(rng: random.Random, people: list[Person]) -> Table:
    columns = described(
        "user_id bigint key", "full_name text required", "email", "phone", "birthday", "gender", "height_cm integer",
        "weight_kg real", "country", "city", "language", "created_at text required", "closed_at",
    )  # fmt: skip
    rows = [
        (
            p.account, _untidy(rng, p.name), _shouted(rng, p.email), p.phone, p.birth.isoformat() if p.birth else None,
            p.gender if rng.random() < 0.93 else rng.choice((p.gender.upper(), None)),
            p.height_cm if rng.random() < 0.97 else None, p.weight_kg if rng.random() < 0.95 else None, p.country,
            p.city if rng.random() < 0.9 else p.city.upper(), words.LANGUAGES[p.country], stamp(p.created),
            stamp(p.closed),
        )
        for p in people
    ]  # fmt: skip
    return Table("users", columns, rows)


def _untidy(rng: random.Random, name: str) -> str:
    """As people type it: a blank too many, no capitals."""
    kind = rng.random()
    return name + " " if kind < 0.03 else name.lower() if kind < 0.06 else name


def _shouted(rng: random.Random, email: str | None) -> str | None:
    return email.capitalize() if email and rng.random() < 0.04 else email


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


def _consents(rng: random.Random, people: list[Person], choices: Choices) -> Table:
    found: list[tuple[int, str, datetime, datetime | None]] = []
    for person in people:
        record = parental_record(rng, person)
        if record:
            found.append((person.account, "parental", *record))
        if person.minor == "other_kind" and choices.consent(person, "newsletter") is None:
            found.append((person.account, "newsletter", person.created - timedelta(minutes=5), None))
        found += [(item.account, item.kind, item.given, item.withdrawn) for item in choices.consents[person.account]]
    found.sort(key=lambda item: (item[2], item[0], item[1]))
    rows = [
        (n, a, k, rng.choice(("app", "app", "web", "shop desk")), stamp(g), stamp(r))
        for n, (a, k, g, r) in enumerate(found, 1)
    ]
    columns = described(
        "consent_id integer key", "user_id bigint required", "purpose text required", "asked_in",
        "granted_at text required", "revoked_at",
    )  # fmt: skip
    return Table("consents", columns, rows)


def _optouts(world: World) -> Table:
    found = sorted(
        (item for items in world.choices.optouts.values() for item in items),
        key=lambda item: (item.given, item.account),
    )
    rows = [(n, o.account, o.kind, stamp(o.given), stamp(o.withdrawn)) for n, o in enumerate(found, 1)]
    columns = described(
        "optout_id integer key", "user_id bigint required", "what text required", "off_at text required", "on_again_at"
    )
    return Table("opt_outs", columns, rows)


def _identities(rng: random.Random, users: list[Person]) -> Table:
    """Sign-ins through others: four providers are named in the policy, two that a test build added are not."""
    rows: list[tuple[Any, ...]] = []
    for person in users:
        if person.login_id is None:
            continue
        provider = person.login_via if rng.random() < 0.9 else person.login_via.capitalize()
        rows.append((len(rows) + 1, person.account, provider, person.login_id, stamp(person.created)))
    for person in rng.sample([p for p in users if p.login_id is None], OTHER_SIGN_INS):
        provider = rng.choice(("twitter", "line"))
        subject = str(rng.randint(10**8, 10**10)) if provider == "twitter" else f"U{rng.getrandbits(128):032x}"
        rows.append(
            (len(rows) + 1, person.account, provider, subject, stamp(moment(rng, person.created.date(), LATEST.date())))
        )
    columns = described(
        "identity_id integer key", "user_id bigint required", "provider text required", "subject_id", "linked_at"
    )
    return Table("identities", columns, rows)


def _phone_book(rng: random.Random, users: list[Person]) -> Table:
    """The deviation: address books that the app read and the server kept."""
    rows: list[tuple[Any, ...]] = []
    for owner in rng.sample(users, PHONE_BOOK_OWNERS):
        synced = moment(rng, max(owner.created.date(), date(2018, 1, 5)), LATEST.date())
        for label, phone in contact_numbers(rng):
            rows.append((len(rows) + 1, owner.account, label, phone, stamp(synced)))
    columns = described(
        "entry_id integer key", "owner_id bigint required", "display_name", "phone text required",
        "synced_at text required",
    )  # fmt: skip
    return Table("phone_book", columns, rows)


DATE_STYLES = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y年%m月%d日", "%d %b %Y")


def _tickets(rng: random.Random, users: list[Person]) -> Table:
    """Support tickets: the callback number is the caller's own, the same each time."""
    callers = [person for person in users if person.phone]
    rows = []
    for number in range(1, 451):
        person = rng.choice(callers[: len(callers) // 2])
        opened = moment(rng, person.created.date(), LATEST.date())
        subject, body = rng.choice(words.TICKETS)
        if rng.random() < 0.2 and person.email:
            body += f" Reply to {person.email} please."
        if rng.random() < 0.1:
            body = f"  {body}\n\n{person.name}"
        callback = person.phone if rng.random() < 0.7 else None
        status = rng.choice(("open", "closed", "closed", "Closed", None))
        rows.append((number, person.account, callback, opened.strftime(rng.choice(DATE_STYLES)), status, subject, body))
    columns = described(
        "ticket_id integer key", "user_id bigint required", "callback", "opened_on", "status", "subject", "body"
    )
    return Table("support_tickets", columns, rows)


def fingerprint(rng: random.Random) -> str:
    """A certificate's SHA-1 fingerprint: twenty octets that hold what looks like a MAC address, and is none."""
    return ":".join(f"{rng.randint(0, 255):02X}" for _ in range(20))


def _devices(rng: random.Random, users: list[Person]) -> Table:
    rows = [
        (
            number, p.account, p.device.mac if rng.random() < 0.85 else p.device.mac.lower(),
            p.device.imei if rng.random() < 0.6 else None, p.device.serial, p.device.firmware,
            rng.choice(words.PHONE_MODELS), rng.choice(("Android 8.0", "Android 7.1", "iOS 12.0", "iOS 11.4")),
            fingerprint(rng), stamp(p.created),
        )
        for number, p in enumerate(users, 1)
    ]  # fmt: skip
    columns = described(
        "device_id integer key", "user_id bigint required", "mac text required", "imei", "serial", "firmware",
        "phone_model", "os_version", "cert_fingerprint", "bound_at",
    )  # fmt: skip
    return Table("devices", columns, rows)


def _sessions(rng: random.Random, users: list[Person]) -> Table:
    """Sign-ins: the session is a random key of its own table, long expired, and no live token."""
    rows = []
    for number in range(1, 401):
        person = rng.choice(users)
        began = moment(rng, max(person.created.date(), date(2018, 1, 3)), LATEST.date())
        lasted = timedelta(minutes=rng.randint(1, 900))
        key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        rows.append((number, key, person.account, began, began + lasted if rng.random() < 0.9 else None))
    columns = described(
        "row_no integer key", "visit text required", "user_id bigint required", "began_at timestamp required",
        "ended_at timestamp",
    )  # fmt: skip
    return Table("sessions", columns, rows)
