"""The run as Markdown for a pull request's comment or a wiki: what a release hangs on first, the rest in short.

GitHub Flavored Markdown 0.29. Text of the run is inert (`reports/inert.py`); headings, tables and emphasis are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reports.inert import code, inert
from reports.model import Report
from reports.runfiles import every_statement
from reports.standing import Standing, gap_place, ordered, place_of, standing
from reports.words import (
    STATE_NAMES,
    VERDICT_MEANINGS,
    VERDICT_NAMES,
    count,
    coverage_sentence,
    evidence_words,
    exit_sentence,
    label,
    verdict_counts,
    verdict_sentence,
)
from rules.comparison import Change, Comparison, Reach
from rules.facts import SEVERITIES, VERDICT_ORDER, Finding, Verdict

FILE_NAME = "report.md"
LIMIT = 60_000
"""Characters of the whole text. GitHub takes 65,536 in a comment, and whoever posts it may add some."""

_ROWS = 25  # of each list but the findings
_ROOM = 9_000  # characters of each of these three lists; the findings get what is left
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def markdown(report: Report) -> str:
    """The whole text, at most `LIMIT` characters: what does not fit is counted. Equal reports give equal texts."""
    where = standing(report)
    start = [f"# Privacy audit{_day(' of ', report.run.as_of)}", _verdict(report), _counts(report)]
    rest = [
        *_changes(report),
        *_accepted(report),
        *_unread(report, where),
        f"## What was read\n\n{coverage_sentence(report.coverage)}",
        _closing(report),
    ]
    taken = sum(len(part) + 2 for part in (*start, *rest))
    return "\n\n".join([*start, _findings(report, where, LIMIT - taken), *rest]) + "\n"


def _day(before: str, told: str) -> str:
    """For a heading: the day, and nothing where what is told is none."""
    return f"{before}{told[:10]}" if _DAY.match(told) else ""


def _verdict(report: Report) -> str:
    told = report.gate.told or f"Exit code {report.run.exit_code}. {exit_sentence(report)}"
    return f"{inert(told, 3_000)}\n\n{verdict_sentence(report)}\n\nThe policy: {inert(report.policy.title, 160)}."


def _counts(report: Report) -> str:
    found = verdict_counts(item.verdict for item in report.findings)
    judged = verdict_counts(item.verdict for item in every_statement(report))
    rows = [
        [VERDICT_NAMES[verdict], _number(found, verdict), *_severities(report, verdict), _number(judged, verdict)]
        for verdict in VERDICT_ORDER
        if verdict in found or verdict in judged
    ]
    severities = [name.capitalize() for name in reversed(SEVERITIES)]
    if not rows:
        return "## Counts\n\nNothing was judged."
    return "## Counts\n\n" + _table(["Verdict", "Findings", *severities, "Statements"], rows, numbers=range(1, 8))


def _number(counts: dict[Verdict, int], verdict: Verdict) -> str:
    return f"{counts.get(verdict, 0):,}"


def _severities(report: Report, verdict: Verdict) -> list[str]:
    return [
        f"{sum(item.severity == name and item.verdict == verdict for item in report.findings):,}"
        for name in reversed(SEVERITIES)
    ]


def _findings(report: Report, where: Standing, room: int) -> str:
    if not report.findings:
        return "## Findings\n\nNone."
    head = ["Severity", "Verdict", "Finding", "Where", "Policy", "Standing", "Fingerprint"]
    rows = (_finding(report, where, item) for item in ordered(report, where))
    return _listed("Findings", head, rows, len(report.findings), room, len(report.findings), "`findings.jsonl` has all")


def _finding(report: Report, where: Standing, item: Finding) -> list[str]:
    party = item.party.removeprefix("host:")
    told = [inert(item.title, 200), *(inert(words, 120) for words in evidence_words(item.evidence)[:1])]
    target = f"to {code(party, 80)}" if party else ""
    return [
        item.severity,
        VERDICT_NAMES[item.verdict],
        "; ".join(told),
        " ".join(filter(None, (code(place_of(item), 120), target))),
        inert(" ".join(item.statements[:4]), 80) + (" …" if len(item.statements) > 4 else ""),
        ", ".join(where.marks(item)),
        code(item.fingerprint),
    ]


def _changes(report: Report) -> list[str]:
    found = report.comparison
    if found is None:
        return []
    if not found.since:
        return ["## Changes\n\nThe history holds no earlier run to compare with."]
    title = f"Changes{_day(' since ', found.since_started)}"
    told = [f"{len(found.of(state)):,} {STATE_NAMES[state]}" for state in STATE_NAMES]
    notes = [inert(note, 200) for note in found.notes[:5]]
    rows = [_change(change) for change in found.changes if change.state != "persisting"]
    moved = [
        [
            "statement",
            "",
            VERDICT_NAMES[item.now],
            f"was {VERDICT_NAMES[item.before].lower()}",
            code(item.statement, 60),
        ]
        for item in found.statements
    ]
    rows += [[*_reach(report, found, item)] for item in (*found.new_reach, *found.ended_reach)]
    rows += [["not read any more", "", "", "was read whole", code(name, 120)] for name in found.newly_unread]
    rows += moved
    part = _listed(
        title,
        ["What", "Severity", "Verdict", "Finding", "Where"],
        rows,
        len(rows),
        _ROOM,
        2 * _ROWS,
        "`report.html` has all",
        before=f"{', '.join(told)}.{''.join(f' {note}' for note in notes)}",
    )
    return [part]


def _change(change: Change) -> list[str]:
    item = change.finding
    told = [STATE_NAMES[change.state], item.severity, VERDICT_NAMES[item.verdict]]
    return [*told, inert(item.title, 200), code(place_of(item), 120)]


def _reach(report: Report, found: Comparison, item: Reach) -> list[str]:
    what = "new data flow" if item in found.new_reach else "ended data flow"
    return [what, "", "", inert(label(report, item.category), 80), f"to {code(item.party.removeprefix('host:'), 80)}"]


def _accepted(report: Report) -> list[str]:
    if not report.suppressions:
        return []
    order = ("active", "expired", "unmatched")
    uses = sorted(report.suppressions, key=lambda use: (order.index(use.state), use.expires, use.target))
    rows = (
        [
            use.state,
            use.expires.isoformat(),
            " ".join(filter(None, (code(use.target, 120), inert(use.title, 120)))),
            use.reason.replace("_", " "),
            inert(use.justification, 200),
            inert(use.owner, 80),
        ]
        for use in uses
    )
    head = ["State", "Until", "What", "Reason", "Justification", "Owner"]
    return [_listed("Accepted by owners", head, rows, len(uses), _ROOM, _ROWS, "`gate.json` has all")]


def _unread(report: Report, where: Standing) -> list[str]:
    if not report.coverage.gaps:
        return []
    gaps = sorted(report.coverage.gaps, key=lambda gap: (gap in where.accepted, gap))
    rows = (
        [
            code(gap_place(gap), 160),
            gap.reason.replace("_", " "),
            inert(gap.detail, 160),
            inert(gap.remedy, 160),
            f"accepted until {where.accepted[gap].expires.isoformat()}" if gap in where.accepted else "",
        ]
        for gap in gaps
    )
    head = ["What", "Reason", "Detail", "Remedy", "Standing"]
    return [_listed("Not read", head, rows, len(gaps), _ROOM, _ROWS, "`coverage.json` has all")]


def _closing(report: Report) -> str:
    run = report.run
    used = verdict_counts(item.verdict for item in report.findings)
    meanings = "".join(f"\n- {VERDICT_NAMES[verdict]}: {VERDICT_MEANINGS[verdict]}" for verdict in used)
    told = (
        f"Run {code(run.run_id, 60)} of {inert(run.started, 40)}, Saydo {inert(run.tool_version, 40)}, policy "
        f"{code(report.policy.id, 80)}, data as of {inert(run.as_of, 20)}. The folder of the run has "
        "`report.html` with every finding, its evidence and the policy's words."
    )
    return f"## About this run\n\n{told}" + (f"\n{meanings}" if meanings else "")


def _listed(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    total: int,
    room: int,
    most: int,
    rest: str,
    before: str = "",
) -> str:
    """A heading and a table of as many rows as `most` and `room` (characters of all this) let in; the rest counted."""
    start = f"## {title}" + (f"\n\n{before}" if before else "")
    if not total:
        return start
    spare = room - len(start) - len(_table(head, [])) - len(_left(total, total, rest)) - 4
    shown: list[Sequence[str]] = []
    for row in rows:
        spare -= len(_row(row)) + 1
        if len(shown) == most or spare < 0:
            break
        shown.append(row)
    table = f"\n\n{_table(head, shown)}" if shown else ""
    left = total - len(shown)
    return f"{start}{table}" + (f"\n\n{_left(left, total, rest)}" if left else "")


def _left(left: int, total: int, rest: str) -> str:
    return f"{left:,} of {count(total, 'row')} left out here; {rest}."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    right = set(numbers)
    line = ["---:" if number in right else "---" for number in range(len(head))]
    return "\n".join(map(_row, [head, line, *rows]))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
