"""Bands of chances: which lowest and highest chance can be had together.

A band (z, u) can be had if some point of Q gives everybody a chance between z and u. The bands
that can be had form a convex polygon. To see whether a band belongs to it, minimise how far the
rows are missed:

    minimise  Σ_r (s_r + e_r)  subject to  row_low ≤ A x + s − e ≤ row_high,  z m ≤ x ≤ u m,  s, e ≥ 0.

If the least is above 0, its prices y prove it, and prove the same for all bands beyond a line:
with a_t = Σ_r y_r A_rt, every x in Q has  Σ a_t x_t ≥ Σ_r (y_r row_low_r or y_r row_high_r) = β,
while no x of the band has more than  Σ_{a>0} a_t m_t u + Σ_{a<0} a_t m_t z.  The polygon has
finitely many sides, so a search that adds the line of each band that it tried in vain ends.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, eye_array, hstack

from tequio.selection.certificate import Level, seat_prices
from tequio.selection.convex import Point, Region, best_point, near, region
from tequio.selection.problem import Floats
from tequio.selection.relaxation import Ladder, Room
from tequio.solver import Program

MISSED = 1e-9
ZERO = 1e-9
TIGHT = 1e-9
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Floor:
    """The highest lowest chance, with its proof.

    Args:
        levels: the ladder's levels so far: chance 0 for types that Q cannot hold, if there are
            any, then the highest lowest chance of all others.
        out: (T,) types at chance 0.
        fixed: (T,) types that have the lowest chance in every lottery that reaches it.
    """

    levels: tuple[Level, ...]
    out: Bools
    fixed: Bools

    @property
    def chance(self) -> float:
        """The highest lowest chance of those who can be drawn at all."""
        return float(self.levels[-1].chance)


def highest_floor(space: Room) -> Floor:
    """The first stage of the leximin ladder above chance 0. Raises `Infeasible` when Q is empty."""
    ladder = Ladder(space)
    level = ladder.step()
    out = np.zeros(space.problem.types, dtype=bool)
    while level.chance == 0 and (ladder.level_of < 0).any():
        out = ladder.level_of >= 0
        level = ladder.step()
    return Floor(tuple(ladder.levels), out, (ladder.level_of >= 0) & ~out)


@dataclass(frozen=True)
class Line:
    """One side: bands that can be had lie where  highest ≥ base + slope · lowest.

    Args:
        base: highest chance on the line where the lowest is 0.
        slope: how much the highest must rise with the lowest.
        at_low: (T,) types that have the lowest chance on the line.
        at_high: (T,) types that have the highest chance on the line, or all the seats they can have.
        prices: (R,) rows with a price above 0 lie at their lower bound on the line, those below
            0 at their upper bound.
    """

    base: float
    slope: float
    at_low: Bools
    at_high: Bools
    prices: Floats

    def highest(self, lowest: float) -> float:
        """The least highest chance that the line allows."""
        return self.base + self.slope * lowest


class Bands:
    """The polygon of bands, side by side as they are needed.

    Args:
        space: whose Q.
        out: (T,) types at chance 0, which no band binds.
    """

    def __init__(self, space: Room, out: Bools) -> None:
        self.space = space
        self.out = out
        self.lines: list[Line] = []
        self._counts = np.where(out, 0, space.problem.counts).astype(float)
        rows, types = space.matrix.shape
        unit = eye_array(rows, format="csc")
        self._program = Program(
            costs=np.concatenate([np.zeros(types), np.ones(2 * rows)]),
            low=np.zeros(types + 2 * rows),
            high=np.concatenate([self._counts, np.full(2 * rows, np.inf)]),
            matrix=csc_matrix(hstack([space.matrix, unit, -unit])),
            row_low=space.row_low,
            row_high=space.row_high,
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )

    @property
    def even(self) -> float:
        """Everybody's chance if all were equal: no highest chance is lower."""
        return self.space.problem.size / float(self._counts.sum())

    def highest(self, lowest: float) -> float:
        """The least highest chance that the known lines allow with this lowest one."""
        return max([self.even, lowest, *(line.highest(lowest) for line in self.lines)])

    def refuse(self, lowest: float, highest: float) -> bool:
        """Whether the band cannot be had; if so, a new line proves it."""
        types = self.space.problem.types
        low = np.clip(lowest * self._counts, self.space.least, self.space.most)
        high = np.clip(highest * self._counts, self.space.least, self.space.most)
        low, high = np.where(self.out, 0.0, low), np.where(self.out, 0.0, np.maximum(low, high))
        self._program.bounds(np.arange(types, dtype=np.int32), low, high)
        answer = self._program.solve()
        if answer.value <= MISSED:
            return False
        line = self._line(answer.prices, highest)
        if line.highest(lowest) <= highest + 1e-13:
            return False
        self.lines.append(line)
        return True

    def _line(self, prices: Floats, highest: float) -> Line:
        space = self.space
        prices = np.where(np.abs(prices) > ZERO, prices, 0.0)
        seat = np.where(self.out, 0.0, space.matrix.T @ prices)
        seat[np.abs(seat) < ZERO] = 0.0
        roomy = highest * self._counts <= space.most
        rising, full, low = (seat > 0) & roomy, (seat > 0) & ~roomy, seat < 0
        budget = prices @ np.where(prices > 0, space.row_low, space.row_high)
        budget -= seat[full] @ space.most[full]
        rise = seat[rising] @ self._counts[rising]
        fall = seat[low] @ self._counts[low]
        return Line(float(budget / rise), float(-fall / rise), low, seat > 0, prices)

    def lowest_ceiling(self, lowest: float) -> float:
        """The least highest chance of any point of Q that gives everybody `lowest`."""
        highest = self.highest(lowest)
        while self.refuse(lowest, highest):
            highest = self.highest(lowest)
        return highest


def most_even(bands: Bands, floor: Floor, lowest: float, highest: float) -> Point:
    """The point of a band that is nearest to equal chances, by least squares over people.

    The band lies on the rim of what can be had, so that many chances are forced: whoever has a
    price on a line through the band, and every row with a price, stays where the proof has them.
    They become constants, which leaves a region with room inside.

    Args:
        bands: with the lines found on the way.
        floor: the highest lowest chance and its proof.
        lowest: z.
        highest: u.
    """
    space = bands.space
    where = region(space, np.where(bands.out, 0.0, lowest), np.where(bands.out, 0.0, highest))
    parts = [line for line in bands.lines if abs(line.highest(lowest) - highest) < TIGHT]
    for line in parts:
        where = _hold(where, line.at_low, line.at_high, line.prices)
    if abs(lowest - floor.chance) < TIGHT:
        last = floor.levels[-1].prices
        prices = np.zeros(len(where.row_low))
        prices[list(last.rows)] = [-float(value) for value in last.values]
        dear = seat_prices(space.matrix, last).numerators < 0
        where = _hold(where, floor.fixed, dear & ~bands.out, prices)
    return best_point(where, near(bands.even), np.zeros(len(where.row_low)))


def _hold(where: Region, at_low: Bools, at_high: Bools, prices: Floats) -> Region:
    """The region with these types and rows held at their bounds."""
    return Region(
        matrix=where.matrix,
        counts=where.counts,
        low=np.where(at_high, where.high, where.low),
        high=np.where(at_low, where.low, where.high),
        row_low=np.where(prices < 0, where.row_high, where.row_low),
        row_high=np.where(prices > 0, where.row_low, where.row_high),
    )
