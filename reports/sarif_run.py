"""What SARIF says of a run beside its rules and results: how it ended, what was not read, which files it left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.model import Gap
from reports.model import Report
from reports.safe import printable
from reports.sarif_rules import guid, said
from reports.standing import STOPPED, Standing, gap_place
from reports.words import coverage_sentence, exit_sentence

BASE = "RUN"
"""The base of all URIs. Where the folder lies is left to who reads the file (3.14.14): a path may tell of people."""

_MOST_GAPS = 1_000
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


def driver(report: Report, left_out: int) -> dict[str, Any]:
    """The tool (3.18.2), without its rules."""
    version = printable(report.run.tool_version, 60)
    made: dict[str, Any] = {
        "name": "Saydo",
        "version": version,
        "fullName": f"Saydo {version}",
        "shortDescription": {"text": "Checks what an organisation's data does against what its privacy policy says."},
        "notifications": [
            # GitHub asks for all three, of notifications too
            {"id": name, "shortDescription": {"text": told}, "fullDescription": {"text": told}, "help": {"text": told}}
            for name, told in _notices(report, left_out).items()
        ],
    }
    return made | ({"semanticVersion": version} if _SEMANTIC.fullmatch(version) else {})


def automation(report: Report) -> dict[str, Any]:
    """The identity of the run (3.17): all runs against one policy are of one category."""
    category = f"saydo/{_component(report.policy.id)}"
    return {
        "id": f"{category}/{_component(report.run.run_id)}",
        "guid": guid(report.run.run_id),
        "correlationGuid": guid(category),
        "description": {"text": said(f"Audit against {report.policy.title}")},
    }


def _component(told: str) -> str:
    return printable(told, 100).replace("/", "-")


def invocation(report: Report, where: Standing, left_out: int) -> dict[str, Any]:
    """3.20. A notification of level `error` says that the run failed, so gaps of a run that decided are warnings.

    `left_out`: how many results the file has no room for.
    """
    run, failed = report.run, report.run.exit_code in STOPPED
    gaps = sorted(report.coverage.gaps, key=lambda gap: (gap in where.accepted, gap))
    notes = [_notice("stopped", "error", said(exit_sentence(report)))] if failed else []
    notes += [_gap(where, gap, failed) for gap in gaps[:_MOST_GAPS]]
    if len(gaps) > _MOST_GAPS:
        notes.append(_notice("more-gaps", "warning", f"{len(gaps) - _MOST_GAPS:,} more gaps are in coverage.json."))
    if left_out:
        told = f"{left_out:,} results, the least severe, were left out here: findings.jsonl has them."
        notes.append(_notice("left-out", "warning", told))
    made: dict[str, Any] = {
        "executionSuccessful": not failed,
        "exitCode": run.exit_code,
        "exitCodeDescription": printable(exit_sentence(report), 600),
        "toolExecutionNotifications": notes,
    }
    for key, told in (("startTimeUtc", run.started), ("endTimeUtc", run.ended)):
        if moment := _utc(told):
            made[key] = moment
    return made


def _gap(where: Standing, gap: Gap, failed: bool) -> dict[str, Any]:
    use = where.accepted.get(gap)
    why = f"{gap.reason.replace('_', ' ')}{f' ({gap.detail})' if gap.detail else ''}"
    parts = [f"Not read: {gap_place(gap)}, {why}", gap.remedy.removesuffix(".")]
    parts += [f"Accepted by {use.owner} until {use.expires.isoformat()}"] if use else []
    whole = not gap.dataset and not gap.object
    level = "note" if use else "error" if failed and whole else "warning"
    made = _notice(f"gap/{gap.reason}", level, said(". ".join(part for part in parts if part) + "."))
    name = printable(gap.object or gap.dataset or gap.source, None)
    place = {"name": name, "fullyQualifiedName": printable(gap_place(gap), None)}
    return {**made, "locations": [{"logicalLocations": [place]}], "properties": {"lost_rows": gap.lost_rows}}


def _notices(report: Report, left_out: int) -> dict[str, str]:
    """The kinds of notifications that the run has, by id."""
    made = {f"gap/{gap.reason}": f"Not read: {gap.reason.replace('_', ' ')}" for gap in sorted(report.coverage.gaps)}
    made |= {"stopped": "The run decides nothing"} if report.run.exit_code in STOPPED else {}
    made |= {"more-gaps": "More gaps than are told here"} if len(report.coverage.gaps) > _MOST_GAPS else {}
    return made | ({"left-out": "Results that were left out"} if left_out else {})


def _notice(name: str, level: str, told: str) -> dict[str, Any]:
    return {"descriptor": {"id": name}, "level": level, "message": {"text": told}}


def artifact(name: str, content: bytes) -> dict[str, Any]:
    """A file of the run (3.24)."""
    return {
        "location": {"uri": name, "uriBaseId": BASE},
        "length": len(content),
        "hashes": {"sha-256": hashlib.sha256(content).hexdigest()},
        "mimeType": "application/json",
    }


def properties(report: Report) -> dict[str, Any]:
    """What SARIF has no place for."""
    run = report.run
    return {
        "run_id": printable(run.run_id, None),
        "as_of": printable(run.as_of, 40),
        "confidence": run.confidence,
        "digests": shown(run.digests),
        "fail_on": report.gate.fail_on,
        "new_only": report.gate.new_only,
        "allow_incomplete": report.gate.allow_incomplete,
        "gate": printable(report.gate.told, None),
        "coverage": coverage_sentence(report.coverage),
        "notes": [printable(note, 500) for note in run.notes],
    }


def shown(value: Any) -> Any:
    """Evidence and the like with every text printable, keys included."""
    if isinstance(value, str):
        return printable(value, 500)
    if isinstance(value, Mapping):
        return {printable(str(key), 200): shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list | tuple) else value


def _utc(told: str) -> str:
    """3.9; "" for what is no time."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else ""
