"""Where a table is cut, and which of its rows a random sample takes. Pure arithmetic: no database here."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache

SAFE_INTEGER = 2**53 - 1
DENSITY = 4  # a key range up to so many times wider than the row count is cut by arithmetic alone
BLIND_SPLITS = 256  # how many splits at most where the row count is not known


def cut_points(
    low: int, high: int, rows: int | None, split_rows: int, next_cut: Callable[[int | None], int | None]
) -> list[int]:
    """Ascending keys at which a new split starts; the splits are open-ended at both sides, so none is left out.

    Dense keys are cut at a fixed width. Sparse ones are walked: `next_cut(previous)` gives the key that stands
    `split_rows` rows after the previous cut (None at the start), or None at the end. Without a row count, a bounded
    number of equal widths.
    """
    span = high - low + 1
    if rows is None:
        count = min(-(-span // split_rows), BLIND_SPLITS)
        return _even(low, span, count)
    count = -(-rows // split_rows)
    if count <= 1:
        return []
    if span <= DENSITY * rows:
        return _even(low, span, count)
    found: list[int] = []
    cut = next_cut(None)
    while cut is not None and (not found or cut > found[-1]):
        found.append(cut)
        cut = next_cut(cut)
    return found


def _even(low: int, span: int, count: int) -> list[int]:
    width = -(-span // max(count, 1))
    return [low + width * step for step in range(1, count) if width * step < span]


def packed(key: int | None) -> int | str | None:
    """A key as a JSON scalar that survives parsers which hold numbers as doubles."""
    return key if key is None or abs(key) <= SAFE_INTEGER else str(key)


def unpacked(key: object) -> int | None:
    """The key that `packed` wrote."""
    return int(key) if isinstance(key, int | str) else None


@lru_cache(maxsize=8)
def positions(seed: int, ref: str, population: int, size: int) -> tuple[int, ...]:
    """The sorted row positions of a simple random sample without replacement; equal wherever it is computed."""
    return tuple(sorted(random.Random(f"{seed}/{ref}").sample(range(population), size)))


def positions_within(chosen: tuple[int, ...], offset: int, count: int) -> list[int]:
    """Those of the chosen positions that lie in a split of `count` rows at `offset`, counted from the split's start."""
    return [at - offset for at in chosen[bisect_left(chosen, offset) : bisect_left(chosen, offset + count)]]
