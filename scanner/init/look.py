"""Lists the sources and reads a small sample of each dataset, with the same workers and detectors as a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from connectors.base import Connector, ConnectorError
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import CENSUS, Dataset, Gap, SampleDesign, SourceSpec, Split
from connectors.registry import create
from rules.detector_data import shipped_detectors
from rules.policy import Policy
from scanner.config import Estate, source_specs
from scanner.deciding import decide
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.matches import Recognisers
from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.tokens import words
from scanner.init.model import FoundSource, Looked, SeenDataset, SeenField
from scanner.naming import mask_names
from scanner.options import Progress, Tell
from scanner.passes import Seen
from scanner.plan import Plan
from scanner.sampling import depth
from scanner.setup import Setup
from scanner.valuekey import value_key
from scanner.work import Task, Worker, WorkOrder

ROWS = 2_000  # of a table or log, at most
FEWEST_ROWS = 200
ALL_ROWS = 400_000  # of the whole estate, about
OBJECTS = 3  # of a dataset
RANDOM_UP_TO = 200_000  # rows; drawing from larger tables walks too many keys
ID_ROWS = 200_000  # of an account table's id
_DATES = 0.8  # of a field's cells
_TIME_WORDS = frozenset(
    ["at", "on", "ts", "time", "timestamp", "date", "day", "since", "created", "updated", "unix", "epoch", "seen"]
)


@dataclass
class Looker:
    """The first look at an estate, kept open for a second one at single datasets. Made by `look`."""

    looked: Looked
    worker: Worker
    order: WorkOrder
    designs: Mapping[str, SampleDesign]

    def again(self, item: SeenDataset, plan: ColumnPlan) -> DatasetProfile:
        """A dataset's profile under another column plan, such as one that groups lines by host."""
        return self._read(item, plan, self.designs[item.ref], self.worker.recognisers)

    def ids(self, item: SeenDataset, field: str) -> FieldProfile:
        """All values of a table's id, up to a limit, as sketches; nothing but that column is read."""
        rows = item.dataset.population.rows
        if rows == item.rows:
            return item.profile.fields[field]
        design = CENSUS if rows is not None and rows <= ID_ROWS else SampleDesign("head", ID_ROWS)
        plan = ColumnPlan(keys=frozenset({field}))
        return self._read(item, plan, design, Recognisers([]), [field]).fields.get(field, FieldProfile())

    def _read(
        self,
        item: SeenDataset,
        plan: ColumnPlan,
        design: SampleDesign,
        recognisers: Recognisers,
        columns: Sequence[str] | None = None,
    ) -> DatasetProfile:
        found = DatasetProfile()
        try:
            with create(self.order.specs[item.dataset.source], self.worker.masker.shape) as connector:
                for split in _cut(connector, item.dataset, design):
                    for batch in connector.read(split, columns):
                        if not isinstance(batch, Gap):
                            found.absorb(profile_batch(batch, split.object, recognisers, self.order.key, plan))
        except Exception:  # noqa: BLE001 - a second look that fails proposes nothing; the scan will tell why
            return DatasetProfile()
        return found

    def close(self) -> None:
        self.worker.close()


def look(found: Sequence[FoundSource], base: Path, policy: Policy, tell: Tell, progress: Progress) -> Looker:
    """Opens every source, lists it and samples each dataset. What can't be read is a gap; the rest goes on."""
    estate = Estate.model_validate(
        {
            "version": 1,
            "policy": policy.policy.id,
            "sources": {item.name: {"type": item.type, **item.options} for item in found},
        }
    )
    specs = source_specs(estate, base)
    order = WorkOrder(specs, shipped_detectors(), value_key(None, base), {})
    worker = Worker(order)
    plan, opened = _list(specs, policy, estate, worker, tell)
    seen = Seen(gaps=list(plan.gaps))
    for done, split in enumerate(plan.splits):
        progress("looking", done, len(plan.splits))
        result = worker.run(Task(split))
        seen.gaps.extend(result.gaps)
        seen.profiles.setdefault(split.ref, DatasetProfile()).absorb(result.profile)
    today = datetime.now(UTC).date()
    setup = Setup(
        path=base / "estate.yaml",
        estate=estate,
        base_dir=base,
        policy=policy,
        sentences={},
        detectors=order.detectors,
        specs=specs,
        bindings=(),
        attestations=(),
        as_of=today,
        digests={},
        today=today,
    )
    decisions = decide(setup, plan, seen)
    items = []
    for dataset in plan.datasets:
        profile = seen.profiles.get(dataset.ref, DatasetProfile())
        categories: dict[str, set[str]] = {}
        for decision in decisions.get(dataset.ref, ()):
            claim = decision.classification
            categories.setdefault(claim.field, set()).add(claim.category)
        items.append(SeenDataset(dataset, profile.rows, profile, _fields(dataset, profile, categories)))
    names = mask_names(plan.datasets, seen.profiles, worker.masker)
    looked = Looked(specs, tuple(items), tuple(sorted(set(seen.gaps))), frozenset(opened), names)
    return Looker(looked, worker, order, plan.designs)


