"""How far panels can really go: the most and least of each type and of each quota, in whole numbers.

The relaxation may promise half a seat to somebody whom no panel can hold. These bounds are found
by small integer programs, after which whoever can be on no panel stands out with a most of 0.
Walks over exchanges look for witnesses first, since nearly every bound is touched by some panel.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from tequio.selection.exchange import Exchange
from tequio.selection.panels import PanelProgram
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Room, room
from tequio.solver import SolverStopped

WHOLE = 1e-6
STARTS = 4  # witnesses from which exchanges set out
MISSES = 3  # after so many walks that found nothing, only programs look for rare types


@dataclass(frozen=True)
class Explored:
    """What panels can hold, and panels that show it.

    Args:
        room: the bounds.
        witnesses: (N, T) panels; among them one with each type that any panel holds, unless the work
            was stopped.
    """

    room: Room
    witnesses: csr_matrix


def tighten(problem: Problem, watch: Watch) -> Room:
    """The bounds that `explore` finds. Raises `Infeasible` when there is no panel at all."""
    return explore(problem, watch).room


def explore(problem: Problem, watch: Watch) -> Explored:
    """The most and least that a panel can hold of each type and of each quota.

    Panels found on the way are witnesses: a bound that one of them touches needs no program.

    Args:
        problem: whose panels.
        watch: is told of progress; when it stops the work, the bounds not yet tightened stay as
            they were, which is still true.

    Raises:
        Infeasible: there is no panel at all.
    """
    try:
        search = _Search(problem, watch)
    except SolverStopped:
        return Explored(room(problem), csr_matrix((0, problem.types)))
    for most in (True, False):
        search.together(most)
        search.each(most)
    types = problem.types
    space = Room(
        problem,
        low=search.low[types:],
        high=search.high[types:],
        least=search.low[:types],
        most=search.high[:types],
    )
    return Explored(space, csr_matrix(np.array(search.witnesses, dtype=float)))


class _Search:
    """Bounds on T types and then Q quotas, and between them what panels have shown to be possible."""

    def __init__(self, problem: Problem, watch: Watch) -> None:
        self.problem = problem
        self.watch = watch
        most = np.minimum(problem.counts, problem.high[problem.cells].min(axis=1))
        paired = problem.pattern >= 0
        most[paired] = np.minimum(most[paired], problem.limits[problem.pattern[paired]])
        self.low = np.concatenate([np.zeros_like(problem.counts), problem.low])
        self.high = np.concatenate([most, problem.high])
        self._program = PanelProgram(room(problem), watch.stopped)
        self._exchange = Exchange(room(problem))
        self.witnesses = [self._program.best(np.zeros(problem.types))[0]]
        self.lowest = self.highest = self._measures(self.witnesses[0])

    def _measures(self, panel: Ints) -> Ints:
        return np.concatenate([panel, np.round(self.problem.totals(panel)).astype(np.int64)])

    def _extreme(self, weights: Floats) -> int | None:
        """The most that a panel can have of (T,) whole `weights`; takes note of the panel that has it."""
        if self.watch.stopped():
            return None
        try:
            panel, bound = self._program.best(weights)
        except SolverStopped:
            return None
        self._witness(panel)
        return int(np.floor(bound + WHOLE)) if np.isfinite(bound) else None

    def _witness(self, panel: Ints) -> None:
        """Takes a panel in, if it shows anything new."""
        measures = self._measures(panel)
        if (measures < self.lowest).any() or (measures > self.highest).any():
            self.witnesses.append(panel)
            self.lowest = np.minimum(self.lowest, measures)
            self.highest = np.maximum(self.highest, measures)

    def _walk(self, weights: Floats) -> bool:
        """Whether walks from the last witnesses find a panel with more of (T,) whole `weights` than any."""
        if self.watch.stopped():
            return False
        known = max(float(weights @ panel) for panel in self.witnesses)
        for start in self.witnesses[-STARTS:]:
            panel = self._exchange.better(weights, start, known)
            if panel is not None:
                self._witness(panel)
                return True
        return False

    def together(self, most: bool) -> None:
        """Types that no witness has shown off their bound: one program may settle all of them."""
        types, misses = self.problem.types, 0
        while True:
            low, high = self.low[:types], self.high[:types]
            stuck = (self.highest[:types] == low) if most else (self.lowest[:types] == high)
            stuck &= low < high
            weights = np.where(stuck, 1.0 if most else -1.0, 0.0)
            if stuck.any() and misses < MISSES:
                if self._walk(weights):
                    continue
                misses += 1
            found = self._extreme(weights) if stuck.any() else None
            if found is None:
                return
            if most and found == low[stuck].sum():
                high[stuck] = low[stuck]
            elif not most and found == -high[stuck].sum():
                low[stuck] = high[stuck]

    def each(self, most: bool) -> None:
        """One program for each bound that no witness touches."""
        cells, types = self.problem.cells, self.problem.types
        for place in range(len(self.low)):
            if self._touched(place, most):
                continue
            chosen = np.arange(types) == place if place < types else (cells == place - types).any(axis=1)
            weights = np.where(chosen, 1.0 if most else -1.0, 0.0)
            while not self._touched(place, most) and self._walk(weights):
                pass
            if self._touched(place, most):
                continue
            found = self._extreme(weights)
            if found is None:
                return
            if most:
                self.high[place] = min(found, self.high[place])
            else:
                self.low[place] = max(-found, self.low[place])
            self.watch.tell(Progress("panels", place, len(self.low)))

    def _touched(self, place: int, most: bool) -> bool:
        """Whether a witness touches the bound at this place."""
        shown, bound = (self.highest, self.high) if most else (self.lowest, self.low)
        return bool(shown[place] == bound[place])
