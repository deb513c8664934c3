"""`tequio demo`: a panel from an example pool, an example ledger, and an example assembly on the web."""

import sys
from importlib.resources import files
from itertools import count
from pathlib import Path
from secrets import randbelow
from typing import Annotated

import typer

from tequio.cli import demo_site, language
from tequio.cli.draw import draw
from tequio.cli.lottery import lottery
from tequio.cli.track.publish import publish
from tequio.faults import DemoInUse
from tequio.files import check_free, read_json, write_bytes, write_folder
from tequio.files.faults import FolderInUse
from tequio.record.tracking_verifier import verify as verify_site
from tequio.record.verifier import verify
from tequio.reports.pages import page
from tequio.words import Words

SIZE = 42
INPUTS = ("volunteers.csv", "quotas.csv")
SITE = "web"


def demo(
    out: Annotated[
        Path, typer.Argument(readable=False, help="folder for the result; absent or empty")
    ] = Path("demo"),
    ledger: Annotated[
        Path | None, typer.Option(readable=False, help="a ledger to publish; else an invented one")
    ] = None,
    serves: Annotated[
        bool | None,
        typer.Option(
            "--serve/--no-serve", envvar="DEMO_SERVE", help="serves the assembly; on a terminal, yes"
        ),
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Draws a panel, publishes a ledger, brings a whole assembly to its panel, and verifies all."""
    words = language(lang)
    check_out(out)
    port = demo_site.free_port()
    code = drawn(out, words) or published(out, ledger, words) or assembled(out, port, words)
    write_bytes(out / "index.html", page("demo.html.j2", words).encode())
    typer.echo(words("\nAll of it on one page: {path}", path=(out / "index.html").resolve()))
    if code == 0 and (serves or (serves is None and sys.stdout.isatty())):
        demo_site.served(out / SITE, port, words)
    raise typer.Exit(code)


def drawn(out: Path, words: Words) -> int:
    """The example assembly, from its two files to a verified panel; the verifier's exit code."""
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
    return code


def published(out: Path, given: Path | None, words: Words) -> int:
    """A ledger, published and verified as a stranger does it; the verifier's exit code."""
    typer.echo(words("\n4. A ledger of licensed weapons: invented units, and what the records show of them."))
    tables = given or files("tequio.examples") / "ledger"
    wanted = (".csv", "package.json")
    kept = {one.name: one.read_bytes() for one in tables.iterdir() if one.name.endswith(wanted)}
    write_folder(out / "ledger", kept)
    site = out / "site"
    publish(out / "ledger", site, lang=words.language)
    typer.echo(words("\n5. A stranger recomputes every verdict of the site, with Python alone."))
    return verify_site(site, words.language)


def assembled(out: Path, port: int, words: Words) -> int:
    """A whole assembly on the web platform, its record verified; 0 if nothing contradicts it."""
    typer.echo(words("\n6. The web platform: an invented town, from the question to the confirmed panel."))
    sys.stdout.flush()
    return demo_site.built(out / SITE, port, words)


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
