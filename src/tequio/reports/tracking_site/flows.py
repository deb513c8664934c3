"""Licensed, shipped, arrived, passed on, counted, lost and recovered, by model and year."""

from collections.abc import Mapping
from dataclasses import dataclass

from tequio.reports.tracking_site.facts import Facts
from tequio.tracking.dates import ALWAYS, FOR_EVER, span, written
from tequio.tracking.ledger import OPEN
from tequio.tracking.levels import SMALLEST_CELL

STAGES = ("items", "shipments", "arrivals", "receipts", "holdings", "losses", "recoveries")
Amount = tuple[int, int]
Cells = dict[tuple[str, str, str], Amount]
OTHER = ""
"""The model of what is grouped, and its year."""


@dataclass(frozen=True)
class Flow:
    """A model and a year, with the amount of each stage; none where no record tells of any."""

    maker: str
    model: str
    year: str
    amounts: Mapping[str, Amount]

    @property
    def thing(self) -> str:
        """Maker and model; empty for what is grouped."""
        return f"{self.maker} {self.model}".strip()


def flows(facts: Facts) -> list[Flow]:
    """The amounts of a ledger's events, by maker, model and year.

    What records of several years tell is never summed over years: counts of several days hold the
    same weapons. At the public level models that stand in a group, or that have a small amount, are
    other models, one row a year.
    """
    table = _summed(facts)
    if facts.edition.level != "public":
        return table
    others = set(facts.edition.others)
    small = {
        (flow.maker, flow.model)
        for flow in table
        if {flow.maker, flow.model} & others or any(is_small(*amount) for amount in flow.amounts.values())
    }
    kept = [flow for flow in table if (flow.maker, flow.model) not in small]
    years: dict[str, dict[str, Amount]] = {}
    for flow in table:
        if (flow.maker, flow.model) in small:
            for stage, amount in flow.amounts.items():
                _add(years.setdefault(flow.year, {}), stage, amount)
    return [*kept, *(Flow(OTHER, OTHER, year, years[year]) for year in sorted(years))]


def is_small(least: int, most: int) -> bool:
    """Whether one end of an amount is a number of weapons below `SMALLEST_CELL`; nothing is none."""
    return 0 < least < SMALLEST_CELL or 0 < most < SMALLEST_CELL


def _add(cells: dict[str, Amount], stage: str, amount: Amount) -> None:
    least, most = cells.get(stage, (0, 0))
    cells[stage] = (least + amount[0], min(OPEN, most + amount[1]))


def _summed(facts: Facts) -> list[Flow]:
    found: dict[tuple[str, str, str], dict[str, Amount]] = {}
    issued = {
        licence: rows[0]["issued"] or rows[0]["valid_from"]
        for licence, rows in facts.rows_by("licences", "licence").items()
    }
    for stage in ("items", "shipments", "receipts", "holdings", "losses", "recoveries"):
        for row in facts.ledger.events(stage).iter_rows(named=True):
            first, last = row["first"], row["last"]
            if stage == "items":
                day = span(issued.get(row["licence"], ""))
                first, last = day.first, day.last
            where = "arrivals" if stage == "receipts" and not row["from_unit"] else stage
            cells = found.setdefault((row["maker"], row["model"], _year(first, last)), {})
            _add(cells, where, (row["quantity_min"] if row["sure"] else 0, row["quantity_max"]))
    return [Flow(*key, found[key]) for key in sorted(found)]


def _year(first: int, last: int) -> str:
    """The year, or years, of a day that is not known exactly."""
    if first <= ALWAYS and last >= FOR_EVER:
        return "?"
    one, other = (written(day)[:4] for day in (first, last))
    return one if one == other else f"{one}–{other}"
