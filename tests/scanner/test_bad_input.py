"""Wrong estate files and wrong files beside them: exit 2 and one sentence that names the file, the key, the remedy."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from rules import safe_yaml

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

SECRET = "hunter2-never-print-me"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXTS: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "not utf-8": (b"version: 1\npolicy: \xff\xfe\n", ("estate.yaml: not UTF-8 text. Save it as UTF-8.",)),
    "utf-16": ("version: 1\n".encode("utf-16"), ("not UTF-8 text",)),
    "a jpeg": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20, ("not UTF-8 text",)),
    "nul bytes": (b"version: 1\npolicy: a\0b\n", ("estate.yaml", "characters that YAML does not allow")),
    "empty": ("", ("estate.yaml: no estate file", "version: 1")),
    "only a comment": ("# later\n", ("no estate file", "version: 1")),
    "a list": ("- a\n- b\n", ("no estate file", "version: 1")),
    "a word": ("estate\n", ("no estate file", "version: 1")),
    "a tab": ("version: 1\npolicy: x\nsources:\n\tcrm: {}\n", ("estate.yaml, line 4", "Mend the YAML there")),
    "an open bracket": ("version: [1\n", ("estate.yaml, line",)),
    "an open quote": (f"version: 1\npolicy: '{SECRET}\n", ("estate.yaml, line",)),
    "two documents": ("version: 1\n---\nversion: 1\n", ("estate.yaml, line 2",)),
    "an unknown alias": (f"version: *{SECRET}\n", ("estate.yaml, line 1",)),
    "an alias bomb": (BOMB, ("estate.yaml, line", "aliases")),
    "an alias of itself": ("version: &a [*a]\n", ("estate.yaml, line 1", "alias")),
    "a python tag": ("version: !!python/object/apply:os.system ['true']\n", ("estate.yaml, line 1",)),
    "an own tag": (f"version: !{SECRET} 1\n", ("estate.yaml, line 1",)),
    "a key that is a list": ("[a, b]: 1\n", ("estate.yaml, line 1", "plain key")),
    "deep nesting": ("[" * 100 + "]" * 100, ("estate.yaml", "64 levels", "flatten")),
    "very deep nesting": ("[" * 50_000, ("estate.yaml",)),
    "a duplicate key": ("version: 1\npolicy: a\npolicy: b\n", ("estate.yaml, line 3", "policy", "second time")),
    "a merge key": ("x: &x {version: 1}\n<<: *x\n", ("estate.yaml",)),
    "a long number": ("version: " + "9" * 10_000 + "\n", ("estate.yaml",)),
    "a long key": (
        "version: 1\npolicy: x\nsources: {a: {type: b}}\n" + "k" * 900 + ": 1\n",
        ("estate.yaml", "unknown key"),
    ),
    "a key of markup and escapes": (
        'version: 1\npolicy: x\nsources: {a: {type: b}}\n"[bold]\\e[31m\\nx": 1\n',
        ("estate.yaml", "unknown key", "\\x1b"),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_an_estate_file_that_is_none(bench: Bench, name: str) -> None:
    content, needles = TEXTS[name]
    bench.file("estate.yaml", content)
    began = time.monotonic()
    bench.refused(*needles)
    assert time.monotonic() - began < 10


def test_no_estate_file(bench: Bench) -> None:
    bench.refused("estate.yaml: no such file. Check the path")


def test_the_estate_file_is_a_folder(bench: Bench) -> None:
    bench.config.mkdir()
    bench.refused("estate.yaml: no plain file. Check the path")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_the_estate_file_is_a_pipe(bench: Bench) -> None:
    os.mkfifo(bench.config)
    bench.refused("estate.yaml", "no plain file")


def test_the_estate_file_is_huge(bench: Bench) -> None:
    bench.file("estate.yaml", b"# " + b"x" * safe_yaml.MAX_BYTES)
    bench.refused("estate.yaml: larger than 8 MiB", "Split it")


# ---- keys and values -------------------------------------------------------------------------------------------------


def engagement(**changes: Any) -> dict[str, Any]:
    return {"engagements": [{"party": "us", "role": "processor"} | changes]}


def binding(role: str, **entry: Any) -> dict[str, Any]:
    return {"bindings": {role: {"dataset": "good/people"} | entry}}


def flow(**changes: Any) -> dict[str, Any]:
    return {"flows": [{"from": "good", "to": "us"} | changes]}


CHANGES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "unknown key": ({"polcy": SECRET}, ("unknown key 'polcy'", "correct its spelling")),
    "no version": ({"version": None}, ("key 'version' is missing", "Add it")),
    "wrong version": ({"version": 2}, ("key 'version'", "1")),
    "no policy": ({"policy": None}, ("key 'policy' is missing", "Add it")),
    "policy is a number": ({"policy": 5}, ("key 'policy'",)),
    "no sources": ({"sources": None}, ("key 'sources' is missing", "Add it")),
    "sources is a list": ({"sources": ["good"]}, ("key 'sources'",)),
    "sources is empty": ({"sources": {}}, ("key 'sources'",)),
    "a source is a word": ({"sources": {"crm": SECRET}}, ("key 'sources.crm'",)),
    "a source without type": ({"sources": {"crm": {"url": "sqlite:///x.db"}}}, ("'sources.crm.type' is missing",)),
    "a source name with a slash": ({"sources": {"a/b": {"type": "sql"}}}, ("source name 'a/b'", "letters, digits")),
    "as_of is no date": ({"as_of": SECRET}, ("key 'as_of'", "date")),
    "unknown pack": (
        {"policy": "amazfit-2017"},
        ("key 'policy'", "policy 'amazfit-2017'", "amazfit-2018", "relative to the estate"),
    ),
    "unknown party class": ({"parties": {"us": {"class": "friend"}}}, ("'parties.us.class'", "processor.mailing")),
    "a party without class": ({"parties": {"us": {}}}, ("'parties.us.class' is missing",)),
    "a party's country": ({"parties": {"us": {"class": "affiliate", "country": "cn"}}}, ("parties.us.country", "DE")),
    "unknown purpose": (engagement(purposes=["fun"]), ("engagements.0.purposes", "'fun'", "purpose")),
    "unknown party of an engagement": (engagement(party="them"), ("engagements.0.party", "'them'", "parties")),
    "engagement dates reversed": (
        engagement(valid_from="2019-01-01", valid_to="2018-01-01"),
        ("engagements.0", "valid_to lies before valid_from"),
    ),
    "an engagement's date": (engagement(valid_from="01.02.2018"), ("engagements.0.valid_from", "date")),
    "an unknown key of an engagement": (engagement(until="2018-01-01"), ("unknown key 'engagements.0.until'",)),
    "unknown party of a flow": (flow(to="them"), ("flows.0.to", "'them'")),
    "unknown source of a flow": (flow(**{"from": "bad/people"}), ("flows.0.from", "'bad'")),
    "unknown category of a flow": (flow(categories=["contact.mail"]), ("flows.0.categories", "'contact.mail'")),
    "unknown purpose of a flow": (flow(purposes=["fun"]), ("flows.0.purposes", "'fun'")),
    "unknown role": (binding("account", subject="id"), ("bindings.account", "accounts")),
    "a binding without dataset": ({"bindings": {"accounts": {"subject": "id"}}}, ("bindings.accounts.0", "dataset")),
    "a binding without subject": (binding("accounts", created="x"), ("bindings.accounts.0", "subject")),
    "a binding's unknown part": (binding("accounts", subject="id", born="x"), ("bindings.accounts.0", "'born'")),
    "a binding's part is a list": (binding("accounts", subject=["id"]), ("bindings.accounts.0", "one field")),
    "a binding of an unknown source": (
        {"bindings": {"accounts": {"dataset": "bad/people", "subject": "id"}}},
        ("bindings.accounts.0.dataset", "'bad'", "sources"),
    ),
    "kinds is a list": (
        binding("consent", subject="id", given="id", kind="mail", kinds=["parental"]),
        ("bindings.consent.0", "kinds"),
    ),
    "kinds of a word": (
        binding("consent", subject="id", given="id", kind="mail", kinds={"parental": "yes"}),
        ("bindings.consent.0", "kinds"),
    ),
    "a gateway without direction": (binding("gateway", host="mail"), ("bindings.gateway.0.direction", "ingress")),
    "a gateway without host": (binding("gateway", direction="egress"), ("bindings.gateway.0", "host")),
    "an unknown key of a dataset": ({"datasets": {"good/people": {"anonymous": True}}}, ("datasets.good/people",)),
    "an unknown purpose of a dataset": (
        {"datasets": {"good/people": {"purpose": "fun"}}},
        ("datasets.good/people.purpose", "'fun'"),
    ),
    "a dataset of an unknown source": ({"datasets": {"bad/people": {"purpose": "analytics"}}}, ("datasets", "'bad'")),
    "an unknown default": ({"defaults": {"confidance": 0.9}}, ("unknown key 'defaults.confidance'",)),
    "confidence of two": ({"defaults": {"confidence": 2}}, ("key 'defaults.confidence'",)),
    "confidence is not a number": ({"defaults": {"confidence": float("nan")}}, ("key 'defaults.confidence'",)),
    "inactive_days below zero": ({"parameters": {"inactive_days": -1}}, ("key 'parameters.inactive_days'",)),
    "min_k of nobody": ({"parameters": {"min_k": 0}}, ("key 'parameters.min_k'",)),
    "answer_days below zero": ({"parameters": {"answer_days": -1}}, ("key 'parameters.answer_days'",)),
    "minor_delay_days is no number": ({"parameters": {"minor_delay_days": "soon"}}, ("parameters.minor_delay_days",)),
    "minimum_age of a country's name": (
        {"parameters": {"minimum_age": {"Germany": 16}}},
        ("parameters.minimum_age", "'Germany'", "`default`", "DE"),
    ),
    "minimum_age of nobody": ({"parameters": {"minimum_age": {"default": 0}}}, ("minimum_age", "'default'", "119")),
    "minimum_age of Methuselah": ({"parameters": {"minimum_age": {"DE": 120}}}, ("minimum_age", "'DE'", "119")),
    "minimum_age is one number": ({"parameters": {"minimum_age": 13}}, ("key 'parameters.minimum_age'",)),
    "quasi_identifiers is a word": (
        {"datasets": {"good/people": {"quasi_identifiers": "mail"}}},
        ("datasets.good/people.quasi_identifiers",),
    ),
    "group_size is a list": ({"datasets": {"good/people": {"group_size": ["mail"]}}}, ("good/people.group_size",)),
    "events without topics": (
        binding("events", subject="id", time="mail"),
        ("bindings.events.0", "needs `topics: [...]`"),
    ),
    "events without time": (binding("events", subject="id", topics=["x"]), ("bindings.events.0", "needs `time:")),
    "topics is a word": (
        binding("events", subject="id", time="mail", topics="location"),
        ("bindings.events.0.topics", "[contacts_permission]"),
    ),
    "an unknown topic": (
        binding("events", subject="id", time="mail", topics=["astrology"]),
        ("key 'bindings.events'", "'astrology' is no topic", "amazfit-2018"),
    ),
    "an unknown topic of an opt-out": (
        binding("optout", subject="id", given="mail", topics=["astrology"]),
        ("key 'bindings.optout'", "'astrology' is no topic"),
    ),
    "friendship without friend": (binding("friendship", subject="id"), ("bindings.friendship.0", "needs `friend:")),
    "federated without provider": (binding("federated", subject="id"), ("bindings.federated.0", "needs `provider:")),
    "same_ids is a word": (
        binding("optout", subject="id", given="mail", same_ids="perhaps"),
        ("bindings.optout.0.same_ids", "true"),
    ),
    "kinds without kind": (
        binding("optout", subject="id", given="mail", kinds={"location": ["off"]}),
        ("bindings.optout.0.kinds", "`kind: <field>`"),
    ),
    "value_key in the open": ({"value_key": SECRET}, ("key 'value_key'", "env")),
    "value_key under an unknown kind": ({"value_key": {"plain": SECRET}}, ("value_key", "env")),
    "value_key under two kinds": ({"value_key": {"env": "A", "file": "b"}}, ("value_key", "{env: NAME}")),
    "value_key is empty": ({"value_key": {}}, ("value_key", "{env: NAME}")),
    "value_key of an unset variable": ({"value_key": {"env": "SAYDO_UNSET"}}, ("value_key", "SAYDO_UNSET", "not set")),
    "value_key of a missing file": (
        {"value_key": {"file": "none.txt"}},
        ("value_key", "secret file", "Check the path"),
    ),
    "value_key of an empty file": ({"value_key": {"file": "empty.txt"}}, ("value_key", "first line", "empty")),
    "value_key too short": ({"value_key": {"file": "short.txt"}}, ("value_key", "16 characters", "long random")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_key_or_value(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    changes, needles = CHANGES[name]
    monkeypatch.delenv("SAYDO_UNSET", raising=False)
    bench.file("empty.txt", "")
    bench.file("short.txt", "hunter2")
    bench.estate(**changes)
    told = bench.refused("estate.yaml", *needles)
    assert "hunter2" not in told


SOURCES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "unknown type": ({"type": "excel"}, ("type is not known", "files, logs, sql")),
    "type of a secret": ({"type": SECRET}, ("type is not known",)),
    "timezone": ({"type": "files", "path": ".", "timezone": "Mars/Olympus"}, ("sources.odd.timezone", "Europe/Berlin")),
    "country": ({"type": "files", "path": ".", "country": "de"}, ("sources.odd.country", "ISO 3166")),
    "party": ({"type": "files", "path": ".", "party": "them"}, ("sources.odd.party", "'them'", "parties")),
    "a copy of itself": (
        {"type": "files", "path": ".", "replica_of": "odd"},
        ("sources.odd.replica_of", "names itself", "the source that it is a copy of"),
    ),
    "a copy of nothing": (
        {"type": "files", "path": ".", "replica_of": "crm"},
        ("sources.odd.replica_of", "'crm'", "`sources` does not hold"),
    ),
    "a control that is perhaps there": (
        {"type": "files", "path": ".", "controls": {"tls": "perhaps"}},
        ("sources.odd.controls.tls",),
    ),
    "unknown option": ({"type": "sql", "url": "sqlite:///good.db", "tables": "*"}, ("`tables`", "include")),
    "unknown option of files": ({"type": "files", "path": ".", "pass word": SECRET}, ("unknown option", "include")),
    "no url": ({"type": "sql"}, ("`url` is missing", "Add `url`")),
    "a path and a url": ({"type": "files", "path": ".", "url": "s3://a/b"}, ("one of `path` and `url`",)),
    "include of numbers": ({"type": "files", "path": ".", "include": [1]}, ("`include`", "list of patterns")),
    "a limit of zero": ({"type": "files", "path": ".", "max_object_bytes": 0}, ("max_object_bytes", "positive")),
    "storage_options is a list": ({"type": "files", "path": ".", "storage_options": []}, ("storage_options",)),
    "a password in a url": (
        {"type": "sql", "url": f"postgresql://ann:{SECRET}@db.example/crm"},
        ("`url` holds a password", "url: {env: NAME}"),
    ),
    "a password as a parameter": (
        {"type": "sql", "url": f"postgresql://db.example/crm?password={SECRET}"},
        ("`url` holds a password", "url: {env: NAME}"),
    ),
    "a key in storage_options": (
        {"type": "files", "url": "s3://a/b", "storage_options": {"secret": SECRET}},
        ("storage_options", "{env: NAME}"),
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_can_never_work(bench: Bench, name: str) -> None:
    spec, needles = SOURCES[name]
    bench.with_source(spec)
    bench.refused("estate.yaml", "odd", *needles)
