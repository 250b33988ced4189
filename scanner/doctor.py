"""`saydo doctor`: opens every source and says what can be read, what can't and why, and which rights are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from connectors.base import Advice, Connector, ConnectorError
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Dataset, Gap, JsonScalar, SampleDesign, SourceSpec, StoreFact
from connectors.registry import create
from reports.safe import printable
from scanner import exitcodes
from scanner.detect.names import NameMasker
from scanner.options import Tell
from scanner.setup import read_setup
from scanner.work import compile_detectors, detector_labels, mute_third_party_loggers

_ONE_ROW = SampleDesign("head", 1)
_UNITS = {"table": ("table", "tables"), "log": ("log file", "log files"), "objects": ("object", "objects")}


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that can't be read: masked name ("" for the source as a whole), and what to do."""

    name: str
    reason: str
    detail: str
    remedy: str


@dataclass(slots=True)
class Checkup:
    """What was found about one source. Names are masked."""

    source: str
    opened: bool = False
    readable: dict[str, int] = field(default_factory=dict)
    fields: int = 0
    unread: list[Unread] = field(default_factory=list)
    facts: dict[str, JsonScalar] = field(default_factory=dict)
    advice: list[Advice] = field(default_factory=list)


def run_doctor(config: Path, as_json: bool, tell: Tell = lambda message: None) -> tuple[list[str], int]:
    """The lines to print, and the exit code: 0 fine, 3 something can't be read, 4 nothing could be opened.

    Raises `ConfigError` and its like where the estate file is wrong. Of each table and object one row is read and
    thrown away.
    """
    mute_third_party_loggers()
    setup = read_setup(config)
    masker = NameMasker(compile_detectors(setup.detectors), detector_labels(setup.detectors))
    found: list[Checkup] = []
    for name, spec in setup.specs.items():
        tell(f"looking at {name}")
        found.append(_examine(spec, masker.shape))
    if as_json:
        lines = [json.dumps([asdict(item) for item in found], ensure_ascii=True, indent=2, sort_keys=True)]
    else:
        lines = [printable(line, None) for item in found for line in _told(item)]
    if not any(item.opened for item in found):
        return lines, exitcodes.NOTHING_OPENED
    return lines, exitcodes.INCOMPLETE if any(item.unread for item in found) else exitcodes.PASS


def _examine(spec: SourceSpec, shape: Callable[[str], str]) -> Checkup:
    checkup = Checkup(spec.name)
    gaps: list[Gap] = []
    try:
        connector = create(spec, shape)
        with connector:
            checkup.opened = True
            _look(connector, checkup, gaps, shape)
    except ConnectorError as error:
        gaps.append(error.as_gap())
    except Exception as error:  # noqa: BLE001 - a plug-in may fail in its own way; only its class is told
        reason = gap_reason(error)
        what = f"looking at it ended early ({describe_error(error)})"
        gaps.append(Gap(spec.name, "", "", reason, what, remedy_for(reason)))
    seen: set[tuple[str, str]] = set()
    for gap in gaps:
        if (gap.object, gap.reason) not in seen:  # listing and reading fail for the same reason: told once
            seen.add((gap.object, gap.reason))
            checkup.unread.append(Unread(shape(gap.object), gap.reason, shape(gap.detail), gap.remedy))
    return checkup


def _look(connector: Connector, checkup: Checkup, gaps: list[Gap], shape: Callable[[str], str]) -> None:
    datasets: list[Dataset] = []
    for item in connector.datasets():
        if isinstance(item, Dataset):
            datasets.append(item)
        else:
            gaps.append(item)
    if not datasets and not gaps:
        gaps.append(Gap(checkup.source, "", "", "missing", "nothing was found in it", "Check its path and patterns."))
    for dataset in datasets:
        failed = _try_reading(connector, dataset)
        gaps.extend(failed)
        good = len(dataset.objects) - len({gap.object for gap in failed})
        checkup.readable[dataset.kind] = checkup.readable.get(dataset.kind, 0) + good
        checkup.fields += len(dataset.fields) if good else 0
    for fact in connector.facts():
        if isinstance(fact, StoreFact):
            checkup.facts[fact.name] = fact.value
        else:
            gaps.append(fact)
    for advice in connector.advice():
        if isinstance(advice, Gap):
            gaps.append(advice)
        else:
            checkup.advice.append(advice)


def _try_reading(connector: Connector, dataset: Dataset) -> list[Gap]:
    """Why an object of this dataset gives not even one row, for each such object."""
    found: list[Gap] = []
    try:
        splits = connector.splits(dataset, _ONE_ROW)
    except Exception as error:  # noqa: BLE001 - as above
        reason = gap_reason(error)
        what = f"it can't be cut ({describe_error(error)})"
        return [Gap(dataset.source, dataset.name, dataset.name, reason, what, remedy_for(reason))]
    for split in splits:
        reading = connector.read(split)
        found.extend(item for item in islice(reading, 1) if isinstance(item, Gap))
        if hasattr(reading, "close"):
            reading.close()
    return found


# -- telling -----------------------------------------------------------------------------------------------------------


def _told(item: Checkup) -> Iterator[str]:
    if not item.opened:
        yield f"{item.source}: can't be opened"
    else:
        facts = "; ".join(_facts(item.facts))
        yield f"{item.source}: opened{f' ({facts})' if facts else ''}"
        counts = [f"{count} {_UNITS[kind][count != 1]}" for kind, count in sorted(item.readable.items())]
        fields = f" with {item.fields} fields" if item.fields else ""
        yield f"  can be read: {', '.join(counts) or 'nothing'}{fields}"
    for gap in item.unread:
        name = f"{gap.name}: " if gap.name else ""
        yield f"  can't be read: {name}{gap.detail} ({gap.reason}). {gap.remedy}".rstrip()
    for kind, word in (("missing", "missing right"), ("excessive", "too many rights"), ("note", "note")):
        for advice in item.advice:
            if advice.kind == kind:
                # names in it that hold personal data are masked as everywhere; `saydo locate` shows them
                run = " Run:" if advice.remedy.endswith(";") else ""
                yield f"  {word}: {advice.what}.{run} {advice.remedy}".rstrip()


def _facts(facts: dict[str, JsonScalar]) -> Sequence[str]:
    told: list[str] = []
    if version := facts.get("server_version"):
        told.append(str(version))
    if "read_only_session" in facts:
        told.append("read-only session, as the server confirms" if facts["read_only_session"] else "NOT read-only")
    if "encrypted_connection" in facts:
        told.append("encrypted connection" if facts["encrypted_connection"] else "connection NOT encrypted")
    elif facts.get("local_connection"):
        told.append("connection without TLS that stays on this machine")
    if limits := facts.get("time_limits"):
        told.append(f"time limits: {limits}")
    if facts.get("local_file"):
        told.append("a file or folder of this machine")
    return told
