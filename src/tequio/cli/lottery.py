"""`tequio lottery`: from the pool and the quotas to a lottery, its report and its proofs."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.files import check_free, write_folder
from tequio.pool import Pool, read_pool
from tequio.quotas import Quotas, check_pool, check_size, read_quotas
from tequio.randomness import generator
from tequio.reports.sentences import say
from tequio.selection.bundle import Bundle
from tequio.selection.bundle_files import lottery_files
from tequio.selection.identities import Key, identities, read_key
from tequio.selection.leximin import leximin
from tequio.selection.numbered import Choice, number
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched
from tequio.words import Words

METHODS = {"leximin": leximin}
Method = StrEnum("Method", {name: name for name in METHODS})
Panels = StrEnum("Panels", {name: name for name in ("auto", "10", "100", "1000", "10000", "100000", "exact")})
Publish = StrEnum("Publish", {name: name for name in ("commitments", "panels")})


def lottery(
    volunteers: Annotated[Path, typer.Argument(help="CSV or XLSX: an id column and a column a feature")],
    quotas: Annotated[Path, typer.Argument(help="CSV or XLSX: feature, value, min, max")],
    size: Annotated[int, typer.Option(min=1, help="members of the panel")],
    out: Annotated[Path, typer.Option(help="folder for the result; absent or empty")],
    method: Annotated[Method, typer.Option(help="the rule of fairness")] = Method.leximin,
    household: Annotated[
        list[str] | None, typer.Option(help="columns that together name a household")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="the id column, if it is not called id")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="columns to carry into the private panel list")
    ] = None,
    panels: Annotated[Panels, typer.Option(help="how many equally likely panels")] = Panels.auto,
    publish: Annotated[
        Publish, typer.Option(help="panels: also the members of each, by pseudonym")
    ] = Publish.commitments,
    key: Annotated[Path | None, typer.Option(help="private folder of an earlier run: the same salts")] = None,
    allow_zero: Annotated[bool, typer.Option(help="somebody with a chance may be on no panel")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Makes the lottery: panels with probabilities, ready to be drawn from in public."""
    words = language(lang)
    check_free(out)
    asked, notes = read_quotas(quotas)
    check_size(asked, size, quotas)
    pool, seen = read_pool(
        volunteers, asked, id_column=id_column, households=household or (), keep=keep or ()
    )
    unused = check_pool(pool, asked, size, volunteers=volunteers, asked=quotas)
    for note in (*notes, *seen, *unused):
        typer.echo(say(note, words), err=True)
    known = read_key(key) if key else Key()
    who = identities(pool.ids, known)
    task = problem(pool, asked, size)
    rng = generator(str(method), "tequio lottery")
    found = METHODS[method](task, rng, Unwatched())
    numbering = number(found, Choice(str(panels), allow_zero), who.ranks, rng, Unwatched())
    bundle = Bundle(pool, asked, found, numbering, who, known, publish=str(publish))
    write_folder(out, lottery_files(bundle))
