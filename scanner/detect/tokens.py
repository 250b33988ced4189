"""Words in the names of fields and datasets."""

from __future__ import annotations

import re
from functools import lru_cache

_UPPER, _LOWER = "A-ZÄÖÜ", "a-zäöüß"  # with the letters of German
_WORD = re.compile(
    rf"[{_UPPER}]+(?=[{_UPPER}][{_LOWER}])|[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+|\d+|[^\W\d_{_UPPER}{_LOWER}]+"
)
_LONGEST = 5  # words of a name that together may be one entry


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """`avgHeartRate_bpm` -> (`avg`, `heart`, `rate`, `bpm`)."""
    return tuple(match.group(0).lower() for match in _WORD.finditer(name))


@lru_cache(maxsize=65536)
def _runs(name: str) -> frozenset[str]:
    """Each run of neighbouring words, written together."""
    have = words(name)
    return frozenset(
        "".join(have[start:stop])
        for start in range(len(have))
        for stop in range(start + 1, min(len(have), start + _LONGEST) + 1)
    )


@lru_cache(maxsize=65536)
def _last(name: str) -> str:
    """The last part of a path, its words written together: `contacts[].firstName` -> `firstname`."""
    parts = [part for part in re.split(r"[.\[\]/]+", name) if part]
    return "".join(words(parts[-1])) if parts else ""


@lru_cache(maxsize=4096)
def _entries(entries: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Entries that may stand anywhere, and those that must be the whole last part."""
    anywhere = frozenset("".join(words(entry)) for entry in entries if not entry.startswith("="))
    return anywhere, frozenset("".join(words(entry)) for entry in entries if entry.startswith("="))


def names_any(name: str, entries: tuple[str, ...]) -> bool:
    """True when the name holds all words of one entry next to each other, in order, written apart or together
    (`heart rate`: `heart_rate`, `avgHeartRate`, `heartrate`). An entry `=name` must be the whole last part of a path.
    """
    anywhere, last = _entries(entries)
    return not anywhere.isdisjoint(_runs(name)) or _last(name) in last
