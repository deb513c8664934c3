"""Who stood above and below whom, prepared so that one unit can be screened in milliseconds.

Units are nodes, `relations` are dated edges. Most edges lead nowhere: no unit beyond them is accused
of anything. They are left out here, once, and for the others it is noted at what times a path over
them may come to an accused unit (`reach`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tequio.tracking.dates import ALWAYS, FOR_EVER, Span
from tequio.tracking.ledger import Ledger
from tequio.tracking.reach import Bits, Cells, Ints, cells, numbers, spread, words

NEVER = FOR_EVER + 1
"""Later than any day."""
FEW = 24
"""Up to so many edges of a unit are looked at one by one: that is faster than all at once."""


@dataclass(frozen=True)
class Allegation:
    """A claim that a unit did something; `days` are those that its date may stand for."""

    allegation: str
    claim: str
    unit: str
    date: str
    violation: str
    sure: bool
    days: Span


@dataclass(frozen=True)
class Edge:
    """A claim that one unit stood below another, or was a member of it (`type`), as it is written."""

    relation: str
    claim: str
    child: str
    parent: str
    type: str
    since: str
    until: str
    sure: bool


class Step(NamedTuple):
    """An edge on which a path goes on, as a search needs it.

    Args:
        edge: its number.
        end: the unit to which it leads.
        held: the cells of days in which it possibly held, as bits; of these
        reached: those in which it leads to an accused unit by edges that held then, and
        incident: those in which an incident possibly fell too.
    """

    edge: int
    end: int
    held: int
    reached: int
    incident: int


@dataclass(frozen=True)
class Way:
    """Edges in one direction, those out of unit `n` at `order[starts[n] : starts[n + 1]]`.

    Args:
        starts: one more than units.
        order: numbers of edges that lead to an accused unit, in the order of the file.
        ends: for every edge the unit to which it leads in this direction.
        held: for every edge the cells of days in which it possibly held.
        reached: for each of `order`, the cells of days in which it leads to an accused unit by
            edges that held then; as bits, and `incident` those in which an incident possibly fell too.
    """

    starts: Sequence[int]
    order: Sequence[int]
    ends: Sequence[int]
    held: Sequence[int]
    reached: Bits
    incident: Bits
    _steps: dict[int, tuple[Step, ...]] = field(default_factory=dict, repr=False, compare=False)

    def leading(self, unit: int, cells: int, asked: int) -> list[Step]:
        """The edges out of a unit on which a path may still come to a hit.

        Args:
            unit: its number.
            cells: in which the path so far possibly held.
            asked: those of them that belong to the date asked about.
        """
        steps = self._steps.get(unit)
        if steps is None:
            steps = self._steps[unit] = self._out_of(unit)
        if len(steps) <= FEW:
            return [step for step in steps if cells & step.incident or asked & step.reached]
        start, stop = self.starts[unit], self.starts[unit + 1]
        either = (self.incident[start:stop] & words(cells)) | (self.reached[start:stop] & words(asked))
        return [steps[at] for at in np.flatnonzero(either.any(axis=1)).tolist()]

    def _out_of(self, unit: int) -> tuple[Step, ...]:
        out = slice(self.starts[unit], self.starts[unit + 1])
        told = zip(self.order[out], numbers(self.reached[out]), numbers(self.incident[out]), strict=True)
        return tuple(
            [Step(edge, self.ends[edge], self.held[edge], reached, met) for edge, reached, met in told]
        )


@dataclass(frozen=True)
class Dates:
    """When each relation held: possibly from `first` to `last`, certainly from `sure_first` to `sure_last`.

    Spans that run backwards are empty.
    """

    first: Sequence[int]
    last: Sequence[int]
    sure_first: Sequence[int]
    sure_last: Sequence[int]


@dataclass(frozen=True)
class Structure:
    """A ledger's units, relations and allegations, made by `structure`.

    Args:
        ids: the units' ids, in the order of their numbers.
        accused: allegations by the number of the unit.
        up, down, member: ways along `child_of`, against it, and along `member_of`.
        dates: when each edge held.
        cells: the cells of days in which `Way` counts.
    """

    ids: Sequence[str]
    accused: Mapping[int, tuple[Allegation, ...]]
    up: Way
    down: Way
    member: Way
    dates: Dates
    cells: Cells
    _rows: pl.DataFrame = field(repr=False)
    _numbers: Mapping[str, int] = field(repr=False)
    _edges: dict[int, Edge] = field(default_factory=dict, repr=False, compare=False)

    def number(self, unit: str) -> int | None:
        """The number of a unit, `None` for one of which the ledger knows nothing."""
        return self._numbers.get(unit)

    def edge(self, number: int) -> Edge:
        """What the ledger says of an edge."""
        if number not in self._edges:
            self._edges[number] = Edge(*self._rows.row(number))
        return self._edges[number]


def structure(ledger: Ledger) -> Structure:
    """Prepares a ledger's relations and allegations for any number of screenings.

    Only what stands counts. A contested relation never certainly held. Time and memory grow with the
    number of relations, whatever circles they make.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    rows, alleged = _relations(ledger), _allegations(ledger)
    units = [ledger.standing("units")["unit"], rows["child"], rows["parent"]]
    accused_ids = pl.Series([one.unit for one in alleged], dtype=pl.String)
    ids = pl.concat([*units, accused_ids]).unique(maintain_order=True)
    known = {name: number for number, name in enumerate(ids.to_list())}
    accused: dict[int, tuple[Allegation, ...]] = {}
    for one in alleged:
        accused[known[one.unit]] = (*accused.get(known[one.unit], ()), one)
    first, last = rows["first"].to_numpy(), rows["last"].to_numpy()
    cut = cells(np.concatenate([first, last]))
    held = cut.bits(first, last)
    ways = _Ways(len(known), cut, held, accused)
    child, parent = _numbered(rows["child"], ids), _numbered(rows["parent"], ids)
    below, possible = (rows["type"] == "child_of").to_numpy(), first <= last
    return Structure(
        ids=ids.to_list(),
        accused=accused,
        up=ways.way(child, parent, below & possible),
        down=ways.way(parent, child, below & possible),
        member=ways.way(child, parent, ~below & possible),
        dates=_dates(rows),
        cells=cut,
        _rows=rows.drop(DAYS),
        _numbers=known,
    )


