"""`saydo init` over real stores: what it proposes, that the file scans as it is, and how it fails."""

from __future__ import annotations

import json
import os
import re
import secrets
import sqlite3
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scanner.config import load_estate
from tests import servers

server = servers.server  # a fixture


@pytest.fixture
def saydo(saydo_here: Any) -> Any:
    """In this process: nothing here depends on one of its own."""
    return saydo_here


ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def dataset_of(path: Path, role: str) -> dict[str, dict[str, Any]]:
    entries = load_estate(path).bindings.get(role, ())  # type: ignore[call-overload]
    return {entry["dataset"]: entry for entry in entries}


def people(path: Path, count: int = 60) -> None:
    """An application's database: accounts, consents, orders, an address book. Ids are small numbers."""
    with sqlite3.connect(path) as db:
        db.execute("create table users (id integer primary key, email text, dob text, created_at text, closed_at text)")
        db.execute(
            "create table consents (id integer primary key, user_id int, purpose text, granted_at text, "
            "revoked_at text)"
        )
        db.execute("create table orders (id integer primary key, user_id int, total real)")
        db.execute("create table address_book (id integer primary key, owner_id int, email text)")
        for n in range(1, count + 1):
            db.execute(
                "insert into users values (?, ?, ?, ?, null)",
                (n, f"p{n}@mail.example", f"{1960 + n % 40}-03-0{n % 9 + 1}", "2018-01-02 10:00:00"),
            )
            kind = "parental" if n % 3 else "newsletter"
            db.execute("insert into consents values (?, ?, ?, '2018-01-01 09:00:00', null)", (n, n, kind))
            db.execute("insert into orders values (?, ?, 9.5)", (1000 + n, n))
            db.execute("insert into address_book values (?, ?, ?)", (n, n % 7 + 1, f"friend{n}@mail.example"))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    people(tmp_path / "data" / "app.db")
    (tmp_path / "data" / "egress.log").write_text(
        "".join(f"ts=2018-05-01T00:00:{n:02d}Z upstream=api.mailer.example scheme=https email=p{n}@mail.example\n"
                for n in range(1, 50))
    )  # fmt: skip
    (tmp_path / "data" / "sleep-2018-01.csv").write_text(
        "user_id,minutes\n" + "".join(f"{n},400\n" for n in range(1, 40))
    )
    return tmp_path


def test_a_folder_of_everything(app: Path, saydo: Any) -> None:
    result = saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    assert result.returncode == 0, result.stderr
    estate = load_estate(app / "estate.yaml")
    assert {name: item.type for name, item in estate.sources.items()} == {
        "app": "sql",
        "data": "logs",
        "data-files": "files",
    }
    bound = app / "estate.yaml"
    assert list(dataset_of(bound, "accounts")) == ["app/users"], "an address book has e-mail addresses, too"
    account = dataset_of(bound, "accounts")["app/users"]
    assert account == {
        "dataset": "app/users",
        "subject": "id",
        "created": "created_at",
        "closed": "closed_at",
        "birth_date": "dob",
    }
    consent = dataset_of(bound, "consent")["app/consents"]
    assert consent == {
        "dataset": "app/consents",
        "subject": "user_id",
        "given": "granted_at",
        "withdrawn": "revoked_at",
        "kind": "purpose",
        "kinds": {"parental": ["parental"]},
    }
    gateway = dataset_of(bound, "gateway")["data/egress"]
    assert (gateway["direction"], gateway["host"], gateway["scheme"]) == ("egress", "upstream", "scheme")
    assert list(estate.parties) == ["us"], "who mailer.example is, only the owner knows"
    assert "#mailer.example:" in bound.read_text()
    assert dataset_of(bound, "subjects")["app/orders"]["subject"] == "user_id"
    assert bound.stat().st_mode & 0o777 == 0o600
    for told in ("saydo doctor", "saydo scan", "accounts", "parties"):
        assert told in result.stdout


def test_no_value_is_in_the_file_or_on_the_terminal(app: Path, saydo: Any) -> None:
    result = saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    told = (app / "estate.yaml").read_text() + result.stdout + result.stderr
    assert "@mail.example" not in told
    assert "1961" not in told


def test_every_row_is_read_as_planned_when_the_file_is_scanned_as_it_is(app: Path, saydo: Any) -> None:
    saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    result = saydo("scan", "-c", "estate.yaml", "-o", "audit", cwd=app)
    coverage = json.loads((app / "audit" / "coverage.json").read_text())
    assert coverage["gaps"] == [], "each file belongs to one source, and every binding names what is there"
    assert coverage["eligible"] == coverage["examined"] == 6
    assert result.returncode in (0, 1), result.stderr


