"""A policy pack: the statements of one policy version and the rules that check them.

Every model forbids unknown keys. Loading checks the references between them too, so that a typing error in a pack is
an error with a name, never a rule that silently finds nothing.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from rules.facts import Severity
from rules.kinds import Model, Recipients, Test
from rules.safe_yaml import YamlError, load_text, parse_yaml
from rules.vocabulary import Tree, Vocabulary, vocabulary

MAX_QUOTE_WORDS = 12
_KEY_SHOWN = 120


class PolicyError(ValueError):
    """A pack or policy text can't be used. The message names the file, the key and the remedy."""


class Statement(Model):
    """One sentence of the policy: what it is about, what it asks, and a short quote that leads back to it."""

    id: str
    section: str
    line: int
    kind: str
    modality: Literal["permit", "prohibit", "oblige", "inform"]
    strength: Literal["hard", "hedged", "permissive"]
    decidable: Literal["scan", "flow", "config", "attest"]
    tier: Literal["core", "support"]
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    summary: str
    quote: str


class Rule(Model):
    """A statement's machine-checkable form. `hits` and `misses` are its tests: small facts, expected findings."""

    id: str
    statements: tuple[str, ...] = Field(min_length=1)
    title: str
    severity: Severity
    test: Test
    hits: tuple[dict[str, Any], ...] = ()
    misses: tuple[dict[str, Any], ...] = ()


class PolicyHead(Model):
    id: str
    title: str
    effective: date
    text_sha256: str = ""


class Policy(Model):
    """One version of one organisation's policy."""

    version: Literal[1]
    policy: PolicyHead
    statements: tuple[Statement, ...]
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _references_hold(self) -> Policy:
        words = vocabulary()
        ids = [statement.id for statement in self.statements]
        if len(set(ids)) != len(ids):
            raise ValueError("two statements have the same id")
        rule_ids = [rule.id for rule in self.rules]
        if len(set(rule_ids)) != len(rule_ids):
            raise ValueError("two rules have the same id")
        for statement in self.statements:
            if len(statement.quote.split()) > MAX_QUOTE_WORDS:
                raise ValueError(f"{statement.id}: the quote is longer than {MAX_QUOTE_WORDS} words")
        for rule in self.rules:
            _known(rule.id, rule.statements, set(ids), "statement")
            _nodes_hold(rule.id, rule.test, words)
            if isinstance(rule.test, Recipients):
                _known(rule.id, (rule.test.anchor,), set(ids), "statement")
                for permit in rule.test.permits:
                    _known(rule.id, permit.statements, set(ids), "statement")
                    _nodes_hold(rule.id, permit, words)
        return self

    @property
    def named_purposes(self) -> frozenset[str]:
        """Every purpose that a permitting statement names: what "stated in this policy" quantifies over."""
        quantifiers = {"any", "policy_purposes", "new_purpose"}
        named = {name for item in self.statements if item.modality == "permit" for name in item.purposes}
        return frozenset(named - quantifiers)


_CATEGORIES = ("categories", "within", "listed", "open", "leave", "grave", "doubtful_categories")
_PURPOSES = ("purposes", "doubtful")
_RECIPIENTS = ("parties", "recipients", "doubtful_recipients")


def _nodes_hold(rule: str, part: Model, words: Vocabulary) -> None:
    """Whatever a test or permit names in a key that speaks of nodes is a node of that tree."""
    trees = ((_CATEGORIES, words.categories), (_PURPOSES, words.purposes), (_RECIPIENTS, words.recipients))
    for keys, tree in trees:
        for key in keys:
            names = getattr(part, key, ())
            if not isinstance(names, str):  # `policy` and `any` stand for many purposes
                _known_nodes(rule, names, tree)


