"""What a judge hands back, and the three-valued logic that conditions follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.facts import VERDICT_ORDER, Finding, Verdict
from rules.policy import Rule

Truth = bool | None
"""True, False, or None for "not known". Unknown is never a pass."""


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's strong conjunction: False wins, then unknown."""
    seen = list(values)
    if any(value is False for value in seen):
        return False
    return None if any(value is None for value in seen) else True


@dataclass(frozen=True, slots=True)
class StatementNote:
    """One judge's word on one statement, merged later with the others'."""

    statement: str
    verdict: Verdict
    reason: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    findings: tuple[Finding, ...] = ()
    notes: tuple[StatementNote, ...] = ()


def noted(
    rule: Rule, verdict: Verdict, reason: str, counts: Mapping[str, int] | None = None
) -> tuple[StatementNote, ...]:
    """The same word on each of the rule's statements."""
    return tuple(StatementNote(name, verdict, reason, counts or {}) for name in rule.statements)


def first_of(told: Iterable[tuple[Verdict, object, str]], otherwise: tuple[Verdict, str]) -> tuple[Verdict, str]:
    """Verdict and reason of the first entry whose middle holds; what a judge can say, most pressing first."""
    return next(((verdict, reason) for verdict, holds, reason in told if holds), otherwise)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that stands first in `VERDICT_ORDER`; CLEAR for none."""
    return min(verdicts, key=VERDICT_ORDER.index, default="CLEAR")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 table`, `2 tables`: reports are read by people."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def capitalised(text: str) -> str:
    """The same sentence with a capital at its start; nothing else changes (`IMEI` stays)."""
    return text[:1].upper() + text[1:]


def one_per_fingerprint(findings: Iterable[Finding]) -> list[Finding]:
    """Several edges or tables may tell the same fact. The worst verdict speaks, then firm evidence, then most of it."""
    best: dict[str, Finding] = {}
    for item in sorted(findings, key=_rank):
        best.setdefault(item.fingerprint, item)
    return [best[key] for key in sorted(best)]


def _rank(item: Finding) -> tuple[int, bool, int, str]:
    evidence = item.evidence
    weight = sum(value for key, value in evidence.items() if key in ("records", "failed", "matched"))
    return VERDICT_ORDER.index(item.verdict), item.inferred_only, -weight, repr(item)
