"""What a report is made of: one finished run, free of values. Every writer in this package takes a `Report`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.comparison import Comparison
from rules.facts import Classification, Coverage, Finding, Severity, StatementResult, Store
from rules.suppressions import SuppressionUse

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The run itself. Times are ISO 8601 in UTC; digests are SHA-256 hex of the files as read."""

    run_id: str
    tool_version: str
    started: str
    ended: str
    engine: str
    seed: int
    as_of: str
    confidence: float
    digests: Mapping[str, str]
    exit_code: int
    exit_reason: str
    notes: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it ran on: `python`, `platform`, and `package.<name>` for the libraries that results depend on."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """How one dataset was sampled: `design` is `census`, `random` or `head`, `rows` its size (None: all)."""

    dataset: str
    design: str
    rows: int | None
    population: int | None
    population_kind: str


@dataclass(frozen=True, slots=True)
class GateView:
    """What the gate made of the run. `gated_by`: fingerprints; `told`: one paragraph for whoever releases."""

    fail_on: Severity = "high"
    new_only: bool = False
    allow_incomplete: bool = False
    gated_by: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as the pack has it. `sentence` is the full text where the user supplied the policy, else ""."""

    id: str
    section: str
    kind: str
    modality: str
    summary: str
    quote: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PolicyView:
    id: str
    title: str
    effective: str
    statements: tuple[StatementView, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party of the estate and the labels a reader sees."""

    id: str
    recipient: str
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the outputs tell. `lineage` is node-link JSON; `labels` maps categories and recipients to words."""

    run: RunInfo
    policy: PolicyView
    findings: tuple[Finding, ...]
    statements: tuple[StatementResult, ...]
    classifications: tuple[Classification, ...]
    coverage: Coverage
    stores: tuple[Store, ...]
    parties: tuple[PartyView, ...]
    lineage: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)
    sampling: tuple[SampleView, ...] = ()
    gate: GateView = GateView()
    suppressions: tuple[SuppressionUse, ...] = ()
    comparison: Comparison | None = None
    """None: the run was not held against a history."""
