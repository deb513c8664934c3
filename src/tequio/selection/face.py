"""Where every panel of an exact lottery must lie.

If the target meets a quota with equality, so does every panel with positive weight; whoever has
chance 1 is on all of them and whoever has chance 0 on none. Adding this before any panel is
looked for is what makes an exact mixture possible.

Here a panel also holds the target's seats of each type rounded down or up, which is more than the
face asks for. Where several people share a type, a target that no such panels reach may still be
reached by others: only column generation (`columns.py`) settles that.
"""

from dataclasses import dataclass

import numpy as np

from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import Progress
from tequio.selection.relaxation import Target

TOUCH = 1e-9


@dataclass(frozen=True)
class Face:
    """The face of the target, less the whole seats that every panel gives alike.

    A panel is `base` plus a set of `free` types, one seat each, of which `size` are taken: the
    set's members under each row lie between `low` and `high`. Rows are the quotas, then the
    household patterns, then one row without bounds for types without a pattern.

    Args:
        target: whose face.
        base: (T,) whole seats, the target's rounded down.
        free: (F,) types with a fraction of a seat left.
        wanted: (F,) that fraction, above 0 and below 1.
        rows: (F, C) the rows of each free type.
        low: (R,) least seats a row.
        high: (R,) most seats a row.
        size: seats to give.
    """

    target: Target
    base: Ints
    free: Ints
    wanted: Floats
    rows: Ints
    low: Ints
    high: Ints
    size: int

    def progress(self, made: int, count: int, given: Floats) -> Progress:
        """What to tell of panels that give the free types (F,) `given` seats each, on average.

        Args:
            made: panels made.
            count: panels expected; 0 when nobody knows.
            given: of the seats above `base`.
        """
        counts = self.target.room.problem.counts
        seats = self.base.astype(np.float64)
        seats[self.free] += given
        drawn = self.target.seats > 0
        return Progress(
            "panels",
            made,
            count,
            bound=self.target.lowest,
            reached=max(0.0, float((seats / counts)[drawn].min(initial=1.0))),
            distance=float((np.abs(given - self.wanted) / counts[self.free]).max(initial=0.0)),
        )

    def composition(self, taken: Ints) -> Ints:
        """(T,) the panel that takes the free types at these positions."""
        whole = self.base.copy()
        whole[self.free[taken]] += 1
        return whole


def face(target: Target) -> Face:
    """The face of a target, with equality wherever the target touches a bound (to 1e-9)."""
    space = target.room
    problem = space.problem
    base = np.floor(target.seats + TOUCH).astype(np.int64)
    fraction = target.seats - base
    free = np.flatnonzero(fraction > TOUCH)
    totals, limits = problem.totals(target.seats), problem.limits
    together = _by_pattern(target, target.seats)
    given = np.concatenate([problem.totals(base), _by_pattern(target, base), [0.0]])
    reached = np.concatenate([totals, together, [0.0]])
    low = np.concatenate([space.low, np.zeros_like(limits), [0]])
    high = np.concatenate([space.high, limits, [problem.size]])
    at_low, at_high = np.abs(reached - low) < TOUCH, np.abs(reached - high) < TOUCH
    narrow_low = np.where(at_high, high, low) - given
    narrow_high = np.where(at_low, low, high) - given
    patterns = np.where(problem.pattern >= 0, problem.pattern, len(limits)) + len(totals)
    cells = [problem.cells[free]] + ([patterns[free, None]] if len(limits) else [])
    return Face(
        target=target,
        base=base,
        free=free,
        wanted=fraction[free],
        rows=np.hstack(cells),
        low=np.maximum(np.round(narrow_low), 0).astype(np.int64),
        high=np.concatenate([np.round(narrow_high[:-1]), [problem.size]]).astype(np.int64),
        size=problem.size - int(base.sum()),
    )


def _by_pattern(target: Target, seats: Floats | Ints) -> Floats:
    problem = target.room.problem
    return np.bincount(problem.pattern + 1, seats, len(problem.limits) + 1)[1:].astype(np.float64)
