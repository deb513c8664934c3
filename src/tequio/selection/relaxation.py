"""The problem without whole numbers: what chances any lottery could give at best.

Every lottery over panels gives the types seats x_t (its expected composition) in the polytope

    Q = {x : least_t ≤ x_t ≤ most_t,  Σ x_t = k,  low_q ≤ Σ_{t has q} x_t ≤ high_q,
             Σ_{t in pattern h} x_t ≤ limits_h},

so the fairest point of Q bounds every lottery. The ladder finds the leximin point of Q by one
small linear program a stage.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from tequio.selection.certificate import Level, Prices, exact_prices, seat_prices
from tequio.selection.problem import Floats, Ints, Problem
from tequio.solver import Answer, Infeasible, Program

TOLERANCE = 1e-9
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Room:
    """How far panels can go: the problem's own bounds, or tighter ones found with whole numbers.

    Args:
        problem: whose panels.
        low: (Q,) least members a quota.
        high: (Q,) most members a quota.
        least: (T,) least people a type.
        most: (T,) most people a type.
    """

    problem: Problem
    low: Ints
    high: Ints
    least: Ints
    most: Ints

    @cached_property
    def matrix(self) -> csc_matrix:
        """(1 + Q + H, T): the size, the quotas, the household patterns."""
        problem = self.problem
        types, features = problem.cells.shape
        columns = [np.arange(types), np.repeat(np.arange(types), features)]
        rows = [np.zeros(types, dtype=np.int64), 1 + problem.cells.ravel()]
        paired = np.flatnonzero(problem.pattern >= 0)
        columns.append(paired)
        rows.append(1 + len(self.low) + problem.pattern[paired])
        shape = (1 + len(self.low) + len(problem.limits), types)
        row, column = np.concatenate(rows), np.concatenate(columns)
        return csc_matrix((np.ones(len(row)), (row, column)), shape=shape)

    @cached_property
    def row_low(self) -> Floats:
        """(1 + Q + H,) lower bounds of the rows of `matrix`; patterns have none, so no price below 0."""
        none = np.full(len(self.problem.limits), -np.inf)
        return np.concatenate([[float(self.problem.size)], self.low, none])

    @cached_property
    def row_high(self) -> Floats:
        """(1 + Q + H,) upper bounds of the rows of `matrix`."""
        return np.concatenate([[self.problem.size], self.high, self.problem.limits]).astype(float)

    @property
    def plain(self) -> bool:
        """Whether these are the problem's own bounds, with which a certificate proves."""
        own = room(self.problem)
        pairs = ((self.low, own.low), (self.high, own.high), (self.least, own.least), (self.most, own.most))
        return all(np.array_equal(here, there) for here, there in pairs)

    def certain(self) -> list[tuple[Fraction, Bools]]:
        """Types of which every panel holds the same number: their chances, and (T,) who has them."""
        same = self.least == self.most
        counts = self.problem.counts
        chances = [Fraction(int(self.most[t]), int(counts[t])) for t in np.flatnonzero(same).tolist()]
        return [(chance, same & self._has(self.most, chance)) for chance in sorted(set(chances))]

    def top(self, free: Bools) -> tuple[Fraction, Bools]:
        """The smallest chance at which some of the (T,) `free` types have the most they can, and these."""
        places = np.flatnonzero(free)
        first = places[np.argmin(self.most[places] / self.problem.counts[places])]
        chance = Fraction(int(self.most[first]), int(self.problem.counts[first]))
        return chance, free & self._has(self.most, chance)

    def _has(self, seats: Ints, chance: Fraction) -> Bools:
        has: Bools = seats * chance.denominator == self.problem.counts * chance.numerator
        return has


def room(problem: Problem) -> Room:
    """The problem's own bounds."""
    return Room(problem, problem.low, problem.high, np.zeros_like(problem.counts), problem.counts)


@dataclass(frozen=True)
class Target:
    """The chances that a lottery should give.

    Args:
        room: in which they were found.
        seats: (T,) expected people a type, x.
        levels: for leximin, the ladder's levels in the order in which they were fixed, with their
            proofs; for maximin the levels up to the highest lowest chance; else empty.
        level_of: (T,) position in `levels`; `None` where not all chances are fractions.
    """

    room: Room
    seats: Floats
    levels: tuple[Level, ...] = ()
    level_of: Ints | None = None

    @property
    def chances(self) -> Floats:
        """(T,) chance of a person of each type."""
        return self.seats / self.room.problem.counts

    @property
    def lowest(self) -> float | None:
        """What the levels prove: no lottery gives everybody who can be drawn more; `None` without levels."""
        return min((float(level.chance) for level in self.levels if level.chance), default=None)


