"""The shipped policy pack cites the policy; it neither copies it nor drifts from it.

Three layers: what the pack and the vocabulary show by themselves, what the policy text shows, and what the list of
statements that the pack was made from shows. The last two need material from outside the checkout (the folder that
SAYDO_SHARED names, or `shared` next to the checkout) and are skipped without it.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SAYDO_SHARED", CHECKOUT.parent / "shared"))
POLICY_TEXT = SHARED / "policy" / "amazfit-2018.txt"
STATEMENTS = SHARED / "policy" / "statements.yaml"

QUOTE_WORDS = 12
SUMMARY_WORDS = range(5, 41)
OWN_QUOTE_RUN = 8
POLICY_RUN = 9

# name in the pack -> name in the list of statements
LISTS = {
    "categories": "data_categories",
    "recipients": "recipients",
    "purposes": "purposes",
    "conditions": "conditions",
    "see_also": "see_also",
}
SCALARS = ("section", "kind", "modality", "strength", "decidable", "tier")
REQUIRED = {"id", "line", "summary", "quote", *SCALARS}
NODE_KEYS = {
    "categories": {"parent", "dpv", "fides", "label"},
    "purposes": {"parent", "dpv", "fides", "label"},
    "recipients": {"parent", "dpv", "label"},
}

Statement = dict[str, Any]


def load(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict), f"{path.name} holds no mapping"
    return loaded


def collapse(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def collapse_with_lines(text: str) -> tuple[str, list[int]]:
    """The collapsed text, and for each of its characters the 1-based line where it stood."""
    kept: list[str] = []
    lines: list[int] = []
    line = 1
    for char in text:
        if not char.isspace():
            kept.append(char)
            lines.append(line)
        elif not kept or kept[-1] != " ":
            kept.append(" ")
            lines.append(line)
        line += char == "\n"
    return "".join(kept), lines


def words(text: str) -> list[str]:
    """Words without case or punctuation, so that a run is not hidden by a comma."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower().replace("’", "'"))


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


@pytest.fixture(scope="module")
def pack() -> dict[str, Any]:
    return load(CHECKOUT / "rules" / "packs" / "amazfit-2018.yaml")


@pytest.fixture(scope="module")
def statements(pack: dict[str, Any]) -> list[Statement]:
    found = pack["statements"]
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, Any]:
    return load(CHECKOUT / "rules" / "vocabulary.yaml")


@pytest.fixture(scope="module")
def policy_text() -> str:
    if not POLICY_TEXT.is_file():
        pytest.skip("the policy text is not here: set SAYDO_SHARED to the folder that holds policy/amazfit-2018.txt")
    # bytes, not read_text: newlines stay what they are in the file
    return POLICY_TEXT.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    if not STATEMENTS.is_file():
        pytest.skip("the list of statements is not here: set SAYDO_SHARED to the folder with policy/statements.yaml")
    return load(STATEMENTS)


# --- by themselves ---------------------------------------------------------------------------------------------------


def test_head_names_one_policy_version(pack: dict[str, Any]) -> None:
    assert pack["version"] == 1
    policy = pack["policy"]
    assert policy["id"] == "amazfit-2018"
    assert policy["effective"] == datetime.date(2018, 5, 24)
    assert re.fullmatch(r"[0-9a-f]{64}", policy["text_sha256"])


def test_ids_are_unique_and_sorted(statements: list[Statement]) -> None:
    ids = [statement["id"] for statement in statements]
    assert len(ids) == 209
    assert all(re.fullmatch(r"amz-\d{3}", name) for name in ids)
    assert ids == sorted(set(ids))


def test_no_key_is_missing_unknown_or_empty(statements: list[Statement]) -> None:
    for statement in statements:
        assert REQUIRED <= set(statement) <= REQUIRED | set(LISTS), statement["id"]
        assert all(statement.values()), f"{statement['id']}: an empty value is left out, not written"
        for key in LISTS.keys() & statement.keys():
            assert all(isinstance(item, str) for item in statement[key]), (statement["id"], key)


def test_quotes_are_short_and_told_apart(statements: list[Statement]) -> None:
    long = {s["id"]: len(s["quote"].split()) for s in statements if len(s["quote"].split()) > QUOTE_WORDS}
    assert not long
    untidy = [s["id"] for s in statements if s["quote"] != collapse(s["quote"]).strip()]
    assert not untidy
    twice = [quote for quote, count in Counter(s["quote"] for s in statements).items() if count > 1]
    assert not twice


def test_summaries_are_one_readable_sentence(statements: list[Statement]) -> None:
    odd = {s["id"]: s["summary"] for s in statements if len(s["summary"].split()) not in SUMMARY_WORDS}
    assert not odd
    unfinished = [s["id"] for s in statements if not s["summary"].endswith(".")]
    assert not unfinished
    twice = [text for text, count in Counter(s["summary"] for s in statements).items() if count > 1]
    assert not twice


def test_summaries_do_not_parrot_their_quote(statements: list[Statement]) -> None:
    parroted = {
        s["id"]: sorted(shared)
        for s in statements
        if (shared := runs(s["summary"], OWN_QUOTE_RUN) & runs(s["quote"], OWN_QUOTE_RUN))
    }
    assert not parroted


