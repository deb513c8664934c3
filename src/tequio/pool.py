"""The people who may be drawn, and what they told us."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tequio.faults import Fault, Note
from tequio.files import Table, folded, read_table
from tequio.files.faults import NoRows

# The names that an id column goes by where nobody says which it is; the first that is there counts.
ID_COLUMNS = (
    "id",
    "volunteer_id",
    "respondent_id",
    "participant_id",
    "person_id",
    "registration_id",
    "external_id",
    "nationbuilder_id",
    "identifier",
    "identificador",
    "folio",
)
MISFITS = 20  # different misfits that one fault lists


@dataclass(eq=False)
class NoIdColumn(Fault):
    """No column has a name that ids go by; `columns` are those there are."""

    path: Path
    row: int
    columns: tuple[str, ...]


@dataclass(eq=False)
class EmptyId(Fault):
    """A volunteer without an id."""

    path: Path
    row: int
    column: str


@dataclass(eq=False)
class DoubledId(Fault):
    """Two volunteers with one id."""

    path: Path
    rows: tuple[int, int]
    column: str
    id: str


@dataclass(eq=False)
class BrokenId(Fault):
    """An id of more than one line, which no list and no command line shows as it is."""

    path: Path
    row: int
    column: str


@dataclass(frozen=True)
class Misfit:
    """A value that has no quota: where it stands first, in how many rows, and what has one; may be empty."""

    column: str
    value: str
    row: int
    rows: int
    values: tuple[str, ...]


@dataclass(eq=False)
class UnknownValues(Fault):
    """Values with no quota, empty ones included: the first `MISFITS` of them, and how `many` there are."""

    path: Path
    misfits: tuple[Misfit, ...]
    many: int


@dataclass(frozen=True)
class MatchedColumn(Note):
    """A column that differs from the feature's name in case or space."""

    path: Path
    written: str
    meant: str


@dataclass(frozen=True)
class MatchedValue(Note):
    """A value that differs from the one with a quota in case or space, and in how many rows."""

    path: Path
    column: str
    written: str
    meant: str
    rows: int


@dataclass(frozen=True)
class AlikeIds(Note):
    """Two ids that differ in case or space only, and are those of two people."""

    path: Path
    rows: tuple[int, int]
    column: str
    one: str
    other: str


@dataclass(frozen=True)
class NoSharedHousehold(Note):
    """By the columns of the household nobody shares one, so that the household rule changes nothing."""

    path: Path
    columns: tuple[str, ...]


