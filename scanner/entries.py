"""What single entries of the estate file may say: sources, parties, contracts, flows, datasets, parameters."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from rules.vocabulary import vocabulary

_HOST_ENTRY = re.compile(r"(?:\*\.)?[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?|[0-9a-f:.]{2,45}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_OLDEST = 120  # years
Safeguard = Literal["adequacy", "standard_clauses", "binding_rules", "explicit_consent", "certification"]


class EntryModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _country(value: object) -> object:
    if isinstance(value, str) and not _COUNTRY.fullmatch(value):
        raise ValueError("is no ISO 3166-1 alpha-2 country code such as DE")
    return value


Country = Annotated[str, BeforeValidator(_country)]


class Defaults(EntryModel):
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


class PartyEntry(EntryModel):
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


class EngagementEntry(EntryModel):
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


class FlowEntry(EntryModel):
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


class DatasetEntry(EntryModel):
    purpose: str | None = None
    declared_anonymous: bool = False
    quasi_identifiers: tuple[str, ...] = ()
    group_size: str = ""

    @field_validator("purpose")
    @classmethod
    def _purpose(cls, value: str | None) -> str | None:
        _known_purposes(() if value is None else (value,))
        return value


class AttestationEntry(EntryModel):
    statement: str
    by: str
    on: date
    says: str
    expires: date | None = None


class ParameterEntry(EntryModel):
    inactive_days: int | None = Field(default=None, ge=0)
    min_k: int | None = Field(default=None, ge=1)
    minimum_age: dict[str, int] = Field(default_factory=dict)
    answer_days: int | None = Field(default=None, ge=0)
    minor_delay_days: int | None = Field(default=None, ge=0)

    @field_validator("minimum_age")
    @classmethod
    def _ages(cls, values: dict[str, int]) -> dict[str, int]:
        for key, age in values.items():
            if key != "default" and not _COUNTRY.fullmatch(key):
                raise ValueError(f"'{key[:40]}' is neither `default` nor an ISO 3166-1 alpha-2 country code such as DE")
            if not 0 < age < _OLDEST:
                raise ValueError(f"the age under '{key}' must lie between 1 and {_OLDEST - 1}")
        return values
