"""One Arrow batch in, mergeable profiles out. Values end here."""

from __future__ import annotations

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scanner.detect.matches import Match, Recognisers
from scanner.detect.numeric import number_counts
from scanner.detect.profile import DatasetProfile, FieldProfile, GroupKey
from scanner.detect.schemes import known_scheme
from scanner.detect.sketch import Sketch, canonical, digest
from scanner.detect.times import parse_date, parse_time
from scanner.detect.tokens import words

KEY_LIKE_INT = 100_000  # smaller whole numbers are counts and codes; as keys they would be "contained" in anything
KEY_LIKE_LENGTH = 6
_NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?(?:[eE][-+]?\d{1,3})?$")
_QUAD = re.compile(r"\d{1,5}(?:\.\d{1,5}){3}$")
NO_HOST_NAME = "{no host name}"
"""Stands for hosts that are none by their form."""
_HOST = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(?:\.[\w-]{1,63})*|[0-9a-f:.]{2,45}")
_FIRST_GATEWAYS = 1990  # the year of the first web server; an earlier "time" is somebody's date of birth
_UNDECODABLE = b"saydo.undecodable"


@dataclass(frozen=True, slots=True)
class GatewayPlan:
    """Which fields of a gateway log say where data went. `url` may stand for host and scheme."""

    host: str = ""
    scheme: str = ""
    url: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What a batch's profile needs beside the rows. Plain values: it crosses process borders."""

    keys: frozenset[str] = frozenset()
    gateway: GatewayPlan | None = None
    timezone: str | None = None
    ignore: frozenset[str] = field(default_factory=frozenset)


def profile_batch(
    batch: pa.RecordBatch, obj: str, recognisers: Recognisers, key: bytes, plan: ColumnPlan
) -> DatasetProfile:
    """The profile of one batch of the object `obj`."""
    profile = DatasetProfile(rows=batch.num_rows)
    marked: list[tuple[str, _Cells, dict[str, npt.NDArray[np.bool_]]]] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        cells = _Cells(column, batch.num_rows)
        item = FieldProfile(Counter({"rows": batch.num_rows}))
        hits = _profile_cells(name, cells, item, recognisers, key, plan)
        profile.fields[name] = profile.fields[name].merge(item) if name in profile.fields else item
        marked.append((name, cells, _cell_marks(cells, hits)))
    group_ids, groups = _row_groups(batch, obj, plan, _rows_with_matches(batch.num_rows, marked, plan))
    _times(batch, plan, profile, group_ids, groups)
    for name, cells, marks in marked:
        _count_groups(name, cells, marks, profile, group_ids, groups)
    metadata = batch.schema.metadata or {}
    for name, count in json.loads(metadata.get(_UNDECODABLE, b"{}")).items():
        if name in profile.fields:
            profile.fields[name].counts["undecodable"] += int(count)
    return profile


class _Cells:
    """A column as distinct texts and an index per cell; lists are opened, `row` gives each cell's row."""

    def __init__(self, column: pa.Array, rows: int) -> None:
        self.row = np.arange(rows)
        self.is_list = pa.types.is_list(column.type) or pa.types.is_large_list(column.type)
        if self.is_list:
            self.row = np.asarray(pc.list_parent_indices(column).to_numpy(zero_copy_only=False), dtype=np.int64)
            column = pc.list_flatten(column)
        self.type = column.type
        if pa.types.is_dictionary(self.type):
            column = column.cast(self.type.value_type)
        if pa.types.is_timestamp(self.type):
            column = _readable(column)
        encoded = pc.dictionary_encode(column)
        self.raw: list[object] = encoded.dictionary.to_pylist()
        self.index = np.asarray(pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int64)
        self.texts = [_as_text(value) for value in self.raw]

    def per_text(self) -> npt.NDArray[np.int64]:
        """How many cells hold each distinct text."""
        return np.bincount(self.index[self.index >= 0], minlength=len(self.texts))


def _readable(column: pa.Array) -> pa.Array:
    """Timestamps in microseconds, which Python can hold; where that overflows, as text."""
    try:
        cast = pc.cast(column, pa.timestamp("us", column.type.tz), safe=False)
        cast.to_pylist()
    except (pa.ArrowInvalid, ValueError, OverflowError):
        return pc.cast(pc.cast(column, pa.int64()), pa.string())
    return cast


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        if len(value) == 6:  # EUI-48 in binary
            return ":".join(f"{byte:02x}" for byte in value)
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))  # whole numbers become floats where a column has nulls
    return "" if value is None else str(value)


def _profile_cells(
    name: str, cells: _Cells, item: FieldProfile, recognisers: Recognisers, key: bytes, plan: ColumnPlan
) -> dict[str, npt.NDArray[np.bool_]]:
    """Fills the field's profile; returns, by detector, which distinct texts have a match that counts."""
    counts, per_text = item.counts, cells.per_text()
    empty = np.array([text.strip() == "" for text in cells.texts], dtype=bool)
    counts["cells"] += len(cells.index)
    counts["null"] += int((cells.index < 0).sum())
    counts["empty"] += int(per_text[empty].sum()) if len(per_text) else 0
    if cells.is_list:
        counts["list.rows"] += len(np.unique(cells.row))
    _count_shapes(cells, per_text, counts)
    _sketch_values(name, cells, item, key, plan)
    if pa.types.is_temporal(cells.type) or pa.types.is_boolean(cells.type):
        return {}
    numbers = _numbers(cells)
    if numbers is not None:
        counts.update(_number_counts(cells, numbers))
    recognisers.cells.count(name, cells.texts, per_text, numbers, item, key, cells.is_list)
    return _match(name, cells, per_text, item, recognisers, key)


