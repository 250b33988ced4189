"""What a format reader yields, beside batches, for what it could not read."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.model import Gap, GapReason, Split


@dataclass(frozen=True, slots=True)
class Problem:
    """Like a `Gap`, before it is known which object it belongs to. `detail` never carries data."""

    reason: GapReason
    detail: str
    remedy: str = ""
    lost_rows: int = 0

    def as_gap(self, source: str, dataset: str, name: str) -> Gap:
        remedy = self.remedy or remedy_for(self.reason)
        return Gap(source, dataset, name, self.reason, self.detail, remedy, self.lost_rows)

    def of(self, split: Split) -> Gap:
        """The gap for the object of this split."""
        return self.as_gap(split.source, split.dataset, split.object)


def problem_of(exc: BaseException, doing: str, default: GapReason = "internal") -> Problem:
    """The problem that an exception makes; `doing` says what failed, in our words."""
    reason = gap_reason(exc, default)
    return Problem(reason, f"{doing} ({describe_error(exc)})")
