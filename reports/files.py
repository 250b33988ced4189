"""Files that only their owner reads and that are whole or absent."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def private_folder(out: Path) -> None:
    """Makes the folder, for its owner alone. A sticky folder (shared by design, as /tmp is) keeps its mode."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not out.stat().st_mode & stat.S_ISVTX:
        with suppress(PermissionError):  # another owner's folder: the files protect themselves
            out.chmod(0o700)


def write_whole(out: Path, contents: Mapping[str, bytes], last: str | None = None) -> list[Path]:
    """Writes each file under a temporary name, then moves all into place; a kill leaves none half written.

    `last` names the file that tells the set is complete: an old one goes first, the new one comes last.
    """
    private_folder(out)
    waiting: dict[str, Path] = {}
    try:
        for name, content in contents.items():
            waiting[name] = _temporary(out, name, content)
        if last is not None:
            (out / last).unlink(missing_ok=True)
        for name in sorted(waiting, key=lambda name: (name == last, name)):
            os.replace(waiting[name], out / name)
            del waiting[name]
    finally:
        for left in waiting.values():
            left.unlink(missing_ok=True)
    return [out / name for name in sorted(contents)]


def _temporary(out: Path, name: str, content: bytes) -> Path:
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=out)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path)
