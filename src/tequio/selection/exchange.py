"""A better panel from a known one, by exchanging members one for one.

Column generation asks thousands of times for a panel that is worth more than the known ones, and
only at the end for the proof that there is none. An integer program answers both and takes
seconds where quotas are tight; a walk over exchanges answers the first in milliseconds.

Each step makes the exchange that gains the most weight less a charge for every seat outside a
quota. The charge rises while a quota is broken and falls while none is, so that the walk crosses
the border of what is allowed again and again. Whoever has just moved rests for a few steps.

Source: Glover, *Tabu search, part I*, 1989 (moves that rest, and strategic oscillation).
"""

import numpy as np

from tequio.selection.problem import Floats, Ints
from tequio.selection.relaxation import Bools, Room

STEPS = 150
REST_OUT, REST_IN = (8, 7), (3, 5)  # steps of rest: at least so many, and up to so many more
CHARGE, DEAREST, CHEAPEST = 0.5, 10.0, 0.01
DEARER, CHEAPER = 1.1, 1 / 1.15


class Exchange:
    """Walks over panels of a room and those that nearly are.

    Args:
        space: the bounds that panels keep.
    """

    def __init__(self, space: Room) -> None:
        self._room = space
        self._rows: Floats = space.matrix.T.toarray()[:, 1:]
        self._low, self._high = space.row_low[1:], space.row_high[1:]

    def better(self, weights: Floats, start: Ints, than: float, steps: int = STEPS) -> Ints | None:
        """(T,) the best panel of one walk, if its sum of (T,) `weights` is above `than`; else `None`.

        Args:
            weights: what a seat of each type is worth.
            start: (T,) whole numbers within each type's bounds, of the panel's size.
            than: what is to be exceeded.
            steps: how many exchanges are made.
        """
        panel, rests = start.copy(), np.zeros(len(start), dtype=np.int64)
        scale = float(np.abs(weights).max(initial=0))
        totals, charge, best, most = panel @ self._rows, CHARGE, None, than
        for step in range(steps if scale else 0):
            if self._broken(totals).any():
                charge = min(DEAREST, charge * DEARER)
            else:
                charge = max(CHEAPEST, charge * CHEAPER)
                if weights @ panel > most:
                    best, most = panel.copy(), float(weights @ panel)
            move = self._move(panel, weights / scale, totals, charge, rests <= step)
            if move is None:
                break
            leaving, coming = move
            panel[leaving] -= 1
            panel[coming] += 1
            totals = totals - self._rows[leaving] + self._rows[coming]
            rests[leaving] = step + REST_OUT[0] + step % REST_OUT[1]
            rests[coming] = step + REST_IN[0] + step % REST_IN[1]
        return best

    def _move(
        self, panel: Ints, weights: Floats, totals: Floats, charge: float, awake: Bools
    ) -> tuple[int, int] | None:
        """The type that leaves and the type that comes in the best exchange; the first of equal ones."""
        out = np.flatnonzero((panel > self._room.least) & awake)
        into = np.flatnonzero((panel < self._room.most) & awake)
        if not len(out) or not len(into):
            return None
        now = self._broken(totals)
        more, less = self._broken(totals + 1) - now, self._broken(totals - 1) - now
        leaving, coming = self._rows[out], self._rows[into]
        # Under a row that both share, nothing changes: what one more and one less would cost is taken back.
        cost = (leaving * (-charge * (more + less))) @ coming.T
        cost += (charge * (leaving @ less) + weights[out])[:, None]
        cost += (charge * (coming @ more) - weights[into])[None, :]
        cost[out[:, None] == into[None, :]] = np.inf
        best = int(cost.argmin())
        if not np.isfinite(cost.flat[best]):
            return None
        return int(out[best // len(into)]), int(into[best % len(into)])

    def _broken(self, totals: Floats) -> Floats:
        """(R,) seats outside the bounds of each row."""
        seats: Floats = np.maximum(0, totals - self._high) + np.maximum(0, self._low - totals)
        return seats
