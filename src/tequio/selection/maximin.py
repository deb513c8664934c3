"""Maximin: the smallest chance as high as it can be, and the others as even as that allows."""

from dataclasses import replace

import numpy as np

from tequio.selection.bands import Bands, highest_floor, most_even
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import mix
from tequio.selection.problem import Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.reachable import lottery_of, out_of_reach, reachable_maximin
from tequio.selection.relaxation import Target, room
from tequio.solver import SolverStopped


def maximin(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The most even of the lotteries with the highest lowest chance.

    Many lotteries share the highest lowest chance z, so that the rule as published leaves it to
    the solver which one comes out. Here three steps leave one:

    1. z, the highest lowest chance, as a fraction with its prices (the first stage of leximin);
    2. u, the least highest chance of those lotteries, so that nobody is favoured without need;
    3. of the chances between z and u the ones nearest to equal: minimise Σ_i (p_i − k/n)² over
       people.

    Step 3 is strictly convex, so that its point is *unique*: it depends on neither the solver nor
    the order of people, and people of one type have one chance. It is the projection of one fixed
    point on a convex set, so that it is *stable*: it moves continuously with that set. Going
    on stage by stage (the next highest chance as low as it can be, and so on) would be unique as
    well, but it can jump when a quota hardly moves.

    People whom Q cannot hold at all have chance 0 and are left out of z.

    Args:
        problem: pool, quotas and size.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery whose target has in `levels` the highest lowest chance with its prices (after
        chance 0, if somebody cannot be drawn) and no `level_of`, since the other chances are not
        fractions. When no lottery over panels meets the target, the lottery of
        `reachable.reachable_maximin`, with status `panels`.

    Raises:
        Infeasible: no panel exists.

    Source: step 1: Flanigan, Gölz, Gupta, Hennig, Procaccia, *Fair algorithms for selecting
    citizens' assemblies*, Nature 2021 (there "maximin"); steps 2 and 3 are ours.
    """
    space = room(problem)
    floor = highest_floor(space)
    watch.tell(Progress("chances", 1, 3, bound=floor.chance))
    bands = Bands(space, floor.out)
    ceiling = bands.lowest_ceiling(floor.chance)
    point = most_even(bands, floor, floor.chance, ceiling)
    target = Target(space, point.chances * problem.counts, floor.levels)
    mixture = mix(target, generator, watch)
    if out_of_reach(mixture, watch):
        try:
            return reachable_maximin(problem, floor.chance, mixture.compositions, watch)
        except SolverStopped:
            mixture = replace(mixture, reached="stopped")
    return lottery_of("maximin", target, mixture, floor)
