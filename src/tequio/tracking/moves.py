"""What moves weapons, as frames: for each event its key, its least and most, and when it was.

Columns of every frame here: those of its key, `event` (id), `least` and `most` (Int64; `least` is 0
and `sure` false where no accepted account tells what the event is of), `first` and `last` (days, Int32).
"""

from collections.abc import Mapping, Sequence

import polars as pl

from tequio.tracking.ledger import OPEN, Ledger
from tequio.tracking.schema import TABLES
from tequio.tracking.smallest import Amount

PLACE = ("unit", "lot")


def moves(
    ledger: Ledger, table: str, key: Mapping[str, str], *, needed: Sequence[str] | None = None
) -> pl.DataFrame:
    """The events of a table by a key.

    Args:
        ledger: the claims.
        table: whose events.
        key: for each column of the key the table's own.
        needed: columns of the key that must be filled; all of them if it is not given.
    """
    rows = ledger.events(table)
    for column in key if needed is None else needed:
        rows = rows.filter(pl.col(key[column]) != "")
    return rows.select(
        *(pl.col(own).alias(name) for name, own in key.items()),
        pl.col(TABLES[table].id).alias("event"),
        pl.when("firm").then("quantity_min").otherwise(0).alias("least"),
        pl.col("quantity_max").alias("most"),
        pl.col("firm").alias("sure"),
        "first",
        "last",
    )


def entries(ledger: Ledger) -> pl.DataFrame:
    """What units received, by unit and lot; what a unit gave to itself moved nothing."""
    key = {"unit": "to_unit", "lot": "lot", "other": "from_unit"}
    return _to_others(moves(ledger, "receipts", key, needed=PLACE))


def exits(ledger: Ledger) -> pl.DataFrame:
    """What left units, by unit and lot: passed on, lost, destroyed, found without having been reported lost.

    A recovery with a `loss` is within that loss and is not taken off again.
    """
    key = {"unit": "from_unit", "lot": "lot", "other": "to_unit"}
    passed = _to_others(moves(ledger, "receipts", key, needed=PLACE))
    return pl.concat([passed, moves(ledger, "losses", {"unit": "unit", "lot": "lot"}), found(ledger)])


def _to_others(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("unit") != pl.col("other")).drop("other")


def found(ledger: Ledger) -> pl.DataFrame:
    """What was recovered from a last holder without a reported loss, by unit and lot."""
    key = {"unit": "last_holder", "lot": "lot", "loss": "loss"}
    rows = moves(ledger, "recoveries", key, needed=PLACE)
    return rows.filter(pl.col("loss") == "").drop("loss")


def sums(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """By key: `least` and `most` of all its events, and whether one of them is `sure`."""
    added = [pl.col("least").sum(), most().alias("most"), pl.col("sure").any()]
    return rows.group_by(key, maintain_order=True).agg(added)


def most() -> pl.Expr:
    """The sum of `most`; `OPEN` where an event has no bound."""
    return (
        pl.when((pl.col("most") >= OPEN).any()).then(pl.lit(OPEN, pl.Int64)).otherwise(pl.col("most").sum())
    )


def amounts(rows: pl.DataFrame) -> list[Amount]:
    """The events of a frame as values."""
    return [Amount(*row) for row in rows.select("event", "least", "most").iter_rows()]
