"""One split's work: read, detect, and hand back counts. The same function runs in every engine."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from connectors.base import Connector, ConnectorError
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Gap, SourceSpec, Split
from connectors.registry import create
from rules.detector_data import DetectorFile
from scanner.detect.cells import CellTests
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.compiled.recogniser import recogniser_of
from scanner.detect.matches import Recognisers
from scanner.detect.names import NameMasker
from scanner.detect.probe import probe_batch
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.profile import DatasetProfile
from scanner.detect.records import RecordPlan, RecordTable, read_records

_NO_PLAN = ColumnPlan()


@dataclass(frozen=True)
class WorkOrder:
    """What every worker needs once: how to open sources, what to look for, and the value key. Secrets by reference.

    `tables` are keyed by digests under that key, and `wanted` are such digests. Like the key they reach workers through
    the pipe that starts them.
    """

    specs: Mapping[str, SourceSpec]
    detectors: DetectorFile
    key: bytes = field(repr=False)
    plans: Mapping[str, ColumnPlan]
    tables: Mapping[RecordPlan, RecordTable] = field(default_factory=dict, repr=False)
    wanted: frozenset[int] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """One split, to be profiled, or to be probed or read for records where `probes` or `records` are given."""

    split: Split
    probes: tuple[ProbePlan, ...] = ()
    records: tuple[RecordPlan, ...] = ()

    @property
    def columns(self) -> list[str] | None:
        """The fields that are needed, None for all."""
        probed = {name for plan in self.probes for name in plan.columns}
        return sorted(probed | {name for plan in self.records for name in plan.columns}) or None


@dataclass(slots=True)
class SplitResult:
    """What became of a task. No value is in here, but names still are as the store has them."""

    split: Split
    rows: int = 0
    profile: DatasetProfile = field(default_factory=DatasetProfile)
    probes: dict[ProbePlan, ProbeShare] = field(default_factory=dict)
    records: dict[RecordPlan, RecordTable] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)


class Worker:
    """Runs tasks one after the other, keeping recognisers compiled and sources open."""

    def __init__(self, order: WorkOrder) -> None:
        mute_third_party_loggers()
        self._order = order
        self._connectors: dict[str, Connector] = {}
        self.recognisers = compile_detectors(order.detectors)
        self.masker = NameMasker(self.recognisers, detector_labels(order.detectors))

    def run(self, task: Task) -> SplitResult:
        """Never raises for data: what can't be read or detected is a gap in the result."""
        result = SplitResult(task.split)
        split = task.split
        self.recognisers.failed.clear()
        try:
            for item in self._connector(split.source).read(split, task.columns):
                if isinstance(item, Gap):
                    result.gaps.append(item)
                else:
                    self._take(item, task, result)
        except ConnectorError as error:
            result.gaps.append(_gap(split, error.reason, error.what, error.remedy))
        except Exception as error:  # noqa: BLE001 - others' code fails in its own ways; only the class is told
            result.gaps.append(_gap(split, gap_reason(error), f"reading ended early: {describe_error(error)}"))
        for name, count in sorted(self.recognisers.failed.items()):
            result.gaps.append(
                _gap(split, "recogniser", f"recogniser {name} failed or ran out of time on {count} texts")
            )
        return result

    def use(self, order: WorkOrder) -> None:
        """Goes on with an order that differs in its tables only."""
        self._order = order

    def close(self) -> None:
        for connector in self._connectors.values():
            connector.close()
        self._connectors.clear()

    def _take(self, batch: pa.RecordBatch, task: Task, result: SplitResult) -> None:
        result.rows += batch.num_rows
        for plan in task.probes:
            share = probe_batch(batch, plan, self._order.key, self._order.tables, self._order.wanted)
            result.probes.setdefault(plan, ProbeShare()).absorb(share)
        for item in task.records:
            result.records.setdefault(item, RecordTable()).absorb(read_records(batch, item, self._order.key))
        if not task.probes and not task.records:
            plan_of = self._order.plans.get(task.split.ref, _NO_PLAN)
            seen = profile_batch(batch, task.split.object, self.recognisers, self._order.key, plan_of)
            result.profile.absorb(seen)

    def _connector(self, source: str) -> Connector:
        if source not in self._connectors:
            connector = create(self._order.specs[source], self.masker.shape)
            connector.open()
            self._connectors[source] = connector
        return self._connectors[source]


def compile_detectors(detectors: DetectorFile) -> Recognisers:
    return Recognisers([recogniser_of(item) for item in detectors.values], CellTests(detectors.fields))


def detector_labels(detectors: DetectorFile) -> dict[str, str]:
    """The word that stands for a masked name: the last part of the category; "" where a name may show such a match."""
    return {item.id: item.category.rpartition(".")[2] if item.in_names else "" for item in detectors.values}


def mute_third_party_loggers() -> None:
    """Libraries log what they handle; what they handle is personal data."""
    logging.getLogger().setLevel(logging.CRITICAL)
    for name in ("sqlalchemy", "presidio-analyzer", "fsspec", "urllib3", "botocore", "spacy", "tldextract"):
        logger = logging.getLogger(name)
        logger.propagate = False
        if name != "presidio-analyzer":
            logger.setLevel(logging.CRITICAL)


def _gap(split: Split, reason: Any, detail: str, remedy: str = "") -> Gap:
    return Gap(split.source, split.dataset, split.object, reason, detail, remedy or remedy_for(reason))
