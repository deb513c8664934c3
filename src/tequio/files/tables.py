"""Tables of texts, from CSV and XLSX, recognised by their content."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tequio.faults import Note
from tequio.files.csvs import csv_records
from tequio.files.disk import read_bytes
from tequio.files.encodings import CODE_PAGES, encoding_of
from tequio.files.faults import (
    DoubledColumn,
    EmptyFile,
    GuessedEncoding,
    MissingColumn,
    NotATable,
    RaggedRow,
    UnreadSheets,
)
from tequio.files.sheets import Sheet, workbook_sheets
from tequio.files.workbooks import workbook_sheet

SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "XLS"),  # the old workbook, and also a new one that a password protects
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "GZIP"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
    (b"<", "HTML"),
    (b"{", "JSON"),
    (b"[", "JSON"),
)


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Args:
        path: the file.
        columns: names as written, without outer spaces; may be empty for a column nobody named.
        rows: the cells as written, as many as there are columns; blank rows are left out.
        lines: for each row its number as a spreadsheet counts, in which the first line is 1.
        header: the number of the row with the names, mostly 1.
        encoding: how the text was encoded (`utf-8`, `cp1252`), or `None` for a workbook.
        sheet: the name of the sheet; empty for a CSV.
        unread: the names of further sheets that hold anything.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: Sequence[int]
    header: int = 1
    encoding: str | None = "utf-8"
    sheet: str = ""
    unread: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was guessed in reading it."""
        guessed = self.encoding in CODE_PAGES
        notes: list[Note] = [GuessedEncoding(self.path, str(self.encoding))] if guessed else []
        if self.unread:
            notes.append(UnreadSheets(self.path, self.sheet, self.unread))
        return tuple(notes)

    def find(self, *names: str) -> int | None:
        """The position of the first of these names that is a column, ignoring case and spaces.

        Raises:
            DoubledColumn: two columns go by that name.
        """
        for name in map(folded, names):
            places = self._places.get(name, [])
            if len(places) > 1:
                raise DoubledColumn(
                    self.path, self.header, self.columns[places[0]], (places[0] + 1, places[1] + 1)
                )
            if places:
                return places[0]
        return None

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the columns of each folded name stand; thousands of columns are each looked up once."""
        places: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns):
            places.setdefault(folded(column), []).append(place)
        return places

    def column(self, *names: str) -> int:
        """As `find`, but raises `MissingColumn` where there is none."""
        place = self.find(*names)
        if place is None:
            raise MissingColumn(self.path, self.header, names, self.columns)
        return place


def folded(text: str) -> str:
    """A text without what is ignored in matching: case, outer and doubled spaces, Unicode's spellings."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))


def read_table(path: Path) -> Table:
    """Reads a table from CSV or XLSX.

    CSV may be separated by comma, semicolon, tab or bar, and encoded as UTF-8, UTF-16 or in a code
    page. Of a workbook the first sheet that holds anything is read. Cells that `write_csv`
    defused are restored.

    Raises:
        Fault: the file is missing, too large, empty, no table or broken; each subclass says where.
    """
    data = read_bytes(path)
    if is_workbook(path, data):
        sheet = workbook_sheet(path, data)
        table = _table(path, sheet.records, None)
        return replace(table, sheet=sheet.name, unread=sheet.others)
    encoding = encoding_of(path, data)
    return _table(path, csv_records(path, data, encoding), encoding)


def read_sheets(path: Path, data: bytes) -> tuple[tuple[Sheet, ...], str | None]:
    """Everything that a workbook or CSV holds, as it lies there: titles, totals, blank columns.

    Args:
        path: the file, for what is said about it.
        data: its content, as `read_bytes` has it.

    Returns:
        the sheets that hold anything (of a CSV one, without a name), and the encoding of a CSV.

    Raises:
        Fault: the file is empty, no table or broken, or a formula's value cannot be relied on.
    """
    if is_workbook(path, data):
        return workbook_sheets(path, data), None
    encoding = encoding_of(path, data)
    records = enumerate(csv_records(path, data, encoding, titled=True), 1)
    rows = tuple((line, tuple(row)) for line, row in records if any(map(str.strip, row)))
    return (Sheet("", rows),), encoding


def is_workbook(path: Path, data: bytes) -> bool:
    """Whether a file is a workbook rather than text.

    Raises:
        EmptyFile: there is nothing in it.
        NotATable: it is something else than either.
    """
    if not data.strip(b' \t\r\n\0,;|"'):
        raise EmptyFile(path)
    if data.startswith(b"PK\x03\x04"):
        return True
    start = data[:1000].lstrip()
    for signature, found in SIGNATURES:
        if start.startswith(signature):
            raise NotATable(path, found)
    return False


def _table(path: Path, records: Iterator[Sequence[str]], encoding: str | None) -> Table:
    numbered = enumerate(records, 1)
    header, names = next(((line, row) for line, row in numbered if any(map(str.strip, row))), (0, ()))
    columns = [name.strip() for name in names]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise EmptyFile(path)
    for place, column in enumerate(columns):
        if column and columns.index(column) < place:
            raise DoubledColumn(path, header, column, (columns.index(column) + 1, place + 1))
    rows, lines, width = [], [], len(columns)
    for line, record in numbered:
        cells = record if len(record) == width else _fitted(path, line, record, width)
        if any(map(str.strip, cells)):
            rows.append(tuple(cells))
            lines.append(line)
    # Without blank rows in between, a range says the same in no space.
    whole = bool(lines) and lines[-1] - lines[0] + 1 == len(lines)
    return Table(
        path,
        tuple(columns),
        tuple(rows),
        range(lines[0], lines[-1] + 1) if whole else tuple(lines),
        header,
        encoding,
    )


def _fitted(path: Path, line: int, record: Sequence[str], width: int) -> Sequence[str]:
    if any(map(str.strip, record[width:])):
        raise RaggedRow(path, line, len(record), width)
    return (*record[:width], *[""] * (width - len(record)))
