"""The one best point of Q for a goal that is a sum over people, found by its prices.

With φ strictly convex and p_t the chance of a person of type t, the program is

    minimise  Σ_t m_t φ(p_t)   subject to   low_t ≤ p_t ≤ high_t,   row_low ≤ A (m p) ≤ row_high.

Once every row has a price y_r, what is left falls apart into one small choice a type: with the
seat price q_t = Σ_r y_r A_rt, the chance p_t(q) minimises φ(p) − q_t p within its bounds. So
only the prices are unknown, a few dozen however many people there are, and the dual

    D(y) = Σ_t m_t (φ(p_t) − q_t p_t) + Σ_r (y_r · row_low_r if y_r > 0 else y_r · row_high_r)

is concave and piecewise smooth. It is climbed by Newton's method on the rows that push, damped
as Levenberg and Marquardt do, with signs kept by projection (Bertsekas, *Projected Newton methods
for optimization problems with simple constraints*, 1982). Each D(y) bounds the goal from below
(weak duality), so that the gap is a proof and not a hope.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags_array

from tequio.selection.method_faults import NotConverged
from tequio.selection.problem import Floats, Ints
from tequio.selection.relaxation import Room

REACHED = 2e-13
ENOUGH = 1e-9
NEAR = 1e-3
STEPS = 400
RIDGES = (1e-13, 1e-11, 1e-9)


@dataclass(frozen=True)
class Goal:
    """φ of one person, by three functions of (T,) arrays.

    Args:
        value: chance → φ.
        chance: price q → the chance that minimises φ(p) − q p without bounds.
        rate: chance → how fast that chance grows with the price, 1 / φ''.
    """

    value: Callable[[Floats], Floats]
    chance: Callable[[Floats], Floats]
    rate: Callable[[Floats], Floats]


def near(mean: float) -> Goal:
    """φ(p) = (p − mean)² / 2: every chance as near as can be to the same one."""
    return Goal(lambda p: (p - mean) ** 2 / 2, lambda q: mean + q, np.ones_like)


@dataclass(frozen=True)
class Region:
    """Part of Q: what may be asked of the chances and of the rows.

    Args:
        matrix: (R, T) rows by types, one seat each.
        counts: (T,) people a type.
        low: (T,) least chance.
        high: (T,) most chance.
        row_low: (R,) least seats a row.
        row_high: (R,) most seats a row.
    """

    matrix: csr_matrix
    counts: Floats
    low: Floats
    high: Floats
    row_low: Floats
    row_high: Floats


def region(space: Room, low: Floats, high: Floats) -> Region:
    """All of Q with chances between (T,) `low` and `high`, and within what the room allows a type."""
    counts = space.problem.counts.astype(float)
    return Region(
        matrix=space.matrix.tocsr(),
        counts=counts,
        low=np.maximum(low, space.least / counts),
        high=np.minimum(high, space.most / counts),
        row_low=space.row_low,
        row_high=space.row_high,
    )


@dataclass(frozen=True)
class Point:
    """Where the goal is best.

    Args:
        chances: (T,).
        prices: (R,) y.
        gap: how far the goal Σ m_t φ may lie above its least value, as proved by the prices.
    """

    chances: Floats
    prices: Floats
    gap: float


class Prices:
    """The search for the prices.

    Args:
        where: which chances are allowed.
        goal: φ.
        start: (R,) first prices.
    """

    def __init__(self, where: Region, goal: Goal, start: Floats) -> None:
        self.where = where
        self.goal = goal
        self.prices = start
        self._equal = where.row_low == where.row_high
        self._damping = 1e-3

    def search(self) -> Point:
        """The best point. Raises `NotConverged`, for example when the region is empty."""
        residual = np.inf
        for _ in range(STEPS):
            chances = self._chances(self.prices)
            push = self._push(self.prices, chances)
            left = float(np.abs(push).max())
            stalled = left >= residual / 2
            residual = min(left, residual)
            if left < REACHED or (left < ENOUGH / 1000 and stalled):
                break
            if not self._step(chances, push):
                break
        chances = self._chances(self.prices)
        residual = float(np.abs(self._push(self.prices, chances)).max())
        if residual > ENOUGH:
            raise NotConverged(residual)
        return Point(chances, self.prices, max(0.0, self._value(chances) - self.dual(self.prices)))

    def dual(self, prices: Floats) -> float:
        """D(y): no allowed chances have a lower goal."""
        chances = self._chances(prices)
        where = self.where
        seats_cost = float(where.counts @ (chances * self._seat_prices(prices)))
        budget = float(prices @ np.where(prices > 0, where.row_low, where.row_high))
        return self._value(chances) - seats_cost + budget

    def _value(self, chances: Floats) -> float:
        alive = self.where.high > 0
        return float(self.where.counts[alive] @ self.goal.value(chances[alive]))

    def _seat_prices(self, prices: Floats) -> Floats:
        seat: Floats = self.where.matrix.T @ prices
        return seat

    def _chances(self, prices: Floats) -> Floats:
        free = self.goal.chance(self._seat_prices(prices))
        chances: Floats = np.clip(free, self.where.low, self.where.high)
        return chances

    def _push(self, prices: Floats, chances: Floats) -> Floats:
        """(R,) slope of D: seats that a row lacks (above 0) or has too many (below 0)."""
        where = self.where
        totals = where.matrix @ (where.counts * chances)
        lacks, excess = where.row_low - totals, where.row_high - totals
        idle = np.where(lacks > 0, lacks, np.minimum(excess, 0))
        push: Floats = np.where(self._equal | (prices > 0), lacks, np.where(prices < 0, excess, idle))
        return push

    def _step(self, chances: Floats, push: Floats) -> bool:
        """One step: near the end a bare one, else a damped one that climbs; `False` if none does."""
        where = self.where
        inside = (chances > where.low) & (chances < where.high)
        rows = np.flatnonzero(self._equal | (self.prices != 0) | (push != 0))
        part = where.matrix[rows]
        rates = where.counts * self.goal.rate(chances)
        curvature = (part @ diags_array(np.where(inside, rates, 0.0)) @ part.T).toarray()
        # With everybody at a bound D is linear here, and only what lies beyond gives a scale.
        scale = max(float(np.trace(curvature)), 1e-3 * float(rates.sum())) / len(rows)
        if np.abs(push).max() < NEAR and self._polish(rows, curvature, push, scale):
            return True
        before = self.dual(self.prices)
        while self._damping < 1e8:
            moved = self._moved(rows, curvature, push, self._damping * scale)
            gain = float(push @ (moved - self.prices))
            if gain > 0 and self.dual(moved) >= before + 1e-4 * gain:
                self.prices = moved
                self._damping = max(self._damping / 10, 1e-13)
                return True
            self._damping *= 8
        return False

    def _polish(self, rows: Ints, curvature: Floats, push: Floats, scale: float) -> bool:
        """A bare Newton step, kept if it leaves half as much: near the end D is flat to the last digit."""
        for ridge in RIDGES:
            moved = self._moved(rows, curvature, push, ridge * scale)
            if np.abs(self._push(moved, self._chances(moved))).max() <= np.abs(push).max() / 2:
                self.prices = moved
                return True
        return False

    def _moved(self, rows: Ints, curvature: Floats, push: Floats, ridge: float) -> Floats:
        damped = curvature.copy()
        damped[np.diag_indices(len(rows))] += ridge
        try:
            change = cho_solve(cho_factor(damped, check_finite=False), push[rows], check_finite=False)
        except LinAlgError:
            return self.prices
        moved = self.prices.copy()
        moved[rows] += change
        sign = np.where(self.prices != 0, np.sign(self.prices), np.sign(push))
        return np.where(~self._equal & (moved * sign < 0), 0.0, moved)


def best_point(where: Region, goal: Goal, start: Floats) -> Point:
    """The one point of a region with the least Σ m_t φ(p_t).

    Args:
        where: the region.
        goal: φ, strictly convex.
        start: (R,) first prices, with which φ is finite.

    Returns:
        Chances that keep the rows to about 1e-13 seats (at worst 1e-9), prices and proven gap.

    Raises:
        NotConverged: no such point was found; the region may be empty.
    """
    return Prices(where, goal, start).search()
