"""JSON text to flat rows: `a.b` for objects, `a[]` for lists of scalars, `a[].b` for lists of objects."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from connectors.formats.columns import put
from connectors.formats.problem import Problem

MAX_DEPTH = 32
MAX_KEYS = 2000
_INT64 = range(-(2**63), 2**63)
_EXACT_DIGITS = 2.0**53


def _whole(digits: str) -> int | str:
    # a number beyond int64 stays text: exact, and safe from int()'s quadratic time
    if len(digits) < 19:
        return int(digits)
    if len(digits) > 20:
        return digits
    number = int(digits)
    return number if number in _INT64 else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    lossy = math.isinf(number) or (abs(number) > _EXACT_DIGITS and repr(number) != digits)
    return digits if lossy else number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    kept: dict[str, Any] = {}
    for key, value in pairs:  # a repeated key hides nothing
        put(kept, key, value)
    return kept


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole, parse_float=_decimal)


class Flattener:
    """Flattens values to rows and counts what the limits cut."""

    def __init__(self) -> None:
        self.too_deep = 0
        self.too_wide = 0

    def row(self, value: object) -> dict[str, object]:
        """One row. An object gives its keys; a list `[]`; a scalar the column `value`.

        Below `MAX_DEPTH` the rest of a value is kept as JSON text; beyond `MAX_KEYS` keys are dropped and counted.
        """
        row: dict[str, object] = {}
        if isinstance(value, dict) and not any(isinstance(item, dict | list) for item in value.values()):
            row = value  # the common case: already flat
        else:
            self._flatten(row, "", value, 1)
        if len(row) > MAX_KEYS:
            self.too_wide += 1
            row = dict(list(row.items())[:MAX_KEYS])
        return row

    def _flatten(self, row: dict[str, object], name: str, value: object, depth: int) -> None:
        if isinstance(value, dict):
            if depth > MAX_DEPTH:
                self._cut(row, name, value)
                return
            if not value and name:
                put(row, name, None)
            for key, item in value.items():
                path = f"{name}.{key}" if name else key
                if isinstance(item, dict | list):
                    self._flatten(row, path, item, depth + 1)
                elif path in row:
                    put(row, path, item)
                else:
                    row[path] = item
        elif isinstance(value, list):
            if depth > MAX_DEPTH:
                self._cut(row, name, value)
                return
            columns: dict[str, list[object]] = {}
            self._gather(columns, f"{name}[]", value, depth + 1)
            for key, items in columns.items():
                put(row, key, items)
        else:
            put(row, name or "value", value)

    def _gather(self, columns: dict[str, list[object]], name: str, items: list[object], depth: int) -> None:
        """Collects the scalars under a list by their path, in order."""
        if not items:
            columns.setdefault(name, [])
        for item in items:
            if depth > MAX_DEPTH and isinstance(item, dict | list):
                self.too_deep += 1
                columns.setdefault(name, []).append(json.dumps(item, ensure_ascii=False))
            elif isinstance(item, dict):
                for key, inner in item.items():
                    self._gather(columns, f"{name}.{key}", [inner], depth + 1)
            elif isinstance(item, list):
                self._gather(columns, f"{name}[]", item, depth + 1)
            else:
                columns.setdefault(name, []).append(item)

    def _cut(self, row: dict[str, object], name: str, value: object) -> None:
        self.too_deep += 1
        put(row, name, json.dumps(value, ensure_ascii=False))


def limit_problems(flat: Flattener) -> Iterator[Problem]:
    """What the flattener cut, as problems."""
    if flat.too_deep:
        what = f"{flat.too_deep} values nested deeper than {MAX_DEPTH} were read as text, not by key"
        yield Problem("limit", what, "Exclude the object with a reason, or flatten it before it is stored.")
    if flat.too_wide:
        what = f"{flat.too_wide} rows with more than {MAX_KEYS} keys were read up to that many"
        yield Problem("limit", what, "Exclude the object with a reason, or store keys as values.")


def values_in(chunks: Iterator[str], limit: int) -> Iterator[object]:
    """The JSON values of a document, one by one: the elements of a top-level array, or the documents in a row.

    Holds one value at a time, of at most `limit` characters. Raises `JSONDecodeError` at what is no JSON,
    `OverflowError` for a value beyond the limit, `EOFError` where the text ends inside of a value or an array.
    """
    text, at, ended, in_array = "", 0, False, False
    want_more = False
    while True:
        if want_more or at >= len(text):
            piece = next(chunks, None)
            # at least double what is held, so that a long value is not parsed anew for every chunk
            more = [] if piece is None else [piece]
            while piece is not None and sum(map(len, more)) < len(text) - at:
                piece = next(chunks, None)
                if piece is not None:
                    more.append(piece)
            ended = piece is None
            text, at, want_more = text[at:] + "".join(more), 0, False
        at = _skip(text, at, in_array)
        if at >= len(text):
            if not ended:
                continue
            if in_array:
                raise EOFError
            return
        if not in_array and text[at] == "[":
            in_array, at = True, at + 1
            continue
        if in_array and text[at] == "]":
            in_array, at = False, at + 1
            continue
        try:
            value, end = DECODER.raw_decode(text, at)
        except json.JSONDecodeError:
            if ended:
                raise
            end = len(text)
        if end >= len(text) and not ended:  # it may go on in the next chunk
            if len(text) - at > limit:
                raise OverflowError
            want_more = True
            continue
        yield value
        at = end


def _skip(text: str, at: int, in_array: bool) -> int:
    blank = " \t\r\n," if in_array else " \t\r\n"
    while at < len(text) and text[at] in blank:
        at += 1
    return at
