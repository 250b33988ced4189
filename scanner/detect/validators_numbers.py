"""Checks of numbers that carry a check digit or a structure of their own: cards, accounts, SIM cards, identity numbers.

Each takes the matched text and says False to drop it, None to keep its pattern's score.
"""

from __future__ import annotations

import re
from datetime import date

_IBAN_LENGTHS = {  # ISO 13616 registry: country -> characters
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
_CN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, after ISO 7064 MOD 11-2
_CN_CHECK = "10X98765432"
_CN_REGIONS = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)  # GB/T 2260: the first two digits
_MCC = frozenset(  # ITU-T E.212: mobile country codes in use
    (
        202, 204, 206, 208, 212, 213, 214, 216, 218, 219, 220, 221, 222, 226, 228, 230, 231, 232, 234, 235, 238, 240,
        242, 244, 246, 247, 248, 250, 255, 257, 259, 260, 262, 266, 268, 270, 272, 274, 276, 278, 280, 282, 283, 284,
        286, 288, 290, 292, 293, 294, 295, 297, 302, 308, 310, 311, 312, 313, 314, 315, 316, 330, 334, 338, 340, 342,
        344, 346, 348, 350, 352, 354, 356, 358, 360, 362, 363, 364, 365, 366, 368, 370, 372, 374, 376, 400, 401, 402,
        404, 405, 406, 410, 412, 413, 414, 415, 416, 417, 418, 419, 420, 421, 422, 424, 425, 426, 427, 428, 429, 430,
        431, 432, 434, 436, 437, 438, 440, 441, 450, 452, 454, 455, 456, 457, 460, 461, 466, 467, 470, 472, 502, 505,
        510, 514, 515, 520, 525, 528, 530, 536, 537, *range(539, 556), *range(602, 660), 702, 704, 706, 708, 710, 712,
        714, 716, 722, 724, 730, 732, 734, 736, 738, 740, 742, 744, 746, 748, 750, 901,
    )
)  # fmt: skip


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B check digit."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def payment_card(text: str) -> bool | None:
    """Luhn, and the length that the issuer's range has (ISO/IEC 7812)."""
    digits = re.sub(r"\D", "", text)
    if len(set(digits)) < 2 or not luhn(digits):
        return False
    return None if len(digits) in _card_lengths(digits) else False


def _card_lengths(digits: str) -> tuple[int, ...]:
    two, four = int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return (16,)
    if 51 <= two <= 55 or 2221 <= four <= 2720 or four == 6011 or two == 65 or 6440 <= four <= 6499:
        return (16,)
    if two in (34, 37):
        return (15,)
    if two in (36, 38) or 3000 <= four <= 3059:
        return (14,)
    if two == 62:
        return (16, 17, 18, 19)
    return (16,) if 3528 <= four <= 3589 else ()


def iban(text: str) -> bool | None:
    """ISO 13616: the country's length, and the remainder 1 of ISO 7064 MOD 97-10."""
    plain = re.sub(r"\s", "", text).upper()
    if _IBAN_LENGTHS.get(plain[:2]) != len(plain) or not plain.isascii():
        return False
    number = "".join(str(int(char, 36)) for char in plain[4:] + plain[:4])
    return None if int(number) % 97 == 1 else False


def cn_id(text: str) -> bool | None:
    """A Chinese resident identity number: region, date of birth, ISO 7064 MOD 11-2 check character."""
    digits = text.upper()
    if not digits.isascii() or int(digits[:2]) not in _CN_REGIONS:
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    check = _CN_CHECK[sum(int(char) * weight for char, weight in zip(digits, _CN_WEIGHTS, strict=False)) % 11]
    return None if 1880 <= born.year <= 2100 and digits[17] == check else False


def us_ssn(text: str) -> bool | None:
    """Areas, groups and serials that are never issued are none. 9xx is left in: taxpayer numbers look so."""
    area, group, serial = text.split("-")
    return None if area not in ("000", "666") and group != "00" and serial != "0000" else False


def iccid(text: str) -> bool | None:
    """ITU-T E.118: 89 for telecom, Luhn over all digits."""
    digits = re.sub(r"\D", "", text)
    return None if len(digits) in (19, 20) and luhn(digits) and len(set(digits)) > 3 else False


def imsi(text: str) -> bool | None:
    """3GPP TS 23.003 section 2.2: a known mobile country code; no time written in digits."""
    looks_like_a_day = re.match(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", text)
    return None if int(text[:3]) in _MCC and not looks_like_a_day and len(set(text)) > 3 else False
