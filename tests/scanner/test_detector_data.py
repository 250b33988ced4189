"""Every detector against its own hits and misses."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from connectors.model import Dataset, SampleDesign
from rules.detector_data import DetectorError, FieldReading, ValueDetector, parse_detectors, shipped_detectors
from rules.vocabulary import vocabulary
from scanner.detect.cells import CellTests
from scanner.detect.classify import classify
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.profile import FieldProfile
from scanner.detect.readings_base import ReadingContext
from scanner.detect.sketch import Sketch, canonical, digest
from scanner.work import compile_detectors

DETECTORS = shipped_detectors()
RECOGNISERS = compile_detectors(DETECTORS)
KEY = b"k" * 32


def found_by(detector: str, text: str) -> bool:
    return any(match.recogniser == detector for _, found in RECOGNISERS.matches([text]) for match in found)


def _values(kind: str) -> list[Any]:
    return [
        pytest.param(item, text, id=f"{item.id}: {text}") for item in DETECTORS.values for text in getattr(item, kind)
    ]


@pytest.mark.parametrize(("detector", "text"), _values("hits"))
def test_value_hit(detector: ValueDetector, text: str) -> None:
    assert found_by(detector.id, text)


@pytest.mark.parametrize(("detector", "text"), _values("misses"))
def test_value_miss(detector: ValueDetector, text: str) -> None:
    assert not found_by(detector.id, text)


def _phone(rng: random.Random) -> str:
    return f"+49151{rng.randint(20000000, 89999999)}"


def columns(case: dict[str, Any]) -> dict[str, list[Any]]:
    """The small table that a case of a field reading describes."""
    rng = random.Random(7)
    if "decades" in case:
        first, last = case["decades"]
        days = [date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)) for _ in range(400)]
        return {case["field"]: [day.isoformat() for day in days]}
    if "field" in case:
        return {case["field"]: case["values"]}
    table = {name: values for name, values in case["fields"].items() if isinstance(values, list)}
    if "walk" in case:
        return _walk(rng, table, case["walk"], case["repeat"])
    written = {len(values) for values in table.values()}
    rows = written.pop() if written else 20 * case.get("per_owner", 1)
    assert not written, "columns of one length"
    for name, kind in case["fields"].items():
        if isinstance(kind, str):
            table[name] = _made(rng, kind, rows, case.get("per_owner", 1))
    return table


def _account(number: int) -> int:
    return 1052300000 + number * 977


def _made(rng: random.Random, kind: str, rows: int, each: int) -> list[Any]:
    """A column by the word that stands for it."""
    owners = [row // each for row in range(rows)]
    if kind == "owners":
        return [_account(owner) for owner in owners]
    if kind == "shifted_owners":
        return [_account((owner * 3 + row % each + 1) % (rows // each)) for row, owner in enumerate(owners)]
    if kind == "phones":
        return [_phone(rng) for _ in range(rows)]
    if kind == "own_phone":
        own = {owner: _phone(rng) for owner in owners}
        return [own[owner] for owner in owners]
    if kind == "phone_lists":
        return [[_phone(rng) for _ in range(6)] for _ in range(rows)]
    if kind == "mails":
        return [f"person{row}@mail.example" for row in range(rows)]
    assert kind == "macs"
    return [f"88:0f:10:{row:02x}:b2:c3" for row in range(rows)]


def _walk(rng: random.Random, table: dict[str, list[Any]], name: str, repeat: int) -> dict[str, list[Any]]:
    """A pulse over hours: rest, effort and recovery, a reading every ten minutes."""
    pulse, beats = 64.0, []
    for step in range(repeat * 3):
        goal = 130 if step % 40 > 33 else 66
        pulse += (goal - pulse) * 0.2 + rng.gauss(0, 3)
        beats.append(round(max(48.0, pulse)))
    times = [1526000000 + 600 * step for step in range(repeat * 3)]
    return {key: beats if key == name else times for key in table}


def categories(case: dict[str, Any]) -> dict[str, set[str]]:
    batch = pa.RecordBatch.from_pydict(columns(case))
    owner = case.get("owner", "")
    plan = ColumnPlan(keys=frozenset({owner}) if owner else frozenset())
    profile = profile_batch(batch, "o", RECOGNISERS, KEY, plan)
    accounts = Sketch(digest(KEY, canonical(_account(number))) for number in range(40))
    owners = (accounts,) if case.get("accounts") else ()
    context = ReadingContext(date(2018, 12, 31), tuple(batch.schema.names), owner, owners=owners)
    dataset = Dataset("s", case.get("dataset", "t"), "table")
    found: dict[str, set[str]] = {}
    for decision in classify(dataset, profile, DETECTORS, context, SampleDesign(), 0.95):
        found.setdefault(decision.classification.category, set()).add(decision.classification.field)
    return found


def _fields(kind: str) -> list[Any]:
    return [
        pytest.param(item, case, id=f"{item.id}-{number}")
        for item in DETECTORS.fields
        for number, case in enumerate(getattr(item, kind))
    ]


@pytest.mark.parametrize(("reading", "case"), _fields("hits"))
def test_field_hit(reading: FieldReading, case: dict[str, Any]) -> None:
    assert reading.category in categories(case)


@pytest.mark.parametrize(("reading", "case"), _fields("misses"))
def test_field_miss(reading: FieldReading, case: dict[str, Any]) -> None:
    assert reading.category not in categories(case)


def test_every_category_is_in_the_vocabulary_and_every_id_unique() -> None:
    ids = [item.id for item in DETECTORS.values] + [item.id for item in DETECTORS.fields]
    assert len(set(ids)) == len(ids)
    named = [item.category for item in DETECTORS.values] + [item.category for item in DETECTORS.fields]
    assert all(category in vocabulary().categories for category in named)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("version: 1\nvalues: [{id: x}]", "values.0.category"),
        ("version: 1\nsurprise: 1", "surprise"),
        (
            "version: 1\nvalues: [{id: x, category: no.such, patterns: [{name: p, regex: a, score: 1}], "
            "hits: [a], misses: [b]}]",
            "no.such",
        ),
    ],
)
def test_a_wrong_detector_file_names_the_key(tmp_path: Any, text: str, word: str) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(DetectorError, match=r"^mine\.yaml: ") as caught:
        parse_detectors(tmp_path / "mine.yaml", "mine.yaml")
    assert word in str(caught.value)


def test_the_docs_list_every_category_that_is_looked_for() -> None:
    table = (Path(__file__).parents[2] / "docs" / "detectors.md").read_text(encoding="utf-8")
    assert {item for item in DETECTORS.categories if f"| `{item}` |" not in table} == set()


@pytest.mark.parametrize("item", DETECTORS.fields, ids=lambda item: item.id)
def test_a_form_is_quick_on_hostile_texts(item: FieldReading) -> None:
    """Forms run over every cell of a field; none may take longer than a moment on any text."""
    pieces = ("a", "1", "a1", "a.", " ", "A b", "com.a", ",", "é ", "_", "1 a ", "路", "a-", ":$")
    cells = CellTests([item.model_copy(update={"names": ("=field",), "not_names": ()})])
    texts = [piece * (4000 // len(piece)) + end for piece in pieces for end in ("", "\n", "@")]
    started = time.process_time()
    cells.count("field", texts, np.ones(len(texts), dtype=np.int64), None, FieldProfile(), KEY, True)
    assert time.process_time() - started < 2
