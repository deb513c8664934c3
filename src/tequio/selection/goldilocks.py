"""Goldilocks: nobody's chance too high, nobody's too low."""

from dataclasses import replace
from itertools import combinations
from math import sqrt

import numpy as np

from tequio.selection.bands import Bands, Line, highest_floor, most_even
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import mix
from tequio.selection.problem import Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.reachable import lottery_of, out_of_reach, reachable_goldilocks
from tequio.selection.relaxation import Target, room
from tequio.solver import SolverStopped

GAMMA = 1.0


def goldilocks(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The lottery that keeps the highest and the lowest chance near k/n, both at once.

    With u the highest chance and z the lowest, it minimises

        (n/k) u + γ (k/n) / z,     γ = 1,

    which is 2 when all chances are equal. Over the relaxation Q, the least u for each z is a
    convex function made of a few lines (`bands`), so that the least sum lies at a corner, at the
    highest z, or on one line where  z = (k/n) √(γ / slope). Lines are added until the best band
    for the known ones can be had: then it is the best of all, and `goal_gap` is 0 but for
    rounding.

    The bounds leave room for many lotteries. As in maximin, the one nearest to equal chances by
    least squares over people is taken: it is unique, and moves continuously with the set that
    the bounds leave.

    People whom Q cannot hold at all have chance 0 and are left out of n and z.

    Args:
        problem: pool, quotas and size.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery; when no lottery over panels meets the target, that of
        `reachable.reachable_goldilocks`, with status `panels`.

    Raises:
        Infeasible: no panel exists.

    Source: Baharav and Flanigan, *Fair, manipulation-robust, and transparent sortition*, EC 2024,
    arXiv 2406.15009 (the goal; which of its optima is taken is ours).
    """
    space = room(problem)
    floor = highest_floor(space)
    watch.tell(Progress("chances", 1, 3, bound=floor.chance))
    bands = Bands(space, floor.out)
    lowest, highest = best_band(bands, floor.chance)
    point = most_even(bands, floor, lowest, highest)
    target = Target(space, point.chances * problem.counts)
    mixture = mix(target, generator, watch)
    if out_of_reach(mixture, watch):
        try:
            lottery = reachable_goldilocks(problem, floor.chance, GAMMA, mixture.compositions, watch)
        except SolverStopped:
            mixture = replace(mixture, reached="stopped")
        else:
            return _bounded(lottery, highest / bands.even + GAMMA * bands.even / lowest)
    return lottery_of("goldilocks", target, mixture, floor)


def _bounded(lottery: Lottery, least: float) -> Lottery:
    """The lottery with the smaller of its gap over panels and its gap to the `least` sum over Q."""
    lowest, even = float(lottery.chances.min()), lottery.problem.size / lottery.problem.people
    if lottery.never or lowest <= 0:
        return lottery
    value = float(lottery.chances.max()) / even + GAMMA * even / lowest
    return replace(lottery, goal_gap=min(lottery.goal_gap, max(0.0, value - least)))


def best_band(bands: Bands, most: float) -> tuple[float, float]:
    """The band (z, u) with the least sum, for z up to `most`."""
    while True:
        lowest = _best_lowest(bands, min(most, bands.even))
        highest = bands.highest(lowest)
        if not bands.refuse(lowest, highest):
            return lowest, highest


def _best_lowest(bands: Bands, most: float) -> float:
    """The z with the least sum on the known lines: exact, since only these z can have it."""
    turns = [bands.even * sqrt(GAMMA / line.slope) for line in bands.lines if line.slope > 0]
    flat = Line(bands.even, 0.0, bands.out, bands.out, np.zeros(0))
    corners = [
        (one.base - other.base) / (other.slope - one.slope)
        for one, other in combinations([flat, *bands.lines], 2)
        if one.slope != other.slope
    ]
    tried = [most, *(z for z in sorted(turns + corners) if 0 < z < most)]
    return min(tried, key=lambda z: bands.highest(z) / bands.even + GAMMA * bands.even / z)
