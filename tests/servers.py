"""Real database servers for tests: fresh databases and users with names of their own, dropped at the end.

Take its fixtures over by name:

    from tests import servers
    postgres, mariadb = servers.postgres, servers.mariadb          # fixtures: a `Server` with a fresh database each
    options = servers.load_tables(postgres, "crm", tables)         # the demo's tables, in a schema of their own
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pytest

from scanner.demo.ddl import create_table, quoted
from scanner.demo.writers import Table

Name = Literal["postgresql", "mysql"]
HOST = "127.0.0.1"
PORTS = {"postgresql": int(os.environ.get("PGPORT", "5432")), "mysql": 3306}
DRIVERS = {"postgresql": "psycopg", "mysql": "pymysql"}


def connect(name: Name, database: str, user: str = "root", password: str = "", port: int | None = None) -> Any:
    """A plain driver connection that commits each statement."""
    if name == "postgresql":
        import psycopg

        return psycopg.connect(
            host=HOST, port=port or PORTS[name], dbname=database, user=user, password=password or None, autocommit=True
        )
    import pymysql

    where = {"host": HOST, "port": port or PORTS[name], "database": database or None, "charset": "utf8mb4"}
    return pymysql.connect(user=user, password=password, autocommit=True, **where)


def _letters() -> str:
    """A name part that nobody else has, and that looks like no identifier of a device or person."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))


@dataclass
class Server:
    """A fresh database at a server. `url` is for the estate file; it holds no password."""

    name: Name
    database: str
    users: list[str] = field(default_factory=list)
    databases: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.url_as("root")

    def url_as(self, user: str, password: str = "", database: str | None = None) -> str:
        secret = f":{quote(password, safe='')}" if password else ""
        where = quote(self.database if database is None else database, safe="")
        return f"{self.name}://{quote(user, safe='')}{secret}@{HOST}:{PORTS[self.name]}/{where}"

    @property
    def schema(self) -> str:
        """Where tables lie that name no schema."""
        return "public" if self.name == "postgresql" else self.database

    def q(self, identifier: str) -> str:
        return quoted(identifier, self.name)

    def connect(self, user: str = "root", password: str = "") -> Any:
        return connect(self.name, self.database, user, password)

    def run(self, *statements: str | tuple[str, Sequence[Any]]) -> list[Any]:
        """Runs statements as administrator; the rows of the last one."""
        rows: list[Any] = []
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            for item in statements:
                sql, values = (item, None) if isinstance(item, str) else item
                cursor.execute(sql, values)
                rows = list(cursor.fetchall()) if cursor.description else []
        return rows

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.executemany(sql, list(rows))

    def user(self, *grants: str, password: str = "") -> str:
        """A new user with these rights; `{user}` in a grant stands for it. Returns its name."""
        name = f"saydo_u_{_letters()}"
        shown = self.account(name)
        if self.name == "postgresql":
            self.run(f"CREATE ROLE {shown} LOGIN" + (f" PASSWORD '{password}'" if password else ""))
        else:
            self.run(f"CREATE USER {shown} IDENTIFIED BY '{password}'")
        self.users.append(name)
        for grant in grants:
            self.run(grant.replace("{user}", shown))
        return name

    def account(self, user: str) -> str:
        return self.q(user) if self.name == "postgresql" else f"'{user}'@'%'"

    def drop(self) -> None:
        """Takes everything away again. Never fails half-way."""
        system = "postgres" if self.name == "postgresql" else ""
        with closing(connect(self.name, system)) as connection, connection.cursor() as cursor:
            for database in [self.database, *self.databases]:
                force = " WITH (FORCE)" if self.name == "postgresql" else ""
                with suppress(Exception):
                    cursor.execute(f"DROP DATABASE IF EXISTS {self.q(database)}{force}")
            for user in self.users:
                kind = "ROLE" if self.name == "postgresql" else "USER"
                with suppress(Exception):
                    cursor.execute(f"DROP {kind} IF EXISTS {self.account(user)}")


@contextmanager
def fresh(name: Name) -> Iterator[Server]:
    """A new database with a name that nobody else has."""
    server = Server(name, f"saydo_t_{_letters()}")
    system = "postgres" if name == "postgresql" else ""
    with closing(connect(name, system)) as connection, connection.cursor() as cursor:
        tail = " TEMPLATE template0 ENCODING 'UTF8'" if name == "postgresql" else " CHARACTER SET utf8mb4"
        cursor.execute(f"CREATE DATABASE {server.q(server.database)}{tail}")
    try:
        yield server
    finally:
        server.drop()


def check(name: Name, need: Callable[[bool, str], None]) -> None:
    """Skips (in CI: fails) where the driver or the server is absent."""
    need(importlib.util.find_spec(DRIVERS[name]) is not None, f"the driver {DRIVERS[name]}")
    with socket.socket() as probe:
        probe.settimeout(1)
        listening = probe.connect_ex((HOST, PORTS[name])) == 0
    need(listening, f"a {name} server on port {PORTS[name]}")


