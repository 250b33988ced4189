"""From a stream of database rows to Arrow batches, keeping what came before an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import pyarrow as pa

from connectors.formats.columns import BATCH_ROWS, batch_of
from connectors.sql_values import Convert

_FIRST_FETCH = 256
_BATCH_TARGET = 32 * 1024 * 1024

Row = Sequence[object]


def batches(
    rows: Iterator[Row], names: list[str], asked: list[str], converters: Mapping[str, Convert]
) -> Iterator[pa.RecordBatch | Exception]:
    """Batches bounded by rows and, by the size of the batch before, by bytes; last the error that ended it, if any."""
    size = _FIRST_FETCH
    while True:
        held: list[Row] = []
        error: Exception | None = None
        try:
            held.extend(islice(rows, size))  # extend keeps what came before an error
        except Exception as exc:  # noqa: BLE001
            error = exc
        if held:
            cells: dict[str, Row] = dict(zip(names, zip(*held, strict=True), strict=True)) if names else {}
            for name, convert in converters.items():
                cells[name] = [None if value is None else convert(value) for value in cells[name]]
            batch = batch_of({name: cells.get(name, (None,) * len(held)) for name in asked}, len(held))
            yield batch
        if error is not None:
            yield error
        if error is not None or len(held) < size:
            return
        size = max(16, min(BATCH_ROWS, _BATCH_TARGET * len(held) // max(batch.nbytes, 1)))
