"""Builds a pack: from a run's folder to a sealed zip, and puts it where it is wanted."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.custody import CUSTODY, append, digests
from reports.evidence import keys
from reports.evidence.bag import make_bag
from reports.evidence.contents import PolicyFile, describing, predicate
from reports.evidence.cover import UNSIGNED, Built
from reports.evidence.errors import EvidenceError
from reports.evidence.instructions import instructions
from reports.evidence.run_folder import read_run
from reports.evidence.seal import SEAL, sealed, statement

PUBLIC_KEY = "public-key.pem"
UNSIGNED_FILE = "UNSIGNED-NOBODY-VOUCHES-FOR-THIS.txt"
YEARS = range(1980, 2108)  # what the times of a zip can tell (APPNOTE.TXT, 4.4.6)

_SUFFIXES = (".sig", ".pub.pem")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")  # it names a folder
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack in memory. Without a key `signature`, `public_key` and `fingerprint` are empty."""

    content: bytes
    signature: bytes
    public_key: bytes
    fingerprint: str


def build_pack(
    run_dir: Path, key: keys.PrivateKey | None, policy: PolicyFile, builder: str, time: datetime, organization: str = ""
) -> Pack:
    """The pack of a run, bit by bit the same for the same input. `time` (UTC) stands wherever a time is told.

    Raises `EvidenceError`, and `RunChangedError` where the run's files are not as the scan left them. The folder is
    only read.
    """
    if time.year not in YEARS:
        raise EvidenceError(f"a pack can't tell a time in the year {time.year}. Give one from 1980 to 2107.")
    if len(organization) > _LONGEST or not organization.isprintable():
        raise EvidenceError(f"--organization: write a name on one line, of at most {_LONGEST} characters.")
    run = read_run(run_dir)
    told = run.document("run.json")
    if not _RUN_ID.fullmatch(told["run_id"]):
        raise EvidenceError("the run's id in run.json is none that a scan gives. Scan again.")
    if policy.content is not None and hashlib.sha256(policy.content).hexdigest() != told["digests"]["policy"]:
        raise EvidenceError("--policy: the run was judged by another policy (its digest differs). Name that one.")
    built = Built(builder, time.strftime("%Y-%m-%dT%H:%M:%SZ"), key is not None, organization)
    custody = append(run.custody, "evidence_built", built.time, builder, told["run_id"], digests(run.files))
    payload = {
        **{f"run/{file}": content for file, content in run.files.items()},
        **describing(run, policy, built),
        CUSTODY: custody,
    }
    tags = {"VERIFY.md": instructions(built.signed)}
    tags |= {PUBLIC_KEY: keys.public_pem(key.public_key())} if key else {UNSIGNED_FILE: f"{UNSIGNED}\n".encode()}

    def seal(listed: Mapping[str, str]) -> dict[str, bytes]:
        return {SEAL: sealed(statement(listed, predicate(run, payload, custody, built)), key)}

    root = f"saydo-evidence-{told['run_id']}"
    bag = make_bag(payload, tags, _bag_info(built, told["run_id"]), seal)
    content = _zipped({f"{root}/{path}": data for path, data in bag.items()}, time)
    if key is None:
        return Pack(content, b"", b"", "")
    public = key.public_key()
    return Pack(content, keys.sign(key, content), keys.public_pem(public), keys.fingerprint(public))


def _bag_info(built: Built, run_id: str) -> dict[str, str]:
    """RFC 8493, 2.2.2."""
    what = "Evidence of an audit of data against a privacy policy"
    return {
        "Bagging-Date": built.time[:10],
        "Bag-Software-Agent": built.builder,
        "External-Identifier": run_id,
        "External-Description": what if built.signed else f"{what}. {UNSIGNED}",
        **({"Source-Organization": built.organization} if built.organization else {}),
    }


def write_pack(pack: Pack, output: Path, force: bool) -> list[Path]:
    """Writes the zip (0600), and beside it its signature and public key; the zip comes last.

    Raises `EvidenceError`: something of the name is there already and `force` is not given, or it can't be written.
    """
    beside = {output.with_name(f"{output.name}{suffix}") for suffix in _SUFFIXES}
    there = sorted(path.name for path in (output, *beside) if path.exists() or path.is_symlink())
    if there and not force:
        raise EvidenceError(f"'{there[0]}' exists already. Name another file, or give --force.")
    files = {output: pack.content}
    if pack.signature:
        files = dict(zip(sorted(beside), (pack.public_key, pack.signature), strict=True)) | files
    try:
        output.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in beside:
            path.unlink(missing_ok=True)  # of a pack of before: it would speak of another zip
        for path, content in files.items():
            _write(path, content)
    except OSError as error:
        told = f"'{output.name}' can't be written ({type(error).__name__})"
        raise EvidenceError(f"{told}. Name a file in a folder that can be written.") from None
    return list(files)


def _write(path: Path, content: bytes) -> None:
    """The file whole or not at all, 0600. Its folder keeps its mode: it may be anybody's."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _zipped(files: Mapping[str, bytes], time: datetime) -> bytes:
    """A zip with nothing of the machine in it: order, times, modes and compression are fixed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, time.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is built
            entry.external_attr = 0o100600 << 16
            archive.writestr(entry, files[path], compresslevel=9)
    return buffer.getvalue()
