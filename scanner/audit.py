"""The composition root: one audit from estate file to report, in the order of the design."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path

from connectors.base import ConnectorError
from connectors.model import Dataset, Gap, SourceSpec
from connectors.registry import create
from reports.model import PartyView, PolicyView, Report, RunInfo, StatementView
from rules.audit_facts import AuditFacts
from rules.detector_data import DetectorFile, parse_detectors, shipped_detectors
from rules.evaluate import evaluate, gating
from rules.facts import Binding, Bound, Classification, Coverage, ObjectCoverage, ObjectStatus
from rules.policy import Policy, load_policy, resolve_sentences
from rules.vocabulary import vocabulary
from scanner import config, exitcodes
from scanner.detect.bounds import upper_share
from scanner.detect.classify import Decision, classify
from scanner.detect.columns import ColumnPlan, GatewayPlan
from scanner.detect.probe import ProbePlan, ProbeShare
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings import ReadingContext
from scanner.detect.sketch import Sketch
from scanner.engine import EngineName, default_workers, run_tasks
from scanner.lineage.build import build_graph, declared_flows
from scanner.lineage.egress import gateway_flows
from scanner.naming import Names, mask_names, masked_binding, masked_dataset, masked_gap, masked_profile
from scanner.plan import Plan, cut_whole, make_plan
from scanner.probes import finish_probes, plan_probes
from scanner.valuekey import value_key
from scanner.work import SplitResult, Task, Worker, WorkOrder

Tell = Callable[[str], None]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How to run. `workers` None: one for each core."""

    engine: EngineName = "local"
    workers: int | None = None
    tell: Tell = lambda message: None
    progress: Progress = lambda what, done, total: None


@dataclass(frozen=True, slots=True)
class Setup:
    """An estate file, read and resolved; nothing has been opened yet."""

    estate: config.Estate
    base_dir: Path
    policy: Policy
    sentences: Mapping[str, str]
    detectors: DetectorFile
    specs: Mapping[str, SourceSpec]
    bindings: tuple[Binding, ...]
    as_of: date
    digests: Mapping[str, str]


@dataclass(slots=True)
class Seen:
    """What both passes brought home, under raw names; it never leaves this module."""

    profiles: dict[str, DatasetProfile] = field(default_factory=dict)
    probes: dict[ProbePlan, ProbeShare] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    interrupted: bool = False


