"""Ledgers that Hypothesis makes: of any rows, and of claims about a history that really happened."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tequio.tracking.schema import TABLES

Made = TypeVar("Made")
Rows = dict[str, list[dict[str, str]]]
MAKE = {"maker": "Ficta Arms", "country": "US"}
CITED = {"source": "F1", "page": "1", "status": "accepted"}
START = datetime.date(2010, 1, 5)
DATES = (
    "",
    "2010",
    "2011~",
    "2010-06",
    "2010-06-15",
    "2011-03-01",
    "2011-03-01/2011-09",
    "../2010",
    "2012-01-01",
)
UNITS = ("U0", "U1", "U2", "U3")
STATUSES = ("accepted",) * 6 + ("conflict", "needs_work", "superseded", "withdrawn")
POOLS = {
    "licence": ("L1", "L1", "L2", ""),
    "lot": ("T1", "T1", "T2", ""),
    "maker": ("Ficta Arms",) * 5 + ("",),
    "model": ("FX-1",) * 5 + ("FX-2", ""),
    "country": ("US",) * 6 + ("DE", ""),
    "date": DATES,
    "serials": ("", "A1", "A1|B2", "AO", "A0", " A1 | A0 "),
    "status": STATUSES,
    "unit": ("U1", "U1", "U2", "U3"),
    "from_unit": ("", "U1", "U2"),
    "to_unit": ("U1", "U2", "U3"),
    "holder": ("", "U1", "U2"),
    "last_holder": ("", "U1", "U2"),
    "loss": ("", "O1", "O2"),
    "manner": ("lost", "destroyed"),
    "what": ("lost",) * 3 + ("held",),
    "scope": ("all",) * 3 + ("part", ""),
    "account": ("one", "other"),
    "since": ("2010",) * 3 + ("2011", ""),
    "until": ("2012",) * 3 + ("2013", ""),
    "part_of": ("", "", "X1", "X2"),
}
CROWDED = {
    "licence": ("L1",),
    "lot": ("T1",),
    "maker": ("Ficta Arms",),
    "model": ("FX-1",),
    "country": ("US",),
    "date": ("2010-06-15", "2011-03-01", "2012-01-01", "2010", "2011-03"),
    "serials": ("A1", "A1|B2", "AO", "A0"),
    "unit": ("U1", "U1", "U1", "U2"),
    "to_unit": ("U1", "U1", "U2"),
    "loss": ("", "", "O1"),
}
"""Pools in which most rows have to do with each other."""
WITH_QUANTITIES = ("items", "shipments", "receipts", "holdings", "losses", "recoveries", "totals")


@st.composite
def quantities(draw: st.DrawFn) -> tuple[str, str]:
    """An interval as written; an end may be unknown."""
    least, width = draw(st.integers(0, 9)), draw(st.integers(0, 2))
    ends = (str(least), str(least + width))
    return draw(st.sampled_from([ends] * 5 + [("", ends[1]), (ends[0], ""), ("", "")]))


@st.composite
def ledgers(draw: st.DrawFn, most: int = 5) -> Rows:
    """Any rows of the tables with quantities; a few ids, so that events have several accounts."""
    pools = POOLS | (CROWDED if draw(st.booleans()) else {})
    tables: Rows = {}
    claim = 0
    for name in WITH_QUANTITIES:
        kind, rows = TABLES[name], []
        for _ in range(draw(st.sampled_from((0, 1, 1, 2, most)))):
            claim += 1
            least, top = draw(quantities())
            row = {"claim": f"C{claim}", kind.id: f"{kind.letter}{draw(st.integers(1, most))}"}
            row |= {"source": "F1", "page": "1", "quantity_min": least, "quantity_max": top}
            for column in kind.columns:
                if column in pools and column not in row:
                    row[column] = draw(st.sampled_from(pools[column]))
            if claim > 1 and draw(st.integers(0, 9)) == 0:
                row["supersedes"] = f"C{draw(st.integers(1, claim - 1))}"
            rows.append(row)
        tables[name] = rows
    return tables


@dataclass
class Lot:
    """Weapons of one lot: which serial numbers are where, and what was told of them so far."""

    lot: str
    model: str
    day: int = 0
    at: dict[str, set[str]] = field(default_factory=dict)
    lost: list[tuple[str, str, set[str]]] = field(default_factory=list)
    """Loss, unit and weapons still lost."""
    untold: bool = False
    """Whether the arrivals at U0 are not on record; then none of its receipts is."""


class Teller:
    """Writes claims about what happened, with intervals that hold the truth."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.tables: Rows = {name: [] for name in WITH_QUANTITIES}
        self.claims = 0

    def tell(self, table: str, weapons: int, **columns: str) -> str:
        """One event, of one or two accounts; returns its id."""
        kind = TABLES[table]
        event = f"{kind.letter}{len({row[kind.id] for row in self.tables[table]}) + 1:04}"
        for _ in range(self.draw(st.sampled_from((1, 1, 1, 2)))):
            self.claims += 1
            spread = self.draw(st.sampled_from((0, 0, 0, 1, 2)))
            least, most = str(max(weapons - spread, 0)), str(weapons + self.draw(st.integers(0, spread)))
            row = {"claim": f"C{self.claims:04}", kind.id: event, **CITED, **columns}
            row |= {"quantity_min": least, "quantity_max": self.draw(st.sampled_from((most, most, most, "")))}
            self.tables[table].append(row)
        return event

    def date(self, day: int) -> str:
        """A date that may be precise or not, and that the day fits."""
        on = START + datetime.timedelta(days=day)
        month = f"{on.year}-{on.month:02}"
        before = on - datetime.timedelta(days=self.draw(st.integers(0, 40)))
        texts = (on.isoformat(), on.isoformat(), month, str(on.year), f"{on.year}~", f"{before}/{month}", "")
        return self.draw(st.sampled_from(texts))


