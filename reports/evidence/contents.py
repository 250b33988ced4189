"""What a pack holds beside the run's own files, written for a reader who was not there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.canonical import document
from reports.evidence.run_folder import RunFolder
from reports.words import EXIT_MEANINGS, VERDICT_MEANINGS, VERDICT_NAMES, count, percent
from rules.facts import VERDICT_ORDER

UNSIGNED = "UNSIGNED. NOBODY VOUCHES FOR THIS PACK. ANYBODY MAY HAVE MADE OR CHANGED IT."


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The pack file that the run was judged by, and the policy's text where the owner adds it."""

    content: bytes | None = None
    text: bytes | None = None


def describing(run: RunFolder, policy: PolicyFile, signed: bool, builder: str, time: str) -> dict[str, bytes]:
    """Path in the bag's payload to content: cover, population, sampling, limitations, environment, policy."""
    told = run.document("run.json")
    files = {
        "COVER.md": _cover(run, signed, builder, time).encode(),
        "population.json": document(_population(run)),
        "sampling.json": document(_sampling(run)),
        "limitations.md": _limitations(run, policy, signed).encode(),
        "environment.json": document({"scan": told.get("environment", {}), "pack_built_by": builder}),
        "policy/policy.json": document(
            {**told["policy"], "sha256": told["digests"]["policy"], "file_included": policy.content is not None}
        ),
    }
    if policy.content is not None:
        files["policy/pack.yaml"] = policy.content
    if policy.text is not None:
        files["policy/text.txt"] = policy.text
    return files


def predicate(run: RunFolder, custody: bytes, head: str, builder: str, time: str) -> dict[str, Any]:
    """What the seal says of the run."""
    told = run.document("run.json")
    return {
        "run_id": told["run_id"],
        "started": told["started"],
        "ended": told["ended"],
        "as_of": told["as_of"],
        "policy": {"id": told["policy"]["id"], "sha256": told["digests"]["policy"]},
        "estate_sha256": told["digests"].get("config", ""),
        "detectors_sha256": told["digests"].get("detectors", ""),
        "exit_code": told["exit_code"],
        "counts": told["counts"],
        "tool_version": told["tool_version"],
        "custody": {"entries": len(custody.splitlines()), "head_sha256": head},
        "built": time,
        "builder": builder,
    }


def _cover(run: RunFolder, signed: bool, builder: str, time: str) -> str:
    told = run.document("run.json")
    counts = told["counts"]
    verdicts: Mapping[str, int] = counts["statements_by_verdict"]
    rows = [
        f"| {VERDICT_NAMES[verdict]} | {verdicts[verdict]:,} | {VERDICT_MEANINGS[verdict]} |"
        for verdict in VERDICT_ORDER
        if verdicts.get(verdict)
    ]
    lines = [
        "# Evidence of an audit of data against a privacy policy",
        "",
        *([] if signed else [f"# {UNSIGNED}", ""]),
        f"Policy: {_plain(told['policy']['title'])} (`{_plain(told['policy']['id'])}`), effective "
        f"{_plain(told['policy']['effective'])}. Judged as of {_plain(told['as_of'])}.",
        "",
        f"Scanned from {told['started']} to {told['ended']} by Saydo {_plain(told['tool_version'])}, run "
        f"`{_plain(told['run_id'])}`. Pack built {time} by {builder}.",
        "",
        f"Result: exit code {told['exit_code']}. {EXIT_MEANINGS.get(told['exit_code'], '')}",
        "",
        f"Read: {counts['examined']:,} of {counts['eligible']:,} tables and files as planned, {counts['partial']:,} in "
        f"part, {counts['unexamined']:,} not at all. {count(counts['gaps'], 'gap')}.",
        "",
        "| statements of the policy | number | what the verdict means |",
        "| --- | --- | --- |",
        *rows,
        "",
        f"Findings: {counts['findings']:,}.",
        "",
        "## What is where",
        "",
        "| file | what it holds |",
        "| --- | --- |",
        "| `data/run/report.html` | the report, for people; works offline |",
        "| `data/run/findings.jsonl`, `data/run/statements.jsonl` | each finding; each statement with its verdict |",
        "| `data/run/classifications.jsonl`, `data/run/inventory.jsonl` | what was found in which field and file |",
        "| `data/run/coverage.json`, `data/run/lineage.json` | what was read and what not; what flows where |",
        "| `data/run/gate.json`, `data/run/run.json` | acceptances and changes; versions, digests, exit code |",
        "| `data/population.json`, `data/sampling.json` | how much there was; how it was chosen |",
        "| `data/limitations.md`, `data/environment.json` | what this does not show; what it was made with |",
        "| `data/policy/` | which policy it was judged by |",
        "| `data/custody.jsonl` | who had the files when, each entry chained to the one before |",
        "| `VERIFY.md` | how to check all of this without our software |",
        "",
        "No value that was read is in this pack: counts, names, dates and codes only. Names that look like personal "
        "data are replaced by marks such as `{email#3}`.",
        "",
    ]
    return "\n".join(lines)


