"""SARIF that Microsoft's validator and GitHub's rules accept, and that says no more than the run does."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from markdown_it import MarkdownIt

from reports import sarif as module
from reports.readback import read_run
from reports.runfiles import run_files
from reports.sarif import KINDS, github_sarif, sarif
from reports.sarif_rules import MOST_TAGS, SCORES, said
from rules.comparison import Change
from rules.facts import SEVERITIES, VERDICT_ORDER
from tests.conftest import ROOT, Audited
from tests.reports import factory

REPORTS: dict[str, Callable[[], Any]] = {
    "report": factory.report,
    "empty": factory.empty,
    "large": lambda: factory.large(findings=60, objects=60, statements=30),
    "no history": lambda: factory.report(comparison=None, suppressions=()),
    "hostile": lambda: factory.decorated("".join(factory.HOSTILE)),
    "links": lambda: factory.decorated("[x](javascript:alert(1)) {0} {email#1} <b>"),
    "slashes": lambda: factory.decorated("/../%2e%2e//a b?c#d"),
}
WRITERS: dict[str, Callable[[Any], bytes]] = {"sarif": sarif, "github": github_sarif}
ABOUT_US = {"SARIF2005"}
"""Warnings that stay: the project has no home page to name yet (informationUri)."""


def validator() -> Path | None:
    """Microsoft's SARIF Multitool: by SARIF_MULTITOOL, by PATH, or in node_modules. Its script can't take a `;`, so the
    program beside it is what we want."""
    package = Path("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    known = [Path(os.environ["SARIF_MULTITOOL"])] if "SARIF_MULTITOOL" in os.environ else []
    found = shutil.which("sarif-multitool")
    known += (
        [parent / package for parent in Path(found).resolve().parents if parent.name == "node_modules"] if found else []
    )
    known.append(ROOT / "node_modules" / package)
    return next((path.resolve() for path in known if path.is_file()), None)


def run_of(content: bytes) -> dict[str, Any]:
    (run,) = json.loads(content)["runs"]
    assert isinstance(run, dict)
    return run


def results(content: bytes) -> dict[str, dict[str, Any]]:
    found = {result["partialFingerprints"]["saydo/v1"]: result for result in run_of(content)["results"]}
    assert len(found) == len(run_of(content)["results"])
    return found


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *texts(item))]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


# -- what others say of it --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every report in both forms."""
    out = tmp_path_factory.mktemp("sarif")
    made = []
    for which, make in REPORTS.items():
        for form, writer in WRITERS.items():
            made.append(out / f"{which.replace(' ', '-')}.{form}.sarif")
            made[-1].write_bytes(writer(make()))
    return made


def test_microsofts_validator_finds_no_error_and_github_no_violation(
    files: list[Path], demo: Audited, tmp_path: Path, need: Callable[[bool, str], None]
) -> None:
    tool = validator()
    need(tool is not None, "sarif-multitool")
    for form, writer in WRITERS.items():
        files = [*files, tmp_path / f"demo.{form}.sarif"]
        files[-1].write_bytes(writer(read_run(demo.out)))
    wrong = tmp_path / "wrong.sarif"  # so that a validator that says nothing is found out
    wrong.write_text(
        '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"a"}}]}]}'
    )
    seen = _validate(str(tool), [*files, wrong], tmp_path)
    complaints = {name: {rule for rule, level in found if level != "note"} for name, found in seen.items()}
    assert {"GH1015", "GH1018"} <= complaints.pop("wrong.sarif")
    assert {name: rules - ABOUT_US for name, rules in complaints.items()} == {path.name: set() for path in files}


