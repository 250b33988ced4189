"""Which sources a folder makes: SQLite files, logs and objects are told apart by name and first bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from scanner.init.model import FoundSource, InitError, Wanted
from scanner.init.urls import by_environment, by_url

MAX_FILES = 20_000  # of one folder that are looked at by name
MAX_DATABASES = 50  # of one folder that become sources
LOG_PATTERNS = (
    "*.log", "*.log.*", "*.log-*", "*.LOG", "*.LOG.*", "*_log", "*_log.*", "*_log-*", "*.out", "syslog", "syslog.*",
)  # fmt: skip
_SQLITE = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-shm", "-journal")
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class _Contents:
    """Paths below a folder, by kind, relative and sorted. `rest` are files that are neither databases nor logs."""

    databases: tuple[str, ...]
    logs: tuple[str, ...]
    rest: tuple[str, ...]


def find_sources(wanted: Wanted) -> list[FoundSource]:
    """The sources of everything that was given, in that order. Raises `InitError`."""
    base = wanted.out.absolute().parent
    found: list[FoundSource] = []
    taken: set[str] = set()

    def add(name: str, kind: str, options: dict[str, Any], reason: str) -> None:
        if not any(item.type == kind and dict(item.options) == options for item in found):
            found.append(FoundSource(_free_name(name, taken), kind, options, reason))

    for url in wanted.urls:
        add(*by_url(url, base))
    for variable in wanted.url_envs:
        add(*by_environment(variable))
    for folder in wanted.folders:
        for item in _of_path(folder, base, wanted.out):
            add(*item)
    for path in wanted.logs:
        if not path.exists():
            raise InitError(f"--logs {path}: there is no such folder or file. Check the path.")
        add(_stem(path), "logs", {"path": _written(path, base)}, "given as logs")
    if not found:
        raise InitError("nothing to look at. Give --url, --url-env, --folder or --logs, each as often as you like.")
    return found


def _free_name(wish: str, taken: set[str]) -> str:
    """A source name that the estate file allows and that no other source has."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", wish).strip("-_").lower()[:40] or "source"
    name = plain
    for number in range(2, len(taken) + 3):
        if name not in taken:
            break
        name = f"{plain}{number}"
    taken.add(name)
    return name


def _stem(path: Path) -> str:
    resolved = path.absolute()
    return Path(os.path.normpath(resolved)).name.partition(".")[0] or "root"


def _written(path: Path, base: Path) -> str:
    """A path as it stands in the file: relative where it lies below the file's folder, else absolute."""
    whole = Path(os.path.normpath(path.absolute()))
    text = str(whole.relative_to(base)) if whole.is_relative_to(base) else str(whole)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InitError("a given path holds bytes that are no text, which no YAML file can. Rename it.") from None
    return text


def _of_path(path: Path, base: Path, out: Path) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """(name, type, options, reason) for each source that a folder or a single file makes."""
    if not path.exists():
        raise InitError(f"--folder {path}: there is no such folder. Check the path.")
    if path.is_file():
        if _is_sqlite(path):
            yield _sqlite(path, base)
        elif _is_log(path.name):
            yield _stem(path), "logs", {"path": _written(path, base)}, "a log by its name"
        else:
            yield _stem(path), "files", {"path": _written(path, base)}, "one file, neither database nor log"
        return
    if not os.access(path, os.R_OK | os.X_OK):
        raise InitError(f"--folder {path}: it may not be read. Check its permissions.")
    contents = _contents(path, out)
    if not (contents.databases or contents.logs or contents.rest):
        raise InitError(f"--folder {path}: it holds no file. Name the folder that holds your data.")
    for name in contents.databases[:MAX_DATABASES]:
        yield _sqlite(path / name, base)
    where = _written(path, base)
    if contents.logs:
        used = [pattern for pattern in LOG_PATTERNS if any(_matches(name, pattern) for name in contents.logs)]
        mixed = bool(contents.rest or contents.databases)
        options: dict[str, Any] = {"path": where} | ({"include": used} if mixed else {})
        yield _stem(path), "logs", options, f"{_files(len(contents.logs))} named like logs"
    if contents.rest:
        excluded = [pattern for pattern in LOG_PATTERNS if any(_matches(name, pattern) for name in contents.logs)]
        for name in contents.databases[:MAX_DATABASES]:
            excluded += [_literal(name), *(_literal(name) + end for end in _BESIDE if (path / (name + end)).exists())]
        if _below(out, path):
            excluded.append(_literal(out.absolute().relative_to(path.absolute()).as_posix()))
        options = {"path": where} | ({"exclude": excluded} if excluded else {})
        name = f"{_stem(path)}-files" if contents.logs else _stem(path)
        yield name, "files", options, f"{_files(len(contents.rest))}, neither databases nor logs"


def _sqlite(path: Path, base: Path) -> tuple[str, str, dict[str, Any], str]:
    return _stem(path), "sql", {"url": f"sqlite:///{_written(path, base)}"}, "an SQLite file by its first bytes"


def _contents(folder: Path, out: Path) -> _Contents:
    databases: list[str] = []
    logs: list[str] = []
    rest: list[str] = []
    for name in _walk(folder):
        path = folder / name
        if path.absolute() == out.absolute():
            continue
        if _is_sqlite(path):
            databases.append(name)
        elif _is_log(name.rpartition("/")[2]):
            logs.append(name)
        else:
            rest.append(name)
    known = set(databases)
    rest = [name for name in rest if not any(name.endswith(end) and name[: -len(end)] in known for end in _BESIDE)]
    return _Contents(tuple(databases), tuple(logs), tuple(rest))


def _walk(folder: Path) -> list[str]:
    """Relative paths of plain files, sorted; links are not followed, as the connectors don't follow them either."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(where) / name
            if path.is_file() and not path.is_symlink():
                found.append(path.relative_to(folder).as_posix())
        if len(found) > MAX_FILES:
            break
    return sorted(found)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as handle:
            return handle.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False  # listing the source tells what can't be read


def _is_log(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in LOG_PATTERNS)


def _matches(path: str, pattern: str) -> bool:
    return fnmatchcase(path.rpartition("/")[2], pattern)


def _literal(name: str) -> str:
    """A pattern that means this name alone."""
    return _GLOB.sub(lambda match: f"[{match[0]}]", name)


def _below(path: Path, folder: Path) -> bool:
    return path.absolute().is_relative_to(folder.absolute())


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"
