"""The evidence commands over a real run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rules.policy import load_policy, shipped_text
from tests.scanner.conftest import SECRET

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

POLICY = shipped_text("amazfit-2018") or ""
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
    assert ran.code == 0 and "not checked" in ran.out and mark in ran.out and "VERIFIED" not in ran.out


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


def test_nothing_of_the_data_is_in_a_pack(bench: Bench) -> None:
    pack, _ = made(bench)
    with zipfile.ZipFile(pack) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for value in (b"lin@mail.example", b"ann@mail.example", b"bo@mail.example", str(bench.folder).encode()):
                assert value not in content, name


def test_a_key_with_a_passphrase(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    bench.scan()
    key, pack = str(bench.folder / "key.pem"), str(bench.folder / "P.zip")
    monkeypatch.setenv("KEY_PASSPHRASE", SECRET)
    told = bench.run("evidence", "keygen", key, "--key-passphrase-env", "KEY_PASSPHRASE")
    assert told.code == 0 and "ENCRYPTED" in Path(key).read_text()
    bench.nothing_leaked(told)
    build = ("evidence", "build", str(bench.out), "--key", key, "--output", pack)
    bench.one_sentence(bench.run(*build), "key.pem", "needs a passphrase", "--key-passphrase-file")
    by_env = bench.run(*build, *TIME, "--key-passphrase-env", "KEY_PASSPHRASE")
    assert by_env.code == 0, by_env.err
    first = Path(pack).read_bytes()
    secret = bench.file("secret", f"{SECRET}\r\nmore\n")
    by_file = bench.run(*build, *TIME, "--key-passphrase-file", str(secret), "--force")
    assert by_file.code == 0 and Path(pack).read_bytes() == first
    bench.nothing_leaked(by_file)

    def refused(*more: str, told: str) -> None:
        ran = bench.run(*build, "--force", *more)
        assert ran.code == 2
        bench.one_sentence(ran, told)

    both = ("--key-passphrase-env", "KEY_PASSPHRASE", "--key-passphrase-file", str(secret))
    refused(*both, told="one of the two")
    refused("--key-passphrase-file", str(bench.file("empty", "\n")), told="first line is empty")
    refused("--key-passphrase-file", str(bench.file("noise", b"\xff\xfe\n")), told="UTF-8")
    refused("--key-passphrase-file", str(bench.file("other", "wrong\n")), told="wrong passphrase")
    refused("--key-passphrase-file", str(bench.folder / "none"), told="'none' can't be read")
    refused("--key-passphrase-env", SECRET, told="the environment variable is not set")  # the passphrase itself
    ran = bench.run("evidence", "build", str(bench.out), "--output", pack, "--key-passphrase-file", str(secret))
    bench.one_sentence(ran, "--key")


def test_the_full_text_is_in_it_only_when_it_is_the_right_one(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    policy, _ = load_policy("amazfit-2018", Path())
    right = bench.file("right.txt", ". ".join(item.quote for item in policy.statements))
    pack = bench.folder / "P.zip"
    build = ("evidence", "build", str(bench.out), "--output", str(pack))
    assert bench.run(*build, "--policy-text", str(right)).code == 0
    with zipfile.ZipFile(pack) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("policy/text.txt")]
        assert archive.read(name) == right.read_bytes()
        (limits,) = [archive.read(name) for name in archive.namelist() if name.endswith("limitations.md")]
    assert b"full text is not included" not in limits
    for name, content, told in (
        ("wrong.txt", "We may share everything.", "stands 0 times in the policy text"),
        ("noise.txt", b"\xff\xfe", "no UTF-8 text"),
    ):
        ran = bench.run(*build, "--force", "--policy-text", str(bench.file(name, content)))
        assert ran.code == 2
        bench.one_sentence(ran, "--policy-text", told)


def test_an_own_policy_is_in_it_when_it_is_named(bench: Bench) -> None:
    own = POLICY.replace("id: amazfit-2018", "id: own-2018", 1)
    bench.file("own.yaml", own.replace("\n", "\r\n"))  # a digest is of the text, whatever its line ends
    bench.estate(policy="own.yaml")
    assert bench.scan().code == 0
    pack = bench.folder / "P.zip"
    build = ("evidence", "build", str(bench.out), "--output", str(pack))

    def packed(*more: str) -> dict[str, bytes]:
        ran = bench.run(*build, "--force", *more)
        assert ran.code == 0, ran.err
        with zipfile.ZipFile(pack) as archive:
            return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}

    without = packed()
    assert "data/policy/pack.yaml" not in without and b"policy pack is not included" in without["data/limitations.md"]
    assert packed("--policy", str(bench.folder / "own.yaml"))["data/policy/pack.yaml"] == own.encode()
    ran = bench.run(*build, "--force", "--policy-text", str(bench.file("text.txt", "x")))
    bench.one_sentence(ran, "--policy-text", "--policy.")
    bench.file("other.yaml", POLICY)
    ran = bench.run(*build, "--force", "--policy", str(bench.folder / "other.yaml"))
    assert ran.code == 2
    bench.one_sentence(ran, "--policy", "another policy")


def test_where_a_pack_may_go(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    out = str(bench.out)
    new = bench.folder / "new" / "folder" / "P.zip"
    assert bench.run("evidence", "build", out, "--output", str(new), "--organization", "Pace Ltd").code == 0
    (bench.folder / "link").symlink_to(bench.out)
    before = sorted(bench.out.iterdir())
    for inside in (bench.folder / "link" / "P.zip", bench.out / "sub" / "P.zip", bench.out / ".." / "out" / "P.zip"):
        ran = bench.run("evidence", "build", out, "--output", str(inside))
        assert ran.code == 2
        bench.one_sentence(ran, "run's folder")
    assert sorted(bench.out.iterdir()) == before
    (bench.out / "custody.jsonl").unlink()
    ran = bench.run("evidence", "build", out, "--output", str(bench.folder / "P.zip"))
    assert ran.code == 5 and "custody.jsonl is missing" in ran.err


def test_times_that_are_none(bench: Bench) -> None:
    bench.estate()
    bench.scan()
    pack = bench.folder / "P.zip"
    far = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01", "2108-01-01T00:00:00Z")
    for time in ("yesterday", "2026-13-01", "", *far):
        ran = bench.run("evidence", "build", str(bench.out), "--output", str(pack), "--time", time)
        assert ran.code == 2 and not pack.exists()
        bench.one_sentence(ran, "time")


def test_hostile_packs_are_told_and_not_run_into(bench: Bench) -> None:
    for content in (b"", b"PK\x03\x04", b"\0" * 5000):
        ran = bench.run("evidence", "verify", str(bench.file("P.zip", content)), "--any-key")
        assert ran.code == 5 and "WRONG: this is no evidence pack" in ran.out and ran.err == ""
    ran = bench.run("evidence", "verify", str(bench.folder / "none.zip"), "--any-key")
    assert ran.code == 2
    bench.one_sentence(ran, "none.zip")
