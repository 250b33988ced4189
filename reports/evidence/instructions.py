"""VERIFY.md: how somebody without Saydo checks a pack, with tools that any Unix has."""

from __future__ import annotations

from importlib import resources

TOOLS = ("unzip", "sha256sum", "openssl", "jq", "base64", "diff", "find")
"""All that the commands need beside a POSIX shell."""


def instructions(signed: bool) -> bytes:
    """The same page for every pack, so that readers can hold it against the one in the documentation."""
    name = "verify-signed.md" if signed else "verify-unsigned.md"
    return resources.files("reports").joinpath("evidence", name).read_bytes()
