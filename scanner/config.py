"""The estate file: what it may say, and how it becomes facts. Wrong files get one sentence: file, key, remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from connectors.model import SourceSpec
from connectors.secrets import secret_ref
from rules.facts import Attestation, Binding, Declaration, Engagement, Parameters, Party, Store
from rules.policy import Policy, first_error
from rules.safe_yaml import load_yaml
from rules.vocabulary import vocabulary

_HOST_ENTRY = re.compile(r"(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?|[0-9a-f:.]{2,45}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
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
Safeguard = Literal["adequacy", "standard_clauses", "binding_rules", "explicit_consent", "certification"]
_PARTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # role -> (needed, optional)
    "accounts": (frozenset({"subject"}), frozenset({"created", "closed", "last_active", "birth_date", "country"})),
    "body_profile": (frozenset(), frozenset({"subject"})),
    "consent": (frozenset({"subject", "given"}), frozenset({"kind", "withdrawn"})),
    "optout": (frozenset({"subject", "given"}), frozenset({"kind", "withdrawn"})),
    "erasure": (frozenset({"subject"}), frozenset({"requested", "done", "hold"})),
    "events": (frozenset({"subject", "time"}), frozenset({"viewer"})),
    "federated": (frozenset({"provider"}), frozenset({"subject"})),
    "friendship": (frozenset({"subject", "friend"}), frozenset({"kind", "given", "withdrawn"})),
    "guardian": (frozenset({"subject", "guardian"}), frozenset()),
    "requests": (frozenset({"subject"}), frozenset({"kind", "requested", "done"})),
    "gateway": (frozenset(), frozenset({"host", "scheme", "url", "time", "direction"})),
    "server_log": (frozenset(), frozenset({"subject"})),
    "subjects": (frozenset({"subject"}), frozenset()),
}
_SETTINGS = frozenset({"dataset", "kinds", "same_ids", "topics"})  # keys of a binding that name no field
_SOURCE_KEYS = frozenset({"type", "party", "country", "timezone"})


class ConfigError(ValueError):
    """The estate can't be used as it stands. The message names the file, the key and the remedy."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _country(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError("is no ISO 3166-1 alpha-2 country code such as DE")
    return value


Country = Annotated[str, BeforeValidator(_country)]


class Defaults(_Model):
    """How sure to be. `max_upper_bound`: the largest share of rows that may go unseen before a bound is too weak."""

    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    max_upper_bound: float = Field(default=0.01, gt=0, lt=1)
    seed: int = 7


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


class Source(BaseModel):
    """One store. Keys that are not ours belong to the connector, which checks them."""

    model_config = ConfigDict(extra="allow", frozen=True)
    type: str
    party: str | None = None
    country: Country | None = None
    timezone: str | None = None
    replica_of: str | None = None
    controls: dict[str, bool] = Field(default_factory=dict)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in _known_zones():
            raise ValueError("is no IANA time zone such as Europe/Berlin")
        return value


