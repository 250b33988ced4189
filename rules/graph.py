"""The lineage graph: who holds what, and what reaches whom. A thin, typed face on a networkx multigraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import networkx as nx

from rules.facts import Flow, Grade

ESTABLISHED: frozenset[Grade] = frozenset({"observed", "configured"})


class LineageGraph:
    """Nodes are `store:`, `dataset:`, `party:`, `host:` names and `device`; edges are `Flow`s, many a pair allowed."""

    def __init__(self) -> None:
        self._graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def add_node(self, name: str, kind: str, label: str, **extra: Any) -> None:
        """Adds a node or completes one that is there."""
        self._graph.add_node(name, kind=kind, label=label, **extra)

    def add_flow(self, flow: Flow) -> None:
        for name in (flow.origin, flow.target):
            if name not in self._graph:
                kind, _, label = name.partition(":")
                self.add_node(name, kind, label or name)
        self._graph.add_edge(flow.origin, flow.target, flow=flow)

    def flows(self) -> Iterator[Flow]:
        """Every flow, in a fixed order."""
        flows: list[Flow] = [data["flow"] for _, _, data in self._graph.edges(data=True)]
        yield from sorted(flows, key=_flow_key)

    def witness(self, flow: Flow) -> tuple[str, ...]:
        """The shortest chain of nodes that ends in this flow, starting at a store that holds its dataset."""
        before = [name for name in self._graph.predecessors(flow.origin) if name.startswith("store:")]
        return (*sorted(before)[:1], flow.origin, flow.target)

    def to_json(self) -> dict[str, Any]:
        """Node-link form, sorted; times as ISO 8601."""
        nodes = [{"id": name, **_plain(data)} for name, data in sorted(self._graph.nodes(data=True))]
        return {"directed": True, "multigraph": True, "nodes": nodes, "edges": [_edge(flow) for flow in self.flows()]}


def path_grade(grades: Iterable[Grade]) -> str:
    """`established` when every edge was observed or configured, `inferred` when any was inferred, else `declared`."""
    seen = set(grades)
    if "inferred" in seen:
        return "inferred"
    return "established" if seen <= ESTABLISHED else "declared"


def _flow_key(flow: Flow) -> tuple[str, ...]:
    return (flow.origin, flow.target, flow.kind, flow.grade, flow.scheme, flow.via, *flow.categories)


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items() if value is not None}


def _edge(flow: Flow) -> dict[str, Any]:
    return {
        "source": flow.origin,
        "target": flow.target,
        "kind": flow.kind,
        "grade": flow.grade,
        "confidence": flow.confidence,
        "encrypted": flow.encrypted,
        "first_seen": flow.first_seen.isoformat() if flow.first_seen else None,
        "last_seen": flow.last_seen.isoformat() if flow.last_seen else None,
        "count": flow.count,
        "categories": list(flow.categories),
        "purposes": list(flow.purposes),
        "scheme": flow.scheme,
        "via": flow.via,
        "evidence": list(flow.evidence),
    }
