"""Compiled recognisers find what Presidio's own engine finds: entity, place and score."""

from __future__ import annotations

import random
from typing import Any

import pytest
import re2
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.recognizer_registry import RecognizerRegistry, RecognizerRegistryProvider

from rules.detector_data import shipped_detectors
from scanner.detect.compiled import nlp
from scanner.detect.compiled.analyzer import CompiledAnalyzer
from scanner.detect.compiled.context import LocalContext
from scanner.detect.compiled.nlp import LightNlpEngine, keyword
from scanner.detect.compiled.recogniser import DetectorRecogniser
from scanner.detect.compiled.screen import reads_no_line_break, screen_for
from scanner.detect.compiled.screening import grouped
from scanner.detect.matches import Recognisers

FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE
OURS: list[Any] = [DetectorRecogniser(item) for item in shipped_detectors().values]
PATTERNS = [item.regex for detector in shipped_detectors().values for item in detector.patterns]
EXAMPLES = [text for detector in shipped_detectors().values for text in (*detector.hits, *detector.misses)]
CONTEXTS = sorted({word for detector in shipped_detectors().values for word in detector.context})
# characters that fold to ASCII letters, digits of other scripts, what lies beyond Unicode's planes of text
ODD = "ab1@.:-+ 电\n\r\x1e٣İıſK\u200b\ud800\U0001f4de_0123456789"
# what Presidio's recogniser of telephone numbers takes for one, or nearly
NUMBERS = [
    *(
        "2018-05-03 12:33:21,123",
        "2018-05-03 12",
        "(415) 555-2671",
        "415.555.2671 x123",
        "+49 1512 3456789",
        "4155552671",
    ),
    *(
        "020 7946 0958",
        "a4155552671",
        "4155552671b",
        "(2018) 415-555-2671/72",
        "415-555-2671/x99",
        "%4155552671",
        "2018",
    ),
    *(
        "12/05/2018",
        "030 123456",
        "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9",
        "٤١٥ ٥٥٥ ٢٦٧١",
        "pp. 4155552671-75",
        "3 1234",
    ),
]


class Word(EntityRecognizer):
    """A recogniser without patterns, as a user may bring one."""

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        if "boom" in text:
            raise RuntimeError(f"secret {text}")
        start = text.find("needle")
        return [RecognizerResult("WORD", start, start + 6, 0.4)] if start >= 0 else []


class Nearby(PatternRecognizer):
    """Looks at the context by itself: a match counts more where the text says `code`, or others found something."""

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: list[RecognizerResult],
        other_raw_recognizer_results: list[RecognizerResult],
        nlp_artifacts: Any,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        for item in raw_recognizer_results:
            if "code" in text or other_raw_recognizer_results:
                item.score = 0.9
                item.recognition_metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True
        return raw_recognizer_results


class Even(PatternRecognizer):
    """Checks of both kinds."""

    def validate_result(self, pattern_text: str) -> bool | None:
        return int(pattern_text[-1]) % 2 == 0 or None

    def invalidate_result(self, pattern_text: str) -> bool | None:
        return len(set(pattern_text)) == 1


def of_a_user() -> list[Any]:
    return [
        Word(supported_entities=["WORD"], name="word", context=["hay"]),
        Nearby("NEAR", patterns=[Pattern("near", r"\d{5,6}", 0.2)], context=["card"]),
        PatternRecognizer("AFTER", patterns=[Pattern("after", r"(?<=x{1,3}y?)\d{2,}(?=\s|$)", 0.4)], context=["code"]),
        PatternRecognizer("TWICE", patterns=[Pattern("twice", r"\b(\w{1,8})-\1\b", 0.5)], context=["pair"]),
        PatternRecognizer("LIST", deny_list=["blue", "Grün", "a.b"], context=["colour"]),
        Even("EVEN", patterns=[Pattern("even", r"\d{4}", 0.3), Pattern("long", r"\d{4,9}", 0.2)], context=["even"]),
        PatternRecognizer("CASED", patterns=[Pattern("cased", "^KEY:\\w+$", 0.6)], global_regex_flags=regex.MULTILINE),
        PatternRecognizer("WHOLE", patterns=[Pattern("whole", r"\A\S+@\S+\Z", 0.6)]),
        PatternRecognizer("FUZZY", patterns=[Pattern("fuzzy", r"(?:number){e<=1}", 0.6)]),
        PatternRecognizer("SET", patterns=[Pattern("set", r"[[:alpha:]]{3}_\p{Lu}\d?", 0.6)]),
    ]