def test_see_also_points_at_other_statements(statements: list[Statement]) -> None:
    ids = {statement["id"] for statement in statements}
    for statement in statements:
        others = statement.get("see_also", [])
        assert set(others) <= ids - {statement["id"]}, statement["id"]
        assert len(others) == len(set(others)), statement["id"]


@pytest.mark.parametrize("key", ["categories", "purposes", "recipients"])
def test_statements_speak_the_vocabulary(key: str, statements: list[Statement], vocabulary: dict[str, Any]) -> None:
    known = set(vocabulary[key]) | set(vocabulary["quantifiers"].get(key, []))
    unknown = {s["id"]: strange for s in statements if (strange := set(s.get(key, [])) - known)}
    assert not unknown


@pytest.mark.parametrize("table", sorted(NODE_KEYS))
def test_vocabulary_is_a_labelled_tree(table: str, vocabulary: dict[str, Any]) -> None:
    nodes: dict[str, dict[str, Any]] = vocabulary[table]
    for name, node in nodes.items():
        assert set(node) == NODE_KEYS[table], name
        assert isinstance(node["label"], str) and node["label"].strip(), name
        above: list[str] = []
        parent = node["parent"]
        while parent is not None:
            assert parent in nodes, f"{name}: {parent} is no node"
            assert parent not in above and parent != name, f"{name} lies below itself"
            above.append(parent)
            parent = nodes[parent]["parent"]
    labels = Counter(node["label"] for node in nodes.values())
    assert [label for label, count in labels.items() if count > 1] == []
    assert not set(nodes) & set(vocabulary["quantifiers"].get(table, [])), "a quantifier is not a node"


# --- against the policy text -----------------------------------------------------------------------------------------


def test_policy_text_is_the_one_that_was_quoted(pack: dict[str, Any], policy_text: str) -> None:
    assert hashlib.sha256(policy_text.encode("utf-8")).hexdigest() == pack["policy"]["text_sha256"]


def test_each_quote_occurs_once(statements: list[Statement], policy_text: str) -> None:
    text = collapse(policy_text)
    # find from one past the first hit: str.count would miss an overlapping second one
    wrong = [s["id"] for s in statements if (at := text.find(s["quote"])) < 0 or text.find(s["quote"], at + 1) >= 0]
    assert not wrong


def test_each_line_is_where_its_quote_starts(statements: list[Statement], policy_text: str) -> None:
    text, lines = collapse_with_lines(policy_text)
    assert text == collapse(policy_text)
    wrong = {s["id"]: (s["line"], lines[text.index(s["quote"])]) for s in statements}
    assert {name: pair for name, pair in wrong.items() if pair[0] != pair[1]} == {}


def test_each_section_is_a_heading_above_its_line(statements: list[Statement], policy_text: str) -> None:
    rows = [row.strip() for row in policy_text.split("\n")]
    sections = {statement["section"] for statement in statements}
    for statement in statements:
        above = [row for row in rows[: statement["line"] - 1] if row in sections]
        assert above and above[-1] == statement["section"], statement["id"]


def test_summaries_do_not_parrot_the_policy(statements: list[Statement], policy_text: str) -> None:
    policy_runs = runs(policy_text, POLICY_RUN)
    parroted = {s["id"]: sorted(shared) for s in statements if (shared := runs(s["summary"], POLICY_RUN) & policy_runs)}
    assert not parroted


# --- against the list of statements ----------------------------------------------------------------------------------


def test_pack_holds_the_same_statements(statements: list[Statement], specification: dict[str, Any]) -> None:
    theirs = {statement["id"]: statement for statement in specification["statements"]}
    assert [statement["id"] for statement in statements] == sorted(theirs)
    for ours in statements:
        other = theirs[ours["id"]]
        for key in SCALARS:
            assert ours[key] == other[key], (ours["id"], key)
        for key, name in LISTS.items():
            assert ours.get(key, []) == other.get(name, []), (ours["id"], key)


def test_each_quote_lies_inside_its_own_sentence(statements: list[Statement], specification: dict[str, Any]) -> None:
    sentences = {statement["id"]: collapse(statement["quote"]) for statement in specification["statements"]}
    strays = [statement["id"] for statement in statements if statement["quote"] not in sentences[statement["id"]]]
    assert not strays


def test_pack_names_the_same_policy(pack: dict[str, Any], specification: dict[str, Any]) -> None:
    assert pack["policy"]["text_sha256"] == specification["source"]["sha256"]
    assert pack["policy"]["effective"].isoformat() == specification["source"]["effective"]


def test_vocabulary_is_the_specified_one(vocabulary: dict[str, Any], specification: dict[str, Any]) -> None:
    vocab = specification["vocab"]
    for table, name in (("categories", "data_categories"), ("purposes", "purposes"), ("recipients", "recipients")):
        ours = {
            node: {key: value for key, value in entry.items() if key != "label"}
            for node, entry in vocabulary[table].items()
        }
        quantifiers = set(vocabulary["quantifiers"].get(table, []))
        assert quantifiers <= set(vocab[name]), table
        assert ours == {node: entry for node, entry in vocab[name].items() if node not in quantifiers}, table
    assert vocabulary["quantifiers"] == {"purposes": ["any", "policy_purposes", "new_purpose"], "recipients": ["*"]}
    assert vocabulary["subjects"] == vocab["subjects"]
