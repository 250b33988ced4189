"""The screen finds at least what the recognisers find; what it lets through is judged by the recogniser itself."""

from __future__ import annotations

import random
from typing import Any

import pytest
import re2
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from rules.detector_data import shipped_detectors
from scanner.detect.compiled import CompiledRecognisers, DetectorRecogniser
from scanner.detect.screen import screen_for

FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
OURS = [DetectorRecogniser(item) for item in shipped_detectors().values]
PATTERNS = [item.regex for detector in shipped_detectors().values for item in detector.patterns]
EXAMPLES = [text for detector in shipped_detectors().values for text in (*detector.hits, *detector.misses)]


def plainly(recogniser: EntityRecognizer, text: str) -> set[tuple[str, int, int]]:
    """What the recogniser says without any screen."""
    found = recogniser.analyze(text, recogniser.supported_entities, None)  # type: ignore[arg-type]
    return {(recogniser.name, item.start, item.end) for item in found}


def compiled(recognisers: list[Any], texts: list[str]) -> list[set[tuple[str, int, int]]]:
    found: list[set[tuple[str, int, int]]] = [set() for _ in texts]
    for position, matches in CompiledRecognisers(recognisers).matches(texts):
        found[position] = {(match.recogniser, match.start, match.end) for match in matches}
    return found


mixed = st.lists(
    st.one_of(st.sampled_from(EXAMPLES), st.text(alphabet="ab1@.:-+ 电\n\x1e٣", max_size=12)), max_size=4
).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(st.lists(mixed, max_size=6))
def test_screened_equals_unscreened(texts: list[str]) -> None:
    expected = [set().union(*(plainly(item, text) for item in OURS)) for text in texts]
    assert compiled(OURS, texts) == expected


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=30, deadline=None)
@given(text=mixed)
def test_a_screen_is_never_narrower(pattern: str, text: str) -> None:
    screen = screen_for(pattern)
    assert screen is not None
    if regex.search(pattern, text, FLAGS):
        assert re2.search(screen, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<=x)\d+(?!y)", "x٣٤"),
        (r"(a|b)\1", "bb"),
        (r"\bwört\b", "ein WÖRT da"),
        (r"[^\W\d]{3,}", "äöü"),
        (r"a{2,4000}b", "aab"),
        (r"((a{1,60}\.){1,60}){1,60}b", "a.a.b"),
        (r"(?P<q>['\"]).*?(?P=q)", '"x"'),
        (r"\S+@\S+", "a@b"),
        (r"(?i:K)elvin", "\u212aelvin"),
    ],
)
def test_constructs_that_re2_lacks_are_widened(pattern: str, text: str) -> None:
    screen = screen_for(pattern)
    assert regex.search(pattern, text, FLAGS)
    assert screen is None or re2.search(screen, text)


class _Word(EntityRecognizer):
    """A recogniser without patterns, as a user may bring one."""

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        if "boom" in text:
            raise RuntimeError(f"secret {text}")
        start = text.find("needle")
        return [RecognizerResult("WORD", start, start + 6, 0.9)] if start >= 0 else []


def test_any_presidio_recogniser_works_and_its_failures_are_counted() -> None:
    mine = _Word(supported_entities=["WORD"], name="word")
    stock = PatternRecognizer("ZIP", patterns=[Pattern("zip", r"\b\d{5}\b", 0.8)], name="zip")
    recognisers = CompiledRecognisers([mine, stock])
    found = dict(recognisers.matches(["a needle", "nothing", "boom", "zip 12345"]))
    assert {key: [item.recogniser for item in items] for key, items in found.items()} == {0: ["word"], 3: ["zip"]}
    assert recognisers.failed == {"word": 1}
    assert recognisers.unscreened == ("word",)


def test_a_timeout_inside_presidio_is_a_failure_not_a_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    from presidio_analyzer import pattern_recognizer

    monkeypatch.setattr(pattern_recognizer, "REGEX_TIMEOUT_SECONDS", 0.05)
    slow = PatternRecognizer("SLOW", patterns=[Pattern("slow", r"(?:a|aa|aaa)+(?=!)", 0.8)], name="slow")
    recognisers = CompiledRecognisers([slow])
    assert list(recognisers.matches(["a" * 60])) == []
    assert recognisers.failed == {"slow": 1}


def test_matches_far_inside_a_long_text_are_found_once() -> None:
    rng = random.Random(3)
    text = "".join(rng.choice("abcdefgh \n") for _ in range(1_100_000)) + " lin@mail.example " + "x" * 50_000
    found = [item for _, items in CompiledRecognisers(OURS).matches([text]) for item in items]
    assert [item.recogniser for item in found] == ["email"]
    assert text[found[0].start : found[0].end] == "lin@mail.example"
