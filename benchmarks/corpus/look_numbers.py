"""Look-alike columns made of long numbers: IMEI, card, IMSI, ICCID, EAN, order number, Unix time; phones."""

from __future__ import annotations

from random import Random

from . import checkdigits as cd
from . import gen_ids as g
from .lookkit import Plan, column_of
from .model import Value
from .rng import digits, pick, upper

CARD, IMEI, IMSI, ICCID, PHONE = "financial.payment_card", "device.imei", "device.imsi", "device.iccid", "contact.phone"
NID, ACC = "identity.national_id", "financial.bank_account"


def imeis(r: Random, n: int) -> list[Value]:
    """IMEIs; some columns of one type code, as a lot of one model."""
    if r.random() < 0.4:
        tac = pick(r, ["35", "86"]) + digits(r, 6)
        bodies = [tac + digits(r, 6) for _ in range(n)]
        out = [b + cd.luhn_digit(b) for b in bodies]
    else:
        out = [g.imei(r) for _ in range(n)]
    return _shaped(r, out)


def _shaped(r: Random, out: list[str]) -> list[Value]:
    """Sorted or not; text or integer."""
    if r.random() < 0.3:
        out.sort()
    if r.random() < 0.3 and all(v.isdigit() and v[0] != "0" and len(v) < 19 for v in out):
        return [int(v) for v in out]
    return list(out)


def card_numbers(r: Random, n: int) -> list[Value]:
    """Cards of one brand or a mix."""
    brand = pick(r, ["", "visa", "mc", "amex", "unionpay", "jcb"])
    return _shaped(r, [g.card(r, brand) for _ in range(n)])


def imsis(r: Random, n: int) -> list[Value]:
    """IMSIs of one or several networks."""
    if r.random() < 0.5:
        net = pick(r, ["26201", "46000", "310260", "40445", "21401"])
        return _shaped(r, [net + digits(r, 15 - len(net)) for _ in range(n)])
    return _shaped(r, [g.imsi(r) for _ in range(n)])


def iccids(r: Random, n: int) -> list[Value]:
    """ICCIDs of 19 or 20 digits."""
    size = r.choice((19, 20))
    return _shaped(r, [g.iccid(r, size) for _ in range(n)])


def eans(r: Random, n: int) -> list[Value]:
    """EAN-13, EAN-8, UPC, GTIN-14, of one producer or many."""
    size = r.choice((13, 13, 13, 8, 12, 14))
    prefix = pick(r, ["", "", "4006381", "6901234", "8410000"]) if size == 13 else ""
    out = []
    for _ in range(n):
        if size == 13 and not prefix:
            out.append(g.ean13(r))
            continue
        body = (prefix + digits(r, 14))[: size - 1]
        body = "1" + body[1:] if size == 14 else body
        out.append(body + cd.ean_digit(body))
    return _shaped(r, out)


def orders(r: Random, n: int) -> list[Value]:
    """Order numbers: running, dated, prefixed, random of 10 to 19 digits without a check digit."""
    form = r.randrange(6)
    if form == 0:
        start, width = r.randrange(10**8, 9 * 10**9), r.randrange(10, 17)
        head = str(r.randrange(1, 10))
        out: list[str] = []
        x = start
        for _ in range(n):
            x += r.randrange(1, 9)
            out.append(head + f"{x:0{width}d}")
    elif form == 1:
        out = [
            f"20{r.randrange(16, 25)}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}"
            + digits(r, r.choice((4, 6, 7, 8)))
            for _ in range(n)
        ]
    elif form == 2:
        head = pick(r, ["SO", "PO-", "ORD", "A-", "W"])
        out = [head + digits(r, r.choice((8, 9))) for _ in range(n)]
    elif form == 3:
        size = r.choice((15, 15, 16, 17, 18))
        head = pick(r, ["1", "2", "7", "8", "9"]) + digits(r, 2)
        out = [head + digits(r, size - 3) for _ in range(n)]
    elif form == 4:
        start = r.randrange(10**14, 9 * 10**14)
        out = [str(start + i * r.randrange(1, 4000)) for i in range(n)]
    else:
        out = [f"{digits(r, 3)}-{digits(r, 7)}-{digits(r, 7)}" for _ in range(n)]
    return _shaped(r, out)


