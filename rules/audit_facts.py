"""Everything known about one estate at the moment of judging: the evaluator's only input beside the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from connectors.model import Gap
from rules.facts import (
    Attestation,
    Binding,
    Bound,
    Classification,
    Coverage,
    Declaration,
    Engagement,
    Join,
    Parameters,
    Party,
    ProbeResult,
    Store,
)
from rules.graph import LineageGraph
from rules.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """`absence` gives, per dataset, the bound that holds for whatever was looked for there and not found.

    `confidence` is that of all bounds together; `detectable` are the categories that some detector looks for.
    """

    as_of: date
    stores: Mapping[str, Store] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    engagements: tuple[Engagement, ...] = ()
    bindings: tuple[Binding, ...] = ()
    parameters: Parameters = Parameters()
    classifications: tuple[Classification, ...] = ()
    graph: LineageGraph = field(default_factory=LineageGraph)
    probes: tuple[ProbeResult, ...] = ()
    coverage: Coverage = Coverage()
    absence: Mapping[str, Bound] = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = ()
    confidence: float = 0.95
    detectable: frozenset[str] = frozenset()
    declared: Mapping[str, Declaration] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()

    def bound_to(self, role: str) -> tuple[Binding, ...]:
        return tuple(binding for binding in self.bindings if binding.role == role)

    def store_of(self, dataset: str) -> Store | None:
        return self.stores.get(dataset.partition("/")[0])

    def stores_of(self, recipients: tuple[str, ...]) -> Iterator[Store]:
        """Stores run by a party whose recipient node lies below one of `recipients`, sorted by name."""
        tree = vocabulary().recipients
        for _, store in sorted(self.stores.items()):
            if store.recipient is not None and tree.within_any(store.recipient, recipients):
                yield store

    def nobodys_stores(self) -> Iterator[Store]:
        """Stores of which the estate does not say who runs them: any statement may speak of them."""
        yield from (store for _, store in sorted(self.stores.items()) if store.recipient is None)

    def gaps_of(self, source: str, dataset: str = "") -> tuple[Gap, ...]:
        """Gaps of a source (all of them), or those that touch one dataset (`<source>/<name>`)."""
        return tuple(
            gap
            for gap in self.coverage.gaps
            if gap.source == source and (not dataset or not gap.dataset or f"{gap.source}/{gap.dataset}" == dataset)
        )
