"""No personal value of any kind leaves a run over real servers, logs and files: not in an error, a name or a notice."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import servers
from tests.scanner import canary_categories as categories
from tests.scanner import canary_search as search_tools
from tests.scanner import canary_servers as planting
from tests.scanner import canary_stores as stores
from tests.scanner import test_canary as base

pytestmark = pytest.mark.server
EACH = 5
BOUND = {"pg": "public.", "maria": "{database}.", "file": ""}
HAS_PASSWORD = re.compile(r"//[^/@]*:[^/@]*@")
DOOR = "NO_DATABASE_URL"


@dataclass
class World:
    """The servers and the estate over them, with all that was planted."""

    folder: Path
    postgres: Any
    mariadb: Any
    mint: Any
    columns: list[Any]
    pg: Any
    maria: Any
    secrets: dict[str, str] = field(default_factory=dict)
    doors: dict[str, str] = field(default_factory=dict)
    schemas: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "estate.yaml"

    def where(self, *starts: str) -> list[int]:
        """The canaries of which the place begins so."""
        return [at for at, canary in enumerate(self.mint.all) if canary.where.startswith(starts)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    for name in ("postgresql", "mysql"):
        servers.check(name, servers.absent(name))
    with servers.fresh("postgresql") as postgres, servers.fresh("mysql") as mariadb:
        mint = search_tools.Mint("canary servers")
        columns = categories.mint_columns(mint, EACH)
        names = stores.names(mint, "PG: name")
        pg = planting.postgres(postgres, columns, names, mint, partial(servers.connect, "postgresql"))
        planting.load(postgres, [*stores.everything(columns), *stores.people(mint, "PG")])
        maria = planting.mariadb(
            mariadb, columns, stores.names(mint, "MariaDB: name"), mint, partial(servers.connect, "mysql")
        )
        planting.load(mariadb, [*stores.slices(columns), *stores.people(mint, "MariaDB")])
        made = World(tmp_path_factory.mktemp("estate"), postgres, mariadb, mint, columns, pg, maria)
        _slow(made)
        _estate(made)
        yield made


def _slow(world: World) -> None:
    """A view that is ended while it has a row in its hands, at each server."""
    for server, sleep in ((world.postgres, "pg_sleep(20)::text"), (world.mariadb, "sleep(20)")):
        mail = planting.text(world.mint.email(f"{'PG' if server.name == 'postgresql' else 'MariaDB'}: slow row"))
        server.run(f"CREATE VIEW slow_one AS SELECT {sleep} AS slow, {mail} AS mail")


def _estate(world: World) -> None:
    folder, mint = world.folder, world.mint
    stores.sqlite_file(folder / "file.db", world.columns, mint)
    stores.logs(folder / "logs", world.columns)
    stores.files(folder / "lake", world.columns, mint)
    pg, maria = world.postgres, world.mariadb
    sources: dict[str, Any] = {
        "pg": {"type": "sql", "url": pg.url, "views": True, "exclude": ["*slow_one"]},
        "maria": {"type": "sql", "url": maria.url, "views": True, "exclude": ["*slow_one"]},
        "file": {"type": "sql", "url": "sqlite:///file.db"},
        "logs": {"type": "logs", "path": "logs"},
        "lake": {"type": "files", "path": "lake"},
    }
    for name, server in (("pg", pg), ("maria", maria)):
        wide = {"type": "sql", "url": server.url, "views": True, "include": ["*slow_one"], "statement_seconds": 1}
        sources[f"{name}_slow"] = wide
    world.doors = planting.doors(pg, maria, mint)
    urls = {
        "pg_named": pg.url_as("root", database=world.pg.named),
        "maria_named": maria.url_as("root", database=world.maria.named),
        "pg_limited": pg.url_as(world.pg.user),
        "maria_limited": maria.url_as(world.maria.user, "right"),
        **world.doors,
    }
    for at, (name, url) in enumerate(urls.items()):
        way = ("env", "file", "plain")[at % 3] if not HAS_PASSWORD.search(url) else ("env", "file")[at % 2]
        ref: Any = url
        if way == "env":
            world.secrets[f"{name.upper()}_URL"] = url
            ref = {"env": f"{name.upper()}_URL"}
        elif way == "file":
            (folder / f"{name}.url").write_text(url + "\n", encoding="utf-8")
            ref = {"file": f"{name}.url"}
        sources[name] = {"type": "sql", "url": ref, "connect_seconds": 3, "include": ["*private", "*held"]}
    world.secrets[DOOR] = (
        f"mysql://root:{mint.account('init: password')}@127.0.0.1:3306/{mint.account('init: database')}"
    )
    world.schemas = {name: schema.format(database=maria.database) for name, schema in BOUND.items()}
    world.secrets["VALUE_KEY"] = mint.account("value key") + mint.account("value key")
    _write(world.config, sources, world.schemas)
    _write(folder / "doors.yaml", {name: sources[name] for name in urls}, {})


def _write(path: Path, sources: dict[str, Any], schemas: dict[str, str]) -> None:
    data = stores.estate(sources, schemas) | {"value_key": {"env": "VALUE_KEY"}}
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def search(world: World) -> Any:
    return search_tools.Search(world.mint.all)


@dataclass
class Runs:
    """All commands over the estate, and what the server was asked meanwhile."""

    scans: dict[str, Any]
    doctor: Any
    init: Any
    asked: set[str]


@pytest.fixture(scope="module")
def runs(world: World, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    made = {name: base.Run(folder / name, secrets=world.secrets) for name in (*base.ENGINES, "doctor", "init")}
    commands = {"doctor": _doctor(world), "init": _init(world, made["init"].folder)}
    asked: set[str] = set()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(world.postgres, asked, over))
    watcher.start()

    def go(name: str) -> None:
        if name in commands:
            made[name].each(commands[name])
        else:
            made[name].scan(world.config, *base.ENGINES[name])

    try:
        with ThreadPoolExecutor(len(made)) as pool:
            list(pool.map(go, made))
    finally:
        over.set()
        watcher.join()
    return Runs({name: made[name] for name in base.ENGINES}, made["doctor"], made["init"], asked)


def _watch(server: Any, asked: set[str], over: threading.Event) -> None:
    """What SQL the scan sends, as the server shows it."""
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        while not over.wait(0.02):
            cursor.execute("SELECT query FROM pg_stat_activity WHERE application_name = 'saydo'")
            asked.update(row[0] for row in cursor.fetchall())


def _doctor(world: World) -> list[list[str]]:
    doors = str(world.folder / "doors.yaml")
    return [["doctor", "--config", str(world.config)], ["doctor", "--config", doors, "--json"]]


def _init(world: World, folder: Path) -> list[list[str]]:
    """A proposal for all stores and every door that the environment leads to; and addresses that can't be used."""
    out = folder / "proposed"
    folders = ["--folder", str(world.folder / "lake"), "--logs", str(world.folder / "logs")]
    urls = ["--url", world.postgres.url, "--url", world.mariadb.url, "--url", f"sqlite:///{world.folder}/file.db"]
    env = [part for name in world.secrets if name.endswith("_URL") and name != DOOR for part in ("--url-env", name)]
    secret = world.mint.account("command line: password")
    return [
        ["init", "--out", str(out / "estate.yaml"), *urls, *env, *folders],
        ["init", "--out", str(out / "secret.yaml"), "--url", f"postgresql://root:{secret}@127.0.0.1/x"],
        ["init", "--out", str(out / "broken.yaml"), "--url", world.mint.words("command line: URL that is none")],
        ["init", "--out", str(out / "nothing.yaml"), "--url-env", DOOR],
    ]


