"""Presidio recognisers, compiled: RE2 screens whole buffers, the recogniser's own patterns judge what it lets through.

Any `presidio_analyzer.EntityRecognizer` works. `CompiledAnalyzer.analyze` gives what `AnalyzerEngine.analyze` gives for
the same recognisers and NLP engine: entity, start, end, score. Recognisers that are more than patterns, and patterns
that no screen can be made for, see every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from typing import Any, NamedTuple

from presidio_analyzer import EntityRecognizer as EntityRecognizer
from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpEngine

from scanner.detect.compiled.context import LocalContext, supports
from scanner.detect.compiled.nlp import LightNlpEngine, forget_keywords
from scanner.detect.compiled.phones import PhoneRun, can_run
from scanner.detect.compiled.plain import Found, analyzed, without_duplicates
from scanner.detect.compiled.recogniser import PatternRun, runs_patterns_only
from scanner.detect.compiled.screen import screen_for
from scanner.detect.compiled.screening import grouped, joined, lines_hit

_DIGITS = r"[\x30-\x39\x{80}-\x{10ffff}]" + r"(?:[\x00-\x{10ffff}]{0,4}?[\x30-\x39\x{80}-\x{10ffff}]){3}"
"""Where a telephone number may be: digits with at most four signs between."""

CHUNK_CHARS = 4 << 20
"""Characters that are looked at in one go."""


class Result(NamedTuple):
    """What one recogniser found in one text: entity, place (code points) and score, as Presidio tells them."""

    entity: str
    start: int
    end: int
    score: float


class Raw(NamedTuple):
    """A finding before any context was looked at. `recogniser` is its number."""

    recogniser: int
    start: int
    end: int
    score: float
    entity: str = ""
    """Where the recogniser has several."""
    raised: bool = False
    """The recogniser itself has looked at the context."""


class CompiledAnalyzer:
    """Runs many recognisers over many texts. Holds no text after a call returns.

    `failed` counts, by recogniser, the texts in which one failed or ran out of time: these were not read by it.
    """

    def __init__(
        self,
        recognisers: Sequence[EntityRecognizer],
        nlp: NlpEngine | None = None,
        language: str = "en",
        enhancer: LemmaContextAwareEnhancer | None = None,
    ) -> None:
        self.recognisers: list[Any] = list(recognisers)  # presidio annotates loosely
        self.failed: dict[str, int] = {}
        self._nlp = nlp or LightNlpEngine([language])
        self._language = language
        self._enhancer = enhancer or LemmaContextAwareEnhancer()
        self._whole_words = self._enhancer.context_matching_mode == "whole_word"
        counts = self._enhancer.context_prefix_count, self._enhancer.context_suffix_count
        self._local = LocalContext(*counts) if isinstance(self._nlp, LightNlpEngine) else None
        self._contexts = [[word.lower() for word in item.context or ()] for item in self.recognisers]
        self._thresholds: list[dict[str, float]] = [item.score_thresholds or {} for item in self.recognisers]
        self._entity = [str(item.supported_entities[0]) for item in self.recognisers]
        self._entities = sorted({entity for item in self.recognisers for entity in item.supported_entities})
        self._patterns: list[tuple[int, PatternRun | PhoneRun]] = []
        self._always: list[int] = []  # patterns without a screen
        self._opaque: list[int] = []  # recognisers that are more than patterns
        screens: list[tuple[str, int]] = []
        for index, recogniser in enumerate(self.recognisers):
            if can_run(recogniser):
                screens.append((_DIGITS, len(self._patterns)))
                self._patterns.append((index, PhoneRun(recogniser)))
                continue
            if not runs_patterns_only(recogniser):
                self._opaque.append(index)
                continue
            for pattern in recogniser.patterns:
                number = len(self._patterns)
                self._patterns.append((index, PatternRun(recogniser, pattern)))
                screen = screen_for(pattern.regex, int(recogniser.global_regex_flags))
                if screen is None:
                    self._always.append(number)
                else:
                    screens.append((screen, number))
        self._screens = grouped(screens)
        inherited = EntityRecognizer.enhance_using_context
        self._enhancing = [
            index for index in self._opaque if type(self.recognisers[index]).enhance_using_context is not inherited
        ]

    @property
    def unscreened(self) -> tuple[str, ...]:
        """Names of recognisers that see every text because they can't be screened."""
        indices = {*self._opaque, *(self._patterns[number][0] for number in self._always)}
        return tuple(self.recognisers[index].name for index in sorted(indices))

    def analyze(self, texts: Sequence[str], context: Sequence[str] = ()) -> Iterator[tuple[int, list[Result]]]:
        """For each text that holds anything, ascending: its position and its results, in Presidio's order.

        `context` are words that hold for all texts.
        """
        words = [word.lower() for word in context]
        for position, found in self.raw(texts):
            results = self._settled(texts[position], found, words)
            if results:
                yield position, results

    def analyze_lines(self, buffer: bytes, context: Sequence[str] = ()) -> Iterator[tuple[int, list[Result]]]:
        """As `analyze`, for the lines of a text in UTF-8: gives the byte at which each line with results begins.

        Places within a line are code points. What is not UTF-8 is read with backslash escapes.
        """
        with self._remembering():
            yield from self._analyze_lines(buffer, context)

    def _analyze_lines(self, buffer: bytes, context: Sequence[str]) -> Iterator[tuple[int, list[Result]]]:
        words = [word.lower() for word in context]
        for first, piece in _line_chunks(buffer):
            if self._always or self._opaque or not _is_utf8(piece):
                yield from self._line_by_line(first, piece, context)
                continue
            begins, texts, wanted = self._lines_wanted(piece)
            found = self._run_patterns(texts, wanted)
            for position in sorted(found):
                results = self._settled(texts[position], _raws(found[position]), words)
                if results:
                    yield first + begins[position], results

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        """What is remembered of texts is forgotten at the end."""
        try:
            yield
        finally:
            forget_keywords()
            for _, run in self._patterns:
                if isinstance(run, PhoneRun):
                    run.forget()

    def _line_by_line(self, first: int, piece: bytes, context: Sequence[str]) -> Iterator[tuple[int, list[Result]]]:
        lines = piece.split(b"\n")
        begins = [0, *accumulate(len(line) + 1 for line in lines)]
        texts = [line.decode("utf-8", "backslashreplace") for line in lines]
        yield from ((first + begins[position], results) for position, results in self.analyze(texts, context))

    def _lines_wanted(self, piece: bytes) -> tuple[list[int], list[str], dict[int, list[int]]]:
        """Where the lines with a hit begin, their texts, and by pattern those to look at."""
        places = sorted({place for screen in self._screens for place in lines_hit(screen, piece)})
        texts: list[str] = []
        wanted: dict[int, list[int]] = {}
        for position, (start, end) in enumerate(places):
            line = piece[start:end]
            texts.append(line.decode("utf-8"))
            for screen in self._screens:
                for number in screen.wanted(line):
                    wanted.setdefault(number, []).append(position)
        return [start for start, _ in places], texts, dict(sorted(wanted.items()))

    def raw(self, texts: Sequence[str]) -> Iterator[tuple[int, list[Raw]]]:
        """As `analyze`, before context words, thresholds and duplicates of different recognisers."""
        with self._remembering():
            yield from self._raw(texts)

    def _raw(self, texts: Sequence[str]) -> Iterator[tuple[int, list[Raw]]]:
        for first, some in _chunks(texts):
            found = self._run_patterns(some, self._candidates(some))
            if not self._opaque:
                yield from ((first + position, _raws(found[position])) for position in sorted(found))
                continue
            for position, text in enumerate(some):
                mine = _raws(found.get(position, {}))
                for index in self._opaque:
                    mine.extend(self._run_opaque(index, text))
                if mine:
                    yield first + position, mine

    def _candidates(self, texts: Sequence[str]) -> dict[int, list[int]]:
        """By pattern, the positions of the texts to look at, ascending."""
        buffer, starts, odd = joined(texts)
        wanted: dict[int, list[int]] = {number: list(odd) for number in range(len(self._patterns))}
        for screen in self._screens:
            for position in screen.hits(buffer, starts):
                for number in screen.wanted(buffer[starts[position] : starts[position + 1] - 1]):
                    wanted[number].append(position)
        if odd:
            wanted = {number: sorted({*positions}) for number, positions in wanted.items()}
        for number in self._always:
            wanted[number] = list(range(len(texts)))
        return {number: positions for number, positions in wanted.items() if positions}

    def _run_patterns(self, texts: Sequence[str], wanted: Mapping[int, list[int]]) -> dict[int, dict[int, list[Found]]]:
        """By position and recogniser, what its patterns found."""
        found: dict[int, dict[int, list[Found]]] = {}
        for number, positions in wanted.items():
            index, run = self._patterns[number]
            chosen = [texts[position] for position in positions]
            for at, item in run.find_all(chosen, partial(self._fail, index)):
                position = positions[at]
                here = found.get(position)
                if here is None:
                    found[position] = {index: [item]}
                elif index in here:
                    here[index].append(item)
                else:
                    here[index] = [item]
        return found

    def _run_opaque(self, index: int, text: str) -> list[Raw]:
        try:
            artifacts = self._nlp.process_text(text, self._language)
            results = analyzed(self.recognisers[index], text, self._entities, artifacts)
        except Exception:  # noqa: BLE001 - as above
            self._fail(index)
            return []
        return [Raw(index, item.start, item.end, item.score, item.entity_type) for item in results]

    def _fail(self, index: int) -> None:
        name = self.recognisers[index].name
        self.failed[name] = self.failed.get(name, 0) + 1

    def _settled(self, text: str, found: Sequence[Raw], words: Sequence[str]) -> list[Result]:
        if self._enhancing:
            found = self._enhanced(text, found, words)
        if len(found) == 1:  # the usual case, and nothing to settle
            result = self._scored(text, found[0], words)
            return [] if result is None else [result]
        by_entity: dict[str, list[Found]] = {}
        for item in found:
            result = self._scored(text, item, words)
            if result is not None:
                by_entity.setdefault(result.entity, []).append((result.start, result.end, result.score))
        results = [
            Result(entity, *place) for entity in sorted(by_entity) for place in without_duplicates(by_entity[entity])
        ]
        if len(results) > 1:
            results.sort(key=lambda item: (-item.score, item.start, item.start - item.end))
        return results

    def _scored(self, text: str, item: Raw, words: Sequence[str]) -> Result | None:
        index, start, end, score, entity, raised = item
        context = self._contexts[index]
        if context and not raised and score < ContextAwareEnhancer.MAX_SCORE:
            score = self._with_context(text, item, context, words)
        entity = entity or self._entity[index]
        if score <= 0 or (self._thresholds[index] and score < self._threshold(index, entity)):
            return None
        return Result(entity, start, end, score)

    def _enhanced(self, text: str, found: Sequence[Raw], words: Sequence[str]) -> list[Raw]:
        """After the recognisers that look at the context themselves have done so."""
        artifacts = self._nlp.process_text(text, self._language)
        made = [(item.recogniser, self._as_result(item)) for item in found]
        settled = [item for item in found if item.recogniser not in self._enhancing]
        for index in self._enhancing:
            mine = [result for number, result in made if number == index]
            others = [result for number, result in made if number != index]
            try:
                results = self.recognisers[index].enhance_using_context(text, mine, others, artifacts, list(words))
            except Exception:  # noqa: BLE001 - others' code; its message may quote the text
                self._fail(index)
                continue
            for item in results:
                raised = bool((item.recognition_metadata or {}).get(RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY))
                settled.append(Raw(index, item.start, item.end, item.score, item.entity_type, raised))
        return settled

    def _as_result(self, item: Raw) -> RecognizerResult:
        recogniser = self.recognisers[item.recogniser]
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: recogniser.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recogniser.id,
        }
        entity = item.entity or self._entity[item.recogniser]
        return RecognizerResult(entity, item.start, item.end, item.score, recognition_metadata=metadata)

    def _with_context(self, text: str, item: Raw, context: Sequence[str], words: Sequence[str]) -> float:
        if not supports([*self._keywords(text, item), *words], context, self._whole_words):
            return item.score
        raised = max(
            item.score + self._enhancer.context_similarity_factor, self._enhancer.min_score_with_context_similarity
        )
        return min(raised, ContextAwareEnhancer.MAX_SCORE)

    def _keywords(self, text: str, item: Raw) -> list[str]:
        if self._local is not None:
            return self._local.keywords(text, item.start)
        artifacts = self._nlp.process_text(text, self._language)
        found = self._enhancer._extract_surrounding_words(artifacts, text[item.start : item.end], item.start)
        return [word.lower() for word in found]

    def _threshold(self, index: int, entity: str) -> float:
        wanted = self._thresholds[index]
        found = wanted.get(entity, wanted.get("default"))
        return 0.0 if found is None else float(found)


def _is_utf8(piece: bytes) -> bool:
    if piece.isascii():
        return True
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_chunks(buffer: bytes) -> Iterator[tuple[int, bytes]]:
    """Whole lines in pieces of a bounded size, each with the byte it begins at."""
    first = 0
    while first < len(buffer):
        last = len(buffer)
        if last - first > CHUNK_CHARS:
            last = buffer.rfind(b"\n", first, first + CHUNK_CHARS)
            last = last if last >= 0 else buffer.find(b"\n", first)
            last = last if last >= 0 else len(buffer)
        yield first, buffer[first:last]
        first = last + 1


def _raws(found: Mapping[int, list[Found]]) -> list[Raw]:
    return [Raw(index, *item) for index in sorted(found) for item in without_duplicates(found[index])]


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Pieces of a bounded size, each with the position of its first text."""
    first, size = 0, 0
    for position, text in enumerate(texts):
        if size and size + len(text) > CHUNK_CHARS:
            yield first, texts[first:position]
            first, size = position, 0
        size += len(text) + 1
    if first < len(texts):
        yield first, texts[first:]
