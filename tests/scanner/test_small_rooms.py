"""Names, exit codes, value key, hosts, config to facts: the small rooms."""

from __future__ import annotations

import random
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.model import DataObject, Dataset, Field, Gap, StoreFact
from rules.detector_data import shipped_detectors
from rules.facts import Declaration, Party
from scanner import cli, config, exitcodes
from scanner.detect import profile as profiles
from scanner.detect.names import NameMasker
from scanner.detect.profile import DatasetProfile, FieldProfile, GroupProfile
from scanner.detect.tokens import names_any, words
from scanner.lineage.egress import party_of_host
from scanner.naming import mask_names, masked_declarations, masked_gap
from scanner.valuekey import ValueKeyError, value_key
from scanner.work import compile_detectors, detector_labels

DETECTORS = shipped_detectors()
MASKER = NameMasker(compile_detectors(DETECTORS), detector_labels(DETECTORS))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exports/lin@mail.example/sleep.csv", "exports/{email}/sleep.csv"),
        ("a/lin%40mail.example/c", "a/{email}/c"),
        ("a/lin%2540mail.example/c", "a/{email}/c"),
        ("user_13912345678", "user_{phone}"),
        ("t/88_0F_10_a1_b2_c3.json", "t/{mac}.json"),
        ("imei490154203237518x", "imei{imei}x"),
        ("fix_31.230416_121.473701.json", "fix_{gps}.json"),
        ("from 203.0.113.9", "from {ip}"),
        ("sleep-2018-01-03.csv", "sleep-2018-01-03.csv"),
        ("dump-20181231235959.json", "dump-20181231235959.json"),
        ("events-2024071509.json", "events-2024071509.json"),
        ("v3.2.1.14", "v3.2.1.14"),
        ("38db2fc9-3976-d184-4465-2176d25a5d36", "38db2fc9-3976-d184-4465-2176d25a5d36"),
    ],
)
def test_shapes_of_names(name: str, expected: str) -> None:
    assert MASKER.shape(name) == expected


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(["lin", "wei", "bo", "ada"]).map(lambda n: f"x/{n}@mail.example.csv"), max_size=6),
    st.randoms(),
)
def test_numbers_of_masks_follow_the_sorted_names(names: list[str], rng: random.Random) -> None:
    shuffled = rng.sample(names, len(names))
    masks = MASKER.mask_all(names)
    assert MASKER.mask_all(shuffled) == masks
    assert len(set(masks.values())) == len(set(names))
    for name in names:
        assert "mail.example" not in masks[name]


def test_everything_that_has_a_name_is_masked_alike() -> None:
    mail = "lin@mail.example"
    dataset = Dataset("s", mail, "table", (Field(mail), Field("ok")), (DataObject(mail),))
    seen = DatasetProfile(1, {f"j.{mail}": FieldProfile()}, {("gateway", "https", mail, "with"): GroupProfile()})
    names = mask_names([dataset], {dataset.ref: seen}, MASKER)
    assert names.ref(dataset.ref) == "s/{email#1}"
    assert sorted(names.datasets[dataset.ref].fields.values()) == ["ok", "{email#1}", "{email#2}"]
    assert list(names.hosts.values()) == ["{email#1}"]
    gap = masked_gap(Gap("s", mail, mail, "corrupt", f"near {mail}"), names, MASKER)
    assert (gap.dataset, gap.object, gap.detail) == ("{email#1}", "{email#1}", "near {email}")
    said = masked_declarations(
        {dataset.ref: Declaration(dataset.ref, quasi_identifiers=(mail,), group_size="ok")}, names
    )
    assert said == {"s/{email#1}": Declaration("s/{email#1}", quasi_identifiers=("{email#2}",), group_size="ok")}
    unknown = masked_gap(Gap("s", "new", f"new/{mail}", "corrupt", ""), names, MASKER)
    assert unknown.object == "new/{email}"


def test_words_in_names() -> None:
    assert words("avgHeartRate_bpm") == ("avg", "heart", "rate", "bpm")
    assert words("HTTPServer2") == ("http", "server", "2")
    assert names_any("avgHeartRate", ("heart rate",))
    assert not names_any("heart_of_rate", ("heart rate",))
    assert not names_any("chart", ("hr",))


@pytest.mark.parametrize(
    ("gating", "complete", "opened", "interrupted", "code"),
    [
        (0, True, 1, False, 0),
        (2, True, 1, False, 1),
        (2, False, 1, False, 1),
        (0, False, 1, False, 3),
        (0, False, 0, False, 4),
        (2, True, 1, True, 130),
        (0, True, 1, True, 130),
    ],
)
def test_exit_codes(gating: int, complete: bool, opened: int, interrupted: bool, code: int) -> None:
    got, told = exitcodes.decide(gating, complete, opened, interrupted)
    assert got == code
    assert told
    if gating and not complete and not interrupted:
        assert "incomplete (3)" in told


