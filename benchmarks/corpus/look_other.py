"""Look-alike columns of addresses, versions, floats, names and small numbers."""

from __future__ import annotations

from random import Random

from . import gen_ids as g
from . import names_things as th
from .clean_trade import company, product
from .lookkit import Plan, column_of
from .model import Value
from .rng import digits, hexs, pick


def fingerprints(r: Random, n: int) -> list[Value]:
    """Certificate fingerprints, key ids, checksums: more than six bytes."""
    size = r.choice((16, 20, 20, 32))
    sep, cap = r.choice((":", ":", "", " ", "-")), r.random() < 0.6
    out = []
    for _ in range(n):
        h = hexs(r, size * 2)
        out.append(sep.join(h[i : i + 2] for i in range(0, len(h), 2)))
    return [v.upper() if cap else v for v in out]


def firmwares(r: Random, n: int) -> list[Value]:
    """Firmware versions and build ids of machines, some with hex digits."""
    form = r.randrange(5)
    a, b = r.randrange(1, 9), r.randrange(0, 20)
    return [
        [
            f"{a}.{b}.{r.randrange(60)}-{hexs(r, 7)}",
            f"FW{a}{b:02d}_{digits(r, 6)}",
            f"{a:02d}.{b:02d}.{r.randrange(10):02d}.{r.randrange(99):02d}.{r.randrange(9):02d}.{r.randrange(9):02d}",
            f"r{r.randrange(1000, 90000)}.{hexs(r, 8)}",
            f"v{a}.{b}.{r.randrange(30)}+{hexs(r, 12)}",
        ][form]
        for _ in range(n)
    ]


def sixes(r: Random, n: int) -> list[Value]:
    """IPv6 addresses, full or shortened."""
    full = r.random() < 0.4
    return [":".join(hexs(r, 4) for _ in range(8)) if full else g.ipv6(r) for _ in range(n)]


def macs(r: Random, n: int) -> list[Value]:
    """MAC addresses."""
    form = pick(r, ["colon", "COLON", "dash", "DASH", "dot", "plain", "PLAIN"])
    return [g.mac_form(g.mac(r), form) for _ in range(n)]


def versions(r: Random, n: int) -> list[Value]:
    """Four-part versions: a slowly moving head; parts that reach beyond 255 in most columns."""
    form = r.randrange(4)
    a, b = r.randrange(1, 30), r.randrange(0, 12)
    out: list[Value] = []
    for _ in range(n):
        c = r.randrange(0, 20)
        out.append(
            [
                f"{a}.{b}.{c}.{r.randrange(0, 9000)}",
                f"{a + r.randrange(2)}.0.{r.randrange(1000, 7000)}.{r.randrange(10, 230)}",
                f"{a}.{b}.{c}.{r.randrange(0, 12)}",
                f"20{r.randrange(18, 25)}.{r.randrange(1, 13)}.{c}.{r.randrange(1, 400)}",
            ][form]
        )
    return out


def client_ips(r: Random, n: int) -> list[Value]:
    """Dotted client addresses of one provider or many."""
    if r.random() < 0.3:
        head = ".".join(g.ipv4(r).split(".")[:2])
        return [f"{head}.{r.randrange(256)}.{r.randrange(1, 255)}" for _ in range(n)]
    return [g.ipv4(r) for _ in range(n)]


