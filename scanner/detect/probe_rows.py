"""Probes of single rows: allowed values, deadlines, sizes of groups; and the ids of accounts for comparison."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date

from scanner.detect.moments import blank, day_of
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.records import subject_digest
from scanner.detect.sketch import canonical, digest


def allowed(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    """The value is one of the allowed, in upper or lower case; no value, nothing to test."""
    value = cells["value"]
    if blank(value):
        return
    share.tested += 1
    if canonical(value).lower() not in plan.values:
        share.fail(subject_digest(cells.get("subject"), key))


def answered(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    """The request was answered within the limit, or is open and may still be."""
    requested = day_of(cells["requested"], plan.zone)
    if requested is None:
        told = "no date of the request" if blank(cells["requested"]) else "a date that can't be read"
        share.undecided[told] += 1
        return
    until: date | None = date.fromisoformat(plan.as_of)
    if not blank(cells["done"]):
        until = day_of(cells["done"], plan.zone)
        if until is None or until < requested:
            share.undecided["a date that can't be read" if until is None else "answered before it was requested"] += 1
            return
    assert until is not None
    share.tested += 1
    if (until - requested).days > plan.number:
        share.fail(subject_digest(cells["subject"], key))


def group_size(cells: Mapping[str, object], plan: ProbePlan, share: ProbeShare) -> None:
    """The row speaks of at least `number` people."""
    try:
        size = float(str(cells["group_size"]).strip())
    except ValueError:
        size = math.nan
    if math.isnan(size):
        share.undecided["a group size that can't be read"] += 1
        return
    share.tested += 1
    share.failed += size < plan.number


def groups(cells: Mapping[str, object], plan: ProbePlan, key: bytes, share: ProbeShare) -> None:
    """Counts rows by the combination of their quasi-identifiers."""
    texts = ["" if cells[part] is None else canonical(cells[part]) for part, _ in plan.parts]
    group = digest(key, "".join(f"{len(text)}:{text}" for text in texts))
    share.groups[group] = share.groups.get(group, 0) + 1


def ids(cells: Mapping[str, object], key: bytes, wanted: frozenset[int], share: ProbeShare) -> None:
    """Which of the wanted digests are of ids or addresses of accounts, or of unkeyed hashes of these.

    Such hashes hide nothing: whoever has the ids can hash them too.
    """
    for value in cells.values():
        if blank(value):
            continue
        text = canonical(value)
        for form in {text, text.lower(), re.sub(r"[^0-9a-zA-Z@._]", "", text)}:
            share.ids.update(mark for mark in _marks(form, key) if mark in wanted)


def _marks(text: str, key: bytes) -> Iterator[int]:
    yield digest(key, text)
    raw = text.encode("utf-8", "surrogatepass")
    for name in ("md5", "sha1", "sha256"):
        hexes = hashlib.new(name, raw, usedforsecurity=False).hexdigest()
        yield digest(key, canonical(hexes))
        yield digest(key, canonical(hexes.upper()))
