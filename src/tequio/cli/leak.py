"""`tequio leak`: what published panels would give away."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from tequio.cli import language
from tequio.quotas import Quota, Quotas
from tequio.selection.leak import Leak, NoBundle, Positions, leaks
from tequio.words import Words

PUBLISHED = "panels"
NEEDED = {
    "tequio-lottery/1": {"published", "quotas"},
    "tequio-panels/1": {"pseudonyms", "people", "numbered"},
}


@dataclass(frozen=True)
class Bundle:
    """What the attack needs of a bundle: quotas, panels as positions of people, and the truth."""

    quotas: Quotas
    published: bool
    panels: tuple[tuple[int, ...], ...]
    truth: Positions


def leak(
    folder: Annotated[
        Path, typer.Argument(readable=False, metavar="DIR", help="folder that `tequio lottery` wrote")
    ],
    seed: Annotated[int, typer.Option(help="which volunteers are known: any whole number")] = 1,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Attacks the panels of a lottery, and says what they give away about volunteers."""
    words = language(lang)
    bundle = read_bundle(folder)
    found = leaks(bundle.panels, bundle.quotas, bundle.truth, np.random.default_rng(seed))
    for sentence in report(bundle, found, words):
        typer.echo(sentence)
    if found:
        Console().print(table(found, words))


def read_bundle(folder: Path) -> Bundle:
    """Quotas, numbered panels and features from DIR/public and DIR/private.

    Raises:
        NoBundle: one of the two files is missing or has another format.
    """
    public = _read(folder / "public" / "lottery.json", "tequio-lottery/1")
    private = _read(folder / "private" / "panels.json", "tequio-panels/1")
    place = {pseudonym: position for position, pseudonym in enumerate(private["pseudonyms"])}
    published = public["published"] == PUBLISHED
    if published:
        panels = [[place[member] for member in members] for members in public["members"]]
    else:
        panels = (private["numbered"] or {"panels": []})["panels"]
    # Whoever knows the members who stay knows what they leave of a replacement's quotas.
    seated = (private.get("seated") or {"counts": [0] * len(public["quotas"])})["counts"]
    rows = [
        Quota(row["feature"], row["value"], max(0, row["min"] - here), max(0, row["max"] - here))
        for row, here in zip(public["quotas"], seated)
    ]
    truth = np.array(private["people"], dtype=np.int32)
    return Bundle(Quotas(tuple(rows)), published, tuple(map(tuple, panels)), truth)


def _read(path: Path, form: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoBundle(path) from None
    if not isinstance(found, dict) or found.get("format") != form or not found.keys() >= NEEDED[form]:
        raise NoBundle(path)
    return found


def report(bundle: Bundle, found: tuple[Leak, ...], words: Words) -> list[str]:
    """The sentences above the table."""
    if bundle.published:
        opening = words(
            "public/ holds all {panels} panels by pseudonym. Whoever knows some volunteers can compute this:",
            panels=words.number(len(bundle.panels)),
        )
    elif not bundle.panels:
        return [
            words("public/ holds commitments only: there is nothing to attack."),
            words("This lottery has no numbered panels, so that none can be published."),
        ]
    else:
        opening = words(
            "public/ holds commitments only: there is nothing to attack. If the {panels} panels of "
            "private/ were published, or an insider passed them on, this could be computed:",
            panels=words.number(len(bundle.panels)),
        )
    sentences = [opening]
    if found:
        sentences += [_worst(found, words), _legend(words)]
    return sentences


def _worst(found: tuple[Leak, ...], words: Words) -> str:
    """The feature that leaks most to somebody who knows the most people."""
    most = max(entry.known for entry in found)
    worst = max((entry for entry in found if entry.known == most), key=lambda entry: entry.right)
    return words(
        "Knowing {known} volunteers, an attacker learns “{feature}” of {right} of the other {others} "
        "(claims: {claimed}; wrong: {wrong}).",
        known=words.number(most),
        feature=worst.feature,
        right=words.number(worst.right),
        others=words.number(worst.others),
        claimed=words.number(worst.claimed),
        wrong=words.number(worst.claimed - worst.right),
    )


def _legend(words: Words) -> str:
    return words(
        "Each cell: the share of the others of whom a value is claimed, and how many of these claims are "
        "right. The attack is a lower bound: somebody with more patience may learn more."
    )


def table(found: tuple[Leak, ...], words: Words) -> Table:
    """A row a feature, a column for each number of known volunteers."""
    counts = list(dict.fromkeys(entry.known for entry in found))
    grid = Table(words("feature"), *(words("{n} known", n=words.number(count)) for count in counts))
    for feature in dict.fromkeys(entry.feature for entry in found):
        cells = [_cell(entry, words) for entry in found if entry.feature == feature]
        grid.add_row(feature, *cells)
    return grid


def _cell(entry: Leak, words: Words) -> str:
    if not entry.claimed:
        return "–"
    share, right = entry.claimed / entry.others, entry.right / entry.claimed
    return words("{share}, {right} right", share=words.percent(share, 0), right=words.percent(right, 0))
