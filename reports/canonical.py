"""Canonical JSON (RFC 8785): one value, one spelling, so that equal runs give equal bytes and digests."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

_DECIMALS = 6
_SCALE = 1_000_000
_LARGEST_INT = 2**53 - 1  # beyond it, a JSON number is not exact everywhere
_SURROGATE = re.compile("[\ud800-\udfff]")


def safe_text(text: str) -> str:
    """The text with lone surrogates (names that were no UTF-8) as visible escapes such as `\\udc80`."""
    return _SURROGATE.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def plain(value: Any) -> Any:
    """The value as JSON knows it: dataclasses to mappings, times to ISO 8601, tuples and sets to lists.

    Times with an offset are written in UTC with `Z`; naive ones without, because nobody knows their zone. Floats are
    rounded to 6 decimals, those that are no number become null, and integers that JSON cannot hold become text.
    Bytes and unknown types are refused: what is no count, name, date or code has no place in a report.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, numbers.Integral):
        whole = int(value)
        return whole if abs(whole) <= _LARGEST_INT else str(whole)
    if isinstance(value, numbers.Real):
        return _rounded(float(value))
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=rfc8785.dumps)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    raise TypeError(f"a report cannot hold {type(value).__name__}")


def canonical(value: Any) -> bytes:
    """The value as canonical JSON in UTF-8, without a newline."""
    return rfc8785.dumps(plain(value))


def document(value: Mapping[str, Any]) -> bytes:
    """A JSON file: one canonical object and a newline."""
    return canonical(value) + b"\n"


def lines(rows: Iterable[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], tuple[str, ...]]) -> bytes:
    """A JSON-lines file, sorted by `key` and then by its bytes: the order of the input never shows."""
    pairs = sorted((tuple(safe_text(part) for part in key(row)), canonical(row)) for row in rows)
    return b"".join(line + b"\n" for _, line in pairs)


def round_up(share: float | None) -> float | None:
    """An upper bound at 6 decimals, rounded up: to the nearest would turn a small bound into "none"."""
    if share is None or not math.isfinite(share):
        return None
    scaled = share * _SCALE
    nearest = round(scaled)
    # 0.07 * 1e6 is 70000.00000000001: binary noise is not a reason to go up
    whole = nearest if nearest and abs(scaled - nearest) < 1e-6 else math.ceil(scaled)
    return min(1.0, whole / _SCALE)


def _rounded(number: float) -> float | None:
    if not math.isfinite(number):
        return None
    return round(number, _DECIMALS) or 0.0  # no negative zero


def _instant(moment: datetime) -> str:
    if moment.tzinfo is None:
        return moment.isoformat()
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _key(key: Any) -> str:
    if isinstance(key, str):
        return safe_text(key)
    if isinstance(key, date):
        return str(plain(key))
    if isinstance(key, numbers.Integral) and not isinstance(key, bool):
        return str(int(key))
    raise TypeError(f"a report cannot hold {type(key).__name__} as a key")
