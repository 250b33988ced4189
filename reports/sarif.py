"""The run as SARIF 2.1.0, whole (`sarif`) and as GitHub's code scanning reads it (`github_sarif`).

Clauses below are of SARIF Version 2.1.0 (OASIS Standard, 27 March 2020, with Errata 01). A place in data has no file,
so results stand where people can open them: in their line of findings.jsonl; what only the comparison knows, in
gate.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.canonical import document
from reports.model import Report
from reports.runfiles import run_files
from reports.safe import printable
from reports.sarif_rules import Rules, guid, said
from reports.sarif_run import BASE, artifact, automation, driver, invocation, properties, shown
from reports.standing import Standing, ordered, place_of, standing
from reports.words import STATE_NAMES, VERDICT_NAMES, evidence_words
from rules.comparison import Change, State
from rules.facts import Coverage, Finding, Verdict
from rules.sight import KnownFinding
from rules.suppressions import SuppressionUse

FILE_NAME = "report.sarif"
GITHUB_FILE_NAME = "report.github.sarif"

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""GitHub refuses runs with more results, and shows the first 5,000 by severity (GitHub Docs, "SARIF results exceed one
or more limits"). Rules: `sarif_rules.MOST_RULES`."""

KINDS: Mapping[Verdict, str] = {
    "DEVIATION": "fail",
    "UNDISCLOSED": "fail",
    "AMBIGUOUS": "fail",
    "VAGUE": "fail",
    "GAP": "open",
    "UNVERIFIED": "open",
    "ATTEST_MISSING": "review",
    "NOT_OBSERVED": "pass",
    "ATTESTED": "pass",
    "CLEAR": "pass",
}
"""3.27.9. Only what is a problem for certain fails; what is not decided is open, or a person's to decide."""
_BASELINE: Mapping[State, str] = {
    "new": "new",
    "reappeared": "new",
    "persisting": "unchanged",
    "not_reexamined": "unchanged",
    "fixed": "absent",
}


@dataclass(frozen=True, slots=True)
class _Where:
    """What all results share. `lines`: number and length of each finding's line of findings.jsonl, by fingerprint."""

    report: Report
    standing: Standing
    lines: Mapping[str, tuple[int, int]]
    rules: Rules
    github: bool


def sarif(report: Report) -> bytes:
    """The whole run: findings of every verdict, fixed ones as `absent`, accepted ones as suppressed. Canonical JSON."""
    return document(_log(report, github=False))


def github_sarif(report: Report) -> bytes:
    """The run for GitHub's code scanning, which shows every result as an open alert, whatever its kind, state or
    suppression (GitHub Docs, "SARIF support for code scanning", lists what it reads).

    So this file leaves out what is fixed, accepted or passed, and gives what is undecided a rule of its own. Alerts
    close when their result is no longer uploaded: findings that could not be examined again are therefore in it.
    """
    return document(_log(report, github=True))


def _log(report: Report, github: bool) -> dict[str, Any]:
    # of all files two are named here; without what is in the others they are made quickly
    files = run_files(replace(report, classifications=(), coverage=Coverage(), lineage={}, statements=()))
    stand = standing(report)
    found, known = ordered(report, stand), _unlisted(report)
    if github:
        found = [item for item in found if item.fingerprint not in stand.accepted and KINDS[item.verdict] != "pass"]
        known = [
            change for change in known if change.state != "fixed" and change.finding.fingerprint not in stand.accepted
        ]
    rules = Rules(report, [*found, *(change.finding for change in known)], split=github)
    where = _Where(report, stand, _lines(files["findings.jsonl"]), rules, github)
    told = [item for item in found if rules.index(item) < len(rules.shown)][:MOST_RESULTS]
    also = [change for change in known if rules.index(change.finding) < len(rules.shown)]
    also = also[: MOST_RESULTS - len(told)]
    left_out = len(found) + len(known) - len(told) - len(also)
    results = [*(_result(where, item) for item in told), *(_known(where, change) for change in also)]
    made = {
        "tool": {
            "driver": {
                **driver(report, left_out),
                "rules": rules.descriptors(),
                "supportedTaxonomies": [rules.component()],
            }
        },
        "automationDetails": automation(report),
        "invocations": [invocation(report, stand, left_out)],
        "originalUriBaseIds": {BASE: {"description": {"text": "The folder of the run, as saydo scan --out named it."}}},
        "artifacts": [artifact(name, files[name]) for name in ("findings.jsonl", "gate.json")],
        "taxonomies": [rules.taxonomy()],
        "columnKind": "utf16CodeUnits",
        "results": results,
        "properties": properties(report),
    }
    if not github and _since(report):
        made["baselineGuid"] = guid(_since(report))
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [made]}