class Ladder:
    """Stage after stage, raises the smallest chance not yet fixed and fixes those that cannot rise.

    With the seats of a free type written x_t = m_t z + s_t and of a fixed one x_t = m_t λ_t, a
    stage is

        maximise z  subject to  x in Q,  s ≥ 0,

    which has one row a quota however many types there are. Upper bounds of x become rows only
    when they are overstepped. A price above zero on s_t ≥ 0 proves that type t cannot rise. The
    prices are made fractions from the optimal basis (`certificate.exact_prices`), and so is the
    level: nothing in the result depends on floating point.

    Source: the ladder of linear programs for leximin, as in Flanigan et al., Nature 2021,
    supplementary information 9, here over Q instead of over lotteries.
    """

    def __init__(self, space: Room) -> None:
        self.room = space
        self.levels: list[Level] = []
        types = space.problem.types
        self.level_of = np.full(types, -1, dtype=np.int64)
        self._caps: list[int] = []
        self._weight = space.problem.counts.astype(float)
        totals = space.matrix @ self._weight
        rows = np.flatnonzero(totals)
        spread = csc_matrix(
            (totals[rows], (rows, np.zeros(len(rows), dtype=np.int64))), shape=(len(totals), 1)
        )
        matrix = _beside(space.matrix, spread)
        self._program = Program(
            costs=np.concatenate([np.zeros(types), [1.0]]),
            low=np.concatenate([np.zeros(types), [-1.0]]),
            high=np.full(types + 1, np.inf),
            matrix=matrix,
            row_low=space.row_low,
            row_high=space.row_high,
            maximise=True,
            options={"presolve": "off", "simplex_strategy": 4, "simplex_scale_strategy": 0},
        )

    def climb(self) -> Target:
        """All stages. Raises `Infeasible` when Q is empty."""
        for chance, fixed in self.room.certain():
            self._fix(Level(chance, Prices.none()), fixed)
        while (self.level_of < 0).any():
            self.step()
        seats = (
            np.array([float(level.chance) for level in self.levels])[self.level_of] * self.room.problem.counts
        )
        return Target(self.room, seats.astype(np.float64), tuple(self.levels), self.level_of)

    def step(self) -> Level:
        """One stage: the next level, fixed for the types that it proves."""
        answer = self._solve()
        if answer.columns[-1] < -TOLERANCE:
            raise Infeasible
        free = self.level_of < 0
        chance, top = self.room.top(free)
        if answer.columns[-1] > float(chance) - TOLERANCE:
            level, fixed = Level(chance, Prices.none()), top
        else:
            level, fixed = self._prove()
        self._fix(level, fixed)
        return level

    def _solve(self) -> Answer:
        """The optimum of this stage, with rows for the upper bounds that would be overstepped."""
        while True:
            answer = self._program.solve()
            free = self.level_of < 0
            seats = answer.columns[:-1] + answer.columns[-1] * self._weight
            over = np.flatnonzero(free & (seats > self.room.most + TOLERANCE))
            new = [int(t) for t in over if int(t) not in self._caps]
            if not new:
                return answer
            for t in new:
                columns = np.array([t, self.room.problem.types], dtype=np.int32)
                self._program.add_row(-np.inf, self.room.most[t], columns, np.array([1.0, self._weight[t]]))
                self._caps.append(t)

    def _prove(self) -> tuple[Level, Bools]:
        """The level and its prices as fractions, and the types that they fix."""
        basis = self._program.basis()
        rows = len(self.room.row_low)
        free = self.level_of < 0
        capped = np.zeros(len(free), dtype=bool)
        capped[[t for t, basic in zip(self._caps, basis.rows[rows:]) if not basic]] = True
        prices = exact_prices(
            self.room.matrix,
            tight=np.flatnonzero(~basis.rows[:rows]),
            zero=np.flatnonzero(basis.columns[:-1] & ~capped),
            weights=np.where(free & ~capped, self.room.problem.counts, 0),
        )
        price_of = seat_prices(self.room.matrix, prices)
        fixed = free & (price_of.numerators > 0)
        return Level(self._chance(prices, price_of.numerators, price_of.denominator, free), prices), fixed

    def _chance(self, prices: Prices, numerators: Ints, denominator: int, free: Bools) -> Fraction:
        """What the prices prove: no lottery gives all free types more than this."""
        counts = self.room.problem.counts
        budget = prices.budget(self.room.row_low, self.room.row_high) * denominator
        for number, level in enumerate(self.levels):
            members = self.level_of == number
            budget -= level.chance * int(numerators[members] @ counts[members])
        below = free & (numerators < 0)
        above = free & (numerators > 0)
        budget -= int(numerators[below] @ self.room.most[below])
        return budget / int(numerators[above] @ counts[above])

    def _fix(self, level: Level, fixed: Bools) -> None:
        """Takes the types out of the next stages: their seats become constants."""
        self.level_of[fixed] = len(self.levels)
        self.levels.append(level)
        numbers = np.flatnonzero(fixed).astype(np.int32)
        self._program.bounds(numbers, np.zeros(len(numbers)), np.zeros(len(numbers)))
        chances = np.array([float(known.chance) for known in self.levels])
        counts = self.room.problem.counts
        free = self.level_of < 0
        spread = self.room.matrix @ np.where(free, counts, 0)
        given = self.room.matrix @ np.where(free, 0, chances[self.level_of] * counts)
        last = self.room.problem.types
        for row, value in enumerate(spread.tolist()):
            self._program.coefficient(row, last, value)
        self._program.rows(self.room.row_low - given, self.room.row_high - given)
        for place, t in enumerate(self._caps):
            if not free[t]:
                self._program.coefficient(len(self.room.row_low) + place, last, 0.0)
        self._weight = np.where(free, self._weight, 0.0)


def _beside(left: csc_matrix, right: csc_matrix) -> csc_matrix:
    return csc_matrix(
        (
            np.concatenate([left.data, right.data]),
            np.concatenate([left.indices, right.indices]),
            np.concatenate([left.indptr, left.indptr[-1] + right.indptr[1:]]),
        ),
        shape=(left.shape[0], left.shape[1] + right.shape[1]),
    )
