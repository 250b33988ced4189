"""The facts that rules are judged on. Frozen, plain, free of values: counts, names, dates and codes only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Any, Literal

from connectors.model import Gap, PopulationKind

Verdict = Literal[
    "CLEAR",  # judged, and as stated
    "VAGUE",  # below an open list of the policy, but not named in it
    "UNDISCLOSED",  # no statement permits it
    "DEVIATION",  # against a statement
    "AMBIGUOUS",  # the policy contradicts itself here
    "UNVERIFIED",  # something needed to decide is not known
    "NOT_OBSERVED",  # nothing of the kind was seen, within the bounds given
    "GAP",  # something that should have been read was not
    "ATTESTED",  # decided by a person's dated word
    "ATTEST_MISSING",  # needs such a word, and none was given
]
Severity = Literal["info", "low", "medium", "high", "critical"]
Grade = Literal["declared", "configured", "observed", "inferred"]

Role = Literal[
    "accounts",
    "body_profile",
    "consent",
    "erasure",
    "events",
    "federated",
    "friendship",
    "gateway",
    "guardian",
    "optout",
    "requests",
    "server_log",
    "subjects",
]
"""What a dataset may be bound as: the words of the estate file and of rules."""

SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")
VERDICT_ORDER: tuple[Verdict, ...] = (
    "DEVIATION",
    "UNDISCLOSED",
    "AMBIGUOUS",
    "VAGUE",
    "GAP",
    "UNVERIFIED",
    "ATTEST_MISSING",
    "NOT_OBSERVED",
    "ATTESTED",
    "CLEAR",
)
"""Worst first: a statement's verdict is the first of these among the facts it was judged on."""

GATING: frozenset[Verdict] = frozenset({"DEVIATION", "UNDISCLOSED"})
"""Verdicts that fail a gate, where they are severe enough."""


@dataclass(frozen=True, slots=True)
class Bound:
    """If any rows of the kind exist, at most the share `upper` (0 to 1) do, at `confidence`. None: no bound."""

    upper: float | None
    confidence: float
    method: str