def stock() -> list[Any]:
    return list(RecognizerRegistryProvider().create_recognizer_registry().recognizers)


def engine(recognisers: list[Any]) -> AnalyzerEngine:
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=LightNlpEngine())


def by_presidio(presidio: AnalyzerEngine, text: str, context: list[str]) -> list[tuple[str, int, int, float]]:
    found = presidio.analyze(text, "en", context=context)
    return [(item.entity_type, item.start, item.end, item.score) for item in found]


SETS = {"ours": OURS, "stock": stock(), "user": of_a_user()}
ENGINES = {name: engine(items) for name, items in SETS.items()}
COMPILED = {name: CompiledAnalyzer(items) for name, items in SETS.items()}

words = st.one_of(
    st.sampled_from(EXAMPLES),
    st.sampled_from(CONTEXTS),
    st.sampled_from(NUMBERS),
    st.sampled_from(
        ["xxy42", "ab-ab", "blue", "GRÜN", "needle", "KEY:1", "nubmer", "2222", "123456", "abc_X1", "a@b", "code"]
    ),
    st.text(alphabet=ODD, max_size=12),
)
mixed = st.builds(
    lambda glue, parts: glue.join(parts), st.sampled_from([" ", "", "\n", ", "]), st.lists(words, max_size=5)
)


@pytest.mark.parametrize("name", SETS)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(mixed, min_size=1, max_size=5), context=st.lists(st.sampled_from(CONTEXTS), max_size=1))
def test_results_are_those_of_presidio(name: str, texts: list[str], context: list[str]) -> None:
    found = dict(COMPILED[name].analyze(texts, context))
    for position, text in enumerate(texts):
        expected = by_presidio(ENGINES[name], text, context)
        assert [tuple(item) for item in found.get(position, [])] == expected


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=25, deadline=None)
@given(text=mixed)
def test_a_screen_is_never_narrower(pattern: str, text: str) -> None:
    screen = screen_for(pattern)
    assert screen is not None
    text = text.encode("utf-8", "replace").decode()
    if regex.search(pattern, text, FLAGS):
        assert re2.search(screen, text)
        assert re2.search(screen, f"before\n{text}\nafter")


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
        (r"in", "İN"),
        (r"[a-z]{2}", "ſK"),
        (r"(?<![a-z])\d{3}(?![a-z])", "€123€"),
        (r"(?:^|x)\d\d(?:$|y)", "12"),
        (r"\b\d{3}\b", "a 123 b"),
        (r"\b(?:ab|cd)?\d", "cd1"),
        (r"(?<!\d)(?<!x)5(?!\d)", "5"),
        (r"\Aabc\Z", "abc"),
        (r"(?i)abc", "ABC"),
    ],
)
def test_constructs_that_re2_lacks_are_widened(pattern: str, text: str) -> None:
    screen = screen_for(pattern)
    assert regex.search(pattern, text, FLAGS)
    assert screen is None or re2.search(screen, text)


@pytest.mark.parametrize(
    "pattern", [r"x*", r"(?:number){e<=1}", r"[[:alpha:]]", r"(?|a|b)", r"\X", r"(?(DEFINE)a)b", "("]
)
def test_what_cannot_be_widened_has_no_screen(pattern: str) -> None:
    assert screen_for(pattern) is None


