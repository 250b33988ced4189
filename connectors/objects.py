"""What files and logs share: options, listing, grouping to datasets, cutting by byte range, reading with gaps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from connectors import object_facts, options
from connectors.base import Advice, Connector, ConnectorError, NameShape, plain_shape
from connectors.errors import remedy_for
from connectors.formats.problem import Problem, problem_of
from connectors.formats.streams import SNIFF, Stream, ranged_by, raw_chunks, whole
from connectors.fs import Entry, Root
from connectors.model import (
    UNKNOWN,
    DataObject,
    Dataset,
    DatasetKind,
    Field,
    Gap,
    Population,
    SampleDesign,
    SourceSpec,
    Split,
    StoreFact,
)
from connectors.path_access import path_advice

_OPTIONS = ("path", "url", "include", "exclude", "max_object_bytes", "storage_options")
_MAX_OBJECT_BYTES = 2 * 1024**3

Part = dict[str, Any]
WHOLE: Part = {"lo": 0, "hi": None}


class ObjectConnector(Connector):
    """A tree of objects. A subclass says which dataset an object belongs to, and how it is cut and read.

    The design `random` is a census here: to find a row inside of a file, the file must be read anyway.
    """

    api = 1
    kind: DatasetKind = "objects"
    split_bytes = 8 * 1024 * 1024
    """How wide a byte range of a text file is; tests make it small."""

    def __init__(self, spec: SourceSpec, name_shape: NameShape = plain_shape) -> None:
        super().__init__(spec, name_shape)
        options.check_keys(spec, _OPTIONS)
        self._include = options.patterns(spec, "include")
        self._exclude = options.patterns(spec, "exclude")
        self._max_bytes = options.whole_number(spec, "max_object_bytes", _MAX_OBJECT_BYTES)
        self._root = Root(spec)

    def open(self) -> None:
        self._root.connect()

    def close(self) -> None:
        self._root.disconnect()

    # -- what a subclass adds --------------------------------------------------------------------------------------

    @abstractmethod
    def _groups(self, entries: list[Entry]) -> dict[str, list[Entry]]:
        """Dataset name -> its objects."""

    @abstractmethod
    def _parts(self, name: str, design: SampleDesign) -> list[Part]:
        """The parts of one object. May raise; the object then becomes one part whose reading tells why."""

    @abstractmethod
    def _read(self, split: Split, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch | Problem]:
        """Reads one part. May raise what the store raises."""

    def _describe(self, entry: Entry) -> tuple[Population, tuple[Field, ...]]:
        """What is known of an object without reading its rows. May raise; nothing is known then."""
        return UNKNOWN, ()

    # -- listing ---------------------------------------------------------------------------------------------------

    def datasets(self) -> Iterator[Dataset | Gap]:
        self._root.connect()
        gaps: list[Gap] = []
        entries: list[Entry] = []
        for item in self._root.entries():
            if isinstance(item, Gap):
                if not item.object or self._wanted(item.object):
                    gaps.append(item)
            elif self._wanted(item.name):
                entries.append(item)
        yield from sorted(gaps)
        for name, members in sorted(self._groups(entries).items()):
            yield self._dataset(name, sorted(members, key=lambda entry: entry.name))

    def _wanted(self, path: str) -> bool:
        return options.wanted((path, path.rpartition("/")[2]), self._include, self._exclude)

    def _dataset(self, name: str, members: list[Entry]) -> Dataset:
        fields: dict[str, Field] = {}
        objects: list[DataObject] = []
        for entry in members:
            population = UNKNOWN
            if entry.size == 0:
                population = Population(0, "exact")
            else:
                try:
                    population, found = self._describe(entry)
                    for field in found:
                        fields.setdefault(field.name, field)
                except Exception:  # noqa: BLE001 - reading the object yields the gap that says why
                    population = UNKNOWN
            objects.append(DataObject(entry.name, population, entry.size))
        return Dataset(self.spec.name, name, self.kind, tuple(fields.values()), tuple(objects))

    # -- cutting ---------------------------------------------------------------------------------------------------

    def splits(self, dataset: Dataset, design: SampleDesign) -> list[Split]:
        self._root.connect()
        found: list[Split] = []
        for item in dataset.objects:
            try:
                parts = self._parts(item.name, design)
            except Exception:  # noqa: BLE001 - reading the object yields the gap that says why
                parts = [dict(WHOLE)]
            for part in parts:
                found.append(Split(self.spec.name, dataset.name, item.name, len(found), part))
        return found

    def _text_parts(self, name: str, design: SampleDesign) -> list[Part]:
        """Byte ranges of a plain text file, the last open-ended; one part where it has to be read from its start."""
        if design.kind == "head":
            return [{**WHOLE, "limit": design.rows or 0}]
        size = min(self._root.size(name) or 0, self._max_bytes)
        if size <= self.split_bytes:
            return [dict(WHOLE)]
        with self._root.open(name) as handle:
            if not ranged_by(handle.read(SNIFF)):
                return [dict(WHOLE)]
        starts = list(range(0, size, self.split_bytes))
        return [{"lo": at, "hi": hi} for at, hi in zip(starts, [*starts[1:], None], strict=True)]

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, split: Split, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch | Gap]:
        try:
            self._root.connect()
            for item in self._read(split, columns):
                yield item.of(split) if isinstance(item, Problem) else item
        except ConnectorError as exc:
            yield Gap(split.source, split.dataset, split.object, exc.reason, exc.what, exc.remedy)
        except FileNotFoundError:
            what = "it was there when the scan was planned and is not there now"
            yield Gap(split.source, split.dataset, split.object, "missing", what, remedy_for("missing"))
        except Exception as exc:  # noqa: BLE001 - whatever a store raises becomes a gap, by class and code
            yield problem_of(exc, "it can't be read").of(split)

    def _stream(self, handle: BinaryIO, part: Part, gz: bool) -> tuple[Stream, int, int | None]:
        """The bytes of a part, and where it starts and stops, as `streams.lines` wants them."""
        low, high = int(part.get("lo") or 0), part.get("hi")
        if low == 0 and high is None:
            return whole(handle, self._max_bytes, gz), 0, None
        if handle.seek(0, 2) < low:
            raise EOFError  # the object became shorter since it was cut
        start = max(low - 1, 0)
        return Stream(raw_chunks(handle, start), self._max_bytes - start), low, high

    def facts(self) -> Iterator[StoreFact | Gap]:
        self._root.connect()
        yield from object_facts.facts(self.spec.name, self._root.folder)

    def advice(self) -> Iterator[Advice | Gap]:
        self._root.connect()
        if self._root.folder:
            yield from path_advice(Path(self._root.folder))
