"""`tequio track publish`: a ledger as a site that anybody can check."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import sound
from tequio.files import check_free, write_folder
from tequio.reports.tracking_site.site import site
from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.decisions import doubtful
from tequio.tracking.levels import DayAhead, Level


def publish(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")],
    out: Annotated[Path, typer.Option(readable=False, help="folder for the site; absent or empty")],
    level: Annotated[Level, typer.Option(help="who may see it")] = "public",
    on: Annotated[str, typer.Option(help="day of the edition, as 2026-11-24; today")] = "",
    title: Annotated[str, typer.Option(help="title of the site, in both languages")] = "",
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Publishes a ledger as a site in English and Spanish, with the ledger and a verifier beside it."""
    words = language(lang)
    check_free(out)
    try:
        day = datetime.date.fromisoformat(on) if on else datetime.date.today()
    except ValueError as error:
        raise ImpossibleDate(on) from error
    if day > datetime.date.today():
        raise DayAhead(day, datetime.date.today())
    ledger = sound(directory)
    titles = dict.fromkeys(("en", "es"), title) if title else None
    made = site(ledger, level, day, titles)
    write_folder(out, made)
    perhaps = doubtful(ledger)
    if perhaps:
        typer.echo(
            words.plural(
                "{n} holder may be another unit, and that is not settled: a “no” about it is no answer "
                "yet. See tequio track match.",
                "{n} holders may be other units, and that is not settled: a “no” about them is no answer "
                "yet. See tequio track match.",
                len(perhaps),
            )
        )
    typer.echo(words.plural("{n} file written.", "{n} files written.", len(made)))
    typer.echo(words("The site: {path}", path=(out / "index.html").resolve()))
    typer.echo(words("Anybody checks it with: python {path}", path=f"{out / 'tracking_verifier.py'} {out}"))
