"""What an import refuses, and what it says of each row: taken, left, asked."""

from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Fault, Note


@dataclass(eq=False)
class UnknownTable(Fault):
    """`--as` names no table into which a sheet can be imported; `tables` are those there are."""

    table: str
    tables: tuple[str, ...]


@dataclass(eq=False)
class UnknownSource(Fault):
    """The ledger has no such source; `known` are those it has."""

    source: str
    known: tuple[str, ...]


@dataclass(eq=False)
class ImportedBefore(Fault):
    """This very file was imported into this table; `folder` holds what was kept of it."""

    path: Path
    table: str
    folder: str


@dataclass(eq=False)
class OtherColumns(Fault):
    """A table of the ledger to which rows cannot be added as it is; `missing` are columns that it lacks."""

    path: Path
    missing: tuple[str, ...]


@dataclass(eq=False)
class NoTableFound(Fault):
    """No sheet has a row that looks like a header."""

    path: Path
    sheets: tuple[str, ...]


@dataclass(eq=False)
class MapNeeded(Fault):
    """Which column is which is not certain; `proposal` is a map for a person to mend."""

    path: Path
    table: str
    missing: tuple[str, ...]
    columns: tuple[str, ...]
    proposal: str


@dataclass(eq=False)
class MapNotToml(Fault):
    """A map that is not TOML from this line on."""

    path: Path
    row: int


@dataclass(eq=False)
class MapKeyUnknown(Fault):
    """A map has a key that maps do not have; `known` are those that can stand there."""

    path: Path
    key: str
    known: tuple[str, ...]


@dataclass(eq=False)
class MapValueWrong(Fault):
    """A map's key has a value that it cannot have; `known` are those that it can, if they are few."""

    path: Path
    key: str
    value: str
    known: tuple[str, ...]


@dataclass(eq=False)
class MapColumnMissing(Fault):
    """The map names a column that the sheet does not have; `columns` are those it has."""

    path: Path
    key: str
    column: str
    columns: tuple[str, ...]


@dataclass(eq=False)
class MapIncomplete(Fault):
    """The map says nothing of what every row of this table must say."""

    path: Path
    table: str
    missing: tuple[str, ...]


@dataclass(eq=False)
class NothingTaken(Fault):
    """Not one row could be taken; nothing is written. `left` says why for the first of them."""

    path: Path
    sheet: str
    left: tuple[Note, ...]


@dataclass(frozen=True)
class Aside(Note):
    """A row that is no row of the table: a title, a footnote, a label, a repeated header, another table."""

    row: int
    taken_for: str
    text: str


@dataclass(frozen=True)
class LeftMissing(Note):
    """A row was left: it does not say what a claim of this kind must."""

    row: int
    column: str


@dataclass(frozen=True)
class LeftUnread(Note):
    """A row was left: a cell could not be read as what its column holds."""

    row: int
    place: str
    column: str
    value: str


@dataclass(frozen=True)
class LeftFormula(Note):
    """A row was left: a cell is a formula."""

    row: int
    place: str
    value: str


@dataclass(frozen=True)
class LeftMerged(Note):
    """A row was left: one number stands for several rows."""

    row: int
    place: str
    value: str


@dataclass(frozen=True)
class LeftNoReference(Note):
    """A row was left: the ledger has nothing of this id or number."""

    row: int
    column: str
    value: str


@dataclass(frozen=True)
class LeftByMap(Note):
    """A row was left because the map says so."""

    row: int


@dataclass(frozen=True)
class DateOfTwoReadings(Note):
    """A date that can be read day first or month first was taken as some day from one to the other."""

    row: int
    place: str
    value: str
    date: str


@dataclass(frozen=True)
class DateNotKnown(Note):
    """A cell says that the date is not known; the claim was taken without it."""

    row: int
    place: str
    value: str
    column: str


@dataclass(frozen=True)
class SerialsUnused(Note):
    """Part of a cell of serial numbers was not used."""

    row: int
    place: str
    value: str


@dataclass(frozen=True)
class LeftSerials(Note):
    """A row was left: it lists more serial numbers than weapons."""

    row: int
    listed: int
    quantity: int


@dataclass(frozen=True)
class QuantityFromSerials(Note):
    """The sheet has no quantities; they are the numbers of serial numbers, in so many rows."""

    rows: int


@dataclass(frozen=True)
class TotalAgrees(Note):
    """A total of the sheet is what the rows taken add up to."""

    row: int
    column: str
    said: str
    taken: str


@dataclass(frozen=True)
class TotalOfAll(Note):
    """A total of the sheet is what all its rows add up to; the rows left are what the claims lack."""

    row: int
    column: str
    said: str
    taken: str
    left: str


@dataclass(frozen=True)
class TotalDiffers(Note):
    """A total of the sheet is neither what the rows taken nor what all its rows add up to."""

    row: int
    column: str
    said: str
    taken: str
    difference: int


@dataclass(frozen=True)
class TotalUnread(Note):
    """A row that says that it is a total was left, and it has no number that could be checked."""

    row: int
    text: str


@dataclass(frozen=True)
class EncodingAssumed(Note):
    """The text is not UTF-8; it was read in this encoding."""

    encoding: str


@dataclass(frozen=True)
class OddLetters(Note):
    """A cell with a sign within a word that betrays another encoding than was assumed."""

    row: int
    place: str
    value: str


@dataclass(frozen=True)
class ComputedCells(Note):
    """So many cells of the sheet hold a formula; the values that the file stores for them were taken."""

    cells: int


@dataclass(frozen=True)
class OtherSheet(Note):
    """A sheet of the workbook that was not read."""

    sheet: str
    rows: int


@dataclass(frozen=True)
class UnusedColumn(Note):
    """A column of the sheet of which nothing was taken."""

    place: str
    column: str


@dataclass(frozen=True)
class NewUnits(Note):
    """Units that this import adds, one for each different name and place."""

    units: int


@dataclass(frozen=True)
class SameNameElsewhere(Note):
    """New units whose very name the ledger has in another place, or in one that is not known to be theirs."""

    units: int


@dataclass(frozen=True)
class TownUnread(Note):
    """A municipality is none of its state, or several are called so; it only tells the unit from others."""

    row: int
    place: str
    value: str


@dataclass(frozen=True)
class KnownUnits(Note):
    """Names that were taken for the one unit of the ledger that has exactly that name in that place."""

    units: int


@dataclass(frozen=True)
class NeedsLooking(Note):
    """The claims were written as `needs_work`, because nobody has confirmed the map."""

    claims: int
