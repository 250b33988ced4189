"""The words that rules and facts share: category, purpose and recipient trees, each node with one parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from rules.safe_yaml import parse_yaml


@dataclass(frozen=True, slots=True)
class Tree:
    """A forest of dotted names. `parents` maps each node to its parent, or None at a root."""

    name: str
    parents: Mapping[str, str | None]
    labels: Mapping[str, str]

    def __contains__(self, node: object) -> bool:
        return node in self.parents

    def within(self, node: str, ancestor: str) -> bool:
        """True when `node` is `ancestor` or lies below it. Unknown nodes lie below nothing but themselves."""
        current: str | None = node
        while current is not None:
            if current == ancestor:
                return True
            current = self.parents.get(current)
        return False

    def within_any(self, node: str, ancestors: tuple[str, ...] | list[str]) -> bool:
        return any(self.within(node, ancestor) for ancestor in ancestors)

    def label(self, node: str) -> str:
        return self.labels.get(node, node)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    categories: Tree
    purposes: Tree
    recipients: Tree


def _tree(name: str, nodes: Mapping[str, Any]) -> Tree:
    parents = {node: (entry or {}).get("parent") for node, entry in nodes.items()}
    for node, parent in parents.items():
        if parent is not None and parent not in parents:
            raise ValueError(f"vocabulary.yaml: {name} node '{node}' has the unknown parent '{parent}'")
    labels = {node: str((entry or {}).get("label") or node) for node, entry in nodes.items()}
    return Tree(name, parents, labels)


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, read once."""
    text = resources.files("rules").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    data = parse_yaml(text, "vocabulary.yaml")
    return Vocabulary(
        _tree("category", data["categories"]),
        _tree("purpose", data["purposes"]),
        _tree("recipient", data["recipients"]),
    )
