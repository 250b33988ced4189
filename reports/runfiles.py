"""The machine-readable files of a run. Their keys are a promise: `reports/schemas` holds it, and tests check it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.model import Gap
from reports.canonical import document, lines, plain, round_up, safe_text
from reports.custody import CUSTODY, start_log
from reports.files import write_whole
from reports.model import SCHEMA_VERSION, Report, SampleView, StatementView
from reports.safe import printable
from rules.facts import SEVERITIES, VERDICT_ORDER, Classification, Coverage, Finding, ObjectCoverage, StatementResult

NOT_JUDGED = "not judged in this run"
NO_REASON = "no reason recorded"
RESULT_FILES = (
    "classifications.jsonl",
    "findings.jsonl",
    "statements.jsonl",
    "inventory.jsonl",
    "coverage.json",
    "lineage.json",
)
"""Equal, byte for byte, for two runs over the same estate; the other files tell the time or what was before."""


def write_run_files(report: Report, out: Path, more: Mapping[str, bytes] | None = None) -> list[Path]:
    """Writes run.json and its companions into `out` (0700; files 0600) and returns their paths, sorted.

    `more` are further files of the run by name (the report). custody.jsonl holds the digests of all; run.json is moved
    into place last, so a folder that holds one holds the whole run.
    """
    files = {**run_files(report), **(more or {})}
    return write_whole(out, {**files, CUSTODY: start_log(report.run, files)}, last="run.json")


def run_files(report: Report) -> dict[str, bytes]:
    """Name to content of every file that `write_run_files` writes."""
    views = {view.id: view for view in report.policy.statements}
    return {
        "classifications.jsonl": lines(map(_classification, report.classifications), _asset),
        "findings.jsonl": lines(map(_finding, report.findings), lambda row: (row["rule"], *_asset(row), row["party"])),
        "statements.jsonl": lines(
            (_statement(result, views.get(result.statement, _NO_VIEW)) for result in every_statement(report)),
            lambda row: (row["statement"],),
        ),
        "inventory.jsonl": lines(map(_inventory, report.coverage.objects), lambda row: (row["dataset"], row["object"])),
        "coverage.json": document(coverage_document(report.coverage, report.sampling)),
        "lineage.json": document(lineage_document(report.lineage)),
        "gate.json": document(gate_document(report)),
        "run.json": document(run_document(report)),
    }


def gate_document(report: Report) -> dict[str, Any]:
    """The content of gate.json: what the exit code rests on, beside the findings."""
    return {
        "schema_version": SCHEMA_VERSION,
        "gate": plain(report.gate),
        "suppressions": [plain(use) for use in sorted(report.suppressions, key=lambda use: use.target)],
        "comparison": plain(report.comparison),
    }


def every_statement(report: Report) -> tuple[StatementResult, ...]:
    """The results by statement id, with those of the policy that have none: not judged is UNVERIFIED, never a pass."""
    judged = {result.statement for result in report.statements}
    missing = (
        StatementResult(view.id, "UNVERIFIED", NOT_JUDGED) for view in report.policy.statements if view.id not in judged
    )
    return tuple(sorted((*report.statements, *missing), key=lambda result: result.statement))


def run_document(report: Report) -> dict[str, Any]:
    """The content of run.json."""
    verdicts = Counter(finding.verdict for finding in report.findings)
    severities = Counter(finding.severity for finding in report.findings)
    statements = Counter(result.verdict for result in every_statement(report))
    coverage = report.coverage
    counts = {
        "findings": len(report.findings),
        "findings_by_verdict": {verdict: verdicts[verdict] for verdict in VERDICT_ORDER if verdicts[verdict]},
        "findings_by_severity": {severity: severities[severity] for severity in SEVERITIES if severities[severity]},
        "statements": sum(statements.values()),
        "statements_by_verdict": {verdict: statements[verdict] for verdict in VERDICT_ORDER if statements[verdict]},
        "classifications": len(report.classifications),
        "eligible": len(coverage.objects),
        "examined": coverage.count("examined"),
        "partial": coverage.count("partial"),
        "unexamined": coverage.count("unexamined"),
        "gaps": len(coverage.gaps),
    }
    policy = {"id": report.policy.id, "title": report.policy.title, "effective": report.policy.effective}
    return {**plain(report.run), "schema_version": SCHEMA_VERSION, "policy": policy, "counts": counts}


def coverage_document(coverage: Coverage, sampling: Iterable[SampleView] = ()) -> dict[str, Any]:
    """The content of coverage.json: eligible = examined + partial + unexamined, always."""
    unexamined = [item for item in coverage.objects if item.status == "unexamined"]
    examined, partial = coverage.count("examined"), coverage.count("partial")
    reasons = [why_unread(item, coverage.gaps) for item in unexamined]
    return {
        "schema_version": SCHEMA_VERSION,
        "eligible": examined + partial + len(unexamined),
        "examined": examined,
        "partial": partial,
        "unexamined": sorted(
            (
                {"dataset": item.dataset, "object": item.object, "reason": reason, "detail": detail}
                for item, (reason, detail) in zip(unexamined, reasons, strict=True)
            ),
            key=lambda row: (safe_text(row["dataset"]), safe_text(row["object"]), row["reason"], row["detail"]),
        ),
        "gaps": [plain(gap) for gap in sorted(coverage.gaps)],
        "sampling": sorted((plain(item) for item in sampling), key=lambda row: row["dataset"]),
    }


def why_unread(item: ObjectCoverage, gaps: Iterable[Gap]) -> tuple[str, str]:
    """Reason and detail of the closest gap: of the object itself, else of its dataset, else of its source."""
    near = [(distance, gap) for gap in gaps if (distance := _distance(gap, item)) is not None]
    if not near:
        return "internal", NO_REASON
    gap = min(near)[1]
    return gap.reason, gap.detail or NO_REASON


def _distance(gap: Gap, item: ObjectCoverage) -> int | None:
    """How far the gap is from the object: 0 names it, 3 names only its source, None is another matter."""
    source, _, name = item.dataset.partition("/")
    if gap.source != source or gap.object not in ("", item.object) or gap.dataset not in ("", name, item.dataset):
        return None
    return 2 * (not gap.object) + (not gap.dataset)


_NO_VIEW = StatementView("", "", "", "", "", "")
_NODE_DEFAULTS: Mapping[str, Any] = {
    "kind": "",
    "label": "",
    "country": None,
    "recipient": None,
    "party": None,
    "sector": None,
    "categories": (),
}
_EDGE_DEFAULTS: Mapping[str, Any] = {
    "kind": "",
    "grade": "inferred",
    "confidence": 1.0,
    "encrypted": None,
    "first_seen": None,
    "last_seen": None,
    "count": 0,
    "categories": (),
    "purposes": (),
    "scheme": "",
    "via": "",
    "evidence": (),
}


def lineage_document(lineage: Mapping[str, Any]) -> dict[str, Any]:
    """The content of lineage.json: the promised keys and no others, nodes and edges sorted."""
    nodes = [
        plain({"id": node["id"], **{key: node.get(key, value) for key, value in _NODE_DEFAULTS.items()}})
        for node in lineage.get("nodes", ())
    ]
    edges = [
        plain(
            {
                "source": edge["source"],
                "target": edge["target"],
                **{key: edge.get(key, value) for key, value in _EDGE_DEFAULTS.items()},
                "first_seen": _instant(edge.get("first_seen")),
                "last_seen": _instant(edge.get("last_seen")),
            }
        )
        for edge in lineage.get("edges", ())
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "directed": bool(lineage.get("directed", True)),
        "multigraph": bool(lineage.get("multigraph", True)),
        "nodes": sorted(nodes, key=lambda node: (node["id"], document(node))),
        "edges": sorted(edges, key=lambda edge: (edge["source"], edge["target"], edge["kind"], document(edge))),
    }


def _instant(told: Any) -> Any:
    """Times that come as text (`+00:00`) are spelt like all others (`Z`)."""
    if not isinstance(told, str):
        return told
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return told


def _asset(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["dataset"], row["field"], row["category"]


def _classification(item: Classification) -> dict[str, Any]:
    row: dict[str, Any] = plain(item)
    del row["bound"]
    return {
        **row,
        "upper_bound": round_up(item.bound.upper),
        "bound_method": item.bound.method,
        "bound_confidence": item.bound.confidence,
    }


def _statement(result: StatementResult, view: StatementView) -> dict[str, Any]:
    told = {name: getattr(view, name) for name in ("section", "kind", "modality", "summary", "quote", "sentence")}
    return {**plain(result), **plain(told)}


def _finding(item: Finding) -> dict[str, Any]:
    return {**plain(item), "fingerprint": item.fingerprint, "title": printable(item.title, None)}


def _inventory(item: ObjectCoverage) -> dict[str, Any]:
    row: dict[str, Any] = plain(item)
    row["examined"] = row.pop("examined_rows")
    row["categories"] = sorted(set(row["categories"]))
    return row