# ---- what was planted ------------------------------------------------------------------------------------------------


def test_every_leaf_of_the_vocabulary_has_canaries_or_a_reason() -> None:
    nodes = yaml.safe_load((base.ROOT / "rules/vocabulary.yaml").read_text(encoding="utf-8"))["categories"]
    leaves = set(nodes) - {node["parent"] for node in nodes.values()}
    made, left = set(categories.MAKERS), set(categories.LEFT_OUT)
    assert not made & left
    assert leaves <= made | left <= set(nodes)
    assert all(categories.LEFT_OUT.values())


def test_there_are_many_canaries_and_no_two_alike(world: World) -> None:
    values = [canary.value for canary in world.mint.all]
    assert len(set(values)) == len(values) > 900
    kinds = Counter(item.category for item in world.columns for _ in item.values)
    assert set(kinds) == set(categories.MAKERS)
    assert min(kinds.values()) >= EACH
    assert kinds.total() >= 400


@pytest.mark.parametrize("store", ["PG", "MariaDB", "SQLite", "logs", "files"])
def test_the_search_finds_all_that_a_store_holds(store: str, world: World, search: Any) -> None:
    held = {"PG": world.postgres, "MariaDB": world.mariadb}
    if store in held:
        found = search.in_bytes(planting.dump(held[store]))
    else:
        path = world.folder / {"SQLite": "file.db", "logs": "logs", "files": "lake"}[store]
        found = (
            set(search.in_bytes(path.read_bytes())) if path.is_file() else set().union(*search.in_tree(path).values())
        )
    wanted = world.where("every store", f"{store}:")
    assert len(wanted) > 400
    missing = [world.mint.all[at] for at in wanted if at not in found]
    assert not missing


