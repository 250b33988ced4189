"""The run as JUnit XML, the form that build servers show: each statement of the policy is a test case.

Valid against the schema of Jenkins' xUnit plugin (junit-10.xsd). There are failures exactly where the gate stops the
release, and errors exactly where something was not read that nobody accepted. Statements that are neither kept nor
broken for certain are skipped, with the reason: a pass is only what was judged or vouched for.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from connectors.model import Gap
from reports.model import Report, StatementView
from reports.safe import printable
from reports.standing import STOPPED, Standing, gap_place, ordered, outcomes, place_of, standing
from reports.words import VERDICT_NAMES, count, coverage_sentence, evidence_words, exit_sentence
from rules.facts import Finding, StatementResult, Verdict

FILE_NAME = "report.junit.xml"
SHOWN = 20
"""Findings and gaps that one case tells in full; the rest are counted."""

PASSED: frozenset[Verdict] = frozenset({"CLEAR", "ATTESTED", "NOT_OBSERVED"})
Outcome = Literal["passed", "failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Case:
    """`kind` is a code for the tool that reads it, `message` one line, `text` the rest."""

    suite: str
    name: str
    outcome: Outcome
    kind: str = ""
    message: str = ""
    text: str = ""


def junit(report: Report) -> bytes:
    """The XML in UTF-8. Equal reports give equal bytes; names of cases are the same from run to run."""
    where = standing(report)
    cases = [*_run_cases(report, where), *_statement_cases(report, where)]
    root = ET.Element("testsuites", {"name": _line(f"Saydo: {report.policy.title}"), **_numbers(cases)})
    if seconds := _seconds(report):
        root.set("time", seconds)
    for number, (suite, found) in enumerate(groupby(cases, key=lambda case: case.suite)):
        _suite(root, report, number, suite, list(found))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _run_cases(report: Report, where: Standing) -> list[_Case]:
    """That the run came to an end, and that each source was read."""
    suite, run = "Run and coverage", report.run
    if run.exit_code in STOPPED:
        ended = _Case(suite, "The run came to its end", "error", "STOPPED", exit_sentence(report))
    else:
        ended = _Case(suite, "The run came to its end", "passed", text=report.gate.told)
    names = {item.dataset.partition("/")[0] for item in report.coverage.objects}
    names |= {gap.source for gap in report.coverage.gaps} | {store.source for store in report.stores}
    cases = [_source(report, where, suite, name) for name in sorted(names)]
    if any(case.outcome == "error" for case in cases) or report.coverage.complete or report.coverage.gaps:
        return [ended, *cases]
    # objects that were not read although no gap says why
    outcome: Outcome = "skipped" if report.gate.allow_incomplete else "error"
    told = coverage_sentence(report.coverage)
    return [ended, *cases, _Case(suite, "Everything eligible was read", outcome, "GAP", told)]


def _source(report: Report, where: Standing, suite: str, name: str) -> _Case:
    gaps = [gap for gap in sorted(report.coverage.gaps) if gap.source == name]
    items = [item for item in report.coverage.objects if item.dataset.partition("/")[0] == name]
    title = f"Source {name} was read"
    if not gaps:
        return _Case(suite, title, "passed", text=f"{count(len(items), 'object')}, no gap")
    unread = [gap for gap in gaps if gap in where.unread]
    lines = [_gap(gap, where) for gap in [*unread, *(gap for gap in gaps if gap not in where.unread)]]
    if unread:
        return _Case(suite, title, "error", "GAP", f"{count(len(unread), 'gap')}: {lines[0]}", _told(lines))
    why = "accepted" if all(gap in where.accepted for gap in gaps) else "let pass by --allow-incomplete"
    return _Case(suite, title, "skipped", "GAP", f"{count(len(gaps), 'gap')}, {why}", _told(lines))


def _gap(gap: Gap, where: Standing) -> str:
    use = where.accepted.get(gap)
    told = f"{gap_place(gap)}: {gap.reason.replace('_', ' ')}, {gap.detail}"
    if use:
        return f"{told} [accepted by {use.owner} until {use.expires.isoformat()}: {use.justification}]"
    return f"{told}. {gap.remedy}".rstrip(". ") + "."


def _statement_cases(report: Report, where: Standing) -> list[_Case]:
    """One case a statement, by section in the policy's order; findings that cite none come last."""
    found = outcomes(report)
    views = {view.id: view for view in report.policy.statements}
    views |= {name: StatementView(name, "", "", "", "", "") for name in found if name not in views}
    cited: dict[str, list[Finding]] = {}
    for item in ordered(report, where):
        for name in item.statements or ("",):
            cited.setdefault(name, []).append(item)
    sections = list(dict.fromkeys(view.section for view in views.values()))
    cases = [
        _statement(where, view, found[view.id], cited.get(view.id, []), f"{number:02} {section}" if section else "")
        for number, section in enumerate(sections, start=1)
        for view in views.values()
        if view.section == section
    ]
    if loose := cited.get(""):
        none = StatementView("", "", "", "", "Findings that cite no statement", "")
        result = StatementResult("", loose[0].verdict, count(len(loose), "finding"))
        cases.append(_statement(where, none, result, loose, "Findings without a statement"))
    return cases


