"""The estate file: what it may say, and how it becomes facts. Wrong files get one sentence: file, key, remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from connectors.model import SourceSpec, StoreFact
from connectors.secrets import secret_ref
from rules.facts import Attestation, Binding, Declaration, Engagement, Parameters, Party, Role, Store
from rules.policy import Policy, first_error
from rules.safe_yaml import load_yaml
from scanner.bindings import binding_of, check_binding
from scanner.entries import (
    AttestationEntry,
    DatasetEntry,
    Defaults,
    EngagementEntry,
    EntryModel,
    FlowEntry,
    ParameterEntry,
    PartyEntry,
    Source,
)

_ESTATE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_. -]{0,99}$"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class ConfigError(ValueError):
    """The estate can't be used as it stands. The message names the file, the key and the remedy."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


def _reference(value: object) -> object:
    if secret_ref(value) is None:
        raise ValueError("is no reference. Write {env: NAME}, {file: PATH} or {keyring: service/user}")
    return value


def _history(value: object) -> object:
    if value is False or (isinstance(value, str) and value.strip()) or secret_ref(value) is not None:
        return value
    raise ValueError("write a path, a database URL without a password, a reference such as {env: NAME}, or false")


Entries = Annotated[tuple[dict[str, Any], ...], BeforeValidator(_as_list)]


class Estate(EntryModel):
    """The whole estate file."""

    version: Literal[1]
    policy: str
    name: Annotated[str, Field(pattern=_ESTATE_NAME)] = "estate"
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
    suppressions: str | None = None
    history: Annotated[str | dict[str, str] | Literal[False], BeforeValidator(_history)] = "saydo-history.db"
    value_key: Annotated[dict[str, str], BeforeValidator(_reference)] | None = None

    @model_validator(mode="after")
    def _references_hold(self) -> Estate:
        for name, source in self.sources.items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"source name '{name[:40]}': use letters, digits, dot, dash and underscore only")
            _party_known(self, source.party, f"sources.{name}.party")
            if source.replica_of is not None:
                _source_known(self, source.replica_of, f"sources.{name}.replica_of")
                if source.replica_of == name:
                    raise ValueError(f"sources.{name}.replica_of names itself; name the source that it is a copy of")
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
                where = f"bindings.{role}.{index}"
                check_binding(role, entry, where)
                _source_known(self, entry["dataset"], f"{where}.dataset")
        return self


def _party_known(estate: Estate, party: str | None, where: str) -> None:
    if party is not None and party not in estate.parties:
        raise ValueError(f"{where} names the party '{party}', which `parties` does not hold")


def _source_known(estate: Estate, dataset: str, where: str) -> None:
    if dataset.partition("/")[0] not in estate.sources:
        raise ValueError(f"{where} names the source '{dataset.partition('/')[0]}', which `sources` does not hold")


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


def stores(estate: Estate, facts: Sequence[StoreFact] = ()) -> dict[str, Store]:
    """Sources as facts. `facts` are what the stores themselves show; they win over the owner's word."""
    found = {}
    for name, source in estate.sources.items():
        party = estate.parties.get(source.party) if source.party else None
        recipient = party.recipient if party else None
        controls = source.controls | _shown(name, facts)
        found[name] = Store(name, source.party, recipient, source.country, source.replica_of or "", controls)
    return found


def _shown(source: str, facts: Sequence[StoreFact]) -> dict[str, bool]:
    """Controls that a store shows to be there or not. One open object is enough to be open."""
    shown: dict[str, bool] = {}
    for fact in facts:
        if fact.subject.partition("/")[0] != source:
            continue
        if fact.name == "encrypted_connection" and isinstance(fact.value, bool):
            shown["tls"] = fact.value and shown.get("tls", True)
        elif fact.name == "world_readable" and fact.value is True:
            shown["access_control"] = False
    return shown


def parties(estate: Estate) -> dict[str, Party]:
    return {
        name: Party(name, item.recipient, item.country, item.sector, item.hosts, item.accounts)
        for name, item in estate.parties.items()
    }


def engagements(estate: Estate) -> tuple[Engagement, ...]:
    return tuple(Engagement(**item.model_dump()) for item in estate.engagements)


def bindings(estate: Estate) -> tuple[Binding, ...]:
    return tuple(binding_of(role, entry) for role, entries in estate.bindings.items() for entry in entries)


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


__all__ = ["ConfigError", "Estate", "FlowEntry", "load_estate"]
