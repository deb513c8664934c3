"""`tequio verify`: what a sceptic runs; the same as `python verifier.py`, which needs no package."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.record import verifier


def verify(
    directory: Annotated[
        Path, typer.Argument(readable=False, metavar="DIR", help="folder with public/, perhaps private/")
    ],
    proof: Annotated[Path | None, typer.Option(readable=False, help="a volunteer's file of proofs/")] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(readable=False, help="folders before DIR, the first lottery first, if DIR replaces"),
    ] = None,
    pool: Annotated[Path | None, typer.Option(readable=False, help="the file of volunteers, as CSV")] = None,
    id_column: Annotated[str, typer.Option("--id", help="its id column")] = "id",
    household: Annotated[list[str] | None, typer.Option(help="its columns that name a household")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Verifies a lottery and its draw. Exit code 0: proved, 1: failed, 2: not readable, 3: redrawn."""
    code = verifier.verify(
        directory,
        language(lang).language,
        earlier=earlier or (),
        proof=proof,
        volunteers=pool,
        columns=(id_column, *(household or ())),
    )
    raise typer.Exit(code)