class Features(Protocol):
    """What the reading of a pool needs to know of the quotas."""

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features."""

    def values(self, feature: str) -> tuple[str, ...]:
        """The values of a feature."""


@dataclass(frozen=True)
class Pool:
    """All volunteers of one assembly.

    Args:
        ids: n different, non-empty texts.
        features: names of the F features, in the order of the quotas file.
        categories: for each feature its values, in the order of the quotas file.
        values: (n, F) positions in `categories`, int32.
        households: (n,) int32, the same number for people who share a household, -1 for who
            gave none; `None` without the household rule.
        kept: further columns that callers need, by name, n texts each.
    """

    ids: tuple[str, ...]
    features: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    values: NDArray[np.int32]
    households: NDArray[np.int32] | None
    kept: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        """How many volunteers there are."""
        return len(self.ids)


def read_pool(
    path: Path,
    quotas: Features,
    *,
    id_column: str | None = None,
    households: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> tuple[Pool, tuple[Note, ...]]:
    """Reads the volunteers, one a row, from CSV or XLSX; `quotas.check_pool` then sees whether they suffice.

    Names of columns and values match whatever their case, outer and doubled spaces and Unicode
    normal form. Other columns are ignored.

    Args:
        path: the file.
        quotas: the features, a column each, and their values.
        id_column: the column with the ids; without it, the first of `ID_COLUMNS` that is there.
        households: columns whose cells, all taken together, are the same for one household; people
            for whom they are all empty share none.
        keep: columns to carry along.

    Returns:
        The pool in the order of the file, and notes about what was matched or guessed.

    Raises:
        Fault: the file cannot be read as a table, a column is missing or doubled, an id is empty,
            doubled or of several lines, or values have no quota.
    """
    table = read_table(path)
    if not table.rows:
        raise NoRows(path)
    at = _id_place(table, id_column)
    places = [table.column(feature) for feature in quotas.features]
    shared = [table.column(name) for name in households]
    carried = [table.column(name) for name in keep]
    readings = [
        _Reading(table, place, quotas.values(feature))
        for place, feature in zip(places, quotas.features, strict=True)
    ]
    values = np.empty((len(table.rows), len(readings)), dtype=np.int32)
    for column, reading in enumerate(readings):
        values[:, column] = np.fromiter(
            (reading[row[reading.place]] for row in table.rows), np.int32, len(table.rows)
        )
    _check_values(path, readings)
    pool = Pool(
        _ids(table, at),
        quotas.features,
        tuple(map(quotas.values, quotas.features)),
        values,
        _households(table, shared) if shared else None,
        {table.columns[place]: tuple(row[place] for row in table.rows) for place in carried},
    )
    columns = [
        MatchedColumn(path, table.columns[place], feature)
        for place, feature in zip(places, quotas.features, strict=True)
        if table.columns[place] != feature
    ]
    alike = _alike_ids(table, at, pool.ids)
    lonely = _lonely(pool, path, tuple(table.columns[place] for place in shared))
    return pool, (
        *table.notes,
        *columns,
        *alike,
        *lonely,
        *(note for reading in readings for note in reading.notes()),
    )


def _lonely(pool: Pool, path: Path, columns: tuple[str, ...]) -> tuple[Note, ...]:
    if pool.households is None:
        return ()
    named = pool.households[pool.households >= 0]
    return (NoSharedHousehold(path, columns),) if len(np.unique(named)) == len(named) else ()


def _id_place(table: Table, name: str | None) -> int:
    if name is not None:
        return table.column(name)
    place = table.find(*(form for known in ID_COLUMNS for form in (known, known.replace("_", " "))))
    if place is None:
        raise NoIdColumn(table.path, table.header, table.columns)
    return place


def _ids(table: Table, place: int) -> tuple[str, ...]:
    ids = tuple(row[place].strip() for row in table.rows)
    column = table.columns[place]
    if "" in ids:
        raise EmptyId(table.path, table.lines[ids.index("")], column)
    if len(set(ids)) < len(ids):
        first: dict[str, int] = {}
        for line, name in zip(table.lines, ids, strict=True):
            if first.setdefault(name, line) != line:
                raise DoubledId(table.path, (first[name], line), column, name)
    for line, name in zip(table.lines, ids, strict=True):
        if len(name.splitlines()) > 1:
            raise BrokenId(table.path, line, column)
    return ids


def _alike_ids(table: Table, place: int, ids: tuple[str, ...]) -> tuple[Note, ...]:
    """The first two ids that a person could mistake for one another."""
    first: dict[str, int] = {}
    for at, name in enumerate(ids):
        before = first.setdefault(folded(name), at)
        if before != at:
            lines = (table.lines[before], table.lines[at])
            return (AlikeIds(table.path, lines, table.columns[place], ids[before], name),)
    return ()


class _Reading(dict[str, int]):
    """One column: for each different cell the position of the value that is meant, -1 for none."""

    def __init__(self, table: Table, place: int, values: tuple[str, ...]) -> None:
        super().__init__()
        self.table, self.place, self.values_meant = table, place, values
        self._folds = {folded(value): position for position, value in enumerate(values)}

    def __missing__(self, cell: str) -> int:
        self[cell] = self._folds.get(folded(cell), -1)
        return self[cell]

    def misfits(self) -> list[Misfit]:
        """The values without a quota, in the order in which they first stand in the file."""
        strange = [cell for cell, position in self.items() if position < 0]
        counts, column = self._counted(strange), self.table.columns[self.place]
        first: dict[str, int] = {}
        for line, row in zip(self.table.lines if strange else (), self.table.rows, strict=False):
            if self[row[self.place]] < 0:
                first.setdefault(row[self.place], line)
        return [Misfit(column, cell, first[cell], counts[cell], self.values_meant) for cell in strange]

    def notes(self) -> list[Note]:
        """The values that were matched in spite of case or space."""
        near = [
            cell for cell, position in self.items() if position >= 0 and cell != self.values_meant[position]
        ]
        counts, column = self._counted(near), self.table.columns[self.place]
        return [
            MatchedValue(self.table.path, column, cell, self.values_meant[self[cell]], counts[cell])
            for cell in near
        ]

    def _counted(self, cells: list[str]) -> Counter[str]:
        return Counter(row[self.place] for row in self.table.rows) if cells else Counter()


def _check_values(path: Path, readings: Sequence[_Reading]) -> None:
    misfits = [misfit for reading in readings for misfit in reading.misfits()]
    if misfits:
        raise UnknownValues(path, tuple(misfits[:MISFITS]), len(misfits))


def _households(table: Table, places: Sequence[int]) -> NDArray[np.int32]:
    numbers: dict[tuple[str, ...], int] = {("",) * len(places): -1}
    keys = (tuple(folded(row[place]) for place in places) for row in table.rows)
    # -1 is taken for who gave none, so that the next number is one less than there are entries.
    return np.fromiter((numbers.setdefault(key, len(numbers) - 1) for key in keys), np.int32, len(table.rows))
