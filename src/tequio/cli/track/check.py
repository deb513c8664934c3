"""`tequio track check`: what is wrong with a ledger."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.reports.tracking_check_sentences import told
from tequio.tracking.check import check as check_ledger
from tequio.tracking.folder import check_package, check_tables
from tequio.tracking.ledger import read_ledger
from tequio.tracking.remarks import remarks


def check(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Checks a ledger: names each mistake with file, row and column. Exit code 0: sound, 1: mistakes."""
    words = language(lang)
    ledger = read_ledger(directory)
    mistakes = [*check_package(directory), *check_tables(directory)]
    mistakes += check_ledger(ledger, datetime.date.today())
    for line in told(mistakes, words):
        typer.echo(line)
    noted = remarks(ledger)
    if noted:
        typer.echo(words("No mistakes, but please look:"))
    for line in told(noted, words):
        typer.echo(line)
    claims = sum(len(rows) for name, rows in ledger.tables.items() if name != "sources")
    count = words.plural("{n} claim", "{n} claims", claims)
    if mistakes:
        found = words.plural("{n} mistake", "{n} mistakes", len(mistakes))
        typer.echo(words("{claims} read, {found} found. Nothing was changed.", claims=count, found=found))
        raise typer.Exit(1)
    typer.echo(words("{claims} read, no mistake found.", claims=count))
