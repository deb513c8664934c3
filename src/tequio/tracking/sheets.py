"""The table in a sheet: below titles, with merged cells, headings on two levels, totals and footnotes.

Nothing is dropped in silence. Every row of the sheet is either a row of the table, one of its totals,
or stands in `Found.aside` with what it was taken for.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tequio.files import Figure, Sheet
from tequio.tracking.headings import LONGEST, is_heading
from tequio.tracking.import_faults import Aside
from tequio.tracking.values import plain
from tequio.tracking.written_dates import written_date

HEADER_WITHIN = 60
"""How many rows that hold something are looked through for the header."""
TOTAL = re.compile(
    r"(?:(?:gran|sub|grand|sum) ?-?)?(?:total(?:es)?|suma)(?: general(?:es)?| parcial(?:es)?)?"
    r"(?:(?: de| del| for| of| in)? .+)?:?"
)
BARE_TOTAL = re.compile(
    r"(?:(?:gran|sub|grand) ?-?)?(?:total(?:es|s)?|suma|sum)(?: general(?:es)?| parcial(?:es)?)?[:.]?"
)
FOOTNOTE = re.compile(
    r"(?:fuentes?|notas?|source|notes?|elaboro|elaborado|observacion(?:es)?|actualizado|corte|cifras|datos|"
    r"\*|\(\*\)|\d\)|nd:|s/d:|n/d:)"
)
TITLE, FOOT, LABEL, REPEATED, OTHER = "title", "footnote", "label", "repeated_header", "other_table"


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Args:
        number: in the sheet, from 1.
        cells: as many as the table has columns; merged cells hold what their first cell does.
        merged: the columns, from 0, whose cell is merged with one in another row.
    """

    number: int
    cells: tuple[str, ...]
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """The first table of a sheet.

    Args:
        sheet: the sheet's name; empty for a CSV.
        header: the number of the header's last row.
        columns: its headings, each different; `group / heading` where there are two levels.
        left: the number of the table's first column in the sheet, from 1.
        rows: the rows below it, totals included.
        aside: every other row that holds something.
    """

    sheet: str
    header: int
    columns: tuple[str, ...]
    left: int
    rows: tuple[Row, ...]
    aside: tuple[Aside, ...]

    def place(self, column: int) -> str:
        """The letters by which a spreadsheet calls a column of the table, counted from 0."""
        number, letters = self.left + column, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


def find_table(sheet: Sheet, header: int | None = None, exact: bool = False) -> Found | None:
    """The first table of a sheet; `None` if no row looks like a header.

    Args:
        sheet: as `read_sheets` has it.
        header: the number of the header's last row, if a person has said it.
        exact: whether the header is that row alone and every row below it belongs to the table, as in
            a file that a program wrote.
    """
    rows = list(_filled(sheet))
    if exact and header is not None:
        return _exactly(sheet, rows, header)
    at = _header(rows) if header is None else _row(rows, header)
    if at is None:
        return None
    above = _group(rows, at, sheet)
    at, above = (at + 1, at) if above is None and _continues(rows, at) else (at, above)
    columns = _headings(rows[above].cells if above is not None else None, rows[at].cells)
    first = at if above is None else above
    aside = [Aside(row.number, TITLE, _first(row.cells)) for row in rows[:first]]
    body, more = _body(rows[at + 1 :], rows[at].cells, columns)
    return Found(sheet.name, rows[at].number, columns, sheet.left, tuple(body), tuple(aside + more))


def _exactly(sheet: Sheet, rows: Sequence[Row], header: int) -> Found | None:
    at = _row(rows, header)
    if at is None:
        return None
    aside = tuple(Aside(row.number, TITLE, _first(row.cells)) for row in rows[:at])
    columns = _headings(None, rows[at].cells)
    return Found(sheet.name, header, columns, sheet.left, tuple(rows[at + 1 :]), aside)


def is_total(row: Row) -> bool:
    """Whether a row says of itself that it is a total, subtotal or sum."""
    texts = list(dict.fromkeys(cell for cell in row.cells if cell.strip() and not _figures(cell)))
    if not texts or len(texts[0]) > LONGEST:
        return False
    first = plain(texts[0])
    return bool(BARE_TOTAL.fullmatch(first) or (len(texts) == 1 and TOTAL.fullmatch(first)))


def _filled(sheet: Sheet) -> Iterator[Row]:
    """The rows, as wide as the widest, with merged cells filled from their first."""
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    numbers = [number for number, _ in sheet.rows]
    grid = [[*cells, *[""] * (width - len(cells))] for _, cells in sheet.rows]
    shared: dict[int, set[int]] = {}
    for top, left, bottom, right in sheet.merged:
        start = bisect.bisect_left(numbers, top)
        if start == len(numbers) or numbers[start] != top or not 0 <= left - sheet.left < width:
            continue
        column, end = left - sheet.left, min(right - sheet.left, width - 1)
        value = grid[start][column]
        for at in range(start, bisect.bisect_right(numbers, bottom)):
            grid[at][column : end + 1] = [value] * (end - column + 1)
            if bottom > top:
                shared.setdefault(at, set()).update(range(column, end + 1))
    for at, (number, cells) in enumerate(zip(numbers, grid, strict=True)):
        if any(map(str.strip, cells)):
            yield Row(number, tuple(cells), frozenset(shared.get(at, ())))


def _figures(cell: str) -> bool:
    """Whether a cell is a figure or a date rather than words."""
    return isinstance(cell, Figure) or bool(re.fullmatch(r"[\d.,:$%/ \-]*\d[\d.,:$%/ \-]*", cell.strip()))


