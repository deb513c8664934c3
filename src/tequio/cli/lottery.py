"""`tequio lottery`: from the pool and the quotas to a lottery, its report and its proofs."""

import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tequio.cli import language
from tequio.faults import Note, OptionMissing, OptionsApart
from tequio.files import check_free, write_folder
from tequio.pool import Pool
from tequio.reports.lottery_bundle import Asked, leaving_of, lottery_bundle, read_inputs, with_pages
from tequio.reports.lottery_said import told
from tequio.reports.progress import Onlooker
from tequio.reports.sentences import say
from tequio.selection.identities import Key, check_kept, identities, read_key
from tequio.selection.numbered import Choice
from tequio.selection.problem import problem
from tequio.selection.relaxations import ensure_feasible
from tequio.selection.reserves import check_count
from tequio.words import Words


class Method(StrEnum):
    """The rules of fairness; the keys of `METHODS`."""

    LEXIMIN = "leximin"
    MAXIMIN = "maximin"
    NASH = "nash"
    GOLDILOCKS = "goldilocks"
    LEGACY = "legacy"


class Panels(StrEnum):
    """How many numbered panels, or the exact weights."""

    AUTO = "auto"
    TEN = "10"
    HUNDRED = "100"
    THOUSAND = "1000"
    TEN_THOUSAND = "10000"
    HUNDRED_THOUSAND = "100000"
    EXACT = "exact"


class Publish(StrEnum):
    """What everybody sees before the draw."""

    COMMITMENTS = "commitments"
    PANELS = "panels"


def lottery(
    volunteers: Annotated[
        Path, typer.Argument(readable=False, help="CSV or XLSX: an id column, and a column a feature")
    ],
    quotas: Annotated[Path, typer.Argument(readable=False, help="CSV or XLSX: feature, value, min, max")],
    size: Annotated[int, typer.Option(min=1, help="members of the panel")],
    out: Annotated[Path, typer.Option(readable=False, help="folder for the result; absent or empty")],
    method: Annotated[Method, typer.Option(help="the rule of fairness")] = Method.LEXIMIN,
    household: Annotated[list[str] | None, typer.Option(help="columns that name a household")] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="the id column, if its name is unusual")
    ] = None,
    keep: Annotated[list[str] | None, typer.Option(help="columns for the private panel list")] = None,
    panels: Annotated[Panels, typer.Option(help="how many equally likely panels")] = Panels.AUTO,
    publish: Annotated[Publish, typer.Option(help="panels: also who is on each")] = Publish.COMMITMENTS,
    key: Annotated[
        Path | None, typer.Option(readable=False, help="private folder of an earlier run: the same salts")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="how near to the target is near enough")
    ] = 1e-9,
    time_limit: Annotated[float | None, typer.Option(min=0, help="seconds; then the best so far")] = None,
    allow_zero: Annotated[bool, typer.Option(help="somebody with a chance may be on no panel")] = False,
    reserves: Annotated[int, typer.Option(min=0, help="ordered reserves, fixed with each panel")] = 0,
    drop_out_rates: Annotated[
        Path | None, typer.Option(readable=False, help="CSV: feature, value, rate")
    ] = None,
    past_members: Annotated[
        Path | None, typer.Option(readable=False, help="CSV: features, and dropped yes or no")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Makes the lottery: panels with probabilities, ready to be drawn from in public."""
    # Files that may not be read (`readable`) are named by `tequio.files`, in two languages; Typer knows one.
    words = language(lang)
    check_free(out)
    check_reserves(reserves, panels, drop_out_rates, past_members)
    inputs = read_inputs(
        volunteers, quotas, size, id_column=id_column, household=household or [], keep=keep or []
    )
    remark(inputs.notes, words)
    check_kept(inputs.pool, volunteers)
    task = problem(inputs.pool, inputs.quotas, size)
    check_count(task, reserves)
    leaving = leaving_of(task, drop_out_rates, past_members)
    ensure_feasible(task, inputs.quotas)
    known = read_key(key) if key else Key()
    if key:
        remark_strangers(inputs.pool, known, words)
    who = identities(inputs.pool.ids, known)
    with Onlooker(words, Console(stderr=True), time.monotonic, time_limit, tolerance) as watch:
        asks = Asked(method.value, Choice(panels.value, allow_zero), reserves, publish.value)
        bundle = lottery_bundle(inputs, task, asks, who, known, leaving, watch)
        write_folder(out, with_pages(bundle, inputs.notes, words))
    for line in told(bundle, out, words):
        typer.echo(line)


def remark_strangers(pool: Pool, known: Key, words: Words) -> None:
    """Says how many people are not in the key, so that nobody takes it for the right one."""
    strangers = sum(identity not in known.people for identity in pool.ids)
    if strangers:
        told_new = words.plural(
            "{n} of the {people} ids is not in the key: it gets a new pseudonym and a new salt.",
            "{n} of the {people} ids are not in the key: they get new pseudonyms and salts.",
            strangers,
            people=words.number(len(pool)),
        )
        typer.echo(told_new, err=True)


def check_reserves(count: int, panels: Panels, rates: Path | None, past: Path | None) -> None:
    """Sees that no option about reserves is passed over in silence; raises a `Fault` if one would be."""
    if count and panels == Panels.EXACT:
        raise OptionsApart("--reserves", "--panels exact")
    if rates and past:
        raise OptionsApart("--drop-out-rates", "--past-members")
    if not count and (rates or past):
        raise OptionMissing("--drop-out-rates" if rates else "--past-members", "--reserves")


def remark(notes: tuple[Note, ...], words: Words) -> None:
    """What was noticed while reading, so that nothing is matched silently."""
    for note in notes:
        typer.echo(say(note, words), err=True)
