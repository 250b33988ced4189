"""The version of this installation."""

from __future__ import annotations

from importlib import metadata


def tool_version() -> str:
    """The installed distribution's version; `0+checkout` when run from a checkout that was not installed."""
    try:
        return metadata.version("saydo")
    except metadata.PackageNotFoundError:
        return "0+checkout"