def test_flags_that_change_how_a_pattern_is_read_have_no_screen() -> None:
    assert screen_for("a b", regex.VERBOSE) is None
    assert screen_for("[[a-z]--[b]]", regex.VERSION1) is None


@pytest.mark.parametrize(
    ("pattern", "joinable"),
    [
        (r"(?<!\w)\d+(?!\w)", True),
        (r"^\d+$", True),
        (r"(?<!\b(?:fw|v)[ :=])\d\.\d", True),
        (r"\d\s\d", False),
        (r"[^x]y", False),
        (r"a.b", False),
        (r"\Aa", False),
        (r"a\Z", False),
        (r"a(?!\W)", False),
        (r"a(?=\n)", False),
    ],
)
def test_texts_are_joined_only_where_no_pattern_reads_across(pattern: str, joinable: bool) -> None:
    assert reads_no_line_break(pattern, int(FLAGS)) is joinable


def test_most_of_our_patterns_read_many_texts_at_once() -> None:
    alone = [pattern for pattern in PATTERNS if not reads_no_line_break(pattern, int(FLAGS))]
    assert len(alone) * 4 < len(PATTERNS)


@settings(max_examples=200, deadline=None)
@given(text=mixed, at=st.integers(0, 400), before=st.integers(0, 6), after=st.integers(0, 3))
def test_keywords_around_a_place_are_those_of_the_whole_text(text: str, at: int, before: int, after: int) -> None:
    from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer

    if not text:
        return
    start = at % len(text)
    enhancer = LemmaContextAwareEnhancer(context_prefix_count=before, context_suffix_count=after)
    artifacts = LightNlpEngine().process_text(text, "en")
    expected = enhancer._extract_surrounding_words(artifacts, text[start : start + 1], start)
    assert sorted(set(LocalContext(before, after).keywords(text, start))) == sorted(expected)


def test_the_light_engine_gives_lemmas() -> None:
    artifacts = LightNlpEngine().process_text("The Mobile numbers, and 电话13912345678请", "en")
    assert artifacts.lemmas[2] == "mobile" and "电话13912345678请" in artifacts.keywords
    assert "the" not in artifacts.keywords and "," not in artifacts.keywords
    assert keyword("batteries") == "battery" and keyword("the") == "" and keyword("--") == ""


def test_any_presidio_recogniser_works_and_its_failures_are_counted() -> None:
    mine = Word(supported_entities=["WORD"], name="word")
    zips = PatternRecognizer("ZIP", patterns=[Pattern("zip", r"\b\d{5}\b", 0.8)], name="zip")
    recognisers = Recognisers([mine, zips])
    found = dict(recognisers.matches(["a needle", "nothing", "boom", "zip 12345"]))
    assert {key: [item.recogniser for item in items] for key, items in found.items()} == {0: ["word"], 3: ["zip"]}
    assert recognisers.failed == {"word": 1}
    assert recognisers.unscreened == ("word",)


class Fussy(PatternRecognizer):
    def validate_result(self, pattern_text: str) -> bool | None:
        if pattern_text == "13":
            raise ValueError(f"secret {pattern_text}")
        return None


def test_a_check_that_fails_costs_its_text_alone() -> None:
    analyzer = CompiledAnalyzer([Fussy("NUMBER", name="fussy", patterns=[Pattern("two", r"\b\d\d\b", 0.5)])])
    assert [at for at, _ in analyzer.analyze(["12", "13", "x", "14"])] == [0, 3]
    assert analyzer.failed == {"fussy": 1}


