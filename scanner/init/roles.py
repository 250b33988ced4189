"""Proposals for tables that hang on accounts: consents, opt-outs, erasures, requests, friends, events, bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.detect.profile import FieldProfile
from scanner.detect.tokens import names_any
from scanner.init import vocabulary as v
from scanner.init.kinds import NEEDED, kinds_in
from scanner.init.model import Certainty, Proposal, SeenDataset
from scanner.init.people import Accounts, Link, links

_BODY_FIELDS = 2  # at least, before a table is taken for body profiles


def people_roles(seen: Sequence[SeenDataset], accounts: Sequence[Accounts], key: bytes) -> list[Proposal]:
    """Every proposal about people beside the account tables themselves. `key` is the run's value key."""
    found: list[Proposal] = []
    account_refs = {item.item.ref for item in accounts}
    for item in seen:
        if item.ref in account_refs:
            found.extend(_federated(item, next(a.subject for a in accounts if a.item.ref == item.ref)))
            continue
        linked = links(item, accounts)
        named = list(_by_name(item, linked, key))
        found.extend(named)
        if not any(proposal.active for proposal in named):
            found.extend(_subjects(item, linked))
    return _all_or_none(found)


def _all_or_none(found: Sequence[Proposal]) -> list[Proposal]:
    """Where one consent table of a source is unsure, none of it is active: half the consents would accuse people."""
    unsure = {item.ref.partition("/")[0] for item in found if item.role == "consent" and not item.active}
    return [
        replace(item, certainty="likely", reason=f"{item.reason}; but another table here may hold consents, too")
        if item.role == "consent" and item.active and item.ref.partition("/")[0] in unsure
        else item
        for item in found
    ]


def _by_name(item: SeenDataset, linked: Sequence[Link], key: bytes) -> Iterator[Proposal]:
    name = item.dataset.name
    friend = _friendship(item, linked)
    if friend:
        yield friend
    subject, certain, why = _subject(item, linked)
    if not subject:
        return
    if names_any(name, v.OPTOUT):
        yield from _given(item, "optout", subject, certain, why, key)
    elif names_any(name, v.REQUESTS):
        yield from _asked(item, "requests", subject, certain, why)
    elif names_any(name, v.ERASURE):
        yield from _asked(item, "erasure", subject, certain, why)
    elif names_any(name, v.CONSENT) and not names_any(name, v.NOT_CONSENT):
        yield from _given(item, "consent", subject, certain, why, key)
    elif event := _events(item, subject, why):
        yield event
    yield from _body(item, subject, certain, why)
    yield from _federated(item, subject)


def _subject(item: SeenDataset, linked: Sequence[Link]) -> tuple[str, bool, str]:
    """Whose row it is: (field, whether that is certain, why). By values where they tell, else by name."""
    if linked:
        best = linked[0]
        return best.field.name, best.certain, best.reason
    field = v.first_field(item, v.SUBJECT)
    if field is None:
        return "", False, ""
    return field.name, False, f"`{field.name}` is named like an account's id, but its values were not found among any"


def _certainty(certain: bool) -> Certainty:
    return "sure" if certain else "likely"


def _given(item: SeenDataset, role: str, subject: str, certain: bool, why: str, key: bytes) -> Iterator[Proposal]:
    """Consents and opt-outs. Sure only where a word for the kind was seen: unknown words would hide what was given."""
    given = v.first_field(item, v.GIVEN, dates=True, not_in=(subject,))
    if given is None:
        return
    parts = {"subject": subject, "given": given.name}
    if gone := v.first_field(item, v.WITHDRAWN, dates=True, not_in=(subject, given.name)):
        parts["withdrawn"] = gone.name
    kind = v.first_field(item, v.KIND, not_in=tuple(parts.values()))
    example = f"{{{NEEDED[role]}: [{NEEDED[role]}]}}"
    if kind is None:
        todo = "no field says what was agreed to; bind it only if all rows are about one thing"
        yield Proposal(role, item.ref, parts, "likely", _named(why), todo=todo)
        return
    parts["kind"] = kind.name
    kinds = kinds_in(item.profile.fields.get(kind.name, FieldProfile()), role, key)
    todo = f"complete `kinds` with the words in `{kind.name}` that mean what"
    if NEEDED[role] not in kinds:
        todo = f"say which words in `{kind.name}` mean what, such as kinds: {example}; none that we know was seen"
    sure = certain and given.filled > 0 and NEEDED[role] in kinds
    yield Proposal(role, item.ref, parts, _certainty(sure), _named(why), {"kinds": kinds} if kinds else {}, todo)


