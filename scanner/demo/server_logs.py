"""Logs that servers write about their own work, in four formats: two say too much, their twins don't."""

from __future__ import annotations

import base64
import json
import random
from urllib.parse import quote

from scanner.demo import words
from scanner.demo.gateway import client_ip, utc, year_times
from scanner.demo.people import Person
from scanner.demo.writers import Row

ACCESS, WEB, APP, WORKER, VITALS, BENCH = 850, 600, 700, 550, 450, 300


def access_log(rng: random.Random, people: list[Person]) -> bytes:
    """The deviation: the web site's access log, where a few links carry an address in their query."""
    return _combined(rng, [person.email for person in people if person.email], ACCESS)


def web_log(rng: random.Random, people: list[Person]) -> bytes:
    """The twin: the same format, and confirmation links that carry a one-time code instead."""
    return _combined(rng, [], WEB)


def _combined(rng: random.Random, mails: list[str], count: int) -> bytes:
    lines = []
    for time in year_times(rng, count):
        path = rng.choice(("/", "/watch", "/band", "/support", "/shop/cart"))
        if rng.random() < 0.3:
            path += f"?utm_source={rng.choice(('news', 'search', 'poster'))}&page={rng.randint(1, 9)}"
        elif rng.random() < 0.05:
            who = f"email={quote(rng.choice(mails), safe='')}" if mails else f"code={rng.getrandbits(40):010x}"
            path = f"/newsletter/confirm?{who}&step=2"
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
    """The deviation: free text and stack traces, with addresses of bounced mail and a bearer token."""
    return _application(rng, people, APP, careful=False)


def worker_log(rng: random.Random, people: list[Person]) -> bytes:
    """The twin: the same kind of lines, but account numbers only by their last digits, and tokens cut away."""
    return _application(rng, people, WORKER, careful=True)


def _application(rng: random.Random, people: list[Person], count: int, careful: bool) -> bytes:
    lines = []
    for time in year_times(rng, count):
        head = f"{time:%Y-%m-%d %H:%M:%S},{rng.randint(0, 999):03d}"
        person = rng.choice(people)
        kind = rng.random()
        if kind < 0.05:
            bearer = "[cut]" if careful else token(rng, person.account, int(time.timestamp()))
            lines.append(f"{head} DEBUG [auth] outgoing header Authorization: Bearer {bearer}\n")
        elif kind < 0.12 and person.email:
            who = f"user ...{person.account % 1000:03d}" if careful else person.email
            lines.append(f"{head} WARN [mail] bounce for {who}, will retry\n")
        elif kind < 0.2:
            which = f"{rng.randint(1, 60)}" if careful else person.device.mac
            lines.append(f"{head} ERROR [sync] upload failed for device {which}\n")
            lines.append("    at example.pacefit.sync.Uploader.push(Uploader.java:214)\n")
        elif kind < 0.6:
            firmware = rng.choice(words.FIRMWARES)
            lines.append(f"{head} INFO [ota] offered firmware {firmware} to batch {rng.randint(1, 60)}\n")
        else:
            lines.append(f"{head} INFO [jobs] rollup finished in {rng.randint(20, 900)} ms\n")
    return "".join(lines).encode()


def vitals_lines(rng: random.Random, people: list[Person], what: str) -> list[Row]:
    """A payload that is logged to see why a sync fails: pulse readings, or in the twin the load of a server."""
    rows: list[Row] = []
    level = 70
    for time in year_times(rng, VITALS):
        low, high = (48, 170) if what == "bpm" else (0, 100)
        step = rng.randint(-9, 9) if what == "bpm" else rng.choice((-40, -12, 3, 18, 45))
        level = min(high, max(low, level + step if what == "load" else level + step + (70 - level) // 12))
        rows.append(
            {"ts": utc(time), "level": "debug", "msg": "sync payload", "batch": rng.randint(1, 90), what: level}
        )
    return rows


def logcat_log(rng: random.Random, people: list[Person]) -> bytes:
    """Test phones on a bench in the office: logcat lines of nobody."""
    lines = []
    for time in year_times(rng, BENCH):
        head = (
            f"{time:%m-%d %H:%M:%S}.{rng.randint(0, 999):03d} {rng.randint(900, 9999):5d} {rng.randint(900, 9999):5d}"
        )
        tag, text = rng.choice(
            (
                ("I", "SyncService: sync done, {n} records"), ("D", "BleLink: mtu={n} phy=2"),
                ("W", "WatchFace: frame took {n} ms"), ("I", "ActivityManager: Displayed example.pacefit/.Home +{n}ms"),
            )
        )  # fmt: skip
        lines.append(f"{head} {tag} {text.format(n=rng.randint(2, 900))}\n")
    return "".join(lines).encode()
