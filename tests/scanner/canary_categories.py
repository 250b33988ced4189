"""Canaries of every kind of personal data: a maker for each leaf of the vocabulary that can hold a unique value.

Like the search, it shares no code with the scanner and knows none of its patterns.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol


class Mint(Protocol):
    """What `canary_search.Mint` makes."""

    rng: random.Random

    def fresh(self, make: Callable[[], str]) -> str: ...
    def token(self, size: int = ...) -> str: ...
    def word(self) -> str: ...
    def digits(self, size: int) -> str: ...
    def keep(self, kind: str, value: str, where: str, parts: Iterable[str] = ...) -> str: ...
    def email(self, where: str, form: str = ...) -> str: ...
    def phone(self, where: str, country: str = ...) -> str: ...
    def imei(self, where: str) -> str: ...
    def mac(self, where: str) -> str: ...
    def ipv4(self, where: str) -> str: ...
    def ipv6(self, where: str) -> str: ...
    def place(self, where: str) -> tuple[float, float]: ...
    def birth(self, where: str) -> str: ...
    def person(self, where: str) -> str: ...
    def account(self, where: str) -> str: ...
    def jwt(self, where: str) -> str: ...


Make = Callable[[Mint, str, str], str]
"""From a mint, the category and a place to a value that the mint has kept."""

LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(
        (
            "body.height", "body.weight", "demographic.age", "health.heart_rate", "health.sleep", "health.activity",
            "health.motion", "health.energy", "health.spo2", "health.stress", "health.respiration",
            "health.temperature", "health.blood_pressure", "health.body_composition", "health.training",
            "health.glucose", "location.altitude", "network.signal", "financial.income", "inferred.score",
        ),
        "a few digits: every count in a report would look like one",
    ),
    **dict.fromkeys(
        (
            "demographic.gender", "demographic.marital_status", "demographic.nationality", "health.blood_type",
            "location.country", "network.carrier", "network.isp", "network.type", "network.wifi_status",
            "preference.privacy", "preference.locale",
        ),
        "a word of a closed list: no value is unique, and the product's own words are among them",
    ),
    "deidentified": "nobody's data",
    **dict.fromkeys(("device.hardware", "device.os", "device.firmware"), "shared by all devices of a model"),
}  # fmt: skip
"""Leaves without a canary, and why."""


# ---- shapes ----------------------------------------------------------------------------------------------------------


def _text(form: str) -> Make:
    """A sentence; `{t}` stands for a token and `{w}` for a made-up word that nothing else has."""

    def make(mint: Mint, kind: str, where: str) -> str:
        token, word = mint.token(10), mint.word()
        parts = [part for mark, part in (("{t}", token), ("{w}", word), ("{W}", word)) if mark in form]
        value = form.replace("{t}", token).replace("{w}", word).replace("{W}", word.title())
        return mint.keep(kind, value, where, parts)

    return make


def _chars(head: str, alphabet: str, size: int, tail: str = "") -> Make:
    """A prefix and random characters. Long ones are looked for by their beginning and end too."""

    def make(mint: Mint, kind: str, where: str) -> str:
        body = mint.fresh(lambda: "".join(mint.rng.choices(alphabet, k=size)))
        parts = [body] + ([body[:16], body[-16:]] if size >= 20 else [])
        return mint.keep(kind, head + body + tail, where, parts)

    return make


def _of_mint(name: str, *more: str) -> Make:
    """What the mint makes itself, under this category's name."""

    def make(mint: Mint, kind: str, where: str) -> str:
        value: str = getattr(mint, name)(f"{where}, {kind}", *more)
        return value

    return make


ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
TOKEN = ALNUM + "-_"
HAN = "琬璟翀旻煊珺翊菡霁洵曦昶晗芃岚澍煜珩筠湉弈萱铄嫣"
SURNAMES = ("欧阳", "司马", "诸葛", "上官", "慕容", "令狐", "皇甫", "尉迟", "长孙", "宇文")


def _han(mint: Mint, size: int) -> str:
    return mint.fresh(lambda: "".join(mint.rng.choices(HAN, k=size)))


