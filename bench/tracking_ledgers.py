"""Large ledgers of invented units and weapons, consistent but for a few planted breaks.

`python bench/tracking_ledgers.py FOLDER --events 1000000 --breaks 9` writes the tables, and
`planted.json` with what a reconciliation must find. Each lot is licensed, shipped, arrives at a
central body and is passed on to four units, which are counted a year later and lose some of it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import polars as pl

from tequio.tracking.schema import STATES_OF_THE_BRIEF, TABLES

UNITS_A_LOT = 4
EVENTS_A_LOT = 2 + 2 * UNITS_A_LOT + 2
LOTS_A_MODEL = 40
CENTRAL = "U000001"
CHECKS = ("shortage", "over_shipped", "recovered_more_than_lost")


def ids(letter: str, numbers: np.ndarray | range) -> pl.Series:
    return letter + pl.Series(np.asarray(numbers)).cast(pl.String).str.zfill(7)


def texts(numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers).cast(pl.String)


def days(years: np.ndarray, day: str) -> pl.Series:
    return texts(years) + f"-{day}"


class Invented:
    """The tables of one ledger; every array has one value a lot."""

    def __init__(self, events: int, breaks: int, seed: int) -> None:
        self.draw = np.random.Generator(np.random.PCG64(seed))
        self.lots = max(events // EVENTS_A_LOT, len(CHECKS))
        self.units = max(self.lots // 8, 10 * UNITS_A_LOT)
        self.year = self.draw.integers(2006, 2018, self.lots)
        self.made = ids("FX-", np.arange(self.lots) // LOTS_A_MODEL)
        self.each = self.draw.integers(5, 30, (self.lots, UNITS_A_LOT))
        start = self.draw.integers(0, self.units, self.lots)
        self.holder = (start[:, None] + np.arange(UNITS_A_LOT)) % self.units + 2
        self.lost = np.minimum(self.draw.integers(1, 4, self.lots), self.each[:, 0])
        self.numbered = self.draw.random(self.lots) < 0.1
        self.broken = self.draw.choice(self.lots, min(breaks, self.lots), replace=False)
        self.tables: dict[str, pl.DataFrame] = {}
        self.claims = 0

    def wrong(self, check: str) -> np.ndarray:
        """1 for the lots in which this break is planted."""
        marks = np.zeros(self.lots, dtype=np.int64)
        marks[self.broken[CHECKS.index(check) :: len(CHECKS)]] = 1
        return marks

    def add(self, table: str, rows: int, **columns: pl.Series | str) -> None:
        """A table: the columns told, the others empty, every row cited."""
        frame = pl.DataFrame({"claim": ids("C", np.arange(self.claims, self.claims + rows))})
        self.claims += rows
        told = {"status": "accepted", "source": "F000001", "page": "1", **columns}
        frame = frame.with_columns(
            (pl.lit(text) if isinstance(text, str) else text).alias(name) for name, text in told.items()
        )
        names = TABLES[table].columns
        empty = [pl.lit("").alias(name) for name in names if name not in frame.columns]
        self.tables[table] = frame.with_columns(empty).select(names)

    def thing(self, lots: np.ndarray, quantity: np.ndarray) -> dict[str, pl.Series | str]:
        """The columns of the thing for some lots."""
        return {
            "lot": ids("T", lots),
            "maker": "Ficta Arms",
            "model": self.made.gather(lots),
            "country": "US",
            "quantity_min": texts(quantity),
            "quantity_max": texts(quantity),
        }


def bodies(made: Invented) -> None:
    """Units: a central body, municipal police, and from the end of the list on one superior for ten."""
    above = made.units // 10 + 1
    every = np.arange(1, made.units + above + 2)
    state = pl.Series(STATES_OF_THE_BRIEF).gather(every % 5)
    central = pl.Series(every == 1)
    made.tables["sources"] = pl.DataFrame(
        [["F000001", "Invented", "Nobody", "2020", "official", "en"]],
        schema=list(TABLES["sources"].columns),
        orient="row",
    )
    made.add(
        "units",
        len(every),
        unit=ids("U", every).replace("U0000001", CENTRAL),
        name="Policía Ficticia " + texts(every),
        kind="policia",
        level="municipal",
        central=pl.select(pl.when(central).then(pl.lit("yes")).otherwise(pl.lit("no"))).to_series(),
        state=pl.select(pl.when(central).then(pl.lit("")).otherwise(state)).to_series(),
    )
    below = np.arange(2, made.units + 2)
    made.add(
        "relations",
        len(below),
        relation=ids("N", below),
        child=ids("U", below),
        parent=ids("U", made.units + 2 + (below - 2) // 10),
        type="child_of",
        since="2000",
        until="..",
    )
    accused = np.arange(2, made.units + 2, 20)
    made.add(
        "allegations",
        len(accused),
        allegation=ids("A", accused),
        unit=ids("U", accused),
        date=days(made.draw.integers(2000, 2020, len(accused)), "05-17"),
        violation="invented for measurements",
    )


def licences(made: Invented) -> None:
    """A licence a lot: most list the four units, some three of them, some only the central body."""
    lots = np.arange(made.lots)
    draw = made.draw.random(made.lots)
    kind = np.select([draw < 0.05, draw < 0.35], ["not_on_record", "central_only"], "listed")
    made.add(
        "licences",
        made.lots,
        licence=ids("L", lots),
        regime="DSP-5",
        number=ids("EJ-", lots),
        consignee=CENTRAL,
        issued=days(made.year, "01-15"),
        valid_from=days(made.year, "02-01"),
        valid_until=days(made.year + 4, "01-31"),
        end_users=pl.Series(kind),
    )
    total = made.each.sum(axis=1) - made.wrong("over_shipped")
    thing = made.thing(lots, total)
    del thing["lot"]
    made.add("items", made.lots, item=ids("I", lots), licence=ids("L", lots), type="rifle", **thing)
    one, place = np.nonzero((kind == "listed")[:, None] & (made.draw.random(made.each.shape) < 0.9))
    unit = np.where(place == 3, made.units + 2 + (made.holder[one, 3] - 2) // 10, made.holder[one, place])
    made.add(
        "end_users",
        len(one),
        end_user=ids("E", np.arange(len(one))),
        licence=ids("L", one),
        unit=ids("U", unit),
    )


def events(made: Invented) -> None:
    """What happens to each lot."""
    lots, total = np.arange(made.lots), made.each.sum(axis=1)
    whole = made.thing(lots, total)
    made.add(
        "shipments",
        made.lots,
        shipment=ids("S", lots),
        licence=ids("L", lots),
        consignee=CENTRAL,
        date=days(made.year, "05-10"),
        **whole,
    )
    one = np.repeat(lots, UNITS_A_LOT)
    each, holder = made.each.ravel(), ids("U", made.holder.ravel())
    listed = made.numbered[one]
    serial = "A" + texts(np.arange(len(one))) + "|B" + texts(np.arange(len(one)))
    serials = pl.select(pl.when(pl.Series(listed)).then(serial).otherwise(pl.lit(""))).to_series()
    arrived, passed = whole, made.thing(one, each)
    both = {
        name: told if isinstance(told, str) else pl.concat([arrived[name], told])
        for name, told in passed.items()
    }
    nothing = pl.Series([""] * made.lots)
    made.add(
        "receipts",
        made.lots + len(one),
        receipt=ids("R", np.arange(made.lots + len(one))),
        from_unit=pl.concat([nothing, pl.Series([CENTRAL] * len(one))]),
        to_unit=pl.concat([pl.Series([CENTRAL] * made.lots), holder]),
        serials=pl.concat([nothing, serials]),
        date=pl.concat([days(made.year, "06-02"), days(made.year[one], "09-15")]),
        **both,
    )
    first = np.arange(len(one)) % UNITS_A_LOT == 0
    held = each - np.where(first, made.lost[one] + made.wrong("shortage")[one], 0)
    counted = made.thing(one, np.maximum(held, 0))
    loose = pl.Series(made.draw.random(len(one)) < 0.05)
    lot = pl.select(pl.when(loose).then(pl.lit("")).otherwise(counted["lot"])).to_series()
    if len(made.broken):  # where a break is planted the count must name its lot
        sure = pl.Series(np.isin(one, made.broken))
        lot = pl.select(pl.when(sure).then(counted["lot"]).otherwise(lot)).to_series()
    made.add(
        "holdings",
        len(one),
        holding=ids("H", np.arange(len(one))),
        unit=holder,
        date=days(made.year[one] + 1, "11-30"),
        **{**counted, "lot": lot},
    )
    losses(made, lots)


def losses(made: Invented, lots: np.ndarray) -> None:
    """The first unit of each lot loses some, and what is found later is reported as that loss."""
    loser = ids("U", made.holder[:, 0])
    made.add(
        "losses",
        made.lots,
        loss=ids("O", lots),
        unit=loser,
        manner="lost_or_stolen",
        date=days(made.year + 1, "03-20"),
        **made.thing(lots, made.lost),
    )
    found = np.where(made.wrong("recovered_more_than_lost") == 1, made.lost + 1, 1)
    made.add(
        "recoveries",
        made.lots,
        recovery=ids("V", lots),
        last_holder=loser,
        loss=ids("O", lots),
        state=pl.Series(STATES_OF_THE_BRIEF).gather(made.holder[:, 0] % 5),
        date=days(made.year + 2, "02-11"),
        **made.thing(lots, found),
    )


def planted(made: Invented) -> list[dict[str, str]]:
    """The breaks: which check finds one, and in what."""
    found = []
    for index, lot in enumerate(made.broken):
        check = CHECKS[index % len(CHECKS)]
        unit, name = ids("U", made.holder[lot, :1])[0], ids("T", np.array([lot]))[0]
        licence, loss = ids("L", np.array([lot]))[0], ids("O", np.array([lot]))[0]
        subject = {
            "shortage": f"{unit} {name}",
            "over_shipped": f"{licence} Ficta Arms {made.made[int(lot)]}",
            "recovered_more_than_lost": loss,
        }[check]
        found.append({"check": check, "subject": subject})
    return sorted(found, key=lambda one: (one["check"], one["subject"]))


def invented(events_wanted: int, breaks: int = 0, seed: int = 1) -> Invented:
    """A ledger with about so many events, and so many planted breaks."""
    made = Invented(events_wanted, breaks, seed)
    bodies(made)
    licences(made)
    events(made)
    return made


def write(folder: Path, events_wanted: int, breaks: int = 0, seed: int = 1) -> None:
    """Writes the tables, and `planted.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = invented(events_wanted, breaks, seed)
    for name, table in made.tables.items():
        table.write_csv(folder / f"{name}.csv")
    (folder / "planted.json").write_text(json.dumps(planted(made), indent=1))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--events", type=int, default=1_000_000)
    asked.add_argument("--breaks", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    write(told.folder, told.events, told.breaks, told.seed)
