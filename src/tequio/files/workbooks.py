"""XLSX, read as texts."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tequio.files.archives import UNPACKED_LIMIT, check_workbook
from tequio.files.faults import EmptyFile, FormulaUnsaved, NotATable

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


def workbook_sheet(path: Path, data: bytes, limit: int = UNPACKED_LIMIT) -> FirstSheet:
    """The first sheet that holds anything, of a workbook that unpacks to at most `limit` bytes.

    Raises:
        EmptyFile, FarCell, TooLarge, NotATable: it cannot be read as a table.
        FormulaUnsaved: a cell of it holds a formula, but not its result.
    """
    check_workbook(path, data, limit)
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
        part = sheet_part(book, place)
        content = book.read(part) if part in book.namelist() else b""
    for found in UNSAVED.finditer(content) if b"<f" in content else ():
        start = content[content.rfind(b"<c ", 0, found.start()) : found.start()].partition(b">")[0]
        # An empty value that is a text is the result of a formula like `=""`.
        if not (found[1] and b't="str"' in start):
            cell = re.search(rb'\br="([A-Z]+[0-9]+)"', start)
            return cell[1].decode() if cell else "?"
    return ""


def sheet_part(book: zipfile.ZipFile, place: int) -> str:
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