def _name_cn(mint: Mint, kind: str, where: str) -> str:
    return mint.keep(kind, mint.rng.choice(SURNAMES) + (given := _han(mint, 4)), where, (given,))


def _name_accents(mint: Mint, kind: str, where: str) -> str:
    first, last = mint.word(), mint.word()
    return mint.keep(kind, f"Zoë {first.title()}-Åsa von {last.title()}ić", where, (first, last))


def _han_text(form: str) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        han = _han(mint, 5)
        return mint.keep(kind, form.replace("{h}", han), where, (han,))

    return make


# ---- numbers with check digits ---------------------------------------------------------------------------------------


def luhn(body: str) -> str:
    """The digits with their check digit."""
    total = 0
    for at, char in enumerate(reversed(body)):
        double = int(char) * (1 if at % 2 else 2)
        total += double - 9 if double > 9 else double
    return body + str(-total % 10)


def _luhn(head: str, size: int) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        body = mint.fresh(lambda: "".join(mint.rng.choices(string.digits, k=size - len(head) - 1)))
        return mint.keep(kind, value := luhn(head + body), where, (body, value[-10:]))

    return make


def _iban(country: str, size: int) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        body = mint.digits(size)
        letters = "".join(str(int(char, 36)) for char in country)
        check = 98 - int(body + letters + "00") % 97
        return mint.keep(kind, f"{country}{check:02d}{body}", where, (body, body[-12:]))

    return make


def _national_cn(mint: Mint, kind: str, where: str) -> str:
    born = mint.birth(f"{where}, inside of {kind}").replace("-", "")
    body = mint.rng.choice(("310115", "110105", "440305")) + born + str(mint.rng.randint(100, 999))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(char) * weight for char, weight in zip(body, weights, strict=True))
    return mint.keep(kind, body + "10X98765432"[total % 11], where, (body,))


def _ssn(mint: Mint, kind: str, where: str) -> str:
    def make() -> str:
        rng = mint.rng
        return f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"

    return mint.keep(kind, value := mint.fresh(make), where, (value.replace("-", ""),))


def _passport_lines(mint: Mint, kind: str, where: str) -> str:
    """The machine-readable lines, check digits by ICAO 9303."""

    def check(text: str) -> str:
        return str(sum(int(char, 36) * (7, 3, 1)[at % 3] for at, char in enumerate(text.replace("<", "0"))) % 10)

    number, first, last = f"C{mint.digits(8)}", mint.word().upper(), mint.word().upper()
    born = mint.birth(f"encoded in {kind}").replace("-", "")[2:]
    lines = f"P<D<<{last}<<{first}".ljust(44, "<") + f"\n{number}{check(number)}D<<{born}{check(born)}F2701012<<<<<<<0"
    return mint.keep(kind, lines, where, (number, first, last))


def _mixed(form: str) -> Make:
    """`#` stands for a digit, `@` for a capital, `*` for either."""
    letters = {"#": string.digits, "@": string.ascii_uppercase, "*": UPPER}

    def make(mint: Mint, kind: str, where: str) -> str:
        value = mint.fresh(lambda: "".join(mint.rng.choice(letters.get(char, char)) for char in form))
        return mint.keep(kind, value, where)

    return make


def _uuid(upper: bool) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        raw = mint.fresh(lambda: "".join(mint.rng.choices(HEX, k=32)))
        raw = f"{raw[:12]}4{raw[13:16]}a{raw[17:]}"
        value = "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))
        return mint.keep(kind, value.upper() if upper else value, where, (raw, raw[-12:]))

    return make


# ---- places ----------------------------------------------------------------------------------------------------------


def _points(mint: Mint, where: str) -> list[tuple[float, float]]:
    return [mint.place(where) for _ in range(4)]


def _wkt(mint: Mint, kind: str, where: str) -> str:
    line = ", ".join(f"{lon} {lat}" for lat, lon in _points(mint, f"{where}, inside of {kind}"))
    return mint.keep(kind, f"LINESTRING({line})", where)


def _gpx(mint: Mint, kind: str, where: str) -> str:
    line = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in _points(mint, f"{where}, inside of {kind}"))
    return mint.keep(kind, f"<gpx><trk><trkseg>{line}</trkseg></trk></gpx>", where)


