"""Bound tables in small stores: from the estate file to the facts that rules are judged on, in both engines."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.audit_facts import AuditFacts
from rules.facts import ProbeResult
from scanner.audit import run_audit
from scanner.bindings import PARTS
from scanner.config import Estate as EstateFile
from scanner.config import bindings
from scanner.options import AuditOptions
from scanner.setup import read_setup

TESTS: dict[str, dict[str, Any]] = {
    "minimum-age": {"kind": "consent_for_age", "age_below": 13, "consent": "parental", "owner_ages": True},
    "minor-removed": {"kind": "minor_removed", "age_below": 13, "consent": "parental"},
    "debug-upload": {"kind": "consent_for_events", "topic": "debug_upload"},
    "location-off": {"kind": "optout_for_events", "topic": "location"},
    "friend-permission": {"kind": "friend_permission", "topic": "friend_data"},
    "erased-subjects": {"kind": "erasure"},
    "answer-deadline": {"kind": "answer_deadline"},
    "providers": {"kind": "allowed_values", "role": "federated", "part": "provider", "values": ["xiaomi", "google"]},
    "retention": {"kind": "retention"},
    "anonymous-sets": {"kind": "anonymous", "categories": ["contact.email"]},
}
STATEMENT = {
    "id": "s-1",
    "section": "A",
    "line": 1,
    "kind": "k",
    "modality": "oblige",
    "strength": "hard",
    "decidable": "scan",
    "tier": "core",
    "summary": "s",
    "quote": "q",
}
TABLES: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "users": (
        "id INTEGER PRIMARY KEY, mail TEXT, born TEXT, land TEXT, made TEXT, closed TEXT",
        [
            (n, f"p{n}@mail.example", "2008-01-01" if n <= 4 else "1980-01-01", "DE", "2018-01-10T10:00:00Z", None)
            for n in range(1, 31)
        ],
    ),
    "consents": (
        "uid INTEGER, what TEXT, given TEXT, gone TEXT",
        [
            (1, "parents ok", "2017-12-01T00:00:00Z", None),
            (2, "parents ok", "2018-02-01T00:00:00Z", None),
            (5, "logs", "2018-01-20T00:00:00Z", None),
            (6, "logs", "2018-01-20T00:00:00Z", "2018-01-25T00:00:00Z"),
        ],
    ),
    "optouts": ("uid INTEGER, what TEXT, given TEXT", [(7, "gps off", "2018-01-15T00:00:00Z")]),
    "uploads": ("uid INTEGER, at TEXT", [(uid, "2018-02-01T00:00:00Z") for uid in (5, 6, 8)]),
    "tracks": ("uid INTEGER, at TEXT", [(uid, "2018-02-01T00:00:00Z") for uid in (5, 7, 7, 7, 8)]),
    "links": ("of INTEGER, who INTEGER, state TEXT", [(9, 10, "yes"), (11, 10, "asked")]),
    "views": ("of INTEGER, who INTEGER, at TEXT", [(uid, 10, "2018-02-01T00:00:00Z") for uid in (9, 11)]),
    "erasures": (
        "uid INTEGER, asked TEXT, done TEXT, hold TEXT",
        [
            (8, "2018-01-01", "2018-01-20", None),
            (5, "2018-01-01", "2018-03-20", "court"),
            (99, "2018-01-01", "2018-01-10", None),
        ],
    ),
    "logins": ("uid INTEGER, provider TEXT", [(1, "Xiaomi"), (2, "LINE"), (3, None)]),
}
BINDINGS: dict[str, Any] = {
    "accounts": {"dataset": "crm/users", "subject": "id", "birth_date": "born", "country": "land", "created": "made",
                 "closed": "closed"},
    "consent": {"dataset": "crm/consents", "subject": "uid", "kind": "what", "given": "given", "withdrawn": "gone",
                "kinds": {"parental": ["Parents OK"], "debug_upload": ["logs"]}},
    "optout": {"dataset": "crm/optouts", "subject": "uid", "kind": "what", "given": "given",
               "kinds": {"location": ["gps off"]}},
    "events": [
        {"dataset": "crm/uploads", "subject": "uid", "time": "at", "topics": ["debug_upload"]},
        {"dataset": "crm/tracks", "subject": "uid", "time": "at", "topics": ["location"]},
        {"dataset": "crm/views", "subject": "of", "viewer": "who", "time": "at", "topics": ["friend_data"]},
    ],
    "friendship": {"dataset": "crm/links", "subject": "of", "friend": "who", "kind": "state",
                   "kinds": {"accepted": ["yes"]}},
    "erasure": {"dataset": "crm/erasures", "subject": "uid", "requested": "asked", "done": "done", "hold": "hold"},
    "federated": {"dataset": "crm/logins", "provider": "provider", "subject": "uid"},
}  # fmt: skip
PARAMETERS = {
    "minimum_age": {"default": 13, "DE": 16},
    "minor_delay_days": 30,
    "answer_days": 30,
    "min_k": 3,
    "inactive_days": 700,
}


class Estate:
    """An estate over `crm.db` and CSV files under `lake`, judged by the rules above."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.facts: list[AuditFacts] = []
        monkeypatch.setattr("scanner.audit.evaluate", self._seen)
        with sqlite3.connect(folder / "crm.db") as db:
            for name, (columns, rows) in TABLES.items():
                db.execute(f"CREATE TABLE {name} ({columns})")
                db.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
        (folder / "lake").mkdir()
        self.csv("sets/cities", "city,age,n\n" + "Bonn,30,12\n" * 3 + "Ulm,31,2\n")

    def _seen(self, policy: Any, facts: AuditFacts) -> tuple[tuple[()], tuple[()]]:
        self.facts.append(facts)
        return (), ()

    def csv(self, name: str, text: str) -> None:
        path = self.folder / "lake" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def run(self, engine: str = "local", tests: dict[str, Any] | None = None, **changes: Any) -> AuditFacts:
        rules = [
            {"id": name, "statements": ["s-1"], "title": name, "severity": "high", "test": test}
            for name, test in (TESTS if tests is None else tests).items()
        ]
        head = {"id": "own", "title": "Own", "effective": "2018-01-01"}
        pack = {"version": 1, "policy": head, "statements": [STATEMENT], "rules": rules}
        (self.folder / "pack.yaml").write_text(yaml.safe_dump(pack))
        owned = {"party": "us", "country": "DE", "timezone": "UTC"}
        estate = {
            "version": 1,
            "policy": "pack.yaml",
            "as_of": "2018-06-01",
            "sources": {
                "crm": {"type": "sql", "url": "sqlite:///crm.db", **owned},
                "lake": {"type": "files", "path": "lake", **owned},
            },
            "parties": {"us": {"class": "first_party"}},
            "bindings": BINDINGS,
            "parameters": PARAMETERS,
            "datasets": {
                "lake/sets/cities": {
                    "declared_anonymous": True,
                    "quasi_identifiers": ["city", "age"],
                    "group_size": "n",
                }
            },
        } | changes
        (self.folder / "estate.yaml").write_text(yaml.safe_dump(estate))
        engine_name: Any = engine
        run_audit(read_setup(self.folder / "estate.yaml"), AuditOptions(engine=engine_name, workers=2))
        return self.facts[-1]


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Estate:
    return Estate(tmp_path, monkeypatch)