def test_consents_of_unknown_words_accuse_nobody(app: Path, saydo: Any) -> None:
    with sqlite3.connect(app / "data" / "app.db") as db:
        db.execute("update consents set purpose = 'p-17' where purpose = 'parental'")
    saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    assert dataset_of(app / "estate.yaml", "consent") == {}
    assert "#- dataset: app/consents" in (app / "estate.yaml").read_text()


def test_tables_whose_names_say_nothing_are_no_sure_accounts(app: Path, saydo: Any) -> None:
    with sqlite3.connect(app / "data" / "app.db") as db:
        db.execute("alter table users rename to t_17")
    saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    assert dataset_of(app / "estate.yaml", "accounts") == {}
    assert "#- dataset: app/t_17" in (app / "estate.yaml").read_text()


def test_a_copy_is_no_second_account_table(app: Path, saydo: Any) -> None:
    people(app / "data" / "backup.db")
    saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    assert list(dataset_of(app / "estate.yaml", "accounts")) == ["app/users"]
    assert "#replica_of: app" in (app / "estate.yaml").read_text()


def test_ids_of_unrelated_tables_make_no_subjects(tmp_path: Path, saydo: Any) -> None:
    """Counters from 1 are among any other counters from 1."""
    people(tmp_path / "app.db")
    with sqlite3.connect(tmp_path / "other.db") as db:
        db.execute("create table boxes (id integer primary key, shelf int)")
        db.executemany("insert into boxes values (?, ?)", [(n, n) for n in range(1, 50)])
    saydo("init", "--folder", ".", "--out", "estate.yaml", cwd=tmp_path)
    assert "boxes" not in (tmp_path / "estate.yaml").read_text()


def test_the_demo_estate(demo: Any, tmp_path: Path, saydo: Any) -> None:
    """Accounts, consents and the outbound log as the demo's own estate file binds them."""
    out = tmp_path / "estate.yaml"
    folders = [arg for name in ("stores", "logs", "lake") for arg in ("--folder", str(demo.folder / name))]
    result = saydo("init", *folders, "--out", str(out))
    assert result.returncode in (0, 3), result.stderr
    mine, theirs = load_estate(out), load_estate(demo.folder / "estate.yaml")

    def bound(estate: Any, role: str) -> set[tuple[str, ...]]:
        parts = ("dataset", "subject", "given", "host")
        return {
            (entry["dataset"].rpartition("/")[2], *(entry.get(part, "") for part in parts[1:]))
            for entry in estate.bindings.get(role, ())
        }

    assert bound(mine, "accounts") >= {item for item in bound(theirs, "accounts") if item[0] in ("users", "members")}
    assert ("consents", "user_id", "granted_at", "") in bound(mine, "consent")
    assert bound(mine, "consent") <= bound(theirs, "consent"), "nothing is bound that the owner would not bind"
    assert bound(mine, "gateway") <= bound(theirs, "gateway")
    assert "egress" in {item[0] for item in bound(mine, "gateway")}
    scanned = saydo("scan", "-c", str(out), "-o", str(tmp_path / "audit"))
    assert scanned.returncode in (0, 1, 3), scanned.stderr
    missing = [
        gap
        for gap in json.loads((tmp_path / "audit" / "coverage.json").read_text())["gaps"]
        if gap["reason"] == "missing"
    ]
    assert missing == [], "every binding names a dataset and a field that is there"


HOSTILE = [
    'a"b',
    "a'b; drop table x",
    "x\ny",
    "\x1b[2Jz",
    "null",
    "- a: b",
    "#no",
    "用户",
    "{x}",
    "\u202eevil",
    "a: [",
    "%s",
]


