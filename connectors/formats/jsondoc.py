"""A JSON document: an array gives a row for each element, an object one row. Several documents in a row also work,
so a `.json` file that holds JSON lines needs no guessing."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from itertools import islice

import pyarrow as pa

from connectors.errors import describe_error
from connectors.formats.columns import batches_of_rows
from connectors.formats.jsonvalues import Flattener, limit_problems, values_in
from connectors.formats.problem import Problem
from connectors.formats.streams import Stream

MAX_VALUE = 64 * 1024 * 1024
"""How many characters one element, or a document that is no array, may have."""


def _text(stream: Stream) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for chunk in stream:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", True)


def read(stream: Stream, columns: Sequence[str] | None, rows: int | None) -> Iterator[pa.RecordBatch | Problem]:
    """The rows of a document, at most `rows` of them. What comes before a fault is kept."""
    flat = Flattener()
    faults: list[Problem] = []

    def pieces() -> Iterator[tuple[dict[str, object], int]]:
        values = values_in(_text(stream), MAX_VALUE)
        try:
            for value in values:
                row = flat.row(value)
                yield row, 64 * len(row)
        except OverflowError:
            what = f"one value is longer than {MAX_VALUE // (1024 * 1024)} MiB; it and what follows was not read"
            faults.append(Problem("limit", what, "Store it as JSON lines, or exclude it with a reason."))
        except (ValueError, EOFError, RecursionError) as exc:
            if stream.error is not None:
                return  # the stream's own problem tells it
            if isinstance(exc, EOFError):
                faults.append(Problem("truncated", "the JSON array has no end; what came before was read"))
            else:
                what = f"the text is no JSON from some place on; what came before was read ({describe_error(exc)})"
                faults.append(Problem("corrupt", what))

    yield from batches_of_rows(islice(pieces(), rows), columns)
    yield from faults
    yield from limit_problems(flat)
    if problem := stream.problem():
        yield problem
