"""What psycopg hands out for each PostgreSQL type: text as the server writes it, except where a type is plain."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from connectors.formats.columns import decode, text_of

_NATIVE = {"int2", "int4", "int8", "oid", "float4", "float8", "bytea", "bool"}


def load_plainly(raw: Any) -> None:
    """Registers our loaders on one psycopg connection. Dates far away, infinity and NaN then fail nowhere."""
    unchecked = raw.info.parameter_status("server_encoding") == "SQL_ASCII"
    if unchecked:
        # such a server keeps any bytes and would refuse to send those that are no UTF-8; Latin-1 lets them all through
        raw.execute("SET client_encoding TO 'LATIN1'")
        raw.commit()
    for oid, chosen in _loaders(unchecked):
        raw.adapters.register_loader(oid, chosen)


@cache  # classes made once: some of psycopg's can't be let go of
def _loaders(unchecked: bool) -> tuple[tuple[int, Any], ...]:
    """A loader class by type. `unchecked`: the server checks no encoding, so its text may be undecodable."""
    adapt = import_module("psycopg.adapt")
    arrays = import_module("psycopg.types.array")

    def loader(name: str, load: Callable[[bytes], object]) -> Any:
        return type(name, (adapt.Loader,), {"load": lambda self, data: load(bytes(data))})

    plain = loader("EscapedText", decode) if unchecked else import_module("psycopg.types.string").TextLoader
    special = {
        "bool": loader("Truth", lambda data: 1 if data == b"t" else 0),
        "bpchar": loader("Padded", lambda data: decode(data.rstrip(b" "))),
        "bit": loader("Bits", lambda data: int(data) if len(data) == 1 else data.decode()),
        "timestamptz": loader("Zoned", _zoned),
    }
    flat: Any = type("Flat", (arrays.ArrayLoader,), {"load": lambda self, data: _flat(super(flat, self).load(data))})
    found: list[tuple[int, Any]] = [(0, plain)]
    for info in import_module("psycopg").adapters.types:
        if chosen := special.get(info.name) or (None if info.name in _NATIVE else plain):
            found.append((info.oid, chosen))
        if info.array_oid:
            fitting = {"base_oid": info.oid, "delimiter": info.delimiter.encode()}
            found.append((info.array_oid, type("OneArray", (flat,), fitting)))
    return tuple(found)


def _zoned(data: bytes) -> str:
    """The session's zone is UTC, so an offset is `+00`; written in full, as ISO 8601 has it."""
    text = data.decode()
    return f"{text}:00" if text.endswith("+00") else text


def _flat(value: object) -> object:
    """A list of texts, without the nesting of arrays of several dimensions."""
    if not isinstance(value, list):
        return value
    found: list[object] = []
    for item in value:
        inner = _flat(item)
        if isinstance(inner, list):
            found.extend(inner)
        else:
            found.append(None if inner is None else text_of(inner))
    return found
