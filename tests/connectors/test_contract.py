"""The shipped contract suite, run over each built-in connector."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.files import FilesConnector
from connectors.logs import LogsConnector
from connectors.model import SourceSpec, Split
from connectors.sql import SqlConnector
from connectors.testing import ConnectorContract


class TestSqlite(ConnectorContract):
    expected_rows: ClassVar = {"people": 400, "notes": 3, "visits": 120, "pairs": 50, "empty": 0, 'we"ird % \n<b>表': 2}
    exact_random = True

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SqlConnector, "split_rows", 30)

    def make_spec(self, folder: Path) -> SourceSpec:
        db = sqlite3.connect(folder / "crm.db")
        db.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, height REAL, mixed, picture BLOB)")
        mixed = [1, 2.5, "three", b"\x04", None]
        people = [(at * 3 - 50, f"n{at}", at / 7, mixed[at % 5], bytes([at % 256])) for at in range(400)]
        db.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", people)
        db.execute("CREATE TABLE notes (text TEXT)")
        db.executemany(
            "INSERT INTO notes (rowid, text) VALUES (?, ?)", [(1, "a"), (2**40, "b"), (9_000_000_000_000_000, "c")]
        )
        db.execute("CREATE TABLE visits (k INTEGER PRIMARY KEY, v TEXT) WITHOUT ROWID")
        db.executemany("INSERT INTO visits VALUES (?, ?)", [(at * 2, f"v{at}") for at in range(120)])
        db.execute("CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID")
        db.executemany("INSERT INTO pairs VALUES (?, ?)", [(f"a{at}", f"b{at % 7}") for at in range(50)])
        db.execute("CREATE TABLE empty (a)")
        db.execute('CREATE TABLE "we""ird % \n<b>表" ("a""b" TEXT, "c:d %s(x)" INT, "" INT, rowid TEXT)')
        db.execute("INSERT INTO \"we\"\"ird % \n<b>表\" VALUES ('x', 1, 2, 'r'), (CAST(x'ff61' AS TEXT), 2, 3, 'q')")
        db.execute("CREATE VIEW everyone AS SELECT * FROM people")
        db.commit()
        db.close()
        return SourceSpec("crm", "sql", {"url": "sqlite:///crm.db"}, str(folder))

    def vanish(self, folder: Path, split: Split) -> bool:
        with sqlite3.connect(folder / "crm.db") as db:
            db.execute('DROP TABLE "{}"'.format(split.object.replace('"', '""')))
        db.close()
        return True


class TestSqliteAsAnyOtherDialect(TestSqlite):
    """The generic way of listing and cutting, which servers take, tried on what needs no server."""

    expected_rows: ClassVar = {"main.people": 400, "main.visits": 120, "main.pairs": 50, "main.empty": 0}

    @pytest.fixture(autouse=True)
    def _generic(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SqlConnector, "_is_sqlite", False)

    def vanish(self, folder: Path, split: Split) -> bool:
        with sqlite3.connect(folder / "crm.db") as db:
            db.execute("DROP TABLE {}".format(split.object.removeprefix("main.")))
        db.close()
        return True


class TestFiles(ConnectorContract):
    expected_rows: ClassVar = {
        "exports/sleep": 40,
        "exports/steps": 25,
        "day=*/events": 90,
        "profile": 3,
        "tracks": 20,
        "broken": 0,
    }

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(FilesConnector, "split_bytes", 200)

    def make_spec(self, folder: Path) -> SourceSpec:
        lake = folder / "lake"
        for name in ("exports", "day=2018-01-01", "day=2018-01-02", "tracks"):
            (lake / name).mkdir(parents=True)
        for month in (1, 2):
            rows = "".join(f"{month}-{at},u{at}@x.example\n" for at in range(20))
            (lake / "exports" / f"sleep-2018-0{month}.csv").write_text("id,email\n" + rows)
        with gzip.open(lake / "exports" / "steps_2018.csv.gz", "wt") as handle:
            handle.write("id;n\n" + "".join(f"s{at};{at}\n" for at in range(25)))
        lines = [{"id": at, "who": {"mail": f"u{at}@x.example"}, "tags": ["a", "b"]} for at in range(60)]
        (lake / "day=2018-01-01" / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        with gzip.open(lake / "day=2018-01-02" / "events.jsonl.gz", "wt") as handle:
            handle.write("".join(json.dumps({"id": 100 + at}) + "\n" for at in range(30)))
        (lake / "profile.json").write_text(json.dumps([{"id": at} for at in range(3)]))
        nested = {"id": list(range(20)), "fix": [{"lat": at / 3, "lon": -at / 3} for at in range(20)]}
        pq.write_table(pa.table(nested), lake / "tracks" / "part-0001.parquet", row_group_size=6)
        (lake / "broken.parquet").write_bytes(b"\xff\xd8\xff\xe0 a picture")
        (lake / ".hidden").write_bytes(b"\x00\x01")
        (lake / "_SUCCESS").touch()
        return SourceSpec("lake", "files", {"path": "lake"}, str(folder))

    def vanish(self, folder: Path, split: Split) -> bool:
        (folder / "lake" / split.object).unlink()
        return True


class TestLogs(ConnectorContract):
    expected_rows: ClassVar = {"nginx/access": 75, "app": 20}

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(LogsConnector, "split_bytes", 333)

    def make_spec(self, folder: Path) -> SourceSpec:
        nginx = folder / "logs" / "nginx"
        nginx.mkdir(parents=True)

        def access(start: int, count: int) -> str:
            stamp = "[10/Oct/2000:13:55:36 -0700]"
            numbers = range(start, start + count)
            return "".join(f'10.0.0.1 - - {stamp} "GET /a?n={at} HTTP/1.1" 200 {at} "-" "UA"\n' for at in numbers)

        (nginx / "access.log").write_text(access(0, 40))
        (nginx / "access.log.1").write_text(access(100, 15))
        (nginx / "access-20180101.log").write_text(access(200, 10))
        with gzip.open(nginx / "access.log.2.gz", "wt") as handle:
            handle.write(access(300, 10))
        mixed = [f'2018-01-01T00:00:00Z INFO user=u{at} msg="hello {at}"' for at in range(10)]
        mixed += [json.dumps({"n": at, "deep": {"x": at}}) for at in range(5)] + [f"plain {at}" for at in range(5)]
        (folder / "logs" / "app.log").write_text("\n".join(mixed))
        return SourceSpec("web", "logs", {"path": "logs"}, str(folder))

    def vanish(self, folder: Path, split: Split) -> bool:
        (folder / "logs" / split.object).unlink()
        return True
