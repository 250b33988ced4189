"""Signing keys: ECDSA over P-256 with SHA-256 (FIPS 186-5), private keys in PEM."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from reports.evidence.errors import EvidenceError

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey
_MAKE_ONE = "Make one with `saydo evidence keygen`, or: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"
_MAX_BYTES = 64 * 1024
_PASSPHRASE = "--key-passphrase-env or --key-passphrase-file"


def load_private_key(path: Path, passphrase: str | None) -> PrivateKey:
    """The key in a PEM file. Raises `EvidenceError`, which never shows what stands in it."""
    text = _read(path)
    try:
        key = load_pem_private_key(text, passphrase.encode() if passphrase else None)
    except TypeError:
        told = f"needs a passphrase. Say where it is with {_PASSPHRASE}"
        if passphrase:
            told = f"has no passphrase, though one was given. Leave out {_PASSPHRASE}"
        raise EvidenceError(f"the key '{path.name}' {told}.") from None
    except (ValueError, UnsupportedAlgorithm):
        told = "can't be read: no private key in PEM, or the wrong passphrase"
        raise EvidenceError(f"the key '{path.name}' {told}. {_MAKE_ONE}.") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise EvidenceError(f"the key '{path.name}' is of another kind than ECDSA over P-256. {_MAKE_ONE}.")
    return key


def open_to_others(path: Path) -> bool:
    """Whether other users of the machine may read the file."""
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def parse_public_key(pem: bytes) -> PublicKey | None:
    """The public key, None where these bytes are none of the right kind."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None


def make_key(path: Path, passphrase: str | None) -> PrivateKey:
    """Writes a new private key (PKCS #8, 0600). Raises `EvidenceError` where the file is there already."""
    key = ec.generate_private_key(ec.SECP256R1())
    how: KeySerializationEncryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
    except FileExistsError:
        raise EvidenceError(f"'{path.name}' exists already, and a key is never written over. Name another.") from None
    except OSError as error:
        told = f"'{path.name}' can't be written ({type(error).__name__})"
        raise EvidenceError(f"{told}. Name a file in a folder that can be written.") from None
    return key


def public_pem(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: PublicKey) -> str:
    """SHA-256 hex of the SubjectPublicKeyInfo in DER (RFC 5280): `openssl pkey -pubin -outform DER | sha256sum`."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def parse_fingerprint(text: str) -> str:
    """A fingerprint as people write it: with colons, spaces, capitals. Raises `EvidenceError`."""
    plain = re.sub(r"[\s:-]", "", text).lower().removeprefix("sha256")
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise EvidenceError("--fingerprint: 64 hexadecimal digits are wanted, as `saydo evidence build` prints them.")
    return plain


def sign(key: PrivateKey, message: bytes) -> bytes:
    """A signature in DER. Deterministic (RFC 6979), so that the same pack built twice is the same, bit by bit.

    Raises `EvidenceError` where cryptography was built on an OpenSSL before 3.2, which can't do that.
    """
    try:
        how = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    except UnsupportedAlgorithm:
        told = "the library cryptography here stands on an OpenSSL that can't sign deterministically"
        raise EvidenceError(f"{told}. Install its wheel: pip install --force-reinstall cryptography.") from None
    return key.sign(message, how)


def signed(key: PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        told = f"the key '{path.name}' can't be read ({type(error).__name__})"
        raise EvidenceError(f"{told}. Check the path and its permissions.") from None
