"""Canaries and the search for them: unique personal values, and every disguise in which a run might let one go.

It shares no code with the scanner, on purpose: what both got wrong together no test would see.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import io
import ipaddress
import json
import os
import random
import re
import sqlite3
import string
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import numpy as np
import pyarrow.parquet as pq

_SCREEN = 8  # every needle is at least this long; its first bytes pick the places worth a closer look
_SEPARATORS = (":", "-", "_", ".", " ", "")
_DATE_FORMS = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
_DIGESTS: tuple[Callable[[bytes], bytes], ...] = (
    *(lambda raw, name=name: hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256", "sha384", "sha512")),
    *(lambda raw, size=size: hashlib.blake2b(raw, digest_size=size).digest() for size in (8, 16, 20, 32, 64)),
    lambda raw: hashlib.blake2s(raw).digest(),
    lambda raw: hashlib.sha3_256(raw).digest(),
)


NUMERIC = frozenset(
    {
        *("phone", "imei", "number", "financial.payment_card", "financial.iban", "financial.bank_account"),
        *("identity.national_id", "device.imsi", "device.iccid", "account.identifier"),
    }
)
"""Kinds whose digits somebody may write, or hash, with other signs between them."""


@dataclass(frozen=True)
class Canary:
    """One planted value: its kind, how it was written first, where it sits, and parts that would give it away."""

    kind: str
    value: str
    where: str
    parts: tuple[str, ...] = ()

    def texts(self) -> set[str]:
        """Every spelling to look for as text."""
        return {self.value, *self.parts, quote(self.value, safe=""), json.dumps(self.value)[1:-1]}

    def hashed_forms(self) -> set[str]:
        """What somebody might have put into a hash function without a key."""
        joined = re.sub(r"[\s:._()+-]", "", self.value)
        digits = re.sub(r"\D", "", self.value)
        forms = {self.value, self.value.strip(), self.value.lower(), self.value.upper(), *self.parts}
        forms |= {joined.lower(), joined.upper(), json.dumps(self.value), f"{self.value}\n"}
        if self.kind in NUMERIC:
            forms |= {digits, f"+{digits}", f"00{digits}"}
        if self.kind == "email":
            forms.add(self.value.partition("@")[0])
        return {form for form in forms if form}


class Mint:
    """Makes canaries. The same seed makes the same ones; no two share a part."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self._used: set[str] = set()
        self.all: list[Canary] = []

    def fresh(self, make: Callable[[], str]) -> str:
        while (text := make()) in self._used:
            pass
        self._used.add(text)
        return text

    def token(self, size: int = 8) -> str:
        """Letters and digits that no hex digest, number or word looks like."""
        alphabet = string.ascii_lowercase + string.digits
        tail = "".join(self.rng.choices(alphabet, k=size - 4))
        return self.fresh(
            lambda: (
                f"{self.rng.choice('ghjkmnpqrstvwxyz')}{self.rng.randint(2, 9)}"
                f"{self.rng.choice('ghjkmnpqrstvwxyz')}{self.rng.choice('jkqxz')}{tail}"
            )
        )

    def word(self) -> str:
        syllables = ("qua", "zor", "vex", "lyn", "dro", "mik", "tha", "ulf", "rix", "jen", "pol", "wyx")
        return self.fresh(lambda: "".join(self.rng.choices(syllables, k=4)))

    def digits(self, size: int) -> str:
        return self.fresh(lambda: "".join(self.rng.choices(string.digits, k=size)))

    def keep(self, kind: str, value: str, where: str, parts: Iterable[str] = ()) -> str:
        self.all.append(Canary(kind, value, where, tuple(parts)))
        return value

    def email(self, where: str, form: str = "canary.{}@mail.example.com") -> str:
        token = self.token()
        return self.keep("email", form.format(token), where, (token,))

    def phone(self, where: str, country: str = "49151") -> str:
        """E.164. Countries whose mobile numbers have eight digits after this prefix."""
        tail = self.digits(8)
        return self.keep("phone", f"+{country}{tail}", where, (tail,))

    def imei(self, where: str) -> str:
        def make() -> str:
            body = "35693803" + "".join(self.rng.choices(string.digits, k=6))
            total = sum(sum(divmod(int(char) * (2 if at % 2 else 1), 10)) for at, char in enumerate(body))
            return body + str(-total % 10)

        value = self.fresh(make)
        return self.keep("imei", value, where, (value[:14], value[-8:]))

    def mac(self, where: str) -> str:
        def octet() -> str:
            return f"{self.rng.choice('0123456789')}{self.rng.choice('abcdef')}"

        octets = ["c2", octet(), octet(), *self.fresh(lambda: f"{octet()} {octet()} {octet()}").split()]
        parts = {mark.join(octets) for mark in _SEPARATORS}
        parts |= {mark.join(octets[3:]) for mark in _SEPARATORS if mark}
        parts |= {"".join(octets[:3]) + mark + "".join(octets[3:]) for mark in "-."}
        parts.add(".".join("".join(octets[at : at + 2]) for at in (0, 2, 4)))
        return self.keep("mac", ":".join(octets), where, parts)

    def ipv4(self, where: str) -> str:
        def make() -> str:
            net = self.rng.choice(("203.0.113", "198.51.100", "100.77.201", "81.169.145", "91.198.174"))
            return f"{net}.{self.rng.randint(100, 254)}"

        value = self.fresh(make)
        number = str(int(ipaddress.ip_address(value)))
        return self.keep("ipv4", value, where, (number, value.replace(".", "-"), value.replace(".", "_")))

    def ipv6(self, where: str) -> str:
        def make() -> str:
            groups = [f"{self.rng.randint(0x1000, 0xFFFF):x}" for _ in range(3)]
            return f"2001:db8:{groups[0]}:{groups[1]}::{groups[2]}"

        address = ipaddress.ip_address(self.fresh(make))
        tail = str(address).partition("db8:")[2]
        return self.keep("ipv6", str(address), where, (address.exploded, address.exploded.replace(":", ""), tail))

    def place(self, where: str) -> tuple[float, float]:
        """A pair; each half counts as a canary of its own."""
        halves = []
        for low in (41, 11):
            text = self.fresh(lambda low=low: f"{low + self.rng.randint(0, 9)}.{self.rng.randint(100000, 999999)}")
            text = text[:-1] + "7"
            halves.append(float(self.keep("gps", text, where, (text[:-1],))))
        return halves[0], halves[1]

    def birth(self, where: str) -> str:
        def make() -> str:
            return (date(1931, 1, 1) + timedelta(days=self.rng.randint(0, 9000))).isoformat()

        value = self.fresh(make)
        return self.keep("birth date", value, where, (date.fromisoformat(value).strftime(f) for f in _DATE_FORMS))

    def person(self, where: str) -> str:
        first, last = self.word(), self.word()
        return self.keep("person", f"{first.title()} {last.title()}", where, (first, last))

    def words(self, where: str) -> str:
        token = self.token(10)
        return self.keep("free text", f"told us that {token} hurts at night", where, (token,))

    def account(self, where: str) -> str:
        token = self.token(10)
        return self.keep("account", f"acct-{token}", where, (token,))

    def number(self, where: str) -> int:
        """An account number: digits that mean nothing to a detector and all to their owner."""
        return int(self.keep("number", f"7{self.digits(11)}", where))

    def jwt(self, where: str) -> str:
        def part(raw: bytes) -> str:
            return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

        token = self.token()
        payload = part(json.dumps({"sub": f"canary.{token}", "iat": 1514764800}).encode())
        signature = part(self.rng.randbytes(32))
        head = part(b'{"alg":"HS256","typ":"JWT"}')
        return self.keep("jwt", f"{head}.{payload}.{signature}", where, (payload, signature, token))


