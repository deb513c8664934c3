"""Which units of a large register names may mean, by Splink: for registers and lists beyond `match`.

Our own reading of names and units becomes columns (`splink_columns`), keys bound which pairs are looked
at (`blocking_keys`), and Splink joins, compares and weighs them (`splink_settings`) in DuckDB or Spark
(`splink_backends`). What speaks against a unit is said as `match` says it. Nothing is linked.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from tequio.files import make_folder
from tequio.tracking.blocking_keys import Keys
from tequio.tracking.dates import ANY, span
from tequio.tracking.match import TOP, Candidate, Name, lifetimes
from tequio.tracking.names import Token
from tequio.tracking.register import Register
from tequio.tracking.search import Search
from tequio.tracking.splink_backends import MEMORY, Backend, backend
from tequio.tracking.splink_columns import Readings, name_frame, town_frame, unit_frame
from tequio.tracking.splink_settings import NAMES, TOWNS, UNITS

CHUNK = 100_000  # names at once: what bounds the memory, however many there are


@dataclass
class SplinkEngine:
    """Proposes units by Splink; called like `match.match`.

    Args:
        which: the backend.
        folder: for tables and for what does not fit into memory; a temporary one if it is not given.
            With Spark on many machines it must be one that all of them see.
        memory: GB that DuckDB may hold.
        chunk: names at once. It changes no candidate.

    Attributes:
        pairs: how many pairs of a name and a unit were compared so far.
    """

    which: Backend = Backend.DUCKDB
    folder: Path | None = None
    memory: float = MEMORY
    chunk: int = CHUNK
    pairs: int = field(default=0, init=False)

    def __call__(self, names: Sequence[Name], register: Register, top: int = TOP) -> Iterator[Candidate]:
        """The likeliest units for each name, best first, ties by id.

        Args:
            names: as written.
            register: of units; one that stands in it under several names is a candidate once.
            top: candidates a name, at most.

        Yields:
            For each name in turn up to `top` of the units that certainly or possibly existed at its
            date. The score is Splink's chance that name and unit are one, from 0 to 100. A unit that
            shares no key with a name is no candidate, so a name can have few or none.

        Raises:
            ImpossibleDate: a date of a name or of the register is none.
            ExtraMissing, JavaMissing: what the backend needs is not there.
            MemoryShort: DuckDB may hold too little.
            UnwritableFile: the folder can not be made.
        """
        if not register.units or not names:
            return
        if self.folder is not None:
            make_folder(self.folder)
        with (
            tempfile.TemporaryDirectory(prefix="tequio-", dir=self.folder) as made,
            backend(self.which, Path(made).resolve(), self.memory) as linking,
        ):
            folder = Path(made).resolve()
            keys, readings = _units(register, folder), Readings(register)
            for start in range(0, len(names), self.chunk):
                part = names[start : start + self.chunk]
                tokens = _names(part, register, (keys, readings), folder)
                best, pairs = linking.best(top)
                self.pairs += pairs
                searches = (Search(each, readings.costs, register) for each in tokens)
                yield from _candidates(part, searches, best, register)


def tables(names: Sequence[Name], register: Register, folder: Path) -> None:
    """Writes what a backend reads, all names at once: for those who count what Splink sees."""
    _names(names, register, (_units(register, folder), Readings(register)), folder)


def _units(register: Register, folder: Path) -> Keys:
    """Writes the units of a register and their places."""
    keys = Keys(register)
    units = unit_frame(register, keys, lifetimes(register.units))
    town_frame(units).write_parquet(folder / f"{TOWNS}.parquet")
    units.write_parquet(folder / f"{UNITS}.parquet")
    return keys


def _names(
    names: Sequence[Name], register: Register, known: tuple[Keys, Readings], folder: Path
) -> list[tuple[Token, ...]]:
    """Writes names, numbered from 0; their tokens."""
    keys, readings = known
    tokens = readings.read([name.name for name in names])
    searches = (Search(each, readings.costs, register) for each in tokens)
    rows = name_frame(searches, keys, [_days(name) for name in names])
    rows.write_parquet(folder / f"{NAMES}.parquet")
    return tokens


def _days(name: Name) -> tuple[int, int]:
    days = span(name.date) if name.date else ANY
    return days.first, days.last


def _candidates(
    names: Sequence[Name], searches: Iterable[Search], best: pl.DataFrame, register: Register
) -> Iterator[Candidate]:
    """What a backend found, with what speaks against each unit.

    Args:
        names: as written.
        searches: of each name.
        best: as `Linking.best` gives it.
        register: of units.
    """
    number, unit, weight = (best[column].to_numpy() for column in ("name", "unit", "weight"))
    score = np.round(100 / (1 + np.exp2(-weight)), 4)
    cuts = np.searchsorted(number, np.arange(len(names) + 1)).tolist()
    for name, search, start, stop in zip(names, searches, cuts, cuts[1:], strict=False):
        found = unit[start:stop]
        vetoes = search.vetoes(found) if len(found) else []
        said = zip(found.tolist(), score[start:stop].tolist(), vetoes, strict=True)
        for rank, (position, likely, veto) in enumerate(said, 1):
            yield Candidate(name.query, rank, register.units[position].id, likely, veto)
