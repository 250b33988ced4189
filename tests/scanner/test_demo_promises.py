"""What the demo's people permitted, refused and asked for, held against its events by hand: each planted breach is in
the data as often as truth.yaml says, and no twin has one. Nothing of the scanner or the generator is used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scanner.demo.estate import write_estate
from tests.scanner.demo_files import Row, datasets, fields, load

Span = tuple[datetime, datetime]
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=[2018, 41])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("promises") / "estate"
    write_estate(made, seed=request.param)
    return made


def moment(value: Any) -> datetime:
    when = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def bound(folder: Path, role: str) -> list[Row]:
    found: list[Row] = load(folder, "estate.yaml")["bindings"][role]
    return found


def spans(folder: Path, role: str, kind: str) -> dict[str, list[Span]]:
    """When each subject's choice of a kind was in force."""
    found: dict[str, list[Span]] = defaultdict(list)
    for item in bound(folder, role):
        words = item.get("kinds", {}).get(kind, [kind])
        for row in datasets(folder)[item["dataset"]]:
            if row[item["kind"]] in words:
                end = row[item["withdrawn"]]
                found[str(row[item["subject"]])].append((moment(row[item["given"]]), moment(end) if end else NEVER))
    return found


def inside(at: datetime, some: Iterable[Span]) -> bool:
    return any(start <= at < end for start, end in some)


def breaches(folder: Path, topic: str) -> dict[str, int]:
    """Rows of each dataset bound as events of a topic whose moment the subject's choices don't permit."""
    refused = topic in ("location", "marketing")
    choices = spans(folder, "optout" if refused else "consent", topic)
    found = {}
    for item in bound(folder, "events"):
        if topic in item["topics"]:
            found[item["dataset"]] = sum(
                inside(moment(row[item["time"]]), choices[str(row[item["subject"]])]) is refused
                for row in datasets(folder)[item["dataset"]]
            )
    return found


PERMISSIONS = {
    "contacts_permission": {"crm/notify_events": "notify_without_consent", "lake/banners/call_banner": ""},
    "debug_upload": {
        "crm/diagnostic_uploads": "uploads_without_consent", "lake/debug/crash_auto": "crashes_without_consent",
    },
    "ux_program": {"warehouse/ux_events": "usage_without_consent", "lake/feeds/usage": "feed_without_consent"},
    "location": {"crm/location_points": "places_after_optout", "warehouse/city_visits": "cities_after_optout"},
    "marketing": {"crm/mailings": "mailings_after_optout", "lake/marketing/push": "pushes_after_optout"},
}  # fmt: skip


@pytest.mark.parametrize("topic", PERMISSIONS)
def test_events_against_choices(folder: Path, topic: str) -> None:
    counts, found = load(folder, "truth.yaml")["counts"], breaches(folder, topic)
    broken = {ref: number for ref, number in found.items() if number}
    assert broken.keys() == PERMISSIONS[topic].keys()
    assert {ref: counts[name] for ref, name in PERMISSIONS[topic].items() if name}.items() <= broken.items()
    assert len(found) > len(broken), "a twin"
    planted = {e["dataset"] for e in load(folder, "truth.yaml")["planted"]}
    clean = {e["dataset"] for e in load(folder, "truth.yaml")["clean"]}
    assert broken.keys() <= planted and found.keys() - broken.keys() <= clean


def test_friends_saw_what_they_may(folder: Path) -> None:
    (links,) = bound(folder, "friendship")
    accepted: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for row in datasets(folder)[links["dataset"]]:
        if row[links["kind"]] == "accepted":
            end = row[links["withdrawn"]]
            span = (moment(row[links["given"]]), moment(end) if end else NEVER)
            accepted[str(row[links["subject"]]), str(row[links["friend"]])].append(span)
    found = {
        item["dataset"]: sum(
            not inside(moment(row[item["time"]]), accepted[str(row[item["subject"]]), str(row[item["viewer"]])])
            for row in datasets(folder)[item["dataset"]]
        )
        for item in bound(folder, "events")
        if "friend_data" in item["topics"]
    }
    counts = load(folder, "truth.yaml")["counts"]
    assert found == {"crm/activity_shares": counts["shares_without_permission"], "crm/sleep_shares": 0}


