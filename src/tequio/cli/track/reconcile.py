"""`tequio track reconcile`: what cannot all be true."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.files import check_writable
from tequio.reports.tracking_reconcile import reconciliation
from tequio.reports.tracking_unexplained import unexplained_lines
from tequio.tracking.flows import by_lot
from tequio.tracking.reconcile import reconcile as gaps_of
from tequio.tracking.reconcile import to_json
from tequio.tracking.totals import never_add


def reconcile(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the gaps as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Finds quantities and serial numbers that cannot all be true, each with a smallest set of claims."""
    words = language(lang)
    check_writable(json)
    ledger = sound(directory)
    gaps, apart = gaps_of(ledger), never_add(ledger)
    for line in reconciliation(ledger, gaps, apart, words):
        typer.echo(line)
    typer.echo("")
    for line in unexplained_lines(by_lot(ledger), words):
        typer.echo(line)
    save(json, {"reconcile": to_json(gaps), "never_add": apart}, words)
