"""Which tables hold accounts, and which fields hold ids of those accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.detect.profile import FieldProfile
from scanner.detect.sketch import Sketch
from scanner.detect.tokens import names_any, words
from scanner.init import vocabulary as v
from scanner.init.look import Looker
from scanner.init.model import Proposal, SeenDataset, SeenField

FEW_IDS = 6  # different ids, at least, before containment says anything
CONTAINED = 0.95
_MOSTLY = 0.6  # of the rows: more than some, and an account may lack an e-mail
_PERSONAL = ("contact.email", "contact.phone", "identity.name", "demographic.birth_date")


@dataclass(frozen=True, slots=True)
class Accounts:
    """An account table with its id, as a proposal and as sketches of all its ids."""

    proposal: Proposal
    item: SeenDataset
    subject: str
    ids: FieldProfile
    copy_of: str = ""  # the source of the original


def find_accounts(looker: Looker) -> list[Accounts]:
    """Account tables, the surest of each source first. One a source is active; copies of it are not."""
    found: list[Accounts] = []
    for source in looker.looked.specs:
        rated = [
            (rating, item)
            for item in looker.looked.seen
            if item.dataset.source == source and item.dataset.kind == "table"
            for rating in (_rate(item),)
            if rating is not None
        ]
        rated.sort(key=lambda pair: (-pair[0].score, pair[1].ref))
        for place, (rating, item) in enumerate(rated):
            sure = place == 0 and rating.sure
            reason = rating.reason if place == 0 else f"{rating.reason}; but {rated[0][1].dataset.name} looks more so"
            parts = _account_parts(item, rating.subject.name)
            proposal = Proposal("accounts", item.ref, parts, "sure" if sure else "guess", reason)
            found.append(Accounts(proposal, item, rating.subject.name, looker.ids(item, rating.subject.name)))
    return [_unless_copy(item, found) for item in found]


@dataclass(frozen=True, slots=True)
class _Rating:
    subject: SeenField
    score: int
    sure: bool
    reason: str


def _rate(item: SeenDataset) -> _Rating | None:
    """How much a table looks like one row a person; None where it can't be one."""
    subject = _own_id(item)
    if subject is None:
        return None
    personal = [
        field.name
        for field in item.fields
        if field.categories.intersection(_PERSONAL) and field.filled >= _MOSTLY * max(1, item.rows)
    ]
    named = names_any(item.dataset.name, v.PEOPLE)
    other = names_any(item.dataset.name, v.NOT_ACCOUNTS)
    owner = next((f for f in item.fields if f is not subject and not f.unique and names_any(f.name, v.SUBJECT)), None)
    if not personal or other or (owner is not None and owner.filled > 0):
        return None
    told = f"`{subject.name}` differs in each of {item.rows:,} rows; about people: {_listed(personal)}"
    if named:
        told = f"the name says so; {told}"
    return _Rating(subject, len(personal) + 3 * named, named and item.rows > 0, told)


def _own_id(item: SeenDataset) -> SeenField | None:
    """The field that is different in every row and named like an id, the primary key first."""
    last = words(item.dataset.name)[-1:] or ("",)
    own = {last[0], last[0].removesuffix("s"), last[0].removesuffix("es")}
    ids = [field for field in item.fields if field.unique and field.filled == item.rows and not field.dates]
    named = [
        field
        for field in ids
        if field.words and (field.words[-1] in ("id", "uuid", "guid", "uid", "no", "number") or field.words[-1] in own)
        if not field.categories.intersection(_PERSONAL)
    ]
    return next((field for field in named if field.key), named[0] if named else None)


def _account_parts(item: SeenDataset, subject: str) -> dict[str, str]:
    parts = {"subject": subject}
    for part, entries in (("created", v.CREATED), ("closed", v.CLOSED), ("last_active", v.ACTIVE)):
        if field := v.first_field(item, entries, dates=True, not_in=tuple(parts.values())):
            parts[part] = field.name
    birth = next((f for f in item.fields if "demographic.birth_date" in f.categories), None)
    birth = v.first_field(item, v.BIRTH, dates=True) or birth
    if birth:
        parts["birth_date"] = birth.name
    if country := v.first_field(item, v.COUNTRY):
        parts["country"] = country.name
    return parts


