"""Files whose columns are known, so that they need no map.

Security Force Monitor: the downloads of WhoWasInCommand and the spreadsheets behind them (`unit:name` …),
and the claims of its Research Handbook (`unit:names:assertion` …). First and last dates are those on
which a source cites something. Unless the file says that it began or ended then, it began on that day
or before, and ended on that day or after.

What `export --to sfm` writes comes in as it went out: of these rows `public_notes:meta` says what has no
field of its own, and dates as the ledger has them.

Foreign Military Training Reports: one name a row; the years of the reports are no dates of the unit.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from tequio.files import Sheet
from tequio.tracking.claims import Gathered, Units
from tequio.tracking.dates import ImpossibleDate, beginning, end
from tequio.tracking.export_sfm import BEFORE_ALL, STATUS
from tequio.tracking.import_faults import LeftMissing, LeftUnread
from tequio.tracking.intake import Intake, ends_before
from tequio.tracking.mapping import ColumnMap
from tequio.tracking.places import told_by_name
from tequio.tracking.sheets import HEADER_WITHIN, Found, Row, as_read
from tequio.tracking.values import is_unknown, plain
from tequio.tracking.written_dates import written_date

Cells = Mapping[str, str]
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("unit:id:admin", "about_entity:ref:claim"),
    "name": ("unit:name", "unit:names:assertion", "about_entity:name:qa"),
    "other": ("unit:other_names",),
    "kind": ("unit:classification", "unit:classifications:assertion"),
    "first": ("unit:first_cited_date", "first_precise:range", "first_imprecise:range"),
    "starts": ("unit:first_cited_date_start", "starting:range"),
    "last": ("unit:last_cited_date", "last_precise:range", "last_imprecise:range"),
    "ends": ("unit:last_cited_date_open", "ending:range"),
    "child": ("relation:unit:refs:assertion",),
    "child_name": ("relation:unit:names:qa",),
    "parent": ("unit:related_unit_id:admin", "relation:related_unit:refs:assertion", "unit:related_unit"),
    "parent_name": ("unit:related_unit:name", "relation:related_unit:names:qa", "unit:related_unit"),
    "relation": ("unit:relation_type", "relation:types:assertion"),
    "related_first": ("unit:related_unit_first_cited_date",),
    "related_starts": ("unit:related_unit_first_cited_date_start",),
    "related_last": ("unit:related_unit_last_cited_date",),
    "related_ends": ("unit:related_unit_open", "unit:related_unit_last_cited_date_open"),
    "about": ("about_entity:ref:claim",),
    "status": ("status:meta",),
    "notes": ("public_notes:meta",),
}
"""What is taken, and the columns that may hold it; the first that is filled counts."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OWN_NOTES = re.compile(r"claim: \S+; (?:unit|relation): \S+(?:; .*)?")
"""How the notes of a row begin that `export --to sfm` wrote."""
OWN_COLUMNS = ("level", "central", "state", "municipality", "since", "until")
STATUSES = {theirs: ours for ours, theirs in STATUS.items()}
MARKS = ("unit:name", "unit:names:assertion", "relation:unit:refs:assertion")
"""Columns that only Security Force Monitor's files have."""
FMTR = ("id", "string", "rows", "first_year", "last_year", "source_files")


def known_format(table: str, found: Found) -> Callable[[Intake], None] | None:
    """How to take a file whose columns are known; `None` for any other."""
    return _taker(table, found.columns)


def known_header(table: str, sheet: Sheet) -> int | None:
    """The number of the row with the names of a known format, wherever it stands; `None` for any other."""
    return next((number for number, cells in sheet.rows[:HEADER_WITHIN] if _taker(table, cells)), None)


def _taker(table: str, names: Sequence[str]) -> Callable[[Intake], None] | None:
    columns = [name.strip().strip("`").casefold() for name in names]
    if table in ("units", "relations"):
        if any(name in columns for name in MARKS):
            return take_monitor
        if table == "units" and tuple(columns[: len(FMTR)]) == FMTR:
            return take_training
    return None


def map_of(table: str, found: Found) -> ColumnMap:
    """The map that stands for a known format: its columns are the format's own, so it is accepted."""
    columns = {"name": "string"} if "string" in found.columns else {}
    return ColumnMap(table, found.sheet, found.header, columns, status="accepted")


