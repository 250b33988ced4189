"""Transfer schemes, and whether they encrypt. A scheme that is not listed is told as `unknown`."""

from __future__ import annotations

ENCRYPTED = frozenset(
    "https wss mqtts tls ssl grpcs sftp ftps ssh ldaps smtps imaps amqps coaps h2 h3 quic dtls".split()  # noqa: SIM905
)
IN_CLEAR = frozenset("http ws mqtt tcp ftp smtp imap ldap amqp coap udp telnet h2c".split())  # noqa: SIM905
UNKNOWN = "unknown"


def known_scheme(text: str) -> str:
    """A listed scheme in lower case, `unknown` for any other word (it may be anything), "" for none."""
    scheme = text.strip().lower().rstrip(":/")
    return scheme if not scheme or scheme in ENCRYPTED | IN_CLEAR else UNKNOWN


def encrypts(scheme: str) -> bool | None:
    """None: not known."""
    return True if scheme in ENCRYPTED else False if scheme in IN_CLEAR else None
