"""What compiling is worth: Presidio's own engine and ripgrep beside the compiled one, in one run. Ratios count.

Usage: python -m benchmarks.detection [speed] [exact] [--texts N]
The baseline is `AnalyzerEngine` with the same recognisers and the same light NLP engine, warm; ripgrep is
`rg -i -j1 --no-unicode` with the screens of the same patterns, since it has no look-around.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerResult,
)
from presidio_analyzer.recognizer_registry import RecognizerRegistry, RecognizerRegistryProvider

from benchmarks.detection_texts import access_log, columns, mixed_texts, sparse_log
from rules.detector_data import shipped_detectors
from scanner.detect.compiled.analyzer import CompiledAnalyzer
from scanner.detect.compiled.nlp import LightNlpEngine
from scanner.detect.compiled.recogniser import DetectorRecogniser
from scanner.detect.compiled.screen import screen_for

Figure = tuple[str, str, bool | None]
ROUNDS = 5
BASELINE_TEXTS = 1500


def ours() -> list[Any]:
    return [DetectorRecogniser(item) for item in shipped_detectors().values]


def stock() -> list[Any]:
    """Presidio's stock English set."""
    return list(RecognizerRegistryProvider().create_recognizer_registry().recognizers)


class _Needle(EntityRecognizer):
    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        start = text.find("mail")
        told = AnalysisExplanation("needle", 0.4)  # Presidio's look at the context writes into it
        return [RecognizerResult("NEEDLE", start, start + 4, 0.4, told)] if start >= 0 else []


def of_a_user() -> list[Any]:
    """Look-behind, back-reference, deny-list, and one in Python only."""
    return [
        _Needle(supported_entities=["NEEDLE"], name="needle", context=["login"]),
        PatternRecognizer("AFTER", patterns=[Pattern("after", r"(?<=[a-z]{2}[-:])\d{2,6}\b", 0.4)], context=["job"]),
        PatternRecognizer("TWICE", patterns=[Pattern("twice", r"(\w{2})\1", 0.5)], context=["cache"]),
        PatternRecognizer("LIST", deny_list=["INFO", "ml", "电话"], context=["worker"]),
    ]


def engine(recognisers: list[Any]) -> AnalyzerEngine:
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=LightNlpEngine())