def _statement(
    where: Standing, view: StatementView, result: StatementResult, cited: Sequence[Finding], section: str
) -> _Case:
    gated = [item for item in cited if item.fingerprint in where.gated]
    held = [item for item in cited if item.fingerprint in where.accepted]
    lines = [f"{VERDICT_NAMES[result.verdict]}: {result.reason}", *(_finding(item, where) for item in cited)]
    text = _told(lines, 1)
    suite = section or "Statements"
    name = f"{view.id} {view.summary}".strip()
    if gated:
        told = f"{count(len(gated), 'finding')} stop{'s' * (len(gated) == 1)} the release: {gated[0].title}"
        return _Case(suite, name, "failure", gated[0].verdict, told, text)
    if result.verdict in PASSED:
        return _Case(suite, name, "passed", text=text)
    told = lines[0]
    if held:
        told += f"; {count(len(held), 'finding')} accepted until {_until(held, where)}"
    if result.verdict == "GAP" and where.unread:
        return _Case(suite, name, "error", "GAP", told, text)
    if result.verdict in ("DEVIATION", "UNDISCLOSED"):
        told += "; nothing of it stops the release"
    return _Case(suite, name, "skipped", result.verdict, told, text)


def _until(held: Iterable[Finding], where: Standing) -> str:
    return min(where.accepted[item.fingerprint].expires for item in held).isoformat()


def _finding(item: Finding, where: Standing) -> str:
    party = item.party.removeprefix("host:")
    use = where.accepted.get(item.fingerprint)
    marks = [item.verdict, item.severity, *where.marks(item)]
    marks += [f"{use.owner}: {use.justification}"] if use else []
    told = [item.title, f"in {place_of(item)}" if place_of(item) else "", f"to {party}" if party else ""]
    parts = [" ".join(filter(None, told)), *evidence_words(item.evidence), " > ".join(item.path), item.fingerprint]
    return f"{'; '.join(filter(None, parts))} [{', '.join(marks)}]"


def _told(lines: Sequence[str], head: int = 0) -> str:
    """Each line made printable, so that no line break of data makes another one."""
    most = head + SHOWN
    left = [f"and {len(lines) - most:,} more in findings.jsonl and coverage.json"] if len(lines) > most else []
    return "\n".join(printable(line, 600) for line in [*lines[:most], *left])


def _suite(root: ET.Element, report: Report, number: int, title: str, cases: Sequence[_Case]) -> None:
    suite = ET.SubElement(root, "testsuite", {"name": _line(title), **_numbers(cases)})
    suite.set("skipped", f"{sum(case.outcome == 'skipped' for case in cases)}")
    suite.set("timestamp", _line(report.run.started))
    suite.set("id", str(number))
    suite.set("package", _line(report.policy.id))
    if not number:
        properties = ET.SubElement(suite, "properties")
        for name, value in _properties(report):
            ET.SubElement(properties, "property", {"name": name, "value": _line(value)})
    # a dot in a class name is where build servers cut it into packages
    group = ".".join(part.replace(".", "_").replace(" ", "_") for part in (report.policy.id, title))
    for case in cases:
        made = ET.SubElement(suite, "testcase", {"name": _line(case.name), "classname": _line(group)})
        if case.outcome == "passed":
            ET.SubElement(made, "system-out").text = _text(case.text)
        else:
            marks = {"type": _line(case.kind), "message": _line(case.message)}
            ET.SubElement(made, case.outcome, marks).text = _text(case.text)


def _properties(report: Report) -> Iterable[tuple[str, str]]:
    run = report.run
    yield from (("run_id", run.run_id), ("tool_version", run.tool_version), ("as_of", run.as_of))
    yield from (("policy", report.policy.id), ("exit_code", str(run.exit_code)), ("exit_reason", run.exit_reason))
    yield from ((f"sha256.{printable(name, 60)}", digest) for name, digest in sorted(run.digests.items()))


def _numbers(cases: Sequence[_Case]) -> dict[str, str]:
    failures = sum(case.outcome == "failure" for case in cases)
    errors = sum(case.outcome == "error" for case in cases)
    return {"tests": str(len(cases)), "failures": str(failures), "errors": str(errors)}


def _seconds(report: Report) -> str:
    try:
        started, ended = (datetime.fromisoformat(told) for told in (report.run.started, report.run.ended))
        taken = (ended - started).total_seconds()
    except (ValueError, TypeError):  # times that are none, or of which only one has a zone
        return ""
    return f"{taken:.3f}" if taken >= 0 else ""


def _line(told: str) -> str:
    return printable(told, 400)


def _text(told: str) -> str:
    """Several lines, each printable: XML 1.0, 2.2 allows no control characters, not even escaped."""
    return "\n".join(printable(line, None) for line in told.split("\n"))
