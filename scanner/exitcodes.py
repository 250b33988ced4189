"""What the process's exit code says."""

from __future__ import annotations

from collections.abc import Sequence

PASS = 0
GATED = 1
USAGE = 2
INCOMPLETE = 3
NOTHING_OPENED = 4
VERIFICATION_FAILED = 5
INTERRUPTED = 130

MEANING = {
    PASS: "no gating finding, and everything eligible was read",
    GATED: "the audit worked and found what the gate is there for: deviations of high or critical severity",
    USAGE: "the command or a file it needs is wrong; nothing was scanned",
    INCOMPLETE: "no gating finding, but something was not read, so the result is not clean",
    NOTHING_OPENED: "no source could be opened",
    VERIFICATION_FAILED: "verification failed",
    INTERRUPTED: "interrupted; what was read until then is in the report",
}


def decide(gating: int, complete: bool, opened: int, interrupted: bool, allowed: bool = False) -> tuple[int, str]:
    """The exit code and a sentence that says why. Incomplete is never clean; 1 wins over 3, and both are told.

    `complete`: everything eligible was read, or somebody accepted what was not. `allowed`: who runs it lets
    incompleteness pass this time.
    """
    if interrupted:
        return INTERRUPTED, MEANING[INTERRUPTED]
    if opened == 0:
        return NOTHING_OPENED, MEANING[NOTHING_OPENED]
    if gating:
        also = "" if complete else "; also incomplete (3): something was not read"
        return GATED, f"{gating} gating finding{'s' if gating != 1 else ''}{also}"
    if complete:
        return PASS, MEANING[PASS]
    if allowed:
        return PASS, "no gating finding; incomplete, which --allow-incomplete lets pass"
    return INCOMPLETE, MEANING[INCOMPLETE]


def table(codes: Sequence[int] = tuple(MEANING)) -> str:
    return "\n".join(f"{code:>4}  {MEANING[code]}" for code in codes)
