"""How the shares of probes become results: what can't be told accuses nobody and clears nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rules.facts import ProbeResult
from scanner.detect.probe_plan import Kind, ProbePlan, ProbeShare
from scanner.detect.records import RecordTable, Tables
from scanner.probes import UNITS

_FIELDS: dict[Kind, tuple[str, ...]] = {
    "minors": ("birth_date",),
    "removed": ("birth_date",),
    "kept": ("closed", "last_active"),
    "permitted": ("viewer",),
    "erased": ("subject",),
    "answered": ("requested",),
    "allowed": ("value",),
    "group_size": ("group_size",),
    "groups": (),
}
_PLURAL = {"consent": "consents", "optout": "opt-outs", "friendship": "permissions", "erasure": "erasures"}
_NEED_RECORD: frozenset[Kind] = frozenset({"minors", "removed", "consented", "permitted"})
"""Kinds that accuse where no record is found; the others of those with records accuse where one is."""
_UNSURE: frozenset[Kind] = _NEED_RECORD | {"erased"}
"""Kinds whose failures mean nothing while records are missing: a consent or a hold may be among them."""


def finish_probes(
    plans: Sequence[ProbePlan], shares: Mapping[ProbePlan, ProbeShare], tables: Tables, unread: Mapping[str, str]
) -> list[ProbeResult]:
    """One result a plan. `unread` says, by dataset, why it was not wholly read."""
    return [_result(plan, shares.get(plan, ProbeShare()), tables, unread) for plan in plans if plan.kind != "ids"]


def _result(plan: ProbePlan, share: ProbeShare, tables: Tables, unread: Mapping[str, str]) -> ProbeResult:
    near = [tables.get(item) or RecordTable() for item in plan.near]
    tested, failed = _counts(plan, share, near)
    undecided = share.undecided.copy()
    for table in near:
        undecided.update(table.undecided)
    if plan.kind == "erased" and (doubtful := share.doubtful.distinct()[0]):
        undecided["an erasure may concern them, but can't be told"] += doubtful
    if strangers := _strangers(plan, share, near):
        moved = failed if plan.kind in _NEED_RECORD else tested
        undecided[strangers] += moved
        tested, failed = tested - moved, 0
    elif near and all(table.rows and not table.meant for table in near):
        # a wrong word in `kinds` looks just like a table in which nobody ever decided anything
        undecided[f"no {plan.near[0].kind} on record has a word that its `kinds` names"] += tested
        tested = failed = 0
    elif plan.kind in _NEED_RECORD and failed and any(table.lost for table in near):
        undecided[f"a {plan.near[0].kind} may exist, but can't be told"] += failed
        tested, failed = tested - failed, 0
    halves = [unread[item.dataset] for item in plan.near if item.dataset in unread]
    if plan.far and not plan.near:
        halves = [f"{_PLURAL[plan.far[0].kind]} are in another source, and the binding does not say `same_ids: true`"]
    if halves and plan.kind in _UNSURE:
        failed = 0
    if plan.kind == "groups" and plan.dataset in unread:
        failed = 0  # the rest of a group may be among the rows that were not read
    if blocked := unread.get(plan.dataset) or next(iter(halves), ""):
        undecided = Counter({blocked: undecided[blocked] + 1})
    partial = plan.partial
    if share.trimmed:
        partial = f"only {len(share.groups):,} of more groups were counted"
    return ProbeResult(
        plan.probe,
        plan.dataset,
        next((name for part in _FIELDS.get(plan.kind, ("time",)) if (name := plan.field(part))), ""),
        tested,
        failed,
        dict(sorted(undecided.items())),
        partial=partial,
        unit=UNITS.get(plan.kind, "row"),
        subjects=_subjects(plan, share, failed),
    )


def _counts(plan: ProbePlan, share: ProbeShare, near: Sequence[RecordTable]) -> tuple[int, int]:
    if plan.kind == "groups":
        share.trim()
        return sum(share.groups.values()), sum(count for count in share.groups.values() if count < plan.number)
    if plan.kind == "erased":
        states: dict[bytes, set[str]] = {}
        for table in near:
            for subject, records in table.people.items():
                states.setdefault(subject, set()).update(record.state for record in records)
        tested = sum("erased" in item and "held" not in item for item in states.values())
        return tested, min(tested, share.failing.distinct()[0])
    return share.tested, share.failed


def _strangers(plan: ProbePlan, share: ProbeShare, near: Sequence[RecordTable]) -> str:
    """Why a join can't be trusted: the ids never meet, so they may not be the same ids.

    Where a record accuses, people without any are as they should be; there the ids must only look alike.
    """
    if share.met or not any(table.people for table in near):
        return ""
    if plan.kind not in _NEED_RECORD:
        theirs = {shape for table in near for shape in table.shapes}
        if not share.shapes or share.shapes & theirs:
            return ""
    rows = "accounts" if plan.kind in ("minors", "removed") else "rows"
    return f"{_PLURAL[plan.near[0].kind]} and {rows} have no subject id in common"


def _subjects(plan: ProbePlan, share: ProbeShare, failed: int) -> int | None:
    if plan.kind in ("groups", "group_size") or (plan.kind == "allowed" and not plan.field("subject")):
        return None
    return min(failed, share.failing.distinct()[0])
