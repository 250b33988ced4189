"""Whole cells against readings: closed sets of words, numbers in a range, forms of text. Counts only.

Which readings look at a field depends on its name alone, so what is counted does not depend on how rows are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import regex

from rules.detector_data import FieldReading
from scanner.detect.profile import FieldProfile
from scanner.detect.sketch import Sketch, digest
from scanner.detect.tokens import names_any

LONGEST = 20_000
"""Characters of a cell that are held against a form."""

_SECONDS = 1.0
_LONGEST_WORD = 40


_Form = tuple[FieldReading, regex.Pattern[str]]


class CellTests:
    """The readings of a run that look at single cells. Holds no value."""

    def __init__(self, readings: Sequence[FieldReading] = ()) -> None:
        self._words: dict[str, list[tuple[FieldReading, int]]] = {}
        for reading in readings:
            for group, entries in enumerate(reading.words if reading.method == "words" else ()):
                for word in entries:
                    self._words.setdefault(word.casefold(), []).append((reading, group))
        self._numbers = [item for item in readings if item.method == "number"]
        self._texts = [
            (item, regex.compile(item.shape)) for item in readings if item.method in ("text", "lists") and item.shape
        ]
        self._for_name = lru_cache(maxsize=16384)(self._chosen)

    def __getstate__(self) -> None:
        raise TypeError("made anew in each process")

    def _chosen(
        self, name: str
    ) -> tuple[tuple[FieldReading, ...], tuple[tuple[FieldReading, regex.Pattern[str]], ...]]:
        numbers = tuple(item for item in self._numbers if fits_name(name, item))
        texts = tuple((item, form) for item, form in self._texts if looks_at(name, item))
        return numbers, texts

    def count(
        self,
        name: str,
        texts: Sequence[str],
        per_text: npt.NDArray[np.int64],
        numbers: npt.NDArray[np.float64] | None,
        item: FieldProfile,
        key: bytes,
        is_list: bool,
    ) -> None:
        """Adds `read.<id>`, cells that fit, and for words `read.<id>.<group>`; sketches of the same name keep digests
        of the different ones. `numbers` are the texts as numbers, NaN where they are none."""
        counts, sketches = item.counts, item.sketches
        ranged, forms = self._for_name(name)
        if numbers is not None:
            for reading in ranged:
                fits = _in_ranges(numbers, reading)
                counts[f"read.{reading.id}"] += int(per_text[fits].sum())
                _keep(sketches, reading.id, (texts[int(at)] for at in np.flatnonzero(fits)), key)
        for text, number in zip(texts, per_text.tolist(), strict=True):
            if len(text) <= _LONGEST_WORD and self._words:
                word = text.strip().casefold()
                for reading, group in self._words.get(word, ()):
                    if looks_at(name, reading):
                        counts[f"read.{reading.id}"] += number
                        counts[f"read.{reading.id}.{group}"] += number
                        _keep(sketches, reading.id, (word,), key)
        for reading, form in forms:
            if reading.method == "lists" and not is_list:
                continue
            for text, number in zip(texts, per_text.tolist(), strict=True):
                if _has_form(form, text.strip()):
                    counts[f"read.{reading.id}"] += number
                    _keep(sketches, reading.id, (text.strip(),), key)


def fits_name(name: str, reading: FieldReading) -> bool:
    """Whether the field's name is one of the reading's."""
    return names_any(name, reading.names) and not names_any(name, reading.not_names)


def looks_at(name: str, reading: FieldReading) -> bool:
    """Whether the reading is tried on a field of this name."""
    return not names_any(name, reading.not_names) and bool(reading.unnamed or fits_name(name, reading))


def _in_ranges(numbers: npt.NDArray[np.float64], reading: FieldReading) -> npt.NDArray[np.bool_]:
    fits = np.zeros(len(numbers), dtype=bool)
    with np.errstate(invalid="ignore"):
        for low, high in reading.ranges:
            fits |= (numbers >= low) & (numbers <= high)
        if reading.whole:
            fits &= numbers == np.floor(numbers)
    return fits


def _has_form(form: regex.Pattern[str], text: str) -> bool:
    if not text or len(text) > LONGEST:
        return False
    try:
        return form.fullmatch(text, timeout=_SECONDS) is not None
    except TimeoutError:
        return False


def _keep(sketches: dict[str, Sketch], reading: str, texts: Iterable[str], key: bytes) -> None:
    sketch = sketches.setdefault(f"read.{reading}", Sketch())
    sketch.add(digest(key, text) for text in texts)
