"""Presidio's recogniser of telephone numbers, asked about each different candidate once.

`phonenumbers.PhoneNumberMatcher` goes from one candidate (digits with the signs that stand between them) to the next,
and what it says of one depends on the candidate, the character before it and up to three after it, and nothing else.
Logs are full of the same ones: days, hours, counts.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from phonenumbers import Leniency, PhoneMetadata
from phonenumbers import phonenumbermatcher as matcher
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from scanner.detect.compiled.plain import Found, analyzed

LEAST_DIGITS = 4
"""No region has a valid number with fewer (libphonenumber's metadata, `possible_length`)."""

_ALL_REGIONS = 12  # digits from which on it is hardly worth while to leave regions out
_LONGEST = 60  # characters of a candidate; in longer ones its own limits on repeats begin to count
_FOLLOWING = 3  # `:45` after what looks like a time
_MINUTES: Any = getattr(matcher, "_TIME_STAMPS_SUFFIX", None)
_CANDIDATE: Any = getattr(matcher, "_PATTERN", None)
_SECOND: Any = getattr(matcher, "_SECOND_NUMBER_START_PATTERN", None)


def can_run(recogniser: Any) -> bool:
    """Whether this is Presidio's own recogniser, and the library is as expected here."""
    known = None not in (_CANDIDATE, _SECOND, _MINUTES) and _MINUTES.pattern == ":[0-5]\\d"
    return type(recogniser) is PhoneRecognizer and known and not any(map(_CANDIDATE.fullmatch, ("1\n1", "(\n1", "1\n")))


class PhoneRun:
    """As `PatternRun`, for `PhoneRecognizer`."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._strict = int(recogniser.leniency) >= Leniency.VALID
        self._known: dict[tuple[str, str, str], tuple[tuple[int, int], ...]] = {}
        # by number of digits, with those regions only that have so short numbers
        self._short = {digits: _only(recogniser, digits) for digits in range(LEAST_DIGITS, _ALL_REGIONS)}

    def find_all(self, texts: Sequence[str], fail: Callable[[], None]) -> Iterator[tuple[int, Found]]:
        """The matches in each text: its position, and what was found. Calls `fail` for a text that can't be judged."""
        for position, text in enumerate(texts):
            try:
                found = self._in(text)
            except Exception:  # noqa: BLE001 - others' code; its message may quote the text
                fail()
                continue
            yield from ((position, item) for item in found)

    def forget(self) -> None:
        """Drops what was remembered of the texts."""
        self._known.clear()

    def _in(self, text: str) -> list[Found]:
        found: list[Found] = []
        for match in _CANDIDATE.finditer(text):
            start, end = match.span()
            if end - start < LEAST_DIGITS:
                continue
            candidate = match[0]
            before = text[start - 1 : start] if start else ""
            if end - start > _LONGEST or _SECOND.search(candidate) or _joins(before):
                return self._whole(text)
            if self._strict and candidate.isdigit() and (_is_letter(before) or _is_letter(text[end : end + 1])):
                continue  # part of a word; without signs inside there is nothing else to try
            digits = sum(map(str.isdigit, candidate))
            if digits < LEAST_DIGITS:
                continue
            key = (_kind(before), candidate, _following(text[end : end + _FOLLOWING]))
            places = self._known.get(key)
            if places is None:
                places = self._known[key] = self._judged(*key, digits)
            found.extend((start + first, start + last, self._recogniser.SCORE) for first, last in places)
        return found

    def _judged(self, before: str, candidate: str, after: str, digits: int) -> tuple[tuple[int, int], ...]:
        shift, size = len(before), len(candidate)
        asked = self._short.get(digits, self._recogniser)
        found = self._whole(before + candidate + after, asked)
        return tuple((start - shift, end - shift) for start, end, _ in found if start - shift < size)

    def _whole(self, text: str, asked: Any = None) -> list[Found]:
        results = analyzed(asked or self._recogniser, text, [], None)
        return [(item.start, item.end, item.score) for item in results]


def _only(recogniser: Any, digits: int) -> Any:
    """The recogniser with those of its regions whose shortest numbers have at most so many digits."""
    least = copy.copy(recogniser)
    least.supported_regions = tuple(region for region in recogniser.supported_regions if _shortest(region) <= digits)
    return least


def _shortest(region: str) -> int:
    metadata = PhoneMetadata.metadata_for_region(region)
    general = metadata.general_desc if metadata is not None else None
    return min(general.possible_length) if general is not None else 0


def _joins(before: str) -> bool:
    """Whether the character before could be the candidate's own, had the search begun there."""
    return bool(before) and (before.isdigit() or _CANDIDATE.match(before + "1") is not None)


def _kind(char: str) -> str:
    return "a" if _is_letter(char) else char


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _following(text: str) -> str:
    return ":00" if _MINUTES.match(text) else _kind(text[:1])
