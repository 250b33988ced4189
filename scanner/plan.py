"""The plan: what there is, how it is cut, and what could not even be listed. No row is read here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from connectors.base import Connector, ConnectorError, NameShape
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Dataset, Gap, SampleDesign, SourceSpec, Split, StoreFact
from connectors.registry import create
from rules.policy import Policy
from scanner.sampling import Depth, depth, design_for

_EMPTY = "Check its path and patterns; if it is meant to be empty, take it out of the estate file."


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
    whole: frozenset[str] = frozenset(),
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
        except Exception as error:  # noqa: BLE001 - a plug-in may fail in its own way; only its class is told
            gaps.append(_gap(name, error, "it can't be opened"))
            continue
        opened[name] = connector
        before = len(found), len(gaps)
        try:
            for item in connector.datasets():
                (gaps if isinstance(item, Gap) else found).append(item)  # type: ignore[arg-type]
            for fact in connector.facts():
                (gaps if isinstance(fact, Gap) else facts).append(fact)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - one source's fault must not end the others; only its class is told
            gaps.append(_gap(name, error, "listing ended early"))
        if (len(found), len(gaps)) == before:
            # a wrong folder or pattern looks just like this, and must not pass for a clean source
            gaps.append(Gap(name, "", "", "missing", "nothing was found in it", _EMPTY))
    needed = depth(policy, len(found), confidence, max_upper_bound)
    designs = {dataset.ref: design_for(dataset, needed, seed, dataset.ref in whole) for dataset in found}
    splits: list[Split] = []
    for dataset in found:
        try:
            splits.extend(opened[dataset.source].splits(dataset, designs[dataset.ref]))
        except Exception as error:  # noqa: BLE001 - as above
            gap = _gap(dataset.source, error, "it can't be cut")
            gaps.extend(replace(gap, dataset=dataset.name, object=item.name) for item in dataset.objects)
    for connector in opened.values():
        connector.close()
    return Plan(tuple(found), designs, tuple(splits), tuple(gaps), tuple(facts), len(opened), needed)


def cut_whole(specs: Mapping[str, SourceSpec], dataset: Dataset, name_shape: NameShape) -> list[Split] | Gap:
    """Splits over all rows of a dataset, for tests that need whole columns."""
    try:
        with create(specs[dataset.source], name_shape) as connector:
            return connector.splits(dataset, SampleDesign())
    except Exception as error:  # noqa: BLE001 - becomes a gap; only its class is told
        return replace(_gap(dataset.source, error, "it can't be cut"), dataset=dataset.name)


def _gap(source: str, error: Exception, what: str) -> Gap:
    reason = gap_reason(error)
    return Gap(source, "", "", reason, f"{what} ({describe_error(error)})", remedy_for(reason))
