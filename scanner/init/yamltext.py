"""Scalars and lines of YAML that say exactly what a name is, whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reports.safe import printable

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?<![./-])")
# words of YAML 1.1 as well, for other readers
_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])


def scalar(value: object) -> str:
    """A value on one line: plain where nobody can misread it, else in double quotes with escapes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {scalar(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    text = str(value)
    if len(text) <= 200 and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped, None)}"'  # its escapes are YAML's, too


def can_be_written(name: str) -> bool:
    """Whether YAML can hold a name at all: half of a surrogate pair is no character."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def comment(text: str, indent: int = 0) -> str:
    """A line of prose. `#` and a blank: it is not meant to become active."""
    return " " * indent + "# " + printable(text, 400)


def off(lines: Sequence[str]) -> list[str]:
    """Lines of YAML that are not active: taking their `#` away makes them so. Prose stays prose."""
    found = []
    for line in lines:
        bare = line.lstrip(" ")
        found.append(line if bare.startswith("# ") else " " * (len(line) - len(bare)) + "#" + bare)
    return found
