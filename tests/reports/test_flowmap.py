from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest

from reports.html.flowmap import READABLE_WIRES, edges_of, flow_map
from reports.html.placing import WIDTH, Map, fit


def drawn(report: Any) -> Map:
    made = flow_map(report, edges_of(report))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def small(make: ModuleType) -> Map:
    return drawn(make.report())


def named(picture: Map) -> dict[str, str]:
    seats = {box.seat: box.title for box in picture.boxes}
    return seats | {row.seat: row.label for box in picture.boxes for row in box.rows}


def ends(picture: Map, **wanted: Any) -> set[tuple[str, str]]:
    names = named(picture)
    lines = [line for line in picture.lines if all(getattr(line, key) == value for key, value in wanted.items())]
    return {(names[line.start], names[line.end]) for line in lines}


def test_stores_hold_datasets_and_classes_hold_parties(small: Map) -> None:
    boxes = {box.title: [row.label for row in box.rows] for box in small.boxes}
    assert boxes == {
        "Users": ["devices and apps"],
        "crm": ["public.contacts", "public.users"],
        "lake": [],
        "web": ["access"],
        "the organisation itself": ["us"],
        "advertising network": ["adnet"],
        "mailing service": ["mailer"],
        "hosts that no party owns": ["t.example.net"],
    }
    assert not small.notes


def test_lines_tell_encryption_grade_and_findings(small: Map) -> None:
    assert ends(small, alarm=True) == {("public.users", "adnet"), ("access", "t.example.net")}
    assert ends(small, encrypted=False) == {("public.users", "adnet")}
    assert ends(small, grade="inferred") == {("access", "t.example.net"), ("public.users", "public.contacts")}
    assert ends(small, grade="declared") == {("us", "crm")}


def test_findings_short_of_a_breach_are_not_red(make: ModuleType) -> None:
    base = make.report()
    gap = [item for item in base.findings if item.verdict == "GAP"]
    assert not ends(drawn(make.report(findings=tuple(gap))), alarm=True)


@pytest.mark.parametrize("which", ["report", "large"])
def test_boxes_stay_on_the_canvas_and_apart(make: ModuleType, which: str) -> None:
    picture = drawn(getattr(make, which)())
    for box in picture.boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH + 0.01
        assert 20 <= box.y <= box.y + box.height <= picture.height
        for other in picture.boxes:
            if other is not box and other.x == box.x:
                assert box.y + box.height < other.y or other.y + other.height < box.y


@pytest.mark.parametrize("which", ["report", "large"])
def test_no_line_runs_level_behind_a_box(make: ModuleType, which: str) -> None:
    picture = drawn(getattr(make, which)())
    passed = 0
    for line in picture.lines:
        for x1, y, x2 in re.findall(r"([\d.]+) ([\d.]+)H([\d.]+)", line.curve):
            left, right = sorted((float(x1), float(x2)))
            for box in picture.boxes:
                if left <= box.x and box.x + box.width <= right:
                    passed += 1
                    assert not box.y < float(y) < box.y + box.height
    assert passed


def test_a_large_estate_is_drawn_together_and_says_so(make: ModuleType) -> None:
    report = make.large()
    picture = drawn(report)
    assert len(picture.lines) < 2 * READABLE_WIRES
    assert sum(len(box.rows) for box in picture.boxes) < 120
    assert any("datasets are drawn as one with their store" in note for note in picture.notes)
    shown = sum(not row.label.startswith("and ") for box in picture.boxes for row in box.rows if box.x > 400)
    more = sum(int(row.label.split()[1]) for box in picture.boxes for row in box.rows if row.label.startswith("and "))
    assert shown + more == len(report.parties)
    assert sum(f"{more:,} rows" in note for note in picture.notes) == 1


def test_many_stores_are_boxed_together(make: ModuleType) -> None:
    lineage = {
        "nodes": [make.node(f"store:s{number:03}") for number in range(60)]
        + [make.node("party:us", recipient="first_party")],
        "edges": [make.edge(f"store:s{number:03}", "party:us") for number in range(60)],
    }
    picture = drawn(make.report(lineage=lineage, findings=()))
    assert [box.title for box in picture.boxes if box.title.startswith("and ")] == ["and 45 more stores"]
    assert "45 stores are drawn as one box" in picture.notes
    assert len(picture.lines) == 16


def test_edges_without_nodes_are_drawn_too(make: ModuleType) -> None:
    lineage = {"nodes": [], "edges": [make.edge("dataset:crm/a", "host:x.example"), make.edge("odd", "party:p")]}
    titles = {box.title for box in drawn(make.report(lineage=lineage)).boxes}
    assert titles == {"crm", "hosts that no party owns", "other", "class not stated"}


def test_nothing_to_draw(make: ModuleType) -> None:
    assert flow_map(make.empty(), edges_of(make.empty())) is None


def test_labels_fit() -> None:
    assert fit("short", 100) == "short"
    assert fit("x" * 50, 100).endswith("…")
    assert len(fit("数" * 50, 100)) < len(fit("x" * 50, 100))
    assert fit("\u202ename", 200) == "\\u202ename"
