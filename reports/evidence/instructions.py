"""VERIFY.md: how somebody without Saydo checks a pack, with tools that any Unix has."""

from __future__ import annotations

from importlib import resources
from string import Template

from reports.evidence.contents import UNSIGNED

TOOLS = ("unzip", "sha256sum", "openssl", "jq", "base64", "diff", "find")
"""All that the commands need beside a POSIX shell."""


def instructions(pack: str, root: str, fingerprint: str) -> str:
    """The text for a pack of this file name, whose files lie below the folder `root`. No fingerprint: not signed."""
    name = "verify-signed.md" if fingerprint else "verify-unsigned.md"
    text = resources.files("reports").joinpath("evidence", name).read_text(encoding="utf-8")
    # only what may stand in a shell word without quotes: the name is the builder's choice, and is quoted besides
    plain = "".join(char for char in pack if char.isalnum() or char in "._-") or "PACK.zip"
    return Template(text).substitute(PACKNAME=plain, ROOT=root, MARK=fingerprint, UNSIGNED=UNSIGNED)
