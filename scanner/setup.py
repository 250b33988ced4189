"""Everything that the estate file names, read and checked before any source is opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from connectors.base import ConnectorError
from connectors.model import SourceSpec
from connectors.registry import create
from rules.detector_data import DetectorError, DetectorFile, parse_detectors, shipped_detectors
from rules.facts import Attestation, Binding
from rules.policy import Policy, load_policy, resolve_sentences
from scanner import config
from scanner.detect.checking import check_detectors


@dataclass(frozen=True, slots=True)
class Setup:
    """An estate file, read and resolved; nothing has been opened yet."""

    estate: config.Estate
    base_dir: Path
    policy: Policy
    sentences: Mapping[str, str]
    detectors: DetectorFile
    specs: Mapping[str, SourceSpec]
    bindings: tuple[Binding, ...]
    attestations: tuple[Attestation, ...]
    as_of: date
    digests: Mapping[str, str]


def read_setup(path: Path) -> Setup:
    """Reads every file that the estate names. Raises `ConfigError`, `PolicyError`, `DetectorError` or `YamlError`."""
    estate = config.load_estate(path)
    base_dir = path.resolve().parent
    policy, policy_digest = load_policy(estate.policy, base_dir)
    sentences: Mapping[str, str] = {}
    if estate.policy_text is not None:
        try:
            text = (base_dir / estate.policy_text).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            told = f"key 'policy_text': the file can't be read ({type(error).__name__}). Give the path of a UTF-8 text."
            raise config.ConfigError(f"{path.name}: {told}") from None
        sentences = resolve_sentences(policy, text)
    shipped = shipped_detectors()
    extra = [parse_detectors(base_dir / name, name) for name in estate.detectors]
    for name, part in zip(estate.detectors, extra, strict=True):
        check_detectors(part.values, name)
        _refuse_field_readings(part, name)
    _refuse_equal_ids(shipped, extra)
    values = (*shipped.values, *(item for part in extra for item in part.values))
    detectors = DetectorFile(version=1, values=values, fields=shipped.fields)
    specs = config.source_specs(estate, base_dir)
    for spec in specs.values():
        _check_spec(spec, path.name)
    digests = {
        "config": hashlib.sha256(path.read_bytes()).hexdigest(),
        "policy": policy_digest,
        "detectors": hashlib.sha256(detectors.model_dump_json().encode()).hexdigest(),
    }
    as_of = estate.as_of or datetime.now(UTC).date()
    bindings = config.bindings(estate)
    words = config.attestations(estate, base_dir)
    return Setup(estate, base_dir, policy, sentences, detectors, specs, bindings, words, as_of, digests)


def _refuse_field_readings(part: DetectorFile, name: str) -> None:
    if part.fields:
        raise DetectorError(f"{name}: key 'fields' is for shipped detectors only. Use 'values'.")


def _refuse_equal_ids(shipped: DetectorFile, extra: list[DetectorFile]) -> None:
    seen: set[str] = {item.id for item in shipped.values}
    for part in extra:
        for item in part.values:
            if item.id in seen:
                raise DetectorError(f"detector '{item.id}' exists already. Give yours another id.")
            seen.add(item.id)


def _check_spec(spec: SourceSpec, file: str) -> None:
    """A source that can never work as written is an error in the file; what may work elsewhere is left to the run."""
    try:
        create(spec).close()
    except ConnectorError as error:
        if error.reason not in ("missing_driver", "auth", "connection", "permission", "missing"):
            raise config.ConfigError(f"{file}: source '{spec.name}': {error.what}. {error.remedy}") from None