def times(r: Random, n: int) -> list[Value]:
    """Unix times in s, ms, µs; a stretch of minutes or of years; in order or not."""
    unit = r.choice((1, 1000, 1000, 10**6))
    t0, span = r.randrange(1_000_000_000, 1_700_000_000), r.choice((3600, 86_400, 86_400 * 30, 86_400 * 700))
    out = [(t0 + r.randrange(span)) * unit + (r.randrange(unit) if unit > 1 else 0) for _ in range(n)]
    if r.random() < 0.6:
        out.sort()
    return [str(v) for v in out] if r.random() < 0.35 else list(out)


def quantities(r: Random, n: int) -> list[Value]:
    """Numbers that are not phones: quantities, order ids, part numbers, dates as numbers, meter readings."""
    form = r.randrange(7)
    if form == 0:
        mean = r.choice((50, 800, 40_000, 3_000_000))
        return [int(abs(r.gauss(mean, mean / 2))) for _ in range(n)]
    if form == 1:
        start = r.randrange(10**6, 9 * 10**9)
        return [start + i for i in range(n)]
    if form == 2:
        return [f"{digits(r, 3)}-{digits(r, 5)}-{upper(r, 1)}{digits(r, 1)}" for _ in range(n)]
    if form == 3:
        return [int(f"20{r.randrange(10, 25)}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}") for _ in range(n)]
    if form == 4:
        return [round(abs(r.gauss(90_000, 60_000)), 2) for _ in range(n)]
    if form == 5:
        return [f"{r.randrange(1000, 9999)}.{digits(r, 4)}.{digits(r, 2)}" for _ in range(n)]
    x = r.randrange(10**5, 10**8)
    out: list[Value] = []
    for _ in range(n):
        x += r.randrange(0, 900)
        out.append(x)
    return out


DEVICE_NAMES = "imei device_imei c7 handset_no value imei_1 attr_3 equipment_identity dev_no 手机串号 data"
CARD_NAMES = "card_number cc_no c4 kreditkarte value pan 卡号 attr_9 tarjeta data"
IMSI_NAMES = "imsi subscriber_no c2 sim_imsi value msin attr_5 data"
ICCID_NAMES = "iccid sim_serial c9 icc value attr_2 sim_card data"
EAN_NAMES = "ean barcode gtin code c3 article_ean value 条形码 upc item_code data ean13 strichcode"
ORDER_NAMES = (
    "order_no order_number bestellnummer 订单号 c5 po_number transaction_no value shipment_ref dingdanhao "
    "booking_ref num_pedido"
)
TIME_NAMES = "ts event_time created epoch time_ms c1 updated value timestamp zeitstempel shijian last_run data 时间戳"
QTY_NAMES = (
    "quantity stock part_no meter_reading serial_count c8 value order_seq 数量 menge total page_views date_key "
    "amount revision_no"
)
PHONES = (
    "phones handsets device_stock telecom_assets",
    "payments card_ledger settlements",
    "sim_pool sim_cards telecom_assets",
    "items goods article_master price_tags",
    "orders shipments transfers bookings",
    "events job_runs metrics machine_log",
    "stock_levels counters parts meters",
)

PLANS = (
    Plan("imei-as-card", 210, DEVICE_NAMES, PHONES[0], column_of(imeis), (CARD, IMSI, ICCID, PHONE, ACC)),
    Plan("card-as-imei", 210, CARD_NAMES, PHONES[1], column_of(card_numbers), (IMEI, IMSI, ICCID, PHONE)),
    Plan("imsi-as-imei-or-card", 210, IMSI_NAMES, PHONES[2], column_of(imsis), (IMEI, CARD, ICCID)),
    Plan("iccid-as-imei-or-card", 210, ICCID_NAMES, PHONES[2], column_of(iccids), (IMEI, CARD, IMSI)),
    Plan(
        "ean-as-number-of-person",
        210,
        EAN_NAMES,
        PHONES[3],
        column_of(eans),
        (IMEI, CARD, IMSI, ICCID, PHONE, NID, ACC),
    ),
    Plan(
        "order-number-as-number-of-person",
        230,
        ORDER_NAMES,
        PHONES[4],
        column_of(orders),
        (IMEI, CARD, IMSI, ICCID, PHONE, NID),
    ),
    Plan(
        "unix-time-as-number-of-person",
        230,
        TIME_NAMES,
        PHONES[5],
        column_of(times),
        (IMEI, CARD, IMSI, ICCID, PHONE, NID, ACC),
    ),
    Plan("number-as-phone", 240, QTY_NAMES, PHONES[6], column_of(quantities), (PHONE, "contact.fax", NID)),
)
