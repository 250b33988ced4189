"""Reads object trees: a local folder, or a bucket through fsspec. CSV, JSON lines, JSON and Parquet; gzip of the texts.

Options: `path` or `url` (exactly one), `include`, `exclude` (patterns over the path or the file's name),
`max_object_bytes` (decompressed bytes read of one object, 2 GiB unless told), `storage_options` (for fsspec; secrets by
reference). Every object is listed; one without a reader yields a gap when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from connectors.formats import delimited, jsondoc, jsonlines, parquet
from connectors.formats.detect import Format, format_of
from connectors.formats.problem import Problem
from connectors.formats.streams import SNIFF, signature
from connectors.fs import Entry
from connectors.model import Field, Population, SampleDesign, Split
from connectors.naming import dataset_name
from connectors.objects import WHOLE, ObjectConnector, Part


class FilesConnector(ObjectConnector):
    """Objects grouped by folder and name without dates and numbers: `exports/sleep-2018-01.csv` is `exports/sleep`.

    A random sample is a census here: to find a row inside of a file, the file must be read anyway. `head` gives the
    first rows of each object.
    """

    api = 1
    kind = "objects"

    def _groups(self, entries: list[Entry]) -> dict[str, list[Entry]]:
        by_name: dict[str, dict[str, list[Entry]]] = {}
        for entry in entries:
            found = self._format(entry.name)
            name = dataset_name(entry.name, found.stem, self.name_shape)
            by_name.setdefault(name, {}).setdefault(found.name, []).append(entry)
        groups: dict[str, list[Entry]] = {}
        for name, formats in by_name.items():
            for kind, members in formats.items():
                # several formats under one name can't share columns
                key = name if len(formats) == 1 else f"{name}.{kind}"
                groups.setdefault(key, []).extend(members)
        return groups

    def _format(self, name: str) -> Format:
        return format_of(name, lambda: self._head(name))

    def _head(self, name: str) -> bytes:
        try:
            with self._root.open(name) as handle:
                return handle.read(SNIFF)
        except Exception:  # noqa: BLE001 - reading the object yields the gap that says why
            return b""

    def _describe(self, entry: Entry) -> tuple[Population, tuple[Field, ...]]:
        if self._format(entry.name).name != "parquet":
            return super()._describe(entry)
        with self._root.open(entry.name) as handle:
            rows, _, fields = parquet.describe(handle)
        return Population(rows, "exact"), fields

    def _parts(self, name: str, design: SampleDesign) -> list[Part]:
        found = self._format(name)
        if found.name == "jsonl" and not found.gz:
            return self._text_parts(name, design)
        if design.kind == "head":
            return [{**WHOLE, "limit": design.rows or 0}]
        if found.name == "parquet":
            with self._root.open(name) as handle:
                _, groups, _ = parquet.describe(handle)
            return [{"group": at} for at in range(len(groups))] or [dict(WHOLE)]
        return [dict(WHOLE)]

    def _read(self, split: Split, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch | Problem]:
        part: Part = dict(split.part)
        found = self._format(split.object)
        rows = part.get("limit")
        with self._root.open(split.object) as handle:
            if found.name == "parquet":
                yield from parquet.read(handle, part.get("group"), columns, rows, self._max_bytes)
                return
            head = handle.read(SNIFF)
            if not head:
                return  # an empty object holds nothing, whatever its format
            looks = signature(head)
            if not found.readable:
                what = (
                    f"it looks like {looks}, and there is no reader for that" if looks else "its format has no reader"
                )
                yield Problem("unsupported", what)
                return
            if looks and looks != "gzip data":
                yield Problem("corrupt", f"its name promises {found.name}, but it looks like {looks}")
                return
            stream, low, high = self._stream(handle, part, found.gz)
            if found.name == "csv":
                yield from delimited.read(stream, columns, rows, found.delimiter)
            elif found.name == "jsonl":
                yield from jsonlines.read(stream, low, high, columns, rows)
            else:
                yield from jsondoc.read(stream, columns, rows)
