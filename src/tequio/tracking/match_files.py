"""Names and registers from files, and candidates as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Fault
from tequio.files import Table, read_table, write_long_csv
from tequio.files.faults import NoRows
from tequio.tracking.dates import ImpossibleDate, beginning, end, span
from tequio.tracking.match import TOP, Candidate, Name, match
from tequio.tracking.register import Register, Unit

COLUMNS = ("query", "rank", "id", "score", "vetoes")
_DATES = {"since": beginning, "until": end, "date": span}


@dataclass(eq=False)
class BlankCell(Fault):
    """A cell that must say something is empty; `row` counts as a spreadsheet does."""

    path: Path
    row: int
    column: str


@dataclass(eq=False)
class DoubledKey(Fault):
    """Two rows of one id; `rows` count as a spreadsheet does."""

    path: Path
    rows: tuple[int, int]
    column: str
    text: str


@dataclass(eq=False)
class NoDate(Fault):
    """A cell that should hold a date holds something else; `row` counts as a spreadsheet does."""

    path: Path
    row: int
    column: str
    text: str


def match_files(names: Path, register: Path, top: int = TOP) -> list[Candidate]:
    """Candidates for the names of one file among the units of another.

    Args:
        names: a table with columns `query` and `name`, and `date` if the units must have existed then.
        register: a table with columns `id` and `name`, and those of `Unit` that are known.
        top: candidates a name, at most.

    Returns:
        As `match`.

    Raises:
        Fault: a file cannot be read; a column, an id or a name is missing; an id is there twice; a
            date is none.
    """
    return match(read_names(names), read_register(register), top)


def read_names(path: Path) -> list[Name]:
    """Names from a table with columns `query`, `name` and maybe `date`; faults as `match_files`."""
    return [Name(*cells) for cells in _rows(path, ("query", "name"), ("date",))]


def read_register(path: Path) -> Register:
    """A register from a table with the fields of `Unit` as columns; only `id` and `name` must be there."""
    rest = ("kind", "level", "state", "municipality", "parent", "since", "until")
    return Register([Unit(*cells) for cells in _rows(path, ("id", "name"), rest)])


def write_candidates(path: Path, candidates: Iterable[Candidate]) -> int:
    """Writes `query,rank,id,score,vetoes`, the vetoes joined by `|`, without holding all of them.

    Returns:
        How many names have candidates.

    Raises:
        UnwritableFile: the folder is missing or protected, or the disk is full.
    """
    several = 0

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal several
        for c in candidates:
            several += c.rank == 1
            yield c.query, c.rank, c.id, f"{c.score:.4f}", "|".join(c.vetoes)

    write_long_csv(path, COLUMNS, rows())
    return several


def _rows(path: Path, needed: tuple[str, str], rest: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    table = read_table(path)
    places = [table.column(column) for column in needed] + [table.find(column) for column in rest]
    if not table.rows:
        raise NoRows(path)
    first: dict[str, int] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        cells = tuple("" if place is None else row[place].strip() for place in places)
        for column, cell in zip(needed, cells, strict=False):
            if not cell:
                raise BlankCell(path, line, column)
        if cells[0] in first:
            raise DoubledKey(path, (first[cells[0]], line), needed[0], cells[0])
        first[cells[0]] = line
        _check_dates(table, line, dict(zip((*needed, *rest), cells, strict=True)))
        yield cells


def _check_dates(table: Table, line: int, cells: dict[str, str]) -> None:
    for column, read in _DATES.items():
        text = cells.get(column, "")
        if text:
            try:
                read(text)
            except ImpossibleDate as fault:
                raise NoDate(table.path, line, column, text) from fault
