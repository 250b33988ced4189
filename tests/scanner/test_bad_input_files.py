"""Wrong files that the estate file names, and results that have nowhere to go: exit 2 and one sentence."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

SECRET = "hunter2-never-print-me"

# ---- files that the estate names -------------------------------------------------------------------------------------

PACK = """\
version: 1
policy: {id: tiny, title: Tiny, effective: 2018-01-01}
statements:
  - {id: t-1, section: S, line: 1, kind: k, modality: prohibit, strength: hard, decidable: scan, tier: core,
     summary: We keep no contacts., quote: we keep no contacts}
rules:
  - id: r-1
    statements: [t-1]
    title: Contacts are kept
    severity: high
    test: {kind: absent, categories: [communication.contacts], parties: [first_party]}
"""
PACKS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "unknown key": ("title: Contacts", f"colour: {SECRET}\n    title: Contacts", ("unknown key 'rules.0.colour'",)),
    "unknown head key": ("title: Tiny,", "titel: Tiny,", ("policy.title", "missing")),
    "unknown statement of a rule": ("[t-1]", "[t-2]", ("rule r-1", "unknown statement 't-2'")),
    "unknown category": ("communication.contacts", "contacts", ("rule r-1", "'contacts'", "category")),
    "unknown recipient": ("first_party", "us", ("rule r-1", "'us'", "recipient")),
    "unknown test": ("kind: absent", "kind: missing", ("rules.0.test", "absent")),
    "unknown severity": ("severity: high", "severity: bad", ("rules.0.severity", "high")),
    "unknown modality": ("modality: prohibit", "modality: maybe", ("statements.0.modality", "prohibit")),
    "a long quote": ("quote: we", "quote: " + "we " * 30, ("t-1", "12 words")),
    "a duplicate key": ("severity: high", "severity: high\n    severity: low", ("line 11", "'severity'")),
    "no date": ("2018-01-01", "yesterday", ("policy.effective", "date")),
    "not YAML": ("version: 1", "version: [", ("line",)),
    "a wrong version": ("version: 1", "version: 9", ("'version'",)),
}


@pytest.mark.parametrize("name", PACKS)
def test_a_wrong_policy_pack(bench: Bench, name: str) -> None:
    old, new, needles = PACKS[name]
    assert old in PACK
    bench.file("packs/mine.yaml", PACK.replace(old, new, 1))
    bench.estate(policy="packs/mine.yaml")
    bench.refused("estate.yaml, key 'policy': mine.yaml", *needles)


def test_a_right_policy_pack(bench: Bench) -> None:
    bench.file("packs/mine.yaml", PACK)
    bench.estate(policy="packs/mine.yaml")
    ran = bench.scan()
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("pack", ["- a list\n", "", "word\n"])
def test_a_policy_pack_that_is_none(bench: Bench, pack: str) -> None:
    bench.file("mine.yaml", pack)
    bench.estate(policy="mine.yaml")
    bench.refused("mine.yaml")


def test_a_policy_pack_that_is_a_folder(bench: Bench) -> None:
    (bench.folder / "packs").mkdir()
    bench.estate(policy="packs")
    bench.refused("policy 'packs'", "give a path")


DETECTOR = r"""
version: 1
values:
  - id: badge
    category: account.identifier
    patterns: [{name: badge, score: 0.9, regex: 'B-\d{6}'}]
    hits: [B-123456]
    misses: [B-12]
