from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.model import Gap, GapReason, PopulationKind
from reports.files import write_whole
from reports.runfiles import coverage_document, run_files, why_unread, write_run_files
from reports.schema import NAMES, schema
from rules.facts import (
    SEVERITIES,
    VERDICT_ORDER,
    Bound,
    Coverage,
    Finding,
    Grade,
    ObjectCoverage,
    ObjectStatus,
)

REPORTS = ["report", "empty", "decorated"]


def build(make: ModuleType, which: str) -> Any:
    return make.decorated("<script>\udc80\u202e") if which == "decorated" else getattr(make, which)()


def objects(content: bytes) -> list[dict[str, Any]]:
    assert content == b"" or content.endswith(b"\n")
    return [json.loads(line) for line in content.decode("utf-8").split("\n")[:-1]]


@pytest.mark.parametrize("which", REPORTS)
def test_every_file_keeps_its_schema(make: ModuleType, which: str) -> None:
    for name, content in run_files(build(make, which)).items():
        validator = jsonschema.Draft202012Validator(schema(name.partition(".")[0]))
        for item in objects(content):
            validator.validate(item)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_sound_and_closed(name: str) -> None:
    loaded = schema(name)
    jsonschema.Draft202012Validator.check_schema(loaded)
    assert loaded["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert loaded["additionalProperties"] is False
    assert set(loaded["required"]) == set(loaded["properties"])


def test_there_is_a_schema_for_every_file(make: ModuleType, tmp_path: Path) -> None:
    written = write_run_files(make.report(), tmp_path / "out", {"report.html": b"<!doctype html>"})
    assert sorted({path.name.partition(".")[0] for path in written} - {"report"}) == sorted(NAMES)
    entries = objects((tmp_path / "out" / "custody.jsonl").read_bytes())
    for entry in entries:
        jsonschema.Draft202012Validator(schema("custody")).validate(entry)
    assert set(entries[-1]["files"]) == {path.name for path in written} - {"custody.jsonl"}
    with pytest.raises(ValueError, match="no schema"):
        schema("../model")


def test_schemas_know_every_code() -> None:
    assert set(schema("findings")["properties"]["verdict"]["enum"]) == set(VERDICT_ORDER)
    assert set(schema("findings")["properties"]["severity"]["enum"]) == set(SEVERITIES)
    assert set(schema("inventory")["properties"]["status"]["enum"]) == set(get_args(ObjectStatus))
    assert set(schema("inventory")["properties"]["population_kind"]["enum"]) == set(get_args(PopulationKind))
    gap = schema("coverage")["properties"]["gaps"]["items"]["properties"]["reason"]["enum"]
    assert set(gap) == set(get_args(GapReason))
    edge = schema("lineage")["properties"]["edges"]["items"]["properties"]["grade"]["enum"]
    assert set(edge) == set(get_args(Grade))


@pytest.mark.parametrize("which", REPORTS)
def test_equal_reports_give_equal_bytes(make: ModuleType, which: str) -> None:
    assert run_files(build(make, which)) == run_files(build(make, which))


@given(seed=st.integers())
def test_the_order_of_the_input_never_shows(make: ModuleType, seed: int) -> None:
    assert run_files(make.shuffled(make.report(), seed)) == run_files(make.report())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_folder_and_files_are_the_owners_alone(make: ModuleType, tmp_path: Path, umask: int) -> None:
    out = tmp_path / "new" / "run"
    out.parent.mkdir()
    before = os.umask(umask)
    try:
        written = write_run_files(make.report(), out)
    finally:
        os.umask(before)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert sorted(written) == sorted(out.iterdir())


def test_an_open_folder_of_before_is_closed(make: ModuleType, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "findings.jsonl").write_text("old")
    (tmp_path / "findings.jsonl").chmod(0o644)
    write_run_files(make.report(), tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "findings.jsonl").stat().st_mode) == 0o600


