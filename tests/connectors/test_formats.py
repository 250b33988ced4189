"""The format readers: what becomes of delimited text, JSON, Parquet and log lines, and that nothing is lost."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.formats import delimited, jsondoc, jsonlines, loglines, parquet
from connectors.formats.arrowflat import flatten, flatten_type
from connectors.formats.columns import batch_of, column_array, distinct_names
from connectors.formats.detect import format_of
from connectors.formats.jsonvalues import Flattener
from connectors.formats.logline import parse
from connectors.formats.problem import Problem
from connectors.formats.streams import Stream, whole
from connectors.naming import dataset_name, log_stem


def split(items: Iterator[pa.RecordBatch | Problem]) -> tuple[list[dict[str, Any]], list[Problem]]:
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            rows += item.to_pylist()
    return rows, problems


def read_csv(data: bytes, hint: str = "") -> tuple[list[dict[str, Any]], list[Problem]]:
    return split(delimited.read(whole(io.BytesIO(data), None), None, None, hint))


def read_jsonl(data: bytes) -> tuple[list[dict[str, Any]], list[Problem]]:
    return split(jsonlines.read(whole(io.BytesIO(data), None), 0, None, None, None))


def read_json(data: bytes, chunk: int = 7) -> tuple[list[dict[str, Any]], list[Problem]]:
    pieces = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    return split(jsondoc.read(Stream(pieces), None, None))


def read_log(data: bytes) -> tuple[list[dict[str, Any]], list[Problem]]:
    return split(loglines.read(whole(io.BytesIO(data), None), 0, None, None, None))


# -- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kind", "held"),
    [
        ([1, None, -5], "int64", [1, None, -5]),
        ([1, 2**63], "string", ["1", "9223372036854775808"]),
        ([1.5, None], "double", [1.5, None]),
        ([1, 1.5], "string", ["1", "1.5"]),
        ([True, False], "bool", [True, False]),
        ([True, 1], "string", ["true", "1"]),
        (["a", ""], "string", ["a", ""]),
        ([b"\x00", bytearray(b"a")], "binary", [b"\x00", b"a"]),
        ([b"\x00", "a"], "string", ["0x00", "a"]),
        ([None, None], "string", [None, None]),
        ([Decimal("1.10"), None], "decimal128(3, 2)", [Decimal("1.10"), None]),
        ([Decimal("1e60"), Decimal("NaN")], "string", ["1E+60", "NaN"]),
        ([["a", None], None, []], "list<item: string>", [["a", None], None, []]),
        ([["a"], 5], "list<item: string>", [["a"], ["5"]]),
    ],
)
def test_a_column_is_typed_where_its_values_agree_and_exact_text_otherwise(
    values: list[Any], kind: str, held: list[Any]
) -> None:
    array, bad = column_array(values)
    assert str(array.type) == kind
    assert array.to_pylist() == held
    assert bad == 0


cells = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary())


@given(st.lists(cells, max_size=8))
def test_no_value_is_ever_nulled(values: list[Any]) -> None:
    array, _ = column_array(values)
    assert [value is None for value in array.to_pylist()] == [value is None for value in values]


def test_a_batch_without_columns_still_counts_rows() -> None:
    assert batch_of({}, 5).num_rows == 5


def test_repeated_names_are_told_apart() -> None:
    assert distinct_names(["a", "a", "a#2", "a"]) == ["a", "a#2", "a#2#2", "a#3"]


# -- delimited text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = delimiter.join(["id", "text", "n"]) + "\n" + delimiter.join(["a1", '"x, y; z"', "3"]) + "\n"
    rows, problems = read_csv(text.encode())
    assert rows == [{"id": "a1", "text": "x, y; z", "n": "3"}]
    assert not problems


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"", []),
        (b"a,b\n", []),
        (b"a,b\n1,2", [{"a": "1", "b": "2"}]),
        (b"a,b\r\n1,\r\n\r\n", [{"a": "1", "b": ""}]),
        (b"a,b\r1,2\r", [{"a": "1", "b": "2"}]),
        (b"a,b\n1\n", [{"a": "1", "b": None}]),
        (b"a,b\n1,2,3,4\n", [{"a": "1", "b": "2", "extra1": "3", "extra2": "4"}]),
        (b"a,,a\n1,2,3\n", [{"a": "1", "c2": "2", "a#2": "3"}]),
        (b'a,b\n"x\ny","q""q"\n', [{"a": "x\ny", "b": 'q"q'}]),
        (b"a,b\n\x00,x\x00y\n", [{"a": "\x00", "b": "x\x00y"}]),
        (b"007,x\n008,y\n", [{"c1": "007", "c2": "x"}, {"c1": "008", "c2": "y"}]),
        (b"x@y.example,z\n", [{"c1": "x@y.example", "c2": "z"}]),
        (b"extra1,b\n1,2,3\n", [{"extra1": "1", "b": "2", "extra1#2": "3"}]),
        (b"one\ntwo\n", [{"one": "two"}]),
        (codecs.BOM_UTF8 + b"a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("\ufeffa,b\nä,😀\n".encode("utf-16-le"), [{"a": "ä", "b": "😀"}]),
        ("\ufeffa,b\nä,2\n".encode("utf-16-be"), [{"a": "ä", "b": "2"}]),
        ("\ufeffa,b\nä,2\n".encode("utf-32-le"), [{"a": "ä", "b": "2"}]),
    ],
)
def test_delimited_text_keeps_every_cell(data: bytes, rows: list[dict[str, Any]]) -> None:
    assert read_csv(data) == (rows, [])


def test_undecodable_cells_are_escaped_and_counted() -> None:
    (batch,) = delimited.read(whole(io.BytesIO(b"a,b\n\xff1,x\n\xe4\xf6,\xc3\xa4\n"), None), None, None)
    assert isinstance(batch, pa.RecordBatch)
    assert batch.to_pydict() == {"a": ["\\xff1", "\\xe4\\xf6"], "b": ["x", "ä"]}
    assert batch.schema.metadata == {b"saydo.undecodable": b'{"a": 2}'}


def test_a_quote_that_is_never_closed_is_told_and_nothing_is_lost() -> None:
    rows, problems = read_csv(b'a,b\n1,2\n"open,3\n4,5\n')
    assert rows == [{"a": "1", "b": "2"}, {"a": "open,3\n4,5\n", "b": None}]
    assert [problem.reason for problem in problems] == ["corrupt"]


def test_a_cell_or_line_beyond_the_limit_ends_with_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    import csv

    monkeypatch.setattr(delimited, "MAX_CELL", 100)
    old = csv.field_size_limit(100)
    try:
        for data in (b'a,b\n1,2\n"' + b"x\n" * 300 + b'",3\n4,5\n', b"a,b\n1,2\n" + b"x" * 300 + b"\n4,5\n"):
            rows, problems = read_csv(data)
            assert rows == [{"a": "1", "b": "2"}]
            assert [problem.reason for problem in problems] == ["limit"]
    finally:
        csv.field_size_limit(old)


def test_a_row_with_very_many_cells_is_folded() -> None:
    rows, _ = read_csv(b"a,b\n" + b",".join(b"v%d" % at for at in range(1000)) + b"\n")
    assert len(rows[0]) == 2 + delimited.MAX_EXTRA
    assert rows[0]["extra500"].endswith(",v999")


# -- JSON --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "row"),
    [
        ('{"a": {"b": 1, "c": {}}, "d": null}', {"a.b": 1, "a.c": None, "d": None}),
        ('{"a": [1, "x", null, 2.5, true]}', {"a[]": ["1", "x", None, "2.5", "true"]}),
        ('{"a": [{"b": 1}, {"b": 2, "c": [3, 4]}]}', {"a[].b": ["1", "2"], "a[].c[]": ["3", "4"]}),
        ('{"a": [[1, 2], [3]]}', {"a[][]": ["1", "2", "3"]}),
        ('{"a": []}', {"a[]": []}),
        ('{"a.b": 1, "a": {"b": 2}}', {"a.b": 1, "a.b#2": 2}),
        ('{"a": 1, "a": 2, "a": 3}', {"a": 1, "a#2": 2, "a#3": 3}),
        ("[1, 2]", {"[]": ["1", "2"]}),
        ('"text"', {"value": "text"}),
        ('{"a": 123456789012345678901234567890}', {"a": "123456789012345678901234567890"}),
        ('{"a": -9223372036854775808}', {"a": -(2**63)}),
        ('{"a": 9223372036854775808}', {"a": "9223372036854775808"}),
        ('{"a": 1e400, "b": 12345678901234567.5}', {"a": "1e400", "b": "12345678901234567.5"}),
        ('{"a": Infinity}', {"a": float("inf")}),
        ('{"a": "\\ud83d"}', {"a": "\\ud83d"}),
        ('{"\\udc00": 1}', {"\\x00": 1}),
    ],
)
def test_json_lines_are_flattened(value: str, row: dict[str, Any]) -> None:
    assert read_jsonl(value.encode() + b"\n") == ([row], [])


def test_lines_that_are_no_json_are_counted_and_skipped() -> None:
    rows, problems = read_jsonl(b'{"a": 1}\nnope\n\n  \n{"a": \n{"a": 2}')
    assert rows == [{"a": 1}, {"a": 2}]
    assert [(problem.reason, problem.lost_rows) for problem in problems] == [("corrupt", 2)]


def test_undecodable_json_text_is_escaped_and_counted() -> None:
    (batch,) = jsonlines.read(Stream([b'{"a": "\xff", "b": ["\xfe", "x"]}\n{"a": "x"}\n']), 0, None, None, None)
    assert isinstance(batch, pa.RecordBatch)
    assert batch.to_pydict() == {"a": ["\\xff", "x"], "b[]": [["\\xfe", "x"], None]}
    assert batch.schema.metadata == {b"saydo.undecodable": b'{"a": 1, "b[]": 1}'}


def test_depth_and_width_have_limits_that_are_told() -> None:
    deep = "[" * 40 + "1" + "]" * 40
    wide = json.dumps({f"k{at}": at for at in range(2500)})
    rows, problems = read_jsonl(f'{{"a": {deep}}}\n{wide}\n'.encode())
    assert "[1]" in json.dumps(rows[0])
    assert len([name for name, value in rows[1].items() if value is not None]) == 2000
    assert [problem.reason for problem in problems] == ["limit", "limit"]
    rows, problems = read_jsonl(b'{"a": ' + b"[" * 100_000 + b'}\n{"a": 1}\n')
    assert rows == [{"a": 1}]
    assert [problem.lost_rows for problem in problems] == [1]


def test_a_line_beyond_the_limit_is_skipped_and_reading_goes_on() -> None:
    rows, problems = read_jsonl(b'{"a": 1}\n{"a": "' + b"x" * (17 * 1024 * 1024) + b'"}\n{"a": 2}\n')
    assert rows == [{"a": 1}, {"a": 2}]
    assert [(problem.reason, problem.lost_rows) for problem in problems] == [("limit", 1)]
    rows, problems = read_jsonl(b'{"a": "' + b"x" * (9 * 1024 * 1024) + b'"}\n')
    assert len(rows[0]["a"]) == 9 * 1024 * 1024
    assert not problems


@pytest.mark.parametrize("chunk", [1, 2, 5, 1000])
@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('  {"a": {"b": "x"}}  ', [{"a.b": "x"}]),
        ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('[12, 345, "x]"]', [{"value": "12"}, {"value": "345"}, {"value": "x]"}]),
        ("[[1], [2, 3]]", [{"[]": ["1"]}, {"[]": ["2", "3"]}]),
        ("[]", []),
        ("", []),
        ('{"ä": "😀"}', [{"ä": "😀"}]),
    ],
)
def test_json_documents(text: str, rows: list[dict[str, Any]], chunk: int) -> None:
    assert read_json(text.encode(), chunk) == (rows, [])


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        ('[{"a": 1}, {"a": 2}', 2, "truncated"),
        ('[{"a": 1}, {"a": ', 1, "corrupt"),
        ("nonsense", 0, "corrupt"),
        ('{"a": 1} nonsense', 1, "corrupt"),
    ],
)
def test_broken_json_documents_keep_what_came_before(text: str, count: int, reason: str) -> None:
    rows, problems = read_json(text.encode())
    assert len(rows) == count
    assert [problem.reason for problem in problems] == [reason]


def test_a_json_value_beyond_the_limit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsondoc, "MAX_VALUE", 1000)
    rows, problems = read_json(b'[{"a": 1}, "' + b"x" * 5000 + b'"]', 100)
    assert rows == [{"a": 1}]
    assert [problem.reason for problem in problems] == ["limit"]


# -- Parquet -----------------------------------------------------------------------------------------------------------

NESTED = pa.table(
    {
        "s": [{"x": 1, "y": ["a", "b"]}, None, {"x": 2, "y": None}],
        "l": [[{"k": 1}, {"k": None}], [], None],
        "d": pa.array(["q", "r", "q"]).dictionary_encode(),
        "ll": [[[1], [2, 3]], None, [[]]],
        "m": pa.array([[("a", 1)], None, [("b", 2)]], pa.map_(pa.string(), pa.int64())),
        "f": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int64(), 2)),
        "big": pa.array([["x"], ["y", "z"], None], pa.large_list(pa.large_string())),
        "dl": pa.array([["u"], ["v", "u"], []], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
        "same.x": [1, 2, 3],
        "same": [{"x": 4}, {"x": 5}, {"x": 6}],
    }
)
FLAT = {
    "s.x": [1, None, 2],
    "s.y[]": [["a", "b"], None, None],
    "l[].k": [[1, None], [], None],
    "d": ["q", "r", "q"],
    "ll[][]": [[1, 2, 3], None, []],
    "m[].key": [["a"], None, ["b"]],
    "m[].value": [[1], None, [2]],
    "f[]": [[1, 2], None, [3, 4]],
    "big[]": [["x"], ["y", "z"], None],
    "dl[]": [["u"], ["v", "u"], []],
    "same.x": [1, 2, 3],
    "same.x#2": [4, 5, 6],
}


@pytest.mark.parametrize("start", [0, 1, 2])
def test_nested_columns_are_flattened_also_in_slices(start: int) -> None:
    for name in NESTED.schema.names:
        array = NESTED.column(name).combine_chunks()
        sliced = array.slice(start)
        flat = list(flatten(name, sliced))
        assert [(found, column.type) for found, column, _ in flat] == list(flatten_type(name, array.type))
        for found, column, bad in flat:
            if name != "same":
                assert column.to_pylist() == FLAT[found][start:], found
            column.validate(full=True)
            assert bad == 0


def test_parquet_is_read_by_row_group_with_columns_picked() -> None:
    # older pyarrow can't read back a null in a list of fixed size
    expected = {name: values for name, values in FLAT.items() if name != "f[]"}
    buffer = io.BytesIO()
    pq.write_table(NESTED.drop_columns(["f"]), buffer, row_group_size=2)
    rows, groups, fields = parquet.describe(buffer)
    assert (rows, groups) == (3, [2, 1])
    assert [field.name for field in fields] == list(expected)
    everything = [batch for batch in parquet.read(buffer, None, None, None, 10**9) if isinstance(batch, pa.RecordBatch)]
    assert pa.Table.from_batches(everything).to_pydict() == expected
    (second,) = parquet.read(buffer, 1, ["same.x#2", "d", "none"], None, 10**9)
    assert isinstance(second, pa.RecordBatch)
    assert second.to_pydict() == {"same.x#2": [6], "d": ["q"], "none": [None]}
    (head,) = parquet.read(buffer, None, None, 1, 10**9)
    assert isinstance(head, pa.RecordBatch)
    assert head.num_rows == 1


def test_a_row_group_beyond_the_limit_is_not_read() -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": ["x" * 1000] * 10}), buffer, use_dictionary=False)
    (problem,) = parquet.read(buffer, 0, None, None, 100)
    assert isinstance(problem, Problem)
    assert (problem.reason, problem.lost_rows) == ("limit", 10)


# -- log lines ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (
            "1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "
            '"GET /a?imei=49&e=a%40b.example&e=2 HTTP/1.0" 200 23 "http://r/" "U A"',
            {
                "remote_addr": "1.2.3.4",
                "user": "bob",
                "time": "10/Oct/2000:13:55:36 -0700",
                "method": "GET",
                "path": "/a?imei=49&e=a%40b.example&e=2",
                "protocol": "HTTP/1.0",
                "status": "200",
                "bytes": "23",
                "referer": "http://r/",
                "user_agent": "U A",
                "query.imei": "49",
                "query.e": "a@b.example",
                "query.e#2": "2",
            },
        ),
        (
            'h:80 1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "-" 408 - trailing "x"',
            {
                "host": "h:80",
                "remote_addr": "1.2.3.4",
                "user": None,
                "time": "10/Oct/2000:13:55:36 -0700",
                "path": None,
                "status": "408",
                "bytes": None,
                "message": 'trailing "x"',
            },
        ),
        ('{"a": {"b": 1}, "c": [1, 2]}', {"a.b": 1, "c[]": [1, 2]}),
        (
            '2018-01-01T10:00:00.123Z INFO user=bob msg="hi \\"there\\"" ip=1.2.3.4, done',
            {
                "time": "2018-01-01T10:00:00.123Z",
                "level": "INFO",
                "user": "bob",
                "msg": 'hi "there"',
                "ip": "1.2.3.4",
                "message": "done",
            },
        ),
        ("a=1 a=2 b=", {"a": "1", "a#2": "2", "b": ""}),
        ("only=one pair", {"message": "only=one pair"}),
        ("see http://x/?a=1&b=2 and http://y/?c=3", {"message": "see http://x/?a=1&b=2 and http://y/?c=3"}),
        ("Jan  2 10:00:00 host app[1]: hello", {"time": "Jan  2 10:00:00", "message": "host app[1]: hello"}),
        ("<34>Oct 11 22:14:15 m su: x", {"priority": "<34>", "time": "Oct 11 22:14:15", "message": "m su: x"}),
        (
            "01-02 10:00:00.123  1200  1201 D GPS: at 52.5",
            {"time": "01-02 10:00:00.123", "message": "1200  1201 D GPS: at 52.5"},
        ),
        (
            "<165>1 2003-10-11T22:14:15.003Z m app - x",
            {"priority": "<165>1", "time": "2003-10-11T22:14:15.003Z", "message": "m app - x"},
        ),
        ("[2018-01-01 10:00:00,123] ERROR boom", {"time": "2018-01-01 10:00:00,123", "message": "ERROR boom"}),
        ("1514764800 started", {"time": "1514764800", "message": "started"}),
        ("491511234567 called", {"message": "491511234567 called"}),
        ("{broken json", {"message": "{broken json"}),
        ("{}", {"message": "{}"}),
        ("2018-01-01T10:00:00Z", {"time": "2018-01-01T10:00:00Z"}),
    ],
)
def test_a_log_line_becomes_named_parts(line: str, row: dict[str, Any]) -> None:
    assert parse(line, Flattener()) == row


words = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8),
        st.sampled_from(
            ["k=v", 'q="a b"', "2018-01-01T10:00:00Z", "INFO", "1.2.3.4", "-", "[x]", '"GET / HTTP/1.1"', "=", "a="]
        ),
    ),
    max_size=10,
)


@given(words)
def test_no_character_of_a_log_line_is_lost(found: list[str]) -> None:
    line = " ".join(found)
    if line.strip().startswith("{"):
        return
    row = parse(line, Flattener())
    held = " ".join(f"{key} {value}" for key, value in row.items())
    for run in re.findall(r"\w+", line):
        assert run in held


def test_a_very_long_line_does_not_end_a_file() -> None:
    rows, problems = read_log(b"first\n" + b"x" * 200_000 + b"\nlast\n")
    assert [len(row["message"]) for row in rows] == [5, 200_000, 4]
    assert not problems
    rows, problems = read_log(b"first\n" + b"x" * (17 * 1024 * 1024) + b"\nlast\n")
    assert [row["message"] for row in rows] == ["first", "last"]
    assert [(problem.reason, problem.lost_rows) for problem in problems] == [("limit", 1)]


def test_keys_beyond_the_cap_are_folded_into_the_message() -> None:
    text = "\n".join(f"k{at}=v{at} same=x" for at in range(600))
    rows, problems = read_log(text.encode())
    assert not problems
    assert len(rows) == 600
    assert len(rows[0]) <= 500
    assert "k599=v599" in rows[599]["message"]
    assert all(row["same"] == "x" for row in rows)


def test_utf16_logs_are_read() -> None:
    rows, problems = read_log(codecs.BOM_UTF16_LE + "user=ä n=1\r\nuser=b n=2\r\n".encode("utf-16-le"))
    assert rows == [{"n": "1", "user": "ä"}, {"n": "2", "user": "b"}]
    assert not problems


def test_hostile_lines_take_no_exponential_time() -> None:
    for line in ("1 1 " + "[" * 50_000, "a=" * 50_000, '"' * 50_000, "1.1.1.1 - - [x] " + '"\\' * 25_000, "<1>" * 9999):
        parse(line, Flattener())


# -- formats and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "head", "found", "stem", "gz"),
    [
        ("a/x.csv", b"", "csv", "x", False),
        ("a/x.TSV.gz", b"", "csv", "x", True),
        ("x.ndjson", b"", "jsonl", "x", False),
        ("x.snappy.parquet", b"", "parquet", "x.snappy", False),
        ("x.jpg", b"", "jpg", "x", False),
        ("data", b"PAR1....", "parquet", "data", False),
        ("data.gz", b"", "other", "data", True),
        ("data", b'{"a": 1}\n{"a": 2}\n', "jsonl", "data", False),
        ("data", b'{\n "a": 1\n}', "json", "data", False),
        ("data", b'[{"a": 1},', "json", "data", False),
        ("john.smith", b"hello", "other", "john.smith", False),
        (".csv", b"", "other", ".csv", False),
    ],
)
def test_formats_go_by_extension_then_by_content(name: str, head: bytes, found: str, stem: str, gz: bool) -> None:
    result = format_of(name, lambda: head)
    assert (result.name, result.stem, result.gz) == (found, stem, gz)


def shape(segment: str) -> str:
    return "{email}" if "@" in segment else segment


@pytest.mark.parametrize(
    ("path", "stem", "name"),
    [
        ("exports/sleep-2018-01.csv", "sleep-2018-01", "exports/sleep"),
        ("exports/sleep_20180131.csv", "sleep_20180131", "exports/sleep"),
        ("exports/2018-01-31-sleep-v2.csv", "2018-01-31-sleep-v2", "exports/sleep-v2"),
        ("exports/part-0001.parquet", "part-0001", "exports"),
        (
            "t/part-00000-0b6d1c1e-9a3f-4d2f-8a51-3a5d6e7f8091-c000.snappy.parquet",
            "part-00000-0b6d1c1e-9a3f-4d2f-8a51-3a5d6e7f8091-c000.snappy",
            "t",
        ),
        ("day=2018-01-01/country=DE/x.csv", "x", "day=*/country=*/x"),
        ("2018/01/02/sleep.csv", "sleep", "*/*/*/sleep"),
        ("users/a@b.example/sleep.csv", "sleep", "users/{email}/sleep"),
        ("users/a.2018@b.example.csv", "a.2018@b.example", "users/{email}"),
        ("daily_steps_2018.csv", "daily_steps_2018", "daily_steps"),
        ("sleep.csv", "sleep", "sleep"),
        ("sleep2018.csv", "sleep2018", "sleep2018"),
        ("0001.csv", "0001", "root"),
        ("spare-part.csv", "spare-part", "spare-part"),
    ],
)
def test_objects_of_one_shape_share_a_dataset(path: str, stem: str, name: str) -> None:
    assert dataset_name(path, stem, shape) == name


@pytest.mark.parametrize(
    "name",
    [
        "access.log",
        "access.log.1",
        "access.log.2.gz",
        "access-20180101.log",
        "access-20180101.log.gz",
        "access.2018-01-01.log",
        "access.log-20180101",
        "access_2018-01-01_12.log",
    ],
)
def test_rotations_of_one_log_share_a_stream(name: str) -> None:
    assert dataset_name(f"nginx/{name}", log_stem(name), shape) == "nginx/access"
