"""The log tree: gateways, a caller log that must not be there, one-time codes, web access and an application log."""

from __future__ import annotations

import random
from collections.abc import Callable

from scanner.demo.gateway import (
    BROKER,
    MQTT_PLAIN,
    RELAY,
    broker_lines,
    ingress_lines,
    sync_lines,
    utc,
    year_times,
)
from scanner.demo.names import Names
from scanner.demo.people import Person, contact_numbers
from scanner.demo.server_logs import access_log, app_log, logcat_log, vitals_lines, web_log, worker_log
from scanner.demo.upstreams import egress_lines
from scanner.demo.world import World
from scanner.demo.writers import Files, Row, jsonl_bytes, logfmt_bytes, rotated, stream

CALLER_OWNERS = 24
OTP = 400


def log_files(world: World, names: Names) -> Files:
    """Every file below `logs/`."""
    seed, users = world.seed, world.users
    json_streams: dict[str, list[Row]] = {
        "ingress": ingress_lines(stream(seed, "edge.ingress"), users),
        "sync": sync_lines(stream(seed, "edge.sync"), users),
    }
    logfmt_streams: dict[str, list[Row]] = {
        "broker": broker_lines(stream(seed, "edge.broker"), users, BROKER, MQTT_PLAIN),
        "relay": broker_lines(stream(seed, "edge.relay"), users, RELAY, 0),
        "egress": egress_lines(stream(seed, "edge.egress"), users),
        "caller": caller_lines(stream(seed, "edge.caller"), users),
        "otp": otp_lines(stream(seed, "edge.otp"), users),
        "vitals": vitals_lines(stream(seed, "edge.vitals"), users, "bpm"),
        "load": vitals_lines(stream(seed, "edge.load"), users, "load"),
    }
    text_streams: dict[str, Callable[[random.Random, list[Person]], bytes]] = {
        "access": access_log,
        "web": web_log,
        "app": app_log,
        "worker": worker_log,
        "bench": logcat_log,
    }
    files: Files = {}
    for name, rows in json_streams.items():
        files.update(rotated(f"logs/{names.segment(name)}", jsonl_bytes(f"edge/{name}", rows, names)))
    for name, rows in logfmt_streams.items():
        files.update(rotated(f"logs/{names.segment(name)}", logfmt_bytes(f"edge/{name}", rows, names)))
    for name, make in text_streams.items():
        files.update(rotated(f"logs/{names.segment(name)}", make(stream(seed, f"edge.{name}"), users)))
    return files


def caller_lines(rng: random.Random, people: list[Person]) -> list[Row]:
    """The deviation: each call that a watch announced was looked up and logged, number and all."""
    calls: list[tuple[int, str]] = []
    for owner in rng.sample(people, CALLER_OWNERS):
        for _, phone in contact_numbers(rng, 8, 32):
            calls += [(owner.account, phone)] * rng.choice((1, 1, 2))
    rng.shuffle(calls)
    return [
        {"ts": utc(time), "level": "debug", "msg": "incoming call", "account": account, "caller": phone,
         "cached": rng.choice(("yes", "no"))}
        for time, (account, phone) in zip(year_times(rng, len(calls)), calls, strict=True)
    ]  # fmt: skip


def otp_lines(rng: random.Random, people: list[Person]) -> list[Row]:
    """The clean twin: one-time codes sent to each user's own number, again and again."""
    owners = [person for person in people if person.phone][:90]
    rows = []
    for time in year_times(rng, OTP):
        person = rng.choice(owners)
        rows.append(
            {"ts": utc(time), "level": "info", "msg": "code sent", "account": person.account, "phone": person.phone,
             "tries": rng.randint(1, 3)}
        )  # fmt: skip
    return rows
