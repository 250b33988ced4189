"""Who may read or change a local file or folder, for `saydo doctor`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from connectors.base import Advice


def path_advice(path: Path) -> Iterator[Advice]:
    """Whether every user of the machine may read it, and whether the scanning user could change it."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # listing it tells why
    open_to_all = mode & stat.S_IROTH and (not stat.S_ISDIR(mode) or mode & stat.S_IXOTH)
    if open_to_all:
        yield Advice(
            "excessive", "every user of this machine may read it", "Take the rights of others away: chmod o-rwx."
        )
    if os.access(path, os.W_OK):
        yield Advice("note", "the scanning user could change it; the scan only reads")
