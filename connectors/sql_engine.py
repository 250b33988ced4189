"""From an address to a SQLAlchemy engine, without connecting and without ever showing the address."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy import exc as sa_exc
from sqlalchemy.pool import NullPool

from connectors import sqlite_file
from connectors.base import ConnectorError
from connectors.drivers import missing_dialect
from connectors.errors import describe_error
from connectors.model import SecretRef, SourceSpec
from connectors.secrets import resolve
from connectors.sql_generic import GENERIC, Dialect
from connectors.sql_mysql import Mysql
from connectors.sql_postgresql import Postgresql
from connectors.sql_table import Limits

_DEFAULT_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_DIALECTS: dict[str, Dialect] = {"postgresql": Postgresql(), "mysql": Mysql(), "mariadb": Mysql()}


def dialect_of(name: str) -> Dialect:
    """How a server of this SQLAlchemy dialect is asked."""
    return _DIALECTS.get(name, GENERIC)


def url_of(spec: SourceSpec, where: str | SecretRef) -> URL:
    """The address, its secret fetched. Raises `ConnectorError`; the text is never shown."""
    plain = resolve(where, spec.base_dir, spec.name) if isinstance(where, SecretRef) else where
    try:
        url = make_url(plain)
    except (sa_exc.ArgumentError, ValueError):
        what, remedy = "its `url` is no database URL", "Write it as dialect://user@host/database or sqlite:///name.db"
        raise ConnectorError(spec.name, "unsupported", what, remedy) from None
    return url.set(drivername=_DEFAULT_DRIVERS.get(url.drivername, url.drivername))


def make_engine(spec: SourceSpec, where: str | SecretRef, limits: Limits) -> Engine:
    """The engine for an address or a reference to one. Raises `ConnectorError`."""
    url = url_of(spec, where)
    name = url.drivername.partition("+")[0]
    if name == "sqlite":
        if url.query:
            raise ConnectorError(spec.name, "unsupported", "its SQLite URL has parameters", "Remove all after the `?`")
        path = sqlite_file.database_path(url.database, spec.base_dir, spec.name)
        return create_engine("sqlite://", creator=lambda: sqlite_file.connect(path), poolclass=NullPool)
    dialect = dialect_of(name)
    try:
        arguments = dialect.connect_args(url, limits)
        return create_engine(
            url, poolclass=NullPool, hide_parameters=True, connect_args=arguments, **dialect.engine_args()
        )
    except (sa_exc.NoSuchModuleError, ImportError):
        raise missing_dialect(spec.name, name) from None
    except Exception as exc:  # noqa: BLE001
        what = f"its `url` is not usable ({describe_error(exc)})"
        raise ConnectorError(spec.name, "unsupported", what, "Check `url`") from None
