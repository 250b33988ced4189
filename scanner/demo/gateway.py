"""The gateways: what devices and apps send in, over which scheme, and what the backend sends out, to whom."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from scanner.demo import words
from scanner.demo.people import Person
from scanner.demo.writers import Row

INGRESS, SYNC, BROKER, RELAY = 1200, 700, 400, 300
PLAIN_PERSONAL, PLAIN_EMPTY = 60, 110
"""Lines of `edge/ingress` over plain http: with personal data (the deviation), and redirects and health checks."""
MQTT_PLAIN = 150


def utc(time: datetime) -> str:
    """How the gateways write times."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def year_times(rng: random.Random, count: int) -> list[datetime]:
    """Sorted moments of 2018. The first and last days stay free: engagements begin and end there."""
    start = datetime(2018, 1, 8, tzinfo=UTC)
    return sorted(start + timedelta(seconds=rng.randint(0, 350 * 86400)) for _ in range(count))


def client_ip(rng: random.Random) -> str:
    """An address of the ranges that are set aside for documentation."""
    if rng.random() < 0.15:
        return f"2001:db8:{rng.randint(1, 65535):x}:{rng.randint(1, 65535):x}::{rng.randint(1, 65535):x}"
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(1, 254)}"


def spot(rng: random.Random, person: Person) -> tuple[float, float]:
    """Somewhere near home, to six decimals, of which the last is never 0: text keeps its length."""
    lat, lon = (round(value + rng.uniform(-0.03, 0.03), 5) for value in (person.lat, person.lon))
    return round(lat + 0.000001 * rng.randint(1, 9), 6), round(lon + 0.000001 * rng.randint(1, 9), 6)


def trace(rng: random.Random) -> str:
    """A request id that looks like nothing else."""
    return f"r-{rng.getrandbits(32):08x}"


def _device(rng: random.Random, person: Person) -> Row:
    return {"mac": person.device.mac, "firmware": person.device.firmware}


def _position(rng: random.Random, person: Person) -> Row:
    lat, lon = spot(rng, person)
    return {"lat": lat, "lon": lon}


def _personal_line(rng: random.Random, person: Person, line: Row) -> Row:
    """A request of an app or device: its device, or its device and place, or a login."""
    line.update(client=client_ip(rng), account=person.account, agent=rng.choice(words.USER_AGENTS))
    kind = rng.random()
    if kind < 0.5:
        line.update(method="POST", path="/v1/band/data", device=_device(rng, person))
    elif kind < 0.8:
        line.update(method="POST", path="/v1/place", device=_device(rng, person), position=_position(rng, person))
    else:
        line.update(method="POST", path="/v1/login", login=person.email)
    line["status"] = rng.choice((200, 200, 200, 204, 401))
    return line


def _empty_line(rng: random.Random, line: Row) -> Row:
    """A redirect to https or a load balancer's health check: nobody's data."""
    if rng.random() < 0.5:
        line.update(method="GET", path="/", status=301)
    else:
        line.update(method="GET", path="/healthz", status=200)
    return line


def _web_lines(rng: random.Random, people: list[Person], hosts: tuple[str, ...], count: int, bad: int) -> list[Row]:
    users = [person for person in people if person.email]
    plain = rng.sample(range(count), bad + PLAIN_EMPTY)
    leaks, empties = set(plain[:bad]), set(plain[bad:])
    rows = []
    for number, time in enumerate(year_times(rng, count)):
        scheme = "http" if number in leaks or number in empties else "https"
        line: Row = {"ts": utc(time), "host": rng.choice(hosts), "scheme": scheme}
        if number in empties or (number not in leaks and rng.random() < 0.08):
            rows.append(_empty_line(rng, line))
        else:
            rows.append(_personal_line(rng, rng.choice(users), line))
    return rows


def ingress_lines(rng: random.Random, people: list[Person]) -> list[Row]:
    """`edge/ingress`: mostly https; old firmware still posts over plain http."""
    return _web_lines(rng, people, ("api.pacefit.example", "sync.pacefit.example"), INGRESS, PLAIN_PERSONAL)


def sync_lines(rng: random.Random, people: list[Person]) -> list[Row]:
    """`edge/sync`, the clean twin: over plain http nothing but redirects and health checks."""
    return _web_lines(rng, people, ("sync.pacefit.example",), SYNC, 0)


def broker_lines(rng: random.Random, people: list[Person], count: int, plain: int) -> list[Row]:
    """Watches that publish to a message broker: `plain` of the lines without TLS."""
    unsafe = set(rng.sample(range(count), plain))
    rows = []
    for number, time in enumerate(year_times(rng, count)):
        person = rng.choice(people)
        line: Row = {
            "ts": utc(time),
            "scheme": "mqtt" if number in unsafe else "mqtts",
            "host": "mqtt.pacefit.example",
            "topic": rng.choice(("watch/position", "watch/status")),
            "qos": rng.randint(0, 2),
            "mac": person.device.mac,
        }
        if line["topic"] == "watch/position":
            line["lat"], line["lon"] = spot(rng, person)
        rows.append(line)
    return rows
