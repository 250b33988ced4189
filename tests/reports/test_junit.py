"""JUnit XML that build servers take, and that fails exactly where the gate does."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import junitparser
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from reports.junit import PASSED, SHOWN, junit
from reports.readback import read_run
from rules.facts import VERDICT_ORDER, Coverage, StatementResult
from tests.conftest import Audited
from tests.reports import factory

SCHEMA = Path(__file__).parents[1] / "data" / "junit" / "junit-10.xsd"
REPORTS: dict[str, Callable[[], Any]] = {
    "report": factory.report,
    "empty": factory.empty,
    "large": lambda: factory.large(objects=500, statements=60),
    "hostile": lambda: factory.decorated("".join(factory.HOSTILE)),
    **{f"hostile {at}": lambda text=text: factory.decorated(text) for at, text in enumerate(factory.HOSTILE)},
    "controls": lambda: factory.decorated("".join(map(chr, [*range(32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, 0x1FFFE]))),
}


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMA)


def suites(content: bytes) -> list[junitparser.TestSuite]:
    """Read by a library that is not ours."""
    return list(junitparser.JUnitXml.fromstring(content))


def cases(content: bytes) -> dict[str, tuple[str, str]]:
    """By name of the case: `passed`, `Failure`, `Error` or `Skipped`, and message with text."""
    found = {}
    for suite in suites(content):
        for case in suite:
            (result,) = case.result or [None]
            told = f"{result.message}\n{result.text}" if result is not None else case.system_out
            assert case.name not in found
            found[case.name] = (type(result).__name__ if result is not None else "passed", told)
    return found


def outcomes(report: Any) -> Counter[str]:
    return Counter(kind for kind, _ in cases(junit(report)).values())


@pytest.mark.parametrize("which", REPORTS)
def test_it_keeps_the_schema_of_jenkins(which: str) -> None:
    content = junit(REPORTS[which]())
    schema().validate(ET.fromstring(content))
    root = ET.fromstring(content)
    for suite in [root, *root.findall("testsuite")]:
        assert int(suite.get("tests", "")) == len(list(suite.iter("testcase")))
        assert int(suite.get("failures", "")) == len(list(suite.iter("failure")))
        assert int(suite.get("errors", "")) == len(list(suite.iter("error")))
        if suite is not root:
            assert int(suite.get("skipped", "")) == len(list(suite.iter("skipped")))


def test_the_schema_is_no_rubber_stamp(make: ModuleType) -> None:
    broken = junit(make.report()).replace(b'tests="', b'skipped="1" tests="', 1)
    assert not schema().is_valid(ET.fromstring(broken))


@pytest.mark.parametrize("which", REPORTS)
def test_nothing_in_it_is_invisible(which: str) -> None:
    text = junit(REPORTS[which]()).decode("utf-8")
    hidden = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")}
    assert hidden <= {"\n"}


def test_the_small_report_case_by_case(make: ModuleType) -> None:
    found = cases(junit(make.report()))
    assert {name: kind for name, (kind, _) in found.items()} == {
        "The run came to its end": "passed",
        "Source billing was read": "Error",
        "Source crm was read": "passed",
        "Source lake was read": "Skipped",
        "Source web was read": "Error",
        "amz-001 Every system falls under this policy.": "Skipped",
        "amz-031 Contacts stay on the phone.": "Failure",
        "amz-044 Location goes to nobody outside the group.": "Skipped",
        "amz-060 Data is encrypted on its way.": "passed",
    }
    failure = found["amz-031 Contacts stay on the phone."][1]
    assert failure.startswith("1 finding stops the release: Contacts are kept on a server")
    assert "in crm/public.contacts.phone; 412 of 412 examined cells match; 398 distinct" in failure
    assert make.report().findings[0].fingerprint in failure
    assert found["amz-001 Every system falls under this policy."][1].startswith("Unverified: not judged in this run")
    assert "accepted by data platform team until 2018-09-01: The export" in found["Source lake was read"][1]


def test_what_is_accepted_does_not_fail_and_says_so(make: ModuleType) -> None:
    base = make.report()
    held = replace(
        base,
        gate=replace(base.gate, gated_by=()),
        suppressions=tuple(replace(use, state="active") for use in base.suppressions[:2]),
    )
    found = cases(junit(held))
    assert "Failure" not in {kind for kind, _ in found.values()}
    kind, told = found["amz-031 Contacts stay on the phone."]
    assert kind == "Skipped"
    assert "1 finding accepted until 2018-05-31; nothing of it stops the release" in told
    assert "data platform team: The export is replaced in autumn, ticket PRIV-112." in told


def test_sections_are_suites_in_the_policy_s_order(make: ModuleType) -> None:
    names = [suite.name for suite in suites(junit(make.report()))]
    assert names == [
        "Run and coverage",
        *("01 PURPOSE", "02 WHAT IS COLLECTED", "03 ONWARD TRANSFER", "04 SECURITY SAFEGUARDS"),
    ]
    plain = make.report(
        policy=replace(
            make.report().policy,
            statements=tuple(replace(view, section="") for view in make.report().policy.statements),
        )
    )
    assert [suite.name for suite in suites(junit(plain))] == ["Run and coverage", "Statements"]


def test_build_servers_find_one_package_and_a_class_a_section(make: ModuleType) -> None:
    base = make.report()
    dotted = replace(base, policy=replace(base.policy, id="acme.v2"))
    names = {case.classname for suite in suites(junit(dotted)) for case in suite}
    assert {name.partition(".")[0] for name in names} == {"acme_v2"}
    assert all(name.count(".") == 1 for name in names)


@pytest.mark.parametrize("verdict", VERDICT_ORDER)
def test_each_verdict_without_a_gate(make: ModuleType, verdict: Any) -> None:
    result = StatementResult("amz-001", verdict, "because")
    run = make.report(findings=(), statements=(result,), gate=replace(make.report().gate, gated_by=()), suppressions=())
    kind, told = cases(junit(run))["amz-001 Every system falls under this policy."]
    expected = "passed" if verdict in PASSED else "Error" if verdict == "GAP" else "Skipped"
    assert (kind, "because" in told) == (expected, True)


@given(
    gated=st.sets(st.integers(0, 3)),
    accepted=st.sets(st.integers(0, 2)),
    allowed=st.booleans(),
    cited=st.booleans(),
    code=st.sampled_from([0, 4, 130]),
)
def test_it_fails_exactly_where_the_gate_does(
    gated: set[int], accepted: set[int], allowed: bool, cited: bool, code: int
) -> None:
    base = factory.report()
    gaps = base.coverage.gaps
    names = ("gap:lake/exports/sleep exports/sleep/1.parquet", "gap:web/access", "gap:billing")
    found = tuple(item if cited else replace(item, statements=()) for item in base.findings)
    report = replace(
        base,
        findings=found,
        run=replace(base.run, exit_code=code),
        gate=replace(
            base.gate, allow_incomplete=allowed, gated_by=tuple(found[number].fingerprint for number in gated)
        ),
        suppressions=tuple(replace(base.suppressions[0], target=names[number]) for number in accepted),
    )
    counted = outcomes(report)
    assert bool(counted["Failure"]) == bool(gated)
    unread = not allowed and len(accepted) < len(gaps)
    assert bool(counted["Error"]) == (unread or code in (4, 130))


def test_objects_that_nobody_read_are_an_error_without_a_gap_too(make: ModuleType) -> None:
    base = make.report(suppressions=())
    silent = replace(base, coverage=Coverage(base.coverage.objects, ()))
    kind, told = cases(junit(silent))["Everything eligible was read"]
    assert (kind, told.startswith("2 of 4 objects read as planned")) == ("Error", True)
    let = replace(silent, gate=replace(silent.gate, allow_incomplete=True))
    assert cases(junit(let))["Everything eligible was read"][0] == "Skipped"


def test_a_run_that_decides_nothing_is_an_error(make: ModuleType) -> None:
    found = cases(junit(make.empty()))
    assert found["The run came to its end"] == ("Error", "Not run: no source could be opened.\nNone")
    assert found["Source crm was read"][0] == "Error"


def test_long_lists_are_cut_and_counted(make: ModuleType) -> None:
    base = make.report()
    many = tuple(replace(base.findings[0], field=f"column_{number:03}") for number in range(SHOWN + 30))
    told = cases(junit(replace(base, findings=many)))["amz-031 Contacts stay on the phone."][1]
    assert sum("column_" in line for line in told.splitlines()) == SHOWN
    assert told.endswith("and 30 more in findings.jsonl and coverage.json")


def test_cases_keep_their_names_from_run_to_run(make: ModuleType) -> None:
    base = make.report()
    other = replace(base, findings=base.findings[1:], statements=base.statements[:1], comparison=None)
    assert set(cases(junit(base))) == set(cases(junit(other)))


def test_equal_reports_give_equal_bytes_in_any_order(make: ModuleType) -> None:
    base = make.report()
    assert {junit(make.shuffled(base, seed)) for seed in range(8)} == {junit(base)}


@pytest.mark.parametrize(("started", "ended"), [("soon", "later"), ("2018-06-01T10:00:00", "2018-06-01T10:00:00Z")])
def test_times_that_are_none_are_left_out(make: ModuleType, started: str, ended: str) -> None:
    base = make.report()
    root = ET.fromstring(junit(replace(base, run=replace(base.run, started=started, ended=ended))))
    assert root.get("time") is None
    assert ET.fromstring(junit(base)).get("time") == "252.000"


def test_the_demo_fails_for_what_gates_and_lists_every_statement(demo: Audited) -> None:
    content = junit(read_run(demo.out))
    schema().validate(ET.fromstring(content))
    found = cases(content)
    statements = {row["statement"]: row["verdict"] for row in demo.lines("statements.jsonl")}
    judged = {name.partition(" ")[0]: kind for name, (kind, _) in found.items() if name.startswith("amz-")}
    assert judged.keys() == statements.keys()
    gated = set(demo.document("gate.json")["gate"]["gated_by"])
    broken = {name for row in demo.lines("findings.jsonl") if row["fingerprint"] in gated for name in row["statements"]}
    assert {name for name, kind in judged.items() if kind == "Failure"} == broken
    assert {name for name, kind in judged.items() if kind == "passed"} == {
        name for name, verdict in statements.items() if verdict in PASSED and name not in broken
    }
    assert found["Source lake was read"][0] == "Error"