def test_a_timeout_inside_presidio_is_a_failure_not_a_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    from presidio_analyzer import pattern_recognizer

    from scanner.detect.compiled import recogniser

    monkeypatch.setattr(pattern_recognizer, "REGEX_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(recogniser, "SECONDS_TOGETHER", 0.05)
    slow = PatternRecognizer("SLOW", patterns=[Pattern("slow", r"(?:a|aa|aaa)+(?=!)|b", 0.8)], name="slow")
    recognisers = Recognisers([slow])
    assert [at for at, _ in recognisers.matches(["a" * 60, "b"])] == [1]
    assert recognisers.failed == {"slow": 1}


def test_matches_far_inside_a_long_text_are_found_once() -> None:
    rng = random.Random(3)
    text = "".join(rng.choice("abcdefgh \n") for _ in range(1_100_000)) + " lin@mail.example " + "x" * 50_000
    found = [item for _, items in Recognisers(OURS).matches([text]) for item in items]
    assert [item.recogniser for item in found] == ["email"]
    assert text[found[0].start : found[0].end] == "lin@mail.example"


def test_many_texts_are_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.detect.compiled import analyzer

    monkeypatch.setattr(analyzer, "CHUNK_CHARS", 50)
    texts = [f"text {number}" if number % 3 else f"u{number}@mail.example" for number in range(40)]
    found = [at for at, _ in CompiledAnalyzer(OURS).analyze(texts)]
    assert found == [number for number in range(40) if number % 3 == 0]


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(mixed.map(lambda text: text.encode("utf-8", "surrogatepass").replace(b"\n", b" ")), max_size=6))
def test_lines_of_a_file_give_what_their_texts_give(lines: list[bytes]) -> None:
    texts = [line.decode("utf-8", "backslashreplace") for line in lines]
    begins = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    expected = [(begins[at], results) for at, results in COMPILED["ours"].analyze(texts)]
    assert list(COMPILED["ours"].analyze_lines(b"\n".join(lines))) == expected


def test_telephone_numbers_are_those_of_presidio() -> None:
    """Each alone, between others, and in a line that holds them all; what was remembered is forgotten."""
    texts = [*NUMBERS, *(f"at {one}: {two}" for one in NUMBERS for two in NUMBERS[:6]), "; ".join(NUMBERS)]
    phone = [item for item in stock() if item.name == "PhoneRecognizer"]
    analyzer, presidio = CompiledAnalyzer(phone), engine(phone)
    found = dict(analyzer.analyze(texts))
    for position, text in enumerate(texts):
        assert [tuple(item) for item in found.get(position, [])] == by_presidio(presidio, text, [])
    assert found and not analyzer.unscreened
    run: Any = analyzer._patterns[0][1]
    assert not run._known


def test_no_word_of_a_text_is_remembered() -> None:
    texts = ["card of linwei 4111 1111 1111 1111", "mail lin@mail.example"]
    assert list(COMPILED["ours"].analyze(texts))
    assert nlp._remembered.cache_info().currsize == 0
    assert list(COMPILED["ours"].analyze_lines("\n".join(texts).encode()))
    assert nlp._remembered.cache_info().currsize == 0
    assert keyword("a" * 100) == "a" * 100 and nlp._remembered.cache_info().currsize == 0


def test_grouping_loses_no_screen() -> None:
    """How many groups there are depends on what the machine is busy with; what they find together does not."""
    screens = [(screen, number) for number, pattern in enumerate(PATTERNS) if (screen := screen_for(pattern))]
    groups = grouped(screens)
    assert sorted(number for group in groups for number in group._ids) == [number for _, number in screens]
    assert grouped([]) == []


def test_columns_full_of_hits_are_read_in_another_way_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.detect.compiled import screening

    texts = ["" if number % 5 == 0 else f"ü{number}@mail.example" for number in range(3000)] + ["x", "a@b.example"]
    texts[1700] = "two\nlines c@d.example\n"
    expected = list(COMPILED["ours"].analyze(texts))
    monkeypatch.setattr(screening, "_WORTH", 100)
    monkeypatch.setattr(screening, "_LOOK", 7)
    assert list(COMPILED["ours"].analyze(texts)) == expected
    assert len(expected) == 2402
