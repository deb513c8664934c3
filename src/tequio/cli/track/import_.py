"""`tequio track import`: a spreadsheet into a ledger."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.files import write_new
from tequio.reports.tracking_import_sentences import report, said
from tequio.tracking.import_faults import MapNeeded
from tequio.tracking.importing import prepare_import, write_import
from tequio.tracking.schema import TABLES

Table = StrEnum("Table", {name: name for name in TABLES if name != "sources"})  # type: ignore[misc]


def import_(
    file: Annotated[Path, typer.Argument(readable=False, metavar="FILE", help="a CSV or XLSX")],
    table: Annotated[Table, typer.Option("--as", help="the table that its rows belong to")],
    source: Annotated[str, typer.Option(help="id of the source, a row of sources.csv")],
    into: Annotated[Path, typer.Option(readable=False, help="folder of the ledger")],
    map_path: Annotated[
        Path | None, typer.Option("--map", readable=False, help="which column is which, in TOML")
    ] = None,
    try_: Annotated[bool, typer.Option("--try", help="reports, and writes nothing")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Takes the rows of a spreadsheet into a ledger, and reports what it took, what it left and why."""
    words = language(lang)
    try:
        ready = prepare_import(file, table.value, source, into, map_path)
    except MapNeeded as fault:
        typer.echo(said(fault, words), err=True)
        proposed = file.with_name(f"{file.name}.map.toml")
        if write_new(proposed, fault.proposal.encode()):
            typer.echo(words("A map to mend: {path}", path=proposed), err=True)
        else:
            typer.echo(words("{path} is there already; it was left as it is.", path=proposed), err=True)
        raise typer.Exit(2) from fault
    if not try_:
        write_import(into, ready)
    for line in report(ready, words, written=not try_):
        typer.echo(line)
