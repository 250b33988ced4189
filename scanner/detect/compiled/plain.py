"""What one recogniser says of one text, plainly: places and scores."""

from __future__ import annotations

import logging
from typing import Any

import tldextract
from presidio_analyzer import RecognizerResult

Found = tuple[int, int, float]
"""Start, end (code points) and score."""


class _TimeoutWatch(logging.Handler):
    """Presidio drops a match that runs out of time and only logs it. Here that log record becomes a fact."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.seen += "timed out" in str(record.msg)


# Presidio's recognisers of addresses would fetch the list of public suffixes: the one that tldextract brings will do
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

_WATCH = _TimeoutWatch()
_LOGGER = logging.getLogger("presidio-analyzer")
_LOGGER.propagate = False  # its records may quote the text
_LOGGER.handlers[:] = [_WATCH]


def analyzed(recogniser: Any, text: str, entities: list[str], artifacts: Any) -> list[RecognizerResult]:
    """What the recogniser itself finds. Raises TimeoutError where it only logged that it ran out of time."""
    before = _WATCH.seen
    found = list(recogniser.analyze(text, entities, artifacts) or ())
    if _WATCH.seen > before:
        raise TimeoutError
    return found


def without_duplicates(found: list[Found]) -> list[Found]:
    """`EntityRecognizer.remove_duplicates` for results of one entity, none with score 0: those within another of no
    lower score go.

    Sorted as there: best score first, then by place.
    """
    if len(found) < 2:
        return found
    kept: list[Found] = []
    active: list[Found] = []
    for item in sorted(set(found), key=lambda one: (one[0], one[0] - one[1], -one[2])):
        start, end, score = item
        active = [other for other in active if other[1] >= start]
        if not any(start >= other[0] and end <= other[1] and score <= other[2] for other in active):
            kept.append(item)
            active.append(item)
    return sorted(kept, key=lambda one: (-one[2], one[0], one[0] - one[1]))
