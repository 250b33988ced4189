"""Texts to measure detection with: logs, and columns of cells. Made up, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Callable

HEX = "0123456789abcdef"
_PATHS = ("sync", "band/data", "sleep/night", "items", "firmware/check", "tracks", "users/me/settings", "static/app.js")
_MESSAGES = (
    "request {id} served in {ms} ms",
    "cache miss for key product:{n}:{id}",
    "rollup of shard {n} finished, {n} parts, build 3.{m}.{m}",
    "retry {m} of job {id}: upstream timed out after {ms} ms",
    "session pool {m}/{n} in use, queue length {ms}",
    "firmware 1.{m}.{n} offered to batch {n}, checksum {id}{id}",
    "connection to db-{m} reset, reconnecting in {ms} ms",
)


def _id(rng: random.Random, size: int = 16) -> str:
    return "".join(rng.choice(HEX) for _ in range(size))


def _mac(rng: random.Random) -> str:
    pairs = [f"{rng.randrange(256):02x}" for _ in range(5)]
    return ":".join([f"{rng.randrange(0, 256, 4):02x}", *pairs])


def _ip(rng: random.Random) -> str:
    return f"{rng.randrange(31, 223)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def _email(rng: random.Random) -> str:
    return f"{_word(rng)}.{_word(rng)}{rng.randrange(1000)}@{rng.choice(('mail', 'post', 'box'))}.example"


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))


def _time(rng: random.Random) -> str:
    day, hour, minute = rng.randint(1, 28), rng.randrange(24), rng.randrange(60)
    return f"2018-05-{day:02d} {hour:02d}:{minute:02d}:{rng.randrange(60):02d},{rng.randrange(1000):03d}"


_PERSONAL: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: f"login of {_email(rng)} accepted",
    lambda rng: f"device {_mac(rng)} paired",
    lambda rng: f"client {_ip(rng)} connected",
    lambda rng: f"callback to +4915{rng.randrange(10**8, 10**9)} scheduled",
)


def sparse_log(lines: int, share: float = 0.02, seed: int = 5) -> list[str]:
    """An application's log in which one line in fifty is about a person."""
    rng = random.Random(seed)
    found = []
    for _ in range(lines):
        if rng.random() < share:
            message = rng.choice(_PERSONAL)(rng)
        else:
            message = rng.choice(_MESSAGES).format(
                id=_id(rng), ms=rng.randrange(5000), n=rng.randrange(100), m=rng.randrange(10)
            )
        level = rng.choice(("INFO", "INFO", "DEBUG", "WARN"))
        found.append(f"{_time(rng)} {level} [worker-{rng.randrange(16)}] {rng.choice(_PATHS)}: {message}")
    return found


def access_log(lines: int, seed: int = 6) -> list[str]:
    """A web server's log in the combined format: an address in each line, and some agents that name a system."""
    rng = random.Random(seed)
    peers = [_ip(rng) for _ in range(max(50, lines // 20))]
    agents = [
        "okhttp/3.9.1",
        "curl/7.58.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0 Safari/537.36",
        "PacefitApp/3.2.1 (Android 8.0; Phone A)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    ]
    found = []
    for _ in range(lines):
        moment = f"{rng.randint(1, 28):02d}/May/2018:{rng.randrange(24):02d}:{rng.randrange(60):02d}"
        found.append(
            f"{rng.choice(peers)} - - [{moment}:{rng.randrange(60):02d} +0000] "
            f'"GET /api/v1/{rng.choice(_PATHS)}?page={rng.randrange(50)} HTTP/1.1" 200 {rng.randrange(100, 99999)} '
            f'"-" "{rng.choice(agents)}"'
        )
    return found


_CELLS: dict[str, Callable[[random.Random], str]] = {
    "email": _email,
    "device_mac": _mac,
    "phone": lambda rng: f"+4915{rng.randrange(10**8, 10**9)}",
    "order_no": lambda rng: f"SO-{rng.randrange(10**7, 10**8)}",
    "request_id": lambda rng: f"{_id(rng, 8)}-{_id(rng, 4)}-{_id(rng, 4)}-{_id(rng, 4)}-{_id(rng, 12)}",
    "created_at": _time,
    "product": lambda rng: f"{_word(rng)} {_word(rng)} {rng.randrange(10, 99)} ml",
    "sku": lambda rng: f"{_word(rng).upper()}-{rng.randrange(10**4, 10**5)}-{rng.choice('ABC')}",
    "note": lambda rng: " ".join(_word(rng) for _ in range(8)),
    "checksum": lambda rng: _id(rng, 40),
    "path": lambda rng: f"/var/data/{_word(rng)}/{_word(rng)}/{rng.randrange(10**6)}.parquet",
    "amount": lambda rng: f"{rng.randrange(10**5)}.{rng.randrange(100):02d} EUR",
}


def columns(cells: int, distinct: int | None = None, seed: int = 7) -> dict[str, list[str]]:
    """Twelve columns of a table, three of them personal; all values different, or drawn from `distinct` ones."""
    rng = random.Random(seed)
    found = {}
    for name, make in _CELLS.items():
        if distinct is None:
            values = {make(rng): None for _ in range(cells)}
            while len(values) < cells:
                values[make(rng)] = None
            found[name] = list(values)
        else:
            pool = [make(rng) for _ in range(distinct)]
            found[name] = [rng.choice(pool) for _ in range(cells)]
    return found


def mixed_texts(count: int, examples: list[str], seed: int = 8) -> list[str]:
    """Log lines, short cells, CJK, mixed case and hostile characters, for comparing two ways to the same results."""
    rng = random.Random(seed)
    odd = "ab1@.:-+ 电话\n\r\x1e٣İıſK\u200b\ud800\U0001f4de_0123456789/%=(){}[]\"'"
    logs = [*sparse_log(2000, 0.3, seed), *access_log(2000, seed)]
    cells = [value for values in columns(300, None, seed).values() for value in values]
    found = []
    for _ in range(count):
        kind = rng.randrange(6)
        if kind == 0:
            text = rng.choice(logs)
        elif kind == 1:
            text = rng.choice(cells)
        elif kind == 2:
            text = f"请联系{rng.choice(examples)}谢谢，电话{rng.choice(cells)}请"
        elif kind == 3:
            text = " ".join(rng.choice(examples) for _ in range(rng.randint(1, 3))).swapcase()
        elif kind == 4:
            text = rng.choice(examples)
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(odd) + text[place:]
        else:
            text = "".join(rng.choice(odd) for _ in range(rng.randint(0, 40)))
        found.append(text)
    return found