@st.composite
def histories(draw: st.DrawFn) -> Rows:
    """Claims about a history in which everything balances, told completely and honestly.

    A lot is licensed, shipped, arrives at the central body U0, is passed on between units, counted,
    lost, found and handed on again. Beside the honest claims stand contested, superseded and
    withdrawn ones that may say anything.
    """
    teller = Teller(draw)
    for number in range(draw(st.integers(1, 2))):
        lot = Lot(f"T{number}", f"FX-{number}")
        _arrive(teller, lot, draw)
        for _ in range(draw(st.integers(0, 9))):
            _act(teller, lot, draw)
    _noise(teller, draw)
    return teller.tables


def _thing(lot: Lot, date: str, serials: set[str] | None = None) -> dict[str, str]:
    return {
        **MAKE,
        "lot": lot.lot,
        "model": lot.model,
        "date": date,
        "serials": "|".join(sorted(serials or ())),
    }


def _arrive(teller: Teller, lot: Lot, draw: st.DrawFn) -> None:
    licence, size = f"L{lot.lot}", draw(st.integers(2, 8))
    numbers = {f"{lot.lot}N{n}" for n in range(size)}
    if draw(st.booleans()):
        extra = draw(st.integers(0, 3))
        teller.tell("items", size + extra, licence=licence, model=lot.model, **MAKE)
    lot.untold = draw(st.booleans())
    first = draw(st.integers(1, size - 1))
    ordered = sorted(numbers)
    for part in (ordered[:first], ordered[first:]):
        lot.day += draw(st.integers(1, 60))
        shipped = _thing(lot, teller.date(lot.day))
        teller.tell("shipments", len(part), licence=licence, consignee="U0", **shipped)
        lot.day += draw(st.integers(1, 60))
        if not lot.untold:
            arrived = _thing(lot, teller.date(lot.day), set(part))
            teller.tell("receipts", len(part), to_unit="U0", **arrived)
    lot.at["U0"] = numbers


def _act(teller: Teller, lot: Lot, draw: st.DrawFn) -> None:
    lot.day += draw(st.integers(1, 200))
    unit = draw(st.sampled_from(sorted(lot.at)))
    here = sorted(lot.at[unit])
    actions = (
        [_count] + ([_pass_on, _pass_on, _lose, _find] if here else []) + ([_recover] if lot.lost else [])
    )
    draw(st.sampled_from(actions))(teller, lot, unit, draw)


def _some(lot: Lot, unit: str, draw: st.DrawFn) -> set[str]:
    here = sorted(lot.at[unit])
    return set(here[: draw(st.integers(1, len(here)))])


def _maybe(numbers: set[str], draw: st.DrawFn) -> set[str]:
    """The numbers, or fewer of them: sources seldom list all."""
    return set(sorted(numbers)[draw(st.integers(0, len(numbers))) :])


def _count(teller: Teller, lot: Lot, unit: str, draw: st.DrawFn) -> None:
    here = lot.at[unit]
    teller.tell("holdings", len(here), unit=unit, **_thing(lot, teller.date(lot.day), _maybe(here, draw)))


def _pass_on(teller: Teller, lot: Lot, unit: str, draw: st.DrawFn) -> None:
    to = draw(st.sampled_from([name for name in UNITS[lot.untold :] if name != unit]))
    moved = _some(lot, unit, draw)
    lot.at[unit] = lot.at[unit] - moved
    lot.at[to] = lot.at.get(to, set()) | moved
    passed = _thing(lot, teller.date(lot.day), moved)
    teller.tell("receipts", len(moved), from_unit=unit, to_unit=to, **passed)


