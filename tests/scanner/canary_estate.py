"""An estate full of canaries: in cells of every type, in names, in what breaks, and where errors would quote them."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

ROWS = 24
DAY = "2018-03-{:02d}"


class Mint(Protocol):
    """What `canary_search.Mint` makes. `where` says where a value is planted."""

    def email(self, where: str, form: str = ...) -> str: ...
    def phone(self, where: str, country: str = ...) -> str: ...
    def imei(self, where: str) -> str: ...
    def mac(self, where: str) -> str: ...
    def ipv4(self, where: str) -> str: ...
    def ipv6(self, where: str) -> str: ...
    def place(self, where: str) -> tuple[float, float]: ...
    def birth(self, where: str) -> str: ...
    def person(self, where: str) -> str: ...
    def words(self, where: str) -> str: ...
    def account(self, where: str) -> str: ...
    def number(self, where: str) -> int: ...
    def jwt(self, where: str) -> str: ...


def build(root: Path, mint: Mint, bulk: int = 0) -> Path:
    """Writes the estate into a new folder and returns the path of estate.yaml. `bulk`: rows to add on top."""
    (root / "stores").mkdir(parents=True)
    _crm(root / "stores/crm.db", mint, bulk)
    _views(root / "stores/reporting.db", mint)
    _corrupt(root / "stores/broken.db", mint)
    text = f"Dear {mint.person('file that is no database')}, write to {mint.email('file that is no database')}\n"
    (root / "stores/letter.db").write_text(text * 40, encoding="utf-8")
    _logs(root / "logs", mint)
    _lake(root / "lake", mint, bulk)
    _mistaken(root / "mistaken", mint)
    (root / "attestations.yaml").write_text(
        "- {statement: amz-018, by: Data protection officer, on: 2018-06-01, says: Reviewed once a year}\n",
        encoding="utf-8",
    )
    config = root / "estate.yaml"
    config.write_text(yaml.safe_dump(_config(), sort_keys=False), encoding="utf-8")
    return config


# ---- databases -------------------------------------------------------------------------------------------------------


def _sql(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _raw_mac(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))


def _as_int(ip: str) -> int:
    return int.from_bytes(bytes(map(int, ip.split("."))), "big")


def _users(mint: Mint) -> Iterator[tuple[Any, ...]]:
    for row in range(ROWS):
        lat, lon = mint.place("REAL cells of users")
        mail = mint.email("TEXT cell of users")
        blob = b"\xff\xd8\xff\xe1Exif\x00" + mint.email("BLOB cell of users").encode()
        yield (
            mint.number("INTEGER key of users"),
            mint.person("TEXT cell of users"),
            mail.upper() if row % 3 else mail,
            mint.phone("TEXT cell of users"),
            mint.birth("TEXT cell of users"),
            DAY.format(row % 27 + 1),
            None if row % 2 else "2018-06-01",
            int(mint.imei("INTEGER cell of users")),
            int(mint.phone("INTEGER cell of users")[1:]),
            lat,
            lon,
            _as_int(mint.ipv4("INTEGER cell of users")),
            mint.account("TEXT cell of users"),
            mint.words("TEXT cell of users"),
            blob,
        )


def _crm(path: Path, mint: Mint, bulk: int) -> None:
    with closing(sqlite3.connect(path)) as db:
        users = list(_users(mint))
        db.execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT, email TEXT, phone TEXT, birth_date TEXT, "
            "created_at TEXT, closed_at TEXT, imei INTEGER, mobile INTEGER, lat REAL, lon REAL, last_ip INTEGER, "
            "external_id TEXT, note TEXT, avatar BLOB)"
        )
        db.executemany(f"INSERT INTO users VALUES ({', '.join('?' * 15)})", users)
        ids = [user[0] for user in users]
        _about_users(db, mint, ids)
        _names(db, mint)
        _literals(db, mint)
        _misfits(db, mint)
        if bulk:
            db.execute("CREATE TABLE archive (id INTEGER PRIMARY KEY, email TEXT, phone INTEGER, lat REAL, note TEXT)")
            many = ((at, u[2], u[8], u[9], u[13]) for at in range(bulk) for u in (users[at % ROWS],))
            db.executemany("INSERT INTO archive VALUES (?, ?, ?, ?, ?)", many)
        db.commit()


def _about_users(db: sqlite3.Connection, mint: Mint, ids: list[int]) -> None:
    db.execute("CREATE TABLE contacts (owner_id INTEGER, contact_name TEXT, contact_phone TEXT, contact_email TEXT)")
    db.execute("CREATE TABLE devices (user_id INTEGER, mac TEXT, mac_raw BLOB, imei TEXT, ip TEXT, ip6 TEXT)")
    db.execute("CREATE TABLE heart_rate (user_id INTEGER, measured_at TEXT, heart_rate INTEGER)")
    db.execute("CREATE TABLE messages (user_id INTEGER, sent_at TEXT, body TEXT, session TEXT)")
    db.execute("CREATE TABLE consents (user_id INTEGER, purpose TEXT, granted_at TEXT, revoked_at TEXT)")
    for row, user in enumerate(ids):
        for _ in range(2):
            contact = (mint.person("contacts"), mint.phone("contacts", "86138"), mint.email("contacts"))
            db.execute("INSERT INTO contacts VALUES (?, ?, ?, ?)", (user, *contact))
        mac = mint.mac("TEXT cell of devices")
        raw = _raw_mac(mint.mac("BLOB cell of devices"))
        addresses = (mint.ipv4("TEXT cell of devices"), mint.ipv6("TEXT cell of devices"))
        device = (user, mac.upper(), raw, mint.imei("TEXT cell of devices"), *addresses)
        db.execute("INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?)", device)
        for beat in range(10):
            moment = f"{DAY.format(row + 1)}T08:{beat:02d}:00Z"
            db.execute("INSERT INTO heart_rate VALUES (?, ?, ?)", (user, moment, 61 + (row * 7 + beat * 3) % 40))
        body = (
            f"Hello {mint.person('message')}, {mint.words('message')}. Call {mint.phone('message')} or write to "
            f"{mint.email('message')}; the watch {mint.mac('message')} is at {mint.ipv4('message')}."
        )
        db.execute("INSERT INTO messages VALUES (?, ?, ?, ?)", (user, DAY.format(row + 1), body, mint.jwt("message")))
        db.execute("INSERT INTO consents VALUES (?, 'parental', ?, NULL)", (user, DAY.format(row + 1)))
    # where the consent table says what it should not
    odd = (mint.email("consent purpose"), mint.words("consent purpose"), mint.account("consent purpose"))
    for kind in odd:
        given, withdrawn = mint.email("consent time"), mint.phone("consent time")
        db.execute("INSERT INTO consents VALUES (?, ?, ?, ?)", (ids[0], kind, given, withdrawn))
    db.execute("INSERT INTO consents VALUES (?, 'parental', '2018-01-01', NULL)", (mint.email("consent subject"),))


def _names(db: sqlite3.Connection, mint: Mint) -> None:
    """Tables, columns, indexes and triggers whose names are values."""
    holder = _sql(f"export for {mint.email('table name')}")
    columns = [
        mint.phone("column name"),
        mint.mac("column name"),
        mint.email("column name").upper(),
        mint.imei("column name"),
        mint.ipv4("column name"),
        mint.ipv6("column name"),
        mint.jwt("column name"),
        mint.email("column name, percent-encoded").replace("@", "%40"),
        "reply to <{}>".format(mint.email("column name, in brackets")),
        "mac_" + mint.mac("column name, underscores").replace(":", "_"),
        mint.phone("column name, digits only")[1:],
        "steps " + mint.mac("column name, bare").replace(":", ""),
    ]
    listed = ", ".join(f"{_sql(name)} TEXT" for name in columns)
    db.execute(f"CREATE TABLE {holder} (id INTEGER PRIMARY KEY, {listed})")
    for row in range(3):
        cells = (row, *(mint.email("cell under a named column") for _ in columns))
        db.execute(f"INSERT INTO {holder} VALUES ({', '.join('?' * len(cells))})", cells)
    for name in (
        mint.phone("table name"),
        "calls_" + mint.phone("table name, prefixed"),
        mint.mac("table name").replace(":", "-"),
        f"inbox.{mint.email('table name, dotted')}",
        mint.imei("table name"),
    ):
        db.execute(f"CREATE TABLE {_sql(name)} (body TEXT, parent INTEGER REFERENCES {holder}(id))")
        db.execute(f"INSERT INTO {_sql(name)} VALUES (?, NULL)", (mint.words("cell of a named table"),))
    db.execute(f"CREATE INDEX {_sql(mint.email('index name'))} ON contacts (contact_phone)")


def _literals(db: sqlite3.Connection, mint: Mint) -> None:
    """Values as literals in the schema itself."""
    db.execute(
        f"CREATE TABLE tickets (id INTEGER PRIMARY KEY, "
        f"owner TEXT DEFAULT {_text(mint.email('DEFAULT literal'))}, "
        f"hotline TEXT CHECK (hotline <> {_text(mint.phone('CHECK literal'))}), "
        f"kind TEXT GENERATED ALWAYS AS (coalesce(owner, {_text(mint.email('generated column literal'))})) VIRTUAL, "
        f"odd {_sql(mint.email('declared type'))} /* asked for by {mint.person('comment in DDL')} */)"
    )
    db.execute("INSERT INTO tickets (hotline) VALUES (?)", (mint.phone("cell of tickets"),))
    staff = _text(mint.email("partial index literal"))
    db.execute(f"CREATE INDEX tickets_open ON tickets (coalesce(owner, {_text(mint.email('index literal'))}))")
    db.execute(f"CREATE INDEX tickets_staff ON tickets (owner) WHERE owner = {staff}")
    db.execute(f"CREATE VIEW vip AS SELECT * FROM tickets WHERE owner = {_text(mint.email('view literal'))}")
    db.execute(
        f"CREATE TRIGGER {_sql('tell ' + mint.email('trigger name'))} AFTER INSERT ON tickets BEGIN "
        f"UPDATE tickets SET owner = {_text(mint.email('trigger literal'))} WHERE id = new.id; END"
    )


def _misfits(db: sqlite3.Connection, mint: Mint) -> None:
    """Cells that no driver can convert, which makes drivers quote them; and values as keys to cut tables by."""
    db.execute(
        "CREATE TABLE misfits (day DATE, at DATETIME, clock TIME, amount NUMERIC(10, 2), flag BOOLEAN, doc JSON, "
        "count INTEGER, share REAL, ref UUID, raw BLOB, stamp TIMESTAMP)"
    )
    for _ in range(3):
        cells = [mint.email("cell against its column's type") for _ in range(10)]
        db.execute("INSERT INTO misfits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*cells, mint.birth("TIMESTAMP")))
    db.execute("CREATE TABLE undecodable (id INTEGER PRIMARY KEY, body TEXT)")
    for _ in range(3):
        raw = b"\xc3(" + mint.email("TEXT that is no UTF-8").encode() + b"\xff\xfe" + mint.words("no UTF-8").encode()
        db.execute("INSERT INTO undecodable (body) VALUES (CAST(? AS TEXT))", (raw,))
        wide = mint.email("UTF-16 in a BLOB").encode("utf-16")
        db.execute("INSERT INTO undecodable (body) VALUES (?)", (wide,))
    db.execute("CREATE TABLE by_imei (imei INTEGER PRIMARY KEY, seen TEXT)")
    db.execute("CREATE TABLE by_mail (mail TEXT PRIMARY KEY, seen TEXT) WITHOUT ROWID")
    db.execute("CREATE TABLE by_number (phone INTEGER PRIMARY KEY, seen TEXT) WITHOUT ROWID")
    for row in range(6):
        seen = DAY.format(row + 1)
        db.execute("INSERT INTO by_imei VALUES (?, ?)", (int(mint.imei("INTEGER PRIMARY KEY")), seen))
        db.execute("INSERT INTO by_mail VALUES (?, ?)", (mint.email("TEXT PRIMARY KEY"), seen))
        db.execute("INSERT INTO by_number VALUES (?, ?)", (int(mint.phone("WITHOUT ROWID key")[1:]), seen))


def _views(path: Path, mint: Mint) -> None:
    """Views that fail when they are described or read, each with a message that quotes a value."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE people (email TEXT, note TEXT)")
        for _ in range(4):
            cells = (mint.email("cell that a view quotes"), mint.words("cell that a view quotes"))
            db.execute("INSERT INTO people VALUES (?, ?)", cells)
        bad = mint.email("JSON path literal in a view")
        for name, body in {
            "quotes_cell": "SELECT json_extract('{}', email) AS broken, note FROM people",
            "quotes_literal": f"SELECT json_extract('{{}}', {_text(bad)}) AS broken FROM people",
            "bad_json": f"SELECT json({_text('{' + mint.email('JSON literal in a view'))}) AS broken FROM people",
            "overflow": "SELECT abs(-9223372036854775808) AS broken, email FROM people",
            "no_table": f"SELECT * FROM {_sql(mint.email('missing table in a view'))}",
            "no_column": f"SELECT people.{_sql(mint.email('missing column in a view'))} FROM people",
            "no_function": f"SELECT {_sql(mint.email('missing function in a view'))}(email) FROM people",
            "unnamed": f"SELECT {_text(mint.email('unnamed view column'))}, count(*) FROM people",
            f"for {mint.email('view name')}": "SELECT email FROM people",
        }.items():
            db.execute(f"CREATE VIEW {_sql(name)} AS {body}")
        db.commit()


