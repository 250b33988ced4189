"""Two copies of the customer database: a backup with weaker controls, and a mirror with the same ones."""

from __future__ import annotations

from datetime import date

from scanner.demo.crm import stamp
from scanner.demo.people import Person
from scanner.demo.world import World
from scanner.demo.writers import Table, described

SNAPSHOT = date(2018, 6, 30)
LEFT_BEHIND = 2
"""Erased accounts that are still in the backup: it was made before, and nobody replays erasures there."""


def backup_tables(world: World) -> list[Table]:
    """The deviation: a copy of accounts and devices in a country that the policy does not name."""
    copied = [person for person in world.users if person.created.date() <= SNAPSHOT]
    gone = [item.account for item in world.erased if item.hold is None and item.requested.date() > SNAPSHOT][
        :LEFT_BEHIND
    ]
    return _copies(copied, gone)


def mirror_tables(world: World) -> list[Table]:
    """The twin: a copy in Singapore under the controls of the original, without the erased."""
    return _copies([person for person in world.users if person.country in ("CN", "IN")], [])


def _copies(people: list[Person], gone: list[int]) -> list[Table]:
    users: list[tuple[object, ...]] = [
        (p.account, p.name, p.email, p.phone, p.birth.isoformat() if p.birth else None, stamp(p.created))
        for p in people
    ]
    users += [(account, None, f"user{account}@mail.example", None, None, "2017-11-05 09:12:00") for account in gone]
    devices = [(p.account, p.device.mac, p.device.imei, p.device.serial) for p in people]
    return [
        Table(
            "user_copy",
            described("user_id bigint key", "full_name", "email", "phone", "birthday", "made"),
            sorted(users, key=lambda row: str(row[0])),
        ),
        Table("device_copy", described("user_id bigint", "mac", "imei", "serial"), devices),
    ]
