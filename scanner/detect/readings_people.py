"""Readings of people: birth dates, address books, account ids, and ties between accounts."""

from __future__ import annotations

from collections.abc import Mapping

from rules.detector_data import FieldReading
from scanner.detect.cells import fits_name
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import (
    MIN_OWNERS,
    Reading,
    ReadingContext,
    account_shares,
    filled,
    owner_fields,
    share_of,
)
from scanner.detect.tokens import names_any

MIN_CONTACTS = 3  # different numbers per owner: more than one's own, family's and a spare
OLDEST = 115  # years
_CONTACT_DETECTORS = ("phone", "email")
_NAME_SAYS_SO = "the name says that it is an address book"


def birth_dates(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Dates that are bound or named as births, or days spread over decades as births are."""
    found = []
    for name, item in profile.fields.items():
        cells = filled(item)
        years = {int(key[5:]): number for key, number in item.counts.items() if key.startswith("year.")}
        dates = item.counts["date.n"]
        plausible = sum(n for year, n in years.items() if context.as_of.year - OLDEST <= year <= context.as_of.year)
        if not dates or share_of(dates, cells) < 0.8 or share_of(plausible, dates) < 0.95:
            continue
        if name in context.birth_dates:
            found.append(
                Reading(name, reading.category, 1.0, dates, ("bound as birth date by the owner", "dates"), named=True)
            )
        elif fits_name(name, reading):
            reasons = ("field name", f"{share_of(dates, cells):.0%} dates")
            found.append(Reading(name, reading.category, 0.95, dates, reasons, named=True))
        elif item.counts["date.day"] == dates and _spread_like_births(years, dates, context.as_of.year):
            shape = ("days without a time", f"spread over {len(years)} years", "hardly any of the last years")
            found.append(Reading(name, reading.category, 0.7, dates, shape))
    return found


def _spread_like_births(years: Mapping[int, int], dates: int, now: int) -> bool:
    recent = sum(number for year, number in years.items() if year > now - 5)
    return dates >= 40 and len(years) >= 25 and max(years.values()) / dates < 0.2 and recent / dates < 0.05


def contacts(name: str, profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Numbers or addresses of other people: many per owner, or a list in one row, or under a name that says so."""
    owners = owner_fields(profile, context)
    found: list[Reading] = []
    for detector in _CONTACT_DETECTORS:  # numbers first: addresses count only beside them, or under a name that says so
        for field_name in sorted(profile.fields):
            sure = profile.fields[field_name].counts[f"match.{detector}.sure"]
            reasons = _contact_reasons(name, field_name, detector, profile, reading, owners) if sure else ()
            named = bool(reasons) and reasons[-1] == _NAME_SAYS_SO
            if reasons and (detector == "phone" or named or any(other.sketch == "match.phone" for other in found)):
                found.append(
                    Reading(
                        field_name,
                        reading.category,
                        0.9,
                        sure,
                        reasons,
                        (f"contact.{detector}",),
                        detector,
                        f"match.{detector}",
                        named=named,
                    )
                )
    return found


def _contact_reasons(
    name: str, field_name: str, detector: str, profile: DatasetProfile, reading: FieldReading, owners: list[str]
) -> tuple[str, ...]:
    item = profile.fields[field_name]
    distinct, _ = item.distinct(f"match.{detector}")
    sure = item.counts[f"match.{detector}.sure"]
    if names_any(name, reading.names) or names_any(field_name, reading.names):
        return (f"{detector} values", _NAME_SAYS_SO)
    rows = item.counts["list.rows"]
    if rows and sure >= MIN_CONTACTS * rows and distinct >= MIN_CONTACTS * min(rows, MIN_OWNERS):
        return (f"{detector} values", f"lists of {sure // rows} in one row")
    for owner in owners:
        keys, _ = profile.fields[owner].distinct("keys")
        if owner != field_name and keys >= MIN_OWNERS and distinct >= MIN_CONTACTS * keys:
            return (f"{detector} values", f"{distinct:,} different ones of {keys:,} account holders")
    return ()


def account_ids(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Fields bound as somebody's key, and fields whose values are ids of an account table."""
    found = []
    shares = account_shares(profile, context)
    for name, item in profile.fields.items():
        cells = filled(item)
        if not cells:
            continue
        if name == context.subject:
            reasons = ("bound as the subject by the owner",)
            found.append(Reading(name, reading.category, 1.0, cells, reasons, whole=False, named=True))
        elif name in shares:
            distinct, _ = item.distinct("keys")
            reasons = (f"{shares[name]:.0%} of {distinct:,} different values are account ids",)
            found.append(
                Reading(name, reading.category, 0.9 if distinct >= MIN_OWNERS else 0.7, cells, reasons, whole=False)
            )
    return found


def friends(profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    """Two fields of one dataset, both with account ids, that pair many accounts with several others."""
    ids = {*account_shares(profile, context), *({context.subject} & profile.fields.keys())}
    if len(ids) < 2:
        return []
    found = []
    for name in sorted(ids):
        if name == context.subject:
            continue
        item = profile.fields[name]
        partner = context.subject if context.subject in ids else min(ids - {name})
        distinct, _ = item.distinct("keys")
        if distinct < MIN_OWNERS or _same_values(profile, name, partner):
            continue
        named = fits_name(name, reading)
        reasons = (*(("field name",) if named else ()), "account ids beside other account ids in one row")
        found.append(
            Reading(name, reading.category, 0.9 if named else 0.75, filled(item), reasons, whole=False, named=named)
        )
    return found


def _same_values(profile: DatasetProfile, one: str, other: str) -> bool:
    """Two copies of one key in the same rows (`user_id`, `created_by`) are no tie between two people."""
    first, second = (profile.fields[name].sketches["keys"] for name in (one, other))
    cells = (filled(profile.fields[one]), filled(profile.fields[other]))
    return first.items == second.items and cells[0] == cells[1] and cells[0] == len(first.items)
