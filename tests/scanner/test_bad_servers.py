"""Addresses that lead nowhere, missing drivers, servers that refuse, plug-ins that fail: gaps, and the rest goes on."""

from __future__ import annotations

import importlib.util
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

SECRET = "hunter2-never-print-me"

# ---- addresses -------------------------------------------------------------------------------------------------------

URLS: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "a url that is none": ({"type": "sql", "url": SECRET}, "unsupported", ("no database URL", "dialect://")),
    "an unknown scheme": ({"type": "sql", "url": "mongodb://h/x"}, "missing_driver", ("mongodb", "Install")),
    "parameters of sqlite": ({"type": "sql", "url": "sqlite:///good.db?mode=rw"}, "unsupported", ("Remove",)),
    "sqlite in memory": ({"type": "sql", "url": "sqlite://"}, "unsupported", ("sqlite:///name.db",)),
    "an unknown scheme of files": ({"type": "files", "url": "gopher://h/x"}, "unsupported", ("scheme", "s3://")),
    "a local cache": ({"type": "files", "url": "simplecache::s3://a/b"}, "unsupported", ("without `::`",)),
    "an unset variable": ({"type": "sql", "url": {"env": "SAYDO_UNSET"}}, "auth", ("SAYDO_UNSET is not set", "Set")),
    "an empty variable": ({"type": "sql", "url": {"env": "SAYDO_EMPTY"}}, "auth", ("SAYDO_EMPTY is empty",)),
    "a secret as a variable": ({"type": "sql", "url": {"env": f"{SECRET}!"}}, "auth", ("{env: NAME}",)),
    "no secret file": ({"type": "sql", "url": {"file": "none.txt"}}, "auth", ("secret file", "Check the path")),
    "an empty secret file": ({"type": "sql", "url": {"file": "empty.txt"}}, "auth", ("first line", "is empty")),
    "a secret in the environment": ({"type": "sql", "url": {"env": "SAYDO_URL"}}, "missing_driver", ("Run: pip",)),
}