def test_the_erased_are_where_truth_says(folder: Path) -> None:
    list_of, of_shop = bound(folder, "erasure")
    rows = datasets(folder)[list_of["dataset"]]
    done = {str(row[list_of["subject"]]) for row in rows if row[list_of["done"]]}
    gone = {str(row[list_of["subject"]]) for row in rows if row[list_of["done"]] and not row[list_of["hold"]]}
    truth = load(folder, "truth.yaml")
    assert (len(gone), len(done - gone)) == (truth["counts"]["erased"], truth["counts"]["erased_under_hold"])
    assert any(not row[list_of["done"]] for row in rows), "requests that are not due yet"

    def holding(subjects: set[str]) -> set[str]:
        return {
            ref
            for ref, found in datasets(folder).items()
            if ref != list_of["dataset"] and any(str(row.get(key)) in subjects for row in found for key in row)
        }

    in_shop = {str(row[of_shop["subject"]]) for row in datasets(folder)[of_shop["dataset"]]}
    assert len(in_shop) == 9
    assert holding(in_shop) == {of_shop["dataset"]}
    assert holding(gone) == {e["dataset"] for e in truth["planted"] if e["statement"] == "amz-145"}
    assert holding(done - gone) == {"crm/invoices"}


def test_requests_and_their_answers(folder: Path) -> None:
    estate, counts = load(folder, "estate.yaml"), load(folder, "truth.yaml")["counts"]
    as_of, days = moment(f"{estate['as_of']}T00:00:00"), timedelta(days=estate["parameters"]["answer_days"])
    late = {
        item["dataset"]: sum(
            (moment(row[item["done"]]) if row[item["done"]] else as_of) - moment(row[item["requested"]]) > days
            for row in datasets(folder)[item["dataset"]]
        )
        for item in bound(folder, "requests")
    }
    assert late == {"crm/privacy_requests": counts["answers_late_or_missing"], "shop/privacy_requests": 0}


def test_providers_of_sign_ins(folder: Path) -> None:
    others = {
        item["dataset"]: sum(
            str(row[item["provider"]]).lower() not in ("xiaomi", "wechat", "google", "facebook")
            for row in datasets(folder)[item["dataset"]]
        )
        for item in bound(folder, "federated")
    }
    counts = load(folder, "truth.yaml")["counts"]
    assert others == {"crm/identities": counts["sign_ins_of_other_providers"], "shop/sign_ins": 0}


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_ages_by_country(folder: Path) -> None:
    estate, counts = load(folder, "estate.yaml"), load(folder, "truth.yaml")["counts"]
    limits, parents = estate["parameters"]["minimum_age"], spans(folder, "consent", "parental")
    found: Counter[tuple[str, bool]] = Counter()
    for item in bound(folder, "accounts"):
        for row in datasets(folder)[item["dataset"]]:
            born, made = row[item["birth_date"]], moment(row[item["created"]])
            if born and age_on(date.fromisoformat(born), made.date()) < limits.get(row[item["country"]], 13):
                found[item["dataset"], inside(made, parents[str(row[item["subject"]])])] += 1
    below = counts["minors_below_owner_age"]
    without = counts["minors_below_owner_age_without_consent"]
    assert found["crm/users", False] == without > 0 and found["crm/users", True] == below - without
    assert found["shop/members", False] == 0 and found["shop/members", True] > 0