def _count_shapes(cells: _Cells, per_text: npt.NDArray[np.int64], counts: Counter[str]) -> None:
    """Dates by year, and texts that look like four dotted numbers."""
    for value, text, number in zip(cells.raw, cells.texts, per_text.tolist(), strict=True):
        if isinstance(value, datetime):
            found: tuple[date, bool] | None = (value.date(), value.time() == time())
        elif isinstance(value, date):
            found = (value, True)
        else:
            found = parse_date(text) if isinstance(value, str) else None
        if found:
            counts["date.n"] += number
            counts["date.day"] += number * found[1]
            counts[f"year.{found[0].year}"] += number
        elif isinstance(value, str) and _QUAD.match(text):
            counts["quad"] += number


def _numbers(cells: _Cells) -> npt.NDArray[np.float64] | None:
    """The distinct texts as numbers, NaN where they are none; None where none is."""
    distinct = np.array(
        [float(text) if len(text) < 40 and _NUMBER.match(text) else np.nan for text in cells.texts], dtype=np.float64
    )
    return None if not len(distinct) or np.isnan(distinct).all() else distinct


def _number_counts(cells: _Cells, distinct: npt.NDArray[np.float64]) -> Counter[str]:
    present = cells.index[cells.index >= 0]
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        fine = np.array([len(text.partition(".")[2]) >= 4 for text in cells.texts], dtype=bool) & ~np.isnan(distinct)
        return number_counts(distinct[present], fine[present])
    return number_counts(distinct[present])


def _sketch_values(name: str, cells: _Cells, item: FieldProfile, key: bytes, plan: ColumnPlan) -> None:
    """`values`: digests of all values. `keys`: of those that may be keys of something, long enough or bound as keys."""
    wanted = name in plan.keys
    values, keys = Sketch(), Sketch()
    for value, text in zip(cells.raw, cells.texts, strict=True):
        if value is None or not text.strip():
            continue
        mark = digest(key, canonical(value) if not isinstance(value, bytes) else text)
        values.add((mark,))
        if wanted or _may_be_key(value, text):
            keys.add((mark,))
    item.sketches["values"], item.sketches["keys"] = values, keys


def _may_be_key(value: object, text: str) -> bool:
    if len(text) > 64 or isinstance(value, float | datetime | date | bool):
        return False
    return int(text) >= KEY_LIKE_INT if text.isdecimal() else len(text) >= KEY_LIKE_LENGTH


def _match(
    name: str,
    cells: _Cells,
    per_text: npt.NDArray[np.int64],
    item: FieldProfile,
    recognisers: Recognisers,
    key: bytes,
) -> dict[str, npt.NDArray[np.bool_]]:
    hits: dict[str, npt.NDArray[np.bool_]] = {}
    values: dict[str, Sketch] = {}
    texts = cells.texts
    if pa.types.is_floating(cells.type):  # a fraction is nobody's number; whole ones may be
        texts = [text if text.isdecimal() else "" for text in texts]
    for position, matches in recognisers.matches(texts, " ".join(words(name))):
        text, number = texts[position], int(per_text[position])
        for detector in sorted({match.recogniser for match in matches}):
            mine = [match for match in matches if match.recogniser == detector]
            strong, whole = any(match.strong for match in mine), any(match.whole for match in mine)
            item.counts[f"match.{detector}.any"] += number
            item.counts[f"match.{detector}.strong"] += number * strong
            item.counts[f"match.{detector}.whole"] += number * whole
            item.counts[f"match.{detector}.sure"] += number * (strong or whole)
            if strong or whole:
                hits.setdefault(detector, np.zeros(len(cells.texts), dtype=bool))[position] = True
                sketch = values.setdefault(detector, Sketch())
                sketch.add(digest(key, _normal(text, match)) for match in mine if match.strong or match.whole)
    item.sketches.update({f"match.{detector}": sketch for detector, sketch in values.items()})
    return hits


def _normal(text: str, match: Match) -> str:
    """One spelling a value: letters and digits, lower case."""
    return "".join(char for char in text[match.start : match.end].lower() if char.isalnum() or char in "@.")


def _cell_marks(cells: _Cells, hits: Mapping[str, npt.NDArray[np.bool_]]) -> dict[str, npt.NDArray[np.bool_]]:
    """Per cell: whether it holds anything (`cells`), and whether each detector found something that counts."""
    present = cells.index >= 0
    filled = np.array([text.strip() != "" for text in cells.texts], dtype=bool)
    marks = {}
    for what, mask in {"cells": filled, **hits}.items():
        chosen = np.zeros(len(cells.index), dtype=bool)
        chosen[present] = mask[cells.index[present]]
        marks[what] = chosen
    return marks


