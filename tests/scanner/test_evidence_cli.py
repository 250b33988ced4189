"""The evidence commands over a real run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

TIME = ("--time", "2026-11-26T12:00:00Z")


def made(bench: Bench) -> tuple[Path, str]:
    """A run, a key and a pack; the pack's path and the fingerprint."""
    bench.estate()
    assert bench.scan().code == 0
    key, pack = str(bench.folder / "key.pem"), bench.folder / "PACK.zip"
    told = bench.run("evidence", "keygen", key)
    assert told.code == 0
    mark = told.out.split("Fingerprint: ")[1].strip()
    built = bench.run("evidence", "build", str(bench.out), "--key", key, "--output", str(pack), *TIME)
    assert built.code == 0, built.err
    assert mark in built.out
    bench.nothing_leaked(built)
    return pack, mark


def test_build_and_verify(bench: Bench) -> None:
    pack, mark = made(bench)
    verified = bench.run("evidence", "verify", str(pack), "--fingerprint", mark.upper())
    assert verified.code == 0 and verified.out.startswith("VERIFIED")
    first = pack.read_bytes()
    key = str(bench.folder / "key.pem")
    again = bench.run("evidence", "build", str(bench.out), "--key", key, "--output", str(pack), *TIME)
    assert again.code == 2 and "--force" in again.err
    assert (
        bench.run("evidence", "build", str(bench.out), "--key", key, "--output", str(pack), *TIME, "--force").code == 0
    )
    assert pack.read_bytes() == first
    with zipfile.ZipFile(pack) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        policy = next(name for name in archive.namelist() if name.endswith("policy/pack.yaml"))
        (bench.folder / "pack.yaml").write_bytes(archive.read(policy))
    assert "data/run/report.html" in names
    asked = bench.run(
        "evidence", "verify", str(pack), "--fingerprint", mark, "--policy", str(bench.folder / "pack.yaml")
    )
    assert asked.code == 0
    (bench.folder / "pack.yaml").write_text("another: policy\n")
    asked = bench.run(
        "evidence", "verify", str(pack), "--fingerprint", mark, "--policy", str(bench.folder / "pack.yaml")
    )
    assert asked.code == 5 and "another policy" in asked.out


def test_what_does_not_hold_ends_with_5(bench: Bench) -> None:
    pack, mark = made(bench)
    wrong = bench.run("evidence", "verify", str(pack), "--fingerprint", "0" * 64)
    assert wrong.code == 5 and "another key" in wrong.out and wrong.out.endswith("PACK.zip.\n")
    pack.write_bytes(pack.read_bytes() + b" ")
    assert bench.run("evidence", "verify", str(pack), "--fingerprint", mark).code == 5
    bench.one_sentence(bench.run("evidence", "verify", str(pack)), "--fingerprint", "--any-key")
    bench.one_sentence(bench.run("evidence", "verify", str(pack), "--fingerprint", "xyz"), "64 hexadecimal")
    findings = bench.out / "findings.jsonl"
    findings.write_text("")
    ran = bench.run("evidence", "build", str(bench.out), "--output", str(bench.folder / "P.zip"))
    assert ran.code == 5 and "findings.jsonl changed" in ran.err
    assert not (bench.folder / "P.zip").exists()


def test_any_key_shows_integrity_only(bench: Bench) -> None:
    pack, mark = made(bench)
    ran = bench.run("evidence", "verify", str(pack), "--any-key")
    assert ran.code == 0 and "not checked" in ran.out and mark in ran.out


def test_unsigned_says_so(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    pack = bench.folder / "PACK.zip"
    built = bench.run("evidence", "build", str(bench.out), "--output", str(pack))
    assert built.code == 0 and "UNSIGNED. NOBODY VOUCHES" in built.out
    ran = bench.run("evidence", "verify", str(pack), "--any-key")
    assert ran.code == 5 and "UNSIGNED" in ran.out


def test_bad_input_is_one_sentence(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    bench.scan()
    out, pack = str(bench.out), str(bench.folder / "P.zip")
    bench.file("noise.pem", "nonsense")

    def refused(*arguments: str, told: str) -> None:
        ran = bench.run("evidence", "build", *arguments)
        assert ran.code == 2
        assert told in ran.err and ran.err.count("\n") == 1, ran.err

    (bench.folder / "empty").mkdir()
    refused(str(bench.folder / "empty"), "--output", pack, told="holds no finished run")
    refused(out, "--output", str(bench.out / "P.zip"), told="run's folder")
    refused(out, "--output", pack, "--key", str(bench.folder / "noise.pem"), told="noise.pem")
    refused(out, "--output", pack, "--time", "yesterday", told="ISO 8601")
    refused(out, "--output", pack, "--key-passphrase-env", "NOT_SET", "--key", out, told="NOT_SET")
    refused(out, "--output", pack, "--policy", str(bench.folder / "none.yaml"), told="none.yaml")
    refused(out, "--output", str(bench.folder / "noise.pem" / "P.zip"), told="can't be written")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    refused(out, "--output", pack, told="SOURCE_DATE_EPOCH")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1543190400")
    assert bench.run("evidence", "build", out, "--output", pack).code == 0
    with zipfile.ZipFile(pack) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2018, 11, 26, 0, 0, 0)}


def test_a_key_that_others_may_read_is_told(bench: Bench) -> None:
    pack, _ = made(bench)
    key = bench.folder / "key.pem"
    key.chmod(0o644)
    ran = bench.run("evidence", "build", str(bench.out), "--key", str(key), "--output", str(pack), "--force")
    assert ran.code == 0 and "chmod 600" in ran.err


def test_custody_starts_with_the_scan(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    entries = [json.loads(line) for line in (bench.out / "custody.jsonl").read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["scan_started", "scan_ended"]
    assert set(entries[1]["files"]) == {path.name for path in bench.out.iterdir()} - {"custody.jsonl"}
