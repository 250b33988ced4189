"""Zips that mean harm or are damaged."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from reports.evidence import keys
from reports.evidence.errors import EvidenceError
from reports.evidence.pack import Pack, write_pack
from reports.evidence.seal import SEAL, sealed
from reports.evidence.unpack import UnsafeZipError, unpack
from reports.evidence.verify import verify_pack
from tests.reports.evidence_bench import KEY, MARK, build, files_of, manifests, statement_of, write_run, zipped


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return build(write_run(tmp_path_factory.mktemp("evidence") / "run"))


def entry(
    name: str, data: bytes = b"x", mode: int = 0o100644, how: int = zipfile.ZIP_DEFLATED
) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = how
    return info, data


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([entry("a/../b")], "dangerous name"),
        ([entry("/etc/passwd")], "dangerous name"),
        ([entry("a/b\\c")], "dangerous name"),
        ([entry("C:/x")], "dangerous name"),
        ([entry("a//b")], "dangerous name"),
        ([entry("a/\x1b[31m")], "dangerous name"),
        ([entry("a/" + "x" * 600)], "dangerous name"),
        ([entry("a/\u202egnp.exe")], "dangerous name"),
        ([entry("a/b c")], "dangerous name"),
        ([entry("../a/b")], "dangerous name"),
        ([entry("a/b/")], "dangerous name"),
        ([entry("a/device", b"", 0o060644)], "no plain file"),
        ([entry("a/packed", b"x", how=zipfile.ZIP_BZIP2)], "packed in a way"),
        ([entry("a/packed", b"x", how=zipfile.ZIP_LZMA)], "packed in a way"),
        ([entry("a/X"), entry("a/x")], "two files"),
        ([entry("a/link", b"/etc/passwd", 0o120777)], "no plain file"),
        ([entry("a/x"), entry("a/x")], "two files"),
        ([entry("a/x"), entry("b/x")], "one folder"),
        ([entry("x")], "one folder"),
        ([entry("a/bomb", b"\0" * 20_000_000)], "unpacks to far more"),
        ([entry(f"a/{n}", b"\0" * 900_000) for n in range(20)], "unpacks to far more"),  # each by itself is small
        ([entry(f"a/{n}", b"") for n in range(10_001)], "entries"),
        ([], "one folder"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_zips_are_refused(entries: list[tuple[zipfile.ZipInfo, bytes]], told: str, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, data in entries:
            archive.writestr(info, data)
    with pytest.raises(UnsafeZipError, match=told):
        unpack(buffer.getvalue())
    (tmp_path / "PACK.zip").write_bytes(buffer.getvalue())
    found = verify_pack(tmp_path / "PACK.zip", None)
    assert len(found.problems) == 1 and "no evidence pack" in found.problems[0]


def refused(content: bytes, told: str, path: Path) -> None:
    """By both: an error when unpacked, and one plain problem when verified."""
    with pytest.raises(UnsafeZipError, match=told):
        unpack(content)
    path.write_bytes(content)
    assert len(verify_pack(path, None).problems) == 1


def patched(old: bytes, new: bytes, *more: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for info, data in (entry("a/first"), *more):
            archive.writestr(info, data)
    content = buffer.getvalue()
    assert old in content
    return content.replace(old, new)


def test_names_that_no_writer_of_ours_can_make(tmp_path: Path) -> None:
    """A NUL that hides the rest of a name, bytes that are no UTF-8, a name in the code page of 1981."""
    path = tmp_path / "PACK.zip"
    refused(patched(b"a/first", b"a/f\0rst"), "dangerous name|no zip", path)
    refused(patched(b"a/first", b"a/f\xffrst"), "dangerous name", path)
    marked = patched(b"a/\xc3\xa9", b"a/\xff\xfe", entry("a/\u00e9"))  # still marked as UTF-8
    refused(marked, "no zip", path)


def test_a_file_that_is_locked_or_lies_about_its_size(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(*entry("a/first", b"x" * 100))
    content = buffer.getvalue()
    central = content.index(b"PK\x01\x02")
    locked = bytearray(content)
    locked[central + 8] |= 0x1
    refused(bytes(locked), "encrypted", tmp_path / "PACK.zip")
    for size in (99, 101, 2**31, 2**32 - 2):
        lying = bytearray(content)
        lying[central + 24 : central + 28] = size.to_bytes(4, "little")
        refused(bytes(lying), "no zip|another size|2 GiB|far more", tmp_path / "PACK.zip")


def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    """A small zip whose entries all lead to the same packed bytes (as David Fifield's bombs do)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(*entry("a/0000", b"\0" * 900_000))
        first = archive.infolist()[0]
        for number in range(1, 500):
            twin = zipfile.ZipInfo(f"a/{number:04}")
            twin.compress_type, twin.CRC = first.compress_type, first.CRC
            twin.compress_size, twin.file_size, twin.header_offset = first.compress_size, first.file_size, 0
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    assert len(buffer.getvalue()) < 50_000
    refused(buffer.getvalue(), "far more|no zip", tmp_path / "PACK.zip")


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + b"\0" * 18, b"\x1f\x8b" + b"\0" * 50])
def test_what_is_no_zip(content: bytes, tmp_path: Path) -> None:
    refused(content, "no zip|one folder", tmp_path / "PACK.zip")


