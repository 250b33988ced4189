"""Bindings of the estate file: the roles, the parts of each, and how entries become facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.facts import Binding

PARTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # role -> (needed, optional)
    "accounts": (frozenset({"subject"}), frozenset({"created", "closed", "last_active", "birth_date", "country"})),
    "body_profile": (frozenset(), frozenset({"subject"})),
    "consent": (frozenset({"subject", "given"}), frozenset({"kind", "withdrawn"})),
    "optout": (frozenset({"subject", "given"}), frozenset({"kind", "withdrawn"})),
    "erasure": (frozenset({"subject"}), frozenset({"requested", "done", "hold"})),
    "events": (frozenset({"subject", "time"}), frozenset({"viewer"})),
    "federated": (frozenset({"provider"}), frozenset({"subject"})),
    "friendship": (frozenset({"subject", "friend"}), frozenset({"kind", "given", "withdrawn"})),
    "guardian": (frozenset({"subject", "guardian"}), frozenset()),
    "requests": (frozenset({"subject"}), frozenset({"kind", "requested", "done"})),
    "gateway": (frozenset(), frozenset({"host", "scheme", "url", "time", "direction"})),
    "server_log": (frozenset(), frozenset({"subject"})),
    "subjects": (frozenset({"subject"}), frozenset()),
}
SETTINGS = frozenset({"dataset", "kinds", "same_ids", "topics"})  # keys of a binding that name no field


def check_binding(role: str, entry: Mapping[str, Any], where: str) -> None:
    """Raises `ValueError` with the key and the remedy. That its source exists is the caller's to check."""
    needed, optional = PARTS[role]
    keys = set(entry) - SETTINGS
    if not isinstance(entry.get("dataset"), str):
        raise ValueError(f"{where} needs `dataset: <source>/<name>`")
    if missing := sorted(needed - keys):
        raise ValueError(f"{where} needs `{missing[0]}: <field>`")
    if unknown := sorted(keys - needed - optional):
        allowed = ", ".join(sorted(needed | optional))
        raise ValueError(f"{where} has the unknown key '{unknown[0]}' (known: {allowed})")
    if role == "gateway":
        if entry.get("direction") not in ("ingress", "egress"):
            raise ValueError(f"{where}.direction must be ingress (to us) or egress (from us)")
        if not entry.get("host") and not entry.get("url"):
            raise ValueError(f"{where} needs `host: <field>` or `url: <field>`")
    if not all(isinstance(entry[key], str) for key in keys):
        raise ValueError(f"{where}: every part names one field")
    kinds = entry.get("kinds", {})
    if not isinstance(kinds, Mapping) or not all(isinstance(words, list) for words in kinds.values()):
        raise ValueError(f"{where}.kinds maps each kind to a list of the words that stand for it")
    if kinds and "kind" not in entry:
        raise ValueError(f"{where}.kinds needs `kind: <field>`, the field that holds those words")
    topics = entry.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(item, str) for item in topics):
        raise ValueError(f"{where}.topics lists what the rows are about, such as [contacts_permission]")
    if role == "events" and not topics:
        raise ValueError(f"{where} needs `topics: [...]`: what the rows are about")
    if not isinstance(entry.get("same_ids", False), bool):
        raise ValueError(f"{where}.same_ids is true where subjects have the same ids as in the account tables")


def binding_of(role: str, entry: Mapping[str, Any]) -> Binding:
    """A checked entry as a fact."""
    fields = {key: str(value) for key, value in entry.items() if key not in SETTINGS}
    kinds = {name: tuple(str(item).lower() for item in values) for name, values in entry.get("kinds", {}).items()}
    return Binding(role, entry["dataset"], fields, kinds, entry.get("same_ids", False), tuple(entry.get("topics", ())))
