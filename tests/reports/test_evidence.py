"""Evidence packs: what a verifier without Saydo and `verify_pack` both catch, and that both agree."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from reports.custody import CUSTODY, digest_of, problems, start_log
from reports.evidence import keys
from reports.evidence.contents import PolicyFile
from reports.evidence.cover import UNSIGNED
from reports.evidence.errors import EvidenceError, RunChangedError
from reports.evidence.instructions import TOOLS
from reports.evidence.pack import UNSIGNED_FILE, Pack, build_pack, write_pack
from reports.evidence.seal import SEAL, sealed
from reports.evidence.unpack import UnsafeZipError, unpack
from reports.evidence.verify import verify_pack
from reports.runfiles import write_run_files
from rules.policy import shipped_text
from tests.reports import factory

TIME = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
POLICY = (shipped_text("amazfit-2018") or "").encode()
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
MARK = keys.fingerprint(KEY.public_key())


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = factory.report()
    digests = {**base.run.digests, "policy": hashlib.sha256(POLICY).hexdigest()}
    folder = tmp_path_factory.mktemp("evidence") / "run"
    write_run_files(replace(base, run=replace(base.run, digests=digests)), folder, {"report.html": b"<!doctype html>"})
    return folder


def build(run_dir: Path, key: Any = KEY, **policy: bytes) -> Pack:
    return build_pack(run_dir, key, PolicyFile(policy.get("content", POLICY), policy.get("text")), "saydo 1", TIME)


@pytest.fixture(scope="module")
def pack(run_dir: Path) -> Pack:
    return build(run_dir)


# -- somebody without Saydo -------------------------------------------------------------------------------------------


def commands(pack: Pack) -> str:
    """The commands of VERIFY.md, as a reader would paste them."""
    _, files = unpack(pack.content)
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", files["VERIFY.md"].decode(), re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tools that VERIFY.md names, and nothing else."""
    folder = tmp_path_factory.mktemp("tools")
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        told = f"{', '.join(missing)} absent on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    for name in TOOLS:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def by_hand(script: str, pack: Pack, tools: Path, folder: Path, mark: str = MARK) -> tuple[int, str]:
    folder.mkdir(parents=True)
    for path in write_pack(pack, folder / "PACK.zip", False):
        assert path.parent == folder
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env={"PATH": str(tools), "FINGERPRINT": mark},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_pack_verifies_by_hand_and_by_tool(pack: Pack, tools: Path, tmp_path: Path) -> None:
    code, told = by_hand(commands(pack), pack, tools, tmp_path / "by_hand")
    assert code == 0, told
    assert told.splitlines()[-1].startswith(f"VERIFIED: sealed by the key {MARK}")
    found = verify_pack(tmp_path / "by_hand" / "PACK.zip", MARK, POLICY)
    assert found.problems == () and found.fingerprint == MARK


@dataclass(frozen=True)
class Tampered:
    """What somebody did to a pack's files; `caught` must stand in what `verify_pack` says."""

    change: Callable[[dict[str, bytes]], None]
    caught: str


def _edit(files: dict[str, bytes]) -> None:
    name = "data/run/findings.jsonl"
    files[name] = files[name].replace(b'"DEVIATION"', b'"CLEAR"', 1)


def _remove(files: dict[str, bytes]) -> None:
    del files["data/run/lineage.json"]


def _add(files: dict[str, bytes]) -> None:
    files["data/run/extra.json"] = b"{}\n"


def _add_beside(files: dict[str, bytes]) -> None:
    files["README-FIRST.md"] = b"All is well.\n"


def _swap_policy(files: dict[str, bytes]) -> None:
    files["data/policy/pack.yaml"] = POLICY.replace(b"forbid", b"permit", 1)


def _swap_policy_with_digests(files: dict[str, bytes]) -> None:
    old = hashlib.sha256(files["data/policy/pack.yaml"]).hexdigest().encode()
    _swap_policy(files)
    new = hashlib.sha256(files["data/policy/pack.yaml"]).hexdigest().encode()
    for name in ("data/policy/policy.json", "data/run/run.json"):
        files[name] = files[name].replace(old, new)


def _cut_custody(files: dict[str, bytes]) -> None:
    name = f"data/{CUSTODY}"
    files[name] = b"".join(files[name].splitlines(keepends=True)[:-1])


