"""Names leave masked. This is the one place where raw names of a store become names that may be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from connectors.model import Dataset, Gap
from rules.facts import Binding, Declaration
from scanner.detect.names import NameMasker
from scanner.detect.profile import DatasetProfile, GroupKey, GroupProfile


@dataclass(frozen=True, slots=True)
class DatasetNames:
    """The masked names of one dataset: its own, its objects' and its fields'."""

    name: str
    objects: Mapping[str, str]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """Masked names by raw dataset ref. `hosts` maps hosts of gateway logs, `shape` masks names that nobody listed."""

    datasets: Mapping[str, DatasetNames]
    hosts: Mapping[str, str]
    shape: Callable[[str], str]

    def ref(self, raw: str) -> str:
        found = self.datasets.get(raw)
        return f"{raw.partition('/')[0]}/{found.name}" if found else self.shape(raw)

    def field(self, raw_ref: str, raw: str) -> str:
        found = self.datasets.get(raw_ref)
        return found.fields[raw] if found and raw in found.fields else self.shape(raw)


def mask_names(datasets: Iterable[Dataset], profiles: Mapping[str, DatasetProfile], masker: NameMasker) -> Names:
    """Masks every name of the plan and of what was read. Numbers follow the sorted raw names of one scope."""
    by_source: dict[str, list[Dataset]] = {}
    for dataset in datasets:
        by_source.setdefault(dataset.source, []).append(dataset)
    found: dict[str, DatasetNames] = {}
    hosts: set[str] = set()
    for items in by_source.values():
        own = masker.mask_all(item.name for item in items)
        objects = masker.mask_all(obj.name for item in items for obj in item.objects)
        for item in items:
            profile = profiles.get(item.ref, DatasetProfile())
            fields = masker.mask_all({field.name for field in item.fields} | set(profile.fields))
            found[item.ref] = DatasetNames(own[item.name], objects, fields)
            hosts.update(key[2] for key in profile.groups if key[0] == "gateway")
    return Names(found, masker.mask_all(hosts), masker.shape)


def masked_dataset(dataset: Dataset, names: Names) -> Dataset:
    mine = names.datasets[dataset.ref]
    return replace(
        dataset,
        name=mine.name,
        fields=tuple(replace(field, name=mine.fields[field.name]) for field in dataset.fields),
        objects=tuple(replace(obj, name=mine.objects[obj.name]) for obj in dataset.objects),
    )


def masked_profile(ref: str, profile: DatasetProfile, names: Names) -> DatasetProfile:
    """The profile under masked field and object names. Hosts stay raw: parties are looked up by them first."""
    mine = names.datasets[ref]
    groups: dict[GroupKey, GroupProfile] = {}
    for key, group in profile.groups.items():
        cells = Counter({(mine.fields.get(name, name), what): n for (name, what), n in group.cells.items()})
        masked = ("object", mine.objects.get(key[1], key[1])) if key[0] == "object" else key
        groups[masked] = replace(group, cells=cells)
    fields = {mine.fields.get(name, name): item for name, item in profile.fields.items()}
    return DatasetProfile(profile.rows, fields, groups)


def masked_gap(gap: Gap, names: Names, masker: NameMasker) -> Gap:
    found = names.datasets.get(f"{gap.source}/{gap.dataset}")
    objects = found.objects if found else {}
    return replace(
        gap,
        dataset=found.name if found else masker.shape(gap.dataset),
        object=objects.get(gap.object) or masker.shape(gap.object),
        detail=masker.shape(gap.detail),
    )


def masked_binding(binding: Binding, names: Names) -> Binding:
    parts = {part: names.field(binding.dataset, name) for part, name in binding.fields.items()}
    return replace(binding, dataset=names.ref(binding.dataset), fields=parts)


def masked_declarations(declared: Mapping[str, Declaration], names: Names) -> dict[str, Declaration]:
    """By masked dataset ref."""
    return {
        names.ref(ref): replace(
            item,
            dataset=names.ref(ref),
            quasi_identifiers=tuple(names.field(ref, name) for name in item.quasi_identifiers),
            group_size=names.field(ref, item.group_size) if item.group_size else "",
        )
        for ref, item in declared.items()
    }
