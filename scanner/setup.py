"""Everything that the estate file names, read and checked before any source is opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from connectors.base import ConnectorError
from connectors.model import SourceSpec
from connectors.registry import create
from rules.detector_data import DetectorError, DetectorFile, shipped_detectors
from rules.facts import Attestation, Binding
from rules.kinds import ConsentForAge, ConsentForEvents, FriendPermission, MinorRemoved, OptOutForEvents
from rules.policy import Policy, PolicyError, load_policy, resolve_sentences
from rules.safe_yaml import YamlError, load_text
from rules.suppressions import Suppression, SuppressionError, load_suppressions
from scanner import config
from scanner.config import ConfigError
from scanner.own_detectors import with_users_own
from scanner.valuekey import ValueKeyError


@dataclass(frozen=True, slots=True)
class Setup:
    """An estate file, read and resolved; nothing has been opened yet. `today` is the day that acceptances end by."""

    path: Path
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
    today: date
    suppressions: tuple[Suppression, ...] = ()

    @property
    def scopes(self) -> dict[str, str]:
        """By source, a digest of how it is configured: another one may see other datasets."""
        return {name: digest_of([spec.type, spec.options]) for name, spec in self.specs.items()}


def digest_of(setting: object) -> str:
    """16 hex digits over a part of the configuration, to see whether it is another one now."""
    return hashlib.sha256(json.dumps(setting, sort_keys=True, default=str).encode()).hexdigest()[:16]


def read_setup(path: Path) -> Setup:
    """Reads every file that the estate names. Raises `ConfigError` or `YamlError`."""
    estate = config.load_estate(path)
    base_dir = path.resolve().parent
    with named_by(path, "policy"):
        policy, policy_digest = load_policy(estate.policy, base_dir)
    sentences: Mapping[str, str] = {}
    if estate.policy_text is not None:
        with named_by(path, "policy_text"):
            sentences = resolve_sentences(policy, load_text(base_dir / estate.policy_text, estate.policy_text))
    with named_by(path, "detectors"):
        detectors = with_users_own(shipped_detectors(), estate.detectors, base_dir)
    specs = config.source_specs(estate, base_dir)
    for spec in specs.values():
        _check_spec(spec, path.name)
    digests = {
        "config": hashlib.sha256(path.read_bytes()).hexdigest(),
        "policy": policy_digest,
        "detectors": hashlib.sha256(detectors.model_dump_json().encode()).hexdigest(),
    }
    today = datetime.now(UTC).date()
    as_of = estate.as_of or today
    bindings = config.bindings(estate)
    _check_topics(bindings, policy, path.name)
    with named_by(path, "attestations"):
        words = config.attestations(estate, base_dir, policy)
    accepted: tuple[Suppression, ...] = ()
    if estate.suppressions is not None:
        with named_by(path, "suppressions"):
            accepted = load_suppressions(base_dir / estate.suppressions, estate.suppressions, today)
    return Setup(
        path, estate, base_dir, policy, sentences, detectors, specs, bindings, words, as_of, digests, today, accepted
    )


def _check_topics(bindings: Sequence[Binding], policy: Policy, file: str) -> None:
    """A topic that no rule speaks of would be read by nobody, which looks like innocence."""
    known = {
        rule.test.topic
        for rule in policy.rules
        if isinstance(rule.test, ConsentForEvents | OptOutForEvents | FriendPermission)
    }
    remedy = f"Name one of those of {policy.policy.id}: {', '.join(sorted(known))}"
    if not known:
        remedy = f"{policy.policy.id} has no rule about topics; take the binding out"
    for item in bindings:
        for topic in item.topics:
            if topic not in known and not (item.role == "consent" and topic in _consents(policy)):
                key = f"bindings.{item.role}"
                raise ConfigError(f"{file}, key '{key}': '{topic[:40]}' is no topic. {remedy}.")


def _consents(policy: Policy) -> set[str]:
    return {rule.test.consent for rule in policy.rules if isinstance(rule.test, ConsentForAge | MinorRemoved)}


@contextmanager
def named_by(path: Path, key: str) -> Iterator[None]:
    """Errors of what a key of the estate file leads to, told with the file and the key."""
    try:
        yield
    except (ConfigError, YamlError, PolicyError, DetectorError, SuppressionError, ValueKeyError) as error:
        raise ConfigError(f"{path.name}, key '{key}': {error}") from None


def _check_spec(spec: SourceSpec, file: str) -> None:
    """A source that can never work as written is an error in the file; what may work elsewhere is left to the run."""
    try:
        create(spec).close()
    except ConnectorError as error:
        if error.reason != "missing_driver":
            raise ConfigError(f"{file}: {error}") from None
