"""`saydo detectors`: what is looked for, and how often that is right."""

from __future__ import annotations

from collections.abc import Iterator

from rules.detector_data import shipped_detectors
from rules.measured import Measured, Rate, Share


def told_rates(measured: Measured, all_of_them: bool) -> Iterator[str]:
    """Lines to print. Without `all_of_them`, only categories that a detector looks for."""
    looked_for = shipped_detectors().categories
    yield f"Measured on corpus {measured.corpus}, written by someone who had not seen the detectors."
    if not measured.of_these_detectors:
        yield "The detectors were changed since: the figures are those of an earlier version."
    for title, rates in (("Fields", measured.fields), ("Values within texts", measured.values)):
        yield ""
        yield f"{title:<42}{'recall':<32}precision"
        for rate in rates:
            if all_of_them or rate.category.partition(" ")[0] in looked_for:
                yield _row(rate)
    yield ""
    yield "Columns that look like something they are not, and how many were taken for it:"
    for item in measured.confusions:
        yield f"  {item.name:<40}{item.wrong:>4} of {item.columns}"
    unmeasured = sorted(looked_for - {rate.category for rate in measured.fields if rate.recall})
    if unmeasured:
        yield ""
        yield f"Looked for, not measured: {', '.join(unmeasured)}"


def _row(rate: Rate) -> str:
    return f"  {rate.category:<40}{_cell(rate.recall):<32}{_cell(rate.precision)}".rstrip()


def _cell(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{share.hits / share.of:.2f} ({share.low:.2f} to {share.high:.2f}) of {share.of}"
