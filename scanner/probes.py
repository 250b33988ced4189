"""Which probes the policy's rules need, what they read, and how their shares become results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.facts import Binding, Parameters, ProbeResult
from rules.kinds import ConsentForAge, Retention
from rules.policy import Policy, Rule
from scanner.detect.probe import ProbePlan, ProbeShare, join_consents


@dataclass(frozen=True, slots=True)
class ProbeSet:
    """Plans to run, and results that are known before any row is read (something is missing)."""

    plans: tuple[ProbePlan, ...]
    settled: tuple[ProbeResult, ...]


def plan_probes(
    policy: Policy, bindings: Sequence[Binding], parameters: Parameters, as_of: date, zones: Mapping[str, str | None]
) -> ProbeSet:
    """For each rule that tests people, one plan an account table, and one a consent table."""
    plans: list[ProbePlan] = []
    settled: list[ProbeResult] = []
    accounts = [item for item in bindings if item.role == "accounts"]
    for rule in policy.rules:
        if isinstance(rule.test, ConsentForAge):
            consents = [item for item in bindings if item.role == "consent"]
            for account in accounts:
                lacking = _lacking(account, ("birth_date", "created"), "accounts")
                if not consents:
                    lacking = lacking or "no `consent` binding says where consents are recorded"
                if lacking:
                    field = account.fields.get("birth_date", "")
                    settled.append(ProbeResult(rule.id, account.dataset, field, missing=lacking))
                else:
                    plans.append(_minors(rule, rule.test, account, zones))
            plans.extend(_consents(rule, rule.test, item, zones) for item in consents if accounts)
        elif isinstance(rule.test, Retention):
            for account in accounts:
                lacking = (
                    ""
                    if account.fields.get("closed") or account.fields.get("last_active")
                    else ("the `accounts` binding names neither `closed` nor `last_active`")
                )
                if parameters.inactive_days is None:
                    lacking = "the owner has set no limit (parameters.inactive_days)"
                if lacking:
                    settled.append(ProbeResult(rule.id, account.dataset, _kept_field(account), missing=lacking))
                else:
                    plans.append(_kept(rule, account, parameters, as_of, zones))
    return ProbeSet(tuple(plans), tuple(settled))


def _lacking(binding: Binding, parts: Sequence[str], role: str) -> str:
    missing = [part for part in parts if part not in binding.fields]
    return f"the `{role}` binding does not name `{missing[0]}`" if missing else ""


def _zone(binding: Binding, zones: Mapping[str, str | None]) -> str | None:
    return zones.get(binding.dataset.partition("/")[0])


def _minors(rule: Rule, test: ConsentForAge, account: Binding, zones: Mapping[str, str | None]) -> ProbePlan:
    return ProbePlan(
        probe=rule.id,
        kind="minors",
        dataset=account.dataset,
        subject=account.fields["subject"],
        born=account.fields["birth_date"],
        created=account.fields["created"],
        number=test.age_below,
        zone=_zone(account, zones),
    )


def _consents(rule: Rule, test: ConsentForAge, consent: Binding, zones: Mapping[str, str | None]) -> ProbePlan:
    return ProbePlan(
        probe=rule.id,
        kind="consents",
        dataset=consent.dataset,
        subject=consent.fields["subject"],
        given=consent.fields["given"],
        withdrawn=consent.fields.get("withdrawn", ""),
        purpose=consent.fields.get("kind", ""),
        values=consent.kinds.get(test.consent, (test.consent,)),
        same_ids=consent.same_ids,
        zone=_zone(consent, zones),
    )


def _kept_field(account: Binding) -> str:
    return account.fields.get("closed") or account.fields.get("last_active", "")


def _kept(
    rule: Rule, account: Binding, parameters: Parameters, as_of: date, zones: Mapping[str, str | None]
) -> ProbePlan:
    return ProbePlan(
        probe=rule.id,
        kind="kept",
        dataset=account.dataset,
        subject=account.fields["subject"],
        closed=account.fields.get("closed", ""),
        active=account.fields.get("last_active", ""),
        number=parameters.inactive_days or 0,
        as_of=as_of.isoformat(),
        zone=_zone(account, zones),
    )


def finish_probes(
    plans: Sequence[ProbePlan], shares: Mapping[ProbePlan, ProbeShare], unread: Mapping[str, str]
) -> list[ProbeResult]:
    """One result an account table. `unread` says, by dataset, why it was not wholly read.

    Ids of different sources may collide, so consents count where they lie in the account's own source or are bound with
    `same_ids: true`; others only cast doubt.
    """
    results: list[ProbeResult] = []
    for plan in plans:
        if plan.kind == "consents":
            continue
        share = shares.get(plan, ProbeShare())
        blocked = unread.get(plan.dataset, "")
        if plan.kind == "minors":
            own = [item for item in plans if item.kind == "consents" and item.probe == plan.probe]
            source = plan.dataset.partition("/")[0]
            near = [item for item in own if item.same_ids or item.dataset.partition("/")[0] == source]
            far = [item for item in own if item not in near]
            blocked = blocked or next((unread[item.dataset] for item in near if item.dataset in unread), "")
            if not near:
                blocked = blocked or "consents are in another source, and the binding does not say `same_ids: true`"
            same = all(item.dataset.partition("/")[0] == source for item in near)
            near_shares, far_shares = ([shares.get(item, ProbeShare()) for item in part] for part in (near, far))
            share = join_consents(share, near_shares, far_shares, same)
        undecided = dict(sorted(share.undecided.items()))
        if blocked:
            # half-read consents would turn into false accusations, half-read accounts into false comfort
            failed = share.failed if plan.kind == "kept" else 0
            undecided[blocked] = undecided.get(blocked, 0) + 1
            share = ProbeShare(share.tested, failed)
        field = plan.born if plan.kind == "minors" else plan.closed or plan.active
        silent = plan.kind == "kept" and not plan.active
        partial = "accounts that are not closed were not tested: bind `last_active`" if silent else ""
        results.append(
            ProbeResult(plan.probe, plan.dataset, field, share.tested, share.failed, undecided, partial=partial)
        )
    return results
