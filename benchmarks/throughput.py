"""What the screen is worth: the same texts through the screen, and through every recogniser one by one, in one run.

Absolute figures are of the machine; the ratio is what counts.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from benchmarks.estates import log_text
from rules.detector_data import shipped_detectors
from scanner.detect.compiled.recogniser import DetectorRecogniser
from scanner.work import compile_detectors


@dataclass(frozen=True)
class Throughput:
    """Megabytes a second, each the best of `rounds` alternating rounds, and whether both ways found the same."""

    texts: int
    megabytes: float
    screened: float
    plain: float
    equal: bool

    @property
    def ratio(self) -> float:
        return self.screened / self.plain


def measure(texts: int = 20_000, rounds: int = 3) -> Throughput:
    rng = random.Random(11)
    lines = [log_text(rng) for _ in range(texts)]
    size = sum(len(line) for line in lines) / 1e6
    detectors = shipped_detectors()
    compiled = compile_detectors(detectors)
    each = [DetectorRecogniser(item) for item in detectors.values]
    screened_seconds, plain_seconds = [], []
    screened: set[tuple[int, str, int, int]] = set()
    plain: set[tuple[int, str, int, int]] = set()
    for _ in range(rounds):
        start = time.perf_counter()
        screened = {(at, m.recogniser, m.start, m.end) for at, found in compiled.matches(lines) for m in found}
        screened_seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        plain = {
            (at, item.name, found.start, found.end)
            for at, line in enumerate(lines)
            for item in each
            for found in item.analyze(line, item.supported_entities, None)
        }
        plain_seconds.append(time.perf_counter() - start)
    return Throughput(texts, size, size / min(screened_seconds), size / min(plain_seconds), screened == plain)


def main() -> None:
    result = measure()
    print(f"{result.texts:,} log texts, {result.megabytes:.1f} MB, best of 3 alternating rounds")
    print(f"screened {result.screened:.1f} MB/s, recogniser by recogniser {result.plain:.2f} MB/s")
    print(f"ratio {result.ratio:.0f}; equal results: {result.equal}")


if __name__ == "__main__":
    main()
