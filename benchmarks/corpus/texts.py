"""All texts: about half with personal data, half without but with look-alikes."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Text
from .rng import rng
from .textkit import fill
from .texts_clean import CLEAN
from .texts_personal import PERSONAL

COUNT = 3300


def all_texts() -> Iterator[Text]:
    """Every template equally often; noise at the ends of some lines."""
    for part, groups in (("personal", PERSONAL), ("clean", CLEAN)):
        r = rng("texts", part)
        flat = [(kind, template) for kind in groups for template in groups[kind]]
        for i in range(COUNT):
            kind, template = flat[i % len(flat)]
            if r.random() < 0.1:
                template = template + r.choice((" ", "\n", " <<phrase>>", " [ok]", "\r\n"))
            yield fill(r, template, kind)
