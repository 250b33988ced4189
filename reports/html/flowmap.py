"""The picture of where data flows: what is drawn. `placing.py` says where on the canvas.

Datasets are rows of their store, parties are rows of their class. What does not fit is drawn as one row
"and N more" that takes the edges of all it stands for, and the numbers are told: nothing is hidden silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from reports.canonical import safe_text
from reports.html.placing import Map, Seat, Wire, place
from reports.model import Report
from reports.runfiles import lineage_document
from reports.words import count, label
from rules.facts import Finding

ROWS_PER_COLUMN = 44
BOXES_PER_COLUMN = 16
READABLE_WIRES = 60
MOST_WIRES = 200
ALARMING = frozenset({"DEVIATION", "UNDISCLOSED", "AMBIGUOUS"})
COLUMNS = ("Devices and apps", "Stores and datasets", "The organisation and its group", "Recipients")
_GRADES = ("observed", "configured", "declared", "inferred")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An edge of the lineage with the names of its ends and how many findings it is part of."""

    edge: Mapping[str, Any]
    source: str
    target: str
    source_id: str
    target_id: str
    findings: int


@dataclass(slots=True)
class Entry:
    """A row of a box: one node, or all those that did not fit."""

    label: str
    note: str = ""
    nodes: tuple[str, ...] = ()
    alarms: int = 0
    joined: bool = False  # its wires end at the head of the box


@dataclass(slots=True)
class Group:
    """A box: a store with its datasets, a class of recipients with its parties."""

    column: int
    key: str
    title: str
    note: str = ""
    head: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)


def edges_of(report: Report) -> list[Drawn]:
    """Every edge, in the order of lineage.json, with its ends' names and its findings."""
    document = lineage_document(report.lineage)
    names = {node["id"]: node["label"] or node["id"] for node in document["nodes"]}
    by_pair: dict[tuple[str, str], set[int]] = {}
    for number, finding in enumerate(report.findings):
        for start, end in pairwise(finding.path):
            by_pair.setdefault((safe_text(start), safe_text(end)), set()).add(number)
    by_target: dict[str, list[int]] = {}
    for number, finding in enumerate(report.findings):
        if finding.party:
            by_target.setdefault(_party_node(finding), []).append(number)
    drawn = []
    for edge in document["edges"]:
        pair = (edge["source"], edge["target"])
        hits = set(by_pair.get(pair, ()))
        hits |= {number for number in by_target.get(pair[1], ()) if _same_fact(report.findings[number], edge)}
        alarms = sum(report.findings[number].verdict in ALARMING for number in hits)
        drawn.append(Drawn(edge, names.get(pair[0], pair[0]), names.get(pair[1], pair[1]), *pair, alarms))
    return drawn


def flow_map(report: Report, edges: Sequence[Drawn]) -> Map | None:
    """The picture, or None where there is no flow to draw.

    Wires run between rows where that stays readable; else from whole stores; else also to whole classes of recipients.
    """
    document = lineage_document(report.lineage)
    known: dict[str, Mapping[str, Any]] = {node["id"]: node for node in document["nodes"]}
    names = sorted({*known, *(end for item in edges for end in (item.source_id, item.target_id))})
    if not names:
        return None
    degree = Counter(end for item in edges for end in (item.source_id, item.target_id))
    alarms = _alarms(report)
    for joined in (frozenset[int](), frozenset({1}), frozenset({1, 2, 3})):
        groups: dict[tuple[int, str], Group] = {}
        for name in names:
            _enter(groups, report, name, known.get(name, {}), alarms)
        columns, notes = _columns(list(groups.values()), degree, joined)
        wires, inside = _wires(edges, columns, joined)
        if len(wires) <= READABLE_WIRES:
            break
    if inside:
        notes.append(f"{count(inside, 'flow')} inside a box {'is' if inside == 1 else 'are'} not drawn")
    if len(wires) > MOST_WIRES:
        notes.append(f"{count(len(wires) - MOST_WIRES, 'connection')} with the fewest findings not drawn")
    return place(columns, COLUMNS, wires[-MOST_WIRES:], tuple(notes))


