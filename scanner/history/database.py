"""From the estate's `history` setting to an open database with today's schema."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlalchemy import exc as sa_exc
from sqlalchemy.pool import NullPool

from connectors.base import ConnectorError
from connectors.errors import describe_error
from connectors.options import holds_password
from connectors.secrets import resolve, secret_ref
from scanner.history.schema import VERSION_TABLE

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_DRIVERS |= {"mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}
_BUSY_SECONDS = 30


class HistoryError(ValueError):
    """The history can't be used. The message says why and what to do."""


def address(setting: str | Mapping[str, str], base_dir: Path) -> URL:
    """The SQLAlchemy URL of a setting: a path (of a SQLite file), a URL without a password, or a secret reference.

    Raises `HistoryError`; a URL that may hold a password is never shown.
    """
    reference = secret_ref(setting)
    if reference is not None:
        try:
            text = resolve(reference, str(base_dir), "history")
        except ConnectorError as error:
            raise HistoryError(f"history: {error.what}. {error.remedy}.") from None
    else:
        text = str(setting)
        if "://" in text and holds_password(text):
            remedy = "Put the URL into the environment and write {env: NAME}."
            raise HistoryError(f"history: its URL holds a password in the estate file. {remedy}")
    if "://" not in text:
        return URL.create("sqlite", database=str(base_dir / text))
    try:
        return make_url(text)
    except (sa_exc.ArgumentError, ValueError):
        remedy = "Write a path, or dialect://user@host/database."
        raise HistoryError(f"history: this is no database URL. {remedy}") from None


def open_database(url: str | URL, base_dir: Path, create: bool = True) -> Engine:
    """An engine on a history whose schema is today's; one of an older version is brought up to date.

    A SQLite file is made for its owner alone (0600). With `create` False a history that is not there is an error.
    Raises `HistoryError`.
    """
    where = make_url(url)
    where = where.set(drivername=_DRIVERS.get(where.drivername, where.drivername))
    if where.get_backend_name() == "sqlite":
        if not where.database or where.database == ":memory:":
            raise HistoryError("history: a history in memory would be gone with the run. Name a file.")
        path = base_dir / where.database
        _private_file(path, create)
        where = where.set(database=str(path))
    try:
        engine = create_engine(where, poolclass=NullPool, hide_parameters=True)
    except (sa_exc.NoSuchModuleError, ImportError):
        remedy = "Run: pip install 'saydo[postgres,mysql]', or use a SQLite file."
        raise HistoryError(f"history: the driver of this database is not installed. {remedy}") from None
    except Exception as error:  # noqa: BLE001 - drivers differ; only the class is told
        raise HistoryError(f"history: its URL is not usable ({describe_error(error)}). Check it.") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    _migrate(engine, create)
    return engine


def told_fault(error: Exception) -> str:
    """A sentence for what a database did while a history was read or written; "" for errors of another kind."""
    if not isinstance(error, sa_exc.SQLAlchemyError):
        return ""
    remedy = "Check its disk or server; a damaged file can be replaced by a copy, or moved away to start anew"
    return f"history: it can't be read or written ({describe_error(error)}). {remedy}."


def _private_file(path: Path, create: bool) -> None:
    if not path.exists() and not create:
        raise HistoryError(f"history: there is no '{path.name}' yet. `saydo scan` makes it.")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        remedy = "Name another file under `history` or with --history, or scan with --no-history"
        raise HistoryError(f"history: '{path.name}' can't be written ({describe_error(error)}). {remedy}.") from None
    with suppress(PermissionError):  # another owner's file: who may read it is that owner's decision
        path.chmod(0o600)


def _prepare_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DB-API connection
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.close()


def _migrate(engine: Engine, create: bool) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(resources.files("scanner.history").joinpath("migrations")))
    settings.set_main_option("path_separator", "os")
    try:
        with engine.begin() as connection:
            if not create and not inspect(connection).has_table(VERSION_TABLE):
                raise HistoryError("history: this database holds none yet. `saydo scan` makes it.")
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except CommandError:
        remedy = "Use that version, or name another history."
        raise HistoryError(f"history: it was written by a newer version of Saydo. {remedy}") from None
    except sa_exc.SQLAlchemyError as error:
        remedy = "Check the file or the server, and the rights to make tables there"
        raise HistoryError(f"history: it can't be opened ({describe_error(error)}). {remedy}.") from None
