from __future__ import annotations

import base64
import hashlib
import json
import re
import stat
import unicodedata
from collections import Counter
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.html.render import render, write_html

RAW = ("script", "style")


class Page(HTMLParser):
    """What a browser would make of the page: elements, attributes, texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.words: list[str] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        self._open = (tag, dict(attrs)) if tag in RAW else None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.raw.append((*self._open, data))
        elif data.strip():
            self.words.append(" ".join(data.split()))

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    @property
    def shape(self) -> Counter[tuple[str, ...]]:
        return Counter((tag, *sorted(attrs)) for tag, attrs in self.elements)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def hidden(text: str) -> set[str]:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    return {char for char in text if unicodedata.category(char) in kinds and char != "\n"}


@pytest.fixture(scope="module")
def small(make: ModuleType) -> Page:
    return Page(render(make.report()))


@pytest.fixture(scope="module")
def pages(make: ModuleType) -> dict[str, Page]:
    made = {"small": make.report(), "empty": make.empty(), "large": make.large()}
    return {name: Page(render(report)) for name, report in made.items()} | {
        f"hostile {at}": Page(render(make.decorated(text))) for at, text in enumerate(make.HOSTILE)
    }


def test_data_makes_no_element_and_no_attribute(make: ModuleType) -> None:
    harmless = Page(render(make.decorated(" harmless"))).shape
    for hostile in make.HOSTILE:
        assert Page(render(make.decorated(hostile))).shape == harmless, repr(hostile)


@settings(max_examples=25, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("<>\"'&/=!-;{}[]()%#\\\x00\x1b\u202e\udc80 abx\n"), max_size=12))
def test_no_text_at_all_makes_an_element(make: ModuleType, text: str) -> None:
    # the marks keep names apart from each other whatever lies between
    assert Page(render(make.decorated(f"q{text}q"))).shape == Page(render(make.decorated("qq"))).shape


def test_nothing_in_the_page_is_invisible(make: ModuleType) -> None:
    for hostile in make.HOSTILE:
        page = render(make.decorated(hostile))
        assert not hidden(page), repr(hostile)
        page.encode("utf-8")


def test_the_page_needs_nothing_from_elsewhere(pages: dict[str, Page]) -> None:
    for page in pages.values():
        for tag, attrs in page.elements:
            assert not [name for name in attrs if name == "style" or name.startswith("on")], tag
            assert not attrs.keys() & {
                "src",
                "srcset",
                "action",
                "formaction",
                "srcdoc",
                "poster",
                "data",
                "xlink:href",
            }
            assert tag not in {"iframe", "object", "embed", "base", "form", "img", "foreignobject"}
        assert all(href.startswith("#") or href == "data:," for href in page.attributes("href"))


def test_the_content_policy_names_exactly_what_is_in_the_page(pages: dict[str, Page]) -> None:
    for page in pages.values():
        [policy] = [attrs["content"] or "" for tag, attrs in page.elements if "http-equiv" in attrs]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        [style] = [text for tag, _, text in page.raw if tag == "style"]
        [script] = [text for tag, attrs, text in page.raw if tag == "script" and "type" not in attrs]
        assert rules == {
            "default-src": "'none'",
            "style-src": f"'{digest(style)}'",
            "script-src": f"'{digest(script)}'",
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }
        names = [tag for tag, _ in page.elements]
        assert names.count("style") == 1
        assert names.count("script") == 1 + 3


def test_embedded_data_holds_no_markup(make: ModuleType) -> None:
    for hostile in make.HOSTILE:
        page = Page(render(make.decorated(hostile)))
        islands = [text for tag, attrs, text in page.raw if tag == "script" and "type" in attrs]
        assert len(islands) == 3
        for text in islands:
            assert not set("<>&\u2028\u2029") & set(text)
            assert json.loads(text)["rows"]


def test_embedded_rows_are_whole(make: ModuleType) -> None:
    report = make.large()
    page = Page(render(report))
    islands = {attrs["id"]: json.loads(text) for tag, attrs, text in page.raw if "type" in attrs}
    rows = {name: len(data["rows"]) for name, data in islands.items()}
    assert rows == {
        "data-inventory": len(report.coverage.objects),
        "data-classifications": len(report.classifications),
        "data-flows": len(report.lineage["edges"]),
    }
    heads = Counter(tag for tag, attrs in page.elements if tag == "th" and attrs.get("scope") == "col")
    assert heads["th"] >= sum(len(data["types"]) for data in islands.values())
    for data in islands.values():
        assert all(len(row) == len(data["types"]) for row in data["rows"])


def test_names_and_fragments_fit_together(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = page.attributes("id")
        assert len(ids) == len(set(ids)), name
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", found) for found in ids), name
        assert {href[1:] for href in page.attributes("href") if href.startswith("#")} <= set(ids), name
        for attribute in ("aria-labelledby", "for"):
            assert set(page.attributes(attribute)) <= set(ids), name


def test_headings_leave_out_no_level(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_equal_reports_give_equal_pages(make: ModuleType) -> None:
    assert render(make.report()) == render(make.report())
    assert render(make.large()) == render(make.large())


@settings(max_examples=10, deadline=None)
@given(seed=st.integers())
def test_the_order_of_the_input_never_shows(make: ModuleType, seed: int) -> None:
    assert render(make.shuffled(make.report(), seed)) == render(make.report())


def test_the_file_is_the_owners_alone(make: ModuleType, tmp_path: Path) -> None:
    path = write_html(make.report(), tmp_path / "out")
    assert path == tmp_path / "out" / "report.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == render(make.report())


def test_a_reader_finds_what_matters(small: Page) -> None:
    for told in (
        "2 deviations from the policy and 1 undisclosed practice; 1 of 4 objects was not read",
        "Contacts are kept on a server: contacts from the phone at rest",
        "412 of 412 examined cells match; 398 distinct",
        "We will never share your location with companies that are not part of our group.",
        "… will not save …",
        "Contacts stay on the phone.",
        "very sure (97 %)",
        "rests on inferred evidence alone",
        "the footer is cut off",
        "Export it again.",
        "12 rows skipped",
        "not judged in this run",
        "Names of persons in free text are not looked for: no spaCy model is installed.",
        "if any exist, at most so many per cent of rows at 95 %",
        "a" * 64,
        "1 June 2018, 10:00 UTC",
    ):
        assert told in small.text, told


def test_every_finding_statement_and_verdict_is_there(make: ModuleType) -> None:
    report = make.large()
    page = Page(render(report))
    items = [attrs for _, attrs in page.elements if "data-item" in attrs]
    assert Counter(attrs["data-verdict"] for attrs in items if "data-severity" in attrs) == Counter(
        item.verdict for item in report.findings
    )
    assert len([attrs for attrs in items if "data-severity" not in attrs]) == len(report.policy.statements)
    assert sorted(json.loads(attrs["data-statement"] or "") for attrs in items if "data-severity" in attrs) == sorted(
        list(item.statements) for item in report.findings
    )


def test_results_outside_the_policy_are_shown(make: ModuleType) -> None:
    base = make.report()
    page = Page(render(make.report(policy=type(base.policy)("p", "P", "", ()))))
    assert "Not in the policy\u2019s list" in page.text
    assert "This statement is not in the policy that the report was made with." in page.text


def test_a_run_that_read_nothing_claims_nothing(make: ModuleType) -> None:
    text = Page(render(make.empty())).text
    assert "Nothing was read, so this report says nothing about whether the policy is kept." in text
    assert "This says something only about what was read" in text
    assert "No flow is known. That is no proof that there is none" in text


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_has_contrast_in_light_dark_and_print() -> None:
    style = resources.files("reports").joinpath("html", "style.css").read_text(encoding="utf-8")
    schemes: list[dict[str, Any]] = [
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.S)
    ]
    assert len(schemes) == 3
    for colours in schemes:
        for name in colours.keys() - {"paper", "panel", "rule"}:
            for ground in ("paper", "panel"):
                light, dark = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground, colours)
