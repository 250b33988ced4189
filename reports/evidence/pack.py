"""Builds a pack: from a run's folder to a sealed zip."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.custody import CUSTODY, append, digest_of
from reports.evidence import keys
from reports.evidence.bag import make_bag
from reports.evidence.contents import UNSIGNED, PolicyFile, describing, predicate
from reports.evidence.errors import EvidenceError
from reports.evidence.instructions import instructions
from reports.evidence.run_folder import read_run
from reports.evidence.seal import SEAL, sealed, statement
from reports.files import write_whole

PUBLIC_KEY = "public-key.pem"
UNSIGNED_FILE = "UNSIGNED-NOBODY-VOUCHES-FOR-THIS.txt"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack in memory. Without a key `signature` and `public_key` are empty."""

    content: bytes
    signature: bytes
    public_key: bytes
    fingerprint: str


def build_pack(
    run_dir: Path, key: keys.PrivateKey | None, policy: PolicyFile, builder: str, time: datetime, name: str
) -> Pack:
    """The pack of a run, named `name` (as VERIFY.md calls it). `time` (UTC) stands wherever a time is told.

    Raises `EvidenceError`. The folder is only read.
    """
    run = read_run(run_dir)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    told = run.document("run.json")
    if policy.content is not None and hashlib.sha256(policy.content).hexdigest() != told["digests"]["policy"]:
        raise EvidenceError("--policy: the run was judged by another policy (its digest differs). Name that one.")
    mark = keys.fingerprint(key.public_key()) if key else ""
    custody = append(run.custody, "evidence_built", stamp, builder, told["run_id"], _digests(run.files))
    head = digest_of(custody.splitlines()[-1])
    payload = {
        **{f"run/{file}": content for file, content in run.files.items()},
        **describing(run, policy, key is not None, builder, stamp),
        CUSTODY: custody,
    }
    root = f"saydo-evidence-{told['run_id']}"
    tags = {"VERIFY.md": instructions(name, root, mark).encode()}
    tags |= {PUBLIC_KEY: keys.public_pem(key.public_key())} if key else {UNSIGNED_FILE: f"{UNSIGNED}\n".encode()}
    info = {
        "Bagging-Date": stamp[:10],
        "Bag-Software-Agent": builder,
        "External-Identifier": told["run_id"],
        "External-Description": "Evidence of an audit of data against a privacy policy"
        + ("" if key else f". {UNSIGNED}"),
    }

    def seal(digests: Mapping[str, str]) -> dict[str, bytes]:
        return {SEAL: sealed(statement(digests, predicate(run, custody, head, builder, stamp)), key)}

    content = _zipped({f"{root}/{path}": data for path, data in make_bag(payload, tags, info, seal).items()}, time)
    if key is None:
        return Pack(content, b"", b"", "")
    return Pack(content, keys.sign(key, content), keys.public_pem(key.public_key()), mark)


def write_pack(pack: Pack, output: Path, force: bool) -> list[Path]:
    """Writes the zip (0600), and beside it its signature and the public key. Raises `EvidenceError`."""
    files = {output.name: pack.content}
    if pack.signature:
        files |= {f"{output.name}.sig": pack.signature, f"{output.name}.pub.pem": pack.public_key}
    there = [name for name in files if (output.parent / name).exists()]
    if there and not force:
        raise EvidenceError(f"'{there[0]}' exists already. Name another file, or give --force.")
    folder = output.parent
    mode = folder.stat().st_mode & 0o7777 if folder.exists() else None
    try:
        written = write_whole(folder, files)
    except OSError as error:
        told = f"'{output.name}' can't be written ({type(error).__name__})"
        raise EvidenceError(f"{told}. Name a file in a folder that can be written.") from None
    if mode is not None:
        folder.chmod(mode)  # the folder may be shared; the files protect themselves
    return written


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _zipped(files: Mapping[str, bytes], time: datetime) -> bytes:
    """A zip with nothing of the machine in it: order, times and modes are fixed."""
    buffer = io.BytesIO()
    when = (max(1980, time.year), *time.timetuple()[1:6])
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()
