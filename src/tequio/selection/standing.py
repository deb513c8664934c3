"""Where a panel stands after its draw and the replacements so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from tequio.faults import Fault
from tequio.files import read_bytes, read_json
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.draw import Files, NotAsWritten, NotDrawnYet


@dataclass(eq=False)
class BrokenChain(Fault):
    """A folder that does not follow the draw of the one before, or a first one that replaces another."""

    path: Path


@dataclass(frozen=True)
class Standing:
    """The panel as it is now.

    Args:
        pool: of the first lottery; erased people, who cannot be asked, have their pseudonym as id.
        quotas: of the whole panel, as in the last of the draws.
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
        BrokenChain: the first is a replacement itself, or another does not follow the one before.
    """
    pool = pool_of(chain[0])
    place = {name: position for position, name in enumerate(chain[0].panels["pseudonyms"])}
    if chain[0].lottery["kind"] != "lottery":
        raise BrokenChain(chain[0].directory)
    left: set[str] = set()
    members, before = set(_drawn(chain[0])["panel"]["members"]), _digest(chain[0])
    for files in chain[1:]:
        replaces = files.lottery.get("replaces")
        if not replaces or replaces["draw"] != before:
            raise BrokenChain(files.directory)
        left |= set(replaces["left"])
        members = {*replaces["stay"], *_drawn(files)["panel"]["members"]}
        before = _digest(files)
    erased = {name for name in place if name not in chain[0].ids}
    return Standing(
        pool=pool,
        quotas=Quotas(tuple(Quota(**row) for row in chain[-1].lottery["quotas"])),
        panel=tuple(sorted(place[name] for name in members)),
        barred=frozenset(pool.ids[place[name]] for name in left | erased),
    )


def _drawn(files: Files) -> dict[str, Any]:
    path = files.directory / "public" / "draw.json"
    if not path.is_file():
        raise NotDrawnYet(files.directory)
    document: dict[str, Any] = read_json(path)
    panel = document.get("panel") if isinstance(document, dict) else None
    if not isinstance(panel, dict) or not isinstance(panel.get("members"), list):
        raise NotAsWritten(path, "panel")
    return document


def _digest(files: Files) -> str:
    return sha256(read_bytes(files.directory / "public" / "draw.json")).hexdigest()


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
