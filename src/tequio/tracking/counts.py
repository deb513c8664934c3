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
    sums = _by_then(_by_then(counted, came, "in"), went, "out")
    short = pl.col("in_least") > pl.col("out_most") + pl.col("most")
    over = pl.col("out_least") + pl.col("least") > pl.col("in_most")
    broken = sums.filter(short | over).sort("row")
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
    return rows.filter("sure", pl.col("unit") != "", pl.col("lot") != "").select(
        "row",
        *PLACE,
        pl.col("holding").alias("event"),
        pl.col("quantity_min").alias("least"),
        pl.col("quantity_max").alias("most"),
        "first",
        "last",
        pl.col("date").alias("at"),
    )


def _by_then(counted: pl.DataFrame, events: pl.DataFrame, name: str) -> pl.DataFrame:
    """Adds `{name}_least` and `{name}_most`: the sums of the events by the date of each count.

    Events and counts of a place are put into one order of days, counts after the events of their
    day, and added up along it: however many counts there are, every event is read twice.
    """
    events = events.join(counted.select(PLACE).unique(), on=PLACE, how="semi")
    least = _running(counted, events.filter("sure"), ("first", "last"), pl.col("least"))
    open_ended = pl.col("most") >= OPEN
    bounded = _running(counted, events, ("last", "first"), pl.when(open_ended).then(0).otherwise("most"))
    unbounded = _running(counted, events, ("last", "first"), open_ended.cast(pl.Int64))
    return (
        counted.join(least.rename({"sum": f"{name}_least"}), on="row")
        .join(bounded.rename({"sum": f"{name}_most"}), on="row")
        .join(unbounded.rename({"sum": "unbounded"}), on="row")
        .with_columns(
            pl.when(pl.col("unbounded") > 0).then(OPEN).otherwise(f"{name}_most").alias(f"{name}_most")
        )
        .drop("unbounded")
    )


def _running(
    counted: pl.DataFrame, events: pl.DataFrame, days: tuple[str, str], amount: pl.Expr
) -> pl.DataFrame:
    """For each count (`row`) the `sum` of the amounts of events not after it.

    Args:
        counted: the counts.
        events: the events.
        days: which day of the count, and which of the event.
        amount: of an event.
    """
    none = pl.lit(None, pl.UInt32)
    both = pl.concat(
        [
            events.select(*PLACE, pl.col(days[1]).alias("day"), none.alias("row"), amount.alias("sum")),
            counted.select(*PLACE, pl.col(days[0]).alias("day"), "row", pl.lit(0, pl.Int64).alias("sum")),
        ]
    )
    along = both.sort("day", maintain_order=True)  # the counts stand below the events, so they stay after
    return (
        along.with_columns(pl.col("sum").cum_sum().over(PLACE))
        .filter(pl.col("row").is_not_null())
        .select("row", "sum")
    )


def _moves(events: pl.DataFrame, places: pl.DataFrame) -> Moves:
    found: dict[tuple[object, ...], list[Move]] = {}
    columns = (*PLACE, "event", "least", "most", "sure", "first", "last")
    rows = events.join(places, on=PLACE, how="semi", maintain_order="left").select(columns)
    for unit, lot, event, least, most, *rest in rows.iter_rows():
        found.setdefault((unit, lot), []).append(Move(Amount(event, least, most), *rest))
    return found