@dataclass(frozen=True, slots=True)
class Classification:
    """The decision "this field holds this category".

    `confidence` 0 to 1; `examined`, `matched` count non-null cells; `distinct` counts distinct matched values,
    an estimate where `distinct_exact` is False; `losers` names readings that were considered and dropped, with why.
    """

    dataset: str
    field: str
    category: str
    confidence: float
    examined: int
    matched: int
    distinct: int
    distinct_exact: bool
    population: int | None
    population_kind: PopulationKind
    method: str
    bound: Bound
    reasons: tuple[str, ...] = ()
    losers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """Counts from a row test that a rule declares. tested = decided rows; failed is a part of them; `undecided` by why.

    `missing` names what kept the probe from running at all (a binding, a parameter); then all counts are 0.
    `partial` says what the probe could not look at although nothing failed. `unit` is what the counts count: `account`,
    `person`, `request` or `row`; `subjects` how many different people the failed ones are of, where that is known.
    """

    probe: str
    dataset: str
    field: str = ""
    tested: int = 0
    failed: int = 0
    undecided: Mapping[str, int] = dataclass_field(default_factory=dict)
    missing: str = ""
    partial: str = ""
    unit: str = "account"
    subjects: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation. `recipient`: node of the recipient tree (`processor.mailing`); `country`: ISO 3166-1 alpha-2."""

    id: str
    recipient: str
    country: str | None = None
    sector: str | None = None
    hosts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Engagement:
    """The contract under which a party receives data. Dates are inclusive; None means open.

    `clauses` and `safeguards` are what the contract is recorded to contain; None: not stated, which is not "none".
    """

    party: str
    role: str
    purposes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    clauses: tuple[str, ...] | None = None
    sub_processors: tuple[str, ...] = ()
    safeguards: tuple[str, ...] | None = None

    def covers(self, first: date, last: date) -> bool:
        """True when every day from first to last lies within the validity."""
        return (self.valid_from is None or self.valid_from <= first) and (
            self.valid_to is None or last <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """What a dataset *is* to the rules: `role` (accounts, consent, erasure, gateway, ...) and its fields by part.

    `kinds` maps a rule's word (`parental`) to the values of the `kind` field that mean it, in lower case.
    `same_ids`: its subjects have the same ids as the account tables, though it lies in another source.
    `topics`: what the rows are about, in the policy's words for consents and opt-outs (role `events`).
    """

    role: str
    dataset: str
    fields: Mapping[str, str] = dataclass_field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    same_ids: bool = False
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """A source as the rules see it: who runs it and where. `country` None: not stated.

    `replica_of` names the source that it is a copy of. `controls`: each control by name, True or False, as the owner
    states it or as the store itself shows; a control that is not named is not known.
    """

    source: str
    party: str | None
    recipient: str | None
    country: str | None
    replica_of: str = ""
    controls: Mapping[str, bool] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the owner says of a dataset (`datasets:` of the estate file). `quasi_identifiers` and `group_size` are
    fields: those that together may single people out, and the one that holds how many people a row speaks of."""

    dataset: str
    purpose: str | None = None
    anonymous: bool = False
    quasi_identifiers: tuple[str, ...] = ()
    group_size: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """A field whose values are account ids: `share` (0 to 1) of its `distinct` values are ids in `accounts`."""

    dataset: str
    field: str
    accounts: str
    share: float
    distinct: int
    distinct_exact: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """An edge of the lineage graph.

    `origin` and `target` are node names: `store:<source>`, `dataset:<ref>`, `party:<id>`, `host:<name>` (a host that
    no party owns), `device` (users' devices and apps). `kind` is `holds`, `sends`, `receives`, `copies`.
    `encrypted` None: not known. `categories` may be empty: no personal data seen.
    `untimed` records had no readable time. `via` is the dataset that showed it.
    """

    origin: str
    target: str
    kind: str
    grade: Grade
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    encrypted: bool | None = None
    scheme: str = ""
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    count: int = 0
    untimed: int = 0
    confidence: float = 1.0
    via: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """Owner-set numbers that a policy leaves open. None: not set, and what needs it is UNVERIFIED."""

    inactive_days: int | None = None
    min_k: int | None = None
    minimum_age: Mapping[str, int] = dataclass_field(default_factory=dict)
    answer_days: int | None = None
    minor_delay_days: int | None = None


ObjectStatus = Literal["examined", "partial", "unexamined"]


@dataclass(frozen=True, slots=True)
class ObjectCoverage:
    """One table or object: how many rows were examined, and whether anything in it was not."""

    dataset: str
    object: str
    status: ObjectStatus
    examined_rows: int
    population: int | None
    population_kind: PopulationKind
    bytes: int | None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was eligible and what became of it. `gaps` carries each reason, whole sources included."""

    objects: tuple[ObjectCoverage, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def count(self, status: ObjectStatus) -> int:
        return sum(item.status == status for item in self.objects)

    @property
    def complete(self) -> bool:
        return not self.gaps and all(item.status == "examined" for item in self.objects)


@dataclass(frozen=True, slots=True)
class Attestation:
    """A person's dated word on a statement that no scan decides."""

    statement: str
    by: str
    on: date
    says: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact judged by one rule, not CLEAR. `evidence` holds counts, codes and names only; `path` is the witness."""

    rule: str
    statements: tuple[str, ...]
    verdict: Verdict
    severity: Severity
    confidence: float
    title: str
    dataset: str = ""
    field: str = ""
    category: str = ""
    party: str = ""
    evidence: Mapping[str, Any] = dataclass_field(default_factory=dict)
    path: tuple[str, ...] = ()
    inferred_only: bool = False

    @property
    def fingerprint(self) -> str:
        """16 hex digits over rule, logical asset, category and party: stable across runs, free of values and counts."""
        identity = "\x1f".join((self.rule, self.dataset, self.field, self.category, self.party))
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class StatementResult:
    """What the run says of one statement of the policy. `counts`: for instance findings, or subjects tested."""

    statement: str
    verdict: Verdict
    reason: str
    counts: Mapping[str, int] = dataclass_field(default_factory=dict)
    rules: tuple[str, ...] = ()
