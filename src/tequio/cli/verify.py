"""`tequio verify`: what a sceptic runs; the same as `python verifier.py`, which needs no package."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.record import verifier


def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="folder with public/, perhaps private/")],
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Verifies a lottery and its draw. Exit code 0: proved, 1: failed, 3: redrawn."""
    raise typer.Exit(verifier.verify(directory, language(lang).language))
