"""A spreadsheet into a ledger: read, mapped, taken, and written whole or not at all.

What came is kept: `imports/SOURCE-HASH/` holds the file as it was, the map and, for each claim, the
cells on which it rests.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tequio.faults import Note
from tequio.files import Sheet, csv_bytes, defused, read_bytes, read_sheets, write_together
from tequio.files.encodings import CODE_PAGES
from tequio.tracking.claims import Gathered, NewIds
from tequio.tracking.headings import REQUIRED, column_of
from tequio.tracking.import_faults import (
    ComputedCells,
    EncodingAssumed,
    ImportedBefore,
    KnownUnits,
    MapColumnMissing,
    MapIncomplete,
    MapNeeded,
    MapValueWrong,
    NeedsLooking,
    NewUnits,
    NoTableFound,
    NothingTaken,
    OtherColumns,
    OtherSheet,
    SameNameElsewhere,
    UnknownSource,
    UnknownTable,
    UnusedColumn,
)
from tequio.tracking.intake import Intake
from tequio.tracking.ledger import Ledger, read_ledger
from tequio.tracking.letters import odd_letters
from tequio.tracking.mapping import ColumnMap, incomplete, map_text, propose, read_map
from tequio.tracking.monitor import known_format, known_header, map_of, take_monitor
from tequio.tracking.schema import TABLES
from tequio.tracking.sheets import Found, find_table
from tequio.tracking.sums import check_totals, totals_of

IMPORTS = "imports"
CELLS = ("claim", "sheet", "row", "column", "heading", "as_written")


@dataclass(frozen=True)
class Import:
    """An import that is ready to be written, and what is to be said of it.

    Args:
        path: the file that was read.
        table: the ledger's table.
        sheet: the sheet that was read; empty for a CSV.
        header: the number of the last row of its header.
        claims: how many claims it adds, by table.
        taken: how many rows of the sheet were taken.
        status: of the claims.
        notes: everything else: rows left and why, questions, totals, units, other sheets.
        folder: where in the ledger the file is kept.
        files: the new content of each file of the ledger, in the order in which they are written.
        before: what those files held.
    """

    path: Path
    table: str
    sheet: str
    header: int
    claims: Mapping[str, int]
    taken: int
    status: str
    notes: tuple[Note, ...]
    folder: str
    files: Mapping[str, bytes]
    before: Mapping[str, bytes | None]


def prepare_import(
    path: Path, table: str, source: str, directory: Path, map_path: Path | None = None
) -> Import:
    """Reads a spreadsheet into claims for a ledger; writes nothing.

    Without a map it takes the file only if every column that a claim needs is certain, and its claims
    then need looking at (`needs_work`); files of known formats (`monitor`) come in as accepted.

    Args:
        path: CSV or XLSX.
        table: the ledger's table, as `receipts`.
        source: the id of the source in the ledger's `sources.csv`.
        directory: the ledger.
        map_path: a map in TOML.

    Raises:
        UnknownTable, UnknownSource, ImportedBefore: it cannot go there.
        MapNeeded: without a map; carries the proposal.
        MapNotToml, MapKeyUnknown, MapValueWrong, MapColumnMissing, MapIncomplete: of the map.
        NoTableFound, NothingTaken: of the sheet.
        OtherColumns: of the ledger's own file.
        Fault: the file or the ledger cannot be read; each subclass says why.
    """
    if table not in REQUIRED:
        raise UnknownTable(table, tuple(REQUIRED))
    ledger = read_ledger(directory)
    language = _language(ledger, source)
    data = read_bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    sheets, encoding = read_sheets(path, data)
    map_ = read_map(map_path, table) if map_path else None
    found = _found(path, sheets, table, map_)
    taker = None if map_ else known_format(table, found)
    # Units and relations of the Monitor's files come in together, whichever was asked for.
    also = ("units", "relations") if taker is take_monitor else (table,)
    number = [sheet.name for sheet in sheets].index(found.sheet)
    place = _place(path, directory, table, source, digest, number, also)
    map_, text = _map(path, table, found, map_, map_path, taker is not None)
    gathered = Gathered(source, map_.status, NewIds(ledger))
    intake = Intake(found, map_, ledger, gathered, language)
    totals: frozenset[int] = frozenset()
    if taker:
        taker(intake)
    else:
        totals = totals_of(found, map_)
        intake.take(totals)
    notes = _notes(path, found, intake, totals, sheets, taker is not None)
    notes = (
        *_assumed(encoding),
        *odd_letters(found, encoding in CODE_PAGES),
        *notes,
        *_computed(sheets[number]),
    )
    files, before = _files(directory, gathered)
    kept = {
        f"{place}.cells.csv": csv_bytes(CELLS, _cells(gathered, found.sheet)),
        f"{place}.map.toml": text.encode(),
        f"{Path(place).parent.as_posix()}/{digest}{_suffix(path)}": data,
    }
    before |= {name: held(directory / name) for name in kept}
    claims = {name: len(rows) for name, rows in gathered.claims.items()}
    return Import(
        path, table, found.sheet, found.header, claims, len(intake.taken), map_.status, notes,
        Path(place).parent.as_posix(), {**kept, **files}, before,
    )  # fmt: skip


def write_import(directory: Path, ready: Import) -> None:
    """Writes a prepared import into the ledger: all of it, or nothing.

    Raises:
        FileChanged: the ledger was changed since it was read.
        UnwritableFile: the place is protected, or the disk is full.
    """
    write_together(directory, ready.files, ready.before)


def _language(ledger: Ledger, source: str) -> str:
    rows = ledger.tables["sources"]
    known = dict(zip(rows["source"].to_list(), rows["language"].to_list(), strict=True))
    if source not in known:
        raise UnknownSource(source, tuple(known))
    return str(known[source])


def _found(path: Path, sheets: Sequence[Sheet], table: str, map_: ColumnMap | None) -> Found:
    """The table that the map names, or that of the sheet whose headings are known best."""
    if map_ and map_.sheet:
        named = [sheet for sheet in sheets if sheet.name == map_.sheet]
        if not named:
            raise MapValueWrong(path, "sheet", map_.sheet, tuple(sheet.name for sheet in sheets))
        sheets = named
    if map_ is None:
        for sheet in sheets:
            row = known_header(table, sheet)
            known = find_table(sheet, row, exact=True) if row is not None else None
            if known:
                return known
    header = map_.header if map_ and map_.header else None
    tables = [found for sheet in sheets if (found := find_table(sheet, header))]
    if not tables:
        if header:
            raise MapValueWrong(path, "header", str(header), ())
        raise NoTableFound(path, tuple(sheet.name for sheet in sheets if sheet.name))
    return max(tables, key=lambda one: len({column_of(table, name) for name in one.columns if name} - {None}))


def _map(
    path: Path, table: str, found: Found, map_: ColumnMap | None, map_path: Path | None, known: bool
) -> tuple[ColumnMap, str]:
    """The map that holds for this table, and its text."""
    if map_ and map_path:
        for column, name in map_.columns.items():
            if name not in found.columns:
                raise MapColumnMissing(map_path, column, name, found.columns)
        lacking = incomplete(map_)
        if lacking:
            raise MapIncomplete(map_path, table, lacking)
        return map_, map_path.read_text(encoding="utf-8-sig")
    if known:
        made = map_of(table, found)
        return made, map_text(made, found)
    proposal = propose(table, found)
    text = map_text(proposal.map, found, proposal)
    if not proposal.certain:
        raise MapNeeded(path, table, proposal.missing, tuple(filter(None, found.columns)), text)
    return proposal.map, text


def _notes(
    path: Path, found: Found, intake: Intake, totals: frozenset[int], sheets: Sequence[Sheet], known: bool
) -> tuple[Note, ...]:
    """Everything that a person should hear, in the order of the sheet; refuses an import of nothing."""
    map_ = intake.map
    rows: list[Note] = [*intake.notes, *check_totals(found, map_, totals, frozenset(intake.taken))]
    rows.sort(key=lambda note: getattr(note, "row", 0))
    if not intake.taken:
        raise NothingTaken(path, found.sheet, tuple(rows))
    used = set(map_.columns.values())
    notes: list[Note] = [*rows, *found.aside]
    if not known:
        notes += [
            UnusedColumn(found.place(at), name)
            for at, name in enumerate(found.columns)
            if name and name not in used
        ]
    notes += [OtherSheet(sheet.name, len(sheet.rows)) for sheet in sheets if sheet.name != found.sheet]
    notes += [NewUnits(intake.units.added)] if intake.units.added else []
    elsewhere = len(intake.units.elsewhere)
    notes += [SameNameElsewhere(elsewhere)] if elsewhere else []
    notes += [KnownUnits(len(intake.units.known))] if intake.units.known else []
    claims = sum(len(each) for each in intake.gathered.claims.values())
    notes += [NeedsLooking(claims)] if map_.status == "needs_work" else []
    return tuple(notes)


def _assumed(encoding: str | None) -> list[Note]:
    return [EncodingAssumed(encoding)] if encoding and not encoding.startswith("utf-8") else []


def _computed(sheet: Sheet) -> list[Note]:
    return [ComputedCells(sheet.computed)] if sheet.computed else []


def _place(
    path: Path, directory: Path, table: str, source: str, digest: str, sheet: int, also: Sequence[str]
) -> str:
    """Where this import is kept, without the ending; refuses the same sheet of the same file twice.

    `also` are the tables under which it may have come in before with these very claims.
    """
    name = f"{table}-{sheet + 1}"
    for folder in sorted((directory / IMPORTS).glob(f"*-{digest[:16]}")):
        for each in also:
            if (folder / f"{each}-{sheet + 1}.cells.csv").exists():
                raise ImportedBefore(path, each, folder.relative_to(directory).as_posix())
    plain = re.sub(r"[^\w.-]+", "_", source).strip(".") or "source"
    return f"{IMPORTS}/{plain}-{digest[:16]}/{name}"


def _suffix(path: Path) -> str:
    return path.suffix.lower() if re.fullmatch(r"\.\w{1,8}", path.suffix) else ""


def _cells(gathered: Gathered, sheet: str) -> list[tuple[object, ...]]:
    return [(claim, sheet, row, *place) for claim, row, *place in gathered.cells]


def held(path: Path) -> bytes | None:
    """What a file holds; `None` if it is not there."""
    return path.read_bytes() if path.exists() else None


def _files(directory: Path, gathered: Gathered) -> tuple[dict[str, bytes], dict[str, bytes | None]]:
    """The tables with the new rows below the old ones, which stay to the byte; units come first."""
    files: dict[str, bytes] = {}
    before: dict[str, bytes | None] = {}
    for table in TABLES:
        if gathered.claims.get(table):
            name = f"{table}.csv"
            before[name] = held(directory / name)
            files[name] = appended(directory / name, table, before[name], gathered.claims[table])
    return files, before


def appended(path: Path, table: str, data: bytes | None, rows: Sequence[Mapping[str, str]]) -> bytes:
    """A table with rows below those that it held, which stay to the byte.

    Raises:
        OtherColumns: the file lacks a column that is needed.
    """
    columns: Sequence[str] = TABLES[table].columns
    data = data if data and data.strip() else csv_bytes(columns, ())
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OtherColumns(path, ()) from error
    header = [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")), [])]
    filled = {column for row in rows for column, value in row.items() if value}
    missing = [column for column in columns if column in filled and column not in header]
    if missing:
        raise OtherColumns(path, tuple(missing))
    end = "\r\n" if "\r\n" in text else "\n"
    more = io.StringIO(newline="")
    writer = csv.writer(more, lineterminator=end)
    writer.writerows([defused(row.get(column, "")) for column in header] for row in rows)
    gap = b"" if data.endswith(b"\n") else end.encode()
    return data + gap + more.getvalue().encode()
