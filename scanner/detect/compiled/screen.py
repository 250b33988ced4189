"""Turns a recogniser's regular expression into a small RE2 expression that finds at least as much.

A screen only decides where to look closer, so it may be too wide but never too narrow. It sees many texts at once, each
between two line breaks. Characters are told apart within ASCII only, because RE2's tables of Unicode are not Python's:
any other character passes where the expression admits any at all. Look-around at either end becomes a character that
is read as well; elsewhere it is dropped, and back-references become "anything". Long repeats at either end are cut,
since a shorter text that must be there is found wherever the longer one is.

`screen_for` gives None where no such screen can be made; then every text must be looked at.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable
from typing import Any

import re2
import regex

from scanner.detect.compiled.chars import (
    ALL,
    ANY,
    FOLDED,
    NEWLINE,
    WORD,
    Chars,
    NoScreen,
    between,
    cases,
    category,
    class_text,
    property_of,
    union,
)

_op: Any = importlib.import_module("re._constants")  # the parser that CPython's own `re` uses; mypy has no stubs
_sre: Any = importlib.import_module("re._parser")

COUNTED = 16  # larger counts become "or more": automata that count are large
SLACK = 8
"""A repeat whose count varies by more than this, at an end of an expression, is cut to its least count."""
WIDE = 20
"""ASCII characters that a set admits, from which on it tells nothing apart."""

_REPEATS = (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT)
_BEGINNINGS = (_op.AT_BEGINNING, _op.AT_BEGINNING_STRING)
_ENDS = (_op.AT_END, _op.AT_END_STRING)
_PROPERTY = re.compile(r"\\[pP]\{[A-Za-z_]+\}|\\[pP][A-Z]")
_FUZZY = re.compile(r"\{[^{}]*[a-z][^{}]*\}")  # `{e<=1}` is the `regex` module's; Python's parser takes it literally
_KNOWN = int(regex.DOTALL | regex.MULTILINE | regex.IGNORECASE | regex.UNICODE | regex.VERSION0)
_PLACE = 0xF0000  # a private plane


def screen_for(pattern: str, flags: int = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE) -> str | None:
    """An RE2 expression that matches wherever `pattern` does with the `flags` of Python's `regex`, or None."""
    if flags & ~_KNOWN:
        return None
    try:
        protected, names = _protect_properties(pattern)
        if _FUZZY.search(protected):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _sre.parse(protected)
        text = _Writer(names, _Cutter(tree.state)).whole(list(tree), bool((flags | tree.state.flags) & re.IGNORECASE))
        options = re2.Options()
        options.log_errors = False
        re2.compile(text, options)
    except (re.error, re2.error, regex.error, NoScreen, Warning, RecursionError, OverflowError):
        return None
    return text


def reads_no_line_break(pattern: str, flags: int) -> bool:
    """Whether texts may be joined by line breaks: no part of the pattern, look-around included, can read one, and what
    it says of the ends of a text holds at a line break as well."""
    try:
        protected, names = _protect_properties(pattern)
        if _FUZZY.search(protected) or flags & ~_KNOWN:
            return False
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _sre.parse(protected)
        flags |= tree.state.flags
        writer = _Writer(names, _Cutter(tree.state))
        return all(
            writer.never_reads(item, NEWLINE, bool(flags & re.IGNORECASE), bool(flags & re.MULTILINE)) for item in tree
        )
    except (re.error, regex.error, NoScreen, Warning, RecursionError, OverflowError):
        return False


def _protect_properties(pattern: str) -> tuple[str, dict[int, str]]:
    """Python's parser knows no `\\p{..}`: stand-ins from a private plane carry them through."""
    names: dict[int, str] = {}
    if any(ord(char) >= _PLACE for char in pattern):
        raise NoScreen("private characters")

    def stand_in(match: re.Match[str]) -> str:
        code = _PLACE + len(names)
        names[code] = match.group(0)
        return chr(code)

    return _PROPERTY.sub(stand_in, pattern), names


