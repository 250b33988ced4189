"""Turns exceptions into what may be shown: a class name and a code. Messages carry data, so none is ever passed on."""

from __future__ import annotations

import csv
import errno
import ftplib
import gzip
import json
import re
import zlib
from collections.abc import Iterator

import pyarrow as pa

from connectors.base import ConnectorError
from connectors.model import GapReason

_SQLITE_NAME = re.compile(r"SQLITE_[A-Z0-9_]{1,40}")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_MYSQL_MODULES = {"pymysql", "MySQLdb", "mysql", "mariadb", "asyncmy"}
_AUTH_CLASSES = {
    "NoCredentialsError",
    "PartialCredentialsError",
    "ClientAuthenticationError",
    "AuthenticationException",
    "DefaultCredentialsError",
    "RefreshError",
}
_GENERAL_CLASSES = {
    *("DatabaseError", "DataError", "IntegrityError", "InternalError", "NotSupportedError"),
    *("OperationalError", "ProgrammingError"),
}
_CHAIN_LIMIT = 8

_SQLITE_REASONS: tuple[tuple[str, GapReason], ...] = (
    ("SQLITE_IOERR_SHORT_READ", "truncated"),
    ("SQLITE_CORRUPT", "corrupt"),
    ("SQLITE_NOTADB", "corrupt"),
    ("SQLITE_AUTH", "permission"),
    ("SQLITE_PERM", "permission"),
    ("SQLITE_READONLY", "permission"),
    ("SQLITE_BUSY", "timeout"),
    ("SQLITE_LOCKED", "timeout"),
    ("SQLITE_INTERRUPT", "timeout"),
    ("SQLITE_NOMEM", "limit"),
    ("SQLITE_TOOBIG", "limit"),
    ("SQLITE_CANTOPEN", "connection"),
    ("SQLITE_IOERR", "connection"),
)
_SQLSTATE_REASONS: tuple[tuple[str, GapReason], ...] = (
    ("42501", "permission"),
    ("42P01", "missing"),
    ("42703", "missing"),
    ("3F000", "missing"),
    ("3D000", "missing"),
    ("57014", "timeout"),
    ("55P03", "timeout"),
    ("22021", "encoding"),
    ("22P05", "encoding"),
    # a view's own code that fails on the data, or by its own word
    *((prefix, "corrupt") for prefix in ("22", "23", "P0")),
    ("25P03", "timeout"),
    ("0A", "unsupported"),
    ("28", "auth"),
    ("08", "connection"),
    ("57P", "connection"),
    ("53", "limit"),
    ("54", "limit"),
    ("XX00", "corrupt"),
)
_MYSQL_REASONS: dict[int, GapReason] = {
    **dict.fromkeys((1044, 1045, 1698, 1862), "auth"),
    **dict.fromkeys((1142, 1143, 1227, 1345, 1370, 1449), "permission"),
    **dict.fromkeys((1049, 1054, 1146, 1356, 1932), "missing"),
    **dict.fromkeys((1205, 1213, 1317, 1969, 3024), "timeout"),
    **dict.fromkeys((1040, 1041, 1203, 1226), "limit"),
    **dict.fromkeys((1300, 1366, 3854), "encoding"),
    **dict.fromkeys((1264, 1292, 1365, 1644, 1690, 3141), "corrupt"),  # a view's own code that fails on the data
    **dict.fromkeys((1053, 1129, 1130, 1152, 1158, 1159, 1160, 1161, 1927, 4031), "connection"),
    **dict.fromkeys((2002, 2003, 2005, 2006, 2012, 2013, 2055), "connection"),
}
_CLASS_REASONS: tuple[tuple[type[BaseException], GapReason], ...] = (
    (PermissionError, "permission"),
    (FileNotFoundError, "missing"),
    (NotADirectoryError, "missing"),
    (IsADirectoryError, "unsupported"),
    (TimeoutError, "timeout"),
    (ConnectionError, "connection"),
    (EOFError, "truncated"),
    (gzip.BadGzipFile, "corrupt"),
    (zlib.error, "corrupt"),
    (pa.ArrowNotImplementedError, "unsupported"),
    (pa.ArrowInvalid, "corrupt"),
    (pa.ArrowException, "corrupt"),
    (csv.Error, "corrupt"),
    (json.JSONDecodeError, "corrupt"),
    (UnicodeError, "encoding"),
    (MemoryError, "limit"),
    (RecursionError, "limit"),
    (ImportError, "missing_driver"),
    (OSError, "connection"),
)


