"""Single weapons by serial number: counted where they should not be, or in two places at once.

The key of a weapon is maker, model, number and country, all of them known and the same to the
letter: O and 0 are two numbers. A number that only a contested account lists is possible, no more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.orders import Happening, fits
from tequio.tracking.schema import TABLES
from tequio.tracking.smallest import Amount, Gap, Side, gap

WEAPON = ("maker", "model", "number", "country")
MADE = ("maker", "model", "country")
ONE_AT = ("unit", *WEAPON)


def listed(ledger: Ledger, table: str, *columns: str) -> pl.DataFrame:
    """The serial numbers that the events of a table list, a row for each number.

    Columns: `event`, those of `WEAPON`, `columns`, `sure` (an accepted account lists it), `first`,
    `last` and, where the table has it, `date` as written.
    """
    key = TABLES[table].id
    rows = ledger.standing(table).filter(pl.col("serials") != "").select(key, "serials", "sure")
    stripped = pl.element().str.strip_chars()
    numbers = (
        rows.with_columns(number=pl.col("serials").str.split("|").list.eval(stripped.unique()))
        .drop("serials")
        .explode("number")
        .filter(pl.col("number") != "")
    )
    several = rows[key].is_duplicated()
    if several.any():  # of an event with several accounts a number is sure if an accepted one lists it
        numbers = numbers.group_by(key, "number", maintain_order=True).agg(pl.col("sure").any())
    numbers = numbers.select(key, "number", "sure")
    events = ledger.events(table).select(key, *MADE, *columns, "date", "first", "last", "firm")
    known = pl.all_horizontal(pl.col(column) != "" for column in MADE)
    joined = numbers.join(events.filter(known), on=key, maintain_order="left").rename({key: "event"})
    return joined.with_columns(sure=pl.col("sure") & pl.col("firm")).drop("firm")


def held_but_gone(ledger: Ledger) -> Iterator[Gap]:
    """Counts that list a number which left the unit before, more often than the unit received it.

    Gone is what was passed on, lost or destroyed, or found elsewhere without a reported loss, and
    certainly not later than the count. Where the events fit some order of days all the same, such as
    a weapon found elsewhere, then received, then counted, there is no gap.
    """
    counted = listed(ledger, "holdings", "unit").filter("sure", pl.col("unit") != "")
    left, seen = _left(ledger), _seen(ledger)
    gone = pl.concat([_with(counted, left, ONE_AT), _with(counted, seen, WEAPON).drop("holder")])
    certain = gone.filter(pl.col("sure_other"), pl.col("last_other") <= pl.col("first"))
    number = ("event", "number")
    suspects = counted.join(certain, on=number, how="semi", maintain_order="left")
    if suspects.is_empty():
        return
    came = _passed(ledger, "to_unit", "from_unit")
    suspects = suspects.join(came.filter("sure"), on=ONE_AT, how="semi", maintain_order="left")
    pairs = pl.concat([_kinds(gone), _kinds(_with(suspects, came, ONE_AT).with_columns(kind=pl.lit("in")))])
    by_count = pairs.join(suspects, on=number, how="semi", maintain_order="left").partition_by(
        number, as_dict=True
    )
    for row in suspects.iter_rows(named=True):
        events = [_event(each) for each in by_count[row["event"], row["number"]].iter_rows(named=True)]
        yield from _held_but_gone(row, events)


@dataclass(frozen=True)
class _Event:
    """An event that lists the number of a count: `in`, `out` or `seen` elsewhere."""

    event: str
    kind: str
    sure: bool
    first: int
    last: int


def _held_but_gone(count: dict[str, Any], events: Sequence[_Event]) -> Iterator[Gap]:
    first, last = count["first"], count["last"]
    certain = [each for each in events if each.sure and each.last <= first]
    possible = [each for each in events if each.first <= last]
    here = Amount(count["event"], 1, 1)
    gone = Side(
        [*(_one(each) for each in certain if each.kind != "in"), here],
        [*(_one(each) for each in possible if each.kind != "in"), here],
    )
    came = Side(
        [_one(each) for each in certain if each.kind == "in"],
        [_one(each) for each in possible if each.kind == "in"],
    )
    subject = f"{count['unit']} {weapon(count)}"
    found = gap("serial_held_but_gone", subject, count["date"], gone, came)
    if found and not fits(
        [Happening(each.kind, each.first, each.last) for each in certain if each.kind != "in"],
        [Happening(each.kind, each.first, each.last) for each in possible if each.kind == "in"],
        last,
    ):
        yield found


def two_places(ledger: Ledger) -> Iterator[Gap]:
    """Pairs of counts of one day at two units that list the same number."""
    counted = listed(ledger, "holdings", "unit").filter(
        "sure", pl.col("unit") != "", pl.col("first") == pl.col("last")
    )
    key = (*WEAPON, "first")
    twice = counted.filter(pl.col("unit").n_unique().over(key) > 1)
    for rows in twice.partition_by(key, maintain_order=True):
        for one, other in combinations(rows.iter_rows(named=True), 2):
            if one["unit"] != other["unit"]:
                both = [Amount(one["event"], 1, 1), Amount(other["event"], 1, 1)]
                yield _second_place(one, both)


def _second_place(count: dict[str, Any], both: Sequence[Amount]) -> Gap:
    """A weapon is in one place: of two, one is too many."""
    events = tuple(sorted(each.event for each in both))
    return Gap("serial_two_places", weapon(count), count["date"], 1, 1, events, (), events)


def weapon(row: dict[str, Any]) -> str:
    """A weapon's key, as subjects write it."""
    return "|".join(str(row[column]) for column in WEAPON)


def _left(ledger: Ledger) -> pl.DataFrame:
    """What left a unit by number: passed on to another, lost or destroyed."""
    passed = _passed(ledger, "from_unit", "to_unit")
    return pl.concat([passed, listed(ledger, "losses", "unit")]).with_columns(kind=pl.lit("out"))


def _passed(ledger: Ledger, unit: str, other: str) -> pl.DataFrame:
    """What went between units by number, for one side of it; what a unit gave to itself moved nothing."""
    rows = listed(ledger, "receipts", unit, other)
    rows = rows.filter(pl.col(unit) != "", pl.col(unit) != pl.col(other))
    return rows.drop(other).rename({unit: "unit"})


def _seen(ledger: Ledger) -> pl.DataFrame:
    """What was found by number without a reported loss; with whom is `holder`."""
    rows = listed(ledger, "recoveries", "holder", "loss").filter(pl.col("loss") == "").drop("loss")
    return rows.with_columns(kind=pl.lit("seen"))


def _with(counted: pl.DataFrame, events: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Counts beside the events that list the same number, whose columns end in `_other`."""
    pairs = counted.join(events, on=key, suffix="_other", maintain_order="left_right")
    return pairs.filter(pl.col("holder") != pl.col("unit")) if "holder" in events.columns else pairs


def _kinds(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select("event", "number", "event_other", "kind", "sure_other", "first_other", "last_other")


def _event(row: dict[str, Any]) -> _Event:
    return _Event(row["event_other"], row["kind"], row["sure_other"], row["first_other"], row["last_other"])


def _one(event: _Event) -> Amount:
    return Amount(event.event, int(event.sure), 1)
