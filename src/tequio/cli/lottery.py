"""`tequio lottery`: from the pool and the quotas to a lottery, its report and its proofs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from tequio.cli import language
from tequio.faults import Note, OptionMissing, OptionsApart
from tequio.files import check_free, write_folder
from tequio.pool import Pool, read_pool
from tequio.quotas import Quotas, check_pool, check_size, read_quotas
from tequio.randomness import generator
from tequio.reports.lottery import lottery_page
from tequio.reports.lottery_facts import CostFacts, NumberingFacts, PublishedFacts, SeatedFacts, lottery_facts
from tequio.reports.lottery_said import told
from tequio.reports.private_readme import private_readme
from tequio.reports.progress import Onlooker
from tequio.reports.proof import proof_facts, proof_sentence
from tequio.reports.sentences import say
from tequio.selection.bundle import Bundle
from tequio.selection.bundle_files import LOTTERY, lottery_files
from tequio.selection.clash import asked
from tequio.selection.costs import quota_costs
from tequio.selection.dropouts import read_past, read_rates
from tequio.selection.identities import Identities, Key, check_kept, identities, read_key
from tequio.selection.lottery import Lottery
from tequio.selection.methods import METHODS
from tequio.selection.numbered import Choice, Numbering, number
from tequio.selection.problem import Floats, Ints, Problem, problem
from tequio.selection.relaxations import ensure_feasible
from tequio.selection.reserves import check_count
from tequio.selection.reserves import reserves as reserves_of
from tequio.words import Words, languages
from tequio.words import words as words_of

USUAL = 0.1  # the share of members who drop out, where nobody says more


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


@dataclass(frozen=True)
class Inputs:
    """The two files, read and checked, and what was noticed."""

    pool: Pool
    quotas: Quotas
    notes: tuple[Note, ...]


def read_inputs(
    volunteers: Path, quotas: Path, size: int, *, id_column: str | None, household: list[str], keep: list[str]
) -> Inputs:
    """The pool and the quotas, which fit each other and the size. Raises a `Fault` if not."""
    wanted, notes = read_quotas(quotas)
    check_size(wanted, size, quotas)
    pool, seen = read_pool(volunteers, wanted, id_column=id_column, households=household, keep=keep)
    unused = check_pool(pool, wanted, size, volunteers=volunteers, asked=quotas)
    return Inputs(pool, wanted, (*notes, *seen, *unused))


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
        found = METHODS[method.value](task, generator(method.value, "lottery"), watch)
        choice = Choice(panels.value, allow_zero)
        numbering = number(found, choice, who.ranks, generator(method.value, "numbered panels"), watch)
        standby = stand_ins(found, numbering, who, leaving, reserves)
        bundle = Bundle(inputs.pool, inputs.quotas, found, numbering, who, known, *standby, publish.value)
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


def leaving_of(task: Problem, rates: Path | None, past: Path | None) -> Floats:
    """(T,) the chance of each type to drop out: as given, as estimated, or the same for all."""
    if rates:
        return read_rates(rates, task).chances(task)
    if past:
        return read_past(past, task).chances(task)
    return np.full(task.types, USUAL)


def stand_ins(
    found: Lottery, numbering: Numbering, who: Identities, leaving: Floats, count: int
) -> tuple[tuple[Ints, ...], tuple[float, float] | None]:
    """The ordered reserves of each numbered panel, and the mean shortfall without and with them.

    There are none in the exact form, whose draw gives them.

    People stand in the order of their pseudonyms, so that the order of the file decides nothing.
    """
    if not count or numbering.members is None:
        return (), None
    order, task = who.order, found.problem
    task = replace(task, type_of=task.type_of[order], household_of=task.household_of[order])
    panels = list(np.sort(who.ranks[numbering.members], axis=1))
    chosen = reserves_of(task, panels, leaving, count, generator("tequio", "reserves"))
    missed = float(chosen.before.mean()), float(chosen.after.mean())
    return tuple(order[people] for people in chosen.people), missed


def remark(notes: tuple[Note, ...], words: Words) -> None:
    """What was noticed while reading, so that nothing is matched silently."""
    for note in notes:
        typer.echo(say(note, words), err=True)


def with_pages(bundle: Bundle, notes: tuple[Note, ...], words: Words) -> dict[str, bytes]:
    """The files of a lottery with the report and the private folder's README."""
    files = lottery_files(bundle, said_to_owner)
    root = sha256(files[LOTTERY]).hexdigest()
    numbering = bundle.numbering
    facts = lottery_facts(
        bundle.lottery,
        NumberingFacts(
            numbering.form,
            len(bundle.panel_commitments),
            numbering.change.absolute,
            numbering.change.relative,
        ),
        PublishedFacts(bundle.published, root, bundle.reserve_count, bundle.shortfall),
        pseudonyms=bundle.identities.pseudonyms,
        costs=cost_facts(bundle.lottery, bundle.replaces.seated if bundle.replaces else ()),
        seated=seated_facts(bundle),
    )
    facts = replace(facts, gap=bundle.gap)  # as it is published, and proved by the certificate
    page = lottery_page(facts, words, [say(note, words) for note in notes])
    files["private/report.html"] = page.encode()
    files["private/README.md"] = private_readme().encode()
    return files


def said_to_owner(proof: dict[str, Any]) -> dict[str, str]:
    """What a proof says to its owner, in each language."""
    return {name: proof_sentence(proof_facts(proof), words_of(name)) for name in languages()}


def seated_facts(bundle: Bundle) -> SeatedFacts | None:
    """In a replacement, the members who stay beside the quotas of the whole panel."""
    if not bundle.replaces:
        return None
    rows = asked(bundle.lottery.problem, bundle.quotas)
    quotas = tuple((row.min, row.max) for row in rows)
    return SeatedFacts(len(bundle.replaces.stay), bundle.replaces.seated, quotas)


def cost_facts(found: Lottery, seated: Sequence[int] = ()) -> list[CostFacts] | None:
    """What the quotas that bind cost; `None` where the lottery does not reach what the prices speak of.

    In a replacement, with the members who stay under each quota, the bounds are of the whole panel.
    """
    if found.status != "exact" or found.method not in ("leximin", "maximin"):
        return None
    stay = dict(zip(found.problem.labels, seated))
    return [
        CostFacts(
            feature=cost.feature,
            value=cost.value,
            bound=cost.side,
            now=cost.bound + stay.get((cost.feature, cost.value), 0),
            then=cost.bound + stay.get((cost.feature, cost.value), 0) + (1 if cost.side == "max" else -1),
            lowest=found.bound + float(cost.rise),
        )
        for cost in quota_costs(found.problem)
        if cost.rise > 0
    ]
