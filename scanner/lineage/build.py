"""The lineage graph of one run: stores and what they hold, declared flows, observed flows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from connectors.model import Dataset
from rules.facts import Classification, Flow, Party, Store
from rules.graph import LineageGraph
from scanner.config import FlowEntry


def build_graph(
    stores: Mapping[str, Store],
    datasets: Iterable[Dataset],
    classifications: Sequence[Classification],
    parties: Mapping[str, Party],
    observed: Iterable[Flow],
    declared: Iterable[Flow],
) -> LineageGraph:
    """All names are masked by now."""
    graph = LineageGraph()
    graph.add_node("device", "device", "devices and apps of users")
    for party in parties.values():
        graph.add_node(
            f"party:{party.id}",
            "party",
            party.id,
            recipient=party.recipient,
            country=party.country,
            sector=party.sector,
        )
    for store in stores.values():
        graph.add_node(f"store:{store.source}", "store", store.source, country=store.country, party=store.party)
    held: dict[str, set[str]] = {}
    for item in classifications:
        held.setdefault(item.dataset, set()).add(item.category)
    for dataset in datasets:
        categories = tuple(sorted(held.get(dataset.ref, ())))
        graph.add_node(f"dataset:{dataset.ref}", "dataset", dataset.ref, categories=categories)
        graph.add_flow(
            Flow(f"store:{dataset.source}", f"dataset:{dataset.ref}", "holds", "observed", categories, via=dataset.ref)
        )
    for flow in (*observed, *declared):
        graph.add_flow(flow)
    return graph


def declared_flows(
    entries: Iterable[FlowEntry], classifications: Sequence[Classification], shown: Callable[[str], str]
) -> list[Flow]:
    """The owner's declared flows. `shown` turns a raw dataset ref into one that may be told."""
    flows = []
    for entry in entries:
        origin = shown(entry.origin)
        categories = entry.categories
        if categories is None:
            below = [
                item for item in classifications if item.dataset == origin or item.dataset.startswith(f"{origin}/")
            ]
            categories = tuple(sorted({item.category for item in below}))
        node = f"dataset:{origin}" if "/" in origin else f"store:{origin}"
        told = "declared by the owner, with its categories" if entry.categories is not None else "declared by the owner"
        flows.append(
            Flow(
                origin=node,
                target=f"party:{entry.target}",
                kind="sends",
                grade="declared",
                categories=tuple(sorted(categories)),
                purposes=entry.purposes,
                encrypted=entry.encrypted,
                confidence=0.8,
                via=origin,
                evidence=(told,),
            )
        )
    return flows
