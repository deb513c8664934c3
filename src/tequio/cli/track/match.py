"""`tequio track match`: which units the names as written may mean."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import sound
from tequio.faults import OptionMissing
from tequio.files import write_bytes
from tequio.reports.tracking_match import (
    candidates_said,
    carried_said,
    match_page,
    said,
    unclear_said,
    waiting_said,
)
from tequio.tracking.applied import carry_out, plan, read_carried, unclear
from tequio.tracking.decisions import carried_questions, names_asked, questions, unit_questions
from tequio.tracking.match_files import match_files, write_candidates


def match(
    directory: Annotated[
        Path | None, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")
    ] = None,
    names: Annotated[Path | None, typer.Option(readable=False, help="a table with query and name")] = None,
    register: Annotated[Path | None, typer.Option(readable=False, help="a table of units")] = None,
    out: Annotated[Path | None, typer.Option(readable=False, help="file for the candidates")] = None,
    page: Annotated[Path | None, typer.Option(readable=False, help="the page; DIR/match.html")] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="also this name, which the ledger need not have")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="carry out the decisions on units")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Proposes units for names as written, with scores and vetoes; on a page a person decides."""
    words = language(lang)
    if directory is None:
        if names is None or register is None or out is None:
            raise OptionMissing("match", "DIR | --names --register --out")
        candidates = match_files(names, register)
        write_candidates(out, candidates)
        several = {candidate.query for candidate in candidates}
        typer.echo(words.plural("{n} name has candidates.", "{n} names have candidates.", len(several)))
        typer.echo(words("Candidates: {path}", path=out))
        return
    ledger = sound(directory)
    if apply:
        planned = carry_out(ledger, directory)
        ledger = sound(directory)
        for line in carried_said(planned, unclear(ledger), words):
            typer.echo(line)
    asked = [*questions(ledger), *unit_questions(ledger), *carried_questions(ledger)]
    for line in said(asked, ledger, words):
        typer.echo(line)
    for one in (more := names_asked(ledger, name or ())):
        for line in candidates_said(one, ledger, words):
            typer.echo(line)
    if not apply:
        planned = plan(ledger, read_carried(directory))
        command = f"tequio track match {shlex.quote(str(directory))} --apply"
        for line in (*waiting_said(planned, command, words), *unclear_said(unclear(ledger), words)):
            typer.echo(line)
    written = {one.spelling.key for one in asked}
    asked += [one for one in more if one.spelling.key not in written]
    place = page or directory / "match.html"
    write_bytes(place, match_page(asked, ledger, words).encode(), 0o600)
    typer.echo(words("Decide on this page; it saves decisions.csv: {path}", path=place.resolve()))