def test_a_shared_folder_keeps_its_mode(make: ModuleType, tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    write_run_files(make.report(), tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


def test_a_failure_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path, {"a": b"old", "run.json": b"old"}, last="run.json")
    real, calls = os.replace, []

    def failing(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError("killed")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="killed"):
        write_whole(tmp_path, {"a": b"new", "b": b"new", "run.json": b"new"}, last="run.json")
    # what is there is whole, and no run.json says that the set is complete
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


def test_a_link_under_the_final_name_is_replaced_not_followed(make: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.json").symlink_to(target)
    write_run_files(make.report(), out)
    assert target.read_text() == "precious"
    assert not (out / "run.json").is_symlink()


def test_each_statement_of_the_policy_has_a_line(make: ModuleType) -> None:
    rows = {row["statement"]: row for row in objects(run_files(make.report())["statements.jsonl"])}
    assert list(rows) == ["amz-001", "amz-031", "amz-044", "amz-060"]
    assert (rows["amz-001"]["verdict"], rows["amz-001"]["reason"]) == ("UNVERIFIED", "not judged in this run")
    assert rows["amz-031"]["summary"] == "Contacts stay on the phone."


def test_small_bounds_are_rounded_up(make: ModuleType) -> None:
    tiny = make.classification("a/b", "c", "contact.email", bound=Bound(1e-9, 0.95, "exact"))
    unbounded = make.classification("a/b", "d", "contact.email", bound=Bound(None, 0.95, "head"))
    rows = objects(run_files(make.report(classifications=(tiny, unbounded)))["classifications.jsonl"])
    assert [row["upper_bound"] for row in rows] == [1e-6, None]


def test_run_json_counts_what_the_other_files_hold(make: ModuleType) -> None:
    files = run_files(make.report())
    run = json.loads(files["run.json"])
    counts = run["counts"]
    assert counts["findings"] == len(objects(files["findings.jsonl"])) == sum(counts["findings_by_verdict"].values())
    assert counts["statements"] == len(objects(files["statements.jsonl"]))
    assert (
        counts["eligible"] == len(objects(files["inventory.jsonl"])) == json.loads(files["coverage.json"])["eligible"]
    )
    assert run["policy"] == {"id": "amazfit-2018", "title": "Amazfit privacy policy", "effective": "2018-05-24"}


def test_lineage_keeps_the_promised_keys_only(make: ModuleType) -> None:
    lineage = {"nodes": [{"id": "device", "kind": "device", "label": "d", "secret": 1}], "edges": [], "graph": {"x": 1}}
    written = json.loads(run_files(make.report(lineage=lineage))["lineage.json"])
    assert "graph" not in written
    unknown = dict.fromkeys(("country", "recipient", "party", "sector"))
    assert written["nodes"] == [{"id": "device", "kind": "device", "label": "d", "categories": [], **unknown}]


def test_times_in_lineage_are_spelt_alike(make: ModuleType) -> None:
    edge = json.loads(run_files(make.report())["lineage.json"])["edges"][0]
    assert (edge["first_seen"], edge["last_seen"]) == ("2018-05-25T00:00:00Z", "2018-05-31T00:00:00Z")


def test_fingerprints_survive_names_without_utf8(make: ModuleType) -> None:
    named = Finding("r", (), "DEVIATION", "high", 1.0, "t", "crm/a")
    assert len(replace(named, dataset="crm/\udc80").fingerprint) == 16


def test_titles_hide_nothing(make: ModuleType) -> None:
    finding = replace(make.report().findings[0], title="safe\u202egnp.exe\x1b")
    assert (
        objects(run_files(make.report(findings=(finding,)))["findings.jsonl"])[0]["title"] == "safe\\u202egnp.exe\\x1b"
    )


STATUSES = st.sampled_from(get_args(ObjectStatus))
NAMES_OF_THINGS = st.sampled_from(["a", "b", "a/b", ""])
OBJECTS = st.builds(
    ObjectCoverage,
    dataset=st.builds("{}/{}".format, st.sampled_from(["crm", "web"]), NAMES_OF_THINGS),
    object=NAMES_OF_THINGS,
    status=STATUSES,
    examined_rows=st.integers(0, 5),
    population=st.none() | st.integers(0, 9),
    population_kind=st.just("exact"),
    bytes=st.none(),
)
GAPS = st.builds(
    Gap,
    source=st.sampled_from(["crm", "web", "other"]),
    dataset=NAMES_OF_THINGS,
    object=NAMES_OF_THINGS,
    reason=st.sampled_from(get_args(GapReason)),
    detail=st.sampled_from(["", "said"]),
)


@given(st.lists(OBJECTS), st.lists(GAPS))
def test_coverage_always_adds_up(items: list[ObjectCoverage], gaps: list[Gap]) -> None:
    written = coverage_document(Coverage(tuple(items), tuple(gaps)))
    assert written["eligible"] == len(items)
    assert written["eligible"] == written["examined"] + written["partial"] + len(written["unexamined"])
    assert len(written["gaps"]) == len(gaps)
    assert all(row["reason"] and row["detail"] for row in written["unexamined"])
    jsonschema.Draft202012Validator(schema("coverage")).validate(written)


def test_the_closest_gap_says_why(make: ModuleType) -> None:
    item = make.covered("lake/exports", "unexamined", "exports/1")
    gaps = [
        Gap("lake", "", "", "auth", "source"),
        Gap("lake", "exports", "", "limit", "dataset"),
        Gap("lake", "lake/exports", "exports/1", "corrupt", "object"),
        Gap("other", "exports", "exports/1", "timeout", "another"),
    ]
    assert why_unread(item, gaps) == ("corrupt", "object")
    assert why_unread(item, gaps[:2]) == ("limit", "dataset")
    assert why_unread(item, gaps[:1]) == ("auth", "source")
    assert why_unread(item, gaps[3:]) == ("internal", "no reason recorded")