class PartyEntry(_Model):
    recipient: str = Field(alias="class")
    country: Country | None = None
    sector: str | None = None
    hosts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @field_validator("hosts")
    @classmethod
    def _host_names(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not _HOST_ENTRY.fullmatch(value.lower()):
                raise ValueError("an entry is a host name, `*.` and a domain, or an address: no scheme, port or path")
        return values

    @field_validator("recipient")
    @classmethod
    def _known_class(cls, value: str) -> str:
        if value not in vocabulary().recipients:
            raise ValueError("is no recipient class of the vocabulary (for instance processor.mailing)")
        return value


def _known_purposes(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if value not in vocabulary().purposes:
            raise ValueError(f"'{value}' is no purpose of the vocabulary")
    return values


class EngagementEntry(_Model):
    party: str
    role: str
    purposes: tuple[str, ...] = ()
    countries: tuple[Country, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    clauses: tuple[str, ...] | None = None
    sub_processors: tuple[str, ...] = ()
    safeguards: tuple[Safeguard, ...] | None = None

    @field_validator("purposes")
    @classmethod
    def _purposes(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return _known_purposes(values)

    @model_validator(mode="after")
    def _in_order(self) -> EngagementEntry:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class FlowEntry(_Model):
    """A flow that the owner declares. Without `categories`, what was found at the origin is taken."""

    origin: str = Field(alias="from")
    target: str = Field(alias="to")
    categories: tuple[str, ...] | None = None
    purposes: tuple[str, ...] = ()
    encrypted: bool | None = None

    @field_validator("categories")
    @classmethod
    def _categories(cls, values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for value in values or ():
            if value not in vocabulary().categories:
                raise ValueError(f"'{value}' is no data category of the vocabulary")
        return values

    @field_validator("purposes")
    @classmethod
    def _purposes(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return _known_purposes(values)


class DatasetEntry(_Model):
    purpose: str | None = None
    declared_anonymous: bool = False
    quasi_identifiers: tuple[str, ...] = ()
    group_size: str = ""

    @field_validator("purpose")
    @classmethod
    def _purpose(cls, value: str | None) -> str | None:
        _known_purposes(() if value is None else (value,))
        return value


class AttestationEntry(_Model):
    statement: str
    by: str
    on: date
    says: str
    expires: date | None = None


class ParameterEntry(_Model):
    inactive_days: int | None = Field(default=None, ge=0)
    min_k: int | None = Field(default=None, ge=1)
    minimum_age: dict[str, int] = Field(default_factory=dict)
    answer_days: int | None = Field(default=None, ge=0)
    minor_delay_days: int | None = Field(default=None, ge=0)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


def _reference(value: object) -> object:
    if secret_ref(value) is None:
        raise ValueError("is no reference. Write {env: NAME}, {file: PATH} or {keyring: service/user}")
    return value


Entries = Annotated[tuple[dict[str, Any], ...], BeforeValidator(_as_list)]


class Estate(_Model):
    """The whole estate file."""

    version: Literal[1]
    policy: str
    policy_text: str | None = None
    as_of: date | None = None
    defaults: Defaults = Defaults()
    sources: dict[str, Source] = Field(min_length=1)
    parties: dict[str, PartyEntry] = Field(default_factory=dict)
    engagements: tuple[EngagementEntry, ...] = ()
    bindings: dict[Role, Entries] = Field(default_factory=dict)
    datasets: dict[str, DatasetEntry] = Field(default_factory=dict)
    flows: tuple[FlowEntry, ...] = ()
    attestations: str | None = None
    parameters: ParameterEntry = ParameterEntry()
    detectors: tuple[str, ...] = ()
    value_key: Annotated[dict[str, str], BeforeValidator(_reference)] | None = None

    @model_validator(mode="after")
    def _references_hold(self) -> Estate:
        for name, source in self.sources.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"source name '{name[:40]}': use letters, digits, dot, dash and underscore only")
            _party_known(self, source.party, f"sources.{name}.party")
            if source.replica_of is not None:
                _source_known(self, source.replica_of, f"sources.{name}.replica_of")
        for index, item in enumerate(self.engagements):
            _party_known(self, item.party, f"engagements.{index}.party")
        for index, flow in enumerate(self.flows):
            _party_known(self, flow.target, f"flows.{index}.to")
            _source_known(self, flow.origin, f"flows.{index}.from")
        for dataset in self.datasets:
            _source_known(self, dataset, f"datasets.{dataset}")
        logs = [entry.get("dataset") for entry in self.bindings.get("gateway", ())]
        if twice := sorted({str(name) for name in logs if logs.count(name) > 1}):
            raise ValueError(f"bindings.gateway binds '{twice[0]}' twice; a log has one direction, so split it")
        for role, entries in self.bindings.items():
            for index, entry in enumerate(entries):
                _check_binding(self, role, entry, f"bindings.{role}.{index}")
        return self


def _party_known(estate: Estate, party: str | None, where: str) -> None:
    if party is not None and party not in estate.parties:
        raise ValueError(f"{where} names the party '{party}', which `parties` does not hold")


def _source_known(estate: Estate, dataset: str, where: str) -> None:
    if dataset.partition("/")[0] not in estate.sources:
        raise ValueError(f"{where} names the source '{dataset.partition('/')[0]}', which `sources` does not hold")


def _check_binding(estate: Estate, role: str, entry: Mapping[str, Any], where: str) -> None:
    needed, optional = _PARTS[role]
    keys = set(entry) - _SETTINGS
    if not isinstance(entry.get("dataset"), str):
        raise ValueError(f"{where} needs `dataset: <source>/<name>`")
    _source_known(estate, entry["dataset"], f"{where}.dataset")
    if missing := sorted(needed - keys):
        raise ValueError(f"{where} needs `{missing[0]}: <field>`")
    if unknown := sorted(keys - needed - optional):
        allowed = ", ".join(sorted(needed | optional))
        raise ValueError(f"{where} has the unknown key '{unknown[0]}' (known: {allowed})")
    if role == "gateway":
        if entry.get("direction") not in ("ingress", "egress"):
            raise ValueError(f"{where}.direction must be ingress (to us) or egress (from us)")
        if not entry.get("host") and not entry.get("url"):
            raise ValueError(f"{where} needs `host: <field>` or `url: <field>`")
    if not all(isinstance(entry[key], str) for key in keys):
        raise ValueError(f"{where}: every part names one field")
    kinds = entry.get("kinds", {})
    if not isinstance(kinds, Mapping) or not all(isinstance(words, list) for words in kinds.values()):
        raise ValueError(f"{where}.kinds maps each kind to a list of the words that stand for it")
    if kinds and "kind" not in entry:
        raise ValueError(f"{where}.kinds needs `kind: <field>`, the field that holds those words")
    topics = entry.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(item, str) for item in topics):
        raise ValueError(f"{where}.topics lists what the rows are about, such as [contacts_permission]")
    if role == "events" and not topics:
        raise ValueError(f"{where} needs `topics: [...]`: what the rows are about")
    if not isinstance(entry.get("same_ids", False), bool):
        raise ValueError(f"{where}.same_ids is true where subjects have the same ids as in the account tables")


def load_estate(path: Path) -> Estate:
    """Reads and checks an estate file. Raises `ConfigError` or `YamlError`, each a sentence to print."""
    data = load_yaml(path, path.name)
    if not isinstance(data, dict):
        raise ConfigError(f"{path.name}: no estate file. It starts with `version: 1` and names `policy` and `sources`.")
    try:
        return Estate.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {first_error(error)}") from None


def source_specs(estate: Estate, base_dir: Path) -> dict[str, SourceSpec]:
    """What each connector is made from."""
    return {
        name: SourceSpec(name, source.type, dict(source.model_extra or {}), str(base_dir), source.timezone)
        for name, source in sorted(estate.sources.items())
    }


def stores(estate: Estate) -> dict[str, Store]:
    found = {}
    for name, source in estate.sources.items():
        party = estate.parties.get(source.party) if source.party else None
        recipient = party.recipient if party else None
        found[name] = Store(
            name, source.party, recipient, source.country, source.replica_of or "", dict(source.controls)
        )
    return found


def parties(estate: Estate) -> dict[str, Party]:
    return {
        name: Party(name, item.recipient, item.country, item.sector, item.hosts, item.accounts)
        for name, item in estate.parties.items()
    }


def engagements(estate: Estate) -> tuple[Engagement, ...]:
    return tuple(Engagement(**item.model_dump()) for item in estate.engagements)


def bindings(estate: Estate) -> tuple[Binding, ...]:
    found = []
    for role, entries in estate.bindings.items():
        for entry in entries:
            fields = {key: str(value) for key, value in entry.items() if key not in _SETTINGS}
            kinds = {
                name: tuple(str(item).lower() for item in values) for name, values in entry.get("kinds", {}).items()
            }
            topics = tuple(entry.get("topics", ()))
            found.append(Binding(role, entry["dataset"], fields, kinds, entry.get("same_ids", False), topics))
    return tuple(found)


def parameters(estate: Estate) -> Parameters:
    item = estate.parameters
    return Parameters(item.inactive_days, item.min_k, item.minimum_age, item.answer_days, item.minor_delay_days)


def declarations(estate: Estate) -> dict[str, Declaration]:
    return {
        name: Declaration(name, item.purpose, item.declared_anonymous, item.quasi_identifiers, item.group_size)
        for name, item in estate.datasets.items()
    }


def attestations(estate: Estate, base_dir: Path, policy: Policy) -> tuple[Attestation, ...]:
    """The owner's attestations, from the file that the estate names. Raises `ConfigError` or `YamlError`."""
    if estate.attestations is None:
        return ()
    file = estate.attestations
    data = load_yaml(base_dir / file, file)
    if not isinstance(data, list | None):
        raise ConfigError(f"{file}: no list of attestations. Each has `statement`, `by`, `on` and `says`.")
    try:
        entries = TypeAdapter(tuple[AttestationEntry, ...]).validate_python(data or ())
    except ValidationError as error:
        raise ConfigError(f"{file}: {first_error(error)}") from None
    known = {item.id for item in policy.statements}
    for index, entry in enumerate(entries):
        if entry.statement not in known:
            told = f"key '{index}.statement' names '{entry.statement}', which is no statement of {policy.policy.id}"
            raise ConfigError(f"{file}: {told}. Correct it.")
    return tuple(Attestation(**item.model_dump()) for item in entries)
