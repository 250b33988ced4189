"""The two passes over the stores: profiles of everything, then probes of what is bound. Raw names end after this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from connectors.errors import remedy_for
from connectors.model import Gap, Split
from scanner.detect.columns import ColumnPlan, GatewayPlan
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.profile import MAX_ENDPOINTS, MAX_FIELDS, DatasetProfile
from scanner.detect.records import RecordPlan, RecordTable
from scanner.engine import default_workers, run_tasks
from scanner.options import AuditOptions
from scanner.plan import Plan, cut_whole
from scanner.setup import Setup
from scanner.work import SplitResult, Task, Worker, WorkOrder


@dataclass(slots=True)
class Seen:
    """What both passes brought home, under raw names; only `scanner/naming.py` lets names out."""

    profiles: dict[str, DatasetProfile] = field(default_factory=dict)
    probes: dict[ProbePlan, ProbeShare] = field(default_factory=dict)
    tables: dict[RecordPlan, RecordTable] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    interrupted: bool = False


def column_plans(setup: Setup) -> dict[str, ColumnPlan]:
    plans: dict[str, ColumnPlan] = {}
    for binding in setup.bindings:
        zone = setup.specs[binding.dataset.partition("/")[0]].timezone
        old = plans.get(binding.dataset, ColumnPlan(timezone=zone))
        parts = binding.fields
        if binding.role == "gateway":
            gateway = GatewayPlan(*(parts.get(part, "") for part in ("host", "scheme", "url", "time")))
            plans[binding.dataset] = replace(old, gateway=gateway)
        elif "subject" in parts:
            plans[binding.dataset] = replace(old, keys=old.keys | {parts["subject"]})
    return plans


def record_tasks(
    setup: Setup, plan: Plan, records: Sequence[RecordPlan], worker: Worker, seen: Seen
) -> tuple[list[Task], list[str]]:
    """Tasks that read what people decided, whole, and what they cost in words."""
    tasks: list[Task] = []
    notes: list[str] = []
    by_dataset: dict[str, list[RecordPlan]] = {}
    for item in records:
        by_dataset.setdefault(item.dataset, []).append(item)
    for ref, items in sorted(by_dataset.items()):
        splits = _whole(setup, plan, ref, worker, seen)
        if splits:
            tasks.extend(Task(split, records=tuple(items)) for split in splits)
            what = ", ".join(sorted({item.kind for item in items}))
            notes.append(f"Records of {what} are read whole: {_told(plan, ref, worker)}")
    return tasks, notes


def probe_tasks(
    setup: Setup, plan: Plan, probes: Sequence[ProbePlan], worker: Worker, seen: Seen
) -> tuple[list[Task], list[str]]:
    """Tasks that test rows against those records, over whole columns, and what they cost in words."""
    tasks: list[Task] = []
    notes: list[str] = []
    by_dataset: dict[str, list[ProbePlan]] = {}
    for item in probes:
        by_dataset.setdefault(item.dataset, []).append(item)
    for ref, items in sorted(by_dataset.items()):
        splits = _whole(setup, plan, ref, worker, seen)
        if splits:
            tasks.extend(Task(split, tuple(items)) for split in splits)
            rules = ", ".join(sorted({item.probe for item in items}))
            notes.append(f"{rules} reads whole columns of {_told(plan, ref, worker)}")
    return tasks, notes


def _whole(setup: Setup, plan: Plan, ref: str, worker: Worker, seen: Seen) -> list[Split]:
    """Splits over all rows of a dataset; none where it is not there (`unbound_gaps` tells) or can't be cut."""
    dataset = plan.dataset(ref)
    if dataset is None:
        return []
    splits = cut_whole(setup.specs, dataset, worker.masker.shape)
    if isinstance(splits, Gap):
        seen.gaps.append(splits)
        return []
    return splits


def _told(plan: Plan, ref: str, worker: Worker) -> str:
    dataset = plan.dataset(ref)
    rows = dataset.population.rows if dataset else None
    size = f"{rows:,} rows" if rows is not None else "all rows"
    source, _, name = ref.partition("/")
    return f"{source}/{worker.masker.shape(name)}: {size}"


