"""Secrets by reference: `{env: NAME}`, `{file: PATH}`, `{keyring: service/user}`; fetched only where they are used."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from connectors.base import ConnectorError
from connectors.errors import describe_error
from connectors.model import SecretRef

_KINDS = ("env", "file", "keyring")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_MAX_FILE = 64 * 1024


def secret_ref(value: object) -> SecretRef | None:
    """The reference that a configuration value makes, or None where the value is no such mapping of one key."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    kind, name = next(iter(value.items()))
    if kind not in _KINDS or not isinstance(name, str) or not name:
        return None
    return SecretRef(kind, name)


def resolve(ref: SecretRef, base_dir: str, source: str) -> str:
    """Fetches the secret. Raises `ConnectorError` (`auth`, or `missing_driver` for keyring) that never shows it."""
    if ref.kind == "env":
        return _from_env(ref.name, source)
    if ref.kind == "file":
        return _from_file(ref.name, base_dir, source)
    return _from_keyring(ref.name, source)


def resolve_tree(value: object, base_dir: str, source: str) -> object:
    """A copy of nested options in which every secret reference is replaced by its secret."""
    ref = secret_ref(value)
    if ref is not None:
        return resolve(ref, base_dir, source)
    if isinstance(value, Mapping):
        return {str(key): resolve_tree(item, base_dir, source) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolve_tree(item, base_dir, source) for item in value]
    return value


def _from_env(name: str, source: str) -> str:
    if not _ENV_NAME.fullmatch(name):
        # what stands there may be the secret itself, so it is not shown
        raise ConnectorError(
            source,
            "auth",
            "what stands under `env` is no variable name",
            "Write {env: NAME} and put the secret into it",
        )
    secret = os.environ.get(name, "").strip()
    if not secret:
        state = "empty" if name in os.environ else "not set"
        raise ConnectorError(source, "auth", f"environment variable {name} is {state}", f"Set {name} and scan again")
    return secret


def _from_file(name: str, base_dir: str, source: str) -> str:
    try:
        with (Path(base_dir) / name).open("rb") as handle:
            secret = handle.read(_MAX_FILE).decode("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeError, ValueError) as exc:
        what = f"the secret file can't be read ({describe_error(exc)})"
        raise ConnectorError(source, "auth", what, "Check the path under `file` and its permissions") from None
    if not secret:
        raise ConnectorError(
            source, "auth", "the first line of the secret file is empty", "Put the secret on the first line"
        )
    return secret


def _from_keyring(name: str, source: str) -> str:
    service, slash, user = name.rpartition("/")
    if not slash or not service or not user:
        raise ConnectorError(source, "auth", "a keyring reference names no user", "Write {keyring: service/user}")
    try:
        import keyring
    except ImportError:
        raise ConnectorError(
            source, "missing_driver", "the package keyring is not installed", "Run: pip install 'saydo[keyring]'"
        ) from None
    try:
        secret = keyring.get_password(service, user)
    except Exception as exc:  # noqa: BLE001 - any backend may fail in its own way; only its class is told
        what = f"the keyring can't be read ({describe_error(exc)})"
        raise ConnectorError(source, "auth", what, "Unlock the keyring, or use {env: NAME}") from None
    if not secret:
        raise ConnectorError(
            source, "auth", "the keyring holds no such secret", "Store it with `keyring set`, or use {env: NAME}"
        )
    return str(secret)
