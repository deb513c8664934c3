"""Counts that do not fit what was received and what is gone by their date.

By a date, certainly: the event's latest day is not after the count's earliest. Possibly: its earliest
is not after the count's latest. The least of a sum takes the certain ones, the most the possible ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import OPEN, Ledger
from tequio.tracking.moves import PLACE, entries, exits
from tequio.tracking.smallest import Amount, Gap, Side, gap


@dataclass(frozen=True)
class Count:
    """An accepted count of a lot at a unit."""

    unit: str
    lot: str
    amount: Amount
    first: int
    last: int
    at: str


@dataclass(frozen=True)
class Move:
    """An event that brought weapons in or took them out."""

    amount: Amount
    sure: bool
    first: int
    last: int


Moves = Mapping[tuple[object, ...], Sequence[Move]]


def counts(ledger: Ledger) -> Iterator[Gap]:
    """Shortages and surpluses of counts of a unit and lot with a receipt on record."""
    came, went = entries(ledger), exits(ledger)
    counted = _counted(ledger).join(came.filter("sure"), on=PLACE, how="semi", maintain_order="left")
    short = pl.col("in_least") > pl.col("out_most") + pl.col("most")
    over = pl.col("out_least") + pl.col("least") > pl.col("in_most")
    broken = _by_then(counted, came, went).filter(short | over).sort("row")
    places = broken.select(PLACE).unique()
    brought, taken = _moves(came, places), _moves(went, places)
    for row in broken.iter_rows(named=True):
        place = (row["unit"], row["lot"])
        one = Count(
            *place, Amount(row["event"], row["least"], row["most"]), row["first"], row["last"], row["at"]
        )
        yield from _gaps(one, brought.get(place, ()), taken.get(place, ()))


def _gaps(count: Count, came: Sequence[Move], went: Sequence[Move]) -> Iterator[Gap]:
    """The shortage or the surplus of one count."""
    received, gone = side(count, came), side(count, went)
    here = Side([*gone.certain, count.amount], [*gone.possible, count.amount])
    subject = f"{count.unit} {count.lot}"
    for check, big, small in (("shortage", received, here), ("surplus", here, received)):
        found = gap(check, subject, count.at, big, small)
        if found:
            yield found


def side(count: Count, events: Sequence[Move]) -> Side:
    """The events by the date of a count."""
    return Side(
        [event.amount for event in events if event.sure and event.last <= count.first],
        [event.amount for event in events if event.first <= count.last],
    )


def _counted(ledger: Ledger) -> pl.DataFrame:
    """The accepted counts of a lot, with `row` in the order of the file and `at` as written."""
    rows = ledger.events("holdings").with_row_index("row")
    return rows.filter("firm", pl.col("unit") != "", pl.col("lot") != "").select(
        "row",
        *PLACE,
        pl.col("holding").alias("event"),
        pl.col("quantity_min").alias("least"),
        pl.col("quantity_max").alias("most"),
        "first",
        "last",
        pl.col("date").alias("at"),
    )


def _by_then(counted: pl.DataFrame, came: pl.DataFrame, went: pl.DataFrame) -> pl.DataFrame:
    """The counts, with the least and the most of what came `in` and went `out` by the date of each.

    Events and counts of a place are put into one order of days, counts after the events of their
    day, and added up along it: however many counts there are, every event is read twice.
    """
    places = counted.select(PLACE).unique().with_row_index("place")
    counted = counted.join(places, on=PLACE, maintain_order="left")
    events = pl.concat([came.with_columns(inward=True), went.with_columns(inward=False)])
    events = events.join(places, on=PLACE)
    certain = _running(counted, events.filter("sure"), ("first", "last"), "least")
    possible = _running(counted, events, ("last", "first"), "most")
    return counted.join(certain, on="row").join(possible, on="row")


def _running(counted: pl.DataFrame, events: pl.DataFrame, days: tuple[str, str], amount: str) -> pl.DataFrame:
    """For each count (`row`) what came `in` and went `out` not after it.

    Args:
        counted: the counts.
        events: the events, `inward` or not.
        days: which day of the count, and which of the event.
        amount: which of an event, `least` or `most`; a sum is `OPEN` where one of them is.
    """
    flows = {
        f"{name}_{amount}": pl.col("inward") == inward for name, inward in (("in", True), ("out", False))
    }
    zero, unbounded = pl.lit(0, pl.Int64), pl.col(amount) >= OPEN
    added = [
        column
        for name, own in flows.items()
        for column in (
            pl.when(own & ~unbounded).then(amount).otherwise(zero).alias(name),
            pl.when(own & unbounded).then(pl.lit(1, pl.Int64)).otherwise(zero).alias(f"{name}_unbounded"),
        )
    ]
    columns = [name for flow in flows for name in (flow, f"{flow}_unbounded")]
    nothing = [zero.alias(name) for name in columns]
    day = [pl.col(days[1]).alias("day"), pl.lit(None, pl.UInt32).alias("row")]
    both = pl.concat(
        [
            events.select("place", *day, *added),
            counted.select("place", pl.col(days[0]).alias("day"), "row", *nothing),
        ]
    )
    # the counts stand below the events, so that they stay after those of their day
    along = both.sort("place", "day", maintain_order=True)
    sums = along.with_columns(_added(name) for name in columns)
    return sums.filter(pl.col("row").is_not_null()).select(
        "row",
        *(
            pl.when(pl.col(f"{flow}_unbounded") > 0).then(OPEN).otherwise(flow).cast(pl.Int64).alias(flow)
            for flow in flows
        ),
    )


def _added(column: str) -> pl.Expr:
    """The running sum within each place, in rows sorted by place.

    The sum along all rows less what it was where the place begins: many times faster than a window.
    """
    along, begins = pl.col(column).cum_sum(), pl.col("place").ne_missing(pl.col("place").shift())
    return along - pl.when(begins).then(along - pl.col(column)).forward_fill()


def _moves(events: pl.DataFrame, places: pl.DataFrame) -> Moves:
    found: dict[tuple[object, ...], list[Move]] = {}
    columns = (*PLACE, "event", "least", "most", "sure", "first", "last")
    rows = events.join(places, on=PLACE, how="semi", maintain_order="left").select(columns)
    for unit, lot, event, least, most, *rest in rows.iter_rows():
        found.setdefault((unit, lot), []).append(Move(Amount(event, least, most), *rest))
    return found
