"""Reading a source's options: unknown keys and wrong types are errors that name the key, never its value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from urllib.parse import unquote_plus, urlsplit

from connectors.base import ConnectorError
from connectors.model import SecretRef, SourceSpec
from connectors.secrets import secret_ref

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_PASSWORD_PARAMETER = re.compile(r"(?i)[?&;](?:password|passwd|pwd|pass|sslpassword|secret|token|sig|key)=[^&]")
_SECRET_KEY = re.compile(r"(?i)secret|passw|passphrase|token|account_key|connection_string|\bsas\b")
_NO_SECRETS = {"anon", "cloud", "google_default", ""}


def check_keys(spec: SourceSpec, known: Sequence[str]) -> None:
    """Raises `ConnectorError` for an option that this kind of source does not have."""
    unknown = sorted(str(key) for key in spec.options if key not in known)
    if unknown:
        shown = ", ".join(f"`{key}`" if _PLAIN_KEY.fullmatch(key) else "(not shown)" for key in unknown[:5])
        raise ConnectorError(
            spec.name, "unsupported", f"unknown option {shown}", f"A {spec.type} source takes: {', '.join(known)}"
        )


def _wrong(spec: SourceSpec, key: str, wanted: str) -> ConnectorError:
    return ConnectorError(spec.name, "unsupported", f"option `{key}` is not {wanted}", f"Make `{key}` {wanted}")


def patterns(spec: SourceSpec, key: str) -> tuple[str, ...]:
    """A list of glob patterns; a single string counts as a list of one."""
    value = spec.options.get(key)
    if value is None:
        return ()
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise _wrong(spec, key, "a list of patterns")
    return tuple(items)


def flag(spec: SourceSpec, key: str) -> bool:
    """A true-or-false option, false where absent."""
    value = spec.options.get(key, False)
    if not isinstance(value, bool):
        raise _wrong(spec, key, "true or false")
    return value


def whole_number(spec: SourceSpec, key: str, default: int) -> int:
    """A positive whole number."""
    value = spec.options.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(spec, key, "a positive whole number")
    return value


def wanted(names: Sequence[str], include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether any of a thing's names is included and none excluded; no include list means everything."""
    if any(fnmatchcase(name, pattern) for name in names for pattern in exclude):
        return False
    return not include or any(fnmatchcase(name, pattern) for name in names for pattern in include)


def location(spec: SourceSpec, key: str) -> str | SecretRef:
    """A URL or path as plain text without a password, or the reference to one.

    Raises `ConnectorError` where it is missing or holds a password; the text itself is never shown.
    """
    value = spec.options.get(key)
    if value is None:
        raise ConnectorError(spec.name, "unsupported", f"option `{key}` is missing", f"Add `{key}` to this source")
    ref = secret_ref(value)
    if ref is not None:
        return ref
    if not isinstance(value, str) or not value:
        raise _wrong(spec, key, "a text, or a reference such as {env: NAME}")
    if holds_password(value):
        raise ConnectorError(
            spec.name,
            "auth",
            f"option `{key}` holds a password in the estate file",
            f"Put the whole URL into an environment variable and write `{key}: {{env: NAME}}`",
        )
    return value


def storage_options(spec: SourceSpec) -> Mapping[str, object]:
    """The options for fsspec, secrets still as references. A secret in the open is a `ConnectorError`."""
    value = spec.options.get("storage_options")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(spec, "storage_options", "a mapping")
    for key, item in value.items():
        if _SECRET_KEY.search(str(key)) and isinstance(item, str) and item not in _NO_SECRETS:
            shown = key if _PLAIN_KEY.fullmatch(str(key)) else "(not shown)"
            what = f"`storage_options` holds a secret in the estate file, under `{shown}`"
            raise ConnectorError(spec.name, "auth", what, f"Write `{shown}: {{env: NAME}}`")
    return value


def holds_password(url: str) -> bool:
    """Whether a URL has a password in its user part or its parameters. In doubt, yes."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return False
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user = rest.rpartition("@")[0] if "@" in rest else ""
    # a password may itself hold / or ?, which a strict reading would take for the end of the authority
    if ":" in user and scheme and not rest.startswith("/"):
        return True
    try:
        parts = urlsplit(url)
        in_user = "@" in authority and parts.password is not None
    except ValueError:
        return "@" in rest
    return in_user or bool(_PASSWORD_PARAMETER.search(unquote_plus(rest)))
