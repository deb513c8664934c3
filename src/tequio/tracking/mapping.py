"""The map from the columns of a sheet to those of the ledger: proposed, written as TOML, read back."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tequio.files import read_bytes
from tequio.tracking.headings import (
    COLUMNS,
    HEADINGS,
    HOLDER,
    PAIRS,
    REQUIRED,
    UNIT_STATE,
    UNIT_TOWN,
    VALUE,
    column_of,
    heading,
)
from tequio.tracking.import_faults import MapKeyUnknown, MapNotToml, MapValueWrong
from tequio.tracking.places import state_code
from tequio.tracking.schema import CONTESTED, DATES, SURE, TABLES
from tequio.tracking.sheets import Found, holds_dates, is_total
from tequio.tracking.values import decimal_mark, is_unknown
from tequio.tracking.written_dates import DAY_MONTH, MONTH_DAY, date_order

STATUSES = (SURE, *CONTESTED)
ORDERS = (DAY_MONTH, MONTH_DAY, "unknown")
MARKS = (".", ",", "unknown")
SAMPLE = 2_000
"""How many rows show whether a column holds dates."""
KEYS = ("table", "sheet", "header", "status", "date_order", "decimal_mark", "leave", "columns", "constants")


@dataclass(frozen=True)
class ColumnMap:
    """Which column of a sheet is which of the ledger.

    Args:
        table: the ledger's table.
        sheet: the sheet's name; empty for a CSV.
        header: the number of the header's last row, from 1.
        columns: for a column of the ledger, or `quantity` or `value_usd`, the heading in the sheet.
        constants: for a column of the ledger a value that holds for every row.
        status: of the claims; `needs_work` until a person has looked.
        date_order: how `03/04/2011` is read: `day-month`, `month-day` or `unknown`.
        decimal_mark: what stands before decimals: `.`, `,` or `unknown`.
        leave: numbers of rows that are not to be taken.
    """

    table: str
    sheet: str
    header: int
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    status: str = "needs_work"
    date_order: str = "unknown"
    decimal_mark: str = "unknown"
    leave: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Proposal:
    """A map as the program proposes it.

    Args:
        map: the map.
        missing: what every row must say and no column was found for, or more than one as likely.
        rivals: for a column of the ledger other headings that may mean it.
    """

    map: ColumnMap
    missing: tuple[str, ...]
    rivals: Mapping[str, tuple[str, ...]]

    @property
    def certain(self) -> bool:
        """Whether everything that a claim needs was found, each in one column only."""
        return not self.missing


def propose(table: str, found: Found) -> Proposal:
    """A map for a table of a sheet, from its headings and from what stands below them."""
    rows = [row.cells for row in found.rows if not is_total(row)]
    meant: dict[str, list[tuple[int, str]]] = {}
    unlike: list[str] = []
    for place, name in enumerate(found.columns):
        column = column_of(table, name) if name else None
        if column and _fits(column, [cells[place] for cells in rows[:SAMPLE]]):
            meant.setdefault(column, []).append((_rank(table, column, name), name))
        elif column in DATES:
            unlike.append(column)
    columns, rivals, doubtful = {}, {}, set()
    for column, names in sorted(meant.items(), key=lambda item: _position(table, item[0])):
        best, *others = sorted(names, key=lambda each: each[0])
        columns[column] = best[1]
        rivals[column] = tuple(name for _, name in others)
        if others and others[0][0] == best[0]:
            doubtful.add(column)
    missing = tuple(
        group[0]
        for group in REQUIRED[table]
        if not any(one in columns and one not in doubtful for one in group)
    )
    # A column that is called a date and holds none: leaving it out in silence would lose the dates.
    missing += tuple(dict.fromkeys(one for one in unlike if one not in columns and one not in missing))
    dates = (found.columns.index(columns[one]) for one in columns if one in DATES)
    values = (found.columns.index(columns[one]) for one in columns if one == VALUE)
    order = date_order(cells[place] for place in dates for cells in rows)
    mark = decimal_mark(cells[place] for place in values for cells in rows)
    map_ = ColumnMap(
        table=table,
        sheet=found.sheet,
        header=found.header,
        columns=columns,
        date_order=order or "unknown",
        decimal_mark=mark or "unknown",
    )
    return Proposal(map_, missing, {column: names for column, names in rivals.items() if names})


def incomplete(map_: ColumnMap) -> tuple[str, ...]:
    """What every row of the table must say and neither a column nor a constant of the map does."""
    said = set(map_.columns) | set(map_.constants)
    return tuple(group[0] for group in REQUIRED[map_.table] if not said & set(group))


def targets(table: str) -> tuple[str, ...]:
    """What a map may name: the ledger's columns, the two that fill a pair, and where a unit is."""
    own = [
        name
        for name in TABLES[table].columns
        if name not in ("claim", "source", "page", "status", "supersedes")
    ]
    pairs = [pair for pair, two in PAIRS.items() if two[0] in own]
    places = [UNIT_STATE, UNIT_TOWN] if table in HOLDER else []
    return tuple(name for name in (*own, *pairs, *places) if name != TABLES[table].id)


