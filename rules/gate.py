"""Which findings stop a release."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rules.comparison import Comparison
from rules.evaluate import gating
from rules.facts import Finding, Severity


@dataclass(frozen=True, slots=True)
class GateOptions:
    """`fail_on`: the least severity that gates. `new_only`: only what the last recorded run did not have."""

    fail_on: Severity = "high"
    new_only: bool = False
    allow_incomplete: bool = False


def gated(
    findings: Iterable[Finding],
    options: GateOptions,
    held: Collection[str],
    comparison: Comparison | None,
    expired: Collection[str] = (),
) -> tuple[Finding, ...]:
    """The findings that gate: severe enough, firm, not held back by an acceptance, and, if so asked, new.

    `held` and `expired` are fingerprints. New is what is new, reappeared or worse than it was, and what was accepted
    and no longer is; without a comparison everything is.
    """
    found = tuple(item for item in gating(findings, options.fail_on) if item.fingerprint not in held)
    if not options.new_only or comparison is None:
        return found
    fresh = {item.finding.fingerprint for item in (*comparison.of("new"), *comparison.of("reappeared"))}
    fresh |= {*comparison.worsened, *expired}
    return tuple(item for item in found if item.fingerprint in fresh)
