"""One paragraph for whoever releases: does it go out, what stops it, which new data reaches whom, what to do."""

from __future__ import annotations

from reports.model import Report
from reports.safe import printable
from reports.words import count, finding_order, label, listed
from rules.comparison import Comparison
from rules.facts import Finding

SHOWN = 5  # gating findings in the paragraph; the report has them all


def gate_paragraph(report: Report) -> str:
    """The whole paragraph. Names in it are printable and short."""
    told = [_verdict(report), *_gated_by(report), *_flows(report), *_unread(report), *_accepted(report)]
    return printable(" ".join([*told, *_remedy(report)]), None)


def _verdict(report: Report) -> str:
    code, gate = report.run.exit_code, report.gate
    over = {"critical": "critical severity"}.get(gate.fail_on, f"severity {gate.fail_on} or more")
    what = f"findings of {over}{' that are new' if gate.new_only else ''}"
    if code == 130:
        return "Interrupted (exit code 130): this run decides nothing."
    if code == 4:
        return "Not run (exit code 4): no source could be opened, so this run decides nothing."
    if code == 1:
        return f"Blocked (exit code 1): {_number(len(gate.gated_by), what)}{_since(report)}."
    if code == 3:
        return f"Not passed (exit code 3): no {what}{_since(report)}, but something was not read."
    return f"Passed (exit code 0): no {what}{_since(report)}."


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}" if number != 1 else f"1 {what.replace('findings', 'finding').replace('are', 'is')}"


def _since(report: Report) -> str:
    found = report.comparison
    if not report.gate.new_only or found is None:
        return ""
    if not found.since:
        return ", where all count as new because the history holds no earlier run"
    return f" since run {found.since[:8]} of {printable(found.since_started[:10], 20)}"


def _gated_by(report: Report) -> list[str]:
    marks = set(report.gate.gated_by)
    found = sorted((item for item in report.findings if item.fingerprint in marks), key=finding_order)
    if not found:
        return []
    states = {item.finding.fingerprint: item.state for item in report.comparison.changes} if report.comparison else {}
    told = [_finding(report, item, states.get(item.fingerprint, "")) for item in found[:SHOWN]]
    more = f"; and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    return [f"Gated by: {'; '.join(told)}{more}."]


def _finding(report: Report, item: Finding, state: str) -> str:
    place = f"{item.dataset}.{item.field}" if item.field else item.dataset
    party = item.party.removeprefix("host:")
    target = f" to {printable(party, 80)}" if party and party not in item.title else ""
    marks = [item.verdict, item.severity, *(("reappeared",) if state == "reappeared" else ()), *item.statements[:3]]
    where = f" in {printable(place, 100)}" if place else ""
    return f"{printable(item.title, 160)}{where}{target} ({', '.join(marks)}; {item.fingerprint})"


def _flows(report: Report) -> list[str]:
    found = report.comparison
    if found is None or not found.new_reach:
        return []
    known = _known_parties(report, found)
    by_party: dict[str, list[str]] = {}
    for item in found.new_reach:
        by_party.setdefault(item.party, []).append(label(report, item.category))
    told = [
        f"{listed(sorted(categories)[:4] + ([f'{len(categories) - 4:,} more'] if len(categories) > 4 else []))} now "
        f"{'reach' if len(categories) > 1 else 'reaches'} {'' if party in known else 'the new party '}"
        f"{_party(report, party)}"
        for party, categories in sorted(by_party.items())
    ]
    more = [f"and {len(told) - SHOWN:,} more parties"] if len(told) > SHOWN else []
    return [f"New data flows: {'; '.join([*told[:SHOWN], *more])}."]


def _known_parties(report: Report, found: Comparison) -> set[str]:
    """Parties that something reached before: those with an edge that is not new, or one that ended."""
    new = {(item.party, item.category) for item in found.new_reach}
    before = {item.party for item in found.ended_reach}
    for edge in report.lineage.get("edges", ()):
        kind, _, name = str(edge["target"]).partition(":")
        party = printable(name if kind == "party" else f"host:{name}", None)
        before |= {party for category in edge.get("categories", ()) if (party, category) not in new}
    return before


def _party(report: Report, name: str) -> str:
    party = next((item for item in report.parties if item.id == name), None)
    if party is None:
        return f"{printable(name.removeprefix('host:'), 80)}, which nobody registered"
    told = [label(report, party.recipient), party.country or ""]
    return f"{printable(name, 80)} ({', '.join(filter(None, told))})"


def _unread(report: Report) -> list[str]:
    gaps = report.coverage.gaps
    if not gaps or report.run.exit_code == 4:
        return []
    accepted = [use for use in report.suppressions if use.state == "active" and use.target.startswith("gap:")]
    places = sorted({(f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source, gap.reason) for gap in gaps})
    told = [f"{printable(place, 100)} ({reason.replace('_', ' ')})" for place, reason in places[:3]]
    more = f" and {len(places) - 3:,} more" if len(places) > 3 else ""
    start = {1: "Also incomplete", 0: "Incomplete, which passes here"}.get(report.run.exit_code, "Incomplete")
    owned = f"; {count(len(accepted), 'gap entry', 'gap entries')} accepted by their owners" if accepted else ""
    return [f"{start}: {', '.join(told)}{more} not read{owned}."]


def _accepted(report: Report) -> list[str]:
    told = []
    active = [use for use in report.suppressions if use.state == "active" and not use.target.startswith("gap:")]
    expired = [use for use in report.suppressions if use.state == "expired"]
    lost = [use for use in report.suppressions if use.state == "unmatched"]
    if active:
        first = min(use.expires for use in active)
        told.append(f"{count(len(active), 'finding')} accepted by an owner, the first until {first.isoformat()}.")
    if expired:
        names = listed([use.target for use in expired[:3]])
        told.append(
            f"{count(len(expired), 'acceptance')} expired and no longer count{'s' * (len(expired) == 1)}: {names}."
        )
    if lost:
        names = listed([printable(use.target, 60) for use in lost[:3]])
        told.append(f"{count(len(lost), 'acceptance')} matched nothing and can go: {names}.")
    return told


def _remedy(report: Report) -> list[str]:
    if report.run.exit_code == 1:
        return [
            "To release, remove the cause, or have an owner accept it for at most 180 days with `saydo suppress`; "
            "report.html shows each finding with its evidence."
        ]
    if report.run.exit_code == 3:
        return [
            "Make it readable, have an owner accept the gap with `saydo suppress`, or let it pass once with "
            "--allow-incomplete; coverage.json has every gap with its remedy."
        ]
    return []
