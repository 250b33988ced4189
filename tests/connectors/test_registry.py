"""Finding connectors, resolving secrets, describing errors."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import pickle
import sqlite3
import subprocess
import sys
import types
import zlib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import exc as sa_exc

from connectors import registry
from connectors.base import Connector, ConnectorError
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import SecretRef, SourceSpec
from connectors.options import holds_password
from connectors.secrets import resolve, resolve_tree, secret_ref
from connectors.sql import SqlConnector

CANARY = "canary-hunter2"


def spec(kind: str = "sql", base: str = "/", **options: object) -> SourceSpec:
    return SourceSpec("crm", kind, options, base)


# -- the registry ------------------------------------------------------------------------------------------------------


def test_built_in_types_are_found_and_imported_lazily() -> None:
    assert {"sql", "logs", "files"} <= set(registry.known_types())
    code = "import connectors.registry, sys; print([m for m in ('sqlalchemy', 'fsspec', 'pytest') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_an_unknown_type_names_the_source_the_types_and_the_way_out() -> None:
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec("mongodb"))
    text = str(caught.value)
    assert "crm" in text
    assert "files, logs, sql" in text
    assert "saydo.connectors" in text


class _Plugin(SqlConnector):
    api = 1


class _OldPlugin(SqlConnector):
    api = 0


def _plugins(monkeypatch: pytest.MonkeyPatch, target: object) -> None:
    module = types.ModuleType("saydo_test_plugin")
    module.thing = target  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "saydo_test_plugin", module)
    point = EntryPoint("mine", "saydo_test_plugin:thing", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point] if group == registry.GROUP else [])


def test_a_plug_in_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    _plugins(monkeypatch, _Plugin)
    assert isinstance(registry.create(spec("mine", url="sqlite:///x.db")), _Plugin)
    assert "mine" in registry.known_types()


@pytest.mark.parametrize("target", [_OldPlugin, object, Connector, "text"])
def test_a_plug_in_for_another_interface_is_refused(monkeypatch: pytest.MonkeyPatch, target: object) -> None:
    _plugins(monkeypatch, target)
    with pytest.raises(ConnectorError, match="crm"):
        registry.create(spec("mine"))


def test_a_plug_in_that_fails_to_import_is_refused_without_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "saydo_no_such_module:thing", registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [point])
    with pytest.raises(ConnectorError, match="ModuleNotFoundError") as caught:
        registry.create(spec("mine"))
    assert "saydo_no_such_module" not in str(caught.value)


# -- options -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("sql", {}),
        ("sql", {"url": 5}),
        ("sql", {"url": "sqlite:///x.db", "include": [1]}),
        ("sql", {"url": "sqlite:///x.db", "views": "yes"}),
        ("files", {}),
        ("files", {"path": "a", "url": "b"}),
        ("files", {"path": "a", "max_object_bytes": 0}),
        ("files", {"path": "a", "max_object_bytes": True}),
        ("files", {"path": "a", "storage_options": []}),
        ("logs", {"path": ["a"]}),
    ],
)
def test_options_that_make_no_sense_are_refused(kind: str, options: dict[str, object]) -> None:
    with pytest.raises(ConnectorError, match="crm"):
        registry.create(spec(kind, **options))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://user:{CANARY}@host/db",
        f"postgresql://user:{CANARY}/@host/db",
        f"postgresql://host/db?password={CANARY}",
        f"mysql+pymysql://user:p%40{CANARY}@host/db",
        f"mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3D{CANARY}",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec(url=url))
    assert "`url`" in str(caught.value)
    assert "{env: NAME}" in str(caught.value)
    assert CANARY not in str(caught.value)
    assert "host" not in str(caught.value)


def test_urls_without_a_password_pass() -> None:
    for url in (
        "sqlite:///crm.db",
        "postgresql://user@host/db",
        "s3://lake/exports",
        "postgresql://h/db?sslmode=require",
    ):
        assert not holds_password(url)


def test_a_secret_among_the_storage_options_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec("files", url="s3://lake", storage_options={"secret": CANARY}))
    assert "`secret`" in str(caught.value)
    assert CANARY not in str(caught.value)
    registry.create(spec("files", url="s3://lake", storage_options={"secret": {"env": "NAME"}, "anon": True}))


# -- drivers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("postgresql://user@host/db", "saydo[postgres]"),
        ("postgres://user@host/db", "saydo[postgres]"),
        ("mysql://user@host/db", "saydo[mysql]"),
        ("mariadb://user@host/db", "saydo[mysql]"),
        ("nosuchdb://user@host/db", "SQLAlchemy dialect"),
    ],
)
def test_a_missing_database_driver_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, url: str, hint: str
) -> None:
    for module in ("psycopg", "psycopg2", "pymysql"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec(url=url)).open()
    assert caught.value.reason == "missing_driver"
    assert hint in str(caught.value)
    assert "host" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "hint"), [("s3://b", "saydo[s3]"), ("gs://b", "saydo[gcs]"), ("az://b", "saydo[azure]")]
)
def test_a_missing_storage_package_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, url: str, hint: str
) -> None:
    for module in ("s3fs", "gcsfs", "adlfs"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec("files", url=url)).open()
    assert caught.value.reason == "missing_driver"
    assert hint in str(caught.value)


@pytest.mark.parametrize("url", ["nosuch://bucket/x", "simplecache::s3://b", "filecache://x"])
def test_a_scheme_that_is_unknown_or_keeps_copies_is_refused(url: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec("files", url=url)).open()
    assert caught.value.reason == "unsupported"


def test_a_url_that_is_none_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_URL", CANARY)
    with pytest.raises(ConnectorError) as caught:
        registry.create(spec(url={"env": "CRM_URL"})).open()
    assert caught.value.reason == "unsupported"
    assert CANARY not in str(caught.value)


# -- secrets -----------------------------------------------------------------------------------------------------------


def test_references_are_recognised() -> None:
    assert secret_ref({"env": "NAME"}) == SecretRef("env", "NAME")
    assert secret_ref({"file": "a/b"}) == SecretRef("file", "a/b")
    assert secret_ref({"keyring": "s/u"}) == SecretRef("keyring", "s/u")
    for other in ("NAME", None, {}, {"env": 1}, {"env": ""}, {"vault": "x"}, {"env": "A", "file": "b"}):
        assert secret_ref(other) is None


def test_env_and_file_secrets_are_resolved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAYDO_TEST", CANARY)
    (tmp_path / "pw").write_text(f"{CANARY}\nsecond line\n")
    assert resolve(SecretRef("env", "SAYDO_TEST"), "/", "crm") == CANARY
    assert resolve(SecretRef("file", "pw"), str(tmp_path), "crm") == CANARY
    tree = {"key": {"env": "SAYDO_TEST"}, "client": {"x": [{"file": "pw"}, 1]}}
    assert resolve_tree(tree, str(tmp_path), "crm") == {"key": CANARY, "client": {"x": [CANARY, 1]}}


@pytest.mark.parametrize(
    "ref",
    [
        SecretRef("env", "SAYDO_UNSET"),
        SecretRef("env", "SAYDO_EMPTY"),
        SecretRef("env", f"postgresql://u:{CANARY}@h/db"),
        SecretRef("file", "nowhere"),
        SecretRef("file", "empty"),
        SecretRef("file", "binary"),
        SecretRef("keyring", "noslash"),
    ],
)
def test_secrets_that_are_not_there_are_errors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ref: SecretRef) -> None:
    monkeypatch.delenv("SAYDO_UNSET", raising=False)
    monkeypatch.setenv("SAYDO_EMPTY", "")
    (tmp_path / "empty").write_text("\nx")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(ConnectorError) as caught:
        resolve(ref, str(tmp_path), "crm")
    assert caught.value.reason == "auth"
    assert caught.value.remedy
    assert CANARY not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_the_keyring_is_asked_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConnectorError) as caught:
        resolve(SecretRef("keyring", "saydo/crm"), "/", "crm")
    assert caught.value.reason == "missing_driver"
    fake = types.ModuleType("keyring")
    monkeypatch.setitem(sys.modules, "keyring", fake)
    fake.get_password = lambda service, user: f"{service}+{user}"  # type: ignore[attr-defined]
    assert resolve(SecretRef("keyring", "a/b/crm"), "/", "crm") == "a/b+crm"
    fake.get_password = lambda service, user: None  # type: ignore[attr-defined]
    with pytest.raises(ConnectorError):
        resolve(SecretRef("keyring", "a/crm"), "/", "crm")


def test_a_url_from_the_environment_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "x.db").close()
    monkeypatch.setenv("CRM_URL", "sqlite:///x.db")
    with registry.create(spec(base=str(tmp_path), url={"env": "CRM_URL"})) as connector:
        assert list(connector.datasets()) == []


# -- errors ------------------------------------------------------------------------------------------------------------


def _sqlite_error() -> Exception:
    try:
        sqlite3.connect(":memory:").execute(f'SELECT * FROM "{CANARY}"')
    except sqlite3.Error as exc:
        return exc
    raise AssertionError


class OperationalError(Exception):
    """As PyMySQL and psycopg raise them."""


def _mysql(number: int) -> Exception:
    made = OperationalError(number, CANARY)
    type(made).__module__ = "pymysql.err"
    return made


def _postgres(state: str) -> Exception:
    made = type("DriverError", (Exception,), {"sqlstate": state})
    return made(CANARY)


def _caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


def _errors() -> Iterator[tuple[Exception, str, str]]:
    yield _sqlite_error(), "OperationalError SQLITE_ERROR", "missing"
    yield sa_exc.OperationalError(CANARY, {}, _sqlite_error()), "OperationalError SQLITE_ERROR", "missing"
    yield _mysql(1045), "OperationalError 1045", "auth"
    yield _postgres("28P01"), "DriverError 28P01", "auth"
    yield _postgres("42501"), "DriverError 42501", "permission"
    yield _postgres("P0001"), "DriverError P0001", "corrupt"
    yield _postgres("42601"), "DriverError 42601", "internal"  # it may be our own SQL
    yield _postgres(CANARY), "DriverError", "internal"
    yield PermissionError(errno.EACCES, CANARY), "PermissionError EACCES", "permission"
    yield FileNotFoundError(CANARY), "FileNotFoundError", "missing"
    yield _caused(RuntimeError(CANARY), PermissionError(errno.EPERM, CANARY)), "PermissionError EPERM", "permission"
    yield OSError(errno.EIO, CANARY), "OSError EIO", "connection"
    yield ConnectionResetError(errno.ECONNRESET, CANARY), "ConnectionResetError ECONNRESET", "connection"
    yield TimeoutError(CANARY), "TimeoutError", "timeout"
    yield EOFError(CANARY), "EOFError", "truncated"
    yield gzip.BadGzipFile(CANARY), "BadGzipFile", "corrupt"
    yield zlib.error(CANARY), "error", "corrupt"
    yield pa.ArrowInvalid(CANARY), "ArrowInvalid", "corrupt"
    yield csv.Error(CANARY), "Error", "corrupt"
    yield json.JSONDecodeError(CANARY, CANARY, 0), "JSONDecodeError", "corrupt"
    yield UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY), "UnicodeDecodeError", "encoding"
    yield MemoryError(CANARY), "MemoryError", "limit"
    yield ModuleNotFoundError(CANARY, name=CANARY), "ModuleNotFoundError", "missing_driver"
    yield ConnectorError("crm", "timeout", CANARY, CANARY), "ConnectorError", "timeout"
    yield ValueError(1045), "ValueError", "internal"
    yield Exception(CANARY), "Exception", "internal"


@pytest.mark.parametrize(("error", "text", "reason"), list(_errors()), ids=lambda value: str(type(value).__name__))
def test_an_error_is_told_by_class_and_code_never_by_its_message(error: Exception, text: str, reason: str) -> None:
    assert describe_error(error) == text
    assert gap_reason(error) == reason
    assert CANARY not in describe_error(error)


def test_an_error_that_causes_itself_ends() -> None:
    error = ValueError("x")
    error.__cause__ = error
    assert describe_error(error) == "ValueError"
    assert gap_reason(error, "corrupt") == "corrupt"


def test_connector_errors_cross_processes() -> None:
    error = ConnectorError("crm", "auth", "what", "remedy")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert error.as_gap().reason == "auth"
    assert remedy_for("auth")
