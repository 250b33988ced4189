"""What a person at a terminal sees when a run ends. Data is printed as text, never as markup or control codes."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rich.console import Console
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
    _wrapped(console, _heading(report), style="bold")
    _wrapped(console, verdict_sentence(report))
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
    title = Text.assemble((verdict, _STYLES.get(verdict, "bold")), f" · {severity} · {len(findings):,}")
    console.print(title, highlight=False, soft_wrap=True)
    for finding in findings[:SHOWN_PER_GROUP]:
        _wrapped(console, printable(finding.title), indent=2)
        _wrapped(console, " · ".join(filter(None, _details(finding))), indent=4, style="dim")
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
    if wrap:
        _wrapped(console, told, indent=11, first=f"{name:<11}")
    else:  # a path that wraps can't be copied
        _line(console, f"{name:<11}{told}")


def _wrapped(console: Console, told: str, indent: int = 0, first: str = "", style: str = "") -> None:
    """Prints lines no wider than the console, all indented alike; `first` stands before the first."""
    # wrapped here, because a console that is set to leave long lines alone would cut or spill them
    for number, row in enumerate(Text(told, style=style).wrap(console, max(20, console.width - indent))):
        row.rstrip()
        start = Text((first if not number else "").ljust(indent))
        console.print(start.append_text(row), highlight=False, soft_wrap=True)


def _line(console: Console, told: str = "") -> None:
    console.print(Text(told), highlight=False, soft_wrap=True)