def _columns(
    groups: list[Group], degree: Mapping[str, int], joined: frozenset[int]
) -> tuple[list[list[Group]], list[str]]:
    """The boxes by column within their room, and what was drawn together for that."""
    columns: list[list[Group]] = []
    notes: list[str] = []
    hidden = 0
    for column in range(len(COLUMNS)):
        mine = [group for group in groups if group.column == column]
        for group in mine:
            group.entries.sort(key=lambda entry: (-entry.alarms, -degree[entry.nodes[0]], entry.label, entry.nodes))
            for entry in group.entries:
                entry.joined = column in joined
            if column == 1 and column in joined and group.entries:
                group.entries = [_summed(group.entries, count(len(group.entries), "dataset"))]
        mine = _boxed(mine, degree, notes)
        hidden += _shortened(mine)
        columns.append(sorted(mine, key=lambda group: (group.key == "~", group.title, group.key)))
    if hidden:
        notes.append(f"{hidden:,} rows are drawn as “and more”")
    if 1 in joined:
        notes.append("datasets are drawn as one with their store")
    if 3 in joined:
        notes.append("lines end at a class of recipients, not at one of them")
    return columns, notes


def _summed(entries: Sequence[Entry], told: str) -> Entry:
    nodes = tuple(node for entry in entries for node in entry.nodes)
    return Entry(told, "", nodes, sum(entry.alarms for entry in entries), entries[0].joined)


def _same_fact(finding: Finding, edge: Mapping[str, Any]) -> bool:
    at = safe_text(finding.dataset) in (edge["via"], edge["source"].partition(":")[2])
    return at and (not finding.category or not edge["categories"] or safe_text(finding.category) in edge["categories"])


def _party_node(finding: Finding) -> str:
    return safe_text(finding.party if ":" in finding.party else f"party:{finding.party}")


def _alarms(report: Report) -> Counter[str]:
    """Alarming findings by the dataset or party that they are about."""
    made: Counter[str] = Counter()
    for finding in report.findings:
        if finding.verdict not in ALARMING:
            continue
        made[safe_text(f"dataset:{finding.dataset}")] += 1
        if finding.party:
            made[_party_node(finding)] += 1
    return made


def _enter(
    groups: dict[tuple[int, str], Group],
    report: Report,
    name: str,
    node: Mapping[str, Any],
    alarms: Mapping[str, int],
) -> None:
    kind, _, rest = name.partition(":")
    told = str(node.get("label") or rest or name)
    entry = Entry(told, str(node.get("country") or ""), (name,), alarms.get(name, 0))
    if kind == "store":
        group = _group(groups, 1, f"store:{rest}", told)
        group.title, group.note, group.head = told, entry.note, (name,)
    elif kind == "dataset":
        source, _, dataset = rest.partition("/")
        entry.label = dataset or rest
        _group(groups, 1, f"store:{source}", source).entries.append(entry)
    elif kind == "device":
        entry.label = rest or "devices and apps"
        _group(groups, 0, "device", "Users").entries.append(entry)
    elif kind == "party":
        recipient = str(node.get("recipient") or "")
        column = 2 if recipient.partition(".")[0] in ("first_party", "affiliate") else 3
        title = label(report, recipient) if recipient else "class not stated"
        _group(groups, column, f"party:{recipient}", title).entries.append(entry)
    elif kind == "host":
        _group(groups, 3, "host:", "hosts that no party owns").entries.append(entry)
    else:
        _group(groups, 3, "other:", "other").entries.append(entry)


def _group(groups: dict[tuple[int, str], Group], column: int, key: str, title: str) -> Group:
    return groups.setdefault((column, key), Group(column, key, title))


