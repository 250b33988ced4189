"""A BagIt bag (RFC 8493, version 1.0), made in memory.

By hand, because bagit-python 1.9 makes bags of the draft 0.97 only, moves the files that it is given, and changes the
working folder of the whole process. The tests have it validate what is made here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping

from reports.custody import digests

BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PAYLOAD = "data/"

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"  # RFC 8493, 2.1.1
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def make_bag(
    payload: Mapping[str, bytes],
    tags: Mapping[str, bytes],
    info: Mapping[str, str],
    seal: Callable[[Mapping[str, str]], Mapping[str, bytes]],
) -> dict[str, bytes]:
    """The files of a bag by path.

    `payload` goes below `data/`, `tags` beside it; `info` makes bag-info.txt. `seal` is given the SHA-256 of every file
    so far (path to hex) and makes the last tag files; only the tag manifest comes after it. Deterministic for equal
    input. Raises `ValueError` for a path that would need escapes in a manifest (2.1.3) or a line end in `info`.
    """
    files = {f"{PAYLOAD}{path}": content for path, content in payload.items()}
    size = sum(len(content) for content in files.values())
    oxum = {"Payload-Oxum": f"{size}.{len(files)}"}  # 2.2.2: octets and number of the payload's files
    files[MANIFEST] = _manifest(digests(files))
    files |= {"bagit.txt": _DECLARATION, BAG_INFO: _tags({**info, **oxum}), **tags}
    files |= seal(digests(files))
    files[TAG_MANIFEST] = _manifest(
        {path: digest for path, digest in digests(files).items() if not path.startswith(PAYLOAD)}
    )
    return {path: files[path] for path in sorted(files)}


def read_manifest(content: bytes) -> dict[str, str]:
    """Path to digest. What is no line of a manifest is left out, so that its file counts as not listed."""
    found = {}
    for line in content.decode("utf-8", "replace").split("\n"):
        digest, gap, path = line.partition(" ")
        if gap and path:
            found[path.lstrip(" *")] = digest
    return found


def digest_of_file(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _manifest(listed: Mapping[str, str]) -> bytes:
    for path in listed:
        if not _PATH.fullmatch(path):
            raise ValueError("a path in a bag has letters, digits, dots, dashes and underscores only")
    # two spaces, as sha256sum reads it
    return "".join(f"{listed[path]}  {path}\n" for path in sorted(listed)).encode()


def _tags(info: Mapping[str, str]) -> bytes:
    if any(char in value for value in info.values() for char in "\r\n"):
        raise ValueError("a value in bag-info.txt stands on one line")
    return "".join(f"{key}: {info[key]}\n" for key in sorted(info)).encode()
