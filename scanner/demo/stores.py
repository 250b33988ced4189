"""Two small stores outside the named countries: a backup with personal data and a catalogue without any."""

from __future__ import annotations

from datetime import date, timedelta

from scanner.demo.crm import fingerprint, stamp
from scanner.demo.people import Person, active
from scanner.demo.shop import articles
from scanner.demo.writers import Table, stream

SNAPSHOT = date(2018, 6, 30)


def backup_tables(people: list[Person]) -> list[Table]:
    """The deviation: a copy of accounts and devices in a country that the policy does not name."""
    copied = [person for person in active(people) if person.created.date() <= SNAPSHOT]
    users = [
        (p.account, p.name, p.email, p.phone, p.birth.isoformat() if p.birth else None, stamp(p.created))
        for p in copied
    ]
    devices = [(p.account, p.device.mac, p.device.imei, p.device.serial) for p in copied]
    return [
        Table(
            "user_copy",
            ("user_id INTEGER PRIMARY KEY", "full_name TEXT", "email TEXT", "phone TEXT", "birthday TEXT", "made TEXT"),
            users,
        ),
        Table("device_copy", ("user_id INTEGER", "mac TEXT", "imei TEXT", "serial TEXT"), devices),
    ]


def catalogue_tables(seed: int) -> list[Table]:
    """Products and firmware only: article numbers, versions that look like addresses, digests, fingerprints."""
    rng = stream(seed, "catalogue")
    products = []
    for number, ean in enumerate(articles(seed), 1):
        kind, colour = rng.choice(("BAND", "WATCH", "STRAP", "SCALE")), rng.choice(("BLK", "ORG", "GRN", "WHT"))
        released = date(2016, 1, 4) + timedelta(days=rng.randint(0, 1000))
        sku, title = f"PF-{kind}-{number:03d}-{colour}", f"Pacefit {kind.title()} {number}"
        products.append((sku, ean, title, rng.choice((2900, 5900, 9900)), "EUR", released.isoformat()))
    signer = fingerprint(rng)
    builds = []
    for number in range(1, 81):
        parts = (number // 30, number % 30 // 10, number % 10, rng.randint(1, 40))
        version = ".".join(map(str, parts if number % 3 else parts[:3]))
        digest = "".join(rng.choice("0123456789abcdef") for _ in range(64))
        released = date(2016, 1, 4) + timedelta(days=number * 13)
        builds.append((1000 + number, version, digest, signer, rng.randint(200_000, 900_000), released.isoformat()))
    return [
        Table(
            "products",
            (
                "sku TEXT PRIMARY KEY", "ean13 TEXT NOT NULL", "title TEXT", "price_cents INTEGER", "currency TEXT",
                "released_on TEXT",
            ),
            products,
        ),
        Table(
            "firmware",
            (
                "build INTEGER PRIMARY KEY", "version TEXT NOT NULL", "sha256 TEXT", "signed_by TEXT",
                "size_bytes INTEGER", "released_on TEXT",
            ),
            builds,
        ),
    ]  # fmt: skip