def take_training(intake: Intake) -> None:
    """Takes the strings of units of the Foreign Military Training Reports, each once."""
    place = intake.found.columns.index("string")
    for row in intake.found.rows:
        name = as_read(row.cells[place])
        if not name:
            intake.notes.append(LeftMissing(row.number, "name"))
            continue
        told = {"name": name, **told_by_name(name)}
        _add_unit(intake, row, {**told, "unit": intake.same_unit(told)}, {"string": row.cells[place]})


def take_monitor(intake: Intake) -> None:
    """Takes units with all their names, and relations, from Security Force Monitor's columns."""
    reader = _Monitor(intake)
    for row in intake.found.rows:
        reader.take(row)


class _Monitor:
    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.gathered: Gathered = intake.gathered
        self.units: Units = intake.units
        self._at = {name.strip("`").casefold(): place for place, name in enumerate(intake.found.columns)}
        self._told: set[tuple[str, ...]] = set()
        self._relations: dict[str, str] = {}
        ids = {self._cells(row)["id"] for row in intake.found.rows}
        self._own = {each for each in ids if UUID.fullmatch(each.casefold())}
        self._names = self._named()

    def take(self, row: Row) -> None:
        cells = self._cells(row)
        own = _own(cells["notes"])
        spans = self._spans(row, cells) if own is None else {}
        if spans is None:
            return
        if own is not None:
            own["status"] = STATUSES.get(cells["status"], "needs_work")
            spans = dict.fromkeys(("first", "related_first"), own)
        unit = cells["child"] or cells["id"]
        if not unit and not cells["name"]:
            self.intake.notes.append(LeftMissing(row.number, "name"))
            return
        unit = self._unit(unit, cells["name"])
        if cells["child"]:
            self._add_named(row, unit, cells["child_name"])
        elif own is not None:
            self._describe_own(row, cells, unit, own)
        if own is None:
            self._describe(row, cells, unit, {} if cells["child"] else spans["first"])
        if cells["parent"] or cells["parent_name"]:
            self._relate(row, cells, unit, spans["first" if cells["child"] else "related_first"])
        self.intake.taken.add(row.number)

    def _spans(self, row: Row, cells: Cells) -> dict[str, dict[str, str]] | None:
        """When a unit and its relation were; `None`, with a note, if a date cannot be read."""
        spans = {}
        for first, starts, last, ends in (
            ("first", "starts", "last", "ends"),
            ("related_first", "related_starts", "related_last", "related_ends"),
        ):
            begun, ended = _since(cells[first], cells[starts]), _until(cells[last], cells[ends])
            for text, date in ((cells[first], begun), (cells[last], ended)):
                if date is None:
                    self.intake.notes.append(LeftUnread(row.number, "", first, text))
                    return None
            if ends_before(begun or "", ended or ""):
                self.intake.notes.append(LeftUnread(row.number, "", last, cells[last]))
                return None
            spans[first] = {"since": begun or "", "until": ended or ""}
        return spans

    def _cells(self, row: Row) -> dict[str, str]:
        found = {}
        for name, columns in FIELDS.items():
            texts = (as_read(row.cells[self._at[column]]) for column in columns if column in self._at)
            found[name] = next((text for text in texts if text), "")
        return found

    def _named(self) -> dict[str, set[str]]:
        """The file's own units by name, for relations that give no id."""
        named: dict[str, set[str]] = {}
        for row in self.intake.found.rows:
            cells = self._cells(row)
            if cells["name"] and cells["id"]:
                named.setdefault(plain(cells["name"]), set()).add(self._unit(cells["id"], cells["name"]))
        return named

    def _unit(self, id_: str, name: str) -> str:
        """A unit's id: the Monitor's own, so that later files lead to the same unit, or the ledger's."""
        if UUID.fullmatch(id_.casefold()):
            return id_.casefold()
        return self.intake.same_unit({"name": name or id_})

    def _describe(self, row: Row, cells: Cells, unit: str, span: Cells) -> None:
        kind = re.sub(r"\W+", "_", plain(cells["kind"].split(";")[0])).strip("_")
        names = [cells["name"], *(as_read(name) for name in re.split(r"[;|]", cells["other"]))]
        for name in dict.fromkeys(filter(None, names)):
            told = {
                **told_by_name(name),
                **({"kind": kind} if kind else {}),
                **span,
                "name": name,
                "unit": unit,
            }
            if name != cells["name"]:  # what another name tells is no second description of the unit
                told = {
                    column: told[column] for column in ("unit", "name", "since", "until") if column in told
                }
            key = (unit, name, told.get("since", ""), told.get("until", ""))
            if key not in self._told:
                self._told.add(key)
                _add_unit(self.intake, row, told, {"unit:name": name})
                self.units.ids.add(unit)

    def _describe_own(self, row: Row, cells: Cells, unit: str, own: Cells) -> None:
        """A unit as a ledger of ours described it: nothing is read from its name."""
        told = {"unit": unit, "name": cells["name"], "kind": cells["kind"], **own}
        if tuple(told.values()) not in self._told:
            self._told.add(tuple(told.values()))
            _add_unit(self.intake, row, told, {"unit:name": cells["name"]})
            self.units.ids.add(unit)

    def _add_named(self, row: Row, unit: str, name: str) -> None:
        """Adds a unit of which this file only gives the name, or the id, unless it is known."""
        if UUID.fullmatch(unit) and unit not in self.units.ids and unit not in self._own:
            _add_unit(self.intake, row, {"unit": unit, "name": name or unit}, {"unit:name": name or unit})
            self.units.ids.add(unit)

    def _relate(self, row: Row, cells: Cells, unit: str, span: Cells) -> None:
        parent = self._parent(row, cells)
        if parent == unit:
            self.intake.notes.append(LeftUnread(row.number, "", "parent", cells["parent_name"] or parent))
            return
        type_ = "member_of" if plain(cells["relation"]).startswith("member") else "child_of"
        told = {"child": unit, "parent": parent, "type": type_}
        told |= {column: span[column] for column in ("since", "until", "status") if column in span}
        told["relation"] = self._relations.get(cells["about"], "")  # accounts of one relation share its id
        claim = self.gathered.add("relations", told, self.intake.page(row.number))
        if cells["child"] and cells["about"]:
            self._relations[cells["about"]] = self.gathered.claims["relations"][-1]["relation"]
        text = cells["parent_name"] or cells["parent"]
        self.gathered.cells.append((claim, row.number, "", "unit:related_unit", text))

    def _parent(self, row: Row, cells: Cells) -> str:
        """The superior: by its id, else the one unit of the file with its name, else by name.

        One whose own row is not in the file is added with the name that is given, or its id.
        """
        given = cells["parent"] or cells["parent_name"]
        if UUID.fullmatch(given.casefold()):
            parent = given.casefold()
            if parent not in self.units.ids and parent not in self._own:
                name = cells["parent_name"] if cells["parent_name"] != given else given
                _add_unit(self.intake, row, {"unit": parent, "name": name}, {"unit:related_unit": name})
                self.units.ids.add(parent)
            return parent
        same = self._names.get(plain(cells["parent_name"] or given), set())
        if len(same) == 1:
            return next(iter(same))
        name = cells["parent_name"] or given
        place = (row.number, "", "unit:related_unit", name)
        return self.units.named(name, self.intake.page(row.number), place)


