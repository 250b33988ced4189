"""The composition root: one audit from estate file to report, in the order of the design."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from connectors.model import Gap
from reports.model import PartyView, PolicyView, Report, RunInfo, SampleView, StatementView
from rules.audit_facts import AuditFacts
from rules.evaluate import evaluate
from rules.facts import Classification
from rules.vocabulary import vocabulary
from scanner import config
from scanner.deciding import absence_bounds, coverage_of, decide, masked_decisions, unread_bindings
from scanner.detect.classify import Decision
from scanner.joins import find_joins, id_plans, wanted_digests
from scanner.lineage.build import build_graph, declared_flows
from scanner.lineage.egress import gateway_flows
from scanner.naming import (
    Names,
    mask_names,
    masked_binding,
    masked_dataset,
    masked_declarations,
    masked_gap,
    masked_profile,
)
from scanner.options import AuditOptions
from scanner.passes import (
    Seen,
    column_plans,
    misbound_gaps,
    overflow_gaps,
    probe_tasks,
    record_tasks,
    run_pass,
    unbound_gaps,
)
from scanner.plan import Plan, make_plan
from scanner.probe_records import Bound
from scanner.probe_results import finish_probes
from scanner.probes import ProbeSet, plan_probes
from scanner.release import Ended, basis_of, flows_of, judge_release, reads_of, settings_of
from scanner.setup import Setup, named_by
from scanner.toolversion import environment, tool_version
from scanner.valuekey import value_key
from scanner.work import Task, Worker, WorkOrder


def run_audit(setup: Setup, options: AuditOptions) -> Report:
    """Runs the whole audit. Raises only for a wrong estate; whatever can't be read later is a gap in the report."""
    started = datetime.now(UTC)
    with named_by(setup.path, "value_key"):
        key = value_key(setup.estate.value_key, setup.base_dir)
    order = WorkOrder(setup.specs, setup.detectors, key, column_plans(setup))
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
            frozenset(item.dataset for item in setup.bindings if item.role == "gateway"),
            options.tell,
        )
        seen = Seen(gaps=list(plan.gaps))
        parameters = config.parameters(setup.estate)
        zones = {name: spec.timezone for name, spec in setup.specs.items()}
        declared = config.declarations(setup.estate)
        probes = plan_probes(setup.policy, Bound(setup.bindings, parameters, setup.as_of, zones), declared)
        first = [Task(split) for split in plan.splits]
        records, told = record_tasks(setup, plan, probes.records, worker, seen)
        second, notes = probe_tasks(setup, plan, probes.plans, worker, seen)
        notes = [*told, *notes]
        for note in notes:
            options.tell(note)
        run_pass([*first, *records], order, options, worker, seen, "reading")
        if wanted := wanted_digests(setup.bindings, declared, seen.profiles):
            third, more = probe_tasks(setup, plan, id_plans(setup.bindings, seen.profiles), worker, seen)
            second, notes = [*second, *third], [*notes, *more]
        order = replace(order, tables=seen.tables, wanted=wanted)
        worker.use(order)
        run_pass(second, order, options, worker, seen, "testing people's records")
        seen.gaps.extend((*misbound_gaps(setup, plan, seen), *overflow_gaps(seen)))
        names = mask_names(plan.datasets, seen.profiles, worker.masker)
        gaps = tuple(
            sorted({masked_gap(gap, names, worker.masker) for gap in (*seen.gaps, *unbound_gaps(setup, plan))})
        )
    decisions = decide(setup, plan, seen)
    return _report(
        setup,
        plan,
        seen,
        names,
        gaps,
        decisions,
        probes,
        notes,
        started,
        options,
        worker.recognisers.unscreened,
    )


def _report(
    setup: Setup,
    plan: Plan,
    seen: Seen,
    names: Names,
    gaps: tuple[Gap, ...],
    decisions: Mapping[str, list[Decision]],
    probes: ProbeSet,
    notes: Sequence[str],
    started: datetime,
    options: AuditOptions,
    unscreened: Sequence[str],
) -> Report:
    masked = {ref: masked_decisions(items, ref, names) for ref, items in decisions.items()}
    classifications: tuple[Classification, ...] = tuple(
        item.classification for _, items in sorted(masked.items()) for item in items
    )
    datasets = [masked_dataset(item, names) for item in plan.datasets]
    parties, stores = config.parties(setup.estate), config.stores(setup.estate, plan.facts)
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
    graph = build_graph(
        stores,
        datasets,
        classifications,
        parties,
        observed,
        declared_flows(setup.estate.flows, classifications, names.ref),
    )
    coverage = coverage_of(plan, seen, names, gaps, profiles, masked)
    unread = unread_bindings(setup, plan, gaps, names)
    probe_results = [*probes.settled, *finish_probes(probes.plans, seen.probes, seen.tables, unread)]
    declared = config.declarations(setup.estate)
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
            replace(item, dataset=names.ref(item.dataset), field=names.field(item.dataset, item.field))
            for item in probe_results
        ),
        coverage=coverage,
        absence=absence_bounds(plan, profiles, names),
        attestations=setup.attestations,
        confidence=setup.estate.defaults.confidence,
        detectable=setup.detectors.categories,
        declared=masked_declarations(declared, names),
        joins=find_joins(setup.bindings, declared, seen.profiles, seen.probes, names),
    )
    findings, statements = evaluate(setup.policy, facts)
    run = RunInfo(
        run_id=secrets.token_hex(8),
        tool_version=tool_version(),
        started=_stamp(started),
        ended=_stamp(datetime.now(UTC)),
        engine=options.engine,
        seed=setup.estate.defaults.seed,
        as_of=setup.as_of.isoformat(),
        confidence=setup.estate.defaults.confidence,
        digests=setup.digests,
        exit_code=0,  # decided below, when all is known
        exit_reason="",
        notes=(*notes, *_method_notes(plan, setup, unscreened)),
        environment=environment(),
    )
    words = vocabulary()
    labels = {**words.categories.labels, **words.recipients.labels}
    report = Report(
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
        _sampling(plan, names),
    )
    ended = Ended(
        plan.opened,
        seen.interrupted,
        reads_of(probes.plans, setup, names),
        basis_of(setup, names),
        flows_of(setup, names),
        settings_of(setup, names),
    )
    return judge_release(report, setup, options, ended)


def _sampling(plan: Plan, names: Names) -> tuple[SampleView, ...]:
    """How each dataset was to be read, by masked name."""
    return tuple(
        SampleView(
            names.ref(item.ref),
            plan.designs[item.ref].kind,
            plan.designs[item.ref].rows,
            item.population.rows,
            item.population.kind,
        )
        for item in plan.datasets
    )


def _method_notes(plan: Plan, setup: Setup, unscreened: Sequence[str]) -> list[str]:
    sampled = [item for item in plan.designs.values() if item.kind != "census"]
    defaults = setup.estate.defaults
    return [
        f"Bounds hold together at {defaults.confidence:.0%} for {len(plan.datasets):,} datasets (Bonferroni).",
        f"{len(sampled):,} of {len(plan.datasets):,} datasets were sampled, the others read whole."
        if sampled
        else "Every dataset was read whole; no sampling took place.",
        "Bounds speak of what the detectors can see. Their recall is not measured yet and does not divide the bounds.",
        "Text was tokenised by patterns and word lists only: names of people in free text are not recognised.",
        *(
            f"Every user of the machine may read the source {fact.subject} ({fact.evidence})."
            for fact in plan.facts
            if fact.name == "world_readable" and fact.value
        ),
        *(f"Recogniser {name} can't be screened and saw every text." for name in unscreened),
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


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
