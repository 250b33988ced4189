"""From what was seen to facts: classifications, coverage, bounds of absence, and what was not wholly read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.model import Gap
from rules.facts import Bound, Coverage, ObjectCoverage, ObjectStatus
from scanner.detect.bounds import family, upper_share
from scanner.detect.classify import Decision, classify
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import ReadingContext
from scanner.detect.sketch import Sketch
from scanner.naming import Names
from scanner.passes import Seen
from scanner.plan import Plan
from scanner.setup import Setup


def decide(setup: Setup, plan: Plan, seen: Seen) -> dict[str, list[Decision]]:
    """Classifications by raw dataset ref, under raw names."""
    account_keys: list[Sketch] = []
    for binding in setup.bindings:
        if binding.role == "accounts" and binding.dataset in seen.profiles:
            item = seen.profiles[binding.dataset].fields.get(binding.fields["subject"])
            if item is not None and "keys" in item.sketches:
                account_keys.append(item.sketches["keys"])
    claims = sum(len(item.fields) for item in seen.profiles.values()) * len(setup.detectors.categories)
    each = family(plan.needed.confidence, claims)
    decisions: dict[str, list[Decision]] = {}
    for dataset in plan.datasets:
        mine = [item for item in setup.bindings if item.dataset == dataset.ref and item.role != "gateway"]
        births = frozenset(item.fields["birth_date"] for item in mine if "birth_date" in item.fields)
        subject = next((item.fields["subject"] for item in mine if "subject" in item.fields), "")
        context = ReadingContext(
            setup.as_of, tuple(item.name for item in dataset.fields), subject, births, tuple(account_keys)
        )
        profile = seen.profiles.get(dataset.ref, DatasetProfile())
        design = plan.designs[dataset.ref]
        decisions[dataset.ref] = classify(dataset, profile, setup.detectors, context, design, each)
    return decisions


def masked_decisions(decisions: Sequence[Decision], ref: str, names: Names) -> list[Decision]:
    return [
        Decision(
            replace(
                item.classification,
                dataset=names.ref(ref),
                field=names.field(ref, item.classification.field),
            ),
            item.mark,
        )
        for item in decisions
    ]


def coverage_of(
    plan: Plan,
    seen: Seen,
    names: Names,
    gaps: tuple[Gap, ...],
    profiles: Mapping[str, DatasetProfile],
    masked: Mapping[str, list[Decision]],
) -> Coverage:
    touched = {(f"{gap.source}/{gap.dataset}", gap.object) for gap in gaps}
    objects: list[ObjectCoverage] = []
    for dataset in plan.datasets:
        mine = names.datasets[dataset.ref]
        ref = names.ref(dataset.ref)
        for item in dataset.objects:
            shown = mine.objects[item.name]
            rows = seen.rows.get((dataset.ref, item.name), 0)
            broken = bool({(ref, shown), (ref, ""), (f"{dataset.source}/", "")} & touched)
            status: ObjectStatus = "examined" if not broken else "partial" if rows else "unexamined"
            group = profiles.get(dataset.ref, DatasetProfile()).groups.get(("object", shown))
            categories = {
                decision.classification.category
                for decision in masked[dataset.ref]
                if group is not None and group.cells[(decision.classification.field, decision.mark)]
            }
            population = item.population
            if population.rows is None and status == "examined":
                objects.append(
                    ObjectCoverage(ref, shown, status, rows, rows, "exact", item.bytes, tuple(sorted(categories)))
                )
            else:
                objects.append(
                    ObjectCoverage(
                        ref,
                        shown,
                        status,
                        rows,
                        population.rows,
                        population.kind,
                        item.bytes,
                        tuple(sorted(categories)),
                    )
                )
    return Coverage(tuple(sorted(objects, key=lambda item: (item.dataset, item.object))), gaps)


def unread_bindings(setup: Setup, plan: Plan, gaps: Sequence[Gap], names: Names) -> dict[str, str]:
    """By raw dataset ref: why a dataset that is bound or described was not wholly read."""
    found: dict[str, str] = {}
    for raw in dict.fromkeys((*(item.dataset for item in setup.bindings), *setup.estate.datasets)):
        ref = names.ref(raw)
        source = ref.partition("/")[0]
        for gap in gaps:
            whole = not gap.dataset and not gap.object
            if gap.source == source and (whole or f"{gap.source}/{gap.dataset}" == ref):
                found.setdefault(raw, f"{ref} was not wholly read ({gap.reason})")
    return found


def absence_bounds(plan: Plan, profiles: Mapping[str, DatasetProfile], names: Names) -> dict[str, Bound]:
    """Per dataset with rows: the bound on what was looked for and not found."""
    bounds: dict[str, Bound] = {}
    for dataset in plan.datasets:
        rows = profiles.get(dataset.ref, DatasetProfile()).rows
        if rows:
            design = plan.designs[dataset.ref]
            bounds[names.ref(dataset.ref)] = upper_share(0, rows, dataset.population, design, plan.needed.per_claim)
    return bounds
