"""The form of a value: what kinds of characters it has, never which."""

from __future__ import annotations

LONGEST = 48
_SIGNS = frozenset(" .:-@_/+(),;=%#$~")


def form_of(value: str) -> str:
    """Letters as `x`, digits as `#`, other characters as `?` but for common separators; at most `LONGEST` characters,
    with the length where it was longer. `a1:b2` is `x#:x#`."""
    shown = "".join(_kind(char) for char in value[:LONGEST])
    return shown if len(value) <= LONGEST else f"{shown}... ({len(value):,} characters)"


def _kind(char: str) -> str:
    if char.isalpha():
        return "x"
    if char.isdigit() or char.isnumeric():
        return "#"
    return char if char in _SIGNS else "?"
