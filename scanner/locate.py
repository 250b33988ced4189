"""Finds the real name behind a masked one: lists (and, for fields, reads) again, with the same numbering."""

from __future__ import annotations

import contextlib
from pathlib import Path

from scanner.detect.profile import DatasetProfile
from scanner.naming import mask_names
from scanner.plan import make_plan
from scanner.setup import read_setup
from scanner.valuekey import value_key
from scanner.work import Task, Worker, WorkOrder


def locate_name(config: Path, shown: str) -> tuple[list[tuple[str, str]], list[str]]:
    """(kind, raw name) for each dataset, object or field that a report shows as `shown`, and sources not listed.

    Datasets as `<source>/<name>`, objects as `<source>/<object>`, fields as `<source>/<dataset> <field>`.
    """
    setup = read_setup(config)
    order = WorkOrder(setup.specs, setup.detectors, value_key(None, setup.base_dir), {})
    worker = Worker(order)
    ref, _, field = shown.partition(" ")
    found: list[tuple[str, str]] = []
    with contextlib.closing(worker):
        defaults = setup.estate.defaults
        plan = make_plan(
            setup.specs,
            setup.policy,
            defaults.confidence,
            defaults.max_upper_bound,
            defaults.seed,
            worker.masker.shape,
        )
        names = mask_names(plan.datasets, {}, worker.masker)
        profiles: dict[str, DatasetProfile] = {}
        if field:
            wanted = {item.ref for item in plan.datasets if names.ref(item.ref) == ref}
            for split in plan.splits:
                if split.ref in wanted:
                    seen = worker.run(Task(split)).profile
                    profiles.setdefault(split.ref, DatasetProfile()).absorb(seen)
            names = mask_names(plan.datasets, profiles, worker.masker)
    for dataset in plan.datasets:
        mine = names.datasets[dataset.ref]
        if field:
            if names.ref(dataset.ref) == ref:
                found.extend(("field", raw) for raw, masked in mine.fields.items() if masked == field)
            continue
        if names.ref(dataset.ref) == shown:
            found.append(("dataset", dataset.ref))
        for item in dataset.objects:
            if f"{dataset.source}/{mine.objects[item.name]}" == shown:
                found.append(("object", f"{dataset.source}/{item.name}"))
    return list(dict.fromkeys(found)), sorted({gap.source for gap in plan.gaps if not gap.dataset})
