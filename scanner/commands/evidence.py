"""Commands on evidence packs: keygen, build, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanner import exitcodes
from scanner.commands.base import stop, warn

evidence = typer.Typer(help="Packs for regulators: build and verify.", no_args_is_help=True)
PassphraseEnv = Annotated[
    str | None, typer.Option("--key-passphrase-env", help="The environment variable that holds the key's passphrase.")
]
PassphraseFile = Annotated[
    Path | None, typer.Option("--key-passphrase-file", help="A file whose first line is the key's passphrase.")
]


def register(app: typer.Typer) -> None:
    app.add_typer(evidence, name="evidence")


@evidence.command()
def keygen(
    key: Annotated[Path, typer.Argument(help="The file to write the private key to, such as evidence-key.pem.")],
    passphrase_env: PassphraseEnv = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Makes a signing key (ECDSA P-256) and prints its fingerprint."""
    from reports.evidence import keys
    from scanner.evidence import passphrase

    made = keys.make_key(key, passphrase(passphrase_env, passphrase_file))
    typer.echo(f"The private key is in {key.name}. Keep it where only those who vouch for evidence reach it.")
    typer.echo(f"Fingerprint: {keys.fingerprint(made.public_key())}")


@evidence.command()
def build(
    run_dir: Annotated[Path, typer.Argument(help="The folder that `saydo scan --out` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The pack to write, such as PACK.zip.")],
    key: Annotated[Path | None, typer.Option(help="Private key in PEM; without one the pack is UNSIGNED.")] = None,
    passphrase_env: PassphraseEnv = None,
    passphrase_file: PassphraseFile = None,
    policy: Annotated[Path | None, typer.Option(help="The policy pack, where it is none that Saydo ships.")] = None,
    policy_text: Annotated[Path | None, typer.Option(help="The policy's full text, to be included.")] = None,
    time: Annotated[
        str | None, typer.Option(help="The time of building in ISO 8601; default: SOURCE_DATE_EPOCH, or now.")
    ] = None,
    organization: Annotated[str, typer.Option(help="Whose data was audited; stands on the cover.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over an existing pack.")] = False,
) -> None:
    """Builds a sealed evidence pack from a finished run. The run's folder is only read."""
    from reports.evidence import keys
    from reports.evidence.cover import UNSIGNED
    from reports.evidence.errors import RunChangedError
    from reports.evidence.pack import build_pack, write_pack
    from scanner.evidence import building_time, passphrase, policy_file
    from scanner.toolversion import tool_version

    if key is None and (passphrase_env is not None or passphrase_file is not None):
        stop("there is a passphrase and no key for it. Name the key with --key.")
    if output.resolve().is_relative_to(run_dir.resolve()):
        stop("--output lies in the run's folder, which is not changed. Name a file elsewhere.")
    private = keys.load_private_key(key, passphrase(passphrase_env, passphrase_file)) if key is not None else None
    if key is not None and keys.open_to_others(key):
        warn(f"saydo: other users of this machine may read the key '{key.name}'. Run: chmod 600 {key.name}")
    told = policy_file(run_dir, policy, policy_text)
    try:
        pack = build_pack(run_dir, private, told, f"saydo {tool_version()}", building_time(time), organization)
    except RunChangedError as error:
        stop(str(error), exitcodes.VERIFICATION_FAILED)
    for path in write_pack(pack, output, force):
        typer.echo(f"Written: {path}")
    if pack.fingerprint:
        typer.echo(f"Fingerprint of the key: {pack.fingerprint}")
        typer.echo(
            "Hand the fingerprint over in another way than the files. VERIFY.md in the pack says how to verify it."
        )
    else:
        typer.echo(UNSIGNED)


@evidence.command()
def verify(
    pack: Annotated[Path, typer.Argument(help="The pack; its signature lies beside it.")],
    fingerprint: Annotated[
        str | None, typer.Option(help="The signer's fingerprint, as it reached you in another way than the pack.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy pack that the run must have been judged by.")] = None,
    any_key: Annotated[
        bool, typer.Option("--any-key", help="Do without a fingerprint: shows integrity, not who vouches for it.")
    ] = False,
) -> None:
    """Verifies an evidence pack: exit code 0 when it holds, 5 when it does not."""
    from reports.evidence import keys
    from reports.evidence.verify import verify_pack
    from reports.safe import printable
    from scanner.evidence import read_policy

    if fingerprint is None and not any_key:
        stop("--fingerprint is missing: without it anybody's key would do. Ask the signer for it, or give --any-key.")
    expected = keys.parse_fingerprint(fingerprint) if fingerprint is not None else None
    found = verify_pack(pack, expected, read_policy(policy) if policy is not None else None)
    for problem in found.problems:
        typer.echo(f"WRONG: {printable(problem, 300)}")
    if found.problems:
        typer.echo(f"NOT VERIFIED. Do not rely on {printable(pack.name)}.")
        raise typer.Exit(exitcodes.VERIFICATION_FAILED)
    run = found.told["predicate"]
    verdict = "WHOLE" if expected is None else "VERIFIED"
    typer.echo(f"{verdict}: every file is as it was sealed by the key {found.fingerprint}.")
    if expected is None:
        typer.echo("Whose key that is was not checked (--any-key), so this does not show who made the pack.")
    typer.echo(
        printable(
            f"Run {run['run_id']} of {run['started']}, policy {run['policy']['id']}, exit code {run['exit_code']}."
        )
    )
