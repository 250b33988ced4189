"""Turns a recogniser's regular expression into an RE2 expression that finds at least as much.

A screen only decides where to look closer, so it may be too wide but never too narrow: look-around, anchors and word
boundaries are dropped, back-references become "anything", and Python's Unicode classes are spelled out because RE2's
own are ASCII. Returns None where no such screen can be made; then every text must be looked at.
"""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

import re2

_op: Any = importlib.import_module("re._constants")  # the parser that CPython's own `re` uses; mypy has no stubs
_sre: Any = importlib.import_module("re._parser")

COUNTED = 16  # larger counts become "or more": RE2 unrolls counts, and nested ones pass its limit
_ANYTHING = "(?s:.)"
_CLASSES = {  # supersets of what Python's `str.isdigit`, `isalnum` and `isspace` accept
    "CATEGORY_DIGIT": r"\p{Nd}",
    "CATEGORY_WORD": r"\p{L}\p{N}\p{M}\p{Pc}",
    "CATEGORY_SPACE": r"\s\p{Z}\x{0b}\x{1c}-\x{1f}\x{85}",
}
_NEGATED = {  # supersets of the complements
    "CATEGORY_NOT_DIGIT": r"\P{Nd}",
    "CATEGORY_NOT_WORD": r"[^\p{L}\p{N}_]",
    "CATEGORY_NOT_SPACE": _ANYTHING,
}
_PROPERTY = re.compile(r"\\[pP]\{[A-Za-z_]+\}|\\[pP][A-Z]")


def screen_for(pattern: str) -> str | None:
    """An RE2 pattern that matches wherever `pattern` does, or None. Never raises."""
    protected, names = _protect_properties(pattern)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _sre.parse(protected)
        text = "(?i)" + _sequence(tree, names)
        options = re2.Options()
        options.log_errors = False
        re2.compile(text, options)
    except (re.error, re2.error, _NoScreen, RecursionError, OverflowError):
        return None
    return text


class _NoScreen(Exception):
    """The expression has a construct that can't be widened safely."""


def _protect_properties(pattern: str) -> tuple[str, dict[int, str]]:
    """Python's parser knows no `\\p{..}`: stand-ins from a private plane carry them through."""
    names: dict[int, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        code = 0xF0000 + len(names)
        names[code] = match.group(0)
        return chr(code)

    return _PROPERTY.sub(stand_in, pattern), names


def _char(code: int, names: dict[int, str]) -> str:
    return names.get(code) or f"\\x{{{code:x}}}"


def _sequence(items: Any, names: dict[int, str]) -> str:
    return "".join(_item(op, value, names) for op, value in items)


def _item(op: Any, value: Any, names: dict[int, str]) -> str:
    if op is _op.LITERAL:
        return _char(value, names)
    if op is _op.NOT_LITERAL:
        return _ANYTHING
    if op is _op.ANY:
        return _ANYTHING
    if op is _op.IN:
        return _char_class(value, names)
    if op is _op.BRANCH:
        return "(?:" + "|".join(_sequence(branch, names) for branch in value[1]) + ")"
    if op is _op.SUBPATTERN:
        return "(?:" + _sequence(value[3], names) + ")"
    if op in (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT):
        low, high, body = value
        return f"(?:{_sequence(body, names)}){_repeat(low, high)}"
    if op is _op.ATOMIC_GROUP:
        return "(?:" + _sequence(value, names) + ")"
    if op in (_op.AT, _op.ASSERT, _op.ASSERT_NOT):
        return ""
    if op is _op.GROUPREF:
        return _ANYTHING + "*"
    if op is _op.GROUPREF_EXISTS:
        parts = [_sequence(part, names) for part in value[1:] if part is not None]
        return "(?:" + "|".join([*parts, ""] if len(parts) == 1 else parts) + ")"
    if op is _op.CATEGORY:
        return _char_class([(op, value)], names)
    raise _NoScreen(str(op))


def _repeat(low: int, high: Any) -> str:
    low = min(int(low), COUNTED)
    if high is _op.MAXREPEAT or int(high) > COUNTED:
        return f"{{{low},}}"
    return f"{{{low},{int(high)}}}"


def _char_class(parts: Any, names: dict[int, str]) -> str:
    inside: list[str] = []
    outside: list[str] = []
    for op, value in parts:
        if op is _op.NEGATE:
            return _ANYTHING  # wide, and short
        if op is _op.LITERAL:
            inside.append(_char(value, names))
        elif op is _op.RANGE:
            inside.append(f"\\x{{{value[0]:x}}}-\\x{{{value[1]:x}}}")
        elif op is _op.CATEGORY and value.name in _CLASSES:
            inside.append(_CLASSES[value.name])
        elif op is _op.CATEGORY and value.name in _NEGATED:
            outside.append(_NEGATED[value.name])
        else:
            raise _NoScreen(str(op))
    if inside:
        outside.append("[" + "".join(inside) + "]")
    return "(?:" + "|".join(outside) + ")"
