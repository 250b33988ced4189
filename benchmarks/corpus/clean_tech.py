"""Clean columns of machines and software: nothing here is about a person."""

from __future__ import annotations

from random import Random

from . import names_things as th
from .model import Gen, Spec, Value
from .rng import digits, hexs, lower, pick, upper, uuid4
from .tablekit import Group, choose, each, enum_sets, formed, normal, one_of, series

N = 30


def s(kind: str, names: str, gen: Gen, n: int = N) -> Spec:
    """A clean spec."""
    return Spec(kind, ("", ""), names, gen, n, dirt=True, level="must_not", note=kind.replace("-", " "))


def fingerprint(r: Random, form: str) -> Value:
    """Certificate fingerprints: SHA-1 or SHA-256 with colons or without."""
    h = hexs(r, 40 if form.startswith("1") else 64)
    if form.endswith(":"):
        return ":".join(h[i : i + 2] for i in range(0, len(h), 2)).upper()
    return h


def version(r: Random, form: str) -> Value:
    """Version strings with two to four parts."""
    a, b, c, d = r.randrange(0, 15), r.randrange(0, 25), r.randrange(0, 60), r.randrange(0, 9000)
    return {
        "3": f"{a}.{b}.{c}",
        "4": f"{a}.{b}.{c}.{d}",
        "v": f"v{a}.{b}.{c}",
        "rc": f"{a}.{b}.{c}-rc.{r.randrange(1, 9)}",
        "2": f"{a}.{b}",
        "date": f"20{r.randrange(15, 25)}.{r.randrange(1, 13)}.{r.randrange(1, 9)}",
    }[form]


ERRORS = [
    "connection reset by peer",
    "timeout after 30000 ms",
    "disk quota exceeded",
    "invalid checksum in block 12",
    "permission denied",
    "no route to host",
    "out of memory",
    "unexpected token < in JSON",
]
FILES = each(
    lambda r: (
        f"{pick(r, ['report', 'main', 'index', 'backup', 'schema', 'style', 'invoice_template'])}_"
        f"{r.randrange(900)}.{pick(r, ['pdf', 'py', 'css', 'tar.gz', 'sql', 'log'])}"
    )
)

