"""Events of the customer database: banners on the watch, uploads, mail, places, and what friends were shown."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from scanner.demo.choices import SPACE, Event, events
from scanner.demo.crm import stamp
from scanner.demo.gateway import spot
from scanner.demo.people import LATEST, Person
from scanner.demo.world import World
from scanner.demo.writers import Table, described, stream

BAD_BANNERS, BAD_UPLOADS, BAD_MAILINGS, BAD_PLACES, BAD_SHARES = 41, 17, 58, 73, 64
"""Planted rows of each kind."""


def event_tables(world: World) -> list[Table]:
    """Tables with one row an event."""
    friends, accepted, others = _friends(stream(world.seed, "crm.friends"), world.users)
    return [
        _banners("notify_events", "incoming", 460, BAD_BANNERS, world),
        _banners("caller_display", "shown", 400, 0, world),
        _uploads("diagnostic_uploads", 260, BAD_UPLOADS, world),
        _uploads("log_requests", 210, 0, world),
        _mailings("mailings", 520, BAD_MAILINGS, world),
        _mailings("newsletters", 400, 0, world),
        _location_points(world),
        friends,
        _shares("activity_shares", "steps", accepted, others, 450, BAD_SHARES, world),
        _shares("sleep_shares", "sleep_minutes", accepted, others, 360, 0, world),
    ]


def _made(
    world: World, name: str, kind: str, good: int, bad: int, optout: bool = False
) -> tuple[random.Random, list[Event]]:
    rng = stream(world.seed, f"crm.{name}")
    return rng, events(rng, world.people, kind, world.choices, good, bad, optout)


def _banners(name: str, time_field: str, good: int, bad: int, world: World) -> Table:
    """That the watch showed a call or a message, never whose: the number stays on the phone."""
    rng, found = _made(world, name, "contacts_permission", good, bad)
    rows = [
        (n, e.person.account, rng.choice(("call", "call", "sms", "app")), rng.choice((0, 0, 1)), stamp(e.at))
        for n, e in enumerate(found, 1)
    ]
    columns = described(
        "event_id integer key",
        "user_id bigint required",
        "banner",
        "dismissed integer",
        f"{time_field}_at text required",
    )
    return Table(name, columns, rows)


def _uploads(name: str, good: int, bad: int, world: World) -> Table:
    rng, found = _made(world, name, "debug_upload", good, bad)
    rows = [
        (n, e.person.account, rng.randint(12, 4800), rng.choice(("app", "watch")), e.at) for n, e in enumerate(found, 1)
    ]
    columns = described(
        "upload_id integer key", "user_id bigint required", "size_kb integer", "part", "received_at timestamp required"
    )
    return Table(name, columns, rows)


def _mailings(name: str, good: int, bad: int, world: World) -> Table:
    rng, found = _made(world, name, "promo_mail", good, bad, optout=True)
    topics = ("new strap", "autumn sale", "race day", "refer a friend") if name == "mailings" else ("tips", "stories")
    rows = [
        (n, e.person.account, rng.choice(topics), stamp(e.at), rng.choice((0, 0, 1))) for n, e in enumerate(found, 1)
    ]
    columns = described(
        "send_id integer key", "user_id bigint required", "topic", "sent_at text required", "opened integer"
    )
    return Table(name, columns, rows)


def _location_points(world: World) -> Table:
    """Places for "weather at my place": asked for again and again, also after the user had switched it off."""
    rng, found = _made(world, "location_points", "location", 850, BAD_PLACES, optout=True)
    rows = []
    for n, e in enumerate(found, 1):
        lat, lon = spot(rng, e.person)
        rows.append((n, e.person.account, e.at, lat, lon, rng.choice((8, 15, 30, 65))))
    columns = described(
        "point_id integer key", "user_id bigint required", "at timestamp required", "lat real", "lon real",
        "accuracy_m integer",
    )  # fmt: skip
    return Table("location_points", columns, rows)


Link = tuple[int, int, str, datetime, datetime | None]
"""Whose data it is, who may see it, the state, since when, until when."""


def _friends(rng: random.Random, users: list[Person]) -> tuple[Table, list[Link], list[Link]]:
    """Friend links made in the app: both ends are users, so this is no address book."""
    pairs: set[tuple[int, int]] = set()
    joined = {person.account: person.created for person in users}
    while len(pairs) < 900:
        one, two = rng.sample(users, 2)
        pairs.add((one.account, two.account))
    links: list[Link] = []
    for one_id, two_id in sorted(pairs):
        first = max(joined[one_id], joined[two_id], datetime(2018, 1, 2))
        since = first + timedelta(seconds=rng.randint(3600, max(7200, int((LATEST - first).total_seconds()) - 4000)))
        state = rng.choices(("accepted", "removed", "pending", "refused"), (14, 3, 2, 1))[0]
        until = since + (LATEST - since) * rng.uniform(0.2, 0.6) if state == "removed" else None
        # a link that was removed keeps the state in which it was shared, and the day of its end
        links.append((one_id, two_id, "accepted" if state == "removed" else state, since, until))
    rows = [(*link[:3], stamp(link[3]), stamp(link[4])) for link in links]
    columns = described(
        "user_id bigint required", "friend_id bigint required", "state text required", "since text required", "ended_at"
    )
    table = Table("friends", columns, rows)
    return table, [link for link in links if link[2] == "accepted"], [link for link in links if link[2] != "accepted"]


def _shares(name: str, what: str, accepted: list[Link], others: list[Link], good: int, bad: int, world: World) -> Table:
    """What a friend was shown of somebody; `bad` rows while the link was pending, refused or over."""
    rng = stream(world.seed, f"crm.{name}")
    shown: list[tuple[int, int, datetime]] = []
    usable = [link for link in accepted if (link[4] or LATEST) - link[3] > 3 * SPACE]
    over = [link for link in accepted if link[4] and LATEST - link[4] > 3 * SPACE]
    early = [link for link in others if LATEST - link[3] > 3 * SPACE]
    for _ in range(good):
        link = rng.choice(usable)
        shown.append((link[0], link[1], _between(rng, link[3] + SPACE, (link[4] or LATEST) - SPACE)))
    for number in range(bad):
        link = rng.choice(over if number % 2 else early)
        shown.append((link[0], link[1], _between(rng, (link[4] or link[3]) + SPACE, LATEST)))
    shown.sort(key=lambda row: (row[2], row[0], row[1]))
    low, high = (400, 18000) if what == "steps" else (190, 610)
    rows: list[tuple[Any, ...]] = [
        (n, whose, viewer, stamp(at), rng.randint(low, high)) for n, (whose, viewer, at) in enumerate(shown, 1)
    ]
    columns = described(
        "share_id integer key", "user_id bigint required", "shown_to bigint required", "shown_at text required",
        f"{what} integer",
    )  # fmt: skip
    return Table(name, columns, rows)


def _between(rng: random.Random, start: datetime, end: datetime) -> datetime:
    return start + timedelta(seconds=rng.randint(0, int((end - start).total_seconds())))