def test_hostile_names(tmp_path: Path, saydo: Any) -> None:
    with sqlite3.connect(tmp_path / "odd.db") as db:
        for place, name in enumerate(HOSTILE):
            quoted = '"' + f"users {name}".replace('"', '""') + '"'
            column = '"' + f"e {name}".replace('"', '""') + '"'
            db.execute(f"create table {quoted} (id integer primary key, {column} text)")
            db.executemany(
                f"insert into {quoted} values (?, ?)",
                [(1000000 * (place + 1) + n, f"p{n}@mail.example") for n in range(20)],
            )
    result = saydo("init", "--folder", ".", "--out", "estate.yaml", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    text = (tmp_path / "estate.yaml").read_text()
    for told in (text, result.stdout, result.stderr):
        assert not ESCAPE.search(told)
    assert len(dataset_of(tmp_path / "estate.yaml", "accounts")) == 1
    assert text.count("#- dataset:") >= len(HOSTILE) - 1
    scanned = saydo("scan", "-c", "estate.yaml", "-o", "audit", cwd=tmp_path)
    assert scanned.returncode in (0, 1), scanned.stderr


def test_a_database_that_is_none(tmp_path: Path, saydo: Any) -> None:
    (tmp_path / "broken.db").write_bytes(b"SQLite format 3\x00" + os.urandom(4000))
    result = saydo("init", "--folder", ".", "--out", "estate.yaml", cwd=tmp_path)
    assert result.returncode in (3, 4)
    assert "Traceback" not in result.stderr


def test_unreachable_stores(app: Path, saydo: Any) -> None:
    url = "postgresql://nobody:hunter2-never@127.0.0.1:9/x"
    alone = saydo("init", "--url-env", "GONE_URL", "--out", "e.yaml", cwd=app, env={"GONE_URL": url})
    assert alone.returncode == 4
    assert not (app / "e.yaml").exists()
    both = saydo("init", "--url-env", "GONE_URL", "--folder", "data", "--out", "e.yaml", cwd=app, env={"GONE_URL": url})
    assert both.returncode == 3, both.stderr
    assert load_estate(app / "e.yaml").sources["gone"].model_extra == {"url": {"env": "GONE_URL"}}
    for told in (alone.stdout, alone.stderr, both.stdout, both.stderr, (app / "e.yaml").read_text()):
        assert "hunter2" not in told
        assert "Traceback" not in told


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "nothing to look at"),
        (("--url", "postgresql://me:hunter2@db/x"), "--url-env NAME"),
        (("--url", "app.db"), "--folder PATH"),
        (("--url-env", "NOT_SET_AT_ALL"), "is not set"),
        (("--url-env", "not a name"), "name of an environment variable"),
        (("--folder", "nowhere"), "no such folder"),
        (("--folder", "empty"), "holds no file"),
        (("--logs", "nowhere"), "--logs"),
        (("--folder", "data", "--policy", "unheard-of"), "--policy"),
        (("--folder", "data", "--out", "data"), "is a folder"),
    ],
)
def test_one_sentence(app: Path, args: tuple[str, ...], said: str, saydo: Any) -> None:
    (app / "empty").mkdir()
    out = () if "--out" in args else ("--out", "estate.yaml")
    result = saydo("init", *args, *out, cwd=app)
    assert result.returncode == 2
    assert said in result.stderr
    assert "hunter2" not in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (app / "estate.yaml").exists()


def test_nothing_is_written_over(app: Path, saydo: Any) -> None:
    (app / "estate.yaml").write_text("mine")
    result = saydo("init", "--folder", "data", "--out", "estate.yaml", cwd=app)
    assert (result.returncode, (app / "estate.yaml").read_text()) == (2, "mine")
    assert "--force" in result.stderr
    again = saydo("init", "--folder", "data", "--out", "estate.yaml", "--force", cwd=app)
    assert again.returncode == 0, again.stderr
    assert load_estate(app / "estate.yaml").sources
    assert [path.name for path in app.iterdir() if path.name.startswith(".estate")] == []


@pytest.mark.server
def test_a_real_server(tmp_path: Path, saydo: Any, server: Any) -> None:
    """In a fresh database at PostgreSQL and at MariaDB."""
    native = server.name == "postgresql"
    kind, zoned = ("uuid", "timestamptz") if native else ("char(36)", "timestamp null")
    # at MariaDB the database is part of a table's name, and twelve hexadecimal digits are masked as a MAC address
    name = "saydo_t_" + "".join(secrets.choice("ghijklmnop") for _ in range(12))
    if not native:
        server.databases.append(name)
        server.run(f"create database {name}")
        server = replace(server, database=name)
    server.run(
        f"create table users (id {kind} primary key, email varchar(80), birthday date, created_at {zoned})",
        f"create table consents (id serial, user_id {kind}, kind varchar(20), granted_at {zoned})",
    )
    ids = [str(uuid.UUID(int=(n + 1) << 70)) for n in range(40)]
    born = [(key, f"p{n}@mail.example") for n, key in enumerate(ids)]
    server.many("insert into users values (%s, %s, '1980-01-02', '2018-01-01 10:00:00')", born)
    given = "insert into consents (user_id, kind, granted_at) values (%s, 'parental', '2018-01-01 09:00:00')"
    server.many(given, [(key,) for key in ids])
    result = saydo("init", "--url-env", "DB_URL", "--out", str(tmp_path / "e.yaml"), env={"DB_URL": server.url})
    assert result.returncode == 0, result.stdout + result.stderr
    [account] = dataset_of(tmp_path / "e.yaml", "accounts").values()
    assert account["dataset"].endswith("users")
    assert (account["subject"], account["birth_date"], account["created"]) == ("id", "birthday", "created_at")
    [consent] = dataset_of(tmp_path / "e.yaml", "consent").values()
    assert (consent["subject"], consent["kinds"]) == ("user_id", {"parental": ["parental"]})


def test_the_help_names_the_options(saydo: Any) -> None:
    told = saydo("init", "--help", env={"COLUMNS": "200"}).stdout
    for option in ("--url-env", "--folder", "--logs", "--policy", "--force"):
        assert option in told
