"""Keys and fingerprints."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from reports.evidence import keys
from reports.evidence.errors import EvidenceError
from tests.reports.evidence_bench import KEY, MARK


def test_keys_of_other_kinds_are_refused(tmp_path: Path) -> None:
    good = tmp_path / "good.pem"
    keys.make_key(good, None)
    assert stat.S_IMODE(good.stat().st_mode) == 0o600
    with pytest.raises(EvidenceError, match="exists already"):
        keys.make_key(good, None)
    with pytest.raises(EvidenceError, match="no passphrase"):
        keys.load_private_key(good, "given")
    locked = tmp_path / "locked.pem"
    keys.make_key(locked, "correct horse")
    assert keys.load_private_key(locked, "correct horse")
    with pytest.raises(EvidenceError, match="needs a passphrase"):
        keys.load_private_key(locked, None)
    with pytest.raises(EvidenceError, match="wrong passphrase"):
        keys.load_private_key(locked, "wrong horse")
    others = {
        "p384.pem": ec.generate_private_key(ec.SECP384R1()),
        "k256.pem": ec.generate_private_key(ec.SECP256K1()),
        "rsa.pem": rsa.generate_private_key(65537, 1024),  # small because quick
        "edwards.pem": ed25519.Ed25519PrivateKey.generate(),
    }
    for name, key in others.items():
        text = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        (tmp_path / name).write_bytes(text)
        with pytest.raises(EvidenceError, match=f"{name}' is of another kind"):
            keys.load_private_key(tmp_path / name, None)
    (tmp_path / "public.pem").write_bytes(keys.public_pem(KEY.public_key()))
    (tmp_path / "noise.pem").write_bytes(b"\x00\xffhunter2")
    (tmp_path / "folder.pem").mkdir()
    for name in ("public.pem", "noise.pem", "folder.pem", "missing.pem"):
        with pytest.raises(EvidenceError, match=name) as raised:
            keys.load_private_key(tmp_path / name, None)
        assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("how", "passphrase"),
    [
        (("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), None),
        (("ecparam", "-name", "prime256v1", "-genkey"), None),  # with its parameters in front
        (("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:abc"), "abc"),
    ],
)
def test_keys_that_openssl_made(
    how: tuple[str, ...], passphrase: str | None, need: Callable[[bool, str], None], tmp_path: Path
) -> None:
    need(shutil.which("openssl") is not None, "openssl")
    subprocess.run(["openssl", *how, "-out", str(tmp_path / "k.pem")], check=True, capture_output=True)
    key = keys.load_private_key(tmp_path / "k.pem", passphrase)
    assert keys.signed(key.public_key(), keys.sign(key, b"x"), b"x")


def test_keys_that_others_may_read(tmp_path: Path) -> None:
    keys.make_key(tmp_path / "k.pem", None)
    for mode, open_to in ((0o600, False), (0o400, False), (0o640, True), (0o604, True)):
        (tmp_path / "k.pem").chmod(mode)
        assert keys.open_to_others(tmp_path / "k.pem") is open_to


def test_signatures_are_deterministic_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    first = keys.sign(KEY, b"message")
    assert keys.sign(KEY, b"message") == first
    assert keys.signed(KEY.public_key(), first, b"message")
    assert not keys.signed(KEY.public_key(), first, b"massage")
    assert not keys.signed(KEY.public_key(), b"no signature", b"message")
    monkeypatch.setattr(type(backend), "ecdsa_deterministic_supported", lambda self: False)
    with pytest.raises(EvidenceError, match="can't sign deterministically"):
        keys.sign(KEY, b"message")


def test_fingerprints_as_people_write_them() -> None:
    pairs = ":".join(MARK[at : at + 2] for at in range(0, 64, 2)).upper()
    assert keys.parse_fingerprint(pairs) == keys.parse_fingerprint(f" {MARK[:32]} {MARK[32:]}\n") == MARK
    for wrong in ("", "abc", MARK + "0", "g" * 64):
        with pytest.raises(EvidenceError, match="64 hexadecimal"):
            keys.parse_fingerprint(wrong)


def test_the_fingerprint_is_what_openssl_says(need: Callable[[bool, str], None], tmp_path: Path) -> None:
    need(shutil.which("openssl") is not None, "openssl")
    (tmp_path / "k.pem").write_bytes(keys.public_pem(KEY.public_key()))
    command = ["openssl", "pkey", "-pubin", "-in", str(tmp_path / "k.pem"), "-outform", "DER"]
    der = subprocess.run(command, capture_output=True, check=True).stdout
    assert hashlib.sha256(der).hexdigest() == MARK
