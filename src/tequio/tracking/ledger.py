"""A ledger: a folder of CSV files, each row of which is a dated claim with a citation.

The tables are read as text and kept as written. Two readings of them serve every question: the
rows that stand (`Ledger.standing`), and the events that they are accounts of (`Ledger.events`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from tequio.faults import Fault
from tequio.files import read_bytes, read_table, restored
from tequio.files.faults import MissingFile
from tequio.tracking.dates import ANY, beginning, end, span
from tequio.tracking.schema import BEGINNINGS, CONTESTED, ENDS, SURE, TABLES

OPEN = 2**53
"""The most of a quantity that nobody bounded."""
LIMIT = 2_000_000_000  # bytes of one table: some ten million events
SAYS_WHERE = ("claim", "source", "page", "status", "supersedes", "date")
"""Columns that say where a claim stands, or when it happened, of which there is a hull; not what it is of."""
LINE = "line"
"""Column with the row's number as a spreadsheet counts; the header is row 1."""


@dataclass(eq=False)
class NoLedger(Fault):
    """The folder holds no table of a ledger."""

    directory: Path


@dataclass(eq=False)
class UnknownColumn(Fault):
    """A table has a column that ledgers do not have."""

    path: Path
    column: str


@dataclass(eq=False)
class NotAQuantity(Fault):
    """A text where a whole number, or nothing, must stand."""

    path: Path
    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Ledger:
    """Claims by table.

    Args:
        tables: for each name of `schema.TABLES` a frame with that table's columns as texts, the
            empty text for an empty cell, and `line`. A table that the folder lacks has no rows.
        directory: where it was read from; `None` for one made in memory.
    """

    tables: Mapping[str, pl.DataFrame]
    directory: Path | None = None
    _kept: dict[str, pl.DataFrame] = field(default_factory=dict, compare=False, repr=False)

    def standing(self, table: str) -> pl.DataFrame:
        """The rows that count, in the file's order, with `sure` (Boolean): accepted, not contested.

        A row does not count if it is superseded or withdrawn, or if an accepted claim says that it
        supersedes it. So withdrawing a later claim restores what stood before it.
        """
        if table not in self._kept:
            rows = self.tables[table]
            if table != "sources":
                gone = self._superseded()
                rows = rows.filter(
                    pl.col("status").is_in([SURE, *CONTESTED]) & ~pl.col("claim").is_in(gone.implode())
                ).with_columns(sure=pl.col("status") == SURE)
            self._kept[table] = rows
        return self._kept[table]

    def events(self, table: str) -> pl.DataFrame:
        """The events of a table, one row each, in the order of their first account.

        Columns: those of the table, each as the first accepted account that fills it says (else
        the first); `serials` all that any account lists, joined by `|`; `quantity_min`,
        `quantity_max` (Int64) the hull of the accounts, from 0 to `OPEN` where nothing is known;
        `first`, `last` (Int32) the hull of their dates, as days; `sure`, whether any account is
        accepted; `firm`, whether accepted accounts also tell all that stands in the columns; `claims`,
        a list of all its claims.

        Raises:
            ImpossibleDate, NotAQuantity: where the ledger was not checked.
        """
        key = f"events of {table}"
        if key not in self._kept:
            self._kept[key] = _events(table, self.standing(table), self._path(table))
        return self._kept[key]

    def spans(self, table: str, column: str) -> tuple[list[int], list[int]]:
        """For each standing row the earliest and the latest day of a date column.

        `since` and `until` are read as the beginning and the end of something, so that `..` is open.
        """
        read = beginning if column in BEGINNINGS else end if column in ENDS else span
        known = cache(read)
        found = [known(text) for text in self.standing(table)[column].to_list()]
        return [one.first for one in found], [one.last for one in found]

    def _superseded(self) -> pl.Series:
        if "superseded" not in self._kept:
            by = [
                rows.filter((pl.col("status") == SURE) & (pl.col("supersedes") != ""))["supersedes"]
                for name, rows in self.tables.items()
                if name != "sources"
            ]
            self._kept["superseded"] = pl.concat(by).unique(maintain_order=True).to_frame("claim")
        return self._kept["superseded"]["claim"]

    def _path(self, table: str) -> Path:
        return (self.directory or Path()) / f"{table}.csv"


