"""Sources given as URLs. What holds a password is refused, and never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from connectors.model import SecretRef
from connectors.options import holds_password
from connectors.secrets import resolve
from scanner.init.model import InitError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+._-]{0,40}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory", "sftp", "hdfs"})
_FILE_DATABASE = "sqlite:///"
Found = tuple[str, str, dict[str, Any], str]


def by_url(url: str, base: Path) -> Found:
    """(name, type, options, reason) of a URL. Raises `InitError`; a password in it is never shown."""
    if holds_password(url):
        raise InitError(
            "--url holds a password, which would stand in your shell's history and in the file. "
            "Put the whole URL into an environment variable and give --url-env NAME; "
            "the file then says `url: {env: NAME}`."
        )
    kind = _kind(url)
    if not kind:
        raise InitError(
            "--url is no URL. Write dialect://user@host/database, sqlite:///name.db or s3://bucket/prefix; "
            "for files on this machine give --folder PATH."
        )
    if url.startswith(_FILE_DATABASE):
        url = _FILE_DATABASE + _rebased(url[len(_FILE_DATABASE) :], base)
    name = re.split(r"[/?#]", url.rstrip("/"))[-1] if "/" in url.partition("://")[2] else "database"
    return name.partition(".")[0] or "database", kind, {"url": url}, "given as a URL"


def by_environment(variable: str) -> Found:
    """(name, type, options, reason) of a URL that stands in an environment variable. Raises `InitError`."""
    if not _VARIABLE.fullmatch(variable):
        raise InitError("--url-env takes the name of an environment variable that holds the URL, such as CRM_URL.")
    if not os.environ.get(variable, "").strip():
        raise InitError(f"--url-env {variable}: this environment variable is not set. Set it to the URL.")
    kind = _kind(resolve(SecretRef("env", variable), "", variable))
    if not kind:
        raise InitError(f"--url-env {variable}: what it holds is no URL. Set it to dialect://user:password@host/name.")
    name = re.sub(r"(?i)_?(?:url|dsn|uri)$", "", variable) or variable
    return name, kind, {"url": {"env": variable}}, "given by an environment variable"


def _kind(url: str) -> str:
    """`sql`, `files`, or "" where it is no URL."""
    scheme, mark, rest = url.partition("://")
    if not mark or not rest or not _SCHEME.fullmatch(scheme):
        return ""
    return "files" if scheme.lower().partition("+")[0] in _OBJECT_STORES else "sql"


def _rebased(database: str, base: Path) -> str:
    """On the command line a relative path starts at the current folder; in the file it starts at the file's."""
    whole = Path(os.path.normpath(Path(database).absolute()))
    return str(whole.relative_to(base)) if whole.is_relative_to(base) else str(whole)
