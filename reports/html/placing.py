"""Where the boxes and wires of the flow picture go. Fixed sizes and no measuring: equal runs draw equal pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from reports.safe import printable

WIDTH = 1000
ROW, HEAD, SPACE, TOP = 20, 25, 14, 34
_WIDTHS = (130, 235, 205, 240)
_LETTER = 6.3  # pixels a letter takes at the picture's size, on average
_BOLD = 0.88  # bold letters take more


class EntryLike(Protocol):
    """A row to be placed."""

    label: str
    note: str
    alarms: int
    joined: bool


class GroupLike(Protocol):
    """A box to be placed."""

    title: str
    note: str

    @property
    def entries(self) -> Sequence[EntryLike]:
        """Its rows."""


Span = tuple[float, float]
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
    taken = _taken(columns, tops)
    lines = [_line(wire, lefts, tops, taken, number) for number, wire in enumerate(wires)]
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
        told = fit(entry.label, (width - 24 - _pixels(note)) * (_BOLD if entry.alarms else 1))
        full = " · ".join(filter(None, (printable(entry.label, 300), printable(entry.note, 40))))
        middle = y + HEAD + ROW * number + ROW / 2
        rows.append(
            Row(_name((*seat, -1 if entry.joined else number)), told, note, full, round(middle, 1), bool(entry.alarms))
        )
    note = printable(group.note, 12)
    title = fit(group.title, (width - 24 - _pixels(note)) * _BOLD)
    full = " · ".join(filter(None, (printable(group.title, 300), note)))
    return Box(_name((*seat, -1)), title, note, full, x, y, width, _height(group), tuple(rows))


def _name(seat: Seat) -> str:
    return "-".join(str(part + 1) for part in seat)


def _taken(columns: Sequence[Sequence[GroupLike]], tops: Mapping[tuple[int, int], float]) -> list[list[Span]]:
    """By column, from where to where its boxes reach, from top to bottom."""
    return [
        sorted((tops[column, at], tops[column, at] + _height(group)) for at, group in enumerate(groups))
        for column, groups in enumerate(columns)
    ]


def _free(y: float, taken: Sequence[Span], number: int) -> float:
    """The nearest height between the boxes of a column: a wire behind a box would seem to end there."""
    hit = next(((top, end) for top, end in taken if top - 5 < y < end + 5), None)
    if hit is None:
        return y
    spread = (number % 5 - 2) * 1.7  # neighbours stay apart
    above, below = hit[0] - SPACE / 2 + spread, hit[1] + SPACE / 2 + spread
    return above if y - above <= below - y else below


def _line(
    wire: Wire,
    lefts: Sequence[float],
    tops: Mapping[tuple[int, int], float],
    taken: Sequence[Sequence[Span]],
    number: int,
) -> Line:
    (c1, *_), (c2, *_) = wire.start, wire.end
    y1, y2 = _seat_y(tops, wire.start), _seat_y(tops, wire.end)
    if c1 == c2:  # a loop beside the column, on the side where there is room
        side = -1 if c1 == len(lefts) - 1 else 1
        x1 = lefts[c1] if side < 0 else lefts[c1] + _WIDTHS[c1]
        curve = f"M{x1:.1f} {y1:.1f}{_bend(x1 + side * 56, y1, x1 + side * 56, y2, x1, y2)}"
        middle = (x1 + side * 42, (y1 + y2) / 2)
    else:
        points = _points(c1, y1, c2, y2, lefts, taken, number)
        curve = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for at, ((ax, ay), (bx, by)) in enumerate(pairwise(points)):
            if at % 2:
                curve += f"H{bx:.1f}"
            else:
                reach = (bx - ax) * 0.5
                curve += _bend(ax + reach, ay, bx - reach, by, bx, by)
        middle = ((points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2)
    return Line(
        start=_name(wire.start),
        end=_name(wire.end),
        curve=curve,
        x=round(middle[0], 1),
        y=round(middle[1], 1),
        grade=wire.grade,
        encrypted=wire.encrypted,
        alarm=wire.alarm,
        told=wire.told,
    )


def _points(
    c1: int,
    y1: float,
    c2: int,
    y2: float,
    lefts: Sequence[float],
    taken: Sequence[Sequence[Span]],
    number: int,
) -> list[tuple[float, float]]:
    """Where a wire starts, passes the columns between (in on one side, out on the other), and ends."""
    step = 1 if c1 < c2 else -1
    near, far = (1, 0) if step > 0 else (0, 1)  # which edge of a column a wire leaves and reaches
    points = [(lefts[c1] + near * _WIDTHS[c1], y1)]
    for column in range(c1 + step, c2, step):
        if taken[column]:
            share = abs(column - c1) / abs(c2 - c1)
            y = _free(y1 + (y2 - y1) * share, taken[column], number)
            points += [(lefts[column] + far * _WIDTHS[column], y), (lefts[column] + near * _WIDTHS[column], y)]
    return [*points, (lefts[c2] + far * _WIDTHS[c2], y2)]


def _bend(*numbers: float) -> str:
    return "C" + " ".join(f"{number:.1f}" for number in numbers)