def test_value_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert value_key(None, tmp_path) != value_key(None, tmp_path)
    monkeypatch.setenv("SAYDO_TEST_KEY", "a long enough secret, twice")
    one = value_key({"env": "SAYDO_TEST_KEY"}, tmp_path)
    assert one == value_key({"env": "SAYDO_TEST_KEY"}, tmp_path)
    assert len(one) == 32
    assert b"secret" not in one
    monkeypatch.setenv("SAYDO_TEST_KEY", "short")
    with pytest.raises(ValueKeyError, match="16"):
        value_key({"env": "SAYDO_TEST_KEY"}, tmp_path)


@pytest.mark.parametrize(
    ("host", "party"),
    [
        ("api.mailer.example", "mailer"),
        ("x.api.mailer.example", None),
        ("eu.cloud.example", "cloud"),
        ("cloud.example", None),
        ("special.cloud.example", "special"),
        ("notcloud.example", None),
    ],
)
def test_hosts_belong_to_parties(host: str, party: str | None) -> None:
    parties = {
        "mailer": Party("mailer", "processor.mailing", hosts=("API.mailer.example.",)),
        "cloud": Party("cloud", "affiliate", hosts=("*.cloud.example",)),
        "special": Party("special", "affiliate", hosts=("special.cloud.example",)),
    }
    assert party_of_host(host, parties) == party


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=3), max_size=60), st.randoms())
def test_what_overflows_is_told_and_the_rest_is_exact(names: list[str], rng: random.Random) -> None:
    """With more fields than are kept, the same ones are kept in any order, with exact counts."""
    old, profiles.MAX_FIELDS = profiles.MAX_FIELDS, 10
    try:
        parts = [DatasetProfile(1, {name: FieldProfile(rows_counter())}) for name in names]
        one = _fold(parts)
        assert _fold(rng.sample(parts, len(parts))).to_bytes() == one.to_bytes()
        assert len(one.fields) == min(10, len(set(names)))
        assert ("fields" in one.overflow) == (len(set(names)) > 10)
        assert all(item.counts["rows"] == names.count(name) for name, item in one.fields.items())
    finally:
        profiles.MAX_FIELDS = old


def rows_counter() -> Any:
    from collections import Counter

    return Counter({"rows": 1})


def _fold(parts: list[DatasetProfile]) -> DatasetProfile:
    total = DatasetProfile()
    for part in parts:
        total = total.merge(part)
    return total


OWNED = {"tls": True, "access_control": True, "at_rest_encryption": True}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], OWNED),
        ([("crm", "encrypted_connection", False)], OWNED | {"tls": False}),
        ([("crm", "encrypted_connection", False), ("crm", "encrypted_connection", True)], OWNED | {"tls": False}),
        (
            [("crm/dump.csv", "world_readable", True), ("crm/b", "world_readable", False)],
            OWNED | {"access_control": False},
        ),
        ([("crm", "world_readable", False)], OWNED),
        ([("crm2", "world_readable", True), ("other/crm", "encrypted_connection", False)], OWNED),
        ([("crm", "encrypted_connection", None), ("crm", "local_file", True)], OWNED),
    ],
)
def test_what_a_store_shows_wins_over_the_owners_word(facts: list[Any], expected: dict[str, bool]) -> None:
    for order in (facts, facts[::-1]):
        estate = config.Estate.model_validate(
            {"version": 1, "policy": "x", "sources": {"crm": {"type": "sql", "controls": OWNED}}}
        )
        shown = [StoreFact(*item, "a test") for item in order]
        assert config.stores(estate, shown)["crm"].controls == expected


def test_a_store_shows_controls_of_which_the_owner_says_nothing() -> None:
    estate = config.Estate.model_validate({"version": 1, "policy": "x", "sources": {"crm": {"type": "sql"}}})
    assert config.stores(estate)["crm"].controls == {}
    shown = [StoreFact("crm", "encrypted_connection", True, "a test")]
    assert config.stores(estate, shown)["crm"].controls == {"tls": True}


def test_another_owner_of_our_package_names_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(cli.metadata, "packages_distributions", lambda: {"scanner": ["saydo", "other-scanner"]})
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == exitcodes.USAGE
    told = capsys.readouterr().err
    assert "other-scanner" in told
    assert told.count("\n") == 1
