"""What a pack holds beside the run's own files: population, sampling, environment, policy, and what the seal tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.canonical import document
from reports.custody import digests, entries, head_of
from reports.evidence.cover import Built, cover, limitations
from reports.evidence.run_folder import RunFolder
from reports.model import SCHEMA_VERSION

LIMITATIONS = "limitations.md"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The pack file that the run was judged by, and the policy's text where the owner adds it."""

    content: bytes | None = None
    text: bytes | None = None


def describing(run: RunFolder, policy: PolicyFile, built: Built) -> dict[str, bytes]:
    """Path in the bag's payload to content: cover, population, sampling, limitations, environment, policy."""
    told = run.document("run.json")
    limits = limitations(run, policy.content is not None, policy.text is not None, built)
    judged_by = {**told["policy"], "sha256": told["digests"]["policy"]}
    files = {
        "COVER.md": cover(run, limits, built).encode(),
        LIMITATIONS: "\n".join(["# What this pack does not show", "", *(f"- {line}" for line in limits), ""]).encode(),
        "population.json": document(_population(run.lines("inventory.jsonl"))),
        "sampling.json": document(_sampling(run)),
        "environment.json": document(
            {
                "schema_version": SCHEMA_VERSION,
                "scan": {"tool_version": told["tool_version"], **told.get("environment", {})},
                "pack_built_by": built.builder,
            }
        ),
        "policy/policy.json": document(
            {
                "schema_version": SCHEMA_VERSION,
                **judged_by,
                "file_included": policy.content is not None,
                "text_included": policy.text is not None,
            }
        ),
    }
    if policy.content is not None:
        files["policy/pack.yaml"] = policy.content
    if policy.text is not None:
        files["policy/text.txt"] = policy.text
    return files


def predicate(run: RunFolder, payload: Mapping[str, bytes], custody: bytes, built: Built) -> dict[str, Any]:
    """What the seal says of the run and of the pack. Schema: `reports/schemas/evidence.schema.json`."""
    told = run.document("run.json")
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": told["run_id"],
        "started": told["started"],
        "ended": told["ended"],
        "as_of": told["as_of"],
        "policy": {"id": told["policy"]["id"], "sha256": told["digests"]["policy"]},
        "estate_sha256": told["digests"].get("config", ""),
        "detectors_sha256": told["digests"].get("detectors", ""),
        "limitations_sha256": digests({LIMITATIONS: payload[LIMITATIONS]})[LIMITATIONS],
        "exit_code": told["exit_code"],
        "counts": told["counts"],
        "tool_version": told["tool_version"],
        "custody": {"entries": len(entries(custody)), "head_sha256": head_of(custody)},
        "built": built.time,
        "builder": built.builder,
        "organization": built.organization,
    }


def _population(inventory: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Objects, rows and bytes by dataset. `rows` and `bytes` sum what is known, of so many objects as `rows_known_for`
    and `bytes_known_for` say; `rows_kind` is the weakest of its objects'."""
    found: dict[str, dict[str, Any]] = {}
    kinds = ("exact", "estimate", "unknown")
    for item in inventory:
        entry = found.setdefault(item["dataset"], {"dataset": item["dataset"], **_NOTHING, "rows_kind": "exact"})
        entry["objects"] += 1
        entry[item["status"]] += 1
        entry["rows_examined"] += item["examined"]
        if item["bytes"] is not None:
            entry["bytes"] += item["bytes"]
            entry["bytes_known_for"] += 1
        kind = item["population_kind"] if item["population"] is not None else "unknown"
        entry["rows_kind"] = max(entry["rows_kind"], kind, key=kinds.index)
        if item["population"] is not None:
            entry["rows"] += item["population"]
            entry["rows_known_for"] += 1
    rows = [found[name] for name in sorted(found)]
    total = {key: sum(row[key] for row in rows) for key in _NOTHING}
    return {"schema_version": SCHEMA_VERSION, "datasets": rows, "total": total}


_NOTHING = dict.fromkeys(
    (
        "objects",
        "examined",
        "partial",
        "unexamined",
        "rows",
        "rows_known_for",
        "rows_examined",
        "bytes",
        "bytes_known_for",
    ),
    0,
)


def _sampling(run: RunFolder) -> dict[str, Any]:
    told = run.document("run.json")
    return {
        "schema_version": SCHEMA_VERSION,
        "confidence": told["confidence"],
        "seed": told["seed"],
        "datasets": run.document("coverage.json").get("sampling"),  # null: the run does not say
        "notes": told["notes"],
    }
