"""Facts of a database that need no row: its version, whether the session is read-only and encrypted, excess rights."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from connectors import sql_privileges
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Gap, StoreFact

_VERSION = re.compile(r"\d+(?:\.\d+)*(?:-MariaDB)?")
_LOOPBACK = ("127.", "::1", "localhost")
NEARBY = "no TLS; the connection ends on this machine, or in a tunnel that does"


def file_facts(source: str, path: Path) -> Iterator[StoreFact | Gap]:
    """A local file has no connection to encrypt, so `encrypted_connection` is not stated for it."""
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


def server_facts(connection: Connection, source: str) -> Iterator[StoreFact]:
    """Facts of the session that `connection` is. Of other servers than PostgreSQL, MariaDB and MySQL, nothing."""
    if connection.dialect.name == "postgresql":
        yield from _postgresql(connection, source)
    elif connection.dialect.name in ("mysql", "mariadb"):
        yield from _mysql(connection, source)
    else:
        return
    words = sorted({word for item in sql_privileges.excess(connection) for word in item.words})
    evidence = "the server's own lists of rights"
    yield StoreFact(source, "excessive_privileges", ", ".join(words), evidence)


def _postgresql(connection: Connection, source: str) -> Iterator[StoreFact]:
    version, read_only, statement, lock = connection.execute(
        text(
            "SELECT current_setting('server_version'), current_setting('transaction_read_only'), "
            "current_setting('statement_timeout'), current_setting('lock_timeout')"
        )
    ).one()
    yield StoreFact(source, "server_version", f"PostgreSQL {_plain(version)}", "server_version")
    yield StoreFact(source, "read_only_session", read_only == "on", "transaction_read_only")
    yield StoreFact(source, "time_limits", f"statement {statement}, lock {lock}", "statement_timeout, lock_timeout")
    tls, name, address = connection.execute(
        text(
            "SELECT coalesce(s.ssl, false)::int, coalesce(s.version, ''), coalesce(host(inet_client_addr()), '') "
            "FROM (SELECT pg_backend_pid() AS pid) me LEFT JOIN pg_stat_ssl s USING (pid)"
        )
    ).one()
    yield _encryption(source, bool(tls), str(name), not address or str(address).startswith(_LOOPBACK), "pg_stat_ssl")


def _mysql(connection: Connection, source: str) -> Iterator[StoreFact]:
    mariadb = bool(getattr(connection.dialect, "is_mariadb", False))
    version = connection.exec_driver_sql("SELECT version()").scalar_one()
    kind = "MariaDB" if mariadb else "MySQL"
    yield StoreFact(source, "server_version", f"{kind} {_plain(version).removesuffix('-MariaDB')}", "version()")
    name = "tx_read_only" if mariadb else "transaction_read_only"
    read_only = connection.exec_driver_sql(f"SELECT @@session.{name}").scalar_one()
    yield StoreFact(source, "read_only_session", bool(int(read_only)), f"@@{name}")
    limit = "max_statement_time" if mariadb else "max_execution_time"
    statement, lock = connection.exec_driver_sql(f"SELECT @@session.{limit}, @@session.lock_wait_timeout").one()
    seconds = float(statement) if mariadb else float(statement) / 1000
    told = f"statement {seconds:g}s, lock {int(lock)}s"
    yield StoreFact(source, "time_limits", told, f"{limit}, lock_wait_timeout")
    row = connection.exec_driver_sql("SHOW SESSION STATUS LIKE 'Ssl_version'").first()
    tls = str(row[1]) if row else ""
    host = connection.exec_driver_sql(
        "SELECT host FROM information_schema.processlist WHERE id = connection_id()"
    ).scalar()
    yield _encryption(source, bool(tls), tls, str(host or "").startswith(_LOOPBACK), "status Ssl_version")


def _plain(version: object) -> str:
    found = _VERSION.match(str(version))
    return found[0] if found else "of an unknown version"


def _encryption(source: str, tls: bool, name: str, nearby: bool, evidence: str) -> StoreFact:
    """Without TLS on this machine there is nothing to say about a network: neither encrypted nor in the clear."""
    if nearby and not tls:
        return StoreFact(source, "local_connection", True, NEARBY)
    return StoreFact(source, "encrypted_connection", tls, f"{evidence}: {name}" if tls else f"{evidence}: no TLS")
