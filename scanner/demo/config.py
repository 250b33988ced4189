"""`estate.yaml` of the demo: sources, parties, contracts and what each dataset is to the rules."""

from __future__ import annotations

from typing import Any

from scanner.demo.gateway import ENGAGED_FROM, ENGAGED_TO, EXPIRED_ON
from scanner.demo.names import Names
from scanner.demo.people import AS_OF, INACTIVE_DAYS

ESTATE_HEADER = "# A fictional estate, written by Saydo's demo generator: no company, person or host in it is real.\n"


def estate(names: Names) -> dict[str, Any]:
    """The whole estate file."""
    return {
        "version": 1,
        "policy": "amazfit-2018",
        "as_of": AS_OF,
        "defaults": {"confidence": 0.95, "max_upper_bound": 0.01, "seed": 7},
        "sources": _sources(),
        "parties": _parties(),
        "engagements": _engagements(),
        "bindings": {
            "accounts": [
                _bind(names, "crm/users", subject="user_id", created="created_at", closed="closed_at",
                      birth_date="birthday"),
                _bind(names, "shop/members", subject="member_id", created="joined_at", closed="left_at",
                      birth_date="born_on"),
            ],
            "consent": [
                _bind(names, "crm/consents", subject="user_id", kind="purpose", given="granted_at",
                      withdrawn="revoked_at") | {"kinds": {"parental": ["parental"]}},
                _bind(names, "shop/permissions", subject="member_id", kind="permission", given="granted_on",
                      withdrawn="ended_on") | {"kinds": {"parental": ["guardian_ok"]}},
            ],
            "gateway": [
                _gateway(names, "ingress", "ingress", "host"),
                _gateway(names, "sync", "ingress", "host"),
                _gateway(names, "broker", "ingress", "host"),
                _gateway(names, "relay", "ingress", "host"),
                _gateway(names, "egress", "egress", "upstream"),
            ],
            "subjects": [
                _bind(names, "crm/phone_book", subject="owner_id"),
                _bind(names, "crm/support_tickets", subject="user_id"),
                _bind(names, "crm/friends", subject="user_id"),
                _bind(names, "crm/devices", subject="user_id"),
                _bind(names, "shop/orders", subject="member_id"),
                _bind(names, "edge/caller", subject="account"),
                _bind(names, "edge/otp", subject="account"),
            ],
        },
        "flows": _flows(names),
        "parameters": {"inactive_days": INACTIVE_DAYS},
    }  # fmt: skip


def _sources() -> dict[str, Any]:
    def sql(name: str, country: str) -> dict[str, Any]:
        url = f"sqlite:///stores/{name}.db"
        return {"type": "sql", "url": url, "party": "us", "country": country, "timezone": "UTC"}

    return {
        "crm": sql("crm", "DE"),
        "shop": sql("shop", "US"),
        "backup": sql("backup", "IE"),
        "catalogue": {"type": "sql", "url": "sqlite:///stores/catalogue.db", "party": "us", "country": "IE"},
        "edge": {"type": "logs", "path": "logs", "party": "us", "country": "SG", "timezone": "UTC"},
        "lake": {"type": "files", "path": "lake", "party": "us", "country": "SG"},
    }


def _parties() -> dict[str, Any]:
    return {
        "us": {
            "class": "first_party",
            "country": "CN",
            "hosts": ["api.pacefit.example", "sync.pacefit.example", "mqtt.pacefit.example"],
        },
        "mailer": {"class": "processor.mailing", "country": "US", "hosts": ["api.mailer.example"]},
        "swiftparcel": {"class": "processor.delivery", "country": "US", "hosts": ["ship.swiftparcel.example"]},
        "coldvault": {"class": "processor.storage", "country": "SG", "hosts": ["put.coldvault.example"]},
        "oldhelp": {"class": "processor.customer_service", "country": "US", "hosts": ["desk.oldhelp.example"]},
        "cloudlink": {"class": "affiliate", "sector": "cloud", "country": "SG", "hosts": ["ingest.cloudlink.example"]},
        "pacelabs": {"class": "affiliate", "sector": "technology", "country": "DE", "hosts": ["in.pacelabs.example"]},
        "pacelife": {
            "class": "affiliate",
            "sector": "insurance",
            "country": "US",
            "hosts": ["care.pacelife-mutual.example"],
        },
        "pacestore": {"class": "affiliate", "sector": "retail", "country": "US", "hosts": ["feed.pacestore.example"]},
        "northcover": {"class": "insurer", "country": "US", "hosts": ["rating.northcover.example"]},
        "listworks": {"class": "data_broker", "country": "US", "hosts": ["drop.listworks.example"]},
    }


def _engagements() -> list[dict[str, Any]]:
    def contract(party: str, purposes: list[str], country: str, role: str = "processor") -> dict[str, Any]:
        return {
            "party": party,
            "role": role,
            "purposes": purposes,
            "countries": [country],
            "valid_from": ENGAGED_FROM,
            "valid_to": ENGAGED_TO,
            "clauses": ["on_behalf", "confidentiality", "use_restriction"],
        }

    return [
        contract("mailer", ["service_communication"], "US"),
        contract("swiftparcel", ["order_fulfilment"], "US"),
        contract("coldvault", ["service_provision"], "SG"),
        contract("oldhelp", ["customer_support"], "US") | {"valid_to": EXPIRED_ON},
        contract("cloudlink", ["service_provision"], "SG", "affiliate"),
        contract("pacelife", ["service_provision"], "US", "affiliate"),
    ]


def _bind(names: Names, ref: str, **fields: str) -> dict[str, Any]:
    return {"dataset": names.dataset(ref)} | {role: names.field(ref, field) for role, field in fields.items()}


def _gateway(names: Names, stream: str, direction: str, host: str) -> dict[str, Any]:
    return {
        "dataset": names.dataset(f"edge/{stream}"),
        "direction": direction,
        "host": names.field(f"edge/{stream}", host),
        "scheme": names.field(f"edge/{stream}", "scheme"),
        "time": names.field(f"edge/{stream}", "ts"),
    }


def _flows(names: Names) -> list[dict[str, Any]]:
    """What the owner declares, honest or not."""

    def flow(start: str, to: str, categories: list[str], purpose: str) -> dict[str, Any]:
        return {
            "from": names.dataset(start),
            "to": to,
            "categories": categories,
            "purposes": [purpose],
            "encrypted": True,
        }

    return [
        flow("crm", "mailer", ["contact.email"], "service_communication"),
        flow("shop/orders", "swiftparcel", ["contact.postal_address", "contact.phone"], "order_fulfilment"),
        flow("crm", "coldvault", ["device.mac"], "service_provision"),
        flow("crm/users", "pacelabs", ["contact.email"], "service_provision"),
        flow("crm/users", "pacestore", ["contact.email"], "service_provision"),
        flow("crm", "listworks", ["contact.email", "contact.phone"], "service_provision"),
    ]
