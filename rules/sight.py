"""What a run looked at, in full or not: without it, a finding that is gone could be one that nobody looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.facts import Coverage, Severity, Verdict


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as a history keeps it: what it says, without evidence."""

    fingerprint: str
    rule: str
    statements: tuple[str, ...]
    verdict: Verdict
    severity: Severity
    inferred_only: bool
    title: str
    dataset: str
    field: str
    category: str
    party: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """What one run could see.

    `rules` are those of its policy. `whole` are datasets (`<source>/<name>`) that were read as planned, `broken` those
    that were not; `blind` are sources that could not be listed in full, `unplaced` those with objects that were not
    read and belong to no known dataset, `patchy` those with any gap.
    `scopes` gives for each source a digest of how it is configured (what is included, where it lies).
    `reads` gives, by rule and dataset, the other datasets that the rule held it against; `people` are the rules that
    need such an entry to have looked at all. `basis` are the tables of accounts: whose data a dataset holds is told by
    their ids, so without them nothing is certain. `flows` are the datasets and sources that transfers are seen in.
    """

    rules: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    unplaced: frozenset[str] = frozenset()
    patchy: frozenset[str] = frozenset()
    scopes: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()

    def flows_seen(self, earlier_scopes: Mapping[str, str]) -> bool:
        """Whether all that transfers are seen in was looked at: else one that is gone may only be out of sight."""
        return self.basis <= self.whole and all(self._seen(asset, earlier_scopes) for asset in self.flows)

    def examined(self, item: KnownFinding, earlier_scopes: Mapping[str, str]) -> bool:
        """Whether this run looked at everything that the finding rests on. In doubt: no.

        A source that is configured otherwise than in the run before (`earlier_scopes`) was not looked at again. A
        dataset that is gone counts as looked at where its source was listed in full.
        """
        if item.rule not in self.rules or not self.basis <= self.whole:
            return False
        assets = _assets(item)
        here = bool(item.dataset) and item.dataset in self.whole
        if here and item.rule in self.people:
            others = self.reads.get((item.rule, item.dataset))
            if others is None:
                return False
            assets |= set(others)
        return all(self._seen(asset, earlier_scopes) for asset in assets)

    def _seen(self, asset: str, earlier_scopes: Mapping[str, str]) -> bool:
        source, slash, _ = asset.partition("/")
        # configured otherwise, even what is there may be another thing, or less of it
        if source in self.blind or not self.scopes.get(source) or earlier_scopes.get(source) != self.scopes[source]:
            return False
        if not slash:
            return source not in self.patchy
        if asset in self.whole:
            return True
        return asset not in self.broken and source not in self.unplaced


def _assets(item: KnownFinding) -> set[str]:
    """Datasets on the finding's path, and its own; where it speaks of a whole source, that source."""
    found = {item.dataset} if item.dataset else set()
    nodes = [node.partition(":") for node in item.path]
    found |= {name for kind, _, name in nodes if kind == "dataset"}
    if not any("/" in name for name in found):
        found |= {name for kind, _, name in nodes if kind == "store"}
    return found


def sight(
    coverage: Coverage,
    rules: Iterable[str],
    scopes: Mapping[str, str],
    reads: Mapping[tuple[str, str], tuple[str, ...]],
    people: Iterable[str],
    basis: Iterable[str] = (),
    flows: Iterable[str] = (),
) -> Sight:
    """What a run could see, from its coverage. For the rest see `Sight`."""
    read = {item.dataset for item in coverage.objects if item.status == "examined"}
    broken = {item.dataset for item in coverage.objects if item.status != "examined"}
    broken |= {f"{gap.source}/{gap.dataset}" for gap in coverage.gaps if gap.dataset}
    return Sight(
        frozenset(rules),
        frozenset(read - broken),
        frozenset(broken),
        frozenset(gap.source for gap in coverage.gaps if not gap.dataset and not gap.object),
        frozenset(gap.source for gap in coverage.gaps if not gap.dataset),
        frozenset(gap.source for gap in coverage.gaps),
        scopes,
        reads,
        frozenset(people),
        frozenset(basis),
        frozenset(flows),
    )
