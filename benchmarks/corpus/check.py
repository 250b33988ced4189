"""Check the corpus: `python -m corpus.check`. Exits with an assertion error when something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from . import all_person_names, digest, look_alikes, tables, texts
from . import checkdigits as cd
from .cats import CATEGORIES, NOT_SHOWN
from .model import Table

KNOWN = frozenset(CATEGORIES)
MIN_COLUMNS = 20
MIN_NAMINGS = 6
MIN_LOOK = 200
MIN_TEXTS = 6000
# Public sample numbers, so that the check digits are not only compared with themselves.
SAMPLES: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (cd.luhn_digit, "49015420323751", "8"),
    (cd.cn_id_digit, "11010519491231002", "X"),
    (cd.verhoeff_digit, "23412341234", "6"),
    (cd.steuer_id_digit, "8609574271", "9"),
    (cd.codice_fiscale_letter, "RSSMRA85T10A562", "S"),
    (cd.pesel_digit, "4405140135", "9"),
    (cd.hetu_char, "131052308", "T"),
    (cd.nir_key, "2550814168025", "38"),
    (cd.ean_digit, "400638133393", "1"),
    (cd.isbn10_digit, "030640615", "2"),
)
LUHN_SIZES: dict[str, tuple[int, ...]] = {
    "imei": (15,),
    "card": (15, 16, 19),
    "card-alone": (15, 16, 19),
    "iccid": (19, 20),
}


def _flat(value: object) -> str:
    """A value without separators."""
    return "".join(ch for ch in str(value) if ch.isalnum())


def check_digits(table: Table) -> int:
    """IMEI, card, ICCID and IBAN columns carry right check digits (dummies aside)."""
    seen = 0
    for col in table.columns:
        for value in col.values:
            flat = _flat(value)
            if col.kind in LUHN_SIZES and flat.isdigit() and len(flat) in LUHN_SIZES[col.kind]:
                assert cd.luhn_ok(flat), (col.kind, value)
                seen += 1
            elif col.kind == "iban" and len(flat) >= 15:
                assert cd.iban_ok(flat), value
                seen += 1
    return seen


def check_tables() -> None:
    """Labels, lengths, counts per category."""
    per: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    namings: dict[str, dict[str, None]] = {}
    tables_seen = values = digits_seen = 0
    for table in tables():
        tables_seen += 1
        assert len({len(c.values) for c in table.columns}) == 1, table.name
        names = [c.name for c in table.columns]
        assert len(names) == len(set(names)), names
        assert 30 <= len(table.columns[0].values) <= 600, table.name
        digits_seen += check_digits(table)
        for col in table.columns:
            values += len(col.values)
            types = {type(v).__name__ for v in col.values if v is not None}
            assert len(types) == 1, (col.name, sorted(types))
            assert all(abs(v) < 2**63 for v in col.values if isinstance(v, int)), col.name
            levels[col.level] += 1
            assert col.categories <= KNOWN, col
            assert (col.level == "must") <= bool(col.categories), col.name
            assert not (col.level == "must_not" and col.categories), col.name
            if col.level == "must":
                assert any(v is not None for v in col.values), col.name
                for cat in sorted(col.categories):
                    per[cat] += 1
                    namings.setdefault(cat, {})[col.name] = None
    for cat in CATEGORIES:
        if cat in NOT_SHOWN:
            continue
        assert per[cat] >= MIN_COLUMNS, (cat, per[cat])
        assert len(namings[cat]) >= MIN_NAMINGS, (cat, namings[cat])
    assert levels["must_not"] >= levels["must"], levels
    print(f"tables {tables_seen}, values {values}, check digits {digits_seen}, columns {dict(sorted(levels.items()))}")
    print("must columns per category:", ", ".join(f"{c} {per[c]}" for c in CATEGORIES if c not in NOT_SHOWN))


def check_looks() -> None:
    """Every confusion often enough; the column exists; forbidden ids are known."""
    per: Counter[str] = Counter()
    bodies: Counter[tuple[object, ...]] = Counter()
    for look in look_alikes():
        found = [c for c in look.table.columns if c.name == look.column]
        assert len(found) == 1, look.column
        assert look.forbidden and look.forbidden <= KNOWN, look.forbidden
        assert len({len(c.values) for c in look.table.columns}) == 1
        per[look.confusion] += 1
        bodies[(look.confusion, look.column, found[0].values)] += 1
    for confusion, count in per.items():
        assert count >= MIN_LOOK, (confusion, count)
    assert max(bodies.values()) == 1, "two equal look-alikes"
    print("look-alikes per confusion:", ", ".join(f"{k} {v}" for k, v in per.items()), "in all", sum(per.values()))


def check_texts() -> None:
    """Spans lie within the text, in order, without overlap; about half of the texts have none."""
    kinds: Counter[str] = Counter()
    spans: Counter[str] = Counter()
    total = clean = 0
    for text in texts():
        total += 1
        kinds[text.kind] += 1
        clean += not text.spans
        at = 0
        for span in text.spans:
            assert at <= span.start < span.end <= len(text.text), text
            assert span.category in KNOWN, span
            assert text.text[span.start : span.end].strip("\"'") == text.text[span.start : span.end], text
            at = span.end
            spans[span.category + ("" if span.scored else " (not scored)")] += 1
    assert total >= MIN_TEXTS, total
    assert 0.4 <= clean / total <= 0.6, clean
    print(f"texts {total}, without personal data {clean}; kinds:", ", ".join(f"{k} {v}" for k, v in kinds.items()))
    print("spans:", ", ".join(f"{k} {spans[k]}" for k in sorted(spans)))


def check_same() -> str:
    """The digest is the same in two processes with different hash seeds."""
    code = f"import {__package__} as c; print(c.digest())"
    root = str(Path(__file__).resolve().parents[len(str(__package__).split("."))])
    found = []
    for seed in ("1", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "UTC" if seed == "1" else "Asia/Tokyo"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, cwd=root, capture_output=True, text=True, check=True
        )
        found.append(done.stdout.strip())
    assert found[0] == found[1] == digest(), found
    return found[0]


def main() -> None:
    """All checks."""
    for rule, body, want in SAMPLES:
        assert rule(body) == want, (rule.__name__, body)
    print("person names:", len(all_person_names()))
    check_tables()
    check_looks()
    check_texts()
    print("digest", check_same())


if __name__ == "__main__":
    main()
