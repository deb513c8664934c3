"""From two files to everything that a lottery hands out; the command line and the web both make it so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from tequio.faults import Note
from tequio.pool import Pool, read_pool
from tequio.quotas import Quotas, check_pool, check_size, read_quotas
from tequio.randomness import generator
from tequio.reports.lottery import lottery_page
from tequio.reports.lottery_facts import (
    CostFacts,
    LotteryFacts,
    NumberingFacts,
    PublishedFacts,
    SeatedFacts,
    lottery_facts,
)
from tequio.reports.private_readme import private_readme
from tequio.reports.proof import proof_facts, proof_sentence
from tequio.reports.sentences import say
from tequio.selection.bundle import Bundle
from tequio.selection.bundle_files import LOTTERY, lottery_files
from tequio.selection.clash import asked
from tequio.selection.costs import quota_costs
from tequio.selection.dropouts import read_past, read_rates
from tequio.selection.identities import Identities, Key
from tequio.selection.lottery import Lottery
from tequio.selection.methods import METHODS
from tequio.selection.numbered import Choice, Numbering, number
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Watch
from tequio.selection.reserves import reserves as reserves_of
from tequio.words import Words, languages
from tequio.words import words as words_of

USUAL = 0.1  # the share of members who drop out, where nobody says more
REPORT = "private/report.html"


@dataclass(frozen=True)
class Asked:
    """What somebody asks of a lottery, beside pool, quotas and size.

    Args:
        method: a key of `METHODS`.
        panels: how many numbered panels, or the exact weights.
        reserves: ordered stand-ins for each panel.
        publish: `commitments` or `panels`.
    """

    method: str
    panels: Choice
    reserves: int = 0
    publish: str = "commitments"


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


def lottery_bundle(
    inputs: Inputs, task: Problem, asks: Asked, who: Identities, known: Key, leaving: Floats, watch: Watch
) -> Bundle:
    """The lottery, numbered and with its reserves: all that its files are made from.

    Args:
        inputs: pool and quotas, which can be met.
        task: the same as types.
        asks: the rule, and in which form.
        who: pseudonyms and salts of the pool.
        known: the key of an earlier run.
        leaving: (T,) the chance of each type to drop out.
        watch: who looks on.
    """
    found = METHODS[asks.method](task, generator(asks.method, "lottery"), watch)
    numbering = number(found, asks.panels, who.ranks, generator(asks.method, "numbered panels"), watch)
    standby = stand_ins(found, numbering, who, leaving, asks.reserves)
    return Bundle(inputs.pool, inputs.quotas, found, numbering, who, known, *standby, asks.publish)


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


def with_pages(bundle: Bundle, notes: tuple[Note, ...], words: Words) -> dict[str, bytes]:
    """The files of a lottery with the report and the private folder's README."""
    files = lottery_files(bundle, said_to_owner)
    files[REPORT] = report(bundle_facts(bundle, files), notes, words)
    files["private/README.md"] = private_readme().encode()
    return files


def report(facts: LotteryFacts, notes: tuple[Note, ...], words: Words) -> bytes:
    """The report, in one language, with what was noticed while reading."""
    return lottery_page(facts, words, [say(note, words) for note in notes]).encode()


def bundle_facts(bundle: Bundle, files: Mapping[str, bytes]) -> LotteryFacts:
    """What the report says of a lottery with these files."""
    numbering = bundle.numbering
    facts = lottery_facts(
        bundle.lottery,
        NumberingFacts(
            numbering.form,
            len(bundle.panel_commitments),
            numbering.change.absolute,
            numbering.change.relative,
        ),
        PublishedFacts(
            bundle.published, sha256(files[LOTTERY]).hexdigest(), bundle.reserve_count, bundle.shortfall
        ),
        pseudonyms=bundle.identities.pseudonyms,
        costs=cost_facts(bundle.lottery, bundle.replaces.seated if bundle.replaces else ()),
        seated=seated_facts(bundle),
    )
    return replace(facts, gap=bundle.gap)  # as it is published, and proved by the certificate


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
