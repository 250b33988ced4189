"""Where the boxes and wires of the flow picture go. Fixed sizes and no measuring: equal runs draw equal pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.safe import printable

WIDTH = 1000
ROW, HEAD, SPACE, TOP = 20, 25, 14, 34
_WIDTHS = (120, 250, 170, 240)
_LETTER = 6.3  # pixels a letter takes at the picture's size, on average


class EntryLike(Protocol):
    """A row to be placed."""

    label: str
    note: str
    alarms: int


class GroupLike(Protocol):
    """A box to be placed."""

    title: str
    note: str

    @property
    def entries(self) -> Sequence[EntryLike]:
        """Its rows."""


Seat = tuple[int, int, int]
"""Column, box and row; row -1 is the box's head."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A bundle of edges between two seats. `encrypted` is the worst of them, `grade` the best."""

    start: Seat
    end: Seat
    grade: str
    encrypted: bool | None
    alarm: bool
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """A placed row: its text, and the full text for those who ask."""

    seat: str
    label: str
    note: str
    full: str
    y: float
    alarm: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A placed box."""

    seat: str
    title: str
    note: str
    full: str
    x: float
    y: float
    width: float
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A placed wire: its curve, and its middle for the mark of what is not encrypted."""

    start: str
    end: str
    curve: str
    x: float
    y: float
    grade: str
    encrypted: bool | None
    alarm: bool
    told: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a column."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Map:
    """The whole picture."""

    width: float
    height: float
    headings: tuple[Heading, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def place(
    columns: Sequence[Sequence[GroupLike]], headings: Sequence[str], wires: Sequence[Wire], notes: tuple[str, ...]
) -> Map:
    """Places columns from left to right, boxes near what they are wired to, and draws the wires."""
    lefts = _lefts(columns)
    order = [list(range(len(groups))) for groups in columns]
    tops = _tops(columns, order)
    for column in (3, 1, 2, 3):
        pulls = {at: _pull(columns, tops, wires, column, at) for at in order[column]}
        order[column] = [at for _, at in sorted((pull, at) for at, pull in pulls.items())]
        tops = _tops(columns, order)
    height = max((tops[c, a] + _height(g) for c, groups in enumerate(columns) for a, g in enumerate(groups)), default=0)
    boxes = [
        _box(group, (column, at), lefts[column], tops[column, at], _WIDTHS[column])
        for column, groups in enumerate(columns)
        for at, group in enumerate(groups)
    ]
    lines = [_line(wire, lefts, tops) for wire in wires]
    shown = tuple(Heading(headings[column], lefts[column]) for column, groups in enumerate(columns) if groups)
    return Map(WIDTH, height + SPACE, shown, tuple(boxes), tuple(lines), notes)


def fit(text: str, width: float) -> str:
    """The text, printable, cut to so many pixels; wide letters count twice."""
    shown = printable(text, 300)
    if _pixels(shown) <= width:
        return shown
    while shown and _pixels(shown) > width - _LETTER:
        shown = shown[:-1]
    return f"{shown}…"


def _pixels(text: str) -> float:
    return sum(_LETTER * (2 if unicodedata.east_asian_width(char) in "WF" else 1) for char in text)


def _lefts(columns: Sequence[Sequence[GroupLike]]) -> list[float]:
    used = [width for width, groups in zip(_WIDTHS, columns, strict=True) if groups]
    gap = (WIDTH - sum(used)) / max(1, len(used) - 1)
    lefts, x = [], 0.0
    for width, groups in zip(_WIDTHS, columns, strict=True):
        lefts.append(round(x, 1))
        x += width + gap if groups else 0
    return lefts


def _height(group: GroupLike) -> float:
    return HEAD + ROW * len(group.entries) + (6 if group.entries else 0)


def _tops(columns: Sequence[Sequence[GroupLike]], order: Sequence[Sequence[int]]) -> dict[tuple[int, int], float]:
    full = [sum(_height(group) + SPACE for group in groups) for groups in columns]
    tops: dict[tuple[int, int], float] = {}
    for column, places in enumerate(order):
        y = TOP + (max(full) - full[column]) / 2
        for at in places:
            tops[column, at] = round(y, 1)
            y += _height(columns[column][at]) + SPACE
    return tops


def _seat_y(tops: Mapping[tuple[int, int], float], seat: Seat) -> float:
    column, at, row = seat
    return tops[column, at] + (HEAD / 2 if row < 0 else HEAD + ROW * row + ROW / 2)


def _pull(
    columns: Sequence[Sequence[GroupLike]],
    tops: Mapping[tuple[int, int], float],
    wires: Sequence[Wire],
    column: int,
    at: int,
) -> float:
    """The mean height of what the box is wired to in other columns; its own where there is nothing."""
    far = [wire.end for wire in wires if wire.start[:2] == (column, at)]
    far += [wire.start for wire in wires if wire.end[:2] == (column, at)]
    heights = [_seat_y(tops, seat) for seat in far if seat[0] != column]
    return sum(heights) / len(heights) if heights else tops[column, at] + _height(columns[column][at]) / 2


def _box(group: GroupLike, seat: tuple[int, int], x: float, y: float, width: float) -> Box:
    rows = []
    for number, entry in enumerate(group.entries):
        note = f"{entry.alarms:,} finding{'s' * (entry.alarms != 1)}" if entry.alarms else printable(entry.note, 12)
        told = fit(entry.label, width - 24 - _pixels(note))
        full = " · ".join(filter(None, (printable(entry.label, 300), printable(entry.note, 40))))
        middle = y + HEAD + ROW * number + ROW / 2
        rows.append(Row(_name((*seat, number)), told, note, full, round(middle, 1), bool(entry.alarms)))
    note = printable(group.note, 12)
    title = fit(group.title, width - 24 - _pixels(note))
    full = " · ".join(filter(None, (printable(group.title, 300), note)))
    return Box(_name((*seat, -1)), title, note, full, x, y, width, _height(group), tuple(rows))


def _name(seat: Seat) -> str:
    return "-".join(str(part + 1) for part in seat)


def _line(wire: Wire, lefts: Sequence[float], tops: Mapping[tuple[int, int], float]) -> Line:
    (c1, *_), (c2, *_) = wire.start, wire.end
    y1, y2 = _seat_y(tops, wire.start), _seat_y(tops, wire.end)
    if c1 == c2:  # a loop beside the column, on the side where there is room
        side = -1 if c1 == len(lefts) - 1 else 1
        x1 = x2 = lefts[c1] if side < 0 else lefts[c1] + _WIDTHS[c1]
        bend1 = bend2 = x1 + side * 56
    else:
        right = c1 < c2
        x1, x2 = (lefts[c1] + _WIDTHS[c1], lefts[c2]) if right else (lefts[c1], lefts[c2] + _WIDTHS[c2])
        reach = max(40.0, abs(x2 - x1) * 0.45)
        bend1, bend2 = (x1 + reach, x2 - reach) if right else (x1 - reach, x2 + reach)
    curve = f"M{x1:.1f} {y1:.1f}C{bend1:.1f} {y1:.1f} {bend2:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    middle = (x1 + 3 * bend1 + 3 * bend2 + x2) / 8
    return Line(
        start=_name(wire.start),
        end=_name(wire.end),
        curve=curve,
        x=round(middle, 1),
        y=round((y1 + y2) / 2, 1),
        grade=wire.grade,
        encrypted=wire.encrypted,
        alarm=wire.alarm,
        told=wire.told,
    )
