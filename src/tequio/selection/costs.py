"""What each quota costs: how much the lowest chance would rise if it were one looser.

The first stage of the ladder raises the lowest chance z as far as the quotas let it,

    maximise z  subject to  x in Q,  x_t ≥ m_t z,

and its prices y prove how far. A quota without a price costs nothing: the same prices still
prove the same chance when it is looser. With a price, y is the rate at which z rises at first;
the quota's next seat may bring less, because others begin to bind. So each priced quota is
loosened by one and the stage solved again, which gives the true rise.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from tequio.selection.problem import Problem
from tequio.selection.relaxation import Ladder, room


@dataclass(frozen=True)
class Cost:
    """What one bound of one quota costs.

    Args:
        feature: of the quota.
        value: of the quota.
        side: `min` or `max`, the bound that holds the lowest chance down.
        bound: that bound, in members.
        price: rate at which the lowest chance rises for each member that the bound gives way; an
            upper limit of what one member brings.
        rise: by how much the lowest chance rises if the bound gives way by one member: the number
            to show. Never above `price`.
    """

    feature: str
    value: str
    side: str
    bound: int
    price: Fraction
    rise: Fraction


def quota_costs(problem: Problem) -> tuple[Cost, ...]:
    """The costs of all quotas that hold the lowest chance down, in the order of the quotas.

    The chances are those of the relaxation, which bound those of every lottery over panels. A
    quota that is not listed can be loosened without any effect on the lowest chance.

    Args:
        problem: pool, quotas and size, with `labels`.

    Raises:
        Infeasible: the quotas cannot be met, not even in the relaxation.
        NoExactPrices: the optimal basis does not determine the prices.

    Source: duality of linear programs; the ladder in `relaxation.py`.
    """
    lowest, rates = _first_stage(problem)
    costs = []
    for row, rate in sorted(rates.items()):
        side = "max" if rate > 0 else "min"
        looser = _looser(problem, row, side)
        if looser is None:
            continue
        bound = int((problem.high if side == "max" else problem.low)[row])
        rise = _first_stage(looser)[0] - lowest
        costs.append(Cost(*problem.labels[row], side, bound, abs(rate), rise))
    return tuple(costs)


def _first_stage(problem: Problem) -> tuple[Fraction, dict[int, Fraction]]:
    """The lowest chance and its rate of change by each priced quota; below 0 where a min binds."""
    level = Ladder(room(problem)).step()
    quotas = len(problem.low)
    rates = {
        row - 1: price for row, price in zip(level.prices.rows, level.prices.values) if 0 < row <= quotas
    }
    return level.chance, rates


def _looser(problem: Problem, row: int, side: str) -> Problem | None:
    """The problem with one bound a member looser; `None` for a least of 0, which asks for nothing."""
    if side == "max":
        high = problem.high.copy()
        high[row] += 1
        return replace(problem, high=high)
    if problem.low[row] <= 0:
        return None
    low = problem.low.copy()
    low[row] -= 1
    return replace(problem, low=low)