def _corrupt(path: Path, mint: Mint) -> None:
    """A database whose middle pages are overwritten; what is left of the rows stands around the damage."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA page_size = 512")
        db.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, note TEXT)")
        db.execute("CREATE TABLE devices (imei TEXT, seen TEXT)")
        for row in range(60):
            cells = (mint.email("corrupt database"), mint.words("corrupt database")) if row % 6 == 0 else ("", "x" * 60)
            db.execute("INSERT INTO people (email, note) VALUES (?, ?)", cells)
            db.execute("INSERT INTO devices VALUES (?, '2018-01-01')", (f"{row}",))
        db.commit()
    data = bytearray(path.read_bytes())
    pages = len(data) // 512
    for page in range(3, pages, 3):
        # the header and some cell pointers go; the cells and their values stay
        data[page * 512 : page * 512 + 12] = b"\xee" * 12
    path.write_bytes(data)


# ---- logs ------------------------------------------------------------------------------------------------------------


def _logs(root: Path, mint: Mint) -> None:
    for folder in ("app", "gateway", "access"):
        (root / folder).mkdir(parents=True)
    app = [line for turn in range(6) for line in _app_lines(mint, turn)]
    (root / "app/app.log").write_bytes(b"\n".join(app) + b"\n")
    older = b"\n".join(line for turn in range(2) for line in _app_lines(mint, turn))
    (root / "app/app.log.1.gz").write_bytes(gzip.compress(older))
    (root / "access/access.log").write_text("\n".join(_access_lines(mint)) + "\n", encoding="utf-8")
    _write_lines(root / "gateway/ingress.log", _ingress(mint))
    _write_lines(root / "gateway/egress.log", _egress(mint))
    _write_lines(root / "gateway/calls.log", _calls(mint))
    inside = f"2018-03-01 08:00:00 INFO paired {mint.mac('line of a named log')}\n"
    for name in (
        f"device-{mint.imei('log file name')}.log",
        f"device-{mint.imei('rotated log file name')}.log.2",
        f"band_{mint.mac('log file name').replace(':', '_')}-20180301.log",
        f"trace.{mint.email('log file name')}.log",
        f"call-{mint.phone('log file name')}.2018-03-01.log",
        f"{mint.email('log folder name')}/sync.log",
        f"from-{mint.ipv4('log folder name')}/sync.log",
    ):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(inside, encoding="utf-8")
    packed = gzip.compress(inside.encode())
    (root / f"old-{mint.email('gz log file name')}.log.gz").write_bytes(packed)
    lost = gzip.compress(json.dumps({mint.email("cut gz log"): [mint.words("cut gz log")] * 9}).encode())
    (root / "app/cut.log.gz").write_bytes(lost[: len(lost) - 10])


def _write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _app_lines(mint: Mint, turn: int) -> Iterator[bytes]:
    at = f"2018-03-{turn + 1:02d} 08:15:00,123"
    lat, lon = mint.place("log line")
    yield (
        f"{at} DEBUG sql INSERT INTO users (email, phone, dob) VALUES ('{mint.email('SQL literal in a log')}', "
        f"'{mint.phone('SQL literal in a log')}', '{mint.birth('SQL literal in a log')}')"
    ).encode()
    yield f"{at} DEBUG sql SELECT * FROM users WHERE email = '{mint.email('SQL literal in a log')}' -- slow".encode()
    yield f"{at} ERROR duplicate key (email)=({mint.email('error in a log')}) already exists".encode()
    yield f"{at} ERROR could not parse '{mint.words('error in a log')}' for {mint.person('error in a log')}".encode()
    yield f'ValueError: invalid literal for int() with base 10: "{mint.account("stack trace in a log")}"'.encode()
    yield f"{at} INFO sync imei={mint.imei('pair in a log')} lat={lat} lon={lon} ip={mint.ipv6('pair')}".encode()
    yield f"{at} WARN retry {mint.email('log key')}=3 {mint.phone('log key')}=4 user={mint.account('pair')}".encode()
    yield json.dumps({"t": at, mint.email("JSON key in a log"): {"seen": 1}, "who": mint.person("log")}).encode()
    yield json.dumps({"t": at, "hits": {mint.mac("JSON key in a log"): {mint.phone("JSON key in a log"): 2}}}).encode()
    yield json.dumps({"t": at, "message": "auth", "token": mint.jwt("JSON log"), "id": int(mint.imei("log"))}).encode()
    yield f'{{"broken": "{mint.email("broken JSON in a log")}", '.encode()
    yield b"\xff\xfe" + f"{at} {mint.email('line that is no UTF-8')}".encode() + b"\xc3("
    yield f"{at} dump {'x' * 150_000} {mint.email('end of a very long line')}".encode()
    yield mint.email("line of UTF-16").encode("utf-16-le")


def _access_lines(mint: Mint) -> Iterator[str]:
    for turn in range(6):
        head = f"{mint.ipv4('access log')} - {mint.email('access log user')} [0{turn + 1}/Mar/2018:08:00:00 +0000]"
        query = f"mail={mint.email('query value').replace('@', '%40')}&{mint.email('query key').replace('@', '%40')}=1"
        path = f"/u/{mint.email('URL path')}/{mint.imei('URL path')}?{query}&tel=%2B{mint.phone('query value')[1:]}"
        refers = f"https://{mint.email('referer userinfo').replace('@', '%40')}:x@portal.pacefit.example/"
        yield f'{head} "GET {path} HTTP/1.1" 200 512 "{refers}" "agent/{mint.account("user agent")}"'
    yield f'{mint.ipv6("access log")} - - [07/Mar/2018:08:00:00 +0000] "{mint.words("bad request")}" 400 -'


def _ingress(mint: Mint) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for turn in range(12):
        lat, lon = mint.place("ingress")
        rows.append(
            {
                "ts": f"2018-04-{turn + 1:02d}T08:00:00Z",
                "host": "api.pacefit.example",
                "scheme": "http" if turn % 2 else "https",
                "client": mint.ipv4("ingress"),
                "path": f"/v1/{mint.account('ingress path')}",
                "device": {"mac": mint.mac("ingress"), "imei": mint.imei("ingress")},
                "position": {"lat": lat, "lon": lon},
                "login": mint.email("ingress"),
            }
        )
    odd = {
        "scheme": (mint.email("scheme of a gateway"), mint.words("scheme of a gateway"), mint.phone("scheme")),
        "ts": (mint.email("time of a gateway"), mint.phone("time of a gateway")[1:], mint.birth("time of a gateway")),
        "host": (mint.person("host of a gateway"), mint.jwt("host of a gateway"), mint.words("host of a gateway")),
    }
    for key, values in odd.items():
        rows += [dict(rows[at]) | {key: value} for at, value in enumerate(values)]
    return rows


def _egress(mint: Mint) -> list[dict[str, Any]]:
    """Calls to others. Some hosts are values themselves, or carry one in a label."""
    hosts = ["api.mailer.example"] * 6 + ["beacon.trackly.example"] * 4
    for _ in range(2):
        hosts += [
            mint.email("egress host"),
            mint.email("egress host, VERP").replace("@", "=") + "@bounce.trackly.example",
            mint.email("egress host, percent-encoded").replace("@", "%40"),
            mint.mac("egress host label").replace(":", "-") + ".devices.trackly.example",
            mint.imei("egress host label") + ".dm.trackly.example",
            mint.phone("egress host label") + ".sms.trackly.example",
            mint.ipv4("egress host"),
            mint.ipv4("egress host with port") + ":8443",
            "ip-" + mint.ipv4("egress host label").replace(".", "-") + ".eu.trackly.example",
            f"[{mint.ipv6('egress host')}]:443",
            mint.person("egress host"),
            mint.words("egress host"),
        ]
    rows = []
    for turn, host in enumerate(hosts):
        contact = {"email": mint.email("egress"), "phone": mint.phone("egress"), "name": mint.person("egress")}
        ts = f"2018-05-{turn % 28 + 1:02d}T09:00:00Z"
        rows.append({"ts": ts, "upstream": host, "scheme": "https", "path": "/v3/send", **contact})
    return rows


def _calls(mint: Mint) -> list[dict[str, Any]]:
    """A gateway log that has whole URLs."""
    encoded = mint.email("URL userinfo, percent-encoded").replace("@", "%40")
    urls = [
        f"https://{encoded}:hunter@ship.trackly.example/labels",
        f"https://{mint.email('URL userinfo')}:hunter@ship.trackly.example/labels",
        f"https://{mint.phone('URL userinfo')}@sip.trackly.example",
        f"https://ship.trackly.example/u/{mint.email('URL path')}",
        f"https://ship.trackly.example/labels?to={mint.email('URL query')}&t={mint.jwt('URL query')}",
        f"https://ship.trackly.example/labels#{mint.phone('URL fragment')}",
        f"http://{mint.mac('URL host label').replace(':', '-')}.dev.trackly.example/x",
        f"http://{mint.ipv4('URL host')}:8080/{mint.imei('URL path')}",
        f"http://[{mint.ipv6('URL host')}]/x",
        f"mailto:{mint.email('mailto URL')}",
        f"{mint.email('scheme of a URL').replace('@', '+')}://ship.trackly.example/",
        f"https://{mint.person('host of a URL')}/",
        f"https://[{mint.email('broken URL')}/",
        mint.words("URL that is none"),
    ]
    login = [mint.email("calls") for _ in urls]
    return [
        {"ts": f"2018-06-{at + 1:02d}T10:00:00Z", "url": url, "email": mail}
        for at, (url, mail) in enumerate(zip(urls, login, strict=True))
    ]


# ---- objects ---------------------------------------------------------------------------------------------------------


def _lake(root: Path, mint: Mint, bulk: int) -> None:
    root.mkdir(parents=True)
    _plain_objects(root, mint)
    _named_objects(root, mint)
    _odd_text(root, mint)
    _odd_json(root, mint)
    _parquets(root, mint)
    if bulk:
        rows = [json.dumps({"mail": mint.email("bulk JSONL"), "says": mint.words("bulk JSONL")}) for _ in range(50)]
        (root / "bulk.jsonl").write_text("\n".join(rows * (bulk // 50)) + "\n", encoding="utf-8")


def _plain_objects(root: Path, mint: Mint) -> None:
    table = ["name,email,birth_date,lat,lon"]
    for _ in range(8):
        lat, lon = mint.place("CSV cell")
        table.append(f"{mint.person('CSV cell')},{mint.email('CSV cell')},{mint.birth('CSV cell')},{lat},{lon}")
    (root / "people.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    rows = [{"who": mint.person("JSONL"), "mac": mint.mac("JSONL"), "id": mint.number("JSONL")} for _ in range(8)]
    (root / "bands.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    book = [{"name": mint.person("address book"), "phone": mint.phone("address book", "86138")} for _ in range(8)]
    (root / "book.json").write_text(json.dumps({"contacts": book}), encoding="utf-8")


def _named_objects(root: Path, mint: Mint) -> None:
    """Object keys that are values, and folders, whole or in part, as written or encoded."""
    lat, lon = mint.place("object key")
    keys = [
        f"exports/{mint.email('object key')}.csv",
        f"exports/{mint.email('object key, upper case').upper()}.csv",
        f"exports/{mint.email('object key, percent-encoded').replace('@', '%40')}.csv",
        f"exports/{mint.email('object key, encoded twice').replace('@', '%2540')}.csv",
        f"exports/2018-03-01_{mint.email('object key with a date')}_part-0001.csv",
        f"exports/{mint.email('object key without extension')}",
        f"bands/{mint.mac('object key, underscores').replace(':', '_')}.csv",
        f"bands/band_{mint.mac('object key, underscores').replace(':', '_')}_20180301.csv",
        f"bands/{mint.mac('object key, dashes').replace(':', '-').upper()}.csv",
        f"bands/{mint.mac('object key, colons')}.csv",
        f"calls/{mint.phone('object key')}.csv",
        f"calls/2018-03-01 {mint.phone('object key with a date')}.csv",
        f"calls/+49 151 {mint.phone('object key, spaced')[6:]}.csv",
        f"phones/{mint.imei('object key')}.csv",
        f"phones/imei-{mint.imei('object key')}-2018.csv",
        f"tracks/{lat}_{lon}.csv",
        "tracks/{} {}.csv".format(*mint.place("object key, spaced")),
        "tracks/lat{}_lon{}_2018.csv".format(*mint.place("object key, labelled")),
        "tracks/{}/{}/steps.csv".format(*mint.place("two folders")),
        f"bounces/bounce+{mint.email('object key, VERP').replace('@', '=')}@list.example.org.eml",
        f"bounces/{mint.email('outer, encoded').replace('@', '%40')}/{mint.email('beside an encoded one')}.eml",
        f"bounces/for%3A{mint.email('object key after an escape')}.eml",
        f"calls/%2B{mint.phone('object key, percent-encoded')[1:]}.csv",
        f"calls/{mint.phone('object key, digits only')[1:]}.csv",
        f"calls/tel_{mint.phone('object key, digits only, prefixed')[1:]}_2018.csv",
        f"bands/{mint.mac('object key, bare').replace(':', '')}.csv",
        f"bands/band_{mint.mac('object key, bare, prefixed').replace(':', '')}-2018.csv",
        f"bands/{mint.mac('object key, spaced').replace(':', ' ')}.csv",
        f"hosts/ip-{mint.ipv4('object key, dashes').replace('.', '-')}.eu.csv",
        f"hosts/{mint.ipv4('object key, underscores').replace('.', '_')}.csv",
        f"hosts/{mint.ipv4('object key before a date')}-2018-03-01.csv",
        f"tracks/from {mint.ipv4('object key')}.csv",
        f"tracks/{mint.ipv6('object key')}.csv",
        f"sessions/{mint.jwt('object key')}.csv",
        f"{mint.email('folder')}/steps.csv",
        f"{mint.email('outer folder')}/{mint.phone('inner folder')}/steps.csv",
        f"{mint.mac('folder').replace(':', '-')}/steps.csv",
        f"{mint.phone('folder')}/steps.csv",
        f"{mint.imei('folder')}/steps.csv",
        f"{mint.ipv4('folder')}/steps.csv",
        f"by/email={mint.email('partition folder')}/day=2018-03-01/steps.csv",
        f"by/email={mint.email('partition folder, encoded').replace('@', '%40')}/steps.csv",
        f"by/imei={mint.imei('partition folder')}/steps.csv",
        f"notes\n{mint.email('key with a line break')}.csv",
    ]
    for key in keys:
        path = root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("day,steps\n2018-03-01,4000\n2018-03-02,5000\n", encoding="utf-8")
    raw = os.fsencode(root) + b"/caf\xe9 " + mint.email("key that is no UTF-8").encode() + b".csv"
    with open(raw, "wb") as file:
        file.write(b"day,steps\n2018-03-01,4000\n")
    (root / "scans").mkdir()
    (root / f"scans/{mint.email('key without a reader')}.pdf").write_bytes(b"%PDF-1.4 " + _inside(mint, "PDF"))
    with zipfile.ZipFile(root / f"scans/{mint.phone('key of an archive')}.zip", "w") as archive:
        archive.writestr(mint.email("member of an archive"), mint.words("archive"))
    (root / "latest.csv").symlink_to(f"exports/{keys[0].rpartition('/')[2]}")
    (root / "lost.csv").symlink_to(f"gone/{mint.email('target of a broken link')}.csv")
    (root / "outside").symlink_to(f"../missing {mint.phone('target of a broken link')}")


def _inside(mint: Mint, where: str) -> bytes:
    return f"{mint.email(where)} {mint.words(where)} {mint.person(where)}".encode()


def _odd_text(root: Path, mint: Mint) -> None:
    """Delimited text whose header holds values, or that breaks while it is read."""
    odd = root / "odd"
    odd.mkdir()
    header = f"day,{mint.email('CSV header')},{mint.phone('CSV header')},{mint.mac('CSV header')}"
    (odd / "wide.csv").write_text(f"{header}\n2018-03-01,1,2,3\n2018-03-02,4,5,6\n", encoding="utf-8")
    rows = [
        f"{mint.person('CSV without a header')},{mint.email('CSV without a header')},"
        f"{mint.birth('CSV without a header')},{mint.phone('CSV without a header')}"
        for _ in range(6)
    ]
    (odd / "headless.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    numbers = ["id,count"] + [f"{at},{at * 3}" for at in range(3000)]
    numbers += [f"{mint.email('CSV, late change of type')},{mint.words('CSV, late change of type')}"]
    (odd / "types.csv").write_text("\n".join(numbers) + "\n", encoding="utf-8")
    ragged = f"a,b\n1,2\n3,4,{mint.email('CSV, row too long')},{mint.words('CSV, row too long')}\n5\n"
    (odd / "ragged.csv").write_text(ragged, encoding="utf-8")
    (odd / "quotes.csv").write_bytes(b'a,b\n1,"never closed ' + _inside(mint, "CSV, quote") + b"\n" * 9)
    (odd / "nul.csv").write_bytes(b"a,b\n1,\x00" + _inside(mint, "CSV, NUL") + b"\n")
    (odd / "bytes.csv").write_bytes(b"a,b\n1,\xff\xc3(" + _inside(mint, "CSV, no UTF-8") + b"\n")
    (odd / "wide16.csv").write_bytes(f"a,b\n1,{mint.email('CSV in UTF-16')}\n".encode("utf-16"))
    twice = mint.email("CSV header, twice")
    (odd / "twice.csv").write_text(f"{twice},{twice}\n1,2\n", encoding="utf-8")
    (odd / "tabs.tsv").write_text(f"day\t{mint.imei('TSV header')}\n2018\t1\n", encoding="utf-8")
    packed = gzip.compress(b"name,email\n" + b"".join(_inside(mint, "cut gzip") + b",x\n" for _ in range(40)))
    (odd / "cut.csv.gz").write_bytes(packed[: len(packed) - 12])
    (odd / "no.csv.gz").write_bytes(_inside(mint, "gzip that is none"))


def _odd_json(root: Path, mint: Mint) -> None:
    odd = root / "json"
    odd.mkdir()
    keyed = [{mint.email("JSONL key"): {mint.phone("JSONL key"): 1}, "n": at} for at in range(4)]
    keyed += [{"friends": {mint.email("nested JSONL key").upper(): {"since": mint.birth("JSONL")}}} for _ in range(4)]
    keyed += [{"at." + mint.email("dotted JSONL key"): [{mint.mac("JSONL key in a list"): 1}]} for _ in range(4)]
    keyed += [{"imeis": {mint.imei("JSONL key"): 1}, "ips": {mint.ipv4("JSONL key"): 2}} for _ in range(4)]
    lines = [json.dumps(row) for row in keyed]
    lines.insert(3, f'{{"{mint.email("broken JSONL key")}": {mint.words("broken JSONL value")}')
    lines.append(f'{{"a": 1, "{mint.email("key of bad JSONL")}": NaN, "b": tru}}')
    (odd / "keyed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    twice = mint.email("JSON key, twice")
    (odd / "twice.json").write_text(f'{{"{twice}": 1, "{twice}": "{mint.words("JSON")}"}}', encoding="utf-8")
    (odd / "bare.json").write_text(json.dumps(mint.email("bare JSON value")), encoding="utf-8")
    (odd / "bare_number.json").write_text(mint.imei("bare JSON number"), encoding="utf-8")
    (odd / "list.json").write_text(json.dumps([mint.email("bare JSON list") for _ in range(4)]), encoding="utf-8")
    (odd / "broken.json").write_text(f'{{"mail": "{mint.email("broken JSON")}", x}}', encoding="utf-8")
    deep = '{"a":' * 3000 + json.dumps(mint.email("deep JSON")) + "}" * 3000
    (odd / "deep.json").write_text(deep, encoding="utf-8")
    escaped = "".join(f"\\u{ord(char):04x}" for char in mint.email("JSON key, escaped"))
    (odd / "escaped.json").write_text(f'[{{"{escaped}": 1}}]', encoding="utf-8")
    book = {"contacts": {mint.phone("JSON key"): {"name": mint.person("JSON")} for _ in range(5)}}
    (odd / "book.json").write_text(json.dumps(book), encoding="utf-8")


def _parquets(root: Path, mint: Mint) -> None:
    odd = root / "columns"
    odd.mkdir()
    nested = [{mint.mac("Parquet struct field"): 1}] * 3
    table = pa.table(
        {
            mint.phone("Parquet column"): [1, 2, 3],
            mint.email("Parquet column"): [mint.birth("Parquet cell") for _ in range(3)],
            "imei": pa.array([int(mint.imei("Parquet integer")) for _ in range(3)], pa.int64()),
            "who": pa.array([mint.email("Parquet dictionary") for _ in range(3)]).dictionary_encode(),
            "nested": nested,
            "account": [mint.account("Parquet statistics") for _ in range(3)],
        }
    )
    metadata = {"owner": mint.email("Parquet metadata"), mint.phone("Parquet metadata"): "1"}
    pq.write_table(table.replace_schema_metadata(metadata), odd / "odd.parquet", compression="none")
    cells = [mint.email("corrupt Parquet") for _ in range(6)]
    whole = odd / "corrupt.parquet"
    pq.write_table(pa.table({mint.email("column of a corrupt Parquet"): cells}), whole, compression="none")
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) // 2] + b"\xee" * 24 + data[len(data) // 2 + 24 :])
    (odd / "cut.parquet").write_bytes(data[: len(data) - 30])
    footless = data.replace(cells[0].encode(), b"\xff" * len(cells[0]))
    (odd / "cells.parquet").write_bytes(footless)
    (odd / "none.parquet").write_bytes(b"PAR1" + _inside(mint, "Parquet that is none") + b"\x10\x00\x00\x00PAR1")


# ---- what the owner wrote --------------------------------------------------------------------------------------------


def _mistaken(root: Path, mint: Mint) -> None:
    """Data files that somebody passes where a configuration belongs."""
    root.mkdir()
    mail = mint.email("data taken for a configuration")
    (root / "export.csv").write_text(f'name,"{mail}\n@{mail}: {mint.words("mistaken CSV")}\n', encoding="utf-8")
    (root / "export.json").write_text(json.dumps({mint.email("mistaken JSON"): mint.words("mistaken JSON")}))
    (root / "twice.json").write_text(f'{{"{mail}": 1, "{mail}": {mint.number("mistaken JSON")}}}', encoding="utf-8")
    (root / "export.log").write_text(f"a: b: {mint.email('mistaken log')}\n\t- {mail}\n", encoding="utf-8")
    (root / "export.bin").write_bytes(b"\x00\xff" + _inside(mint, "mistaken binary"))
    (root / "list.json").write_text(json.dumps([mint.email("mistaken list"), {mint.phone("mistaken list"): 1}]))
    text = f"version: {mint.email('mistaken value')}\npolicy: {mint.phone('mistaken value')}\n"
    text += f"sources: {{{mint.account('mistaken key')}: {{type: {mint.words('mistaken value')}}}}}\n"
    (root / "shaped.yaml").write_text(text, encoding="utf-8")


def mistakes(config: Path) -> Iterator[tuple[str, Path]]:
    """Configurations that can't work: a data file itself, and the estate with a data file for one of its parts."""
    data = sorted((config.parent / "mistaken").iterdir())
    for path in data:
        yield f"config is {path.name}", path
    estate = yaml.safe_load(config.read_text(encoding="utf-8"))
    for key in ("policy", "attestations", "detectors"):
        for path in data:
            if path.name in ("export.csv", "export.json", "twice.json", "shaped.yaml"):
                name = f"mistaken/{path.name}"
                wrong = config.with_name(f"{key}-{path.name}.yaml")
                wrong.write_text(yaml.safe_dump(estate | {key: [name] if key == "detectors" else name}))
                yield f"{key} is {path.name}", wrong


