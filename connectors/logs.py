"""Reads log trees: every rotation of one log is one dataset, every line one row.

Options: as for files. Each line is parsed on its own (see `formats/logline.py`), so mixed formats in one file work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from connectors.formats import loglines
from connectors.formats.problem import Problem
from connectors.formats.streams import SNIFF, signature
from connectors.fs import Entry
from connectors.model import SampleDesign, Split
from connectors.naming import dataset_name, log_stem
from connectors.objects import ObjectConnector, Part


class LogsConnector(ObjectConnector):
    """Log files: `nginx/access.log`, `access.log.1` and `access-20180101.log.gz` there are the dataset `nginx/access`.

    Columns are the union of a batch's keys, sorted; a line without a key has null there. A random sample is a census.
    """

    api = 1
    kind = "log"

    def _groups(self, entries: list[Entry]) -> dict[str, list[Entry]]:
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            stem = log_stem(entry.name.rpartition("/")[2])
            groups.setdefault(dataset_name(entry.name, stem, self.name_shape), []).append(entry)
        return groups

    def _parts(self, name: str, design: SampleDesign) -> list[Part]:
        return self._text_parts(name, design)

    def _read(self, split: Split, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch | Problem]:
        part: Part = dict(split.part)
        with self._root.open(split.object) as handle:
            looks = signature(handle.read(SNIFF))
            if looks and looks != "gzip data":
                yield Problem("unsupported", f"it looks like {looks}, and there is no reader for that")
                return
            gz = split.object.lower().endswith(".gz")
            stream, low, high = self._stream(handle, part, gz)
            yield from loglines.read(stream, low, high, columns, part.get("limit"))
