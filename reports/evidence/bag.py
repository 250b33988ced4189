"""A BagIt bag (RFC 8493) made in a private temporary folder, and its files back in memory."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import bagit

FIXED = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"


def make_bag(
    payload: Mapping[str, bytes],
    tags: Mapping[str, bytes],
    info: Mapping[str, str],
    seal: Callable[[Mapping[str, str]], Mapping[str, bytes]],
) -> dict[str, bytes]:
    """The files of a bag by path.

    `payload` goes below `data/`, `tags` beside it. `seal` is given the SHA-256 of every file so far (path to hex) and
    makes the last tag files; only the tag manifest comes after it. Deterministic for equal input.
    """
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="saydo-evidence-") as name:
        folder = Path(name)
        _write(folder, payload)
        bag = bagit.make_bag(name, bag_info=dict(info), checksums=["sha256"])
        _write(folder, tags)
        bag.save()
        sealed = {path: content for path, content in _files(folder).items() if path != TAG_MANIFEST}
        _write(folder, seal({path: hashlib.sha256(content).hexdigest() for path, content in sealed.items()}))
        bag.save()
        return _files(folder)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
