"""CSV and its relatives. Every cell stays the text it is: no type is guessed, and an empty cell stays empty text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

import pyarrow as pa

from connectors.errors import describe_error
from connectors.formats.columns import BATCH_BYTES, BATCH_CELLS, BATCH_ROWS, batch_of, distinct_names
from connectors.formats.problem import Problem
from connectors.formats.streams import Stream

MAX_CELL = 16 * 1024 * 1024
MAX_EXTRA = 500
"""How many surplus cells of a row get a column of their own; the last takes all that remain."""
_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 30
_SAMPLE_CHARS = 64 * 1024
# a last line of our own: where it comes back as a row, no quote was left open
_END = "\x00\x01saydo-end-of-file\x01\x00"
# a first row with such a cell is data, not a header
_DATA_CELL = re.compile(r"\s*(?:[-+]?[\d.,\s]*\d[\d.,\s%]*|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|[^@\s]+@[^@\s]+)\s*")

csv.field_size_limit(MAX_CELL)


class _TextFile(io.RawIOBase):
    """A stream of byte chunks as a file, for `io.TextIOWrapper`."""

    def __init__(self, stream: Stream) -> None:
        self._chunks = iter(stream)
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._held:
            self._held = next(self._chunks, b"")
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


class _LineTooLongError(Exception):
    """A line longer than a cell may be: no delimiter or no line end for too long."""


def _text_lines(stream: Stream) -> Iterator[str]:
    raw = io.BufferedReader(_TextFile(stream), 64 * 1024)
    text = io.TextIOWrapper(raw, "utf-8", errors="surrogateescape", newline="")
    while line := text.readline(MAX_CELL + 1):
        if len(line) > MAX_CELL:
            raise _LineTooLongError
        yield line
    yield _END


def sniff_delimiter(sample: Sequence[str], hint: str = "") -> str:
    """The delimiter that cuts most of these lines into the same number of cells, more than one; `hint` wins a tie."""
    best, best_score = hint or ",", (0.0, 0)
    for delimiter in dict.fromkeys(hint + _DELIMITERS):
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (widths.count(common) / len(widths), common)
        if common > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def header_names(first: Sequence[str]) -> tuple[list[str], bool]:
    """Column names from the first row, and whether it is a header: a row with a number, date or address is data."""
    if any(_DATA_CELL.fullmatch(cell[:200]) for cell in first):
        return [f"c{at}" for at in range(1, len(first) + 1)], False
    named = [cell.strip() or f"c{at}" for at, cell in enumerate(first, 1)]
    return distinct_names(named), True


def read(
    stream: Stream, columns: Sequence[str] | None, rows: int | None, hint: str = ""
) -> Iterator[pa.RecordBatch | Problem]:
    """The rows of a delimited text, at most `rows` of them. Blank lines are no rows.

    Cells beyond the header's width go to `extra1`, `extra2`, ...; cells that a short row lacks are null.
    """
    source = _text_lines(stream)
    faults: list[Problem] = []
    sample: list[str] = []
    try:
        while len(sample) < _SAMPLE_LINES and sum(map(len, sample)) < _SAMPLE_CHARS:
            sample.append(next(source))
    except StopIteration:
        source = iter(())
    except _LineTooLongError:
        faults.append(_too_long())
        source = iter(())
    delimiter = sniff_delimiter([line for line in sample if line != _END], hint)
    reader = _rows(csv.reader(chain(sample, source), delimiter=delimiter), faults)
    first = next(reader, None)
    if first is not None:
        names, is_header = header_names(first)
        yield from _batches(islice(reader if is_header else chain([first], reader), rows), names, delimiter, columns)
    yield from faults
    if problem := stream.problem():
        yield problem


def _rows(reader: Iterator[list[str]], faults: list[Problem]) -> Iterator[list[str]]:
    """Rows up to the end or the first fault, which is added to `faults`."""
    try:
        for row in reader:
            if row and row[-1].endswith(_END):
                if row == [_END]:
                    return
                row[-1] = row[-1].removesuffix(_END)
                what = "a quote is opened and never closed; the rest of the file was read as one cell"
                faults.append(Problem("corrupt", what))
            if row:
                yield row
    except _LineTooLongError:
        faults.append(_too_long())
    except csv.Error as exc:
        what = f"a cell is longer than {MAX_CELL // (1024 * 1024)} MiB, or a quote is never closed"
        remedy = "Repair the file, or exclude it with a reason."
        faults.append(Problem("limit", f"{what}; what follows was not read ({describe_error(exc)})", remedy))


def _too_long() -> Problem:
    what = f"a line is longer than {MAX_CELL // (1024 * 1024)} MiB; it and what follows was not read"
    return Problem("limit", what, "Repair the file, or exclude it with a reason.")


def _batches(
    rows: Iterator[list[str]], names: list[str], delimiter: str, columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch]:
    held: list[list[str]] = []
    size = 0
    for row in rows:
        surplus = len(row) - len(names)
        if surplus > MAX_EXTRA:
            last = len(names) + MAX_EXTRA - 1
            row = [*row[:last], delimiter.join(row[last:])]
        held.append(row)
        size += sum(map(len, row)) + 8 * len(row)
        if len(held) >= BATCH_ROWS or size >= BATCH_BYTES or len(held) * len(row) >= BATCH_CELLS:
            yield _batch(held, names, columns)
            held, size = [], 0
    if held:
        yield _batch(held, names, columns)


def _batch(rows: list[list[str]], names: list[str], columns: Sequence[str] | None) -> pa.RecordBatch:
    width = max(len(names), max(map(len, rows)))
    every = distinct_names([*names, *(f"extra{at}" for at in range(1, width - len(names) + 1))])
    cells = list(zip_longest(*rows))
    cells += [(None,) * len(rows)] * (width - len(cells))
    found = dict(zip(every, cells, strict=True))
    if columns is not None:
        found = {name: found.get(name, (None,) * len(rows)) for name in dict.fromkeys(columns)}
    return batch_of(found, len(rows))
