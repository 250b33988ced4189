"""Context words as Presidio's `LemmaContextAwareEnhancer` finds them, without cutting the whole text into tokens.

It collects the keyword at a match, up to five before it and as many after it as it is told to (none, but where the
match begins with no keyword, the next one), and asks whether a recogniser's context word stands inside one of them.
With the light tokeniser what is a token, and what a keyword, depends on the characters around alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from scanner.detect.compiled.nlp import keyword

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"(?<!\w)\w+\Z|\A\w+\Z")
_BETWEEN = "\0"
_FIRST_LOOK = 96  # characters; most lines have their five words within


class LocalContext:
    """Collects as many keywords before and after as Presidio's prefix and suffix counts say, and the match's own."""

    def __init__(self, prefix_count: int, suffix_count: int) -> None:
        self._before, self._after = prefix_count + 1, suffix_count + 1

    def keywords(self, text: str, start: int) -> list[str]:
        """The keywords around the token that `start` stands in, in no order."""
        here = _WORD.match(text, start)
        begin, end = (_word_start(text, start), here.end()) if here is not None else (start, start + 1)
        own = keyword(text[begin:end])
        found = [own] if own else []
        found += self._ahead(text, end, self._after - len(found))
        return found + self._behind(text, begin, self._before - bool(own))

    def _ahead(self, text: str, at: int, wanted: int) -> list[str]:
        if wanted <= 0:
            return []
        words = (keyword(item[0]) for item in _TOKEN.finditer(text, at))
        return list(islice((word for word in words if word), wanted))

    def _behind(self, text: str, stop: int, wanted: int) -> list[str]:
        found: list[str] = []
        look = _FIRST_LOOK
        while len(found) < wanted and stop > 0:
            first = max(0, stop - look)
            if first > 0 and _WORD.match(text, first):
                first = _word_start(text, first)  # a token is taken whole
            words = (keyword(token) for token in reversed(_TOKEN.findall(text, first, stop)))
            found += islice((word for word in words if word), wanted - len(found))
            stop, look = first, look * 4
        return found


def _word_start(text: str, at: int) -> int:
    """Where the run of word characters around `at` begins; looked at in pieces."""
    if at == 0 or not _WORD.match(text, at - 1):
        return at
    look = _FIRST_LOOK
    while at > 0:
        first = max(0, at - look)
        piece = text[first:at]
        tail = len(piece) - len(_LAST_WORD.sub("", piece))
        at -= tail
        if tail < len(piece):
            break
        look *= 2
    return at


def supports(keywords: Sequence[str], context: Sequence[str], whole_word: bool) -> bool:
    """Whether any context word (lower case) stands in any keyword, or is one."""
    if whole_word:
        return any(word in keywords for word in context)
    together = _BETWEEN.join(keywords)
    for word in context:
        if word in together and (_BETWEEN not in word or any(word in item for item in keywords)):
            return True
    return False
