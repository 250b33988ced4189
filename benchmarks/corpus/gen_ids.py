"""Single values: numbers and addresses of persons, devices and cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from . import checkdigits as cd
from .rng import digits, hexs, lower, pick, upper

CN_MOBILE = [
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "147",
    "150",
    "151",
    "152",
    "157",
    "158",
    "159",
    "166",
    "173",
    "176",
    "177",
    "180",
    "182",
    "185",
    "186",
    "187",
    "188",
    "189",
    "191",
    "198",
    "199",
]
AREA_US = [
    "212",
    "303",
    "312",
    "404",
    "415",
    "503",
    "512",
    "602",
    "617",
    "646",
    "702",
    "713",
    "718",
    "801",
    "813",
    "917",
    "972",
]


def birth(r: Random, low: int = 1935, high: int = 2007) -> date:
    """A date of birth."""
    return date(low, 1, 1) + timedelta(days=r.randrange((high - low) * 365))


def phone_parts(r: Random, country: str) -> tuple[str, list[str]]:
    """Country code and the groups of the national number, without the trunk zero."""
    if country == "zh":
        return "86", [pick(r, CN_MOBILE), digits(r, 4), digits(r, 4)]
    if country == "de":
        if r.random() < 0.7:
            return "49", [
                pick(r, ["151", "152", "157", "160", "162", "170", "171", "172", "175", "176", "177", "178", "179"]),
                digits(r, 4),
                digits(r, 4),
            ]
        return "49", [
            pick(r, ["30", "40", "69", "89", "221", "341", "351", "711"]),
            str(r.randrange(20, 99)),
            digits(r, 5),
        ]
    if country == "in":
        return "91", [pick(r, "6789") + digits(r, 4), digits(r, 5)]
    if country == "es":
        return "34", [pick(r, "67") + digits(r, 2), digits(r, 3), digits(r, 3)]
    if country == "ja":
        return "81", [pick(r, ["90", "80", "70"]), str(r.randrange(1000, 9999)), digits(r, 4)]
    if country == "ar":
        return "971", [pick(r, ["50", "52", "54", "55", "56", "58"]), digits(r, 3), digits(r, 4)]
    if country == "gb":
        return "44", ["7" + pick(r, "34579") + digits(r, 2), digits(r, 6)]
    return "1", [pick(r, AREA_US), str(r.randrange(200, 999)), digits(r, 4)]


def phone(r: Random, country: str, form: str) -> str:
    """A phone number: form "plain", "national", "dash", "plus", "e164", "00", "paren", "dot"."""
    cc, groups = phone_parts(r, country)
    trunk = "" if country in ("zh", "in", "es", "en") else "0"
    if form == "e164":
        return f"+{cc}" + "".join(groups)
    if form == "digits":
        return cc + "".join(groups)
    if form == "plus":
        return f"+{cc} " + " ".join(groups)
    if form == "00":
        return f"00{cc}" + "".join(groups)
    if form == "dash":
        return trunk + "-".join(groups)
    if form == "dot":
        return trunk + ".".join(groups)
    if form == "space":
        return trunk + " ".join(groups)
    if form == "paren":
        return f"({trunk}{groups[0]}) " + "-".join(groups[1:])
    return trunk + "".join(groups)


PHONE_FORMS = ("e164", "plus", "00", "dash", "dot", "space", "paren", "plain")


def imei(r: Random) -> str:
    """Fifteen digits with a plausible type code and a right check digit."""
    tac = pick(r, ["35", "35", "35", "86", "86", "01"]) + digits(r, 6)
    body = tac + digits(r, 6)
    return body + cd.luhn_digit(body)


def card(r: Random, brand: str = "") -> str:
    """A payment card number with a right check digit."""
    brand = brand or pick(r, ["visa", "visa", "mc", "mc", "amex", "unionpay", "discover", "jcb"])
    heads = {
        "visa": "4" + digits(r, 5),
        "mc": str(r.randrange(51, 56)) + digits(r, 4),
        "amex": pick(r, ["34", "37"]) + digits(r, 4),
        "unionpay": "62" + digits(r, 4),
        "discover": "6011" + digits(r, 2),
        "jcb": "35" + str(r.randrange(28, 90)) + digits(r, 2),
    }
    size = {"amex": 15, "unionpay": pick(r, [16, 19])}.get(brand, 16)
    body = heads[brand] + digits(r, size - 7)
    return body + cd.luhn_digit(body)


def group4(number: str, sep: str) -> str:
    """Groups of four (American Express 4-6-5)."""
    if len(number) == 15:
        return sep.join((number[:4], number[4:10], number[10:]))
    return sep.join(number[i : i + 4] for i in range(0, len(number), 4))


def imsi(r: Random) -> str:
    """Subscriber number: country, network and subscriber, 15 digits."""
    net = pick(
        r,
        [
            "26201",
            "26202",
            "26203",
            "46000",
            "46001",
            "46011",
            "310260",
            "310410",
            "40410",
            "40445",
            "21401",
            "21407",
            "23415",
            "44010",
            "20801",
        ],
    )
    return net + digits(r, 15 - len(net))


def iccid(r: Random, size: int = 19) -> str:
    """SIM card number: 89, country, issuer, account, Luhn check; 20 digits when `size` says so."""
    head = "89" + pick(r, ["4902", "4920", "8600", "8601", "0141", "0126", "9110", "3401", "4410", "8110", "3310"])
    body = head + digits(r, size - 1 - len(head))
    return body + cd.luhn_digit(body)


def ean13(r: Random) -> str:
    """Article number with prefix of a country and a right check digit."""
    body = pick(
        r,
        [
            "400",
            "401",
            "426",
            "690",
            "691",
            "692",
            "890",
            "841",
            "843",
            "300",
            "500",
            "501",
            "490",
            "730",
            "640",
            "871",
            "800",
            "978",
        ],
    ) + digits(r, 9)
    return body + cd.ean_digit(body)


OUI = [
    "001A2B",
    "3C5AB4",
    "A4C138",
    "F0D1A9",
    "D89695",
    "B827EB",
    "001E42",
    "5CCF7F",
    "84F3EB",
    "7C9EBD",
    "E0D55E",
    "48D705",
    "9C2EA1",
    "AC3743",
    "60A44C",
    "10BF48",
    "F8E61A",
    "38D547",
    "C8F733",
    "2C4D54",
    "D46A6A",
    "8C8590",
    "5855CA",
    "00259C",
    "6C4B90",
    "A0999B",
    "BC5436",
    "D03745",
    "4C32759",
    "F4F5D8",
]


def mac(r: Random) -> str:
    """Twelve lower-case hex digits of a globally administered unicast address; some randomised ones."""
    if r.random() < 0.15:
        return hexs(r, 1) + pick(r, "26ae") + hexs(r, 10)
    return (pick(r, OUI)[:6] + hexs(r, 6)).lower()


def mac_form(h: str, form: str) -> str:
    """A MAC in a form: colon, dash, dot (Cisco), plain, upper variants."""
    two = [h[i : i + 2] for i in range(0, 12, 2)]
    text = {
        "colon": ":".join(two),
        "dash": "-".join(two),
        "dot": ".".join((h[:4], h[4:8], h[8:])),
        "plain": h,
        "space": " ".join(two),
        "half": f"{h[:6]}-{h[6:]}",
    }[form.lower()]
    return text.upper() if form.isupper() else text


def ipv4(r: Random) -> str:
    """A public address."""
    first = pick(
        r,
        [5, 23, 31, 46, 58, 61, 77, 79, 80, 84, 85, 91, 93, 101, 106, 112, 113, 117, 122, 139, 178, 183, 203, 217, 222],
    )
    return f"{first}.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}"


def ipv6(r: Random) -> str:
    """A global address, shortened now and then."""
    head = pick(
        r, ["2001:4860", "2a02:8109", "2a00:1450", "240e:3b7", "2409:8a28", "2600:1700", "2a01:598", "2405:201"]
    )
    if r.random() < 0.3:
        return f"{head}::{hexs(r, 4).lstrip('0') or '1'}"
    return head + ":" + ":".join((hexs(r, 4).lstrip("0") or "0") for _ in range(6))


def iban(r: Random, country: str = "") -> str:
    """An IBAN with right modulo-97 digits."""
    country = country or pick(r, ["DE", "DE", "FR", "ES", "GB", "NL", "IT", "PL", "AT", "CH", "SE", "BE"])
    sizes = {"DE": 18, "FR": 23, "ES": 20, "PL": 24, "AT": 16, "CH": 17, "SE": 20, "BE": 12}
    if country == "GB":
        bban = pick(r, ["NWBK", "BARC", "LOYD", "MIDL"]) + digits(r, 14)
    elif country == "NL":
        bban = pick(r, ["INGB", "ABNA", "RABO"]) + digits(r, 10)
    elif country == "IT":
        bban = upper(r, 1) + digits(r, 22)
    else:
        bban = digits(r, sizes[country])
    return country + cd.iban_check(country, bban) + bban


def cn_id(r: Random) -> str:
    """Chinese resident identity number."""
    area = pick(
        r,
        [
            "110101",
            "120103",
            "130102",
            "210202",
            "310104",
            "320106",
            "330106",
            "350203",
            "370102",
            "420106",
            "430102",
            "440305",
            "510104",
            "610113",
        ],
    )
    body = area + birth(r).strftime("%Y%m%d") + digits(r, 3)
    return body + cd.cn_id_digit(body)


def ssn(r: Random, sep: str = "-") -> str:
    """US social security number (no 000, 666, 9xx; no 00; no 0000)."""
    area = r.choice([a for a in (r.randrange(1, 665), r.randrange(667, 899))])
    return sep.join((f"{area:03d}", f"{r.randrange(1, 99):02d}", f"{r.randrange(1, 9999):04d}"))


def steuer_id(r: Random) -> str:
    """German tax id: ten digits, exactly one of them twice."""
    pool = r.sample("0123456789", 9)
    pool.append(pool[r.randrange(9)])
    r.shuffle(pool)
    if pool[0] == "0":
        j = next(i for i, ch in enumerate(pool) if ch != "0")
        pool[0], pool[j] = pool[j], pool[0]
    body = "".join(pool)
    return body + cd.steuer_id_digit(body)


def nir(r: Random) -> str:
    """French social security number."""
    b = birth(r)
    body = f"{r.choice('12')}{b:%y%m}{r.randrange(1, 95):02d}{r.randrange(1, 700):03d}{r.randrange(1, 999):03d}"
    body = body.replace("20", "75") if body[5:7] == "20" else body
    return body + cd.nir_key(body)


def dni(r: Random) -> str:
    """Spanish DNI, or NIE of a foreigner."""
    if r.random() < 0.2:
        head = r.randrange(3)
        number = r.randrange(10**7)
        return f"{'XYZ'[head]}{number:07d}{cd.dni_letter(head * 10**7 + number)}"
    number = r.randrange(10**7, 10**8)
    return f"{number}{cd.dni_letter(number)}"


def codice_fiscale(r: Random) -> str:
    """Italian tax code."""
    b = birth(r)
    cons = "BCDFGLMNPRSTVZ"
    day = b.day + r.choice((0, 40))
    body = "".join(r.choices(cons, k=6)) + f"{b:%y}" + "ABCDEHLMPRST"[b.month - 1] + f"{day:02d}"
    body += pick(r, ["H501", "F205", "L219", "D612", "F839", "A662", "G273"])
    return body + cd.codice_fiscale_letter(body)


def pesel(r: Random) -> str:
    """Polish PESEL."""
    b = birth(r)
    month = b.month + (20 if b.year >= 2000 else 0)
    body = f"{b:%y}{month:02d}{b:%d}" + digits(r, 4)
    return body + cd.pesel_digit(body)


def bsn(r: Random) -> str:
    """Dutch BSN."""
    while True:
        number = str(r.randrange(1, 10)) + digits(r, 8)
        if cd.bsn_ok(number):
            return number


def personnummer(r: Random, long: bool = False) -> str:
    """Swedish personal number, short or with the century."""
    b = birth(r)
    body = f"{b:%y%m%d}" + digits(r, 3)
    tail = body[6:] + cd.luhn_digit(body)
    return (f"{b:%Y%m%d}" if long else f"{b:%y%m%d}") + "-" + tail


def hetu(r: Random) -> str:
    """Finnish personal identity code."""
    b = birth(r)
    nine = f"{b:%d%m%y}{r.randrange(2, 900):03d}"
    return nine[:6] + ("A" if b.year >= 2000 else "-") + nine[6:] + cd.hetu_char(nine)


def aadhaar(r: Random, sep: str = "") -> str:
    """Indian Aadhaar number."""
    body = str(r.randrange(2, 10)) + digits(r, 10)
    number = body + cd.verhoeff_digit(body)
    return sep.join((number[:4], number[4:8], number[8:]))


def pan(r: Random) -> str:
    """Indian PAN of a person."""
    return upper(r, 3) + "P" + upper(r, 1) + digits(r, 4) + upper(r, 1)


NATIONAL: dict[str, Callable[[Random], str]] = {
    "cn": cn_id,
    "us": ssn,
    "de": steuer_id,
    "fr": nir,
    "es": dni,
    "it": codice_fiscale,
    "pl": pesel,
    "nl": bsn,
    "se": personnummer,
    "fi": hetu,
    "in": aadhaar,
    "pan": pan,
}


def passport(r: Random, country: str) -> str:
    """Passport number in the form of a country."""
    forms = {
        "zh": pick(r, "EG") + digits(r, 8),
        "de": "C" + "".join(r.choices("CFGHJKLMNPRTVWXYZ0123456789", k=8)),
        "en": r.choice((digits(r, 9), upper(r, 1) + digits(r, 8))),
        "in": pick(r, "JKLMNPRSTZ") + digits(r, 7),
        "es": "PA" + upper(r, 1) + digits(r, 6),
        "ja": "T" + pick(r, "RSTZ") + digits(r, 7),
        "ar": upper(r, 1) + digits(r, 8),
    }
    return forms[country]


def email_host(r: Random, culture: str) -> str:
    """An invented domain, an example domain or a well-known provider."""
    x = r.random()
    known = {
        "zh": ["qq.com", "163.com", "126.com", "sina.cn"],
        "de": ["gmx.de", "web.de", "t-online.de", "gmail.com"],
        "in": ["gmail.com", "rediffmail.com", "yahoo.co.in"],
        "ja": ["yahoo.co.jp", "docomo.ne.jp", "gmail.com"],
        "es": ["hotmail.es", "gmail.com", "telefonica.net"],
    }.get(culture, ["gmail.com", "outlook.com", "icloud.com"])
    if x < 0.5:
        return pick(r, known)
    if x < 0.65:
        return pick(r, ["example.com", "example.org", "example.net"])
    return (
        lower(r, r.randrange(4, 9))
        + pick(r, ["-mail", "net", "works", "", "hub"])
        + "."
        + pick(r, ["com", "org", "de", "es", "in", "io", "co.uk", "cn", "jp", "example", "net"])
    )
