"""`tequio backup`: the whole site in one file that only a key elsewhere opens."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.run import ready


def backup(
    where: Annotated[
        Path, typer.Argument(metavar="FILE", help="the file; for a folder, a name in it is made")
    ],
    to_key: Annotated[str, typer.Option(metavar="PUBLIC", help="public key, 64 digits")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="after how many days it expires")] = 30,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="writes a private key to FILE instead, and prints the public one"),
    ] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Saves the whole site, sealed for a key that is not on the server; old backups in the folder go."""
    words = language(lang)
    ready()
    from django.utils import timezone

    from tequio.web.privacy import actions, faults, sealed_box
    from tequio.web.privacy import backup as backups

    if new_key:
        public = sealed_box.make_key(where)
        typer.echo(words("The private key is in {path}. Keep it away from the server.", path=where))
        typer.echo(public)
        return
    now = timezone.now()
    path = where / backups.name_for(now.date(), days) if where.is_dir() else where
    try:
        count = backups.write(path, sealed_box.public_key(to_key), now)
    except faults.BackupFault as fault:
        typer.echo(words(faults.SENTENCES[type(fault)], **vars(fault)), err=True)
        raise typer.Exit(2) from None
    if actions.list_path().is_file():
        shutil.copyfile(actions.list_path(), path.parent / actions.LIST)
    if where.is_dir():
        for old in backups.expired(where, now.date()):
            old.unlink()
    typer.echo(words("The backup is in {path}, with {n} acts.", path=path, n=words.number(count)))
