"""Parquet: populations and columns from the metadata, rows by row group, nested columns flattened like JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.errors import describe_error, gap_reason
from connectors.formats.arrowflat import flatten, flatten_type
from connectors.formats.columns import BATCH_ROWS, assemble, distinct_names
from connectors.formats.problem import Problem
from connectors.model import Field

MAX_FIELDS = 5000


def describe(handle: BinaryIO) -> tuple[int, list[int], tuple[Field, ...]]:
    """Rows, the rows of each row group, and the flattened columns. Raises what pyarrow raises."""
    file = pq.ParquetFile(handle)
    meta = file.metadata
    groups = [meta.row_group(at).num_rows for at in range(meta.num_row_groups)]
    flat = [item for field in file.schema_arrow for item in flatten_type(field.name, field.type)]
    names = distinct_names([name for name, _ in flat])
    fields = tuple(Field(name, str(kind)) for name, (_, kind) in zip(names, flat, strict=True))
    return meta.num_rows, groups, fields[:MAX_FIELDS]


def read(
    handle: BinaryIO, group: int | None, columns: Sequence[str] | None, rows: int | None, limit: int
) -> Iterator[pa.RecordBatch | Problem]:
    """The rows of one row group, or with None of the file, at most `rows` of them.

    A row group that says to hold more than `limit` bytes uncompressed is not read: that is a problem.
    """
    try:
        file = pq.ParquetFile(handle)
        groups = [group] if group is not None else list(range(file.metadata.num_row_groups))
        groups = [at for at in groups if at < file.metadata.num_row_groups]
        top = [field.name for field in file.schema_arrow]
        flat = [(field.name, name) for field in file.schema_arrow for name, _ in flatten_type(field.name, field.type)]
    except Exception as exc:  # noqa: BLE001 - pyarrow raises many kinds over bytes that are no Parquet
        yield _problem(exc, "the file is no readable Parquet")
        return
    names = distinct_names([name for _, name in flat])
    read_top = None
    if columns is not None:
        asked = set(columns)
        needed = {owner for (owner, _), name in zip(flat, names, strict=True) if name in asked}
        # a column whose name repeats or holds a dot can't be picked by name without doubt
        read_top = sorted(needed) if len(set(top)) == len(top) and not any("." in name for name in top) else None
    left = rows
    for at in groups:
        if file.metadata.row_group(at).total_byte_size > limit:
            what = "a row group holds more bytes than `max_object_bytes` allows and was not read"
            lost = file.metadata.row_group(at).num_rows
            yield Problem("limit", what, "Raise `max_object_bytes` of this source.", lost)
            continue
        for item in _group(file, at, read_top, names, columns):
            if isinstance(item, Problem):
                yield item
                break
            if left is not None:
                item = item.slice(0, left)
                left -= item.num_rows
            yield item
            if left == 0:
                return


def _group(
    file: pq.ParquetFile, at: int, read_top: list[str] | None, names: list[str], columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch | Problem]:
    done = 0
    total = file.metadata.row_group(at).num_rows
    try:
        # with no column to read pyarrow gives no rows either, so then all are read and dropped
        for batch in file.iter_batches(BATCH_ROWS, row_groups=[at], columns=read_top or None):
            yield _flat(batch, columns)
            done += batch.num_rows
    except Exception as exc:  # noqa: BLE001
        problem = _problem(exc, f"row group {at} is damaged")
        yield Problem(problem.reason, problem.detail, problem.remedy, total - done)


def _flat(batch: pa.RecordBatch, columns: Sequence[str] | None) -> pa.RecordBatch:
    found: list[tuple[str, pa.Array, int]] = []
    for name, array in zip(batch.schema.names, batch.columns, strict=True):
        found += flatten(name, array)
    named = dict(zip(distinct_names([name for name, _, _ in found]), found, strict=True))
    if columns is not None:
        empty = ("", pa.nulls(batch.num_rows, pa.string()), 0)
        named = {name: named.get(name, empty) for name in dict.fromkeys(columns)}
    bad = {name: count for name, (_, _, count) in named.items() if count}
    return assemble(list(named), [array for _, array, _ in named.values()], bad, batch.num_rows)


def _problem(exc: Exception, what: str) -> Problem:
    # pyarrow reports damaged pages as an OSError without a number
    damaged = isinstance(exc, OSError) and exc.errno is None and type(exc) is OSError
    return Problem("corrupt" if damaged else gap_reason(exc, "corrupt"), f"{what} ({describe_error(exc)})")
