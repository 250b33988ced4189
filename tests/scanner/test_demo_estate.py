"""The demo estate: same seed, same bytes; every planted deviation is where truth.yaml says, and nothing else breaks.

Everything is found again from the files with sqlite3, pyarrow, json and regular expressions, never with the generator.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from scanner.demo.estate import DemoError, write_estate
from scanner.demo.rename import rename_estate

EMAIL = re.compile(r"[a-z0-9._]+@[a-z]+\.example")
MAC = re.compile(r"(?<![0-9A-F:])(?:[0-9A-F]{2}:){5}[0-9A-F]{2}(?![0-9A-F:])")
PLACE = re.compile(r"-?\d{1,3}\.\d{5,}")
IMEI = re.compile(r"(?<!\d)\d{15}(?!\d)")
PHONE = re.compile(r"\+\d[\d -]{9,16}\d")
LOGFMT = re.compile(r'([^\s=]+)=("(?:[^"\\]|\\.)*"|\S+)')
TEXT_STREAMS = 2  # the access log and the application log have no keys of their own
Row = dict[str, Any]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "estate"
    write_estate(folder)
    return folder


@pytest.fixture(scope="module")
def renamed(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "renamed"
    rename_estate(demo, folder)
    return folder


# ---- reading the files without the generator -------------------------------------------------------------------------


def load(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(path, leaf) pairs: `a.b` for nested keys, `a[].b` within lists."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(value, list):
        for item in value:
            yield from flat(item, f"{prefix}[]")
    else:
        yield prefix, value


def text_of(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def pairs_of(line: str) -> Row:
    if line.startswith("{"):
        return json.loads(line)  # type: ignore[no-any-return]
    return {key: value.strip('"') for key, value in LOGFMT.findall(line)}


def is_keyed(line: str) -> bool:
    return line.startswith("{") or bool(re.match(r"[A-Za-z0-9]+=\S", line))


def stream_lines(folder: Path, stream: str) -> list[str]:
    paths = sorted((folder / "logs").glob(f"{stream}.log*"), reverse=True)
    return [line for path in paths for line in text_of(path).splitlines()]


def lake_dataset(path: Path, lake: Path) -> str:
    """`lake/<folder>/<stem>` without date and part tokens; a folder that is an e-mail address keeps its name."""
    parts = list(path.relative_to(lake).parts)
    stem = re.sub(r"-\d+", "", parts[-1].split(".")[0])
    return "/".join(["lake", *parts[:-1], *([stem] if stem != "part" else [])])


def lake_rows(path: Path) -> list[Row]:
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1]
    if kind == "parquet":
        return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]
    lines = text_of(path).splitlines()
    return [json.loads(line) for line in lines] if kind == "jsonl" else list(csv.DictReader(lines))


@cache
def datasets(folder: Path) -> dict[str, list[Row]]:
    """Every dataset that has fields -> its rows."""
    found: dict[str, list[Row]] = defaultdict(list)
    for path in sorted((folder / "stores").glob("*.db")):
        with sqlite3.connect(path) as db:
            db.row_factory = sqlite3.Row
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = [dict(row) for row in db.execute(f'SELECT * FROM "{table}"')]
                found[f"{path.stem}/{table}"] = rows
    for stream in sorted({path.name.split(".")[0] for path in (folder / "logs").iterdir()}):
        lines = stream_lines(folder, stream)
        if is_keyed(lines[0]):
            found[f"edge/{stream}"] = [pairs_of(line) for line in lines]
    gaps = {gap["object"] for gap in load(folder, "truth.yaml")["gaps"]}
    lake = folder / "lake"
    for path in sorted(path for path in lake.rglob("*") if path.is_file()):
        if str(path.relative_to(lake)) not in gaps:
            found[lake_dataset(path, lake)] += lake_rows(path)
    return dict(found)


def fields(rows: list[Row]) -> set[str]:
    return {path for row in rows for path, _ in flat(row)}


def query(folder: Path, store: str, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "stores" / f"{store}.db") as db:
        return db.execute(sql).fetchall()


def personal(line: str) -> bool:
    return any(p.search(line) for p in (EMAIL, MAC, PLACE, IMEI, PHONE)) or '"account"' in line or "account=" in line


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_same_seed_same_bytes(demo: Path, tmp_path: Path) -> None:
    write_estate(tmp_path / "again")
    assert contents(demo) == contents(tmp_path / "again")


def test_other_seed_other_data_same_promises_broken(demo: Path, tmp_path: Path) -> None:
    write_estate(tmp_path / "other", seed=7)
    ours, other = load(demo, "truth.yaml"), load(tmp_path / "other", "truth.yaml")
    assert contents(demo)["stores/crm.db"] != contents(tmp_path / "other")["stores/crm.db"]
    assert ours["planted"] == other["planted"] and ours["clean"] == other["clean"]
    assert other["seed"] == 7


def test_refuses_a_folder_with_other_things(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "truth.yaml").write_text("something: else\n")
    before = contents(tmp_path)
    with pytest.raises(DemoError, match="not empty") as caught:
        write_estate(tmp_path)
    assert str(tmp_path) in str(caught.value) and "Name a new or empty folder" in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["", "- a list\n", "saydo_demo: 2\nseed: 1\n", "saydo_demo: 1\n", "{broken", "\x00"])
def test_a_truth_file_that_is_none_is_no_demo(tmp_path: Path, text: str) -> None:
    (tmp_path / "truth.yaml").write_text(text)
    with pytest.raises(DemoError):
        write_estate(tmp_path)


def test_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(DemoError, match="is a file"):
        write_estate(tmp_path / "note")
    assert (tmp_path / "note").read_text() == "mine"


def test_rewrites_an_earlier_demo_and_leaves_results_beside_it(demo: Path, tmp_path: Path) -> None:
    write_estate(tmp_path, seed=3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_text("{}")
    (tmp_path / "lake" / "stale.csv").write_text("a,b\n1,2\n")
    write_estate(tmp_path)
    found = contents(tmp_path)
    assert found.pop("out/run.json") == b"{}"
    assert found == contents(demo)


def test_writes_into_an_empty_folder(tmp_path: Path) -> None:
    write_estate(tmp_path)
    assert (tmp_path / "estate.yaml").is_file()


# ---- truth and estate against the files ------------------------------------------------------------------------------


def test_bindings_and_flows_name_what_is_there(demo: Path, renamed: Path) -> None:
    for folder in (demo, renamed):
        found, estate = datasets(folder), load(folder, "estate.yaml")
        for role, bound in estate["bindings"].items():
            for binding in bound:
                columns = fields(found[binding["dataset"]])
                named = {v for k, v in binding.items() if k not in ("dataset", "direction", "kinds")}
                assert named <= columns, (role, binding, columns)
        for flow in estate["flows"]:
            assert flow["from"] in found or flow["from"] in estate["sources"]
            assert flow["to"] in estate["parties"]
        for engagement in estate["engagements"]:
            assert engagement["party"] in estate["parties"]


def test_truth_names_what_is_there(demo: Path, renamed: Path) -> None:
    for folder in (demo, renamed):
        found, estate, truth = datasets(folder), load(folder, "estate.yaml"), load(folder, "truth.yaml")
        for entry in truth["planted"] + truth["clean"]:
            ref = entry["dataset"]
            assert ref in found or ref in estate["sources"], entry
            if "field" in entry:
                assert entry["field"] in fields(found[ref]), entry
            party = entry.get("party")
            assert party is None or party in estate["parties"] or party.startswith("host:"), entry


def test_planted_are_distinct_and_each_has_a_twin(demo: Path) -> None:
    truth = load(demo, "truth.yaml")
    planted = {entry["id"]: entry for entry in truth["planted"]}
    keys = [tuple(e.get(k) for k in ("statement", "dataset", "field", "party")) for e in truth["planted"]]
    clean = [tuple(e.get(k) for k in ("statement", "dataset", "field", "party")) for e in truth["clean"]]
    assert len(set(keys)) == len(keys) == len(planted) and len(set(clean)) == len(clean)
    assert not set(keys) & set(clean)
    assert {entry["twin_of"] for entry in truth["clean"]} == set(planted)
    assert all(entry["statement"] == planted[entry["twin_of"]]["statement"] for entry in truth["clean"])
    assert all(entry["verdict"] == "DEVIATION" for entry in truth["planted"])
    assert Counter(entry["statement"] for entry in truth["planted"]) == {
        "amz-018": 3, "amz-031": 2, "amz-092": 4, "amz-118": 2, "amz-155": 1, "amz-160": 1, "amz-140": 1,
    }  # fmt: skip


UNDER_16 = "SELECT count(*) FROM {users} u WHERE date({birth}, '+16 years') > date({made})"
PERMITTED = (
    " AND {no} EXISTS (SELECT 1 FROM {consents} c WHERE c.{id} = u.{id} AND c.{kind} = '{value}'"
    " AND c.{given} <= u.{made} AND (c.{gone} IS NULL OR c.{gone} > u.{made}))"
)
CRM = {
    "users": "users", "birth": "birthday", "made": "created_at", "consents": "consents", "id": "user_id",
    "kind": "purpose", "value": "parental", "given": "granted_at", "gone": "revoked_at",
}  # fmt: skip
SHOP = {
    "users": "members", "birth": "born_on", "made": "joined_at", "consents": "permissions", "id": "member_id",
    "kind": "permission", "value": "guardian_ok", "given": "granted_on", "gone": "ended_on",
}  # fmt: skip


def test_minors_by_sql(demo: Path) -> None:
    counts = load(demo, "truth.yaml")["counts"]
    for store, names, prefix in (("crm", CRM, ""), ("shop", SHOP, "members_")):
        minors = query(demo, store, UNDER_16.format(**names))[0][0]
        without = query(demo, store, (UNDER_16 + PERMITTED).format(no="NOT", **names))[0][0]
        assert (minors, without) == (counts[f"{prefix}minors"], counts[f"{prefix}minors_without_consent"])
    assert (counts["minors_without_consent"], counts["members_minors_without_consent"]) == (9, 0)


def test_both_sides_of_the_sixteenth_birthday(demo: Path) -> None:
    exact = "SELECT count(*) FROM users WHERE date(birthday, '+16 years') = date(created_at{})"
    assert query(demo, "crm", exact.format("")) == [(1,)], "one turns 16 on the day: no minor"
    assert query(demo, "crm", exact.format(", '+1 day'")) == [(1,)], "one turns 16 a day later: a minor"


def test_closed_accounts_by_sql(demo: Path) -> None:
    counts, estate = load(demo, "truth.yaml")["counts"], load(demo, "estate.yaml")
    age = f"julianday('{estate['as_of']}') - julianday({{0}}) > {estate['parameters']['inactive_days']}"
    for store, table, column, prefix in (
        ("crm", "users", "closed_at", "users"),
        ("shop", "members", "left_at", "members"),
    ):
        closed = query(demo, store, f"SELECT count({column}) FROM {table}")[0][0]
        long = query(demo, store, f"SELECT count(*) FROM {table} WHERE {age.format(column)}")[0][0]
        assert (closed, long) == (counts[f"{prefix}_closed"], counts[f"{prefix}_closed_beyond_limit"])
    near = "SELECT count(*) FROM users WHERE abs(julianday('2018-12-31') - julianday(closed_at) - 730) < 10"
    assert query(demo, "crm", near) == [(0,)], "no closing so near the limit that the hour would decide"
    assert (
        counts["users_closed_beyond_limit"] == 7
        and counts["users"] == query(demo, "crm", "SELECT count(*) FROM users")[0][0]
    )


def test_no_account_number_means_two_people(demo: Path) -> None:
    users = {row[0] for row in query(demo, "crm", "SELECT user_id FROM users")}
    members = {row[0] for row in query(demo, "shop", "SELECT member_id FROM members")}
    assert not users & members
    assert all(len(str(number)) == 10 for number in users | members)


# ---- each statement, from the files ----------------------------------------------------------------------------------


@cache
def is_phone(value: object) -> bool:
    if not (isinstance(value, str) and PHONE.fullmatch(value)):
        return False
    return phonenumbers.is_valid_number(phonenumbers.parse(value))


def address_books(found: dict[str, list[Row]]) -> set[tuple[str, str]]:
    """(dataset, field) where phones outnumber some owner key three to one, or one row lists three or more."""
    accounts = {
        str(v) for rows in found.values() for row in rows for _, v in flat(row) if re.fullmatch(r"1[01]\d{8}", str(v))
    }
    books = set()
    for ref, rows in found.items():
        flats = [[(path, value) for path, value in flat(row) if value is not None] for row in rows]
        phones: dict[str, set[str]] = defaultdict(set)
        owners: dict[str, set[str]] = defaultdict(set)
        for row in flats:
            per_row: Counter[str] = Counter()
            for path, value in row:
                if is_phone(value):
                    phones[path].add(value)
                    per_row[path] += 1
                elif str(value) in accounts:
                    owners[path].add(str(value))
            books |= {(ref, path) for path, count in per_row.items() if count >= 3}
        for path, numbers in phones.items():
            for keys in owners.values():
                if len(keys) > 1 and len(numbers) >= 3 * len(keys):
                    books.add((ref, path))
    return books


def test_address_books_are_those_planted_and_no_others(demo: Path, renamed: Path) -> None:
    for folder in (demo, renamed):
        planted = load(folder, "truth.yaml")["planted"]
        expected = {(e["dataset"], e["field"]) for e in planted if e["statement"] == "amz-018"}
        assert address_books(datasets(folder)) == expected
    counts, found = load(demo, "truth.yaml")["counts"], datasets(demo)
    uploads = found["lake/debug/contacts_sync"]
    assert counts["contact_uploads"] == len(uploads)
    assert counts["contacts_uploaded"] == sum(len(row["contacts"]) for row in uploads)
    assert all(5 <= len(row["contacts"]) <= 40 for row in uploads)
    assert counts["caller_lines"] == len(found["edge/caller"])
    assert counts["phone_book_rows"] == len(found["crm/phone_book"])
    assert counts["phone_book_owners"] == len({row["owner_id"] for row in found["crm/phone_book"]})


def test_egress_shows_what_the_parties_say(demo: Path) -> None:
    estate, truth = load(demo, "estate.yaml"), load(demo, "truth.yaml")
    owner = {host: party for party, spec in estate["parties"].items() for host in spec.get("hosts", [])}
    engaged = {e["party"]: e for e in estate["engagements"]}
    lines: dict[str, list[str]] = defaultdict(list)
    for line in stream_lines(demo, "egress"):
        lines[pairs_of(line)["upstream"]].append(line)
    assert truth["egress_lines"] == {host: len(found) for host, found in lines.items()}
    judged = {}
    for host, found in lines.items():
        assert all("scheme=https" in line for line in found)
        days = [date.fromisoformat(pairs_of(line)["ts"][:10]) for line in found]
        carries = [personal(line) for line in found]
        party = owner.get(host)
        if not any(carries):
            continue
        assert all(carries), host
        spec = estate["parties"].get(party, {})
        if party is None:
            judged[f"host:{host}"] = "amz-092"
        elif spec["class"] == "affiliate":
            judged[party] = (
                "" if spec["sector"] in ("communications", "social_media", "technology", "cloud") else "amz-031"
            )
        elif spec["class"].startswith("processor"):
            contract = engaged[party]
            judged[party] = (
                "" if contract["valid_from"] <= min(days) and max(days) <= contract["valid_to"] else "amz-092"
            )
        else:
            judged[party] = "amz-092"
    planted = {e["party"]: e["statement"] for e in truth["planted"] if e["dataset"] == "edge/egress"}
    clean = {e["party"] for e in truth["clean"] if e["dataset"] == "edge/egress" and e["party"] in owner.values()}
    assert {party: statement for party, statement in judged.items() if statement} == planted
    assert {party for party, statement in judged.items() if not statement} == clean
    silent = {f"host:{host}" for host, found in lines.items() if not any(map(personal, found))}
    assert silent == {e["party"] for e in truth["clean"] if e.get("party", "").startswith("host:")}
    for pattern in (EMAIL, MAC, PLACE, IMEI, PHONE):
        assert any(pattern.search(line) for found in lines.values() for line in found)


def test_declared_flows_carry_the_other_planted_edges(demo: Path) -> None:
    estate, truth = load(demo, "estate.yaml"), load(demo, "truth.yaml")
    declared = {(flow["from"], flow["to"]) for flow in estate["flows"]}
    for entry in truth["planted"] + truth["clean"]:
        if entry["statement"] in ("amz-031", "amz-092") and entry["dataset"] != "edge/egress":
            assert (entry["dataset"], entry["party"]) in declared


def test_plain_text_ingress(demo: Path) -> None:
    estate, truth = load(demo, "estate.yaml"), load(demo, "truth.yaml")
    leaking = set()
    seen: dict[str, Counter[str]] = {}
    for binding in estate["bindings"]["gateway"]:
        stream = binding["dataset"].split("/")[1]
        if binding["direction"] != "ingress":
            continue
        counted: Counter[str] = Counter()
        for line in stream_lines(demo, stream):
            row = pairs_of(line)
            assert row[binding["host"]] in estate["parties"]["us"]["hosts"]
            if row[binding["scheme"]] in ("http", "mqtt"):
                # An address of the caller would be personal data too.
                counted["personal" if personal(line) or "client" in row or "agent" in row else "empty"] += 1
            else:
                assert row[binding["scheme"]] in ("https", "mqtts")
        seen[stream] = counted
        if counted["personal"]:
            leaking.add(binding["dataset"])
    assert leaking == {e["dataset"] for e in truth["planted"] if e["statement"] == "amz-118"}
    counts = truth["counts"]
    assert seen["ingress"] == {"personal": counts["ingress_plain_personal"], "empty": counts["ingress_plain_empty"]}
    assert seen["sync"] == {"empty": counts["sync_plain_empty"]}
    assert seen["broker"] == {"personal": counts["broker_plain"]} and not seen["relay"]


def test_countries(demo: Path) -> None:
    estate, found = load(demo, "estate.yaml"), datasets(demo)
    outside = {name for name, spec in estate["sources"].items() if spec["country"] not in ("CN", "US", "SG", "DE")}
    cells = {
        source: [
            str(v) for ref, rows in found.items() if ref.startswith(f"{source}/") for r in rows for v in r.values()
        ]
        for source in outside
    }
    holding = {
        s for s, values in cells.items() if any(EMAIL.search(v) or MAC.fullmatch(v) or is_phone(v) for v in values)
    }
    assert outside == {"backup", "catalogue"} and holding == {"backup"}


def test_the_gap_is_a_picture_and_all_else_can_be_read(demo: Path) -> None:
    (gap,) = load(demo, "truth.yaml")["gaps"]
    broken = demo / "lake" / gap["object"]
    assert broken.read_bytes()[:3] == b"\xff\xd8\xff" and broken.suffix == ".parquet"
    with pytest.raises(pa.ArrowInvalid):
        pq.read_table(broken)
    found = datasets(demo)
    assert [ref for ref, rows in found.items() if not rows] == ["crm/push_queue"], "one table is empty on purpose"
    assert 25_000 < sum(map(len, found.values())) + 2_500 < 40_000
    assert sum(map(len, contents(demo).values())) < 8_000_000


# ---- values ----------------------------------------------------------------------------------------------------------


def luhn(digits: str) -> bool:
    doubled = [int(d) if place % 2 == 0 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def test_values_are_valid_and_fictional(demo: Path) -> None:
    everything = [str(v) for rows in datasets(demo).values() for row in rows for _, v in flat(row)]
    phones = {value for value in everything if PHONE.fullmatch(value)}
    assert len(phones) > 1500 and all(is_phone(value) for value in phones)
    macs = {value for value in everything if MAC.fullmatch(value)}
    assert len(macs) > 380 and all(int(mac[:2], 16) & 1 == 0 for mac in macs)
    imeis = {value for value in everything if IMEI.fullmatch(value)}
    assert len(imeis) > 200 and all(luhn(imei) for imei in imeis)
    logs = [line for path in (demo / "logs").iterdir() for line in text_of(path).splitlines()]
    for text in everything + logs:
        assert all(host.endswith(".example") for host in re.findall(r"(?:@|://)([\w.-]+)", text)), text
    assert any(re.search(r"Bearer eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$", line) for line in logs)
    assert any("@" in part for path in (demo / "lake").rglob("*.csv") for part in path.parts)


# ---- other names -----------------------------------------------------------------------------------------------------


def shape(rows: list[Row]) -> tuple[int, int, int]:
    """Rows, columns and a count of cells: what stays when only names change."""
    return len(rows), len(fields(rows)), sum(1 for row in rows for _ in flat(row))


def test_renaming_keeps_the_data(demo: Path, renamed: Path) -> None:
    assert sorted(map(shape, datasets(demo).values())) == sorted(map(shape, datasets(renamed).values()))
    leaves = [
        Counter(str(v) for rows in d.values() for r in rows for _, v in flat(r)) for d in map(datasets, (demo, renamed))
    ]
    assert leaves[0] == leaves[1]


def test_renaming_leaves_no_name(demo: Path, renamed: Path) -> None:
    before, after = datasets(demo), datasets(renamed)

    def names(found: dict[str, list[Row]]) -> set[str]:
        parts = {segment for ref in found for segment in ref.split("/")[1:] if "@" not in segment}
        return parts | {
            key.removesuffix("[]") for rows in found.values() for path in fields(rows) for key in path.split(".")
        }

    assert not names(before) & names(after)
    assert all(re.fullmatch(r"[tc]\d\d|z[ghjkmnpqrtvwxz]{2}", name) for name in names(after))
    for store in ("crm", "shop", "backup", "catalogue"):
        tables = [{row[0] for row in query(f, store, "SELECT name FROM sqlite_master")} for f in (demo, renamed)]
        columns = [
            {row[0] for table in named for row in query(f, store, f"SELECT name FROM pragma_table_info('{table}')")}
            for f, named in zip((demo, renamed), tables, strict=True)
        ]
        assert len(tables[0]) == len(tables[1]) and not tables[0] & tables[1] and not columns[0] & columns[1]
    stems = [{path.name.split(".")[0] for path in (f / "logs").iterdir()} for f in (demo, renamed)]
    assert len(stems[0]) == len(stems[1]) == TEXT_STREAMS + sum(ref.startswith("edge/") for ref in after)
    assert not stems[0] & stems[1]


def test_renaming_keeps_the_truth(demo: Path, renamed: Path) -> None:
    kept = ("id", "twin_of", "statement", "verdict", "party", "why")
    ours, theirs = load(demo, "truth.yaml"), load(renamed, "truth.yaml")
    for part in ("planted", "clean"):
        assert [{k: e.get(k) for k in kept} for e in ours[part]] == [{k: e.get(k) for k in kept} for e in theirs[part]]
    assert ours["counts"] == theirs["counts"] and ours["egress_lines"] == theirs["egress_lines"]
    mine, other = load(demo, "estate.yaml"), load(renamed, "estate.yaml")
    assert all(mine[key] == other[key] for key in ("sources", "parties", "engagements", "parameters", "as_of"))


def test_renaming_refuses_what_is_no_demo_or_was_changed(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="holds no demo"):
        rename_estate(tmp_path, tmp_path / "copy")
    write_estate(tmp_path / "demo")
    with pytest.raises(DemoError, match="is the demo itself"):
        rename_estate(tmp_path / "demo", tmp_path / "demo")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note").write_text("mine")
    with pytest.raises(DemoError, match="not empty"):
        rename_estate(tmp_path / "demo", tmp_path / "mine")
    with (tmp_path / "demo" / "lake" / "analytics" / "daily.csv").open("a") as file:
        file.write("2019-01-01,DE,4\n")
    with pytest.raises(DemoError, match="differs"):
        rename_estate(tmp_path / "demo", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
