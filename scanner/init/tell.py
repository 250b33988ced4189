"""What `saydo init` says at its end. Names are masked and made safe for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reports.safe import printable
from scanner import exitcodes
from scanner.init.compose import Draft, active_of, commented_of
from scanner.init.model import Proposal

_SHOWN = 12


def summary(draft: Draft, out: Path, code: int) -> Iterator[str]:
    """The lines to print."""
    looked = draft.looked
    yield f"Wrote {printable(str(out))}"
    yield ""
    yield "Found"
    for source in draft.sources:
        mine = [item for item in looked.seen if item.dataset.source == source.name]
        personal = sum(item.personal for item in mine)
        if source.name in looked.opened:
            yield f"  {source.name}  {source.type}, {_many(len(mine), 'dataset')}, {personal:,} with personal data"
    active, off = active_of(draft.proposals, looked.names), commented_of(draft.proposals, looked.names)
    yield from _proposals("Bound, sure", active, draft)
    yield from _proposals("Proposed as comments, for you to decide", off, draft)
    outbound = {host.name for host in draft.hosts if host.direction == "egress"}
    yield from _not_understood(draft)
    yield ""
    yield "Next"
    step = 1
    if outbound:
        told = "receives what the logs send" if len(outbound) == 1 else "receive what the logs send"
        yield f"  {step}. Fill in `parties`: {_many(len(outbound), 'host')} {told}; one without a party is a deviation."
        step += 1
    yield f"  {step}. Read {printable(str(out))} and fill in what says TODO."
    yield f"  {step + 1}. saydo doctor -c {printable(str(out))}"
    yield f"  {step + 2}. saydo scan -c {printable(str(out))} -o audit/"
    if code == exitcodes.INCOMPLETE:
        yield ""
        yield "Incomplete (3): something could not be read, so the proposal may lack it."


def _proposals(title: str, items: list[Proposal], draft: Draft) -> Iterator[str]:
    if not items:
        return
    names = draft.looked.names
    yield ""
    yield title
    for item in items[:_SHOWN]:
        parts = ", ".join(f"{part}: {names.field(item.ref, raw)}" for part, raw in item.parts.items())
        yield f"  {item.role}  " + printable(f"{names.ref(item.ref)}{f' ({parts})' if parts else ''}")
    if len(items) > _SHOWN:
        counts = Counter(item.role for item in items[_SHOWN:])
        yield "  and " + ", ".join(f"{count:,} of {role}" for role, count in sorted(counts.items()))


def _not_understood(draft: Draft) -> Iterator[str]:
    """What could not be read, and personal data in datasets that nobody has a binding for."""
    looked = draft.looked
    lines = [
        printable(f"{looked.names.shape(gap.source + ('/' + gap.dataset if gap.dataset else ''))}: "
                  f"{looked.names.shape(gap.detail)}. {gap.remedy}", 300)
        for gap in looked.gaps
    ]  # fmt: skip
    bound = {item.ref for item in draft.proposals}
    lines += [
        printable(f"{looked.names.ref(item.ref)}: personal data, but whose row it is was not seen")
        for item in looked.seen
        if item.personal and item.ref not in bound
    ]
    if not lines:
        return
    yield ""
    yield "Not understood"
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  and {len(lines) - _SHOWN:,} more"


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
