"""XLSX, read as texts."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tequio.files.faults import EmptyFile, FarCell, NotATable, TooLarge

UNPACKED_LIMIT = 1_000_000_000  # bytes of a workbook once unpacked
CELL_LIMIT = 30_000_000  # cells between a sheet's first and last; the reader makes room for each of them


def workbook_records(path: Path, data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet that holds anything, from row 1 on."""
    _check_workbook(path, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None:
                return ([_cell(value) for value in row] for row in sheet.iter_rows())
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # the reader's panics are no `Exception`
        raise NotATable(path, "XLSX") from error
    raise EmptyFile(path)


def _check_workbook(path: Path, data: bytes) -> None:
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
            if "sheet" in part.filename and part.filename.endswith(".xml"):
                columns, rows = _span(book.read(part))
                if columns * rows > CELL_LIMIT:
                    raise FarCell(path, Path(part.filename).stem, columns, rows)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotATable(path, "ZIP") from error


def _span(sheet: bytes) -> tuple[int, int]:
    letters = set(re.findall(rb'<c [^>]*?\br="([A-Z]+)', sheet))
    last = max((len(name), name) for name in letters)[1] if letters else b"A"
    columns = 0
    for letter in last:
        columns = columns * 26 + letter - 64
    return columns, max(map(int, re.findall(rb'<row [^>]*?\br="(\d+)"', sheet)), default=1)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).upper() if isinstance(value, bool) else str(value)