def map_text(map_: ColumnMap, found: Found, proposal: Proposal | None = None) -> str:
    """The map as TOML; of a proposal, with what each choice rests on.

    Args:
        map_: the map.
        found: the table for which it is.
        proposal: if given, what was missing and what else might be meant stands as remarks.
    """
    missing = proposal.missing if proposal else ()
    rivals = proposal.rivals if proposal else {}
    lines = [
        "# Which column of the sheet is which of the ledger. Mend what is wrong; then set the status.",
        "# Qué columna de la hoja es cuál del registro. Corrija lo que esté mal; luego ponga el estado.",
        f"table = {_quoted(map_.table)}",
        f"sheet = {_quoted(map_.sheet)}",
        f"header = {map_.header}  # last row of the header · última fila del encabezado",
        "# accepted: a person has looked at this map · una persona revisó este mapa",
        f"status = {_quoted(map_.status)}  # {' | '.join(STATUSES)}",
        "# 03/04/2011: unknown takes it as some day between both readings · algún día entre ambas lecturas",
        f"date_order = {_quoted(map_.date_order)}  # {' | '.join(ORDERS)}",
        f"decimal_mark = {_quoted(map_.decimal_mark)}  # {' | '.join(MARKS)}",
        f"leave = {sorted(map_.leave)}  # rows not to be taken · filas que no se toman",
        "",
        "[columns]",
    ]
    for column, name in map_.columns.items():
        also = ", ".join(map(_quoted, rivals.get(column, ())))
        lines.append(f"{column} = {_quoted(name)}" + (f"  # or · o: {also}" if also else ""))
    lines += [f'# {column} = "?"  # needed · necesario' for column in missing if column not in map_.columns]
    used = set(map_.columns.values())
    spare = [_quoted(name) for name in found.columns if name and name not in used]
    lines += [f"# not used · sin usar: {', '.join(spare)}"] if spare else []
    lines += ["", "[constants]  # the same in every row · lo mismo en cada fila"]
    if "from_unit" in missing:
        lines.append(
            '# from_unit = "abroad"  # or the name of the unit that passed them on · o la unidad que entregó'
        )
    lines += [f"{column} = {_quoted(value)}" for column, value in map_.constants.items()]
    return "\n".join(lines) + "\n"


def read_map(path: Path, table: str) -> ColumnMap:
    """Reads a map.

    Raises:
        MissingFile, NotAFile, TooLarge, UnreadableFile: it cannot be read.
        MapNotToml: it is no TOML in UTF-8.
        MapKeyUnknown, MapValueWrong: it says something that maps do not say.
    """
    data = read_bytes(path, limit=1_000_000)
    try:
        told = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MapNotToml(path, data.count(b"\n", 0, error.start) + 1) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise MapNotToml(path, int(line[1]) if line else data.count(b"\n") + 1) from error
    return _checked(path, table, told)


def _checked(path: Path, table: str, told: Mapping[str, Any]) -> ColumnMap:
    for key in told:
        if key not in KEYS:
            raise MapKeyUnknown(path, key, KEYS)
    for key, known in (
        ("table", (table,)),
        ("status", STATUSES),
        ("date_order", ORDERS),
        ("decimal_mark", MARKS),
    ):
        if told.get(key, known[0]) not in known:
            raise MapValueWrong(path, key, str(told[key]), known)
    columns, constants = told.get("columns", {}), told.get("constants", {})
    for key, part in (("columns", columns), ("constants", constants)):
        if not isinstance(part, dict):
            raise MapValueWrong(path, key, str(part), ())
        for column, value in part.items():
            if column not in targets(table):
                raise MapKeyUnknown(path, f"{key}.{column}", targets(table))
            if not isinstance(value, str):
                raise MapValueWrong(path, f"{key}.{column}", str(value), ())
    header, leave, sheet = told.get("header", 0), told.get("leave", []), told.get("sheet", "")
    if not _whole(header):
        raise MapValueWrong(path, "header", str(header), ())
    if not isinstance(leave, list) or not all(map(_whole, leave)):
        raise MapValueWrong(path, "leave", str(leave), ())
    if not isinstance(sheet, str):
        raise MapValueWrong(path, "sheet", str(sheet), ())
    return ColumnMap(
        table=table,
        sheet=sheet,
        header=header,
        columns=columns,
        constants=constants,
        status=told.get("status", "needs_work"),
        date_order=told.get("date_order", "unknown"),
        decimal_mark=told.get("decimal_mark", "unknown"),
        leave=frozenset(leave),
    )


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _fits(column: str, cells: Sequence[str]) -> bool:
    """Whether what stands below a heading can be what it says; a column of dates holds some, or nothing.

    `Estado` may also be the state of repair of the weapons.
    """
    if column == UNIT_STATE:
        told = [text for text in cells if not is_unknown(text)]
        return 2 * sum(state_code(text) is not None for text in told) >= max(len(told), 1)
    return column not in DATES or not any(map(str.strip, cells)) or holds_dates(cells)


def _rank(table: str, column: str, name: str) -> int:
    """How well a heading names a column: the ledger's own name first, then as `HEADINGS` has it."""
    known: Iterable[str] = HEADINGS[table].get(column, "").split("|")
    forms = [heading(column), *map(heading, known)]
    for told in (name, name.rpartition(" / ")[2]):
        if heading(told) in forms:
            return forms.index(heading(told))
    return len(forms)


def _position(table: str, column: str) -> int:
    return list(dict.fromkeys(COLUMNS[table].values())).index(column)
