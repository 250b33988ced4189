"""The seal: an in-toto statement about every file of a pack, in a DSSE envelope.

Statement: https://in-toto.io/Statement/v1. Envelope: DSSE 1.0 (secure-systems-lab/dsse).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.signer import Key, Signature, Signer  # type: ignore[attr-defined]  # it exports them all the same

from reports.canonical import canonical, document
from reports.evidence import keys

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:saydo:evidence:1"
SEAL = "seal.dsse.json"


class _P256(Signer):
    """Signs deterministically; the library's own signer draws a random number for each signature."""

    def __init__(self, key: keys.PrivateKey) -> None:
        self._key = key
        self._keyid = keys.fingerprint(key.public_key())

    @property
    def public_key(self) -> Key:
        raise NotImplementedError  # envelopes are checked in `verify.py`, as people without this library would

    @classmethod
    def from_priv_key_uri(cls, priv_key_uri: str, public_key: Key, secrets_handler: Any = None) -> Signer:
        raise NotImplementedError  # keys come from files only

    def sign(self, payload: bytes) -> Signature:
        return Signature(self._keyid, keys.sign(self._key, payload).hex())


def statement(digests: Mapping[str, str], predicate: Mapping[str, Any]) -> dict[str, Any]:
    """The statement: every file (path to SHA-256 hex) as a subject, and what the pack says of the run."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)],
        "predicateType": PREDICATE_TYPE,
        "predicate": dict(predicate),
    }


def sealed(told: Mapping[str, Any], key: keys.PrivateKey | None) -> bytes:
    """The envelope as a JSON file. Without a key it has no signature, and proves nothing of who made it."""
    envelope = Envelope(canonical(told), PAYLOAD_TYPE, {})
    if key is not None:
        envelope.sign(_P256(key))
    return document(envelope.to_dict())


def open_seal(content: bytes) -> tuple[Envelope, dict[str, Any]] | None:
    """The envelope and its statement; None where these bytes are no seal of a pack, but perhaps of something else."""
    try:
        envelope = Envelope.from_dict(json.loads(content))
        told = json.loads(envelope.payload)
    except Exception:  # noqa: BLE001 - hostile bytes; the library raises many kinds, and all mean the same
        return None
    if not isinstance(told, dict) or envelope.payload_type != PAYLOAD_TYPE:
        return None
    if (told.get("_type"), told.get("predicateType")) != (STATEMENT_TYPE, PREDICATE_TYPE):
        return None
    return envelope, told


def signed_by(envelope: Envelope, key: keys.PublicKey) -> bool:
    """Whether the envelope has just one signature, and that is by this key over its pre-authentication encoding."""
    signatures = [bytes.fromhex(item.signature) for item in envelope.signatures.values()]
    return len(signatures) == 1 and keys.signed(key, signatures[0], envelope.pae())
