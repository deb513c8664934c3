"""Nash: the geometric mean of all chances as high as it can be."""

from dataclasses import replace
from math import inf

import numpy as np

from tequio.selection.bands import Bools, highest_floor
from tequio.selection.convex import Goal, Point, best_point, region
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import mix
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.reachable import lottery_of, mean_logarithm, out_of_reach, reachable_nash
from tequio.selection.relaxation import Room, Target, room
from tequio.solver import SolverStopped

CHEAP = 1e-9

LOGARITHM = Goal(
    value=lambda p: -np.log(p),
    chance=lambda q: 1 / np.maximum(-q, CHEAP),
    rate=np.square,
)


def nash(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The lottery with the highest geometric mean of chances.

    Over the relaxation Q this is

        maximise  Σ_t m_t log(x_t / m_t)   subject to   x in Q.

    At the best point everybody's chance is one over the price of a seat of his or her type,
    p_t = min(1, 1 / Σ_r y_r A_rt), with one price y_r for each quota that pushes; so the prices
    are found (`convex.best_point`), and with them the chances. The goal is strictly concave:
    the point is unique. `goal_gap` is how far the lottery's mean logarithm of chances may lie
    below the best of any lottery, as the prices prove.

    People whom Q cannot hold at all have chance 0 and are left out of the mean.

    Args:
        problem: pool, quotas and size.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery; when no lottery over panels meets the target, that of
        `reachable.reachable_nash`, with status `panels`.

    Raises:
        Infeasible: no panel exists.

    Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, *Fair algorithms for selecting citizens'
    assemblies*, Nature 2021 (the rule, there by column generation); Eisenberg and Gale,
    *Consensus of subjective probabilities*, 1959 (the prices).
    """
    space = room(problem)
    floor = highest_floor(space)
    point = _best(space, floor.out)
    watch.tell(Progress("chances", 1, 1, bound=floor.chance))
    target = Target(space, point.chances * problem.counts)
    mixture = mix(target, generator, watch)
    if out_of_reach(mixture, watch):
        try:
            lottery = reachable_nash(problem, floor.chance, mixture.compositions, watch)
        except SolverStopped:
            mixture = replace(mixture, reached="stopped")
        else:
            return _bounded(lottery, point)
    lottery = lottery_of("nash", target, mixture, floor)
    return replace(lottery, goal_gap=_goal_gap(lottery.chances, point, problem.counts, ~floor.out))


def _bounded(lottery: Lottery, point: Point) -> Lottery:
    """The lottery with the smaller of its gap over panels and its gap to the best point of Q."""
    if lottery.never:
        return lottery
    counts = lottery.problem.counts
    gap = _goal_gap(lottery.chances, point, counts, np.ones(len(counts), dtype=bool))
    return replace(lottery, goal_gap=min(lottery.goal_gap, gap))


def _goal_gap(chances: Floats, point: Point, counts: Ints, held: Bools) -> float:
    """How far the mean logarithm may lie below the best; infinite while somebody has no chance yet."""
    if not (chances[held] > 0).all():
        return inf
    best = mean_logarithm(point.chances, counts) + point.gap / float(counts[held].sum())
    return max(0.0, best - mean_logarithm(np.where(held, chances, 0.0), counts))


def _best(space: Room, out: Bools) -> Point:
    problem = space.problem
    start = np.zeros(len(space.row_low))
    start[0] = -float(problem.counts[~out].sum()) / problem.size
    where = region(space, np.zeros(problem.types), np.where(out, 0.0, 1.0))
    return best_point(where, LOGARITHM, start)
