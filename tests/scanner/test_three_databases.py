"""The demo estate in SQLite, PostgreSQL and MariaDB: same data, so same classifications and same findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.demo.estate import build_tables
from scanner.demo.names import SQL_SOURCES, Names
from tests import servers


class Placed:
    """The demo's SQL sources on a server, each in a schema of its own."""

    def __init__(self, server: Any, seed: int) -> None:
        self.options = {
            name: servers.load_tables(server, name, tables) for name, tables in build_tables(seed, Names()).items()
        }
        self._schemas = {name: options.pop("schema") for name, options in self.options.items()}

    def dataset(self, ref: str) -> str:
        source, _, table = ref.partition("/")
        return f"{source}/{self._schemas[source]}.{table}" if table and source in SQL_SOURCES else ref

    def plain(self, ref: str) -> str:
        source, _, table = ref.partition("/")
        return f"{source}/{table.removeprefix(self._schemas.get(source, '') + '.')}" if table else ref


def _on_server(value: Any, placed: Placed, known: frozenset[str]) -> Any:
    """The estate file with every table's name as the server has it."""
    if isinstance(value, Mapping):
        return {_on_server(key, placed, known): _on_server(item, placed, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_on_server(item, placed, known) for item in value]
    return placed.dataset(value) if isinstance(value, str) and value in known else value


def _audited_there(demo: Any, saydo: Callable[..., Any], placed: Placed, out: Path) -> Any:
    estate = yaml.safe_load((demo.folder / "estate.yaml").read_text())
    tables = frozenset(item["dataset"] for item in demo.lines("inventory.jsonl"))
    estate = _on_server(estate, placed, tables)
    for name in SQL_SOURCES:
        estate["sources"][name].update(placed.options[name])
    path = demo.folder / f"estate-{out.parent.name}.yaml"
    path.write_text(yaml.safe_dump(estate, allow_unicode=True))
    result = saydo("scan", "-c", str(path), "-o", str(out), "--no-history")
    assert result.returncode == 1, result.stderr
    return type(demo)(demo.folder, out, result)


def _classified(audited: Any, plain: Callable[[str], str]) -> set[tuple[Any, ...]]:
    return {
        (plain(item["dataset"]), item["field"], item["category"], item["matched"], item["distinct"])
        for item in audited.lines("classifications.jsonl")
    }


def _found(audited: Any, plain: Callable[[str], str]) -> set[tuple[Any, ...]]:
    return {
        (item["rule"], item["verdict"], plain(item["dataset"]), item["field"], item["party"])
        for item in audited.lines("findings.jsonl")
    }


server = servers.server  # a fixture: each kind of server in turn


@pytest.mark.server
def test_the_estate_on_a_server_is_the_estate_in_files(demo: Any, saydo: Any, server: Any, tmp_path: Path) -> None:
    placed = Placed(server, demo.truth["seed"])
    there = _audited_there(demo, saydo, placed, tmp_path / "out")
    assert _classified(there, placed.plain) == _classified(demo, str)
    assert _found(there, placed.plain) == _found(demo, str)
    verdicts = [
        {item["statement"]: item["verdict"] for item in each.lines("statements.jsonl")} for each in (demo, there)
    ]
    assert verdicts[0] == verdicts[1]
