"""The outbound gateway: every host that the backend calls, and what it sends there."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scanner.demo.gateway import client_ip, spot, trace, utc, year_times
from scanner.demo.people import Person
from scanner.demo.writers import Row

EGRESS = 1700
ENGAGED_FROM, ENGAGED_TO, EXPIRED_ON = date(2017, 1, 1), date(2019, 12, 31), date(2017, 12, 31)

Payload = Callable[[random.Random, Person], Row]


def _mail(rng: random.Random, person: Person) -> Row:
    return {"account": person.account, "email": person.email}


def _phone(rng: random.Random, person: Person) -> Row:
    return {"account": person.account, "phone": person.phone}


def _mac_place(rng: random.Random, person: Person) -> Row:
    lat, lon = spot(rng, person)
    return {"mac": person.device.mac, "lat": lat, "lon": lon}


def _mac_imei(rng: random.Random, person: Person) -> Row:
    return {"mac": person.device.mac, "imei": person.device.imei}


def _mail_place(rng: random.Random, person: Person) -> Row:
    lat, lon = spot(rng, person)
    return {"email": person.email, "lat": lat, "lon": lon}


def _imei_mail(rng: random.Random, person: Person) -> Row:
    return {"email": person.email, "imei": person.device.imei}


def _cookie(rng: random.Random, person: Person) -> Row:
    return {"client": client_ip(rng), "cookie": f"fbp={rng.getrandbits(64):016x}; seen={rng.randint(1, 40)}"}


def _cookie_mail(rng: random.Random, person: Person) -> Row:
    return _cookie(rng, person) | {"email": person.email}


def _place(rng: random.Random, person: Person) -> Row:
    lat, lon = spot(rng, person)
    return {"lat": lat, "lon": lon}


def _mac(rng: random.Random, person: Person) -> Row:
    return {"mac": person.device.mac, "firmware": person.device.firmware}


def _nothing(rng: random.Random, person: Person) -> Row:
    return {}


@dataclass(frozen=True)
class Upstream:
    """A host that the backend calls: the path, what the request carries, and how often."""

    host: str
    path: str
    payload: Payload
    weight: int
    scheme: str = "https"


UPSTREAMS = (
    Upstream("api.mailer.example", "/v3/send", _mail, 6),
    Upstream("ship.swiftparcel.example", "/labels", _phone, 4),
    Upstream("put.coldvault.example", "/bucket/tracks", _mac_place, 5),
    Upstream("ingest.cloudlink.example", "/devices", _mac_imei, 5),
    Upstream("care.pacelife-mutual.example", "/vitality/import", _mail_place, 3),
    Upstream("rating.northcover.example", "/score", _imei_mail, 3),
    Upstream("beacon.trackly.example", "/collect", _mac_place, 3),
    Upstream("desk.oldhelp.example", "/tickets", _mail, 3),
    Upstream("sms.tellsend.example", "/sms", _phone, 4),
    Upstream("tiles.mapnorth.example", "/reverse", _place, 4),
    Upstream("hub.paceeurope.example", "/devices", _mac, 3),
    Upstream("hub.paceasia.example", "/devices", _mac, 3),
    Upstream("link.mihome-lamps.example", "/bind", _mac, 3, "http"),
    Upstream("link.miscale.example", "/bind", _mac, 3),
    Upstream("graph.likebook.example", "/pixel", _cookie_mail, 3),
    Upstream("share.twitbird.example", "/button", _cookie, 3),
    Upstream("time.ntpish.example", "/now", _nothing, 3),
    Upstream("status.pacefit-status.example", "/ping", _nothing, 3),
)


def egress_lines(rng: random.Random, people: list[Person]) -> list[Row]:
    """`edge/egress`: every call to others, over https but for one."""
    users = [person for person in people if person.email and person.phone]
    weights = [upstream.weight for upstream in UPSTREAMS]
    rows = []
    for time in year_times(rng, EGRESS):
        upstream = rng.choices(UPSTREAMS, weights)[0]
        line: Row = {
            "ts": utc(time),
            "upstream": upstream.host,
            "scheme": upstream.scheme,
            "method": "GET" if upstream.payload is _nothing else "POST",
            "path": upstream.path,
            "status": rng.choice((200, 200, 200, 202, 503)),
            "bytes": rng.randint(180, 4000),
            "trace": trace(rng),
        }
        line.update(upstream.payload(rng, rng.choice(users)))
        rows.append(line)
    return rows
