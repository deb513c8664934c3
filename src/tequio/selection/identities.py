"""Who is who: pseudonyms and salts from the operating system, or from an earlier run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tequio.faults import Fault
from tequio.files import folded, read_json, read_table
from tequio.pool import Pool
from tequio.randomness import pseudonyms, salts
from tequio.selection.draw import LARGE
from tequio.selection.problem import Ints

KEY_COLUMNS = ("id", "pseudonym", "salt")
SALT = re.compile("[0-9a-f]{64}")


@dataclass(eq=False)
class NoKey(Fault):
    """The folder holds no `key.csv` and `panels.json` of an earlier lottery."""

    path: Path


@dataclass(eq=False)
class KeptTwice(Fault):
    """A kept column that `key.csv` or `panel.csv` has already under the same name."""

    path: Path
    column: str


def check_kept(pool: Pool, path: Path) -> None:
    """Sees that the kept columns can stand beside the others in `key.csv` and `panel.csv`.

    Raises:
        KeptTwice: one is a feature, or is called `id`, `pseudonym` or `salt`.
    """
    taken = {folded(name) for name in (*KEY_COLUMNS, *pool.features)}
    for column in pool.kept:
        if folded(column) in taken:
            raise KeptTwice(path, column)


@dataclass(frozen=True)
class Key:
    """Pseudonyms and salts by id, and the salts of panels, in order.

    Args:
        people: for each id its pseudonym and its salt.
        panels: salts of panels.
        seated: the salt of a replacement's `seated`; empty where there is none.
    """

    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    panels: tuple[str, ...] = ()
    seated: str = ""

    def with_panels(self, count: int) -> tuple[str, ...]:
        """`count` salts of panels: the known ones, then new ones."""
        return (*self.panels[:count], *salts(max(0, count - len(self.panels))))


SALT = re.compile("[0-9a-f]{64}")


def read_key(private: Path) -> Key:
    """The key of an earlier run, from its private folder.

    Raises:
        NoKey: there is none, or one that was changed: ids and pseudonyms repeat, or a salt is none.
        Fault: a file of it cannot be read.
    """
    key, panels = private / "key.csv", private / "panels.json"
    if not key.is_file() or not panels.is_file():
        raise NoKey(private)
    table = read_table(key)
    places = [table.column(name) for name in ("id", "pseudonym", "salt")]
    rows = [[row[place] for place in places] for row in table.rows]
    people = {row[0]: (row[1], row[2]) for row in rows if row[0]}
    document = read_json(panels, LARGE)
    names = {pseudonym for pseudonym, salt in people.values() if SALT.fullmatch(salt)}
    if not isinstance(document, dict) or len(names) < sum(bool(row[0]) for row in rows):
        raise NoKey(private)
    form, seated = document.get("numbered") or document.get("exact") or {}, document.get("seated") or {}
    return Key(people, tuple(form.get("salts", ())), seated.get("salt", ""))


@dataclass(frozen=True)
class Identities:
    """The pseudonyms and salts of a pool, person by person.

    Args:
        pseudonyms: n different ones.
        salts: n of 32 bytes, hexadecimal.
    """

    pseudonyms: tuple[str, ...]
    salts: tuple[str, ...]

    @property
    def ranks(self) -> Ints:
        """(n,) the place of each person in the order of pseudonyms, which says nothing about anybody."""
        ranks = np.empty(len(self.pseudonyms), dtype=np.int64)
        ranks[self.order] = np.arange(len(self.pseudonyms))
        return ranks

    @property
    def order(self) -> Ints:
        """(n,) people in the order of their pseudonyms."""
        return np.array(sorted(range(len(self.pseudonyms)), key=self.pseudonyms.__getitem__), dtype=np.int64)


def identities(ids: Sequence[str], key: Key) -> Identities:
    """Pseudonyms and salts for a pool: known ones where the key has them, else new ones."""
    new = [identity for identity in ids if identity not in key.people]
    used = {pseudonym for pseudonym, _ in key.people.values()}
    fresh: list[str] = []
    while len(fresh) < len(new):
        drawn = pseudonyms(len(new) - len(fresh))
        fresh += [name for name in drawn if name not in used and name not in fresh]
    made = dict(zip(new, zip(fresh, salts(len(new)), strict=True), strict=True))
    pairs = [key.people.get(identity) or made[identity] for identity in ids]
    return Identities(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))