SERVER = (
    s(
        "server-os",
        "en os os_version kernel kernel_version base_image",
        enum_sets(
            ("Ubuntu 22.04", "Debian 12", "RHEL 9.2"),
            ("5.15.0-91-generic", "6.1.0-18-amd64"),
            ("alpine:3.19", "debian:bookworm"),
        ),
    ),
    s(
        "server-firmware",
        "en bios_version firmware fw_version bmc_firmware idrac_version",
        formed(("3", "4", "2"), version),
    ),
    s(
        "software-version",
        "en version app_version release build_version pkg_version schema_version | zh 版本号 | de version",
        formed(("3", "4", "v", "rc", "2", "date"), version),
        50,
    ),
    s(
        "git-hash",
        "en commit git_sha revision commit_hash head_sha",
        choose(each(lambda r: hexs(r, 40)), each(lambda r: hexs(r, 7))),
    ),
    s(
        "cert-fingerprint",
        "en fingerprint cert_fingerprint thumbprint sha1_fingerprint cert_sha256",
        formed(("1:", "2:", "1", "2"), fingerprint),
        40,
    ),
    s(
        "etag",
        "en etag content_hash file_md5 checksum sha256sum digest",
        choose(
            each(lambda r: f'"{hexs(r, 32)}"'),
            each(lambda r: hexs(r, 64)),
            each(lambda r: f'W/"{hexs(r, 8)}-{hexs(r, 10)}"'),
        ),
    ),
    s(
        "request-id",
        "en request_id trace_id job_id deploy_id build_uuid task_uuid correlation_id",
        choose(each(uuid4), each(lambda r: hexs(r, 16)), each(lambda r: hexs(r, 32))),
        50,
    ),
    s("port", "en port listen_port dst_port service_port", one_of(80, 443, 8080, 5432, 6379, 9092, 22, 3306)),
    s(
        "status-code",
        "en status_code http_status exit_code return_code",
        enum_sets((200, 404, 500, 302), (0, 1, 137), (200, 201, 503)),
    ),
    s("error-text", "en error_message error last_error failure_reason message", one_of(*ERRORS)),
    s(
        "service-name",
        "en service_name name app component module table_name",
        choose(
            one_of(*th.SERVICES),
            each(lambda r: f"{pick(r, th.SERVICES)}_{pick(r, ['v1', 'log', 'daily', 'tmp', 'idx'])}"),
        ),
    ),
    s("file-name", "en file_name name path artifact filename", FILES),
    s(
        "gpu-temperature",
        "en temperature gpu_temperature cpu_temp temp_c core_temp board_temp",
        choose(series(31, 92, 3), series(31, 92, 2, 1)),
    ),
    s(
        "percent",
        "en cpu_percent mem_used_pct disk_usage load_pct utilization cache_hit_ratio",
        choose(series(1, 99, 8), series(1, 99, 6, 1)),
    ),
    s(
        "cache-age",
        "en cache_age age max_age object_age_s entry_age",
        choose(normal(900, 700, 0, 9000), normal(45, 25, 0, 120)),
    ),
    s(
        "thread-sleep",
        "en sleep sleep_ms thread_sleep backoff_sleep_ms poll_sleep",
        enum_sets((10, 50, 100, 500), (1000, 2000, 4000, 8000)),
    ),
    s(
        "memory-address",
        "en address mem_address base_address reg_address ptr offset_address",
        choose(
            each(lambda r: "0x" + hexs(r, 8)),
            each(lambda r: "0x7f" + hexs(r, 10)),
            each(lambda r: r.randrange(0, 65536)),
        ),
    ),
    s(
        "bytes",
        "en bytes size_bytes heap_used content_length rx_bytes tx_bytes",
        normal(480_000, 300_000, 20, 9_000_000),
    ),
    s(
        "latency",
        "en latency_ms duration_ms response_time elapsed p99_ms",
        choose(normal(120, 80, 1, 2000), normal(120, 80, 1, 2000, 2)),
    ),
    s("pulse", "en pulse pulse_count pulses_per_rev encoder_pulse meter_pulse", normal(2400, 900, 0, 9000)),
    s(
        "hostname",
        "en hostname node host pod_name server_name",
        choose(
            each(lambda r: f"{pick(r, th.SERVICES)}-{r.randrange(1, 40):02d}.{pick(r, ['int', 'prod', 'dc2'])}.local"),
            each(lambda r: f"{pick(r, th.SERVICES)}-{hexs(r, 8)}-{lower(r, 5)}"),
        ),
    ),
    s(
        "image-size",
        "en height+width img_height+img_width height_px+width_px",
        lambda ctx: [
            [pick(ctx.r, [480, 600, 720, 1080, 1200]) for _ in range(ctx.n)],
            [pick(ctx.r, [640, 800, 1280, 1920]) for _ in range(ctx.n)],
        ],
        16,
    ),
    s("colour", "en color hex_color background accent_color fill", each(lambda r: "#" + hexs(r, 6))),
    s(
        "log-level",
        "en level severity log_level priority",
        enum_sets(("INFO", "WARN", "ERROR"), ("low", "medium", "high"), (1, 2, 3)),
    ),
    s(
        "cron",
        "en schedule cron cron_expr",
        each(lambda r: f"{r.randrange(60)} {r.randrange(24)} * * {pick(r, ['*', '1-5', '0'])}"),
        14,
    ),
    s(
        "hex-blob",
        "en payload_crc nonce salt iv block_hash merkle_root",
        choose(each(lambda r: hexs(r, 24)), each(lambda r: "0x" + hexs(r, 64)), each(lambda r: hexs(r, 12) + "==")),
        20,
    ),
    s(
        "clean-opaque-int",
        "en c3 value attr_9 field_2 x7 data f11 metric_val",
        choose(normal(5000, 3000, 0, 20000), series(0, 4, 0.3, 3), normal(-3, 20, -80, 80, 2)),
        60,
    ),
    s(
        "clean-opaque-code",
        "en c4 code attr_2 col_8 v2 key_b ref tag",
        choose(
            each(lambda r: upper(r, 2) + "-" + digits(r, 5)),
            each(lambda r: lower(r, 4) + "_" + digits(r, 3)),
            enum_sets(("A1", "B2", "C3"), ("open", "done", "new")),
        ),
        60,
    ),
)

