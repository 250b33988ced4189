"""States of findings between two runs: a table of cases, and what holds for any pair of runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.model import Gap
from rules.comparison import FIRM, Baseline, Comparison, Reach, compare
from rules.facts import SEVERITIES, VERDICT_ORDER, Coverage, ObjectCoverage, StatementResult
from rules.sight import KnownFinding, Sight, sight

SCOPES = {"crm": "a", "lake": "b"}
DATASETS = ("crm/users", "crm/consents", "lake/sleep")


def covered(dataset: str, status: Any = "examined") -> ObjectCoverage:
    return ObjectCoverage(dataset, dataset, status, 1, 1, "exact", None)


def seen(*objects: ObjectCoverage, gaps: tuple[Gap, ...] = (), **changes: Any) -> Sight:
    """A sight of two rules: `plain` looks at one dataset, `people` holds crm/users against crm/consents."""
    settings: dict[str, Any] = {
        "rules": ("plain", "people"),
        "scopes": SCOPES,
        "reads": {("people", "crm/users"): ("crm/consents",)},
        "people": ("people",),
    }
    return sight(Coverage(objects, gaps), **(settings | changes))


ALL = tuple(covered(name) for name in DATASETS)


def finding(dataset: str = "crm/users", rule: str = "plain", **changes: Any) -> KnownFinding:
    path = tuple(f"{kind}:{name}" for kind, name in (("store", dataset.partition("/")[0]), ("dataset", dataset)))
    base = KnownFinding(
        sha256(f"{rule} {dataset}".encode()).hexdigest()[:16],
        rule,
        ("st-1",),
        "DEVIATION",
        "high",
        False,
        "A title",
        dataset,
        "field",
        "contact.email",
        "",
        path if "/" in dataset else path[:1],
    )
    return replace(base, **changes)


READS = {("people", "crm/users"): ("crm/consents",)}


def then(before: list[KnownFinding], view: Sight) -> tuple[KnownFinding, ...]:
    """Findings as a run before knew them, which had the same tables of accounts and the plain configuration."""
    earlier = replace(view, scopes=SCOPES, reads=READS, settings={})
    return tuple(replace(item, scope=earlier.scope_of(item)) for item in before)


def run(before: list[KnownFinding], now: list[KnownFinding], view: Sight, **more: Any) -> Comparison:
    base = Baseline("run-1", "2026-01-01T00:00:00Z", then(before, view), scopes=SCOPES, **more)
    return compare(base, now, (), (), view, {})


def states(found: Comparison) -> list[str]:
    return [item.state for item in found.changes]


@pytest.mark.parametrize(
    ("before", "now", "view", "expected"),
    [
        ([], [finding()], seen(*ALL), ["new"]),
        ([finding()], [finding()], seen(*ALL), ["persisting"]),
        ([finding()], [], seen(*ALL), ["fixed"]),
        # its table was not read, in part or at all, or its source could not be listed
        ([finding()], [], seen(covered("crm/users", "unexamined"), *ALL[1:]), ["not_reexamined"]),
        ([finding()], [], seen(covered("crm/users", "partial"), *ALL[1:]), ["not_reexamined"]),
        ([finding()], [], seen(*ALL, gaps=(Gap("crm", "users", "", "timeout", ""),)), ["not_reexamined"]),
        ([finding()], [], seen(*ALL, gaps=(Gap("crm", "", "", "auth", ""),)), ["not_reexamined"]),
        ([finding()], [], seen(*ALL, gaps=(Gap("lake", "", "", "auth", ""),)), ["fixed"]),
        # dropped from a source that was listed in full
        ([finding()], [], seen(*ALL[1:]), ["fixed"]),
        # dropped, but the source is configured otherwise now, is gone, or has objects that nobody could place
        ([finding()], [], seen(*ALL[1:], scopes={**SCOPES, "crm": "other"}), ["not_reexamined"]),
        ([finding()], [], seen(*ALL[2:], scopes={"lake": "b"}), ["not_reexamined"]),
        ([finding()], [], seen(*ALL[1:], gaps=(Gap("crm", "", "x.csv", "corrupt", ""),)), ["not_reexamined"]),
        # all is there, and its source or what the owner says of it is configured otherwise
        ([finding()], [], seen(*ALL, scopes={**SCOPES, "crm": "other"}), ["not_reexamined"]),
        ([finding("crm")], [], seen(*ALL, scopes={**SCOPES, "crm": "other"}), ["not_reexamined"]),
        ([finding()], [], seen(*ALL, settings={"crm/users": "bound otherwise"}), ["not_reexamined"]),
        ([finding()], [], seen(*ALL, settings={"crm/consents": "bound otherwise"}), ["fixed"]),
        # nobody looks for it any more
        ([finding()], [], seen(*ALL, rules=("people",)), ["not_reexamined"]),
        # what it was held against was not read, or is bound no longer
        ([finding(rule="people")], [], seen(*ALL), ["fixed"]),
        ([finding(rule="people")], [], seen(ALL[0], covered("crm/consents", "partial"), ALL[2]), ["not_reexamined"]),
        ([finding(rule="people")], [], seen(*ALL, reads={}), ["not_reexamined"]),
        # without the accounts nobody knows whose data it is
        ([finding("lake/sleep")], [], seen(*ALL[1:], basis=("crm/users",)), ["not_reexamined"]),
        ([finding("lake/sleep")], [], seen(*ALL, basis=("crm/users",)), ["fixed"]),
        # it speaks of a whole source: any gap there leaves a doubt
        ([finding("crm")], [], seen(*ALL), ["fixed"]),
        ([finding("crm")], [], seen(*ALL, gaps=(Gap("crm", "consents", "", "timeout", ""),)), ["not_reexamined"]),
        # it is still there, but can't be decided now
        ([finding()], [finding(verdict="UNVERIFIED")], seen(*ALL), ["not_reexamined"]),
        # a doubt became a fact
        ([finding(verdict="UNVERIFIED")], [finding()], seen(*ALL), ["new"]),
        ([finding(verdict="UNVERIFIED")], [finding(verdict="UNVERIFIED")], seen(*ALL), ["persisting"]),
        # a new doubt, and one that comes only from what was not read
        ([], [finding(verdict="UNVERIFIED")], seen(*ALL), ["new"]),
        ([], [finding(verdict="UNVERIFIED")], seen(covered("crm/users", "partial")), []),
        # a gap is no finding about the data
        ([], [finding(verdict="GAP")], seen(*ALL), []),
        ([finding()], [finding(verdict="GAP")], seen(covered("crm/users", "partial")), ["not_reexamined"]),
    ],
)
def test_state(before: list[KnownFinding], now: list[KnownFinding], view: Sight, expected: list[str]) -> None:
    assert states(run(before, now, view)) == expected


def test_what_was_fixed_and_comes_back_reappears() -> None:
    item = finding()
    assert states(run([], [item], seen(*ALL), ever=frozenset({item.fingerprint}))) == ["reappeared"]


def test_what_can_not_be_examined_again_keeps_what_was_known_of_it() -> None:
    found = run([finding()], [finding(verdict="UNVERIFIED", title="in doubt")], seen(*ALL))
    assert replace(found.changes[0].finding, scope="") == finding()


def test_another_configuration_is_remembered_until_it_is_seen_again() -> None:
    """Not only in the next run: what stays excluded is not fixed in the one after, either."""
    other = seen(*ALL, scopes={**SCOPES, "crm": "other"})
    first = run([finding()], [], other)
    assert states(first) == ["not_reexamined"]
    later = Baseline("run-2", "", tuple(item.finding for item in first.changes), scopes=other.scopes)
    assert states(compare(later, [], (), (), other, {})) == ["not_reexamined"]
    assert states(compare(later, [], (), (), seen(*ALL), {})) == ["fixed"]
    back = compare(later, [finding()], (), (), other, {})
    assert states(back) == ["persisting"]
    known = Baseline("run-3", "", tuple(item.finding for item in back.changes), scopes=other.scopes)
    assert states(compare(known, [], (), (), other, {})) == ["fixed"]


def test_without_accounts_what_they_showed_is_not_fixed() -> None:
    view = seen(*ALL, basis=("crm/users",))
    known = then([finding("lake/sleep")], view)
    found = compare(Baseline("run-1", "", known, scopes=SCOPES), [], (), (), seen(*ALL), {})
    assert states(found) == ["not_reexamined"]


def test_worse_is_told() -> None:
    mild = finding(severity="low")
    assert run([mild], [finding()], seen(*ALL)).worsened == (mild.fingerprint,)
    assert run([finding(verdict="VAGUE")], [finding()], seen(*ALL)).worsened == (mild.fingerprint,)
    assert run([finding(inferred_only=True)], [finding()], seen(*ALL)).worsened == (mild.fingerprint,)
    assert run([finding()], [mild], seen(*ALL)).worsened == ()


def test_reach_statements_and_coverage() -> None:
    base = Baseline(
        "run-1",
        "",
        statements={"st-1": "CLEAR", "st-2": "CLEAR"},
        reach=frozenset({Reach("mailer", "contact.email"), Reach("old", "contact.phone")}),
        whole=frozenset({"crm/users", "crm/consents", "lake/sleep"}),
        scopes=SCOPES,
        digests={"policy": "1", "config": "1"},
    )
    view = seen(
        covered("crm/users", "partial"), ALL[1], gaps=(Gap("lake", "", "", "auth", ""),), flows=("crm/consents",)
    )
    now = [StatementResult("st-1", "DEVIATION", ""), StatementResult("st-2", "CLEAR", "")]
    there = [Reach("mailer", "contact.email"), Reach("adnet", "location.gps")]
    found = compare(base, [], now, there, view, {"policy": "2", "config": "1"})
    assert [(item.statement, item.before, item.now) for item in found.statements] == [("st-1", "CLEAR", "DEVIATION")]
    assert found.new_reach == (Reach("adnet", "location.gps"),)
    assert found.ended_reach == (Reach("old", "contact.phone"),)
    assert found.newly_unread == ("crm/users", "lake/sleep")
    assert found.unsure_reach == ()
    # where the log was not read, a transfer that is gone may only be out of sight: it stays known
    blind = compare(base, [], now, there, replace(view, flows=frozenset({"lake/sleep"})), {})
    assert (blind.ended_reach, blind.unsure_reach) == ((), (Reach("old", "contact.phone"),))
    assert len(found.notes) == 1 and "policy" in found.notes[0]


findings = st.builds(
    finding,
    st.sampled_from([*DATASETS, "crm", "gone/table"]),
    st.sampled_from(["plain", "people", "retired"]),
    verdict=st.sampled_from(VERDICT_ORDER),
    severity=st.sampled_from(SEVERITIES),
    inferred_only=st.booleans(),
)
many = st.lists(findings, max_size=8, unique_by=lambda item: item.fingerprint)
open_before = many.map(lambda items: [item for item in items if item.verdict != "GAP"])
statuses = st.sampled_from(["examined", "partial", "unexamined"])
gaps = st.lists(
    st.builds(
        Gap,
        st.sampled_from(["crm", "lake"]),
        st.sampled_from(["", "users", "consents"]),
        st.sampled_from(["", "x"]),
        st.just("timeout"),
        st.just(""),
    ),
    max_size=2,
).map(tuple)
views = st.builds(
    lambda marks, found: seen(*(covered(name, mark) for name, mark in zip(DATASETS, marks, strict=False)), gaps=found),
    st.lists(statuses, max_size=3),
    gaps,
)


@given(open_before, many, views)
def test_every_finding_has_one_state(before: list[KnownFinding], now: list[KnownFinding], view: Sight) -> None:
    found = run(before, now, view)
    marks = [item.finding.fingerprint for item in found.changes]
    assert max(Counter(marks).values(), default=0) <= 1
    firm = {item.fingerprint for item in now if item.verdict in FIRM}
    assert {item.fingerprint for item in before} | firm <= set(marks)
    assert set(marks) <= {item.fingerprint for item in (*before, *now)}


@given(open_before, views)
def test_the_same_run_again_changes_nothing(before: list[KnownFinding], view: Sight) -> None:
    assert set(states(run(before, before, view))) <= {"persisting"}


@given(open_before, many, views, st.sampled_from(DATASETS))
def test_losing_sight_fixes_nothing(
    before: list[KnownFinding], now: list[KnownFinding], view: Sight, lost: str
) -> None:
    """Whatever is read less, no more findings count as fixed."""
    less = replace(
        view, whole=view.whole - {lost}, broken=view.broken | {lost}, patchy=view.patchy | {lost.split("/")[0]}
    )
    fixed = {item.finding.fingerprint for item in run(before, now, view).of("fixed")}
    assert {item.finding.fingerprint for item in run(before, now, less).of("fixed")} <= fixed


@given(open_before, many)
def test_a_blind_run_fixes_nothing(before: list[KnownFinding], now: list[KnownFinding]) -> None:
    blind = seen(gaps=(Gap("crm", "", "", "auth", ""), Gap("lake", "", "", "auth", "")))
    assert not run([item for item in before if item.path], now, blind).of("fixed")