def absent(name: Name) -> Callable[[bool, str], None]:
    """What `need` of conftest does, for fixtures of a wider scope."""

    def need(present: bool, what: str) -> None:
        if not present and os.environ.get("CI") == "true":
            pytest.fail(f"{what} is absent, and CI must have it")
        if not present:
            pytest.skip(f"{what} is absent on this machine")

    return need


@pytest.fixture
def postgres() -> Iterator[Server]:
    check("postgresql", absent("postgresql"))
    with fresh("postgresql") as server:
        yield server


@pytest.fixture
def mariadb() -> Iterator[Server]:
    check("mysql", absent("mysql"))
    with fresh("mysql") as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Server) -> str:
    return postgres.url


@pytest.fixture
def mariadb_url(mariadb: Server) -> str:
    return mariadb.url


@pytest.fixture(params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Each kind of server in turn."""
    check(request.param, absent(request.param))
    with fresh(request.param) as found:
        yield found


def load_tables(server: Server, source: str, tables: Iterable[Table]) -> dict[str, Any]:
    """Loads the demo's tables of one source: into a schema of that name (PostgreSQL), into a database of its own
    (MariaDB). Returns the keys of the estate file that lead there; `schema` says how tables are called: `schema.table`.
    """
    if server.name == "postgresql":
        schema = source
        url, include = server.url, {"include": [f"{schema}.*"]}
        server.run(f"CREATE SCHEMA {server.q(schema)}")
    else:
        schema = f"{server.database}_{source}"
        server.databases.append(schema)
        url, include = server.url_as("root", database=schema), {}
        server.run(f"CREATE DATABASE {server.q(schema)} CHARACTER SET utf8mb4")
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        for table in tables:
            if server.name == "postgresql":
                cursor.execute(f"SET search_path TO {server.q(schema)}")
            else:
                cursor.execute(f"USE {server.q(schema)}")
            cursor.execute(create_table(table.name, table.columns, server.name))
            marks = ", ".join(["%s"] * len(table.columns))
            target = server.q(table.name).replace("%", "%%")
            rows = [tuple(row) for row in table.rows]
            if rows:
                booleans = [at for at, column in enumerate(table.columns) if column.type == "boolean"]
                rows = [_truths(row, booleans) for row in rows] if booleans else rows
                cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)
    return {"type": "sql", "url": url, **include, "schema": schema}


def _truths(row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(bool(cell) if at in places and cell is not None else cell for at, cell in enumerate(row))


# -- a server of our own, to be killed ---------------------------------------------------------------------------------


@dataclass
class Throwaway:
    """A server in a folder of its own, on a port of its own."""

    name: Name
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        user = "postgres" if self.name == "postgresql" else "root"
        return f"{self.name}://{user}@{HOST}:{self.port}/{'postgres' if self.name == 'postgresql' else 'test'}"

    def run(self, *statements: str) -> None:
        user, database = ("postgres", "postgres") if self.name == "postgresql" else ("root", "")
        with closing(connect(self.name, database, user, port=self.port)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def kill(self) -> None:
        """As if the machine lost power: the server and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def binaries(name: Name) -> dict[str, str]:
    """The programs that a server needs; empty where they are not installed."""
    if name == "postgresql":
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        return {"init": str(found[-1]), "serve": str(found[-1].with_name("postgres"))} if found else {}
    paths = {"init": shutil.which("mariadb-install-db"), "serve": shutil.which("mariadbd", path="/usr/sbin:/usr/bin")}
    return {key: path for key, path in paths.items() if path} if all(paths.values()) else {}


@contextmanager
def throwaway(name: Name) -> Iterator[Throwaway]:
    """Starts a server that nobody else uses; takes it and its folder away."""
    programs, owner = binaries(name), "postgres" if name == "postgresql" else "mysql"
    folder = Path(tempfile.mkdtemp(prefix="saydo-server-"))
    shutil.chown(folder, owner, owner)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    data = folder / "data"
    if name == "postgresql":
        init = [programs["init"], "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync"]
        serve = [programs["serve"], "-D", str(data), "-p", str(port), "-k", str(folder), "-F"]
    else:
        init = [programs["init"], "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        init += ["--skip-name-resolve"]
        serve = [programs["serve"], "--no-defaults", f"--datadir={data}", f"--port={port}", f"--bind-address={HOST}"]
        serve += [f"--socket={folder}/s", f"--pid-file={folder}/p", "--skip-name-resolve"]
    as_owner: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    if os.geteuid() == 0:
        as_owner |= {"user": owner, "group": owner, "extra_groups": []}
    subprocess.run(init, check=True, timeout=120, **as_owner)
    server = Throwaway(name, port, subprocess.Popen(serve, start_new_session=True, **as_owner))
    try:
        for _ in range(200):
            try:
                server.run("SELECT 1")
                break
            except Exception:  # noqa: BLE001 - not up yet
                time.sleep(0.1)
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
