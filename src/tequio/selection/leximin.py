"""Leximin: the smallest chance as high as it can be, then the next smallest, and so on."""

import numpy as np

from tequio.selection.lottery import Lottery
from tequio.selection.mixture import mix
from tequio.selection.problem import Problem
from tequio.selection.progress import Watch
from tequio.selection.relaxation import Ladder, room


def leximin(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The leximin lottery over the panels of `problem`.

    The ladder gives the leximin chances of the relaxation as fractions, with their proof; the
    mixture gives panels that meet them.

    Args:
        problem: pool, quotas and size.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.

    Raises:
        Infeasible: no panel exists.

    Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, *Fair algorithms for selecting citizens'
    assemblies*, Nature 2021 (the rule); docs/explanation/draw.md (this way to it).
    """
    target = Ladder(room(problem)).climb()
    mixture = mix(target, generator, watch)
    return Lottery(
        problem=problem,
        method="leximin",
        target=target,
        compositions=mixture.compositions,
        weights=mixture.weights,
        status=mixture.reached,
        bound=float(target.chances.min()),
    )
