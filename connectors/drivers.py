"""Which optional package reads which kind of store, and how to get it."""

from __future__ import annotations

from connectors.base import ConnectorError

_DIALECT_EXTRAS = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql"}
_DIALECTS = frozenset(
    {
        "access",
        "athena",
        "awsathena",
        "bigquery",
        "cassandra",
        "clickhouse",
        "cockroachdb",
        "crate",
        "databricks",
        "db2",
        "duckdb",
        "elasticsearch",
        "exasol",
        "firebird",
        "hana",
        "hive",
        "ibmi",
        "impala",
        "informix",
        "mongodb",
        "mssql",
        "oracle",
        "presto",
        "redis",
        "redshift",
        "snowflake",
        "spanner",
        "sybase",
        "teradata",
        "trino",
        "vertica",
    }
)
_PROTOCOLS = frozenset(
    {
        "box",
        "dropbox",
        "file",
        "ftp",
        "gdrive",
        "git",
        "github",
        "hdfs",
        "hf",
        "http",
        "https",
        "jlab",
        "oci",
        "ocilake",
        "oss",
        "s3n",
        "sftp",
        "smb",
        "ssh",
        "wandb",
        "webdav",
        "webhdfs",
    }
)
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
    # the name comes out of a URL, where anything may stand: only dialects that we know are named
    shown = dialect if dialect in _DIALECTS or dialect in _DIALECT_EXTRAS else "these"
    what = f"the driver for {shown} databases is not installed"
    return ConnectorError(source, "missing_driver", what, _hint(_DIALECT_EXTRAS.get(dialect), otherwise))


def missing_protocol(source: str, protocol: str) -> ConnectorError:
    """The error for an fsspec protocol whose package is not installed."""
    otherwise = "Install the fsspec implementation of this protocol into the same environment"
    known = protocol in _PROTOCOLS or protocol in _PROTOCOL_EXTRAS
    what = f"the package that reads {f'{protocol}://' if known else 'such addresses'} is not installed"
    return ConnectorError(source, "missing_driver", what, _hint(_PROTOCOL_EXTRAS.get(protocol), otherwise))


def optional_protocol(protocol: str) -> bool:
    """Whether one of our extras reads this fsspec protocol."""
    return protocol in _PROTOCOL_EXTRAS