def _lose(teller: Teller, lot: Lot, unit: str, draw: st.DrawFn) -> None:
    gone = _some(lot, unit, draw)
    lot.at[unit] = lot.at[unit] - gone
    manner = draw(st.sampled_from(("lost", "stolen", "destroyed")))
    told = _thing(lot, teller.date(lot.day), _maybe(gone, draw))
    loss = teller.tell("losses", len(gone), unit=unit, manner=manner, **told)
    if manner != "destroyed":
        lot.lost.append((loss, unit, gone))


def _find(teller: Teller, lot: Lot, unit: str, draw: st.DrawFn) -> None:
    """Found without having been reported lost; kept as evidence by U9, which may hand it on."""
    gone = _some(lot, unit, draw)
    lot.at[unit] = lot.at[unit] - gone
    told = _thing(lot, teller.date(lot.day), _maybe(gone, draw))
    teller.tell("recoveries", len(gone), last_holder=unit, **told)
    if draw(st.booleans()) and not (lot.untold and unit == "U0"):
        lot.at[unit] = lot.at[unit] | gone
        lot.day += draw(st.integers(1, 200))
        back = _thing(lot, teller.date(lot.day), gone)
        teller.tell("receipts", len(gone), from_unit="U9", to_unit=unit, **back)


def _recover(teller: Teller, lot: Lot, _unit: str, draw: st.DrawFn) -> None:
    loss, unit, gone = lot.lost.pop(draw(st.integers(0, len(lot.lost) - 1)))
    told = _thing(lot, teller.date(lot.day), _maybe(gone, draw))
    teller.tell("recoveries", len(gone), last_holder=unit, loss=loss, **told)


def _noise(teller: Teller, draw: st.DrawFn) -> None:
    """Claims that must change nothing, or only make more possible."""
    for name, rows in draw(ledgers(most=2)).items():
        for row in rows:
            status = draw(st.sampled_from(("conflict", "needs_work", "superseded", "withdrawn")))
            kind = TABLES[name]
            noise = {**row, "claim": f"N{row['claim']}", kind.id: f"N{row[kind.id]}", "status": status}
            if name != "totals":
                noise |= {"lot": "T0", "model": "FX-0"} if "lot" in kind.columns else {"model": "FX-0"}
            teller.tables[name].append({**noise, "supersedes": ""})


def widened(rows: Rows, draw: st.DrawFn) -> Rows:
    """The same claims with some quantities and dates of events less precise."""
    return {name: [_wider(row, draw) for row in table] for name, table in rows.items()}


def _wider(row: dict[str, str], draw: st.DrawFn) -> dict[str, str]:
    least, most = row["quantity_min"], row["quantity_max"]
    wider: dict[str, Any] = dict(row)
    wider["quantity_min"] = least and str(max(int(least) - draw(st.integers(0, 2)), 0))
    wider["quantity_max"] = most and str(int(most) + draw(st.integers(0, 2)))
    if row.get("date") and draw(st.booleans()):
        wider["date"] = draw(st.sampled_from(("", *_around(row["date"]))))
    return wider


def _around(date: str) -> Iterator[str]:
    """Dates that hold a date of `DATES`."""
    if date[:4].isdigit():
        years = sorted(part[:4] for part in date.split("/"))
        about = 1 if "~" in date else 0
        yield f"{int(years[0]) - about}/{int(years[-1]) + about}"
        yield f"{int(years[0]) - about - 1}/{int(years[-1]) + about + 1}"


def made(strategy: st.SearchStrategy[Made], number: int) -> list[Made]:
    """Some examples of a strategy, to be looked at together: one large ledger is read faster than many."""
    found: list[Made] = []

    @settings(max_examples=number, phases=[Phase.generate], deadline=None, database=None)
    @given(strategy)
    def collect(one: Made) -> None:
        found.append(one)

    collect()
    return found


IDS = tuple(TABLES[name].id for name in WITH_QUANTITIES)
OWN = ("claim", "supersedes", "loss", "part_of", "licence", "lot", "model", "what", *IDS)


def apart(rows: Rows, name: str) -> Rows:
    """The same ledger with names of its own, which begin with `name`."""
    return {
        table: [
            {column: f"{name}.{text}" if text and column in OWN else text for column, text in row.items()}
            for row in listed
        ]
        for table, listed in rows.items()
    }


def together(ledgers: Sequence[Rows]) -> Rows:
    """One ledger of all their rows; they must have names of their own."""
    return {name: [row for rows in ledgers for row in rows[name]] for name in WITH_QUANTITIES}
