"""Probes of accounts: consent at the age, removal of minors, and accounts kept too long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from scanner.detect.consents import best, ever_held, held, named_elsewhere, on_record, records_near
from scanner.detect.moments import blank, day_of, moment, whole_day
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.records import Tables, id_shape, subject_digest
from scanner.detect.times import parse_time, years_between

CANT_TELL = "a consent may exist, but can't be told"
_CODE = 2  # letters of an ISO 3166-1 country code


def minors(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """Accounts opened below the age have a consent that was given before and not withdrawn by then."""
    subject, young = _young(cells, plan, key, tables, share)
    if subject is None or young is None:
        return
    if not young:
        share.tested += 1
        return
    opened = moment(cells["created"], plan.zone)
    answer = best(held(item, opened, same, favour=True) for item, same in records_near(plan, subject, tables))
    _count(answer, plan, subject, tables, share)


def removed(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """Accounts opened below the age are closed, or have a consent given at any time, once the owner's delay is over."""
    subject, young = _young(cells, plan, key, tables, share)
    if subject is None or young is None:
        return
    today = date.fromisoformat(plan.as_of)
    opened = day_of(cells["created"], plan.zone)
    assert opened is not None  # `_young` read it
    if not young or (today - opened).days <= plan.number:
        share.tested += 1
        return
    if not blank(cells["closed"]):
        closed = day_of(cells["closed"], plan.zone)
        if closed is None:
            share.undecided["a date that can't be read"] += 1
            return
        if closed <= today:
            share.tested += 1
            return
    by = whole_day(today, plan.zone)
    answer = best(ever_held(item, by, same) for item, same in records_near(plan, subject, tables))
    _count(answer, plan, subject, tables, share)


def kept(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    """A closed account is judged by its closing; an open one by its last activity, where the owner bound that."""
    days = {}
    for part in ("closed", "last_active"):
        if part in cells and not blank(cells[part]):
            days[part] = day_of(cells[part], plan.zone)
            if days[part] is None:
                share.undecided["a date that can't be read"] += 1
                return
    today = date.fromisoformat(plan.as_of)
    closed = days.get("closed")
    # what is to be closed later, or on the last day of the calendar, is open
    deciding = closed if closed and closed <= today else days.get("last_active")
    if deciding is not None:
        share.tested += 1
        if (today - deciding).days > plan.number:
            share.fail(subject_digest(cells["subject"], key))
    elif "last_active" in cells or "closed" not in cells:
        share.undecided["no last activity"] += 1


def _young(
    cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare
) -> tuple[bytes | None, bool | None]:
    """The subject, and whether they were below the age when the account was opened. None: counted as undecided."""
    subject = subject_digest(cells["subject"], key)
    if subject is not None:
        share.shapes.add(id_shape(cells["subject"]))
        share.met += on_record(plan, subject, tables)
    # a birthday begins at midnight where the person is, which is nearest to where the source keeps its time
    born, opened = _birthday(cells["birth_date"], plan.zone), day_of(cells["created"], plan.zone)
    if born is None:
        why = "no birth date" if blank(cells["birth_date"]) else "the birth date can't be read"
    elif opened is None:
        why = "no creation time" if blank(cells["created"]) else "the creation time can't be read"
    elif subject is None:
        why = "no subject key"
    elif born > opened:
        why = "born after the account was opened"
    else:
        limits = _limits(cells.get("country"), plan)
        answers = {years_between(born, opened) < limit for limit in limits}
        if len(answers) == 1:
            return subject, answers.pop()
        why = "the account's country, on which the age depends, is not known"
    share.undecided[why] += 1
    return subject, None


def _birthday(value: object, zone: str | None) -> date | None:
    """A birth date without a zone is that day wherever the store lies."""
    found = parse_time(value, None)
    return day_of(value, zone) if found and found.tzinfo else found.date() if found else None


def _limits(country: object, plan: ProbePlan) -> set[int]:
    """The ages that may count for the account: one where its country is known, else every one that is set."""
    ages = dict(plan.ages)
    if not ages:
        return {plan.number}
    code = "" if country is None else str(country).strip().upper()
    if len(code) == _CODE and code.isascii() and code.isalpha():
        return {ages.get(code, ages["default"])}
    return set(ages.values())


def _count(answer: bool | None, plan: ProbePlan, subject: bytes, tables: Tables, share: ProbeShare) -> None:
    if answer is None or (answer is False and named_elsewhere(plan, subject, tables)):
        share.undecided[CANT_TELL] += 1
        return
    share.tested += 1
    if answer is False:
        share.fail(subject)
