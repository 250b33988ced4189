"""Presidio recognisers, compiled: RE2 screens whole buffers, the recogniser itself judges what the screen lets through.

Any `presidio_analyzer.EntityRecognizer` works. Those made of patterns are screened; others, and patterns that no screen
can be made for, see every distinct text.
"""

from __future__ import annotations

import bisect
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import re2
import regex
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from rules.detector_data import STRONG, ValueDetector
from scanner.detect.cells import CellTests
from scanner.detect.screen import screen_for
from scanner.detect.validators import VALIDATORS

CONTEXT_CHARS = 40
WINDOW_CHARS = 1 << 20
WINDOW_OVERLAP = 4096
_SEPARATOR = b"\n"
_FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE  # those of Presidio
_QUICK = 1.0


class DetectorRecogniser(PatternRecognizer):
    """A `ValueDetector` as a Presidio recogniser."""

    def __init__(self, detector: ValueDetector) -> None:
        self._check = VALIDATORS[detector.validator] if detector.validator else None
        self._plain = [regex.compile(item.regex, _FLAGS) for item in detector.patterns]
        super().__init__(
            supported_entity=detector.id,
            name=detector.id,
            patterns=[Pattern(item.name, item.regex, item.score) for item in detector.patterns],
            context=list(detector.context),
        )

    def may_match(self, text: str) -> bool:
        """False where no pattern finds anything: quicker to know than by `analyze`. True where that takes too long."""
        try:
            return any(pattern.search(text, timeout=_QUICK) is not None for pattern in self._plain)
        except TimeoutError:
            return True

    def validate_result(self, pattern_text: str) -> bool | None:
        return self._check(pattern_text) if self._check else None


@dataclass(frozen=True, slots=True)
class Match:
    """One recogniser's finding in one text. `strong`: it speaks for itself. `whole`: it is all that the text holds."""

    recogniser: str
    start: int
    end: int
    strong: bool
    whole: bool


class _TimeoutWatch(logging.Handler):
    """Presidio drops a match that runs out of time and only logs it. Here that log record becomes a fact."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        if "timed out" in str(record.msg):
            self.seen += 1


class CompiledRecognisers:
    """Runs many recognisers over many texts. Holds no text after a call returns. `cells` are the tests of whole cells
    that go with them."""

    def __init__(self, recognisers: Sequence[EntityRecognizer], cells: CellTests | None = None) -> None:
        self.cells = cells or CellTests()
        self._recognisers: list[Any] = list(recognisers)  # presidio annotates loosely
        self._unscreened: list[int] = []
        self._set_ids: list[int] = []
        self.failed: dict[str, int] = {}
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 256 << 20
        self._set = re2.Set.SearchSet(options)
        alternatives: list[str] = []
        for index, recogniser in enumerate(self._recognisers):
            screens = [screen_for(item.regex) for item in getattr(recogniser, "patterns", [])]
            if not screens or any(screen is None for screen in screens):
                self._unscreened.append(index)
                continue
            for screen in screens:
                assert screen is not None
                self._set.Add(screen)
                self._set_ids.append(index)
                alternatives.append(f"(?:{screen})")
        self._any = re2.compile("|".join(alternatives), options) if alternatives else None
        if alternatives:
            self._set.Compile()
        self._watch = _TimeoutWatch()
        logger = logging.getLogger("presidio-analyzer")
        logger.propagate = False
        logger.handlers[:] = [self._watch]

    @property
    def unscreened(self) -> tuple[str, ...]:
        """Names of recognisers that see every text because they can't be screened."""
        return tuple(self._recognisers[index].name for index in self._unscreened)

    def matches(self, texts: Sequence[str], context: str = "") -> Iterator[tuple[int, list[Match]]]:
        """For each text that holds anything: its position and its matches, sorted.

        `context` are words that hold for all texts (the field's name). A recogniser that fails or times out is counted
        in `failed` and skipped for that text.
        """
        for position in self._candidates(texts):
            found: list[Match] = []
            for index in self._interested(texts[position]):
                found.extend(self._run(self._recognisers[index], texts[position], context))
            if found:
                found.sort(key=lambda item: (item.start, item.end, item.recogniser))
                yield position, found

    def _candidates(self, texts: Sequence[str]) -> Iterable[int]:
        if self._unscreened:
            return range(len(texts))
        if self._any is None or not texts:
            return ()
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = [0, *accumulate(len(item) + 1 for item in encoded)]
        buffer = _SEPARATOR.join(encoded)
        hit: set[int] = set()
        position = 0
        while position < len(buffer):
            match = self._any.search(buffer, position)
            if match is None:
                break
            first = bisect.bisect_right(starts, match.start()) - 1
            last = min(bisect.bisect_right(starts, max(match.start(), match.end() - 1)) - 1, len(texts) - 1)
            hit.update(range(first, last + 1))
            position = starts[last + 1]  # one hit settles a text; looking on inside a long one would be quadratic
        return sorted(hit)

    def _interested(self, text: str) -> list[int]:
        if self._any is None:
            return list(self._unscreened)
        hits = self._set.Match(text.encode("utf-8", "surrogatepass")) or ()
        return sorted({self._set_ids[item] for item in hits} | set(self._unscreened))

    def _run(self, recogniser: Any, text: str, context: str) -> Iterator[Match]:
        if isinstance(recogniser, DetectorRecogniser) and not recogniser.may_match(text):
            return
        stripped_start = len(text) - len(text.lstrip())
        stripped_end = len(text.rstrip())
        seen: set[tuple[int, int]] = set()
        before = self._watch.seen
        for offset in range(0, max(1, len(text)), WINDOW_CHARS):
            window = text[max(0, offset - WINDOW_OVERLAP) : offset + WINDOW_CHARS]
            shift = max(0, offset - WINDOW_OVERLAP)
            try:
                results = recogniser.analyze(window, recogniser.supported_entities, None)
            except Exception:  # noqa: BLE001 - a recogniser is others' code; its message may quote the text
                self.failed[recogniser.name] = self.failed.get(recogniser.name, 0) + 1
                continue
            for result in results:
                start, end = result.start + shift, result.end + shift
                if (start, end) not in seen:
                    seen.add((start, end))
                    strong = result.score >= STRONG or _has_context(recogniser, result, text, start, end, context)
                    yield Match(recogniser.name, start, end, strong, start <= stripped_start and end >= stripped_end)
        if self._watch.seen > before:
            self.failed[recogniser.name] = self.failed.get(recogniser.name, 0) + 1


def _has_context(
    recogniser: EntityRecognizer, result: RecognizerResult, text: str, start: int, end: int, context: str
) -> bool:
    words = getattr(recogniser, "context", None) or ()
    near = f"{context} {text[max(0, start - CONTEXT_CHARS) : start]} {text[end : end + CONTEXT_CHARS]}".lower()
    return any(_starts_a_word(word, near) for word in words)


def _starts_a_word(word: str, text: str) -> bool:
    """`tel` is in `tel: 1` and `telephone`, not in `hotel`. Scripts without spaces have no such borders."""
    if not word.isascii():
        return word in text
    at = text.find(word)
    while at >= 0:
        if at == 0 or not (text[at - 1].isascii() and text[at - 1].isalpha()):
            return True
        at = text.find(word, at + 1)
    return False
