"""What is wrong with a ledger before anything is asked of it: each mistake with file, row and column."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from tequio.faults import Fault
from tequio.tracking.circles import circles
from tequio.tracking.dates import FOR_EVER, ImpossibleDate, Span, beginning, end, span
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.mistakes import Mistake
from tequio.tracking.schema import BEGINNINGS, DATES, ENDS, NUMBERS, STATE, SURE, TABLES

MUNICIPALITY = r"^(?:0[1-9]|[12]\d|3[0-2])\d{3}$"  # INEGI's: two digits of the state, three of its own
HAPPENED = ("published", "since", "issued", "date", "decided_on", "asked_on", "answered_on")
"""Dates of what has happened, once it is on record."""
ONE_UNIT = ("kind", "level", "central", "state", "municipality")


@dataclass(eq=False)
class UnsoundLedger(Fault):
    """A ledger with mistakes, of which `first` is the first and `count` the number."""

    directory: Path
    first: Mistake
    count: int


def check(ledger: Ledger, today: datetime.date | None = None) -> list[Mistake]:
    """All mistakes of a ledger, by table, row and column; none if every question can be put to it.

    References, citations, dates, quantities and words are checked in every row, those of units and
    relations that do not stand excepted only where rows are compared with each other.

    Args:
        ledger: claims.
        today: if given, what happened only after it is a mistake.
    """
    units = ledger.tables["units"]["unit"]
    known = {name: ledger.tables[name][kind.id] for name, kind in TABLES.items()} | {"units": units}
    found = list(_doubled_claims(ledger))
    for name in TABLES:
        rows = ledger.tables[name]
        if len(rows):
            found += _table(name, rows, known)
            found += _future(name, rows, today) if today else ()
    found += _supersedes(ledger)
    found += _two_units(ledger)
    found += circles(ledger)
    order = {name: place for place, name in enumerate(TABLES)}
    return sorted(set(found), key=lambda one: (order[one.table], one.line, one.column, one.kind))


def _table(name: str, rows: pl.DataFrame, known: dict[str, pl.Series]) -> Iterator[Mistake]:
    kind = TABLES[name]
    for column in (("claim", "status", "page") if name != "sources" else ()) + kind.needed:
        yield from _empty(name, rows, column, "empty")
    if name != "sources":
        yield from _empty(name, rows, "source", "no_citation")
    for column, target in kind.refers.items():
        lost = rows.filter((pl.col(column) != "") & ~pl.col(column).is_in(known[target].implode()))
        yield from _told(name, lost, column, "leads_nowhere", f"{target}.csv")
    for column, allowed in kind.words.items():
        strange = rows.filter((pl.col(column) != "") & ~pl.col(column).is_in(allowed))
        yield from _told(name, strange, column, "unknown_word", ", ".join(allowed))
    for column in (column for column in DATES if column in kind.columns):
        yield from _dates(name, rows, column)
    yield from _periods(name, rows)
    yield from _numbers(name, rows)
    yield from _places(name, rows)
    yield from _of_one_table(name, rows)


def _empty(name: str, rows: pl.DataFrame, column: str, kind: str) -> Iterator[Mistake]:
    for line in rows.filter(pl.col(column) == "")[LINE].to_list():
        yield Mistake(name, line, column, kind)


def _told(name: str, rows: pl.DataFrame, column: str, kind: str, other: str = "") -> Iterator[Mistake]:
    for line, text in rows.select(LINE, column).iter_rows():
        yield Mistake(name, line, column, kind, str(text), other)


def _doubled_claims(ledger: Ledger) -> Iterator[Mistake]:
    parts = [
        rows.select("claim", LINE).with_columns(table=pl.lit(name))
        for name, rows in ledger.tables.items()
        if name != "sources"
    ]
    claims = pl.concat(parts).filter(pl.col("claim") != "")
    again = claims.filter(pl.col("claim").is_duplicated())
    first: dict[str, str] = {}
    for claim, line, table in again.iter_rows():
        if claim in first:
            yield Mistake(table, line, "claim", "claim_twice", claim, first[claim])
        first.setdefault(claim, f"{table}.csv, {line}")
    sources = ledger.tables["sources"]
    twice = sources.filter(pl.col("source").is_duplicated() & ~pl.col("source").is_first_distinct())
    yield from _told("sources", twice, "source", "source_twice")


def _reader(column: str) -> Callable[[str], Span]:
    return beginning if column in BEGINNINGS else end if column in ENDS else span


def _read(column: str) -> Callable[[str], Span | None]:
    """A reader of dates that gives `None` for what is none, and reads each text once."""
    reader = _reader(column)

    @cache
    def read(text: str) -> Span | None:
        try:
            return reader(text)
        except ImpossibleDate:
            return None

    return read


_SINCE, _UNTIL = _read("since"), _read("until")


def _dates(name: str, rows: pl.DataFrame, column: str) -> Iterator[Mistake]:
    read = _read(column)
    bad = [text for text in rows[column].unique().to_list() if read(text) is None]
    if bad:
        yield from _told(name, rows.filter(pl.col(column).is_in(bad)), column, "impossible_date")


def _future(name: str, rows: pl.DataFrame, today: datetime.date) -> Iterator[Mistake]:
    """What is certainly after today. What is to last until then, or to be valid from then, may be."""
    for column in (column for column in HAPPENED if column in rows.columns):
        read = _read(column)
        told = ((text, read(text)) for text in rows[column].unique().to_list())
        later = [text for text, days in told if days and today.toordinal() < days.first < FOR_EVER]
        if later:
            late = rows.filter(pl.col(column).is_in(later))
            yield from _told(name, late, column, "future_date", today.isoformat())


def _periods(name: str, rows: pl.DataFrame) -> Iterator[Mistake]:
    """Things that end before they begin, whatever days their dates stand for."""
    for since, until in (("since", "until"), ("valid_from", "valid_until")):
        if since in rows.columns and until in rows.columns:
            pairs = rows.select(since, until).unique(maintain_order=True)
            first, last = _read(since), _read(until)
            wrong = [
                (a, b)
                for a, b in pairs.iter_rows()
                if (one := first(a)) is not None and (two := last(b)) is not None and one.first > two.last
            ]
            if wrong:
                bad = pl.DataFrame(wrong, schema=[since, until], orient="row")
                for line, text, begun in (
                    rows.join(bad, on=[since, until]).select(LINE, until, since).iter_rows()
                ):
                    yield Mistake(name, line, until, "ends_before", text, begun)


def _numbers(name: str, rows: pl.DataFrame) -> Iterator[Mistake]:
    columns = [column for column in NUMBERS if column in rows.columns]
    number = {column: pl.col(column).str.to_integer(strict=False, dtype=pl.Int64) for column in columns}
    for column in columns:
        strange = rows.filter((pl.col(column) != "") & number[column].is_null())
        yield from _told(name, strange, column, "no_number")
        yield from _told(name, rows.filter(number[column] < 0), column, "below_zero")
    for least, most in (("quantity_min", "quantity_max"), ("value_usd_min", "value_usd_max")):
        if least in columns:
            crossed = rows.filter(number[least] > number[most])
            for line, text, other in crossed.select(LINE, least, most).iter_rows():
                yield Mistake(name, line, least, "least_above_most", text, other)
    if "serials" in rows.columns:
        listed = pl.col("serials").str.split("|").list.len()
        too_many = rows.filter((pl.col("serials") != "") & (listed > number["quantity_max"]))
        for line, count, most in too_many.select(LINE, listed.alias("n"), "quantity_max").iter_rows():
            yield Mistake(name, line, "serials", "more_serials", str(count), most)
        numbers = pl.col("serials").str.split("|").list.eval(pl.element().str.strip_chars())
        several = rows.filter(pl.col("serials").str.contains("|", literal=True))
        twice = several.filter(numbers.list.n_unique() < numbers.list.len())
        for line, text in twice.select(LINE, "serials").iter_rows():
            counts = Counter(number.strip() for number in text.split("|"))
            (number, times), *_ = counts.most_common(1)
            yield Mistake(name, line, "serials", "serial_twice", number, str(times))


def _places(name: str, rows: pl.DataFrame) -> Iterator[Mistake]:
    if "state" in rows.columns:
        strange = rows.filter((pl.col("state") != "") & ~pl.col("state").str.contains(STATE))
        yield from _told(name, strange, "state", "unknown_state")
    if "municipality" in rows.columns:
        town = pl.col("municipality")
        here = (
            town.str.contains(MUNICIPALITY)
            & (town.str.slice(2, 3) != "000")
            & ((pl.col("state") == "") | (town.str.slice(0, 2) == pl.col("state")))
        )
        elsewhere = rows.filter((town != "") & ~here & ~pl.col("state").str.contains("-"))
        for line, text, state in elsewhere.select(LINE, "municipality", "state").iter_rows():
            yield Mistake(name, line, "municipality", "unknown_municipality", text, state)


def _of_one_table(name: str, rows: pl.DataFrame) -> Iterator[Mistake]:
    """What holds in one table only."""
    if name == "end_users":
        nobody = rows.filter((pl.col("unit") == "") & (pl.col("name_as_written") == ""))
        yield from _told(name, nobody, "unit", "names_nobody")
    if name == "decisions":
        nobody = rows.filter((pl.col("unit") == "") & (pl.col("decision") == "same"))
        yield from _told(name, nobody, "unit", "same_as_nobody")
    if name == "relations":
        yield from _told(name, rows.filter(pl.col("child") == pl.col("parent")), "parent", "own_parent")


def _supersedes(ledger: Ledger) -> Iterator[Mistake]:
    """Claims that supersede one that is not there, or themselves in a ring."""
    later: dict[str, tuple[str, str, int]] = {}
    claims = pl.concat([rows["claim"] for name, rows in ledger.tables.items() if name != "sources"])
    for name, rows in ledger.tables.items():
        if name != "sources":
            says = rows.filter(pl.col("supersedes") != "")
            lost = says.filter(~pl.col("supersedes").is_in(claims.implode()))
            yield from _told(name, lost, "supersedes", "supersedes_nothing")
            later |= {
                claim: (before, name, line)
                for claim, before, line in says.select("claim", "supersedes", LINE).iter_rows()
            }
    for claim, (_, name, line) in later.items():
        at, seen = claim, set[str]()
        while at in later and at not in seen:
            seen.add(at)
            at = later[at][0]
        if at == claim:
            yield Mistake(name, line, "supersedes", "supersedes_itself", claim)


def _two_units(ledger: Ledger) -> Iterator[Mistake]:
    """Accepted rows of one unit that describe two: another kind, level or place at the same time."""
    rows = ledger.standing("units").filter(pl.col("status") == SURE)
    shared = rows.filter(pl.col("unit").is_duplicated())
    for group in shared.partition_by("unit", maintain_order=True):
        told = group.to_dicts()
        for place, row in enumerate(told):
            for earlier in told[:place]:
                if apart(row, earlier):
                    continue
                for column in ONE_UNIT:
                    if row[column] != earlier[column] and row[column] and earlier[column]:
                        other = f"“{earlier[column]}” ({earlier[LINE]})"
                        yield Mistake("units", row[LINE], column, "two_units", row[column], other)


def apart(*rows: Mapping[str, str]) -> bool:
    """Whether one of two rows certainly ended before the other began."""
    ends = [(_SINCE(row["since"]), _UNTIL(row["until"])) for row in rows]
    spans: Sequence[tuple[Span | None, Span | None]] = (*ends, *reversed(ends))
    pairs = ((spans[0][1], spans[1][0]), (spans[1][1], spans[0][0]))
    return any(last is not None and first is not None and last.last < first.first for last, first in pairs)
