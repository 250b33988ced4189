"""Products only: article and part numbers, versions, digests, keys and codes that look like personal data."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta

from scanner.demo.crm import fingerprint
from scanner.demo.shop import articles
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream

COLOURS, SIZES = ("black", "orange", "green", "white", "navy"), ("S", "M", "L", "XL", "one size")
START = date(2016, 1, 4)


def catalogue_tables(world: World) -> list[Table]:
    """Every table of `catalogue`: nobody's data."""
    seed = world.seed
    return [
        _products(stream(seed, "catalogue.products"), articles(seed)),
        _variants(stream(seed, "catalogue.variants"), articles(seed)),
        _firmware(stream(seed, "catalogue.firmware")),
        _parts(stream(seed, "catalogue.parts")),
        _shipments(stream(seed, "catalogue.shipments")),
        _probes(stream(seed, "catalogue.probes")),
        _ratings(stream(seed, "catalogue.ratings"), articles(seed)),
    ]


def _products(rng: random.Random, goods: list[str]) -> Table:
    products = []
    for number, ean in enumerate(goods, 1):
        kind, colour = rng.choice(("BAND", "WATCH", "STRAP", "SCALE")), rng.choice(("BLK", "ORG", "GRN", "WHT"))
        released = START + timedelta(days=rng.randint(0, 1000))
        sku, title = f"PF-{kind}-{number:03d}-{colour}", f"Pacefit {kind.title()} {number}"
        key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        products.append((sku, key, ean, title, rng.choice((2900, 5900, 9900)), "EUR", released.isoformat()))
    columns = described(
        "sku text key", "product_key", "ean13 text required", "title", "price_cents integer", "currency", "released_on"
    )
    return Table("products", columns, products)


def _variants(rng: random.Random, goods: list[str]) -> Table:
    rows = [
        (
            number, rng.choice(goods), rng.choice(COLOURS), rng.choice(SIZES), rng.choice((18, 20, 22)),
            rng.randint(140, 250), round(rng.uniform(12, 64), 1), rng.choice(("CN", "VN")),
            f"#{rng.getrandbits(24):06x}",
        )
        for number in range(1, 401)
    ]  # fmt: skip
    columns = described(
        "variant_id integer key", "ean13", "colour", "size", "strap_mm integer", "strap_length integer", "grams real",
        "origin", "hex_colour",
    )  # fmt: skip
    return Table("variants", columns, rows)


def _firmware(rng: random.Random) -> Table:
    signer = fingerprint(rng)
    builds = []
    for number in range(1, 161):
        parts = (number // 30, number % 30 // 10, number % 10, rng.randint(1, 40))
        version = ".".join(map(str, parts if number % 3 else parts[:3]))
        digest = "".join(rng.choice("0123456789abcdef") for _ in range(64))
        released = START + timedelta(days=number * 6)
        package = f"example.pacefit.{rng.choice(('core', 'bt', 'gps', 'ui'))}"
        builds.append(
            (1000 + number, version, package, digest, signer, rng.randint(200_000, 900_000), released.isoformat())
        )
    columns = described(
        "build integer key", "version text required", "package", "sha256", "signed_by", "size_bytes integer",
        "released_on",
    )  # fmt: skip
    return Table("firmware", columns, builds)


def _parts(rng: random.Random) -> Table:
    """Patterns of serial numbers, part numbers like diagnoses, lots like phone numbers, tolerances like blood types."""
    rows = [
        (
            number, f"PFB2{rng.choice('KLMN')}######",
            f"{rng.choice('ABCEM')}{rng.randint(10, 99)}-{rng.randint(0, 9)}",
            f"{rng.randint(10, 99)}-{rng.randint(1000, 9999)}-{rng.randint(10, 99)}", rng.choice(("A0", "B1", "AB2")),
            rng.choice(("0402", "0603", "0805")), round(rng.uniform(0.5, 99), 3), round(rng.uniform(0.5, 99), 3),
        )
        for number in range(1, 401)
    ]  # fmt: skip
    columns = described(
        "part_id integer key", "serial_pattern", "part_no", "lot", "grade", "package", "width_mm real", "depth_mm real"
    )
    return Table("parts", columns, rows)


def _shipments(rng: random.Random) -> Table:
    rows = []
    for number in range(1, 401):
        day = START + timedelta(days=rng.randint(0, 1080))
        # sixteen and twenty digits, fifteen in the carrier's own numbering: no check digit fits but by chance
        rows.append(
            (
                number, f"{day:%Y%m%d}{rng.randint(0, 10**8 - 1):08d}", f"00340{rng.randint(0, 10**15 - 1):015d}",
                rng.choice(("DE", "US", "CN", "SG")), rng.choice(("EUR", "USD", "CNY")), rng.randint(1, 400),
                f"192.0.{rng.randint(3, 9)}.x{rng.randint(1, 99)}", day.isoformat(),
            )
        )  # fmt: skip
    columns = described(
        "shipment_id integer key", "order_no", "parcel_no", "port", "currency", "pieces integer", "dock", "sent_on"
    )
    return Table("shipments", columns, rows)


def _probes(rng: random.Random) -> Table:
    """Whether product pages answer: status codes, milliseconds, and numbers that move like a pulse does not."""
    rows = [
        (
            number, f"/p/{rng.randint(1, 60)}", rng.choice((200, 200, 200, 301, 404, 503)), rng.randint(8, 950),
            rng.choice(("wifi-lab", "lte-lab")), f"{rng.getrandbits(128):032x}",
        )
        for number in range(1, 401)
    ]  # fmt: skip
    columns = described("probe_id integer key", "path", "http_code integer", "millis integer", "lab", "etag")
    return Table("probes", columns, rows)


def _ratings(rng: random.Random, goods: list[str]) -> Table:
    """How many gave how many stars: counts of an article, nobody's own rating."""
    rows = [
        (number, ean, stars, rng.randint(0, 900), round(rng.uniform(1, 5), 2))
        for number, (ean, stars) in enumerate(((ean, stars) for ean in goods for stars in range(1, 6)), 1)
    ]
    columns = described("row_no integer key", "ean13", "stars integer", "votes integer", "mean real")
    return Table("ratings", columns, rows)
