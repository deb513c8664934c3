"""Who had what when: every possession on record, the lots it belongs to, and when it was acquired.

A possession is a receipt by a unit that is not central, a count of such a unit, or a recovery with
a holder. What only contested claims say is kept apart by `sure`: it may add to what is possible
(a lot, an earlier day), and never takes anything away.
"""

from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.schema import TABLES

WHOSE = {"receipts": "to_unit", "holdings": "unit", "recoveries": "holder"}
"""The tables of possessions, and the column with who had the thing."""
KEY = ("maker", "model", "country", "serial")
"""What tells one weapon from another; O and 0 differ."""


@dataclass(frozen=True)
class Possessions:
    """Possessions, numbered by `at`.

    Args:
        rows: `at`, `table`, `record`, `unit`, `state` (of the unit), `state_sure`, `found` (state in
            which something was recovered), `found_sure`, `maker`, `model`, `country`, `sure`, `first`,
            `last` (the days between which it was acquired, Int32), `claims`; in the order of their
            first claims.
        lots: `at`, `lot`, `sure`: the row's own lot, and those of shipments and receipts that list
            one of its serial numbers.
    """

    rows: pl.DataFrame
    lots: pl.DataFrame


def possessions(ledger: Ledger) -> Possessions:
    """Every possession on record.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    rows = pl.concat([_of_table(ledger, table) for table in WHOSE])
    rows = rows.join(unit_facts(ledger), on="unit", how="left", maintain_order="left").with_columns(
        pl.col("state").fill_null(""), pl.col("state_sure", "central").fill_null(False)
    )
    # Only of a recovery a holder that is a central body is asked about.
    rows = rows.filter(~pl.col("central") | (pl.col("table") == "recoveries"))
    rows = rows.sort(pl.col("claims").list.first(), maintain_order=True).drop("central", "central_perhaps")
    rows = rows.with_row_index("at")
    lots = _lots(ledger, rows)
    return Possessions(_acquired(ledger, rows, lots), lots)


def unit_facts(ledger: Ledger) -> pl.DataFrame:
    """Of each unit: `state`, `state_sure`, `central` (an accepted row says so), `central_perhaps` (any row).

    A unit may have several names, each a row; the state is the first that an accepted row gives.
    """
    told = pl.col("state") != ""
    central = pl.col("central") == "yes"
    return (
        ledger.standing("units")
        .group_by("unit", maintain_order=True)
        .agg(
            pl.coalesce(
                pl.col("state").filter(told & pl.col("sure")).first(), pl.col("state").filter(told).first()
            ).fill_null(""),
            state_sure=(told & pl.col("sure")).any(),
            central=(central & pl.col("sure")).any(),
            central_perhaps=central.any(),
        )
    )


def told(ledger: Ledger, table: str, column: str) -> pl.DataFrame:
    """What accounts of events say in a column: `record`, the column, `sure` (an accepted one says it)."""
    rows = ledger.standing(table).filter(pl.col(column) != "")
    return _any_sure(rows.select(record=TABLES[table].id, told=column, sure="sure"), "record", "told").rename(
        {"told": column}
    )


def listed_serials(ledger: Ledger, table: str) -> pl.DataFrame:
    """The serial numbers that events list: `record`, `maker`, `model`, `country`, `serial`, `sure`."""
    rows = ledger.standing(table).filter(pl.col("serials") != "")
    rows = rows.select(record=TABLES[table].id, serial=pl.col("serials").str.split("|"), sure="sure")
    rows = rows.explode("serial").with_columns(pl.col("serial").str.strip_chars())
    rows = _any_sure(rows.filter(pl.col("serial") != ""), "record", "serial")
    things = ledger.events(table).select("maker", "model", "country", record=TABLES[table].id)
    return rows.join(things, on="record").select("record", *KEY, "sure")


def lots_of_serials(ledger: Ledger) -> pl.DataFrame:
    """The lots of shipments and receipts that list a number: the columns of `KEY`, `lot`, `sure`."""
    found = []
    for table in ("shipments", "receipts"):
        lots = told(ledger, table, "lot").rename({"sure": "lot_sure"})
        rows = listed_serials(ledger, table).join(lots, on="record")
        found.append(rows.select(*KEY, "lot", sure=pl.col("sure") & pl.col("lot_sure")))
    return _any_sure(pl.concat(found), *KEY, "lot")


def _any_sure(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    return rows.group_by(by, maintain_order=True).agg(pl.col("sure").any())


def _of_table(ledger: Ledger, table: str) -> pl.DataFrame:
    whose, id_ = WHOSE[table], TABLES[table].id
    rows = (
        ledger.events(table)
        .filter(pl.col(whose) != "")
        .select(
            pl.lit(table).alias("table"),
            pl.col(id_).alias("record"),
            pl.col(whose).alias("unit"),
            (pl.col("state") if table == "recoveries" else pl.lit("")).alias("found"),
            *("maker", "model", "country", "sure", "first", "last", "claims"),
        )
    )
    if table != "recoveries":
        return rows.with_columns(found_sure=pl.lit(value=False))
    places = told(ledger, table, "state").rename({"state": "found", "sure": "found_sure"})
    rows = rows.join(places, on=["record", "found"], how="left", maintain_order="left")
    return rows.with_columns(pl.col("found_sure").fill_null(value=False))


def _lots(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    """Their own lots, and those that a serial number leads to."""
    by_serial = lots_of_serials(ledger).rename({"sure": "lot_sure"})
    found = []
    for table in WHOSE:
        here = rows.filter(pl.col("table") == table).select("at", "record")
        found.append(here.join(told(ledger, table, "lot"), on="record").select("at", "lot", "sure"))
        listed = here.join(listed_serials(ledger, table), on="record").join(by_serial, on=list(KEY))
        found.append(listed.select("at", "lot", sure=pl.col("sure") & pl.col("lot_sure")))
    return _any_sure(pl.concat(found), "at", "lot")


def _acquired(ledger: Ledger, rows: pl.DataFrame, lots: pl.DataFrame) -> pl.DataFrame:
    """The days of the earliest receipt of that lot by that unit, else of the row itself.

    The earliest of several receipts was no earlier than the first of their first days and no later
    than the first of their last days. One that only contested claims tell of, or only a contested
    lot, may make it earlier, and says nothing of how late it may have been.
    """
    receipts = ledger.events("receipts").select("first", "last", record="receipt", unit="to_unit")
    receipts = receipts.join(told(ledger, "receipts", "lot"), on="record")
    by_lot = receipts.group_by("lot", "unit").agg(
        earliest=pl.col("first").min(),
        latest=pl.col("last").filter(pl.col("sure")).min(),
    )
    of_row = lots.join(rows.select("at", "unit"), on="at").join(by_lot, on=["lot", "unit"])
    of_row = of_row.group_by("at").agg(
        pl.col("earliest").min(), pl.col("latest").filter(pl.col("sure")).min()
    )
    on_record = pl.col("latest").is_not_null()
    first = pl.when(on_record).then(pl.col("earliest")).otherwise(pl.min_horizontal("first", "earliest"))
    last = pl.when(on_record).then(pl.col("latest")).otherwise(pl.col("last"))
    return (
        rows.join(of_row, on="at", how="left", maintain_order="left")
        .with_columns(first=first, last=last)
        .drop("earliest", "latest")
    )
