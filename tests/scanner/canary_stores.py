"""The same canaries as tables of any database, as a SQLite file, as logs and as files; and the estate over them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

PEOPLE = 10
DAY = "2018-03-{:02d}"


class Column(Protocol):
    """A `canary_categories.Column`."""

    category: str
    values: tuple[str, ...]

    @property
    def name(self) -> str: ...
    @property
    def group(self) -> str: ...


@dataclass(frozen=True)
class Table:
    """A table whose cells are all text."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def literal(value: str, backslash: bool = False) -> str:
    """As SQL writes it; `backslash` where the server takes one for an escape."""
    value = value.replace("\\", "\\\\") if backslash else value
    return "'" + value.replace("'", "''") + "'"


def names(mint: Any, where: str) -> list[str]:
    """Names of things that are values, whole or in part. Only kinds that can be told by their own shape: nothing tells
    the name of a made-up person, a token or a UUID from what a table may well be called."""
    # a name can be at most 63 bytes on PostgreSQL
    return [
        mint.email(where),
        mint.email(f"{where}, upper case").upper(),
        "export for " + mint.email(f"{where}, words before"),
        mint.email(f"{where}, percent-encoded").replace("@", "%40"),
        "inbox." + mint.email(f"{where}, dotted"),
        mint.phone(where),
        "calls_" + mint.phone(f"{where}, prefixed", "86138"),
        "tel " + mint.phone(f"{where}, digits only")[1:],
        mint.mac(where),
        "band_" + mint.mac(f"{where}, underscores").replace(":", "_"),
        mint.imei(where),
        "imei_" + mint.imei(f"{where}, prefixed"),
        mint.ipv4(where),
        "host-" + mint.ipv4(f"{where}, dashes").replace(".", "-"),
        "at {} {}".format(*mint.place(where)),
        mint.ipv6(where),
    ]


# ---- tables ----------------------------------------------------------------------------------------------------------


