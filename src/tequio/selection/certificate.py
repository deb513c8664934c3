"""Chances as fractions, and their proof: prices that anybody can add up without a solver."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from tequio.faults import Fault
from tequio.selection.problem import Floats, Ints, Problem

_SAFE = 2**31  # seats' prices times people stay below 2^62


class NoExactPrices(Fault):
    """The optimal basis does not determine the prices: they cannot be made fractions."""


@dataclass(frozen=True)
class Prices:
    """A price for each row of the relaxation that is tight: the size, a quota, a household pattern."""

    rows: tuple[int, ...]
    values: tuple[Fraction, ...]

    @staticmethod
    def none() -> "Prices":
        """No prices: for levels that need no proof."""
        return Prices((), ())

    def budget(self, low: Floats, high: Floats) -> Fraction:
        """What a panel can spend at most: each price times the bound that it pushes against."""
        return sum(
            (price * int(high[row] if price > 0 else low[row]) for row, price in zip(self.rows, self.values)),
            Fraction(0),
        )


@dataclass(frozen=True)
class Level:
    """One level of chance, and the prices that prove that nobody left at it can have more."""

    chance: Fraction
    prices: Prices


@dataclass(frozen=True)
class SeatPrices:
    """What a seat of each type costs: (T,) whole numbers over one denominator."""

    numerators: Ints
    denominator: int


def exact_prices(matrix: csc_matrix, tight: Ints, zero: Ints, weights: Ints) -> Prices:
    """The prices of a basis, as fractions.

    Solves  Σ_r y_r A_rt = 0 for each type t in `zero`  and  Σ_t weights_t Σ_r y_r A_rt = 1.

    Args:
        matrix: (R, T) whole numbers, A.
        tight: rows that are not basic; only they have a price.
        zero: types whose seats are basic, so that their seats cost nothing.
        weights: (T,) people of the types that share the smallest chance.

    Raises:
        NoExactPrices: the equations have no single solution.
    """
    kept = matrix.tocsr()[tight]
    left = np.vstack([kept.tocsc()[:, zero].T.toarray(), (kept @ weights)[None, :]])
    size = len(tight)
    if left.shape[0] != size:
        raise NoExactPrices
    goal = fmpz_mat(size, 1, [0] * (size - 1) + [1])
    try:
        found = fmpz_mat(size, size, left.astype(np.int64).ravel().tolist()).solve(goal)
    except ZeroDivisionError:
        raise NoExactPrices from None
    values = [Fraction(int(found[row, 0].p), int(found[row, 0].q)) for row in range(size)]
    kept_rows = [(int(row), value) for row, value in zip(tight, values) if value]
    return Prices(tuple(row for row, _ in kept_rows), tuple(value for _, value in kept_rows))


def seat_prices(matrix: csc_matrix, prices: Prices) -> SeatPrices:
    """The price of a seat of each type, Σ_r y_r A_rt, over the least common denominator."""
    denominator = lcm(*(value.denominator for value in prices.values)) if prices.values else 1
    whole = [int(value * denominator) for value in prices.values]
    big = sum(abs(value) for value in whole) >= _SAFE
    row_values = np.zeros(matrix.shape[0], dtype=object if big else np.int64)
    for row, value in zip(prices.rows, whole):
        row_values[row] = value
    entries = row_values[matrix.indices]
    numerators: NDArray[np.int64] = np.add.reduceat(entries, matrix.indptr[:-1])
    return SeatPrices(numerators, denominator)


def chances_fit(problem: Problem, levels: Sequence[Level], level_of: Ints) -> bool:
    """Whether chances sum to the size and meet each quota and household pattern, in whole numbers.

    Args:
        problem: size, quotas and people.
        levels: with a chance each.
        level_of: (T,) position in `levels`.
    """
    denominator = lcm(*(level.chance.denominator for level in levels))
    chances = np.array([int(level.chance * denominator) for level in levels], dtype=object)
    features, paired = problem.cells.shape[1], problem.pattern >= 0

    def seats(rows: Ints, types: Ints, count: int) -> NDArray[np.object_]:
        """(count,) whole seats a row, times the denominator."""
        places = rows * len(levels) + level_of[types]
        people = np.bincount(places, problem.counts[types], count * len(levels)).astype(np.int64)
        together: NDArray[np.object_] = people.reshape(count, len(levels)).astype(object) @ chances
        return together

    everybody = np.arange(problem.types)
    size = seats(np.zeros_like(everybody), everybody, 1)
    quotas = seats(problem.cells.ravel(), np.repeat(everybody, features), len(problem.low))
    homes = seats(problem.pattern[paired], everybody[paired], len(problem.limits))
    return bool(
        (chances >= 0).all()
        and (chances <= denominator).all()
        and size[0] == problem.size * denominator
        and (quotas >= problem.low.astype(object) * denominator).all()
        and (quotas <= problem.high.astype(object) * denominator).all()
        and (homes <= problem.limits.astype(object) * denominator).all()
    )