def floats(r: Random, n: int) -> list[list[Value]]:
    """Two floats that are no position: measures, prices, ratios, image points, with ranges like degrees."""
    form = r.randrange(7)
    d = r.choice((1, 2, 3, 4, 6))
    low, high = r.choice(((0, 1), (0, 90), (-60, 60), (10, 80), (0, 180), (100, 900)))
    if d >= 4 and form < 2:
        # Many decimals with a range like degrees would be a fair position; such columns are left out.
        low, high = r.choice(((0, 1), (100, 900), (2000, 9000)))
    if form == 2:
        d = min(d, 3)
    if form in (0, 1):
        return [
            [round(r.uniform(low, high), d) for _ in range(n)],
            [round(r.uniform(low, high * 1.7), d) for _ in range(n)],
        ]
    if form == 2:
        x, y = r.uniform(20, 60), r.uniform(20, 60)
        a: list[Value] = []
        b: list[Value] = []
        for _ in range(n):
            x, y = x + r.gauss(0, 2), y + r.gauss(0, 4)
            a.append(round(x, d))
            b.append(round(y, d))
        return [a, b]
    if form == 3:
        return [[round(r.gauss(0, 1), 6) for _ in range(n)], [round(r.gauss(0, 1), 6) for _ in range(n)]]
    if form == 4:
        return [[float(r.randrange(0, 1920)) for _ in range(n)], [float(r.randrange(0, 1080)) for _ in range(n)]]
    if form == 5:
        k = r.uniform(1.05, 1.3)
        net = [round(abs(r.gauss(40, 25)) + 1, 2) for _ in range(n)]
        return [list(net), [round(v * k, 2) for v in net]]
    return [[round(r.uniform(0.9, 1.4), 4) for _ in range(n)], [round(r.uniform(100, 160), 3) for _ in range(n)]]


def products(r: Random, n: int) -> list[Value]:
    """Product names, some columns of brands that contain names of persons."""
    if r.random() < 0.35:
        return [pick(r, th.BRANDS_WITH_PERSON_NAMES) for _ in range(n)]
    return [product(r) for _ in range(n)]


def companies(r: Random, n: int) -> list[Value]:
    """Company names."""
    return [company(r) for _ in range(n)]


def titles(r: Random, n: int) -> list[Value]:
    """Titles, ships, streets-less places, projects."""
    pools = (
        th.SONGS,
        th.FILMS,
        th.WORLD_CITIES,
        ["MV " + c for c in th.COMPANY_HEADS],
        th.REGIONS,
        [f"{h} Building" for h in th.COMPANY_HEADS],
    )
    pool = pick(r, pools)
    return [pick(r, pool) for _ in range(n)]


def percents(r: Random, n: int) -> list[Value]:
    """Percentages."""
    mean = r.uniform(15, 90)
    d = r.choice((0, 0, 1, 2))
    out = [min(100.0, max(0.0, r.gauss(mean, 14))) for _ in range(n)]
    return [int(v) if not d else round(v, d) for v in out]


def machine_temps(r: Random, n: int) -> list[Value]:
    """Temperatures of machines and rooms."""
    x, mean = 0.0, r.uniform(18, 95)
    out: list[Value] = []
    for _ in range(n):
        x = x * 0.9 + r.gauss(0, 1.5)
        out.append(round(mean + x, 1))
    return out


def thing_ages(r: Random, n: int) -> list[Value]:
    """Ages of things."""
    mean = r.uniform(8, 70)
    return [max(0, int(r.gauss(mean, mean / 3))) for _ in range(n)]


def rates(r: Random, n: int) -> list[Value]:
    """Rates of machines and music within the range of a heart."""
    mean = r.uniform(60, 150)
    return [int(r.gauss(mean, 18)) for _ in range(n)]


def human_ages(r: Random, n: int) -> list[Value]:
    """Ages of persons."""
    return [min(95, max(16, int(r.gauss(42, 15)))) for _ in range(n)]


def hearts(r: Random, n: int) -> list[Value]:
    """Heart rates in a row."""
    x = r.uniform(58, 85)
    out: list[Value] = []
    for _ in range(n):
        x = min(185, max(45, x + r.gauss(0, 4)))
        out.append(int(x))
    return out


