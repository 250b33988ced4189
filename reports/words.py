"""How verdicts, counts and bounds are put into words, the same in every output."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from reports.model import Report
from reports.safe import printable
from rules.comparison import State
from rules.facts import SEVERITIES, VERDICT_ORDER, Bound, Classification, Coverage, Finding, Severity, Verdict

VERDICT_NAMES: Mapping[Verdict, str] = {
    "DEVIATION": "Deviation",
    "UNDISCLOSED": "Undisclosed",
    "AMBIGUOUS": "Ambiguous",
    "VAGUE": "Vague",
    "GAP": "Gap",
    "UNVERIFIED": "Unverified",
    "ATTEST_MISSING": "Attestation missing",
    "NOT_OBSERVED": "Not observed",
    "ATTESTED": "Attested",
    "CLEAR": "Clear",
}
VERDICT_MEANINGS: Mapping[Verdict, str] = {
    "DEVIATION": "The data does something that a statement of the policy rules out.",
    "UNDISCLOSED": "The data does something that no statement of the policy permits or mentions.",
    "AMBIGUOUS": "The policy contradicts itself here, so the practice can be read as permitted and as ruled out.",
    "VAGUE": "The policy covers this only by an open list (“such as”, “for example”) that does not name it.",
    "GAP": "Something that should have been read was not, so nothing can be said about it.",
    "UNVERIFIED": "Something needed to decide is not known. This is not a pass.",
    "ATTEST_MISSING": "Only the dated word of a person can decide this, and none was given.",
    "NOT_OBSERVED": "Nothing of the kind was seen, within the bounds given. This is not proof that there is none.",
    "ATTESTED": "No scan can decide this; a person has vouched for it, with a date.",
    "CLEAR": "Judged, and as stated in the policy.",
}
STATE_NAMES: Mapping[State, str] = {
    "new": "new",
    "reappeared": "reappeared",
    "persisting": "persisting",
    "not_reexamined": "not re-examined",
    "fixed": "fixed",
}
EXIT_MEANINGS: Mapping[int, str] = {
    0: "Passed: nothing that this run gates on was found, and what was asked for was read.",
    1: "Failed: at least one finding is serious enough to stop a release.",
    2: "Not run: the command or a configuration file is wrong.",
    3: "Incomplete: part of what should have been read was not, so this run cannot pass.",
    4: "Not run: no source could be opened.",
    5: "Failed: verification of the evidence failed.",
    130: "Interrupted: the run was stopped before it was done.",
}
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+(?:Z|\+00:00)$")
_UNREAD = "absence claims are limited"


def count(number: int, one: str, many: str = "") -> str:
    """`1 object`, `2,000 objects`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(items)
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def percent(share: float, up: bool = False) -> str:
    """`12 %`, `0.37 %`: two significant digits. With `up`, never less than the share."""
    if not 0 < share < 1:
        return f"{max(0.0, min(1.0, share)) * 100:.0f} %"
    digits = max(0, 1 - math.floor(math.log10(share * 100)))
    scale = 10**digits
    # the small term undoes binary noise: 7.000000000000001 is 7
    if share > 0.99 and not up:  # down, so that a confidence is never overstated
        return f"{math.floor(share * 1000 + 1e-9) / 10:g} %"
    shown = math.ceil(share * 100 * scale - 1e-9) / scale if up else round(share * 100, digits)
    return f"{shown:.{digits}f}".rstrip("0").rstrip(".") + " %" if digits else f"{shown:.0f} %"


def bound_words(bound: Bound, matched: int = 0) -> str:
    """The upper bound as a reader may repeat it: never as "none"."""
    if bound.upper is None:
        return "no upper bound can be given for how many rows are of this kind"
    if bound.upper >= 1 and matched:
        return "possibly all rows are of this kind"
    if bound.upper >= 1:
        return f"up to all rows may be of this kind at {percent(bound.confidence)}: too little was read to say more"
    if bound.upper <= 0:
        return "every row was read and no cell matched; what the recognisers do not know stays unseen"
    most = f"at most {percent(bound.upper, up=True)} of rows at {percent(bound.confidence)}"
    return most if matched else f"if any exist, {most}"


def verdict_counts(verdicts: Iterable[Verdict]) -> dict[Verdict, int]:
    """How many of each verdict, worst first, those that do not occur left out."""
    counted = Counter(verdicts)
    return {verdict: counted[verdict] for verdict in VERDICT_ORDER if counted[verdict]}


def severity_counts(severities: Iterable[Severity]) -> dict[Severity, int]:
    """How many of each severity, worst first, those that do not occur left out."""
    counted = Counter(severities)
    return {severity: counted[severity] for severity in reversed(SEVERITIES) if counted[severity]}


def finding_order(finding: Finding) -> tuple[Any, ...]:
    """Worst verdict first, then severity, then name: the order in which findings are shown."""
    return (
        VERDICT_ORDER.index(finding.verdict),
        -SEVERITIES.index(finding.severity),
        finding.inferred_only,
        finding.title,
        finding.dataset,
        finding.field,
        finding.category,
        finding.party,
        finding.rule,
        -finding.confidence,
        repr(sorted(finding.evidence.items(), key=repr)),
    )


def unread_sources(coverage: Coverage) -> list[str]:
    """Sources that have gaps but no single object: nothing of them was even listed."""
    listed_sources = {item.dataset.partition("/")[0] for item in coverage.objects}
    return sorted({gap.source for gap in coverage.gaps if not gap.dataset and not gap.object} - listed_sources)


