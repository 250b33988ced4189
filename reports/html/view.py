"""What the page shows, put into words. Texts may be raw here: the template makes every one printable and escapes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from reports.model import Report, StatementView
from reports.runfiles import every_statement
from reports.safe import printable
from reports.words import (
    VERDICT_NAMES,
    certainty,
    count,
    evidence_words,
    finding_order,
    label,
    severity_counts,
    verdict_counts,
)
from rules.facts import VERDICT_ORDER, Classification, Finding, StatementResult, Verdict

OPEN_UP_TO = 8  # so many findings are shown unfolded
# not strftime: the page must not depend on the locale
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a witness path."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement as a finding cites it. `view` is None for an id that the policy does not have."""

    id: str
    anchor: str
    view: StatementView | None


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One finding, ready to be read."""

    anchor: str
    item: Finding
    place: str
    category: str
    party: str
    citations: tuple[Citation, ...]
    evidence: tuple[str, ...]
    path: tuple[Step, ...]
    certainty: str
    fingerprint: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one verdict and severity."""

    verdict: Verdict
    severity: str
    cards: tuple[FindingCard, ...]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with what the run says of it."""

    anchor: str
    view: StatementView
    result: StatementResult
    counts: tuple[str, ...]
    findings: int


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under one heading of the policy, in the policy's order."""

    title: str
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """How many findings there are of one verdict, and how severe they are."""

    verdict: Verdict
    number: int
    severities: str


@dataclass(frozen=True, slots=True)
class Share:
    """One stretch of the bar of statement verdicts, in thousandths of its width."""

    verdict: Verdict
    number: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: who runs it, where, and how much of it was read."""

    name: str
    party: str
    country: str
    datasets: int
    objects: str
    categories: int


class Anchors:
    """Statement ids as fragment names; ids that are no plain name get a number, so that data never forms one."""

    def __init__(self, report: Report) -> None:
        known = [view.id for view in report.policy.statements] + [result.statement for result in report.statements]
        self._names: dict[str, str] = {}
        for number, name in enumerate(sorted(set(known)), start=1):
            self._names[name] = f"st-{name}" if _PLAIN_ID.fullmatch(name) else f"st--{number}"

    def of(self, statement: str) -> str:
        """The anchor, or "" where the statement is not shown."""
        return self._names.get(statement, "")


def finding_groups(report: Report, anchors: Anchors, marks: Mapping[str, str]) -> list[FindingGroup]:
    """All findings, worst first, by verdict and severity. `marks`: a word on some of them, by fingerprint."""
    views = {view.id: view for view in report.policy.statements}
    nodes = {node["id"]: str(node.get("label") or "") for node in report.lineage.get("nodes", ())}
    decided = _decisions(report.classifications)
    taken: Counter[str] = Counter()
    cards: list[FindingCard] = []
    for item in sorted(report.findings, key=finding_order):
        mark = item.fingerprint
        taken[mark] += 1
        cards.append(
            FindingCard(
                anchor=f"f-{mark}" if taken[mark] == 1 else f"f-{mark}-{taken[mark]}",
                item=item,
                place=f"{item.dataset}.{item.field}" if item.field else item.dataset,
                category=label(report, item.category),
                party=party_label(report, item.party),
                citations=tuple(Citation(name, anchors.of(name), views.get(name)) for name in item.statements),
                evidence=tuple(evidence_words(item.evidence, decided.get((item.dataset, item.field, item.category)))),
                path=tuple(_step(node, nodes) for node in item.path),
                certainty=certainty(item),
                fingerprint=mark,
                mark=marks.get(mark, ""),
            )
        )
    grouped = groupby(cards, key=lambda card: (card.item.verdict, card.item.severity))
    return [FindingGroup(verdict, severity, tuple(group)) for (verdict, severity), group in grouped]


def sections(report: Report, anchors: Anchors) -> list[Section]:
    """Every statement under its heading; results without a statement in the policy come last."""
    results = {result.statement: result for result in every_statement(report)}
    cited = Counter(name for item in report.findings for name in set(item.statements))
    views = list(report.policy.statements)
    known = {view.id for view in views}
    views += [StatementView(name, "", "", "", "", "") for name in results if name not in known]
    by_title: dict[str, list[StatementRow]] = {}
    for view in views:
        result = results[view.id]
        told = tuple(f"{number:,} {printable(name.replace('_', ' '), 60)}" for name, number in _sorted(result.counts))
        row = StatementRow(anchors.of(view.id), view, result, told, cited[view.id])
        by_title.setdefault(view.section, []).append(row)
    return [Section(title, tuple(rows)) for title, rows in by_title.items()]


def tiles(report: Report) -> list[Tile]:
    """One tile a verdict; deviations and undisclosed practices also where there are none."""
    found = verdict_counts(item.verdict for item in report.findings)
    made = []
    for verdict in VERDICT_ORDER:
        if verdict in found or verdict in ("DEVIATION", "UNDISCLOSED"):
            told = severity_counts(item.severity for item in report.findings if item.verdict == verdict)
            made.append(Tile(verdict, found.get(verdict, 0), ", ".join(f"{n:,} {name}" for name, n in told.items())))
    return made


def bar(report: Report) -> list[Share]:
    """The statements' verdicts as stretches of one bar."""
    counts = verdict_counts(result.verdict for result in every_statement(report))
    total = sum(counts.values())
    made: list[Share] = []
    start = 0.0
    for verdict, number in counts.items():
        width = round(1000 * number / total, 2)
        made.append(Share(verdict, number, round(start, 2), width))
        start += width
    return made


