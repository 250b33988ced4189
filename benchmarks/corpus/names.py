"""Person names of the corpus by culture.

A name may be used only if the first byte of its SHA-256 is odd; the even half is left to the
detector's own lists, so that the corpus never tests a list against itself.
"""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random

from . import names_asian as asia
from . import names_chinese as zh
from . import names_german as de
from . import names_spanish as es
from . import names_western as west
from .rng import pick, rng


def allowed(name: str) -> bool:
    """The fixed rule that splits names between corpus and gazetteer."""
    return hashlib.sha256(name.casefold().encode()).digest()[0] % 2 == 1


def _kept(text: str) -> tuple[str, ...]:
    """The names of a list that the rule leaves to the corpus, without repeats, in order."""
    return tuple(name for name in dict.fromkeys(text.split()) if allowed(name))


GIVEN: dict[str, tuple[str, ...]] = {
    "en": _kept(west.GIVEN),
    "de": _kept(de.GIVEN),
    "es": _kept(es.GIVEN),
    "in": _kept(asia.INDIAN_GIVEN),
    "ja": _kept(asia.JAPANESE_GIVEN),
    "ar": _kept(asia.ARABIC_GIVEN),
}
FAMILY: dict[str, tuple[str, ...]] = {
    "en": _kept(west.FAMILY),
    "de": _kept(de.FAMILY),
    "es": _kept(es.FAMILY),
    "in": _kept(asia.INDIAN_FAMILY),
    "ja": _kept(asia.JAPANESE_FAMILY),
    "ar": _kept(asia.ARABIC_FAMILY),
}
_SUR = [tuple(item.split(":")) for item in zh.SURNAMES]
_CHARS = [tuple(item.split(":")) for item in zh.GIVEN_CHARS]


@cache
def chinese() -> tuple[tuple[str, str, str], ...]:
    """Full names: characters, pinyin surname, pinyin given name; the rule holds for both spellings."""
    r = rng("names", "zh")
    found: dict[str, tuple[str, str, str]] = {}
    while len(found) < 3000:
        sur = _SUR[min(r.randrange(len(_SUR)), r.randrange(len(_SUR)))]
        given = [pick(r, _CHARS) for _ in range(r.choice((1, 2, 2)))]
        full = sur[0] + "".join(g[0] for g in given)
        latin = "".join(g[1] for g in given).capitalize()
        if allowed(full) and allowed(f"{sur[1]} {latin}"):
            found.setdefault(full, (full, sur[1], latin))
    return tuple(found.values())


@cache
def kanji() -> tuple[tuple[str, str], ...]:
    """Japanese full names in kanji (family, given); the rule holds for the whole name."""
    pairs = [(f, g) for f in asia.KANJI_FAMILY for g in asia.KANJI_GIVEN]
    return tuple(p for p in pairs if allowed(p[0] + p[1]))


def person(r: Random, culture: str) -> tuple[str, str]:
    """Given and family name of an invented person ("zh" in pinyin)."""
    if culture == "zh":
        _, family, given = pick(r, chinese())
        return given, family
    return pick(r, GIVEN[culture]), pick(r, FAMILY[culture])


def all_person_names() -> tuple[str, ...]:
    """Every single name and every Chinese or kanji full name the corpus may use, sorted."""
    names: dict[str, None] = {}
    for group in (GIVEN, FAMILY):
        for culture in group:
            names.update(dict.fromkeys(group[culture]))
    names.update(dict.fromkeys(full for full, _, _ in chinese()))
    names.update(dict.fromkeys(f"{family} {given}" for _, family, given in chinese()))
    names.update(dict.fromkeys(f + g for f, g in kanji()))
    out = tuple(sorted(names))
    assert all(allowed(name) for name in out)
    return out