def read_setup(path: Path) -> Setup:
    """Reads every file that the estate names. Raises `ConfigError`, `PolicyError`, `DetectorError` or `YamlError`."""
    estate = config.load_estate(path)
    base_dir = path.resolve().parent
    policy, policy_digest = load_policy(estate.policy, base_dir)
    sentences: Mapping[str, str] = {}
    if estate.policy_text is not None:
        try:
            text = (base_dir / estate.policy_text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            told = f"key 'policy_text': the file can't be read ({type(error).__name__}). Give the path of a UTF-8 text."
            raise config.ConfigError(f"{path.name}: {told}") from None
        sentences = resolve_sentences(policy, text)
    shipped = shipped_detectors()
    extra = [parse_detectors(base_dir / name, name) for name in estate.detectors]
    values = (*shipped.values, *(item for part in extra for item in part.values))
    detectors = DetectorFile(version=1, values=values, fields=shipped.fields)
    specs = config.source_specs(estate, base_dir)
    for spec in specs.values():
        _check_spec(spec, path.name)
    digests = {
        "config": hashlib.sha256(path.read_bytes()).hexdigest(),
        "policy": policy_digest,
        "detectors": hashlib.sha256(detectors.model_dump_json().encode()).hexdigest(),
    }
    as_of = estate.as_of or datetime.now(UTC).date()
    bindings = config.bindings(estate)
    return Setup(estate, base_dir, policy, sentences, detectors, specs, bindings, as_of, digests)


def _check_spec(spec: SourceSpec, file: str) -> None:
    """A source that can never work as written is an error in the file; what may work elsewhere is left to the run."""
    try:
        create(spec).close()
    except ConnectorError as error:
        if error.reason not in ("missing_driver", "auth", "connection", "permission", "missing"):
            raise config.ConfigError(f"{file}: source '{spec.name}': {error.what}. {error.remedy}") from None


def run_audit(path: Path, options: AuditOptions) -> Report:
    """Runs the whole audit. Raises only for a wrong estate; whatever can't be read later is a gap in the report."""
    started = datetime.now(UTC)
    setup = read_setup(path)
    key = value_key(setup.estate.value_key, setup.base_dir)
    order = WorkOrder(setup.specs, setup.detectors, key, _column_plans(setup))
    worker = Worker(order)
    with contextlib.closing(worker):
        defaults = setup.estate.defaults
        plan = make_plan(
            setup.specs,
            setup.policy,
            defaults.confidence,
            defaults.max_upper_bound,
            defaults.seed,
            worker.masker.shape,
            options.tell,
        )
        seen = Seen(gaps=list(plan.gaps))
        parameters = config.parameters(setup.estate)
        zones = {name: spec.timezone for name, spec in setup.specs.items()}
        probes = plan_probes(setup.policy, setup.bindings, parameters, setup.as_of, zones)
        first = [Task(split) for split in plan.splits]
        second, notes = _probe_tasks(setup, plan, probes.plans, worker, seen)
        for note in notes:
            options.tell(note)
        _run(first, order, options, worker, seen, "reading")
        if not seen.interrupted:
            _run(second, order, options, worker, seen, "testing people's records")
        _interrupted_gaps(plan, seen)
        names = mask_names(plan.datasets, seen.profiles, worker.masker)
        gaps = tuple(sorted({masked_gap(gap, names, worker.masker) for gap in (*seen.gaps, *_unbound(setup, plan))}))
    decisions = _decide(setup, plan, seen)
    return _report(setup, plan, seen, names, gaps, decisions, probes.settled, probes.plans, notes, started, options)


def _column_plans(setup: Setup) -> dict[str, ColumnPlan]:
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


def _probe_tasks(
    setup: Setup, plan: Plan, probes: Sequence[ProbePlan], worker: Worker, seen: Seen
) -> tuple[list[Task], list[str]]:
    """Tasks of the second pass, over whole columns, and what they cost in words."""
    tasks: list[Task] = []
    notes: list[str] = []
    by_dataset: dict[str, list[ProbePlan]] = {}
    for item in probes:
        by_dataset.setdefault(item.dataset, []).append(item)
    for ref, items in sorted(by_dataset.items()):
        dataset = plan.dataset(ref)
        if dataset is None:
            continue
        splits = cut_whole(setup.specs, dataset, worker.masker.shape)
        if isinstance(splits, Gap):
            seen.gaps.append(splits)
            continue
        tasks.extend(Task(split, tuple(items)) for split in splits)
        rows = dataset.population.rows
        size = f"{rows:,} rows" if rows is not None else "all rows"
        rules = ", ".join(sorted({item.probe for item in items}))
        shown = f"{dataset.source}/{worker.masker.shape(dataset.name)}"
        notes.append(f"{rules} reads whole columns of {shown}: {size}")
    return tasks, notes


def _run(tasks: Sequence[Task], order: WorkOrder, options: AuditOptions, worker: Worker, seen: Seen, what: str) -> None:
    workers = options.workers or default_workers()

    def progress(done: int, total: int) -> None:
        options.progress(what, done, total)

    try:
        results: Iterator[SplitResult] = run_tasks(tasks, order, options.engine, workers, progress, worker)
        for result in results:
            _take(result, seen)
    except KeyboardInterrupt:
        seen.interrupted = True


def _take(result: SplitResult, seen: Seen) -> None:
    ref = result.split.ref
    seen.gaps.extend(result.gaps)
    for plan, share in result.probes.items():
        seen.probes[plan] = seen.probes[plan].merge(share) if plan in seen.probes else share
    if not result.probes:
        seen.profiles[ref] = seen.profiles.get(ref, DatasetProfile()).merge(result.profile)
        place = (ref, result.split.object)
        seen.rows[place] = seen.rows.get(place, 0) + result.rows


def _interrupted_gaps(plan: Plan, seen: Seen) -> None:
    """After an interruption every object whose splits did not all come back is a gap."""
    if not seen.interrupted:
        return
    for split in plan.splits:
        if (split.ref, split.object) not in seen.rows:
            seen.gaps.append(Gap(split.source, split.dataset, split.object, "interrupted", "the run was interrupted"))


def _unbound(setup: Setup, plan: Plan) -> list[Gap]:
    """Bindings of datasets that are not there: what depends on them was not read."""
    listed = {item.ref for item in plan.datasets}
    failed = {gap.source for gap in plan.gaps if not gap.dataset}
    return [
        Gap(source, name, "", "missing", f"bound as {binding.role}, but not found", "Correct the binding's dataset.")
        for binding in setup.bindings
        for source, _, name in [binding.dataset.partition("/")]
        if binding.dataset not in listed and source not in failed
    ]


def _decide(setup: Setup, plan: Plan, seen: Seen) -> dict[str, list[Decision]]:
    """Classifications by raw dataset ref, under raw names."""
    account_keys: list[Sketch] = []
    for binding in setup.bindings:
        if binding.role == "accounts" and binding.dataset in seen.profiles:
            item = seen.profiles[binding.dataset].fields.get(binding.fields["subject"])
            if item is not None and "keys" in item.sketches:
                account_keys.append(item.sketches["keys"])
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
        decisions[dataset.ref] = classify(dataset, profile, setup.detectors, context, design, plan.needed.per_claim)
    return decisions


def _masked(decisions: Sequence[Decision], ref: str, names: Names) -> list[Decision]:
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


def _report(
    setup: Setup,
    plan: Plan,
    seen: Seen,
    names: Names,
    gaps: tuple[Gap, ...],
    decisions: Mapping[str, list[Decision]],
    settled: Sequence[object],
    probe_plans: Sequence[ProbePlan],
    notes: Sequence[str],
    started: datetime,
    options: AuditOptions,
) -> Report:
    masked = {ref: _masked(items, ref, names) for ref, items in decisions.items()}
    classifications: tuple[Classification, ...] = tuple(
        item.classification for _, items in sorted(masked.items()) for item in items
    )
    datasets = [masked_dataset(item, names) for item in plan.datasets]
    parties, stores = config.parties(setup.estate), config.stores(setup.estate)
    profiles = {ref: masked_profile(ref, item, names) for ref, item in seen.profiles.items()}
    observed = [
        flow
        for binding in setup.bindings
        if binding.role == "gateway" and binding.dataset in profiles
        for flow in gateway_flows(
            masked_binding(binding, names),
            profiles[binding.dataset],
            masked[binding.dataset],
            parties,
            names.hosts,
            setup.estate.sources[binding.dataset.partition("/")[0]].party,
        )
    ]
    refs = {ref: names.ref(ref) for ref in names.datasets}
    graph = build_graph(
        stores, datasets, classifications, parties, observed, declared_flows(setup.estate.flows, classifications, refs)
    )
    coverage = _coverage(plan, seen, names, gaps, profiles, masked)
    unread = _unread(setup, plan, gaps, names)
    shares = {item: seen.probes[item] for item in probe_plans if item in seen.probes}
    probe_results = [*settled, *finish_probes(probe_plans, shares, unread)]
    facts = AuditFacts(
        as_of=setup.as_of,
        stores=stores,
        parties=parties,
        engagements=config.engagements(setup.estate),
        bindings=tuple(masked_binding(item, names) for item in setup.bindings),
        parameters=config.parameters(setup.estate),
        classifications=classifications,
        graph=graph,
        probes=tuple(
            replace(item, dataset=names.ref(item.dataset), field=names.field(item.dataset, item.field))  # type: ignore[type-var, attr-defined]
            for item in probe_results
        ),
        coverage=coverage,
        absence=_absence(plan, profiles, names),
        attestations=config.attestations(setup.estate, setup.base_dir),
    )
    findings, statements = evaluate(setup.policy, facts)
    code, why = exitcodes.decide(len(gating(findings)), coverage.complete, plan.opened, seen.interrupted)
    run = RunInfo(
        run_id=secrets.token_hex(8),
        tool_version=_version(),
        started=_stamp(started),
        ended=_stamp(datetime.now(UTC)),
        engine=options.engine,
        seed=setup.estate.defaults.seed,
        as_of=setup.as_of.isoformat(),
        confidence=setup.estate.defaults.confidence,
        digests=setup.digests,
        exit_code=code,
        exit_reason=why,
        notes=(*notes, *_method_notes(plan, setup)),
    )
    words = vocabulary()
    labels = {**words.categories.labels, **words.recipients.labels}
    return Report(
        run,
        _policy_view(setup),
        findings,
        statements,
        classifications,
        coverage,
        tuple(stores[name] for name in sorted(stores)),
        tuple(PartyView(item.id, item.recipient, item.country, item.sector) for _, item in sorted(parties.items())),
        graph.to_json(),
        labels,
    )


def _coverage(
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
                        ref, shown, status, rows, population.rows, population.kind, item.bytes, tuple(sorted(categories))
                    )
                )
    return Coverage(tuple(sorted(objects, key=lambda item: (item.dataset, item.object))), gaps)


