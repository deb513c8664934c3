"""Good panels for given weights, on the face of the target.

The best panel for weights w solves  maximise Σ w_t c_t over the panels of the face. Nearly all of
it is decided by prices: a type whose weight is far above the price of its seat is in, one far
below is out. So only a *core* of types around the last seat goes into a linear program, which
leaves a dozen fractional seats; these are filled by search. What comes out is a panel that is
checked in whole numbers, and close to the best one, which is all that herding asks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix

from tequio.selection.completion import complete
from tequio.selection.face import Face
from tequio.selection.problem import Floats, Ints
from tequio.selection.relaxation import Room
from tequio.solver import Infeasible, Program, SolverStopped

Stopped = Callable[[], bool]
ONE = 1 - 1e-7
PRICED = 1e-7
NARROW = 120  # types in the core at least
FEW = 150  # up to so many types, one program over all of them, which goes on from panel to panel
DUAL = 1  # the simplex method of HiGHS that is quickest here
OWED = 1.5  # while nobody is owed more, search alone may do where it is easy
MISSES = 3  # and it is not easy when it has failed so often
NODES = 120
RESTARTS = 10
MOST_NODES = 20_000  # of an integer program, so that it ends


@dataclass(frozen=True)
class _Core:
    """What the linear program of a core says: who is in for certain, seats a row, prices."""

    certain: Ints
    reached: Floats
    prices: Floats


class PanelMaker:
    """Makes one panel after another; the prices of one are the first guess for the next.

    Args:
        face: where the panels must lie.
        generator: shuffles the search when it must start again.
        easily: whether a panel may be less good where search alone finds one.
    """

    def __init__(self, face: Face, generator: np.random.Generator, *, easily: bool = True) -> None:
        self.face = face
        self._generator = generator
        self._prices = np.zeros(len(face.low) + 1)
        self._width = 2 * NARROW
        self._program: Program | None = None
        self._easy, self._misses = easily and len(face.free) <= FEW, 0
        self._reach = max(300, min(1000, len(face.free) // 10))
        self.belongs = np.zeros((len(face.low), len(face.free)), dtype=bool)
        for column in face.rows.T:
            self.belongs[column, np.arange(len(face.free))] = True

    def make(self, weights: Floats) -> Ints | None:
        """Positions in `face.free` of a panel with a high sum of (F,) `weights`, or `None`."""
        if not len(self.face.free):
            return np.zeros(0, dtype=np.int64)
        panel = self._search(weights) if self._easy and np.abs(weights).max() < OWED else None
        if panel is not None:
            return panel
        core = self._core(weights)
        if core is None:
            return None
        self._prices = core.prices
        worth = self._worth(weights)
        apart = np.zeros(len(worth), dtype=bool)
        apart[core.certain] = True
        others = _best(np.where(apart, -np.inf, worth), self._reach, len(worth) - len(core.certain))
        return self._finish(core, others, worth)

    def _search(self, weights: Floats) -> Ints | None:
        """A panel by search alone, where few types make that easy; given up after three misses."""
        order = np.argsort(-weights, kind="stable")
        face = self.face
        found = complete(
            self.belongs[:, order], face.rows[order], (face.low, face.high), face.size, NODES // 2
        )
        self._misses += found is None
        self._easy = self._misses < MISSES
        return None if found is None else order[found]

    def _worth(self, weights: Floats) -> Floats:
        """Weight less price: above 0 wants to be in."""
        worth: Floats = weights - self._prices[0] - self._prices[1:][self.face.rows].sum(axis=1)
        return worth

    def _core(self, weights: Floats) -> _Core | None:
        """The linear program over types around the last seat, over more of them until it has a solution."""
        if len(weights) <= FEW:
            return self._price_all(weights)
        order = np.argsort(-self._worth(weights), kind="stable")
        while True:
            sure = order[: max(0, self.face.size - self._width // 3)]
            around = order[len(sure) : len(sure) + self._width]
            core = self._price(weights, sure, around)
            if core is not None:
                self._width = max(NARROW, self._width * 15 // 16)
                return core
            if not len(sure) and len(around) == len(order):
                return None
            self._width = self._width * 3 // 2

    def _price_all(self, weights: Floats) -> _Core | None:
        """The linear program over all types, which goes on from the panel before; for few types."""
        face = self.face
        if self._program is None:
            matrix = self._matrix(np.arange(len(weights)), np.zeros(0, dtype=np.int64))
            self._program = Program(
                costs=weights,
                low=np.zeros(len(weights)),
                high=np.ones(len(weights)),
                matrix=matrix,
                row_low=np.concatenate([[face.size], face.low]).astype(float),
                row_high=np.concatenate([[face.size], face.high]).astype(float),
                maximise=True,
                options={"presolve": "off", "simplex_strategy": DUAL},
            )
        self._program.costs(weights)
        try:
            answer = self._program.solve()
        except (Infeasible, SolverStopped):
            return None
        reached = self._seats(np.arange(len(weights)), answer.columns)
        return _Core(np.flatnonzero(answer.columns > ONE), reached, answer.prices)

    def _price(self, weights: Floats, sure: Ints, around: Ints) -> _Core | None:
        """The core's linear program, with the worth of types in place of their weights.

        Less the prices of the panel before, nearly all types start on the right side, which
        halves the work. For rows of a fixed number of seats these prices are a constant; a row
        with room between its bounds keeps its price on a column of its own, the seats in it.
        """
        face = self.face
        given = np.bincount(face.rows[sure].ravel(), minlength=len(face.low))
        if (given > face.high).any():
            return None
        low, high = face.low - given, face.high - given
        roomy = np.flatnonzero((self._prices[1:] != 0) & (face.low < face.high))
        matrix = self._matrix(around, roomy)
        seats = face.size - len(sure)
        row_low, row_high = np.concatenate([[seats], low]), np.concatenate([[seats], high])
        row_low[1 + roomy] = row_high[1 + roomy] = 0
        program = Program(
            costs=np.concatenate([self._worth(weights)[around], self._prices[1 + roomy]]),
            low=np.concatenate([np.zeros(len(around)), low[roomy]]),
            high=np.concatenate([np.ones(len(around)), high[roomy]]),
            matrix=matrix,
            row_low=row_low.astype(float),
            row_high=row_high.astype(float),
            maximise=True,
            options={"presolve": "off", "simplex_strategy": 1},
        )
        try:
            answer = program.solve()
        except (Infeasible, SolverStopped):
            return None
        taken = answer.columns[: len(around)]
        reached = given + self._seats(around, taken)
        return _Core(np.concatenate([sure, around[taken > ONE]]), reached, self._prices + answer.prices)

    def _seats(self, types: Ints, taken: Floats) -> Floats:
        """(R,) seats under each row when each of these types takes so many."""
        rows = self.face.rows[types]
        return np.bincount(rows.ravel(), np.repeat(taken, rows.shape[1]), len(self.face.low)).astype(
            np.float64
        )

    def _matrix(self, around: Ints, roomy: Ints) -> csc_matrix:
        """Size and rows against the types of the core, and a column of its own for each roomy row."""
        rows = np.hstack([np.zeros((len(around), 1), dtype=np.int64), self.face.rows[around] + 1])
        starts = np.concatenate(
            [np.arange(0, rows.size, rows.shape[1]), rows.size + np.arange(len(roomy) + 1)]
        )
        return csc_matrix(
            (
                np.concatenate([np.ones(rows.size), np.full(len(roomy), -1.0)]),
                np.concatenate([rows.ravel(), roomy + 1]),
                starts,
            ),
            shape=(len(self.face.low) + 1, len(around) + len(roomy)),
        )

    def _finish(self, core: _Core, others: Ints, worth: Floats) -> Ints | None:
        """Fills the seats that the linear program left open; starts again, shuffled, a few times.

        Rows with a price are first held where the program has them, since a panel that leaves
        them there is nearly as good as the program's own solution.
        """
        face = self.face
        given = np.bincount(face.rows[core.certain].ravel(), minlength=len(face.low))
        priced = np.abs(core.prices[1:]) > PRICED
        held = np.round(core.reached).astype(np.int64)
        strict = (np.where(priced, held, face.low) - given, np.where(priced, held, face.high) - given)
        loose = (face.low - given, face.high - given)
        spread = max(1e-3, float(np.abs(worth[others[: len(face.low)]]).max(initial=0)))
        for attempt in range(RESTARTS):
            noise = self._generator.normal(0, spread / 2, len(others)) if attempt else 0.0
            order = others[np.argsort(-(worth[others] + noise), kind="stable")]
            bounds = loose if attempt % 2 and attempt > 1 else strict
            seats = face.size - len(core.certain)
            found = complete(self.belongs[:, order], face.rows[order], bounds, seats, NODES)
            if found is not None:
                return np.concatenate([core.certain, order[found]])
        return None


def _best(worth: Floats, most: int, available: int) -> Ints:
    """Positions of the highest entries, highest first."""
    count = min(most, available)
    if count < len(worth):
        chosen = np.argpartition(-worth, count - 1)[:count] if count else np.zeros(0, dtype=np.int64)
    else:
        chosen = np.arange(len(worth))
    chosen = np.sort(chosen)
    return chosen[np.argsort(-worth[chosen], kind="stable")]


class ExactMaker:
    """The best panel of a face by an integer program, and the proof that there is no better one.

    Args:
        face: where the panels must lie.
        stopped: asked inside the program whether to end with what it has.
    """

    def __init__(self, face: Face, stopped: Stopped | None = None) -> None:
        self.face = face
        self.effort = 0
        self._stopped = stopped
        count = len(face.free)
        rows = np.hstack([np.zeros((count, 1), dtype=np.int64), face.rows + 1])
        starts = np.arange(0, rows.size + 1, rows.shape[1])
        matrix = csc_matrix((np.ones(rows.size), rows.ravel(), starts), shape=(len(face.low) + 1, count))
        self._program = Program(
            costs=np.zeros(count),
            low=np.zeros(count),
            high=np.ones(count),
            matrix=matrix,
            row_low=np.concatenate([[face.size], face.low]).astype(float),
            row_high=np.concatenate([[face.size], face.high]).astype(float),
            maximise=True,
            integer=True,
            options={"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "mip_max_nodes": MOST_NODES},
        )

    def make(self, weights: Floats) -> tuple[Ints, float]:
        """Positions of the best panel, and a bound that no panel of the face exceeds.

        Ended early, by the watch or after too many nodes, it is the best panel so far.

        Raises:
            Infeasible: the face holds no panel.
            SolverStopped: ended before a panel was found.
        """
        self._program.costs(weights)
        try:
            answer = self._program.solve(self._stopped)
        finally:
            self.effort += self._program.effort()
        return np.flatnonzero(answer.columns > 0.5), max(answer.value, self._program.bound())


class PanelProgram:
    """The best of all panels in a room, by an integer program over whole people of each type.

    Args:
        space: the bounds that panels keep.
        stopped: asked inside the program whether to end with what it has.
    """

    def __init__(self, space: Room, stopped: Stopped | None = None) -> None:
        self._problem = space.problem
        self._stopped = stopped
        self._program = Program(
            costs=np.zeros(space.problem.types),
            low=space.least.astype(float),
            high=space.most.astype(float),
            matrix=space.matrix,
            row_low=space.row_low,
            row_high=space.row_high,
            maximise=True,
            integer=True,
            options={"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "mip_max_nodes": MOST_NODES},
        )

    def best(self, weights: Floats) -> tuple[Ints, float]:
        """(T,) a panel with the highest sum of (T,) `weights`, and a bound that no panel exceeds.

        Ended early, by the watch or after too many nodes, it is the best panel so far.

        Raises:
            Infeasible: the room holds no panel.
            SolverStopped: ended before a panel was found, or no panel in whole numbers.
        """
        self._program.costs(weights)
        answer = self._program.solve(self._stopped)
        panel = np.round(answer.columns).astype(np.int64)
        if not self._problem.is_panel(panel):
            raise SolverStopped("rounded")
        return panel, max(answer.value, self._program.bound())