def test_noise_in_the_directory_of_a_zip_is_a_problem_never_a_fault(pack: Pack, tmp_path: Path) -> None:
    path, draw = tmp_path / "PACK.zip", random.Random(7)
    begins = pack.content.index(b"PK\x01\x02")
    for _ in range(150):
        noisy = bytearray(pack.content)
        for _ in range(draw.randint(1, 4)):
            noisy[draw.randrange(begins, len(noisy))] = draw.randrange(256)
        path.write_bytes(bytes(noisy))
        assert verify_pack(path, MARK).problems


@pytest.mark.parametrize(
    "forged", [b"[" * 200_000, b'{"a":' * 200_000, b"1" * 10_000, b"\xff\xfe", b"{}", b"[]", b"null", b'"x"', b""]
)
@pytest.mark.parametrize("name", [SEAL, "data/run/run.json", "data/custody.jsonl", "data/policy/policy.json"])
def test_hostile_documents_are_a_problem_never_a_fault(name: str, forged: bytes, pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "PACK.zip"
    path.write_bytes(zipped("saydo", {**files_of(pack), name: forged}))
    assert verify_pack(path, MARK).problems


@pytest.mark.parametrize(
    "told",
    [
        {"subject": "x"},
        {"subject": [1]},
        {"subject": [{"name": 1, "digest": None}]},
        {"subject": [{"name": "../x", "digest": {"sha256": "0"}}]},
        {"predicate": []},
        {"predicate": {"custody": 1, "policy": "x"}},
        {"predicateType": "https://slsa.dev/provenance/v1"},
        {"_type": None},
    ],
)
def test_a_true_signature_over_nonsense_is_a_problem(told: dict[str, object], pack: Pack, tmp_path: Path) -> None:
    """The signer's key also signs other things; a statement that is no pack's is never taken for one."""
    files = files_of(pack)
    files[SEAL] = sealed({**statement_of(files), **told}, KEY)
    manifests(files)
    content = zipped("saydo", files)
    write_pack(Pack(content, keys.sign(KEY, content), pack.public_key, ""), tmp_path / "PACK.zip", False)
    assert verify_pack(tmp_path / "PACK.zip", MARK).problems


def test_any_cut_or_flipped_byte_is_a_problem_never_a_fault(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "PACK.zip"
    write_pack(pack, path, False)
    size = len(pack.content)
    for at in range(0, size, max(1, size // 60)):
        path.write_bytes(pack.content[:at] + bytes([pack.content[at] ^ 0xFF]) + pack.content[at + 1 :])
        assert verify_pack(path, MARK).problems
        path.write_bytes(pack.content[:at])
        assert verify_pack(path, MARK).problems


def test_without_its_signature_beside_it(pack: Pack, tmp_path: Path) -> None:
    write_pack(pack, tmp_path / "PACK.zip", False)
    (tmp_path / "PACK.zip.sig").unlink()
    assert "PACK.zip.sig" in verify_pack(tmp_path / "PACK.zip", MARK).problems[0]
    with pytest.raises(EvidenceError, match=r"none\.zip"):
        verify_pack(tmp_path / "none.zip", MARK)
