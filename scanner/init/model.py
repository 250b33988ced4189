"""What `saydo init` hands from one step to the next: sources, what was seen in them, and proposals. No values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from connectors.model import Dataset, Gap, SourceSpec
from scanner.config import ConfigError
from scanner.detect.profile import DatasetProfile
from scanner.naming import Names

Certainty = Literal["sure", "likely", "guess"]


class InitError(ConfigError):
    """What `saydo init` was given can't be used. The message says what, and the remedy."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the owner asked for on the command line. Relative paths start at the current folder."""

    out: Path
    urls: tuple[str, ...] = ()
    url_envs: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    logs: tuple[Path, ...] = ()
    policy: str = "amazfit-2018"


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A source as it will stand in the file: its name, type, the connector's own options, and why it is one."""

    name: str
    type: str
    options: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class SeenField:
    """One field of a sample. `words` are those of its name, `categories` what the detectors made of it."""

    name: str
    words: tuple[str, ...]
    filled: int
    distinct: int
    dates: bool
    key: bool
    categories: frozenset[str]

    @property
    def unique(self) -> bool:
        return self.filled > 0 and self.distinct == self.filled


@dataclass(frozen=True, slots=True)
class SeenDataset:
    """One dataset of a sample, under raw names."""

    dataset: Dataset
    rows: int
    profile: DatasetProfile
    fields: tuple[SeenField, ...]

    @property
    def ref(self) -> str:
        return self.dataset.ref

    @property
    def personal(self) -> bool:
        return any(item.categories for item in self.fields)


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything that was listed and sampled. `opened` are the sources that could be opened."""

    specs: Mapping[str, SourceSpec]
    seen: tuple[SeenDataset, ...]
    gaps: tuple[Gap, ...]
    opened: frozenset[str]
    names: Names


@dataclass(frozen=True, slots=True)
class Proposal:
    """A binding. Only a sure one is written as active; the others stand as comments, for the owner to take.

    `parts` are raw field names by part, `extra` other keys (`direction`, `topics`), `todo` what the owner has to add.
    """

    role: str
    ref: str
    parts: Mapping[str, str]
    certainty: Certainty
    reason: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    todo: str = ""

    @property
    def active(self) -> bool:
        return self.certainty == "sure"


@dataclass(frozen=True, slots=True)
class Host:
    """A host of a gateway log, and the lines of the sample it had. `direction`: that of the log, where it is sure;
    `likely ingress`; else ""."""

    name: str
    direction: str
    lines: int
    log: str