@pytest.mark.parametrize("disguise", sorted(search_tools.DISGUISES))
def test_the_search_sees_through_a_disguise(disguise: str, world: World, search: Any) -> None:
    """One canary of every form of every category."""
    hide = search_tools.DISGUISES[disguise]
    shown = b"\n".join(b'{"x": "' + hide(item.values[0]) + b'", "y": 1}' for item in world.columns)
    found = {search.canaries[at].value for at in search.in_bytes(shown)}
    assert not [item.values[0] for item in world.columns if item.values[0] not in found]


@pytest.mark.parametrize("store", ["PG", "MariaDB"])
def test_the_server_does_tell_what_the_views_fail_on(store: str, world: World) -> None:
    """Otherwise the views would try nothing."""
    server, planted = (world.postgres, world.pg) if store == "PG" else (world.mariadb, world.maria)
    assert sum(trap.quoted for trap in planted.traps) > (35 if store == "PG" else 12)
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        for trap in planted.traps:
            told = ""
            try:
                cursor.execute(f"SELECT * FROM {trap.name}")
                cursor.fetchall()
            except Exception as exc:  # noqa: BLE001
                diag = getattr(exc, "diag", None)
                parts = [getattr(diag, name, "") for name in dir(diag) if not name.startswith("_")]
                told = f"{exc} {parts}"
            assert told, f"{trap.name} does not fail"
            assert (trap.value in told) == trap.quoted, (trap.name, told)


# ---- whole runs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", base.ENGINES)
def test_a_scan_lets_no_canary_out(engine: str, search: Any, runs: Runs) -> None:
    base.nothing_leaked(search, runs.scans[engine].folder)


@pytest.mark.parametrize("command", ["doctor", "init"])
def test_a_command_lets_no_canary_out(command: str, world: World, runs: Runs) -> None:
    """With those of the command line itself, which `search` may not know yet."""
    base.nothing_leaked(search_tools.Search(world.mint.all), getattr(runs, command).folder)


def test_no_error_code_is_a_part_of_a_row(world: World, runs: Runs) -> None:
    (row,) = (trap.value for trap in world.pg.traps if trap.name == "bad_code_of_row")
    with pytest.raises(Exception, match=row) as told:
        world.postgres.run("SELECT * FROM bad_code_of_row")
    assert told.value.sqlstate == row[:5].upper()
    for run in (runs.scans["local"], runs.doctor, runs.init):
        for path in run.folder.rglob("*"):
            assert path.is_dir() or row[:5].upper().encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize("engine", base.ENGINES)
def test_a_scan_is_whole(engine: str, runs: Runs) -> None:
    run = runs.scans[engine]
    assert run.code in (base.GATING, base.INCOMPLETE)
    assert run.text("stderr") == ""
    assert base.whole_files(run.out) == 10
    for name in ("tmp", "cwd", "home"):
        assert list((run.folder / name).iterdir()) == []


@pytest.mark.parametrize("name", ["classifications.jsonl", "inventory.jsonl", "coverage.json"])
def test_both_engines_tell_the_same(name: str, runs: Runs) -> None:
    local, pool = (runs.scans[engine].text(f"out/{name}") for engine in base.ENGINES)
    assert local == pool


