"""What the tests of evidence packs share: keys, a run, packs, and the hands of somebody who forges one."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from reports.custody import CUSTODY, digest_of
from reports.evidence import keys
from reports.evidence.contents import PolicyFile
from reports.evidence.pack import Pack, build_pack, write_pack
from reports.evidence.seal import SEAL, sealed
from reports.evidence.unpack import unpack
from reports.model import Report
from reports.runfiles import write_run_files
from rules.policy import shipped_text
from tests.reports import factory

TIME = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
POLICY = (shipped_text("amazfit-2018") or "").encode()
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
MARK = keys.fingerprint(KEY.public_key())


def write_run(folder: Path, base: Report | None = None) -> Path:
    """A finished run in `folder`: the factory's report, judged by the shipped policy."""
    base = base or factory.report()
    digests = {**base.run.digests, "policy": hashlib.sha256(POLICY).hexdigest()}
    true = factory.RUN  # ids and times are the program's own, whatever else the report is decorated with
    run = replace(base.run, run_id=true.run_id, started=true.started, ended=true.ended, digests=digests)
    write_run_files(replace(base, run=run), folder, {"report.html": b"<!doctype html>"})
    return folder


def build(run_dir: Path, key: Any = KEY, **policy: bytes) -> Pack:
    return build_pack(run_dir, key, PolicyFile(policy.get("content", POLICY), policy.get("text")), "saydo 1", TIME)


def files_of(pack: Pack) -> dict[str, bytes]:
    return unpack(pack.content)[1]


def statement_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(base64.b64decode(json.loads(files[SEAL])["payload"]))
    return told


def commands(pack: Pack) -> str:
    """The commands of VERIFY.md, as a reader would paste them."""
    text = files_of(pack)["VERIFY.md"].decode()
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


def by_hand(
    script: str,
    pack: Pack,
    tools: Path,
    folder: Path,
    mark: str = MARK,
    prepare: Callable[[Path], None] = lambda folder: None,
) -> tuple[int, str]:
    """Runs the commands in a new folder that holds the pack only, with no tools but those in `tools`."""
    folder.mkdir(parents=True)
    write_pack(pack, folder / "PACK.zip", False)
    prepare(folder)
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=folder,
        env={"PATH": str(tools), "FINGERPRINT": mark},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


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
    tag_manifest(files)


def tag_manifest(files: dict[str, bytes]) -> None:
    tags = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    tags = {name: digest for name, digest in tags.items() if not name.startswith(("data/", "tagmanifest"))}
    files["tagmanifest-sha256.txt"] = "".join(f"{digest}  {name}\n" for name, digest in tags.items()).encode()


def sealed_over(files: dict[str, bytes], key: Any, **predicate: Any) -> None:
    """A seal over the files as they are. `predicate`: what it says otherwise than before."""
    told = statement_of(files)
    skipped = (SEAL, "tagmanifest-sha256.txt")
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in skipped}
    told["subject"] = [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)]
    told["predicate"] |= predicate
    files[SEAL] = sealed(told, key)
    tag_manifest(files)


def resealed(files: dict[str, bytes], key: Any) -> None:
    """Seals the files anew, with all that the statement says of them, as somebody with a key of their own would."""
    manifests(files)
    log = files[f"data/{CUSTODY}"].splitlines()
    policy = {"id": "amazfit-2018", "sha256": json.loads(files["data/run/run.json"])["digests"]["policy"]}
    sealed_over(files, key, custody={"entries": len(log), "head_sha256": digest_of(log[-1])}, policy=policy)