def _unless_copy(mine: Accounts, others: Sequence[Accounts]) -> Accounts:
    """Whose addresses, numbers or long ids are another table's is proposed as its copy, not as sure."""
    for other in others:
        alike = mine.item.dataset.name == other.item.dataset.name or _is_copy_named(mine)
        if other is mine or not alike or _is_copy_named(other) or not (_is_copy_named(mine) or _later(mine, other)):
            continue
        shared = max(_shared(mine.item, other.item, detector) for detector in ("match.email", "match.phone"))
        if shared >= CONTAINED or _contained(mine.ids, other.ids, "keys"):  # small ids may coincide by chance
            told = f"the people are those of {other.item.ref}: a copy"
            proposal = replace(mine.proposal, certainty="likely", reason=told)
            return replace(mine, proposal=proposal, copy_of=other.item.dataset.source)
    return mine


def _is_copy_named(item: Accounts) -> bool:
    return names_any(item.item.ref, v.COPIES)


def _later(mine: Accounts, other: Accounts) -> bool:
    return (-(mine.item.dataset.population.rows or 0), mine.item.ref) > (
        -(other.item.dataset.population.rows or 0),
        other.item.ref,
    )


def _shared(mine: SeenDataset, other: SeenDataset, sketch: str) -> float:
    return max(
        (
            one.sketches[sketch].containment_in(two.sketches[sketch])
            for one in mine.profile.fields.values()
            for two in other.profile.fields.values()
            if sketch in one.sketches and sketch in two.sketches and one.sketches[sketch].distinct()[0] >= FEW_IDS
        ),
        default=0.0,
    )


@dataclass(frozen=True, slots=True)
class Link:
    """A field whose values are account ids. `certain`: nothing else explains it."""

    field: SeenField
    accounts: Accounts
    certain: bool
    reason: str


def links(item: SeenDataset, accounts: Sequence[Accounts]) -> list[Link]:
    """Fields of a dataset that hold ids of account tables, the surest first; those of its own source before others."""
    found = []
    for field in item.fields:
        profile = item.profile.fields.get(field.name)
        if profile is None or not field.filled:
            continue
        for other in accounts:
            if other.item.ref != item.ref and (link := _link(item, field, profile, other)):
                found.append(link)
    home = item.dataset.source
    return sorted(
        found,
        key=lambda link: (not link.certain, link.accounts.item.dataset.source != home, bool(link.accounts.copy_of)),
    )


def _link(item: SeenDataset, field: SeenField, profile: FieldProfile, other: Accounts) -> Link | None:
    named = _names_id_of(field, other)
    same = item.dataset.source == other.item.dataset.source
    told = f"all values of `{field.name}` are ids of {other.item.ref}"
    if _contained(profile, other.ids, "keys"):  # long numbers and UUIDs don't coincide
        return Link(field, other, True, told)
    if same and named and _contained(profile, other.ids, "values", few=1):
        return Link(field, other, field.distinct >= FEW_IDS, told)
    return None


def _contained(mine: FieldProfile, ids: FieldProfile, sketch: str, few: int = FEW_IDS) -> bool:
    have, want = mine.sketches.get(sketch, Sketch()), ids.sketches.get(sketch, Sketch())
    return have.distinct()[0] >= few and have.containment_in(want) >= CONTAINED


def _names_id_of(field: SeenField, other: Accounts) -> bool:
    """`user_id` is the id of `users`, and so is a field of the id's own name, unless that is just `id`."""
    if field.words == words(other.subject) and len(field.words) > 1:
        return True
    return names_any(field.name, v.SUBJECT) or names_any(field.name, v.FRIEND)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
