"""`tequio demo`: the example assembly, from its two files to a verified panel."""

from importlib.resources import files
from itertools import count
from pathlib import Path
from secrets import randbelow
from typing import Annotated

import typer

from tequio.cli import language
from tequio.cli.draw import draw
from tequio.cli.lottery import lottery
from tequio.faults import DemoInUse
from tequio.files import check_free, read_json, write_folder
from tequio.files.faults import FolderInUse
from tequio.record.verifier import verify

SIZE = 42
INPUTS = ("volunteers.csv", "quotas.csv")


def demo(
    out: Annotated[
        Path, typer.Argument(readable=False, help="folder for the result; absent or empty")
    ] = Path("demo"),
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Draws a panel from an invented town of 480 volunteers, and verifies it."""
    words = language(lang)
    check_out(out)
    inputs = {name: (files("tequio.examples") / name).read_bytes() for name in INPUTS}
    write_folder(out, inputs)
    folder = out / "lottery"
    typer.echo(words("1. The lottery: an invented town, and volunteers who cannot be taken for real."))
    lottery(
        out / "volunteers.csv",
        out / "quotas.csv",
        SIZE,
        folder,
        household=["dirección"],
        keep=["teléfono"],
        lang=words.language,
    )
    typer.echo(words("\n2. The draw. In a hall, people throw ten-sided dice; here the computer does."))
    panels = read_json(folder / "public" / "lottery.json")["panels"]["count"]
    digits = " ".join(str(randbelow(10)) for _ in range(len(str(panels)) - 1))
    typer.echo(words("The digits: {digits}", digits=digits))
    draw(folder, digits=digits, lang=words.language)
    typer.echo(words("\n3. What a sceptic does: check all of it, with Python alone."))
    code = verify(folder, words.language)
    typer.echo(words("\nLook at the report: {path}", path=(folder / "private" / "report.html").resolve()))
    typer.echo(words("And at the hall's screen: {path}", path=(folder / "private" / "draw.html").resolve()))
    raise typer.Exit(code)


def check_out(out: Path) -> None:
    """Sees that there can be an example in a folder.

    Raises:
        DemoInUse: it holds something, such as an earlier example; the fault names a free one.
        UnwritableFile: it cannot be made.
    """
    try:
        check_free(out)
    except FolderInUse as fault:
        place = out.absolute()
        free = next(n for n in count(2) if not place.with_name(f"{place.name}{n}").exists())
        raise DemoInUse(out, fault.found, out.parent / f"{place.name}{free}") from fault