def test_anonymous_sets_and_those_that_only_claim_to_be(folder: Path) -> None:
    estate, truth = load(folder, "estate.yaml"), load(folder, "truth.yaml")
    accounts = {str(row["user_id"]) for row in datasets(folder)["crm/users"]}
    weak = set()
    for ref, entry in estate["datasets"].items():
        if not entry.get("declared_anonymous"):
            continue
        rows = datasets(folder)[ref]
        sizes = [int(row[entry["group_size"]]) for row in rows] if "group_size" in entry else []
        if keys := entry.get("quasi_identifiers"):
            sizes += Counter(tuple(row[key] for key in keys) for row in rows).values()
        named = any(str(value) in accounts for row in rows for value in row.values())
        if named or min(sizes) < estate["parameters"]["min_k"]:
            weak.add(ref)
    planted = {e["dataset"] for e in truth["planted"] if e["statement"] == "amz-026"}
    clean = {e["dataset"] for e in truth["clean"] if e["statement"] == "amz-026"}
    assert weak == planted and not weak & clean and len(clean) >= 3


def test_analytics_with_and_without_people(folder: Path) -> None:
    estate, truth = load(folder, "estate.yaml"), load(folder, "truth.yaml")
    accounts = {str(row["user_id"]) for row in datasets(folder)["crm/users"]}
    linked = {
        ref
        for ref, entry in estate["datasets"].items()
        if entry.get("purpose") == "analytics"
        and any(str(v) in accounts or "@" in str(v) for row in datasets(folder)[ref] for v in row.values())
    }
    assert linked == {e["dataset"] for e in truth["planted"] if e["statement"] == "amz-083"}


def digits_pass(number: str) -> bool:
    doubled = [int(d) if place % 2 == 0 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(number))]
    return sum(doubled) % 10 == 0


def test_numbers_are_what_they_seem_and_their_look_alikes_are_not(folder: Path) -> None:
    found = datasets(folder)
    assert all(digits_pass(row["card_number"].replace(" ", "")) for row in found["shop/payments"])
    assert not any(digits_pass(row["voucher_no"]) for row in found["shop/gift_cards"])
    assert all(digits_pass(row["iccid"]) for row in found["crm/sim_slots"])

    def checks(number: str) -> bool:
        return int(number[4:] + "1314" + number[2:4]) % 97 == 1

    assert all(checks(row["iban"]) for row in found["shop/refunds"])
    assert not any(checks(row["reference"]) for row in found["shop/credit_notes"])
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    numbers = [row["id_card"] for row in found["crm/identity_checks"] if row["id_card"]]
    assert len(numbers) > 20
    for number in numbers:
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
        assert "10X98765432"[total % 11] == number[17]


def test_the_catalogue_is_nobodys(folder: Path) -> None:
    found = datasets(folder)
    people = {str(row["user_id"]) for row in found["crm/users"]} | {
        str(row["member_id"]) for row in found["shop/members"]
    }
    tables = [ref for ref in found if ref.startswith("catalogue/")]
    assert len(tables) >= 6
    values = {str(value) for ref in tables for row in found[ref] for value in row.values()}
    assert not values & people and not any("@" in value for value in values)
    assert {"ean13", "order_no", "http_code", "currency", "colour", "size", "sha256", "serial_pattern"} <= {
        name for ref in tables for name in fields(found[ref])
    }


def test_data_is_as_untidy_as_life(folder: Path) -> None:
    found = datasets(folder)
    users, tickets = found["crm/users"], found["crm/support_tickets"]
    assert any(row["full_name"].endswith(" ") for row in users)
    assert any(re.search(r"[一-鿿]", row["full_name"]) for row in users)
    assert any(row["full_name"].islower() for row in users)
    assert len({re.sub(r"\d", "9", row["opened_on"]) for row in tickets}) >= 5, "ways to write a day"
    assert len({re.sub(r"\d", "9", row["phone"]) for row in users if row["phone"]}) >= 5, "ways to write a number"
    assert any(row["phone"] is None for row in users) and any(row["birthday"] is None for row in users)
    assert len(users) >= 500 and len({row["country"] for row in users}) >= 5
