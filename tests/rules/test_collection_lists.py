"""What the pack's lists say of every kind of data that there is: each decided on purpose, and by one rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.judge_collection import verdict_of
from rules.kinds import Absent, Collection
from rules.policy import load_policy
from rules.vocabulary import vocabulary

POLICY, _ = load_policy("amazfit-2018", Path("."))
TREE = vocabulary().categories
LISTS = {rule.id: rule.test for rule in POLICY.rules if isinstance(rule.test, Collection)}
OPEN_TO_ALL = {name: test for name, test in LISTS.items() if not test.roles}

GENERAL, HEALTH, DEVICE, NETWORK = (
    "undisclosed-collection",
    "device-recorded-list",
    "device-binding-list",
    "wifi-details",
)
DECIDED = {
    (GENERAL, "CLEAR"): """
        account.federated_token account.identifier body.height body.weight commerce.cart contact.email contact.phone
        contact.postal_address content.private_message content.user_submitted demographic.birth_date
        demographic.gender diagnostics.crash_log diagnostics.debug_log identity.name location.altitude location.city
        location.country location.gps location.track online.browsing online.cookie online.search online.user_agent
        preference.interest preference.locale preference.privacy profile.avatar profile.nickname social.friends
        social.status usage.events""",
    (GENERAL, "VAGUE"): "contact.fax demographic.age location.home",
    (GENERAL, "UNDISCLOSED"): """
        biometric.face biometric.fingerprint biometric.voice commerce.order demographic.marital_status
        demographic.nationality financial.iban financial.income financial.payment_card identity.driving_licence
        identity.national_id identity.passport inferred.score inferred.segment media.audio media.photo media.video
        online.form_input professional.employer professional.occupation sensitive.criminal sensitive.ethnicity
        sensitive.political_opinion sensitive.religion sensitive.sexual_orientation sensitive.union_membership
        social.family""",
    (HEALTH, "CLEAR"): "health.activity health.energy health.heart_rate health.motion health.sleep",
    (HEALTH, "VAGUE"): """
        health.blood_pressure health.body_composition health.ecg health.respiration health.spo2 health.stress
        health.temperature health.training""",
    (HEALTH, "UNDISCLOSED"): """
        health.blood_type health.condition health.cycle health.genetic health.glucose health.lifestyle
        health.medication health.mental health.record_id""",
    (DEVICE, "CLEAR"): """
        device.advertising_id device.firmware device.hardware device.imei device.mac device.os device.push_token
        device.serial""",
    (DEVICE, "VAGUE"): "device.fingerprint device.installation_id",
    (DEVICE, "UNDISCLOSED"): "device.clipboard device.iccid device.imsi device.installed_apps",
    (NETWORK, "CLEAR"): "network.carrier network.ip network.isp network.signal network.type network.wifi_status",
    (NETWORK, "UNDISCLOSED"): "network.bssid network.nearby_devices network.ssid",
    ("", ""): """
        account.password account.password_hash account.secret_key account.token communication.caller
        communication.contacts communication.message deidentified education.school minor""",
}
"""The last row: no list speaks of these. They must not be there at all (see below), or are about nobody."""
FORBIDDEN = ["communication.caller", "communication.contacts", "communication.message", "education.school", "minor"]
SECRETS = ["account.password", "account.secret_key", "account.token"]

GROUNDING = ("collection-permitted", "consent-required", "anonymisation")
AS_A_WHOLE = {
    "demographic"
}  # amz-062, 071, 076: of the user base; amz-014 leaves single people's undisclosed (conf-15)
IMPLIED = {"demographic.age"}  # follows from the date of birth, which amz-015 names


def leaves() -> list[str]:
    return sorted(set(TREE.parents) - set(TREE.parents.values()))


def test_every_leaf_is_decided_once() -> None:
    told = [name for names in DECIDED.values() for name in names.split()]
    assert sorted(told) == leaves()


@pytest.mark.parametrize("category", leaves())
def test_each_leaf_has_the_verdict_that_was_chosen_and_from_one_list(category: str) -> None:
    rule, verdict = next(key for key, names in DECIDED.items() if category in names.split())
    speaking = {name: told for name, test in OPEN_TO_ALL.items() if (told := verdict_of(test, category))}
    assert speaking == ({rule: verdict} if rule else {})


def test_what_no_list_speaks_of_is_ruled_out_by_another_rule() -> None:
    ruled_out = [rule.test for rule in POLICY.rules if isinstance(rule.test, Absent) and not rule.test.roles]
    for category in (*FORBIDDEN, *SECRETS):
        assert sum(TREE.within_any(category, test.categories) for test in ruled_out) == 1, category


@pytest.mark.parametrize("name", sorted(OPEN_TO_ALL))
def test_a_list_names_just_what_the_statements_name(name: str) -> None:
    test = OPEN_TO_ALL[name]
    named = {
        category
        for item in POLICY.statements
        if item.kind in GROUNDING
        for category in item.categories
        if category != "personal" and TREE.within_any(category, test.within)
    }
    named -= {category for category in named if TREE.within_any(category, test.leave)}
    assert set(test.listed) | set(test.open) - IMPLIED == named - AS_A_WHOLE


@pytest.mark.parametrize("category", ["contact", "location", "device.identifier"])
def test_a_bounding_node_is_named_itself_and_what_lies_below_is_vague(category: str) -> None:
    test = next(test for test in OPEN_TO_ALL.values() if category in test.open)
    assert verdict_of(test, category) == "CLEAR"
    below = [name for name, parent in TREE.parents.items() if parent == category and name not in test.listed]
    assert below
    assert {verdict_of(test, name) for name in below} == {"VAGUE"}


def test_the_body_profile_is_its_own_closed_list() -> None:
    test = LISTS["body-profile-list"]
    statement = next(item for item in POLICY.statements if item.id == "amz-015")
    assert set(test.listed) == set(statement.categories)
    told = {name: verdict_of(test, name) for name in ("health.spo2", "contact.email", "device.imsi", "demographic.age")}
    assert told == {"health.spo2": None, "contact.email": None, "device.imsi": None, "demographic.age": "VAGUE"}
    for name in ("health.blood_type", "health.condition", "sensitive.religion", "demographic.marital_status"):
        assert verdict_of(test, name) == "UNDISCLOSED"
