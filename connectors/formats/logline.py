"""One log line to named parts. Nothing of a line is lost: what fits no part ends up in `message`."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

from connectors.formats.columns import put
from connectors.formats.jsonvalues import DECODER, Flattener

Row = dict[str, object]

_MAX_QUERY_KEYS = 200
_MIN_PAIRS = 2

_COMMON = re.compile(
    r'(?P<addr>\S+) (?P<ident>\S+) (?P<user>.{1,128}?) \[(?P<time>[^\]]{1,64})\] "(?P<request>(?:[^"\\]|\\.)*)" '
    r"(?P<status>\d{3}|-) (?P<bytes>\d+|-)"
    r'(?: "(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?(?P<rest>.*)',
    re.DOTALL,
)
_REQUEST = re.compile(r"([A-Z]{1,20}) (.*?)(?: (HTTP/[\d.]{1,5}))?", re.DOTALL)
_CLOCK = r"\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?"
_TIMES = (
    rf"\d{{4}}[-/.]\d{{2}}[-/.]\d{{2}}[T_ ,]{{1,2}}{_CLOCK}{_ZONE}",  # ISO and its relatives
    rf"[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}}(?: \d{{4}})? {_CLOCK}",  # syslog
    rf"[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} {_CLOCK}(?: [A-Z]{{3,4}})? \d{{4}}",  # ctime
    rf"\d{{2}}/[A-Z][a-z]{{2}}/\d{{4}}:{_CLOCK}{_ZONE}",  # access logs
    rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}} {_CLOCK}",
    rf"\d{{2}}-\d{{2}} {_CLOCK}",  # logcat
    r"1\d{9}(?:\.\d{1,9})?(?=\s)",  # seconds since 1970
    r"1\d{12}(?=\s)",  # milliseconds since 1970
)
_LEADING = re.compile(rf"\s*(?P<priority><\d{{1,3}}>(?:1 )?)?\[?(?P<time>{'|'.join(_TIMES)})\]?(?=\W|$)[:,]?\s*")
_LEVEL = re.compile(
    r"\[?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|ALERT|FATAL|SEVERE|VERBOSE)\]?"
    r"(?=[\s:,]|$)[:,]?\s*",
    re.IGNORECASE,
)
_PAIR = re.compile(r'(?:(?<=[\s,;({\[])|^)(?P<key>[\w.@$#-]{1,100})=(?P<value>"(?:[^"\\]|\\.)*"|[^\s"]\S*|(?=\s|$))')
_CAN_BE_COMMON = 64 * 1024


def parse(line: str, flat: Flattener) -> Row:
    """The parts of a line: a JSON object, an access log line, key=value pairs, or a time and the rest.

    `flat` flattens JSON and keeps count of what its limits cut.
    """
    return _json(line, flat) or _access(line) or _with_time(line)


def _json(line: str, flat: Flattener) -> Row | None:
    text = line.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        value = DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    return flat.row(value) or {"message": line}


def _access(line: str) -> Row | None:
    """A Common or Combined access log line, also with the virtual host in front."""
    if len(line) > _CAN_BE_COMMON:
        return None
    match = _COMMON.fullmatch(line)
    if match is None:
        return None
    row: Row = {}
    addr, ident, user = match["addr"], match["ident"], match["user"]
    if ident != "-" and user.startswith("- "):
        row["host"], addr, ident, user = addr, ident, "-", user[2:]
    row["remote_addr"] = addr
    if ident != "-":
        row["ident"] = ident
    row |= {
        "user": _dash(user),
        "time": match["time"],
        "status": _dash(match["status"]),
        "bytes": _dash(match["bytes"]),
    }
    _request(row, match["request"])
    if match["referer"] is not None:
        row |= {"referer": _dash(match["referer"]), "user_agent": _dash(match["agent"])}
    if rest := match["rest"].strip():
        row["message"] = rest
    return row


def _dash(value: str) -> str | None:
    return None if value == "-" else value


def _request(row: Row, request: str) -> None:
    match = _REQUEST.fullmatch(request)
    if match is None:
        row["path"] = _dash(request)
        return
    row |= {"method": match[1], "path": match[2], "protocol": match[3]}
    query = match[2].partition("?")[2]
    if query:
        for key, value in parse_qsl(query, keep_blank_values=True, errors="backslashreplace")[:_MAX_QUERY_KEYS]:
            put(row, f"query.{key}", value)


def _with_time(line: str) -> Row:
    row: Row = {}
    rest = line
    if match := _LEADING.match(line):
        if match["priority"]:
            row["priority"] = match["priority"].strip()
        row["time"] = match["time"]
        rest = line[match.end() :]
    pairs = list(_PAIR.finditer(rest))
    if len(pairs) < _MIN_PAIRS:
        if rest or not row:
            row["message"] = rest
        return row
    start = 0
    if (level := _LEVEL.match(rest)) and level.end() <= pairs[0].start():
        row["level"] = level["level"]
        start = level.end()
    loose: list[str] = []
    for pair in pairs:
        loose.append(rest[start : pair.start()])
        put(row, pair["key"], _unquoted(pair["value"]))
        start = pair.end()
    loose.append(rest[start:])
    message = " ".join(piece for raw in loose if (piece := raw.strip()) and piece not in (",", ";", "|"))
    if message:
        put(row, "message", message)
    return row


def _unquoted(value: str) -> str:
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    # a comma at the end parts the pairs; one inside belongs to the value
    return value[:-1] if value.endswith((",", ";")) else value