def by_rule(facts: AuditFacts, rule: str) -> dict[tuple[str, str], ProbeResult]:
    return {(item.dataset, item.field): item for item in facts.probes if item.probe == rule}


def counts(item: ProbeResult) -> tuple[int, int, int | None]:
    return item.tested, item.failed, item.subjects


EXPECTED = {
    # 1 consented before; 2 too late; 3 and 4 never
    "minimum-age": {("crm/users", "born"): (30, 3, 3)},
    "minor-removed": {("crm/users", "born"): (30, 2, 2)},
    "debug-upload": {("crm/uploads", "at"): (3, 2, 2)},
    "location-off": {("crm/tracks", "at"): (5, 3, 1)},
    "friend-permission": {("crm/views", "who"): (2, 1, 1)},
    "erased-subjects": {
        ("crm/users", "id"): (2, 1, 1),
        ("crm/uploads", "uid"): (2, 1, 1),
        ("crm/tracks", "uid"): (2, 1, 1),
        ("crm/views", "of"): (2, 0, 0),
        ("crm/logins", "uid"): (2, 0, 0),
    },
    "answer-deadline": {("crm/erasures", "asked"): (3, 1, 1)},
    "providers": {("crm/logins", "provider"): (2, 1, 1)},
    "retention": {("crm/users", "closed"): (0, 0, 0)},
    "anonymous-sets": {("lake/sets/cities", "n"): (4, 1, None), ("lake/sets/cities", ""): (4, 1, None)},
}