def _config() -> dict[str, Any]:
    def store(kind: str, where: str, value: str, **more: Any) -> dict[str, Any]:
        return {"type": kind, where: value, "party": "us", "country": "SG", "timezone": "UTC", **more}

    def gateway(name: str, direction: str, **parts: str) -> dict[str, Any]:
        return {"dataset": f"web/gateway/{name}", "direction": direction, "time": "ts", **parts}

    return {
        "version": 1,
        "policy": "amazfit-2018",
        "as_of": "2018-12-31",
        "defaults": {"confidence": 0.95, "max_upper_bound": 0.01, "seed": 7},
        "sources": {
            "crm": store("sql", "url", "sqlite:///stores/crm.db"),
            "reporting": store("sql", "url", "sqlite:///stores/reporting.db", views=True),
            "broken": store("sql", "url", "sqlite:///stores/broken.db"),
            "letter": store("sql", "url", "sqlite:///stores/letter.db"),
            "web": store("logs", "path", "logs"),
            "lake": store("files", "path", "lake"),
        },
        "parties": {
            "us": {"class": "first_party", "country": "CN", "hosts": ["api.pacefit.example"]},
            "mailer": {"class": "processor.mailing", "country": "US", "hosts": ["api.mailer.example"]},
        },
        "engagements": [
            {
                "party": "mailer",
                "role": "processor",
                "purposes": ["service_communication"],
                "countries": ["US"],
                "valid_from": "2018-01-01",
                "valid_to": "2018-12-31",
                "clauses": ["on_behalf", "confidentiality", "use_restriction"],
            }
        ],
        "bindings": {
            "accounts": {
                "dataset": "crm/users",
                "subject": "id",
                "created": "created_at",
                "closed": "closed_at",
                "birth_date": "birth_date",
            },
            "consent": {
                "dataset": "crm/consents",
                "subject": "user_id",
                "kind": "purpose",
                "given": "granted_at",
                "withdrawn": "revoked_at",
                "kinds": {"parental": ["parental"]},
            },
            "gateway": [
                gateway("ingress", "ingress", host="host", scheme="scheme"),
                gateway("egress", "egress", host="upstream", scheme="scheme"),
                gateway("calls", "egress", url="url"),
            ],
            "subjects": [
                {"dataset": "crm/contacts", "subject": "owner_id"},
                {"dataset": "crm/devices", "subject": "user_id"},
                {"dataset": "crm/messages", "subject": "user_id"},
            ],
        },
        "flows": [
            {
                "from": "crm/users",
                "to": "mailer",
                "categories": ["contact.email"],
                "purposes": ["service_communication"],
                "encrypted": True,
            }
        ],
        "attestations": "attestations.yaml",
        "parameters": {"inactive_days": 730},
    }
