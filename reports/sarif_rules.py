"""Rules and the statements that they cite, as SARIF's reporting descriptors and taxonomy (3.49, 3.19.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from reports.inert import code, inert
from reports.model import Report, StatementView
from reports.safe import printable
from reports.standing import outcomes
from reports.words import VERDICT_NAMES
from rules.comparison import FIRM
from rules.facts import SEVERITIES, Finding, Severity
from rules.sight import KnownFinding

MOST_RULES = 1_000
"""GitHub Enterprise Server refuses runs with more rules; github.com takes 25,000 (GitHub Docs, "SARIF results exceed
one or more limits")."""
MOST_TAGS = 10
"""GitHub shows the first ten tags of a rule."""

SCORES: Mapping[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""`security-severity`: GitHub reads over 9.0 as critical, from 7.0 as high, from 4.0 as medium, from 0.1 as low."""
_LEVELS: Mapping[Severity, str] = {"critical": "error", "high": "error", "medium": "warning"}

_SPACE = UUID("6f1d2c52-2f0e-5d0c-9c0f-5a5d0e1b7a11")  # a fixed random one
_SHOWN = 20  # statements in a rule's help
_UNDECIDED = "/undecided"  # a hierarchical id (3.5.4)
_WORD = re.compile(r"[^\W_]+")


def said(told: str, limit: int | None = 4_000) -> str:
    """The text as a message string: braces doubled (3.11.5), and nothing in it a link (3.11.6)."""
    return printable(told, limit).replace("](", "] (").replace("{", "{{").replace("}", "}}")


def guid(name: str) -> str:
    """The same GUID for the same name, so that a later run can name this one as its baseline."""
    return str(uuid5(_SPACE, printable(name, None)))


class Rules:
    """The rules of one file: those of `listed`, in their order, then all others that judged a statement.

    `split`: what a rule could not decide goes under a rule of its own. GitHub grades alerts by their rule alone, and an
    open question must not be shown as a critical breach.
    """

    def __init__(self, report: Report, listed: Sequence[Finding | KnownFinding], split: bool) -> None:
        self._split = split
        results = outcomes(report)
        views = {view.id: view for view in report.policy.statements}
        self._policy = report.policy
        self._verdicts = {name: result.verdict for name, result in results.items()}
        self._views = {name: views.get(name) or StatementView(name, "", "", "", "", "") for name in results}
        judged = [(rule, name) for name, result in results.items() for rule in result.rules]
        ids = dict.fromkeys([*(self.id_of(item) for item in listed), *sorted({rule for rule, _ in judged})])
        self._index = {rule: number for number, rule in enumerate(ids)}
        self.shown = list(ids)[:MOST_RULES]
        """The ids that have a descriptor; results of others can't be told."""
        self._statements: dict[str, dict[str, None]] = {rule: {} for rule in ids}
        for rule, name in judged:
            self._statements[rule][name] = None
            if f"{rule}{_UNDECIDED}" in ids:
                self._statements[f"{rule}{_UNDECIDED}"][name] = None
        for item in listed:
            self._statements[self.id_of(item)] |= dict.fromkeys(item.statements)
        self._worst: dict[str, Severity] = {}
        for item in listed:
            if item.verdict in FIRM:
                known = self._worst.get(item.rule, "info")
                self._worst[item.rule] = max(known, item.severity, key=SEVERITIES.index)
        taxa = {name for rule in self.shown for name in self._statements[rule]}
        self._taxa = {name: number for number, name in enumerate(sorted(taxa & self._views.keys()))}

    def id_of(self, item: Finding | KnownFinding) -> str:
        """The id of the rule that the result of this finding names."""
        return f"{item.rule}{_UNDECIDED}" if self._split and item.verdict not in FIRM else item.rule

    def index(self, item: Finding | KnownFinding) -> int:
        """The place of its rule among the descriptors, for one of `listed`; from `len(shown)` on there is none."""
        return self._index[self.id_of(item)]

    def descriptors(self) -> list[dict[str, Any]]:
        return [self._descriptor(rule) for rule in self.shown]

    def _descriptor(self, rule: str) -> dict[str, Any]:
        views = [self._views[name] for name in self._statements[rule] if name in self._views]
        told = " ".join(view.summary for view in views if view.summary)
        undecided = self._split and rule.endswith(_UNDECIDED)
        short = next((view.summary for view in views if view.summary), "") or f"Rule {rule} of {self._policy.title}"
        worst = self._worst.get(rule)
        score = SCORES.get(worst) if worst else None
        tags = ["privacy", *(["security"] if score else []), *(printable(view.id, 60) for view in views)]
        return {
            "id": printable(rule, None),
            "name": "".join(word[:1].upper() + word[1:] for word in _WORD.findall(rule))[:250] + "Rule",
            "shortDescription": {"text": said(f"Not decided: {short}" if undecided else short, 1_000)},
            "fullDescription": {"text": said(told or short, 1_000)},
            "help": {"text": self._help(rule, views), "markdown": self._markdown(rule, views)},
            "defaultConfiguration": {"level": _LEVELS.get(worst, "note") if worst else "note"},
            "properties": {
                "tags": list(dict.fromkeys(tags))[:MOST_TAGS],
                **({"security-severity": score} if score else {}),
            },
            "relationships": [
                {"target": reference, "kinds": ["relevant"]} for reference in self.taxa(self._statements[rule])
            ],
        }

    def _help(self, rule: str, views: Sequence[StatementView]) -> str:
        lines = [f"The rule {rule} holds the data against what {self._policy.title} says:"]
        lines += [f"{view.id}: {_sentence(view)} ({self._verdict(view)})" for view in views[:_SHOWN]]
        lines += [f"and {len(views) - _SHOWN:,} more statements"] if len(views) > _SHOWN else []
        return "\n".join(said(line, 1_000) for line in lines)

    def _markdown(self, rule: str, views: Sequence[StatementView]) -> str:
        lines = [f"The rule {code(rule)} holds the data against what {inert(self._policy.title)} says:", ""]
        lines += [f"- {code(view.id)} {inert(_sentence(view), 800)} ({self._verdict(view)})" for view in views[:_SHOWN]]
        lines += ["", f"and {len(views) - _SHOWN:,} more statements"] if len(views) > _SHOWN else []
        return "\n".join(lines).replace("{", "{{").replace("}", "}}")

    def _verdict(self, view: StatementView) -> str:
        return VERDICT_NAMES[self._verdicts[view.id]].lower()

    def score(self, item: Finding | KnownFinding) -> dict[str, str]:
        """The finding's own `security-severity`, where it is a problem for certain and severe at all."""
        score = SCORES.get(item.severity) if item.verdict in FIRM else None
        return {"security-severity": score} if score else {}

    def cited(self, names: Iterable[str]) -> str:
        """What the first two of these statements say, as a sentence to put behind others; "" for none."""
        known = [self._views[name] for name in names if name in self._views][:2]
        return " ".join(f"{view.id}: {view.summary}" for view in known if view.summary)

    def taxa(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """References to the statements (3.52), each once."""
        return [
            {"id": printable(name, None), "index": self._taxa[name], "toolComponent": {"index": 0}}
            for name in dict.fromkeys(names)
            if name in self._taxa
        ]

    def component(self) -> dict[str, Any]:
        """The reference to the taxonomy (3.54)."""
        name = printable(self._policy.id, None)
        return {"name": name, "index": 0, "guid": guid(f"policy {name}")}

    def taxonomy(self) -> dict[str, Any]:
        """The policy as a taxonomy, with the statements that some rule here cites."""
        reference = self.component()
        return {
            "name": reference["name"],
            "guid": reference["guid"],
            "shortDescription": {"text": said(self._policy.title or reference["name"], 1_000)},
            "isComprehensive": False,
            "taxa": [self._taxon(self._views[name]) for name in self._taxa],
            "properties": {"effective": printable(self._policy.effective, 40)},
        }

    def _taxon(self, view: StatementView) -> dict[str, Any]:
        return {
            "id": printable(view.id, None),
            "shortDescription": {"text": said(_sentence(view), 1_000)},
            "properties": {"section": printable(view.section, 200), "verdict": self._verdicts[view.id]},
        }


def _sentence(view: StatementView) -> str:
    quote = f" “{view.quote}”" if view.quote else ""
    return f"{view.summary}{quote}" or view.id
