"""Readings that data alone describes: closed sets of words, named numbers, forms of text, dates, what values showed."""

from __future__ import annotations

from rules.detector_data import FieldReading
from scanner.detect.cells import fits_name
from scanner.detect.profile import FieldProfile
from scanner.detect.readings_base import Reading, filled, share_of
from scanner.detect.tokens import names_any

ENOUGH = 5  # cells that a reading without a name wants to see
_IN_A_LIST = 3  # values in one row, on average
_WITHOUT_A_NAME = 0.1  # what the lack of a name takes from the confidence


def plain_reading(dataset: str, name: str, item: FieldProfile, reading: FieldReading) -> Reading | None:
    """What one reading says of one field, from its own counts; None where it does not fit."""
    if reading.datasets and not names_any(dataset, reading.datasets):
        return None
    if names_any(name, reading.not_names) or not filled(item):
        return None
    if reading.method == "words":
        return _words(name, item, reading)
    if reading.method == "detected":
        return _detected(name, item, reading)
    if reading.method == "date":
        return _dates(name, item, reading)
    return _counted(name, item, reading)


def _words(name: str, item: FieldProfile, reading: FieldReading) -> Reading | None:
    mark = f"read.{reading.id}"
    seen, cells, distinct = item.counts[mark], filled(item), item.distinct(mark)[0]
    groups = sum(item.counts[f"{mark}.{group}"] > 0 for group in range(len(reading.words)))
    named = fits_name(name, reading)
    settled = reading.unnamed and distinct >= reading.unnamed and groups >= min(2, len(reading.words))
    if share_of(seen, cells) < reading.share or not (named or (settled and cells >= ENOUGH)):
        return None
    told = f"{share_of(seen, cells):.0%} of cells are of a small set of words, {distinct:,} of them in use"
    return _reading(name, reading, seen, named, (told,), mark)


def _counted(name: str, item: FieldProfile, reading: FieldReading) -> Reading | None:
    """Numbers, forms of text, lists of such forms."""
    mark = f"read.{reading.id}"
    seen, cells, distinct = item.counts[mark], filled(item), item.distinct(mark)[0]
    named = fits_name(name, reading)
    settled = reading.unnamed and distinct >= reading.unnamed and cells >= ENOUGH
    if share_of(seen, cells) < reading.share or not (named or settled):
        return None
    if distinct < min(reading.few, cells) or distinct < reading.varied * seen:
        return None
    rows = item.counts["list.rows"]
    if reading.method == "lists" and (not rows or seen < _IN_A_LIST * rows):
        return None
    form = "in range" if reading.method == "number" else "of the form"
    return _reading(name, reading, seen, named, (f"{share_of(seen, cells):.0%} of cells {form}",), mark)


def _dates(name: str, item: FieldProfile, reading: FieldReading) -> Reading | None:
    dates, cells = max(item.counts["date.n"], item.counts["num.unix"]), filled(item)
    if not fits_name(name, reading) or share_of(dates, cells) < reading.share:
        return None
    return _reading(name, reading, dates, True, (f"{share_of(dates, cells):.0%} dates or times",), "values")


def _detected(name: str, item: FieldProfile, reading: FieldReading) -> Reading | None:
    """The name says more of a value than its form: an access point's address, a caller's number."""
    if not fits_name(name, reading):
        return None
    seen = {detector: item.counts[f"match.{detector}.sure"] for detector in reading.detectors}
    best = max(seen, key=lambda detector: seen[detector])
    if not seen[best] or share_of(seen[best], filled(item)) < reading.share:
        return None
    reasons = ("field name", f"{seen[best]:,} cells match", f"recogniser {best}")
    return Reading(
        name,
        reading.category,
        reading.confidence,
        seen[best],
        reasons,
        reading.replaces,
        best,
        f"match.{best}",
        named=True,
    )


def _reading(
    name: str, reading: FieldReading, matched: int, named: bool, told: tuple[str, ...], sketch: str
) -> Reading:
    confidence = reading.confidence if named else reading.confidence - _WITHOUT_A_NAME
    reasons = (*(("field name",) if named else ()), *told)
    return Reading(name, reading.category, confidence, matched, reasons, reading.replaces, sketch=sketch, named=named)
