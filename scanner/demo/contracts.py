"""The organisations around the fictional company: who they are, what was agreed with them, and what goes to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from scanner.demo.names import Names
from scanner.demo.upstreams import ENGAGED_FROM, ENGAGED_TO, EXPIRED_ON


def parties() -> dict[str, Any]:
    """Party id -> what the estate file says of it."""

    def party(kind: str, country: str, *hosts: str, **more: str) -> dict[str, Any]:
        return {"class": kind, "country": country} | more | ({"hosts": list(hosts)} if hosts else {})

    return {
        "us": party("first_party", "CN", "api.pacefit.example", "sync.pacefit.example", "mqtt.pacefit.example"),
        "mailer": party("processor.mailing", "US", "api.mailer.example"),
        "swiftparcel": party("processor.delivery", "US", "ship.swiftparcel.example"),
        "coldvault": party("processor.storage", "SG", "put.coldvault.example"),
        "oldhelp": party("processor.customer_service", "US", "desk.oldhelp.example"),
        "tellsend": party("processor.telecom", "SG", "sms.tellsend.example"),
        "mapnorth": party("processor.location_service", "US", "tiles.mapnorth.example"),
        "cloudlink": party("affiliate", "SG", "ingest.cloudlink.example", sector="cloud"),
        "pacelabs": party("affiliate", "DE", "in.pacelabs.example", sector="technology"),
        "pacelife": party("affiliate", "US", "care.pacelife-mutual.example", sector="insurance"),
        "pacestore": party("affiliate", "US", "feed.pacestore.example", sector="retail"),
        "paceeurope": party("affiliate", "FR", "hub.paceeurope.example", sector="communications"),
        "paceasia": party("affiliate", "IN", "hub.paceasia.example", sector="communications"),
        "mihomelamps": party("mi_ecosystem", "CN", "link.mihome-lamps.example"),
        "miscale": party("mi_ecosystem", "CN", "link.miscale.example"),
        "likebook": party("social_platform.facebook", "US", "graph.likebook.example"),
        "twitbird": party("social_platform.twitter", "US", "share.twitbird.example"),
        "adwave": party("advertiser", "US", "bid.adwave.example"),
        "brightgear": party("business_partner", "US", "in.brightgear.example"),
        "fitgym": party("business_partner", "DE", "in.fitgym.example"),
        "northcover": party("insurer", "US", "rating.northcover.example"),
        "listworks": party("data_broker", "US", "drop.listworks.example"),
    }


def engagements() -> list[dict[str, Any]]:
    """The contracts on record."""
    clauses = ["on_behalf", "confidentiality", "use_restriction"]

    def contract(
        party: str, purposes: list[str], country: str, role: str = "processor", safeguards: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        return {
            "party": party,
            "role": role,
            "purposes": purposes,
            "countries": [country],
            "valid_from": ENGAGED_FROM,
            "valid_to": ENGAGED_TO,
            "clauses": [*clauses, "data_protection"],
            "safeguards": list(safeguards),
        }

    standard = ("standard_clauses",)
    return [
        contract("mailer", ["service_communication"], "US", safeguards=standard),
        contract("swiftparcel", ["order_fulfilment"], "US", safeguards=standard),
        contract("coldvault", ["service_provision"], "SG", safeguards=standard),
        contract("oldhelp", ["customer_support"], "US", safeguards=standard) | {"valid_to": EXPIRED_ON},
        contract("tellsend", ["service_communication"], "SG") | {"clauses": clauses},
        contract("mapnorth", ["location_service"], "US") | {"clauses": clauses},
        contract("cloudlink", ["service_provision"], "SG", "affiliate"),
        contract("pacelabs", ["service_provision"], "DE", "affiliate", ("binding_rules",)),
        contract("pacelife", ["service_provision"], "US", "affiliate", ("binding_rules",)),
        contract("pacestore", ["service_provision"], "US", "affiliate", ("binding_rules",)),
        contract("paceeurope", ["service_provision"], "FR", "affiliate"),
        contract("paceasia", ["service_provision"], "IN", "affiliate", ("binding_rules",)),
        contract("mihomelamps", ["service_provision"], "CN", "mi_ecosystem", standard),
        contract("miscale", ["service_provision"], "CN", "mi_ecosystem", standard),
        contract("likebook", ["social_feature"], "US", "social_platform", standard),
        contract("twitbird", ["social_feature"], "US", "social_platform", standard),
        contract("fitgym", ["service_provision"], "DE", "business_partner", standard),
        contract("brightgear", ["joint_offering"], "US", "business_partner", standard),
    ]


def flows(names: Names) -> list[dict[str, Any]]:
    """What the owner declares, honest or not."""

    def flow(start: str, to: str, purpose: str, *categories: str) -> dict[str, Any]:
        return {
            "from": names.dataset(start),
            "to": to,
            "categories": list(categories),
            "purposes": [purpose],
            "encrypted": True,
        }

    return [
        flow("crm", "mailer", "service_communication", "contact.email"),
        flow("shop/orders", "swiftparcel", "order_fulfilment", "contact.postal_address", "contact.phone"),
        flow("crm", "coldvault", "service_provision", "device.mac"),
        flow("crm/users", "pacelabs", "service_provision", "contact.email"),
        flow("crm/users", "pacestore", "service_provision", "contact.email"),
        flow("crm", "listworks", "service_provision", "contact.email", "contact.phone"),
        flow("lake/ads/audience", "adwave", "advertising.personalised", "device.advertising_id"),
        flow("crm/users", "brightgear", "third_party_marketing", "contact.email"),
        flow("crm/users", "fitgym", "service_provision", "contact.email"),
        flow("shop/members", "fitgym", "joint_offering", "contact.email"),
        flow("shop/members", "mailer", "credit_scoring", "contact.phone"),
    ]


ATTESTATIONS: list[dict[str, Any]] = [
    {
        "statement": "amz-121",
        "by": "Head of HR",
        "on": date(2018, 9, 14),
        "says": "Everybody with access to data has signed a confidentiality agreement.",
        "expires": date(2019, 9, 14),
    },
    {
        "statement": "amz-173",
        "by": "Managing director",
        "on": date(2018, 5, 25),
        "says": "A data protection officer is appointed and reachable under the address of the policy.",
    },
    {
        "statement": "amz-175",
        "by": "Data protection officer",
        "on": date(2018, 6, 8),
        "says": "Planned processing is assessed before it starts; the register of assessments is current.",
    },
    {
        "statement": "amz-164",
        "by": "Legal department",
        "on": date(2018, 11, 2),
        "says": "The policy was looked over in October.",
    },
]
"""The written words of people. Nobody has said anything about a risk register."""
