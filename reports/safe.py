"""Names from stores are data: they reach terminals and pages only in a form that shows what they are."""

from __future__ import annotations

import unicodedata

# controls, formats (bidi, zero-width, tags), lone surrogates, unassigned, private use, line and paragraph ends
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
# letters and marks that draw nothing
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def printable(text: str, limit: int | None = 200) -> str:
    """The text on one line with nothing hidden: `\\x1b` for an escape, `\\u202e` for a bidi override, and so on.

    At most `limit` characters; a longer text ends in an ellipsis. None: as long as it is.
    """
    if limit is None:
        return "".join(map(_visible, text))
    shown: list[str] = []
    length = 0
    for char in text:
        piece = _visible(char)
        shown.append(piece)
        length += len(piece)
        if length > limit:
            return _shortened(shown, length, limit)
    return "".join(shown)


def _visible(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char in _BLANK or unicodedata.category(char) in _HIDDEN_KINDS:
        return _escape(ord(char))
    return char


def _escape(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _shortened(shown: list[str], length: int, limit: int) -> str:
    # whole pieces go, so that no escape is cut in two
    while shown and length > limit - 1:
        length -= len(shown.pop())
    return "".join(shown) + "…"
