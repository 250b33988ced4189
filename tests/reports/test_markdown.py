"""Markdown that a forge shows as meant: nothing of the data becomes markup, and what does not fit is counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.inert import code, inert
from reports.markdown import LIMIT, markdown
from reports.safe import printable
from tests.reports import factory

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "report.md"
OURS = {"paragraph_open", "paragraph_close", "inline", "text", "code_inline", "softbreak"}
OURS |= {f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")}
HEADINGS = {
    "Privacy audit of 2018-06-01",
    "Counts",
    "Findings",
    "Changes since 2018-05-25",
    "Accepted by owners",
    "Not read",
    "What was read",
    "About this run",
}
NASTY = (
    *factory.HOSTILE,
    "| a | b |",
    "`code` ``and`` ```fence",
    "\\| \\` \\\\",
    "[a](javascript:alert(1)) ![b](http://e.example/x.png) [c]: http://e.example",
    "<http://e.example> www.e.example http://e.example a@e.example",
    "@octocat @org/team #12 GH-34 owner/repo#56 !78 deadbeefcafe :smile: $x$ ~~y~~ **z** _w_",
    "# heading\n## heading\n---\n* item\n1. item\n> quote",
    "1. item",
    "- item",
    "+ item",
    "=== ---",
    "<details><summary>x</summary><!-- -->",
    "{email#1}/sleep.csv",
)


def tokens(text: str) -> Iterator[Token]:
    """Every token of the text as CommonMark with raw HTML, tables and strikethrough read it."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def spoken(text: str) -> str:
    """What stands outside of code spans: there forges look for mentions, references, emoji and links."""
    return " ".join(token.content for token in tokens(text) if token.type == "text")


