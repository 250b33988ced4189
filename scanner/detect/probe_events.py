"""Probes of rows about people: consent before, no opt-out before, the friend's permission, nothing of the erased."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.detect.consents import best, held, named_elsewhere, on_record, records_near
from scanner.detect.moments import Moment, blank, moment
from scanner.detect.probe_plan import ProbePlan, ProbeShare, short
from scanner.detect.records import Tables, id_shape, subject_digest

_CANT_TELL = {
    "consented": "a consent may exist, but can't be told",
    "opted_out": "an opt-out may have come before, but can't be told",
    "permitted": "a permission may exist, but can't be told",
}


def consented(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """The row's subject gave a consent before and had not withdrawn it by then."""
    subject, at = _row(cells, plan, key, tables, share)
    if subject is None or at is None:
        return
    answer = best(held(item, at, same, favour=True) for item, same in records_near(plan, subject, tables))
    _count(answer, plan, subject, tables, share, good=True)


def opted_out(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """The row's subject had not opted out by then, or had opted in again."""
    subject, at = _row(cells, plan, key, tables, share)
    if subject is None or at is None:
        return
    answer = best(held(item, at, same, favour=False) for item, same in records_near(plan, subject, tables))
    _count(answer, plan, subject, tables, share, good=False)


def permitted(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """The row's subject permits its viewer to see it. Permission has a direction; one's own data needs none."""
    subject, at = _row(cells, plan, key, tables, share)
    if subject is None or at is None:
        return
    viewer = subject_digest(cells["viewer"], key)
    if viewer is None:
        share.undecided["no viewer"] += 1
    elif viewer == subject:
        share.tested += 1
    else:
        near = ((item, same) for item, same in records_near(plan, subject, tables) if item.friend == viewer)
        answer = best(held(item, at, same, favour=True) for item, same in near)
        _count(answer, plan, subject, tables, share, good=True)


def erased(cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    """The row is of nobody who is erased. A hold on record clears its subject."""
    subject = subject_digest(cells["subject"], key)
    if subject is None:
        return  # a row of nobody known
    share.shapes.add(id_shape(cells["subject"]))
    states = {record.state for record, _ in records_near(plan, subject, tables)}
    share.met += bool(states)
    if "held" in states:
        return
    if "erased" in states:
        share.failing.add((short(subject),))
    elif "unknown" in states or named_elsewhere(plan, subject, tables):
        share.doubtful.add((short(subject),))


def _row(
    cells: Mapping[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare
) -> tuple[bytes | None, Moment | None]:
    """The row's subject and time; a row that lacks one is counted as undecided."""
    subject, at = subject_digest(cells["subject"], key), moment(cells["time"], plan.zone)
    if subject is not None:
        share.shapes.add(id_shape(cells["subject"]))
        share.met += on_record(plan, subject, tables)
    if subject is None:
        share.undecided["no subject key"] += 1
    elif at is None:
        share.undecided["no time" if blank(cells["time"]) else "a time that can't be read"] += 1
    return subject, at


def _count(answer: bool | None, plan: ProbePlan, subject: bytes, tables: Tables, share: ProbeShare, good: bool) -> None:
    """`good`: the answer that clears. "No record" elsewhere than under the same ids casts doubt on either."""
    if answer is None or (answer is False and named_elsewhere(plan, subject, tables)):
        share.undecided[_CANT_TELL[plan.kind]] += 1
        return
    share.tested += 1
    if answer is not good:
        share.fail(subject)