def _list(
    specs: Mapping[str, SourceSpec], policy: Policy, estate: Estate, worker: Worker, tell: Tell
) -> tuple[Plan, set[str]]:
    datasets: list[Dataset] = []
    gaps: list[Gap] = []
    opened: dict[str, Connector] = {}
    for name, spec in specs.items():
        tell(f"listing {name}")
        try:
            connector = create(spec, worker.masker.shape)
            connector.open()
            opened[name] = connector
            for item in connector.datasets():
                (gaps if isinstance(item, Gap) else datasets).append(item)  # type: ignore[arg-type]
        except ConnectorError as error:
            gaps.append(error.as_gap())
        except Exception as error:  # noqa: BLE001 - drivers and plug-ins fail in their own ways; only the class is told
            reason = gap_reason(error)
            told = f"it can't be opened or listed ({describe_error(error)})"
            gaps.append(Gap(name, "", "", reason, told, remedy_for(reason)))
    rows = max(FEWEST_ROWS, min(ROWS, ALL_ROWS // max(1, len(datasets))))
    designs = {item.ref: _design(item, rows, estate.defaults.seed) for item in datasets}
    splits: list[Split] = []
    for dataset in datasets:
        try:
            splits.extend(_cut(opened[dataset.source], dataset, designs[dataset.ref]))
        except Exception as error:  # noqa: BLE001 - as above
            reason = gap_reason(error)
            told = f"it can't be cut ({describe_error(error)})"
            gaps.append(Gap(dataset.source, dataset.name, "", reason, told, remedy_for(reason)))
    for connector in opened.values():
        connector.close()
    needed = depth(policy, len(datasets), estate.defaults.confidence, estate.defaults.max_upper_bound)
    return Plan(tuple(datasets), designs, tuple(splits), tuple(gaps), (), len(opened), needed), set(opened)


def _design(dataset: Dataset, rows: int, seed: int) -> SampleDesign:
    """Small tables whole, middling ones at random, of everything else the first rows."""
    known = dataset.population
    if dataset.kind == "table" and known.kind == "exact" and known.rows is not None:
        if known.rows <= rows:
            return CENSUS
        if known.rows <= RANDOM_UP_TO:
            return SampleDesign("random", rows, seed)
    return SampleDesign("head", rows)


def _cut(connector: Connector, dataset: Dataset, design: SampleDesign) -> list[Split]:
    """Splits over the largest few objects: they show what the dataset is."""
    objects = sorted(dataset.objects, key=lambda item: (-(item.bytes or 0), item.name))[:OBJECTS]
    return connector.splits(replace(dataset, objects=tuple(objects)), design)


def _fields(dataset: Dataset, profile: DatasetProfile, categories: Mapping[str, set[str]]) -> tuple[SeenField, ...]:
    declared = {item.name: item for item in dataset.fields}
    found = []
    for name in [*declared, *sorted(profile.fields.keys() - declared.keys())]:
        item = profile.fields.get(name, FieldProfile())
        cells = item.counts["cells"] - item.counts["null"] - item.counts["empty"]
        named = words(name)
        # ten digits may be a Unix time or an account number; only the name can tell
        dates = item.counts["date.n"] + (item.counts["num.unix"] if _TIME_WORDS & set(named) else 0)
        field = declared.get(name)
        typed = field is not None and field.type.startswith(("date", "timestamp"))
        found.append(
            SeenField(
                name=name,
                words=named,
                filled=cells,
                distinct=item.distinct("values")[0],
                dates=dates >= _DATES * cells if cells else typed,
                key=field is not None and field.primary_key,
                categories=frozenset(categories.get(name, ())),
            )
        )
    return tuple(found)
