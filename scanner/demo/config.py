"""`estate.yaml` of the demo: sources, parameters, and all that `contracts` and `bindings` say."""

from __future__ import annotations

from typing import Any

from scanner.demo.bindings import bindings, datasets
from scanner.demo.contracts import engagements, flows, parties
from scanner.demo.crm_rights import ANSWER_DAYS
from scanner.demo.names import Names
from scanner.demo.people import AS_OF, INACTIVE_DAYS
from scanner.demo.warehouse import SMALLEST

ESTATE_HEADER = "# A fictional estate, written by Saydo's demo generator: no company, person or host in it is real.\n"
ATTESTATIONS_FILE = "attestations.yaml"
MINIMUM_AGE = {"default": 13, "DE": 16}
MINOR_DELAY_DAYS = 60


def estate(names: Names) -> dict[str, Any]:
    """The whole estate file."""
    return {
        "version": 1,
        "policy": "amazfit-2018",
        "as_of": AS_OF,
        "defaults": {"confidence": 0.95, "max_upper_bound": 0.01, "seed": 7},
        "sources": _sources(),
        "parties": parties(),
        "engagements": engagements(),
        "bindings": bindings(names),
        "datasets": datasets(names),
        "flows": flows(names),
        "attestations": ATTESTATIONS_FILE,
        "parameters": {
            "inactive_days": INACTIVE_DAYS,
            "min_k": SMALLEST,
            "minimum_age": MINIMUM_AGE,
            "answer_days": ANSWER_DAYS,
            "minor_delay_days": MINOR_DELAY_DAYS,
        },
    }


def _sources() -> dict[str, Any]:
    def sql(name: str, country: str, at_rest: bool, **more: Any) -> dict[str, Any]:
        return {
            "type": "sql",
            "url": f"sqlite:///stores/{name}.db",
            "party": "us",
            "country": country,
            "timezone": "UTC",
            "controls": {"tls": True, "access_control": True, "at_rest_encryption": at_rest},
        } | more

    return {
        "crm": sql("crm", "DE", True),
        "shop": sql("shop", "US", True),
        "warehouse": sql("warehouse", "SG", True),
        "backup": sql("backup", "IE", False, replica_of="crm"),
        "mirror": sql("mirror", "SG", True, replica_of="crm"),
        "catalogue": {"type": "sql", "url": "sqlite:///stores/catalogue.db", "party": "us", "country": "IE"},
        "edge": {"type": "logs", "path": "logs", "party": "us", "country": "SG", "timezone": "UTC"},
        "lake": {"type": "files", "path": "lake", "party": "us", "country": "SG"},
    }
