"""`tequio track match`: which units the names as written may mean."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import sound
from tequio.faults import MatchOfNothing
from tequio.files import check_writable, write_bytes
from tequio.files.faults import FileInUse
from tequio.reports.tracking_match import match_page, said
from tequio.tracking.decisions import questions
from tequio.tracking.match_files import match_files, write_candidates


def match(
    directory: Annotated[
        Path | None, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")
    ] = None,
    names: Annotated[Path | None, typer.Option(readable=False, help="a table with query and name")] = None,
    register: Annotated[Path | None, typer.Option(readable=False, help="a table of units")] = None,
    out: Annotated[Path | None, typer.Option(readable=False, help="file for the candidates")] = None,
    page: Annotated[Path | None, typer.Option(readable=False, help="the page; DIR/match.html")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Proposes units for names as written, with scores and vetoes; on a page a person decides."""
    words = language(lang)
    if directory is None:
        if names is None or register is None or out is None:
            raise MatchOfNothing
        if out.exists():
            raise FileInUse(out)
        check_writable(out)
        candidates = match_files(names, register)
        write_candidates(out, candidates)
        several = {candidate.query for candidate in candidates}
        typer.echo(words.plural("{n} name has candidates.", "{n} names have candidates.", len(several)))
        typer.echo(words("Candidates: {path}", path=out))
        return
    ledger = sound(directory)
    asked = questions(ledger)
    for line in said(asked, ledger, words):
        typer.echo(line)
    place = page or directory / "match.html"
    write_bytes(place, match_page(asked, ledger, words).encode(), 0o600)
    typer.echo(words("Decide on this page; it saves decisions.csv: {path}", path=place.resolve()))
