"""Which licences could apply to a possession: those of its lot's shipments, else those of its model.

An empty cell is not known: an item or a shipment without maker or model, and a licence of which
nothing says what it is for, may concern any. So it can prevent a "no"; it links nothing.
"""

from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.possessions import Possessions, told

THING = ["maker", "model"]


@dataclass(frozen=True)
class Shipped:
    """What shipments and items say of licences.

    Args:
        lot_licences: `lot`, `licence`, `sure`.
        lots: `lot`, with shipments of which an accepted one is on record.
        lot_unlicensed: `lot`, `shipment`: shipments whose licence no accepted account tells.
        things: `maker`, `model`, `licence`, `sure`: what licences are for.
        unlicensed: `maker`, `model`, `shipment`, `begins_first` (its earliest day).
    """

    lot_licences: pl.DataFrame
    lots: pl.DataFrame
    lot_unlicensed: pl.DataFrame
    things: pl.DataFrame
    unlicensed: pl.DataFrame


def shipped(ledger: Ledger, licences: pl.Series) -> Shipped:
    """What the ledger says of the shipments and items of these licences.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    lots, under = told(ledger, "shipments", "lot"), told(ledger, "shipments", "licence")
    events = ledger.events("shipments").select(
        *THING, record="shipment", begins_first="first", event_sure="sure"
    )
    of_licence = under.group_by("record").agg(told_sure=pl.col("sure").any())
    known = events.join(of_licence, on="record", how="left", maintain_order="left")
    bare = pl.col("told_sure").is_null() | (pl.col("event_sure") & ~pl.col("told_sure"))
    unlicensed = known.filter(bare).select(*THING, "begins_first", shipment="record")
    both = lots.join(under.rename({"sure": "licence_sure"}), on="record")
    lot_licences = both.group_by("lot", "licence").agg((pl.col("sure") & pl.col("licence_sure")).any())
    lot_unlicensed = lots.join(unlicensed, left_on="record", right_on="shipment", how="semi")
    items = ledger.standing("items").select(*THING, "licence", "sure")
    by_shipment = under.join(events, on="record").select(*THING, "licence", "sure")
    things = pl.concat([items, by_shipment]).filter(pl.col("licence") != "")
    silent = licences.to_frame("licence").join(things, on="licence", how="anti")
    silent = silent.select(pl.lit("").alias("maker"), pl.lit("").alias("model"), "licence", sure=False)
    return Shipped(
        lot_licences,
        lots.filter("sure").select("lot").unique(),
        lot_unlicensed.select("lot", shipment="record"),
        pl.concat([things, silent])
        .group_by(*THING, "licence", maintain_order=True)
        .agg(pl.col("sure").any()),
        unlicensed,
    )


@dataclass(frozen=True)
class Applicable:
    """What could apply to possessions.

    Args:
        pairs: `at`, `licence`, `sure` (accepted claims alone say so), `linked` (by an accepted lot).
        missing: `at`, `shipment`: shipments without a licence that may be the one.
        linked: `at`, of those that an accepted lot links.
    """

    pairs: pl.DataFrame
    missing: pl.DataFrame
    linked: pl.DataFrame


def applicable(found: Possessions, rows: pl.DataFrame, of: Shipped, licences: pl.DataFrame) -> Applicable:
    """The licences that could apply to some rows of `found`, and shipments of a missing one.

    Args:
        found: all possessions.
        rows: those asked about.
        of: what was shipped.
        licences: the facts of `Naming.licences`.
    """
    lots = found.lots.join(rows, on="at", how="semi")
    linked = lots.filter("sure").join(of.lots, on="lot", how="semi").select("at").unique()
    by_lot = lots.join(of.lot_licences.rename({"sure": "lot_sure"}), on="lot")
    by_lot = by_lot.select("at", "licence", sure=pl.col("sure") & pl.col("lot_sure"))
    loose = rows.join(linked, on="at", how="anti").select("at", *THING, "last")
    loose = loose.filter((pl.col("maker") != "") & (pl.col("model") != ""))
    begun = licences.select("licence", "begins_first", licence_sure="sure")
    things = of_things(of.things, loose).join(begun, on="licence")
    in_time = pl.col("begins_first") <= pl.col("last")
    by_thing = loose.join(things, on=THING).filter(in_time)
    pairs = pl.concat(
        [by_lot, by_thing.select("at", "licence", sure=pl.col("sure") & pl.col("licence_sure"))]
    )
    pairs = pairs.group_by("at", "licence").agg(pl.col("sure").any())
    bare = of.unlicensed.with_columns(sure=pl.lit(value=True))
    missing = loose.join(of_things(bare, loose), on=THING).filter(in_time)
    of_lot = lots.join(of.lot_unlicensed, on="lot")
    missing = pl.concat([part.select("at", "shipment") for part in (of_lot, missing)]).unique()
    mark = linked.with_columns(linked=pl.lit(value=True))
    pairs = pairs.join(mark, on="at", how="left").with_columns(pl.col("linked").fill_null(False))
    return Applicable(pairs, missing, linked)


def of_things(told_of: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """What is told of the makers and models asked about; an empty cell may be any, and is not `sure`."""
    keys = asked.select(THING).unique()
    no_maker, no_model = pl.col("maker") == "", pl.col("model") == ""
    unsure = told_of.with_columns(sure=pl.lit(value=False))
    parts = [
        told_of.join(keys, on=THING, how="semi"),
        unsure.filter(no_model & ~no_maker).drop("model").join(keys, on="maker"),
        unsure.filter(no_maker & ~no_model).drop("maker").join(keys, on="model"),
        unsure.filter(no_maker & no_model).drop(THING).join(keys, how="cross"),
    ]
    return pl.concat([part.select(told_of.columns) for part in parts])
