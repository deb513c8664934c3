"""What the command line says when a lottery is made."""

from collections.abc import Iterator
from pathlib import Path

from tequio.reports.lottery import cut_short, points
from tequio.reports.pages import percent, replacement_title
from tequio.selection.bundle import Bundle
from tequio.selection.lottery import Lottery
from tequio.words import Words

TINY = 1e-9
STATUS_SENTENCES = {
    "exact": "Every chance is exactly what the rule asks for.",
    "near": "Every chance is within the tolerance of what the rule asks for; the largest distance is {distance}.",
    "panels": (
        "The quotas leave a gap between what shares allow and what whole people allow: this is the fairest "
        "lottery over whole panels, and the lowest chance lies {gap} below the bound."
    ),
    "whole": "This is the fairest lottery over whole panels.",
    "stopped": (
        "The best lottery so far, not proved the fairest: no chance is further than {distance} from what the "
        "rule asks for, and the lowest chance is at most {gap} below the best possible one."
    ),
    "simulated": "The chances are frequencies in {draws} simulated draws; nothing is proved about them.",
}


def told(bundle: Bundle, out: Path, words: Words) -> Iterator[str]:
    """Line by line: what was made, how fair it is, where it lies and what to do next."""
    lottery, numbering = bundle.lottery, bundle.numbering
    if bundle.replaces:
        yield replacement_title(lottery.problem.size, len(bundle.replaces.stay), words)
    yield words.plural(
        "A lottery over panels of {size} from {n} volunteer.",
        "A lottery over panels of {size} from {n} volunteers.",
        len(bundle.pool),
        size=words.number(lottery.problem.size),
    )
    yield words(
        "Lowest chance of those who can be drawn: {chance}. Highest: {highest}.", **_extremes(lottery, words)
    )
    whole = lottery.status == "panels" and bundle.gap < TINY
    standing = "whole" if whole else lottery.status
    yield words(
        STATUS_SENTENCES[standing],
        distance=points(lottery.distance, words),
        gap=points(bundle.gap, words),
        draws=words.number(lottery.simulated),
    )
    yield from filter(None, [cut_short(lottery.simulated, words)])
    yield from _on_no_panel(lottery, words)
    if bundle.shortfall:
        yield words(
            "If members drop out as expected, quotas and places are missed by {before} on average without "
            "reserves and by {after} with them.",
            before=words.number(bundle.shortfall[0], 3),
            after=words.number(bundle.shortfall[1], 3),
        )
    count = len(bundle.panel_commitments)
    if numbering.form == "numbered" and numbering.change.relative < TINY:
        yield words(
            "{count} equally likely panels; numbering them changes no chance.", count=words.number(count)
        )
    elif numbering.form == "numbered":
        yield words(
            "{count} equally likely panels; numbering them moves no chance by more than {relative} of itself.",
            count=words.number(count),
            relative=percent(numbering.change.relative, words),
        )
    else:
        yield words.plural("{n} panel with its exact weight.", "{n} panels with their exact weights.", count)
    if bundle.publish != bundle.published:
        yield words("The exact form has no numbered panels, so that none are published: commitments only.")
    if bundle.published == "panels":
        yield words(
            "Warning: the panels are published. Whoever knows some volunteers can work out the features of "
            "others from them: see tequio leak."
        )
    yield words("The report: {path}", path=out / "private" / "report.html")
    yield words("To publish, before the randomness is known: {path}", path=out / "public")
    yield words("Then draw: {command}", command=_command(out, numbering.form, count))


def _on_no_panel(lottery: Lottery, words: Words) -> Iterator[str]:
    if lottery.never:
        never = int(lottery.problem.counts[list(lottery.never)].sum())
        yield words.plural(
            "{n} volunteer can be on no panel at all; the report says who.",
            "{n} volunteers can be on no panel at all; the report says who.",
            never,
        )
    left = int(lottery.problem.counts[lottery.chances < TINY].sum())
    if left and lottery.status == "stopped":
        yield words.plural(
            "{n} volunteer is on no panel of it.", "{n} volunteers are on no panel of it.", left
        )


def _extremes(lottery: Lottery, words: Words) -> dict[str, str]:
    chances = lottery.target.chances if lottery.status == "exact" else lottery.chances
    possible = chances[chances > TINY]
    return {"chance": percent(float(possible.min()), words), "highest": percent(float(possible.max()), words)}


def _command(out: Path, form: str, count: int) -> str:
    digits = " ".join("4179"[place % 4] for place in range(len(str(count)) - 1))
    source = f'--digits "{digits}"' if form == "numbered" else '--dice "d20: …"'
    return f"tequio draw {out} {source}"