def _validate(tool: str, files: list[Path], out: Path) -> dict[str, set[tuple[str, str]]]:
    """By file, the rules that complained, with their level. The tool's exit code does not tell."""
    # .NET wants libicu for languages otherwise
    env = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    log = out / "validation.log"
    command = [tool, "validate", *map(str, files), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
    ended = subprocess.run([*command, "-o", str(log)], capture_output=True, text=True, env=env, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = json.loads(log.read_text("utf-8-sig"))["runs"][0]
    assert not found["invocations"][0].get("toolExecutionNotifications")
    seen: dict[str, set[tuple[str, str]]] = {path.name: set() for path in files}
    for item in found["results"]:
        uri = item["locations"][0]["physicalLocation"]["artifactLocation"]
        place = uri.get("uri") or found["artifacts"][uri["index"]]["location"]["uri"]
        seen[place.rpartition("/")[2]].add((item["ruleId"].partition("/")[0], item.get("level", "warning")))
    return seen


def test_it_keeps_the_schema(files: list[Path], need: Callable[[bool, str], None]) -> None:
    tool = validator()
    need(tool is not None, "sarif-multitool, whose package holds the schema,")
    assert tool is not None
    schema = jsonschema.Draft202012Validator(json.loads((tool.parent / "sarif-2.1.0.json").read_text("utf-8-sig")))
    assert not schema.is_valid({"version": "2.1.0", "runs": [{"results": []}]})
    for path in files:
        schema.validate(json.loads(path.read_text("utf-8")))


# -- what it says -----------------------------------------------------------------------------------------------------


def test_levels_kinds_and_states_of_the_small_report(make: ModuleType) -> None:
    found = results(sarif(make.report()))
    base = make.report()
    marks = [item.fingerprint for item in base.findings]
    told = [
        (*map(found[mark].get, ("level", "kind", "baselineState")), len(found[mark]["suppressions"])) for mark in marks
    ]
    assert told == [
        ("error", None, "new", 0),
        ("warning", None, "new", 1),
        ("warning", None, "unchanged", 0),
        ("none", "open", "new", 0),  # its dataset was read whole in the run before
    ]
    others = [change for change in base.comparison.changes if change.state in ("fixed", "not_reexamined")]
    assert {change.state: found[change.finding.fingerprint].get("baselineState") for change in others} == {
        "fixed": "absent",
        "not_reexamined": "unchanged",
    }
    assert {change.state: found[change.finding.fingerprint]["kind"] for change in others} == {
        "fixed": "pass",
        "not_reexamined": "open",
    }
    assert found[marks[1]]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "The export is replaced in autumn, ticket PRIV-112.",
            "properties": {
                "accepted": "2018-05-01",
                "expires": "2018-09-01",
                "owner": "data platform team",
                "reason": "remediation_planned",
            },
        }
    ]
    assert found[marks[1]]["properties"]["state"] == "reappeared"


@pytest.mark.parametrize("verdict", VERDICT_ORDER)
@pytest.mark.parametrize("gates", [True, False])
def test_kind_and_level_fit_each_other(make: ModuleType, verdict: Any, gates: bool) -> None:
    """3.27.9 and 3.27.10: a level other than none goes with `fail` alone, and only that has a rank (3.27.25)."""
    item = replace(make.report().findings[0], verdict=verdict)
    report = make.report(findings=(item,), comparison=None)
    report = replace(report, gate=replace(report.gate, gated_by=(item.fingerprint,) if gates else ()))
    (result,) = run_of(sarif(report))["results"]
    kind = result.get("kind", "fail")
    assert kind == KINDS[verdict]
    assert (result["level"] == "none") == (kind != "fail") == ("rank" not in result)
    if kind == "fail":
        assert result["level"] == ("error" if gates else "note" if verdict == "VAGUE" else "warning")
    shown = run_of(github_sarif(report))["results"]
    assert [entry["level"] for entry in shown] == (
        [] if kind == "pass" else ["error" if gates else result["level"] if kind == "fail" else "note"]
    )


def test_all_results_or_none_have_a_state_and_suppressions(make: ModuleType) -> None:
    """3.27.23 and 3.27.24."""
    full = run_of(sarif(make.report()))
    assert all("baselineState" in item and "suppressions" in item for item in full["results"])
    assert UUID(full["baselineGuid"])
    first = replace(make.report().comparison, since="", since_started="", changes=())
    for report in (make.report(comparison=None, suppressions=()), make.report(comparison=first, suppressions=())):
        run = run_of(sarif(report))
        assert "baselineGuid" not in run
        assert not any("baselineState" in item or "suppressions" in item for item in run["results"])


def test_the_baseline_is_the_run_that_was(make: ModuleType) -> None:
    before = make.report(run=replace(make.report().run, run_id=make.report().comparison.since))
    assert run_of(sarif(make.report()))["baselineGuid"] == run_of(sarif(before))["automationDetails"]["guid"]
    ids = [run_of(sarif(report))["automationDetails"] for report in (before, make.report())]
    assert ids[0]["correlationGuid"] == ids[1]["correlationGuid"]
    assert {entry["id"].rpartition("/")[0] for entry in ids} == {"saydo/amazfit-2018"}


