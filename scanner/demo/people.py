"""The users of the fictional company: who they are, how old, when they joined and left."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scanner.demo import words
from scanner.demo.writers import stream

AS_OF = date(2018, 12, 31)
INACTIVE_DAYS = 730
USERS = 600
LATEST = datetime(2018, 12, 30, 21, 0, 0)
MARGIN_DAYS = 15
"""No planted date lies closer to a limit than this, save for the birthdays that test the limit on purpose."""

PARENTAL_KEPT = ("before",) * 6
PARENTAL_BROKEN = ("none", "none", "none", "none", "other_kind", "after", "after", "withdrawn", "withdrawn")
"""What is on record for each under-16 account: with permission before the account, or without such."""
ERASED, HELD = 9, 3
CLOSED_LONG_AGO = 7
CLOSED_LATELY = 6


@dataclass(frozen=True)
class Device:
    mac: str
    imei: str
    serial: str
    firmware: str


@dataclass(frozen=True)
class Person:
    """One CRM account. `minor`: "" for 16 and over at creation, else what permission is on record."""

    account: int
    name: str
    email: str | None
    phone: str | None
    birth: date | None
    gender: str
    country: str
    city: str
    lat: float
    lon: float
    created: datetime
    closed: datetime | None
    height_cm: int
    weight_kg: float
    login_via: str
    login_id: str | None
    device: Device
    minor: str = ""

    @property
    def long_closed(self) -> bool:
        return self.closed is not None and (AS_OF - self.closed.date()).days > INACTIVE_DAYS


def moment(rng: random.Random, first: date, last: date) -> datetime:
    """A random second of a random day, from first to last."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return datetime(day.year, day.month, day.day, rng.randint(6, 21), rng.randint(0, 59), rng.randint(0, 59))


def phone_number(rng: random.Random, country: str) -> str:
    """A number that is valid in its plan and written as people of that country write it."""
    if country == "CN":
        head = rng.choice(("138", "139", "150", "159", "186", "188"))
        return f"+86 {head} {rng.randint(0, 9999):04d} {rng.randint(0, 9999):04d}"
    if country == "DE":
        head = rng.choice(("151", "160", "170", "175"))
        return f"+49{head}{rng.randint(10**7, 10**8 - 1) if head == '151' else rng.randint(10**6, 10**7 - 1)}"
    if country == "GB":
        return f"+44 7{rng.choice(('400', '415', '520'))} {rng.randint(100000, 999999)}"
    if country == "FR":
        pairs = " ".join(f"{rng.randint(0, 99):02d}" for _ in range(3))
        return f"+33 6 {rng.choice((12, 24, 31, 48, 60, 75))} {pairs}"
    if country == "IN":
        return f"+91 98{rng.randint(100, 999)} {rng.randint(10000, 99999)}"
    area = rng.choice(("206", "212", "303", "312", "415", "512", "617", "702"))
    return f"+1 {area}-555-{rng.randint(2000, 9999)}"


