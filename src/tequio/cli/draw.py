"""`tequio draw`: public randomness, and the panel that it picks."""

import re
from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.randomness import source
from tequio.record.drand import verify
from tequio.reports.draw_bundle import draw_bundle
from tequio.selection.draw import OneSourceNeeded, check_redraw, earlier_draws, open_files, read_draw
from tequio.selection.draw import draw as pick
from tequio.selection.draw_files import write_draw
from tequio.words import Words, languages


def draw(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the lottery")],
    digits: Annotated[str | None, typer.Option(help='ten-sided dice or balls: "4 1 7"')] = None,
    dice: Annotated[str | None, typer.Option(help='"d6: 3 1 6 …", 50 throws; or 30 of a d20')] = None,
    balls: Annotated[str | None, typer.Option(help='public lottery results: "9319 / 2 5 12 8 10"')] = None,
    drand: Annotated[str | None, typer.Option(help="ROUND:SIGNATURE of drand quicknet")] = None,
    seed: Annotated[str | None, typer.Option(help="any text; a rehearsal, marked as one")] = None,
    redraw: Annotated[str | None, typer.Option(help="the reason for a second draw")] = None,
    by: Annotated[list[str] | None, typer.Option(help="the two people who answer for it")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Draws the panel: the number that everybody saw, and the panel that it picks."""
    words = language(lang)
    files = open_files(directory)
    given = {"digits": digits, "dice": dice, "balls": balls, "drand": drand, "seed": seed}
    announced = {kind: text for kind, text in given.items() if text is not None}
    if len(announced) != 1:
        raise OneSourceNeeded(tuple(announced))
    ((kind, text),) = announced.items()
    seen = source(kind, text, files.total, verify)
    again = check_redraw(files, seen, redraw, by or [])
    drawn = pick(files, seen, again)
    drawn_before = earlier_draws(directory)[: None if redraw is not None else -1]
    before = [read_draw(path) for path in drawn_before]
    contents = draw_bundle(files, drawn, before, hall_words(directory, lang))
    write_draw(files, contents, again=redraw is not None)
    if drawn.document["rehearsal"]:
        typer.echo(
            words(
                "REHEARSAL: a seed was typed in; this draw counts for nothing. Rehearse on a copy of the "
                "folder: in this one, the real draw will be a redraw."
            )
        )
    typer.echo(
        words(
            "Panel {number} of {count} is drawn.",
            number=words.number(drawn.document["number"]),
            count=words.number(files.lottery["panels"]["count"]),
        )
    )
    typer.echo(words("For the screen in the hall: {path}", path=directory / "private" / "draw.html"))
    typer.echo(words("The members, for callers only: {path}", path=directory / "private" / "panel.csv"))
    typer.echo(words("Anybody can check it: {command}", command=f"tequio verify {directory}"))


def hall_words(directory: Path, lang: str | None) -> Words:
    """The words of the hall's page: as asked for, else as the lottery's report, else of the environment."""
    if lang is not None:
        return language(lang)
    try:
        with (directory / "private" / "report.html").open(encoding="utf-8") as report:
            told = re.search('<html lang="([a-z]+)"', report.read(1000))
    except (OSError, ValueError):  # an organiser may have taken the report away; nothing hangs on it
        told = None
    return language(told[1] if told and told[1] in languages() else None)
