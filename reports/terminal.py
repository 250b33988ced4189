"""What a person at a terminal sees when a run ends. Data is printed as text, never as markup or control codes."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from reports.model import Report
from reports.runfiles import every_statement
from reports.safe import printable
from reports.words import (
    VERDICT_NAMES,
    coverage_sentence,
    exit_sentence,
    finding_order,
    verdict_counts,
    verdict_sentence,
)
from rules.facts import Finding, Verdict

SHOWN_PER_GROUP = 10
_STYLES: dict[Verdict, str] = {"DEVIATION": "bold red", "UNDISCLOSED": "bold magenta", "AMBIGUOUS": "bold yellow"}


def summary(report: Report, out_dir: Path, console: Console) -> None:
    """Prints the run in short: findings worst first, counts, coverage, the exit code's meaning, where the report is."""
    _line(console, _heading(report), style="bold")
    _line(console, verdict_sentence(report))
    ordered = sorted(report.findings, key=finding_order)
    for (verdict, severity), group in groupby(ordered, key=lambda item: (item.verdict, item.severity)):
        _group(console, verdict, severity, list(group))
    _line(console)
    _counts(console, "Findings", verdict_counts(item.verdict for item in report.findings))
    _counts(console, "Statements", verdict_counts(item.verdict for item in every_statement(report)))
    _labelled(console, "Coverage", coverage_sentence(report.coverage))
    _labelled(console, "Result", f"exit code {report.run.exit_code}. {exit_sentence(report)}")
    _labelled(console, "Report", printable(str(out_dir / "report.html"), None), wrap=False)


def _heading(report: Report) -> str:
    told = f"Saydo {printable(report.run.tool_version, 40)} · {printable(report.policy.title)}"
    return told + (f", effective {printable(report.policy.effective, 40)}" if report.policy.effective else "")


def _group(console: Console, verdict: Verdict, severity: str, findings: list[Finding]) -> None:
    _line(console)
    title = Text(verdict, style=_STYLES.get(verdict, "bold"))
    console.print(title.append(f" · {severity} · {len(findings):,}", style="default"), highlight=False)
    for finding in findings[:SHOWN_PER_GROUP]:
        console.print(Padding(Text(printable(finding.title)), (0, 0, 0, 2), expand=False), highlight=False)
        detail = Text(" · ".join(filter(None, _details(finding))), style="dim")
        console.print(Padding(detail, (0, 0, 0, 4), expand=False), highlight=False)
    if len(findings) > SHOWN_PER_GROUP:
        _line(console, f"  and {len(findings) - SHOWN_PER_GROUP:,} more in findings.jsonl and report.html")


def _details(finding: Finding) -> tuple[str, ...]:
    place = f"{finding.dataset}.{finding.field}" if finding.field else finding.dataset
    return (
        printable(place),
        f"to {printable(finding.party, 80)}" if finding.party else "",
        printable(", ".join(finding.statements), 120),
        "inferred" if finding.inferred_only else "",
    )


def _counts(console: Console, name: str, counts: dict[Verdict, int]) -> None:
    told = ", ".join(f"{VERDICT_NAMES[verdict].lower()} {number:,}" for verdict, number in counts.items())
    total = sum(counts.values())
    _labelled(console, name, f"{total:,}: {told}" if total else "0")


def _labelled(console: Console, name: str, told: str, wrap: bool = True) -> None:
    if not wrap:  # a path that wraps can't be copied
        console.print(Text(f"{name:<11}{told}"), highlight=False, soft_wrap=True)
        return
    # a hanging indent: the lines after the first stand below the words, not below the name
    width = max(20, console.width - 11)
    rows = Text(told).wrap(console, width)
    for index, row in enumerate(rows):
        row.rstrip()
        console.print(Text(f"{'' if index else name:<11}") + row, highlight=False, soft_wrap=True)


def _line(console: Console, told: str = "", style: str = "") -> None:
    console.print(Text(told, style=style), highlight=False)
