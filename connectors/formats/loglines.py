"""Log files: each line parsed on its own, with a cap on how many different keys a split may grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from connectors.formats.columns import batches_of_rows, text_of
from connectors.formats.jsonvalues import Flattener, limit_problems
from connectors.formats.logline import parse
from connectors.formats.problem import Problem
from connectors.formats.streams import Stream, TooLong, lines, too_long_problem

MAX_KEYS = 500
_MESSAGE = "message"


class KeyCap:
    """Folds keys beyond the first `MAX_KEYS` of a split into `message` as `key=value`, so that nothing is lost."""

    def __init__(self, most: int = MAX_KEYS) -> None:
        self._most = most
        self._known: set[str] = {_MESSAGE}

    def apply(self, row: dict[str, object]) -> dict[str, object]:
        if self._known.issuperset(row):
            return row
        kept: dict[str, object] = {}
        folded: list[str] = []
        for key, value in row.items():
            if key in self._known or len(self._known) < self._most:
                self._known.add(key)
                kept[key] = value
            else:
                folded.append(f"{key}={'' if value is None else text_of(value)}")
        if folded:
            first = kept.get(_MESSAGE)
            kept[_MESSAGE] = " ".join(([] if first is None else [text_of(first)]) + folded)
        return kept


def read(
    stream: Stream, start: int, stop: int | None, columns: Sequence[str] | None, rows: int | None
) -> Iterator[pa.RecordBatch | Problem]:
    """The lines that start in [start, stop), at most `rows` of them. Blank lines are no rows."""
    flat = Flattener()
    cap = KeyCap()
    too_long = [0]

    def parsed() -> Iterator[tuple[dict[str, object], int]]:
        for line in lines(stream, start, stop):
            if isinstance(line, TooLong):
                too_long[0] += 1
            elif line and not line.isspace():
                # bytes that are no UTF-8 travel as surrogates and become escapes in their column
                yield cap.apply(parse(line.decode("utf-8", "surrogateescape"), flat)), len(line)

    yield from batches_of_rows(islice(parsed(), rows), columns)
    if too_long[0]:
        yield too_long_problem(too_long[0])
    yield from limit_problems(flat)
    if problem := stream.problem():
        yield problem
