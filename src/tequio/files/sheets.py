"""Every sheet of a workbook as it lies there, with the rows' numbers and the merged cells."""

import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

from tequio.files.archives import CELL, UNPACKED_LIMIT, check_workbook
from tequio.files.faults import (
    EmptyFile,
    FormulaError,
    FormulaUnsaved,
    LinkedCell,
    NotATable,
)
from tequio.files.workbooks import cell_text, sheet_part
from tequio.files.zeros import zero_cells, zero_styles

_FORMULA = re.compile(
    CELL + rb"([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*>[^<]*)?"
)
_ERROR = re.compile(CELL + rb"""(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]+\d+)["']""")
_PLACE = re.compile(rb"""\br=["']([A-Z]+\d+)["']""")
_ELSEWHERE = re.compile(
    r"""\[\d+\](?:[^'\[\]+\-*/,;()=<>&]*|[^'\[\]]*')!  # another workbook: [1]Sheet!A1
    |[\w']\|['\w]""",  # another program: cmd|'/C …'!A0
    re.VERBOSE,
)


class Figure(str):
    """A text that the workbook holds as a number: digits, a point before decimals, no thousands."""

    __slots__ = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a CSV: the rows that hold something.

    Args:
        name: the sheet's name; empty for a CSV.
        rows: for each row that is not blank its number, from 1 as a spreadsheet counts, and its cells
            from the sheet's column `left` on; numbers of a workbook are `Figure`.
        left: the number of the first column, from 1.
        merged: ranges of merged cells as (first row, first column, last row, last column), from 1.
        computed: how many cells hold a formula, whose stored value was taken.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    left: int = 1
    merged: tuple[tuple[int, int, int, int], ...] = ()
    computed: int = 0


def workbook_sheets(path: Path, data: bytes, limit: int = UNPACKED_LIMIT) -> tuple[Sheet, ...]:
    """Every sheet of a workbook that holds anything, hidden ones too.

    A whole number in a cell whose format is made of zeros only is taken as it is shown, since serial
    numbers are kept so. A workbook that unpacks to more than `limit` bytes is refused.

    Formulas are taken at the value that the workbook stores for them. Those that look into other
    files or programs, that failed, or whose value was never stored are refused: reading them as
    empty would lose something in silence.

    Raises:
        EmptyFile, FarCell, NotATable, TooLarge: as `read_table`.
        FormulaError, FormulaUnsaved, LinkedCell: a cell's value cannot be relied on.
    """
    check_workbook(path, data, limit)
    computed = _check_formulas(path, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        styles = zero_styles(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(
            _sheet(
                name,
                book.get_sheet_by_name(name),
                _zeros(archive, at, styles),
                computed[sheet_part(archive, at)],
            )
            for at, (name, about) in enumerate(zip(book.sheet_names, book.sheets_metadata, strict=True))
            if about.typ == SheetTypeEnum.WorkSheet
        )
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # the reader's panics are no `Exception`
        raise NotATable(path, "XLSX") from error
    full = tuple(sheet for sheet in sheets if sheet.rows)
    if not full:
        raise EmptyFile(path)
    return full


def _zeros(archive: zipfile.ZipFile, place: int, styles: Mapping[int, int]) -> Mapping[tuple[int, int], int]:
    part = sheet_part(archive, place) if styles else ""
    return zero_cells(archive.read(part), styles) if part in archive.namelist() else {}


def _sheet(name: str, sheet: Any, zeros: Mapping[tuple[int, int], int], computed: int) -> Sheet:
    if sheet.start is None:
        return Sheet(name, ())
    rows = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        if any(value not in ("", None) for value in row):
            cells = [_figure(value) for value in row]
            for at, cell in enumerate(cells, sheet.start[1] + 1) if zeros else ():
                digits = zeros.get((number, at), 0)
                if isinstance(cell, Figure) and cell.isdecimal() and len(cell) < digits:
                    cells[at - sheet.start[1] - 1] = Figure(cell.zfill(digits))
            rows.append((number, tuple(cells)))
    merged = tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
    return Sheet(name, tuple(rows), sheet.start[1] + 1, merged, computed)


def _figure(value: Any) -> str:
    if isinstance(value, float) and not isinstance(value, bool):
        return Figure(cell_text(value) if value.is_integer() else format(Decimal(repr(value)), "f"))
    return Figure(value) if isinstance(value, int) and not isinstance(value, bool) else cell_text(value)


def _check_formulas(path: Path, data: bytes) -> Counter[str]:
    """Refuses cells whose value is not to be had from this file alone; how many formulas each part has."""
    computed: Counter[str] = Counter()
    book = zipfile.ZipFile(io.BytesIO(data))
    for part in book.infolist():
        if part.filename.endswith(".xml"):
            sheet, stem = book.read(part), Path(part.filename).stem
            if b"sheetData" not in sheet:
                continue
            for failed in _ERROR.finditer(sheet):
                raise FormulaError(path, stem, failed[1].decode())
            for found in _FORMULA.finditer(sheet):
                _check_formula(path, stem, found)
                computed[part.filename] += 1
    return computed


def _check_formula(path: Path, sheet: str, found: re.Match[bytes]) -> None:
    place = _PLACE.search(found[1])
    cell = place[1].decode() if place else ""
    formula = html.unescape((found[2] or b"").decode("utf-8", "replace"))
    if _ELSEWHERE.search(re.sub('"[^"]*"', '""', formula)):
        raise LinkedCell(path, sheet, cell)
    value = (found[3] or b"").partition(b">")[2]
    empty_text = found[3] is not None and re.search(rb"""\bt=["']str["']""", found[1])
    if not value and not empty_text:
        raise FormulaUnsaved(path, sheet, cell)
