"""A user's detectors are tried before they are trusted: they compile, find hits, pass by misses, and are quick."""

from __future__ import annotations

import time

import regex

from rules.detector_data import DetectorError, ValueDetector
from scanner.detect.compiled.recogniser import EntityRecognizer, recogniser_of
from scanner.detect.matches import Recognisers
from scanner.detect.validators import VALIDATORS

SECONDS = 2.0  # for one pattern over one hostile text; a well-made one needs milliseconds
_HOSTILE = tuple(piece * 2000 for piece in ("a", "1", "a1", "a.", " ", "@", ":", "-", "aA1._-@ "))
_FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE


def check_detectors(detectors: tuple[ValueDetector, ...], file: str) -> None:
    """Raises `DetectorError`, which names the file, the detector and the pattern or example, for the first fault."""
    for detector in detectors:
        where = f"{file}: detector '{detector.id}'"
        if detector.validator and detector.validator not in VALIDATORS:
            known = ", ".join(sorted(VALIDATORS))
            raise DetectorError(f"{where}: unknown validator '{detector.validator}'. Use one of {known}, or none.")
        for pattern in detector.patterns:
            _check_pattern(pattern.regex, f"{where}, pattern '{pattern.name}'", (*detector.hits, *detector.misses))
        recognisers = Recognisers([_made(detector, file)])
        for kind, texts, wanted in (("hit", detector.hits, True), ("miss", detector.misses, False)):
            for number, text in enumerate(texts, start=1):
                if bool(list(recognisers.matches([text]))) is not wanted:
                    told = "is not found" if wanted else "is found"
                    raise DetectorError(f"{where}: {kind} number {number} {told}. Correct the pattern or the example.")


def _made(detector: ValueDetector, file: str) -> EntityRecognizer:
    try:
        return recogniser_of(detector)
    except DetectorError as error:
        raise DetectorError(f"{file}: {error}") from None


def _check_pattern(text: str, where: str, examples: tuple[str, ...]) -> None:
    try:
        compiled = regex.compile(text, _FLAGS)
    except regex.error as error:
        raise DetectorError(f"{where}: no valid regular expression ({error.msg}). Correct it.") from None
    if compiled.search(""):
        raise DetectorError(f"{where}: matches nothing at all, and so everywhere. Ask for at least one character.")
    for sample in (*_HOSTILE, *(example * 50 for example in examples)):
        started = time.monotonic()
        try:
            for _ in compiled.finditer(sample, timeout=SECONDS):
                if time.monotonic() - started > SECONDS:
                    raise TimeoutError
        except TimeoutError:
            raise DetectorError(
                f"{where}: takes too long on some texts (nested repeats?). Make repeats possessive or bound them."
            ) from None
