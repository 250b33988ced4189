"""Templates with placeholders `<<kind>>` or `<<kind|url>>`; spans are found while filling in."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from . import checkdigits as cd
from . import gen_ids as g
from . import gen_person as p
from . import gen_tokens as t
from . import names_things as th
from .model import Span, Text
from .names import chinese
from .rng import alnum, digits, hexs, lower, pick, upper, uuid4
from .tablekit import iso

Maker = Callable[[Random], str]
_HOLE = re.compile(r"<<([a-z0-9_]+)(\|url)?>>")


def gps(r: Random, sep: str) -> str:
    """A position as decimal degrees."""
    return f"{r.uniform(30, 55):.5f}{sep}{r.uniform(2, 120):.5f}"


def moment(r: Random, form: str) -> str:
    """A point of time in the form of a log."""
    x = r.randrange(1_500_000_000, 1_720_000_000)
    text = iso(x)
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][int(text[5:7]) - 1]
    return {
        "iso": text,
        "t": text.replace(" ", "T") + "Z",
        "clf": f"{text[8:10]}/{month}/{text[:4]}:{text[11:]} +0000",
        "sys": f"{month} {text[8:10]} {text[11:]}",
        "cat": f"{text[5:10]} {text[11:]}.{r.randrange(1000):03d}",
        "s": str(x),
        "ms": f"{x}{r.randrange(1000):03d}",
        "ng": text.replace("-", "/"),
        "comma": f"{text},{r.randrange(1000):03d}",
    }[form]


def birthday(form: str) -> Maker:
    """A date of birth in a form."""
    return lambda r: g.birth(r).strftime(form)


def dated_order(r: Random) -> str:
    """An order number that begins with the day."""
    return f"20{r.randrange(18, 25)}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}{digits(r, 7)}"


def isbn13(r: Random) -> str:
    """An ISBN-13."""
    body = "978" + digits(r, 9)
    return body + cd.ean_digit(body)


def iban_spaced(r: Random) -> str:
    """An IBAN in groups of four."""
    v = g.iban(r)
    return " ".join(v[i : i + 4] for i in range(0, len(v), 4))


# kind: (category, scored, maker). An empty category: no personal data.
KINDS: dict[str, tuple[str, bool, Maker]] = {
    "email": ("contact.email", True, lambda r: p.email(r, pick(r, ["en", "de", "es", "in", "zh"]))),
    "email_up": ("contact.email", True, lambda r: p.email(r, "en").upper()),
    "phone_cn": ("contact.phone", True, lambda r: g.phone(r, "zh", "plain")),
    "phone_cn86": ("contact.phone", True, lambda r: g.phone(r, "zh", pick(r, ["e164", "plus", "00"]))),
    "phone_us": ("contact.phone", True, lambda r: g.phone(r, "en", pick(r, ["paren", "dash", "dot"]))),
    "phone_de": ("contact.phone", True, lambda r: g.phone(r, "de", pick(r, ["plus", "e164", "space", "plain"]))),
    "phone_intl": (
        "contact.phone",
        True,
        lambda r: g.phone(r, pick(r, ["gb", "in", "es", "ja", "en", "ar"]), pick(r, ["e164", "plus"])),
    ),
    "mac": ("device.mac", True, lambda r: g.mac_form(g.mac(r), pick(r, ["colon", "COLON", "dash", "DASH"]))),
    "mac_dot": ("device.mac", True, lambda r: g.mac_form(g.mac(r), "dot")),
    "mac_plain": ("device.mac", True, lambda r: g.mac_form(g.mac(r), pick(r, ["plain", "PLAIN"]))),
    "bssid": ("network.bssid", True, lambda r: g.mac_form(g.mac(r), "colon")),
    "ssid": (
        "network.ssid",
        True,
        lambda r: pick(
            r, [f"FRITZ!Box {r.randrange(5000, 7900)}", f"TP-LINK_{hexs(r, 4).upper()}", f"ChinaNet-{alnum(r, 4)}"]
        ),
    ),
    "imei": ("device.imei", True, g.imei),
    "imsi": ("device.imsi", True, g.imsi),
    "iccid": ("device.iccid", True, g.iccid),
    "ip": ("network.ip", True, g.ipv4),
    "ip6": ("network.ip", True, g.ipv6),
    "ip_inner": ("network.ip", False, lambda r: f"10.{r.randrange(20)}.{r.randrange(256)}.{r.randrange(1, 255)}"),
    "card": ("financial.payment_card", True, g.card),
    "card_sp": (
        "financial.payment_card",
        True,
        lambda r: g.group4(g.card(r, pick(r, ["visa", "mc", "amex"])), pick(r, [" ", "-"])),
    ),
    "iban": ("financial.iban", True, g.iban),
    "iban_sp": ("financial.iban", True, iban_spaced),
    "cn_id": ("identity.national_id", True, g.cn_id),
    "ssn": ("identity.national_id", True, g.ssn),
    "dni": ("identity.national_id", True, g.dni),
    "steuer": ("identity.national_id", True, g.steuer_id),
    "nir": ("identity.national_id", True, g.nir),
    "cf": ("identity.national_id", True, g.codice_fiscale),
    "pesel": ("identity.national_id", True, g.pesel),
    "aadhaar": ("identity.national_id", True, lambda r: g.aadhaar(r, " ")),
    "pan": ("identity.national_id", True, g.pan),
    "pnr": ("identity.national_id", True, g.personnummer),
    "hetu": ("identity.national_id", True, g.hetu),
    "bsn": ("identity.national_id", True, g.bsn),
    "passport": ("identity.passport", True, lambda r: g.passport(r, pick(r, ["zh", "de", "in", "ja"]))),
    "gps": ("location.gps", True, lambda r: gps(r, ",")),
    "gps_sp": ("location.gps", True, lambda r: gps(r, ", ")),
    "jwt": ("account.token", True, t.jwt),
    "bearer": ("account.token", True, lambda r: t.oauth(r, pick(r, ["opaque", "hex"]))),
    "goauth": ("account.federated_token", True, lambda r: t.oauth(r, pick(r, ["google", "facebook"]))),
    "sess": ("account.token", True, lambda r: hexs(r, 32)),
    "apikey": ("account.secret_key", True, lambda r: t.api_key(r, pick(r, t.API_FORMS))),
    "pem": ("account.secret_key", True, t.pem),
    "pwd": ("account.password", True, t.password),
    "bcrypt": (
        "account.password_hash",
        True,
        lambda r: t.password_hash(r, pick(r, ["bcrypt", "argon2", "sha512crypt"])),
    ),
    "cookie_ga": ("online.cookie", True, lambda r: t.cookie(r, "ga")),
    "cookie_php": ("online.cookie", True, lambda r: t.cookie(r, "php")),
    "ua": ("online.user_agent", False, t.user_agent),
    "fcm": ("device.push_token", True, t.fcm),
    "apns": ("device.push_token", True, lambda r: t.push(r, "apns")),
    "gaid": ("device.advertising_id", True, uuid4),
    "aid": ("device.identifier", True, lambda r: hexs(r, 16)),
    "dob_iso": ("demographic.birth_date", True, birthday("%Y-%m-%d")),
    "dob_de": ("demographic.birth_date", True, birthday("%d.%m.%Y")),
    "dob_us": ("demographic.birth_date", True, birthday("%m/%d/%Y")),
    "dob_zh": ("demographic.birth_date", True, birthday("%Y年%m月%d日")),
    "name_en": ("identity.name", False, lambda r: p.full_name(r, pick(r, ["en", "in", "es", "ar"]), "latin")),
    "name_de": ("identity.name", False, lambda r: p.full_name(r, "de", "latin")),
    "name_zh": ("identity.name", False, lambda r: pick(r, chinese())[0]),
    "addr_en": ("contact.postal_address", False, lambda r: p.address(r, "en")),
    "addr_de": ("contact.postal_address", False, lambda r: p.address(r, "de")),
    "addr_zh": ("contact.postal_address", False, lambda r: p.address(r, "zh")),
    "uid": ("account.identifier", False, lambda r: digits(r, 1) + digits(r, 6)),
    # Without personal data, many of them like it.
}
PLAIN: dict[str, Maker] = {
    "t_iso": lambda r: moment(r, "iso"),
    "t_t": lambda r: moment(r, "t"),
    "t_clf": lambda r: moment(r, "clf"),
    "t_sys": lambda r: moment(r, "sys"),
    "t_cat": lambda r: moment(r, "cat"),
    "t_s": lambda r: moment(r, "s"),
    "t_ms": lambda r: moment(r, "ms"),
    "t_ng": lambda r: moment(r, "ng"),
    "t_comma": lambda r: moment(r, "comma"),
    "ver3": lambda r: f"{r.randrange(15)}.{r.randrange(30)}.{r.randrange(60)}",
    "ver4": lambda r: f"{r.randrange(1, 20)}.{r.randrange(12)}.{r.randrange(40)}.{r.randrange(300, 9000)}",
    "sha1": lambda r: hexs(r, 40),
    "sha256": lambda r: hexs(r, 64),
    "md5": lambda r: hexs(r, 32),
    "short": lambda r: hexs(r, 7),
    "uuid": uuid4,
    "tid": lambda r: hexs(r, 16),
    "fp": lambda r: ":".join(hexs(r, 2) for _ in range(20)).upper(),
    "n2": lambda r: digits(r, 1) + "7",
    "n3": lambda r: str(r.randrange(100, 999)),
    "n5": lambda r: str(r.randrange(10**4, 10**5)),
    "n6": lambda r: str(r.randrange(10**5, 10**6)),
    "amount": lambda r: f"{r.randrange(1, 900)}.{digits(r, 2)}",
    "amount_de": lambda r: f"{r.randrange(1, 9)}.{digits(r, 3)},{digits(r, 2)}",
    "pct": lambda r: f"{r.randrange(1, 100)}%",
    "order": dated_order,
    "order_po": lambda r: "PO-" + digits(r, 8),
    "order16": lambda r: "9" + digits(r, 15),
    "ean": g.ean13,
    "isbn": isbn13,
    "sku": lambda r: f"{upper(r, 2)}-{digits(r, 5)}",
    "svc": lambda r: pick(r, th.SERVICES),
    "word": lambda r: lower(r, r.randrange(4, 9)),
    "hex8": lambda r: "0x" + hexs(r, 8),
    "hex12": lambda r: "0x" + hexs(r, 12),
    "prod": lambda r: f"{pick(r, th.PRODUCT_HEADS)} {pick(r, th.PRODUCT_NOUNS)}",
    "code": lambda r: pick(r, ["200", "404", "500", "302", "503"]),
    "port": lambda r: pick(r, ["443", "8080", "5432", "6379"]),
    "meth": lambda r: pick(r, ["GET", "POST", "PUT"]),
    "pid": lambda r: str(r.randrange(300, 31000)),
    "float": lambda r: f"{r.uniform(0, 100):.4f}",
    "size": lambda r: f"{r.randrange(100, 2000)}x{r.randrange(100, 2000)}",
    "room": lambda r: f"{r.randrange(1, 9)}.{r.randrange(10, 60)}",
    "phrase": lambda r: " ".join(r.sample(th.WORDS_EN, r.randrange(3, 9))),
}


def fill(r: Random, template: str, kind: str) -> Text:
    """A text from a template, with the bounds of every personal value."""
    out: list[str] = []
    spans: list[Span] = []
    at = size = 0
    for hole in _HOLE.finditer(template):
        before = template[at : hole.start()]
        kind_ = hole.group(1)
        category, scored, maker = KINDS[kind_] if kind_ in KINDS else ("", False, PLAIN[kind_])
        value = maker(r)
        value = quote(value, safe="") if hole.group(2) else value
        size += len(before)
        if category:
            spans.append(Span(size, size + len(value), category, scored))
        size += len(value)
        out += [before, value]
        at = hole.end()
    out.append(template[at:])
    return Text("".join(out), tuple(spans), kind)
