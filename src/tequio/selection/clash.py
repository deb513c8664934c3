"""Quotas that no panel can meet together: the smallest set that shows it.

Quotas may be impossible already for the relaxation, or only in whole numbers. A set of bounds is
*irreducible* if no panel meets all of it, and for each of its bounds there is a panel that meets
all the others. Size, people a type and the household rule always hold.

Source: the deletion filter, Chinneck and Dravnieks, *Locating minimal infeasible constraint sets in
linear programs*, 1991; its start from the prices of an elastic program, Chinneck, *Feasibility and
infeasibility in optimization*, 2008, chapter 6.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_matrix, hstack, vstack

from tequio.quotas import Quota, Quotas
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.relaxation import room
from tequio.solver import Infeasible, Program, SolverStopped

NODES = 20_000
FEW = 3_000
SPREAD = 600
PRICED = 1e-7
Side = tuple[int, str]


@dataclass(frozen=True)
class Bound:
    """One bound of one quota: `side` is `min` or `max`, `number` the members that it asks for or allows."""

    feature: str
    value: str
    side: str
    number: int


@dataclass(frozen=True)
class Clash:
    """Bounds that no panel can meet together.

    Args:
        bounds: feature by feature, a min before a max. Empty when the size and the
            household rule alone are impossible.
        households: whether it takes the rule of one member a household to make them clash.
        whole: whether it is only whole numbers that make it a clash: shares of people would do.
        irreducible: whether it is proved that the clash ends when any one bound is taken away;
            otherwise a search stopped at its limit of nodes, and some bounds may be superfluous.
    """

    bounds: tuple[Bound, ...]
    households: bool
    whole: bool
    irreducible: bool


class Panels:
    """Answers whether a panel exists when only some bounds of the quotas must hold.

    Three questions, cheapest first: has the relaxation a point; does a panel exist among a few of
    the types; does one exist at all.

    Args:
        problem: whose panels.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._linear = _program(problem, integer=False)
        self._few: Program | None = None
        self._all: Program | None = None

    def exist(self, low: Ints | Floats, high: Ints | Floats) -> bool | None:
        """Whether there is a panel with quotas from (Q,) `low` to `high`; `None` if the search gave up."""
        rows = (
            np.concatenate([[self.problem.size], low]).astype(float),
            np.concatenate([[self.problem.size], high]).astype(float),
        )
        point = self.shares(*rows)
        if point is None:
            return False
        if self.problem.types > FEW:
            if self._few is None:
                self._few = _program(_narrowed(self.problem, point), integer=True)
            if _solvable(self._few, *rows):
                return True
        self._all = self._all or _program(self.problem, integer=True)
        return _solvable(self._all, *rows)

    def shares(self, low: Floats, high: Floats) -> Floats | None:
        """(T,) seats of a point of the relaxation within (1 + Q,) rows, or `None`."""
        self._linear.rows(low, high)
        try:
            return self._linear.solve().columns
        except Infeasible:
            return None


def clash(problem: Problem, quotas: Quotas) -> Clash | None:
    """An irreducible set of quotas that clash, or `None` when a panel meets them all.

    Args:
        problem: pool, quotas and size. Its `low` and `high` are what is tested; they may lie below
            those of `quotas` by members who are already seated (see `replacements.py`).
        quotas: the names and numbers by which bounds are told.

    The answer is the same in every process on one machine, and for every order of the people.
    """
    panels = Panels(problem)
    if panels.exist(problem.low, problem.high) is not False:
        return None
    sides, whole, proved = _filter(panels)
    households = False
    if len(problem.limits):
        households = Panels(_without_households(problem)).exist(*_bounds(problem, sides)) is not False
    rows = asked(problem, quotas)
    bounds = [Bound(rows[q].feature, rows[q].value, side, getattr(rows[q], side)) for q, side in sides]
    return Clash(tuple(bounds), households, whole, proved)


def asked(problem: Problem, quotas: Quotas) -> tuple[Quota, ...]:
    """(Q,) the quotas in the order of the problem, which goes feature by feature.

    Args:
        problem: with `labels`.
        quotas: one row for each label.
    """
    rows = {(row.feature, row.value): row for row in quotas.rows}
    return tuple(rows[label] for label in problem.labels)


def _filter(panels: Panels) -> tuple[list[Side], bool, bool]:
    """Bounds that clash, whether only in whole numbers, and whether each of them is needed."""
    problem = panels.problem
    kept = _start(panels)
    for feature in dict.fromkeys(name for name, _ in problem.labels):
        fewer = [side for side in kept if problem.labels[side[0]][0] != feature]
        if len(fewer) < len(kept) and panels.exist(*_bounds(problem, fewer)) is False:
            kept = fewer
    proved = True
    for side in list(kept):
        fewer = [other for other in kept if other != side]
        found = panels.exist(*_bounds(problem, fewer))
        proved = proved and found is not None
        if found is False:
            kept = fewer
    low, high = _bounds(problem, kept)
    ends = np.array([problem.size], dtype=float)
    whole = panels.shares(np.concatenate([ends, low]), np.concatenate([ends, high])) is not None
    return kept, whole, proved


