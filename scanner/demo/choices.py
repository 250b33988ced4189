"""What each user permitted and refused, and when: the one record that consents, opt-outs and all events agree with."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scanner.demo.people import LATEST, Person, active
from scanner.demo.writers import stream

CONSENTS = {
    "marketing": 0.35, "newsletter": 0.4, "research": 0.25, "contacts_permission": 0.5, "debug_upload": 0.4,
    "ux_program": 0.45, "federated_login": 0.3,
}  # fmt: skip
OPTOUTS = {"location": 0.16, "promo_mail": 0.2, "interest_ads": 0.15, "push": 0.1}
"""Kind -> how many of the users have such a record."""
SPACE = timedelta(hours=30)
"""No event lies closer to a choice than this: no doubt about zones or clocks decides a case."""


@dataclass(frozen=True)
class Choice:
    """A consent or an opt-out from `given` until `withdrawn`."""

    account: int
    kind: str
    given: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True)
class Choices:
    """Every choice of every user, by account."""

    consents: Mapping[int, tuple[Choice, ...]]
    optouts: Mapping[int, tuple[Choice, ...]]

    def consent(self, person: Person, kind: str) -> Choice | None:
        return next((item for item in self.consents[person.account] if item.kind == kind), None)

    def optout(self, person: Person, kind: str) -> Choice | None:
        return next((item for item in self.optouts[person.account] if item.kind == kind), None)


def _span(rng: random.Random, start: datetime, end: datetime) -> datetime:
    return start + timedelta(seconds=rng.randint(0, int((end - start).total_seconds())))


def make_choices(seed: int, people: list[Person]) -> Choices:
    """At most one choice of a kind for each user of age or with a parent's permission."""
    rng = stream(seed, "choices")
    consents: dict[int, tuple[Choice, ...]] = {}
    optouts: dict[int, tuple[Choice, ...]] = {}
    for person in people:
        last = LATEST if person.closed is None else person.closed
        given: list[Choice] = []
        refused: list[Choice] = []
        for kind, share in CONSENTS.items():
            if rng.random() < share:
                start = min(_span(rng, person.created, person.created + timedelta(days=40)), last)
                gone = _span(rng, start, last) if rng.random() < 0.2 else None
                given.append(Choice(person.account, kind, start, gone))
        for kind, share in OPTOUTS.items():
            if rng.random() < share:
                start = _span(rng, min(person.created + timedelta(days=10), last), last)
                gone = _span(rng, start, last) if rng.random() < 0.3 else None
                refused.append(Choice(person.account, kind, start, gone))
        consents[person.account], optouts[person.account] = tuple(given), tuple(refused)
    return Choices(consents, optouts)


Window = tuple[datetime, datetime]


def _room(start: datetime, end: datetime) -> list[Window]:
    return [(start + SPACE, end - SPACE)] if end - start > 3 * SPACE else []


def permitted(choices: Choices, person: Person, kind: str) -> list[Window]:
    """When a consent of this kind was in force."""
    item = choices.consent(person, kind)
    return _room(item.given, item.withdrawn or LATEST + SPACE) if item else []


def unpermitted(choices: Choices, person: Person, kind: str) -> list[Window]:
    """When no consent of this kind was in force: all along, before it was given, or after it was withdrawn."""
    item = choices.consent(person, kind)
    if item is None:
        return _room(person.created, LATEST + SPACE)
    after = _room(item.withdrawn, LATEST + SPACE) if item.withdrawn else []
    return _room(person.created, item.given) + after


def open_to(choices: Choices, person: Person, kind: str) -> list[Window]:
    """When there was no opt-out of this kind: all along, before it, or after it was taken back."""
    item = choices.optout(person, kind)
    if item is None:
        return _room(person.created, LATEST + SPACE)
    after = _room(item.withdrawn, LATEST + SPACE) if item.withdrawn else []
    return _room(person.created, item.given) + after


def refused(choices: Choices, person: Person, kind: str) -> list[Window]:
    """When an opt-out of this kind was in force."""
    item = choices.optout(person, kind)
    return _room(item.given, item.withdrawn or LATEST + SPACE) if item else []


@dataclass(frozen=True)
class Event:
    """A moment of one person; `bad` where no choice permitted it."""

    person: Person
    at: datetime
    bad: bool = False


def events(
    rng: random.Random, people: list[Person], kind: str, choices: Choices, good: int, bad: int = 0, optout: bool = False
) -> list[Event]:
    """`good` moments that the choices permit and `bad` ones that they don't, in order of time, since 2018."""
    right, wrong = (open_to, refused) if optout else (permitted, unpermitted)
    found = _moments(rng, [(person, right(choices, person, kind)) for person in active(people)], good, False)
    found += _moments(rng, [(person, wrong(choices, person, kind)) for person in active(people)], bad, True)
    return sorted(found, key=lambda event: (event.at, event.person.account))


def _moments(rng: random.Random, windows: list[tuple[Person, list[Window]]], count: int, bad: bool) -> list[Event]:
    first = datetime(2018, 1, 3)
    usable = [
        (person, max(start, first), end)
        for person, spans in windows
        for start, end in spans
        if end - max(start, first) > timedelta(days=1)
    ]
    found = []
    for _ in range(count):
        person, start, end = rng.choice(usable)
        found.append(Event(person, _span(rng, start, end), bad))
    return found
