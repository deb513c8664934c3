"""`tequio export`: the public record as files for any static host or mirror."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.run import ready


def export(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder for the files")],
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Writes the public record, as the site shows it, for any host of files; again to bring it up to date."""
    words = language(lang)
    ready()
    from tequio.web.records.publishing import export as write
    from tequio.web.records.signing import make_checkpoint

    checkpoint = make_checkpoint()
    if checkpoint is None:
        typer.echo(words("There is nothing in the record yet."), err=True)
        raise typer.Exit(2)
    count = write(directory, checkpoint.size)
    typer.echo(words("{n} files of the record are in {path}.", n=words.number(count), path=directory))
