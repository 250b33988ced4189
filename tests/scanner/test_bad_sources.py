"""What can't be read becomes a gap with a reason and a remedy, and the rest of the estate is still read and judged."""

from __future__ import annotations

import gzip
import json
import os
import socket
import sqlite3
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

SECRET = "hunter2-never-print-me"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40
ROWS = b"".join(b'{"id": %d, "mail": "p%d@mail.example"}\n' % (at, at) for at in range(5000))
MAILS = "".join(f"{at},q{at}@mail.example\n" for at in range(50))


# ---- objects ---------------------------------------------------------------------------------------------------------

OBJECTS: dict[str, tuple[str, str | bytes, str, tuple[str, ...]]] = {
    "a truncated gzip": ("a.jsonl.gz", gzip.compress(ROWS)[:-2000], "truncated", ("end too early", "Fetch it again")),
    "a damaged gzip": (
        "a.jsonl.gz",
        (lambda raw: raw[:9000] + b"\0" * 50 + raw[9050:])(gzip.compress(ROWS)),
        "corrupt",
        ("damaged",),
    ),
    "a gzip that is none": ("a.jsonl.gz", ROWS, "corrupt", ("Repair",)),
    "a gzip bomb": ("a.csv.gz", gzip.compress(b"id,mail\n" + b"x" * 9_000_000), "limit", ("max_object_bytes",)),
    "a jpeg named parquet": ("a.parquet", JPEG, "corrupt", ("no readable Parquet", "Repair")),
    "a jpeg named csv": ("a.csv", JPEG, "corrupt", ("JPEG image",)),
    "a jpeg named jsonl": ("a.jsonl", JPEG, "corrupt", ("JPEG image",)),
    "a jpeg": ("a.jpg", JPEG, "unsupported", ("JPEG image", "Convert")),
    "a parquet cut off": ("a.parquet", b"PAR1" + b"\0" * 100, "corrupt", ("Parquet",)),
    "a parquet of nothing": ("a.parquet", b"", "corrupt", ("Parquet",)),
    "an open quote": ("a.csv", 'id,mail\n1,"open\n' + MAILS, "corrupt", ("quote", "never closed")),
    "a line too long": ("a.csv", b"id,mail\n" + b"x" * (17 << 20), "limit", ("16 MiB",)),
    "broken json lines": ("a.jsonl", b'{"id": 1}\n{"id"\nhello\n' + ROWS, "corrupt", ("2 lines are no JSON",)),
    "a json array without end": ("a.json", b'[{"id": 1}, {"id": 2},', "truncated", ("no end",)),
    "json that is none": ("a.json", b"{'id': 1}", "corrupt", ("no JSON",)),
    "json nested too deep": ("a.json", b"[" * 100_000, "", ()),
    "nothing that is known": ("a.xyz", b"\0\1\2", "unsupported", ("no reader",)),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_that_cannot_be_read(bench: Bench, name: str) -> None:
    file, content, reason, needles = OBJECTS[name]
    bench.with_files({file: content}, max_object_bytes=1_000_000 if "bomb" in name else 1 << 30)
    gaps = [gap for gap in bench.incomplete().gaps if not reason or gap["reason"] == reason]
    assert {gap["object"] for gap in gaps} == {file}
    for needle in needles:
        assert any(needle in f"{gap['detail']} {gap['remedy']}" for gap in gaps), gaps


def test_what_came_before_a_fault_is_judged(bench: Bench) -> None:
    half = gzip.compress(ROWS)[:-2000]
    bench.with_files({"a.jsonl.gz": half})
    ran = bench.incomplete()
    (item,) = (item for item in ran.lines("inventory.jsonl") if item["object"] == "a.jsonl.gz")
    assert item["status"] == "partial"
    assert 1000 < item["examined"] < 5000
    assert any(item["dataset"] == "odd/a" for item in ran.lines("classifications.jsonl"))


@pytest.mark.parametrize(
    ("file", "content", "rows"),
    [
        ("a.csv", b"id,mail\n1,a\0b\n2,q@mail.example\n", 2),
        ("a.csv", b"id,mail\n1\n2,q@mail.example,extra,more\n", 2),
        ("a.csv", b"id,mail\n1," + b"x" * 1_000_000 + b"\n2,q@mail.example\n", 2),
        ("a.csv", b"\xff\xfe" + "id,mail\n1,q@mail.example\n".encode("utf-16-le"), 1),
        ("a.csv", b"", 0),
        ("a.jsonl", b"\n\n\n", 0),
        ("a.csv.gz", b"", 0),
    ],
    ids=["nul bytes", "ragged rows", "a line of 1 MB", "utf-16", "empty", "blank", "empty gzip"],
)
def test_ugly_but_readable(bench: Bench, file: str, content: bytes, rows: int) -> None:
    bench.with_files({file: content, "b.csv": "id,mail\n" + MAILS})
    ran = bench.scan()
    assert (ran.code, ran.err) == (0, ""), ran.gaps
    (item,) = (item for item in ran.lines("inventory.jsonl") if item["object"] == file)
    assert (item["status"], item["examined"]) == ("examined", rows)


def test_a_log_with_lines_of_every_kind(bench: Bench) -> None:
    lines = b'\xff\xfe\x00\n{"a": \n' + b"k=v " * 300_000 + b"\nplain q@mail.example\n"
    bench.with_files({"app.log": lines, "app.log.1": JPEG}, kind="logs")
    ran = bench.incomplete()
    assert [(gap["object"], gap["reason"]) for gap in ran.gaps] == [("app.log.1", "unsupported")]


# ---- folders ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", ["files", "logs"])
def test_pipes_and_sockets_are_not_opened(bench: Bench, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.with_files({"b.csv": "id,mail\n" + MAILS}, kind=kind)
    os.mkfifo(bench.folder / "odd" / "pipe.csv")
    monkeypatch.chdir(bench.folder / "odd")  # a socket's path is short by law
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.csv")
        ran = bench.incomplete()
    assert {(gap["object"], gap["reason"]) for gap in ran.gaps} == {
        ("pipe.csv", "unsupported"),
        ("door.csv", "unsupported"),
    }


def test_a_device_is_not_opened(bench: Bench) -> None:
    bench.with_files({"b.csv": "id,mail\n" + MAILS})
    try:
        os.mknod(bench.folder / "odd" / "zero.csv", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except (OSError, AttributeError):
        pytest.skip("device files can't be made here")
    gap = bench.incomplete().gap("unsupported")
    assert "device" in gap["detail"]


def test_a_source_that_is_a_device(bench: Bench) -> None:
    bench.with_source({"type": "files", "path": "/dev/zero"})
    assert "neither a folder nor a plain file" in bench.incomplete().gap("unsupported")["detail"]


def test_links(bench: Bench) -> None:
    bench.with_files({"b.csv": "id,mail\n" + MAILS, "deep/c.csv": "id,mail\n" + MAILS})
    odd = bench.folder / "odd"
    (odd / "deep" / "round").symlink_to(odd)
    (odd / "self").symlink_to(odd / "self")
    (odd / "gone.csv").symlink_to(odd / "nowhere.csv")
    (odd / "out.csv").symlink_to(bench.folder / "good.db")
    found = {(gap["object"], gap["reason"]) for gap in bench.incomplete().gaps}
    assert {("gone.csv", "missing"), ("out.csv", "not_requested")} <= found
    assert {name for name, _ in found} <= {"gone.csv", "out.csv", "self"}


def test_names_of_every_kind(bench: Bench) -> None:
    names = [
        "new\nline.csv",
        "[bold red]x[/].csv",
        "<script>alert(1)</script>.csv".replace("/", "_"),
        "\x1b[31mred\x1b]8;;x.csv",
        "\u202eright.csv",
        "表 ü 🦶.csv",
        "'; DROP TABLE x;--.csv",
        "{{7*7}}.csv",
        "a" * 240 + ".csv",
        "lin@mail.example.csv",
        "lin@mail.example.csv.gz.csv",
        "trailing .csv",
        "-rf.csv",
        "..csv",
    ]
    bench.with_files(dict.fromkeys(names, "id,mail\n" + MAILS) | {"\x1b[31m[bold]bad\n.jpg": JPEG})
    (bench.folder / "odd" / os.fsdecode(b"\xff\xfe.csv")).write_text("id,mail\n" + MAILS)
    ran = bench.incomplete()
    assert len(ran.gaps) == 1
    assert "\x1b" not in ran.out
    assert ran.document("coverage.json")["examined"] == len(names) + 2
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "\x1b" not in page


def test_a_table_and_columns_with_names_of_every_kind(bench: Bench) -> None:
    with sqlite3.connect(bench.folder / "odd.db") as db:
        db.execute('CREATE TABLE "a""b\n[red]\x1b[31m;--" ("" TEXT, "c:d %s\u202e" TEXT, "lin@mail.example" TEXT)')
        db.execute('INSERT INTO "a""b\n[red]\x1b[31m;--" VALUES (\'q@mail.example\', 2, 3)')
    db.close()
    bench.with_source({"type": "sql", "url": "sqlite:///odd.db"})
    ran = bench.scan()
    assert (ran.code, ran.err) == (0, "")
    assert "\x1b" not in ran.out
    bench.nothing_leaked(ran)


@pytest.mark.parametrize("kind", ["files", "logs"])
def test_nothing_in_a_source_is_no_clean_source(bench: Bench, kind: str) -> None:
    bench.with_files({}, kind=kind)
    assert "nothing was found" in bench.incomplete().gap("missing")["detail"]


def test_a_pattern_that_fits_nothing_is_no_clean_source(bench: Bench) -> None:
    bench.with_files({"b.csv": "id,mail\n" + MAILS}, include=["public.*"])
    assert "patterns" in bench.incomplete().gap("missing")["remedy"]


@pytest.mark.parametrize("spec", [{"type": "files", "path": "nowhere"}, {"type": "logs", "path": "a\0b"}])
def test_no_such_folder(bench: Bench, spec: dict[str, Any]) -> None:
    bench.with_source(spec)
    ran = bench.incomplete()
    assert ran.gaps[0]["source"] == "odd"
    assert "nowhere" not in json.dumps(ran.gaps)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_what_may_not_be_read(bench: Bench) -> None:
    bench.with_files({"a.log": "x", "b.log": "y"}, kind="logs")
    (bench.folder / "odd" / "a.log").chmod(0)
    assert bench.incomplete().gap("permission")["object"] == "a.log"


@pytest.mark.parametrize("change", ["gone", "a folder", "a pipe", "shorter"])
def test_an_object_that_changes_between_plan_and_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    from scanner import audit

    bench.with_files({"a.csv": "id,mail\n" + MAILS, "p.parquet": b""})
    path = bench.folder / "odd" / "p.parquet"
    pq.write_table(pa.table({"mail": ["q@mail.example"] * 100}), path)
    planned = audit.make_plan

    def plan_then_change(*arguments: Any) -> Any:
        plan = planned(*arguments)
        content = path.read_bytes()
        path.unlink()
        if change == "a folder":
            path.mkdir()
        elif change == "a pipe":
            os.mkfifo(path)
        elif change == "shorter":
            path.write_bytes(content[:50])
        return plan

    monkeypatch.setattr(audit, "make_plan", plan_then_change)
    ran = bench.incomplete()
    assert [gap["object"] for gap in ran.gaps] == ["p.parquet"]
    assert ran.document("coverage.json")["unexamined"][0]["object"] == "p.parquet"


# ---- SQLite ----------------------------------------------------------------------------------------------------------


def a_database(path: Path, rows: int = 4000) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE first (id INTEGER PRIMARY KEY, mail TEXT)")
        db.execute("CREATE TABLE second (id INTEGER PRIMARY KEY, mail TEXT)")
        db.executemany("INSERT INTO first VALUES (?, ?)", [(at, f"r{at}@mail.example") for at in range(rows)])
        db.executemany("INSERT INTO second VALUES (?, ?)", [(at, f"s{at}@mail.example") for at in range(50)])
    db.close()


def _garbage(path: Path) -> None:
    path.write_bytes(os.urandom(9000))


def _broken_page(path: Path) -> None:
    a_database(path)
    raw = bytearray(path.read_bytes())
    at = 4096 * (len(raw) // 4096 // 2)
    raw[at : at + 4096] = b"\xee" * 4096
    path.write_bytes(raw)


def _cut_off(path: Path) -> None:
    a_database(path)
    path.write_bytes(path.read_bytes()[:9000])


DATABASES: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "missing": (lambda path: None, "missing", "does not exist"),
    "zero bytes": (lambda path: path.write_bytes(b""), "missing", "nothing was found"),
    "garbage": (_garbage, "corrupt", "NOTADB"),
    "a jpeg": (lambda path: path.write_bytes(JPEG), "corrupt", "NOTADB"),
    "a broken page": (_broken_page, "corrupt", "CORRUPT"),
    "cut off": (_cut_off, "corrupt", "CORRUPT"),
    "a folder": (lambda path: path.mkdir(), "unsupported", "no plain file"),
    "a pipe": (lambda path: os.mkfifo(path), "unsupported", "no plain file"),
}


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_that_cannot_be_read(bench: Bench, name: str) -> None:
    make, reason, detail = DATABASES[name]
    make(bench.folder / "odd.db")
    bench.with_source({"type": "sql", "url": "sqlite:///odd.db", "party": "us", "country": "CN"})
    gap = bench.incomplete().gap(reason)
    assert detail in gap["detail"]


def test_tables_beside_a_broken_one_are_read(bench: Bench) -> None:
    _broken_page(bench.folder / "odd.db")
    bench.with_source({"type": "sql", "url": "sqlite:///odd.db", "party": "us", "country": "CN"})
    status = {item["object"]: item["status"] for item in bench.incomplete().lines("inventory.jsonl")}
    assert status["second"] == "examined"
    assert status["first"] in ("partial", "unexamined")


def test_a_database_that_is_locked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bench.folder / "odd.db"
    a_database(path)
    bench.with_source({"type": "sql", "url": "sqlite:///odd.db"})
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("connectors.sqlite_file.sqlite3.connect", partial(sqlite3.connect, timeout=0.05))
    try:
        assert "BUSY" in bench.incomplete().gap("timeout")["detail"]
    finally:
        writer.close()


# ---- names that lead nowhere -----------------------------------------------------------------------------------------


def test_what_the_estate_names_and_nobody_has(bench: Bench) -> None:
    """A typing error in a dataset's name is told, also where the same source has a gap elsewhere."""
    bench.with_files(
        {"b.csv": "id,mail\n" + MAILS, "a.jpg": JPEG},
        bindings={"accounts": {"dataset": "good/pepole", "subject": "id", "created": "id"}},
        datasets={"odd/bb": {"declared_anonymous": True}},
        flows=[{"from": "good/peeple", "to": "us"}],
    )
    (bench.folder / "odd" / "gone").symlink_to("nowhere")
    ran = bench.incomplete()
    missing = {(gap["source"], gap["dataset"]): gap["remedy"] for gap in ran.gaps if gap["reason"] == "missing"}
    assert "bindings.accounts" in missing["good", "pepole"]
    assert "flows" in missing["good", "peeple"]
    assert "datasets" in missing["odd", "bb"]