def groups(columns: Sequence[Column]) -> list[Table]:
    """A table for each top-level category."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        found.setdefault(column.group, []).append(column)
    return [
        Table(f"{group}_data", tuple(item.name for item in mine), tuple(zip(*(i.values for i in mine), strict=True)))
        for group, mine in found.items()
    ]


def slices(columns: Sequence[Column], width: int = 32) -> list[Table]:
    """Few wide tables: each table costs a connection, and this is no test of speed."""
    parts = [columns[at : at + width] for at in range(0, len(columns), width)]
    return [
        Table(f"part_{at}", tuple(item.name for item in mine), tuple(zip(*(i.values for i in mine), strict=True)))
        for at, mine in enumerate(parts)
    ]


def everything(columns: Sequence[Column]) -> list[Table]:
    """Plainly named, without telling names, as attributes in rows, and as documents."""
    plain = groups(columns)
    blind = tuple(f"c{at:03d}" for at in range(len(columns)))
    pairs = [(str(at), item.name, value) for item in columns for at, value in enumerate(item.values)]
    documents = [
        (str(at), json.dumps({table.name: row}, ensure_ascii=bool(at % 2)))
        for at in range(len(columns[0].values))
        for table in plain
        for row in table.records()[at : at + 1]
    ]
    return [
        *plain,
        Table("blind", blind, tuple(zip(*(item.values for item in columns), strict=True))),
        Table("attributes", ("owner", "attribute", "value"), tuple(pairs)),
        Table("documents", ("owner", "document"), tuple(documents)),
    ]


def people(mint: Any, store: str) -> list[Table]:
    """The tables that the estate binds, with values where words of a list or moments belong."""
    ids = [mint.account(f"{store}: bound subject") for _ in range(PEOPLE)]
    days = [DAY.format(at + 1) for at in range(PEOPLE)]

    def odd(part: str) -> str:
        return str(mint.account(f"{store}: {part} of a binding"))

    def table(name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> Table:
        return Table(name, tuple(columns.split()), tuple(rows))

    born = [mint.birth(f"{store}: account") for _ in ids]
    made = [(one, born[at], days[at], None, odd("country"), odd("mail")) for at, one in enumerate(ids)]
    choices = [(one, odd("kind"), odd("given"), odd("withdrawn")) for one in ids[:4]]
    choices += [(one, "parental", day, None) for one, day in both(ids, days)]
    return [
        table("accounts", "user_id born made gone land mail", made),
        table("choices", "user_id kind since until", choices),
        table("logins", "user_id provider token", ((one, odd("provider"), odd("token")) for one in ids)),
        table("links", "owner friend state since", ((one, ids[0], odd("friendship"), days[1]) for one in ids[1:])),
        table("views_of", "owner viewer at", ((one, odd("viewer"), odd("time")) for one in ids)),
        table("erasures", "user_id asked done hold", ((one, days[2], None, odd("hold")) for one in ids[:3])),
        table("wishes", "user_id kind asked done", ((one, odd("kind"), odd("asked"), days[3]) for one in ids[:3])),
        table("crowd", "town born_in people", ((odd("quasi-identifier"), "1947", odd("group size")) for _ in range(3))),
    ]


def both(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(first, second, strict=True)


def bindings(source: str, schema: str) -> dict[str, dict[str, Any]]:
    """What the tables of `people` are, in one database."""

    def bound(name: str, **parts: Any) -> dict[str, Any]:
        return {"dataset": f"{source}/{schema}{name}", **parts}

    kinds = {"accepted": ["friends"]}
    moments = {"birth_date": "born", "created": "made", "closed": "gone"}
    return {
        "accounts": bound("accounts", subject="user_id", country="land", **moments),
        "consent": bound("choices", subject="user_id", kind="kind", given="since", withdrawn="until"),
        "optout": bound("choices", subject="user_id", kind="kind", given="since", withdrawn="until"),
        "federated": bound("logins", provider="provider", subject="user_id"),
        "friendship": bound("links", subject="owner", friend="friend", kind="state", given="since", kinds=kinds),
        "events": bound("views_of", subject="owner", viewer="viewer", time="at", topics=["friend_data", "location"]),
        "erasure": bound("erasures", subject="user_id", requested="asked", done="done", hold="hold"),
        "requests": bound("wishes", subject="user_id", kind="kind", requested="asked", done="done"),
    }  # fmt: skip


def declared(source: str, schema: str) -> dict[str, dict[str, Any]]:
    return {
        f"{source}/{schema}crowd": {
            "declared_anonymous": True,
            "quasi_identifiers": ["town", "born_in"],
            "group_size": "people",
        },
        f"{source}/{schema}logins": {"purpose": "analytics"},
    }


def sqlite_file(path: Path, columns: Sequence[Column], mint: Any) -> None:
    with closing(sqlite3.connect(path)) as db:
        for table in [*slices(columns), *people(mint, "SQLite")]:
            listed = ", ".join(f'"{name}" TEXT' for name in table.columns)
            db.execute(f'CREATE TABLE "{table.name}" ({listed})')
            db.executemany(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})', table.rows)
        for at, name in enumerate(names(mint, "SQLite: table name")):
            db.execute(f'CREATE TABLE "{name}" ("{mint.email("SQLite: column name")}" TEXT)')
            db.execute(f'INSERT INTO "{name}" VALUES (?)', (columns[at].values[0],))
        db.commit()


# ---- logs ------------------------------------------------------------------------------------------------------------


def logs(root: Path, columns: Sequence[Column]) -> None:
    """Every value in a pair, a JSON line, a URL of an access log, and lines of a phone; some packed."""
    (root / "app").mkdir(parents=True)
    tables = groups(columns)
    records = [(at, table.name, row) for table in tables for at, row in enumerate(table.records())]
    pairs = [
        f"2018-03-0{at + 1} 08:15:00,123 INFO {name} "
        + " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in row.items())
        for at, name, row in records
    ]
    _lines(root / "app/app.log", pairs[::2])
    (root / "app/app.log.1.gz").write_bytes(gzip.compress("\n".join(pairs[1::2]).encode()))
    found = [json.dumps({"ts": f"{DAY.format(at + 1)}T08:00:00Z", "from": name, **row}) for at, name, row in records]
    _lines(root / "events.jsonl.log", found)
    head = '203.0.113.7 - - [01/Mar/2018:08:00:00 +0000] "'
    asked = ["&".join(f"{key}={quote(value, safe='')}" for key, value in row.items()) for _, _, row in records]
    _lines(root / "access.log", [f'{head}GET /v1/save?{text} HTTP/1.1" 200 5 "-" "agent/1.0"' for text in asked])
    phone = [(item.name, value) for item in columns for value in item.values]
    told = [f"03-01 08:15:00.123  1234  5678 D Sync: {name}: {value}" for name, value in phone]
    (root / "phone.log.1.gz").write_bytes(gzip.compress("\n".join(told[1::2]).encode()))
    thrown = [f"03-01 08:15:01.000  1 2 E App: java.lang.Error: {value}\n\tat a.B.c(B.java:3)" for _, value in phone]
    _lines(root / "phone.log", told[::2] + thrown[1::2])


def _lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---- files -----------------------------------------------------------------------------------------------------------


def files(root: Path, columns: Sequence[Column], mint: Any) -> None:
    """Every value in CSV, JSON, JSON lines and Parquet, as cells and as keys."""
    root.mkdir(parents=True)
    for table in groups(columns):
        frame = pa.table(dict(zip(table.columns, zip(*table.rows, strict=True), strict=True)))
        pq.write_table(frame, root / f"{table.name}.parquet")
        lines = [",".join(map(_cell, row)) for row in [table.columns, *table.rows]]
        _lines(root / f"{table.name}.csv", lines)
    for table in slices(columns):
        (root / f"{table.name}.json").write_text(json.dumps({"items": table.records()}, indent=1), encoding="utf-8")
        _lines(root / f"{table.name}.jsonl", [json.dumps(row, ensure_ascii=False) for row in table.records()])
    values = [value for item in columns for value in item.values]
    _lines(root / "texts.jsonl", [json.dumps({"text": value, "nested": {"list": [value]}}) for value in values])
    _lines(root / "headless.csv", [f"{_cell(value)},1" for value in values])
    for at, name in enumerate(names(mint, "files: object name")):
        path = root / f"exports/{name}.csv"
        path.parent.mkdir(exist_ok=True)
        _lines(path, ["day,text", f"2018-03-01,{_cell(values[at])}"])


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


# ---- the estate ------------------------------------------------------------------------------------------------------


def estate(sources: dict[str, dict[str, Any]], bound: dict[str, str]) -> dict[str, Any]:
    """The estate file over these sources. `bound`: source -> the schema before the names of its bound tables."""
    roles: dict[str, list[dict[str, Any]]] = {}
    datasets: dict[str, Any] = {}
    for source, schema in bound.items():
        for role, binding in bindings(source, schema).items():
            roles.setdefault(role, []).append(binding)
        datasets |= declared(source, schema)
    common = {"party": "us", "country": "SG", "timezone": "UTC"}
    return {
        "version": 1,
        "policy": "amazfit-2018",
        "as_of": "2018-12-31",
        "sources": {name: {**common, **spec} for name, spec in sources.items()},
        "parties": {"us": {"class": "first_party", "country": "CN", "hosts": ["api.pacefit.example"]}},
        "bindings": roles,
        "datasets": datasets,
        "parameters": {"inactive_days": 730, "min_k": 5, "answer_days": 30, "minor_delay_days": 14},
    }
