"""The text of a proposed estate file: what is sure is active, everything else is a comment with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scanner.detect.tokens import names_any
from scanner.init import vocabulary as v
from scanner.init.model import FoundSource, Host, Looked, Proposal
from scanner.init.traffic import by_domain
from scanner.init.yamltext import can_be_written, comment, off, scalar
from scanner.naming import Names

_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,20}\.?")
MAX_OWN_HOSTS = 20
MAX_STUBS = 200
_OWN_SHARE = 0.05  # of the lines that come in: a few lines may name whatever host their sender liked
ROLES = (
    "accounts", "consent", "optout", "erasure", "requests", "friendship", "events", "body_profile", "federated",
    "gateway", "server_log", "subjects",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """All that goes into a file. `file` is its name, for the commands in its head; `copies` says of which source
    a source is a copy."""

    file: str
    day: str
    policy: str
    sources: Sequence[FoundSource]
    looked: Looked
    proposals: Sequence[Proposal]
    hosts: Sequence[Host]
    copies: Mapping[str, str]


def compose(draft: Draft) -> str:
    """The whole file."""
    blocks = [_head(draft), _sources(draft), _parties(draft), _bindings(draft), _datasets(draft), _parameters()]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _head(draft: Draft) -> list[str]:
    return [
        comment(f"Proposed by `saydo init` on {draft.day}, from names and a small sample. Read it and mend it, then:"),
        comment(f"  saydo doctor -c {draft.file}"),
        comment(f"  saydo scan -c {draft.file} -o audit/"),
        comment("A # without a blank after it marks a proposal that nobody is sure of: take the # away to use it."),
        comment("Until then it is held against nobody."),
        "version: 1",
        f"policy: {scalar(draft.policy)}",
    ]


def _sources(draft: Draft) -> list[str]:
    lines = [
        "sources:",
        comment("TODO country: where each store stands (ISO 3166-1, such as DE). Without it, nothing is said of", 2),
        comment("countries. TODO timezone: of times that carry none (such as Europe/Berlin). party: who runs it.", 2),
    ]
    for source in draft.sources:
        broken = [gap for gap in draft.looked.gaps if gap.source == source.name and not gap.dataset and not gap.object]
        told = f"{source.reason}; {_holds(draft.looked, source.name)}"
        if broken:
            told = f"{source.reason}; not looked at: {broken[0].detail}. {broken[0].remedy}"
        lines += [comment(told, 2), f"  {scalar(source.name)}:", f"    type: {source.type}"]
        lines += [f"    {key}: {scalar(value)}" for key, value in source.options.items()]
        lines += ["    party: us", *off(["    country: DE", "    timezone: UTC"])]
        if source.name in draft.copies:
            lines += [comment("likely: its people are those of that source", 4)]
            lines += off([f"    replica_of: {scalar(draft.copies[source.name])}"])
    return lines


def _holds(looked: Looked, source: str) -> str:
    mine = [item for item in looked.seen if item.dataset.source == source]
    personal = sum(item.personal for item in mine)
    return f"{len(mine):,} dataset{'s' * (len(mine) != 1)}, {personal:,} with personal data"


def _parties(draft: Draft) -> list[str]:
    lines = [
        "parties:",
        comment("TODO us: your organisation. country: where it is; hosts: the names that your services answer to.", 2),
        "  us:",
        "    class: first_party",
        *off(["    country: DE"]),
    ]
    own = [name for name, _ in _own_hosts(draft)]
    if own:
        lines += [comment("seen as the host in inbound logs", 4), f"    hosts: {scalar(own)}"]
    others = [pair for group in by_domain(draft.hosts, "ingress", "likely ingress").values() for pair in group]
    more = sorted(name for name, _ in others if name not in own and _tellable(name, draft))[:MAX_OWN_HOSTS]
    if more:
        lines.append(comment(f"TODO seen in inbound logs too, perhaps yours: {', '.join(more)}", 4))
    stubs = _stubs(draft, frozenset(own))
    if stubs:
        lines += [comment("TODO who gets what your outbound logs show. class: a node of the recipient tree, such", 2)]
        lines += [comment("as processor.mailing or affiliate. A host that no party has counts as unregistered.", 2)]
        lines += stubs
    return lines


def _own_hosts(draft: Draft) -> list[tuple[str, int]]:
    inbound = [pair for group in by_domain(draft.hosts, "ingress").values() for pair in group]
    total = sum(count for _, count in inbound)
    found = [(name, count) for name, count in inbound if count >= _OWN_SHARE * total and _tellable(name, draft)]
    return sorted(found)[:MAX_OWN_HOSTS]


def _stubs(draft: Draft, own: frozenset[str]) -> list[str]:
    lines: list[str] = []
    hidden = 0
    groups = by_domain(draft.hosts, "egress", "")
    for domain, pairs in list(groups.items())[:MAX_STUBS]:
        names = [name for name, _ in pairs if name not in own and _tellable(name, draft)]
        hidden += sum(not _tellable(name, draft) for name, _ in pairs)
        if names and domain != "us":
            lines.append(comment(f"{sum(count for _, count in pairs):,} lines of the sample went there", 2))
            lines += off([f"  {scalar(domain)}:", "    class: third_party", f"    hosts: {scalar(names)}"])
    if hidden:
        lines.append(comment(f"{hidden:,} more, told by address only or under names that hold personal data", 2))
    if len(groups) > MAX_STUBS:
        lines.append(comment(f"{len(groups) - MAX_STUBS:,} more domains, seen less often", 2))
    return lines


def _tellable(host: str, draft: Draft) -> bool:
    return draft.looked.names.hosts.get(host, draft.looked.names.shape(host)) == host and bool(_HOST.fullmatch(host))


def _bindings(draft: Draft) -> list[str]:
    by_role = {role: [item for item in draft.proposals if item.role == role] for role in ROLES}
    told = [item for item in draft.proposals if _writes(item, draft.looked.names)]
    lines = [comment("What each dataset is. Rules that lack a binding say UNVERIFIED and name it.")]
    if told:
        lines += ["bindings:"] if any(item.active for item in told) else off(["bindings:"])
    missing = [role for role in ("accounts", "consent", "gateway") if not by_role[role]]
    for role, items in by_role.items():
        written = [item for item in items if _writes(item, draft.looked.names)]
        if written:
            active = any(item.active for item in written)
            lines += [f"  {role}:"] if active else off([f"  {role}:"])
            for item in sorted(written, key=lambda item: (not item.active, item.ref)):
                lines += _binding(item, draft.looked.names)
        lines += [_unwritable(item, draft.looked.names) for item in items if item not in written]
    if missing:
        lines.append(comment(f"nothing was found that looks like: {', '.join(missing)}", 2))
    return lines


def _binding(item: Proposal, names: Names) -> list[str]:
    lines = [comment(names.shape(f"{item.certainty}: {item.reason}"), 4)]
    if item.todo:
        lines.append(comment(names.shape(f"TODO {item.todo}"), 4))
    body = [f"    - dataset: {scalar(item.ref)}"]
    body += [f"      {key}: {scalar(value)}" for key, value in (*item.parts.items(), *item.extra.items())]
    return lines + (body if item.active else off(body))


def _writes(item: Proposal, names: Names) -> bool:
    """Whether a binding may stand in the file: no name in it holds personal data, and YAML can hold all of them."""
    told = names.ref(item.ref) == item.ref and all(names.field(item.ref, raw) == raw for raw in item.parts.values())
    return told and all(can_be_written(name) for name in (item.ref, *item.parts.values()))


def _unwritable(item: Proposal, names: Names) -> str:
    fields = ", ".join(f"{part} {names.field(item.ref, raw)}" for part, raw in item.parts.items())
    told = f"{item.role}: {names.ref(item.ref)} ({fields}): a name holds personal data or no text;"
    return comment(f"{told} `saydo locate` shows it", 2)


def _datasets(draft: Draft) -> list[str]:
    names = draft.looked.names
    refs = [
        item.ref
        for item in draft.looked.seen
        if names_any(item.dataset.name, v.ANALYTICS) and names.ref(item.ref) == item.ref and can_be_written(item.ref)
        if len(item.ref) < 1000  # YAML limits the length of a key
    ]
    if not refs:
        return []
    lines = ["datasets:"]
    for ref in refs:
        lines += [comment("guess: the name says analytics. Such data must not be linkable to people", 2)]
        lines += [f"  {scalar(ref)}: {{purpose: analytics}}"]
    return off(lines)


def _parameters() -> list[str]:
    return [
        comment("TODO what your own rules promise: days without activity before data goes, days to answer a request."),
        *off(["parameters: {inactive_days: 730, answer_days: 30}"]),
    ]


def active_of(proposals: Iterable[Proposal], names: Names) -> list[Proposal]:
    """The proposals that stand active in the file."""
    return [item for item in proposals if item.active and _writes(item, names)]


def commented_of(proposals: Iterable[Proposal], names: Names) -> list[Proposal]:
    """Those that stand in it as comments."""
    return [item for item in proposals if not (item.active and _writes(item, names))]


def file_shown(name: str) -> str:
    """A file's name as an argument of a shell."""
    return name if re.fullmatch(r"[\w./-]+", name) else "estate.yaml"
