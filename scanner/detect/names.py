"""Names are data too: a table, key, path or column that holds personal data leaves as `{email#3}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

from scanner.detect.compiled import CompiledRecognisers, Match

_DIGITS = re.compile(r"\d{10,}")
# Values hide behind the separators that paths and identifiers use; each variant keeps positions as they are.
_VARIANTS: tuple[dict[int, str], ...] = (
    {},
    {ord("_"): "-"},
    {ord("_"): ","},
    {ord("_"): ":"},
    dict.fromkeys(map(ord, "_/.-=:"), " "),
)


class NameMasker:
    """Finds personal data in names. `labels` maps a recogniser's name to the word shown (`email`)."""

    def __init__(self, recognisers: CompiledRecognisers, labels: Mapping[str, str]) -> None:
        self._recognisers, self._labels = recognisers, labels

    def shape(self, name: str) -> str:
        """The name with each personal part as `{email}`: names of one shape may be grouped."""
        return self._replace(name, lambda label: "{" + label + "}")

    def mask_all(self, names: Iterable[str]) -> dict[str, str]:
        """Every name with what may leave in its place. Parts are numbered by the sorted order of the raw names, so the
        same listing gives the same numbers, and `saydo locate` finds a name again by listing."""
        seen: dict[str, int] = {}

        def number(label: str) -> str:
            seen[label] = seen.get(label, 0) + 1
            return f"{{{label}#{seen[label]}}}"

        return {name: self._replace(name, number) for name in sorted(set(names))}

    def _replace(self, name: str, token: Callable[[str], str]) -> str:
        spans = self._spans(name)
        if not spans and "%" in name and self._spans(unquote(name)):
            # escapes hide the position: the whole path segment goes
            return "/".join(
                token("encoded") if "%" in part and self._spans(unquote(part)) else part for part in name.split("/")
            )
        parts: list[str] = []
        end = 0
        for start, stop, label in spans:
            parts.append(name[end:start])
            parts.append(token(label))
            end = stop
        return "".join(parts) + name[end:]

    def _spans(self, name: str) -> list[tuple[int, int, str]]:
        """Disjoint personal spans, left to right; the longer one wins."""
        texts = [name.translate(variant) for variant in _VARIANTS]
        found: list[tuple[int, int, str]] = []
        for _, matches in self._recognisers.matches(texts):
            found.extend(self._labelled(match) for match in matches)
        for run in _DIGITS.finditer(name):  # digits inside a word, where patterns want a border
            for _, matches in self._recognisers.matches([run.group(0)]):
                found.extend((run.start() + m.start, run.start() + m.end, self._labelled(m)[2]) for m in matches)
        found.sort(key=lambda span: (-(span[1] - span[0]), span))
        chosen: list[tuple[int, int, str]] = []
        for span in found:
            if all(span[1] <= other[0] or span[0] >= other[1] for other in chosen):
                chosen.append(span)
        return sorted(chosen)

    def _labelled(self, match: Match) -> tuple[int, int, str]:
        return match.start, match.end, self._labels.get(match.recogniser, "personal")
