"""Words in names of tables and fields that say what they are. An entry is one word, or several in a row."""

from __future__ import annotations

from scanner.detect.tokens import names_any
from scanner.init.model import SeenDataset, SeenField


def _entries(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(","))


# -- tables ------------------------------------------------------------------------------------------------------------

PEOPLE = _entries(
    "user, users, account, accounts, member, members, customer, customers, client, clients, person, persons, people, "
    "subscriber, subscribers, patient, patients, player, players, participant, participants, yonghu, benutzer, kunden"
)
NOT_ACCOUNTS = _entries(
    "contact, contacts, address, addresses, book, phonebook, friend, friends, invite, invites, invitation, "
    "invitations, lead, leads, newsletter, log, logs, event, events, order, orders, ticket, tickets, session, "
    "sessions, consent, consents, permission, permissions, optout, request, requests, payment, payments, device, "
    "devices, role, roles, group, groups, setting, settings, employee, employees, staff, admin, admins, login, "
    "logins, queue"
)
CONSENT = _entries("consent, consents, permission, permissions, agreement, agreements, opt in, optin, einwilligungen")
NOT_CONSENT = _entries("role, roles, group, groups, admin, acl, staff, file, object")
OPTOUT = _entries("optout, optouts, opt out, opt outs, unsubscribe, unsubscribes, unsubscribed, suppression, "
                  "suppressions, objection, objections, do not contact")  # fmt: skip
ERASURE = _entries("erasure, erasures, deletion, deletions, forget, forgotten, delete request, delete requests, "
                   "deletion request, deletion requests, erase")  # fmt: skip
REQUESTS = _entries("data request, data requests, access request, access requests, subject request, subject requests, "
                    "privacy request, privacy requests, dsar, dsars, sar, sars, dsr")  # fmt: skip
FRIENDS = _entries("friend, friends, friendship, friendships, follower, followers, following, follows, buddy, buddies")
BODY = _entries("body, profile, profiles, measurement, measurements, biometrics, vitals, body profile")
ANALYTICS = _entries("analytics, analytic, statistics, stats, metrics, aggregate, aggregates, rollup, rollups, kpi")
WEB_ACCESS = _entries("access, web, nginx, apache, httpd")
TOPICS: dict[str, tuple[str, ...]] = {
    "contacts_permission": _entries("contacts permission, contact sync, contacts sync, address book sync"),
    "debug_upload": _entries("debug upload, debug uploads, log upload, log uploads, crash report, crash reports"),
    "ux_program": _entries("ux program, user experience, experience program, improvement program"),
    "location": _entries("location, locations, position, positions, track, tracks"),
    "marketing": _entries("marketing, campaign, campaigns, mailing, mailings, promotion, promotions"),
    "friend_data": _entries("friend data, friend view, friend views, profile view, profile views"),
}
COPIES = _entries("backup, backups, replica, copy, copies, archive, standby, mirror, bak, slave, secondary, dump")

# -- fields ------------------------------------------------------------------------------------------------------------

SUBJECT = _entries(
    "user id, userid, user, account id, accountid, account, member id, member, customer id, customer, client id, "
    "person id, subject id, subject, owner id, owner, uid, patient id, player id, subscriber id, participant id"
)
CREATED = _entries("created, create, joined, join, registered, registration, signup, sign up, signed up, since, opened")
CLOSED = _entries("closed, deleted, left, ended, deactivated, cancelled, canceled, terminated, removed, closing")
ACTIVE = _entries("last active, last activity, last login, last seen, last sign in, last used, lastlogin, lastseen")
BIRTH = _entries("birth date, birthdate, birthday, date of birth, dob, born, birth")
COUNTRY = _entries("country, country code, residence country, nation")
GIVEN = _entries("given, granted, grant, accepted, agreed, consented, opted in, signed, created, start, since, at, on")
WITHDRAWN = _entries("withdrawn, revoked, ended, end, cancelled, canceled, removed, opted out, until")
KIND = _entries("purpose, kind, type, permission, scope, category, topic, consent, channel")
REQUESTED = _entries("requested, received, opened, asked, submitted, created")
DONE = _entries("done, completed, finished, closed, answered, executed, fulfilled, erased, deleted, resolved")
HOLD = _entries("hold, legal hold, on hold, retention hold")
FRIEND = _entries("friend id, friend, follower id, follower, buddy id, buddy, viewer id, viewer")
PROVIDER = _entries("login via, auth provider, identity provider, oauth provider, login provider, sso provider, idp, "
                    "provider, federated provider, signup via")  # fmt: skip
FEDERATED_TABLES = _entries("social login, social logins, identities, federated, oauth, sso, external logins, logins")
TIME = _entries("ts, time, timestamp, at, date, datetime, when, occurred, logged, eventtime")
BODY_FIELDS = _entries("height, weight, gender, sex, birthday, birth date, dob, bmi, height cm, weight kg")

# -- traffic -----------------------------------------------------------------------------------------------------------

OUT_TABLES = _entries("egress, outbound, outgoing, upstream, forward proxy, squid, webhook, webhooks, callouts, out")
IN_TABLES = _entries("ingress, inbound, incoming, api gateway, frontend, access")
OUT_HOSTS = _entries("upstream, upstream host, dest, destination, dest host, remote, remote host, target, peer host")
HOSTS = (*OUT_HOSTS, *_entries("host, hostname, domain, authority, vhost, server, server name, sni, http host"))
NO_HOSTS = _entries("addr, address, ip, port, id, time, status, bytes")
SCHEMES = _entries("scheme, protocol, proto")
URLS = _entries("url, uri, request url, target url, endpoint, full url")


def first_field(
    item: SeenDataset,
    entries: tuple[str, ...],
    dates: bool = False,
    not_in: tuple[str, ...] = (),
    never: tuple[str, ...] = (),
) -> SeenField | None:
    """The field that the earliest entry names. `dates`: only one that holds dates, or nothing at all so far; `not_in`:
    none of these; `never`: none that these entries name."""
    for entry in entries:
        for field in item.fields:
            usable = not dates or field.dates or field.filled == 0
            usable = usable and field.name not in not_in and not names_any(field.name, never)
            if usable and names_any(field.name, (entry,)):
                return field
    return None
