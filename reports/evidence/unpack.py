"""A pack's zip, read with suspicion and never written to disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

MAX_ENTRIES = 10_000
MAX_BYTES = 2 * 1024**3  # of all entries together, unpacked
MAX_RATIO = 1_000  # JSON that repeats itself packs well; bombs pack better
_SMALL = 1024**2  # below this a ratio says nothing
_MAX_NAME = 500


class UnsafeZipError(ValueError):
    """The zip is damaged or could harm whoever unpacks it. The message says what is wrong with it."""


def unpack(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The one top folder and the files below it by path. Raises `UnsafeZipError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries)
            files = {entry.filename: _read(archive, entry) for entry in entries}
    except UnsafeZipError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise UnsafeZipError("it is no zip, or a damaged one") from None
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        raise UnsafeZipError("its files do not lie in one folder")
    top = tops.pop()
    return top, {name.removeprefix(f"{top}/"): data for name, data in files.items()}


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise UnsafeZipError(f"it has more than {MAX_ENTRIES:,} entries")
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnsafeZipError("it holds two files of one name")
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise UnsafeZipError("it would unpack to more than 2 GiB")
    for entry in entries:
        parts = entry.filename.split("/")
        odd = not entry.filename.isprintable() or "\\" in entry.filename or len(entry.filename) > _MAX_NAME
        if odd or any(part in ("", ".", "..") for part in parts) or ":" in parts[0]:
            raise UnsafeZipError("it holds a file with a dangerous name")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or entry.is_dir():
            raise UnsafeZipError("it holds something that is no plain file")
        if entry.flag_bits & 0x1:
            raise UnsafeZipError("it holds an encrypted file")
        if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise UnsafeZipError("it holds a file that unpacks to far more than it should")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        # a header may lie about the size
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise UnsafeZipError("it holds a file of another size than it says")
    return data
