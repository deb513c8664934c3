"""What an edition must not show, written out by hand, and a ledger with a canary in each such place.

The lists come from what publishing is for, not from `tequio.tracking.levels`: whoever changes a rule
there has to change a line here as well, and say why.
"""

from collections.abc import Iterator
from importlib.resources import as_file, files

from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.schema import TABLES

Place = tuple[str, str]
PERSONS: dict[Place, str] = {
    ("licences", "exporter"): "a dealer may trade under his own name",
    ("allegations", "violation"): "free words, in which victims, witnesses and officers may be named",
    ("decisions", "decided_by"): "the person who decided",
    ("decisions", "reason"): "free words, in which whoever was asked may be named",
}
"""No names of persons: neither partners nor the public see them."""
NAMES: dict[Place, str] = {
    ("units", "name"): "a buyer or an officer may stand as a unit; the public sees what it is and where",
    ("end_users", "name_as_written"): "a buyer's or an officer's name to the letter",
    ("decisions", "name_as_written"): "the same name, as it was decided on",
}
SERIALS: dict[Place, str] = {
    (table, "serials"): "a number leads to one weapon, and who has it can be found by it"
    for table in ("shipments", "receipts", "holdings", "losses", "recoveries")
}
PLACES: dict[Place, str] = {
    ("units", "municipality"): "a town has a handful of officers",
    ("recoveries", "municipality"): "a town and a day lead to one case",
}
THINGS: dict[Place, str] = {
    ("items", "type"): "leads to the model that stands in a group",
    ("items", "calibre"): "leads to the model that stands in a group",
    **{
        (table, column): "a rare thing in a small place leads to those who had it"
        for table in ("items", "shipments", "receipts", "holdings", "losses", "recoveries")
        for column in ("maker", "model", "country")
    },
}
THINGS_IN = ("shipments", "receipts", "holdings", "losses", "recoveries")
LOTS: dict[Place, str] = {(table, "lot"): "may be called after the maker or the town" for table in THINGS_IN}
UNITS: dict[Place, str] = dict.fromkeys(
    (
        ("units", "unit"),
        ("relations", "child"),
        ("relations", "parent"),
        ("licences", "consignee"),
        ("end_users", "unit"),
        ("shipments", "consignee"),
        ("receipts", "from_unit"),
        ("receipts", "to_unit"),
        ("holdings", "unit"),
        ("losses", "unit"),
        ("recoveries", "holder"),
        ("recoveries", "last_holder"),
        ("allegations", "unit"),
        ("decisions", "unit"),
        ("replies", "unit"),
    ),
    "another register publishes its ids with the unit's name and town",
)
SHEETS: dict[Place, str] = {
    (name, "page"): "a workbook may have a sheet a town" for name in TABLES if name != "sources"
}
LATE: dict[Place, str] = dict.fromkeys(
    (
        ("sources", "published"),
        ("units", "since"),
        ("units", "until"),
        ("relations", "until"),
        ("licences", "valid_until"),
        ("decisions", "decided_on"),
    ),
    "a date of the last 24 months",
)
LAGGED: dict[Place, str] = dict.fromkeys(
    (
        ("relations", "since"),
        ("licences", "issued"),
        ("licences", "valid_from"),
        ("end_users", "since"),
        ("shipments", "date"),
        ("receipts", "date"),
        ("holdings", "date"),
        ("losses", "date"),
        ("recoveries", "date"),
        ("allegations", "date"),
        ("totals", "since"),
        ("totals", "until"),
    ),
    "what was of the last 24 months",
)
SMALL_STATES: dict[Place, str] = {
    ("units", "state"): "a state with fewer than five possessions",
    ("recoveries", "state"): "a state with fewer than five possessions",
}
"""Tested by themselves, as a state is a code and can hold no canary."""
HIDDEN: dict[str, dict[Place, str]] = {
    "partner": PERSONS,
    "public": {
        **PERSONS,
        **NAMES,
        **SERIALS,
        **PLACES,
        **THINGS,
        **LOTS,
        **UNITS,
        **SHEETS,
        **LATE,
        **LAGGED,
    },
}
CANARY, LATE_DAY = "CANARY", "2025-12-31"
IDS = {
    "relations": "relation",
    "licences": "licence",
    "end_users": "end_user",
    "shipments": "shipment",
    "receipts": "receipt",
    "holdings": "holding",
    "losses": "loss",
    "recoveries": "recovery",
    "allegations": "allegation",
    "totals": "total",
}


def with_canaries(level: str) -> Ledger:
    """The bundled example, with a canary in every place that the level must not show."""
    with as_file(files("tequio.examples") / "ledger") as folder:
        whole = read_ledger(folder)
    tables = {name: rows.drop("line").to_dicts() for name, rows in whole.tables.items()}
    late = [_late_row(tables, place) for place in LAGGED] if level == "public" else []
    for table, column in HIDDEN[level].keys() - LAGGED.keys():
        for number, row in enumerate(tables[table]):
            row[column] = _canary((table, column), row[column], number)
    for table, row in late:
        tables[table].append(row)
    tables["sources"].append(
        {"source": "FCANARY", "title": "CANARY", "publisher": "CANARY", "provenance": "leaked"}
    )
    tables["holdings"].append({**tables["holdings"][0], "claim": "CANARYLEAK", "source": "FCANARY"})
    return ledger(tables)


def _canary(place: Place, told: str, number: int) -> str:
    """A canary instead of a cell; names and things stay what they were, so that answers do."""
    if place in LATE:
        return LATE_DAY
    if place[1] == "serials":
        return (
            "|".join(f"{CANARY} {one}" for one in told.split("|") if one) or f"{CANARY} {place[0]} {number}"
        )
    if place in SHEETS:
        return f"hoja {CANARY} {number}, fila 3"
    if place == ("recoveries", "holder") and not number:
        told = "U000002"  # the example tells of none
    if place[1] == "name_as_written" or place in LOTS or place in UNITS:
        return told and f"{CANARY} {told}"
    return f"{CANARY} {told} {number}"


def _late_row(tables: dict[str, list[dict[str, str]]], place: Place) -> tuple[str, dict[str, str]]:
    """A row that a column says is of the last 24 months, with an id of its own."""
    table, column = place
    leaked = {one["source"] for one in tables["sources"] if one["provenance"] == "leaked"}
    open_rows = (one for one in tables[table] if one["status"] == "accepted" and one["source"] not in leaked)
    row = {**next(open_rows), IDS[table]: f"{CANARY}{column}", "claim": f"{CANARY}{table}{column}"}
    if table == "totals":
        row |= {"part_of": "", "since": "2013", "until": "2014"}
    if "quantity_min" in row:
        row["quantity_min"] = "0"  # so that it makes no gap
    return table, {**row, column: LATE_DAY, "supersedes": ""}


def shown(data: bytes) -> Iterator[str]:
    """The canaries that a file shows."""
    yield from (word for word in (CANARY, LATE_DAY) if word.encode() in data)