def _asked(item: SeenDataset, role: str, subject: str, certain: bool, why: str) -> Iterator[Proposal]:
    parts = {"subject": subject}
    if asked := v.first_field(item, v.REQUESTED, dates=True, not_in=(subject,)):
        parts["requested"] = asked.name
    if done := v.first_field(item, v.DONE, dates=True, not_in=tuple(parts.values())):
        parts["done"] = done.name
    if role == "erasure" and (hold := v.first_field(item, v.HOLD)):
        parts["hold"] = hold.name
    if role == "requests" and (kind := v.first_field(item, v.KIND, not_in=tuple(parts.values()))):
        parts["kind"] = kind.name
    yield Proposal(role, item.ref, parts, _certainty(certain and len(parts) > 1), _named(why))


def _friendship(item: SeenDataset, linked: Sequence[Link]) -> Proposal | None:
    """Always left to the owner: whose data a row opens to whom, no name tells."""
    ends = list(dict.fromkeys(link.field.name for link in linked))
    named = v.first_field(item, v.FRIEND)
    if not names_any(item.dataset.name, v.FRIENDS) or len(ends) < 2:
        return None
    friend = named.name if named and named.name in ends else ends[1]
    subject = next(name for name in ends if name != friend)
    why = _named(f"both `{subject}` and `{friend}` hold account ids; `subject` is whose data, `friend` who may see it")
    parts = {"subject": subject, "friend": friend}
    return Proposal("friendship", item.ref, parts, "likely", why)


def _events(item: SeenDataset, subject: str, why: str) -> Proposal | None:
    """Always left to the owner: a name is too little to hold people's choices against."""
    topic = next((topic for topic, entries in v.TOPICS.items() if names_any(item.dataset.name, entries)), None)
    time = v.first_field(item, v.TIME, dates=True, not_in=(subject,))
    if topic is None or time is None:
        return None
    parts = {"subject": subject, "time": time.name}
    return Proposal("events", item.ref, parts, "guess", _named(why), {"topics": [topic]})


def _body(item: SeenDataset, subject: str, certain: bool, why: str) -> Iterator[Proposal]:
    fields = [field.name for field in item.fields if names_any(field.name, v.BODY_FIELDS)]
    if len(fields) >= _BODY_FIELDS:
        told = ", ".join(f"`{name}`" for name in fields[:4])
        sure = certain and names_any(item.dataset.name, v.BODY)
        yield Proposal("body_profile", item.ref, {"subject": subject}, _certainty(sure), f"it holds {told}; {why}")


def _federated(item: SeenDataset, subject: str) -> Iterator[Proposal]:
    """Always left to the owner: whether the field also names your own sign-in, no sample may tell."""
    field = v.first_field(item, v.PROVIDER[:6])
    if field is None and names_any(item.dataset.name, v.FEDERATED_TABLES):
        field = v.first_field(item, v.PROVIDER)
    if field is not None:
        why = f"`{field.name}` is named like the provider of a sign-in"
        yield Proposal("federated", item.ref, {"provider": field.name, "subject": subject}, "guess", why)


def _subjects(item: SeenDataset, linked: Sequence[Link]) -> Iterator[Proposal]:
    if linked:
        best = linked[0]
        yield Proposal("subjects", item.ref, {"subject": best.field.name}, _certainty(best.certain), best.reason)


def _named(why: str) -> str:
    return f"the name says so; {why}"