ACTIVE = re.compile(r"(?i)@\w|#\w|![\w\[]|~\w|\$\w|:\w+:|www\.\w|://|\bgh-\d|\b[0-9a-f]{7,}\b|<|>|&\w|\w@\w|\w\.[a-z]")


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, each as the text of its cells."""
    rows: list[list[str]] = []
    inside = False
    for token in tokens(text):
        if token.type == "tr_open":
            rows.append([])
        inside = token.type != "table_close" and (inside or token.type == "table_open")
        if token.type == "inline" and inside:
            rows[-1].append("".join(child.content for child in token.children or ()))
    return rows


@given(st.one_of(st.text(max_size=60), st.text("`|\\[]()<>!@#*_-=+~:$.&{}1a \n", max_size=40), st.sampled_from(NASTY)))
@example("a`b|c`d")
@example("`")
@example("`` ` ``")
@example("1) x")
def test_inert_text_is_text_and_nothing_else(text: str) -> None:
    told = inert(text, None)
    expected = " ".join(printable(text, None).split())
    for around in ("{}", "- {}", "| a | b |\n| --- | --- |\n| {} | end |", "> {} and so on"):
        found = list(tokens(around.format(told)))
        allowed = OURS | (
            {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"} if "-" else set()
        )
        assert {token.type for token in found} <= allowed | {"blockquote_open", "blockquote_close"}
        assert sum(token.type == "list_item_open" for token in found) == around.startswith("-")
        shown = "".join(token.content for token in found if token.type in ("text", "code_inline"))
        plain = shown.replace("\\x60", "`").replace("\\x7c", "|")
        # quoted words lose their backticks, nothing else is lost
        assert expected.replace("\\x60", "`").replace("\\x7c", "|").replace("`", "") in plain.replace("`", "")
    assert not ACTIVE.search(spoken(told).replace("…", ""))


@given(st.text(max_size=60))
def test_code_is_one_code_span(text: str) -> None:
    told = code(text, None)
    kinds = [token.type for token in tokens(f"x {told} y") if token.type in ("text", "code_inline")]
    assert kinds == (["text", "code_inline", "text"] if printable(text).split() else ["text"])


def test_sentences_stay_readable() -> None:
    told = "GPS position reaches adnet (advertising network): 1,200 of 2,000 rows, 0.37 % (amz-044; 0a1b2c3d4e5f6071)."
    assert inert(told) == told.replace("0a1b2c3d4e5f6071", "`0a1b2c3d4e5f6071`")
    assert inert("Accept it with `saydo suppress`; report.html has more.") == (
        "Accept it with `saydo suppress`; `report.html` has more."
    )


@pytest.mark.parametrize("hostile", [*NASTY, " ".join(NASTY)])
def test_no_markup_comes_of_data(make: ModuleType, hostile: str) -> None:
    text = markdown(make.decorated(hostile))
    found = list(tokens(text))
    extra = {"heading_open", "heading_close"}
    extra |= {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
    assert {token.type for token in found} <= OURS | extra
    titles = {after.content for token, after in pairwise(found) if token.type == "heading_open"}
    assert titles <= HEADINGS | {"Privacy audit", "Changes"}
    assert not ACTIVE.search(spoken(text))
    # no cell was split or swallowed
    plain = markdown(make.report())
    assert [len(row) for row in cells(text)] == [len(row) for row in cells(plain)]


@pytest.mark.parametrize("hostile", factory.HOSTILE)
def test_nothing_in_it_is_invisible(make: ModuleType, hostile: str) -> None:
    text = markdown(make.decorated(hostile))
    hidden = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")}
    assert hidden <= {"\n"}


def test_the_small_report_reads_as_it_did(make: ModuleType) -> None:
    """When words change on purpose, write what `markdown` gives now into the file, and read it."""
    assert markdown(make.report()) == GOLDEN.read_text("utf-8")


def test_the_gate_comes_first(make: ModuleType) -> None:
    paragraphs = markdown(make.report()).split("\n\n")
    assert paragraphs[0] == "# Privacy audit of 2018-06-01"
    assert paragraphs[1] == "Blocked (exit code 1): 1 finding."


def test_findings_come_worst_first_and_what_gates_before_all(make: ModuleType) -> None:
    base = make.report()
    gated = replace(base, gate=replace(base.gate, gated_by=(base.findings[2].fingerprint,)))
    rows = [row for row in cells(markdown(gated)) if len(row) == 7][1:]
    assert [row[6] for row in rows] == [base.findings[at].fingerprint for at in (2, 0, 1, 3)]
    assert [row[5] for row in rows] == [
        "gates, persisting, rests on inference",
        "new",
        "reappeared, accepted until 2018-09-01",
        "",
    ]


def test_all_states_of_the_comparison_are_told(make: ModuleType) -> None:
    text = markdown(make.report())
    part = text.partition("## Changes since 2018-05-25\n\n")[2].partition("## ")[0]
    assert part.startswith("1 new, 1 reappeared, 1 persisting, 1 not re-examined, 1 fixed. Since the earlier run the")
    what = [row[0] for row in cells(part)[1:]]
    assert what == [
        *("new", "reappeared", "not re-examined", "fixed"),
        *("new data flow", "new data flow", "ended data flow", "not read any more", "statement"),
    ]


def test_without_a_history_there_are_no_changes(make: ModuleType) -> None:
    assert "## Changes" not in markdown(make.report(comparison=None))
    first = replace(make.report().comparison, since="", since_started="")
    assert "The history holds no earlier run to compare with." in markdown(make.report(comparison=first))


def test_acceptances_and_gaps_are_listed_with_their_owner_and_end(make: ModuleType) -> None:
    rows = cells(markdown(make.report()))
    accepted = [row for row in rows if row[0] in ("active", "expired", "unmatched")]
    assert [(row[0], row[1]) for row in accepted] == [
        *(("active", "2018-09-01"), ("active", "2018-09-01")),
        *(("expired", "2018-05-31"), ("unmatched", "2018-09-01")),
    ]
    assert all("ticket PRIV-112" in row[4] and row[5] == "data platform team" for row in accepted)
    gaps = [row for row in rows if row[1] in ("connection", "encoding", "corrupt")]
    assert [row[4] for row in gaps] == ["", "", "accepted until 2018-09-01"]


@pytest.mark.parametrize("changes", [{}, {"findings": 3_000, "objects": 9_000, "parties": 400}])
def test_a_large_run_fits_a_comment_and_says_what_is_left_out(make: ModuleType, changes: dict[str, int]) -> None:
    report = make.large(**changes)
    text = markdown(report)
    assert len(text) <= LIMIT
    shown = [row for row in cells(text) if len(row) == 7][1:]
    told = re.search(r"([\d,]+) of ([\d,]+) rows left out here; `findings.jsonl` has all\.", text)
    assert told
    assert int(told[1].replace(",", "")) + len(shown) == int(told[2].replace(",", "")) == len(report.findings)
    assert len(shown) > 100


def test_many_long_names_fit_too(make: ModuleType) -> None:
    base = make.report()
    long = replace(base.findings[0], title="`|" * 5_000, dataset="@" * 5_000, statements=("x" * 900,) * 50)
    told = replace(base.gate, told="`a|" * 20_000)
    uses = tuple(replace(use, justification="|" * 500, owner="`" * 500) for use in base.suppressions) * 40
    many = replace(base, findings=(long,) * 500, gate=told, suppressions=uses)
    assert len(markdown(many)) <= LIMIT
    assert "of 500 rows left out here" in markdown(many)


def test_an_empty_run_claims_nothing(make: ModuleType) -> None:
    text = markdown(make.empty())
    assert "Exit code 4. Not run: no source could be opened." in text
    assert "so this report says nothing about whether the policy is kept" in text
    assert "Nothing was judged." in text and "## Findings\n\nNone." in text
    assert "the server refused the credentials" in text


def test_equal_reports_give_equal_texts_in_any_order(make: ModuleType) -> None:
    base: Any = make.report()
    assert {markdown(make.shuffled(base, seed)) for seed in range(8)} == {markdown(base)}
