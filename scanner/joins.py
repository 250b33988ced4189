"""Which fields of declared datasets hold account ids or addresses, as they are or hashed without a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rules.facts import Binding, Declaration, Join
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.profile import DatasetProfile, FieldProfile
from scanner.detect.records import Parts, parts_of
from scanner.naming import Names

MIN_SHARE = 0.8
MIN_SHARED = 10  # fewer ids in common than this may be chance
_CONTACTS = ("email", "phone")
_MOSTLY = 0.5  # a field of addresses: this share of its cells at least are one


def wanted_digests(
    bindings: Sequence[Binding], declared: Mapping[str, Declaration], profiles: Mapping[str, DatasetProfile]
) -> frozenset[int]:
    """Digests of whatever may be a key in datasets that are declared for a purpose, or anonymous."""
    return frozenset(
        digest
        for ref in _judged(bindings, declared, profiles)
        for item in profiles[ref].fields.values()
        if "keys" in item.sketches
        for digest in item.sketches["keys"].items
    )


def id_plans(bindings: Sequence[Binding], profiles: Mapping[str, DatasetProfile]) -> tuple[ProbePlan, ...]:
    """Plans that read the ids, e-mail addresses and phone numbers of all accounts."""
    plans = []
    for binding in bindings:
        if binding.role == "accounts" and binding.dataset in profiles:
            fields = profiles[binding.dataset].fields
            names = sorted(name for name, item in fields.items() if _is_contact(item))
            contacts: Parts = tuple((f"contact {name}", name) for name in names)
            parts = (*parts_of(binding.fields, ("subject",)), *contacts)
            plans.append(ProbePlan("account ids", "ids", binding.dataset, parts))
    return tuple(dict.fromkeys(plans))


def find_joins(
    bindings: Sequence[Binding],
    declared: Mapping[str, Declaration],
    profiles: Mapping[str, DatasetProfile],
    shares: Mapping[ProbePlan, ProbeShare],
    names: Names,
) -> tuple[Join, ...]:
    """One join a field and account table, under masked names. Account tables themselves have none."""
    accounts = [(plan.dataset, share.ids) for plan, share in shares.items() if plan.kind == "ids"]
    found = []
    for ref in _judged(bindings, declared, profiles):
        for field, profile in sorted(profiles[ref].fields.items()):
            keys = profile.sketches.get("keys")
            if keys is None or not keys.items:
                continue
            distinct, exact = keys.distinct()
            for dataset, ids in accounts:
                part = sum(item in ids for item in keys.items) / len(keys.items)
                if part >= MIN_SHARE and part * distinct >= MIN_SHARED:
                    shown = names.field(ref, field), names.ref(dataset)
                    found.append(Join(names.ref(ref), *shown, round(part, 4), distinct, exact))
    return tuple(sorted(found, key=lambda item: (item.dataset, item.field, item.accounts)))


def _judged(
    bindings: Sequence[Binding], declared: Mapping[str, Declaration], profiles: Mapping[str, DatasetProfile]
) -> list[str]:
    own = {item.dataset for item in bindings if item.role == "accounts"}
    return sorted(
        ref for ref, item in declared.items() if (item.purpose or item.anonymous) and ref in profiles and ref not in own
    )


def _is_contact(item: FieldProfile) -> bool:
    cells = item.counts["cells"] - item.counts["null"] - item.counts["empty"]
    return any(cells and item.counts[f"match.{name}.whole"] >= _MOSTLY * cells for name in _CONTACTS)
