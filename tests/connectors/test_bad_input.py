"""Stores that are broken, hostile or gone: each becomes a gap or a clear error, and no value of theirs is told."""

from __future__ import annotations

import gzip
import os
import random
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.base import Connector, ConnectorError
from connectors.files import FilesConnector
from connectors.model import CENSUS, Gap, SampleDesign, SourceSpec
from connectors.registry import create
from connectors.sql import SqlConnector
from connectors.testing import batches_in, datasets_in, folder_state, gaps_in, read_all, row_keys

CANARY = "canary.person@secret.example"
PAGE = 4096


def sql(folder: Path, **options: object) -> SourceSpec:
    return SourceSpec("crm", "sql", {"url": "sqlite:///crm.db", **options}, str(folder))


def files(folder: Path, **options: object) -> SourceSpec:
    return SourceSpec("lake", "files", {"path": ".", **options}, str(folder))


def read_dataset(connector: Connector, name: str) -> list[pa.RecordBatch | Gap]:
    dataset = next(item for item in datasets_in(connector) if item.name == name)
    return read_all(connector, connector.splits(dataset, CENSUS))


# -- SQLite ------------------------------------------------------------------------------------------------------------


def big_table(path: Path, rows: int = 3000) -> None:
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA page_size={PAGE}")
        db.execute("CREATE TABLE before (x)")
        db.execute("INSERT INTO before VALUES (1)")
        db.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, mail TEXT)")
        db.executemany("INSERT INTO people VALUES (?, ?)", [(at, f"{at}{CANARY}" + "x" * 80) for at in range(rows)])
    db.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "crm.db").write_bytes(b"this is no database " + CANARY.encode() * 100)
    with pytest.raises(ConnectorError) as caught:
        create(sql(tmp_path)).open()
    assert caught.value.reason == "corrupt"
    assert "SQLITE_NOTADB" in str(caught.value)
    assert CANARY not in str(caught.value)


def test_a_missing_database_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError) as caught:
        create(sql(tmp_path)).open()
    assert caught.value.reason == "missing"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_a_memory_url_are_no_database(tmp_path: Path) -> None:
    (tmp_path / "crm.db").mkdir()
    for url in (
        "sqlite:///crm.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:crm.db",
        "sqlite:///a.db?mode=rw",
    ):
        with pytest.raises(ConnectorError):
            create(sql(tmp_path, url=url)).open()