def sources(report: Report) -> list[SourceRow]:
    """Every source that is configured, holds objects or has a gap."""
    stores = {store.source: store for store in report.stores}
    names = {*stores, *(item.dataset.partition("/")[0] for item in report.coverage.objects)}
    names |= {gap.source for gap in report.coverage.gaps}
    made = []
    for name in sorted(names):
        items = [item for item in report.coverage.objects if item.dataset.partition("/")[0] == name]
        read = sum(item.status == "examined" for item in items)
        store = stores.get(name)
        made.append(
            SourceRow(
                name=name,
                party=party_label(report, store.party or "") if store else "",
                country=(store.country or "") if store else "",
                datasets=len({item.dataset for item in items}),
                objects=f"{read:,} of {count(len(items), 'object')}" if items else "nothing could be listed",
                categories=len({category for item in items for category in item.categories}),
            )
        )
    return made


def cited_ids(report: Report) -> list[str]:
    """Ids of the statements that findings cite, for the filter."""
    return sorted({name for item in report.findings for name in item.statements})


def moment(told: str) -> str:
    """`2018-06-01T10:00:00Z` as `1 June 2018, 10:00 UTC`; what is no time stays as it is."""
    try:
        when = datetime.fromisoformat(told)
    except ValueError:
        return told
    day = f"{when.day} {_MONTHS[when.month - 1]} {when.year}"
    if len(told) <= 10:
        return day
    zone = " UTC" if when.utcoffset() is not None and not when.utcoffset() else f" {when:%z}".rstrip()
    return f"{day}, {when:%H:%M}{zone}"


def verdict_names() -> Mapping[Verdict, str]:
    """For the template."""
    return VERDICT_NAMES


def _decisions(items: Sequence[Classification]) -> dict[tuple[str, str, str], Classification]:
    return {(item.dataset, item.field, item.category): item for item in items}


def party_label(report: Report, name: str) -> str:
    """`mailer (mailing service, US)`; a host that nobody registered by its name."""
    party = next((party for party in report.parties if party.id == name), None)
    if party is None:
        return name.removeprefix("host:")
    told = [label(report, party.recipient), party.country or ""]
    return f"{name} ({', '.join(filter(None, told))})"


def _step(name: str, labels: Mapping[str, str]) -> Step:
    kind, colon, rest = name.partition(":")
    if not colon:
        return Step("", labels.get(name) or name)
    return Step(kind, labels.get(name) or rest)


def _sorted(counts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(counts.items())
