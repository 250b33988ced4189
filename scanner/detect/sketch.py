"""Keyed digests of values: counting distinct ones, and comparing fields, without keeping any.

A bottom-k sketch (Beyer et al., SIGMOD 2007) over 64-bit BLAKE2b digests under the run's value key. It lives in memory
only; with another key the same values give unrelated digests.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from hashlib import blake2b

EXACT = 10_000
"""Distinct counts are exact up to here, then an estimate with a standard error of about 1 %."""

_SPACE = 1 << 64


def digest(key: bytes, value: str) -> int:
    """64 bits of keyed BLAKE2b."""
    return int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest(), "big")


class Sketch:
    """The `EXACT` + 1 smallest digests seen. Merging is union, so order and grouping never matter."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[int] = ()) -> None:
        self._items: set[int] = set(items)

    def add(self, items: Iterable[int]) -> None:
        self._items.update(items)
        if len(self._items) > 4 * EXACT:
            self._trim()

    def merge(self, other: Sketch) -> Sketch:
        merged = Sketch(self._items)
        merged.add(other._items)
        return merged

    def absorb(self, other: Sketch) -> None:
        """Merges in place; trims now and then, since only the canonical form must be small."""
        self.add(other._items)

    def _trim(self) -> None:
        if len(self._items) > EXACT + 1:
            self._items = set(heapq.nsmallest(EXACT + 1, self._items))

    @property
    def items(self) -> tuple[int, ...]:
        """The kept digests, ascending: the canonical form."""
        self._trim()
        return tuple(sorted(self._items))

    def distinct(self) -> tuple[int, bool]:
        """How many distinct values, and whether that is exact."""
        items = self.items
        if len(items) <= EXACT:
            return len(items), True
        return round(EXACT * _SPACE / items[EXACT]), False

    def containment_in(self, other: Sketch) -> float:
        """Estimated share of this sketch's values that are among the other's; 0 for an empty sketch."""
        mine, theirs = self.items, other.items
        limits = [items[-1] for items in (mine, theirs) if len(items) > EXACT]
        limit = min(limits, default=_SPACE)
        usable = [item for item in mine if item <= limit]
        kept = set(theirs)
        return sum(item in kept for item in usable) / len(usable) if usable else 0.0

    def __getstate__(self) -> tuple[int, ...]:
        return self.items

    def __setstate__(self, state: tuple[int, ...]) -> None:
        self._items = set(state)


_WHOLE = re.compile(r"(-?\d+)\.0+")
_UUID = re.compile(r"[{]?([0-9A-Fa-f]{8})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{4})-?([0-9A-Fa-f]{12})[}]?")


def canonical(value: object) -> str:
    """One text for one value in keys and joins: `7`, `7.0` and ` 7 ` are the same key, and so are all spellings of a
    UUID, its 16 bytes included. Case of other letters is kept, and so are leading zeros: both may matter."""
    if isinstance(value, bytes):
        if len(value) == 16 and not (value.isascii() and value.decode().isprintable()):
            return value.hex()
        value = value.decode("utf-8", "backslashreplace")
    text = str(value).strip()
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    if uuid := _UUID.fullmatch(text):
        return "".join(uuid.groups()).lower()
    return text
