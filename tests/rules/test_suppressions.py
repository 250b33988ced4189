"""The file of acceptances: what it may say, and what an entry does on which day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from connectors.model import Gap
from rules.comparison import Change, Comparison
from rules.facts import Finding
from rules.gate import GateOptions, gated
from rules.sight import KnownFinding
from rules.suppressions import MAX_DAYS, Suppression, SuppressionError, apply, load_suppressions

TODAY = date(2026, 11, 26)
DEVIATION = Finding("rule", ("st-1",), "DEVIATION", "high", 1.0, "Something is wrong", "crm/users")
MARK = DEVIATION.fingerprint
GAP = Gap("lake", "media", "a.jpg", "corrupt", "cut off")


def entry(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "finding": MARK,
        "reason": "accepted_risk",
        "justification": "Known, small, and ending soon.",
        "owner": "privacy team",
        "accepted": "2026-11-01",
        "expires": "2026-12-31",
    }
    return {key: value for key, value in {**base, **changes}.items() if value is not None}


def write(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "suppressions.yaml"
    path.write_text(yaml.safe_dump({"version": 1, "suppressions": list(entries)}, sort_keys=False))
    return path


def load(folder: Path, *entries: dict[str, Any]) -> tuple[Suppression, ...]:
    return load_suppressions(write(folder, *entries), "suppressions.yaml", TODAY)


def test_a_good_file(tmp_path: Path) -> None:
    first, second = load(tmp_path, entry(), entry(finding=None, gap="lake/media", object="a.jpg"))
    assert (first.target, second.target) == (MARK, "gap:lake/media a.jpg")
    assert load(tmp_path) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": "because"}, "reason"),
        ({"reason": None}, "'suppressions.0.reason' is missing"),
        ({"owner": None}, "owner"),
        ({"owner": ""}, "owner"),
        ({"justification": "x"}, "justification"),
        ({"justification": "line\nbreak"}, "justification"),
        ({"expires": None}, "expires"),
        ({"expires": "2027-06-01"}, f"at most {MAX_DAYS}"),
        ({"expires": "2026-10-01"}, "before `accepted`"),
        ({"accepted": "2026-11-27", "expires": "2026-11-28"}, "future"),
        ({"finding": "xyz"}, "finding"),
        ({"finding": None}, "either `finding`"),
        ({"gap": "lake"}, "either `finding`"),
        ({"object": "a.jpg"}, "`object` goes with `gap`"),
        ({"note": "x"}, "unknown key"),
    ],
)
def test_a_bad_entry_is_told(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(SuppressionError) as raised:
        load(tmp_path, entry(**changes))
    assert "suppressions.yaml" in str(raised.value)
    assert told in str(raised.value)


def test_the_longest_acceptance(tmp_path: Path) -> None:
    last = date(2026, 11, 1) + timedelta(days=MAX_DAYS)
    assert load(tmp_path, entry(expires=last.isoformat()))
    with pytest.raises(SuppressionError):
        load(tmp_path, entry(expires=(last + timedelta(days=1)).isoformat()))


def test_entries_stand_in_order_and_once(tmp_path: Path) -> None:
    high, low = entry(finding="f" * 16), entry(finding="0" * 16)
    assert len(load(tmp_path, low, high)) == 2
    with pytest.raises(SuppressionError, match="out of order"):
        load(tmp_path, high, low)
    with pytest.raises(SuppressionError, match="twice"):
        load(tmp_path, low, low)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("- just\n- a list\n")
    with pytest.raises(SuppressionError, match=r"s\.yaml"):
        load_suppressions(tmp_path / "s.yaml", "s.yaml", TODAY)
    with pytest.raises(SuppressionError, match=r"missing\.yaml"):
        load_suppressions(tmp_path / "missing.yaml", "missing.yaml", TODAY)


@pytest.mark.parametrize(
    ("changes", "state", "held"),
    [
        ({}, "active", True),
        ({"expires": "2026-11-26"}, "active", True),  # up to and including its last day
        ({"expires": "2026-11-25"}, "expired", False),
        ({"finding": "0" * 16}, "unmatched", False),
    ],
)
def test_what_an_entry_does(tmp_path: Path, changes: dict[str, Any], state: str, held: bool) -> None:
    accepted = apply(load(tmp_path, entry(**changes)), [DEVIATION], [], TODAY)
    assert [use.state for use in accepted.uses] == [state]
    assert (MARK in accepted.held) is held
    assert bool(gated([DEVIATION], GateOptions(), accepted.held, None)) is not held


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({"gap": "lake/media"}, True),
        ({"gap": "lake/media", "object": "a.jpg"}, True),
        ({"gap": "lake/media", "object": "b.jpg"}, False),
        ({"gap": "lake"}, False),  # a source is not all that lies in it
        ({"gap": "lake/media", "expires": "2026-11-02"}, False),
    ],
)
def test_gaps_are_accepted_by_name(tmp_path: Path, changes: dict[str, Any], accepted: bool) -> None:
    found = apply(load(tmp_path, entry(finding=None, **changes)), [], [GAP], TODAY)
    assert (GAP in found.gaps) is accepted


@pytest.mark.parametrize(
    ("entry_of", "gap", "accepted"),
    [
        ({"gap": "lake"}, Gap("lake", "", "", "connection", ""), True),
        ({"gap": "lake"}, Gap("lake", "", "x.bin", "unsupported", ""), False),  # one object is not the whole source
        ({"gap": "lake", "object": "x.bin"}, Gap("lake", "", "x.bin", "unsupported", ""), True),
        ({"gap": "lake", "object": "x.bin"}, Gap("lake", "", "", "connection", ""), False),
    ],
)
def test_a_gap_is_accepted_as_far_as_it_is_named(
    tmp_path: Path, entry_of: dict[str, str], gap: Gap, accepted: bool
) -> None:
    assert (gap in apply(load(tmp_path, entry(finding=None, **entry_of)), [], [gap], TODAY).gaps) is accepted


def known(item: Finding) -> KnownFinding:
    return KnownFinding(
        item.fingerprint, item.rule, item.statements, item.verdict, item.severity, False, item.title, "", "", "", ""
    )


@pytest.mark.parametrize(
    ("options", "state", "gates"),
    [
        (GateOptions(), "persisting", True),
        (GateOptions("critical"), "new", False),
        (GateOptions("medium"), "new", True),
        (GateOptions(new_only=True), "new", True),
        (GateOptions(new_only=True), "reappeared", True),
        (GateOptions(new_only=True), "persisting", False),
        (GateOptions(new_only=True), "not_reexamined", False),
        (GateOptions(new_only=True), "worsened", True),
        (GateOptions(new_only=True), None, True),  # no history: everything is new
    ],
)
def test_what_gates(options: GateOptions, state: Any, gates: bool) -> None:
    comparison = None
    persisting = Comparison("r", "", (Change("persisting", known(DEVIATION)),))
    again = gated([DEVIATION], options, frozenset(), persisting, expired=[MARK])
    assert bool(again) is (options.fail_on != "critical")  # what was accepted and no longer is gates, new or not
    if state == "worsened":
        comparison = Comparison("r", "", (Change("persisting", known(DEVIATION)),), worsened=(MARK,))
    elif state is not None:
        comparison = Comparison("r", "", (Change(state, known(DEVIATION)),))
    assert bool(gated([DEVIATION], options, frozenset(), comparison)) is gates