def _rewrite_custody(files: dict[str, bytes]) -> None:
    """Another chain that holds by itself, with the digests of files that were changed."""
    _edit(files)
    run = {name.removeprefix("data/run/"): data for name, data in files.items() if name.startswith("data/run/")}
    files[f"data/{CUSTODY}"] = start_log(factory.RUN, run)


TAMPERED = {
    "an edited finding": Tampered(_edit, "findings.jsonl"),
    "a removed file": Tampered(_remove, "lineage.json"),
    "an added file": Tampered(_add, "extra.json"),
    "an added tag file": Tampered(_add_beside, "README-FIRST.md"),
    "a swapped policy": Tampered(_swap_policy, "policy"),
    "a swapped policy and its digests": Tampered(_swap_policy_with_digests, "policy"),
    "a truncated custody log": Tampered(_cut_custody, "custody"),
    "a rewritten custody log": Tampered(_rewrite_custody, "custody"),
}


def zipped(root: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{root}/{name}", data)
    return buffer.getvalue()


def manifests(files: dict[str, bytes]) -> None:
    """Makes both manifests fit again."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    lines = [f"{digest}  {name}\n" for name, digest in digests.items() if name.startswith("data/")]
    files["manifest-sha256.txt"] = "".join(lines).encode()
    tags = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    tags = {name: digest for name, digest in tags.items() if not name.startswith(("data/", "tagmanifest"))}
    files["tagmanifest-sha256.txt"] = "".join(f"{digest}  {name}\n" for name, digest in tags.items()).encode()


def resealed(files: dict[str, bytes], key: Any) -> None:
    """Seals the files anew, as somebody with a key of their own would."""
    told = json.loads(base64.b64decode(json.loads(files[SEAL])["payload"]))
    manifests(files)
    skipped = (SEAL, "tagmanifest-sha256.txt")
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in skipped}
    told["subject"] = [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)]
    log = files[f"data/{CUSTODY}"].splitlines()
    told["predicate"]["custody"] = {"entries": len(log), "head_sha256": digest_of(log[-1])}
    told["predicate"]["policy"]["sha256"] = json.loads(files["data/run/run.json"])["digests"]["policy"]
    files[SEAL] = sealed(told, key)
    manifests(files)


def tampered(pack: Pack, change: Callable[[dict[str, bytes]], None], depth: str) -> Pack:
    """`plain`: the change alone. `zip`: it has the true key's signature over the new zip, as if only the inside were
    forged. `manifests`: manifests fit again as well. `resigned`: everything is done anew with another key."""
    root, files = unpack(pack.content)
    change(files)
    if depth == "manifests":
        manifests(files)
    if depth == "resigned":
        files["public-key.pem"] = keys.public_pem(OTHER.public_key())
        resealed(files, OTHER)
    content = zipped(root, files)
    key = OTHER if depth == "resigned" else KEY
    signature = pack.signature if depth == "plain" else keys.sign(key, content)
    return Pack(content, signature, keys.public_pem(key.public_key()), "")


@pytest.mark.parametrize("depth", ["plain", "zip", "manifests", "resigned"])
@pytest.mark.parametrize("what", list(TAMPERED))
def test_tampering_is_caught(what: str, depth: str, pack: Pack, tools: Path, tmp_path: Path) -> None:
    forged = tampered(pack, TAMPERED[what].change, depth)
    code, told = by_hand(commands(pack), forged, tools, tmp_path / "by_hand")
    assert code != 0 and "VERIFIED" not in told.replace("WRONG", ""), told
    found = verify_pack(tmp_path / "by_hand" / "PACK.zip", MARK)
    assert found.problems
    if depth == "plain":
        assert "the zip is not what was signed" in found.problems
    elif depth == "resigned":
        assert any("another key signed it" in problem for problem in found.problems)
    else:
        assert any(TAMPERED[what].caught in problem for problem in found.problems), found.problems


def test_another_key_alone_is_caught(pack: Pack, run_dir: Path, tools: Path, tmp_path: Path) -> None:
    """All is in order, but somebody else signed it; or the public key beside the pack was exchanged."""
    other = build(run_dir, OTHER)
    code, told = by_hand(commands(pack), other, tools, tmp_path / "a")
    assert code != 0 and "another key" in told
    assert any("another key" in problem for problem in verify_pack(tmp_path / "a" / "PACK.zip", MARK).problems)
    swapped = Pack(pack.content, pack.signature, keys.public_pem(OTHER.public_key()), "")
    assert by_hand(commands(pack), swapped, tools, tmp_path / "b")[0] != 0


def test_a_seal_that_is_forged_in_one_place(pack: Pack, tools: Path, tmp_path: Path) -> None:
    root, files = unpack(pack.content)
    envelope = json.loads(files[SEAL])
    told = base64.b64decode(envelope["payload"]).replace(b'"exit_code":1', b'"exit_code":0')
    forgeries = {
        "payload": envelope | {"payload": base64.b64encode(told).decode()},
        "type": envelope | {"payloadType": "text/plain"},
        "none": envelope | {"signatures": []},
        "twice": envelope | {"signatures": [*envelope["signatures"], {**envelope["signatures"][0], "keyid": "x"}]},
        "no JSON": "nonsense",
        "no object": [],
    }
    for name, forged in forgeries.items():
        changed = {**files, SEAL: json.dumps(forged).encode()}
        manifests(changed)
        content = zipped(root, changed)
        fake = Pack(content, keys.sign(KEY, content), pack.public_key, "")
        folder = tmp_path / name.replace(" ", "-")
        if name != "twice":  # by hand only the first signature is looked at, which is the true one
            assert by_hand(commands(pack), fake, tools, folder)[0] != 0, name
        else:
            folder.mkdir()
            write_pack(fake, folder / "PACK.zip", False)
        assert any("seal" in problem for problem in verify_pack(folder / "PACK.zip", MARK).problems), name


def test_an_unsigned_pack_says_so_everywhere(run_dir: Path, tools: Path, tmp_path: Path) -> None:
    pack = build(run_dir, None)
    assert pack.signature == b""
    _, files = unpack(pack.content)
    for name in ("VERIFY.md", "data/COVER.md", "data/limitations.md", "bag-info.txt", UNSIGNED_FILE):
        assert UNSIGNED in re.sub(r"\n\s", " ", files[name].decode()), name
    code, told = by_hand(commands(pack), pack, tools, tmp_path / "x")
    assert code == 5 and UNSIGNED in told
    assert any("UNSIGNED" in problem for problem in verify_pack(tmp_path / "x" / "PACK.zip", None).problems)


# -- the pack itself --------------------------------------------------------------------------------------------------


def test_two_builds_are_the_same_bit_by_bit(run_dir: Path, pack: Pack) -> None:
    assert build(run_dir) == pack
    later = build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME.replace(second=1))
    assert later.content != pack.content


def test_the_bag_is_one_by_another_program(pack: Pack, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.info["External-Identifier"] == factory.RUN.run_id
    assert {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()} == {0o600}


def test_what_is_in_it(pack: Pack, run_dir: Path) -> None:
    _, files = unpack(pack.content)
    for path in run_dir.iterdir():
        if path.name != CUSTODY:
            assert files[f"data/run/{path.name}"] == path.read_bytes()
    assert json.loads(files["data/policy/policy.json"])["file_included"] is True
    population = json.loads(files["data/population.json"])
    assert population["total"]["objects"] == 4
    assert {row["dataset"] for row in population["datasets"]} >= {"crm/public.users", "web/access"}
    assert json.loads(files["data/sampling.json"])["datasets"][0]["design"] == "random"
    limits = files["data/limitations.md"].decode()
    assert "3 gaps" in limits and "1 dataset was sampled" in limits
    log = files[f"data/{CUSTODY}"]
    assert problems(log) == []
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["scan_started", "scan_ended", "evidence_built"]
    assert log.startswith((run_dir / CUSTODY).read_bytes())
    told = json.loads(base64.b64decode(json.loads(files[SEAL])["payload"]))
    assert told["predicate"]["exit_code"] == 1
    assert told["predicate"]["policy"]["sha256"] == hashlib.sha256(POLICY).hexdigest()


def test_without_the_policy_file_it_is_a_limit(run_dir: Path) -> None:
    _, files = unpack(build_pack(run_dir, KEY, PolicyFile(), "saydo 1", TIME).content)
    assert "data/policy/pack.yaml" not in files
    assert "policy pack is not included" in files["data/limitations.md"].decode()
    _, files = unpack(build(run_dir, text=b"The policy.").content)
    assert files["data/policy/text.txt"] == b"The policy."
    with pytest.raises(EvidenceError, match="another policy"):
        build(run_dir, content=POLICY + b"# changed\n")


def test_another_policy_than_expected_is_told(pack: Pack, tmp_path: Path) -> None:
    write_pack(pack, tmp_path / "PACK.zip", False)
    assert verify_pack(tmp_path / "PACK.zip", MARK, POLICY).problems == ()
    assert "another policy" in verify_pack(tmp_path / "PACK.zip", MARK, POLICY + b"#").problems[0]


@pytest.mark.parametrize("name", ["findings.jsonl", "run.json", "report.html"])
def test_a_run_that_changed_is_no_evidence(run_dir: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(RunChangedError, match=re.escape(name)):
        build(folder)
    (folder / name).unlink()
    with pytest.raises(EvidenceError):
        build(folder)


def test_a_custody_log_that_changed_is_no_evidence(run_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    log = (folder / CUSTODY).read_bytes()
    for forged in (log[:-10], log.splitlines(keepends=True)[1], log.splitlines(keepends=True)[0], b"", b"{}\n"):
        (folder / CUSTODY).write_bytes(forged)
        with pytest.raises(RunChangedError):
            build(folder)
    (folder / CUSTODY).write_bytes(log.replace(b"findings.jsonl", b"../findings.jsonl"))
    with pytest.raises(EvidenceError):
        build(folder)


def test_the_run_is_only_read_and_other_files_are_left_out(run_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    (folder / "notes.txt").write_text("ann@mail.example")
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    made = build(folder)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
    _, files = unpack(made.content)
    assert not [name for name in files if "notes" in name]
    assert "1 other file" in files["data/limitations.md"].decode()


def test_files_are_private_and_never_written_over(pack: Pack, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    written = write_pack(pack, tmp_path / "PACK.zip", False)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    with pytest.raises(EvidenceError, match="--force"):
        write_pack(pack, tmp_path / "PACK.zip", False)
    write_pack(pack, tmp_path / "PACK.zip", True)


# -- keys -------------------------------------------------------------------------------------------------------------


def test_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization as form

    good = tmp_path / "good.pem"
    keys.make_key(good, None)
    assert stat.S_IMODE(good.stat().st_mode) == 0o600
    with pytest.raises(EvidenceError, match="exists already"):
        keys.make_key(good, None)
    with pytest.raises(EvidenceError, match="no passphrase"):
        keys.load_private_key(good, "given")
    locked = tmp_path / "locked.pem"
    keys.make_key(locked, "correct horse")
    assert keys.load_private_key(locked, "correct horse")
    with pytest.raises(EvidenceError, match="needs a passphrase"):
        keys.load_private_key(locked, None)
    with pytest.raises(EvidenceError, match="wrong passphrase"):
        keys.load_private_key(locked, "wrong horse")
    curve = ec.generate_private_key(ec.SECP384R1())
    (tmp_path / "p384.pem").write_bytes(
        curve.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    )
    (tmp_path / "public.pem").write_bytes(keys.public_pem(KEY.public_key()))
    (tmp_path / "noise.pem").write_bytes(b"\x00\xffhunter2")
    for name in ("p384.pem", "public.pem", "noise.pem", "missing.pem"):
        with pytest.raises(EvidenceError, match=name) as raised:
            keys.load_private_key(tmp_path / name, None)
        assert "hunter2" not in str(raised.value)


def test_fingerprints_as_people_write_them() -> None:
    pairs = ":".join(MARK[at : at + 2] for at in range(0, 64, 2)).upper()
    assert keys.parse_fingerprint(pairs) == keys.parse_fingerprint(f" {MARK[:32]} {MARK[32:]}\n") == MARK
    for wrong in ("", "abc", MARK + "0", "g" * 64):
        with pytest.raises(EvidenceError, match="64 hexadecimal"):
            keys.parse_fingerprint(wrong)


def test_the_fingerprint_is_what_openssl_says(tools: Path, tmp_path: Path) -> None:
    (tmp_path / "k.pem").write_bytes(keys.public_pem(KEY.public_key()))
    der = subprocess.run(
        [str(tools / "openssl"), "pkey", "-pubin", "-in", str(tmp_path / "k.pem"), "-outform", "DER"],
        capture_output=True,
        check=True,
    ).stdout
    assert hashlib.sha256(der).hexdigest() == MARK


# -- hostile zips -----------------------------------------------------------------------------------------------------


def entry(name: str, data: bytes = b"x", mode: int = 0o100644) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
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
        ([entry("a/link", b"/etc/passwd", 0o120777)], "no plain file"),
        ([entry("a/x"), entry("a/x")], "two files"),
        ([entry("a/x"), entry("b/x")], "one folder"),
        ([entry("x")], "one folder"),
        ([entry("a/bomb", b"\0" * 20_000_000)], "unpacks to far more"),
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
