"""The web shop: members, their permissions, orders (with look-alikes of phone numbers) and reviews."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from scanner.demo import words
from scanner.demo.crm import stamp
from scanner.demo.people import AS_OF, MARGIN_DAYS, Person, active, luhn_digit, moment, phone_number
from scanner.demo.writers import Table, stream

SHARED_MEMBERS = 100
SHOP_ONLY = 60
SHOP_MINORS = 10
SHOP_LEFT = 5
OLDEST_LEAVING = date(2017, 6, 1)
"""No member left longer ago than the limit."""


@dataclass(frozen=True)
class Member:
    number: int
    name: str
    email: str
    phone: str
    birth: date
    country: str
    city: str
    joined: datetime
    left: datetime | None
    minor: bool


def ean13(rng: random.Random) -> str:
    """An article number with its check digit."""
    body = "690" + f"{rng.randint(0, 999999999):09d}"
    total = sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(body))
    return body + str(-total % 10)


ARTICLES = 24


def articles(seed: int) -> list[str]:
    """The article numbers that shop and catalogue share."""
    rng = stream(seed, "articles")
    return [ean13(rng) for _ in range(ARTICLES)]


def make_members(seed: int, people: list[Person]) -> list[Member]:
    """Some CRM users of age, and some people who only ever bought: among them the minors, all with permission.

    Member numbers begin with 11, user ids with 10: no number is both, so one store's permissions never meet another's.
    """
    rng = stream(seed, "shop.members")
    numbers = sorted(rng.sample(range(1_100_000_000, 1_199_999_999), SHARED_MEMBERS + SHOP_ONLY))
    rng.shuffle(numbers)
    known = [p for p in active(people) if p.email and p.phone and p.birth and not p.minor and p.birth.year < 1996]
    members = []
    for person in rng.sample(known, SHARED_MEMBERS):
        assert person.email and person.phone and person.birth
        joined = moment(rng, person.created.date(), date(2018, 11, 30))
        members.append(
            Member(numbers.pop(), person.name, person.email, person.phone, person.birth, person.country, person.city,
                   joined, None, False)
        )  # fmt: skip
    for slot in range(SHOP_ONLY):
        country = rng.choice(("DE", "US", "US"))
        first, last = rng.choice(words.GIVEN_WEST), rng.choice(words.FAMILY_WEST)
        joined = moment(rng, date(2015, 3, 1), date(2018, 11, 30))
        minor = slot < SHOP_MINORS
        birth = date(joined.year - (rng.randint(11, 14) if minor else rng.randint(19, 70)), rng.randint(1, 12), 12)
        left = None
        if SHOP_MINORS <= slot < SHOP_MINORS + SHOP_LEFT:
            joined = moment(rng, date(2015, 3, 1), date(2016, 12, 31))
            left = moment(rng, OLDEST_LEAVING, AS_OF - timedelta(days=MARGIN_DAYS))
        email = f"{first}.{last}.{slot + 500}@{rng.choice(words.MAIL_HOSTS)}".lower()
        city = rng.choice(words.CITIES[country])[0]
        members.append(
            Member(numbers.pop(), f"{first} {last}", email, phone_number(rng, country), birth, country, city, joined,
                   left, minor)
        )  # fmt: skip
    return sorted(members, key=lambda member: member.number)


def shop_tables(seed: int, members: list[Member]) -> list[Table]:
    """Every table of `shop`."""
    return [
        _members(members),
        _permissions(stream(seed, "shop.permissions"), members),
        _orders(stream(seed, "shop.orders"), members, articles(seed)),
        _reviews(stream(seed, "shop.reviews"), members, articles(seed)),
    ]


def _members(members: list[Member]) -> Table:
    rows = [(m.number, m.name, m.email, m.phone, m.birth.isoformat(), stamp(m.joined), stamp(m.left)) for m in members]
    columns = (
        "member_id INTEGER PRIMARY KEY", "name TEXT", "email TEXT", "mobile TEXT", "born_on TEXT NOT NULL",
        "joined_at TEXT NOT NULL", "left_at TEXT",
    )  # fmt: skip
    return Table("members", columns, rows)


def _permissions(rng: random.Random, members: list[Member]) -> Table:
    """This shop calls a parent's permission `guardian_ok`; the estate's binding says so."""
    rows: list[tuple[int, str, str | None, str | None]] = []
    for member in members:
        if member.minor:
            given = member.joined - timedelta(days=rng.randint(1, 10), minutes=rng.randint(1, 300))
            rows.append((member.number, "guardian_ok", stamp(given), None))
        for kind in ("newsletter", "cookies"):
            if rng.random() < 0.5:
                given = member.joined + timedelta(minutes=rng.randint(1, 90))
                gone = given + timedelta(days=rng.randint(1, 20)) if rng.random() < 0.2 else None
                rows.append((member.number, kind, stamp(given), stamp(gone)))
    columns = (
        "member_id INTEGER NOT NULL",
        "permission TEXT NOT NULL",
        "granted_on TEXT NOT NULL",
        "ended_on TEXT",
    )
    return Table("permissions", columns, rows)


def _orders(rng: random.Random, members: list[Member], goods: list[str]) -> Table:
    """Orders ship to the member's own number; one in ten members also sends gifts to one other number."""
    friend = {m.number: phone_number(rng, m.country) for m in members if rng.random() < 0.1}
    rows = []
    for serial in range(1, 601):
        member = rng.choice(members)
        phone = friend[member.number] if member.number in friend and rng.random() < 0.3 else member.phone
        until = member.left or datetime(2018, 12, 20, 12)
        ordered = moment(rng, member.joined.date(), until.date()).replace(tzinfo=UTC)
        number = f"{ordered:%y%m%d}{serial:05d}{rng.randint(10, 99)}"
        street = f"{rng.choice(words.STREETS[member.country])} {rng.randint(1, 180)}"
        rows.append(
            (
                serial, number + luhn_digit(number), member.number, member.name, phone, street, member.city,
                member.country, rng.choice(goods), rng.choice((2900, 5900, 9900, 14900)), int(ordered.timestamp()),
            )
        )  # fmt: skip
    columns = (
        "order_id INTEGER PRIMARY KEY", "order_no TEXT NOT NULL", "member_id INTEGER NOT NULL", "ship_name TEXT",
        "ship_phone TEXT", "ship_street TEXT", "ship_city TEXT", "ship_country TEXT", "ean13 TEXT", "amount INTEGER",
        "ordered_unix INTEGER",
    )  # fmt: skip
    return Table("orders", columns, rows)


def _reviews(rng: random.Random, members: list[Member], goods: list[str]) -> Table:
    rows = [
        (number, rng.choice(members).number, rng.choice(goods), rng.randint(1, 5), rng.choice(words.REVIEWS))
        for number in range(1, 181)
    ]
    columns = ("review_id INTEGER PRIMARY KEY", "member_id INTEGER", "ean13 TEXT", "stars INTEGER", "body TEXT")
    return Table("reviews", columns, rows)
