"""Runs in and out of a history."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Engine, Row, func, insert, select

from reports.model import Report
from reports.runfiles import every_statement
from reports.safe import printable
from rules.comparison import FIRM, Baseline, Change, Comparison, Reach, State, StatementChange
from rules.facts import Coverage, Finding, Verdict
from rules.sight import FLOWS, KnownFinding
from scanner.history.database import HistoryError
from scanner.history.schema import COVERAGE, FINDINGS, REACH, RUNS, STATEMENTS

COUNTS = (0, 1, 3)
"""Exit codes of runs that looked at the estate and ended by themselves."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run as a history lists it."""

    run_id: str
    estate: str
    number: int
    kind: str
    started: str
    ended: str
    engine: str
    tool_version: str
    policy: str
    exit_code: int
    exit_reason: str
    complete: bool
    since: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Objects of a dataset by what became of them, and its gaps by reason."""

    dataset: str
    eligible: int
    examined: int
    partial: int
    unexamined: int
    gaps: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StoredRun:
    """Everything that a history holds of a run. `changes` are its findings with their states then."""

    row: RunRow
    changes: tuple[Change, ...]
    statements: Mapping[str, Verdict]
    reach: frozenset[Reach]
    coverage: tuple[CoverageRow, ...]
    digests: Mapping[str, str]
    scopes: Mapping[str, str]

    @property
    def open(self) -> tuple[KnownFinding, ...]:
        """Its findings, and those it could not examine again."""
        return tuple(item.finding for item in self.changes if item.state != "fixed")

    @property
    def whole(self) -> frozenset[str]:
        return frozenset(
            item.dataset for item in self.coverage if item.eligible and item.examined == item.eligible and not item.gaps
        )


def known(finding: Finding) -> KnownFinding:
    """What a history keeps of a finding, its names as every database can hold them."""
    return KnownFinding(
        finding.fingerprint,
        finding.rule,
        finding.statements,
        finding.verdict,
        finding.severity,
        finding.inferred_only,
        stored_name(finding.title),
        stored_name(finding.dataset),
        stored_name(finding.field),
        finding.category,
        stored_name(finding.party),
        tuple(stored_name(node) for node in finding.path),
    )


def record(engine: Engine, estate: str, report: Report, scopes: Mapping[str, str], kind: str = "scan") -> int:
    """Writes a run with its comparison in one transaction; its number within the estate.

    `report.comparison` must be there. Raises `HistoryError` when the run is in the history already.
    """
    comparison = report.comparison
    assert comparison is not None
    run = report.run
    with engine.begin() as connection:
        if connection.execute(select(RUNS.c.run_id).where(RUNS.c.run_id == run.run_id)).first():
            raise HistoryError(f"history: the run {run.run_id} is recorded already.")
        last = connection.execute(select(func.max(RUNS.c.number)).where(RUNS.c.estate == estate)).scalar()
        kept = _scopes(connection, comparison.since) if comparison.unsure_reach else {}
        connection.execute(
            insert(RUNS).values(
                run_id=run.run_id,
                estate=estate,
                number=(last or 0) + 1,
                kind=kind,
                started=run.started,
                ended=run.ended,
                engine=run.engine,
                tool_version=run.tool_version,
                policy=report.policy.id,
                exit_code=run.exit_code,
                exit_reason=stored_name(run.exit_reason),
                complete=report.coverage.complete,
                since=comparison.since,
                digests=_json(dict(run.digests)),
                scopes=_json({**scopes, **({FLOWS: kept[FLOWS]} if FLOWS in kept else {})}),
            )
        )
        _insert(connection, FINDINGS, (_finding(run.run_id, item) for item in comparison.changes))
        _insert(
            connection,
            STATEMENTS,
            (
                {"run_id": run.run_id, "statement": item.statement, "verdict": item.verdict}
                for item in every_statement(report)
            ),
        )
        _insert(
            connection,
            REACH,
            (
                {"run_id": run.run_id, "party": stored_name(item.party), "category": item.category}
                for item in reach_of(report.lineage).union(comparison.unsure_reach)
            ),
        )
        _insert(connection, COVERAGE, coverage_rows(run.run_id, report.coverage))
    return (last or 0) + 1


def baseline(engine: Engine, estate: str) -> Baseline:
    """What the next run is compared with: the last one that counts (see `COUNTS`); empty where there is none."""
    with engine.connect() as connection:
        counted = select(RUNS.c.run_id).where(RUNS.c.estate == estate, RUNS.c.exit_code.in_(COUNTS))
        last = connection.execute(counted.order_by(RUNS.c.number.desc()).limit(1)).scalar()
        if last is None:
            return Baseline()
        ever = connection.execute(
            select(FINDINGS.c.fingerprint)
            .distinct()
            .join(RUNS, RUNS.c.run_id == FINDINGS.c.run_id)
            .where(RUNS.c.estate == estate, RUNS.c.exit_code.in_(COUNTS), FINDINGS.c.verdict.in_(sorted(FIRM)))
        ).scalars()
        run = _load(connection, last)
        return Baseline(
            run.row.run_id,
            run.row.started,
            run.open,
            frozenset(ever),
            run.statements,
            run.reach,
            run.whole,
            run.scopes,
            run.digests,
        )


def runs(engine: Engine, estate: str | None = None) -> tuple[RunRow, ...]:
    """Runs, the newest first; of one estate or of all."""
    wanted = select(RUNS).order_by(RUNS.c.started.desc(), RUNS.c.number.desc())
    if estate is not None:
        wanted = wanted.where(RUNS.c.estate == estate)
    with engine.connect() as connection:
        return tuple(_row(item) for item in connection.execute(wanted))


def find_run(engine: Engine, name: str, estate: str | None = None) -> StoredRun:
    """A run by its id, the start of one, its number, or `last`. Raises `HistoryError` for none or several."""
    listed = [item for item in runs(engine, estate) if _means(name, item)]
    if name == "last":
        listed = list(runs(engine, estate))[:1]
    if len(listed) != 1:
        told = "is no run of this history" if not listed else f"may be one of {len(listed)} runs"
        raise HistoryError(f"history: '{printable(name, 60)}' {told}. `saydo history list` shows them.")
    with engine.connect() as connection:
        return _load(connection, listed[0].run_id)


def difference(engine: Engine, before: StoredRun, after: StoredRun) -> Comparison:
    """Two runs of one estate, whichever lie between them. Only what some run between found to be fixed is called so.

    Raises `HistoryError` where the first run is not the earlier one, or they are of two estates.
    """
    if before.row.estate != after.row.estate or before.row.number > after.row.number:
        raise HistoryError("history: name the earlier run first, and two runs of one estate.")
    earlier = {item.finding.fingerprint: item for item in before.changes if item.state != "fixed"}
    later = {item.finding.fingerprint: item for item in after.changes if item.state != "fixed"}
    seen = _seen_before(engine, before)
    changes = []
    for mark, item in later.items():
        firm = item.finding.verdict in FIRM
        if item.state == "not_reexamined":
            changes.append(Change("not_reexamined", item.finding))
        elif mark in earlier and (not firm or earlier[mark].finding.verdict in FIRM):
            changes.append(Change("persisting", item.finding))
        else:
            changes.append(Change("reappeared" if firm and mark in seen else "new", item.finding))
    fixed = _fixed_between(engine, before.row, after.row)
    changes += [
        Change("fixed" if mark in fixed else "not_reexamined", item.finding)
        for mark, item in earlier.items()
        if mark not in later
    ]
    return Comparison(
        before.row.run_id,
        before.row.started,
        tuple(changes),
        tuple(
            StatementChange(name, before.statements[name], after.statements[name])
            for name in sorted(before.statements.keys() & after.statements.keys())
            if before.statements[name] != after.statements[name]
        ),
        tuple(sorted(after.reach - before.reach)),
        tuple(sorted(before.reach - after.reach)),
        tuple(sorted(before.whole & {item.dataset for item in after.coverage} - after.whole)),
    )


def reach_of(lineage: Mapping[str, Any]) -> frozenset[Reach]:
    """Which data reaches whom outside, from the lineage graph: parties that are not the organisation itself, and hosts
    that nobody registered (`host:NAME`)."""
    nodes = {node["id"]: node for node in lineage.get("nodes", ())}
    found = set()
    for edge in lineage.get("edges", ()):
        kind, _, name = str(edge["target"]).partition(":")
        own = str(nodes.get(edge["target"], {}).get("recipient") or "").partition(".")[0] == "first_party"
        if kind in ("party", "host") and not own:
            party = name if kind == "party" else f"host:{name}"
            found |= {Reach(stored_name(party), category) for category in edge.get("categories", ())}
    return frozenset(found)


def coverage_rows(run_id: str, coverage: Coverage) -> Iterable[dict[str, Any]]:
    """One row a dataset, and one for each source that has gaps which belong to none."""
    status: dict[str, Counter[str]] = {}
    gaps: dict[str, Counter[str]] = {}
    for item in coverage.objects:
        status.setdefault(item.dataset, Counter())[item.status] += 1
    for gap in coverage.gaps:
        gaps.setdefault(f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source, Counter())[gap.reason] += 1
    for name in sorted({*status, *gaps}):
        counts = status.get(name, Counter())
        yield {
            "run_id": run_id,
            "dataset": stored_name(name),
            "eligible": counts.total(),
            **{key: counts[key] for key in ("examined", "partial", "unexamined")},
            "gaps": _json(dict(gaps.get(name, {}))),
        }


def _scopes(connection: Connection, run_id: str) -> dict[str, str]:
    """Those of an earlier run: transfers that are only out of sight are held against what showed them."""
    found = connection.execute(select(RUNS.c.scopes).where(RUNS.c.run_id == run_id)).scalar()
    return dict(json.loads(found)) if found else {}


def _fixed_between(engine: Engine, before: RunRow, after: RunRow) -> frozenset[str]:
    """Findings that some run after the first, up to the second, found to be fixed."""
    wanted = (
        select(FINDINGS.c.fingerprint)
        .distinct()
        .join(RUNS, RUNS.c.run_id == FINDINGS.c.run_id)
        .where(
            RUNS.c.estate == after.estate,
            RUNS.c.number > before.number,
            RUNS.c.number <= after.number,
            FINDINGS.c.state == "fixed",
        )
    )
    with engine.connect() as connection:
        return frozenset(connection.execute(wanted).scalars())


def _seen_before(engine: Engine, run: StoredRun) -> frozenset[str]:
    wanted = (
        select(FINDINGS.c.fingerprint)
        .distinct()
        .join(RUNS, RUNS.c.run_id == FINDINGS.c.run_id)
        .where(
            RUNS.c.estate == run.row.estate,
            RUNS.c.number <= run.row.number,
            RUNS.c.exit_code.in_(COUNTS),
            FINDINGS.c.verdict.in_(sorted(FIRM)),
        )
    )
    with engine.connect() as connection:
        return frozenset(connection.execute(wanted).scalars())


def _means(name: str, item: RunRow) -> bool:
    return item.run_id == name or (len(name) >= 4 and item.run_id.startswith(name)) or str(item.number) == name


def _load(connection: Connection, run_id: str) -> StoredRun:
    row = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).one()
    found = connection.execute(
        select(FINDINGS).where(FINDINGS.c.run_id == run_id).order_by(FINDINGS.c.state, FINDINGS.c.fingerprint)
    )
    changes = tuple(Change(cast(State, item.state), _known(item)) for item in found)
    verdicts = connection.execute(select(STATEMENTS).where(STATEMENTS.c.run_id == run_id))
    reach = connection.execute(select(REACH).where(REACH.c.run_id == run_id))
    covered = connection.execute(select(COVERAGE).where(COVERAGE.c.run_id == run_id).order_by(COVERAGE.c.id))
    return StoredRun(
        _row(row),
        changes,
        {item.statement: cast(Verdict, item.verdict) for item in verdicts},
        frozenset(Reach(item.party, item.category) for item in reach),
        tuple(
            CoverageRow(
                item.dataset, item.eligible, item.examined, item.partial, item.unexamined, json.loads(item.gaps)
            )
            for item in covered
        ),
        json.loads(row.digests),
        json.loads(row.scopes),
    )


def _row(item: Row[Any]) -> RunRow:
    return RunRow(**{name: getattr(item, name) for name in RunRow.__slots__})


def _known(item: Row[Any]) -> KnownFinding:
    return KnownFinding(
        item.fingerprint,
        item.rule,
        tuple(json.loads(item.statements)),
        item.verdict,
        item.severity,
        item.inferred_only,
        item.title,
        item.dataset,
        item.field,
        item.category,
        item.party,
        tuple(json.loads(item.path)),
        item.scope,
    )


def _finding(run_id: str, change: Change) -> dict[str, Any]:
    item = change.finding
    return {
        "run_id": run_id,
        "fingerprint": item.fingerprint,
        "state": change.state,
        "rule": item.rule,
        "statements": _json(list(item.statements)),
        "verdict": item.verdict,
        "severity": item.severity,
        "inferred_only": item.inferred_only,
        "title": item.title,
        "dataset": item.dataset,
        "field": item.field,
        "category": item.category,
        "party": item.party,
        "path": _json(list(item.path)),
        "scope": item.scope,
    }


def _insert(connection: Connection, table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    if values := list(rows):
        connection.execute(insert(table), values)


def stored_name(name: str) -> str:
    """Names as every database can hold them: no NUL, no lone surrogate, no control character."""
    return printable(name, None)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