def _pairs(mint: Mint, kind: str, where: str) -> str:
    return mint.keep(kind, json.dumps(_points(mint, f"{where}, inside of {kind}")), where)


def _polyline(mint: Mint, kind: str, where: str) -> str:
    """Google's encoding: differences in five-bit groups. No text holds its points, but a leak might."""
    text, before = "", (0, 0)
    for point in _points(mint, f"encoded in {kind}"):
        now = (round(point[0] * 1e5), round(point[1] * 1e5))
        for new, old in zip(now, before, strict=True):
            left = (new - old) << 1 if new >= old else ~((new - old) << 1)
            while left >= 0x20:
                text, left = text + chr((0x20 | (left & 0x1F)) + 63), left >> 5
            text += chr(left + 63)
        before = now
    return mint.keep(kind, text, where, (text[-12:],))


def _position(form: str) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        lat, lon = mint.place(f"{where}, inside of {kind}")
        return mint.keep(kind, form.format(lat, lon), where)

    return make


# ---- blocks ----------------------------------------------------------------------------------------------------------


def _pem(mint: Mint, kind: str, where: str) -> str:
    body = base64.b64encode(b"\x30\x82\x01\x0a" + mint.rng.randbytes(170)).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    text = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *lines, "-----END RSA PRIVATE KEY-----"])
    return mint.keep(kind, text, where, [line[:32] for line in lines[:-1]] + [lines[0][-32:]])


def _bytes(head: str, size: int, tail: str = "", encode: Callable[[bytes], bytes] = base64.b64encode) -> Make:
    def make(mint: Mint, kind: str, where: str) -> str:
        body = encode(mint.rng.randbytes(size)).decode()
        return mint.keep(kind, head + body + tail, where, (body[:24], body[-26:-2]))

    return make


def _series(mint: Mint, kind: str, where: str) -> str:
    numbers = [mint.fresh(lambda: f"-0.{mint.rng.randint(10**7, 10**8 - 1)}") for _ in range(8)]
    return mint.keep(kind, f"[{', '.join(numbers)}]", where, (f"{numbers[0]}, {numbers[1]}", numbers[2][1:]))


def _trace(mint: Mint, kind: str, where: str) -> str:
    token, word = mint.token(10), mint.word()
    lines = (
        f"java.lang.IllegalStateException: no session for {token}",
        f"\tat com.pacefit.sync.{word.title()}Store.load({word.title()}Store.java:212)",
        "\tat android.os.Handler.handleCallback(Handler.java:790)",
    )
    return mint.keep(kind, "\n".join(lines), where, (token, word))