def run_pass(
    tasks: Sequence[Task], order: WorkOrder, options: AuditOptions, worker: Worker, seen: Seen, what: str
) -> None:
    """Runs one pass, unless the run is interrupted already; what then did not come back is a gap."""
    workers = options.workers or default_workers()
    left = Counter(_place(task.split) for task in tasks)

    def progress(done: int, total: int) -> None:
        options.progress(what, done, total)

    try:
        if not seen.interrupted:
            results: Iterator[SplitResult] = run_tasks(
                tasks, order, options.engine, workers, progress, worker, options.session
            )
            for result in results:
                _take(result, seen)
                left[_place(result.split)] -= 1
    except KeyboardInterrupt:
        seen.interrupted = True
    if seen.interrupted:
        told = f"the run was interrupted while {what}"
        seen.gaps.extend(
            Gap(*place, "interrupted", told, remedy_for("interrupted")) for place, count in left.items() if count
        )


def _place(split: Split) -> tuple[str, str, str]:
    return split.source, split.dataset, split.object


def _take(result: SplitResult, seen: Seen) -> None:
    ref = result.split.ref
    seen.gaps.extend(result.gaps)
    for plan, share in result.probes.items():
        seen.probes.setdefault(plan, ProbeShare()).absorb(share)
    for item, table in result.records.items():
        seen.tables.setdefault(item, RecordTable()).absorb(table)
    if not result.probes and not result.records:
        seen.profiles.setdefault(ref, DatasetProfile()).absorb(result.profile)
        place = (ref, result.split.object)
        seen.rows[place] = seen.rows.get(place, 0) + result.rows


def unbound_gaps(setup: Setup, plan: Plan) -> list[Gap]:
    """Datasets that the estate file speaks of and that are not there: what depends on them was not read."""
    listed = {item.ref for item in plan.datasets}
    failed = {gap.source for gap in plan.gaps if not gap.dataset and not gap.object}
    named = [(item.dataset, f"bound as {item.role}", f"bindings.{item.role}") for item in setup.bindings]
    named += [(item.origin, "the origin of a flow", "flows") for item in setup.estate.flows if "/" in item.origin]
    named += [(dataset, "described by the owner", "datasets") for dataset in setup.estate.datasets]
    return [
        Gap(source, name, "", "missing", f"{told}, but not found", f"Correct its name under `{key}`.")
        for dataset, told, key in named
        for source, _, name in [dataset.partition("/")]
        if dataset not in listed and source not in failed
    ]


def misbound_gaps(setup: Setup, plan: Plan, seen: Seen) -> list[Gap]:
    """Bound fields that their dataset does not have: reading them gives nothing, and nothing looks like innocence."""
    named = [
        (binding.dataset, name, f"bound as {binding.role}", f"`{part}` under `bindings.{binding.role}`")
        for binding in setup.bindings
        for part, name in sorted(binding.fields.items())
        if part != "direction"
    ]
    for ref, entry in setup.estate.datasets.items():
        told = "described by the owner"
        named += [(ref, name, told, "`quasi_identifiers` under `datasets`") for name in entry.quasi_identifiers]
        named += [(ref, entry.group_size, told, "`group_size` under `datasets`")] if entry.group_size else []
    gaps = []
    for ref, name, told, key in named:
        dataset = plan.dataset(ref)
        profile = seen.profiles.get(ref)
        if dataset is None:
            continue  # told by `unbound_gaps`
        known = {item.name for item in dataset.fields} | set(profile.fields if profile else ())
        # where nothing was read, there is nothing to hold the name against
        if known and name not in known:
            detail = f"{told}, but it has no field '{name}'"
            gaps.append(Gap(dataset.source, dataset.name, "", "missing", detail, f"Correct {key}."))
    return gaps


def overflow_gaps(seen: Seen) -> list[Gap]:
    """Fields or endpoints beyond what one profile keeps were not examined apart: that is a gap."""
    told = {"fields": "different fields; the others", "endpoints": "different hosts; flows to the others"}
    limits = {"fields": MAX_FIELDS, "endpoints": MAX_ENDPOINTS}
    gaps = []
    for ref, profile in sorted(seen.profiles.items()):
        source, _, name = ref.partition("/")
        for what in sorted(profile.overflow):
            detail = f"more than {limits[what]:,} {told[what]} were not told apart"
            gaps.append(
                Gap(source, name, "", "limit", detail, "Split the source by `include`, so that each part has fewer.")
            )
    return gaps
