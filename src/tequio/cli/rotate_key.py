"""`tequio rotate-key`: the site signs its record with another key from now on."""

from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.run import ready


def rotate_key(lang: Annotated[str | None, typer.Option(help="en or es")] = None) -> None:
    """Changes the key that signs the record; the old key signs the act that says so."""
    words = language(lang)
    ready()
    from tequio.web.records.signing import make_checkpoint, rotate

    key = rotate()
    make_checkpoint()
    typer.echo(words("From now on the record is signed with: {key}", key=key))
    typer.echo(words("Please print it, and give it to those who cosign."))
