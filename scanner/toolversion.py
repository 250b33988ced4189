"""The version of this installation, and what it stands on."""

from __future__ import annotations

import platform
from importlib import metadata

_LIBRARIES = (
    "fsspec",
    "google-re2",
    "networkx",
    "numpy",
    "phonenumbers",
    "presidio-analyzer",
    "psycopg",
    "pyarrow",
    "pymysql",
    "pyspark",
    "scipy",
    "spacy",
    "sqlalchemy",
    "tzdata",
)
"""Libraries that what is found may depend on; those that are not installed are left out."""


def tool_version() -> str:
    """The installed distribution's version; `0+checkout` when run from a checkout that was not installed."""
    return _version("saydo") or "0+checkout"


def environment() -> dict[str, str]:
    """What a run's results stand on: `python`, `platform`, and `package.<name>` by version. Nothing of the user."""
    found = {name: _version(name) for name in _LIBRARIES}
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{f"package.{name}": version for name, version in found.items() if version},
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