class _Writer:
    """Writes the parts of a parsed expression. `fold`: upper and lower case are one."""

    def __init__(self, names: dict[int, str], cutter: _Cutter) -> None:
        self._names, self._cutter = names, cutter

    def whole(self, items: list[Any], fold: bool) -> str:
        while len(items) == 1 and items[0][0] is _op.SUBPATTERN:  # a group around it all
            _, add, drop, body = items[0][1]
            items, fold = list(body), _folds(fold, add, drop)
        if len(items) == 1 and items[0][0] is _op.BRANCH:
            return "(?:" + "|".join(self.whole(list(branch), fold) for branch in items[0][1][1]) + ")"
        items = [item for item in items if not (item[0] in (_op.ASSERT, _op.ASSERT_NOT) and not list(item[1][1]))]
        first = next((at for at, item in enumerate(items) if not _is_border(item)), len(items))
        last = next((at for at, item in enumerate(reversed(items)) if not _is_border(item)), len(items))
        before, body, after = items[:first], items[first : len(items) - last], items[len(items) - last :]
        body, cut_before = self._cutter.head(body, lambda item: self._is_wide(item, fold))
        body, cut_after = self._cutter.tail(body)
        if not sum(self._cutter.width(item)[0] for item in body):
            raise NoScreen("nothing that must be there")
        left = "" if cut_before else self._border(before, self._edge(body[0], fold, 0), fold, -1)
        right = "" if cut_after else self._border(after, self._edge(body[-1], fold, -1), fold, 1)
        return left + self._sequence(body, fold) + right

    def _border(self, items: list[Any], inner: Chars | None, fold: bool, side: int) -> str:
        """One character that must stand beside the match, from the look-around there; "" where it may be any."""
        allowed = Chars(ALL, ALL, True)
        for op, value in items:
            if op in (_op.ASSERT, _op.ASSERT_NOT):
                one = self._one(list(value[1]), fold) if value[0] == side else None
                if one is None or op is _op.ASSERT:  # a positive one could not be at the end of the text
                    continue
                allowed = Chars(allowed.must & ~one.may, allowed.may & ~one.must, allowed.other)
            elif value in (_BEGINNINGS if side < 0 else _ENDS):
                allowed = Chars(0, 0, False)
            elif value is _op.AT_BOUNDARY and inner is not None and not inner.other:
                if not inner.may & ~WORD:
                    allowed = Chars(allowed.must & ~WORD, allowed.may & ~WORD, allowed.other)
                elif not inner.may & WORD:
                    # the end of a text is no word boundary there; the line break is admitted all the same
                    allowed = Chars(allowed.must & WORD, allowed.may & WORD, allowed.other)
        if allowed.may == ALL and allowed.other:
            return ""
        end = r"\A" if side < 0 else r"\z"
        return f"(?:{end}|{class_text(allowed.may | NEWLINE, allowed.other)})"

    def _edge(self, item: Any, fold: bool, at: int) -> Chars | None:
        """What the first (0) or last (-1) character of the item may be; None where that is not one plain set."""
        op, value = item
        if op in _REPEATS and int(value[0]) > 0:
            body = list(value[2])
            return self._edge(body[at], fold, at) if body else None
        if op is _op.SUBPATTERN and list(value[3]):
            return self._edge(list(value[3])[at], _folds(fold, value[1], value[2]), at)
        if op is _op.BRANCH:
            edges = [self._edge(list(branch)[at], fold, at) if list(branch) else None for branch in value[1]]
            known = [item for item in edges if item is not None]
            return union(known) if len(known) == len(edges) else None
        return self._one([item], fold)

    def _one(self, items: list[Any], fold: bool) -> Chars | None:
        """The set of characters where `items` are exactly one character; None otherwise."""
        if len(items) != 1:
            return None
        op, value = items[0]
        if op is _op.LITERAL:
            return self._literal(value, fold)
        if op is _op.NOT_LITERAL:
            return self._literal(value, fold).negated()
        if op is _op.ANY:
            return Chars(ALL, ALL, True)  # as with DOTALL
        if op is _op.IN:
            return self._set(value, fold)
        if op is _op.SUBPATTERN:
            return self._one(list(value[3]), _folds(fold, value[1], value[2]))
        if op is _op.BRANCH:
            branches = [self._one(list(branch), fold) for branch in value[1]]
            known = [item for item in branches if item is not None]
            return union(known) if len(known) == len(branches) else None
        return None

    def _literal(self, code: int, fold: bool) -> Chars:
        if code in self._names:
            return property_of(self._names[code])
        if code >= 128:
            return Chars(0, FOLDED if fold else 0, True)
        bits = 1 << code
        folded = cases(bits) if fold else bits
        return Chars(bits, folded, bool(fold and bits & FOLDED))

    def _set(self, parts: Any, fold: bool) -> Chars:
        negate = False
        found: list[Chars] = []
        for op, value in parts:
            if op is _op.NEGATE:
                negate = True
            elif op is _op.LITERAL:
                found.append(self._literal(value, fold))
            elif op is _op.RANGE:
                found.append(between(value[0], value[1], fold))
            elif op is _op.CATEGORY:
                found.append(category(value.name))
            else:
                raise NoScreen(str(op))
        chars = union(found)
        return chars.negated() if negate else chars

    def _sequence(self, items: list[Any], fold: bool) -> str:
        return "".join(self._item(op, value, fold) for op, value in items)

    def _item(self, op: Any, value: Any, fold: bool) -> str:
        one = self._one([(op, value)], fold)
        if one is not None:
            return one.text()
        if op is _op.BRANCH:
            return "(?:" + "|".join(self._sequence(list(branch), fold) for branch in value[1]) + ")"
        if op is _op.SUBPATTERN:
            return "(?:" + self._sequence(list(value[3]), _folds(fold, value[1], value[2])) + ")"
        if op in _REPEATS:
            return f"(?:{self._sequence(list(value[2]), fold)}){_repeat(value[0], value[1])}"
        if op is _op.ATOMIC_GROUP:
            return "(?:" + self._sequence(list(value), fold) + ")"
        if op in (_op.AT, _op.ASSERT, _op.ASSERT_NOT):
            return ""
        if op is _op.GROUPREF:
            return ANY + "*"
        if op is _op.GROUPREF_EXISTS:
            parts = [self._sequence(list(part), fold) if part is not None else "" for part in value[1:]]
            return "(?:" + "|".join(parts) + ")"
        if op is _op.CATEGORY:
            return category(value.name).text()
        raise NoScreen(str(op))

    def _is_wide(self, item: Any, fold: bool) -> bool:
        op, value = item
        one = self._one([item], fold)
        if one is not None:
            return one.may.bit_count() >= WIDE
        if op is _op.SUBPATTERN:
            return all(self._is_wide(part, _folds(fold, value[1], value[2])) for part in value[3])
        if op in _REPEATS:
            return all(self._is_wide(part, fold) for part in value[2])
        return False

    def never_reads(self, item: Any, char: int, fold: bool, lines: bool) -> bool:
        """Whether no part of the item may read `char` (a bit), nor ask for an end that a line break is not."""
        op, value = item
        one = self._one([item], fold)
        if one is not None:
            return not one.may & char
        parts: list[Any] = []
        if op is _op.AT:
            return value in (_op.AT_BOUNDARY, _op.AT_NON_BOUNDARY) or (
                lines and value in (_op.AT_BEGINNING, _op.AT_END)
            )
        if op is _op.BRANCH:
            parts = [part for branch in value[1] for part in branch]
        elif op is _op.SUBPATTERN:
            fold = _folds(fold, value[1], value[2])
            lines = (lines or bool(value[1] & re.MULTILINE)) and not value[2] & re.MULTILINE
            parts = list(value[3])
        elif op in _REPEATS:
            parts = list(value[2])
        elif op in (_op.ASSERT, _op.ASSERT_NOT):
            parts = list(value[1])
        elif op is _op.ATOMIC_GROUP:
            parts = list(value)
        elif op is not _op.GROUPREF:  # it repeats what a group could read
            return False
        return all(self.never_reads(part, char, fold, lines) for part in parts)