def _texts(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _first(cells: Sequence[str]) -> str:
    return next(iter(_texts(cells)), "")


def _only_words(cells: Sequence[str]) -> bool:
    return not any(_figures(cell) for cell in cells if cell.strip())


def _could_be_header(row: Row) -> bool:
    texts = list(dict.fromkeys(_texts(row.cells)))
    return len(texts) >= 2 and _only_words(row.cells) and all(len(text) <= LONGEST for text in texts)


def _header(rows: Sequence[Row]) -> int | None:
    """The row with the most known headings; without any, the first that is as wide as the table."""
    candidates = [at for at, row in enumerate(rows[:HEADER_WITHIN]) if _could_be_header(row)]
    if not candidates:
        only = [at for at, row in enumerate(rows[:HEADER_WITHIN]) if any(map(is_heading, _texts(row.cells)))]
        return only[0] if only else None
    known = {
        at: len({cell for cell in rows[at].cells if cell.strip() and is_heading(cell)}) for at in candidates
    }
    most = max(known.values())
    if most >= 2 or (most == 1 and len(candidates) == 1):
        return min(at for at in candidates if known[at] == most or known[at] >= max(2, most - 1))
    wide = max(len(_texts(rows[at].cells)) for at in candidates)
    return min(at for at in candidates if len(_texts(rows[at].cells)) >= 0.6 * wide)


def _row(rows: Sequence[Row], number: int) -> int | None:
    return next((at for at, row in enumerate(rows) if row.number == number), None)


def _group(rows: Sequence[Row], at: int, sheet: Sheet) -> int | None:
    """The row of group headings above the header, if there is one."""
    if not at or rows[at].number - rows[at - 1].number != 1 or not _could_be_header(rows[at - 1]):
        return None
    upper, lower = rows[at - 1].cells, rows[at].cells
    merged = any(top == rows[at - 1].number and right > left for top, left, _, right in sheet.merged)
    gaps = any(over.strip() and not after.strip() and below.strip()
               for (over, after), below in zip(pairwise(upper), lower[1:], strict=True))  # fmt: skip
    return at - 1 if merged or gaps else None


def _continues(rows: Sequence[Row], at: int) -> bool:
    """Whether the next row is the lower half of this header, as a CSV keeps it of merged cells."""
    if at + 1 >= len(rows) or rows[at + 1].number - rows[at].number != 1:
        return False
    upper, lower = rows[at].cells, rows[at + 1].cells
    if not _only_words(lower) or not any(is_heading(cell) for cell in _texts(lower)):
        return False
    below_blank = any(low.strip() and not up.strip() for up, low in zip(upper, lower, strict=True))
    blank_below = any(
        (up.strip() and not low.strip()) or (up and up == low) for up, low in zip(upper, lower, strict=True)
    )
    return (below_blank and blank_below) or (blank_below and len(set(_texts(upper))) < len(_texts(upper)))


def _headings(upper: Sequence[str] | None, lower: Sequence[str]) -> tuple[str, ...]:
    """Headings, each different; a blank one is called by its place."""
    group, names = "", []
    for place, low in enumerate(lower):
        over = " ".join(upper[place].split()) if upper else ""
        name = " ".join(low.split())
        group = over or (group if name else "")
        if group and name and group != name:
            names.append(f"{group} / {name}")
        else:
            names.append(name or over)
    unique: list[str] = []
    for name in names:
        times = 2
        told = name
        while told and told in unique:
            told = f"{name} ({times})"
            times += 1
        unique.append(told)
    return tuple(unique)


def _body(
    rows: Sequence[Row], header: Sequence[str], columns: Sequence[str]
) -> tuple[list[Row], list[Aside]]:
    """The table's rows, and what else lies below its header."""
    body: list[Row] = []
    aside: list[Aside] = []
    before, narrow = None, sum(bool(column) for column in columns) <= 1
    other = False
    for at, row in enumerate(rows):
        texts = list(dict.fromkeys(_texts(row.cells)))
        gap = before is not None and row.number - before > 1
        before = row.number
        if not other and body and _begins_another(rows, at, header, gap):
            other = True
        if other:
            aside.append(Aside(row.number, OTHER, texts[0]))
        elif list(map(str.strip, row.cells)) == list(map(str.strip, header)):
            aside.append(Aside(row.number, REPEATED, texts[0]))
        elif len(texts) == 1 and FOOTNOTE.match(plain(texts[0])) and not _figures(texts[0]):
            aside.append(Aside(row.number, FOOT, texts[0]))
        elif len(texts) == 1 and not narrow and not _figures(texts[0]) and not is_total(row):
            aside.append(Aside(row.number, LABEL, texts[0]))
        else:
            body.append(row)
    return body, aside


def _begins_another(rows: Sequence[Row], at: int, header: Sequence[str], gap: bool) -> bool:
    """Whether another table begins here: a header of its own, or its title, after the end of this one."""
    row = rows[at]
    if list(map(str.strip, row.cells)) == list(map(str.strip, header)):
        return False
    texts = set(_texts(row.cells))
    if _could_be_header(row):
        known = sum(map(is_heading, texts))
        return known >= 2 and known * 2 >= len(texts)
    titled = gap and len(texts) == 1 and at + 1 < len(rows)
    return titled and rows[at + 1].number - row.number <= 2 and _begins_another(rows, at + 1, header, False)


def as_read(text: str) -> str:
    """A cell without outer and doubled spaces; what a workbook holds as a date stays as it is."""
    return text if isinstance(text, Figure) else " ".join(text.split())


def holds_dates(cells: Sequence[str]) -> bool:
    """Whether some cell of a column is a date."""
    return any(bool(reading and reading.edtf) for reading in map(written_date, cells))