def test_whatever_fails_is_a_gap(world: World, runs: Runs) -> None:
    gaps = json.loads(runs.scans["local"].text("out/coverage.json"))["gaps"]
    found: dict[str, set[str]] = {}
    for gap in gaps:
        found.setdefault(gap["source"], set()).add(gap["object"].rpartition(".")[2])
    assert {trap.name for trap in world.pg.traps} <= found["pg"]
    assert {trap.name for trap in world.maria.traps} <= found["maria"]
    assert {"lost_table", "lost_column", "lost_function", "lost_definer"} <= found["maria"]
    reasons = {(gap["source"], gap["reason"]) for gap in gaps}
    assert {("pg_slow", "timeout"), ("maria_slow", "timeout"), ("pg_limited", "permission")} <= reasons
    assert set(world.doors) <= set(found)


def test_good_rows_before_an_error_were_read(world: World, runs: Runs) -> None:
    lines = [json.loads(line) for line in runs.scans["local"].text("out/inventory.jsonl").splitlines()]
    items = {
        item["object"].rpartition(".")[2]: item for item in lines if item["object"].endswith(("bad_late", "bad_noisy"))
    }
    assert {item["status"] for item in items.values()} == {"partial"}, items
    assert 0 < items["bad_late"]["examined"] < planting.ROWS_BEFORE + 1


def test_the_canaries_were_read(world: World, runs: Runs) -> None:
    lines = [json.loads(line) for line in runs.scans["local"].text("out/classifications.jsonl").splitlines()]
    held = {item["dataset"] for item in lines}
    plain = ["identity_data", "contact_data", "account_data", "device_data", "financial_data", "accounts"]
    tables = {
        "pg": [*plain, "blind", "attributes", "documents"],
        "maria": ["part_0", "part_1", "accounts"],
        "file": ["part_0", "part_1", "accounts"],
    }
    for source, schema in world.schemas.items():
        assert {f"{source}/{schema}{table}" for table in tables[source]} <= held
    for source in ("logs", "lake", "pg_named", "maria_named"):
        assert any(ref.startswith(f"{source}/") for ref in held), source
    assert len({item["category"] for item in lines}) > 30
    natives = {item["field"] for item in lines if item["dataset"] == "pg/public.natives"}
    assert {"ip", "band", "bin", "names", "card", "code"} <= natives, natives


@pytest.mark.parametrize("source", ["pg", "maria", "file", "lake"])
def test_names_leave_masked(source: str, runs: Runs) -> None:
    lines = [json.loads(line) for line in runs.scans["local"].text("out/inventory.jsonl").splitlines()]
    told = " ".join(item["object"] for item in lines if item["dataset"].startswith(f"{source}/"))
    for mask in ("{email#", "{phone#", "{mac#", "{imei#", "{ip#", "{gps#"):
        assert mask in told


@pytest.mark.parametrize(("command", "codes"), [("doctor", (3, 3)), ("init", (3, 2, 2, 4))])
def test_a_command_went_through(command: str, codes: tuple[int, ...], runs: Runs) -> None:
    run = getattr(runs, command)
    ends = [line for line in run.text("stderr").splitlines() if line.startswith("exit ")]
    assert ends == [f"exit {code}" for code in codes], run.text("stderr")
    assert "Traceback" not in run.text("stderr") + run.text("stdout")
    for name in ("tmp", "cwd", "home"):
        assert list((run.folder / name).iterdir()) == []


def test_init_wrote_its_proposal_and_nothing_else(runs: Runs) -> None:
    proposed = runs.init.folder / "proposed"
    assert list(proposed.iterdir()) == [proposed / "estate.yaml"]
    found = yaml.safe_load((proposed / "estate.yaml").read_text(encoding="utf-8"))
    assert len(found["sources"]) > 12
    assert {"accounts", "consent"} & set(found["bindings"])


def test_doctor_saw_what_is_wrong(world: World, runs: Runs) -> None:
    told = runs.doctor.text("stdout")
    assert all(f"{name}: can't be opened" in told for name in world.doors)
    assert "GRANT SELECT" in told


def test_no_query_holds_a_value(world: World, runs: Runs) -> None:
    """Names must stand in queries; values go apart from them."""
    assert any("natives" in sql for sql in runs.asked)
    named = {at for at, canary in enumerate(world.mint.all) if "name" in canary.where}
    cells = search_tools.Search([c for at, c in enumerate(world.mint.all) if at not in named])
    hits = cells.in_bytes("\n".join(runs.asked).encode())
    assert not hits, cells.told({"query": hits})
