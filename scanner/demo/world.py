"""Everybody and everything that several stores of the demo agree on."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.demo.choices import Choices, make_choices
from scanner.demo.members import Member, make_members
from scanner.demo.people import Erased, Person, active, make_erased, make_people


@dataclass(frozen=True)
class World:
    """`users` are the people whose accounts are open; `erased` are gone, and only their numbers are known."""

    seed: int
    people: list[Person]
    users: list[Person]
    members: list[Member]
    erased: list[Erased]
    choices: Choices

    @property
    def forgotten(self) -> list[int]:
        """Accounts that were erased and that nothing holds back."""
        return [item.account for item in self.erased if item.hold is None]

    @property
    def held(self) -> list[int]:
        """Accounts that were erased but for what a court wants kept."""
        return [item.account for item in self.erased if item.hold]


def make_world(seed: int) -> World:
    """The same seed makes the same world."""
    people = make_people(seed)
    return World(
        seed, people, active(people), make_members(seed, people), make_erased(seed), make_choices(seed, people)
    )
