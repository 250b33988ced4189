"""Which optional package reads which kind of store, and how to get it."""

from __future__ import annotations

from connectors.base import ConnectorError

_DIALECT_EXTRAS = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql"}
_PROTOCOL_EXTRAS = {
    "s3": "s3",
    "s3a": "s3",
    "gs": "gcs",
    "gcs": "gcs",
    "az": "azure",
    "abfs": "azure",
    "abfss": "azure",
    "adl": "azure",
}


def _hint(extra: str | None, otherwise: str) -> str:
    return f"Run: pip install 'saydo[{extra}]'" if extra else otherwise


def missing_dialect(source: str, dialect: str) -> ConnectorError:
    """The error for a SQLAlchemy dialect or its database driver that is not installed. `dialect` is its plain name."""
    otherwise = "Install the SQLAlchemy dialect and driver of this database into the same environment"
    what = f"the driver for {_shown(dialect)} databases is not installed"
    return ConnectorError(source, "missing_driver", what, _hint(_DIALECT_EXTRAS.get(dialect), otherwise))


def missing_protocol(source: str, protocol: str) -> ConnectorError:
    """The error for an fsspec protocol whose package is not installed."""
    otherwise = "Install the fsspec implementation of this protocol into the same environment"
    what = f"the package that reads {_shown(protocol)}:// is not installed"
    return ConnectorError(source, "missing_driver", what, _hint(_PROTOCOL_EXTRAS.get(protocol), otherwise))


def optional_protocol(protocol: str) -> bool:
    """Whether one of our extras reads this fsspec protocol."""
    return protocol in _PROTOCOL_EXTRAS


def _shown(name: str) -> str:
    # the name comes out of a URL: show it only where it is a plain word
    plain = name.replace("+", "").replace("_", "").replace("-", "")
    return name if plain.isascii() and plain.isalnum() and len(name) <= 30 else "these"
