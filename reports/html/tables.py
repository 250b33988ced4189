"""Long tables as compact data that the page's script draws in pages: 50,000 rows stay usable."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from reports.canonical import plain
from reports.html.flowmap import Drawn
from reports.model import Report
from reports.safe import printable
from reports.words import bound_words, label, percent
from rules.facts import Classification, ObjectCoverage

_STATUS = {"examined": "read as planned", "partial": "read in part", "unexamined": "not read"}


class Words:
    """Texts that repeat, each kept once; cells hold their number. A pair is a plain name and the code behind it."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, text: str, code: str = "") -> int:
        """The number of the text; the same text has the same number."""
        pair = (printable(text, 300), "" if code == text else printable(code, 300))
        return self._numbers.setdefault(pair, len(self._numbers))

    def all(self) -> list[str | list[str]]:
        """The texts by number."""
        return [[text, code] if code else text for text, code in self._numbers]


def island(data: Mapping[str, Any]) -> Markup:
    """JSON that is safe inside a script element, whatever it holds."""
    text = json.dumps(plain(data), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def inventory(report: Report) -> dict[str, Any]:
    """One row an object: what it is, how much of it was read, what was found in it."""
    words = Words()
    items = sorted(report.coverage.objects, key=lambda item: (item.dataset, item.object, item.status, repr(item)))
    rows = [
        [
            words.number(item.dataset),
            printable(item.object, 300),
            words.number(_STATUS[item.status]),
            _rows(item),
            "" if item.bytes is None else _size(item.bytes),
            [words.number(label(report, name), name) for name in sorted(set(item.categories))],
        ]
        for item in items
    ]
    return {"types": ["word", "text", "word", "number", "number", "words"], "words": words.all(), "rows": rows}


def classifications(report: Report) -> dict[str, Any]:
    """One row a field and category: how sure, on what grounds, and what was considered and dropped."""
    words = Words()
    items = sorted(report.classifications, key=lambda item: (item.dataset, item.field, item.category, repr(item)))
    rows = [
        [
            words.number(item.dataset),
            printable(item.field, 300),
            words.number(label(report, item.category), item.category),
            percent(item.confidence),
            _cells(item),
            words.number(bound_words(item.bound, item.matched)),
            _grounds(words, item),
        ]
        for item in items
    ]
    types = ["word", "text", "word", "number", "plain", "word", "lists"]
    return {
        "types": types,
        "words": words.all(),
        "rows": rows,
        "heads": ["Method", "Reasons", "Dropped readings", "Bound by"],
    }


def flows(report: Report, edges: list[Drawn]) -> dict[str, Any]:
    """One row an edge of the lineage graph, with all that the picture leaves out."""
    words = Words()
    rows = [
        [
            words.number(item.source, item.source_id),
            words.number(item.target, item.target_id),
            words.number(str(item.edge["kind"])),
            [words.number(label(report, name), name) for name in sorted(set(item.edge["categories"]))],
            words.number(str(item.edge["grade"])),
            words.number({True: "yes", False: "no", None: "not known"}[item.edge["encrypted"]]),
            f"{item.edge['count']:,}",
            [printable(day, 40) for day in _days(item.edge)],
            f"{item.findings:,}" if item.findings else "",
        ]
        for item in edges
    ]
    types = ["word", "word", "word", "words", "word", "word", "number", "days", "number"]
    return {"types": types, "words": words.all(), "rows": rows}


def _rows(item: ObjectCoverage) -> str:
    if item.population is None:
        return f"{item.examined_rows:,} of an unknown number"
    about = "about " if item.population_kind == "estimate" else ""
    return f"{item.examined_rows:,} of {about}{item.population:,}"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    amount, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB", "PB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"


def _cells(item: Classification) -> str:
    about = "" if item.distinct_exact else "about "
    return f"{item.matched:,} of {item.examined:,}; {about}{item.distinct:,} distinct"


def _grounds(words: Words, item: Classification) -> list[list[int]]:
    return [
        [words.number(item.method)] if item.method else [],
        [words.number(reason) for reason in item.reasons],
        [words.number(loser) for loser in item.losers],
        [words.number(item.bound.method)] if item.bound.method else [],
    ]


def _days(edge: Mapping[str, Any]) -> list[str]:
    """First and last day, once where they are the same."""
    days = [str(edge[key])[:10] for key in ("first_seen", "last_seen") if edge[key]]
    return sorted(set(days))
