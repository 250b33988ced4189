"""Accepted findings and gaps: a sorted YAML in which somebody answers, for a reason and for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

SuppressionReason = Literal["false_positive", "accepted_risk", "remediation_planned", "policy_change_pending"]
SuppressionState = Literal["active", "expired", "unmatched"]


@dataclass(frozen=True, slots=True)
class SuppressionUse:
    """One entry and what it did in a run: `active` (it holds back a finding or a gap), `expired`, `unmatched`.

    `target` is a finding's fingerprint, or a gap as `gap:<dataset>` or `gap:<dataset> <object>`.
    `title` is the finding's, "" where nothing matched.
    """

    target: str
    reason: SuppressionReason
    justification: str
    owner: str
    accepted: date
    expires: date
    state: SuppressionState
    title: str = ""
