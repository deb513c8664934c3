"""What in a ledger is no mistake, and yet worth a look: accounts and names that say different things."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tequio.tracking.check import apart
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.mistakes import Mistake
from tequio.tracking.places import told_by_name
from tequio.tracking.schema import CITATION, DATES, NUMBERS, SURE, TABLES

UNWEIGHED = frozenset((*CITATION, *DATES, *NUMBERS, "claim", "serials"))
"""Columns in which accounts of one event may differ: of quantities and dates the hull is taken."""
APART = ("sources", "units", "decisions", "replies", "totals")
"""Tables whose rows with one id are no accounts of one event."""


def remarks(ledger: Ledger) -> list[Mistake]:
    """What is worth a look, by table, row and column.

    Accounts of one event that differ in who or what: answers use what the first accepted account says.
    Names of one unit that tell of different kinds or states, as two units would be called.
    """
    found = [one for name in TABLES if name not in APART for one in _accounts(ledger, name)]
    found += _names(ledger)
    order = {name: place for place, name in enumerate(TABLES)}
    return sorted(set(found), key=lambda one: (order[one.table], one.line, one.column))


def _accounts(ledger: Ledger, name: str) -> Iterator[Mistake]:
    kind = TABLES[name]
    rows = ledger.standing(name)
    several = rows.filter(pl.col(kind.id).is_duplicated())
    for column in kind.columns:
        if column in UNWEIGHED or column == kind.id or several.is_empty():
            continue
        told = several.filter(pl.col(column) != "")
        first = told.sort("sure", descending=True, maintain_order=True).unique(
            kind.id, keep="first", maintain_order=True
        )
        used = first.select(kind.id, pl.col(column).alias("used"))
        other = told.join(used, on=kind.id).filter(pl.col(column) != pl.col("used"))
        for line, text, taken in other.select(LINE, column, "used").iter_rows():
            yield Mistake(name, line, column, "accounts_differ", text, taken)


def _names(ledger: Ledger) -> Iterator[Mistake]:
    rows = ledger.standing("units")
    several = rows.filter(pl.col("unit").is_duplicated()).sort("sure", descending=True, maintain_order=True)
    for group in several.partition_by("unit", maintain_order=True):
        first, *others = group.to_dicts()
        for row in others:
            for column in ("kind", "state"):
                told, before = _described(row, column), _described(first, column)
                if not told or not before or told == before or apart(row, first):
                    continue
                if row["status"] == first["status"] == SURE and row[column] and first[column]:
                    continue  # that is a mistake, and told as one
                other = f"“{first['name']}” ({before}, {first[LINE]})"
                yield Mistake("units", row[LINE], "name", "names_differ", f"“{row['name']}” ({told})", other)


def _described(row: Mapping[str, Any], column: str) -> str:
    return str(row[column] or told_by_name(row["name"]).get(column, ""))
