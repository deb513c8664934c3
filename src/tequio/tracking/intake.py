"""From the rows of a sheet, through a map, to claims: what is taken, what is left and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tequio.faults import Note
from tequio.files import folded
from tequio.tracking.cells import FORMULA, read_cell
from tequio.tracking.claims import NOWHERE, Gathered, Place, Units
from tequio.tracking.dates import beginning, end
from tequio.tracking.headings import ABROAD, HOLDER, PAIRS, QUANTITY, REQUIRED, UNIT_STATE, UNIT_TOWN
from tequio.tracking.import_faults import (
    DateNotKnown,
    DateOfTwoReadings,
    LeftByMap,
    LeftFormula,
    LeftMerged,
    LeftMissing,
    LeftNoReference,
    LeftSerials,
    LeftUnread,
    QuantityFromSerials,
    SerialsUnused,
    TownUnread,
)
from tequio.tracking.ledger import Ledger
from tequio.tracking.mapping import ColumnMap
from tequio.tracking.schema import TABLES
from tequio.tracking.sheets import Found, Row, as_read
from tequio.tracking.towns import town_code
from tequio.tracking.values import is_unknown, plain, serials

ONE_UNIT = ("name", "kind", "level", "central", "state", "municipality")
"""What two rows of units must share to tell of one unit."""
PAGES = {"es": ("hoja {sheet}, fila {row}", "fila {row}"), "en": ("sheet {sheet}, row {row}", "row {row}")}


@dataclass(frozen=True)
class Cell:
    """A cell that the map names.

    Args:
        column: of the ledger.
        place: its column in the sheet, as letters; empty for a constant of the map.
        heading: of that column.
        text: as written.
    """

    column: str
    place: str
    heading: str
    text: str


class _Left(Exception):  # noqa: N818 - a row that is left is no error
    """A row that is not taken."""

    def __init__(self, note: Note) -> None:
        self.note = note


class Intake:
    """Takes the rows of one table of a sheet.

    Args:
        found: the table.
        map_: what its columns are.
        ledger: into which it goes.
        gathered: where claims go.
        language: of the source, in which a page is cited.
    """

    def __init__(
        self, found: Found, map_: ColumnMap, ledger: Ledger, gathered: Gathered, language: str = "es"
    ) -> None:
        self.found, self.map = found, map_
        self.gathered = gathered
        self.units = Units(ledger, gathered)
        self.taken: set[int] = set()
        self.notes: list[Note] = []
        self._places = [(column, found.columns.index(name)) for column, name in map_.columns.items()]
        self._page = PAGES.get(language, PAGES["en"])[not found.sheet]
        self._ids = {name: set(ledger.tables[name][kind.id].to_list()) for name, kind in TABLES.items()}
        self._numbers = _numbers(ledger)
        self._same: dict[tuple[str, ...], str] = {}
        if map_.table == "units":
            columns = ledger.standing("units").select(*ONE_UNIT, "unit")
            self._same = {
                _unit_key(dict(zip(ONE_UNIT, row, strict=False))): row[-1] for row in columns.iter_rows()
            }
        self._counted = 0

    def take(self, totals: frozenset[int]) -> None:
        """Takes every row that is no total; what is left and what was asked stands in `notes`."""
        for row in self.found.rows:
            if row.number in totals:
                continue
            try:
                self._take(row)
                self.taken.add(row.number)
            except _Left as left:
                self.notes.append(left.note)
        if self._counted:
            self.notes.append(QuantityFromSerials(self._counted))

    def page(self, row: int) -> str:
        """Where in the source a row stands."""
        return self._page.format(sheet=self.found.sheet, row=row)

    def same_unit(self, told: Mapping[str, str], place: Place = NOWHERE) -> str:
        """The id of the unit of which a row of units tells: one described alike, or a new one.

        Args:
            told: the row.
            place: where the unit is, if that tells it more closely than the row's codes.
        """
        key = _unit_key({**told, "municipality": place.town or told.get("municipality", "")})
        if key not in self._same:
            self._same[key] = self.gathered.ids.of("units")
        return self._same[key]

    def _take(self, row: Row) -> None:
        if row.number in self.map.leave:
            raise _Left(LeftByMap(row.number))
        cells = list(self._cells(row))
        notes: list[Note] = []
        told: dict[str, str] = {}
        for cell in cells:
            if FORMULA.match(cell.text):
                raise _Left(LeftFormula(row.number, cell.place, cell.text))
            told |= self._read(row, cell, notes)
        place = self._where(row, cells, told, notes)
        self._check(row, cells, told)
        self._refer(row, {cell.column: cell for cell in cells}, told, place)
        claim = self.gathered.add(self.map.table, told, self.page(row.number))
        self.gathered.cells += [(claim, row.number, each.place, each.heading, each.text) for each in cells]
        self.notes += notes

    def _cells(self, row: Row) -> Iterator[Cell]:
        for column, place in self._places:
            yield Cell(column, self.found.place(place), self.found.columns[place], row.cells[place])
        for column, text in self.map.constants.items():
            if column not in self.map.columns:
                yield Cell(column, "", "", text)

    def _read(self, row: Row, cell: Cell, notes: list[Note]) -> dict[str, str]:
        """What a cell says; references are kept as names until the whole row is known to be taken."""
        if cell.column in TABLES[self.map.table].refers:
            return {cell.column: "" if is_unknown(cell.text) else as_read(cell.text)}
        if self._is_town(cell):
            return {cell.column: "" if is_unknown(cell.text) else as_read(cell.text)}
        if cell.column in {name for pair in PAIRS.items() for name in (pair[0], *pair[1])}:
            place = self._place(cell.column)
            if place is not None and place in row.merged and cell.text.strip():
                raise _Left(LeftMerged(row.number, cell.place, cell.text))
        read = read_cell(cell.column, cell.text, self.map)
        if read is None:
            raise _Left(LeftUnread(row.number, cell.place, cell.column, as_read(cell.text)))
        told, reading = read
        if reading is not None and reading.ambiguous:
            notes.append(DateOfTwoReadings(row.number, cell.place, as_read(cell.text), reading.edtf))
        if reading is not None and not reading.edtf and cell.text.strip():
            notes.append(DateNotKnown(row.number, cell.place, as_read(cell.text), cell.column))
        if cell.column == "serials":
            unused = serials(cell.text)[1]
            notes += [SerialsUnused(row.number, cell.place, text) for text in unused]
        return told

    def _is_town(self, cell: Cell) -> bool:
        """Whether a cell names a municipality, which only its state tells from those of the same name."""
        named = (
            self.map.table == "units" and cell.column == "municipality" and not cell.text.strip().isdigit()
        )
        return cell.column == UNIT_TOWN or named

    def _where(self, row: Row, cells: list[Cell], told: dict[str, str], notes: list[Note]) -> Place:
        """Where the row's unit is; of `told` only columns of the ledger are left."""
        state = told.pop(UNIT_STATE, "") or (told.get("state", "") if self.map.table == "units" else "")
        code = ""
        for cell in filter(self._is_town, cells):
            text = told.pop(cell.column, "")
            found = town_code(text, state)
            code = found or (f"?{folded(text)}" if text else "")
            if text and not found:
                notes.append(TownUnread(row.number, cell.place, text))
            if found and self.map.table == "units":
                told |= {"state": found[:2], "municipality": found}
        return Place(state, code)

    def _place(self, column: str) -> int | None:
        return next((place for name, place in self._places if name == column), None)

    def _check(self, row: Row, cells: list[Cell], told: dict[str, str]) -> None:
        """Fills the quantity from the serial numbers, and leaves a row that does not say enough."""
        listed = len(told["serials"].split("|")) if told.get("serials") else 0
        if listed and not told.get("quantity_min") and not told.get("quantity_max"):
            counted = QUANTITY not in self.map.columns and "quantity_min" not in self.map.columns
            told |= {"quantity_min": str(listed), "quantity_max": str(listed) if counted else ""}
            self._counted += counted
        most = told.get("quantity_max")
        if listed and most and listed > int(most):
            raise _Left(LeftSerials(row.number, listed, int(most)))
        for least, highest in PAIRS.values():
            if told.get(least) and told.get(highest) and int(told[least]) > int(told[highest]):
                raise _Left(LeftUnread(row.number, "", least, told[least]))
        town, state = told.get("municipality", ""), told.get("state", "")
        if town and state and not town.startswith(state):
            raise _Left(LeftUnread(row.number, "", "municipality", town))
        for since, until in (("since", "until"), ("valid_from", "valid_until")):
            if ends_before(told.get(since, ""), told.get(until, "")):
                raise _Left(LeftUnread(row.number, "", until, told[until]))
        for group in REQUIRED[self.map.table]:
            if not any(self._says(name, cells, told) for name in group):
                raise _Left(LeftMissing(row.number, group[0]))

    def _says(self, name: str, cells: list[Cell], told: Mapping[str, str]) -> bool:
        """Whether a row says something; that a quantity is not known is said too, by a mark for it."""
        if name == QUANTITY:
            return any(cell.column == name and cell.text.strip() for cell in cells)
        return bool(told.get(name))

    def _refer(self, row: Row, cells: Mapping[str, Cell], told: dict[str, str], where: Place) -> None:
        """Makes ids of the names of units and of the numbers of licences."""
        for column, table in TABLES[self.map.table].refers.items():
            text = told.get(column, "")
            if not text or table in ("units", "sources"):
                continue
            id_ = text if text in self._ids[table] else self._numbers.get(folded(text), "")
            if not id_ or (table != "licences" and text not in self._ids[table]):
                raise _Left(LeftNoReference(row.number, column, text))
            told[column] = id_
        if self.map.table == "relations" and folded(told["child"]) == folded(told["parent"]):
            raise _Left(LeftUnread(row.number, "", "parent", told["parent"]))
        named = [column for column, table in TABLES[self.map.table].refers.items() if table == "units"]
        if self.map.table == "end_users":
            self._end_user(told)
            return
        if self.map.table == "units":
            told["unit"] = self.same_unit(told, where)
        for column in named:
            text = told.get(column, "")
            if column == "from_unit" and plain(text) in ABROAD:
                told[column] = ""
            elif text:
                cell = cells[column]
                place = (row.number, cell.place, cell.heading, cell.text)
                holder = column == HOLDER.get(self.map.table)
                at = self.page(row.number)
                told[column] = self.units.named(text, at, place, where if holder else NOWHERE)

    def _end_user(self, told: dict[str, str]) -> None:
        """A name stays as written, for a decision; only an id of the ledger is a unit."""
        for column in ("unit", "name_as_written"):
            text = told.get(column, "")
            if text in self.units.ids:
                told |= {"unit": text, "name_as_written": ""}
            elif text and column == "unit":
                told |= {"unit": "", "name_as_written": told.get("name_as_written") or text}


def ends_before(since: str, until: str) -> bool:
    """Whether something certainly ended before it began, as dates of the ledger."""
    return bool(since and until) and beginning(since).first > end(until).last


def _unit_key(told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(folded(told.get(column, "")) for column in ONE_UNIT)


def _numbers(ledger: Ledger) -> dict[str, str]:
    """Licences by their number, where one licence only has it."""
    found: dict[str, set[str]] = {}
    for licence, number in ledger.standing("licences").select("licence", "number").iter_rows():
        found.setdefault(folded(number), set()).add(licence)
    return {number: next(iter(ids)) for number, ids in found.items() if number and len(ids) == 1}