def coverage_sentence(coverage: Coverage) -> str:
    """How much was read, in one sentence."""
    total = len(coverage.objects)
    unread, partial, gaps = coverage.count("unexamined"), coverage.count("partial"), len(coverage.gaps)
    lost = len(unread_sources(coverage))
    if not total:
        return "Nothing was read." if not lost else f"Nothing was read: {count(lost, 'source')} could not be listed."
    if coverage.complete:
        return "The one object was read as planned." if total == 1 else f"All {total:,} objects were read as planned."
    parts = [f"{coverage.count('examined'):,} of {count(total, 'object')} read as planned"]
    parts += [f"{partial:,} in part"] if partial else []
    parts += [f"{unread:,} not at all"] if unread else []
    told = f"{', '.join(parts)}; {count(gaps, 'gap')} recorded"
    return told + (f", {count(lost, 'source')} could not even be listed." if lost else ".")


def verdict_sentence(report: Report) -> str:
    """What the run found, in one sentence that does not claim more than was read."""
    found = verdict_counts(finding.verdict for finding in report.findings)
    told = [
        count(found[verdict], words)
        for verdict, words in (("DEVIATION", "deviation"), ("UNDISCLOSED", "undisclosed practice"))
        if verdict in found
    ]
    coverage = report.coverage
    if not coverage.objects and not told:
        return "Nothing was read, so this report says nothing about whether the policy is kept."
    if "DEVIATION" in found:
        start = f"{told[0]} from the policy" + (f" and {told[1]}" if told[1:] else "")
    else:
        start = (
            f"{told[0]}; no deviation was found in what was read"
            if told
            else ("No deviation from the policy was found in what was read")
        )
    return f"{start}{_limits(coverage)}."


def _limits(coverage: Coverage) -> str:
    total, unread, partial = len(coverage.objects), coverage.count("unexamined"), coverage.count("partial")
    if unread:
        verb = "was" if unread == 1 else "were"
        return f"; {unread:,} of {count(total, 'object')} {verb} not read, so {_UNREAD}"
    if partial:
        verb = "was" if partial == 1 else "were"
        return f"; {partial:,} of {count(total, 'object')} {verb} read only in part, so {_UNREAD}"
    if coverage.gaps:
        return f"; {count(len(coverage.gaps), 'gap')} in what was read, so {_UNREAD}"
    return ""


def exit_sentence(report: Report) -> str:
    """What the exit code means, with the run's own reason."""
    meaning = EXIT_MEANINGS.get(report.run.exit_code, "This exit code has no agreed meaning.")
    reason = printable(report.run.exit_reason, 500).strip()
    return f"{meaning} {reason}".strip()


def certainty(finding: Finding) -> str:
    """How sure the finding is, in words and as a share."""
    steps = ((0.95, "very sure"), (0.8, "sure"), (0.5, "likely"))
    word = next((word for least, word in steps if finding.confidence >= least), "uncertain")
    told = f"{word} ({percent(finding.confidence)})"
    return f"{told}; rests on inferred evidence alone" if finding.inferred_only else told


def label(report: Report, name: str) -> str:
    """The plain name of a category or recipient; its own name where it has none."""
    return report.labels.get(name, name)


def evidence_words(evidence: Mapping[str, Any], decided: Classification | None = None) -> list[str]:
    """Evidence as short sentences: the counts that belong together first, then whatever else there is."""
    left = dict(evidence)
    told = [*_cells(left, decided), *_tested(left)]
    upper = left.pop("upper_bound", None)
    if isinstance(upper, int | float) and decided is None:
        told.append(f"if any exist, at most {percent(float(upper), up=True)} of rows")
    told += [f"{_spaced(key)}: {_value(left[key])}" for key in sorted(left) if left[key] not in (None, "", [], (), {})]
    return told


def _cells(left: dict[str, Any], decided: Classification | None) -> list[str]:
    if decided is not None:
        for key in ("examined", "matched", "distinct", "distinct_exact"):
            left.setdefault(key, getattr(decided, key))
    if not _numbers(left, "examined", "matched"):
        return []
    matched, examined = left.pop("matched"), left.pop("examined")
    verb = "matches" if matched == 1 else "match"
    told = f"{matched:,} of {count(examined, 'examined cell')} {verb}"
    exact = left.pop("distinct_exact", True)
    if _numbers(left, "distinct"):
        told += f"; {'' if exact else 'about '}{left.pop('distinct'):,} distinct"
    # of what was found, only a bound that says something is worth a line
    useful = decided is not None and (not matched or 0 < (decided.bound.upper or 0) < 1)
    bound = [bound_words(decided.bound, matched)] if decided is not None and useful else []
    return [told, *bound]


def _tested(left: dict[str, Any]) -> list[str]:
    if not _numbers(left, "tested", "failed"):
        return []
    failed, tested = left.pop("failed"), left.pop("tested")
    return [f"{failed:,} of {count(tested, 'tested row')} {'fails' if failed == 1 else 'fail'}"]


def _numbers(left: Mapping[str, Any], *keys: str) -> bool:
    return all(isinstance(left.get(key), int) and not isinstance(left.get(key), bool) for key in keys)


def _spaced(key: str) -> str:
    return printable(str(key).replace("_", " "), 80)


def _value(value: Any, depth: int = 0) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping) and depth < 3:
        return "; ".join(f"{_spaced(key)} {_value(value[key], depth + 1)}" for key in sorted(value, key=str))
    if isinstance(value, list | tuple) and depth < 3:
        return ", ".join(_value(item, depth + 1) for item in value)
    if isinstance(value, float):
        return f"{value:.6g}"
    return _TIME.sub(r"\1 \2 UTC", printable(str(value), 300))
