"""`tequio track trace`: one weapon or lot, link by link."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.faults import TraceOfNothing
from tequio.files import check_writable
from tequio.reports.tracking_trace import trace_lines
from tequio.tracking.trace import to_json
from tequio.tracking.trace import trace as traced


def trace(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    serial: Annotated[str, typer.Option(help="number as it is marked")] = "",
    make: Annotated[str, typer.Option(help="only of this maker")] = "",
    model: Annotated[str, typer.Option(help="only of this model")] = "",
    country: Annotated[str, typer.Option(help="only made in this country")] = "",
    lot: Annotated[str, typer.Option(help="a lot, instead of one weapon")] = "",
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the chain as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Follows one weapon or lot through the records, link by link, and names the weakest link."""
    words = language(lang)
    if not serial and not lot:
        raise TraceOfNothing
    check_writable(json)
    ledger = sound(directory)
    found = traced(ledger, serial=serial, maker=make, model=model, country=country, lot=lot)
    for line in trace_lines(ledger, found, words):
        typer.echo(line)
    save(json, {"trace": to_json(found)}, words)
