"""An application for a licence, as a table: who is to get what from whom, and when."""

from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Fault
from tequio.files import Table, read_table
from tequio.files.faults import NoRows
from tequio.tracking.dates import ANY, ImpossibleDate, Span, span
from tequio.tracking.ledger import NotAQuantity

COLUMNS = ("consignee", "end_user", "maker", "model", "quantity", "date")


@dataclass(eq=False)
class NotADate(Fault):
    """A text in a file where a date, or nothing, must stand."""

    path: Path
    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Wanted:
    """One row of an application.

    Args:
        line: as a spreadsheet counts.
        consignee, end_user: a unit's id, or a name as the application writes it; empty if not told.
        maker, model: of the weapons.
        quantity: a whole number, `None` if not told.
        date: of the application, in EDTF; empty if not told.
        days: those that the date may stand for.
    """

    line: int
    consignee: str
    end_user: str
    maker: str
    model: str
    quantity: int | None = None
    date: str = ""
    days: Span = ANY


def read_application(path: Path) -> tuple[Wanted, ...]:
    """Reads an application from CSV or XLSX: a row for each end user and kind of weapon.

    The columns are those of `COLUMNS`, in any order and among others; their cells may be empty.

    Raises:
        MissingColumn: one of the columns is not there.
        NoRows: nothing stands below them.
        NotAQuantity, NotADate: something else stands where a number or a date must.
        Fault: the file is no table; each subclass says where.
    """
    table = read_table(path)
    places = {name: table.column(name) for name in COLUMNS}
    if not table.rows:
        raise NoRows(path)
    return tuple(
        _wanted(table, line, {name: row[place].strip() for name, place in places.items()})
        for line, row in zip(table.lines, table.rows, strict=True)
    )


def _wanted(table: Table, line: int, cells: dict[str, str]) -> Wanted:
    quantity = cells["quantity"]
    if quantity and not (quantity.isascii() and quantity.isdigit()):
        raise NotAQuantity(table.path, line, "quantity", quantity)
    try:
        days = span(cells["date"])
    except ImpossibleDate as fault:
        raise NotADate(table.path, line, "date", fault.text) from fault
    return Wanted(
        line=line,
        consignee=cells["consignee"],
        end_user=cells["end_user"],
        maker=cells["maker"],
        model=cells["model"],
        quantity=int(quantity) if quantity else None,
        date=cells["date"],
        days=days,
    )
