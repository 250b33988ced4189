"""How often the detectors are right, as measured on the frozen corpus and shipped with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rules.detector_data import shipped_detectors
from rules.safe_yaml import parse_yaml


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with a two-sided 95 % interval (Clopper-Pearson)."""

    hits: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Recall: labels that were found. Precision: reports that were right. None where there was nothing to count."""

    category: str
    recall: Share | None
    precision: Share | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Columns that look like something they are not, and on how many of them the wrong reading was reported."""

    name: str
    columns: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`corpus` and `detectors` are digests of what was measured; `values` are those within texts."""

    corpus: str
    detectors: str
    fields: tuple[Rate, ...]
    values: tuple[Rate, ...]
    confusions: tuple[Confusion, ...]

    @property
    def of_these_detectors(self) -> bool:
        """Whether the detectors are still those that were measured."""
        return self.detectors == detectors_digest()


def detectors_digest() -> str:
    """SHA-256 of the shipped detectors."""
    return hashlib.sha256(shipped_detectors().model_dump_json().encode()).hexdigest()


@cache
def measured() -> Measured:
    """The shipped figures. They are made by `python -m benchmarks.accuracy rules/measured.yaml`."""
    data: Any = parse_yaml(resources.files("rules").joinpath("measured.yaml").read_text("utf-8"), "measured.yaml")
    return Measured(
        data["corpus"],
        data["detectors"],
        tuple(map(_rate, data["fields"])),
        tuple(map(_rate, data["values"])),
        tuple(Confusion(item["confusion"], item["columns"], item["wrong"]) for item in data["confusions"]),
    )


def _rate(row: dict[str, Any]) -> Rate:
    return Rate(row["category"], _share(row["recall"]), _share(row["precision"]))


def _share(item: dict[str, Any] | None) -> Share | None:
    return Share(item["hits"], item["of"], item["low"], item["high"]) if item else None