def read_ledger(directory: Path) -> Ledger:
    """Reads the tables of a folder; those it lacks are empty.

    Columns may stand in any order, and one that is missing is empty throughout. Texts stay as
    they are written, but for outer spaces and the apostrophe with which Tequio defuses formulas.

    Raises:
        NoLedger: none of the tables is there.
        UnknownColumn: a column that no ledger has.
        Fault: a file is no table; each subclass says where.
    """
    found = {name: directory / f"{name}.csv" for name in TABLES}
    if not any(path.is_file() for path in found.values()):
        if not directory.exists():
            raise MissingFile(directory)
        raise NoLedger(directory)
    return Ledger({name: _table(path, name) for name, path in found.items()}, directory)


def ledger(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Ledger:
    """A ledger made in memory from rows, each a mapping of columns to texts."""
    made = {}
    for name, kind in TABLES.items():
        rows = tables.get(name, ())
        columns = {column: [row.get(column, "") for row in rows] for column in kind.columns}
        made[name] = _numbered(pl.DataFrame(columns, schema=dict.fromkeys(kind.columns, pl.String)))
    return Ledger(made)


def _table(path: Path, name: str) -> pl.DataFrame:
    columns = TABLES[name].columns
    if not path.is_file():
        return _numbered(pl.DataFrame(schema=dict.fromkeys(columns, pl.String)))
    rows = _plain(path)
    if rows is None:  # not as Tequio writes it: another separator or encoding, a quotation mark astray
        table = read_table(path)
        rows = pl.DataFrame(dict(zip(table.columns, zip(*table.rows))), strict=False).cast(pl.String)
        rows = rows.with_columns(pl.Series(LINE, table.lines, dtype=pl.UInt32))
    else:
        filled = pl.any_horizontal(pl.all().exclude(LINE) != "")
        rows = _numbered(rows).filter(filled)  # a blank row counts in a spreadsheet and says nothing
    for column in rows.columns:
        if column not in (*columns, LINE):
            raise UnknownColumn(path, column)
    missing = [pl.lit("").alias(column) for column in columns if column not in rows.columns]
    return rows.with_columns(missing).select(*columns, LINE)


def _plain(path: Path) -> pl.DataFrame | None:
    """A plain CSV, read fast; `None` if it is not plain."""
    data = read_bytes(path, LIMIT)
    header = data.split(b"\n", 1)[0]
    if not header.strip() or b"," not in header or b"\0" in data:
        return None
    try:
        rows = pl.read_csv(data, infer_schema=False, empty_string_is_null=False)
    except pl.exceptions.PolarsError:
        return None
    if rows.null_count().sum_horizontal().sum():  # a row with fewer cells than columns
        return None
    rows = rows.with_columns(pl.all().str.strip_chars())
    defused = [
        pl.when(pl.col(column).str.starts_with("'"))
        .then(pl.col(column).map_elements(restored, return_dtype=pl.String))
        .otherwise(pl.col(column))
        for column in rows.columns
        if rows[column].str.starts_with("'").any()
    ]
    return rows.with_columns(defused).rename({name: name.strip() for name in rows.columns})


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_row_index(LINE, offset=2)


def quantities(rows: pl.DataFrame, path: Path) -> pl.DataFrame:
    """`quantity_min` and `quantity_max` as Int64, from 0 to `OPEN` where they are empty.

    Raises:
        NotAQuantity: something else than a whole number stands there.
    """
    for column, unknown in (("quantity_min", 0), ("quantity_max", OPEN)):
        number = pl.col(column).str.to_integer(strict=False, dtype=pl.Int64)
        bad = rows.filter((pl.col(column) != "") & number.is_null())
        if len(bad):
            raise NotAQuantity(path, bad[LINE][0], column, bad[column][0])
        rows = rows.with_columns(
            pl.when(pl.col(column) == "").then(pl.lit(unknown, pl.Int64)).otherwise(number).alias(column)
        )
    return rows


def _events(table: str, rows: pl.DataFrame, path: Path) -> pl.DataFrame:
    kind = TABLES[table]
    rows = _dated(quantities(rows, path), "date" if "date" in kind.columns else None)
    numbers = ("quantity_min", "quantity_max", "serials", kind.id)
    texts = [column for column in kind.columns if column not in numbers]
    serials = ["serials"] if "serials" in kind.columns else []
    numbered = ["quantity_min", "quantity_max", "first", "last", "sure", "firm", "claims"]
    order = [kind.id, *numbered, *texts, *serials]
    told = [_first_told(column) for column in texts]
    several = rows[kind.id].is_duplicated()  # most events have one account, for which nothing is weighed
    alone = rows.filter(~several).with_columns(
        *_numbers(serials), firm=pl.col("sure"), claims=pl.concat_list("claim")
    )
    grouped = rows.filter(several).group_by(kind.id, maintain_order=True)
    hulls = grouped.agg(*_hull(), _firm(texts), *told, *_serials(kind.columns), pl.col(LINE).first())
    both = pl.concat([alone.select(*order, LINE), hulls.select(*order, LINE)]).sort(LINE).drop(LINE)
    return both.with_columns(pl.col(texts).fill_null(""))


def _hull() -> list[pl.Expr]:
    return [
        pl.col("quantity_min").min(),
        pl.col("quantity_max").max(),
        pl.col("first").min(),
        pl.col("last").max(),
        pl.col("sure").any(),
        pl.col("claim").alias("claims"),
    ]


def _numbers(columns: Sequence[str]) -> list[pl.Expr]:
    """The serial numbers of one account, each once and without outer spaces."""
    stripped = pl.element().str.strip_chars()
    return [
        pl.when(pl.col(column).str.contains(r"[|\s]"))
        .then(pl.col(column).str.split("|").list.eval(stripped.unique(maintain_order=True)).list.join("|"))
        .otherwise(column)
        .alias(column)
        for column in columns
    ]


def _first_told(column: str) -> pl.Expr:
    """What accepted accounts say first, else what any does."""
    told = pl.col(column) != ""
    return pl.coalesce(
        pl.col(column).filter(told & pl.col("sure")).first(), pl.col(column).filter(told).first()
    )


def _firm(columns: Sequence[str]) -> pl.Expr:
    """Whether accepted accounts tell all that the event is taken for: where, what, and whose.

    If a contested account fills a cell that no accepted one fills, the event may be another one.
    """
    told = [pl.col(column) != "" for column in columns if column not in SAYS_WHERE]
    whole = (~one.any() | (one & pl.col("sure")).any() for one in told)
    return pl.all_horizontal(pl.col("sure").any(), *whole).alias("firm")


def _dated(rows: pl.DataFrame, column: str | None) -> pl.DataFrame:
    """Adds the `first` and `last` day of a date column; any day without one."""
    if column is None:
        days = [pl.lit(ANY.first, pl.Int32).alias("first"), pl.lit(ANY.last, pl.Int32).alias("last")]
        return rows.with_columns(days)
    texts = rows[column].unique(maintain_order=True)
    dates = [span(text) for text in texts.to_list()]
    known = pl.DataFrame(
        [
            texts,
            pl.Series("first", [one.first for one in dates], dtype=pl.Int32),
            pl.Series("last", [one.last for one in dates], dtype=pl.Int32),
        ]
    )
    return rows.join(known, on=column, how="left", maintain_order="left")


def _serials(columns: Sequence[str]) -> list[pl.Expr]:
    if "serials" not in columns:
        return []
    listed = pl.col("serials").filter(pl.col("serials") != "").str.split("|").explode()
    return [listed.str.strip_chars().unique(maintain_order=True).str.join("|").fill_null("")]
