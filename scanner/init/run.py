"""`saydo init`: looks at databases and folders, proposes an estate file, and says what it found and what it did not."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from rules.policy import Policy, PolicyError, first_error, load_policy
from rules.safe_yaml import YamlError, parse_yaml
from scanner import exitcodes
from scanner.config import Estate
from scanner.init.compose import ROLES, Draft, compose, file_shown
from scanner.init.look import look
from scanner.init.model import InitError, Wanted
from scanner.init.people import find_accounts
from scanner.init.places import find_sources
from scanner.init.roles import people_roles
from scanner.init.tell import summary
from scanner.init.traffic import find_traffic
from scanner.options import Progress, Tell


@dataclass(frozen=True, slots=True)
class InitResult:
    """What to print, and the exit code."""

    lines: tuple[str, ...]
    exit_code: int


def run_init(wanted: Wanted, force: bool, tell: Tell, progress: Progress) -> InitResult:
    """Writes the proposal to `wanted.out`. Raises `InitError` where nothing can be proposed or written."""
    if wanted.out.is_dir():
        raise InitError(f"--out {wanted.out} is a folder. Name a file in it, such as {wanted.out / 'estate.yaml'}.")
    if os.path.lexists(wanted.out) and not force:
        raise InitError(f"--out {wanted.out} exists already. Name another file, or add --force to write over it.")
    base = wanted.out.absolute().parent
    written_as, policy = _policy(wanted.policy, base)
    sources = find_sources(wanted)
    looker = look(sources, base, policy, tell, progress)
    with contextlib.closing(looker):
        tell("proposing")
        accounts = find_accounts(looker)
        traffic = find_traffic(looker)
    looked = looker.looked
    if not looked.opened:
        reasons = " ".join(f"{gap.source}: {gap.detail}. {gap.remedy}" for gap in looked.gaps[:5])
        return InitResult((f"No source could be opened, so nothing was written. {reasons}",), exitcodes.NOTHING_OPENED)
    proposals = [
        *(item.proposal for item in accounts),
        *people_roles(looked.seen, accounts, looker.order.key),
        *traffic.proposals,
    ]
    proposals.sort(key=lambda item: ROLES.index(item.role))
    day = datetime.now(UTC).date().isoformat()
    copies = {item.item.dataset.source: item.copy_of for item in accounts if item.copy_of}
    draft = Draft(file_shown(wanted.out.name), day, written_as, sources, looked, proposals, traffic.hosts, copies)
    text = compose(draft)
    _check(text)
    _write(text, wanted.out, force)
    code = exitcodes.INCOMPLETE if looked.gaps else exitcodes.PASS
    return InitResult(tuple(summary(draft, wanted.out, code)), code)


def _policy(given: str, base: Path) -> tuple[str, Policy]:
    """(as the file names it, the policy): a shipped pack by name, or a file relative to the current folder."""
    name = given
    if Path(given).is_file():
        whole = Path(os.path.normpath(Path(given).absolute()))
        name = str(whole.relative_to(base)) if whole.is_relative_to(base) else str(whole)
    try:
        return name, load_policy(name, base)[0]
    except (PolicyError, YamlError) as error:
        raise InitError(f"--policy: {error}") from None


def _check(text: str) -> None:
    """A proposal that a scan would refuse is our fault and is not written."""
    try:
        Estate.model_validate(parse_yaml(text, "the proposal"))
    except ValidationError as error:
        raise InitError(f"the proposal is no valid estate file ({first_error(error)}). Please report this.") from None
    except YamlError as error:
        raise InitError(f"{error} Please report this; it is a fault of `saydo init`.") from None


def _write(text: str, out: Path, force: bool) -> None:
    """Whole or not at all, for the owner's eyes only."""
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".estate-", dir=out.absolute().parent)  # made with 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if force:
            os.replace(name, out)
        else:
            os.link(name, out)  # fails where something came to lie there meanwhile
            os.unlink(name)
    except FileExistsError:
        os.unlink(name)
        raise InitError(f"--out {out} exists already. Name another file, or add --force to write over it.") from None
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
