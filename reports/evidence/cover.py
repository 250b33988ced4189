"""The two pages of a pack that people read first: COVER.md and limitations.md, for a reader who was not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.evidence.run_folder import RunFolder
from reports.safe import printable
from reports.words import EXIT_MEANINGS, VERDICT_MEANINGS, VERDICT_NAMES, count, percent
from rules.facts import VERDICT_ORDER

UNSIGNED = "UNSIGNED. NOBODY VOUCHES FOR THIS PACK. ANYBODY MAY HAVE MADE OR CHANGED IT."
_GAPS_LISTED = 20
_MARKUP = re.compile(r"([\\`*_\[\]<>|#!&~])")
_FILES = (
    ("`data/run/report.html`", "the report, for people; works offline"),
    ("`data/run/findings.jsonl`, `data/run/statements.jsonl`", "each finding; each statement with its verdict"),
    ("`data/run/classifications.jsonl`, `data/run/inventory.jsonl`", "what was found in which field and file"),
    ("`data/run/coverage.json`, `data/run/lineage.json`", "what was read and what not; what flows where"),
    ("`data/run/gate.json`, `data/run/run.json`", "acceptances and changes; versions, digests, exit code"),
    ("`data/population.json`, `data/sampling.json`", "how much there was; how it was chosen"),
    ("`data/limitations.md`, `data/environment.json`", "what this does not show; what it was made with"),
    ("`data/policy/`", "which policy it was judged by"),
    ("`data/custody.jsonl`", "who had the files when, each entry chained to the one before"),
    ("`VERIFY.md`", "how to check all of this without our software"),
)


@dataclass(frozen=True, slots=True)
class Built:
    """How a pack is built: by which program, when (ISO 8601, UTC), signed or not, for whom ("": not stated)."""

    builder: str
    time: str
    signed: bool
    organization: str = ""


def markdown(text: object) -> str:
    """A name or sentence from elsewhere in Markdown: on one line, nothing hidden, no markup comes from it."""
    return _MARKUP.sub(r"\\\1", printable(str(text), None))


def cover(run: RunFolder, limits: Sequence[str], built: Built) -> str:
    """COVER.md: what this is, whose, when, how the policy fared, what is where, and what it does not show."""
    told = run.document("run.json")
    counts, policy, digests = told["counts"], told["policy"], told["digests"]
    verdicts: Mapping[str, int] = counts["statements_by_verdict"]
    rows = [
        f"| {VERDICT_NAMES[verdict]} | {verdicts[verdict]:,} | {VERDICT_MEANINGS[verdict]} |"
        for verdict in VERDICT_ORDER
        if verdicts.get(verdict)
    ]
    whose = markdown(built.organization) if built.organization else "not stated by whoever built this pack"
    lines = [
        "# Evidence of an audit of data against a privacy policy",
        "",
        *([] if built.signed else [f"# {UNSIGNED}", ""]),
        "Saydo scanned data stores and held what it found against each statement of a privacy policy. This pack holds "
        "what it found, what it could not see, and the means to check that nobody has changed any of it since.",
        "",
        f"- Organisation: {whose}",
        f"- Policy: {markdown(policy['title'])} ({markdown(policy['id'])}), effective {markdown(policy['effective'])}",
        f"- Judged as of: {markdown(told['as_of'])}",
        f"- Scanned: from {markdown(told['started'])} to {markdown(told['ended'])} by Saydo "
        f"{markdown(told['tool_version'])}, run {markdown(told['run_id'])}",
        f"- Pack built: {built.time} by {markdown(built.builder)}",
        f"- Signed: {'yes; whose key it was is for its fingerprint to show, see VERIFY.md' if built.signed else 'NO'}",
        "",
        f"Result: exit code {told['exit_code']}. {EXIT_MEANINGS.get(told['exit_code'], '')} "
        f"In short: {markdown(told['exit_reason'].rstrip('.'))}.",
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
        *(f"| {files} | {holds} |" for files, holds in _FILES),
        "",
        "SHA-256 of what the run was made with:",
        "",
        *(f"- {name}: {markdown(digest)}" for name, digest in sorted(_named(digests).items())),
        "",
        "No value that was read is in this pack: counts, names, dates and codes only. Names that look like personal "
        "data are replaced by marks such as `{email#3}`.",
        "",
        "## What it does not show",
        "",
        *(f"- {line}" for line in limits),
        "",
    ]
    return "\n".join(lines)


def limitations(run: RunFolder, policy: bool, text: bool, built: Built) -> tuple[str, ...]:
    """What the pack does not show, in sentences of Markdown. `policy`, `text`: whether pack file and text are in it."""
    return (*_of_the_pack(run, policy, text, built), *_of_the_scan(run))


def _of_the_pack(run: RunFolder, policy: bool, text: bool, built: Built) -> Iterator[str]:
    told = run.document("run.json")
    if not built.signed:
        yield UNSIGNED
    else:
        yield "The signature shows who sealed these files and that they are unchanged, not that the scan was honest."
    yield "All times are those of the machines that scanned and built; no independent service has stamped them."
    if built.time < told["ended"]:
        yield f"The pack says that it was built ({built.time}) before the scan ended: one of the two clocks is wrong."
    if not policy:
        yield "The policy pack is not included, only its digest: the reader needs the file to repeat the judgement."
    if not text:
        yield "The policy's full text is not included; statements are cited by short quotes."
    if not told.get("environment"):
        yield "The run does not say what it ran on: an older version of Saydo made it."
    if "sampling" not in run.document("coverage.json"):
        yield "The run does not say how each dataset was sampled: an older version of Saydo made it."
    if "gate.json" not in run.files:
        yield "The run does not say what was accepted or had changed: an older version of Saydo made it."
    if run.others:
        yield f"Left out, because no part of the run: {count(len(run.others), 'other file')} in its folder."


def _of_the_scan(run: RunFolder) -> Iterator[str]:
    told, coverage = run.document("run.json"), run.document("coverage.json")
    yield "It speaks of the stores that the estate file names. Stores that nobody named were not looked at."
    yield "A scan sees what lies in a store while it runs: not what was there before, nor what people do with it."
    gaps = coverage["gaps"]
    if gaps:
        yield f"Not everything was read: {count(len(gaps), 'gap')}. What would help is in `run/coverage.json`."
        yield from (f"Not read: {_gap(gap)}" for gap in gaps[:_GAPS_LISTED])
        if len(gaps) > _GAPS_LISTED:
            yield f"Not read: {count(len(gaps) - _GAPS_LISTED, 'more', 'more')}, in `run/coverage.json`."
    designs = [item["design"] for item in coverage.get("sampling", ())]
    if sampled := designs.count("random"):
        yield (
            f"{count(sampled, 'dataset was', 'datasets were')} sampled. What was not found there is bounded at "
            f"{percent(told['confidence'])}, not excluded; see `sampling.json`."
        )
    if heads := designs.count("head"):
        yield f"Of {count(heads, 'dataset')} only the beginning was read, which gives no bound for the rest."
    statements = told["counts"]["statements_by_verdict"]
    if unverified := statements.get("UNVERIFIED", 0):
        yield f"{count(unverified, 'statement')} of the policy could not be verified. That is not a pass."
    if unsaid := statements.get("ATTEST_MISSING", 0):
        yield f"For {count(unsaid, 'statement')} of the policy a person's dated word is needed, and none was given."
    gate = run.document("gate.json") if "gate.json" in run.files else {}
    if accepted := gate.get("suppressions"):
        yield f"{count(len(accepted), 'acceptance')} by owners counted towards the exit code; see `run/gate.json`."
    if gate and gate.get("comparison") is None:
        yield "The run was not held against an earlier one."
    for note in told["notes"]:
        if "reads whole columns" not in note and "are read whole" not in note:
            yield markdown(note)


def _gap(gap: Mapping[str, Any]) -> str:
    source, dataset = gap["source"], gap["dataset"]
    names = [dataset] if dataset.startswith(f"{source}/") else [source, dataset]
    where = "/".join(markdown(name) for name in (*names, gap["object"]) if name)
    detail = f" ({markdown(gap['detail'])})" if gap["detail"] else ""
    return f"{where}: {markdown(gap['reason'].replace('_', ' '))}{detail}"


def _named(digests: Mapping[str, str]) -> dict[str, str]:
    names = {"config": "estate file", "policy": "policy pack", "detectors": "detectors"}
    return {names.get(key, markdown(key)): digest for key, digest in digests.items()}
