"""Splits partition a dataset, whatever the gaps in the keys, the width of a split and the length of the lines."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import sql_cut
from connectors.files import FilesConnector
from connectors.formats.streams import Stream, TooLong, lines, raw_chunks
from connectors.logs import LogsConnector
from connectors.model import CENSUS, SampleDesign, SourceSpec
from connectors.sql import SqlConnector
from connectors.testing import datasets_in, gaps_in, read_all, row_keys

int64 = st.integers(-(2**63), 2**63 - 1)
keys = st.one_of(
    st.sets(st.integers(-50, 300), max_size=80),
    st.sets(int64, max_size=40),
    st.builds(lambda dense, far: dense | far, st.sets(st.integers(0, 100), max_size=60), st.sets(int64, max_size=3)),
)


class TinySql(SqlConnector):
    split_rows = 7


def _table(folder: Path, wanted: set[int], deleted: set[int], rowid: bool) -> SourceSpec:
    path = folder / "t.db"
    with sqlite3.connect(path) as db:
        db.execute(f"CREATE TABLE t (k INTEGER PRIMARY KEY, v) {'' if rowid else 'WITHOUT ROWID'}")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(key, f"v{key}") for key in wanted | deleted])
        db.executemany("DELETE FROM t WHERE k = ?", [(key,) for key in deleted - wanted])
    db.close()
    return SourceSpec("s", "sql", {"url": "sqlite:///t.db"}, str(folder))


@settings(deadline=None, max_examples=120)
@given(wanted=keys, deleted=st.sets(int64, max_size=10), rowid=st.booleans(), size=st.integers(1, 60), seed=int64)
def test_sqlite_splits_partition_the_table(
    wanted: set[int], deleted: set[int], rowid: bool, size: int, seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with TinySql(_table(Path(folder), wanted, deleted, rowid)) as connector:
            (table,) = datasets_in(connector)
            assert table.population.rows == len(wanted)
            splits = connector.splits(table, CENSUS)
            assert len(splits) <= max(1, len(wanted))
            items = read_all(connector, splits)
            census = row_keys(items)
            assert not gaps_in(items)
            assert census == Counter(json.dumps({"k": str(key), "v": f"v{key}"}) for key in wanted)
            sample = read_all(connector, connector.splits(table, SampleDesign("random", size, seed)))
            assert not gaps_in(sample)
            assert row_keys(sample) <= census
            assert row_keys(sample).total() == min(size, len(wanted))


@settings(deadline=None)
@given(
    low=int64,
    span=st.integers(0, 2**62),
    rows=st.one_of(st.none(), st.integers(0, 10**9)),
    width=st.integers(10**4, 10**5),
)
def test_cut_points_ascend_and_are_bounded(low: int, span: int, rows: int | None, width: int) -> None:
    walk = iter(range(low + 1, low + 5))
    cuts = sql_cut.cut_points(low, low + span, rows, width, lambda _: next(walk, None))
    assert cuts == sorted(set(cuts))
    assert all(low < cut <= low + span for cut in cuts) or span < 4
    assert len(cuts) <= max(sql_cut.BLIND_SPLITS, -(-(rows or 0) // width))


@pytest.mark.parametrize("key", [0, -1, 2**53 - 1, 2**53, -(2**63), 2**63 - 1, None])
def test_keys_survive_a_parser_that_holds_numbers_as_doubles(key: int | None) -> None:
    packed = sql_cut.packed(key)
    assert sql_cut.unpacked(json.loads(json.dumps(packed))) == key
    assert not isinstance(packed, int) or float(packed) == packed


def test_a_random_sample_does_not_depend_on_how_it_is_asked_for() -> None:
    chosen = sql_cut.positions(7, "crm/users", 1000, 50)
    assert len(set(chosen)) == 50
    assert sql_cut.positions(7, "crm/users", 1000, 50) == chosen
    assert sql_cut.positions(8, "crm/users", 1000, 50) != chosen
    assert sql_cut.positions(7, "crm/orders", 1000, 50) != chosen
    parts = [sql_cut.positions_within(chosen, at, 100) for at in range(0, 1000, 100)]
    assert sorted(at * 100 + inside for at, part in enumerate(parts) for inside in part) == list(chosen)


# -- byte ranges -------------------------------------------------------------------------------------------------------

text_bytes = st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"bc", b"\xff", b"\xc3\xa4", b"\xef\xbb\xbf", b"    "]))


def _cut(data: bytes, width: int, max_line: int, chunk: int) -> Iterator[bytes | TooLong]:
    edges = [*range(0, max(len(data), 1), width)]
    for low, high in zip(edges, [*edges[1:], None], strict=True):
        handle = io.BytesIO(data[max(low - 1, 0) :])
        stream = Stream(iter(lambda handle=handle: handle.read(chunk), b""))
        yield from lines(stream, low, high, max_line)


@settings(max_examples=300)
@given(pieces=text_bytes, width=st.integers(1, 20), max_line=st.integers(1, 12), chunk=st.integers(1, 9))
def test_byte_ranges_partition_the_lines(pieces: list[bytes], width: int, max_line: int, chunk: int) -> None:
    data = b"".join(pieces)
    whole = list(lines(Stream([data]), 0, None, max_line))
    assert list(_cut(data, width, max_line, chunk)) == whole
    expected = data.removesuffix(b"\n").split(b"\n") if data else []
    assert len(whole) == len(expected)


def test_a_long_line_is_not_read_by_the_splits_inside_of_it() -> None:
    data = b"x" * 1000 + b"\nend\n"
    handle = io.BytesIO(data)
    assert list(lines(Stream(raw_chunks(handle, 99)), 100, 200)) == []
    assert list(lines(Stream([data[999:]]), 1000, None)) == [b"end"]


cell = st.text(max_size=8)
json_rows = st.lists(st.fixed_dictionaries({"n": st.integers()}, optional={"a": cell, "b": st.lists(cell, max_size=2)}))


@settings(deadline=None, max_examples=60)
@given(rows=json_rows, width=st.integers(1, 80), ensure_ascii=st.booleans())
def test_json_line_splits_partition_the_rows(rows: list[dict[str, object]], width: int, ensure_ascii: bool) -> None:
    rows = [{**row, "at": at} for at, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        text = "\n".join(json.dumps(row, ensure_ascii=ensure_ascii) for row in rows)
        Path(folder, "rows.jsonl").write_bytes(text.encode("utf-8", "surrogatepass"))
        found, whole = _both(FilesConnector(SourceSpec("s", "files", {"path": "."}, folder)), width)
    assert found == whole
    assert found.total() == len(rows)


@settings(deadline=None, max_examples=60)
@given(
    found=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30)),
    width=st.integers(1, 60),
)
def test_log_splits_partition_the_lines(found: list[str], width: int) -> None:
    numbered = [f"line {at} {text}" for at, text in enumerate(found)]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.log").write_bytes("\n".join(numbered).encode())
        cut, whole = _both(LogsConnector(SourceSpec("s", "logs", {"path": "app.log"}, folder)), width)
    assert cut == whole
    assert cut.total() == len(numbered)


def _both(connector: FilesConnector | LogsConnector, width: int) -> tuple[Counter[str], Counter[str]]:
    with connector:
        (dataset,) = datasets_in(connector)
        whole = row_keys(read_all(connector, connector.splits(dataset, CENSUS)))
        connector.split_bytes = width
        cut = read_all(connector, connector.splits(dataset, CENSUS))
        assert not gaps_in(cut)
        return row_keys(cut), whole
