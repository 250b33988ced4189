"""Names are data too: a table, key, path or column that holds personal data leaves as `{email#3}`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import unquote

from scanner.detect.matches import Match, Recognisers

_DIGITS = re.compile(r"\d{10,}")
# Values hide behind the separators that paths and identifiers use; each variant keeps positions as they are.
_VARIANTS: tuple[dict[int, str], ...] = (
    {},
    {ord("_"): "-"},
    {ord("_"): ","},
    {ord("_"): ":"},
    dict.fromkeys(map(ord, "_/.-=:"), " "),
)
# A detector wants proof, lest a false hit become a false finding. In a name a false hit only hides a word, so here what
# precedes or follows (a prefix, an extension, a date) has no say.
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_PAIR = "[0-9a-f]{2}"
_SIX_OR_MORE = rf"(?:{_PAIR}\1){{4,}}{_PAIR}(?![0-9a-f])|(?:{_PAIR}\1){{4}}{_PAIR}"
_LOOSE: tuple[tuple[str, re.Pattern[str]], ...] = (
    # more than six pairs where a word ends like one (`trade_c2_6a`); pairs of digits only are dates and times
    ("mac", re.compile(rf"(?i)(?!(?<=m)ac){_PAIR}(:)(?:{_SIX_OR_MORE})")),
    ("mac", re.compile(rf"(?i)(?!(?<=m)ac)(?=.{{0,16}}[a-f]){_PAIR}([-_. ])(?:{_SIX_OR_MORE})")),
    ("mac", re.compile(r"(?i)(?<![0-9a-z.])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![0-9a-z])")),
    ("ip", re.compile(rf"(?<![\d.vV])(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)")),
    ("ip", re.compile(rf"(?<!\d)(?<!\d[-_.])(?:{_OCTET}-){{3}}{_OCTET}(?![-_.]?\d)")),
    ("ip", re.compile(rf"(?<!\d)(?<!\d[-_.])(?:{_OCTET}_){{3}}{_OCTET}(?![-_.]?\d)")),
    ("gps", re.compile(r"(?<![\d.])\d{1,3}\.\d{4,12}\D{1,8}\d{1,3}\.\d{4,12}(?!\d)")),
    ("token", re.compile(r"(?i)(?<![\w-])eyJ[\w-]{5,}\.[\w-]{4,}(?:\.[\w-]*)?")),
)
_NO_MAIL = r"\s/\\<>\"'(),;:\[\]{}=&?@\uff20"
_MAIL = re.compile(
    rf"(?<![^{_NO_MAIL}])[^{_NO_MAIL}]+(?<!\.)(?:[@\uff20]|%(?:25)*40)([\w-]+(?:\.[\w-]+)+)",
)
# `bounce+anna.b=mail.example@list.example`; a plain word before `=` is the key of a partition folder
_RETURN_PATH = re.compile(
    rf"(?<![^{_NO_MAIL}])(?=[^=]*[.\d+-])[^{_NO_MAIL}]+=[\w-]+(?:\.[\w-]+)+(?=[@\uff20]|%(?:25)*40)",
)
_MOMENT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_COLONS = re.compile(r"(?i)(?<![\w:])[0-9a-f:]{10,45}(?:\.\d{1,3}){0,3}(?![\w:])")
_EXTENSION = re.compile(
    r"(?i)(?:\.(?:csv|tsv|tab|psv|jsonl?|ndjson|geojson|parquet|parq|pq|avro|orc|logs?|txt|xml|html?|ya?ml|sql|db|sqlite3?"
    r"|gz|zip|tar|bz2|xz|zstd?|lz4|7z|pdf|docx?|xlsx?|pptx?|od[ts]|jpe?g|png|gif|svg|webp|heic|bmp|tiff?|mp[34]|m4a|wav"
    r"|mov|avi|eml|vcf|ics|gpx|fit|tcx|kml|bin|dat|bak|old|tmp|out|css|js|md|tgz|jar|whl))+$"
)
_ESCAPES = 3
"""So many times a name may have been percent-encoded."""


class NameMasker:
    """Finds personal data in names. `labels` maps a recogniser's name to the word shown (`email`), or to ""
    where its matches may stay."""

    def __init__(self, recognisers: Recognisers, labels: Mapping[str, str]) -> None:
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
        parts: list[str] = []
        end = 0
        for start, stop, label in self._with_encoded(name, self._spans(name)):
            parts.append(name[end:start])
            parts.append(token(label))
            end = stop
        return "".join(parts) + name[end:]

    def _with_encoded(self, name: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The spans; a path segment whose percent-escapes hide more goes as a whole."""
        if "%" not in name:
            return spans
        found = list(spans)
        start = 0
        for segment in name.split("/"):
            stop = start + len(segment)
            plain = segment
            for _ in range(_ESCAPES):
                plain = unquote(plain)
            inside = sum(span[0] < stop and span[1] > start for span in spans)
            if plain != segment and len(self._spans(plain)) > inside:
                found.append((start, stop, "encoded"))
            start = stop + 1
        return _joined(found)

    def _spans(self, name: str) -> list[tuple[int, int, str]]:
        """Disjoint personal spans, left to right."""
        texts = [name.translate(variant) for variant in _VARIANTS]
        found: list[tuple[int, int, str]] = list(_loose_spans(name))
        for _, matches in self._recognisers.matches(texts):
            found.extend(self._labelled(match) for match in matches if self._hides(match))
        for run in _DIGITS.finditer(name):  # digits inside a word, where patterns want a border
            for _, matches in self._recognisers.matches([run[0]]):
                found.extend(
                    (run.start() + m.start, run.start() + m.end, self._labelled(m)[2])
                    for m in matches
                    if self._hides(m)
                )
            # a number as networks keep it: with its country, without the plus
            if not _MOMENT.match(run[0]) and self._is_phone(f"+{run[0]}"):
                found.append((run.start(), run.end(), "phone"))
        return _joined(found)

    def _is_phone(self, text: str) -> bool:
        return any(self._hides(match) for _, matches in self._recognisers.matches([text]) for match in matches)

    def _hides(self, match: Match) -> bool:
        return self._labels.get(match.recogniser, "personal") != ""

    def _labelled(self, match: Match) -> tuple[int, int, str]:
        return match.start, match.end, self._labels.get(match.recogniser, "personal")


def _joined(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans that overlap become one, under the label of the longest: no end of one may stick out beside another."""
    joined: list[tuple[int, int, str]] = []
    longest = 0
    for start, stop, label in sorted(spans):
        if joined and start < joined[-1][1]:
            first, last, kept = joined[-1]
            kept, longest = (label, stop - start) if stop - start > longest else (kept, longest)
            joined[-1] = (first, max(last, stop), kept)
        else:
            joined.append((start, stop, label))
            longest = stop - start
    return joined


def _loose_spans(name: str) -> Iterator[tuple[int, int, str]]:
    for label, pattern in _LOOSE:
        for match in pattern.finditer(name):
            yield match.start(), match.end(), label
    for match in _COLONS.finditer(name):
        if match[0].count(":") > 1 and _is_ipv6(match[0]):
            yield match.start(), match.end(), "ip"
    for match in _MAIL.finditer(name):
        # an extension belongs to the file; what remains without a dot was no domain: `icon@2x.png`
        domain = _EXTENSION.sub("", match[1])
        if re.search(r"\.\d*[^\W\d]", domain):
            yield match.start(), match.end() - len(match[1]) + len(domain), "email"
    for match in _RETURN_PATH.finditer(name):
        yield match.start(), match.end(), "email"


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
