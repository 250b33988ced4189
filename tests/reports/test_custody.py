"""The chain of custody: what it holds, and that no change in its middle goes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.canonical import canonical
from reports.custody import FIRST, CustodyError, append, digests, entries, head_of, problems, start_log
from reports.schema import schema
from tests.reports import factory

FILES = {"run.json": b"{}\n", "findings.jsonl": b'{"a":1}\n'}
LOG = append(start_log(factory.RUN, FILES), "evidence_built", "2018-07-01T00:00:00Z", "saydo 1", factory.RUN.run_id, {})


def cut(log: bytes) -> list[bytes]:
    return log.split(b"\n")[:-1]


def joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def changed(number: int, **keys: object) -> bytes:
    """The log with keys of one entry (from 0) changed; the entries after it as they were."""
    lines = cut(LOG)
    lines[number] = canonical({**json.loads(lines[number]), **keys})
    return joined(lines)


def test_a_scan_leaves_two_entries_with_the_digests_of_its_files() -> None:
    log = start_log(factory.RUN, FILES)
    assert problems(log) == []
    first, second = entries(log)
    assert (first["event"], first["time"], first["files"]) == ("scan_started", factory.RUN.started, {})
    assert (second["event"], second["time"]) == ("scan_ended", factory.RUN.ended)
    assert second["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()} == digests(FILES)
    assert first["previous"] == FIRST
    assert second["previous"] == hashlib.sha256(cut(log)[0]).hexdigest()
    assert head_of(log) == hashlib.sha256(cut(log)[1]).hexdigest()
    assert head_of(b"") == FIRST
    assert {entry["run_id"] for entry in (first, second)} == {factory.RUN.run_id}


def test_each_entry_keeps_the_schema() -> None:
    for entry in entries(LOG):
        jsonschema.Draft202012Validator(schema("custody")).validate(entry)


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "cut in an entry": (lambda: LOG[:-20], "middle of an entry"),
    "without its last newline": (lambda: LOG[:-1], "middle of an entry"),
    "the first is gone": (lambda: joined(cut(LOG)[1:]), "another number"),
    "one in the middle is gone": (lambda: joined([cut(LOG)[0], cut(LOG)[2]]), "does not follow"),
    "two changed places": (lambda: joined([cut(LOG)[0], cut(LOG)[2], cut(LOG)[1]]), "does not follow"),
    "one stands twice": (lambda: joined([*cut(LOG), cut(LOG)[2]]), "entry 4"),
    "an edited time": (lambda: changed(1, time="2018-06-01T11:00:00Z"), "entry 3"),
    "an edited digest": (lambda: changed(1, files={"run.json": "0" * 64}), "entry 3"),
    "of another run": (lambda: changed(2, run_id="x"), "another run"),
    "a number that is none": (lambda: changed(2, sequence=True), "entry 3 of the custody log is no entry"),
    "a digest that is none": (lambda: changed(2, files={"a": "A" * 64}), "no entry"),
    "a file without digest": (lambda: changed(2, files=["a"]), "no entry"),
    "a time without zone": (lambda: changed(2, time="2018-07-01T00:00:00"), "no entry"),
    "a time that is none": (lambda: changed(2, time="yesterday"), "no entry"),
    "a key too many": (lambda: changed(2, note="trust me"), "no entry"),
    "another version": (lambda: changed(2, schema_version=2), "another version of Saydo"),
    "no object": (lambda: LOG + b"[]\n", "entry 4"),
    "no JSON": (lambda: LOG + b"\xff{\n", "entry 4"),
    "nesting": (lambda: LOG + b'{"a":' * 100_000 + b"\n", "entry 4"),
    "an empty line": (lambda: LOG + b"\n", "entry 4"),
    "carriage returns": (lambda: LOG.replace(b"\n", b"\r\n"), "no entry"),
    "spelt otherwise": (lambda: LOG.replace(b'","', b'", "', 1), "no entry"),
    "a key that stands twice": (
        lambda: LOG.replace(b'{"actor"', b'{"actor":"somebody else","actor"', 1),
        "no entry",
    ),
}


@pytest.mark.parametrize("what", list(BROKEN))
def test_what_is_broken_is_told_and_never_continued(what: str) -> None:
    make, told = BROKEN[what]
    log = make()
    assert any(told in problem for problem in problems(log)), problems(log)
    with pytest.raises(CustodyError, match=r"\.$"):
        entries(log)
    if log:
        with pytest.raises(CustodyError, match="Nothing can be added"):
            append(log, "evidence_built", "2018-07-01T00:00:00Z", "saydo 1", factory.RUN.run_id, {})


@given(st.data())
def test_any_changed_byte_before_the_last_entry_shows(data: st.DataObject) -> None:
    """What the chain can't show is a change of the last entry; the seal holds that one's digest."""
    end = len(joined(cut(LOG)[:-1]))
    at = data.draw(st.integers(0, end - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != LOG[at]))
    forged = LOG[:at] + bytes([byte]) + LOG[at + 1 :]
    assert problems(forged) or head_of(forged) != head_of(LOG)
    assert problems(forged)


def test_hostile_file_names_stay_data() -> None:
    names = dict.fromkeys(factory.HOSTILE, "0" * 64)
    log = append(b"", "scan_ended", "2018-07-01T00:00:00Z", "saydo 1", "r", names)
    assert problems(log) == []
    assert len(cut(log)) == 1
    assert b"\x1b" not in log and b"\r" not in log


def test_the_log_of_a_real_run_holds(demo: object) -> None:
    out: Path = demo.out  # type: ignore[attr-defined]  # the fixture of tests/conftest.py
    log = (out / "custody.jsonl").read_bytes()
    assert problems(log) == []
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "custody.jsonl"}
    assert entries(log)[-1]["files"] == digests(files)
