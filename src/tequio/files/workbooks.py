"""XLSX, read as texts."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tequio.files.faults import EmptyFile, FarCell, FormulaUnsaved, NotATable, TooLarge

UNPACKED_LIMIT = 1_000_000_000  # bytes of a workbook once unpacked
CELL_LIMIT = 30_000_000  # cells between a sheet's first and last; the reader makes room for each of them

# XML may be written with either quotation mark and with a prefix before its names.
CELL = rb"<(?:\w+:)?c\b"
_COLUMN = re.compile(CELL + rb"""[^>]*?\br=["']([A-Za-z]+)""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d+)["']""")

# A cell that ends after its formula, or with an empty value.
UNSAVED = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(<v\s*/>|<v>\s*</v>)?\s*</c>")


@dataclass(frozen=True)
class FirstSheet:
    """The sheet of a workbook that is read as a table.

    Args:
        name: of the sheet.
        others: further sheets that hold anything.
        records: its rows, from row 1 on.
    """

    name: str
    others: tuple[str, ...]
    records: Iterator[list[str]]


def workbook_sheet(path: Path, data: bytes) -> FirstSheet:
    """The first sheet that holds anything.

    Raises:
        EmptyFile, FarCell, TooLarge, NotATable: it cannot be read as a table.
        FormulaUnsaved: a cell of it holds a formula, but not its result.
    """
    check_workbook(path, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(place, book.get_sheet_by_name(name)) for place, name in enumerate(book.sheet_names)]
        full = [(place, sheet) for place, sheet in sheets if sheet.start is not None]
        unsaved = _unsaved(data, full[0][0]) if full else ""
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # the reader's panics are no `Exception`
        raise NotATable(path, "XLSX") from error
    if not full:
        raise EmptyFile(path)
    first, *others = (sheet for _, sheet in full)
    if unsaved:
        raise FormulaUnsaved(path, first.name, unsaved)
    records = ([cell_text(value) for value in row] for row in first.iter_rows())
    return FirstSheet(first.name, tuple(sheet.name for sheet in others), records)


def _unsaved(data: bytes, place: int) -> str:
    """The first cell of a sheet that has a formula without a result, such as `B7`; empty if none."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        part = _part(book, place)
        content = book.read(part) if part in book.namelist() else b""
    for found in UNSAVED.finditer(content) if b"<f" in content else ():
        start = content[content.rfind(b"<c ", 0, found.start()) : found.start()].partition(b">")[0]
        # An empty value that is a text is the result of a formula like `=""`.
        if not (found[1] and b't="str"' in start):
            cell = re.search(rb'\br="([A-Z]+[0-9]+)"', start)
            return cell[1].decode() if cell else "?"
    return ""


def _part(book: zipfile.ZipFile, place: int) -> str:
    """The file in the workbook that holds the sheet at a place; empty if it cannot be told."""
    main, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {main, links} <= set(book.namelist()):
        return ""
    sheets = re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", book.read(main))
    link = re.search(rb'\b\w+:id="([^"]+)"', sheets[place]) if place < len(sheets) else None
    for relation in re.findall(rb"<Relationship\b[^>]*>", book.read(links)) if link else ():
        if link and b'Id="' + link[1] + b'"' in relation:
            target = re.search(rb'\bTarget="([^"]+)"', relation)
            name = target[1].decode(errors="replace") if target else ""
            return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    return ""


def check_workbook(path: Path, data: bytes) -> None:
    """Refuses what would burst the memory: a small file may unpack to anything."""
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
        parts = book.infolist()
        if not any(re.match(r"xl/workbook.*\.xml", part.filename) for part in parts):
            raise NotATable(path, "ZIP")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > UNPACKED_LIMIT:
            raise TooLarge(path, unpacked, UNPACKED_LIMIT)
        for part in parts:
            # All of them are read through: one that is larger than it says fails its checksum here.
            content = book.read(part) if part.filename.endswith(".xml") else b""
            if b"sheetData" in content:
                columns, rows = _span(content)
                if columns * rows > CELL_LIMIT:
                    raise FarCell(path, Path(part.filename).stem, columns, rows)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise NotATable(path, "ZIP") from error


def _span(sheet: bytes) -> tuple[int, int]:
    letters = {name.upper() for name in set(_COLUMN.findall(sheet))}
    last = max((len(name), name) for name in letters)[1] if letters else b"A"
    columns = 0
    for letter in last:
        columns = columns * 26 + letter - 64
    return columns, max(map(int, _ROW.findall(sheet)), default=1)


def cell_text(value: Any) -> str:
    """A cell as a text: whole numbers without a point, dates in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).upper() if isinstance(value, bool) else str(value)