def _start(panels: Panels) -> list[Side]:
    """The bounds to begin with: those priced in the elastic relaxation, or all that ask for something."""
    problem = panels.problem
    quotas, supply = range(len(problem.low)), problem.supply
    asking: list[Side] = []
    for q in quotas:
        asking += [(q, "min")] if problem.low[q] > 0 else []
        asking += [(q, "max")] if problem.high[q] < min(supply[q], problem.size) else []
    free = np.full(2 * len(problem.low), np.inf)
    try:
        prices = elastic(problem, np.ones_like(free), free, integer=False).solve().prices
    except Infeasible:
        return asking
    first = {"min": 1, "max": 1 + len(problem.low) + len(problem.limits)}
    priced = [(q, side) for q, side in asking if abs(prices[first[side] + q]) > PRICED]
    return priced if priced and panels.exist(*_bounds(problem, priced)) is False else asking


def elastic(problem: Problem, costs: Floats, most: Floats, *, integer: bool) -> Program:
    """The program in which every quota may give way, at a cost.

        minimise  Σ_q costs_q d_q + costs_{Q+q} u_q  subject to
        low_q − d_q ≤ Σ_{t has q} c_t ≤ high_q + u_q,  0 ≤ d ≤ most_q,  0 ≤ u ≤ most_{Q+q},

    with size, people a type and households as ever.

    Args:
        problem: whose panels.
        costs: (2Q,) for each member that a min, then that a max, gives way.
        most: (2Q,) how far each may.
        integer: panels in whole numbers, or the relaxation.
    """
    space = room(problem)
    quotas, rows, types = len(problem.low), len(space.row_low), problem.types
    # A row a bound, so that a min and a max of one quota can give way apart.
    body = space.matrix.tocsr()
    matrix = vstack([body, body[1 : quotas + 1]])
    down = csc_matrix(
        (np.ones(quotas), (np.arange(1, quotas + 1), np.arange(quotas))), (rows + quotas, quotas)
    )
    up = csc_matrix(
        (-np.ones(quotas), (np.arange(rows, rows + quotas), np.arange(quotas))), (rows + quotas, quotas)
    )
    row_high = space.row_high.copy()
    row_high[1 : quotas + 1] = np.inf
    return Program(
        costs=np.concatenate([np.zeros(types), costs]),
        low=np.zeros(types + 2 * quotas),
        high=np.concatenate([problem.counts, most]),
        matrix=csc_matrix(hstack([matrix, down, up])),
        row_low=np.concatenate([space.row_low, np.full(quotas, -np.inf)]),
        row_high=np.concatenate([row_high, problem.high]),
        integer=integer,
        options={"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "mip_max_nodes": NODES} if integer else None,
    )


def _bounds(problem: Problem, sides: list[Side]) -> tuple[Floats, Floats]:
    """(Q,) least and most when only these bounds hold."""
    low, high = np.full(len(problem.low), -np.inf), np.full(len(problem.low), np.inf)
    for q, side in sides:
        if side == "min":
            low[q] = problem.low[q]
        else:
            high[q] = problem.high[q]
    return low, high


def _program(problem: Problem, *, integer: bool) -> Program:
    space = room(problem)
    return Program(
        costs=np.zeros(problem.types),
        low=np.zeros(problem.types),
        high=problem.counts.astype(float),
        matrix=space.matrix,
        row_low=space.row_low,
        row_high=space.row_high,
        integer=integer,
        options={"mip_max_nodes": NODES} if integer else None,
    )


def _solvable(program: Program, low: Floats, high: Floats) -> bool | None:
    program.rows(low, high)
    try:
        program.solve()
    except Infeasible:
        return False
    except SolverStopped:
        return None
    return True


def _narrowed(problem: Problem, seats: Floats) -> Problem:
    """The problem over the types that the relaxation seats and some hundred others, evenly spaced."""
    chosen = seats > PRICED
    chosen[np.linspace(0, problem.types - 1, SPREAD).astype(np.int64)] = True
    kept = np.flatnonzero(chosen)
    return replace(
        problem, counts=problem.counts[kept], cells=problem.cells[kept], pattern=problem.pattern[kept]
    )


def _without_households(problem: Problem) -> Problem:
    return replace(problem, pattern=np.full_like(problem.pattern, -1), limits=np.zeros(0, dtype=np.int64))