def luhn_digit(digits: str) -> str:
    """The check digit that makes `digits` + it pass the Luhn test."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def make_device(rng: random.Random) -> Device:
    """A watch or band: random static Bluetooth address (unicast), IMEI with a check digit, serial number."""
    first = rng.choice((0xC2, 0xC6, 0xCE, 0xD2, 0xDA, 0xE6, 0xEA))
    mac = ":".join(f"{byte:02X}" for byte in (first, *(rng.randint(0, 255) for _ in range(5))))
    body = rng.choice(("86012303", "86430904", "35694508")) + f"{rng.randint(0, 999999):06d}"
    serial = f"PFB2{rng.choice('KLMN')}{rng.randint(100000, 999999)}"
    return Device(mac, body + luhn_digit(body), serial, rng.choice(words.FIRMWARES))


def _name(rng: random.Random, country: str) -> tuple[str, str]:
    """A display name and the Latin letters for a mail address."""
    if country == "CN":
        family, given = rng.choice(words.FAMILY_CN), rng.choice(words.GIVEN_CN)
        return family[0] + given[0], f"{given[1]}.{family[1]}"
    if country == "IN":
        first, last = rng.choice(words.GIVEN_IN), rng.choice(words.FAMILY_IN)
    else:
        first, last = rng.choice(words.GIVEN_WEST), rng.choice(words.FAMILY_WEST)
    return f"{first} {last}", f"{first}.{last}".lower()


def _login(rng: random.Random) -> tuple[str, str | None]:
    """Identity provider and the subject id it hands out: look-alikes of order and card numbers."""
    via = rng.choice(("email", "email", "email", "xiaomi", "wechat", "google", "facebook"))
    if via == "wechat":
        letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789_-"
        return via, "o" + "".join(rng.choice(letters) for _ in range(27))
    if via == "xiaomi":
        return via, str(rng.randint(100_000_000, 2_999_999_999))
    if via == "google":
        return via, "1" + "".join(str(rng.randint(0, 9)) for _ in range(20))
    if via == "facebook":
        return via, "10" + "".join(str(rng.randint(0, 9)) for _ in range(15))
    return via, None


def _birthday(rng: random.Random, first: date, last: date) -> date:
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return day.replace(day=28) if (day.month, day.day) == (2, 29) else day


def _adult_birth(rng: random.Random, created: date) -> date:
    age = min(76, max(18, round(rng.gauss(36, 12))))
    return _birthday(rng, date(created.year - age - 1, 1, 1), date(created.year - age - 1, 12, 31))


def _accounts(rng: random.Random) -> list[int]:
    return sorted(rng.sample(range(1_020_000_000, 1_099_999_999), USERS))


@dataclass(frozen=True)
class Erased:
    """Somebody whose erasure was carried out: the account is gone. `hold` is why some data had to stay, if any."""

    account: int
    requested: datetime
    done: datetime
    hold: str | None


def make_erased(seed: int) -> list[Erased]:
    """Account numbers of their own range, so that nobody who is still a user has one."""
    rng = stream(seed, "erased")
    found = []
    for number, account in enumerate(sorted(rng.sample(range(1_010_000_000, 1_019_999_999), ERASED + HELD))):
        asked = moment(rng, date(2018, 2, 1), date(2018, 9, 30))
        hold = "court order 2018/117" if number % 3 == 2 and number // 3 < HELD else None
        found.append(Erased(account, asked, asked + timedelta(days=rng.randint(3, 24), hours=2), hold))
    return found


def make_people(seed: int) -> list[Person]:
    """All CRM accounts. The first `len(minor kinds)` slots of a shuffled order become minors, the next closed ones."""
    rng = stream(seed, "people")
    accounts = _accounts(rng)
    order = list(range(USERS))
    rng.shuffle(order)
    minors = dict(zip(order, PARENTAL_KEPT + PARENTAL_BROKEN, strict=False))
    rest = order[len(minors) :]
    long_closed, lately_closed = set(rest[:CLOSED_LONG_AGO]), set(rest[CLOSED_LONG_AGO:][:CLOSED_LATELY])
    edge = rest[CLOSED_LONG_AGO + CLOSED_LATELY]  # turns 16 on the very day the account is made: no longer a minor
    short = next(slot for slot, kind in minors.items() if kind == "none")  # turns 16 the day after
    no_birthday = set(rest[-6:])

    people = []
    limit = AS_OF - timedelta(days=INACTIVE_DAYS)
    for slot, account in enumerate(accounts):
        country = rng.choices(("DE", "CN", "US", "GB", "FR", "IN"), (6, 5, 4, 2, 2, 2))[0]
        name, latin = _name(rng, country)
        city, lat, lon = rng.choice(words.CITIES[country])
        created = moment(rng, date(2014, 6, 1), date(2018, 10, 31))
        closed = None
        if slot in long_closed:
            created = moment(rng, date(2014, 6, 1), date(2015, 6, 30))
            closed = moment(rng, date(2015, 9, 1), limit - timedelta(days=MARGIN_DAYS))
        elif slot in lately_closed:
            created = moment(rng, date(2014, 6, 1), date(2016, 6, 30))
            closed = moment(rng, limit + timedelta(days=MARGIN_DAYS), date(2018, 11, 30))
        birth: date | None = _adult_birth(rng, created.date())
        if slot in minors:
            # Young enough for permissions to come before or after the account and the child to be under 16 all along.
            day = created.date()
            birth = _birthday(rng, date(day.year - 14, 1, 1), date(day.year - 11, 12, 31))
        if slot in (edge, short):
            created = created.replace(month=3, day=10) if created.month == 2 else created  # away from 29 February
            day = created.date() + timedelta(days=1 if slot == short else 0)
            birth = day.replace(year=day.year - 16)
        if slot in no_birthday:
            birth = None
        login_via, login_id = _login(rng)
        tall = round(rng.gauss(171, 9))
        email: str | None = f"{latin}{slot}@{rng.choice(words.MAIL_HOSTS)}"
        if login_via == "wechat" and rng.random() < 0.3:
            email = None
        people.append(
            Person(
                account=account,
                name=name,
                email=email,
                phone=phone_number(rng, country) if rng.random() < 0.92 else None,
                birth=birth,
                gender=rng.choice(("f", "m", "x")),
                country=country,
                city=city,
                lat=round(lat + rng.uniform(-0.08, 0.08), 6),
                lon=round(lon + rng.uniform(-0.08, 0.08), 6),
                created=created,
                closed=closed,
                height_cm=tall,
                weight_kg=round((tall / 100) ** 2 * rng.uniform(18.5, 29.5), 1),
                login_via=login_via,
                login_id=login_id,
                device=make_device(rng),
                minor=minors.get(slot, ""),
            )
        )
    return people


def active(people: list[Person]) -> list[Person]:
    """Those who still use the service: everyone but closed accounts. Only they appear in other stores."""
    return [person for person in people if person.closed is None]


def contact_numbers(rng: random.Random, low: int = 5, high: int = 40) -> list[tuple[str, str]]:
    """One person's address book: label and number; nobody in it needs to be a user."""
    book = []
    for _ in range(rng.randint(low, high)):
        country = rng.choice(("DE", "CN", "US"))
        label = rng.choice(words.CONTACT_LABELS) if rng.random() < 0.2 else _name(rng, country)[0]
        book.append((label, phone_number(rng, country)))
    return book
