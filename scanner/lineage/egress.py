"""Flows seen in gateway logs: host -> party, with the categories that stood in the same lines."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from rules.facts import Binding, Flow, Party
from scanner.detect.classify import Decision
from scanner.detect.columns import NO_HOST_NAME
from scanner.detect.profile import DatasetProfile, GroupProfile
from scanner.detect.schemes import encrypts

_BIRTH_DATE = "demographic.birth_date"
_PEER = "network.ip"  # in an inbound log the address is the packet's sender, not something that was sent


def gateway_flows(
    binding: Binding,
    profile: DatasetProfile,
    decisions: Sequence[Decision],
    parties: Mapping[str, Party],
    hosts: Mapping[str, str],
    store_party: str | None,
) -> list[Flow]:
    """One flow for each scheme and host, apart for lines with and without matches.

    `hosts` gives the name under which a host may be told.
    """
    inbound = binding.fields.get("direction") == "ingress"
    endpoint_fields = {binding.fields.get(part) for part in ("host", "scheme", "url", "time")}
    # a binding may name the wrong column, and no date of birth becomes somebody's "first seen"
    personal_time = any(
        item.classification.field == binding.fields.get("time") and item.classification.category == _BIRTH_DATE
        for item in decisions
    )
    flows: list[Flow] = []
    for key, group in sorted(profile.groups.items()):
        if key[0] != "gateway":
            continue
        scheme, host = key[1], key[2]
        owner = party_of_host(host, parties)
        shown = hosts[host] if owner or _names_a_host(host) else NO_HOST_NAME
        if inbound:
            origin, target = (
                "device",
                f"party:{owner or store_party}" if owner or store_party else f"host:{shown}",
            )
        else:
            origin, target = f"dataset:{binding.dataset}", f"party:{owner}" if owner else f"host:{shown}"
        seen = [item for item in decisions if item.classification.field not in endpoint_fields]
        categories = {
            item.classification.category: item.classification.confidence
            for item in seen
            if group.cells[(item.classification.field, item.mark)]
            and not (inbound and item.classification.category == _PEER)
        }
        first, last = (None, None) if personal_time else _period(group)
        flows.append(
            Flow(
                origin=origin,
                target=target,
                kind="receives" if inbound else "sends",
                grade="observed",
                categories=tuple(sorted(categories)),
                encrypted=encrypts(scheme),
                scheme=scheme,
                first_seen=first,
                last_seen=last,
                count=group.rows,
                untimed=group.untimed if first else group.rows,
                confidence=min(categories.values(), default=1.0),
                via=binding.dataset,
                evidence=(f"{group.rows:,} lines {key[3]} matched values in {binding.dataset} name the host {shown}",),
            )
        )
    return flows


def _names_a_host(host: str) -> bool:
    """A domain name or an address. A single word may be a machine, but also a person, and nobody vouches for it."""
    return "." in host or ":" in host or host == "localhost"


def party_of_host(host: str, parties: Mapping[str, Party]) -> str | None:
    """The party that owns a host: an exact entry, or `*.domain`; the longest entry wins."""
    best: tuple[int, str] | None = None
    for party in parties.values():
        for entry in party.hosts:
            name = _canonical(entry)
            fits = host.endswith(name[1:]) if name.startswith("*.") else host == name
            if fits and (best is None or len(name) > best[0]):
                best = (len(name), party.id)
    return best[1] if best else None


def _canonical(entry: str) -> str:
    name = entry.lower().rstrip(".")
    try:
        return ipaddress.ip_address(name).compressed
    except ValueError:
        return name


def _period(group: GroupProfile) -> tuple[datetime | None, datetime | None]:
    """First and last time; naive when any row's zone was unknown."""
    if group.first is None or group.last is None:
        return None, None
    start = datetime(1970, 1, 1, tzinfo=None if group.naive else UTC)
    return start + timedelta(microseconds=group.first), start + timedelta(microseconds=group.last)
