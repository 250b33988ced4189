"""Verifies a pack as its VERIFY.md does, and says all that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.custody import CUSTODY, digest_of, problems
from reports.evidence import keys
from reports.evidence.bag import TAG_MANIFEST
from reports.evidence.errors import EvidenceError
from reports.evidence.pack import PUBLIC_KEY
from reports.evidence.seal import SEAL, open_seal, signed_by
from reports.evidence.unpack import UnsafeZipError, unpack
from reports.safe import printable

_MAX_BYTES = 2 * 1024**3
_HEX = 64


@dataclass(frozen=True, slots=True)
class Verification:
    """`problems`: sentences, none when the pack holds. `fingerprint`: of the key that signed it, "" for none."""

    problems: tuple[str, ...]
    fingerprint: str
    told: Mapping[str, Any]


def verify_pack(path: Path, expected: str | None, policy: bytes | None = None) -> Verification:
    """Verifies the zip at `path` with the signature beside it (`<path>.sig`).

    `expected`: the fingerprint that must have signed it; None: any, which proves nothing of who did. `policy`: a policy
    pack that the run must have been judged by. Raises `EvidenceError` where the file can't be read at all.
    """
    content = _bytes(path)
    try:
        _, files = unpack(content)
    except UnsafeZipError as error:
        return Verification((f"this is no evidence pack: {error}",), "", {})
    key = keys.parse_public_key(files.get(PUBLIC_KEY, b""))
    mark = keys.fingerprint(key) if key is not None else ""
    found = open_seal(files.get(SEAL, b""))
    told: Mapping[str, Any] = found[1] if found is not None else {}
    wrong = list(_signatures(path, content, key, mark, expected, files))
    if found is None:
        wrong.append("it has no seal that can be read (seal.dsse.json)")
    else:
        if key is not None and not signed_by(found[0], key):
            wrong.append("the seal was changed: its signature does not fit")
        wrong.extend(_sealed(told, files))
        wrong.extend(_custody(_of(told, "predicate", "custody"), files))
        wrong.extend(_policy(told, files, policy))
    wrong.extend(_manifests(files))
    return Verification(tuple(dict.fromkeys(wrong)), mark, told)


def _signatures(
    path: Path,
    content: bytes,
    key: keys.PublicKey | None,
    mark: str,
    expected: str | None,
    files: Mapping[str, bytes],
) -> Iterator[str]:
    if key is None:
        unsigned = PUBLIC_KEY not in files
        yield "it is UNSIGNED: nobody vouches for it" if unsigned else "the key in it is no P-256 public key"
        return
    if expected is not None and mark != expected:
        yield f"another key signed it: its fingerprint is {mark}"
    beside = path.with_name(f"{path.name}.sig")
    if not beside.is_file():
        yield f"its signature '{beside.name}' is not beside it"
    elif not keys.signed(key, _bytes(beside), content):
        yield "the zip is not what was signed"


def _sealed(told: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    """Every file as the statement has it, none missing, none added."""
    subjects = {}
    for item in _list(told, "subject"):
        name, digest = _of(item, "name"), _of(item, "digest", "sha256")
        if not isinstance(name, str) or not isinstance(digest, str):
            yield "the seal's list of files can't be read"
            return
        subjects[name] = digest
    for name in sorted(subjects.keys() - files.keys()):
        yield f"a file is missing: {printable(name, 100)}"
    for name in sorted(files.keys() - subjects.keys() - {SEAL, TAG_MANIFEST}):
        yield f"a file was added: {printable(name, 100)}"
    for name in sorted(subjects.keys() & files.keys()):
        if _sha(files[name]) != subjects[name]:
            yield f"a file was changed: {printable(name, 100)}"


def _custody(sealed: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    log = files.get(f"data/{CUSTODY}", b"")
    wrong = problems(log) if log else ["the custody log is missing"]
    yield from wrong
    if wrong:
        return
    lines = log.splitlines()
    if _of(sealed, "entries") != len(lines) or _of(sealed, "head_sha256") != digest_of(lines[-1]):
        yield "the custody log was cut short or changed"
    ended = [entry for entry in map(json.loads, lines) if entry.get("event") == "scan_ended"]
    listed = _of(ended[0], "files") if len(ended) == 1 else None
    if not isinstance(listed, dict):
        yield "the custody log does not say how the scan ended"
        return
    for name, digest in sorted(listed.items()):
        if _sha(files.get(f"data/run/{name}", b"")) != digest:
            yield f"a file is not what the scan wrote: {printable(name, 100)}"


def _policy(told: Mapping[str, Any], files: Mapping[str, bytes], policy: bytes | None) -> Iterator[str]:
    judged = _of(_json(files.get("data/run/run.json", b"")), "digests", "policy")
    named = (
        _of(told, "predicate", "policy", "sha256"),
        _of(_json(files.get("data/policy/policy.json", b"")), "sha256"),
    )
    if any(digest != judged for digest in named) or not isinstance(judged, str) or len(judged) != _HEX:
        yield "the run, the seal and policy.json do not name the same policy"
    included = files.get("data/policy/pack.yaml")
    if included is not None and _sha(included) != judged:
        yield "the policy in it is not the one that the run was judged by"
    if policy is not None and _sha(policy) != judged:
        yield "the run was judged by another policy than the one given with --policy"


def _manifests(files: Mapping[str, bytes]) -> Iterator[str]:
    """RFC 8493: every payload file is in the manifest, and every file there is as it says."""
    for manifest in ("manifest-sha256.txt", TAG_MANIFEST):
        listed: dict[str, str] = {}
        for line in files.get(manifest, b"").decode("utf-8", "replace").splitlines():
            digest, _, name = line.partition(" ")
            listed[name.lstrip(" *")] = digest
        if any(_sha(files.get(name, b"")) != digest for name, digest in listed.items()):
            yield f"{manifest} does not fit the files"
        payload = manifest.startswith("manifest")
        if payload and {name for name in files if name.startswith("data/")} - listed.keys():
            yield f"{manifest} does not list every file"
        if not listed:
            yield f"{manifest} is missing or empty"


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise EvidenceError(f"'{path.name}' is larger than 2 GiB, which no evidence pack is.")
        return path.read_bytes()
    except OSError as error:
        told = f"'{path.name}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check the path and its permissions.") from None


def _of(tree: Any, *path: str) -> Any:
    """What lies at a path of keys; None where there is no such thing. The tree is a stranger's."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree


def _list(tree: Mapping[str, Any], key: str) -> list[Any]:
    found = tree.get(key)
    return found if isinstance(found, list) else []


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
