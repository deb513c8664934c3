"""`tequio track match`: which units the names as written may mean."""

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.track.loading import sound
from tequio.faults import MatchOfNothing, OptionMissing
from tequio.files import check_writable, write_bytes
from tequio.files.faults import FileInUse
from tequio.reports.tracking_match import (
    candidates_said,
    carried_said,
    match_page,
    said,
    unclear_said,
    waiting_said,
)
from tequio.tracking.applied import by_spelling, carry_out, plan, read_carried, unclear
from tequio.tracking.decisions import carried_questions, names_asked, questions, unit_questions
from tequio.tracking.match import TOP, Matcher
from tequio.tracking.match import match as by_ourselves
from tequio.tracking.match_files import read_names, read_register, write_candidates
from tequio.tracking.splink_backends import MEMORY, Backend
from tequio.tracking.splink_engine import SplinkEngine
from tequio.words import Words


class Engine(StrEnum):
    """Who proposes units."""

    TEQUIO = "tequio"
    SPLINK = "splink"


def match(
    directory: Annotated[
        Path | None, typer.Argument(readable=False, metavar="DIR", help="folder of the ledger")
    ] = None,
    names: Annotated[Path | None, typer.Option(readable=False, help="a table with query and name")] = None,
    register: Annotated[Path | None, typer.Option(readable=False, help="a table of units")] = None,
    out: Annotated[Path | None, typer.Option(readable=False, help="file for the candidates")] = None,
    page: Annotated[Path | None, typer.Option(readable=False, help="the page; DIR/match.html")] = None,
    engine: Annotated[
        Engine, typer.Option(help="tequio, or splink for more than 100,000 names or units")
    ] = Engine.TEQUIO,
    backend: Annotated[
        Backend | None, typer.Option(help="with splink: duckdb on one machine, or spark on one or many")
    ] = None,
    scratch: Annotated[
        Path | None,
        typer.Option(readable=False, help="with splink: folder for what does not fit into memory"),
    ] = None,
    memory: Annotated[
        float | None, typer.Option(min=0.5, help="with splink and duckdb: GB that DuckDB may hold; 4")
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option(help="also this name, which the ledger need not have")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="carry out the decisions on units")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Proposes units for names as written, with scores and vetoes; on a page a person decides."""
    words = language(lang)
    propose = _proposer(engine, backend, scratch, memory)
    if directory is None:
        if names is None or register is None or out is None:
            raise MatchOfNothing
        _tables(names, register, out, propose, words)
        return
    ledger = sound(directory)
    if apply:
        planned = carry_out(ledger, directory)
        ledger = sound(directory)
        for line in carried_said(planned, unclear(ledger), by_spelling(ledger), words):
            typer.echo(line)
    asked = [
        *questions(ledger, propose=propose),
        *unit_questions(ledger, propose=propose),
        *carried_questions(ledger),
    ]
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


def _tables(names: Path, register: Path, out: Path, propose: Matcher, words: Words) -> None:
    if out.exists():
        raise FileInUse(out)
    check_writable(out)
    several = write_candidates(out, propose(read_names(names), read_register(register), TOP))
    typer.echo(words.plural("{n} name has candidates.", "{n} names have candidates.", several))
    typer.echo(words("Candidates: {path}", path=out))


def _proposer(engine: Engine, backend: Backend | None, scratch: Path | None, memory: float | None) -> Matcher:
    """Who proposes units."""
    if engine == Engine.TEQUIO:
        for option, given in (("--backend", backend), ("--scratch", scratch), ("--memory", memory)):
            if given is not None:
                raise OptionMissing(option, "--engine splink")
        return by_ourselves
    if memory is not None and backend == Backend.SPARK:
        raise OptionMissing("--memory", "--backend duckdb")
    return SplinkEngine(backend or Backend.DUCKDB, scratch, memory or MEMORY)