def _rows_with_matches(
    rows: int, marked: Sequence[tuple[str, _Cells, dict[str, npt.NDArray[np.bool_]]]], plan: ColumnPlan
) -> npt.NDArray[np.bool_]:
    """Rows in which a detector found something, outside of the fields that only say where the row went."""
    found = np.zeros(rows, dtype=bool)
    ends = (plan.gateway.host, plan.gateway.scheme, plan.gateway.url, plan.gateway.time) if plan.gateway else ()
    for name, cells, marks in marked:
        for what, chosen in marks.items():
            if what != "cells" and name not in ends:
                found[cells.row[chosen]] = True
    return found


def _row_groups(
    batch: pa.RecordBatch, obj: str, plan: ColumnPlan, matching: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], list[GroupKey]]:
    """A gateway group's number for each row (-1: none), and the groups. The object is a group of all rows.

    Rows with and without matches are kept apart, so that a period and a count are those of personal data, not of pings.
    """
    rows = batch.num_rows
    groups: list[GroupKey] = [("object", obj)]
    ids = np.full(rows, -1, dtype=np.int64)
    gateway = plan.gateway
    if gateway is None:
        return ids, groups
    hosts, schemes, urls = (_column(batch, name) for name in (gateway.host, gateway.scheme, gateway.url))
    known: dict[GroupKey, int] = {}
    for row in range(rows):
        endpoint = _endpoint(
            hosts[row] if hosts else None, schemes[row] if schemes else None, urls[row] if urls else None
        )
        kind = "with" if matching[row] else "without"
        ids[row] = known.setdefault(("gateway", *endpoint, kind), len(known) + 1)
    groups.extend(known)
    return ids, groups


def _column(batch: pa.RecordBatch, name: str) -> list[object] | None:
    return batch.column(name).to_pylist() if name and name in batch.schema.names else None


def _endpoint(host: object, scheme: object, url: object) -> tuple[str, str]:
    """(scheme, host) in lower case, without port and credentials; `NO_HOST_NAME` where the line names none.

    Hosts go into the results, so what has not the form of one (a note, a person's name) stays behind.
    """
    found_scheme, found_host = str(scheme or ""), str(host or "")
    if url and not found_host.strip():
        before, mark, rest = str(url).partition("://")
        found_scheme = before if mark else found_scheme
        # without "://" it is an authority, as proxies log CONNECT; a path alone names no host
        found_host = re.split(r"[/?#]", rest if mark else before, maxsplit=1)[0]
    elif "://" in found_host:
        found_scheme, _, found_host = found_host.partition("://")
    found_host = re.split(r"[/?#]", found_host, maxsplit=1)[0].rpartition("@")[2].strip().lower().rstrip(".")
    found_host = _without_port(found_host)
    if not _HOST.fullmatch(found_host):
        found_host = NO_HOST_NAME
    return known_scheme(found_scheme), found_host


def _without_port(host: str) -> str:
    """A host without its port; addresses in their compressed form (RFC 5952), so that one address is one host."""
    bracketed = re.fullmatch(r"\[([0-9a-f:.]+)\](?::\d{1,5})?", host)
    plain = bracketed[1] if bracketed else re.sub(r"^([^:]*):\d{1,5}$", r"\1", host)
    try:
        return ipaddress.ip_address(plain).compressed
    except ValueError:
        return plain


def _times(
    batch: pa.RecordBatch,
    plan: ColumnPlan,
    profile: DatasetProfile,
    ids: npt.NDArray[np.int64],
    groups: Sequence[GroupKey],
) -> None:
    """Rows and the first and last time of each group."""
    profile.group(groups[0]).rows += batch.num_rows
    times = _column(batch, plan.gateway.time) if plan.gateway else None
    for row, group_id in enumerate(ids.tolist()):
        if group_id < 0:
            continue
        group = profile.group(groups[group_id])
        group.rows += 1
        moment = parse_time(times[row], plan.timezone) if times else None
        if moment is not None and moment.year >= _FIRST_GATEWAYS:
            group.naive += moment.tzinfo is None
            stamp = _micros(moment)
            group.first = stamp if group.first is None else min(group.first, stamp)
            group.last = stamp if group.last is None else max(group.last, stamp)
        else:
            group.untimed += 1


def _micros(moment: datetime) -> int:
    start = datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    delta = moment - start
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _count_groups(
    name: str,
    cells: _Cells,
    marks: Mapping[str, npt.NDArray[np.bool_]],
    profile: DatasetProfile,
    ids: npt.NDArray[np.int64],
    groups: Sequence[GroupKey],
) -> None:
    for what, chosen in marks.items():
        total = int(chosen.sum())
        if not total:
            continue
        profile.group(groups[0]).cells[(name, what)] += total
        of_rows = ids[cells.row[chosen]]
        for group_id, number in zip(*np.unique(of_rows[of_rows >= 0], return_counts=True), strict=True):
            profile.group(groups[int(group_id)]).cells[(name, what)] += int(number)
