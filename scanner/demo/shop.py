"""The web shop: members, permissions, orders full of look-alikes, reviews, and payments that it should not keep."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from scanner.demo import words
from scanner.demo.crm import stamp
from scanner.demo.crm_rights import answered
from scanner.demo.members import Member
from scanner.demo.people import luhn_digit, moment, phone_number
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream


def ean13(rng: random.Random) -> str:
    """An article number with its check digit."""
    body = "690" + f"{rng.randint(0, 999999999):09d}"
    total = sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(body))
    return body + str(-total % 10)


ARTICLES = 60


def articles(seed: int) -> list[str]:
    """The article numbers that shop and catalogue share."""
    rng = stream(seed, "articles")
    return [ean13(rng) for _ in range(ARTICLES)]


def shop_tables(world: World) -> list[Table]:
    """Every table of `shop`."""
    seed, members, goods = world.seed, world.members, articles(world.seed)
    return [
        _members(members),
        _permissions(stream(seed, "shop.permissions"), members),
        _fit_profiles(stream(seed, "shop.fit_profiles"), members),
        _sign_ins(stream(seed, "shop.sign_ins"), members),
        _orders(stream(seed, "shop.orders"), members, goods),
        _returns(stream(seed, "shop.returns"), members),
        _reviews(stream(seed, "shop.reviews"), members, goods),
        _payments(stream(seed, "shop.payments"), members),
        _gift_cards(stream(seed, "shop.gift_cards"), members),
        _refunds(stream(seed, "shop.refunds"), members),
        _credit_notes(stream(seed, "shop.credit_notes"), members),
        _courses(stream(seed, "shop.courses"), members),
        _requests(stream(seed, "shop.privacy_requests"), members),
        _deletions(stream(seed, "shop.deletions"), members),
    ]


def _members(members: list[Member]) -> Table:
    rows = [
        (m.number, m.name, m.email, m.phone, m.birth.isoformat(), m.country, stamp(m.joined), stamp(m.left))
        for m in members
    ]
    columns = described(
        "member_id bigint key", "name", "email", "mobile", "born_on text required", "land", "joined_at text required",
        "left_at",
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
    columns = described("member_id bigint required", "permission text required", "granted_on text required", "ended_on")
    return Table("permissions", columns, rows)


def _fit_profiles(rng: random.Random, members: list[Member]) -> Table:
    """The twin of the body profile: for the size of a strap and a shoe, the four attributes and no more."""
    rows = []
    for m in members:
        tall = round(rng.gauss(171, 9))
        heavy = round((tall / 100) ** 2 * rng.uniform(18.5, 29.5), 1)
        rows.append((m.number, m.birth.isoformat(), rng.choice(("female", "male", "other")), tall, heavy))
    columns = described("member_id bigint key", "born_on", "gender", "height_cm integer", "weight_kg real")
    return Table("fit_profiles", columns, rows)


def _sign_ins(rng: random.Random, members: list[Member]) -> Table:
    rows = []
    for number in range(1, 421):
        member = rng.choice(members)
        at = moment(rng, max(member.joined, datetime(2018, 1, 2)).date(), datetime(2018, 12, 20).date())
        if member.left and at > member.left:
            continue
        provider = rng.choice(("wechat", "google", "facebook", "Xiaomi"))
        rows.append((number, member.number, provider, str(rng.randint(10**17, 10**18)), stamp(at)))
    columns = described("row_no integer key", "member_id bigint required", "provider", "outside_id", "signed_in_at")
    return Table("sign_ins", columns, rows)


def _orders(rng: random.Random, members: list[Member], goods: list[str]) -> Table:
    """Orders ship to the member's own number; one in ten members also sends gifts to one other number."""
    friend = {m.number: phone_number(rng, m.country) for m in members if rng.random() < 0.1}
    rows = []
    for serial in range(1, 901):
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
    columns = described(
        "order_id integer key", "order_no text required", "member_id bigint required", "ship_name", "ship_phone",
        "ship_street", "ship_city", "ship_country", "ean13", "amount integer", "ordered_unix integer",
    )  # fmt: skip
    return Table("orders", columns, rows)


def _returns(rng: random.Random, members: list[Member]) -> Table:
    """Reason codes that look like codes of diagnoses, and shelf numbers that look like blood types."""
    rows = [
        (
            number, rng.choice(members).number, f"R{rng.randint(1, 9):02d}", rng.choice(("A-1", "B-2", "AB-1", "O-3")),
            rng.choice(("refund", "Refund", "exchange", None)),
            rng.choice(words.REVIEWS) if rng.random() < 0.2 else None,
        )
        for number in range(1, 161)
    ]  # fmt: skip
    columns = described("return_id integer key", "member_id bigint", "reason_code", "shelf", "wish", "note")
    return Table("returns", columns, rows)


