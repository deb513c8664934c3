"""What became of weapons, in intervals: licensed → shipped → received → held, lost, recovered, destroyed.

For each lot, each maker and model, and each year. `unexplained` is what arrived less what is held,
lost, destroyed or was found; what was passed on stays within. It is what the records do not show,
and no sign that anything is missing: a stock that nobody counted is part of it.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tequio.tracking.dates import ALWAYS, FOR_EVER
from tequio.tracking.ledger import OPEN, Ledger
from tequio.tracking.moves import most, moves

LOT = ("lot",)
MODEL = ("maker", "model")
YEAR = ("year",)
STAGES = (
    "licensed",
    "shipped",
    "received",
    "passed_on",
    "held",
    "lost",
    "recovered",
    "destroyed",
)
EPOCH = datetime.date(1970, 1, 1).toordinal()
LONGEST = 30
"""Events dated more vaguely than to this many years are put under no year."""


@dataclass(frozen=True)
class Interval:
    """A number from `least` to `most`; `None`: nobody bounded it on that side."""

    least: int | None
    most: int | None


@dataclass(frozen=True)
class Flow:
    """What the records show of a lot, a maker and model, or a year.

    Args:
        key: the lot; maker and model; or the year (empty: the records do not tell it).
        stages: for each of `STAGES` an interval, or `None` where nothing is on record. `recovered`
            counts everything found; `lost` also what was found again later.
        unexplained: `None` without an accepted arrival on record, and for years.
    """

    key: tuple[str, ...]
    stages: Mapping[str, Interval | None]
    unexplained: Interval | None


def by_lot(ledger: Ledger) -> list[Flow]:
    """A flow for each lot, sorted; licensed is what the licences of its shipments allow in all."""
    stages = _stages(ledger, LOT) | {"licensed": _licensed_by_lot(ledger), "held": _held(ledger, LOT)}
    return _flows(LOT, stages, balanced=True)


def by_model(ledger: Ledger) -> list[Flow]:
    """A flow for each maker and model, sorted; the maker may not be known."""
    licensed = moves(ledger, "items", dict(zip(MODEL, MODEL)), needed=("model",))
    stages = _stages(ledger, MODEL) | {"licensed": licensed, "held": _held(ledger, MODEL)}
    return _flows(MODEL, stages, balanced=True)


def by_year(ledger: Ledger) -> list[Flow]:
    """A flow for each year, sorted: what happened in it, and what was counted then for the last time.

    What may have happened in several years adds to the most of each, and to the least of none.
    Licences count in the year of issue.
    """
    counted = _years(_counts(ledger, ("unit", "lot", *MODEL)))
    latest = _latest(counted, ("unit", "lot", *MODEL, "year"))
    stages = {name: _years(rows) for name, rows in _stages(ledger, ()).items()}
    stages |= {"licensed": _years(_licensed_by_issue(ledger)), "held": latest}
    return _flows(YEAR, stages, balanced=False)


def _stages(ledger: Ledger, key: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The events of the stages, but `licensed` and `held`; `found` lies within `recovered`."""

    def events(table: str, *columns: str) -> pl.DataFrame:
        names = (*key, *columns)
        return moves(ledger, table, dict(zip(names, names)), needed=key[-1:])

    receipts = events("receipts", "from_unit", "to_unit")
    losses = events("losses", "manner")
    recoveries = events("recoveries", "loss")
    abroad, destroyed = pl.col("from_unit") == "", pl.col("manner") == "destroyed"
    return {
        "shipped": events("shipments"),
        "received": receipts.filter(abroad),
        "passed_on": receipts.filter(~abroad, pl.col("from_unit") != pl.col("to_unit")),
        "lost": losses.filter(~destroyed),
        "recovered": recoveries,
        "found": recoveries.filter(pl.col("loss") == ""),
        "destroyed": losses.filter(destroyed),
    }


def _licensed_by_lot(ledger: Ledger) -> pl.DataFrame:
    kind = ("licence", *MODEL)
    names = ("lot", *kind)
    lots = (
        moves(ledger, "shipments", dict(zip(names, names)), needed=("lot", "licence")).select(names).unique()
    )
    items = moves(ledger, "items", dict(zip(kind, kind)), needed=("licence",))
    return lots.join(items, on=kind)


def _licensed_by_issue(ledger: Ledger) -> pl.DataFrame:
    """The items, each with the days on which its licence may have been issued."""
    first, last = ledger.spans("licences", "issued")
    days = [pl.Series("issued_first", first, pl.Int32), pl.Series("issued_last", last, pl.Int32)]
    issued = ledger.standing("licences").select("licence").with_columns(days)
    issued = issued.group_by("licence").agg(pl.col("issued_first").min(), pl.col("issued_last").max())
    items = moves(ledger, "items", {"licence": "licence"}, needed=()).join(issued, on="licence", how="left")
    return items.with_columns(
        first=pl.col("issued_first").fill_null(ALWAYS), last=pl.col("issued_last").fill_null(FOR_EVER)
    )


