"""Writes the demo: a small fictional company whose data breaks some promises of its policy, and keeps the others.

`write_estate` is deterministic: the same seed gives the same bytes, on the same versions of SQLite and pyarrow.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from scanner.demo.catalogue import catalogue_tables
from scanner.demo.config import ATTESTATIONS_FILE, ESTATE_HEADER, estate
from scanner.demo.contracts import ATTESTATIONS
from scanner.demo.crm import crm_tables
from scanner.demo.crm_events import event_tables
from scanner.demo.crm_profile import profile_tables
from scanner.demo.crm_rights import rights_tables
from scanner.demo.lake import lake_files
from scanner.demo.logs import log_files
from scanner.demo.names import Names
from scanner.demo.shop import shop_tables
from scanner.demo.stores import backup_tables, mirror_tables
from scanner.demo.truth import MARKER, MARKER_VALUE, Made, truth
from scanner.demo.warehouse import warehouse_tables
from scanner.demo.world import World, make_world
from scanner.demo.writers import Files, Table, renamed_table, sqlite_bytes

ESTATE_FILE, TRUTH_FILE = "estate.yaml", "truth.yaml"
DATA_FOLDERS = ("stores", "logs", "lake")
"""All that a demo owns in its folder, besides the two files: results of a scan kept next to them stay."""


class DemoError(ValueError):
    """The folder can't be used for a demo. The message says why and what to do."""


def build_tables(seed: int, names: Names) -> dict[str, list[Table]]:
    """The tables of every SQL source, by source, under the names that `names` gives them: for any database to load."""
    return _named(_tables(make_world(seed)), names)


def _tables(world: World) -> dict[str, list[Table]]:
    return {
        "crm": [*crm_tables(world), *profile_tables(world), *event_tables(world), *rights_tables(world)],
        "shop": shop_tables(world),
        "warehouse": warehouse_tables(world),
        "backup": backup_tables(world),
        "mirror": mirror_tables(world),
        "catalogue": catalogue_tables(world),
    }


def _named(stores: dict[str, list[Table]], names: Names) -> dict[str, list[Table]]:
    return {name: [renamed_table(name, table, names) for table in tables] for name, tables in stores.items()}


def build_estate(seed: int, names: Names) -> Files:
    """Every file of the demo by its path, in memory."""
    world = make_world(seed)
    stores = _tables(world)
    files: Files = {f"stores/{name}.db": sqlite_bytes(tables) for name, tables in _named(stores, names).items()}
    files.update(log_files(world, names))
    files.update(lake_files(world, names))
    names.freeze()
    files[ESTATE_FILE] = ESTATE_HEADER.encode() + _yaml(estate(names))
    files[ATTESTATIONS_FILE] = _yaml(ATTESTATIONS)
    files[TRUTH_FILE] = _yaml(truth(names, Made(world, stores, files)))
    return files


def write_estate(folder: Path, seed: int = 2018) -> None:
    """Writes the demo into `folder`, which is made if need be; an earlier demo there is replaced.

    Raises `DemoError` when the folder holds anything but an earlier demo.
    """
    check_folder(folder)
    write_files(folder, build_estate(seed, Names()))


def write_files(folder: Path, files: Files) -> None:
    """Writes built files into a folder that `check_folder` let pass; what an earlier demo left there goes first."""
    # Its marker stays until it is overwritten, last of all: a rewrite that was interrupted can be started again.
    for name in DATA_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def demo_seed(folder: Path) -> int | None:
    """The seed of the demo in this folder, or None if there is no demo in it."""
    try:
        found = yaml.safe_load((folder / TRUTH_FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    if not isinstance(found, dict) or found.get(MARKER) != MARKER_VALUE or not isinstance(found.get("seed"), int):
        return None
    return int(found["seed"])


def check_folder(folder: Path) -> None:
    """Raises `DemoError` unless the folder is new, empty or an earlier demo."""
    if folder.exists() and not folder.is_dir():
        raise DemoError(f"'{folder}' is a file, not a folder. Name a new or empty folder for the demo.")
    if folder.is_dir() and any(folder.iterdir()) and demo_seed(folder) is None:
        raise DemoError(
            f"the folder '{folder}' is not empty and holds no earlier demo, so nothing was written. "
            "Name a new or empty folder for the demo."
        )


class _Plain(yaml.SafeDumper):
    """No anchors: a date that is used twice is written twice, as a person would."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: dict[str, Any] | list[dict[str, Any]]) -> bytes:
    text: str = yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    return text.encode()
