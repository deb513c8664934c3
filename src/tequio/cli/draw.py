"""`tequio draw`: public randomness, and the panel that it picks."""

from pathlib import Path
from typing import Annotated

import typer

from tequio.cli import language
from tequio.randomness import Source, source
from tequio.record.drand import verify
from tequio.selection.bundle_files import draw_files
from tequio.selection.draw import Draw, Files, check_redraw, earlier_draws, open_files
from tequio.selection.draw import draw as pick


def draw(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="folder of the lottery")],
    digits: Annotated[str | None, typer.Option(help='ten-sided dice or balls: "4 1 7"')] = None,
    dice: Annotated[str | None, typer.Option(help='"d6: 3 1 6 …", 50 throws; or 30 of d20')] = None,
    balls: Annotated[str | None, typer.Option(help='public lottery results: "9319 / 2 5 12 8 10"')] = None,
    drand: Annotated[str | None, typer.Option(help="ROUND:SIGNATURE of drand quicknet")] = None,
    seed: Annotated[str | None, typer.Option(help="any text; a rehearsal, marked as one")] = None,
    redraw: Annotated[str | None, typer.Option(help="the reason for a second draw")] = None,
    by: Annotated[list[str] | None, typer.Option(help="the two people who answer for it")] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Draws the panel."""
    words = language(lang)
    files = open_files(directory)
    given = {"digits": digits, "dice": dice, "balls": balls, "drand": drand, "seed": seed}
    announced = [(kind, text) for kind, text in given.items() if text is not None]
    kind, text = announced[0]
    number = source(kind, text, files.total, verify)
    drawn = pick(files, number, check_redraw(files, number, redraw, by or []))
    print(drawn.document, words.language)
