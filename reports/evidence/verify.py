"""Verifies a pack as its VERIFY.md does, and says all that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.custody import CUSTODY, entries, head_of, problems
from reports.evidence import keys
from reports.evidence.bag import MANIFEST, PAYLOAD, TAG_MANIFEST, digest_of_file, read_manifest
from reports.evidence.contents import LIMITATIONS
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
    """Verifies the zip at `path` with the signature and the public key beside it (`<path>.sig`, `<path>.pub.pem`).

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
        wrong.extend(_run(told, files))
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
    signature, public = (path.with_name(f"{path.name}{suffix}") for suffix in (".sig", ".pub.pem"))
    if not signature.is_file():
        yield f"its signature '{signature.name}' is not beside it"
    elif not keys.signed(key, _bytes(signature), content):
        yield "the zip is not what was signed"
    if public.is_file() and _bytes(public) != files[PUBLIC_KEY]:
        yield f"the key beside it ('{public.name}') is another than the one in it"


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
        if digest_of_file(files[name]) != subjects[name]:
            yield f"a file was changed: {printable(name, 100)}"


def _run(told: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    """What the seal says of the run is what the run's own file says."""
    run, sealed = _json(files.get("data/run/run.json", b"")), _of(told, "predicate")
    for key in ("run_id", "started", "ended", "as_of", "exit_code", "counts", "tool_version"):
        if _of(run, key) is None or _of(run, key) != _of(sealed, key):
            yield f"the seal and run.json differ in what they say of the run ({key})"
    for key, name in (("estate_sha256", "config"), ("detectors_sha256", "detectors")):
        if (_of(run, "digests", name) or "") != _of(sealed, key):
            yield f"the seal and run.json differ in what they say of the run ({key})"
    if digest_of_file(files.get(f"{PAYLOAD}{LIMITATIONS}", b"")) != _of(sealed, "limitations_sha256"):
        yield "the limitations are not those that were sealed"


def _custody(sealed: Any, files: Mapping[str, bytes]) -> Iterator[str]:
    log = files.get(f"{PAYLOAD}{CUSTODY}")
    wrong = problems(log) if log is not None else ["the custody log is missing"]
    yield from wrong
    if wrong or log is None:
        return
    listed = entries(log)
    if _of(sealed, "entries") != len(listed) or _of(sealed, "head_sha256") != head_of(log):
        yield "the custody log was cut short or changed"
    ended = [entry["files"] for entry in listed if entry["event"] == "scan_ended"]
    if len(ended) != 1:
        yield "the custody log does not say how the scan ended"
        return
    for name, digest in sorted(ended[0].items()):
        if digest_of_file(files.get(f"{PAYLOAD}run/{name}", b"")) != digest:
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
    if included is not None and digest_of_file(included) != judged:
        yield "the policy in it is not the one that the run was judged by"
    if policy is not None and digest_of_file(policy) != judged:
        yield "the run was judged by another policy than the one given with --policy"


def _manifests(files: Mapping[str, bytes]) -> Iterator[str]:
    """RFC 8493: every payload file is in the manifest, and every file there is as it says."""
    for manifest in (MANIFEST, TAG_MANIFEST):
        listed = read_manifest(files.get(manifest, b""))
        if not listed:
            yield f"{manifest} is missing or empty"
        if any(name not in files or digest_of_file(files[name]) != digest for name, digest in listed.items()):
            yield f"{manifest} does not fit the files"
        if manifest == MANIFEST and {name for name in files if name.startswith(PAYLOAD)} - listed.keys():
            yield f"{manifest} does not list every file"


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
    except (ValueError, RecursionError):
        return None
