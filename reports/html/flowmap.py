"""The picture of where data flows: what is drawn. `placing.py` says where on the canvas.

Datasets are rows of their store, parties are rows of their class. What does not fit is drawn as one row
"and N more" that takes the edges of all it stands for, and the numbers are told: nothing is hidden silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.html.placing import Map, Wire, place
from reports.model import Report
from reports.runfiles import lineage_document
from reports.words import count, label
from rules.facts import Finding

ROWS_PER_COLUMN = 44
BOXES_PER_COLUMN = 16
MOST_WIRES = 260
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
        for pair in zip(finding.path, finding.path[1:], strict=False):
            by_pair.setdefault(pair, set()).add(number)
    by_target: dict[str, list[int]] = {}
    for number, finding in enumerate(report.findings):
        if finding.party:
            name = finding.party if ":" in finding.party else f"party:{finding.party}"
            by_target.setdefault(name, []).append(number)
    drawn = []
    for edge in document["edges"]:
        pair = (edge["source"], edge["target"])
        hits = set(by_pair.get(pair, ()))
        hits |= {number for number in by_target.get(pair[1], ()) if _same_fact(report.findings[number], edge)}
        alarms = sum(report.findings[number].verdict in ALARMING for number in hits)
        drawn.append(Drawn(edge, names.get(pair[0], pair[0]), names.get(pair[1], pair[1]), *pair, alarms))
    return drawn


def flow_map(report: Report, edges: Sequence[Drawn]) -> Map | None:
    """The picture, or None where there is no flow to draw."""
    document = lineage_document(report.lineage)
    known: dict[str, Mapping[str, Any]] = {node["id"]: node for node in document["nodes"]}
    names = sorted({*known, *(end for item in edges for end in (item.source_id, item.target_id))})
    if not names:
        return None
    degree = Counter(end for item in edges for end in (item.source_id, item.target_id))
    alarms = _alarms(report)
    groups: dict[tuple[int, str], Group] = {}
    for name in names:
        _enter(groups, report, name, known.get(name, {}), alarms)
    columns: list[list[Group]] = [[], [], [], []]
    notes: list[str] = []
    for column, made in enumerate(columns):
        mine = [group for group in groups.values() if group.column == column]
        for group in mine:
            group.entries.sort(key=lambda entry: (-entry.alarms, -degree[entry.nodes[0]], entry.label, entry.nodes))
        made += _capped(mine, degree, notes)
    wires, undrawn = _wires(edges, columns)
    if undrawn:
        notes.append(f"{count(undrawn, 'connection')} that no finding is about {'is' if undrawn == 1 else 'are'} not drawn")
    return place(columns, COLUMNS, wires, tuple(notes))


def _same_fact(finding: Finding, edge: Mapping[str, Any]) -> bool:
    at = finding.dataset in (edge["via"], edge["source"].partition(":")[2])
    return at and (not finding.category or not edge["categories"] or finding.category in edge["categories"])


def _alarms(report: Report) -> Counter[str]:
    """Alarming findings by the dataset or party that they are about."""
    made: Counter[str] = Counter()
    for finding in report.findings:
        if finding.verdict not in ALARMING:
            continue
        made[f"dataset:{finding.dataset}"] += 1
        if finding.party:
            made[finding.party if ":" in finding.party else f"party:{finding.party}"] += 1
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


def _capped(groups: list[Group], degree: Mapping[str, int], notes: list[str]) -> list[Group]:
    """The boxes of one column within its room; those with findings and many edges stay."""

    def weight(group: Group) -> tuple[int, int, str]:
        nodes = [node for entry in group.entries for node in entry.nodes] + list(group.head)
        return (-sum(entry.alarms for entry in group.entries), -sum(degree[node] for node in nodes), group.key)

    if len(groups) > BOXES_PER_COLUMN:
        ranked = sorted(groups, key=weight)
        groups, left = ranked[: BOXES_PER_COLUMN - 1], ranked[BOXES_PER_COLUMN - 1 :]
        what = "stores" if left[0].column == 1 else "classes of recipients"
        nodes = [node for group in left for node in (*group.head, *(n for e in group.entries for n in e.nodes))]
        alarms = sum(entry.alarms for group in left for entry in group.entries)
        rest = Group(left[0].column, "~", f"and {len(left):,} more {what}")
        rest.entries.append(Entry(f"{len(nodes):,} nodes", "", tuple(nodes), alarms))
        notes.append(f"{len(left):,} {what} are drawn as one box")
        groups = [*groups, rest]
    room = _room([len(group.entries) for group in groups], ROWS_PER_COLUMN)
    for group in groups:
        # "and 1 more" would take the place of the one
        if len(group.entries) > room + 1:
            kept, left_out = group.entries[:room], group.entries[room:]
            nodes = [node for entry in left_out for node in entry.nodes]
            more = Entry(f"and {len(left_out):,} more", "", tuple(nodes), sum(entry.alarms for entry in left_out))
            group.entries = [*kept, more]
            notes.append(f"{count(len(left_out), 'row')} of “{group.title}” {'are'} drawn as one")
    return sorted(groups, key=lambda group: (group.key == "~", group.title, group.key))


def _room(sizes: Sequence[int], budget: int) -> int:
    """How many rows each box may have, so that all stay within the budget; at least one."""
    room = max(sizes, default=1)
    while room > 1 and sum(min(size, room) for size in sizes) > budget:
        room -= 1
    return max(1, room)


def _wires(edges: Iterable[Drawn], columns: Sequence[Sequence[Group]]) -> tuple[list[Wire], int]:
    """One wire for all edges between the same two rows, and how many wires are left out."""
    seats: dict[str, tuple[int, int, int]] = {}
    for column, groups in enumerate(columns):
        for at, group in enumerate(groups):
            seats.update({node: (column, at, -1) for node in group.head})
            seats.update({node: (column, at, row) for row, entry in enumerate(group.entries) for node in entry.nodes})
    bundles: dict[tuple[tuple[int, int, int], tuple[int, int, int]], list[Drawn]] = {}
    for item in edges:
        start, end = seats[item.source_id], seats[item.target_id]
        inside = start[:2] == end[:2] and (start[2] == -1 or end[2] == -1 or start == end)
        if not inside:  # a store holds its datasets: the box itself says so
            bundles.setdefault((start, end), []).append(item)
    ranked = sorted(bundles.items(), key=lambda pair: (-sum(d.findings for d in pair[1]), -len(pair[1]), pair[0]))
    shown = sorted(ranked[:MOST_WIRES], key=lambda pair: (any(d.findings for d in pair[1]), pair[0]))
    return [_wire(start, end, items) for (start, end), items in shown], max(0, len(ranked) - MOST_WIRES)


def _wire(start: tuple[int, int, int], end: tuple[int, int, int], items: Sequence[Drawn]) -> Wire:
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
