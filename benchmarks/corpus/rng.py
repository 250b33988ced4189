"""Chance from one fixed seed: every generator gets its own stream, named by a string."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

SEED = "saydo-corpus-1"
T = TypeVar("T")


def rng(*parts: object) -> Random:
    """A stream of its own for this name; the same on every platform and hash seed."""
    name = "/".join([SEED, *[str(p) for p in parts]])
    return Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:16], "big"))


def digits(r: Random, n: int) -> str:
    """n random digits."""
    return "".join(r.choices("0123456789", k=n))


def hexs(r: Random, n: int) -> str:
    """n random lower-case hex digits."""
    return "".join(r.choices("0123456789abcdef", k=n))


def alnum(r: Random, n: int) -> str:
    """n random letters and digits."""
    return "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=n))


def upper(r: Random, n: int) -> str:
    """n random capital letters."""
    return "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=n))


def lower(r: Random, n: int) -> str:
    """n random small letters."""
    return "".join(r.choices("abcdefghijklmnopqrstuvwxyz", k=n))


def b64url(r: Random, n: int) -> str:
    """n random characters of the URL-safe base64 alphabet."""
    return "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", k=n))


def rbytes(r: Random, n: int) -> bytes:
    """n random bytes."""
    return r.getrandbits(8 * n).to_bytes(n, "big") if n else b""


def pick(r: Random, items: Sequence[T]) -> T:
    """One of the items."""
    return items[r.randrange(len(items))]


def uuid4(r: Random) -> str:
    """A random UUID of version 4."""
    h = hexs(r, 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{pick(r, '89ab')}{h[17:20]}-{h[20:]}"
