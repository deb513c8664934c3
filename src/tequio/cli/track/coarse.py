"""`tequio track coarse`: how much names only a central body."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.files import check_writable
from tequio.reports.tracking_coarse import coarse_lines
from tequio.tracking.coarse import coarse as documents_of
from tequio.tracking.coarse import to_json


def coarse(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the counts as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Counts the licences and deliveries that name only a central body, by year and destination."""
    words = language(lang)
    check_writable(json)
    ledger = sound(directory)
    documents = documents_of(ledger)
    for line in coarse_lines(ledger, documents, words):
        typer.echo(line)
    save(json, {"coarse": to_json(documents)}, words)