class _Cutter:
    """Cuts long repeats off either end. `state` is the parser's, which knows how wide groups are."""

    def __init__(self, state: Any) -> None:
        self._state = state

    def width(self, item: Any) -> tuple[int, int]:
        low, high = _sre.SubPattern(self._state, [item]).getwidth()
        return int(low), int(high)

    def head(self, items: list[Any], wide: Callable[[Any], bool]) -> tuple[list[Any], bool]:
        """A long repeat of almost any character makes an automaton follow many starts: what is after it will do.

        `wide` says whether an item is made of such characters only; it is asked of the first two.
        """
        for at, item in enumerate(items[:2]):
            if not wide(item):
                break
            if self._varies(item):
                rest = [*self._least(item), *items[at + 1 :]]
                if sum(self.width(part)[0] for part in rest) >= 2:
                    return rest, True
        return items, False

    def tail(self, items: list[Any]) -> tuple[list[Any], bool]:
        kept, cut = list(items), False
        while len(kept) > 1 and not _is_border(kept[-1]):
            low, high = self.width(kept[-1])
            least = self._least(kept[-1])
            if low == high or (low > 0 and (high - low <= SLACK or not least)):
                break
            kept, cut = [*kept[:-1], *least], True
            if least:
                break
        return kept, cut

    def _varies(self, item: Any) -> bool:
        low, high = self.width(item)
        return high - low > SLACK

    def _least(self, item: Any) -> list[Any]:
        """The least that a repeat asks for; nothing where it may be absent or is no plain repeat."""
        op, value = item
        if op in _REPEATS and int(value[0]) > 0:
            body = list(value[2])
            if len(body) == 1 and not self._varies(body[0]):
                return [(_op.MAX_REPEAT, (value[0], value[0], value[2]))]
        return []


def _is_border(item: Any) -> bool:
    return item[0] in (_op.AT, _op.ASSERT, _op.ASSERT_NOT)


def _folds(fold: bool, add: int, drop: int) -> bool:
    return (fold or bool(add & re.IGNORECASE)) and not drop & re.IGNORECASE


def _repeat(low: int, high: Any) -> str:
    low = min(int(low), COUNTED)
    if high is _op.MAXREPEAT or int(high) > COUNTED:
        return f"{{{low},}}"
    return f"{{{low},{int(high)}}}"
