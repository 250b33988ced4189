"""The members of the web shop: some users of the app, and people who only ever bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scanner.demo import words
from scanner.demo.people import AS_OF, MARGIN_DAYS, Person, active, moment, phone_number
from scanner.demo.writers import stream

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