"""
DETECTORS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "unknown key": ("category:", "colour: red\n    category:", ("unknown key 'values.0.colour'",)),
    "unknown category": ("account.identifier", "badge", ("badge", "unknown category")),
    "unknown validator": ("hits:", "validator: luhn99\n    hits:", ("badge", "validator", "email")),
    "bad regex": (r"B-\d{6}", "B-(", ("badge", "regular expression")),
    "bad class": (r"B-\d{6}", "B-[z-a]", ("badge", "regular expression")),
    "regex of the wrong kind": (r"'B-\d{6}'", "5", ("values.0.patterns.0.regex", "string")),
    "long regex": (r"B-\d{6}", "B" * 3000, ("values.0.patterns.0.regex", "2000")),
    "catastrophic regex": (r"B-\d{6}", r"B-\d{6}|(\w+\s?)+$x", ("badge", "too long")),
    "catastrophic on its own hits": (r"B-\d{6}", r"(?:B-\d+|(?:[B\-0-9]+)+!)", ("badge", "too long")),
    "a regex too large to compile": (r"B-\d{6}", "B(?:(?:(?:a{1,500}){1,500}){1,500}){1,500}", ("badge",)),
    "a regex that matches nothing at all": (r"B-\d{6}", r"(?:B-\d{6})?", ("badge", "at least one character")),
    "a hit that is missed": ("[B-123456]", "[C-123456]", ("badge", "hit")),
    "a miss that is hit": ("[B-12]", "[B-999999]", ("badge", "miss")),
    "the id of a shipped one": ("id: badge", "id: email", ("email", "id")),
    "score above one": ("0.9", "9", ("values.0.patterns.0.score",)),
    "no pattern": (r"[{name: badge, score: 0.9, regex: 'B-\d{6}'}]", "[]", ("needs either",)),
}


@pytest.mark.parametrize("name", DETECTORS)
def test_a_wrong_detector_file(bench: Bench, name: str) -> None:
    old, new, needles = DETECTORS[name]
    assert old in DETECTOR
    bench.file("mine.yaml", DETECTOR.replace(old, new, 1))
    bench.estate(detectors=["mine.yaml"])
    began = time.monotonic()
    told = bench.refused("estate.yaml, key 'detectors': mine.yaml", *needles)
    assert "123456" not in told
    assert "999999" not in told
    assert time.monotonic() - began < 10


def test_a_right_detector_file(bench: Bench) -> None:
    bench.file("mine.yaml", DETECTOR)
    bench.estate(detectors=["mine.yaml"])
    assert bench.scan().code == 0


ATTESTATION = "- {statement: amz-002, by: DPO, on: 2018-05-01, says: trained}\n"
NAMED: dict[str, tuple[dict[str, Any], str | bytes | None, tuple[str, ...]]] = {
    "no detector file": ({"detectors": ["it.yaml"]}, None, ("it.yaml: no such file", "Check the path")),
    "a detector file that is a list": ({"detectors": ["it.yaml"]}, "- a\n", ("it.yaml",)),
    "no attestations": ({"attestations": "it.yaml"}, None, ("it.yaml: no such file", "Check the path")),
    "attestations of a word": (
        {"attestations": "it.yaml"},
        "yes\n",
        ("it.yaml", "list of attestations", "`statement`"),
    ),
    "attestations of a mapping": (
        {"attestations": "it.yaml"},
        "a: 1\n",
        ("it.yaml", "list of attestations", "`statement`"),
    ),
    "an attestation of a word": ({"attestations": "it.yaml"}, "- a\n", ("it.yaml",)),
    "an attestation without a date": (
        {"attestations": "it.yaml"},
        ATTESTATION.replace(" on: 2018-05-01,", ""),
        ("it.yaml", "0.on", "missing"),
    ),
    "an attestation's unknown key": (
        {"attestations": "it.yaml"},
        ATTESTATION.replace("says", "said"),
        ("it.yaml", "0.says"),
    ),
    "an attestation of an unknown statement": (
        {"attestations": "it.yaml"},
        ATTESTATION.replace("amz-002", "amz-2"),
        ("it.yaml", "amz-2", "statement"),
    ),
    "no policy text": ({"policy_text": "it.txt"}, None, ("key 'policy_text'", "no such file", "Check the path")),
    "a policy text with a NUL in its path": ({"policy_text": "it\0.txt"}, None, ("policy_text", "can't be read")),
    "a policy text that never ends": ({"policy_text": "/dev/zero"}, None, ("policy_text", "no plain file")),
    "a policy text in Latin 1": ({"policy_text": "it.txt"}, b"Datenschutzerkl\xe4rung", ("key 'policy_text'", "UTF-8")),
    "the text of another policy": (
        {"policy_text": "it.txt"},
        "We sell everything to everyone.",
        ("key 'policy_text'", "Supply the text of amazfit-2018"),
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_wrong_file_beside_the_estate(bench: Bench, name: str) -> None:
    changes, content, needles = NAMED[name]
    if content is not None:
        (file,) = (value[0] if isinstance(value, list) else value for value in changes.values())
        bench.file(file, content)
    bench.estate(**changes)
    bench.refused("estate.yaml", *needles)


@pytest.mark.parametrize("key", ["attestations", "policy_text"])
def test_a_named_file_is_a_folder(bench: Bench, key: str) -> None:
    (bench.folder / "folder").mkdir()
    bench.estate(**{key: "folder"})
    bench.refused(f"estate.yaml, key '{key}': folder: no plain file")


def test_right_attestations(bench: Bench) -> None:
    bench.file("it.yaml", ATTESTATION)
    bench.estate(attestations="it.yaml")
    ran = bench.scan()
    assert ran.code == 0
    (mine,) = (item for item in ran.lines("statements.jsonl") if item["statement"] == "amz-002")
    assert mine["verdict"] == "ATTESTED"


# ---- where the results go --------------------------------------------------------------------------------------------


def test_out_is_a_file(bench: Bench) -> None:
    bench.estate()
    bench.out.write_text("mine")
    ran = bench.scan()
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"saydo: --out {bench.out} is a file or lies below one. Name a folder that can be written.\n"
    assert bench.out.read_text() == "mine"


@pytest.mark.parametrize("below", ["file", "file/deeper/still"])
def test_out_lies_below_a_file(bench: Bench, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    """Said before the sources are read, not after hours of reading."""
    bench.estate()
    bench.file("file", "mine")
    monkeypatch.setattr("scanner.audit.make_plan", _never)
    bench.out = bench.folder / below / "out"
    ran = bench.scan()
    assert ran.code == 2
    assert ran.err.startswith("saydo: --out ")
    assert "folder that can be written" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_out_may_not_be_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.estate()
    bench.out.mkdir(mode=0o500)
    monkeypatch.setattr("scanner.audit.make_plan", _never)
    ran = bench.scan()
    assert ran.code == 2
    assert "folder that can be written" in ran.err


def _never(*_: Any) -> Any:
    raise AssertionError("nothing may be read before it is known where the results go")
