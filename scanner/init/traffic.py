"""Proposals for logs: which ones show where data goes, in which direction, and to which hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.detect.columns import NO_HOST_NAME, ColumnPlan, GatewayPlan
from scanner.detect.tokens import names_any
from scanner.init import vocabulary as v
from scanner.init.look import Looker
from scanner.init.model import Certainty, Host, Proposal, SeenDataset

_UNTOLD = "no name tells the direction"
_MOST = 0.9  # of the lines name a host
_ACCESS_FIELDS = frozenset({"remote_addr", "status", "path", "method"})  # what `connectors` makes of an access log


@dataclass(frozen=True, slots=True)
class Traffic:
    proposals: tuple[Proposal, ...]
    hosts: tuple[Host, ...]


def find_traffic(looker: Looker) -> Traffic:
    """Gateways and web server logs, and the hosts of the gateways."""
    proposals: list[Proposal] = []
    hosts: list[Host] = []
    for item in looker.looked.seen:
        if item.dataset.kind != "log" or not item.rows:
            continue
        web = _server_log(item)
        found = None if web and web.active else _gateway(item, looker)
        if found:
            proposals.append(found[0])
            hosts.extend(found[1])
        elif web:
            proposals.append(web)
    return _by_own_hosts(Traffic(tuple(proposals), tuple(hosts)))


def _by_own_hosts(traffic: Traffic) -> Traffic:
    """A log of no known direction, whose hosts lie in the domains that sure inbound logs name, is likely inbound."""
    own = {_domain(host.name) for host in traffic.hosts if host.direction == "ingress"}
    proposals, inbound = [], set()
    for item in traffic.proposals:
        mine = {_domain(host.name) for host in traffic.hosts if host.log == item.ref}
        if item.role == "gateway" and not item.active and mine and mine <= own:
            told = item.reason.replace(_UNTOLD, "its hosts are in the domains of an inbound log")
            item = replace(item, certainty="likely", reason=told, extra={"direction": "ingress"})
            inbound.add(item.ref)
        proposals.append(item)
    hosts = [replace(host, direction="likely ingress") if host.log in inbound else host for host in traffic.hosts]
    return Traffic(tuple(proposals), tuple(hosts))


def _gateway(item: SeenDataset, looker: Looker) -> tuple[Proposal, list[Host]] | None:
    host, scheme, url, time = (
        field.name if field else ""
        for field in (
            v.first_field(item, v.HOSTS, never=v.NO_HOSTS),
            v.first_field(item, v.SCHEMES),
            v.first_field(item, v.URLS),
            v.first_field(item, v.TIME, dates=True),
        )
    )
    if host and not scheme and not url:
        return None  # a log of one machine also has a `host`
    for plan in (GatewayPlan(host, scheme, "", time), GatewayPlan("", scheme, url, time)):
        if not (plan.host or plan.url):
            continue
        lines = _lines(item, looker, plan)
        named = {name: count for name, count in lines.items() if name != NO_HOST_NAME and "." in name}
        if sum(named.values()) < _MOST * max(1, sum(lines.values())):
            continue
        direction, sure, why = _direction(item.dataset.name, plan.host)
        parts = {"host": plan.host, "scheme": plan.scheme, "url": plan.url, "time": plan.time}
        given = {part: name for part, name in parts.items() if name}
        certainty: Certainty = "sure" if sure and plan.time else "guess"
        told = f"nearly every line names a host in `{plan.host or plan.url}`; {why}"
        todo = "" if sure else "ingress is to us, egress is from us: say which it is"
        proposal = Proposal("gateway", item.ref, given, certainty, told, {"direction": direction}, todo)
        seen_as = direction if sure else ""
        return proposal, [Host(name, seen_as, count, item.ref) for name, count in sorted(named.items())]
    return None


def _lines(item: SeenDataset, looker: Looker, plan: GatewayPlan) -> Counter[str]:
    """Lines of the sample by host."""
    profile = looker.again(item, ColumnPlan(gateway=plan))
    found: Counter[str] = Counter()
    for key, group in profile.groups.items():
        if key[0] == "gateway":
            found[key[2]] += group.rows
    return found


def _direction(name: str, host: str) -> tuple[str, bool, str]:
    """(direction, whether a name tells it, why)."""
    out = names_any(name, v.OUT_TABLES) or names_any(host, v.OUT_HOSTS)
    into = names_any(name, v.IN_TABLES)
    if out and not into:
        return "egress", True, "the log's or the field's name says that it goes out"
    if into and not out:
        return "ingress", True, "the log's name says that it comes in"
    return "egress", False, _UNTOLD


def _server_log(item: SeenDataset) -> Proposal | None:
    have = {field.name for field in item.fields if field.filled}
    if have >= _ACCESS_FIELDS:
        return Proposal("server_log", item.ref, {}, "sure", "its lines have the form of a web server's access log")
    if names_any(item.dataset.name, v.WEB_ACCESS) and len(have & _ACCESS_FIELDS) > 1:
        return Proposal("server_log", item.ref, {}, "likely", "the name says that a web server wrote it")
    return None


def by_domain(hosts: Sequence[Host], *directions: str) -> dict[str, list[tuple[str, int]]]:
    """Hosts of these directions, grouped by the last two labels (three for co.uk and its like), most lines first.

    No list of public suffixes is shipped, so a group is a proposal: the owner joins or parts them.
    """
    lines: Counter[str] = Counter()
    for host in hosts:
        if host.direction in directions:
            lines[host.name] += host.lines
    groups: dict[str, list[tuple[str, int]]] = {}
    for name, count in sorted(lines.items(), key=lambda pair: (-pair[1], pair[0])):
        groups.setdefault(_domain(name), []).append((name, count))
    return groups


def _domain(host: str) -> str:
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host or len(labels) < 3:
        return host
    take = 3 if len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-take:])
