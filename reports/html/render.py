"""The report as one page that works from disk, offline, with nothing in it but what the run found."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.files import write_whole
from reports.html import changes, tables, view
from reports.html.flowmap import ALARMING, edges_of, flow_map
from reports.model import SCHEMA_VERSION, Report
from reports.safe import printable
from reports.words import (
    VERDICT_MEANINGS,
    VERDICT_NAMES,
    count,
    coverage_sentence,
    exit_sentence,
    percent,
    verdict_counts,
    verdict_sentence,
)
from rules.facts import SEVERITIES, VERDICT_ORDER

FILE_NAME = "report.html"


def write_html(report: Report, out: Path) -> Path:
    """Writes report.html (0600) into `out` and returns its path."""
    return write_whole(out, {FILE_NAME: render(report).encode("utf-8")})[0]


def render(report: Report) -> str:
    """The whole page. Equal reports give equal pages."""
    style, script = _asset("style.css"), _asset("script.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    context = _context(report)
    # trusted: files of this package
    return _environment().get_template("template.html.j2").render(
        csp=Markup(policy), style=Markup(style), script=Markup(script), **context
    )  # fmt: skip


def _context(report: Report) -> dict[str, Any]:
    anchors = view.Anchors(report)
    groups = view.finding_groups(report, anchors, changes.marks(report))
    cards = {card.fingerprint: card.anchor for group in reversed(groups) for card in reversed(group.cards)}
    edges = edges_of(report)
    return {
        "report": report,
        "run": report.run,
        "policy": report.policy,
        "schema_version": SCHEMA_VERSION,
        "sentence": verdict_sentence(report),
        "coverage": coverage_sentence(report.coverage),
        "exit": exit_sentence(report),
        "tiles": view.tiles(report),
        "bar": view.bar(report),
        "sources": view.sources(report),
        "groups": groups,
        "changes": changes.changes(report, anchors, cards),
        "accepted": changes.accepted(report, cards),
        "accepted_sentence": changes.accepted_sentence(report),
        "unfolded": len(report.findings) <= view.OPEN_UP_TO,
        "cited": view.cited_ids(report),
        "severities": [name for name in reversed(SEVERITIES) if any(name == f.severity for f in report.findings)],
        "found_verdicts": verdict_counts(item.verdict for item in report.findings),
        "sections": view.sections(report, anchors),
        "flow": flow_map(report, edges),
        "edge_count": len(edges),
        "alarming": [VERDICT_NAMES[verdict].lower() for verdict in VERDICT_ORDER if verdict in ALARMING],
        "gaps": sorted(report.coverage.gaps),
        "unread": sorted(
            (item for item in report.coverage.objects if item.status == "unexamined"),
            key=lambda item: (item.dataset, item.object),
        ),
        "islands": {
            "inventory": tables.island(tables.inventory(report)),
            "classifications": tables.island(tables.classifications(report)),
            "flows": tables.island(tables.flows(report, edges)),
        },
        "meanings": VERDICT_MEANINGS,
        "level": percent(report.run.confidence),
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(count=count, names=VERDICT_NAMES, verdict_order=VERDICT_ORDER)
    environment.filters.update(short=printable, moment=view.moment, slug=lambda code: code.lower().replace("_", "-"))
    return environment


def _shown(value: Any) -> Any:
    """Every text that a template prints passes here: nothing in it stays invisible, and None is nothing."""
    if value is None:
        return ""
    return printable(value, None) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    text = resources.files("reports").joinpath("html", name).read_text(encoding="utf-8")
    # one spelling of line ends: the browser hashes what it parsed
    return "\n" + text.replace("\r\n", "\n").strip() + "\n"


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
