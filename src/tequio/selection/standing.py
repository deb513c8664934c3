"""Where a panel stands after its draw and the replacements so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tequio.files import read_json
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.draw import Files, NotDrawnYet, NotThisLottery


@dataclass(frozen=True)
class Standing:
    """The panel as it is now.

    Args:
        pool: of the first lottery; erased people, who cannot be asked, have their pseudonym as id.
        quotas: of the whole panel.
        panel: positions of the members in `pool`.
        barred: ids of those who left before, and of erased people.
    """

    pool: Pool
    quotas: Quotas
    panel: tuple[int, ...]
    barred: frozenset[str]


def standing(chain: Sequence[Files]) -> Standing:
    """The panel after the draws of these folders: the first lottery, then its replacements in order.

    Raises:
        NotDrawnYet: one has not been drawn.
        NotThisLottery: the first is a replacement itself, or another does not follow the one before.
    """
    pool = pool_of(chain[0])
    place = {name: position for position, name in enumerate(chain[0].panels["pseudonyms"])}
    if chain[0].lottery["kind"] != "lottery":
        raise NotThisLottery(chain[0].directory)
    members: set[str] = set()
    left: set[str] = set()
    for files in chain:
        replaces = files.lottery.get("replaces")
        if replaces:
            if not set(replaces["stay"]) <= members or not set(replaces["left"]) <= members:
                raise NotThisLottery(files.directory)
            left |= set(replaces["left"])
            members = set(replaces["stay"])
        members |= set(_drawn(files)["panel"]["members"])
    erased = {name for name in place if name not in chain[0].ids}
    return Standing(
        pool=pool,
        quotas=Quotas(tuple(Quota(**row) for row in chain[0].lottery["quotas"])),
        panel=tuple(sorted(place[name] for name in members)),
        barred=frozenset(pool.ids[place[name]] for name in left | erased),
    )


def _drawn(files: Files) -> dict[str, Any]:
    path = files.directory / "public" / "draw.json"
    if not path.is_file():
        raise NotDrawnYet(files.directory)
    document: dict[str, Any] = read_json(path)
    return document


def pool_of(files: Files) -> Pool:
    """The pool of a lottery as its private files hold it, in the order of pseudonyms."""
    panels = files.panels
    names = panels["pseudonyms"]
    homes = panels["households"]
    blank = ("",) * len(files.kept)
    return Pool(
        ids=tuple(files.ids.get(name, name) for name in names),
        features=tuple(panels["features"]),
        categories=tuple(tuple(values) for values in panels["values"]),
        values=np.array(panels["people"], dtype=np.int32),
        households=None
        if homes is None
        else np.array([-1 if home is None else home for home in homes], dtype=np.int32),
        kept={
            column: tuple(files.carried.get(name, blank)[at] for name in names)
            for at, column in enumerate(files.kept)
        },
    )
