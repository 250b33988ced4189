"""Tables that look like personal data and hold none, and numbers of which only one reading is right."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from connectors.model import Dataset, SampleDesign
from rules.detector_data import shipped_detectors
from scanner.detect.classify import classify
from scanner.detect.columns import ColumnPlan, profile_batch
from scanner.detect.profile import DatasetProfile
from scanner.detect.readings_base import ReadingContext
from scanner.detect.sketch import Sketch, canonical, digest
from scanner.detect.validators_numbers import luhn
from scanner.work import compile_detectors

DETECTORS = shipped_detectors()
RECOGNISERS = compile_detectors(DETECTORS)
KEY = b"k" * 32
ROWS = 60
ACCOUNTS = [1_020_000_000 + 977 * number for number in range(ROWS)]
RNG = random.Random(5)


def found(
    table: dict[str, list[Any]], name: str = "t", subject: str = "", known_accounts: bool = False
) -> dict[str, set[str]]:
    """The categories of each field that has any."""
    batch = pa.RecordBatch.from_pydict(table)
    plan = ColumnPlan(frozenset({subject} - {""}))
    half = batch.num_rows // 2
    parts = [profile_batch(batch.slice(*cut), "o", RECOGNISERS, KEY, plan) for cut in ((0, half), (half,))]
    profile = DatasetProfile().merge(parts[1]).merge(parts[0])
    owners = (Sketch(digest(KEY, canonical(item)) for item in ACCOUNTS),) if known_accounts else ()
    context = ReadingContext(date(2018, 12, 31), tuple(table), subject, owners=owners)
    result: dict[str, set[str]] = {}
    for item in classify(Dataset("s", name, "table"), profile, DETECTORS, context, SampleDesign(), 0.95):
        result.setdefault(item.classification.field, set()).add(item.classification.category)
    return result


def with_check_digit(body: str) -> str:
    return next(body + str(digit) for digit in range(10) if luhn(body + str(digit)))


def ean13(number: int) -> str:
    body = f"690{number:09d}"
    total = sum(int(char) * (3 if place % 2 else 1) for place, char in enumerate(body))
    return body + str(-total % 10)


def some(*values: Any) -> list[Any]:
    return [values[row % len(values)] for row in range(ROWS)]


PRODUCTS: dict[str, list[Any]] = {
    "sku": [f"PF-BAND-{row:03d}-BLK" for row in range(ROWS)],
    "ean13": [ean13(RNG.randint(0, 10**9 - 1)) for _ in range(ROWS)],
    "name": some("Pacefit Band", "Pacefit Watch", "Alpine Strap", "Urban Strap"),
    "display_name": some("Pacefit Band", "Pacefit Watch", "Alpine Strap", "Urban Strap", "River Band"),
    "title": some("Pacefit Strap 1", "Pacefit Strap 2"),
    "description": some("A light strap for deep water. Size M.", "Stainless steel, 22 mm, 4.5 stars"),
    "colour": some("black", "white", "orange", "light", "deep"),
    "size": some("S", "M", "L", "XL"),
    "grade": some("A+", "A", "A-", "B+", "B", "C"),
    "weight": [round(RNG.uniform(20, 80), 1) for _ in range(ROWS)],
    "height": [RNG.randint(80, 220) for _ in range(ROWS)],
    "discount_percent": [RNG.randint(60, 100) for _ in range(ROWS)],
    "price": [round(RNG.uniform(9, 199), 2) for _ in range(ROWS)],
    "rating": [RNG.randint(1, 5) for _ in range(ROWS)],
    "currency": some("EUR", "USD", "CNY"),
    "country": some("CN", "VN", "DE"),
    "city": some("Hefei", "Hanoi", "Berlin"),
    "zip": [f"{RNG.randint(10000, 99999)}" for _ in range(ROWS)],
    "status": some("active", "closed"),
    "language": some("de", "en", "zh"),
    "serial": [f"SN{RNG.randint(10**8, 10**9)}" for _ in range(ROWS)],
    "calories": [RNG.randint(0, 500) for _ in range(ROWS)],
    "steps": [RNG.randint(1, 12) for _ in range(ROWS)],
    "age": [RNG.randint(0, 60) for _ in range(ROWS)],
    "model": some("PF-B1", "PF-W2", "PF-S3"),
    "id": [
        f"{RNG.getrandbits(128):032x}"[:8] + "-1b2c-4d3e-8f90-" + f"{RNG.getrandbits(48):012x}" for _ in range(ROWS)
    ],
}
FIRMWARE: dict[str, list[Any]] = {
    "build": [1000 + row for row in range(ROWS)],
    "version": [f"{row % 4}.{row % 9}.{row % 7}.{RNG.randint(1, 255)}" for row in range(ROWS)],
    "firmware": [f"{row % 4}.{row % 9}.{row % 7}" for row in range(ROWS)],
    "os": some("Android 8.0", "iOS 12.0"),
    "sha256": [f"{RNG.getrandbits(256):064x}" for _ in range(ROWS)],
    "md5": [f"{RNG.getrandbits(128):032x}" for _ in range(ROWS)],
    "signed_by": [":".join(f"{RNG.randint(0, 255):02X}" for _ in range(20)) for _ in range(ROWS)],
    "size_bytes": [RNG.randint(200_000, 900_000) for _ in range(ROWS)],
    "released_on": [f"201{RNG.randint(6, 8)}-0{RNG.randint(1, 9)}-1{RNG.randint(0, 9)}" for _ in range(ROWS)],
}
ORDERS: dict[str, list[Any]] = {
    "order_no": [with_check_digit(f"18{RNG.randint(10**10, 10**11)}") for _ in range(ROWS)],
    "invoice_id": [with_check_digit(f"4{RNG.randint(10**13, 10**14):014d}") for _ in range(ROWS)],
    "tracking": [with_check_digit(f"35{RNG.randint(10**11, 10**12):012d}") for _ in range(ROWS)],
    "ordered_unix": [1_526_000_000 + 600 * row for row in range(ROWS)],
    "ordered_ms": [1_526_000_000_123 + 600_000 * row for row in range(ROWS)],
    "batch": [f"2018123{RNG.randint(10**7, 10**8)}" for _ in range(ROWS)],
    "http_status": some(200, 204, 301, 404, 503),
    "level": some("INFO", "WARN", "ERROR", "DEBUG"),
    "msg": some("rollup finished in 379 ms", "offered firmware 3.2.1.14 to batch 9"),
    "note": some("Please leave at the door", "Gift wrap, thanks"),
    "message": some("cache warmed", "queue drained, 12 jobs"),
    "state": some("open", "paid", "shipped"),
    "method": some("GET", "POST"),
    "request": [f"r-{RNG.getrandbits(32):08x}" for _ in range(ROWS)],
    "permission": some("cookies", "newsletter"),
    "shelf": [f"{RNG.choice('ABCDE')}{RNG.randint(10, 99)}" for _ in range(ROWS)],
    "cpu_percent": [RNG.randint(1, 100) for _ in range(ROWS)],
}


@pytest.mark.parametrize(("name", "table"), [("products", PRODUCTS), ("firmware", FIRMWARE), ("orders", ORDERS)])
def test_nobodys_tables_hold_no_personal_category(name: str, table: dict[str, list[Any]]) -> None:
    assert found(table, name) == {}


def test_orders_of_accounts_hold_the_account_and_nothing_else() -> None:
    shown = found({"member": ACCOUNTS, **ORDERS}, "orders", known_accounts=True)
    assert shown == {"member": {"account.identifier"}}


IMEIS = [with_check_digit(f"3569{RNG.randint(10**9, 10**10):010d}") for _ in range(ROWS)]
CARDS = [with_check_digit(f"4{RNG.randint(10**13, 10**14):014d}") for _ in range(ROWS)]
IMSIS = [f"26201{RNG.randint(10**9, 10**10):010d}" for _ in range(ROWS)]
OTHER_IMSIS = [f"35201{RNG.randint(10**9, 10**10):010d}" for _ in range(ROWS)]
ICCIDS = [with_check_digit(f"894902{RNG.randint(10**11, 10**12):012d}") for _ in range(ROWS)]
MACS = [f"88:0f:{row:02x}:10:b2:c3" for row in range(ROWS)]
PHONES = [f"+49151{RNG.randint(20000000, 89999999)}" for _ in range(ROWS)]


@pytest.mark.parametrize(
    ("field", "values", "category"),
    [
        ("c1", IMEIS, "device.imei"),
        ("c1", [int(item) for item in IMEIS], "device.imei"),
        ("c1", CARDS, "financial.payment_card"),
        ("card_number", CARDS, "financial.payment_card"),
        ("c1", IMSIS, "device.imsi"),
        ("c1", OTHER_IMSIS, "device.imsi"),
        ("imsi", IMSIS, "device.imsi"),
        ("c1", ICCIDS, "device.iccid"),
        ("c1", MACS, "device.mac"),
        ("bssid", MACS, "network.bssid"),
        ("c1", PHONES, "contact.phone"),
        ("caller", PHONES, "communication.caller"),
    ],
)
def test_one_reading_of_a_number_is_right(field: str, values: list[Any], category: str) -> None:
    assert found({field: values}) == {field: {category}}


@pytest.mark.parametrize(
    ("field", "values", "category"),
    [
        ("age", [RNG.randint(30, 90) for _ in range(ROWS)], "demographic.age"),
        ("spo2", [RNG.randint(88, 100) for _ in range(ROWS)], "health.spo2"),
        ("heart_rate", [RNG.randint(50, 160) for _ in range(ROWS)], "health.heart_rate"),
        ("city", some("Berlin", "Hamburg", "Austin"), "location.city"),
        ("serial", [f"PFB2K{number}" for number in range(100_000, 100_000 + ROWS)], "device.serial"),
    ],
)
def test_names_decide_between_like_values(field: str, values: list[Any], category: str) -> None:
    shown = found({"user": ACCOUNTS, field: values}, known_accounts=True)
    assert shown == {"user": {"account.identifier"}, field: {category}}


def test_what_lost_is_told_with_the_reason() -> None:
    batch = pa.RecordBatch.from_pydict({"caller": PHONES})
    profile = profile_batch(batch, "o", RECOGNISERS, KEY, ColumnPlan())
    context = ReadingContext(date(2018, 12, 31), ("caller",))
    (decision,) = classify(Dataset("s", "t", "table"), profile, DETECTORS, context, SampleDesign(), 0.95)
    assert any(
        item.startswith("contact.phone: loses to communication.caller") for item in decision.classification.losers
    )
    assert not any(phone in str(decision) for phone in PHONES)


def test_ids_of_accounts_are_found_without_a_name() -> None:
    pairs = {"a": ACCOUNTS, "b": ACCOUNTS[7:] + ACCOUNTS[:7]}
    shown = found({**pairs, "b": pairs["b"][:30] * 2}, known_accounts=True)
    assert shown["a"] == {"account.identifier", "social.friends"} or "social.friends" in shown["b"]
    assert "account.identifier" in shown["b"]
    assert found(pairs) == {}


def test_a_mirrored_notification_is_a_message_and_a_ticket_is_none() -> None:
    texts = some("See you at eight", "Mum: call me, please", "晚上一起吃饭吗")
    assert found({"user": ACCOUNTS, "notification_text": texts}, subject="user")["notification_text"] == {
        "communication.message"
    }
    assert "body" not in found({"user": ACCOUNTS, "body": texts}, "support_tickets", subject="user")


def test_debug_logs_count_where_rows_are_somebodys() -> None:
    crash = "java.lang.NullPointerException: null\n    at com.pacefit.sync.Uploader.push(Uploader.java:214)"
    assert found({"user": ACCOUNTS, "report": some(crash, "none")}, subject="user")["report"] == {
        "diagnostics.crash_log"
    }
    assert found({"text": some(crash, "none")}) == {}


def test_hidden_values_are_told_in_no_name_of_a_count() -> None:
    batch = pa.RecordBatch.from_pydict({"full_name": some("Zoe Neumann", "Tom Fox"), "gender": some("f", "m")})
    profile = profile_batch(batch, "o", RECOGNISERS, KEY, ColumnPlan())
    assert b"Neumann" not in profile.to_bytes()
    assert all(isinstance(number, int) for item in profile.fields.values() for number in item.counts.values())
