"""`tequio verify`: what a sceptic runs; the same as `python verifier.py`, which needs no package."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.record import verifier


def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="folder with public/, perhaps private/")],
    proof: Annotated[Path | None, typer.Option(help="a volunteer's own proof")] = None,
    earlier: Annotated[Path | None, typer.Option(help="folder of the draw before a replacement")] = None,
    pool: Annotated[Path | None, typer.Option(help="the volunteers' CSV: is it the committed pool?")] = None,
    id_column: Annotated[str, typer.Option("--id", help="the id column of that CSV")] = "id",
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Verifies a lottery and its draw. Exit code 0: proved, 1: failed, 3: redrawn."""
    code = verifier.verify(
        directory,
        language(lang).language,
        proof=proof,
        earlier=earlier,
        volunteers=pool,
        column=id_column,
    )
    raise typer.Exit(code)