MAC, IP, FW, OS, GPS, NAME = "device.mac", "network.ip", "device.firmware", "device.os", "location.gps", "identity.name"
HR, AGE, TEMP = "health.heart_rate", "demographic.age", "health.temperature"
SPO2, STRESS = "health.spo2", "health.stress"
PLANS = (
    Plan(
        "fingerprint-as-mac",
        210,
        "fingerprint thumbprint cert_sha1 key_id checksum c3 value ssh_host_key_fp hash attr_1 data",
        "certificates tls_endpoints host_keys trust_store",
        column_of(fingerprints),
        (MAC, "network.bssid", IP, "device.fingerprint", "biometric.fingerprint"),
    ),
    Plan(
        "firmware-as-mac-or-ip",
        210,
        "firmware build fw_version c6 value revision release image_tag attr_7 software_stand data",
        "plc_devices switches build_images test_rigs",
        column_of(firmwares),
        (MAC, IP, "network.bssid"),
    ),
    Plan(
        "ipv6-as-mac",
        210,
        "ipv6 addr6 address c2 value peer attr_4 client_ip6 data",
        "connections sessions_net flow_log",
        column_of(sixes),
        (MAC, "network.bssid", FW),
    ),
    Plan(
        "mac-as-ipv6-or-fingerprint",
        210,
        "mac hwaddr c5 value station attr_6 device_mac data",
        "wifi_clients ble_devices handset_scan",
        column_of(macs),
        (IP, FW, "device.fingerprint", "account.password_hash"),
    ),
    Plan(
        "version-as-ip",
        240,
        "version build app_version c4 value release pkg_version 版本号 fassung driver_version attr_8 ver data",
        "packages releases drivers build_artifacts dependencies",
        column_of(versions),
        (IP,),
    ),
    Plan(
        "ip-as-version",
        210,
        "ip client_ip remote_addr c1 value login_ip host attr_2 data 登录IP",
        "logins web_sessions visitors",
        column_of(client_ips),
        (FW, OS),
    ),
    Plan(
        "floats-as-gps",
        260,
        "x+y a+b length+width net+gross low+high c1+c2 min+max f1+f2 value_1+value_2 "
        "bid+ask mean+sd u+v col_a+col_b temp+hum",
        "measurements quotes test_results image_points factor_table model_weights",
        floats,
        (GPS, "location.home", "location.track", "location.altitude"),
    ),
    Plan(
        "product-as-person",
        230,
        "name title product label c1 item value artikel 商品名称 brand description data",
        "products items catalogue shelf_labels price_list",
        column_of(products),
        (NAME, "profile.nickname", "communication.contacts"),
    ),
    Plan(
        "company-as-person",
        230,
        "name company supplier vendor c2 firma value manufacturer 公司名称 legal_name data carrier_co",
        "suppliers companies vendors contractors_firms",
        column_of(companies),
        (NAME, "profile.nickname"),
    ),
    Plan(
        "title-or-place-as-person",
        210,
        "title name label c3 work site value ship 名称 caption data",
        "catalogue works sites vessels playlists",
        column_of(titles),
        (NAME, "profile.nickname"),
    ),
    Plan(
        "percent-as-heart-rate-or-age",
        210,
        "percent cpu_pct load fill_level c1 humidity value progress auslastung battery_pct coverage data",
        "machine_metrics tanks batch_jobs storage_pools",
        column_of(percents),
        (HR, AGE, TEMP, SPO2, STRESS),
    ),
    Plan(
        "machine-temperature-as-body",
        210,
        "temperature temp_c oven_temp gpu_temp c2 coolant value rack_temp temperatur 油温 t1 data",
        "machines ovens racks cold_storage compressors",
        column_of(machine_temps),
        (TEMP, HR, AGE),
    ),
    Plan(
        "age-of-thing-as-person",
        210,
        "age cache_age building_age vehicle_age c3 tree_age value pipe_age alter_anlage days_in_stock ttl data",
        "assets buildings vehicles pipes cache_entries",
        column_of(thing_ages),
        (AGE, HR, "demographic.birth_date"),
    ),
    Plan(
        "rate-as-heart-rate",
        210,
        "bpm tempo rpm pulses_per_min c4 frames value strokes_per_min takt cycles_min data",
        "tracks pumps presses conveyors encoders",
        column_of(rates),
        (HR, AGE, "health.respiration"),
    ),
    Plan(
        "age-as-heart-rate",
        210,
        "age alter customer_age nianling 年龄 edad age_years",
        "customers members patients",
        column_of(human_ages),
        (HR, TEMP, SPO2),
    ),
    Plan(
        "heart-rate-as-age-or-percent",
        210,
        "heart_rate hr bpm herzfrequenz xinlv 心率 hr_avg",
        "watch_samples workouts vitals",
        column_of(hearts),
        (AGE, TEMP, SPO2, STRESS),
    ),
)