@pytest.mark.parametrize("design", [CENSUS, SampleDesign("random", 50, 1), SampleDesign("head", 2500)])
def test_a_broken_page_in_mid_table_is_a_gap_after_the_rows_before_it(tmp_path: Path, design: SampleDesign) -> None:
    path = tmp_path / "crm.db"
    big_table(path)
    size = path.stat().st_size
    with path.open("r+b") as handle:
        handle.seek(size // PAGE // 2 * PAGE)
        handle.write(b"\xde\xad" * (PAGE // 2))
    with create(sql(tmp_path)) as connector:
        listing = list(connector.datasets())
        people = next(item for item in datasets_in(connector) if item.name == "people")
        items = read_all(connector, connector.splits(people, design))
        gaps = gaps_in(items)
        assert {(gap.reason, gap.object) for gap in gaps} == {("corrupt", "people")}
        if design.kind == "census":
            rows = row_keys(items).total()
            assert 500 < rows < 3000
            assert isinstance(items[-1], Gap)
        assert CANARY not in repr(gaps) + repr(gaps_in(listing))
        assert row_keys(read_dataset(connector, "before")).total() == 1


def test_splits_after_a_broken_page_are_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqlConnector, "split_rows", 200)
    path = tmp_path / "crm.db"
    big_table(path)
    with create(sql(tmp_path)) as connector:
        people = next(item for item in datasets_in(connector) if item.name == "people")
        splits = connector.splits(people, CENSUS)
        with path.open("r+b") as handle:
            handle.seek(path.stat().st_size // PAGE // 2 * PAGE)
            handle.write(b"\xde\xad" * (PAGE // 2))
        assert len(splits) == 15
        broken = [bool(gaps_in(read_all(connector, [split]))) for split in splits]
        assert 1 <= sum(broken) <= 2
        assert not broken[0]
        assert not broken[-1]


def test_a_truncated_database_is_refused_as_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    big_table(path)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(ConnectorError) as caught:
        create(sql(tmp_path)).open()
    assert caught.value.reason == "corrupt"


def test_undecodable_text_is_escaped_and_counted(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        db.execute("CREATE TABLE t (a TEXT, b TEXT)")
        db.execute("INSERT INTO t VALUES (CAST(x'41ff42' AS TEXT), 'fine'), (CAST(x'c3' AS TEXT), 'ä')")
    db.close()
    with create(sql(tmp_path)) as connector:
        (batch,) = batches_in(read_dataset(connector, "t"))
        assert batch.to_pydict() == {"a": ["A\\xffB", "\\xc3"], "b": ["fine", "ä"]}
        assert batch.schema.metadata == {b"saydo.undecodable": b'{"a": 2}'}


def test_values_of_every_type_survive(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        db.execute("CREATE TABLE t (i, f, s, b, m, n)")
        db.execute("INSERT INTO t VALUES (9223372036854775807, 0.1, 'x', x'00ff', 1, NULL)")
        db.execute("INSERT INTO t VALUES (-9223372036854775808, 1e308, '', x'', x'0a', NULL)")
        db.execute("INSERT INTO t VALUES (NULL, NULL, NULL, NULL, 0.1, NULL)")
    db.close()
    with create(sql(tmp_path)) as connector:
        (batch,) = batches_in(read_dataset(connector, "t"))
        assert [str(field.type) for field in batch.schema] == [
            "int64",
            "double",
            "string",
            "binary",
            "string",
            "string",
        ]
        assert batch.to_pydict()["i"] == [2**63 - 1, -(2**63), None]
        assert batch.to_pydict()["m"] == ["1", "0x0a", "0.1"]


def test_views_are_listed_only_when_asked_for(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES (1)")
        db.execute("CREATE VIEW v AS SELECT a FROM t")
    db.close()
    with create(sql(tmp_path)) as connector:
        assert [item.name for item in datasets_in(connector)] == ["t"]
        assert not gaps_in(list(connector.datasets()))
    with create(sql(tmp_path, views=True)) as connector:
        assert [item.name for item in datasets_in(connector)] == ["t", "v"]
        assert row_keys(read_dataset(connector, "v")).total() == 1


def test_include_and_exclude_choose_tables(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        for name in ("users", "user_log", "tmp_users"):
            db.execute(f"CREATE TABLE {name} (a)")
    db.close()
    for options, names in (
        ({"include": ["user*"]}, ["user_log", "users"]),
        ({"include": "main.users"}, ["users"]),
        ({"exclude": ["*log", "tmp_*"]}, ["users"]),
    ):
        with create(sql(tmp_path, **options)) as connector:
            assert [item.name for item in datasets_in(connector)] == names


def test_a_database_in_wal_mode_gets_no_files_beside_it(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "crm.db") as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES (1)")
    db.close()
    before = folder_state(tmp_path)
    assert list(before) == ["crm.db"]
    with create(sql(tmp_path)) as connector:
        assert row_keys(read_dataset(connector, "t")).total() == 1
        assert folder_state(tmp_path) == before
    assert folder_state(tmp_path) == before


def test_rows_still_in_the_wal_of_a_live_database_are_read(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "crm.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE t (a)")
    db.execute("INSERT INTO t VALUES (1), (2)")
    with create(sql(tmp_path)) as connector:
        assert row_keys(read_dataset(connector, "t")).total() == 2
        db.execute("INSERT INTO t VALUES (3)")
        assert row_keys(read_dataset(connector, "t")).total() == 3
    assert db.execute("SELECT count(*) FROM t").fetchone() == (3,)
    db.close()


def test_a_row_that_went_between_plan_and_read_is_counted_as_lost(tmp_path: Path) -> None:
    big_table(tmp_path / "crm.db", 100)
    with create(sql(tmp_path)) as connector:
        people = next(item for item in datasets_in(connector) if item.name == "people")
        splits = connector.splits(people, SampleDesign("random", 100, 3))
        with sqlite3.connect(tmp_path / "crm.db") as db:
            db.execute("DELETE FROM people WHERE id < 10")
        db.close()
        items = read_all(connector, splits)
        assert row_keys(items).total() == 90
        assert [(gap.reason, gap.lost_rows) for gap in gaps_in(items)] == [("missing", 10)]


def test_a_database_that_vanishes_is_a_gap_for_its_reader(tmp_path: Path) -> None:
    big_table(tmp_path / "crm.db", 10)
    with create(sql(tmp_path)) as connector:
        people = next(item for item in datasets_in(connector) if item.name == "people")
        splits = connector.splits(people, CENSUS)
        (tmp_path / "crm.db").unlink()
        for which in (connector, create(sql(tmp_path))):
            assert [gap.reason for gap in gaps_in(read_all(which, splits))] in (["missing"], ["connection"])
    assert list(tmp_path.iterdir()) == []


# -- objects -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line"),
    [("rows.csv.gz", "{at},user{at}@x.example\n"), ("rows.jsonl.gz", '{{"at": {at}}}\n')],
)
def test_a_truncated_gzip_keeps_what_came_before(tmp_path: Path, name: str, line: str) -> None:
    order = random.Random(1).sample(range(10**9), 20000)
    packed = gzip.compress(
        ("id,mail\n" if "csv" in name else "").encode() + "".join(line.format(at=at) for at in order).encode()
    )
    (tmp_path / name).write_bytes(packed[: len(packed) // 2])
    with create(files(tmp_path)) as connector:
        items = read_dataset(connector, "rows")
        assert 5000 < row_keys(items).total() < 15000
        assert [gap.reason for gap in gaps_in(items)] == ["truncated"]


def test_a_damaged_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    order = random.Random(1).sample(range(10**9), 20000)
    packed = bytearray(gzip.compress("".join(f"{at}\n" for at in order).encode()))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "app.log.gz").write_bytes(packed)
    (tmp_path / "fake.log.gz").write_bytes(b"not gzip at all " + CANARY.encode())
    with create(SourceSpec("web", "logs", {"path": "."}, str(tmp_path))) as connector:
        items = read_dataset(connector, "app")
        assert row_keys(items).total() > 5000
        assert [gap.reason for gap in gaps_in(items)] == ["corrupt"]
        items = read_dataset(connector, "fake")
        assert [gap.reason for gap in gaps_in(items)] == ["corrupt"]
        assert CANARY not in repr(gaps_in(items))


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b'{"a": 1}\n' * 2_000_000))
    with create(files(tmp_path, max_object_bytes=90_000)) as connector:
        items = read_dataset(connector, "bomb")
        assert row_keys(items).total() == 10_000
        assert [gap.reason for gap in gaps_in(items)] == ["limit"]


def test_the_limit_holds_for_byte_ranges_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FilesConnector, "split_bytes", 1000)
    (tmp_path / "rows.jsonl").write_bytes(b'{"a": 1}\n' * 2000)
    with create(files(tmp_path, max_object_bytes=9000)) as connector:
        items = read_dataset(connector, "rows")
        assert row_keys(items).total() == 1000
        assert [gap.reason for gap in gaps_in(items)] == ["limit"]


def test_several_gzip_members_and_padding_are_one_file(tmp_path: Path) -> None:
    packed = gzip.compress(b'{"a": 1}\n') + gzip.compress(b'{"a": 2}\n') + b"\x00" * 512
    (tmp_path / "rows.jsonl.gz").write_bytes(packed)
    with create(files(tmp_path)) as connector:
        items = read_dataset(connector, "rows")
        assert row_keys(items).total() == 2
        assert not gaps_in(items)


@pytest.mark.parametrize("name", ["x.parquet", "x.csv", "x.jsonl", "x.json"])
def test_a_picture_under_another_name_is_corrupt(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + CANARY.encode())
    with create(files(tmp_path)) as connector:
        items = read_dataset(connector, "x")
        assert [gap.reason for gap in gaps_in(items)] == ["corrupt"]
        assert not batches_in(items)
        assert CANARY not in repr(items)


def test_a_damaged_row_group_loses_only_itself(tmp_path: Path) -> None:
    table = pa.table({"mail": [f"{at}{CANARY}" for at in range(3000)]})
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=1000, use_dictionary=False, compression="gzip")
    meta = pq.ParquetFile(tmp_path / "t.parquet").metadata
    with (tmp_path / "t.parquet").open("r+b") as handle:
        handle.seek(meta.row_group(1).column(0).data_page_offset + 60)
        handle.write(b"\x00" * 40)
    with create(files(tmp_path)) as connector:
        (dataset,) = datasets_in(connector)
        assert dataset.population.rows == 3000
        items = read_dataset(connector, "t")
        assert row_keys(items).total() == 2000
        assert [(gap.reason, gap.lost_rows) for gap in gaps_in(items)] == [("corrupt", 1000)]
        assert CANARY not in repr(gaps_in(items))


def test_text_in_parquet_that_is_no_utf8_is_escaped_and_counted(tmp_path: Path) -> None:
    bad = pa.Array.from_buffers(pa.string(), 2, pa.array([b"a\xff", b"b"], pa.binary()).buffers())
    lists = pa.ListArray.from_arrays(pa.array([0, 2, 2], pa.int32()), bad)
    pq.write_table(pa.table({"s": bad, "l": lists}), tmp_path / "t.parquet", store_schema=False)
    with create(files(tmp_path)) as connector:
        (batch,) = batches_in(read_dataset(connector, "t"))
        assert batch.to_pydict() == {"s": ["a\\xff", "b"], "l[]": [["a\\xff", "b"], []]}
        assert batch.schema.metadata == {b"saydo.undecodable": b'{"l[]": 1, "s": 1}'}


def test_an_object_without_a_reader_is_listed_and_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "_SUCCESS").touch()
    with create(files(tmp_path)) as connector:
        assert [item.name for item in datasets_in(connector)] == ["_SUCCESS", "photo"]
        assert [gap.reason for gap in gaps_in(read_dataset(connector, "photo"))] == ["unsupported"]
        assert read_dataset(connector, "_SUCCESS") == []


def test_a_file_that_shrank_between_plan_and_read_is_truncated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FilesConnector, "split_bytes", 100)
    (tmp_path / "rows.jsonl").write_bytes(b'{"a": 1}\n' * 100)
    with create(files(tmp_path)) as connector:
        (dataset,) = datasets_in(connector)
        splits = connector.splits(dataset, CENSUS)
        (tmp_path / "rows.jsonl").write_bytes(b'{"a": 1}\n' * 15)
        items = read_all(connector, splits)
        assert row_keys(items).total() == 15
        assert {gap.reason for gap in gaps_in(items)} == {"truncated"}


# -- the tree ----------------------------------------------------------------------------------------------------------


def test_links_and_pipes_are_never_followed_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "secret.csv").write_text("a\nx\n")
    (root / "real.csv").write_text("a\nx\n")
    (root / "file.csv").symlink_to(outside / "secret.csv")
    (root / "folder").symlink_to(outside)
    (root / "twin.csv").symlink_to(root / "real.csv")
    (root / "dangling").symlink_to(root / "nothing")
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe")
    with create(SourceSpec("lake", "files", {"path": "root"}, str(tmp_path))) as connector:
        assert [item.name for item in datasets_in(connector)] == ["real"]
        found = {(gap.object, gap.reason) for gap in gaps_in(list(connector.datasets()))}
        assert found == {
            ("file.csv", "not_requested"),
            ("folder", "not_requested"),
            ("dangling", "missing"),
            ("pipe", "unsupported"),
        }
        assert str(tmp_path) not in repr(list(connector.datasets()))


def test_a_file_swapped_for_a_link_after_the_plan_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.csv").write_text("a\nx\n")
    (root / "real.csv").write_text("a\nx\n")
    with create(SourceSpec("lake", "files", {"path": "root"}, str(tmp_path))) as connector:
        (dataset,) = datasets_in(connector)
        splits = connector.splits(dataset, CENSUS)
        (root / "real.csv").unlink()
        (root / "real.csv").symlink_to(tmp_path / "secret.csv")
        items = read_all(connector, splits)
        assert [gap.reason for gap in gaps_in(items)] == ["permission"]
        assert not batches_in(items)


def test_file_names_that_are_no_utf8_are_listed_and_read(tmp_path: Path) -> None:
    for raw in (b"caf\xe9.csv", b"lit\\xe9ral.csv"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), raw))).write_text("a\nx\n")
    with create(files(tmp_path)) as connector:
        assert [item.name for item in datasets_in(connector)] == ["caf\\xe9", "lit\\xe9ral"]
        for name in ("caf\\xe9", "lit\\xe9ral"):
            assert row_keys(read_dataset(connector, name)).total() == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "locked.csv").write_text("a\nx\n")
    (tmp_path / "locked.csv").chmod(0)
    with create(files(tmp_path)) as connector:
        assert [gap.reason for gap in gaps_in(read_dataset(connector, "locked"))] == ["permission"]


