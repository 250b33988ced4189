"""A finished run, read back from its folder, so that further outputs can be made without scanning again.

What run files do not hold is empty or the next best thing in the `Report` that comes back:

- the statements' section, kind, modality, quote and sentence, where statements.jsonl has no such keys; statements stand
  in the order of their ids;
- the labels of categories and recipients: those of the vocabulary that is installed now;
- a bound's own confidence, where classifications.jsonl has no `bound_confidence`: the run's, which claims less;
- sources and parties: what the nodes of lineage.json say of them (no replicas, no controls; who runs a source and the
  sector of a party only where they have the keys `party` and `sector`);
- gate, acceptances and comparison, where there is no gate.json: then the gate of the time when there was none, which
  stopped at high severity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from connectors.model import Gap
from reports.gate_words import gate_paragraph
from reports.model import (
    SCHEMA_VERSION,
    GateView,
    PartyView,
    PolicyView,
    Report,
    RunInfo,
    SampleView,
    StatementView,
)
from reports.safe import printable
from rules.comparison import Comparison
from rules.evaluate import gating
from rules.facts import Bound, Classification, Coverage, Finding, ObjectCoverage, StatementResult, Store
from rules.policy import first_error
from rules.suppressions import SuppressionUse
from rules.vocabulary import vocabulary

T = TypeVar("T")
Row = dict[str, Any]

_NEEDED = (
    "run.json",
    "findings.jsonl",
    "statements.jsonl",
    "classifications.jsonl",
    "inventory.jsonl",
    "coverage.json",
    "lineage.json",
)
_COUNTED = {
    "findings": "findings.jsonl",
    "statements": "statements.jsonl",
    "classifications": "classifications.jsonl",
    "eligible": "inventory.jsonl",
}
_ESCAPED = re.compile(r"\\u(d[89a-f][0-9a-f]{2})")
_AGAIN = "Take the folder from where the run wrote it, or scan again."


class RunFolderError(ValueError):
    """A folder that holds no run which can be read. The message names folder, file and line, and what to do."""


def read_run(folder: Path) -> Report:
    """The run in `folder` as a `Report`; for what is lost see above.

    Raises `RunFolderError` where there is no run, an incomplete one, one of a newer version, or a broken file.
    """
    _check_folder(folder)
    run = _document(folder, "run.json")
    rows = {name: list(_rows(folder, name)) for name in _NEEDED if name.endswith(".jsonl")}
    _check_counts(folder, run, rows)
    coverage = _document(folder, "coverage.json")
    lineage = {key: value for key, value in _document(folder, "lineage.json").items() if key != "schema_version"}
    info = _one(RunInfo, run, f"{_shown(folder)}/run.json")
    findings = tuple(_finding(row, place) for place, row in rows["findings.jsonl"])
    gate, suppressions, comparison = _gate(folder, info, findings)
    words = vocabulary()
    where = f"{_shown(folder)}/coverage.json"
    report = Report(
        run=info,
        policy=_policy(run, rows["statements.jsonl"], f"{_shown(folder)}/run.json"),
        findings=findings,
        statements=tuple(_one(StatementResult, row, place) for place, row in rows["statements.jsonl"]),
        classifications=tuple(_classification(row, place, info) for place, row in rows["classifications.jsonl"]),
        coverage=Coverage(
            tuple(
                _one(ObjectCoverage, {**row, "examined_rows": row.get("examined")}, place)
                for place, row in rows["inventory.jsonl"]
            ),
            _one(tuple[Gap, ...], coverage.get("gaps"), f"{where}, key 'gaps'"),
        ),
        stores=tuple(
            Store(name, node.get("party"), node.get("recipient"), node.get("country"))
            for name, node in _nodes(lineage, "store", f"{_shown(folder)}/lineage.json")
        ),
        parties=tuple(
            PartyView(name, node.get("recipient") or "", node.get("country"), node.get("sector"))
            for name, node in _nodes(lineage, "party", f"{_shown(folder)}/lineage.json")
        ),
        lineage=lineage,
        labels={**words.categories.labels, **words.recipients.labels},
        sampling=_one(tuple[SampleView, ...], coverage.get("sampling", []), f"{where}, key 'sampling'"),
        gate=gate,
        suppressions=suppressions,
        comparison=comparison,
    )
    if (folder / "gate.json").is_file():
        return report
    return replace(report, gate=replace(gate, told=gate_paragraph(report)))


def _check_folder(folder: Path) -> None:
    name = _shown(folder)
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise RunFolderError(f"{name} {what}. Name the folder that `saydo scan --out` wrote.")
    missing = [item for item in _NEEDED if not (folder / item).is_file()]
    if len(missing) == len(_NEEDED):
        raise RunFolderError(f"{name} holds no run. Name the folder that `saydo scan --out` wrote.")
    if "run.json" in missing:
        raise RunFolderError(f"the run in {name} was never finished: run.json is missing. Scan again.")
    if missing:
        raise RunFolderError(f"the run in {name} is incomplete: {', '.join(missing)} is missing. {_AGAIN}")


def _check_counts(folder: Path, run: Row, rows: Mapping[str, list[tuple[str, Row]]]) -> None:
    """Lines that were lost at the end of a file leave no broken line, but another number."""
    counts = run.get("counts")
    for key, name in _COUNTED.items():
        told = counts.get(key) if isinstance(counts, dict) else None
        if told != len(rows[name]):
            raise RunFolderError(
                f"{_shown(folder)}/{name} has {len(rows[name]):,} lines, and run.json says {told!s:.20} of {key}: "
                f"the run is incomplete or was changed. {_AGAIN}"
            )


def _document(folder: Path, name: str) -> Row:
    """One JSON object with a schema version that is known."""
    place = f"{_shown(folder)}/{name}"
    found = _parsed(_read(folder, name), place)
    version = found.get("schema_version")
    if not isinstance(version, int) or version < 1:
        raise RunFolderError(f"{place} names no schema version, so it was not written by Saydo. {_AGAIN}")
    if version > SCHEMA_VERSION:
        raise RunFolderError(
            f"{place} has schema version {version}, and this Saydo reads up to {SCHEMA_VERSION}: a newer one wrote it. "
            "Update Saydo."
        )
    return found


def _rows(folder: Path, name: str) -> Iterator[tuple[str, Row]]:
    """Each line with the place to name when something is wrong with it."""
    for number, line in enumerate(_read(folder, name).splitlines(), start=1):
        place = f"{_shown(folder)}/{name}, line {number:,}"
        yield place, _parsed(line, place)


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        told = f"{_shown(folder)}/{name} can't be read ({type(error).__name__})"
        raise RunFolderError(f"{told}. Check its permissions.") from None


def _parsed(content: bytes, place: str) -> Row:
    try:
        found = _adapter(Any).validate_json(content)
    except ValidationError:
        raise RunFolderError(f"{place} is no JSON: it is cut off or was changed. {_AGAIN}") from None
    if not isinstance(found, dict):
        raise RunFolderError(f"{place} is no JSON object: the file was changed. {_AGAIN}")
    return found


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _one(kind: type[T], value: Any, place: str) -> T:
    """The value as that type; keys that it does not have are left alone, as later versions may add some."""
    try:
        made: T = _adapter(cast(Any, kind)).validate_python(value)
    except ValidationError as error:
        told = printable(first_error(error).removesuffix(" Correct it.").removesuffix(" Add it."), 200)
        raise RunFolderError(f"{place}: {told} The file was changed. {_AGAIN}") from None
    return made


def _finding(row: Row, place: str) -> Finding:
    """The finding under the fingerprint that the file gives it."""
    made = _one(Finding, row, place)
    mark = row.get("fingerprint")
    if made.fingerprint == mark:
        return made
    # a name that was no UTF-8 stands there as visible escapes, while its fingerprint was made of the name itself
    raw = replace(
        made,
        rule=_raw(made.rule),
        dataset=_raw(made.dataset),
        field=_raw(made.field),
        category=_raw(made.category),
        party=_raw(made.party),
    )
    if raw.fingerprint != mark:
        raise RunFolderError(f"{place}: the fingerprint is not that of this finding. The file was changed. {_AGAIN}")
    return raw


def _raw(text: str) -> str:
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)), text)


def _classification(row: Row, place: str, run: RunInfo) -> Classification:
    confidence = row.get("bound_confidence", run.confidence)
    bound = {"upper": row.get("upper_bound"), "confidence": confidence, "method": row.get("bound_method")}
    return _one(Classification, {**row, "bound": _one(Bound, bound, place)}, place)


def _policy(run: Row, rows: list[tuple[str, Row]], place: str) -> PolicyView:
    views = []
    for where, row in rows:
        told = {name: row.get(name, "") for name in ("section", "kind", "modality", "summary", "quote", "sentence")}
        views.append(_one(StatementView, {"id": row.get("statement"), **told}, where))
    head = run.get("policy")
    if not isinstance(head, dict):
        raise RunFolderError(f"{place}: the key 'policy' is missing. The file was changed. {_AGAIN}")
    return replace(_one(PolicyView, {**head, "statements": ()}, f"{place}, key 'policy'"), statements=tuple(views))


def _gate(
    folder: Path, run: RunInfo, findings: tuple[Finding, ...]
) -> tuple[GateView, tuple[SuppressionUse, ...], Comparison | None]:
    if not (folder / "gate.json").is_file():
        stopped = gating(findings) if run.exit_code == 1 else ()
        return GateView(gated_by=tuple(sorted(item.fingerprint for item in stopped))), (), None
    found = _document(folder, "gate.json")
    place = f"{_shown(folder)}/gate.json, key "
    return (
        _one(GateView, found.get("gate"), f"{place}'gate'"),
        _one(tuple[SuppressionUse, ...], found.get("suppressions", []), f"{place}'suppressions'"),
        _one(Comparison | None, found.get("comparison"), f"{place}'comparison'"),  # type: ignore[arg-type]
    )


def _nodes(lineage: Row, kind: str, place: str) -> Iterator[tuple[str, Row]]:
    nodes = _one(list[Row], lineage.get("nodes"), f"{place}, key 'nodes'")
    _one(list[Row], lineage.get("edges"), f"{place}, key 'edges'")
    for node in nodes:
        start, _, name = str(node.get("id", "")).partition(":")
        if start == kind:
            yield name, node


def _shown(folder: Path) -> str:
    return printable(str(folder), None)
