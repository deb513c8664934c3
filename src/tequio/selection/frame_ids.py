"""What tells the rows of a frame apart: ids, and households."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tequio.faults import Fault, Note
from tequio.selection.frames import OUTER, Frame, table_faults


@dataclass(eq=False)
class IdRepeated(Fault):
    """An id that is empty or stands in more than one row; `row` counts the header as 1."""

    path: Path
    row: int
    column: str
    value: str


@dataclass(frozen=True)
class RepeatedId(Note):
    """A column that is called like ids, but was not named as such, has one of them in more than one row."""

    path: Path
    row: int
    column: str
    value: str


def numbers_of(frame: Frame, columns: tuple[str, ...], fold: bool = True) -> NDArray[np.uint64]:
    """A number for the text in some columns: equal for equal texts, 0 for none.

    The numbers are 64-bit hashes and only ever compared with one another in this process, so that
    it does not matter that the next version of the reader makes others.
    """
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in columns]
    if fold:
        cells = [cell.str.strip_chars(OUTER).str.to_lowercase() for cell in cells]
    text = pl.concat_str(cells, separator="\x1f")
    bare = "\x1f" * (len(columns) - 1)
    number = pl.when(text == bare).then(pl.lit(0, pl.UInt64)).otherwise(text.hash(1))
    with table_faults(frame):
        return frame.scan().select(number.alias("number")).collect(engine="streaming")["number"].to_numpy()


def repeated_id(frame: Frame, column: str) -> RepeatedId | None:
    """Where the ids of a column stand in more than one row: the last row of one of them, else `None`.

    Empty cells are no ids. Raises all that `table_faults` raises.
    """
    ids = numbers_of(frame, (column,), fold=False)
    ordered = np.sort(ids[ids != 0])
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) == 0:
        return None
    row = int(np.flatnonzero(ids == twice[0])[-1])
    return RepeatedId(frame.path, row + 2, column, _cell(frame, column, row))


def check_ids(frame: Frame, column: str) -> None:
    """Sees that a column has an id in each row, and none twice.

    Raises:
        IdRepeated: it has not. Also all that `table_faults` raises.
    """
    empty = np.flatnonzero(numbers_of(frame, (column,), fold=False) == 0)
    if len(empty):
        raise IdRepeated(frame.path, int(empty[0]) + 2, column, "")
    found = repeated_id(frame, column)
    if found:
        raise IdRepeated(found.path, found.row, found.column, found.value)


def _cell(frame: Frame, column: str, row: int) -> str:
    with table_faults(frame):
        value = frame.scan().select(pl.col(column).cast(pl.String)).slice(row, 1).collect().item()
    return value or ""
