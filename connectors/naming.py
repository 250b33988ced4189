"""Which objects belong together: the dataset name that a path makes once dates, numbers and parts are taken out."""

from __future__ import annotations

import re

from connectors.base import NameShape

ROOT = "root"
"""The name for objects directly in the root whose own name is nothing but numbers."""

_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_EDGE_LEFT = r"(?:(?<=[-_.\s()])|^)"
_EDGE_RIGHT = r"(?=[-_.\s()]|$)"


def _tokens(*forms: str) -> re.Pattern[str]:
    return re.compile(_EDGE_LEFT + "(?:" + "|".join(forms) + ")" + _EDGE_RIGHT)


_DATES = _tokens(
    r"(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?[0-3]\d(?:[T_-]?\d{2}[-_.]?\d{2}(?:[-_.]?\d{2})?Z?)?",
    r"(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])",
    r"(?:19|20)\d{2}-?[wWqQ]\d{1,2}",
    r"(?:19|20)\d{2}",
)
_NUMBERS = _tokens(
    _UUID,
    r"part-?\d+(?:-of-\d+)?",
    r"\d+",
    r"[0-9a-fA-F]{16,64}",  # digests
    r"c\d{3,}",  # Spark's file counter
)
_CODEC_WORDS = re.compile(r"(?i)(?:\.(?:snappy|gz|gzip|zstd|zst|lz4|brotli|br|zlib))+$")
_EDGES = "-_. ()\t"
_HIVE = re.compile(r"([^=]+)=.*", re.DOTALL)
_VARYING_FOLDER = re.compile(rf"(?:{_UUID}|\d+|\d{{4}}-\d{{2}}(?:-\d{{2}})?)(?:[-_.]\d+)*")


def folder_shape(segment: str, name_shape: NameShape) -> str:
    """`key=value` becomes `key=*`; a date, number or UUID `*`; anything else its shape."""
    if match := _HIVE.fullmatch(segment):
        return f"{name_shape(match[1])}=*"
    return "*" if _VARYING_FOLDER.fullmatch(segment) else name_shape(segment)


def stem_shape(stem: str, name_shape: NameShape) -> str:
    """A file's name without its extension, without dates, numbers, parts and digests; "" where nothing remains."""
    stem = _without(_DATES, _CODEC_WORDS.sub("", stem))
    shaped = name_shape(stem) if stem else ""
    # dates go first, lest they be taken for phone numbers; a name that is itself data must still be whole
    return _without(_NUMBERS, stem) if shaped == stem else shaped


def _without(tokens: re.Pattern[str], text: str) -> str:
    """The text without these tokens; one separator stays where a token stood between two words."""
    pieces = [piece.strip(_EDGES) for piece in tokens.split(text)]
    if len(pieces) == 1:
        return text
    kept = [piece for piece in pieces if piece and piece.lower() not in ("part", "of")]
    joint = next((char for char in text if char in "-_. "), "-")
    return joint.join(kept)


def dataset_name(path: str, stem: str, name_shape: NameShape) -> str:
    """The dataset of an object from its relative path and the stem of its last segment."""
    folders = [folder_shape(segment, name_shape) for segment in path.split("/")[:-1]]
    last = stem_shape(stem, name_shape)
    return "/".join([*folders, last] if last else folders) or ROOT


_LOG_EXTENSIONS = re.compile(r"(?i)\.(?:log|logs|txt|out|json|jsonl|ndjson|gz|old|bak|current)$")
_LAST_DATE = re.compile(r"[-_.](?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}(?:[-_.T]?\d{2,6})?$")
_ROTATION = re.compile(r"\.\d{1,6}$")


def log_stem(name: str) -> str:
    """`access.log.2.gz`, `access-20180101.log` and `access.2018-01-01.log` without extensions and rotation numbers."""
    while True:
        shorter = _ROTATION.sub("", _LOG_EXTENSIONS.sub("", _LAST_DATE.sub("", name)))
        if shorter in ("", name):
            return name
        name = shorter