def _since(report: Report) -> str:
    return report.comparison.since if report.comparison is not None else ""


def _unlisted(report: Report) -> list[Change]:
    """Changes whose finding this run does not have: fixed, or not examined again."""
    if report.comparison is None or not report.comparison.since:
        return []
    here = {item.fingerprint for item in report.findings}
    return [change for change in report.comparison.changes if change.finding.fingerprint not in here]


def _result(where: _Where, item: Finding) -> dict[str, Any]:
    mark, kind = item.fingerprint, KINDS[item.verdict]
    gates = mark in where.standing.gated
    seen = "; ".join(evidence_words(item.evidence))
    told = [f"{seen[:1].upper()}{seen[1:]}." if seen else "", where.rules.cited(item.statements), _advice(mark, kind)]
    made = _base(where, item, kind, _level(item, gates), told)
    number, length = where.lines[mark]
    region = {"startLine": number, "startColumn": 1, "endLine": number, "endColumn": length + 1}
    made["locations"] = [{"physicalLocation": _physical("findings.jsonl", region), **_logical(item)}]
    if item.path:
        made["codeFlows"] = [_flow(item, region)]
    if kind == "fail":
        made["rank"] = 100 * item.confidence
    state = where.standing.states.get(mark)
    made["properties"] |= {"confidence": item.confidence, "evidence": shown(item.evidence), "gates": gates}
    made["properties"] |= {"state": STATE_NAMES[state]} if state else {}
    if where.github:
        return made
    return made | _baseline(where.report, item, state) | _suppressions(where, where.standing.accepted.get(mark))


def _known(where: _Where, change: Change) -> dict[str, Any]:
    """A finding that only the earlier run had: fixed since, or not looked at again."""
    item, state = change.finding, change.state
    fixed = state == "fixed"
    told = (
        "Fixed since the earlier run."
        if fixed
        else "The earlier run found this, and this run could not look at everything that it rests on."
    )
    made = _base(where, item, "pass" if fixed else "open", "note", [told, where.rules.cited(item.statements)])
    made["locations"] = [{"physicalLocation": _physical("gate.json", {"startLine": 1}), **_logical(item)}]
    made["properties"] |= {"state": STATE_NAMES[state], "gates": False}
    if where.github:
        return made
    made["baselineState"] = _BASELINE[state]
    return made | _suppressions(where, where.standing.accepted.get(item.fingerprint))


def _base(where: _Where, item: Finding | KnownFinding, kind: str, level: str, told: list[str]) -> dict[str, Any]:
    place, party = place_of(item), item.party.removeprefix("host:")
    first = f"{item.title}{f' in {place}' if place else ''}{f' to {party}' if party else ''}"
    text = " ".join(part for part in (f"{VERDICT_NAMES[item.verdict]}: {first}.", *told) if part)
    # 3.27.9 and 3.27.10: any other kind than `fail` goes with the level `none`
    graded = {"level": level} if where.github or kind == "fail" else {"kind": kind, "level": "none"}
    return {
        **graded,
        "ruleId": printable(where.rules.id_of(item), None),
        "ruleIndex": where.rules.index(item),
        "message": {"text": said(text)},
        # GitHub tells alerts apart by primaryLocationLineHash alone
        "partialFingerprints": {"saydo/v1": item.fingerprint, "primaryLocationLineHash": f"{item.fingerprint}:1"},
        "taxa": where.rules.taxa(item.statements),
        "properties": {
            "verdict": item.verdict,
            "severity": item.severity,
            "inferred_only": item.inferred_only,
            "statements": [printable(name, None) for name in item.statements],
            **{name: printable(getattr(item, name), None) for name in ("dataset", "field", "category", "party")},
            **where.rules.score(item),
        },
    }


