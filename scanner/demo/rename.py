"""A copy of the demo in which no name means anything, for the bar "renaming changes no verdict"."""

from __future__ import annotations

from pathlib import Path

from scanner.demo.estate import ESTATE_FILE, TRUTH_FILE, DemoError, build_estate, check_folder, demo_seed, write_files
from scanner.demo.names import Names


def rename_estate(folder: Path, target: Path) -> None:
    """Writes to `target` the demo of `folder`, every table, column, key, stream, folder and file stem renamed.

    The data is made anew from the demo's seed, under other names. Raises `DemoError` when `folder` holds no demo, or
    one whose data was changed or came from another version: the copy would silently not be one.
    """
    seed = demo_seed(folder)
    if seed is None:
        raise DemoError(f"the folder '{folder}' holds no demo. Write one there first.")
    if target.resolve() == folder.resolve():
        raise DemoError(f"'{target}' is the demo itself. Name another folder for the renamed copy.")
    check_folder(target)
    for path, content in build_estate(seed, Names()).items():
        if path in (ESTATE_FILE, TRUTH_FILE):
            continue
        found = folder / path
        if not found.is_file() or found.read_bytes() != content:
            raise DemoError(f"the demo in '{folder}' is not as it was written: '{path}' differs. Write it anew first.")
    write_files(target, build_estate(seed, Names(meaningless=True)))
