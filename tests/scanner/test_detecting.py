"""`saydo detect` and `saydo detectors`: reasons, counts and forms, and no value of what was read."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.detector_data import shipped_detectors
from rules.measured import measured
from scanner.detect.forms import LONGEST, form_of
from scanner.trying import LONGEST_LINE, bounded_lines, try_lines

MAIL, PHONE = "lin.wei42@mail.example", "+4915123456789"


def tried(*lines: str, name: str = "") -> str:
    return "\n".join(try_lines(lines, name, shipped_detectors(), date(2018, 12, 31)))


def test_tells_counts_reasons_and_forms() -> None:
    told = tried(f"login of {MAIL}", "nothing", f"callback to {PHONE}", f"login of {MAIL}")
    assert told.startswith("4 lines read.")
    assert "e-mail address (contact.email), confidence 0.85\n  2 of 4 cells match\n" in told
    assert "1 different values\n  form by email: xxx.xxx##@xxxx.xxxxxxx (2)" in told
    assert MAIL not in told and PHONE not in told and "wei" not in told


def test_a_name_and_the_losers_are_told() -> None:
    assert "heart rate (health.heart_rate)" in tried("72", "75", "74", name="heart_rate")
    assert "Nothing that counts" in tried("72", "75", "74")
    told = tried("4135871121", "hello", "ok", "well")
    assert "Considered and dropped:\n  contact.phone: 1 lines match weakly" in told and "4135871121" not in told


def test_no_line_is_too_long_or_too_odd() -> None:
    stream = io.BytesIO(b"a" * (3 * LONGEST_LINE) + b"\n" + b"\xff\xfe x\r\n" + f"by {MAIL}".encode())
    lines = list(bounded_lines(stream))
    assert len(lines) == 3 and len(lines[0]) < LONGEST_LINE + 10 and lines[1] == "\\xff\\xfe x"
    told = tried(*lines)
    assert "Of 1 lines only the first" in told and "contact.email" in told


@given(st.text(max_size=80))
def test_a_form_holds_no_character_of_a_value(value: str) -> None:
    form = form_of(value)
    shown = form.partition("... (")[0]
    assert len(shown) <= LONGEST
    assert not {char for char in shown if char.isalnum()} - {"x"}


def test_command_line(saydo_here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.py").write_text(
        "from presidio_analyzer import EntityRecognizer, RecognizerResult\n"
        "class Badge(EntityRecognizer):\n"
        "    def __init__(self): super().__init__(supported_entities=['BADGE'])\n"
        "    def load(self): pass\n"
        "    def analyze(self, text, entities, nlp_artifacts=None):\n"
        "        at = text.find('BADGE-')\n"
        "        return [RecognizerResult('BADGE', at, at + 9, 0.9)] if at >= 0 else []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    own = tmp_path / "own.yaml"
    entry = "{id: badge, category: account.identifier, recogniser: 'mine:Badge', hits: [a BADGE-123], misses: [b]}"
    own.write_text(f"version: 1\nvalues: [{entry}]\n")
    log = tmp_path / "app.log"
    log.write_text("door opened with BADGE-777\nnothing\n")
    ran = saydo_here("detect", str(log), "--detectors", str(own))
    assert ran.returncode == 0 and "recogniser badge" in ran.stdout and "form by badge: xxxxx-###" in ran.stdout
    assert "777" not in ran.stdout
    for name, wrong in (("absent:Badge", "can't be imported"), ("pathlib:Path", "is no presidio_analyzer")):
        own.write_text(f"version: 1\nvalues: [{entry.replace('mine:Badge', name)}]\n")
        ran = saydo_here("detect", str(log), "--detectors", str(own))
        assert ran.returncode == 2 and wrong in ran.stderr and "own.yaml" in ran.stderr
    ran = saydo_here("detect", str(tmp_path / "absent"))
    assert ran.returncode == 2 and "no file" in ran.stderr


@pytest.mark.parametrize("change", ["patterns: [{name: a, score: 0.9, regex: BADGE}]", "validator: email"])
def test_a_class_stands_alone(saydo_here: Any, tmp_path: Path, change: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: 1\nvalues: [{id: a, category: account.identifier, recogniser: 'x:Y', hits: [a], misses: [b], "
        f"{change}}}]\n"
    )
    (tmp_path / "log").write_text("x\n")
    ran = saydo_here("detect", str(tmp_path / "log"), "--detectors", str(own))
    assert ran.returncode == 2 and "detector a" in ran.stderr


def test_figures_are_of_the_shipped_detectors_and_name_their_corpus(saydo_here: Any) -> None:
    assert measured().of_these_detectors, "Detectors changed: run python -m benchmarks.accuracy rules/measured.yaml"
    ran = saydo_here("detectors")
    assert ran.returncode == 0 and measured().corpus in ran.stdout
    mail = next(rate for rate in measured().fields if rate.category == "contact.email")
    assert mail.recall is not None and mail.recall.low <= mail.recall.hits / mail.recall.of <= mail.recall.high
    assert "contact.email" in ran.stdout and "inferred.segment" not in ran.stdout
    assert "inferred.segment" in saydo_here("detectors", "--all").stdout
