"""Leximin: the smallest chance as high as it can be, then the next smallest, and so on."""

from fractions import Fraction
from functools import partial

import numpy as np
from scipy.sparse import vstack

from tequio.selection.certificate import chances_fit
from tequio.selection.columns import Columns, columns
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import SMALL, Mixture, mix
from tequio.selection.problem import Problem
from tequio.selection.progress import Watch
from tequio.selection.relaxation import Ladder, Target, room
from tequio.selection.tighten import explore
from tequio.solver import SolverStopped

MET = ("exact", "near")


def leximin(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The leximin lottery over the panels of `problem`.

    The ladder gives the leximin chances of the relaxation as fractions, with their proof; the
    mixture gives panels that meet them. Where none can, the bounds are tightened to what panels
    hold in whole numbers and the ladder is climbed again; where that is not enough, column
    generation gives the leximin of the panels themselves. In both cases `bound` stays the
    relaxation's lowest chance, so that the lottery's `gap` is the price of whole people.

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
    if mixture.reached in MET and _fits(target):
        return _lottery(target, mixture, mixture.reached, target)
    if watch.stopped() or problem.types > SMALL:
        return _lottery(target, mixture, "stopped", target)
    return _within_reach(target, mixture, generator, watch)


def _within_reach(target: Target, nearest: Mixture, generator: np.random.Generator, watch: Watch) -> Lottery:
    """The best that panels can do, when those that lie nearest to the relaxation's target do not reach it.

    Column generation may show that other panels do; then the lottery is exact after all.

    Args:
        target: of the relaxation.
        nearest: panels that came near to it.
        generator: for the restarts of searches.
        watch: is told of progress and may stop the work.
    """
    explored = explore(target.room.problem, watch)
    if watch.stopped():
        return _lottery(target, nearest, "stopped", target)
    tighter = Ladder(explored.room).climb()
    known: list[Mixture] = [nearest]
    if _chances(tighter) != _chances(target):
        known.append(mix(tighter, generator, watch))
        if known[-1].reached in MET and _fits(tighter):
            status = "panels" if known[-1].reached == "exact" else "near"
            return _lottery(tighter, known[-1], status, target)
    merit = partial(_merit, tighter)
    panels = vstack([*(mixture.compositions for mixture in known), explored.witnesses]).tocsr()
    try:
        found = columns(explored.room, panels, watch, tighter)
    except SolverStopped:
        return _lottery(tighter, max(known, key=merit), "stopped", target)
    if not found.finished:
        best = max(known, key=merit)
        return _lottery(tighter, found if merit(found) >= merit(best) else best, "stopped", target)
    if _chances(found.target) == _chances(target):
        return _lottery(target, found, "exact", target)
    return _lottery(found.target, found, "panels", target)


def _merit(target: Target, mixed: Mixture | Columns) -> tuple[float, float]:
    """What makes a lottery without proof the better one: its lowest chance, then its distance."""
    chances = np.asarray(mixed.weights @ mixed.compositions).ravel() / target.room.problem.counts
    lowest = float(chances[target.chances > 0].min(initial=1.0))
    return round(lowest, 9), -float(np.abs(chances - target.chances).max())


def _lottery(target: Target, found: Mixture | Columns, status: str, relaxed: Target) -> Lottery:
    bound = float(relaxed.chances.min())
    if status == "stopped":
        # Whoever can be on no panel says nothing of how far the others may rise; where such people were
        # found out, these may pass the relaxation's lowest chance, and the tightened room's bounds them.
        bound = float(target.chances[target.chances > 0].min(initial=1.0))
        if isinstance(found, Columns) and found.bound is not None:
            bound = min(bound, float(found.bound))
    return Lottery(
        problem=target.room.problem,
        method="leximin",
        target=target,
        compositions=found.compositions,
        weights=found.weights,
        status=status,
        bound=bound,
        never=tuple(np.flatnonzero(target.room.most * (target.chances > 0) == 0).tolist()),
    )


def _fits(target: Target) -> bool:
    """Whether the chances as fractions meet size, quotas and household rule without rounding."""
    assert target.level_of is not None  # noqa: S101 - the ladder always sets it
    return chances_fit(target.room.problem, target.levels, target.level_of)


def _chances(target: Target) -> list[Fraction]:
    """(T,) the chances as fractions."""
    assert target.level_of is not None  # noqa: S101 - the ladder always sets it
    return [target.levels[number].chance for number in target.level_of.tolist()]
