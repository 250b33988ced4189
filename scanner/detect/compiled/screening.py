"""Which texts of many are worth a closer look, and by which patterns. RE2 reads them as one buffer."""

from __future__ import annotations

import random
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import re2

SEPARATOR = b"\n"
_MEMORY = 64 << 20
_QUICK = 2e-5  # seconds a line of some eighty characters
_LOOK, _DENSE, _WORTH = 256, 4, 4000  # hits between looks; texts a hit at most; texts left that pay for the change
_UNANCHORED: Any = re2._Anchor.UNANCHORED
_NOWHERE = (-1, -1)


class Screen:
    """One automaton over many screens. `ids` are numbers that the caller gives to them."""

    def __init__(self, screens: Sequence[str], ids: Sequence[int]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = _MEMORY
        self._pattern = "|".join(f"(?:{item})" for item in screens)
        # the wrapper around this call costs more than the call
        self._find = re2.compile(self._pattern, options)._regexp.Match
        self._ids = list(ids)
        self._set = re2.Set.SearchSet(options)
        for item in screens:
            self._set.Add(item)
        self._set.Compile()

    def next_hit(self, buffer: bytes, position: int) -> tuple[int, int]:
        """The first hit at or after `position`, as bytes without the line breaks around it; (-1, -1): none."""
        start, end = self._find(_UNANCHORED, buffer, position, len(buffer))[0]
        if start < 0:
            return _NOWHERE
        # a border may be the line break between two texts, which belongs to neither
        if buffer[start] == 10 and start + 1 < end:
            start += 1
        if buffer[end - 1] == 10 and end - 1 > start:
            end -= 1
        return start, end

    def hits(self, buffer: bytes, starts: Sequence[int]) -> Iterator[int]:
        """Numbers of the texts with a hit, ascending. `starts` as `joined` gives them."""
        found = -1
        for count, found in enumerate(texts_hit(self, buffer, starts), start=1):
            yield found
            if count % _LOOK == 0 and count * _DENSE > found and len(starts) - found > _WORTH:
                break
        else:
            return
        # where most texts have a hit, going from one to the next costs more than asking each
        rest = starts[found + 1 :]
        offsets = pa.py_buffer(np.asarray(rest, dtype=np.int64))
        array = pa.LargeStringArray.from_buffers(len(rest) - 1, offsets, pa.py_buffer(buffer + SEPARATOR))
        mask = pc.match_substring_regex(array, self._pattern)
        yield from (np.flatnonzero(mask.to_numpy(zero_copy_only=False)) + found + 1).tolist()

    def wanted(self, text: bytes) -> list[int]:
        """Ids of the screens that let the text through, in ascending order."""
        ids = self._ids
        return sorted(ids[item] for item in self._set.Match(text) or ())


def grouped(screens: Sequence[tuple[str, int]]) -> list[Screen]:
    """The screens, each with its number, in as few automata as stay small.

    Loose expressions in one automaton multiply its states until it no longer fits its memory and crawls. Whether they
    do is tried out on a few hundred lines; how they are grouped changes the speed, and nothing else.
    """
    return [screen for screen, _ in _grouped(screens)] if screens else []


def _grouped(screens: Sequence[tuple[str, int]]) -> list[tuple[Screen, float]]:
    whole = Screen([text for text, _ in screens], [number for _, number in screens])
    cost = _cost(whole)
    if cost < _QUICK or len(screens) < 2:
        return [(whole, cost)]
    middle = len(screens) // 2
    halves = _grouped(screens[:middle]) + _grouped(screens[middle:])
    return halves if sum(each for _, each in halves) < cost else [(whole, cost)]


def _cost(screen: Screen) -> float:
    """Seconds a line, once the automaton knows its usual states."""
    half = len(_TRIAL) // 2
    for line in _TRIAL[:half]:
        screen.wanted(line)
    start = time.perf_counter()
    for line in _TRIAL[half:]:
        screen.wanted(line)
    return (time.perf_counter() - start) / half


def _trial_lines() -> list[bytes]:
    rng = random.Random(1)
    kinds = (
        lambda: f"{rng.randrange(10**12):x}",
        lambda: f"20{rng.randrange(10, 30)}-{rng.randrange(10, 13)}-{rng.randrange(10, 29)} {rng.randrange(10, 24)}:59",
        lambda: "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))),
        lambda: str(rng.randrange(10 ** rng.randint(1, 9))),
        lambda: rng.choice(("/a/b.json", "key=value", '{"k": 1}', "[x-1]", "v1.2.3", "http://h.example/p?q=1")),
    )
    return [" ".join(rng.choice(kinds)() for _ in range(10)).encode() for _ in range(600)]


_TRIAL = _trial_lines()


def joined(texts: Sequence[str]) -> tuple[bytes, list[int], list[int]]:
    """The texts in one buffer, where each begins (and one more than the end), and those that UTF-8 can't carry."""
    try:
        buffer = "\n".join(texts).encode("utf-8")
    except UnicodeEncodeError:
        return _joined_one_by_one(texts)
    if len(buffer) == sum(map(len, texts)) + len(texts) - 1:
        sizes: Iterator[int] = (len(item) + 1 for item in texts)
    else:
        sizes = (len(item.encode("utf-8")) + 1 for item in texts)
    return buffer, [0, *accumulate(sizes)], []


def _joined_one_by_one(texts: Sequence[str]) -> tuple[bytes, list[int], list[int]]:
    encoded: list[bytes] = []
    odd: list[int] = []
    for position, text in enumerate(texts):
        try:
            encoded.append(text.encode("utf-8"))
        except UnicodeEncodeError:
            encoded.append(text.encode("utf-8", "replace"))
            odd.append(position)
    return SEPARATOR.join(encoded), [0, *accumulate(len(item) + 1 for item in encoded)], odd


def texts_hit(screen: Screen, buffer: bytes, starts: Sequence[int]) -> Iterator[int]:
    """Numbers of the texts with a hit, ascending. `starts` as `joined` gives them."""
    position, last = 0, -1
    count = len(starts) - 1
    while position < len(buffer):
        start, end = screen.next_hit(buffer, position)
        if start < 0:
            return
        first = max(bisect_right(starts, start) - 1, last + 1)
        last = max(first, min(bisect_right(starts, end - 1) - 1, count - 1))
        yield from range(first, last + 1)
        if last + 1 >= count:
            return
        # one hit settles a text; the break before the next text may be its border
        position = starts[last + 1] - 1


def lines_hit(screen: Screen, buffer: bytes) -> Iterator[tuple[int, int]]:
    """Where the lines with a hit begin and end (bytes, without the break), ascending."""
    position, size = 0, len(buffer)
    while position < size:
        start, end = screen.next_hit(buffer, position)
        if start < 0:
            return
        first = max(buffer.rfind(SEPARATOR, 0, start) + 1, position + (position > 0))
        stop = buffer.find(SEPARATOR, max(end - 1, first))
        stop = size if stop < 0 else stop
        while first <= stop:  # a hit may reach over line breaks
            last = buffer.find(SEPARATOR, first, stop)
            last = stop if last < 0 else last
            yield first, last
            first = last + 1
        position = stop  # the break may be the border of what comes next