def _level(item: Finding, gates: bool) -> str:
    if gates:
        return "error"
    return "warning" if item.verdict in ("DEVIATION", "UNDISCLOSED", "AMBIGUOUS") else "note"


def _advice(mark: str, kind: str) -> str:
    if kind == "pass":
        return ""
    if kind == "fail":
        return f"Remove the cause, or have an owner accept it for a time: saydo suppress {mark}."
    return "This is not decided, and so no pass."


def _physical(name: str, region: dict[str, Any]) -> dict[str, Any]:
    return {"artifactLocation": {"uri": name, "uriBaseId": BASE}, "region": region}


def _logical(item: Finding | KnownFinding) -> dict[str, Any]:
    """The place in the data (3.33): the field, or else the dataset."""
    place = printable(place_of(item), None)
    if not place:
        return {}
    name = item.field or item.dataset.partition("/")[2] or item.dataset
    kind = "field" if item.field else "dataset"
    return {"logicalLocations": [{"name": printable(name, None), "fullyQualifiedName": place, "kind": kind}]}


def _flow(item: Finding, region: dict[str, Any]) -> dict[str, Any]:
    """The witness path as one thread (3.36, 3.37): each node is a step."""
    steps = []
    for number, node in enumerate(item.path, start=1):
        kind, colon, name = node.partition(":")
        logical = {"name": printable(name or node, None), "fullyQualifiedName": printable(node, None)}
        if colon:
            logical["kind"] = printable(kind, 40)
        location = {
            "message": {"text": said(node.replace(":", " ", 1))},
            "physicalLocation": _physical("findings.jsonl", region),
            "logicalLocations": [logical],
        }
        steps.append({"executionOrder": number, "location": location})
    return {"threadFlows": [{"locations": steps}]}


def _baseline(report: Report, item: Finding, state: State | None) -> dict[str, str]:
    """Against the earlier run; on all results or on none (3.27.24). A GAP has no state of its own: it is new where its
    dataset or source was wholly read then."""
    found = report.comparison
    if found is None or not found.since:
        return {}
    if item.fingerprint in found.worsened or state == "not_reexamined":
        return {"baselineState": "updated"}
    if state is not None:
        return {"baselineState": _BASELINE[state]}
    fresh = {item.dataset, item.dataset.partition("/")[0]} & set(found.newly_unread)
    return {"baselineState": "new" if fresh else "unchanged"}


def _suppressions(where: _Where, use: SuppressionUse | None) -> dict[str, Any]:
    """On all results or on none, empty where a result is not suppressed (3.27.23)."""
    if not where.report.suppressions:
        return {}
    if use is None:
        return {"suppressions": []}
    told = {"owner": printable(use.owner, 500), "reason": use.reason}
    days = {"accepted": use.accepted.isoformat(), "expires": use.expires.isoformat()}
    one = {"kind": "external", "status": "accepted", "justification": printable(use.justification, 500)}
    return {"suppressions": [{**one, "properties": {**told, **days}}]}


def _lines(content: bytes) -> dict[str, tuple[int, int]]:
    """Where each finding stands: its line and how many UTF-16 code units that has."""
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(content.decode("utf-8").split("\n")[:-1], start=1):
        found.setdefault(json.loads(line)["fingerprint"], (number, len(line.encode("utf-16-le")) // 2))
    return found