# ---- disguises -------------------------------------------------------------------------------------------------------

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_ESCAPED = re.compile(rb"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})")
_BETWEEN_DIGITS = re.compile(rb"(?<=[0-9])[\s\-./()_]+(?=[0-9])")
_URLSAFE = bytes.maketrans(b"-_", b"+/")


def _unescaped(data: bytes) -> bytes:
    def char(match: re.Match[bytes]) -> bytes:
        if match[2]:
            return bytes.fromhex(match[2].decode())
        return chr(int(match[1], 16)).encode("utf-8", "surrogatepass")

    return _ESCAPED.sub(char, data)


def _from_base64(data: bytes) -> list[bytes]:
    """Every run that might be base64, decoded at each of the alignments in which text may sit in it."""
    found = []
    for match in _BASE64.finditer(data):
        run = match[0].translate(_URLSAFE)
        for offset in range(4):
            usable = run[offset : offset + (len(run) - offset) // 4 * 4]
            rest = run[offset + len(usable) :]
            with suppress(binascii.Error):
                found.append(base64.b64decode(usable + (rest + b"==="[: -len(rest) % 4] if len(rest) > 1 else b"")))
    return found


def _from_hex(data: bytes) -> list[bytes]:
    found = []
    for match in _HEX.finditer(data):
        for offset in range(2):
            run = match[0][offset:]
            found.append(bytes.fromhex(run[: len(run) // 2 * 2].decode()))
    return found


def _sqlite_dump(data: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.text_factory = lambda raw: raw.decode("utf-8", "replace")
        memory.deserialize(data)
        return "\n".join(memory.iterdump()).encode("utf-8", "surrogatepass")


def _parquet_text(data: bytes) -> bytes:
    file = pq.ParquetFile(io.BytesIO(data))
    return f"{file.schema}\n{file.metadata.metadata}\n{file.read().to_pylist()}".encode("utf-8", "surrogatepass")


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What is inside of a container. A broken one gives as much as can be had."""
    if data.startswith(b"\x1f\x8b"):
        try:
            yield gzip.decompress(data)
        except (EOFError, OSError, zlib.error):
            with suppress(zlib.error):
                yield zlib.decompressobj(31).decompress(data)
    elif data[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
        with suppress(zlib.error):
            yield zlib.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield member.encode()
                yield archive.read(member)
    elif data.startswith(b"PAR1"):
        with suppress(Exception):
            yield _parquet_text(data)
    elif data.startswith(b"SQLite format 3\x00"):
        with suppress(Exception):
            yield _sqlite_dump(data)


def readings(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes as they are and as they may be meant: unpacked, decoded, unescaped."""
    yield data
    plain = data
    for _ in range(2):
        plain = unquote_to_bytes(plain) if b"%" in plain else plain
    if b"&" in plain:
        plain = html.unescape(plain.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if b"\\" in plain:
        plain = _unescaped(plain.replace(b"\\\\", b"\\"))
    if plain != data:
        yield plain
    if b"\x00" in data:
        yield data.replace(b"\x00", b"")  # UTF-16 and UTF-32 of Latin text
    digits = _BETWEEN_DIGITS.sub(b"", plain)
    if digits != plain:
        yield digits
    if depth:
        for pieces in (_from_base64(data), _from_hex(data), list(_unpacked(data))):
            if pieces:
                yield from readings(b"\n".join(pieces), depth - 1)
            for piece in pieces:
                for inner in _unpacked(piece):
                    yield from readings(inner, depth - 1)


# ---- the search ------------------------------------------------------------------------------------------------------


class Needles:
    """Many byte strings looked for at once."""

    def __init__(self, needles: dict[bytes, int]) -> None:
        self._by_start: dict[bytes, list[tuple[bytes, int]]] = {}
        for needle, owner in needles.items():
            assert len(needle) >= _SCREEN, needle
            self._by_start.setdefault(needle[:_SCREEN], []).append((needle, owner))
        starts = [int.from_bytes(start, "big") for start in self._by_start]
        self._starts = np.array(sorted(starts), dtype=np.uint64)
        self._sieve = np.zeros(1 << 24, dtype=bool)
        self._sieve[(self._starts >> np.uint64(40)).astype(np.int64)] = True

    def found(self, data: bytes) -> set[int]:
        size = len(data) - _SCREEN + 1
        if size < 1:
            return set()
        raw = np.frombuffer(data, dtype=np.uint8)
        head = np.zeros(size, dtype=np.int64)
        for at in range(3):
            head = (head << 8) | raw[at : at + size]
        places = np.flatnonzero(self._sieve[head])
        keys = np.zeros(len(places), dtype=np.uint64)
        for at in range(_SCREEN):
            keys = (keys << np.uint64(8)) | raw[places + at]
        hits = set()
        nearest = np.minimum(np.searchsorted(self._starts, keys), len(self._starts) - 1)
        for place in places[self._starts[nearest] == keys].tolist():
            for needle, owner in self._by_start[data[place : place + _SCREEN]]:
                if data.startswith(needle, place):
                    hits.add(owner)
        return hits


class Search:
    """Looks for canaries, as text in any disguise and as digests without a key."""

    def __init__(self, canaries: list[Canary]) -> None:
        self.canaries = canaries
        texts: dict[bytes, int] = {}
        wide: dict[bytes, int] = {}
        digests: dict[bytes, int] = {}
        for owner, canary in enumerate(canaries):
            for text in canary.texts():
                for encoded in (text.lower().encode("utf-8"), text.encode("utf-8").lower()):
                    texts[encoded] = owner
                if not text.isascii():  # of Latin text, `readings` gets rid of what UTF-16 and UTF-32 add
                    wide |= {text.encode(code): owner for code in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")}
            for form in canary.hashed_forms():
                for digest in _DIGESTS:
                    raw = digest(form.encode())
                    digests[raw[:_SCREEN]] = owner  # a digest cut short is still a digest
                    texts[raw.hex()[:16].encode()] = owner
        self._texts, self._raw = Needles(texts), Needles(digests | wide)
        self._known: dict[bytes, frozenset[int]] = {}

    def in_bytes(self, data: bytes) -> frozenset[int]:
        """Which canaries are in there, by their place in the list."""
        key = hashlib.sha256(data).digest()
        if key not in self._known:
            hits: set[int] = set()
            for reading in readings(data):
                hits |= self._texts.found(reading.lower()) | self._raw.found(reading)
            self._known[key] = frozenset(hits)
        return self._known[key]

    def in_tree(self, root: Path) -> dict[str, frozenset[int]]:
        """Where under a folder, in names, link targets and contents: place -> canaries."""
        hits: dict[str, frozenset[int]] = {}
        for folder, folders, files in os.walk(root):
            for name in (*folders, *files):
                path = Path(folder, name)
                place = os.fsencode(path.relative_to(root))
                if found := self.in_bytes(place):
                    hits[f"name of {place!r}"] = found
                if path.is_symlink():
                    if found := self.in_bytes(os.fsencode(os.readlink(path))):
                        hits[f"target of {place!r}"] = found
                elif path.is_file() and (found := self.in_bytes(path.read_bytes())):
                    hits[f"content of {place!r}"] = found
        return hits

    def told(self, hits: dict[str, frozenset[int]]) -> str:
        """For the failing test: what leaked to where, and where it had been planted."""
        lines = []
        for place, owners in sorted(hits.items()):
            for owner in sorted(owners):
                canary = self.canaries[owner]
                lines.append(f"{place}: {canary.kind} {canary.value} (planted: {canary.where})")
        return "\n".join(lines)


# ---- disguises to test the search with -------------------------------------------------------------------------------


def _base64_at(offset: int) -> Callable[[str], bytes]:
    return lambda value: base64.b64encode(b"?" * offset + value.encode() + b"!?")


def _hashed(name: str, encode: Callable[[bytes], bytes], change: Callable[[str], str] = str) -> Callable[[str], bytes]:
    return lambda value: encode(hashlib.new(name, change(value).encode()).digest())


DISGUISES: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "upper case": lambda value: value.upper().encode(),
    "percent, upper hex": lambda value: quote(value, safe="").encode(),
    "percent, all, lower hex": lambda value: "".join(f"%{byte:02x}" for byte in value.encode()).encode(),
    "percent, twice": lambda value: quote(quote(value, safe=""), safe="").encode(),
    "base64, first alignment": _base64_at(0),
    "base64, second alignment": _base64_at(1),
    "base64, third alignment": _base64_at(2),
    "base64, url-safe, cut short": lambda value: base64.urlsafe_b64encode(b"??>" + value.encode() + b"?>?")[:-1],
    "base64 of base64": lambda value: base64.b64encode(base64.b64encode(value.encode())),
    "hex": lambda value: value.encode().hex().encode(),
    "hex, upper case": lambda value: value.encode().hex().upper().encode(),
    "UTF-16 LE": lambda value: value.encode("utf-16-le"),
    "UTF-16 BE": lambda value: value.encode("utf-16-be"),
    "UTF-32": lambda value: value.encode("utf-32"),
    "JSON escapes": lambda value: "".join(f"\\u{ord(char):04x}" for char in value).encode(),
    "escapes within a string": lambda value: "".join(f"\\\\u{ord(char):04X}" for char in value).encode(),
    "hex escapes": lambda value: "".join(f"\\x{byte:02x}" for byte in value.encode()).encode(),
    "HTML entities": lambda value: "".join(f"&#{ord(char)};" for char in value).encode(),
    "HTML entities, hex": lambda value: "".join(f"&#x{ord(char):X};" for char in value).encode(),
    "gzip in base64": lambda value: base64.b64encode(gzip.compress(value.encode())),
    "zlib in hex": lambda value: zlib.compress(value.encode()).hex().encode(),
    "MD5": _hashed("md5", lambda raw: raw.hex().encode()),
    "MD5, lower case first": _hashed("md5", lambda raw: raw.hex().encode(), str.lower),
    "SHA-1 in base64": _hashed("sha1", base64.b64encode),
    "SHA-256, cut short": _hashed("sha256", lambda raw: raw.hex()[:16].encode()),
    "SHA-256, upper case": _hashed("sha256", lambda raw: raw.hex().upper().encode()),
    "SHA-256, raw": _hashed("sha256", bytes),
    "SHA-512 in url-safe base64": _hashed("sha512", base64.urlsafe_b64encode),
    "BLAKE2b": _hashed("blake2b", lambda raw: raw.hex().encode()),
}