def _known(rule: str, names: tuple[str, ...], known: set[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"rule {rule} names the unknown {what} '{name}'")


def _known_nodes(rule: str, names: tuple[str, ...], tree: Tree) -> None:
    for name in names:
        if name not in tree:
            raise ValueError(f"rule {rule} names '{name}', which is no {tree.name} of the vocabulary")


def shipped_packs() -> list[str]:
    """Names of the packs that come with Saydo."""
    folder = resources.files("rules").joinpath("packs")
    return sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml"))


def load_policy(name: str, base_dir: Path) -> tuple[Policy, str]:
    """A pack by shipped name, or by path relative to `base_dir`, with the SHA-256 of its text.

    Raises `PolicyError` (unknown pack, unknown key, broken reference) or `YamlError`.
    """
    if name in shipped_packs():
        return _shipped_policy(name)
    path = (base_dir / name).resolve()
    if not path.is_file():
        raise PolicyError(
            f"policy '{name}': neither a shipped pack ({', '.join(shipped_packs())}) nor a file. "
            "Name one of these, or give a path relative to the estate file."
        )
    return _parsed(load_text(path, path.name), path.name)


def shipped_text(name: str) -> str | None:
    """The text of a shipped pack, None where there is none of that name."""
    if name not in shipped_packs():
        return None
    return resources.files("rules").joinpath(f"packs/{name}.yaml").read_text(encoding="utf-8")


@cache
def _shipped_policy(name: str) -> tuple[Policy, str]:
    return _parsed(shipped_text(name) or "", f"policy pack '{name}'")


def _parsed(text: str, shown: str) -> tuple[Policy, str]:
    try:
        policy = Policy.model_validate(parse_yaml(text, shown))
    except ValidationError as error:
        raise PolicyError(f"{shown}: {first_error(error)}") from None
    return policy, hashlib.sha256(text.encode()).hexdigest()


def first_error(error: ValidationError) -> str:
    """The first complaint of a pydantic error as a sentence with the key's path; never the input's value."""
    item = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in item["loc"])[:_KEY_SHOWN]
    if not where:
        return f"{item['msg'].removeprefix('Value error, ')}. Correct it."
    if item["type"] == "extra_forbidden":
        return f"unknown key '{where}'. Remove it or correct its spelling."
    if item["type"] == "union_tag_invalid":
        return (
            f"key '{where}': `kind` names no kind of test. Write one of rules/kinds.py, such as absent or recipients."
        )
    if item["type"] == "missing":
        return f"the key '{where}' is missing. Add it."
    return f"key '{where}': {item['msg'].removeprefix('Value error, ')}. Correct it."


def collapse(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def resolve_sentences(policy: Policy, text: str) -> dict[str, str]:
    """Statement id -> the full sentence around its quote, from the policy text that the user supplies.

    Raises `PolicyError` naming the first quote that does not stand in the text exactly once.
    """
    flat = collapse(text)
    found: dict[str, str] = {}
    for statement in policy.statements:
        quote = collapse(statement.quote)
        if flat.count(quote) != 1:
            raise PolicyError(
                f"{statement.id}: its quote stands {flat.count(quote)} times in the policy text, not once. "
                f"Supply the text of {policy.policy.id}, effective {policy.policy.effective}."
            )
        found[statement.id] = _sentence_around(flat, flat.index(quote), len(quote))
    return found


def _sentence_around(flat: str, start: int, length: int) -> str:
    """From the end of the sentence or bullet before to the end of this one."""
    opens = max(flat.rfind(mark, 0, start) + len(mark) for mark in (". ", "• ", "; ", " o ", ": "))
    begin = opens if opens > 1 and start - opens < 1200 else max(0, start - 400)
    ends = [position for mark in (". ", " • ", " o ") if (position := flat.find(mark, start + length)) >= 0]
    return flat[begin : min(min(ends, default=len(flat)) + 1, begin + 2000)].strip()


__all__ = [
    "Policy",
    "PolicyError",
    "Rule",
    "Statement",
    "YamlError",
    "load_policy",
    "resolve_sentences",
    "shipped_packs",
]
