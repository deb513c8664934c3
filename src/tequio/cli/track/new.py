"""`tequio track new`: an empty ledger."""

import re
import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.files import write_folder
from tequio.tracking.package import new_ledger


def new(
    directory: Annotated[
        Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger; absent or empty")
    ],
    title: Annotated[str, typer.Option(help="what it is about, for people")] = "",
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Makes an empty ledger: a table for each kind of claim, and what is in them as datapackage.json."""
    words = language(lang)
    plain = unicodedata.normalize("NFKD", directory.resolve().name).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-") or "ledger"
    write_folder(directory, new_ledger(name, title or directory.resolve().name))
    typer.echo(words("An empty ledger lies in {path}.", path=directory))
    typer.echo(
        words("Next: tequio track import FILE --as receipts --source F000001 --into {path}", path=directory)
    )
