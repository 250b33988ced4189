"""What the recognisers of a run find in texts, and what of it speaks for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.detector_data import STRONG
from scanner.detect.cells import CellTests
from scanner.detect.compiled.analyzer import CompiledAnalyzer, EntityRecognizer, Raw

CONTEXT_CHARS = 40


@dataclass(frozen=True, slots=True)
class Match:
    """One recogniser's finding in one text. `strong`: it speaks for itself. `whole`: it is all that the text holds."""

    recogniser: str
    start: int
    end: int
    strong: bool
    whole: bool


class Recognisers:
    """The recognisers of a run, compiled. `cells` are the tests of whole cells that go with them.

    Holds no text after a call returns.
    """

    def __init__(self, recognisers: Sequence[EntityRecognizer], cells: CellTests | None = None) -> None:
        self.cells = cells or CellTests()
        self._analyzer = CompiledAnalyzer(recognisers)
        self._names: list[str] = [str(item.name) for item in self._analyzer.recognisers]
        self._contexts = [[word.lower() for word in item.context or ()] for item in recognisers]

    @property
    def failed(self) -> dict[str, int]:
        """By recogniser, how many texts it failed in or ran out of time."""
        return self._analyzer.failed

    @property
    def unscreened(self) -> tuple[str, ...]:
        """Names of recognisers that see every text because they can't be screened."""
        return self._analyzer.unscreened

    def matches(self, texts: Sequence[str], context: str = "") -> Iterator[tuple[int, list[Match]]]:
        """For each text that holds anything: its position and its matches, sorted.

        `context` are words that hold for all texts (the field's name).
        """
        for position, found in self._analyzer.raw(texts):
            text = texts[position]
            first, last = len(text) - len(text.lstrip()), len(text.rstrip())
            yield (
                position,
                sorted(
                    (self._match(item, text, first, last, context) for item in found),
                    key=lambda match: (match.start, match.end, match.recogniser),
                ),
            )

    def _match(self, item: Raw, text: str, first: int, last: int, context: str) -> Match:
        strong = item.score >= STRONG or self._has_context(item, text, context)
        whole = item.start <= first and item.end >= last
        return Match(self._names[item.recogniser], item.start, item.end, strong, whole)

    def _has_context(self, item: Raw, text: str, context: str) -> bool:
        """Nearer than Presidio's own look, on both sides, and at the beginning of words only: here it is a proof."""
        words = self._contexts[item.recogniser]
        if not words:
            return False
        before, after = text[max(0, item.start - CONTEXT_CHARS) : item.start], text[item.end : item.end + CONTEXT_CHARS]
        near = f"{context} {before} {after}".lower()
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
