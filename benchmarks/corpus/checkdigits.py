"""Check digits of the numbers in the corpus; each rule is written from its public standard."""

from __future__ import annotations


def luhn_digit(body: str) -> str:
    """The Luhn check digit that follows `body`."""
    total = 0
    for i, ch in enumerate(reversed(body)):
        d = int(ch) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return str(-total % 10)


def luhn_ok(number: str) -> bool:
    """Does the last digit fit?"""
    return luhn_digit(number[:-1]) == number[-1]


def ean_digit(body: str) -> str:
    """Check digit of EAN-8/12/13/14, SSCC (weights 3 and 1 from the right)."""
    total = sum(int(ch) * (3 if i % 2 == 0 else 1) for i, ch in enumerate(reversed(body)))
    return str(-total % 10)


def isbn10_digit(body: str) -> str:
    """Check character of ISBN-10."""
    rest = -sum((10 - i) * int(ch) for i, ch in enumerate(body)) % 11
    return "X" if rest == 10 else str(rest)


def iban_check(country: str, bban: str) -> str:
    """The two check digits of an IBAN."""
    text = "".join(str(int(ch, 36)) for ch in bban + country) + "00"
    return f"{98 - int(text) % 97:02d}"


def iban_ok(iban: str) -> bool:
    """ISO 13616: rest 1 modulo 97."""
    flat = iban.replace(" ", "").upper()
    return int("".join(str(int(ch, 36)) for ch in flat[4:] + flat[:4])) % 97 == 1


_CN_W = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def cn_id_digit(body: str) -> str:
    """Check character of the resident identity number (GB 11643)."""
    return "10X98765432"[sum(int(c) * w for c, w in zip(body, _CN_W)) % 11]


_D = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_P = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
_INV = "0432156789"


def verhoeff_digit(body: str) -> str:
    """Verhoeff check digit (Aadhaar)."""
    c = 0
    for i, ch in enumerate(reversed(body)):
        c = int(_D[c][int(_P[(i + 1) % 8][int(ch)])])
    return _INV[c]


def steuer_id_digit(body: str) -> str:
    """ISO 7064 MOD 11,10 over ten digits."""
    product = 10
    for ch in body:
        total = (int(ch) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def nir_key(body: str) -> str:
    """Key of the French NIR (13 digits, no Corsica)."""
    return f"{97 - int(body) % 97:02d}"


def dni_letter(number: int) -> str:
    """Letter of the Spanish DNI and NIE."""
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]


_CF_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            2,
            4,
            18,
            20,
            11,
            3,
            6,
            8,
            12,
            14,
            16,
            10,
            22,
            25,
            24,
            23,
        ),
    )
)


def codice_fiscale_letter(body: str) -> str:
    """Check letter over fifteen characters."""
    total = 0
    for i, ch in enumerate(body):
        even = int(ch) if ch.isdigit() else ord(ch) - 65
        total += _CF_ODD[ch] if i % 2 == 0 else even
    return chr(65 + total % 26)


def pesel_digit(body: str) -> str:
    """Check digit of the Polish PESEL."""
    return str(-sum(int(c) * w for c, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3))) % 10)


def bsn_ok(bsn: str) -> bool:
    """Eleven test of the Dutch BSN."""
    return sum(int(c) * w for c, w in zip(bsn, (9, 8, 7, 6, 5, 4, 3, 2, -1))) % 11 == 0


def hetu_char(nine: str) -> str:
    """Check character of the Finnish personal identity code."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(nine) % 31]