def _unread(setup: Setup, plan: Plan, gaps: Sequence[Gap], names: Names) -> dict[str, str]:
    """By raw dataset ref: why a bound dataset was not wholly read."""
    found: dict[str, str] = {}
    for binding in setup.bindings:
        ref = names.ref(binding.dataset)
        source = ref.partition("/")[0]
        for gap in gaps:
            if gap.source == source and (not gap.dataset or f"{gap.source}/{gap.dataset}" == ref):
                found.setdefault(binding.dataset, f"{binding.dataset} was not wholly read ({gap.reason})")
    return found


def _absence(plan: Plan, profiles: Mapping[str, DatasetProfile], names: Names) -> dict[str, Bound]:
    """Per dataset with rows: the bound on what was looked for and not found."""
    bounds: dict[str, Bound] = {}
    for dataset in plan.datasets:
        rows = profiles.get(dataset.ref, DatasetProfile()).rows
        if rows:
            design = plan.designs[dataset.ref]
            bounds[names.ref(dataset.ref)] = upper_share(0, rows, dataset.population, design, plan.needed.per_claim)
    return bounds


def _method_notes(plan: Plan, setup: Setup) -> list[str]:
    sampled = [item for item in plan.designs.values() if item.kind != "census"]
    defaults = setup.estate.defaults
    return [
        f"Bounds hold together at {defaults.confidence:.0%} for {len(plan.datasets):,} datasets (Bonferroni).",
        f"{len(sampled):,} of {len(plan.datasets):,} datasets were sampled, the others read whole."
        if sampled
        else "Every dataset was read whole; no sampling took place.",
        "Bounds speak of what the detectors can see. Their recall has not been measured yet and does not divide the bounds.",
        "Text was tokenised by patterns and word lists only: names of people in free text are not recognised.",
    ]


def _policy_view(setup: Setup) -> PolicyView:
    head = setup.policy.policy
    return PolicyView(
        head.id,
        head.title,
        head.effective.isoformat(),
        tuple(
            StatementView(
                item.id,
                item.section,
                item.kind,
                item.modality,
                item.summary,
                item.quote,
                setup.sentences.get(item.id, ""),
            )
            for item in setup.policy.statements
        ),
    )


def _version() -> str:
    try:
        return metadata.version("saydo")
    except metadata.PackageNotFoundError:
        return "0+checkout"


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