def _chain(exc: BaseException) -> Iterator[BaseException]:
    """The exception and what lies under it: `.orig` of SQLAlchemy, then `__cause__`, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen and len(seen) < _CHAIN_LIMIT:
        seen.add(id(current))
        yield current
        under = getattr(current, "orig", None)
        current = under if isinstance(under, BaseException) else current.__cause__


def _sqlite_name(exc: BaseException) -> str:
    name = getattr(exc, "sqlite_errorname", None)
    return name if isinstance(name, str) and _SQLITE_NAME.fullmatch(name) else ""


def _sqlstate(exc: BaseException) -> str:
    for attribute in ("sqlstate", "pgcode"):
        state = getattr(exc, attribute, None)
        if isinstance(state, str) and _SQLSTATE.fullmatch(state):
            return state
    return ""


def _told_sqlstate(exc: BaseException) -> str:
    """The SQLSTATE, unless psycopg has no class for it: the code of a function may be made of five letters of a row."""
    of_psycopg = type(exc).__module__.partition(".")[0] in ("psycopg", "psycopg2")
    return "" if of_psycopg and type(exc).__name__ in _GENERAL_CLASSES else _sqlstate(exc)


def _mysql_number(exc: BaseException) -> int:
    if type(exc).__module__.partition(".")[0] not in _MYSQL_MODULES or not exc.args:
        return 0
    number = exc.args[0]
    return number if type(number) is int and 1000 <= number < 10000 else 0


def _code(exc: BaseException) -> str:
    number = _mysql_number(exc)
    os_name = errno.errorcode.get(exc.errno or 0, "") if isinstance(exc, OSError) else ""
    return _sqlite_name(exc) or _told_sqlstate(exc) or (str(number) if number else "") or os_name


def _libpq_reason(exc: BaseException) -> GapReason | None:
    """libpq gives no SQLSTATE for a refused connection. Fixed phrases of the server are compared, nothing is kept."""
    if type(exc).__module__.partition(".")[0] not in ("psycopg", "psycopg2"):
        return None
    message = str(exc)
    if "FATAL" not in message:
        return "connection" if type(exc).__name__ in ("OperationalError", "InterfaceError") else None
    if any(phrase in message for phrase in ("authentication failed", "pg_hba.conf", 'FATAL:  role "')):
        return "auth"
    if any(phrase in message for phrase in ("too many clients", "too many connections", "connection slots")):
        return "limit"
    if "FATAL:  permission denied" in message:
        return "permission"
    return "missing" if 'FATAL:  database "' in message else None


def _class_name(exc: BaseException) -> str:
    return re.sub(r"\W", "", type(exc).__name__, flags=re.ASCII)[:60] or "Exception"


def describe_error(exc: BaseException) -> str:
    """`OperationalError SQLITE_CORRUPT`, `PermissionError EACCES`, `ArrowInvalid`: a class name and a code, if any.

    The code is taken from the first exception of the chain that has one. Never contains any part of a message.
    """
    chain = list(_chain(exc))
    for item in chain:
        if code := _code(item):
            return f"{_class_name(item)} {code}"
    wrapped = next((item for item in chain if not hasattr(item, "orig")), chain[-1])
    return _class_name(wrapped)


def _reason_of(exc: BaseException) -> GapReason | None:
    if isinstance(exc, ConnectorError):
        return exc.reason
    if name := _sqlite_name(exc):
        for prefix, reason in _SQLITE_REASONS:
            if name.startswith(prefix):
                return reason
        # SQLITE_ERROR covers several cases; only the fixed start of the message is compared, nothing is kept
        message = str(exc)
        if message.startswith(("no such table", "no such column")):
            return "missing"
        if message.startswith(("no such module", "unsafe use of")):
            return "unsupported"
    if state := _sqlstate(exc):
        for prefix, reason in _SQLSTATE_REASONS:
            if state.startswith(prefix):
                return reason
    if refusal := _libpq_reason(exc):
        return refusal
    if number := _mysql_number(exc):
        return _MYSQL_REASONS.get(number)
    if type(exc).__module__.partition(".")[0] in _MYSQL_MODULES and type(exc).__name__ == "InterfaceError":
        return "connection"  # the driver found its connection closed
    if type(exc).__name__ in _AUTH_CLASSES:
        return "auth"
    if isinstance(exc, ftplib.error_perm):  # RFC 959: 530 is "not logged in", the other replies refuse one object
        return "auth" if str(exc).startswith("530") else "permission"
    for kind, reason in _CLASS_REASONS:
        if isinstance(exc, kind):
            return reason
    return None


def gap_reason(exc: BaseException, default: GapReason = "internal") -> GapReason:
    """Which kind of gap this error makes; `default` where nothing in the chain is known."""
    for item in _chain(exc):
        if reason := _reason_of(item):
            return reason
    return default


_REMEDIES: dict[GapReason, str] = {
    "auth": "Check the credentials that the estate file refers to.",
    "connection": "Check that the store can be reached and is up, then scan again.",
    "permission": "Grant the scanning user read access, or accept the gap with an owner.",
    "missing": "Scan again; if it was removed on purpose, exclude it.",
    "corrupt": "Repair or replace it, or exclude it with a reason.",
    "truncated": "Fetch it again in full, or exclude it with a reason.",
    "unsupported": "Convert it to a supported format, or exclude it with a reason.",
    "encoding": "Convert it to UTF-8.",
    "limit": "Raise the limit of this source, or split the object.",
    "timeout": "Scan again when the store is less busy.",
    "missing_driver": "Install the missing package.",
    "recogniser": "Mend or remove the recogniser, or exclude what it fails on.",
    "not_requested": "Ask for it in the options of its source, or exclude it with a reason.",
    "interrupted": "Scan again.",
    "internal": "Report this to the maintainers of Saydo.",
}


def remedy_for(reason: GapReason) -> str:
    """One sentence about what the owner can do against a gap of this kind."""
    return _REMEDIES.get(reason, "")
