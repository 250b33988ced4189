"""Words in the names of fields and datasets."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """`avgHeartRate_bpm` -> (`avg`, `heart`, `rate`, `bpm`)."""
    return tuple(match.group(0).lower() for match in _WORD.finditer(name))


def names_any(name: str, entries: tuple[str, ...]) -> bool:
    """True when the name holds all words of one entry next to each other, in order (`heart rate`)."""
    have = words(name)
    for entry in entries:
        want = tuple(entry.split())
        if any(have[start : start + len(want)] == want for start in range(len(have) - len(want) + 1)):
            return True
    return False
