"""Who receives personal data outside the first party, and the contracts under which that happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rules.audit_facts import AuditFacts
from rules.facts import Engagement, Flow, Party
from rules.outcome import Truth
from rules.vocabulary import vocabulary

ONE_DAY = timedelta(days=1)
ZONE_DOUBT = timedelta(hours=14)  # UTC-12 to UTC+14: a naive time may be this far off


def outward(facts: AuditFacts) -> Iterable[tuple[Flow, Party | None]]:
    """Flows of personal data that leave the first party, with the receiving party if it is registered."""
    tree = vocabulary().recipients
    for flow in facts.graph.flows():
        if flow.kind != "sends" or not flow.categories:
            continue
        party = facts.parties.get(flow.target.removeprefix("party:")) if flow.target.startswith("party:") else None
        if party is None or not tree.within(party.recipient, "first_party"):
            yield flow, party


def received_by(facts: AuditFacts, recipients: tuple[str, ...]) -> Iterable[tuple[Flow, Party]]:
    """Outward flows of personal data to registered parties below one of `recipients`."""
    tree = vocabulary().recipients
    for flow, party in outward(facts):
        if party is not None and tree.within_any(party.recipient, recipients):
            yield flow, party


def covering(facts: AuditFacts, flow: Flow, party: Party) -> tuple[Engagement, ...]:
    """The engagements that speak of this flow: those valid at its time, else any of the party in that role, else any.

    Whether an engagement was valid is the rule on recipients' business; what it contains is asked of all the same.
    """
    tree = vocabulary().recipients
    records = tuple(item for item in facts.engagements if item.party == party.id)
    fitting = tuple(item for item in records if tree.within(party.recipient, item.role)) or records
    return tuple(item for item in fitting if _covers(item, flow, facts) is True) or fitting


def purposes_of(facts: AuditFacts, flow: Flow, party: Party) -> tuple[str, ...]:
    """What the flow is for: as declared on it, else as its engagements say. Empty: not stated."""
    return flow.purposes or tuple(
        dict.fromkeys(name for item in covering(facts, flow, party) for name in item.purposes)
    )


def engaged(facts: AuditFacts, flow: Flow, party: Party) -> tuple[Truth, str, tuple[Engagement, ...]]:
    """Whether an engagement covers the traffic. A missing record is unknown: registers may be incomplete."""
    tree = vocabulary().recipients
    records = tuple(item for item in facts.engagements if item.party == party.id)
    if not records:
        return None, f"no engagement is recorded for {party.id}", ()
    fitting = tuple(item for item in records if tree.within(party.recipient, item.role) or item.role == party.recipient)
    if not fitting:
        return False, f"the engagement's role is not that of {party.recipient}", ()
    answers = [(_covers(item, flow, facts), item) for item in _joined(fitting)]
    if any(covered for covered, _ in answers):
        return True, "", fitting
    if any(covered is None for covered, _ in answers):
        return None, "some times in the log can't be read, or lie too close to the engagement's end", fitting
    return False, "no engagement was valid while the data was sent", ()


def _joined(records: tuple[Engagement, ...]) -> list[Engagement]:
    """Engagements that follow each other without a day between are one, as far as time goes."""
    joined: list[Engagement] = []
    for item in sorted(records, key=lambda record: record.valid_from or date.min):
        last = joined[-1] if joined else None
        if last is not None and (last.valid_to is None or (item.valid_from or date.min) <= last.valid_to + ONE_DAY):
            ends = None if last.valid_to is None or item.valid_to is None else max(last.valid_to, item.valid_to)
            joined[-1] = replace(last, valid_to=ends)
        else:
            joined.append(item)
    return joined


def _covers(item: Engagement, flow: Flow, facts: AuditFacts) -> Truth:
    if flow.grade == "declared":  # what the owner declares holds on the day of the audit
        return item.covers(facts.as_of, facts.as_of)
    if item.valid_from is None and item.valid_to is None:
        return True
    if flow.first_seen is None or flow.last_seen is None:
        return None
    seen = _covers_seen(item, flow)
    return None if seen and flow.untimed else seen


def _covers_seen(item: Engagement, flow: Flow) -> Truth:
    assert flow.first_seen is not None
    assert flow.last_seen is not None
    if flow.first_seen.tzinfo is not None:
        return item.covers(_day(flow.first_seen), _day(flow.last_seen))
    wide = item.covers(_day(flow.first_seen - ZONE_DOUBT), _day(flow.last_seen + ZONE_DOUBT))
    narrow = item.covers(_day(flow.first_seen + ZONE_DOUBT), _day(flow.last_seen - ZONE_DOUBT))
    return True if wide else None if narrow else False


def _day(moment: datetime) -> date:
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
