"""Readings of whole fields: which there are, and which of them need to know whose rows a dataset holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.detector_data import FieldReading
from rules.vocabulary import vocabulary
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import Reading, ReadingContext, account_shares
from scanner.detect.readings_health import heart_rates
from scanner.detect.readings_named import plain_reading
from scanner.detect.readings_people import account_ids, birth_dates, contacts, friends
from scanner.detect.readings_place import gps_pairs

_DEVICE = ("device.identifier", "device.sim", "network.bssid")
_KNOWN = ("identity.official_id", "demographic.birth_date", "demographic.gender")
_CONTACT = ("contact", *_KNOWN)
_PERSON = ("identity.name", "health.heart_rate", *_KNOWN)

Whose = frozenset[str]
"""What is known of a dataset's rows: `people`, `person`, `contact`, `device` (see `FieldReading.near`)."""


def read_fields(
    name: str,
    profile: DatasetProfile,
    readings: Sequence[FieldReading],
    context: ReadingContext,
    shown: Mapping[str, frozenset[str]],
) -> tuple[list[Reading], Whose]:
    """Every reading of every field of the dataset `name`, and whose rows it holds.

    `shown`: by field, the categories that most of its values show on their own.
    """
    found: list[Reading] = []
    for reading in readings:
        if not reading.near:
            found.extend(_read(name, profile, reading, context))
    whose = whose_rows(profile, context, shown, found)
    for reading in readings:
        if reading.near in whose:
            mine = _read(name, profile, reading, context)
            found.extend(replace(item, reasons=(*item.reasons, "in rows about people")) for item in mine)
    return found, whose


def whose_rows(
    profile: DatasetProfile,
    context: ReadingContext,
    shown: Mapping[str, frozenset[str]],
    readings: Sequence[Reading],
) -> Whose:
    """Which of the words of `FieldReading.near` hold for the rows of a dataset."""
    tree = vocabulary().categories
    categories = {category for of_field in shown.values() for category in of_field}
    categories |= {item.category for item in readings}

    def holds(nodes: tuple[str, ...]) -> bool:
        return any(tree.within_any(item, nodes) for item in categories)

    account = context.subject in profile.fields or bool(account_shares(profile, context))
    words = {"person": account or holds(_PERSON), "contact": holds(_CONTACT), "device": holds(_DEVICE)}
    words["people"] = any(words.values()) or holds(("financial.bank_account",))
    return frozenset(word for word, known in words.items() if known)


def _read(dataset: str, profile: DatasetProfile, reading: FieldReading, context: ReadingContext) -> list[Reading]:
    if reading.method == "heart_rate":
        return heart_rates(profile, reading)
    if reading.method == "birth_date":
        return birth_dates(profile, reading, context)
    if reading.method == "gps_pair":
        return gps_pairs(profile, reading, context)
    if reading.method == "contacts":
        return contacts(dataset, profile, reading, context)
    if reading.method == "account_id":
        return account_ids(profile, reading, context)
    if reading.method == "friends":
        return friends(profile, reading, context)
    found = (plain_reading(dataset, name, profile.fields[name], reading) for name in sorted(profile.fields))
    return [item for item in found if item is not None]