def best(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the quickest round."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def per_text(presidio: AnalyzerEngine, texts: list[str]) -> float:
    """Seconds a text of Presidio's engine, warm, over a sample."""
    sample = texts[:: max(1, len(texts) // BASELINE_TEXTS)][:BASELINE_TEXTS]
    for text in sample[:50]:
        presidio.analyze(text, "en")
    return best(lambda: [presidio.analyze(text, "en") for text in sample], 2) / len(sample)


def all_of(compiled: CompiledAnalyzer, texts: list[str]) -> int:
    return sum(len(results) for _, results in compiled.analyze(texts))


def of_file(compiled: CompiledAnalyzer, path: Path) -> int:
    return sum(len(results) for _, results in compiled.analyze_lines(path.read_bytes()))


def rg_patterns(recognisers: list[Any], folder: Path) -> Path:
    path = folder / "patterns"
    screens = [screen_for(pattern.regex) for item in recognisers for pattern in item.patterns]
    written = [
        str(screen).replace("\\A", "^").replace("\\z", "$").replace("\\x{80}", "\\x80").replace("\\x{10ffff}", "\\xff")
        for screen in screens
        if "[\\x0a]" not in str(screen)  # ripgrep reads line by line
    ]
    path.write_text("\n".join(written) + "\n")
    return path


def rg(options: list[str], patterns: Path, log: Path) -> Callable[[], object]:
    command = ["rg", "-i", "-j1", "--no-unicode", "--no-config", *options, "-f", str(patterns), str(log)]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def log_figures(folder: Path, lines: int) -> Iterator[Figure]:
    recognisers = ours()
    compiled, presidio = CompiledAnalyzer(recognisers), engine(recognisers)
    texts = sparse_log(lines)
    log = folder / "app.log"
    log.write_text("\n".join(texts))
    seconds = best(lambda: of_file(compiled, log))
    base = per_text(presidio, texts)
    size = log.stat().st_size / 1e6
    yield ratio("sparse log / AnalyzerEngine per line", base * lines / seconds, 250, 500, size / seconds)
    patterns = rg_patterns(recognisers, folder)
    if shutil.which("rg"):
        yield ratio("sparse log / rg -c, end to end", best(rg(["-c"], patterns, log)) / seconds, 0.38, 0.7, None)
    web = folder / "access.log"
    web.write_text("\n".join(access_log(lines)))
    seconds = best(lambda: of_file(compiled, web), 3)
    size = web.stat().st_size / 1e6
    if shutil.which("rg"):
        found = best(rg(["-o"], patterns, web), 3) / seconds
        yield ratio("access log, a hit on each line / rg -o", found, 0.15, 0.5, size / seconds)
    else:
        yield "rg", "not measured: ripgrep is not installed", None
    more = [*ours(), *stock()]
    compiled, presidio = CompiledAnalyzer(more), engine(more)
    some = texts[: lines // 4]
    seconds = best(lambda: all_of(compiled, some), 2)
    yield ratio("sparse log with the stock set added", per_text(presidio, some) * len(some) / seconds, 70, 200, None)


def column_figures(cells: int) -> Iterator[Figure]:
    recognisers = ours()
    compiled, presidio = CompiledAnalyzer(recognisers), engine(recognisers)
    for name, distinct, floor, target in (
        ("all-distinct columns / per cell", None, 350, 700),
        ("repeated-value columns / per cell", 500, 600, 1500),
    ):
        table = {key: pa.array(values) for key, values in columns(cells, distinct).items()}
        total = cells * len(table)

        def run(table: dict[str, pa.Array] = table) -> None:
            for column in table.values():
                encoded = pc.dictionary_encode(column)
                all_of(compiled, encoded.dictionary.to_pylist())

        seconds = best(run, 3)
        flat = [value for column in table.values() for value in column.to_pylist()[:200]]
        yield ratio(name, per_text(presidio, flat) * total / seconds, floor, target, None)


def ratio(name: str, found: float, floor: float, target: float, speed: float | None) -> Figure:
    told = f"{found:.2f}" if found < 10 else f"{found:.0f}"
    at = f", {speed:.0f} MB/s" if speed else ""
    return f"{name}: floor {floor}, target {target}", f"ratio {told}{at}", found >= floor


def exact_figures(texts: int) -> Iterator[Figure]:
    examples = [text for item in shipped_detectors().values for text in (*item.hits, *item.misses)]
    for name, recognisers, share in (
        ("our set", ours(), 1.0),
        ("Presidio's stock set", stock(), 1.0),
        ("a user's set", of_a_user(), 1.0),
    ):
        some = mixed_texts(int(texts * share), examples)
        compiled, presidio = CompiledAnalyzer(recognisers), engine(recognisers)
        found = dict(compiled.analyze(some))
        wrong = sum(
            [(item.entity_type, item.start, item.end, item.score) for item in presidio.analyze(text, "en")]
            != [tuple(item) for item in found.get(position, [])]
            for position, text in enumerate(some)
        )
        told = f"{wrong} differences in {len(some):,} texts, {len(found):,} of them with results"
        yield f"same results as AnalyzerEngine, {name}", told, wrong == 0


def figures(folder: Path, what: list[str], texts: int, lines: int = 400_000, cells: int = 50_000) -> Iterator[Figure]:
    logging.getLogger("tldextract").disabled = True
    if "speed" in what:
        yield from log_figures(folder, lines)
        yield from column_figures(cells)
    if "exact" in what:
        yield from exact_figures(texts)


def main() -> None:
    arguments = sys.argv[1:]
    texts = int(arguments[arguments.index("--texts") + 1]) if "--texts" in arguments else 200_000
    what = [item for item in arguments if item in ("speed", "exact")] or ["speed", "exact"]
    with tempfile.TemporaryDirectory() as folder:
        for name, told, holds in figures(Path(folder), what, texts):
            mark = {True: "holds", False: "DOES NOT HOLD", None: "figure"}[holds]
            print(f"{mark:>14}  {name}: {told}", flush=True)


if __name__ == "__main__":
    main()
