"""The contract that every connector keeps; `connectors/testing.py` is the suite that checks it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from connectors.model import Dataset, Gap, GapReason, SampleDesign, SourceSpec, Split, StoreFact

API = 1

NameShape = Callable[[str], str]
"""Turns a path segment into its shape: equal shapes belong to one dataset (`a@b.example` -> `{email}`)."""


def plain_shape(segment: str) -> str:
    """The shape used where nobody supplies a better one: the segment itself."""
    return segment


class ConnectorError(Exception):
    """A source can't be opened or listed. The message is safe to print: no data, no DSN, no driver text.

    `reason` becomes the reason of a gap, `what` says what happened and `remedy` what to do.
    """

    def __init__(self, source: str, reason: GapReason, what: str, remedy: str) -> None:
        remedy = remedy if remedy.endswith((".", "!", "?")) else f"{remedy}."
        super().__init__(f"source '{source}': {what}. {remedy}")
        self.source, self.reason, self.what, self.remedy = source, reason, what, remedy

    def __reduce__(self) -> tuple[type[ConnectorError], tuple[str, str, str, str]]:
        return type(self), (self.source, self.reason, self.what, self.remedy)

    def as_gap(self) -> Gap:
        return Gap(self.source, "", "", self.reason, self.what, self.remedy)


@dataclass(frozen=True, slots=True)
class Advice:
    """What a connector tells an owner about its access, for `saydo doctor`; never part of an audit.

    `missing`: a right that reading needs; `excessive`: one that reading does not need; `note`: good to know.
    `remedy` is what to do or to run. Names of the store in both went through `name_shape`.
    """

    kind: Literal["missing", "excessive", "note"]
    what: str
    remedy: str = ""


class Connector(ABC):
    """Reads one source. It lists, cuts and reads; it never matches, prints or logs.

    Use: `open()`, then any of `datasets()`, `facts()`, `splits()`, `read()`, then `close()`; or as a context manager.
    `splits()` and `read()` also work in another process, on a connector made from the same `SourceSpec`.
    """

    def __init__(self, spec: SourceSpec, name_shape: NameShape = plain_shape) -> None:
        """Takes the spec without touching the store. Raises `ConnectorError` for options it does not know."""
        self.spec = spec
        self.name_shape = name_shape

    def __enter__(self) -> Connector:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def open(self) -> None:
        """Connects, read-only. Raises `ConnectorError` when the source as a whole can't be read."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of every handle. Safe to call twice."""

    @abstractmethod
    def datasets(self) -> Iterator[Dataset | Gap]:
        """Every dataset, sorted by name, with its objects and populations; a `Gap` for each thing that can't be
        listed. An object that exists but can't be read is listed in a dataset all the same, so that coverage counts it.
        """

    @abstractmethod
    def splits(self, dataset: Dataset, design: SampleDesign) -> list[Split]:
        """Cuts a dataset. Boundaries depend on the dataset and the design alone, never on engine or workers."""

    @abstractmethod
    def read(self, split: Split, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch | Gap]:
        """The rows of a split in a fixed order, as Arrow batches; `columns` narrows where the format allows.

        What can't be read is yielded as a `Gap`, and reading goes on with what can. Never raises for bad data.
        Undecodable bytes stay in the text as escapes and are counted in the schema metadata key
        `saydo.undecodable` (JSON: column -> count of cells). Lists become list columns; nested keys `a.b`, `a[].b`.
        """

    @abstractmethod
    def facts(self) -> Iterator[StoreFact | Gap]:
        """Facts of the store that need no row: region, encryption of the connection, who else may read it."""

    def advice(self) -> Iterator[Advice | Gap]:
        """What the owner should know about the access that this source was given. Nothing where nobody can tell."""
        return iter(())
