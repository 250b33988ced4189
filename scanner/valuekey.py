"""The value key: what digests of values are keyed with. Random per run unless the owner keeps one; never on disk."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from connectors.base import ConnectorError
from connectors.secrets import resolve, secret_ref

KEY_BYTES = 32
_MIN_SECRET = 16


class ValueKeyError(ValueError):
    """The estate's value key can't be used."""


def value_key(setting: Mapping[str, str] | None, base_dir: Path) -> bytes:
    """32 bytes. From the owner's secret by BLAKE2b, so that sketches of several runs can be compared; else random.

    Raises `ValueKeyError` when the secret can't be fetched or has fewer than 16 characters.
    """
    if setting is None:
        return secrets.token_bytes(KEY_BYTES)
    reference = secret_ref(setting)
    if reference is None:
        raise ValueKeyError("no reference. Write {env: NAME}, {file: PATH} or {keyring: service/user}.")
    try:
        secret = resolve(reference, str(base_dir), "value_key")
    except ConnectorError as error:
        raise ValueKeyError(f"{error.what}. {error.remedy}") from None
    if len(secret) < _MIN_SECRET:
        raise ValueKeyError(f"the secret is shorter than {_MIN_SECRET} characters. Use a long random one.")
    return hashlib.blake2b(secret.encode(), digest_size=KEY_BYTES, person=b"saydo-value-key").digest()
