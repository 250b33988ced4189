"""Forged packs: what a verifier without Saydo and `verify_pack` both catch, and that both agree."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reports.custody import CUSTODY, start_log
from reports.evidence import keys
from reports.evidence.cover import UNSIGNED
from reports.evidence.instructions import TOOLS
from reports.evidence.pack import UNSIGNED_FILE, Pack, write_pack
from reports.evidence.seal import SEAL, sealed
from reports.evidence.unpack import unpack
from reports.evidence.verify import verify_pack
from tests.reports import factory
from tests.reports.evidence_bench import (
    KEY,
    MARK,
    OTHER,
    POLICY,
    build,
    by_hand,
    commands,
    manifests,
    resealed,
    sealed_over,
    statement_of,
    tag_manifest,
    write_run,
    zipped,
)


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("evidence") / "run")


@pytest.fixture(scope="module")
def pack(run_dir: Path) -> Pack:
    return build(run_dir)


# -- somebody without Saydo -------------------------------------------------------------------------------------------


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


def _edit_cover(files: dict[str, bytes]) -> None:
    files["data/COVER.md"] = files["data/COVER.md"].replace(b"exit code 1", b"exit code 0")


def _edit_instructions(files: dict[str, bytes]) -> None:
    files["VERIFY.md"] = b"```sh\necho VERIFIED\n```\n"


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
    "a removed file": Tampered(_remove, "a file is missing: data/run/lineage.json"),
    "an added file": Tampered(_add, "extra.json"),
    "an added tag file": Tampered(_add_beside, "README-FIRST.md"),
    "an edited cover": Tampered(_edit_cover, "COVER.md"),
    "edited instructions": Tampered(_edit_instructions, "VERIFY.md"),
    "a swapped policy": Tampered(_swap_policy, "policy"),
    "a swapped policy and its digests": Tampered(_swap_policy_with_digests, "policy"),
    "a truncated custody log": Tampered(_cut_custody, "custody"),
    "a rewritten custody log": Tampered(_rewrite_custody, "custody"),
}


def tampered(pack: Pack, change: Callable[[dict[str, bytes]], None], depth: str) -> Pack:
    """`plain`: the change alone. `zip`: it has the true key's signature over the new zip, as if only the inside were
    forged. `manifests`: manifests fit again as well. `resealed`: the seal fits too, but for its signature, which is by
    another key. `resigned`: everything is done anew with another key."""
    root, files = unpack(pack.content)
    change(files)
    if depth == "manifests":
        manifests(files)
    if depth == "resigned":
        files["public-key.pem"] = keys.public_pem(OTHER.public_key())
    if depth in ("resealed", "resigned"):
        resealed(files, OTHER)
    content = zipped(root, files)
    key = OTHER if depth == "resigned" else KEY
    signature = pack.signature if depth == "plain" else keys.sign(key, content)
    return Pack(content, signature, keys.public_pem(key.public_key()), "")


DEPTHS = {  # what stands between the forger and the verifier there: in the words of the page, and of the tool
    "plain": ("the zip is not what was signed", "the zip is not what was signed"),
    "manifests": ("", ""),
    "resealed": ("the seal was changed", "the seal was changed"),
    "resigned": ("another key signed this pack", "another key signed it"),
}


@pytest.mark.parametrize("depth", list(DEPTHS))
@pytest.mark.parametrize("what", list(TAMPERED))
def test_tampering_is_caught(what: str, depth: str, pack: Pack, tools: Path, tmp_path: Path) -> None:
    forged = tampered(pack, TAMPERED[what].change, depth)
    code, told = by_hand(commands(pack), forged, tools, tmp_path / "by_hand")
    by_page, by_tool = DEPTHS[depth]
    assert code != 0 and f"WRONG: {by_page}" in told and "VERIFIED" not in told, told
    assert depth == "plain" or "the zip is not" not in told
    assert_told(tmp_path / "by_hand" / "PACK.zip", by_tool or TAMPERED[what].caught)


@pytest.mark.parametrize("what", list(TAMPERED))
def test_tampering_is_caught_without_the_tools(what: str, pack: Pack, tmp_path: Path) -> None:
    """As above, where the manifests do not fit any more either."""
    write_pack(tampered(pack, TAMPERED[what].change, "zip"), tmp_path / "PACK.zip", False)
    assert_told(tmp_path / "PACK.zip", TAMPERED[what].caught)


def assert_told(path: Path, caught: str) -> None:
    found = verify_pack(path, MARK)
    assert any(caught in problem for problem in found.problems), found.problems


def test_another_key_alone_is_caught(pack: Pack, run_dir: Path, tools: Path, tmp_path: Path) -> None:
    """All is in order, but somebody else signed it; or the public key beside the pack was exchanged."""
    other = build(run_dir, OTHER)
    code, told = by_hand(commands(pack), other, tools, tmp_path / "a")
    assert code != 0 and "another key" in told
    assert any("another key" in problem for problem in verify_pack(tmp_path / "a" / "PACK.zip", MARK).problems)
    swapped = Pack(pack.content, pack.signature, keys.public_pem(OTHER.public_key()), "")
    assert by_hand(commands(pack), swapped, tools, tmp_path / "b")[0] != 0
    assert_told(tmp_path / "b" / "PACK.zip", "the key beside it ('PACK.zip.pub.pem') is another")


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
        code, said = by_hand(commands(pack), fake, tools, folder)
        assert code != 0 and "WRONG: the seal" in said, name
        assert any("seal" in problem for problem in verify_pack(folder / "PACK.zip", MARK).problems), name


def _wrong_tag_manifest(files: dict[str, bytes]) -> None:
    files["tagmanifest-sha256.txt"] = files["tagmanifest-sha256.txt"].replace(b"a", b"b", 1)


def _wrong_manifest(files: dict[str, bytes]) -> None:
    files["manifest-sha256.txt"] = files["manifest-sha256.txt"].replace(b"a", b"b", 1)
    sealed_over(files, KEY)


def _not_as_scanned(files: dict[str, bytes]) -> None:
    _edit(files)
    resealed(files, KEY)


def _custody_of_another_length(files: dict[str, bytes]) -> None:
    sealed_over(files, KEY, custody={**statement_of(files)["predicate"]["custody"], "entries": 4})


def _custody_with_a_gap(files: dict[str, bytes]) -> None:
    lines = files[f"data/{CUSTODY}"].splitlines(keepends=True)
    files[f"data/{CUSTODY}"] = b"".join([lines[0], *lines[2:]])
    resealed(files, KEY)


def _another_run(**told: object) -> Callable[[dict[str, bytes]], None]:
    return lambda files: sealed_over(files, KEY, **told)


def _another_policy_sealed(files: dict[str, bytes]) -> None:
    sealed_over(files, KEY, policy={"id": "amazfit-2018", "sha256": "0" * 64})


def _another_policy_named(files: dict[str, bytes]) -> None:
    told = json.loads(files["data/policy/policy.json"])
    files["data/policy/policy.json"] = json.dumps({**told, "sha256": "0" * 64}).encode()
    resealed(files, KEY)


def _another_policy_included(files: dict[str, bytes]) -> None:
    _swap_policy(files)
    resealed(files, KEY)


def _another_key_inside(files: dict[str, bytes]) -> None:
    files["public-key.pem"] = keys.public_pem(OTHER.public_key())
    resealed(files, OTHER)


def _another_kind_of_statement(files: dict[str, bytes]) -> None:
    files[SEAL] = sealed({**statement_of(files), "predicateType": "https://slsa.dev/provenance/v1"}, KEY)
    tag_manifest(files)


def _another_kind_of_payload(files: dict[str, bytes]) -> None:
    envelope = json.loads(files[SEAL]) | {"payloadType": "text/plain"}
    body = base64.b64decode(envelope["payload"])
    envelope["signatures"][0]["sig"] = base64.b64encode(
        keys.sign(KEY, b"DSSEv1 10 text/plain %d %b" % (len(body), body))
    ).decode()
    files[SEAL] = json.dumps(envelope).encode()
    tag_manifest(files)


INCONSISTENT: dict[str, tuple[Callable[[dict[str, bytes]], None], str, str]] = {
    "tag manifest": (_wrong_tag_manifest, "the tag manifest does not fit", "tagmanifest-sha256.txt does not fit"),
    "manifest": (_wrong_manifest, "the manifest does not fit", "manifest-sha256.txt does not fit"),
    "run": (_not_as_scanned, "a file is not what the scan wrote", "not what the scan wrote: findings.jsonl"),
    "custody length": (_custody_of_another_length, "the custody log was cut short", "the custody log was cut short"),
    "custody gap": (_custody_with_a_gap, "the custody log has a gap", "does not follow"),
    "exit code": (_another_run(exit_code=0), "the seal speaks of another run", "(exit_code)"),
    "counts": (_another_run(counts={"findings": 0}), "the seal speaks of another run", "(counts)"),
    "estate": (_another_run(estate_sha256="0" * 64), "the seal speaks of another run", "(estate_sha256)"),
    "limits": (
        _another_run(limitations_sha256="0" * 64),
        "these are other limitations",
        "the limitations are not those",
    ),
    "policy sealed": (_another_policy_sealed, "the seal names another policy", "do not name the same policy"),
    "policy named": (_another_policy_named, "policy.json names another policy", "do not name the same policy"),
    "policy included": (_another_policy_included, "the policy here is not the one", "the policy in it is not the one"),
    "key inside": (_another_key_inside, "the key in the pack is another", "another key signed it"),
    "statement": (_another_kind_of_statement, "the seal is not that of an evidence pack", "no seal that can be read"),
    "payload": (_another_kind_of_payload, "the seal is of another type", "no seal that can be read"),
}


@pytest.mark.parametrize("what", list(INCONSISTENT))
def test_a_true_key_does_not_heal_what_contradicts_itself(what: str, pack: Pack, tools: Path, tmp_path: Path) -> None:
    """All signatures are by the right key; each check is the only one that stands in the way."""
    change, by_page, by_tool = INCONSISTENT[what]
    root, files = unpack(pack.content)
    change(files)
    content = zipped(root, files)
    made = Pack(content, keys.sign(KEY, content), pack.public_key, "")
    code, told = by_hand(commands(pack), made, tools, tmp_path / "by_hand")
    assert code != 0 and f"WRONG: {by_page}" in told and "VERIFIED" not in told, told
    assert_told(tmp_path / "by_hand" / "PACK.zip", by_tool)


def _beside(folder: Path) -> None:
    (folder / "OTHER.zip").write_bytes(b"")


def _gone(folder: Path) -> None:
    (folder / "PACK.zip").unlink()


def _unsigned(folder: Path) -> None:
    (folder / "PACK.zip.sig").unlink()


def _unpacked(folder: Path) -> None:
    (folder / "unpacked").mkdir()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_beside, "just one zip"),
        (_gone, "just one zip"),
        (_unsigned, "UNSIGNED"),
        (_unpacked, "'unpacked' exists already"),
    ],
)
def test_the_page_wants_the_three_files_in_an_empty_folder(
    change: Callable[[Path], None], told: str, pack: Pack, tools: Path, tmp_path: Path
) -> None:
    code, said = by_hand(commands(pack), pack, tools, tmp_path / "x", prepare=change)
    assert code != 0 and "WRONG: " in said and told in said, said


@pytest.mark.parametrize("names", [["a/x", "b/x"], ["x"], []])
def test_signed_zips_that_are_no_bag(names: list[str], pack: Pack, tools: Path, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    made = Pack(buffer.getvalue(), keys.sign(KEY, buffer.getvalue()), pack.public_key, "")
    code, told = by_hand(commands(pack), made, tools, tmp_path / "x")
    assert code != 0 and "WRONG: the zip" in told
    assert_told(tmp_path / "x" / "PACK.zip", "no evidence pack")


def test_a_link_in_a_signed_zip(pack: Pack, tools: Path, tmp_path: Path) -> None:
    """It has the right content, and may have another one the next time that somebody looks."""
    root, files = unpack(pack.content)
    (tmp_path / "cover").write_bytes(files["data/COVER.md"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            if name != "data/COVER.md":
                archive.writestr(f"{root}/{name}", data)
        link = zipfile.ZipInfo(f"{root}/data/COVER.md")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(tmp_path / "cover"))
    made = Pack(buffer.getvalue(), keys.sign(KEY, buffer.getvalue()), pack.public_key, "")
    code, told = by_hand(commands(pack), made, tools, tmp_path / "x")
    assert code != 0 and "WRONG: there is something that is no plain file" in told
    assert_told(tmp_path / "x" / "PACK.zip", "no plain file")


def test_fingerprints_by_hand_are_as_lenient_as_by_tool(pack: Pack, tools: Path, tmp_path: Path) -> None:
    spelt = "SHA256:" + ":".join(MARK[at : at + 2] for at in range(0, 64, 2)).upper()
    assert by_hand(commands(pack), pack, tools, tmp_path / "a", spelt)[0] == 0
    assert keys.parse_fingerprint(spelt) == MARK
    for wrong in ("", MARK[:-1], MARK + "0", "*"):
        assert by_hand(commands(pack), pack, tools, tmp_path / f"b{len(wrong)}", wrong)[0] != 0


def test_an_unsigned_pack_says_so_everywhere(run_dir: Path, tools: Path, tmp_path: Path) -> None:
    pack = build(run_dir, None)
    assert pack.signature == b""
    _, files = unpack(pack.content)
    for name in ("VERIFY.md", "data/COVER.md", "data/limitations.md", "bag-info.txt", UNSIGNED_FILE):
        assert UNSIGNED in re.sub(r"\n\s", " ", files[name].decode()), name
    code, told = by_hand(commands(pack), pack, tools, tmp_path / "x")
    assert code == 5 and UNSIGNED in told
    assert any("UNSIGNED" in problem for problem in verify_pack(tmp_path / "x" / "PACK.zip", None).problems)
