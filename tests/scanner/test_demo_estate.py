"""The demo estate: same seed, same bytes; every planted deviation is where truth.yaml says, and nothing else breaks.

Everything is found again from the files with sqlite3, pyarrow, json and regular expressions, never with the generator.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

import phonenumbers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.demo.ddl import Column, Dialect, create_table
from scanner.demo.estate import DemoError, build_tables, write_estate
from scanner.demo.names import Names
from scanner.demo.rename import rename_estate
from tests.scanner.demo_files import (
    EMAIL,
    IMEI,
    MAC,
    PHONE,
    PLACE,
    TEXT_STREAMS,
    Row,
    contents,
    datasets,
    fields,
    flat,
    load,
    pairs_of,
    personal,
    query,
    stream_lines,
    text_of,
)

ROOT = Path(__file__).parents[2]


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
                settings = ("dataset", "direction", "kinds", "topics", "same_ids")
                named = {v for k, v in binding.items() if k not in settings}
                if named:
                    assert named <= fields(found[binding["dataset"]]), (role, binding)
                else:
                    assert stream_lines(folder, binding["dataset"].removeprefix("edge/")), "a log without keys"
        for ref, entry in estate["datasets"].items():
            named = {*entry.get("quasi_identifiers", ()), *([entry["group_size"]] if "group_size" in entry else ())}
            assert named <= fields(found[ref]), (ref, entry)
        for flow in estate["flows"]:
            assert flow["from"] in found or flow["from"] in estate["sources"]
            assert flow["to"] in estate["parties"]
        for engagement in estate["engagements"]:
            assert engagement["party"] in estate["parties"]


def test_truth_names_what_is_there(demo: Path, renamed: Path) -> None:
    for folder in (demo, renamed):
        found, estate, truth = datasets(folder), load(folder, "estate.yaml"), load(folder, "truth.yaml")
        for entry in truth["planted"] + truth["clean"]:
            ref, party = entry["dataset"], entry.get("party")
            known = ref in found or ref in estate["sources"] or stream_lines(folder, ref.removeprefix("edge/"))
            assert known or not ref, entry
            if "field" in entry:
                assert entry["field"] in fields(found[ref]), entry
            assert party is None or party in estate["parties"] or party.startswith("host:"), entry
            assert ref or party or entry["statement"] in ("amz-172", "amz-173"), entry


def test_planted_are_distinct_and_each_has_a_twin(demo: Path) -> None:
    truth = load(demo, "truth.yaml")
    planted = {entry["id"]: entry for entry in truth["planted"]}
    twins = {entry["id"]: entry for entry in truth["clean"]}
    keys = [tuple(e.get(k) for k in ("statement", "dataset", "field", "party")) for e in truth["planted"]]
    clean = [tuple(e.get(k) for k in ("statement", "dataset", "field", "party")) for e in truth["clean"]]
    assert len(planted) == len(truth["planted"]) >= 45 and len(twins) == len(truth["clean"]) >= 45
    assert len(set(keys)) == len(keys) and not set(keys) & set(clean) and not set(planted) & set(twins)
    assert {entry["twin_of"] for entry in truth["clean"]} == set(planted)
    for entry in truth["clean"]:
        other = planted[entry["twin_of"]]
        assert (entry["verdict"] == "CLEAR" and entry["statement"] == other["statement"]) or (
            (entry["verdict"], other["verdict"]) == ("ATTESTED", "ATTEST_MISSING")
        ), entry
    assert {entry["verdict"] for entry in truth["planted"]} == {
        "DEVIATION", "UNDISCLOSED", "VAGUE", "AMBIGUOUS", "UNVERIFIED", "ATTEST_MISSING",
    }  # fmt: skip
    assert {entry["shown_by"] for entry in truth["planted"]} == {"value", "structure", "binding", "name"}


def test_every_rule_of_the_pack_is_broken_somewhere(demo: Path) -> None:
    broken = {entry["statement"] for entry in load(demo, "truth.yaml")["planted"]}
    pack = load(ROOT / "rules" / "packs", "amazfit-2018.yaml")
    assert not [rule["id"] for rule in pack["rules"] if not broken & set(rule["statements"])]


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
        numbers = [e for e in planted if e["statement"] == "amz-018" and e["shown_by"] == "structure"]
        expected = {(e["dataset"], e["field"]) for e in numbers}
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
    lines: dict[str, list[Row]] = defaultdict(list)
    carries: dict[str, set[bool]] = defaultdict(set)
    for line in stream_lines(demo, "egress"):
        row = pairs_of(line)
        lines[row["upstream"]].append(row)
        carries[row["upstream"]].add(personal(line))
    assert truth["egress_lines"] == {host: len(found) for host, found in lines.items()}
    assert all(len(answers) == 1 for answers in carries.values()), "a host gets personal data always or never"
    judged: set[tuple[str, str]] = set()
    for host, found in lines.items():
        if carries[host] == {True}:
            party = owner.get(host, f"host:{host}")
            spec = estate["parties"].get(party, {})
            judged |= {(party, name) for name in broken_by(spec, engaged.get(party, {}), found)}
    planted = {
        (e["party"], e["statement"]) for e in truth["planted"] if e["dataset"] in ("edge/egress", "") and "party" in e
    }
    assert judged == planted
    clean = {
        (e["party"], e["statement"]) for e in truth["clean"] if e["dataset"] in ("edge/egress", "") and "party" in e
    }
    assert len(clean) >= 10 and not clean & judged
    silent = {f"host:{host}" for host, answers in carries.items() if answers == {False}}
    assert silent == {e["party"] for e in truth["clean"] if e.get("party", "").startswith("host:")}
    sent = stream_lines(demo, "egress")
    for pattern in (EMAIL, MAC, PLACE, IMEI, PHONE):
        assert any(pattern.search(line) for line in sent)


def broken_by(spec: Row, contract: Row, rows: list[Row]) -> set[str]:
    """The statements that what a party received is against, by the words of the policy."""
    kind = spec.get("class", "").split(".")[0]
    days = [date.fromisoformat(row["ts"][:10]) for row in rows]
    in_time = bool(contract) and contract["valid_from"] <= min(days) and max(days) <= contract["valid_to"]
    broken: set[str] = set()
    if kind == "affiliate":
        named = ("communications", "social_media", "technology", "cloud")
        broken |= set() if spec["sector"] in named else {"amz-031"}
    elif kind == "processor":
        broken |= set() if in_time else {"amz-092"}
        broken |= set() if "data_protection" in contract["clauses"] else {"amz-094"}
    elif kind == "mi_ecosystem":
        broken |= set() if {row["scheme"] for row in rows} == {"https"} else {"amz-112"}
    elif kind == "social_platform":
        broken |= {"amz-075"} if any("email" in row for row in rows) else set()
    else:
        broken.add("amz-092")
    if kind in ("affiliate", "processor") and spec["country"] != "SG" and not contract["safeguards"]:
        broken.add("amz-151")
    return broken


def test_declared_flows_carry_the_other_planted_edges(demo: Path) -> None:
    estate, truth = load(demo, "estate.yaml"), load(demo, "truth.yaml")
    declared = {(flow["from"], flow["to"]) for flow in estate["flows"]}
    for entry in truth["planted"] + truth["clean"]:
        if "party" in entry and entry["party"] != "us" and entry["dataset"] not in ("edge/egress", ""):
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
    without_keys = sum(len(stream_lines(demo, name)) for name in ("access", "web", "app", "worker", "bench"))
    assert 50_000 < sum(map(len, found.values())) + without_keys < 70_000
    assert sum(map(len, contents(demo).values())) < 8_000_000
    empty = [path for path in (demo / "lake").rglob("*.csv") if len(path.read_text().splitlines()) == 1]
    assert [path.name for path in empty] == ["steps-2018-12.csv"], "and one object with a header only"


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
    subscribers = {row["imsi"] for row in datasets(demo)["crm/sim_slots"]}
    imeis = {value for value in everything if IMEI.fullmatch(value)} - subscribers
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
    for store in ("crm", "shop", "warehouse", "backup", "mirror", "catalogue"):
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
    kept = ("id", "twin_of", "statement", "verdict", "party", "shown_by", "why")
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


# ---- the same rows for other databases -------------------------------------------------------------------------------

PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "integer": (int,), "bigint": (int,), "text": (str,), "real": (int, float), "date": (date,),
    "timestamp": (datetime,), "boolean": (bool,), "blob": (bytes,),
}  # fmt: skip


def test_rows_fit_their_columns_in_any_database() -> None:
    stores = build_tables(2018, Names())
    assert stores.keys() == {"crm", "shop", "warehouse", "backup", "mirror", "catalogue"}
    for tables in stores.values():
        assert len({table.name for table in tables}) == len(tables)
        for table in tables:
            keys = [place for place, column in enumerate(table.columns) if column.key]
            seen = [tuple(row[place] for place in keys) for row in table.rows]
            assert not keys or len(set(seen)) == len(seen), (table.name, "no key is given twice")
            for row in table.rows:
                assert len(row) == len(table.columns)
                for column, cell in zip(table.columns, row, strict=True):
                    where = (table.name, column.name, cell)
                    if cell is None:
                        assert not column.key and not column.required, where
                        continue
                    assert type(cell) in PYTHON_TYPES[column.type], where
                    if column.type == "integer":
                        assert -(2**31) <= cell < 2**31, where
                    if column.type == "timestamp":
                        assert cell.microsecond == 0 and cell.tzinfo is None, where
                    if column.key and column.type == "text":
                        assert len(cell) <= 190, where


def test_tables_get_the_names_that_are_asked_for() -> None:
    names = Names(meaningless=True)
    tables = build_tables(7, names)["crm"]
    assert tables[0].name == names.table("crm", "users") == "t01"
    assert [column.name for column in tables[0].columns][:2] == ["c01", "c02"]


EVERY_TYPE = tuple(Column(kind, kind) for kind in ("bigint", "text", "real", "date", "timestamp", "boolean", "blob"))
KEYED = (Column('odd`"name', "text", key=True), Column("n", "integer", required=True), *EVERY_TYPE)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("sqlite", 'CREATE TABLE "x" ("odd`""name" TEXT NOT NULL, "n" INTEGER NOT NULL, "bigint" INTEGER, '
         '"text" TEXT, "real" REAL, "date" TEXT, "timestamp" TEXT, "boolean" INTEGER, "blob" BLOB, '
         'PRIMARY KEY ("odd`""name"))'),
        ("postgresql", 'CREATE TABLE "x" ("odd`""name" TEXT NOT NULL, "n" INTEGER NOT NULL, "bigint" BIGINT, '
         '"text" TEXT, "real" DOUBLE PRECISION, "date" DATE, "timestamp" TIMESTAMP, "boolean" BOOLEAN, "blob" BYTEA, '
         'PRIMARY KEY ("odd`""name"))'),
        ("mysql", 'CREATE TABLE `x` (`odd``"name` VARCHAR(190) NOT NULL, `n` INT NOT NULL, `bigint` BIGINT, '
         "`text` TEXT, `real` DOUBLE, `date` DATE, `timestamp` DATETIME, `boolean` BOOLEAN, `blob` LONGBLOB, "
         'PRIMARY KEY (`odd``"name`)) CHARACTER SET utf8mb4'),
    ],
)  # fmt: skip
def test_create_table(dialect: Dialect, expected: str) -> None:
    assert create_table("x", KEYED, dialect) == expected
    assert create_table("shop.x", EVERY_TYPE, dialect).startswith(
        "CREATE TABLE `shop`.`x` (" if dialect == "mysql" else 'CREATE TABLE "shop"."x" ('
    )
