"""JSON lines: one JSON value a line, each a row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from connectors.formats.columns import batches_of_rows
from connectors.formats.jsonvalues import DECODER, Flattener, limit_problems
from connectors.formats.problem import Problem
from connectors.formats.streams import Stream, TooLong, lines, too_long_problem

Weighed = tuple[dict[str, object], int]


class _Lines:
    """The rows of a stretch of lines, and counts of what was no row."""

    def __init__(self, stream: Stream, start: int, stop: int | None) -> None:
        self._stream, self._start, self._stop = stream, start, stop
        self.flat = Flattener()
        self.broken = 0
        self.too_long = 0

    def __iter__(self) -> Iterator[Weighed]:
        for line in lines(self._stream, self._start, self._stop):
            if isinstance(line, TooLong):
                self.too_long += 1
            elif line and not line.isspace():
                try:
                    # bytes that are no UTF-8 travel as surrogates and become escapes in the column
                    value = DECODER.decode(line.decode("utf-8", "surrogateescape"))
                    row = self.flat.row(value)
                except (json.JSONDecodeError, RecursionError):
                    # the cut end of a broken stream is told by the stream's own problem
                    self.broken += self._stream.error is None
                    continue
                yield row, len(line)

    def problems(self) -> Iterator[Problem]:
        if self.broken:
            what = f"{self.broken} lines are no JSON and were skipped"
            yield Problem("corrupt", what, "Repair these lines, or exclude the object with a reason.", self.broken)
        if self.too_long:
            yield too_long_problem(self.too_long)
        yield from limit_problems(self.flat)
        if problem := self._stream.problem():
            yield problem


def read(
    stream: Stream, start: int, stop: int | None, columns: Sequence[str] | None, rows: int | None
) -> Iterator[pa.RecordBatch | Problem]:
    """The lines that start in [start, stop), at most `rows` of them; see `streams.lines` for where `stream` begins."""
    source = _Lines(stream, start, stop)
    yield from batches_of_rows(islice(source, rows), columns)
    yield from source.problems()
