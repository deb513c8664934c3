"""Possessions that only contested claims tell of: they have a verdict too, and tables tell them apart."""

from collections import Counter
from collections.abc import Collection

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.named import Named
from tequio.tracking.possessions import WHOSE
from tequio.tracking.schema import TABLES


def contested(ledger: Ledger) -> frozenset[tuple[str, str]]:
    """The table and id of each possession of which no account is accepted."""
    return frozenset(
        (table, record)
        for table in WHOSE
        for record in ledger.events(table).filter(~pl.col("sure"))[TABLES[table].id].to_list()
    )


def contested_by_state(found: Named, records: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many of the possessions of each state and verdict are among these records."""
    rows = found.table.select("state", "verdict", "table", "record").iter_rows()
    return dict(Counter((state, verdict) for state, verdict, *record in rows if tuple(record) in records))
