"""Detectors as data: what a value or a field of a category looks like, with the hits and misses that test it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules.policy import first_error
from rules.safe_yaml import load_yaml, parse_yaml
from rules.vocabulary import vocabulary

STRONG = 0.7
"""Patterns with this score or more speak for themselves; weaker ones need context, a name, or most of a column."""

MAX_PATTERN = 2000


class DetectorError(ValueError):
    """A detector file can't be used. The message names the file, the key and the remedy."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ValuePattern(_Model):
    """One regular expression (Python's `regex` dialect) and how much a match alone is worth, 0 to 1."""

    name: str
    regex: str = Field(max_length=MAX_PATTERN)
    score: float = Field(gt=0, le=1)


class ValueDetector(_Model):
    """Finds a category in text. `validator` names a check in `scanner/detect/validators.py`.

    Instead of `patterns`, `recogniser` may name a class of Presidio's kind, as `package.module:Class`.
    `context` are words that make a weak match count when they stand near it; `names` are field-name words; under a name
    of `not_names` nothing counts. `people`: counts only in datasets whose rows are somebody's. `in_names`: a match in
    the name of a table, file or field is hidden. `hits` and `misses` are texts: each hit must be found, no miss may be.
    """

    id: str
    category: str
    patterns: tuple[ValuePattern, ...] = ()
    recogniser: str = Field(default="", pattern=r"^([A-Za-z_][\w.]*:[A-Za-z_]\w*)?$")
    validator: str = ""
    context: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    people: bool = False
    in_names: bool = True
    hits: tuple[str, ...] = Field(min_length=1)
    misses: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _looks_for_something(self) -> ValueDetector:
        if bool(self.patterns) == bool(self.recogniser):
            raise ValueError(f"detector {self.id} needs either 'patterns' or 'recogniser'")
        if self.recogniser and self.validator:
            raise ValueError(f"detector {self.id} has a 'recogniser', which checks by itself. Leave 'validator' out")
        return self


Method = Literal[
    "account_id",
    "birth_date",
    "contacts",
    "date",
    "detected",
    "friends",
    "gps_pair",
    "heart_rate",
    "lists",
    "number",
    "text",
    "words",
]


class FieldReading(_Model):
    """Reads a whole field or a group of fields, where single values say nothing. `method` names what decides:

    - `words`: cells are of the closed set `words` (groups of words in lower case; cells of two groups must occur). With
      `unnamed`, so many different words settle it without a name; without it the name must fit.
    - `number`: the name fits and cells are numbers in one of `ranges`; `whole`: without a fraction.
    - `text`: the name fits and cells have the form `shape` (Python's `regex` dialect, over the whole cell). With
      `unnamed`, so many different values of that form settle it without a name.
    - `lists`: several values of the form `shape` in one row.
    - `date`: the name fits and cells are dates or times.
    - `detected`: the name fits and the value detectors `detectors` found something.
    - any other: code of its own in `scanner/detect`.

    `names` are field-name words (all words of one entry, in order; `=name` is the last part of the path and nothing
    else), `datasets` the same for the dataset's name, and both must fit where both are given. `not_names` rule a field
    out. `near`: the dataset must be about somebody: `people` (an account, a contact, a device), `person` (an account, a
    name, a birth date, a gender, an identity number), `contact` (a contact, a birth date, a gender, an identity number;
    an account is not enough), `device` (a device's number or address). `share`: the part of the cells that must fit.
    `few`: so many different values at least (as far as there are cells), and `varied`: so large a share of the fitting
    cells. `replaces`: categories that lose in the same field.

    Hits and misses are small columns: `{field: name, values: [...]}` or `{fields: {name: [...], ...}, owner: name}`.
    """

    id: str
    category: str
    method: Method
    names: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    near: Literal["", "people", "person", "contact", "device"] = ""
    share: float = Field(default=0.9, gt=0, le=1)
    few: int = 1
    varied: float = Field(default=0, ge=0, le=1)
    confidence: float = Field(default=0.85, gt=0, le=1)
    replaces: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    unnamed: int = 0
    ranges: tuple[tuple[float, float], ...] = ()
    whole: bool = False
    shape: str = Field(default="", max_length=MAX_PATTERN)
    detectors: tuple[str, ...] = ()
    hits: tuple[dict[str, Any], ...] = Field(min_length=1)
    misses: tuple[dict[str, Any], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_what_its_method_needs(self) -> FieldReading:
        needs = {"words": "words", "number": "ranges", "text": "shape", "lists": "shape", "detected": "detectors"}
        part = needs.get(self.method, "")
        if part and not getattr(self, part):
            raise ValueError(f"reading {self.id} of method {self.method} needs '{part}'")
        if self.method in ("number", "date", "detected") and not self.names:
            raise ValueError(f"reading {self.id} of method {self.method} needs 'names'")
        return self


class DetectorFile(_Model):
    version: Literal[1]
    values: tuple[ValueDetector, ...] = ()
    fields: tuple[FieldReading, ...] = ()

    @property
    def categories(self) -> frozenset[str]:
        """Every category that one of the detectors looks for."""
        return frozenset([item.category for item in self.values] + [item.category for item in self.fields])

    @model_validator(mode="after")
    def _known_categories(self) -> DetectorFile:
        named = [(item.id, item.category) for item in self.values] + [(item.id, item.category) for item in self.fields]
        for name, category in named:
            if category not in vocabulary().categories:
                raise ValueError(f"detector {name} names the unknown category '{category}'")
        return self


def _validated(data: Any, name: str) -> DetectorFile:
    try:
        return DetectorFile.model_validate(data)
    except ValidationError as error:
        raise DetectorError(f"{name}: {first_error(error)}") from None


def parse_detectors(path: Path, name: str) -> DetectorFile:
    """A user's detector file. Raises `DetectorError` or `YamlError`."""
    return _validated(load_yaml(path, name), name)


@cache
def shipped_detectors() -> DetectorFile:
    """All detectors that come with Saydo, in the order of their files."""
    values: list[ValueDetector] = []
    fields: list[FieldReading] = []
    folder = resources.files("rules").joinpath("detectors")
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.endswith(".yaml"):
            part = _validated(parse_yaml(item.read_text(encoding="utf-8"), item.name), item.name)
            values.extend(part.values)
            fields.extend(part.fields)
    return DetectorFile(version=1, values=tuple(values), fields=tuple(fields))
