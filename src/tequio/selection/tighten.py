"""How far panels can really go: the most and least of each type and of each quota, in whole numbers.

The relaxation may promise half a seat to somebody whom no panel can hold. These bounds are found
by small integer programs, after which whoever can be on no panel stands out with a most of 0.
"""

import numpy as np

from tequio.selection.panels import PanelProgram
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Room, room
from tequio.solver import SolverStopped

WHOLE = 1e-6


def tighten(problem: Problem, watch: Watch) -> Room:
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
        return room(problem)
    for most in (True, False):
        search.together(most)
        search.each(most)
    types = problem.types
    return Room(
        problem,
        low=search.low[types:],
        high=search.high[types:],
        least=search.low[:types],
        most=search.high[:types],
    )


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
        self._program = PanelProgram(room(problem))
        first = self._measures(self._program.best(np.zeros(problem.types))[0])
        self.lowest, self.highest = first, first

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
        measures = self._measures(panel)
        self.lowest = np.minimum(self.lowest, measures)
        self.highest = np.maximum(self.highest, measures)
        return int(np.floor(bound + WHOLE))

    def together(self, most: bool) -> None:
        """Types that no witness has shown off their bound: one program may settle all of them."""
        types = self.problem.types
        while True:
            low, high = self.low[:types], self.high[:types]
            stuck = (self.highest[:types] == low) if most else (self.lowest[:types] == high)
            stuck &= low < high
            found = self._extreme(np.where(stuck, 1.0 if most else -1.0, 0.0)) if stuck.any() else None
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
            if self.highest[place] == self.high[place] if most else self.lowest[place] == self.low[place]:
                continue
            chosen = np.arange(types) == place if place < types else (cells == place - types).any(axis=1)
            found = self._extreme(np.where(chosen, 1.0 if most else -1.0, 0.0))
            if found is None:
                return
            if most:
                self.high[place] = min(found, self.high[place])
            else:
                self.low[place] = max(-found, self.low[place])
            self.watch.tell(Progress("panels", place, len(self.low)))
