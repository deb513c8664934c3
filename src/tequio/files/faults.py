"""What can be wrong with a file, and what was guessed about it."""

from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Fault, Note


@dataclass(eq=False)
class MissingFile(Fault):
    """There is no such file."""

    path: Path


@dataclass(eq=False)
class NotAFile(Fault):
    """The path is a folder or a device."""

    path: Path


@dataclass(eq=False)
class UnreadableFile(Fault):
    """The operating system does not let it be read; `code` is its name for why (`EACCES`)."""

    path: Path
    code: str


@dataclass(eq=False)
class UnwritableFile(Fault):
    """The operating system does not let it be written; `code` is its name for why (`ENOSPC`)."""

    path: Path
    code: str


@dataclass(eq=False)
class TooLarge(Fault):
    """More bytes than are read, as it is or unpacked."""

    path: Path
    bytes: int
    limit: int


@dataclass(eq=False)
class UnpacksTooLarge(TooLarge):
    """A workbook that unpacks to more bytes than are read; `bytes` were told or read by then."""


@dataclass(eq=False)
class FarCell(Fault):
    """A sheet with a cell so far off that it spans more cells than are read."""

    path: Path
    sheet: str
    columns: int
    rows: int


@dataclass(eq=False)
class FormulaUnsaved(Fault):
    """A `cell`, such as `B7`, with a formula whose result is not in the file."""

    path: Path
    sheet: str
    cell: str


@dataclass(eq=False)
class FormulaError(Fault):
    """A cell that holds an error, such as `#REF!`; `sheet` names the part."""

    path: Path
    sheet: str
    cell: str


@dataclass(eq=False)
class LinkedCell(Fault):
    """A cell whose formula looks into another file or program; `sheet` names the part."""

    path: Path
    sheet: str
    cell: str


@dataclass(eq=False)
class EmptyFile(Fault):
    """Nothing in it, or nothing but blanks."""

    path: Path


@dataclass(eq=False)
class NoRows(Fault):
    """A header and no row below it."""

    path: Path


@dataclass(eq=False)
class NotATable(Fault):
    """Something else than CSV or XLSX: `found` names the format, empty if it is unknown."""

    path: Path
    found: str


@dataclass(eq=False)
class BrokenEncoding(Fault):
    """Bytes that are no text; `row` and `column` count from 1, `byte` from 0; `column` 0: in no table."""

    path: Path
    row: int
    byte: int
    encoding: str
    column: int = 0


@dataclass(eq=False)
class ControlCharacter(Fault):
    """An invisible character that no table should hold; `row` counts lines from 1."""

    path: Path
    row: int
    code: int


@dataclass(eq=False)
class OpenQuote(Fault):
    """A quotation mark that opens in this row is never closed."""

    path: Path
    row: int


@dataclass(eq=False)
class StrayQuote(Fault):
    """Text goes on after a closing quotation mark, or a cell is longer than any text."""

    path: Path
    row: int


@dataclass(eq=False)
class RaggedRow(Fault):
    """A row with more cells than the header has names."""

    path: Path
    row: int
    cells: int
    columns: int


@dataclass(eq=False)
class DoubledColumn(Fault):
    """Two columns of one name; `places` count from 1."""

    path: Path
    row: int
    column: str
    places: tuple[int, int]


@dataclass(eq=False)
class MissingColumn(Fault):
    """None of the `wanted` names is among the `columns`."""

    path: Path
    row: int
    wanted: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(eq=False)
class FolderInUse(Fault):
    """The folder for the result already holds something, `found`, that must not be lost."""

    path: Path
    found: str


@dataclass(eq=False)
class FileInUse(Fault):
    """There is already a file where the result is to be written."""

    path: Path


@dataclass(eq=False)
class FileChanged(Fault):
    """A file was changed by somebody else between reading and writing."""

    path: Path


@dataclass(eq=False)
class NotJson(Fault):
    """Text that is no JSON from this place on."""

    path: Path
    row: int
    column: int


@dataclass(frozen=True)
class UnreadSheets(Note):
    """Of a workbook `sheet` was read, and further `sheets` that hold anything were not."""

    path: Path
    sheet: str
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class GuessedEncoding(Note):
    """The text is in a code page, which bytes alone do not tell for certain."""

    path: Path
    encoding: str
