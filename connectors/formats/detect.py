"""Which format an object has: by its extension, else by its first bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from connectors.formats.jsonvalues import DECODER

_BY_EXTENSION = {
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "psv": "csv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "jsonlines": "jsonl",
    "json": "json",
    "geojson": "json",
    "parquet": "parquet",
    "parq": "parquet",
    "pq": "parquet",
}
# extensions that are worth telling apart in a name; anything else may be part of the name itself
_WORDS = (
    "jpg jpeg png gif webp heic bmp tif tiff svg pdf zip tar 7z rar bz2 xz zst lz4 doc docx xls xlsx ppt pptx odt ods "
    "xml html htm txt log md yaml yml avro orc arrow feather db sqlite sqlite3 mp3 mp4 m4a wav mov avi fit gpx tcx bin "
    "dat bak sql apk ipa exe so dll pem key crt eml vcf ics pkl pickle npy h5 hdf5 rdb plist"
)
_UNREADABLE = frozenset(_WORDS.split())
_HINTS = {"tsv": "\t", "tab": "\t", "psv": "|"}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Format:
    """Its name (`csv`, `jsonl`, `json`, `parquet`, or one without a reader), the stem, and whether it is gzip."""

    name: str
    stem: str
    gz: bool = False
    delimiter: str = ""

    @property
    def readable(self) -> bool:
        return self.name in _BY_EXTENSION.values()


def format_of(name: str, head: Callable[[], bytes]) -> Format:
    """The format of an object by its name; `head` gives its first bytes where the name is silent."""
    base = name.rpartition("/")[2]
    gz = base.lower().endswith(".gz") and len(base) > 3
    inner = base[:-3] if gz else base
    stem, dot, extension = inner.rpartition(".")
    extension = extension.lower() if dot and stem else ""
    if found := _BY_EXTENSION.get(extension):
        return Format(found, stem, gz, _HINTS.get(extension, ""))
    known = extension in _UNREADABLE
    found = "" if known else by_content(head())
    return Format(found or (extension if known else OTHER), stem if known else inner, gz)


def by_content(head: bytes) -> str:
    """`parquet`, `jsonl` or `json` where the first bytes say so, else ""."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 4096)
        except zlib.error:
            return ""
    text = head.decode("utf-8-sig", "replace").lstrip()
    if not text.startswith(("{", "[")):
        return ""
    first, newline, _ = text.partition("\n")
    try:
        DECODER.decode(first)
    except (json.JSONDecodeError, RecursionError):
        # one long line, or a document over several lines; the reader of documents copes with both
        return "json" if text[1:2] in '"{[ \r\n\t]}' else ""
    return "jsonl" if newline and text.startswith("{") else "json"