@pytest.mark.parametrize("rule", EXPECTED)
def test_what_each_rule_counts(estate: Estate, rule: str) -> None:
    tests = TESTS if rule != "answer-deadline" else {**TESTS}
    facts = estate.run(tests=tests)
    assert not facts.coverage.gaps
    found = by_rule(facts, rule)
    assert {key: counts(item) for key, item in found.items()} == EXPECTED[rule]
    assert [item.undecided for item in found.values() if item.undecided] == []
    assert [item.missing for item in found.values() if item.missing] == []


def test_both_engines_count_alike(estate: Estate) -> None:
    local, pool = estate.run("local"), estate.run("pool")
    assert local.probes == pool.probes
    assert local.joins == pool.joins


MISSING: dict[str, tuple[str, dict[str, Any], str]] = {
    "no delay": ("minor-removed", {"parameters": {"inactive_days": 1}}, "parameters.minor_delay_days"),
    "no answer days": ("answer-deadline", {"parameters": {}}, "parameters.answer_days"),
    "no k": ("anonymous-sets", {"parameters": {}}, "parameters.min_k"),
    "no limit": ("retention", {"parameters": {}}, "parameters.inactive_days"),
    "nothing to group by": ("anonymous-sets", {"datasets": {"lake/sets/cities": {"declared_anonymous": True}}},
                            "`quasi_identifiers` or `group_size`"),
    "no consents": ("debug-upload", {"bindings": {**BINDINGS, "consent": []}}, "no `consent` binding"),
    "no optouts": ("location-off", {"bindings": {**BINDINGS, "optout": []}}, "no `optout` binding"),
    "optouts of unknown topics": (
        "location-off",
        {"bindings": {**BINDINGS, "optout": {"dataset": "crm/optouts", "subject": "uid", "given": "given"}}},
        "which opt-outs are of location",
    ),
    "no friendships": ("friend-permission", {"bindings": {**BINDINGS, "friendship": []}}, "no `friendship` binding"),
    "no viewer": (
        "friend-permission",
        {"bindings": {**BINDINGS, "events": {"dataset": "crm/views", "subject": "of", "time": "at",
                                             "topics": ["friend_data"]}}},
        "does not name `viewer`",
    ),
    "no dates of erasure": (
        "erased-subjects",
        {"bindings": {**BINDINGS, "erasure": {"dataset": "crm/erasures", "subject": "uid"}}},
        "neither `done` nor `requested`",
    ),
    "no closing": (
        "minor-removed",
        {"bindings": {**BINDINGS, "accounts": {"dataset": "crm/users", "subject": "id", "birth_date": "born",
                                               "created": "made"}}},
        "does not name `closed`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_named(estate: Estate, name: str) -> None:
    rule, changes, why = MISSING[name]
    found = list(by_rule(estate.run(**changes), rule).values())
    assert found
    for item in found:
        assert why in item.missing
        assert (item.tested, item.failed) == (0, 0)


def test_topics_bound_without_kinds_may_stand_for_them(estate: Estate) -> None:
    """An opt-out table of one topic needs no `kind`."""
    optouts = {"dataset": "crm/optouts", "subject": "uid", "given": "given", "topics": ["location"]}
    facts = estate.run(bindings={**BINDINGS, "optout": optouts})
    assert counts(by_rule(facts, "location-off")["crm/tracks", "at"]) == (5, 3, 1)


def test_raw_kinds_stand_for_topics(estate: Estate) -> None:
    with sqlite3.connect(estate.folder / "crm.db") as db:
        db.execute("UPDATE optouts SET what = 'Location'")
    optouts = {"dataset": "crm/optouts", "subject": "uid", "kind": "what", "given": "given"}
    facts = estate.run(bindings={**BINDINGS, "optout": optouts})
    assert counts(by_rule(facts, "location-off")["crm/tracks", "at"]) == (5, 3, 1)


@pytest.mark.parametrize(("same", "failed"), [(True, 3), (False, 0)])
def test_records_of_another_source_need_the_owners_word(estate: Estate, same: bool, failed: int) -> None:
    """Events in the lake, opt-outs in the CRM: ids are the same ones only where the binding says so."""
    estate.csv("moves/tracks", "uid,at\n" + "7,2018-02-01T00:00:00Z\n" * 3)
    events = {"dataset": "lake/moves/tracks", "subject": "uid", "time": "at", "topics": ["location"], "same_ids": same}
    result = by_rule(estate.run(bindings={**BINDINGS, "events": events}), "location-off")["lake/moves/tracks", "at"]
    assert result.failed == failed
    assert bool(result.undecided) != same


def test_a_misspelt_field_settles_nothing(estate: Estate) -> None:
    optouts = {**BINDINGS["optout"], "given": "since"}
    facts = estate.run(bindings={**BINDINGS, "optout": optouts})
    result = by_rule(facts, "location-off")["crm/tracks", "at"]
    assert result.failed == 0
    assert ["not wholly read" in reason for reason in result.undecided] == [True]
    assert [gap for gap in facts.coverage.gaps if "`given` under `bindings.optout`" in gap.remedy]


@pytest.mark.parametrize("key", ["quasi_identifiers", "group_size"])
def test_a_misspelt_field_of_a_description_is_a_gap(estate: Estate, key: str) -> None:
    entry = {"declared_anonymous": True, key: ["town"] if key == "quasi_identifiers" else "town"}
    facts = estate.run(datasets={"lake/sets/cities": entry})
    assert [gap for gap in facts.coverage.gaps if gap.remedy == f"Correct `{key}` under `datasets`."]
    assert all(item.undecided for item in by_rule(facts, "anonymous-sets").values())


# ---- joins -----------------------------------------------------------------------------------------------------------


def hashed(name: str, text: str) -> str:
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


FORMS: dict[str, tuple[Callable[[int], str], bool]] = {
    "md5 of ids": (lambda n: hashed("md5", str(n)), True),
    "upper-case sha1 of ids": (lambda n: hashed("sha1", str(n)).upper(), True),
    "sha256 of addresses": (lambda n: hashed("sha256", f"p{n}@mail.example"), True),
    "addresses": (lambda n: f"P{n}@mail.example".lower(), True),
    "hashes under a key": (lambda n: hashed("sha256", f"salt{n}"), False),
    "small numbers that nobody bound": (lambda n: str(n), False),
}


@pytest.mark.parametrize(
    ("form", "engine"), [*((form, "local") for form in FORMS), ("md5 of ids", "pool"), ("addresses", "pool")]
)
def test_fields_that_join_to_accounts(estate: Estate, form: str, engine: str) -> None:
    make, joins = FORMS[form]
    estate.csv("sets/usage", "who,screens\n" + "".join(f"{make(n)},{n * 7}\n" for n in range(1, 26)))
    facts = estate.run(engine, datasets={"lake/sets/usage": {"purpose": "analytics"}})
    assert [(item.dataset, item.field, item.accounts, item.share) for item in facts.joins] == (
        [("lake/sets/usage", "who", "crm/users", 1.0)] if joins else []
    )
    assert facts.declared["lake/sets/usage"].purpose == "analytics"


def test_a_bound_subject_joins_and_an_undeclared_dataset_is_not_looked_at(estate: Estate) -> None:
    text = "who,screens\n" + "".join(f"{n},{n * 7}\n" for n in range(1, 26))
    estate.csv("sets/usage", text)
    estate.csv("sets/other", text)
    subjects = [{"dataset": f"lake/sets/{name}", "subject": "who"} for name in ("usage", "other")]
    changes: dict[str, Any] = {"bindings": {**BINDINGS, "subjects": subjects}}
    facts = estate.run(datasets={"lake/sets/usage": {"declared_anonymous": True}}, **changes)
    assert [(item.dataset, item.field) for item in facts.joins] == [("lake/sets/usage", "who")]


@pytest.mark.parametrize(("shared", "other", "joins"), [(9, 0, False), (10, 0, True), (12, 3, True), (12, 4, False)])
def test_how_much_must_be_in_common(estate: Estate, shared: int, other: int, joins: bool) -> None:
    ids = [hashed("md5", str(n)) for n in range(1, shared + 1)] + [hashed("md5", f"x{n}") for n in range(other)]
    estate.csv("sets/usage", "who,screens\n" + "".join(f"{item},7\n" for item in ids))
    facts = estate.run(datasets={"lake/sets/usage": {"purpose": "analytics"}})
    assert bool(facts.joins) == joins
    for item in facts.joins:
        assert (item.distinct, item.distinct_exact) == (shared + other, True)


def test_the_example_of_the_estate_page_is_one() -> None:
    page = (Path(__file__).parents[2] / "docs" / "estate.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    sources = {name: {"type": "sql"} for name in ("crm", "lake")}
    estate = EstateFile.model_validate({"version": 1, "policy": "x", "sources": sources} | yaml.safe_load(block))
    assert {item.role for item in bindings(estate)} >= {"accounts", "consent", "optout", "events", "friendship"}
    for role, (needed, optional) in PARTS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{role}` | "))
        assert all(f"`{part}`" in row for part in needed | optional), role
