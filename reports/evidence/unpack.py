"""A pack's zip, read with suspicion and never written to disk."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib

MAX_ENTRIES = 10_000
MAX_BYTES = 2 * 1024**3  # of all entries together, unpacked
MAX_RATIO = 200  # JSON that repeats itself packs well (some 30 to 1); deflate can reach 1,032
_SMALL = 1024**2  # below this a ratio says nothing
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,299}")  # all that a pack of ours needs
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
    *(IndexError, OverflowError),
)
"""What zipfile raises over bytes that are no zip."""


class UnsafeZipError(ValueError):
    """The zip is damaged or could harm whoever unpacks it. The message says what is wrong with it."""


def unpack(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The one top folder and the files below it by path. Raises `UnsafeZipError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries, len(content))
            files = {entry.filename: _read(archive, entry) for entry in entries}
    except UnsafeZipError:
        raise
    except _DAMAGE:
        raise UnsafeZipError("it is no zip, or a damaged one") from None
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        raise UnsafeZipError("its files do not lie in one folder")
    top = tops.pop()
    return top, {name.removeprefix(f"{top}/"): data for name, data in files.items()}


def _check(entries: list[zipfile.ZipInfo], length: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnsafeZipError(f"it has more than {MAX_ENTRIES:,} entries")
    if len({entry.filename.lower() for entry in entries}) != len(entries):  # some systems take A and a for one
        raise UnsafeZipError("it holds two files of one name")
    size = sum(entry.file_size for entry in entries)
    if size > MAX_BYTES:
        raise UnsafeZipError("it would unpack to more than 2 GiB")
    if size > _SMALL and size > MAX_RATIO * length:  # not by what entries say: they may share their bytes
        raise UnsafeZipError("it unpacks to far more than it should")
    for entry in entries:
        parts = entry.filename.split("/")
        if any(part in ("", ".", "..") for part in parts) or not _NAME.fullmatch(entry.filename):
            raise UnsafeZipError("it holds a file with a dangerous name")
        if entry.orig_filename != entry.filename:  # a NUL in it: others read another name
            raise UnsafeZipError("it holds a file with a dangerous name")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or entry.is_dir():
            raise UnsafeZipError("it holds something that is no plain file")
        if entry.flag_bits & 0x1:
            raise UnsafeZipError("it holds an encrypted file")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnsafeZipError("it is packed in a way that no evidence pack is")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        # a header may lie about the size
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise UnsafeZipError("it holds a file of another size than it says")
    return data
