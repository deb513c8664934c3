"""`tequio verify`: what a sceptic runs; the same as `python verifier.py`, which needs no package."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.record import record_verifier, verifier


def verify(
    directory: Annotated[
        Path,
        typer.Argument(
            readable=False,
            metavar="DIR",
            help="folder with public/, perhaps private/; or the zip of a record",
        ),
    ],
    proof: Annotated[Path | None, typer.Option(readable=False, help="a volunteer's file of proofs/")] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(readable=False, help="folders before DIR, the first lottery first, if DIR replaces"),
    ] = None,
    pool: Annotated[Path | None, typer.Option(readable=False, help="the file of volunteers, as CSV")] = None,
    id_column: Annotated[str, typer.Option("--id", help="its id column")] = "id",
    household: Annotated[list[str] | None, typer.Option(help="its columns that name a household")] = None,
    key: Annotated[str | None, typer.Option(help="of a record: its key, from elsewhere")] = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(readable=False, help="of a record: checkpoints that others kept")
    ] = None,
    cosigner: Annotated[list[str] | None, typer.Option(help="of a record: keys of its cosigners")] = None,
    receipt: Annotated[
        list[Path] | None, typer.Option(readable=False, help="of a record: proofs of volunteers")
    ] = None,
    bundle: Annotated[
        list[Path] | None, typer.Option(readable=False, help="of a record: folders with private/")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Verifies a draw or a record. Exit code 0: proved, 1: failed, 2: unreadable, 3: redrawn, 4: open."""
    if record_verifier.is_record(directory):
        evidence = {"key": key, "checkpoints": checkpoint or (), "cosigners": cosigner or ()}
        evidence |= {"receipts": receipt or (), "bundles": bundle or ()}
        spoken = language(lang).language
        raise typer.Exit(record_verifier.verify_record(directory, verifier.check, spoken, **evidence))
    code = verifier.verify(
        directory,
        language(lang).language,
        earlier=earlier or (),
        proof=proof,
        volunteers=pool,
        columns=(id_column, *(household or ())),
    )
    raise typer.Exit(code)
