"""Flattens nested Arrow columns to `a.b`, `a[]`, `a[].b`, and repairs text that is no UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from connectors.formats.columns import Escaped, decode

Column = tuple[str, pa.Array, int]
"""Name, values, and how many cells held undecodable bytes."""


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind)
        or pa.types.is_large_list(kind)
        or pa.types.is_fixed_size_list(kind)
        or pa.types.is_map(kind)
    )


def flatten_type(name: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    """The names and types that a column of this type becomes."""
    yield from _types(name, kind, in_list=False)


def _types(name: str, kind: pa.DataType, in_list: bool) -> Iterator[tuple[str, pa.DataType]]:
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_struct(kind) and kind.num_fields:
        for at in range(kind.num_fields):
            yield from _types(f"{name}.{kind.field(at).name}", kind.field(at).type, in_list)
    elif pa.types.is_map(kind):
        for part, inner in (("key", kind.key_type), ("value", kind.item_type)):
            yield from _types(f"{name}[].{part}", inner, True)
    elif _is_list(kind):
        yield from _types(f"{name}[]", kind.value_type, True)
    else:
        yield name, pa.list_(_plain(kind)) if in_list else _plain(kind)


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    return pa.binary() if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind) else kind


def flatten(name: str, array: pa.Array) -> Iterator[Column]:
    """The flat columns of one column, in the order of `flatten_type`."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if isinstance(array, pa.DictionaryArray):
        array = array.dictionary_decode()
    if pa.types.is_struct(array.type) and array.type.num_fields:
        # flatten() hands a null struct down to its children
        for at, child in enumerate(array.flatten()):
            yield from flatten(f"{name}.{array.type.field(at).name}", child)
    elif _is_list(array.type):
        values, offsets, nulls = _opened(array)
        yield from _listed(f"{name}[]", values, offsets, nulls)
    else:
        clean, bad = _clean(array)
        yield name, clean, int(bad.sum())


def _opened(array: pa.Array) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """The values of a list column in a row, where each list starts and ends, and which lists are null."""
    nulls = np.asarray(array.is_null())
    if isinstance(array, pa.MapArray):
        # as a list of structs, from the untrimmed children that the offsets speak of
        entries = pa.StructArray.from_arrays([array.keys, array.items], ["key", "value"])
        starts = np.asarray(array.offsets)
    elif isinstance(array, pa.FixedSizeListArray):
        size = array.type.list_size
        entries = array.values  # includes the slots of null lists
        starts = (np.arange(len(array) + 1) + array.offset) * size
    else:
        entries, starts = array.values, np.asarray(array.offsets)
    starts = starts.astype(np.int64)
    if not nulls.any():
        return entries.slice(starts[0], starts[-1] - starts[0]), starts - starts[0], nulls
    lengths = np.where(nulls, 0, np.diff(starts))
    # a null list may cover values all the same: pick only what the others cover
    picked = [np.arange(first, first + size) for first, size in zip(starts[:-1], lengths, strict=True)]
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return entries.take(pa.array(np.concatenate(picked), pa.int64())), offsets, nulls


def _listed(name: str, values: pa.Array, offsets: np.ndarray, nulls: np.ndarray) -> Iterator[Column]:
    """Flat list columns: lists in lists become one list, whose offsets are those of the inner ones."""
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    if pa.types.is_struct(values.type) and values.type.num_fields:
        for at, child in enumerate(values.flatten()):
            yield from _listed(f"{name}.{values.type.field(at).name}", child, offsets, nulls)
    elif _is_list(values.type):
        inner, inner_offsets, _ = _opened(values)
        yield from _listed(f"{name}[]", inner, inner_offsets[offsets], nulls)
    else:
        clean, bad = _clean(values)
        marked = np.concatenate(([0], np.cumsum(bad)))
        cells = int((marked[offsets[1:]] > marked[offsets[:-1]]).sum())
        starts = pa.array(offsets.astype(np.int32), pa.int32())
        yield name, pa.ListArray.from_arrays(starts, clean, mask=pa.array(nulls)), cells


def _clean(array: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The column with undecodable text escaped, and which of its cells that befell."""
    fine = np.zeros(len(array), dtype=bool)
    kind = _plain(array.type)
    if kind != array.type:
        array = array.cast(kind)
    if not pa.types.is_string(array.type):
        return array, fine
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        # Parquet does not check its text, and Arrow only does so when asked
        raw = array.view(pa.binary()).to_pylist()
        cells = [None if value is None else decode(value) for value in raw]
        return pa.array(cells, pa.string()), np.array([type(cell) is Escaped for cell in cells])
    return array, fine
