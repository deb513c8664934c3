"""The strata of a frame: the combinations of values that occur in it, and who is in which."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tequio.faults import Fault
from tequio.files.faults import NoRows
from tequio.selection.frames import OUTER, Frame, plain, table_faults

# More strata than this is a column of names or numbers, taken by mistake.
MOST_STRATA = 100_000


@dataclass(eq=False)
class StratumEmpty(Fault):
    """Rows without a value in a column of the strata; `row` is the first, the header being row 1."""

    path: Path
    column: str
    row: int
    count: int


@dataclass(eq=False)
class StrataTooMany(Fault):
    """So many combinations that the columns cannot be meant."""

    path: Path
    columns: tuple[str, ...]
    count: int
    most: int


@dataclass(frozen=True)
class Spelling:
    """A value that was matched with another one because only case or outer space differ."""

    column: str
    value: str
    spelled: str
    rows: int


@dataclass(frozen=True)
class Strata:
    """A frame's rows by stratum.

    Args:
        columns: the C columns that make the strata.
        values: for each of the S strata its C values, in ascending order of the plain values.
        rows: (S,) number of rows, int64.
        stratum: (n,) position in `values` for each row of the frame, int32.
        spellings: values that were matched although they are spelled differently.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    rows: NDArray[np.int64]
    stratum: NDArray[np.int32]
    spellings: tuple[Spelling, ...]


def stratify(frame: Frame, columns: tuple[str, ...], allow_empty: bool = False) -> Strata:
    """Sorts the rows of a frame into strata; without columns there is one.

    Values that differ only in case or outer space are one value, written as most rows write it
    (among equals, the first in the order of code points).

    Raises:
        StratumEmpty: a cell without a value, unless `allow_empty`: then it is a value like others.
        StrataTooMany: more than 100,000 combinations.
        NoRows: no rows. Also all that `table_faults` raises.
    """
    with table_faults(frame):
        texts = [pl.col(name).cast(pl.String).fill_null("").cast(pl.Categorical) for name in columns]
        # Without columns the rows still have to be counted.
        table = frame.scan().select(texts or [pl.first().is_null()]).collect(engine="streaming")
    n = table.height
    if n == 0:
        raise NoRows(frame.path)
    stratum: NDArray[np.int64] = np.zeros(n, dtype=np.int64)
    values: list[tuple[str, ...]] = [()]
    spellings: list[Spelling] = []
    for name in columns:
        names, codes, doubles = _column(frame, table[name], allow_empty)
        spellings += doubles
        present, stratum = _dense(stratum * len(names) + codes, len(values) * len(names))
        if len(present) > MOST_STRATA:
            raise StrataTooMany(frame.path, columns, len(present), MOST_STRATA)
        values = [(*values[at // len(names)], names[at % len(names)]) for at in present.tolist()]
    rows = np.bincount(stratum, minlength=len(values)).astype(np.int64)
    return Strata(columns, tuple(values), rows, stratum.astype(np.int32), tuple(spellings))


def _column(
    frame: Frame, cells: pl.Series, allow_empty: bool
) -> tuple[list[str], NDArray[np.int64], list[Spelling]]:
    """The values of one column, the position of each row's value among them, and odd spellings."""
    physical = cells.to_physical().to_numpy()
    counts = np.bincount(physical)
    found = cells.unique()
    spelled = sorted(zip(found.cast(pl.String).to_list(), found.to_physical().to_list()))
    same: dict[str, list[tuple[str, int]]] = {}
    for text, code in spelled:
        same.setdefault(plain(text), []).append((text, code))
    if "" in same and not allow_empty:
        empty = np.isin(physical, [code for _, code in same[""]])
        raise StratumEmpty(frame.path, cells.name, int(empty.argmax()) + 2, int(empty.sum()))
    names, doubles = [], []
    place = np.zeros(len(counts), dtype=np.int64)
    for at, key in enumerate(sorted(same)):
        texts = same[key]
        best = max(texts, key=lambda entry: counts[entry[1]])
        names.append(best[0].strip(OUTER))
        for text, code in texts:
            place[code] = at
            if text != best[0]:
                doubles.append(Spelling(cells.name, names[-1], text, int(counts[code])))
    return names, place[physical], doubles


def _dense(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes that occur, ascending, and each row's position among them."""
    if size > 1 << 24:
        present, inverse = np.unique(codes, return_inverse=True)
        return present, inverse
    present = np.flatnonzero(np.bincount(codes, minlength=size))
    place = np.zeros(size, dtype=np.int64)
    place[present] = np.arange(len(present))
    return present, place[codes]
