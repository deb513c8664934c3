"""Whether what was taken from a sheet adds up to the sheet's own totals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tequio.faults import Note
from tequio.tracking.headings import QUANTITY
from tequio.tracking.import_faults import TotalAgrees, TotalDiffers, TotalOfAll, TotalUnread
from tequio.tracking.mapping import ColumnMap
from tequio.tracking.sheets import Found, Row, is_total
from tequio.tracking.values import Quantity, plain, quantity

NOTHING = Quantity(0, 0)


@dataclass(frozen=True)
class Counted:
    """A row's number and how many weapons it tells of; `total` if it sums rows above it."""

    number: int
    quantity: Quantity | None
    total: bool


def totals_of(found: Found, map_: ColumnMap) -> frozenset[int]:
    """The numbers of the rows that are totals: they say so, or have a sum and nothing else.

    A row without a word is a total only where its number is what two or more rows above it add up to.
    """
    totals = {row.number for row in found.rows if is_total(row)}
    if QUANTITY in map_.columns:
        place = found.columns.index(map_.columns[QUANTITY])
        since: list[int] = []
        whole: list[int] = []
        for row in found.rows:
            exact = _exact(row, place)
            if row.number in totals:
                since = []
            elif (
                exact is not None
                and _bare(row, place)
                and any(len(rows) > 1 and sum(rows) == exact for rows in (since, whole))
            ):
                totals.add(row.number)
                since = []
            elif exact is not None:
                since.append(exact)
                whole.append(exact)
    return frozenset(totals)


def check_totals(
    found: Found, map_: ColumnMap, totals: frozenset[int], taken: frozenset[int]
) -> Iterator[Note]:
    """For each total of the sheet whether the rows add up to it.

    Args:
        found: the table.
        map_: which column has the quantities.
        totals: numbers of the rows that are totals.
        taken: numbers of the rows that became claims.
    """
    if QUANTITY not in map_.columns:
        for row in found.rows:
            if row.number in totals:
                yield TotalUnread(row.number, next(filter(str.strip, row.cells), ""))
        return
    place = found.columns.index(map_.columns[QUANTITY])
    above: list[Counted] = []
    for row, counted in zip(found.rows, _counted(found.rows, place, totals), strict=True):
        if counted.total:
            yield _compare(row, counted, above, taken, found.place(place))
        above.append(counted)


def _counted(rows: Sequence[Row], place: int, totals: frozenset[int]) -> Iterator[Counted]:
    """The quantities of the rows; one that is merged over several rows counts once."""
    before: Row | None = None
    for row in rows:
        again = before is not None and place in row.merged and place in before.merged
        same = again and before is not None and before.cells[place] == row.cells[place]
        yield Counted(row.number, NOTHING if same else quantity(row.cells[place]), row.number in totals)
        before = row


def _compare(row: Row, total: Counted, above: Sequence[Counted], taken: frozenset[int], column: str) -> Note:
    said = total.quantity
    if said is None or said.least is None or said.least != said.most:
        return TotalUnread(row.number, next(filter(str.strip, row.cells), ""))
    last = max((at for at, each in enumerate(above) if each.total), default=-1)
    section = [each for each in above[last + 1 :] if not each.total]
    whole = [each for each in above if not each.total]
    words = plain(" ".join(row.cells))
    order = [section] if re.search(r"\bsub ?-?total", words) else [whole, section]
    if re.search(r"\b(?:gran|grand|general)\b", words):
        order = [whole]
    for rows in filter(None, order):
        if _within(said.least, _sum(rows, taken)):
            return TotalAgrees(row.number, column, _told(said), _told(_sum(rows, taken)))
    for rows in filter(None, order):
        if _within(said.least, _sum(rows, None)):
            left = _sum([each for each in rows if each.number not in taken], None)
            return TotalOfAll(row.number, column, _told(said), _told(_sum(rows, taken)), _told(left))
    rows = order[-1] or order[0]
    summed = _sum(rows, taken)
    near = summed.most if summed.most is not None and summed.most < said.least else summed.least
    return TotalDiffers(row.number, column, _told(said), _told(summed), said.least - (near or 0))


def _sum(rows: Sequence[Counted], taken: frozenset[int] | None) -> Quantity:
    """The sum of the rows, of those taken or of all; a quantity that is not known makes it open."""
    summed = NOTHING
    for each in rows:
        if each.quantity is not None and (taken is None or each.number in taken):
            open_below = Quantity(each.quantity.least or 0, each.quantity.most)
            summed = summed + open_below
    return summed


def _within(said: int, summed: Quantity) -> bool:
    return (summed.least or 0) <= said and (summed.most is None or said <= summed.most)


def _told(found: Quantity) -> str:
    """A quantity for the report: `1030`, `10–12`, `10–`."""
    if found.least == found.most:
        return str(found.least)
    return f"{found.least or 0}–{'' if found.most is None else found.most}"


def _exact(row: Row, place: int) -> int | None:
    found = quantity(row.cells[place])
    return found.least if found is not None and found.least == found.most else None


def _bare(row: Row, place: int) -> bool:
    """Whether a row holds its quantity and no words."""
    others = [cell for at, cell in enumerate(row.cells) if at != place and cell.strip()]
    return not any(re.search(r"[^\W\d_]", cell) for cell in others)
