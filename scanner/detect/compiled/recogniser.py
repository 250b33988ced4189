"""A detector as a Presidio recogniser, and what one recogniser finds in one text."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import regex
from presidio_analyzer import EntityRecognizer as EntityRecognizer
from presidio_analyzer import Pattern, PatternRecognizer, pattern_recognizer
from presidio_analyzer.predefined_recognizers import IbanRecognizer

from rules.detector_data import DetectorError, ValueDetector
from scanner.detect.compiled.plain import Found, analyzed
from scanner.detect.compiled.screen import reads_no_line_break
from scanner.detect.validators import VALIDATORS

SECONDS_TOGETHER = 20.0
"""For many texts at once; after that they are looked at one by one."""


class DetectorRecogniser(PatternRecognizer):
    """A `ValueDetector` as a Presidio recogniser."""

    def __init__(self, detector: ValueDetector) -> None:
        self._check = VALIDATORS[detector.validator] if detector.validator else None
        super().__init__(
            supported_entity=detector.id,
            name=detector.id,
            patterns=[Pattern(item.name, item.regex, item.score) for item in detector.patterns],
            context=list(detector.context),
        )

    def validate_result(self, pattern_text: str) -> bool | None:
        return self._check(pattern_text) if self._check else None


def recogniser_of(detector: ValueDetector) -> EntityRecognizer:
    """The detector's recogniser: of its patterns, or of the class it names.

    Raises `DetectorError` where that class is not to be had.
    """
    if not detector.recogniser:
        return DetectorRecogniser(detector)
    module, _, name = detector.recogniser.partition(":")
    where = f"detector '{detector.id}', key 'recogniser': {detector.recogniser}"
    try:
        made: Any = getattr(importlib.import_module(module), name)()
    except Exception as error:  # noqa: BLE001 - a module of the user's may fail in any way
        raise DetectorError(
            f"{where} can't be imported and made without arguments ({type(error).__name__}). Install its package, or "
            "put its folder into PYTHONPATH."
        ) from None
    if not isinstance(made, EntityRecognizer):
        raise DetectorError(f"{where} is no presidio_analyzer.EntityRecognizer. Name a class that is one.")
    own: Any = made
    own.name = detector.id
    own.context = [*(own.context or ()), *detector.context]
    return made


def runs_patterns_only(recogniser: EntityRecognizer) -> bool:
    """Whether `patterns` and the checks of a match are all there is to it, so that a screen of its patterns holds."""
    kind = type(recogniser)
    own = kind.enhance_using_context is EntityRecognizer.enhance_using_context
    plain = getattr(kind, "analyze", None) is PatternRecognizer.analyze
    # Presidio's own for IBANs goes through the groups of its one pattern, and through nothing else
    return own and isinstance(recogniser, PatternRecognizer) and (plain or kind is IbanRecognizer)


class PatternRun:
    """Runs one pattern of a `PatternRecognizer` as `PatternRecognizer.analyze` does, without its bookkeeping."""

    def __init__(self, recogniser: Any, pattern: Any) -> None:
        self._finditer = regex.compile(pattern.regex, recogniser.global_regex_flags).finditer
        self._joinable = type(recogniser) is not IbanRecognizer and reads_no_line_break(
            pattern.regex, int(recogniser.global_regex_flags)
        )
        self._whole = recogniser if type(recogniser) is IbanRecognizer else None
        self._score = float(pattern.score)
        self._validate = _unless_inherited(recogniser, "validate_result")
        self._invalidate = _unless_inherited(recogniser, "invalidate_result")
        self._unchecked = self._validate is None and self._invalidate is None

    def find_all(self, texts: Sequence[str], fail: Callable[[], None]) -> Iterator[tuple[int, Found]]:
        """The matches in each text: its position, and what was found. Calls `fail` for a text that can't be judged."""
        together = self._together(texts) if self._joinable and len(texts) > 1 else None
        if together is not None:
            yield from together
            return
        for position, text in enumerate(texts):
            found: list[Found] = []
            try:
                self._find(text, found)
            except Exception:  # noqa: BLE001 - others' code, and what ran out of time; a message may quote the text
                fail()
            yield from ((position, item) for item in found)

    def _together(self, texts: Sequence[str]) -> list[tuple[int, Found]] | None:
        """None where a text can't be judged: then they are looked at one by one, so that only that one is left out."""
        try:
            return self._in_one_go(texts)
        except Exception:  # noqa: BLE001 - others' code, and what ran out of time; a message may quote the text
            return None

    def _in_one_go(self, texts: Sequence[str]) -> list[tuple[int, Found]]:
        """Over all texts at once, with line breaks between that no part of the pattern reads: calls are dear."""
        ends = [*accumulate(len(text) + 1 for text in texts)]
        found: list[tuple[int, Found]] = []
        position, first, last = 0, 0, ends[0]
        joined = "\n".join(texts)
        score, unchecked = self._score, self._unchecked
        for match in self._finditer(joined, timeout=SECONDS_TOGETHER):
            start, end = match.span()
            if start == end:
                continue
            while start >= last:
                position += 1
                first, last = last, ends[position]
            if not unchecked:
                score = self._judged(joined[start:end])
                if score <= 0:
                    continue
            found.append((position, (start - first, end - first, score)))
        return found

    def _find(self, text: str, found: list[Found]) -> None:
        """Adds the matches, left to right. Raises TimeoutError after Presidio's limit; what came before it counts."""
        if self._whole is not None:
            found.extend((item.start, item.end, item.score) for item in analyzed(self._whole, text, [], None))
            return
        for match in self._finditer(text, timeout=pattern_recognizer.REGEX_TIMEOUT_SECONDS):
            start, end = match.span()
            if start == end:
                continue
            score = self._score if self._unchecked else self._judged(text[start:end])
            if score > 0:
                found.append((start, end, score))

    def _judged(self, matched: str) -> float:
        score = self._score
        if self._validate is not None:
            valid = self._validate(matched)
            if valid is not None:
                score = EntityRecognizer.MAX_SCORE if valid else EntityRecognizer.MIN_SCORE
        if self._invalidate is not None and self._invalidate(matched):
            score = EntityRecognizer.MIN_SCORE
        return score


def _unless_inherited(recogniser: Any, name: str) -> Callable[[str], bool | None] | None:
    own = getattr(type(recogniser), name)
    inherited = getattr(PatternRecognizer, name)
    if own is inherited or (isinstance(recogniser, DetectorRecogniser) and recogniser._check is None):
        return None
    return getattr(recogniser, name)  # type: ignore[no-any-return]