def test_what_got_worse_or_can_not_be_decided_any_more_is_updated(make: ModuleType) -> None:
    base = make.report()
    third = base.findings[2]
    worse = replace(base, comparison=replace(base.comparison, worsened=(third.fingerprint,)))
    assert results(sarif(worse))[third.fingerprint]["baselineState"] == "updated"
    doubt = replace(third, verdict="UNVERIFIED")
    change = Change("not_reexamined", make.known(third))
    unsure = replace(base, findings=(doubt,), comparison=replace(base.comparison, changes=(change,)))
    (result,) = run_of(sarif(unsure))["results"]
    assert (result["kind"], result["baselineState"]) == ("open", "updated")


def test_a_result_stands_in_its_line_of_the_findings(demo: Audited) -> None:
    report = read_run(demo.out)
    lines = (demo.out / "findings.jsonl").read_text("utf-8").split("\n")
    found = results(sarif(report))
    assert found.keys() == {item.fingerprint for item in report.findings}
    for mark, result in found.items():
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        assert place["artifactLocation"] == {"uri": "findings.jsonl", "uriBaseId": "RUN"}
        row = json.loads(lines[region["startLine"] - 1])
        assert row["fingerprint"] == mark
        assert region["endColumn"] == len(lines[region["startLine"] - 1].encode("utf-16-le")) // 2 + 1
    artifacts = {item["location"]["uri"]: item["hashes"]["sha-256"] for item in run_of(sarif(report))["artifacts"]}
    for name, digest in artifacts.items():
        assert digest == hashlib.sha256((demo.out / name).read_bytes()).hexdigest()


def test_lines_are_counted_as_editors_do(make: ModuleType) -> None:
    base = make.report()
    odd = replace(base.findings[0], dataset="crm/a\u2028b\x85c\U0001f600")
    report = replace(base, findings=(odd, *base.findings[1:]))
    found = results(sarif(report))
    lines = run_files(report)["findings.jsonl"].decode("utf-8").split("\n")
    for mark, result in found.items():
        place = result["locations"][0]["physicalLocation"]
        if place["artifactLocation"]["uri"] == "findings.jsonl":
            assert mark in lines[place["region"]["startLine"] - 1]


def test_places_and_paths_of_data_are_logical_locations(make: ModuleType) -> None:
    base = make.report()
    found = results(sarif(base))
    first, second = (found[item.fingerprint] for item in base.findings[:2])
    assert first["locations"][0]["logicalLocations"] == [
        {"name": "phone", "fullyQualifiedName": "crm/public.contacts.phone", "kind": "field"}
    ]
    assert second["locations"][0]["logicalLocations"] == [
        {"name": "access", "fullyQualifiedName": "web/access", "kind": "dataset"}
    ]
    (flow,) = second["codeFlows"]
    (thread,) = flow["threadFlows"]
    steps = [step["location"]["logicalLocations"][0]["fullyQualifiedName"] for step in thread["locations"]]
    assert steps == list(base.findings[1].path)
    assert [step["executionOrder"] for step in thread["locations"]] == [1, 2, 3]
    assert "codeFlows" not in found[base.findings[3].fingerprint]
    (nowhere,) = run_of(
        sarif(replace(base, findings=(replace(base.findings[0], dataset="", field=""),), comparison=None))
    )["results"]
    assert list(nowhere["locations"][0]) == ["physicalLocation"]