def _held(ledger: Ledger, key: Sequence[str]) -> pl.DataFrame:
    """What units hold: the latest count of each, less what left and with what came after it."""
    place = ("unit", "lot") if key == LOT else ("unit", "lot", *MODEL)
    counted = _counts(ledger, place).filter(pl.col(key[-1]) != "")
    latest = _latest(counted, place)
    names = [name for name in place if name != "unit"]

    def after(table: str, unit: str) -> pl.DataFrame:
        rows = moves(ledger, table, {"unit": unit, **dict(zip(names, names))}, needed=("unit",))
        rows = rows.rename({"first": "from", "last": "to", "event": "which", "sure": "told"})
        return latest.select(*place, "first", "last").join(rows, on=place)

    exits = [after("receipts", "from_unit"), after("losses", "unit")]
    found = moves(ledger, "recoveries", {"unit": "last_holder", "loss": "loss"}, needed=("unit",))
    unreported = found.filter(pl.col("loss") == "")["event"].implode()
    exits.append(after("recoveries", "last_holder").filter(pl.col("which").is_in(unreported)))
    came, went = _after(after("receipts", "to_unit"), place), _after(pl.concat(exits), place)
    both = latest.join(came, on=place, how="left").join(went, on=place, how="left", suffix="_out")
    gain, gains, loss, losses = (
        pl.col(name).fill_null(0) for name in ("certain", "possible", "certain_out", "possible_out")
    )
    unbounded = (pl.col("most") >= OPEN) | (gains >= OPEN)
    return both.with_columns(
        least=(pl.col("least") + gain - losses).clip(lower_bound=0),
        most=pl.when(unbounded).then(OPEN).otherwise((pl.col("most") + gains - loss).clip(lower_bound=0)),
    )


def _counts(ledger: Ledger, place: Sequence[str]) -> pl.DataFrame:
    """The accepted counts."""
    return moves(ledger, "holdings", dict(zip(place, place)), needed=("unit",)).filter("sure")


def _latest(counted: pl.DataFrame, place: Sequence[str]) -> pl.DataFrame:
    order = counted.sort("last", "first", "event", maintain_order=True)
    return order.unique(place, keep="last", maintain_order=True)


def _after(rows: pl.DataFrame, place: Sequence[str]) -> pl.DataFrame:
    """What came or went after a count: `certain` at least, `possible` at most."""
    certain = rows.filter(pl.col("from") > pl.col("last")).group_by(place).agg(certain=pl.col("least").sum())
    possible = rows.filter(pl.col("to") > pl.col("first")).group_by(place).agg(possible=most())
    return possible.join(certain, on=place, how="left")


def _years(rows: pl.DataFrame) -> pl.DataFrame:
    """The events by `year`, a row for each year in which one may have been; of several none is certain."""
    years = [
        pl.from_epoch(pl.col(day) - EPOCH, time_unit="d").dt.year().alias(name)
        for day, name in (("first", "begun"), ("last", "ended"))
    ]
    dated = (pl.col("first") > ALWAYS) & (pl.col("last") < FOR_EVER)
    known = rows.filter(dated).with_columns(years)
    known = known.filter(pl.col("ended") - pl.col("begun") < LONGEST)
    each = known.with_columns(year=pl.int_ranges("begun", pl.col("ended") + 1)).explode("year")
    alone = pl.col("begun") == pl.col("ended")
    each = each.with_columns(
        pl.col("year").cast(pl.String), least=pl.when(alone).then("least").otherwise(0)
    ).drop("begun", "ended")
    unknown = rows.join(known.select("event"), on="event", how="anti").with_columns(year=pl.lit(""))
    return pl.concat([each, unknown], how="diagonal")


def _flows(key: Sequence[str], stages: Mapping[str, pl.DataFrame], *, balanced: bool) -> list[Flow]:
    told = stages["received"].filter(pl.col("sure").any().over(key))  # a contested arrival alone is none
    sums = {name: _sums(rows, key) for name, rows in {**stages, "arrived": told}.items()}
    return [
        Flow(
            names,
            {stage: sums[stage].get(names) for stage in STAGES},
            _unexplained({name: of.get(names) for name, of in sums.items()}) if balanced else None,
        )
        for names in sorted({names for of in sums.values() for names in of})
    ]


def _sums(rows: pl.DataFrame, key: Sequence[str]) -> dict[tuple[str, ...], Interval]:
    added = rows.group_by(key).agg(pl.col("least").sum(), most().alias("most"))
    return {
        tuple(names): Interval(least, None if most >= OPEN else most)
        for *names, least, most in added.select(*key, "least", "most").iter_rows()
    }


def _unexplained(sums: Mapping[str, Interval | None]) -> Interval | None:
    """What arrived, less what is held, lost, destroyed or found."""
    arrived = sums["arrived"]
    gone = [each for name in ("held", "lost", "destroyed", "found") if (each := sums[name])]
    if arrived is None:
        return None
    least = [each.least for each in gone]
    most = [each.most for each in gone]
    return Interval(_less(arrived.least, most), _less(arrived.most, least))


def _less(number: int | None, others: Sequence[int | None]) -> int | None:
    known = [each for each in others if each is not None]
    return None if number is None or len(known) < len(others) else number - sum(known)