def _reviews(rng: random.Random, members: list[Member], goods: list[str]) -> Table:
    rows = [
        (number, rng.choice(members).number, rng.choice(goods), rng.randint(1, 5), rng.choice(words.REVIEWS))
        for number in range(1, 421)
    ]
    columns = described("review_id integer key", "member_id bigint", "ean13", "stars integer", "body")
    return Table("reviews", columns, rows)


def card_number(rng: random.Random) -> str:
    """Sixteen digits of a card network's range that pass the Luhn test; the issuers' ranges are those of test cards."""
    body = rng.choice(("424242", "555555", "411111")) + f"{rng.randint(0, 10**9 - 1):09d}"
    return body + luhn_digit(body)


def _payments(rng: random.Random, members: list[Member]) -> Table:
    rows = []
    for number in range(1, 381):
        digits = card_number(rng)
        written = " ".join(digits[start : start + 4] for start in range(0, 16, 4)) if rng.random() < 0.3 else digits
        expiry = f"{rng.randint(1, 12):02d}/{rng.randint(19, 24)}"
        rows.append((number, rng.choice(members).number, written, expiry, rng.choice((29.0, 59.0, 99.0, 149.0))))
    columns = described("payment_id integer key", "member_id bigint", "card_number", "expiry", "amount real")
    return Table("payments", columns, rows)


def _gift_cards(rng: random.Random, members: list[Member]) -> Table:
    """The twin: sixteen digits each, as the shop numbers its vouchers, and none of them passes the test of a card."""
    rows = []
    for number in range(1, 301):
        body = rng.choice(("424250", "550010")) + f"{rng.randint(0, 10**9 - 1):09d}"
        wrong = str((int(luhn_digit(body)) + rng.randint(1, 9)) % 10)
        rows.append((number, rng.choice(members).number, body + wrong, rng.choice((25, 50, 100)), rng.choice((0, 1))))
    columns = described("voucher_id integer key", "member_id bigint", "voucher_no", "worth integer", "spent integer")
    return Table("gift_cards", columns, rows)


def iban(rng: random.Random) -> str:
    """A German account number with its two check digits; bank code 00000000 belongs to nobody."""
    account = f"{'00000000'}{rng.randint(0, 10**10 - 1):010d}"
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


def _refunds(rng: random.Random, members: list[Member]) -> Table:
    rows = [
        (number, rng.choice(members).number, iban(rng), rng.choice((29.0, 59.0, 99.0)), rng.choice(("paid", "open")))
        for number in range(1, 121)
    ]
    columns = described("refund_id integer key", "member_id bigint", "iban", "amount real", "state")
    return Table("refunds", columns, rows)


def _credit_notes(rng: random.Random, members: list[Member]) -> Table:
    """The twin: references of the same look whose check digits are wrong, and masked card numbers."""
    rows = []
    for number in range(1, 151):
        good = iban(rng)
        reference = f"DE{(int(good[2:4]) + rng.randint(1, 60)) % 97 + 1:02d}{good[4:]}"
        reference = reference if int(reference[4:] + "1314" + reference[2:4]) % 97 != 1 else f"DE00{good[4:]}"
        rows.append((number, rng.choice(members).number, reference, f"**** {rng.randint(1000, 9999)}"))
    columns = described("note_id integer key", "member_id bigint", "reference", "card_ending")
    return Table("credit_notes", columns, rows)


def _courses(rng: random.Random, members: list[Member]) -> Table:
    """The twin of the junior club: running courses for adults have classes and grades too."""
    adults = [m for m in members if not m.minor]
    rows = [
        (
            number,
            rng.choice(adults).number,
            rng.choice(("beginners", "10k", "half marathon")),
            rng.choice(("A", "B", "C")),
        )
        for number in range(1, 91)
    ]
    return Table("courses", described("booking_id integer key", "member_id bigint", "course", "pace_group"), rows)


def _requests(rng: random.Random, members: list[Member]) -> Table:
    found = answered(rng, [m.number for m in members if m.joined.year < 2018 and m.left is None], 60, 0, 0)
    rows = [(n, a, kind, stamp(asked), stamp(done)) for n, (a, kind, asked, done) in enumerate(found, 1)]
    columns = described(
        "request_no integer key", "member_id bigint required", "request text required", "asked_at text required",
        "answered_at",
    )  # fmt: skip
    return Table("privacy_requests", columns, rows)


def _deletions(rng: random.Random, members: list[Member]) -> Table:
    """Who asked to be forgotten, and was: none of these numbers stands in any other table."""
    kept = {member.number for member in members}
    gone = sorted(number for number in rng.sample(range(1_100_000_000, 1_199_999_999), 9) if number not in kept)
    rows = []
    for at, number in enumerate(gone, 1):
        asked = moment(rng, date(2018, 2, 1), date(2018, 10, 31))
        rows.append((at, number, stamp(asked), stamp(asked + timedelta(days=rng.randint(1, 20)))))
    columns = described("deletion_no integer key", "member_id bigint required", "asked_at text required", "deleted_at")
    return Table("deletions", columns, rows)
