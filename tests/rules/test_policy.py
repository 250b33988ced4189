"""Packs: unknown keys and broken references are errors with a name; quotes lead back to sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from rules.policy import Policy, PolicyError, load_policy, resolve_sentences

PACK: dict[str, Any] = {
    "version": 1,
    "policy": {"id": "p", "title": "P", "effective": "2018-01-01"},
    "statements": [
        {
            "id": "s-1", "section": "S", "line": 1, "kind": "location", "modality": "inform", "strength": "hard",
            "decidable": "config", "tier": "core", "summary": "Where data lies.", "quote": "in Germany",
        }
    ],
    "rules": [
        {
            "id": "r", "statements": ["s-1"], "title": "T", "severity": "low",
            "test": {"kind": "store_country", "parties": ["first_party"], "countries": ["DE"]},
        }
    ],
}  # fmt: skip


def _test(**test: Any) -> dict[str, Any]:
    return {"rules.0.test": test}


_LISTS: dict[str, Any] = {"kind": "collection", "parties": ["first_party"], "within": ["personal"], "listed": []}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_test(**_LISTS, open=["spleen"]), "'spleen', which is no category"),
        (_test(**{**_LISTS, "listed": ["contact.pigeon"]}), "'contact.pigeon', which is no category"),
        (_test(**_LISTS, leave=["first_party"]), "'first_party', which is no category"),
        (_test(**_LISTS, roles=["diary"]), "rules.0.test.collection.roles.0"),
        (_test(kind="absent", parties=["first_party"], categories=[], roles=["acounts"]), "absent.roles.0"),
        (_test(kind="replica_parity", parties=["martians"]), "'martians', which is no recipient"),
        (_test(kind="unlinkable", purposes=["gossip"], categories=[]), "'gossip', which is no purpose"),
        (_test(kind="anonymous", categories=["nobody"]), "'nobody', which is no category"),
        (_test(kind="contract", recipients=["processor"], clauses=[]), "contract.clauses"),
        (_test(kind="contract", recipients=["helper"], clauses=["dp"]), "'helper', which is no recipient"),
        (_test(kind="cross_border", recipients=["processor"], areas=[["Germany"]]), "cross_border.areas"),
        (_test(kind="encrypted_sharing", recipients=["x"]), "'x', which is no recipient"),
        (_test(kind="forbidden_purpose", recipients=["third_party"], purposes=["fun"]), "'fun', which is no purpose"),
        (
            _test(kind="forbidden_purpose", recipients=["third_party"], purposes=[], doubtful=["fun"]),
            "'fun', which is no purpose",
        ),
        (_test(kind="purpose_limit", categories=["body"], purposes=["fun"]), "'fun', which is no purpose"),
        (_test(kind="consent_for_events", topic="Debug Upload"), "consent_for_events.topic"),
        (_test(kind="optout_for_events", topic=""), "optout_for_events.topic"),
        (_test(kind="allowed_values", role="provider", part="name", values=["x"]), "allowed_values.role"),
        (_test(kind="allowed_values", role="federated", part="provider", values=[]), "allowed_values.values"),
        (_test(kind="consent_for_age", age_below=0, consent="parental"), "consent_for_age.age_below"),
        (_test(kind="attestation_due", max_age_days=0), "attestation_due.max_age_days"),
        (_test(kind="store_country", parties=["first_party"], countries=["Germany"]), "store_country.countries"),
    ],
)
def test_every_kind_of_test_checks_the_words_it_names(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    _write(tmp_path, change)
    with pytest.raises(PolicyError, match=r"^pack\.yaml: ") as caught:
        load_policy("pack.yaml", tmp_path)
    assert word in str(caught.value)


def _write(tmp_path: Path, change: dict[str, Any]) -> None:
    import json

    pack = json.loads(json.dumps(PACK))
    for path, value in change.items():
        *parents, last = path.split(".")
        target = pack
        for key in parents:
            target = target[int(key)] if key.isdigit() else target[key]
        target[last] = value
    (tmp_path / "pack.yaml").write_text(json.dumps(pack))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"extra": 1}, "unknown key 'extra'"),
        ({"statements.0.colour": "red"}, "unknown key 'statements.0.colour'"),
        ({"rules.0.statements": ["s-2"]}, "unknown statement 's-2'"),
        ({"rules.0.test.parties": ["martians"]}, "'martians', which is no recipient"),
        ({"rules.0.test.kind": "guess"}, "rules.0.test"),
        ({"statements.0.quote": " ".join(["word"] * 13)}, "longer than 12 words"),
        ({"rules.0.severity": "deadly"}, "rules.0.severity"),
    ],
)
def test_a_wrong_pack_names_the_key(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    _write(tmp_path, change)
    with pytest.raises(PolicyError, match=r"^pack\.yaml: ") as caught:
        load_policy("pack.yaml", tmp_path)
    assert word in str(caught.value)


def test_an_unknown_pack_lists_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="amazfit-2018"):
        load_policy("amazfit-2081", tmp_path)


def test_quotes_lead_back_to_the_sentence(tmp_path: Path) -> None:
    policy = Policy.model_validate(PACK)
    text = "We have offices.\nOur servers stand\n in Germany and nowhere else. Write to us."
    assert resolve_sentences(policy, text)["s-1"] == "Our servers stand in Germany and nowhere else."
    with pytest.raises(PolicyError, match="2 times"):
        resolve_sentences(policy, text + " Also in Germany.")


def test_every_shipped_quote_resolves_in_the_policy_text() -> None:
    shared = Path(os.environ.get("SAYDO_SHARED", Path(__file__).parents[2] / ".." / "shared"))
    text = shared / "policy" / "amazfit-2018.txt"
    if not text.exists():
        pytest.skip("the policy text is not beside the checkout; set SAYDO_SHARED")
    policy, _ = load_policy("amazfit-2018", Path("."))
    sentences = resolve_sentences(policy, text.read_text(encoding="utf-8"))
    assert len(sentences) == len(policy.statements)
    assert "will not save any of your contacts" in sentences["amz-018"]
    for statement in policy.statements:
        assert " ".join(statement.quote.split()) in sentences[statement.id]
