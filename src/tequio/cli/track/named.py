"""`tequio track named`: was each holder named on a licence?"""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from tequio.cli import language
from tequio.cli.track.loading import save, sound
from tequio.files import check_writable
from tequio.reports.tracking_named import breach_lines, named_lines, named_table
from tequio.tracking.asked import records_of, state_codes
from tequio.tracking.contested import contested
from tequio.tracking.decisions import doubtful
from tequio.tracking.named import breaches_to_json, to_json
from tequio.tracking.named import named as verdicts_of
from tequio.tracking.schema import STATES_OF_THE_BRIEF


def named(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    states: Annotated[list[str] | None, typer.Option(help="states by name or code, in order")] = None,
    record: Annotated[list[str] | None, typer.Option(help="only these possessions, each step cited")] = None,
    json: Annotated[Path | None, typer.Option(readable=False, help="file for the verdicts as JSON")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Tells of each possession whether a licence named its holder: yes, no, too coarse, no records."""
    words = language(lang)
    asked = state_codes(states or ()) or STATES_OF_THE_BRIEF
    check_writable(json)
    ledger = sound(directory)
    found = verdicts_of(ledger)
    perhaps = doubtful(ledger, found.table.filter(pl.col("verdict") == "no")["unit"].unique().to_list())
    if record:
        lines = named_lines(ledger, records_of(found, record), words, perhaps)
    else:
        lines = named_table(found, words, asked, doubtful=perhaps, contested=contested(ledger))
    for line in lines:
        typer.echo(line)
    if not record:
        typer.echo("")
        for line in breach_lines(ledger, found.breaches, words):
            typer.echo(line)
    save(json, {"named": to_json(found), "breaches": breaches_to_json(found)}, words)