MACHINE = (
    s(
        "machine-serial",
        "en serial_no machine_serial pump_sn rack_serial asset_tag | de maschinennummer | zh 机器编号",
        choose(
            each(lambda r: f"{upper(r, 3)}{digits(r, 8)}"),
            each(lambda r: f"SN-{r.randrange(2005, 2024)}-{digits(r, 5)}"),
        ),
        40,
    ),
    s(
        "machine-temperature",
        "en temperature oil_temp bearing_temperature coolant_temp oven_temp | de temperatur_ofen | zh 油温",
        choose(series(20, 240, 6, 1), series(32, 45, 0.4, 1)),
        40,
    ),
    s("material-stress", "en stress stress_mpa yield_stress shear_stress tensile_stress", normal(240, 60, 20, 900, 1)),
    s("motor-speed", "en rpm speed spindle_speed fan_rpm belt_speed", series(300, 5200, 90)),
    s(
        "pressure-bar",
        "en pressure_bar pressure inlet_pressure tank_pressure_kpa",
        choose(series(1, 12, 0.2, 2), series(80, 140, 3)),
    ),
    s("voltage", "en voltage volts current_a power_kw u_l1", series(210, 242, 2, 1)),
    s(
        "blood-pump",
        "en pump_type valve_type filter_grade seal_class",
        enum_sets(("A", "B", "AB", "O"), ("type 1", "type 2"), ("F7", "F9", "H13")),
    ),
    s("breath-valve", "en respiration_valve_cycles breather_cap vent_rate vents_per_hour", normal(18, 4, 6, 40)),
    s("oxygen-tank", "en oxygen_purity o2_percent_gas tank_o2_pct dissolved_oxygen", normal(96, 2, 80, 100, 1)),
    s("machine-energy", "en energy_kwh consumption_kwh heat_output_kcal boiler_kcal", normal(480, 200, 10, 2500, 1)),
    s(
        "machine-steps",
        "en stepper_steps motor_steps step_no process_step",
        choose(normal(3200, 1500, 0, 12000), normal(4, 2, 1, 9)),
    ),
    s("altitude-drone", "en mast_height roof_height_m tank_level_m silo_height", normal(24, 9, 2, 90, 1)),
    s(
        "line-status",
        "en line_status state machine_state valve_state mode",
        enum_sets(("RUN", "STOP", "FAULT"), ("open", "closed"), ("idle", "deep_clean", "light_clean")),
    ),
    s(
        "station",
        "en station_name name line_name cell plant",
        one_of("Press 4", "Paint shop", "Line B", "Oven North", "Robot cell 7", "Packing 2", "CNC 12"),
    ),
    s(
        "machine-weight",
        "en weight load_kg gross_weight_t crane_load",
        choose(normal(840, 300, 50, 4000, 1), normal(72, 20, 10, 200, 1)),
    ),
    s("rated", "en tolerance_um thickness_mm hardness roughness_ra", normal(12, 4, 1, 40, 2)),
    s(
        "batch",
        "en batch_no lot charge_nr heat_no lot_number",
        each(lambda r: f"L{r.randrange(18, 25)}{r.randrange(1, 53):02d}-{digits(r, 4)}"),
        40,
    ),
    s("voice-coil", "en coil_resistance face_width_mm fingerprint_sensor_batch iris_aperture", normal(8, 2, 1, 22, 2)),
    s("sample-hash", "en firmware_image_hash config_hash recipe_hash", each(lambda r: hexs(r, 40))),
)

GROUPS = (
    Group(
        "server",
        "en deployments servers build_artifacts certificates request_metrics cluster_nodes packages "
        "service_errors cache_entries ci_jobs | zh 服务器监控 发布记录",
        "",
        0.0,
        SERVER,
    ),
    Group(
        "machine",
        "en machines sensor_readings_plant production_lines maintenance_plan pumps test_bench "
        "quality_lab | de maschinen pruefstand | zh 设备台账",
        "",
        0.0,
        MACHINE,
    ),
)
