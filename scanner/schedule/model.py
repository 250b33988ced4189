"""What is to be run when, before it is written for one scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from connectors.secrets import secret_ref
from scanner.config import Estate, load_estate

Every = Literal["hour", "day", "week", "month"]
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
MAX_AGE: Mapping[Every, str] = {"hour": "3h", "day": "2d", "week": "8d", "month": "32d"}
"""When a scan counts as missed: one period and some time to spare."""


class ScheduleError(ValueError):
    """No schedule can be made of this. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A scan to be repeated. Paths are absolute; `secrets` are names of environment variables; `hour`, `minute` local.

    `history` is the folder of the history's file, "" where it is a database elsewhere.
    """

    name: str
    program: str
    config: str
    out: str
    every: Every
    hour: int
    minute: int
    secrets: tuple[str, ...] = ()
    history: str = ""

    @property
    def label(self) -> str:
        """The name as units and Kubernetes take it: a DNS label (RFC 1123)."""
        return f"saydo-{re.sub(r'[^a-z0-9]+', '-', self.name.lower())[:32].strip('-') or 'estate'}"

    @property
    def scan(self) -> tuple[str, ...]:
        return (self.program, "scan", "--config", self.config, "--out", self.out, "--dated")

    @property
    def check(self) -> tuple[str, ...]:
        return (self.program, "history", "check", "--config", self.config, "--max-age", MAX_AGE[self.every])


def make_schedule(config: Path, out: Path, program: str, every: Every, at: str) -> Schedule:
    """A schedule from the estate file. Raises `ScheduleError`, `ConfigError` or `YamlError`."""
    estate = load_estate(config)
    found = _TIME.fullmatch(at)
    if found is None:
        raise ScheduleError("--at: write a time of day such as 03:17.")
    if estate.history is False:
        raise ScheduleError(f"{config.name}: `history: false` leaves nothing to see missed scans by. Remove it.")
    paths = (program, str(config.resolve()), str(out.absolute()))
    for path in paths:
        if not path.isprintable():
            raise ScheduleError("a path holds characters that schedulers can't take. Rename the folder.")
    return Schedule(
        estate.name,
        *paths,
        every,
        int(found[1]),
        int(found[2]),
        tuple(sorted(set(_secrets(estate)))),
        _folder(estate, config),
    )


def _folder(estate: Estate, config: Path) -> str:
    """Where a history's file lies; "" for a database elsewhere."""
    setting = estate.history
    if not isinstance(setting, str) or ("://" in setting and not setting.startswith("sqlite:///")):
        return ""
    return str((config.resolve().parent / setting.removeprefix("sqlite:///")).parent)


def _secrets(estate: Estate) -> Iterator[str]:
    """Environment variables that the estate's references name."""
    trees: list[Any] = [source.model_extra or {} for source in estate.sources.values()]
    trees += [estate.value_key or {}, estate.history or {}]
    while trees:
        tree = trees.pop()
        reference = secret_ref(tree)
        if reference is not None:
            if reference.kind == "env":
                if not _VARIABLE.fullmatch(reference.name):
                    raise ScheduleError("what stands under `env` is no variable name. Write {env: NAME}.")
                yield reference.name
        elif isinstance(tree, Mapping):
            trees.extend(tree.values())
        elif isinstance(tree, list | tuple):
            trees.extend(tree)
