"""The plan: what there is, how it is cut, and what could not even be listed. No row is read here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.base import Connector, ConnectorError, NameShape
from connectors.errors import describe_error, gap_reason
from connectors.model import Dataset, Gap, SampleDesign, SourceSpec, Split, StoreFact
from connectors.registry import create
from rules.policy import Policy
from scanner.sampling import Depth, depth, design_for


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything eligible. `designs` by dataset ref; `opened` counts sources that could be opened."""

    datasets: tuple[Dataset, ...]
    designs: Mapping[str, SampleDesign]
    splits: tuple[Split, ...]
    gaps: tuple[Gap, ...]
    facts: tuple[StoreFact, ...]
    opened: int
    needed: Depth

    def dataset(self, ref: str) -> Dataset | None:
        return next((item for item in self.datasets if item.ref == ref), None)


def make_plan(
    specs: Mapping[str, SourceSpec],
    policy: Policy,
    confidence: float,
    max_upper_bound: float,
    seed: int,
    name_shape: NameShape,
    tell: Callable[[str], None] = lambda message: None,
) -> Plan:
    """Opens every source once and lists it. What can't be opened or listed is a gap; the rest goes on."""
    found: list[Dataset] = []
    gaps: list[Gap] = []
    facts: list[StoreFact] = []
    opened: dict[str, Connector] = {}
    for name, spec in specs.items():
        tell(f"listing {name}")
        try:
            connector = create(spec, name_shape)
            connector.open()
        except ConnectorError as error:
            gaps.append(error.as_gap())
            continue
        opened[name] = connector
        try:
            for item in connector.datasets():
                (gaps if isinstance(item, Gap) else found).append(item)  # type: ignore[arg-type]
            for fact in connector.facts():
                (gaps if isinstance(fact, Gap) else facts).append(fact)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - one source's fault must not end the others; only its class is told
            gaps.append(Gap(name, "", "", gap_reason(error), f"listing ended early: {describe_error(error)}"))
    needed = depth(policy, len(found), confidence, max_upper_bound)
    designs = {dataset.ref: design_for(dataset, needed, seed) for dataset in found}
    splits: list[Split] = []
    for dataset in found:
        try:
            splits.extend(opened[dataset.source].splits(dataset, designs[dataset.ref]))
        except Exception as error:  # noqa: BLE001 - as above
            detail = f"could not be cut: {describe_error(error)}"
            gaps.extend(
                Gap(dataset.source, dataset.name, item.name, gap_reason(error), detail) for item in dataset.objects
            )
    for connector in opened.values():
        connector.close()
    return Plan(tuple(found), designs, tuple(splits), tuple(gaps), tuple(facts), len(opened), needed)


def cut_whole(specs: Mapping[str, SourceSpec], dataset: Dataset, name_shape: NameShape) -> list[Split] | Gap:
    """Splits over all rows of a dataset, for tests that need whole columns."""
    try:
        with create(specs[dataset.source], name_shape) as connector:
            return connector.splits(dataset, SampleDesign())
    except Exception as error:  # noqa: BLE001 - becomes a gap; only its class is told
        return Gap(dataset.source, dataset.name, "", gap_reason(error), f"could not be cut: {describe_error(error)}")