@pytest.mark.parametrize("name", URLS)
def test_an_address_that_leads_nowhere(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    spec, reason, needles = URLS[name]
    monkeypatch.delenv("SAYDO_UNSET", raising=False)
    monkeypatch.setenv("SAYDO_EMPTY", " ")
    monkeypatch.setenv("SAYDO_URL", f"postgresql://ann:{SECRET}@db.example/crm")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    bench.file("empty.txt", "\n")
    bench.with_source(spec)
    gap = bench.incomplete().gap(reason)
    for needle in needles:
        assert needle in f"{gap['detail']} {gap['remedy']}", gap


DRIVERS = {
    "postgresql": ({"type": "sql", "url": "postgresql://db.example/crm"}, "psycopg", "'saydo[postgres]'"),
    "mysql": ({"type": "sql", "url": "mysql://db.example/crm"}, "pymysql", "'saydo[mysql]'"),
    "s3": ({"type": "files", "url": "s3://bucket/x"}, "s3fs", "'saydo[s3]'"),
    "gs": ({"type": "logs", "url": "gs://bucket/x"}, "gcsfs", "'saydo[gcs]'"),
    "azure": ({"type": "files", "url": "abfss://c@account.dfs.core.windows.net/x"}, "adlfs", "'saydo[azure]'"),
}


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_that_is_not_installed(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    spec, package, extra = DRIVERS[name]
    monkeypatch.setitem(sys.modules, package, None)  # import then fails as if it were not there
    for protocol in ("s3", "gs", "abfss"):
        monkeypatch.delitem(import_module("fsspec.registry")._registry, protocol, raising=False)
    bench.with_source(spec)
    gap = bench.incomplete().gap("missing_driver")
    assert gap["remedy"] == f"Run: pip install {extra}."


def test_a_missing_keyring(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    bench.with_source({"type": "sql", "url": {"keyring": "crm/ann"}})
    assert "saydo[keyring]" in bench.incomplete().gap("missing_driver")["remedy"]


# ---- servers ---------------------------------------------------------------------------------------------------------


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def refusing_ftp() -> Iterator[int]:
    """An FTP server that takes no password."""

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer, peer.makefile("rwb") as talk:
                for answer in (b"220 hello", b"331 password", b"530 no " + SECRET.encode()):
                    talk.write(answer + b"\r\n")
                    talk.flush()
                    talk.readline()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_server_that_is_down(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYDO_URL", f"ftp://ann:{SECRET}@127.0.0.1:{closed_port()}/x")
    bench.with_source({"type": "files", "url": {"env": "SAYDO_URL"}})
    gap = bench.incomplete().gap("connection")
    assert "ECONNREFUSED" in gap["detail"]
    assert "is up" in gap["remedy"]


def test_a_wrong_password(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing_ftp() as port:
        monkeypatch.setenv("SAYDO_URL", f"ftp://ann:{SECRET}@127.0.0.1:{port}/x")
        bench.with_source({"type": "files", "url": {"env": "SAYDO_URL"}})
        gap = bench.incomplete().gap("auth")
    assert "credentials" in gap["remedy"]


@pytest.mark.parametrize(("driver", "scheme"), [("psycopg", "postgresql"), ("pymysql", "mysql")])
def test_a_database_server_that_is_down(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, need: Callable[[bool, str], None], driver: str, scheme: str
) -> None:
    need(importlib.util.find_spec(driver) is not None, f"the driver {driver}")
    monkeypatch.setenv("SAYDO_URL", f"{scheme}://ann:{SECRET}@127.0.0.1:{closed_port()}/crm")
    bench.with_source({"type": "sql", "url": {"env": "SAYDO_URL"}})
    assert "is up" in bench.incomplete().gap("connection")["remedy"]


# ---- plug-ins --------------------------------------------------------------------------------------------------------

PLUG = """
from pathlib import Path
from connectors.base import Connector, ConnectorError
from connectors.model import DataObject, Dataset, Split

class Plug(Connector):
    api = {api}
    def open(self):
        {open}
    def close(self):
        pass
    def datasets(self):
        {list}
        yield Dataset(self.spec.name, "box", "table", (), (DataObject("box"),))
    def facts(self):
        return iter(())
    def splits(self, dataset, design):
        {cut}
        return [Split(self.spec.name, "box", "box", 0)]
    def read(self, split, columns=None):
        {read}
        yield from ()
"""
FAIL = f"raise RuntimeError('{SECRET}')"
PLUGINS: dict[str, tuple[dict[str, str], str, tuple[str, ...]]] = {
    "refuses the password": (
        {"open": "raise ConnectorError(self.spec.name, 'auth', 'the password is wrong', 'Ask for a new one')"},
        "auth",
        ("the password is wrong", "Ask for a new one."),
    ),
    "server down": (
        {"open": f"raise ConnectionRefusedError(111, '{SECRET}')"},
        "connection",
        ("can't be opened (ConnectionRefusedError ECONNREFUSED)", "is up"),
    ),
    "fails to open": ({"open": FAIL}, "internal", ("can't be opened (RuntimeError)", "Report")),
    "fails to list": ({"list": FAIL}, "internal", ("listing ended early (RuntimeError)", "Report")),
    "fails to cut": ({"cut": FAIL}, "internal", ("can't be cut (RuntimeError)", "Report")),
    "fails to read": ({"read": FAIL}, "internal", ("RuntimeError", "Report")),
    "yields no batch": ({"read": "yield 5"}, "internal", ("AttributeError", "Report")),
}


def plug_in(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str = "saydo_plug", **parts: str) -> None:
    """Installs a connector of type `plug`, as pip would."""
    folder = bench.folder / "site"
    body = {"api": "1", "open": "pass", "list": "pass", "cut": "pass", "read": "pass"} | parts
    bench.file(f"site/{name}.py", PLUG.format(**body))
    bench.file(f"site/{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    bench.file(f"site/{name}-1.0.dist-info/entry_points.txt", f"[saydo.connectors]\nplug = {name}:Plug\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize("name", PLUGINS)
def test_a_connector_of_others(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    parts, reason, needles = PLUGINS[name]
    plug_in(bench, monkeypatch, **parts)
    bench.with_source({"type": "plug", "party": "us", "country": "CN"})
    gap = bench.incomplete().gap(reason)
    for needle in needles:
        assert needle in f"{gap['detail']} {gap['remedy']}", gap


def test_a_connector_of_others_that_cannot_be_imported(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(bench, monkeypatch)
    bench.file("site/saydo_plug.py", "import package_that_nobody_has\n")
    bench.with_source({"type": "plug"})
    assert "Install or update the plug-in" in bench.incomplete().gap("missing_driver")["remedy"]


def test_a_connector_of_another_version(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(bench, monkeypatch, api="99")
    bench.with_source({"type": "plug"})
    bench.refused("estate.yaml", "odd", "another version", "api = 1")


# ---- the whole run ---------------------------------------------------------------------------------------------------


def test_no_source_could_be_opened(bench: Bench) -> None:
    missing = {"type": "sql", "url": "sqlite:///none.db"}
    bench.estate(sources={"a": missing, "b": {"type": "files", "path": "none"}})
    ran = bench.scan()
    assert (ran.code, ran.err) == (4, "")
    assert {gap["source"] for gap in ran.gaps} == {"a", "b"}
    assert ran.document("run.json")["exit_code"] == 4
    assert ran.document("coverage.json")["eligible"] == 0


def test_gating_findings_win_over_gaps(bench: Bench) -> None:
    bench.with_source(
        {"type": "files", "path": "none"},
        parties={"us": {"class": "first_party", "country": "CN"}, "broker": {"class": "data_broker"}},
        flows=[{"from": "good", "to": "broker", "categories": ["contact.email"]}],
    )
    ran = bench.incomplete(code=1)
    assert "also incomplete (3)" in ran.document("run.json")["exit_reason"]
    assert "incomplete (3)" in " ".join(ran.out.split())