def _add_unit(intake: Intake, row: Row, told: Mapping[str, str], written: Cells) -> None:
    claim = intake.gathered.add("units", told, intake.page(row.number))
    intake.gathered.cells += [(claim, row.number, "", heading, text) for heading, text in written.items()]
    intake.taken.add(row.number)


def _own(notes: str) -> dict[str, str] | None:
    """What the notes of a row that we exported say in columns of the ledger; `None` for other notes."""
    if not OWN_NOTES.fullmatch(notes):
        return None
    said = dict(part.split(": ", 1) for part in notes.split("; ") if ": " in part)
    told = {column: said.get(column, "") for column in OWN_COLUMNS}
    try:
        beginning(told["since"]), end(told["until"])
    except ImpossibleDate:
        return None
    return told


def _since(text: str, starts: str) -> str | None:
    """When it began: on the date of a source if that says so, else then or before; `None` if unreadable."""
    if text == BEFORE_ALL:
        return ".."
    reading = written_date(text)
    if reading is None:
        return None
    exact = plain(starts) in ("y", "yes", "true", "e") or not reading.edtf
    return reading.edtf if exact else f"../{reading.edtf.rpartition('/')[2]}"


def _until(text: str, ends: str) -> str | None:
    """When it ended: `E` on that day, `Y` not yet, else then or after."""
    reading = written_date(text)
    if reading is None:
        return None
    if plain(ends) in ("y", "yes", "true"):
        return ".."
    exact = plain(ends) in ("e", "exact") or is_unknown(text)
    return reading.edtf if exact else f"{reading.edtf.partition('/')[0]}/.."