DAYS = ("first", "last", "sure_first", "sure_last")


def _relations(ledger: Ledger) -> pl.DataFrame:
    """The standing relations between two units: the columns of `Edge`, then `DAYS`."""
    first, sure_first = ledger.spans("relations", "since")
    sure_last, last = ledger.spans("relations", "until")
    days = [
        pl.Series(name, days, dtype=pl.Int64)
        for name, days in zip(DAYS, (first, last, sure_first, sure_last), strict=True)
    ]
    told = ledger.standing("relations").select(
        "relation", "claim", "child", "parent", "type", "since", "until", "sure"
    )
    dated = told.with_columns(days).with_columns(
        sure_first=pl.when("sure").then("sure_first").otherwise(pl.lit(NEVER, pl.Int64))
    )
    return dated.filter((pl.col("child") != "") & (pl.col("parent") != ""))


def _allegations(ledger: Ledger) -> list[Allegation]:
    rows = ledger.standing("allegations")
    first, last = ledger.spans("allegations", "date")
    told = rows.select("allegation", "claim", "unit", "date", "violation", "sure").rows()
    return [
        Allegation(*row, days=Span(start, stop))  # type: ignore[misc]
        for row, start, stop in zip(told, first, last, strict=True)
        if row[2] != ""
    ]


def _dates(rows: pl.DataFrame) -> Dates:
    # Tuples of numbers, since the collector of garbage would go through lists again and again.
    return Dates(*(tuple(rows[name].to_list()) for name in DAYS))


def _numbered(units: pl.Series, ids: pl.Series) -> Ints:
    """The number of each unit."""
    numbered = ids.to_frame("unit").with_row_index("number")
    found = units.to_frame("unit").join(numbered, on="unit", how="left", maintain_order="left")
    return found["number"].to_numpy().astype(np.int64)


class _Ways:
    """Makes the ways of one ledger."""

    def __init__(
        self, units: int, cut: Cells, held: Bits, accused: Mapping[int, Sequence[Allegation]]
    ) -> None:
        self.held = held
        self.cells = tuple(numbers(held))
        self.accused = np.zeros((units, held.shape[1]), dtype=np.uint64)
        self.incident = self.accused.copy()
        alleged = [(unit, one.days) for unit, found in accused.items() for one in found]
        if alleged:
            at = np.array([unit for unit, _ in alleged])
            days = np.array([(one.first, one.last) for _, one in alleged])
            self.accused[at] = cut.bits(np.array([ALWAYS]), np.array([FOR_EVER]))
            np.bitwise_or.at(self.incident, at, cut.bits(days[:, 0], days[:, 1]))

    def way(self, here: Ints, there: Ints, used: NDArray[np.bool_]) -> Way:
        """The edges of one direction that lead to an accused unit."""
        edges = np.flatnonzero(used)
        between = here[edges], there[edges], self.held[edges]
        reached = spread(self.accused, *between)[there] & self.held
        incident = spread(self.incident, *between)[there] & self.held
        edges = edges[reached[edges].any(axis=1)]
        order = edges[np.argsort(here[edges], kind="stable")]
        starts = np.searchsorted(here[order], np.arange(len(self.accused) + 1))
        return Way(
            tuple(starts.tolist()),
            tuple(order.tolist()),
            tuple(there.tolist()),
            self.cells,
            reached[order],
            incident[order],
        )
