"""How often detection is right, on the frozen corpus: fields, look-alikes, values in text.

Usage: python -m benchmarks.accuracy [FILE]
Prints recall and precision by category with Clopper-Pearson intervals (95 %), and writes FILE, which `saydo detectors`
reads. The corpus was written by someone who had not seen the detectors; its digest is printed with the figures.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from benchmarks.corpus import digest, look_alikes, tables, texts
from benchmarks.corpus.model import Table
from connectors.model import Dataset, SampleDesign
from rules.detector_data import shipped_detectors
from rules.measured import detectors_digest
from scanner.detect.bounds import share_interval
from scanner.detect.classify import classify
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.readings_base import ReadingContext
from scanner.work import compile_detectors

KEY = b"\0" * 32
AS_OF = date(2024, 12, 31)
KEYS_OF_PEOPLE = "subject-key"  # told apart: they are many and much alike

Counts = Counter[tuple[str, str]]


class Measured:
    """Counts by (category, what): `right` and `wrong` reports, `found` and `missed` labels."""

    def __init__(self) -> None:
        self.detectors = shipped_detectors()
        self.recognisers = compile_detectors(self.detectors)
        self.category = {item.id: item.category for item in self.detectors.values}

    def reported(self, table: Table) -> dict[str, set[str]]:
        """The categories found in each column."""
        arrays = {column.name: pa.array(list(column.values)) for column in table.columns}
        batch = pa.RecordBatch.from_pydict(arrays)
        profile = profile_batch(batch, "o", self.recognisers, KEY, ColumnPlan())
        context = ReadingContext(AS_OF, tuple(arrays), "")
        found: dict[str, set[str]] = {name: set() for name in arrays}
        dataset = Dataset("corpus", table.name, "table")
        for item in classify(dataset, profile, self.detectors, context, SampleDesign(), 0.95):
            found[item.classification.field].add(item.classification.category)
        return found

    def fields(self) -> tuple[Counts, Counter[str]]:
        """Counts, and what was wrongly reported on columns that hold nothing, by kind of column."""
        counts: Counts = Counter()
        wrong: Counter[str] = Counter()
        for table in tables():
            reported = self.reported(table)
            for column in table.columns:
                seen = reported[column.name]
                if column.level == "either":
                    continue
                suffix = " (keys of people)" if column.kind == KEYS_OF_PEOPLE else ""
                for category in column.categories:
                    counts[category + suffix, "found" if seen & column.categories else "missed"] += 1
                for category in seen:
                    right = category in column.categories
                    counts[category + (suffix if right else ""), "right" if right else "wrong"] += 1
                    if not right:
                        wrong[f"{category} on {column.kind}"] += 1
        return counts, wrong

    def confusions(self) -> dict[str, tuple[int, int]]:
        """By confusion: columns, and those on which a wrong reading was reported."""
        total: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        for item in look_alikes():
            total[item.confusion] += 1
            wrong[item.confusion] += bool(self.reported(item.table)[item.column] & item.forbidden)
        return {name: (number, wrong[name]) for name, number in sorted(total.items())}

    def values(self) -> Counts:
        """Matches in texts that speak for themselves, against labelled spans; overlapping ones are the same."""
        counts: Counts = Counter()
        all_texts = list(texts())
        found = dict(self.recognisers.matches([item.text for item in all_texts]))
        for position, text in enumerate(all_texts):
            matches = [item for item in found.get(position, []) if item.strong or item.whole]
            seen = [(item.start, item.end, self.category[item.recogniser]) for item in matches]
            for span in text.spans:
                hit = any(s < span.end and e > span.start and c == span.category for s, e, c in seen)
                kind = span.category if span.scored else f"{span.category} (no bar)"
                counts[kind, "found" if hit else "missed"] += 1
            for start, end, category in seen:
                labels = [span for span in text.spans if span.start < end and span.end > start]
                right = any(span.category == category for span in labels)
                counts[category, "right" if right else "wrong"] += 1
        return counts


def rows(counts: Counts) -> Iterator[dict[str, Any]]:
    """One a category: recall and precision with their intervals, and what they rest on."""
    for category in sorted({name for name, _ in counts}):
        found, missed = counts[category, "found"], counts[category, "missed"]
        right, wrong = counts[category, "right"], counts[category, "wrong"]
        yield {
            "category": category,
            "recall": _share(found, found + missed),
            "precision": _share(right, right + wrong),
        }


def _share(part: int, whole: int) -> dict[str, Any] | None:
    if not whole:
        return None
    low, high = share_interval(part, whole, 0.95)
    return {"of": whole, "hits": part, "low": round(low, 4), "high": round(high, 4)}


def measured() -> tuple[dict[str, Any], Counter[str]]:
    bench = Measured()
    fields, wrong = bench.fields()
    confusions = bench.confusions()
    return {
        "corpus": digest(),
        "detectors": detectors_digest(),
        "fields": list(rows(fields)),
        "values": list(rows(bench.values())),
        "confusions": [{"confusion": name, "columns": n, "wrong": bad} for name, (n, bad) in confusions.items()],
    }, wrong


def told(row: dict[str, Any]) -> str:
    cells = []
    for what in ("recall", "precision"):
        share = row[what]
        cells.append(f"{share['hits'] / share['of']:.3f} of {share['of']:>5}" if share else "-")
    return f"{row['category']:40} recall {cells[0]:>16}  precision {cells[1]:>16}"


def main() -> None:
    result, wrong = measured()
    print(f"corpus {result['corpus']}")
    for part in ("fields", "values"):
        print(part)
        for row in result[part]:
            print(" ", told(row))
    for item in result["confusions"]:
        print(f"  {item['confusion']:50} {item['wrong']:>4} wrong of {item['columns']}")
    for name, number in wrong.most_common(60):
        print(f"  {number:>5} {name}")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(yaml.safe_dump(result, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
