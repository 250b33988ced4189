"""Checks behind the patterns. Each takes the matched text and says False to drop it, None to keep its pattern's score.

A validator never returns True: in Presidio that would lift any match to full score.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Callable

import phonenumbers

from scanner.detect.validators_numbers import cn_id, iban, iccid, imsi, luhn, payment_card, us_ssn

Validator = Callable[[str], bool | None]

# GSMA TS.06: reporting body identifiers in use, the first two digits of a type allocation code
_IMEI_BODIES = frozenset(f"{body:02d}" for body in (1, 10, 30, 33, 35, 44, 45, *range(49, 55), 86, 91, 98, 99))
_FILE_ENDINGS = frozenset(
    {
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "js",
        "css",
        "html",
        "json",
        "xml",
        "zip",
        "gz",
        "csv",
        "txt",
        "log",
        "exe",
        "apk",
        "ipa",
        "dll",
        "jar",
    }
)
_DATE_HOUR = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$")  # in file names
_QUAD = re.compile(r"(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})", re.ASCII)
_VERSION_OCTET = 20  # four numbers all this small are a version string far more often than an address


def email(text: str) -> bool | None:
    local, _, domain = text.replace("%40", "@").rpartition("@")
    labels = domain.split(".")
    if not local or ".." in local or len(text) > 254 or labels[-1].lower() in _FILE_ENDINGS:
        return False
    return None if not labels[-1].isdigit() else False


def phone(text: str) -> bool | None:
    """Valid by the numbering plans in Google's libphonenumber metadata."""
    digits = re.sub(r"\D", "", text)
    if text == digits and len(digits) == 10 and _DATE_HOUR.match(digits):
        return False
    region = None if text.startswith("+") else "CN" if len(digits) == 11 else "US"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    return None if phonenumbers.is_valid_number(number) else False


def mac(text: str) -> bool | None:
    """Unicast (IEEE 802, I/G bit 0) and not a constant."""
    digits = re.sub(r"[^0-9A-Fa-f]", "", text).lower()
    if len(digits) != 12 or len(set(digits)) < 3:
        return False
    return None if int(digits[:2], 16) & 1 == 0 else False


def imei(text: str) -> bool | None:
    digits = re.sub(r"\D", "", text)
    return None if len(digits) == 15 and digits[:2] in _IMEI_BODIES and luhn(digits) else False


def ipv4(text: str) -> bool | None:
    """An address of one host by RFC 6890 and RFC 5771; leading zeros are ambiguous and refused."""
    match = _QUAD.fullmatch(text)
    if match is None:
        return False
    first, second, third, fourth = map(int, match.groups())
    largest = max(first, second, third, fourth)
    if largest > 255 or largest <= _VERSION_OCTET or first in (0, 127, 255) or 224 <= first < 240:
        return False
    return None


def ipv6(text: str) -> bool | None:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return False if address.is_loopback or address.is_unspecified or address.is_multicast else None


def jwt(text: str) -> bool | None:
    """The first part is base64url JSON with an algorithm (RFC 7515 section 4.1.1)."""
    head = text.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError):
        return False
    return None if isinstance(header, dict) and isinstance(header.get("alg"), str) else False


def gps_text(text: str) -> bool | None:
    first, second = (float(part) for part in re.split(r"[,;]\s?", text))
    if not (abs(first) <= 90 and abs(second) <= 180) or (abs(first) < 1 and abs(second) < 1):
        return False
    return None


VALIDATORS: dict[str, Validator] = {
    "email": email,
    "phone": phone,
    "mac": mac,
    "imei": imei,
    "ipv4": ipv4,
    "ipv6": ipv6,
    "jwt": jwt,
    "gps_text": gps_text,
    "cn_id": cn_id,
    "iban": iban,
    "iccid": iccid,
    "imsi": imsi,
    "payment_card": payment_card,
    "us_ssn": us_ssn,
}
