"""`tequio replace`: a fair lottery for the places of members who declined or dropped out."""

import time
from collections.abc import Collection, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tequio.cli import language
from tequio.cli.lottery import Method, Panels, Publish
from tequio.files import check_free, read_bytes, restored, write_folder
from tequio.quotas import read_quotas
from tequio.randomness import generator
from tequio.reports.lottery_bundle import with_pages
from tequio.reports.lottery_said import told
from tequio.reports.progress import Onlooker
from tequio.selection.bundle import Bundle
from tequio.selection.draw import open_files
from tequio.selection.identities import Key, identities, read_key
from tequio.selection.methods import METHODS
from tequio.selection.numbered import Choice, number
from tequio.selection.relaxations import ensure_feasible
from tequio.selection.replacements import Replaces, relaxed_quotas, replacement
from tequio.selection.standing import standing


def replace(
    directory: Annotated[Path, typer.Argument(readable=False, metavar="DIR", help="folder of the last draw")],
    left: Annotated[list[str], typer.Option(help="ids of those who declined or dropped out")],
    out: Annotated[Path, typer.Option(readable=False, help="folder for the result; absent or empty")],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(readable=False, help="folders before DIR, the first lottery first, if DIR replaces"),
    ] = None,
    quotas: Annotated[
        Path | None, typer.Option(readable=False, help="relaxed quotas of the whole panel")
    ] = None,
    method: Annotated[Method, typer.Option(help="the rule of fairness")] = Method.LEXIMIN,
    panels: Annotated[Panels, typer.Option(help="how many equally likely panels")] = Panels.AUTO,
    publish: Annotated[Publish, typer.Option(help="panels: also who is on each")] = Publish.COMMITMENTS,
    key: Annotated[
        Path | None, typer.Option(readable=False, help="private folder of an earlier run: the same salts")
    ] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="seconds; then the best so far")] = None,
    allow_zero: Annotated[bool, typer.Option(help="somebody with a chance may be on no panel")] = False,
    lang: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Makes the lottery for free places, so that the quotas hold given who stays."""
    words = language(lang)
    check_free(out)
    chain = [open_files(folder) for folder in (*(earlier or []), directory)]
    now = standing(chain)
    asked = relaxed_quotas(quotas, read_quotas(quotas)[0], now.quotas) if quotas else now.quotas
    free = replacement(now.pool, asked, now.panel, named(left, now.pool.ids), now.barred)
    ensure_feasible(free.problem, asked, stay=len(free.stay))
    whole = read_key(chain[0].directory / "private")
    again = read_key(key) if key else Key()
    known = Key(whole.people, again.panels, again.seated)
    who = identities(free.pool.ids, known)
    with Onlooker(words, Console(stderr=True), time.monotonic, time_limit) as watch:
        found = METHODS[method.value](free.problem, generator(method.value, "lottery"), watch)
        choice = Choice(panels.value, allow_zero)
        numbering = number(found, choice, who.ranks, generator(method.value, "numbered panels"), watch)
    # An erased member who stays goes by the pseudonym alone.
    names = {identity: whole.people.get(identity, (identity,))[0] for identity in now.pool.ids}
    replaces = Replaces(
        draw=sha256(read_bytes(directory / "public" / "draw.json")).hexdigest(),
        left=tuple(names[now.pool.ids[person]] for person in free.left.tolist()),
        stay=tuple(names[now.pool.ids[person]] for person in free.stay.tolist()),
        seated=tuple(free.seated.tolist()),
    )
    bundle = Bundle(free.pool, asked, found, numbering, who, known, publish=publish.value, replaces=replaces)
    write_folder(out, with_pages(bundle, (), words))
    for line in told(bundle, out, words):
        typer.echo(line)


def named(left: Sequence[str], ids: Collection[str]) -> list[str]:
    """The ids that are meant, one a text or several with commas; also as our CSV files show them, defused."""
    texts = [name for part in left for name in ([part] if part in ids else part.split(","))]
    return [name if name in ids else restored(name) for name in map(str.strip, texts)]