def test_a_store_that_refuses_one_object_is_a_gap_for_that_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("a\nx\n")
    with create(files(tmp_path)) as connector:
        splits = [split for item in datasets_in(connector) for split in connector.splits(item, CENSUS)]

        def refuse(*_: object) -> None:
            raise PermissionError(13, CANARY)

        monkeypatch.setattr("connectors.fs.Root.open", refuse)
        (gap,) = gaps_in(read_all(connector, splits))
        assert gap.reason == "permission"
        assert gap.detail.endswith("(PermissionError EACCES)")
        assert CANARY not in repr(gap)


def test_a_missing_root_is_an_error_without_its_path(tmp_path: Path) -> None:
    for kind in ("files", "logs"):
        with pytest.raises(ConnectorError) as caught:
            create(SourceSpec("lake", kind, {"path": "nowhere"}, str(tmp_path))).open()
        assert caught.value.reason == "missing"
        assert str(tmp_path) not in str(caught.value)


def test_world_readable_is_a_fact_of_the_mode(tmp_path: Path) -> None:
    big_table(tmp_path / "crm.db", 1)
    made: list[tuple[Callable[[Path], SourceSpec], Path]] = [(sql, tmp_path / "crm.db"), (files, tmp_path)]
    for spec, path in made:
        for mode, expected in ((stat.S_IRWXU, False), (stat.S_IRWXU | stat.S_IROTH | stat.S_IXOTH, True)):
            path.chmod(mode)
            with create(spec(tmp_path)) as connector:
                facts = {fact.name: fact.value for fact in connector.facts() if not isinstance(fact, Gap)}
            assert facts["world_readable"] is expected


def test_a_remote_tree_is_read_through_fsspec() -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/lake-test/exports/a-2018.csv", b"id,mail\n1,a@x.example\n")
    memory.pipe("/lake-test/exports/b.jsonl", b'{"a": 1}\n{"a": 2}\n')
    try:
        with create(SourceSpec("lake", "files", {"url": "memory://lake-test"}, "/")) as connector:
            assert [item.name for item in datasets_in(connector)] == ["exports/a", "exports/b"]
            assert row_keys(read_dataset(connector, "exports/b")).total() == 2
            assert list(connector.facts()) == []
        with pytest.raises(ConnectorError) as caught:
            create(SourceSpec("lake", "files", {"url": "memory://lake-nowhere"}, "/")).open()
        assert caught.value.reason == "missing"
    finally:
        memory.rm("/lake-test", recursive=True)
