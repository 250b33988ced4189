"""Text of a run as inline Markdown that stays text: no link, image, heading, markup, mention or reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.safe import printable

_AFTER = ")\"'”’,;:.!?…"
_ENDS = f"[{_AFTER}]*"
# a word that means nothing to Markdown, to a forge or to a linkifier
_PLAIN = re.compile(
    rf"""[("'“‘]*(?:\d{{1,3}}(?:,\d{{3}})+|\d+\.\d+|[^\W_]+(?:[-'’/][^\W_]+)*)%?{_ENDS}|%{_ENDS}|[-–—·]"""
)
_REFERENCE = re.compile(r"(?i)\b(?:gh-\d|[0-9a-f]{7,}\b)")  # to an issue, to a commit
_LIST = re.compile(r"\d+[.)]|[-–—·]")
_WORD = re.compile(rf"`(?P<code>[^`]+)`(?P<end>{_ENDS})(?!\S)|\S+")


def inert(text: str, limit: int | None = 300) -> str:
    """The text, with every word that could mean something to a renderer in a code span, where nothing means anything.

    Entities would not do: forges look for mentions and references in what is rendered. A backtick and `|` are shown as
    `\\x60` and `\\x7c`, because no escape of theirs works in the tables of every renderer. GitHub Flavored Markdown
    0.29, 4.10 (tables) and 6.3 (code spans).
    """
    return " ".join(_pieces(printable(text, limit)))


def code(text: str, limit: int | None = 200) -> str:
    """The text as one code span; "" for none."""
    return "".join(_span(printable(text, limit).split()))


def _pieces(text: str) -> Iterator[str]:
    risky: list[str] = []
    for number, found in enumerate(_WORD.finditer(text)):
        word = found[0]
        if found["code"]:  # our own sentences quote commands so
            yield from [*_span(risky), *(span + found["end"] for span in _span(found["code"].split()))]
            risky = []
        elif _PLAIN.fullmatch(word) and not _REFERENCE.search(word) and (number or not _LIST.fullmatch(word)):
            yield from [*_span(risky), word]
            risky = []
        else:  # what ends a sentence stays outside, so that the span can be copied
            core = word.rstrip(_AFTER) or word
            risky.append(core)
            if core != word:
                yield from (span + word[len(core) :] for span in _span(risky))
                risky = []
    yield from _span(risky)


def _span(words: list[str]) -> list[str]:
    told = " ".join(words).replace("`", "\\x60").replace("|", "\\x7c")
    return [f"`{told}`"] if told else []
