"""Sets of characters, told apart within ASCII only: what surely fits, and what may."""

from __future__ import annotations

from dataclasses import dataclass

import regex

ALL = (1 << 128) - 1
NEWLINE = 1 << 10
ANY = "[\\x00-\\x{10ffff}]"
WORD = sum(1 << code for code in range(128) if chr(code).isalnum() or chr(code) == "_")
_DIGIT = sum(1 << code for code in range(48, 58))
_SPACE = sum(1 << ord(char) for char in " \t\n\r\f\v")
_SEPARATORS = sum(1 << code for code in range(0x1C, 0x20))  # white space for Python's `re`, not for `regex`
_CATEGORIES = {"DIGIT": (_DIGIT, _DIGIT), "WORD": (WORD, WORD), "SPACE": (_SPACE, _SPACE | _SEPARATORS)}
FOLDED = sum(1 << ord(char) for char in "iIkKsS")  # letters that characters outside of ASCII fold to


class NoScreen(Exception):
    """The expression has a construct that can't be widened safely."""


@dataclass(frozen=True, slots=True)
class Chars:
    """What one character may be: ASCII that surely fits (`must`) and that may fit, as bits; others may, as one."""

    must: int
    may: int
    other: bool

    def negated(self) -> Chars:
        return Chars(ALL & ~self.may, ALL & ~self.must, True)

    def text(self) -> str:
        return class_text(self.may, self.other)


def union(parts: list[Chars]) -> Chars:
    must = may = 0
    other = False
    for item in parts:
        must, may, other = must | item.must, may | item.may, other or item.other
    return Chars(must, may, other)


def between(low: int, high: int, fold: bool) -> Chars:
    bits = ((1 << (min(high, 127) + 1)) - 1) & ~((1 << low) - 1) if low < 128 else 0
    other = high >= 128
    if not fold:
        return Chars(bits, bits, other)
    return Chars(bits, cases(bits) | (FOLDED if other else 0), other or bool(cases(bits) & FOLDED))


def cases(bits: int) -> int:
    """With the other case of each letter."""
    upper = bits & (((1 << 26) - 1) << 65)
    lower = bits & (((1 << 26) - 1) << 97)
    return bits | upper << 32 | lower >> 32


def category(name: str) -> Chars:
    word = name.rpartition("_")[2]
    if word not in _CATEGORIES:
        raise NoScreen(name)
    chars = Chars(*_CATEGORIES[word], True)
    return chars.negated() if "_NOT_" in name else chars


def property_of(name: str) -> Chars:
    """By asking `regex` itself, ASCII only. A property of one case holds for the other too where case is folded."""
    compiled = regex.compile(name)
    bits = sum(1 << code for code in range(128) if compiled.match(chr(code)))
    return Chars(bits & ~cases(ALL & ~bits), cases(bits), True)


def class_text(bits: int, other: bool) -> str:
    if bits == ALL and other:
        return ANY
    parts: list[str] = []
    code = 0
    while code < 128:
        if bits >> code & 1:
            end = code
            while end + 1 < 128 and bits >> (end + 1) & 1:
                end += 1
            parts.append(f"\\x{code:02x}" if end == code else f"\\x{code:02x}-\\x{end:02x}")
            code = end
        code += 1
    if other:
        parts.append("\\x{80}-\\x{10ffff}")
    if not parts:
        raise NoScreen("a character that nothing can be")
    return "[" + "".join(parts) + "]"
