"""What Presidio needs to know of language: an installed spaCy model, or a light tokeniser that gives lemmas.

Presidio looks for context words among the lemmas before a match. A blank spaCy pipeline has no lemmas, so context words
would silently never be found. The light tokeniser cuts a text into runs of word characters, runs of white space and
single signs; a lemma is the word in lower case, with the plural `-ies` as `-y` (Presidio looks for context words inside
of lemmas, so that other endings do no harm). Nothing here asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine, SpacyNlpEngine
from spacy.lang.en.stop_words import STOP_WORDS

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_PLURAL = 4
_SHORT = 32  # characters of a word worth remembering
_NO_KEYWORDS = frozenset({*STOP_WORDS, "be", "-pron-"})


class _Tokens(list[str]):
    """What Presidio asks of a document of tokens: that it has a length and can be gone through."""


class LightNlpEngine(NlpEngine):
    """Tokens and lemmas of any language, no entities. Every character belongs to a token."""

    engine_name = "saydo-light"
    is_available = True

    def __init__(self, languages: Iterable[str] = ("en",)) -> None:
        self._languages = list(languages)

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        found = list(TOKEN.finditer(text))
        tokens: Any = _Tokens(item[0] for item in found)
        return NlpArtifacts(
            entities=[],
            tokens=tokens,
            tokens_indices=[item.start() for item in found],
            lemmas=[lemma(item[0]) for item in found],
            nlp_engine=self,
            language=language,
        )

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return word in _NO_KEYWORDS

    def is_punct(self, word: str, language: str) -> bool:
        return not word[:1].isalnum() and not any(char.isalnum() for char in word)

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return list(self._languages)


def lemma(token: str) -> str:
    """The lemma of one token."""
    lower = token.lower()
    if len(lower) > _PLURAL and lower.endswith("ies"):
        return lower[:-3] + "y"
    return lower


def keyword(token: str) -> str:
    """The token's lemma where Presidio would count it as a context word, "" otherwise."""
    return _remembered(token) if len(token) <= _SHORT else _keyword(token)


def forget_keywords() -> None:
    """Drops what was remembered of the texts."""
    _remembered.cache_clear()


def _keyword(token: str) -> str:
    found = lemma(token)
    return found if found not in _NO_KEYWORDS and any(char.isalnum() for char in found) else ""


_remembered = lru_cache(maxsize=65536)(_keyword)


def installed_model(language: str = "en") -> str:
    """The name of an installed spaCy model of the language, the largest first; "" where there is none."""
    from spacy.util import get_installed_models

    sizes = {"trf": 0, "lg": 1, "md": 2, "sm": 3}
    models = [name for name in get_installed_models() if name.partition("_")[0] == language]
    return min(models, key=lambda name: (sizes.get(name.rpartition("_")[2], 9), name), default="")


def nlp_engine(language: str = "en") -> NlpEngine:
    """The engine for a run: spaCy with an installed model, else the light one."""
    model = installed_model(language)
    if not model:
        return LightNlpEngine([language])
    engine = SpacyNlpEngine(models=[{"lang_code": language, "model_name": model}])
    engine.load()
    return engine