def test_rules_carry_what_the_policy_says(make: ModuleType) -> None:
    run = run_of(sarif(make.report()))
    rules = run["tool"]["driver"]["rules"]
    by_id = {rule["id"]: rule for rule in rules}
    assert len(by_id) == len(rules)
    # rules that found nothing are there too: they ran
    assert set(by_id) == {"amz.contacts-not-stored", "amz.location-to-advertiser", "amz.recipients", "amz.encrypted"}
    contacts = by_id["amz.contacts-not-stored"]
    assert "Contacts stay on the phone." in contacts["help"]["text"] and "will not save" in contacts["help"]["text"]
    assert contacts["properties"] == {"security-severity": "9.5", "tags": ["privacy", "security", "amz-031"]}
    assert by_id["amz.encrypted"]["properties"]["tags"] == ["privacy", "amz-060"]
    assert "security-severity" not in by_id["amz.encrypted"]["properties"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    taxa = run["taxonomies"][0]["taxa"]
    for entry in [*run["results"], *({"taxa": [r["target"] for r in rule["relationships"]]} for rule in rules)]:
        assert [taxa[taxon["index"]]["id"] for taxon in entry["taxa"]] == [taxon["id"] for taxon in entry["taxa"]]
    assert {taxon["id"]: taxon["properties"]["verdict"] for taxon in taxa}["amz-031"] == "DEVIATION"


def test_github_s_words_for_severity() -> None:
    """Over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low; 0.0 is none."""
    limits = {"critical": (9.0, 10.1), "high": (7.0, 9.0), "medium": (4.0, 7.0), "low": (0.1, 4.0)}
    for severity in SEVERITIES:
        if severity == "info":
            assert severity not in SCORES
        else:
            low, high = limits[severity]
            assert low <= float(SCORES[severity]) < high


def test_github_gets_no_alert_for_what_is_settled(make: ModuleType) -> None:
    base = make.report()
    full, shown = results(sarif(base)), results(github_sarif(base))
    gone = full.keys() - shown.keys()
    assert {full[mark].get("baselineState") for mark in gone if not full[mark]["suppressions"]} == {"absent"}
    assert {len(full[mark]["suppressions"]) for mark in gone} == {0, 1}
    # an alert closes when its result is gone, so what nobody looked at must stay
    unseen = next(c.finding for c in base.comparison.changes if c.state == "not_reexamined")
    assert unseen.fingerprint in shown
    assert not any({"kind", "baselineState", "suppressions"} & result.keys() for result in shown.values())
    assert all(
        result["partialFingerprints"]["primaryLocationLineHash"] == f"{mark}:1" for mark, result in shown.items()
    )


def test_github_grades_no_open_question_as_a_breach(make: ModuleType) -> None:
    run = run_of(github_sarif(make.report()))
    rules = run["tool"]["driver"]["rules"]
    gap = next(result for result in run["results"] if result["properties"]["verdict"] == "GAP")
    rule = rules[gap["ruleIndex"]]
    assert gap["ruleId"] == rule["id"] == "amz.contacts-not-stored/undecided"
    assert rule["shortDescription"]["text"].startswith("Not decided: ")
    assert "security-severity" not in rule["properties"]
    assert (rule["defaultConfiguration"]["level"], gap["level"]) == ("note", "note")
    assert "amz-031" in rule["help"]["text"]


@pytest.mark.parametrize("code", [0, 1, 3, 4, 130])
def test_the_invocation_says_how_the_run_ended(make: ModuleType, code: int) -> None:
    base = make.report()
    run = run_of(sarif(replace(base, run=replace(base.run, exit_code=code))))
    (invocation,) = run["invocations"]
    notes = invocation["toolExecutionNotifications"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (code, code not in (4, 130))
    assert (invocation["startTimeUtc"], invocation["endTimeUtc"]) == ("2018-06-01T10:00:00Z", "2018-06-01T10:04:12Z")
    # 3.20.21: an error among them says that the run failed
    assert any(note["level"] == "error" for note in notes) == (code in (4, 130))
    gaps = [note for note in notes if note["descriptor"]["id"].startswith("gap/")]
    assert Counter(note["descriptor"]["id"] for note in gaps) == {
        "gap/connection": 1,
        "gap/encoding": 1,
        "gap/corrupt": 1,
    }
    known = {item["id"] for item in run["tool"]["driver"]["notifications"]}
    assert {note["descriptor"]["id"] for note in notes} == known
    accepted = next(note for note in gaps if note["descriptor"]["id"] == "gap/corrupt")
    assert (
        accepted["level"] == "note" and "Accepted by data platform team until 2018-09-01" in accepted["message"]["text"]
    )
    assert "Export it again" in accepted["message"]["text"]


def test_times_that_are_none_are_left_out(make: ModuleType) -> None:
    base = make.report()
    (invocation,) = run_of(sarif(replace(base, run=replace(base.run, started="soon", ended="2018-06-01T10:00:00"))))[
        "invocations"
    ]
    assert not {"startTimeUtc", "endTimeUtc"} & invocation.keys()


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_what_does_not_fit_is_cut_at_the_mild_end_and_counted(
    make: ModuleType, writer: Callable[[Any], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make.large(findings=80, objects=50, statements=30)
    full = run_of(writer(report))["results"]
    monkeypatch.setattr(module, "MOST_RESULTS", 20)
    run = run_of(writer(report))
    assert run["results"] == full[:20]
    told = [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    assert f"{len(full) - 20:,} results, the least severe, were left out here: findings.jsonl has them." in told
    order = [VERDICT_ORDER.index(result["properties"]["verdict"]) for result in run["results"]]
    assert order == sorted(order)


def test_more_rules_than_github_takes(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.sarif_rules.MOST_RULES", 5)
    report = replace(make.large(findings=80, objects=50, statements=30), comparison=None)
    run = run_of(sarif(report))
    assert len(run["tool"]["driver"]["rules"]) == 5
    assert 0 < len(run["results"]) < 80
    assert all(result["ruleIndex"] < 5 for result in run["results"])
    left = sum(item.rule not in {result["ruleId"] for result in run["results"]} for item in report.findings)
    assert (
        f"{left:,} results, the least severe"
        in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    )


def test_limits_of_github_are_kept(make: ModuleType) -> None:
    """Upload at most 10 MB gzipped; 20 tags a rule, of which 10 are shown; names and descriptions have their length."""
    many = make.large(findings=125, objects=50, statements=30)
    assert len(gzip.compress(github_sarif(many))) * 200 < 10_000_000  # as many findings as a run may have
    for report in (many, make.decorated("x" * 3_000)):
        for rule in run_of(github_sarif(report))["tool"]["driver"]["rules"]:
            assert len(rule["properties"]["tags"]) <= MOST_TAGS
            assert 0 < len(rule["name"]) <= 255
            assert 0 < len(rule["shortDescription"]["text"]) <= 1_024
            assert 0 < len(rule["fullDescription"]["text"]) <= 1_024


# -- hostile names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("hostile", [*factory.HOSTILE, "[x](javascript:alert(1))", "{0} {email#1}", "![y](http://e/)"])
def test_hostile_names_stay_text(make: ModuleType, writer: Callable[[Any], bytes], hostile: str) -> None:
    content = writer(make.decorated(hostile))
    text = content.decode("utf-8")
    hidden = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")}
    assert hidden <= {"\n"}
    run = run_of(content)
    messages = [result["message"]["text"] for result in run["results"]]
    messages += [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]
    messages += [rule["help"]["text"] for rule in run["tool"]["driver"]["rules"]]
    for message in messages:
        assert "](" not in message  # 3.11.6
        assert not re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", message)  # 3.11.5
    for rule in run["tool"]["driver"]["rules"]:
        shown = MarkdownIt("commonmark", {"html": True}).parse(rule["help"]["markdown"])
        kinds = {token.type for block in shown for token in [block, *(block.children or ())]}
        assert not {kind for kind in kinds if kind.startswith(("link", "image", "html", "heading", "em", "strong"))}
    places = [item["artifactLocation"]["uri"] for item in _places(run)]
    assert set(places) <= {"findings.jsonl", "gate.json"}


def _places(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        mine = [value] if "artifactLocation" in value else []
        return mine + [place for item in value.values() for place in _places(item)]
    return [place for item in value for place in _places(item)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a{b}c", "a{{b}}c"), ("[a](b)", "[a] (b)"), ("\x1b[0m", "\\x1b[0m"), ("[a][b]", "[a][b]"), ("plain", "plain")],
)
def test_message_strings_are_escaped(text: str, expected: str) -> None:
    assert said(text) == expected


def test_no_path_of_a_machine_and_no_user_is_in_it(demo: Audited) -> None:
    report = read_run(demo.out)
    for writer in WRITERS.values():
        told = texts(json.loads(writer(report)))
        assert not [text for text in told if str(demo.folder) in text or str(Path.home()) in text]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_equal_reports_give_equal_bytes_in_any_order(make: ModuleType, writer: Callable[[Any], bytes]) -> None:
    base = make.report()
    assert {writer(make.shuffled(base, seed)) for seed in range(5)} == {writer(base)}
