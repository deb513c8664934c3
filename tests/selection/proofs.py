"""The proof of a target as docs/spec/draw.md, section 7, states it, person by person in fractions."""

from fractions import Fraction

from tequio.selection.problem import Problem
from tequio.selection.relaxation import Target


def proves(target: Target) -> bool:
    """Whether the levels' prices prove that no lottery is fairer."""
    problem = target.room.problem
    assert target.level_of is not None
    return all(
        level.chance == 1 or _level_proved(problem, target, number)
        for number, level in enumerate(target.levels)
    )


def _level_proved(problem: Problem, target: Target, number: int) -> bool:
    prices = dict(zip(target.levels[number].prices.rows, target.levels[number].prices.values))
    quotas, homes = len(problem.low), len(problem.limits)
    size = prices.get(0, Fraction(0))
    quota = [prices.get(1 + row, Fraction(0)) for row in range(quotas)]
    home = [prices.get(1 + quotas + row, Fraction(0)) for row in range(homes)]
    budget = size * problem.size + sum(home[row] * int(problem.limits[row]) for row in range(homes))
    budget += sum(
        price * int(problem.high[row] if price > 0 else problem.low[row]) for row, price in enumerate(quota)
    )
    above, mine = Fraction(0), True
    for t in range(problem.types):
        paired = int(problem.pattern[t])
        seat = (
            size + sum(quota[row] for row in problem.cells[t].tolist()) + (home[paired] if paired >= 0 else 0)
        )
        people, level = int(problem.counts[t]), int(target.level_of[t])
        if level < number:
            budget -= seat * people * target.levels[level].chance
        elif seat < 0:
            budget -= seat * people
        else:
            above += seat * people
        mine = mine and (level != number or seat > 0)
    return mine and min(home, default=0) >= 0 and budget == target.levels[number].chance * above
