"""`tequio restore`: a backup brought back into an empty site."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.run import ready


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="the backup")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="the private key")],
    erased: Annotated[
        Path | None, typer.Option(metavar="FILE", help="the newest list of erased people, erased.list")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Brings a backup back into an empty site, and erases again whoever was erased since."""
    words = language(lang)
    ready()
    from django.core.management import call_command
    from django.utils import timezone

    from tequio.web.privacy import faults, sealed_box
    from tequio.web.privacy import restore as restoring

    call_command("migrate", verbosity=0, interactive=False)
    blinds = erased.read_text().split() if erased else []
    try:
        done = restoring.restore(file, sealed_box.private_key(key), blinds, timezone.now())
    except faults.BackupFault as fault:
        typer.echo(words(faults.SENTENCES[type(fault)], **vars(fault)), err=True)
        raise typer.Exit(2) from None
    typer.echo(
        words(
            "Back: {acts} acts, with the root {root}. Erased again: {n}.",
            acts=words.number(done.acts),
            root=done.root,
            n=words.number(done.erased),
        )
    )
