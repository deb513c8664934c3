"""`tequio track screen`: allegations against a unit, and by its connections at a date."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.files import check_writable
from tequio.reports.tracking_screen import told, unit_names
from tequio.tracking.citations import citations
from tequio.tracking.screen import screen as screened
from tequio.tracking.screen import to_json
from tequio.tracking.structure import structure


def screen(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    unit: Annotated[list[str], typer.Argument(metavar="UNIT…", help="ids of units")],
    on: Annotated[str, typer.Option(help="a date or an interval, as 2014-09-26 or 2012/2014")] = "",
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the hits as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Shows allegations against a unit, its superiors, subordinates and groups, with path and dates."""
    words = language(lang)
    check_writable(json)
    ledger = sound(directory)
    where = structure(ledger)
    found = [screened(where, one, on) for one in unit]
    claims = {claim for one in found for hit in one.hits for claim in hit.claims}
    for line in told(found, unit_names(ledger), citations(ledger, claims), words):
        typer.echo(line)
    save(json, {"screen": to_json(found)}, words)