def _vcard(mint: Mint, kind: str, where: str) -> str:
    name, phone = mint.person(f"{where}, inside of {kind}"), mint.phone(f"{where}, inside of {kind}")
    return mint.keep(kind, f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{phone}\nEND:VCARD", where)


def _child(mint: Mint, kind: str, where: str) -> str:
    name, born = mint.person(f"{where}, inside of {kind}"), mint.birth(f"{where}, inside of {kind}")
    return mint.keep(kind, f"our daughter {name}, born {born}, form 3b", where)


def _friends(mint: Mint, kind: str, where: str) -> str:
    first, second = mint.account(f"{where}, inside of {kind}"), mint.account(f"{where}, inside of {kind}")
    return mint.keep(kind, f"{first} follows {second}", where)


# ---- every leaf ------------------------------------------------------------------------------------------------------

MAKERS: dict[str, dict[str, Make]] = {
    "account.identifier": {"user": _of_mint("account"), "no": _mixed("7##########")},
    "account.password": {"clear": _text("Tr0ub4dor&{t}!"), "phrase": _text("correct horse {t} {w}")},
    "account.password_hash": {
        "bcrypt": _chars("$2b$12$", ALNUM + "./", 53),
        "argon": _chars("$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$", ALNUM + "+/", 43),
        "sha512": _chars("$6$rounds=5000$saltsalt$", ALNUM + "./", 86),
        "django": _chars("pbkdf2_sha256$260000$salt$", ALNUM + "+/", 43, "="),
        "md5": _chars("", HEX, 32),
    },
    "account.token": {"jwt": _of_mint("jwt"), "session": _chars("", HEX, 40)},
    "account.secret_key": {
        "pem": _pem,
        "aws": _chars("AKIA", UPPER, 16),
        "github": _chars("ghp_", ALNUM, 36),
        "payment": _chars("sk_" + "live_", ALNUM, 24),
        "google": _chars("AIza", TOKEN, 35),
    },
    "account.federated_token": {
        "google": _chars("ya29.", TOKEN, 60),
        "facebook": _chars("EAAB", ALNUM, 80),
        "wechat": _chars("oVx2H5", ALNUM, 22),
    },
    "identity.name": {"full": _of_mint("person"), "accents": _name_accents, "cn": _name_cn},
    "identity.national_id": {"cn": _national_cn, "us": _ssn},
    "identity.passport": {"cn": _mixed("E@#######"), "de": _mixed("C0*X*0***#"), "lines": _passport_lines},
    "identity.driving_licence": {"us": _mixed("@####-#####-#####"), "de": _mixed("B0**#######")},
    "profile.avatar": {
        "link": _text("https://img.pacefit.example/a/{t}.jpg"),
        "data": _bytes("data:image/jpeg;base64,/9j/4AAQ", 60),
    },
    "profile.nickname": {"nick": _text("moonfox_{t}")},
    "contact.email": {"mail": _of_mint("email")},
    "contact.phone": {"de": _of_mint("phone"), "cn": _of_mint("phone", "86138")},
    "contact.fax": {"fax": _of_mint("phone", "493020")},
    "contact.postal_address": {
        "de": _text("{W}weg 12, 80331 {W}hausen"),
        "us": _text("1742 {W} Avenue, Apt 5, Springfield, IL 62704"),
        "cn": _han_text("上海市浦东新区{h}路128弄3号402室"),
    },
    "demographic.birth_date": {"born": _of_mint("birth")},
    "health.ecg": {"trace": _series},
    "health.cycle": {"note": _text("period two days late, {t}, cramps")},
    "health.condition": {"icd": _text("E11.9 type 2 diabetes; {t} since spring"), "cn": _han_text("诊断：{h}综合征")},
    "health.medication": {"drug": _text("metformin 500 mg twice a day, prescription {t}")},
    "health.mental": {"note": _text("F32.1, sleeps badly since {t}")},
    "health.genetic": {"sequence": _chars("", "ACGT", 40), "variant": _text("BRCA1 c.68_69del, sample {t}")},
    "health.lifestyle": {"note": _text("smokes {t} after dinner")},
    "health.record_id": {"patient": _mixed("MRN-########"), "insurance": _mixed("@#########")},
    "sensitive.religion": {"note": _text("sings in the parish of St {W}")},
    "sensitive.ethnicity": {"note": _text("family of the {W} people")},
    "sensitive.sexual_orientation": {"note": _text("came out to {W} in March")},
    "sensitive.political_opinion": {"note": _text("votes for the {W} list")},
    "sensitive.union_membership": {"note": _text("union card {t}")},
    "sensitive.criminal": {"case": _text("file no. 4 Ls 120/{t}")},
    "biometric.face": {"template": _bytes("", 96)},
    "biometric.fingerprint": {"template": _bytes("464d520020323000", 48, encode=lambda raw: raw.hex().encode())},
    "biometric.voice": {"print": _series},
    "location.gps": {"pair": _position("{}, {}")},
    "location.track": {"wkt": _wkt, "gpx": _gpx, "polyline": _polyline, "pairs": _pairs},
    "location.home": {"uri": _position("geo:{},{};u=35")},
    "location.city": {"village": _text("{W} am See")},
    "device.mac": {"band": _of_mint("mac")},
    "device.imei": {"phone": _of_mint("imei")},
    "device.serial": {"sn": _mixed("A1803L######**"), "other": _mixed("SN**########")},
    "device.advertising_id": {"gaid": _uuid(upper=False), "idfa": _uuid(upper=True)},
    "device.push_token": {
        "fcm": _chars("", TOKEN, 22, ":APA91b" + "pX-" * 12),
        "apns": _chars("", HEX, 64),
    },
    "device.installation_id": {"uuid": _uuid(upper=False), "fid": _chars("c", TOKEN, 21)},
    "device.fingerprint": {"hash": _chars("", HEX, 32)},
    "device.imsi": {"imsi": _mixed("46001##########")},
    "device.iccid": {"iccid": _luhn("898600", 20)},
    "device.installed_apps": {"list": _text('["com.tencent.mm", "com.{w}.diary", "org.{t}.app"]')},
    "device.clipboard": {"text": _text("the door code is {t}")},
    "network.ip": {"v4": _of_mint("ipv4"), "v6": _of_mint("ipv6")},
    "network.ssid": {"ssid": _text("Family {W} 5GHz")},
    "network.bssid": {"bssid": _of_mint("mac")},
    "network.nearby_devices": {"names": _text('["{W}s iPad", "TV {t}"]')},
    "online.cookie": {"ga": _mixed("GA1.2.#########.15########"), "header": _text("sid={t}; theme=dark; Path=/")},
    "online.browsing": {"page": _text("https://www.pacefit.example/help/{t}?from=mail")},
    "online.user_agent": {"agent": _text("Mozilla/5.0 (Linux; Android 8.0.0; MI 6 Build/{t}) Pacefit/3.1")},
    "online.search": {"terms": _text("how to leave {W} quietly")},
    "online.form_input": {"field": _text("I, {W}, hereby cancel")},
    "usage.events": {"event": _text('{"event": "open_screen", "session": "{t}", "n": 3}')},
    "commerce.cart": {"items": _text('[{"sku": "strap-{t}", "qty": 1}]')},
    "commerce.order": {"number": _text("PF-2018-{t}"), "wish": _text("engrave it with: for {W}")},
    "financial.payment_card": {"visa": _luhn("4929", 16), "mastercard": _luhn("5425", 16), "amex": _luhn("3782", 15)},
    "financial.bank_account": {"us": _mixed("021000021 #########")},
    "financial.iban": {"de": _iban("DE", 18), "es": _iban("ES", 20)},
    "diagnostics.debug_log": {"logcat": _text("03-01 08:15:00.123  1234  5678 D BtService: paired with {W} key {t}")},
    "diagnostics.crash_log": {"trace": _trace},
    "communication.contacts": {"vcard": _vcard},
    "communication.caller": {"call": _text("missed call from {W} at work")},
    "communication.message": {"sms": _text("Mum says {t}, see {W}"), "cn": _han_text("晚上在{h}见面，别告诉别人")},
    "social.friends": {"pair": _friends},
    "social.status": {"post": _text("feeling {t} with {W}")},
    "social.family": {"ties": _text("sister of {W}, lives with her")},
    "preference.settings": {"json": _text('{"watch_name": "{W}", "alarm": "{t}"}')},
    "preference.interest": {"topic": _text("breeds {W} terriers")},
    "content.user_submitted": {"review": _text("the strap broke when {W} fell: {t}")},
    "content.private_message": {"chat": _text("only between us: {t}")},
    "media.photo": {"file": _text("DCIM/IMG_20180301_{w}_beach.jpg"), "data": _bytes("/9j/4QBGRXhpZgAA", 60)},
    "media.audio": {"file": _text("voice memo for {W}.m4a")},
    "media.video": {"file": _text("birthday of {W}.mp4")},
    "professional.occupation": {"title": _text("first bassoon at the {W} opera")},
    "professional.employer": {"firm": _text("{W} Maschinenbau GmbH")},
    "education.school": {"western": _text("{W} Primary School"), "cn": _han_text("上海市{h}实验小学")},
    "inferred.segment": {"name": _text("segment-{t}")},
    "minor": {"note": _child},
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """The canaries of one form of a category."""

    category: str
    form: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.category.rpartition('.')[2]}_{self.form}"

    @property
    def group(self) -> str:
        return self.category.partition(".")[0]


def mint_columns(mint: Mint, each: int) -> list[Column]:
    """`each` canaries of every form."""
    return [
        Column(category, form, tuple(make(mint, category, "every store") for _ in range(each)))
        for category, forms in MAKERS.items()
        for form, make in forms.items()
    ]
