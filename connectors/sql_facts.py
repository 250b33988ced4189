"""Facts of a database that need no row. Thin today: file permissions of SQLite; servers answer nothing yet."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Gap, StoreFact


def facts(source: str, engine: Engine, path: Path | None) -> Iterator[StoreFact | Gap]:
    """Facts of the database behind `engine`; `path` is its file where it is a local one.

    A local file has no connection to encrypt, so `encrypted_connection` is not stated for it. For server dialects
    nothing is known yet, and what is not known is not stated.
    """
    if engine.dialect.name == "sqlite" and path is not None:
        yield from _file_facts(source, path)


def _file_facts(source: str, path: Path) -> Iterator[StoreFact | Gap]:
    try:
        mode = path.stat().st_mode
    except OSError as exc:
        reason = gap_reason(exc)
        what = f"the permissions of the database file can't be read ({describe_error(exc)})"
        yield Gap(source, "", "", reason, what, remedy_for(reason))
        return
    evidence = f"file mode {stat.S_IMODE(mode):04o}"
    yield StoreFact(source, "local_file", True, "its URL names a file on this machine")
    yield StoreFact(source, "world_readable", bool(mode & stat.S_IROTH), evidence)
