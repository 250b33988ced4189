"""Accepted findings and gaps: a sorted YAML in which somebody answers, for a reason and for a time.

```yaml
version: 1
suppressions:
  - finding: 0f3a9c1e22b4d567          # the fingerprint that reports show
    reason: remediation_planned
    justification: The export is replaced in March, ticket PRIV-112.
    owner: data platform team
    accepted: 2026-11-26
    expires: 2027-03-31                # at most 180 days later
  - gap: lake/media/badge              # a dataset or a source; with `object`, one file
    ...
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from connectors.model import Gap
from rules.facts import Finding
from rules.outcome import plural
from rules.policy import first_error
from rules.safe_yaml import load_yaml

MAX_DAYS = 180
"""How long an acceptance may hold before somebody must look again."""

SuppressionReason = Literal["accepted_risk", "false_positive", "policy_change_pending", "remediation_planned"]
SuppressionState = Literal["active", "expired", "unmatched"]

Line = Annotated[str, Field(min_length=3, max_length=500, pattern=r"^\S[^\x00-\x1f\x7f]*$")]


class SuppressionError(ValueError):
    """The file of accepted findings can't be used. The message names file, key and remedy."""


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


class Suppression(BaseModel):
    """One entry. Either `finding` or `gap` says what is accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    finding: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    gap: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    object: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    reason: SuppressionReason
    justification: Line
    owner: Line
    accepted: date
    expires: date

    @model_validator(mode="after")
    def _whole(self) -> Suppression:
        if (self.finding is None) == (self.gap is None):
            raise ValueError("give either `finding` (a fingerprint) or `gap` (a dataset or source)")
        if self.object is not None and self.gap is None:
            raise ValueError("`object` goes with `gap` only")
        days = (self.expires - self.accepted).days
        if days < 0:
            raise ValueError("`expires` lies before `accepted`")
        if days > MAX_DAYS:
            raise ValueError(f"`expires` lies {days} days after `accepted`; at most {MAX_DAYS} are allowed")
        return self

    @property
    def target(self) -> str:
        if self.finding is not None:
            return self.finding
        return f"gap:{self.gap}" + (f" {self.object}" if self.object else "")

    def accepts(self, gap: Gap) -> bool:
        """Whether this entry speaks of that gap: of its object, or else of its dataset or source as a whole."""
        if self.gap is None:
            return False
        ref = f"{gap.source}/{gap.dataset}" if gap.dataset else gap.source
        # an object that belongs to no dataset is not the whole source, and must be named
        whole = self.object is None and (bool(gap.dataset) or not gap.object)
        return self.gap == ref and (whole or self.object == gap.object)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Literal[1]
    suppressions: tuple[Suppression, ...] = ()


def load_suppressions(path: Path, shown: str, today: date) -> tuple[Suppression, ...]:
    """Reads and checks the file. Raises `SuppressionError` or `YamlError`, each a sentence to print.

    Entries stand in the order of their targets, each once, so that changes of the file read well in a review.
    """
    if not path.exists():
        raise SuppressionError(
            f"{shown}: no such file. Check the path; `saydo suppress` makes it with its first entry."
        )
    data = load_yaml(path, shown)
    try:
        entries = _File.model_validate(data).suppressions
    except ValidationError as error:
        raise SuppressionError(f"{shown}: {first_error(error)}") from None
    for number, entry in enumerate(entries):
        if entry.accepted > today:
            told = "`accepted` lies in the future. Write the day on which somebody accepted it."
            raise SuppressionError(f"{shown}, key 'suppressions.{number}': {told}")
        if number and entry.target <= entries[number - 1].target:
            told = "the same entry stands twice" if entry.target == entries[number - 1].target else "it is out of order"
            remedy = "Findings come first, by fingerprint, then gaps, by name; `saydo suppress` keeps this order."
            raise SuppressionError(f"{shown}, key 'suppressions.{number}': {told}. {remedy}")
    return entries


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What entries do on a day: fingerprints held back, gaps accepted, and every entry with its state."""

    held: frozenset[str]
    gaps: frozenset[Gap]
    uses: tuple[SuppressionUse, ...]


def apply(entries: Sequence[Suppression], findings: Iterable[Finding], gaps: Iterable[Gap], today: date) -> Acceptance:
    """Holds entries against a run. An entry counts up to and including the day it expires on."""
    titles = {item.fingerprint: item.title for item in findings}
    gaps = tuple(gaps)
    held: set[str] = set()
    accepted: set[Gap] = set()
    uses: list[SuppressionUse] = []
    for entry in entries:
        matched = [gap for gap in gaps if entry.accepts(gap)]
        title = titles.get(entry.finding or "", plural(len(matched), "gap") if matched else "")
        state: SuppressionState = "unmatched" if not title else "expired" if entry.expires < today else "active"
        if state == "active":
            held |= {entry.finding} if entry.finding else set()
            accepted |= set(matched)
        uses.append(
            SuppressionUse(
                entry.target,
                entry.reason,
                entry.justification,
                entry.owner,
                entry.accepted,
                entry.expires,
                state,
                title,
            )
        )
    return Acceptance(frozenset(held), frozenset(accepted), tuple(uses))


def sort_key(entry: Suppression) -> str:
    """The order of the file: fingerprints are hexadecimal and so stand before `gap:`."""
    return entry.target


def reasons() -> tuple[str, ...]:
    return get_args(SuppressionReason)
