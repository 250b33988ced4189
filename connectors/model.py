"""What a connector hands out: datasets, splits, gaps and facts of a store.

Every type here is frozen, plain and JSON-able, because splits cross process and machine borders while data and
credentials do not. Nothing here holds a value read from a store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

PopulationKind = Literal["exact", "estimate", "unknown"]
DatasetKind = Literal["table", "log", "objects"]
DesignKind = Literal["census", "random", "head"]
JsonScalar = str | int | float | bool | None

GapReason = Literal[
    "auth",  # the server refused the credentials
    "connection",  # the server or path could not be reached
    "permission",  # this object may not be read
    "missing",  # it was there when the plan was made, not when it was read
    "corrupt",  # the bytes contradict the format
    "truncated",  # the bytes end too early
    "unsupported",  # no reader for this kind of object
    "encoding",  # bytes that are no text in the expected encoding
    "limit",  # an owner-set or built-in limit was reached
    "timeout",  # a time budget ran out
    "recogniser",  # a recogniser failed or ran out of time on part of the data
    "missing_driver",  # an optional package is not installed
    "not_requested",  # opt-in objects (views, foreign tables) that the owner did not ask for
    "interrupted",  # the run was stopped before this was read
    "internal",  # a fault of ours
]


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is to be found. The secret itself is fetched in the process that needs it and never stored.

    `kind` is `env` (environment variable), `file` (first line of a file) or `keyring` (`service/user`).
    """

    kind: Literal["env", "file", "keyring"]
    name: str


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source of the estate as its connector needs it; crosses process borders.

    `options` are the connector's own keys from the estate file, secrets as `{"env": NAME}` references.
    `base_dir` is the estate file's folder: relative paths start there. `timezone` is an IANA name or None.
    """

    name: str
    type: str
    options: Mapping[str, Any]
    base_dir: str
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """How many rows there are: `exact` when counted, `estimate` from statistics, `unknown` (rows is None)."""

    rows: int | None
    kind: PopulationKind

    def __add__(self, other: Population) -> Population:
        if self.rows is None or other.rows is None:
            return Population(None, "unknown")
        kind: PopulationKind = "exact" if self.kind == other.kind == "exact" else "estimate"
        return Population(self.rows + other.rows, kind)


UNKNOWN = Population(None, "unknown")


@dataclass(frozen=True, slots=True)
class Field:
    """A column, JSON path or log key. `type` is an Arrow type name (`string`, `int64`), or "" while not known."""

    name: str
    type: str = ""
    nullable: bool = True
    primary_key: bool = False


@dataclass(frozen=True, slots=True)
class DataObject:
    """The unit of coverage: one table, file or log file. `name` is relative to its source; `bytes` None if unknown."""

    name: str
    population: Population = UNKNOWN
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table, a log stream, or objects of one shape under one prefix.

    `fields` is empty where the shape is known only after reading (logs, JSON lines).
    """

    source: str
    name: str
    kind: DatasetKind
    fields: tuple[Field, ...] = ()
    objects: tuple[DataObject, ...] = ()

    @property
    def ref(self) -> str:
        """`<source>/<name>`, the name used in every output."""
        return f"{self.source}/{self.name}"

    @property
    def population(self) -> Population:
        total = Population(0, "exact")
        for item in self.objects:
            total = total + item.population
        return total


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """How rows of one dataset are chosen.

    `census`: all rows. `random`: simple random sampling of `rows` rows without replacement from an exact population,
    by `seed`. `head`: the first `rows` rows, a non-probability sample that gets no bound.
    """

    kind: DesignKind = "census"
    rows: int | None = None
    seed: int = 0


CENSUS = SampleDesign()


@dataclass(frozen=True, slots=True)
class Split:
    """A part of a dataset that any worker can read alone.

    `part` is what the connector needs to find it again (a rowid range, a byte range, a row group): JSON scalars only.
    Splits of a dataset partition the rows of its design: no row twice, none left out.
    """

    source: str
    dataset: str
    object: str
    index: int
    part: Mapping[str, JsonScalar] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return f"{self.source}/{self.dataset}"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "part": dict(self.part)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Split:
        return cls(**{**data, "part": dict(data["part"])})


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that was not read, and why. `dataset` and `object` are "" where the whole source is meant.

    `detail` is written by us from codes and class names: it never carries data or a driver's own message.
    `remedy` says what the owner can do. `lost_rows` counts skipped rows where that is known.
    """

    source: str
    dataset: str
    object: str
    reason: GapReason
    detail: str
    remedy: str = ""
    lost_rows: int = 0


@dataclass(frozen=True, slots=True)
class StoreFact:
    """A fact of a store that is not a row: `subject` is a source or `<source>/<object>`, `name` for instance
    `country`, `encrypted_connection`, `world_readable`; `value` a JSON scalar; `evidence` says how it was learnt."""

    subject: str
    name: str
    value: JsonScalar
    evidence: str
