"""`saydo detect`: tries the detectors on a file or standard input, and says what they make of it and why.

The lines are taken for the cells of one field. Values stay inside: what is told is counts, reasons and forms.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import pyarrow as pa

from connectors.model import Dataset, SampleDesign
from reports.safe import printable
from rules.detector_data import DetectorFile
from rules.facts import Classification
from rules.vocabulary import vocabulary
from scanner.detect.classify import classify
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.forms import form_of
from scanner.detect.matches import Recognisers
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import ReadingContext
from scanner.work import compile_detectors

BATCH_LINES = 20_000
BATCH_CHARS = 8 << 20
LONGEST_LINE = 1 << 20
CUT = " [...]"
UNNAMED = "-"
FORMS = 3


@dataclass
class _Tried:
    """What was seen: the merged profile, and by detector the forms of what it matched."""

    profile: DatasetProfile = field(default_factory=DatasetProfile)
    forms: dict[str, Counter[str]] = field(default_factory=dict)
    shortened: int = 0


def bounded_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines without their ends, as UTF-8 with backslash escapes; of longer ones the first `LONGEST_LINE` bytes and
    an ellipsis."""
    while line := stream.readline(LONGEST_LINE):
        cut = len(line) == LONGEST_LINE and not line.endswith(b"\n")
        if cut:
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        yield line.decode("utf-8", "backslashreplace").rstrip("\r\n") + (CUT if cut else "")


def try_lines(lines: Iterable[str], name: str, detectors: DetectorFile, today: date) -> Iterator[str]:
    """Lines to print. `name` is the field that the lines are cells of, "" for none."""
    recognisers = compile_detectors(detectors)
    tried = _Tried()
    key = secrets.token_bytes(32)
    for batch in _batches(lines):
        _look(batch, name, recognisers, key, tried)
    dataset = Dataset("input", "lines", "table")
    context = ReadingContext(today, (name or UNNAMED,), "")
    decisions = classify(dataset, tried.profile, detectors, context, SampleDesign(kind="head"), 0.95)
    return _told(tried, [item.classification for item in decisions], detectors, recognisers)


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == BATCH_LINES or size > BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _look(texts: list[str], name: str, recognisers: Recognisers, key: bytes, tried: _Tried) -> None:
    tried.shortened += sum(text.endswith(CUT) and len(text) >= LONGEST_LINE // 4 for text in texts)
    array = pa.array(texts)
    record = pa.RecordBatch.from_arrays([array], names=[name or UNNAMED])
    tried.profile.absorb(profile_batch(record, "input", recognisers, key, ColumnPlan()))
    for position, matches in recognisers.matches(texts):
        for match in matches:
            form = form_of(texts[position][match.start : match.end])
            tried.forms.setdefault(match.recogniser, Counter())[form] += 1


def _told(
    tried: _Tried, found: list[Classification], detectors: DetectorFile, recognisers: Recognisers
) -> Iterator[str]:
    yield f"{tried.profile.rows:,} lines read."
    by_detector = {item.id: item.category for item in detectors.values}
    for item in found:
        yield ""
        yield f"{vocabulary().categories.label(item.category)} ({item.category}), confidence {item.confidence}"
        yield from (f"  {printable(reason)}" for reason in item.reasons)
        exactly = "" if item.distinct_exact else "about "
        yield f"  {exactly}{item.distinct:,} different values"
        for detector, forms in sorted(tried.forms.items()):
            if by_detector.get(detector) == item.category:
                shown = ", ".join(f"{form} ({number:,})" for form, number in _most(forms))
                yield f"  form by {detector}: {shown}"
    if not found:
        yield "Nothing that counts was found."
    losers = sorted({loser for item in found for loser in item.losers} | set(_dropped(tried, found, detectors)))
    if losers:
        yield ""
        yield "Considered and dropped:"
        yield from (f"  {printable(loser)}" for loser in losers)
    for detector, number in sorted(recognisers.failed.items()):
        yield f"{detector} failed or ran out of time in {number:,} lines: they were not read by it."
    if tried.shortened:
        yield f"Of {tried.shortened:,} lines only the first {LONGEST_LINE:,} bytes were read."


def _dropped(tried: _Tried, found: list[Classification], detectors: DetectorFile) -> Iterator[str]:
    categories = {item.category for item in found}
    for detector in detectors.values:
        counts = next((item.counts for item in tried.profile.fields.values()), Counter())
        seen = counts[f"match.{detector.id}.any"]
        if seen and detector.category not in categories and not found:
            yield f"{detector.category}: {seen:,} lines match weakly, with no context, field name or majority"


def _most(forms: Counter[str]) -> list[tuple[str, int]]:
    return sorted(forms.items(), key=lambda entry: (-entry[1], entry[0]))[:FORMS]
