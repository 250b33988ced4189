"""What the customer database knows about a person: body profile, and side tables that no statement mentions."""

from __future__ import annotations

import base64
import random
from datetime import timedelta

from scanner.demo import words
from scanner.demo.crm import stamp
from scanner.demo.people import LATEST, Person, luhn_digit, moment
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream


def profile_tables(world: World) -> list[Table]:
    """Tables about persons themselves."""
    seed, users = world.seed, world.users
    return [
        _body_profiles(stream(seed, "crm.body_profiles"), users),
        _sim_slots(stream(seed, "crm.sim_slots"), users),
        _identity_checks(stream(seed, "crm.identity_checks"), users),
        _culture_survey(stream(seed, "crm.culture_survey"), users),
        _junior_club(stream(seed, "crm.junior_club"), users),
        _legacy_logins(stream(seed, "crm.legacy_logins"), users),
        _logins(stream(seed, "crm.logins"), users),
        _api_clients(stream(seed, "crm.api_clients")),
        _partner_keys(stream(seed, "crm.partner_keys")),
    ]


def _body_profiles(rng: random.Random, users: list[Person]) -> Table:
    """Four attributes are promised; a blood type and diagnoses came with a form for "emergency data"."""
    rows = []
    for p in users:
        changed = moment(rng, p.created.date(), LATEST.date())
        rows.append(
            (
                p.account, p.birth.isoformat() if p.birth else None, p.gender, p.height_cm, p.weight_kg,
                rng.choice(words.BLOOD_TYPES) if rng.random() < 0.45 else None,
                rng.choice(words.DIAGNOSES) if rng.random() < 0.3 else None, stamp(changed),
            )
        )  # fmt: skip
    columns = described(
        "user_id bigint key", "birth_date", "gender", "height_cm integer", "weight_kg real", "blood_type", "condition",
        "changed_at",
    )  # fmt: skip
    return Table("body_profiles", columns, rows)


def _sim_slots(rng: random.Random, users: list[Person]) -> Table:
    """What a debug version of the pairing screen sent of the phone's SIM card."""
    rows = []
    for number, p in enumerate(rng.sample(users, 240), 1):
        code = {"DE": "26201", "CN": "46000", "US": "310260", "GB": "23410", "FR": "20801", "IN": "40445"}[p.country]
        subscriber = "".join(str(rng.randint(0, 9)) for _ in range(15 - len(code)))
        land = {"DE": "49", "CN": "86", "US": "01", "GB": "44", "FR": "33", "IN": "91"}[p.country]
        card = f"89{land}{rng.randint(0, 10**14 - 1):014d}"
        rows.append((number, p.account, code + subscriber, card + luhn_digit(card), rng.choice(("1", "2"))))
    return Table("sim_slots", described("row_no integer key", "user_id bigint", "imsi", "iccid", "slot"), rows)


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def chinese_id(rng: random.Random, person: Person) -> str:
    """An identity number by GB 11643, with its check character; the district code was never given out."""
    born = f"{person.birth:%Y%m%d}" if person.birth else "19870605"
    body = f"{rng.choice(('310199', '110199', '340199'))}{born}{rng.randint(100, 999)}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def _identity_checks(rng: random.Random, users: list[Person]) -> Table:
    """Kept from a payment pilot: identity numbers of Chinese users, passports of some others."""
    letters = "CFGHJKLMNPRTVWXYZ"
    rows = []
    for number, p in enumerate(rng.sample(users, 260), 1):
        local = chinese_id(rng, p) if p.country == "CN" else None
        passport = None
        if p.country != "CN" and rng.random() < 0.8:
            passport = "".join(f"{rng.choice(letters)}{rng.randint(0, 99):02d}" for _ in range(3))
        rows.append((number, p.account, local, passport, rng.choice(("passed", "passed", "failed")), stamp(p.created)))
    columns = described("check_no integer key", "user_id bigint", "id_card", "passport_no", "result", "checked_at")
    return Table("identity_checks", columns, rows)


def _culture_survey(rng: random.Random, users: list[Person]) -> Table:
    rows = [
        (
            number,
            p.account,
            rng.choice(words.FAITHS),
            rng.randint(1, 5),
            stamp(moment(rng, p.created.date(), LATEST.date())),
        )
        for number, p in enumerate(rng.sample(users, 150), 1)
    ]
    columns = described("answer_no integer key", "user_id bigint", "religion", "satisfaction integer", "answered_at")
    return Table("culture_survey", columns, rows)


def _junior_club(rng: random.Random, users: list[Person]) -> Table:
    """Built for pupils: the school and class of the child for whom a band was bought."""
    rows = [
        (
            number,
            p.account,
            rng.choice(words.SCHOOLS),
            f"{rng.randint(1, 6)}{rng.choice('abc')}",
            rng.randint(200, 9000),
        )
        for number, p in enumerate(rng.sample(users, 70), 1)
    ]
    columns = described("entry_no integer key", "user_id bigint", "school", "school_class", "points integer")
    return Table("junior_club", columns, rows)


def _legacy_logins(rng: random.Random, users: list[Person]) -> Table:
    rows = [
        (p.account, p.email, f"{rng.choice(words.PASSWORDS)}{rng.randint(0, 99)}", stamp(p.created))
        for p in rng.sample([p for p in users if p.email], 130)
    ]
    return Table("legacy_logins", described("user_id bigint key", "login", "password", "made_at"), rows)


def _logins(rng: random.Random, users: list[Person]) -> Table:
    """The twin: the same sign-ins with a salted, slow hash (of nothing: no password ever existed)."""
    letters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    rows = [
        (p.account, p.email, "$2b$12$" + "".join(rng.choice(letters) for _ in range(53)), stamp(p.created))
        for p in rng.sample([p for p in users if p.email], 300)
    ]
    return Table("logins", described("user_id bigint key", "login", "password_hash", "made_at"), rows)


def pem(rng: random.Random, what: str, octets: int) -> str:
    """A block that looks like a key or certificate, of random bytes."""
    text = base64.b64encode(b"\x30\x82" + rng.randbytes(octets - 2)).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {what}-----", *lines, f"-----END {what}-----", ""])


def _api_clients(rng: random.Random) -> Table:
    """Machine clients of the API, with the private keys that belong into a vault."""
    rows = [
        (n, f"client-{n:02d}", pem(rng, "RSA PRIVATE KEY", 1190), stamp(LATEST - timedelta(days=20 * n)))
        for n in range(1, 13)
    ]
    return Table("api_clients", described("client_no integer key", "label", "signing_key", "issued_at"), rows)


def _partner_keys(rng: random.Random) -> Table:
    """The twin: public keys, which are meant to be seen."""
    rows = [
        (n, f"partner-{n:02d}", pem(rng, "PUBLIC KEY", 294), stamp(LATEST - timedelta(days=15 * n)))
        for n in range(1, 16)
    ]
    return Table("partner_keys", described("partner_no integer key", "label", "verify_key", "issued_at"), rows)
