"""Reports to test with: a small one that reads like a real run, a hostile one, an empty one and a large one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from connectors.model import Gap
from reports.model import GateView, PartyView, PolicyView, Report, RunInfo, SampleView, StatementView
from rules.comparison import Change, Comparison, Reach, StatementChange
from rules.facts import Bound, Classification, Coverage, Finding, ObjectCoverage, StatementResult, Store
from rules.sight import KnownFinding
from rules.suppressions import SuppressionUse

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "=cmd|'/c calc'!A1",
    "\u202egnp.exe",
    "\x1b]0;owned\x07\x1b[31mred",
    "</script><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "[bold red]markup[/]",
    "line\nbreak\u2028and\u2029more\r",
    "lone\udc80surrogate",
    "zero\u200bwidth\ufeff",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;",
    "]]><!--",
)
LABELS = {
    "contact.email": "e-mail address",
    "contact.phone": "telephone number",
    "communication.contacts": "contacts from the phone",
    "location.gps": "GPS position",
    "health.heart_rate": "heart rate",
    "device.imei": "IMEI",
    "first_party": "the organisation itself",
    "affiliate": "company of the same group",
    "processor.mailing": "mailing service",
    "processor.analytics": "analytics provider",
    "third_party.advertising": "advertising network",
}
RUN = RunInfo(
    run_id="2018-06-01T10-00-00Z-7f3a",
    tool_version="0.1.0",
    started="2018-06-01T10:00:00Z",
    ended="2018-06-01T10:04:12Z",
    engine="local",
    seed=7,
    as_of="2018-06-01",
    confidence=0.95,
    digests={"config": "a" * 64, "policy": "b" * 64, "detectors": "c" * 64},
    exit_code=1,
    exit_reason="2 findings gate: amz.contacts-not-stored, amz.location-to-advertiser.",
    notes=("Names of persons in free text are not looked for: no spaCy model is installed.",),
)
STATEMENTS = tuple(
    StatementView(f"amz-{number:03}", section, kind, modality, summary, quote, sentence)
    for number, section, kind, modality, summary, quote, sentence in (
        (1, "PURPOSE", "notice", "inform", "Every system falls under this policy.", "applies to personal", ""),
        (31, "WHAT IS COLLECTED", "retention", "forbid", "Contacts stay on the phone.", "will not save", ""),
        (
            44,
            "ONWARD TRANSFER",
            "share-permitted",
            "permit",
            "Location goes to nobody outside the group.",
            "never share your location",
            "We will never share your location with companies that are not part of our group.",
        ),
        (60, "SECURITY SAFEGUARDS", "safeguard", "oblige", "Data is encrypted on its way.", "uses encryption", ""),
    )
)


def classification(dataset: str, field: str, category: str, **changes: Any) -> Classification:
    """A confident classification of a sampled column."""
    base = Classification(
        dataset=dataset,
        field=field,
        category=category,
        confidence=0.97,
        examined=412,
        matched=412,
        distinct=398,
        distinct_exact=True,
        population=20_000,
        population_kind="exact",
        method="pattern+name",
        bound=Bound(1.0, 0.95, "clopper-pearson"),
        reasons=("412 of 412 cells match email", "the field is called email"),
        losers=("account.identifier: fewer cells match",),
    )
    return replace(base, **changes)


def covered(dataset: str, status: Any = "examined", object: str = "", **changes: Any) -> ObjectCoverage:
    """One table, read whole."""
    base = ObjectCoverage(dataset, object or dataset.partition("/")[2], status, 412, 20_000, "exact", 65_536)
    return replace(base, **changes)


def edge(source: str, target: str, kind: str = "sends", **changes: Any) -> dict[str, Any]:
    """An observed, encrypted edge as the lineage graph writes it."""
    base = {
        "source": source,
        "target": target,
        "kind": kind,
        "grade": "observed",
        "confidence": 1.0,
        "encrypted": True,
        "first_seen": "2018-05-25T00:00:00+00:00",
        "last_seen": datetime(2018, 5, 31, tzinfo=UTC),
        "count": 1200,
        "categories": ["contact.email"],
        "purposes": ["service_communication"],
        "scheme": "https",
        "via": "web/access",
        "evidence": ["1,200 requests in web/access"],
    }
    return {**base, **changes}


def node(name: str, **extra: Any) -> dict[str, Any]:
    """A node as the lineage graph writes it: keys that are not known are left out."""
    kind, _, label = name.partition(":")
    return {"id": name, "kind": kind, "label": label or name, "categories": [], **extra}


def known(item: Finding) -> KnownFinding:
    """What a history keeps of a finding."""
    told = [f.name for f in fields(KnownFinding) if f.name not in ("fingerprint", "scope")]
    return KnownFinding(item.fingerprint, **{name: getattr(item, name) for name in told}, scope="0123456789abcdef")


def comparison(findings: tuple[Finding, ...]) -> Comparison:
    """One finding of each state: the first is new, the second reappeared, the third persists; two are of before."""
    gone = replace(findings[0], dataset="crm/public.old_book", title="Contacts were kept on a server")
    unseen = replace(findings[0], dataset="lake/exports/calls", title="Calls were kept on a server")
    return Comparison(
        "77aa00bb11cc22dd",
        "2018-05-25T10:00:00Z",
        (
            Change("new", known(findings[0])),
            Change("reappeared", known(findings[1])),
            Change("persisting", known(findings[2])),
            Change("not_reexamined", known(unseen)),
            Change("fixed", known(gone)),
        ),
        (StatementChange("amz-044", "NOT_OBSERVED", "DEVIATION"),),
        (Reach("adnet", "location.gps"), Reach("host:t.example.net", "contact.email")),
        (Reach("mailer", "contact.phone"),),
        ("lake/exports/sleep",),
        (),
        ("Since the earlier run the policy changed, which may explain differences.",),
    )


def suppressions(findings: tuple[Finding, ...]) -> tuple[SuppressionUse, ...]:
    """One acceptance of each state, and an accepted gap."""
    day, until = date(2018, 5, 1), date(2018, 9, 1)
    why, owner = "The export is replaced in autumn, ticket PRIV-112.", "data platform team"
    return (
        SuppressionUse(
            findings[1].fingerprint, "remediation_planned", why, owner, day, until, "active", findings[1].title
        ),
        SuppressionUse(
            findings[0].fingerprint, "accepted_risk", why, owner, day, date(2018, 5, 31), "expired", findings[0].title
        ),
        SuppressionUse("00ff00ff00ff00ff", "false_positive", why, owner, day, until, "unmatched"),
        SuppressionUse("gap:lake/exports/sleep", "accepted_risk", why, owner, day, until, "active", "1 gaps"),
    )


def report(**changes: Any) -> Report:
    """A run over three sources with four findings, one unread file and one unreachable source."""
    findings = (
        Finding(
            "amz.contacts-not-stored",
            ("amz-031",),
            "DEVIATION",
            "critical",
            0.97,
            "Contacts are kept on a server: contacts from the phone at rest",
            "crm/public.contacts",
            "phone",
            "communication.contacts",
            evidence={"examined": 412, "matched": 412, "distinct": 398, "distinct_exact": True},
            path=("store:crm", "dataset:crm/public.contacts"),
        ),
        Finding(
            "amz.location-to-advertiser",
            ("amz-044", "amz-060"),
            "DEVIATION",
            "high",
            0.9,
            "GPS position reaches adnet (advertising network): no statement permits it",
            "web/access",
            "",
            "location.gps",
            "adnet",
            evidence={"records": 1200, "grade": "observed", "encrypted": False, "scheme": "http"},
            path=("store:crm", "dataset:crm/public.users", "party:adnet"),
        ),
        Finding(
            "amz.recipients",
            ("amz-044",),
            "UNDISCLOSED",
            "medium",
            0.55,
            "e-mail address reaches host t.example.net (no registered party)",
            "web/access",
            "",
            "contact.email",
            "host:t.example.net",
            evidence={"records": 3},
            path=("dataset:web/access", "host:t.example.net"),
            inferred_only=True,
        ),
        Finding(
            "amz.contacts-not-stored",
            ("amz-031",),
            "GAP",
            "medium",
            1.0,
            "Contacts are kept on a server: can't be ruled out where data was not read",
            "lake/exports/sleep",
            evidence={"gaps": {"corrupt": 1}},
        ),
    )
    base = Report(
        run=RUN,
        policy=PolicyView("amazfit-2018", "Amazfit privacy policy", "2018-05-24", STATEMENTS),
        findings=findings,
        statements=(
            StatementResult("amz-031", "DEVIATION", "found in 1 field", {"findings": 1}, ("amz.contacts-not-stored",)),
            StatementResult("amz-044", "DEVIATION", "1 transfer outside it", {"flows": 2}, ("amz.recipients",)),
            StatementResult("amz-060", "NOT_OBSERVED", "no plain transfer seen", {"flows": 0}, ("amz.encrypted",)),
        ),
        classifications=(
            classification("crm/public.contacts", "phone", "communication.contacts"),
            classification("crm/public.users", "email", "contact.email"),
            classification(
                "web/access", "q.lat", "location.gps", distinct_exact=False, bound=Bound(0.0073, 0.95, "cp"), matched=3
            ),
        ),
        coverage=Coverage(
            objects=(
                covered("crm/public.users", categories=("contact.email",)),
                covered("crm/public.contacts", categories=("communication.contacts", "contact.phone")),
                covered("web/access", "partial", "access.log", population=None, population_kind="unknown"),
                covered("lake/exports/sleep", "unexamined", "exports/sleep/1.parquet", examined_rows=0, bytes=None),
            ),
            gaps=(
                Gap(
                    "lake",
                    "exports/sleep",
                    "exports/sleep/1.parquet",
                    "corrupt",
                    "the footer is cut off",
                    "Export it again.",
                ),
                Gap("web", "access", "access.log", "encoding", "12 lines are no UTF-8", "", 12),
                Gap("billing", "", "", "connection", "the server could not be reached", "Check the host name."),
            ),
        ),
        stores=(
            Store("crm", "us", "first_party", "DE"),
            Store("lake", "us", "first_party", None),
            Store("web", "us", "first_party", "CN"),
        ),
        parties=(
            PartyView("us", "first_party", "CN", None),
            PartyView("mailer", "processor.mailing", "US", None),
            PartyView("adnet", "third_party.advertising", "US", "advertising"),
        ),
        lineage={
            "directed": True,
            "multigraph": True,
            "nodes": [
                node("device"),
                node("store:crm", country="DE"),
                node("store:web", country="CN"),
                node("store:lake"),
                node("dataset:crm/public.users"),
                node("dataset:crm/public.contacts"),
                node("dataset:web/access"),
                node("party:us", country="CN", recipient="first_party"),
                node("party:mailer", country="US", recipient="processor.mailing"),
                node("party:adnet", country="US", recipient="third_party.advertising"),
                node("host:t.example.net"),
            ],
            "edges": [
                edge("store:crm", "dataset:crm/public.users", "holds"),
                edge("store:crm", "dataset:crm/public.contacts", "holds"),
                edge("store:web", "dataset:web/access", "holds"),
                edge("device", "party:us", "receives"),
                edge("party:us", "store:crm", "holds", grade="declared", encrypted=None, count=0),
                edge("dataset:crm/public.users", "party:mailer"),
                edge("dataset:crm/public.users", "party:adnet", encrypted=False, scheme="http"),
                edge("dataset:web/access", "host:t.example.net", grade="inferred", encrypted=None),
                edge("dataset:crm/public.users", "dataset:crm/public.contacts", "copies", grade="inferred"),
            ],
        },
        labels=LABELS,
        sampling=(
            SampleView("crm/public.users", "random", 412, 20_000, "exact"),
            SampleView("web/access", "census", None, None, "unknown"),
        ),
        gate=GateView(gated_by=(findings[0].fingerprint,), told="Blocked (exit code 1): 1 finding."),
        suppressions=suppressions(findings),
        comparison=comparison(findings),
    )
    return replace(base, **changes)


def empty() -> Report:
    """A run that could read nothing."""
    run = replace(RUN, exit_code=4, exit_reason="", notes=(), digests={})
    nothing = Coverage(gaps=(Gap("crm", "", "", "auth", "the server refused the credentials"),))
    return Report(run, PolicyView("p", "A policy", ""), (), (), (), nothing, (), (), {"nodes": [], "edges": []})


_CODES = frozenset(
    [
        "verdict",
        "severity",
        "status",
        "population_kind",
        "grade",
        "first_seen",
        "last_seen",
        "kind",
        "reason",
        "fail_on",
        "state",
        "before",
        "now",
        "design",
        "fingerprint",
    ]
)
_KEYS = frozenset(
    [
        "nodes",
        "edges",
        "source",
        "target",
        "id",
        "label",
        "country",
        "recipient",
        "categories",
        "confidence",
        "count",
        "encrypted",
        "evidence",
        "purposes",
        "scheme",
        "via",
        "directed",
        "multigraph",
        "examined",
        "matched",
        "distinct",
        "distinct_exact",
        "records",
        "gaps",
    ]
)


def mapped(item: Any, change: Callable[[str], str], keep: frozenset[str] = _CODES) -> Any:
    """The same shape with every text changed, save those fields and keys that are codes of ours."""
    if isinstance(item, str):
        return change(item)
    if isinstance(item, dict):
        return {
            key if key in keep | _KEYS else change(key): value if key in keep else mapped(value, change, keep)
            for key, value in item.items()
        }
    if isinstance(item, list | tuple):
        return type(item)(mapped(part, change, keep) for part in item)
    if is_dataclass(item) and not isinstance(item, type):
        made = {f.name: getattr(item, f.name) for f in fields(item)}
        return replace(item, **{k: v if k in keep else mapped(v, change, keep) for k, v in made.items()})
    return item


def decorated(suffix: str) -> Report:
    """The small report with `suffix` added to every name and text in it, codes excepted."""
    base = report()
    # a statement's reason is text, a gap's is a code
    statements = mapped(base.statements, lambda text: text + suffix, _CODES - {"reason"})
    changed: Report = mapped(base, lambda text: text + suffix)
    return replace(changed, statements=statements)


def shuffled(base: Report, seed: int) -> Report:
    """The same report with everything that has no order of its own in another order."""
    rng = random.Random(seed)

    def mix(items: Any) -> Any:
        copy = list(items)
        rng.shuffle(copy)
        return type(items)(copy)

    lineage = {**base.lineage, "nodes": mix(base.lineage["nodes"]), "edges": mix(base.lineage["edges"])}
    return replace(
        base,
        findings=mix(base.findings),
        statements=mix(base.statements),
        classifications=mix(base.classifications),
        coverage=Coverage(mix(base.coverage.objects), mix(base.coverage.gaps)),
        stores=mix(base.stores),
        parties=mix(base.parties),
        lineage=lineage,
        labels=dict(mix(list(base.labels.items()))),
    )


def large(findings: int = 300, parties: int = 80, objects: int = 5_000, statements: int = 209) -> Report:
    """A run of a size that a real estate has; the same one each time."""
    rng = random.Random(7)
    categories = sorted(name for name in LABELS if "." in name and not name.startswith(("processor", "third")))
    classes = ["processor.mailing", "processor.analytics", "third_party.advertising", "affiliate", "processor.cloud"]
    refs = [f"src{number % 12:02}/public.table_{number:03}" for number in range(240)]
    views = tuple(
        StatementView(
            f"amz-{number:03}",
            f"SECTION {1 + number // 18}: WHAT THE ORGANISATION SAYS ABOUT IT",
            "share-permitted",
            "permit",
            "Personal data goes only to those who need it for the purpose that it was collected for.",
            "only to those who need it for the purpose",
        )
        for number in range(1, statements + 1)
    )
    verdicts: list[Any] = ["DEVIATION", "UNDISCLOSED", "AMBIGUOUS", "VAGUE", "GAP", "UNVERIFIED", "ATTEST_MISSING"]
    severities: list[Any] = ["critical", "high", "medium", "low", "info"]
    people = tuple(
        PartyView(f"party-{number:02}", rng.choice(classes), rng.choice(["US", "DE", "CN", "SG", None]), None)
        for number in range(parties)
    )
    found = []
    for number in range(findings):
        ref, who, category = rng.choice(refs), rng.choice(people).id, rng.choice(categories)
        found.append(
            Finding(
                f"amz.rule-{number % 40:02}",
                tuple(sorted(rng.sample([view.id for view in views], 1 + number % 3))),
                rng.choices(verdicts, [6, 4, 1, 1, 3, 5, 2])[0],
                rng.choice(severities),
                round(rng.uniform(0.4, 1.0), 3),
                f"{LABELS[category]} reaches {who}: no statement permits it",
                ref,
                f"column_{number % 9}",
                category,
                who,
                evidence={
                    "examined": 2_000,
                    "matched": rng.randrange(1, 2_000),
                    "distinct": 900,
                    "distinct_exact": False,
                },
                path=(f"store:{ref.partition('/')[0]}", f"dataset:{ref}", f"party:{who}"),
                inferred_only=number % 11 == 0,
            )
        )
    edges = [
        edge(
            f"dataset:{rng.choice(refs)}",
            f"party:{rng.choice(people).id}",
            grade=rng.choice(["observed", "configured", "declared", "inferred"]),
            encrypted=rng.choice([True, True, None, False]),
            categories=[rng.choice(categories)],
        )
        for _ in range(400)
    ]
    edges += [edge(f"store:{ref.partition('/')[0]}", f"dataset:{ref}", "holds") for ref in refs]
    edges += [edge(item.path[1], item.path[2], categories=[item.category]) for item in found]
    items = []
    for number in range(objects):
        status = "unexamined" if number % 41 == 0 else "partial" if number % 97 == 0 else "examined"
        items.append(
            covered(
                refs[number % len(refs)],
                status,
                f"exports/2018/{number:05}.parquet",
                examined_rows=0 if status == "unexamined" else 412,
                population=1_000 + number * 31,
                bytes=number * 7_919,
                categories=tuple(rng.sample(categories, number % 4)),
            )
        )
    reason = "12 transfers rely on it and keep its conditions"
    outcomes: list[Any] = ["CLEAR", "DEVIATION", "NOT_OBSERVED", "UNVERIFIED", "ATTESTED", "GAP"]
    results = tuple(
        StatementResult(view.id, rng.choice(outcomes), reason, {"relied_on": 12, "failed": 0}, ("amz.rule-01",))
        for view in views
    )
    return report(
        policy=PolicyView("amazfit-2018", "Amazfit product and app privacy policy", "2018-05-24", views),
        findings=tuple(found),
        statements=results,
        classifications=tuple(
            classification(
                ref, f"column_{number}", rng.choice(categories), bound=Bound(0.0073, 0.95, "clopper-pearson")
            )
            for ref in refs
            for number in range(5)
        ),
        coverage=Coverage(
            tuple(items),
            tuple(
                Gap(
                    item.dataset.partition("/")[0],
                    item.dataset,
                    item.object,
                    "corrupt",
                    "the footer is cut off",
                    "Export it.",
                )
                for item in items
                if item.status == "unexamined"
            ),
        ),
        stores=tuple(Store(f"src{number:02}", "us", "first_party", "DE") for number in range(12)),
        parties=(*people, PartyView("us", "first_party", "CN", None)),
        lineage={
            "nodes": [
                *(node(f"store:src{number:02}", country="DE") for number in range(12)),
                *(node(f"dataset:{ref}") for ref in refs),
                *(node(f"party:{who.id}", country=who.country, recipient=who.recipient) for who in people),
                node("device"),
                node("party:us", recipient="first_party", country="CN"),
            ],
            "edges": [*edges, edge("device", "party:us", "receives")],
        },
    )