def _population(run: RunFolder) -> dict[str, Any]:
    """Rows and objects by dataset."""
    found: dict[str, dict[str, Any]] = {}
    for item in run.lines("inventory.jsonl"):
        entry = found.setdefault(
            item["dataset"], {"dataset": item["dataset"], "objects": 0, "rows": 0, "rows_known_for": 0, "examined": 0}
        )
        entry["objects"] += 1
        entry["examined"] += item["examined"]
        if item["population"] is not None:
            entry["rows"] += item["population"]
            entry["rows_known_for"] += 1
    rows = [found[name] for name in sorted(found)]
    total = {key: sum(row[key] for row in rows) for key in ("objects", "rows", "rows_known_for", "examined")}
    return {"datasets": rows, "total": total}


def _sampling(run: RunFolder) -> dict[str, Any]:
    told = run.document("run.json")
    return {
        "confidence": told["confidence"],
        "seed": told["seed"],
        "datasets": run.document("coverage.json").get("sampling", []),
        "notes": told["notes"],
    }


def _limitations(run: RunFolder, policy: PolicyFile, signed: bool) -> str:
    return "\n".join(
        ["# What this pack does not show", "", *(f"- {line}" for line in _limits(run, policy, signed)), ""]
    )


def _limits(run: RunFolder, policy: PolicyFile, signed: bool) -> Iterator[str]:
    told, coverage = run.document("run.json"), run.document("coverage.json")
    if not signed:
        yield UNSIGNED
    else:
        yield "The signature shows who sealed these files and that they are unchanged, not that the scan was honest."
    yield "It speaks of the stores that the estate file names. Stores that nobody named were not looked at."
    yield "A scan sees what lies in a store while it runs: not what was there before, nor what people do with it."
    if coverage["gaps"]:
        reasons = Counter(gap["reason"] for gap in coverage["gaps"])
        listed = ", ".join(f"{reason.replace('_', ' ')} {number:,}" for reason, number in sorted(reasons.items()))
        yield f"Not everything was read: {count(len(coverage['gaps']), 'gap')} ({listed}), in `run/coverage.json`."
    sampled = [item for item in coverage.get("sampling", []) if item["design"] != "census"]
    if sampled:
        yield (
            f"{count(len(sampled), 'dataset was', 'datasets were')} sampled. What was not found there is bounded at "
            f"{percent(told['confidence'])}, not excluded; see `sampling.json`."
        )
    unverified = told["counts"]["statements_by_verdict"].get("UNVERIFIED", 0)
    if unverified:
        yield f"{count(unverified, 'statement')} of the policy could not be verified. That is not a pass."
    accepted = json.loads(run.files["gate.json"])["suppressions"] if "gate.json" in run.files else []
    if accepted:
        yield f"{count(len(accepted), 'acceptance')} by owners bear on the exit code; see `run/gate.json`."
    if policy.content is None:
        yield "The policy pack is not included, only its digest: the reader needs the file to repeat the judgement."
    if policy.text is None:
        yield "The policy's full text is not included; statements are cited by short quotes."
    if run.others:
        yield f"{count(len(run.others), 'other file')} in the run's folder are no part of the run and were left out."
    for note in told["notes"]:
        if "reads whole columns" not in note and "are read whole" not in note:
            yield _plain(note)


def _plain(text: object) -> str:
    """A name from the estate or the policy in Markdown: no markup comes from it."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#!&" else char for char in str(text) if char.isprintable())
