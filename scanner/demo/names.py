"""What tables, columns, keys, streams and folders are called: by their own names, or by meaningless ones."""

from __future__ import annotations

LETTERS = "ghjkmnpqrtvwxz"
"""No vowels, no hex digits: a made-up path can't be read as a word, a date, a digest or a part number."""


class Names:
    """Maps logical names to those written to disk, so that files, estate and truth always agree.

    With `meaningless`, names are numbered in the order of first use within their scope (a source's tables, a
    dataset's columns or keys), because one global numbering would keep equal names equal, which is itself a hint.
    """

    def __init__(self, meaningless: bool = False) -> None:
        self.meaningless = meaningless
        self._given: dict[str, dict[str, int]] = {}
        self._frozen = False

    def freeze(self) -> None:
        """From here on only names that were used already: estate and truth can't name what no file holds."""
        self._frozen = True

    def table(self, source: str, name: str) -> str:
        """A table's name: `t01`, `t02`, ... when meaningless."""
        return self._number(f"table {source}", name, "t")

    def field(self, ref: str, name: str) -> str:
        """A column or key of a dataset: `c01`, `c02`, ... when meaningless. `a.b`, `a[].b` part by part."""
        parts = [
            self._number(f"field {ref}", part.removesuffix("[]"), "c") + ("[]" if part.endswith("[]") else "")
            for part in name.split(".")
        ]
        return ".".join(parts)

    def segment(self, name: str) -> str:
        """A folder or file stem of a log tree or object folder. With an e-mail address in it, it is data: it stays."""
        if "@" in name:
            return name
        number = self._place("segment", name)
        return "z" + LETTERS[number // len(LETTERS)] + LETTERS[number % len(LETTERS)] if self.meaningless else name

    def path(self, path: str) -> str:
        """A dataset's path inside a log tree or object folder, segment by segment."""
        return "/".join(self.segment(part) for part in path.split("/"))

    def dataset(self, ref: str) -> str:
        """`<source>/<dataset>` as it is called on disk. A bare source name stays."""
        source, _, rest = ref.partition("/")
        if not rest:
            return ref
        return f"{source}/{self.table(source, rest) if source in SQL_SOURCES else self.path(rest)}"

    def _number(self, scope: str, name: str, letter: str) -> str:
        # Two digits, so that sorting by name keeps neighbours (latitude, longitude) together.
        place = self._place(scope, name)
        return f"{letter}{place + 1:02d}" if self.meaningless else name

    def _place(self, scope: str, name: str) -> int:
        """Which name of its scope this is, counted from 0 in the order of first use."""
        given = self._given.setdefault(scope, {})
        if self._frozen and name not in given:
            raise KeyError(f"no file of the demo has '{name}' in {scope}")
        return given.setdefault(name, len(given))


SQL_SOURCES = frozenset({"crm", "shop", "warehouse", "backup", "mirror", "catalogue"})
