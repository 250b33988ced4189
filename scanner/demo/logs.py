"""The log tree: gateways, a caller log that must not be there, one-time codes, web access and an application log."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from urllib.parse import quote

from scanner.demo import words
from scanner.demo.gateway import (
    BROKER,
    MQTT_PLAIN,
    RELAY,
    broker_lines,
    client_ip,
    egress_lines,
    ingress_lines,
    sync_lines,
    utc,
    year_times,
)
from scanner.demo.names import Names
from scanner.demo.people import Person, active, contact_numbers
from scanner.demo.writers import Files, Row, jsonl_bytes, logfmt_bytes, rotated, stream

CALLER_OWNERS = 28
OTP, ACCESS, APP = 400, 1400, 1000


def log_files(seed: int, people: list[Person], names: Names) -> Files:
    """Every file below `logs/`."""
    users = active(people)
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
    }
    text_streams: dict[str, Callable[[random.Random, list[Person]], bytes]] = {"access": access_log, "app": app_log}
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


def access_log(rng: random.Random, people: list[Person]) -> bytes:
    """The web site's access log in the combined format; a few links carry an address in their query."""
    mails = [person.email for person in people if person.email]
    lines = []
    for time in year_times(rng, ACCESS):
        path = rng.choice(("/", "/watch", "/band", "/support", "/shop/cart"))
        if rng.random() < 0.3:
            path += f"?utm_source={rng.choice(('news', 'search', 'poster'))}&page={rng.randint(1, 9)}"
        elif rng.random() < 0.04:
            path = f"/newsletter/confirm?email={quote(rng.choice(mails), safe='')}&step=2"
        referer = rng.choice(("-", "https://www.pacefit.example/", "https://search.example/find"))
        status, size = rng.choice((200, 200, 200, 304, 404)), rng.randint(300, 40000)
        system = rng.choice(("X11; Linux", "Mobile; Phone A", "Desktop; PC"))
        agent = f"Mozilla/5.0 ({system}) Engine/{rng.randint(50, 70)}.0"
        moment = f"{time:%d/%b/%Y:%H:%M:%S} +0000"
        lines.append(f'{client_ip(rng)} - - [{moment}] "GET {path} HTTP/1.1" {status} {size} "{referer}" "{agent}"\n')
    return "".join(lines).encode()


def token(rng: random.Random, account: int, issued: int) -> str:
    """A signed-looking bearer token. The signature is random: no key ever existed."""

    def part(value: dict[str, str | int]) -> str:
        text = json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    signature = base64.urlsafe_b64encode(rng.randbytes(32)).decode().rstrip("=")
    claims: dict[str, str | int] = {"sub": str(account), "iss": "auth.pacefit.example", "iat": issued}
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{signature}"


def app_log(rng: random.Random, people: list[Person]) -> bytes:
    """Free text of the application, stack traces and a debug line that prints a bearer token."""
    lines = []
    for time in year_times(rng, APP):
        head = f"{time:%Y-%m-%d %H:%M:%S},{rng.randint(0, 999):03d}"
        person = rng.choice(people)
        kind = rng.random()
        if kind < 0.05:
            bearer = token(rng, person.account, int(time.timestamp()))
            lines.append(f"{head} DEBUG [auth] outgoing header Authorization: Bearer {bearer}\n")
        elif kind < 0.12 and person.email:
            lines.append(f"{head} WARN [mail] bounce for {person.email}, will retry\n")
        elif kind < 0.2:
            lines.append(f"{head} ERROR [sync] upload failed for device {person.device.mac}\n")
            lines.append("    at example.pacefit.sync.Uploader.push(Uploader.java:214)\n")
        elif kind < 0.6:
            lines.append(
                f"{head} INFO [ota] offered firmware {rng.choice(words.FIRMWARES)} to batch {rng.randint(1, 60)}\n"
            )
        else:
            lines.append(f"{head} INFO [jobs] rollup finished in {rng.randint(20, 900)} ms\n")
    return "".join(lines).encode()