def _boxed(groups: list[Group], degree: Mapping[str, int], notes: list[str]) -> list[Group]:
    """At most so many boxes; those with findings and many edges stay."""
    if len(groups) <= BOXES_PER_COLUMN:
        return groups

    def weight(group: Group) -> tuple[int, int, str]:
        nodes = [*group.head, *(node for entry in group.entries for node in entry.nodes)]
        return (-sum(entry.alarms for entry in group.entries), -sum(degree[node] for node in nodes), group.key)

    ranked = sorted(groups, key=weight)
    kept, left = ranked[: BOXES_PER_COLUMN - 1], ranked[BOXES_PER_COLUMN - 1 :]
    what = "stores" if left[0].column == 1 else "classes of recipients"
    rest = Group(left[0].column, "~", f"and {len(left):,} more {what}")
    entries = [entry for group in left for entry in group.entries]
    heads = tuple(node for group in left for node in group.head)
    rest.entries = [_summed([Entry("", "", heads, 0, True), *entries], "drawn as one")]
    notes.append(f"{len(left):,} {what} are drawn as one box")
    return [*kept, rest]


def _shortened(groups: Sequence[Group]) -> int:
    """Cuts the boxes of a column to its room; what goes is one row. Returns how many rows went."""
    room = _room([len(group.entries) for group in groups], ROWS_PER_COLUMN)
    hidden = 0
    for group in groups:
        # "and 1 more" would take the place of the one
        if len(group.entries) > room + 1:
            left = group.entries[room:]
            group.entries = [*group.entries[:room], _summed(left, f"and {len(left):,} more")]
            hidden += len(left)
    return hidden


def _room(sizes: Sequence[int], budget: int) -> int:
    """How many rows each box may have, so that all stay within the budget; at least one."""
    room = max(sizes, default=1)
    while room > 1 and sum(min(size, room) for size in sizes) > budget:
        room -= 1
    return max(1, room)


def _wires(
    edges: Iterable[Drawn], columns: Sequence[Sequence[Group]], joined: frozenset[int]
) -> tuple[list[Wire], int]:
    """One wire for all edges between the same two seats, those with findings last, and how many edges stay inside."""
    seats: dict[str, Seat] = {}
    for column, groups in enumerate(columns):
        for at, group in enumerate(groups):
            seats.update(dict.fromkeys(group.head, (column, at, -1)))
            for row, entry in enumerate(group.entries):
                seats.update(dict.fromkeys(entry.nodes, (column, at, -1 if column in joined else row)))
    bundles: dict[tuple[Seat, Seat], list[Drawn]] = {}
    inside = 0
    for item in edges:
        start, end = seats[item.source_id], seats[item.target_id]
        if start[:2] != end[:2] or (start[2] >= 0 and end[2] >= 0 and start != end):
            bundles.setdefault((start, end), []).append(item)
        else:
            inside += item.edge["kind"] != "holds"  # a store's box shows what it holds
    ranked = sorted(bundles.items(), key=lambda pair: (sum(item.findings for item in pair[1]), len(pair[1]), pair[0]))
    return [_wire(start, end, items) for (start, end), items in ranked], inside


def _wire(start: Seat, end: Seat, items: Sequence[Drawn]) -> Wire:
    def worst(key: str, order: Sequence[Any], pick: Callable[[Sequence[int]], int]) -> Any:
        return order[pick([order.index(item.edge[key]) for item in items])]

    grade = str(worst("grade", _GRADES, min))
    encrypted = worst("encrypted", (False, None, True), min)
    alarms = sum(item.findings for item in items)
    told = [f"{item.source} {item.edge['kind']} {item.target}" for item in items[:1]]
    told += [f"and {count(len(items) - 1, 'more flow')}"] if items[1:] else []
    told.append(f"{grade}, {({False: 'not encrypted', None: 'encryption not known', True: 'encrypted'})[encrypted]}")
    told.append(f"{count(sum(item.edge['count'] for item in items), 'event')}")
    told += [count(alarms, "finding")] if alarms else []
    return Wire(start, end, grade, encrypted, bool(alarms), "; ".join(told))
