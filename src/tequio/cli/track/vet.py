"""`tequio track vet`: an application for a licence, before it is granted."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.files import check_writable
from tequio.reports.tracking_screen import unit_names
from tequio.reports.tracking_vet import claims, told
from tequio.tracking.application import read_application
from tequio.tracking.citations import citations
from tequio.tracking.vet import to_json
from tequio.tracking.vet import vet as vetted


def vet(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    application: Annotated[
        Path,
        typer.Argument(
            readable=False,
            metavar="APPLICATION.csv",
            help="rows with consignee, end_user, maker, model, quantity, date",
        ),
    ],
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the answer as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Vets an application: whom it names, who got weapons that way before, allegations, what to ask."""
    words = language(lang)
    wanted = read_application(application)
    check_writable(json)
    ledger = sound(directory)
    found = vetted(ledger, wanted)
    sources = citations(ledger, claims(found))
    command = f"tequio track match {shlex.quote(str(directory))} --name"
    for line in told(found, unit_names(ledger), sources, words, command):
        typer.echo(line)
    save(json, {"vet": to_json(found)}, words)
