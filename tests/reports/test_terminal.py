from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from rich.console import Console

from reports.terminal import SHOWN_PER_GROUP, summary

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def told(report: Any, width: int = 80, out: Path = Path("out"), **options: Any) -> str:
    file = io.StringIO()
    summary(report, out, Console(file=file, width=width, **options))
    return file.getvalue()


@pytest.mark.parametrize("soft_wrap", [False, True])
def test_reads_well_without_a_terminal(make: ModuleType, soft_wrap: bool) -> None:
    text = told(make.report(), soft_wrap=soft_wrap)
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "2 deviations from the policy and 1 undisclosed practice; 1 of 4 objects" in text
    assert "DEVIATION · critical · 1" in text
    assert "crm/public.contacts.phone · amz-031" in text
    assert "to adnet" in text
    assert "exit code 1. Failed: at least one finding is serious enough to stop a release." in " ".join(text.split())
    assert text.rstrip().endswith("out/report.html")


def test_long_titles_are_wrapped_not_cut(make: ModuleType) -> None:
    title = " ".join(f"word{number}" for number in range(25))
    finding = replace(make.report().findings[0], title=title)
    text = told(make.report(findings=(finding,)), soft_wrap=True)
    assert title in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_findings_stand_worst_first(make: ModuleType) -> None:
    heads = re.findall(r"^([A-Z_]+) · (\w+) ·", told(make.report()), re.MULTILINE)
    assert heads == [("DEVIATION", "critical"), ("DEVIATION", "high"), ("UNDISCLOSED", "medium"), ("GAP", "medium")]


def test_nothing_is_left_out_silently(make: ModuleType) -> None:
    base = make.report().findings[0]
    many = tuple(replace(base, field=f"f{number:02}") for number in range(SHOWN_PER_GROUP + 7))
    text = told(make.report(findings=many))
    assert "and 7 more in findings.jsonl and report.html" in text
    assert f"Findings   {SHOWN_PER_GROUP + 7}: " in text


@pytest.mark.parametrize("forced", [False, True])
def test_hostile_names_do_nothing(make: ModuleType, forced: bool) -> None:
    for hostile in make.HOSTILE:
        text = told(make.decorated(hostile), width=500, force_terminal=forced)
        ours = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert not any(unicodedata.category(char) in HIDDEN for char in ours.replace("\n", ""))


def test_markup_in_data_is_printed_as_it_is(make: ModuleType) -> None:
    assert "[bold red]markup[/]" in told(make.decorated("[bold red]markup[/] :smile:"), width=500)
    assert ":smile:" in told(make.decorated(" :smile:"), width=500)


def test_a_long_path_is_not_wrapped(make: ModuleType) -> None:
    out = Path("/".join(["a-long-folder-name"] * 8))
    assert f"{out}/report.html" in told(make.report(), out=out)


def test_a_run_without_anything_claims_nothing(make: ModuleType) -> None:
    text = " ".join(told(make.empty()).split())
    assert "Nothing was read, so this report says nothing about whether the policy is kept." in text
    assert "Nothing was read: 1 source could not be listed." in text
    assert "Not run: no source could be opened." in text
