"""From what a server sends to the one form that the same value has from every server.

Numbers stay exact, truth values are 0 and 1, dates and times are ISO text with a space, as they stand in SQLite files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from connectors.formats.columns import Escaped, decode

Convert = Callable[[object], object]

_INT64 = range(-(2**63), 2**63)
_EXACT_DIGITS = 15  # so many decimal digits survive a double
_NO_DAY = re.compile(r"0000-|\d{4}-00|\d{4}-\d{2}-00")


def numeric_kind(precision: int | None, scale: int | None) -> str:
    """How a decimal column is handed out: `whole`, `float` where a double holds all its digits, else exact `digits`."""
    if precision is not None and not scale:
        return "whole"
    return "float" if precision is not None and precision <= _EXACT_DIGITS else "digits"


def whole(value: object) -> object:
    """A decimal without fraction, as an integer; beyond 64 bits, and for NaN, its text."""
    text = str(value)
    try:
        number = int(text)
    except ValueError:
        return text
    return number if number in _INT64 else text


def digits(value: object) -> object:
    """The exact text of a decimal, without zeros that say nothing."""
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_float(value: object) -> object:
    return float(str(value))


def moment(value: object, zoned: bool = False) -> object:
    """A date or time as text, without zeros at the end of its fraction; what is no day (0000-00-00) is undecodable."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if _NO_DAY.match(text):
        return Escaped(text)
    return f"{text}+00:00" if zoned else text


def zoned_moment(value: object) -> object:
    return moment(value, zoned=True)


def text(value: object) -> object:
    """Text that came as bytes; what is no UTF-8 is written as escapes and counted."""
    return decode(bytes(value)) if isinstance(value, bytes | bytearray | memoryview) else value


def bits(width: int) -> Convert:
    """A bit column as text of its width, and a single bit as 0 or 1."""

    def convert(value: object) -> object:
        number = int(str(value))
        return number if width == 1 else format(number, f"0{width}b")

    return convert


def converter(kind: str) -> Convert | None:
    """What to do with the values of a column of this kind; None: they are right as they come."""
    if kind.startswith("bits "):
        return bits(int(kind[5:]))
    return {
        "whole": whole,
        "digits": digits,
        "float": as_float,
        "moment": moment,
        "zoned": zoned_moment,
        "text": text,
    }.get(kind)
