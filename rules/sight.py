"""What a run looked at, in full or not: without it, a finding that is gone could be one that nobody looked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.facts import Coverage, Severity, Verdict

FLOWS = "*flows"
"""Key of the scopes for what shows transfers; no source is named so."""


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as a history keeps it: what it says, without evidence. `scope`: see `Sight.scope_of`."""

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
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one run could see.

    `rules` are those of its policy. `whole` are datasets (`<source>/<name>`) that were read as planned, `broken` those
    that were not; `blind` are sources that could not be listed in full, `unplaced` those with objects that were not
    read and belong to no known dataset, `patchy` those with any gap.
    `scopes` gives for each source a digest of how it is configured (what is included, where it lies), and under
    `*flows` one of what shows transfers; `settings` for each dataset one of what the owner says it is.
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
    settings: Mapping[str, str] = field(default_factory=dict)

    def scope_of(self, item: KnownFinding) -> str:
        """A digest of how all that the finding rests on is configured. Under another one it was not looked at."""
        assets = sorted(_assets(item))
        told = (
            [(asset, self.scopes.get(asset.partition("/")[0], ""), self.settings.get(asset, "")) for asset in assets],
            self.reads.get((item.rule, item.dataset), ()),
            sorted(self.basis),
        )
        return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()[:32]

    def flows_seen(self, earlier_scopes: Mapping[str, str]) -> bool:
        """Whether all that transfers are seen in was looked at: else one that is gone may only be out of sight."""
        sources = {asset.partition("/")[0] for asset in self.flows} | {FLOWS}
        same = all(earlier_scopes.get(name) == self.scopes.get(name) for name in sources)
        return same and self.basis <= self.whole and all(map(self._seen, self.flows))

    def examined(self, item: KnownFinding) -> bool:
        """Whether this run looked at everything that the finding rests on, configured as it was then. In doubt: no.

        A dataset that is gone counts as looked at where its source was listed in full.
        """
        if item.rule not in self.rules or not self.basis <= self.whole or item.scope != self.scope_of(item):
            return False
        assets = _assets(item)
        here = bool(item.dataset) and item.dataset in self.whole
        if here and item.rule in self.people:
            others = self.reads.get((item.rule, item.dataset))
            if others is None:
                return False
            assets |= set(others)
        return all(map(self._seen, assets))

    def _seen(self, asset: str) -> bool:
        source, slash, _ = asset.partition("/")
        if source not in self.scopes or source in self.blind:
            return False
        if not slash:
            return source not in self.patchy
        return asset in self.whole or (asset not in self.broken and source not in self.unplaced)


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
    settings: Mapping[str, str] | None = None,
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
        settings or {},
    )
