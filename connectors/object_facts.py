"""Facts of a folder or bucket that need no row. Thin today: permissions of a local root; buckets answer nothing yet."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Gap, StoreFact


def facts(source: str, folder: str) -> Iterator[StoreFact | Gap]:
    """Facts of the root; `folder` is its local path, or "" where it is remote, of which nothing is known yet."""
    if not folder:
        return
    try:
        mode = os.stat(folder).st_mode
    except OSError as exc:
        reason = gap_reason(exc)
        what = f"the permissions of the root can't be read ({describe_error(exc)})"
        yield Gap(source, "", "", reason, what, remedy_for(reason))
        return
    readable = bool(mode & stat.S_IROTH) and (not stat.S_ISDIR(mode) or bool(mode & stat.S_IXOTH))
    yield StoreFact(source, "local_file", True, "its path is on this machine")
    yield StoreFact(source, "world_readable", readable, f"file mode {stat.S_IMODE(mode):04o}")
