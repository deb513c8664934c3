"""Good panels for given weights, on the face of the target.

The best panel for weights w solves  maximise Σ w_t c_t over the panels of the face. Nearly all of
it is decided by prices: a type whose weight is far above the price of its seat is in, one far
below is out. So only a *core* of types around the last seat goes into a linear program, which
leaves a dozen fractional seats; these are filled by search. What comes out is a panel that is
checked in whole numbers, and close to the best one, which is all that herding asks.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix

from tequio.selection.completion import complete
from tequio.selection.face import Face
from tequio.selection.problem import Floats, Ints
from tequio.selection.relaxation import Room
from tequio.solver import Infeasible, Program, SolverStopped

ONE = 1 - 1e-7
PRICED = 1e-7
NARROW = 120
NODES = 120
RESTARTS = 10
MOST_NODES = 20_000


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
    """

    def __init__(self, face: Face, generator: np.random.Generator) -> None:
        self.face = face
        self._generator = generator
        self._prices = np.zeros(len(face.low) + 1)
        self._width = 2 * NARROW
        self._reach = max(300, min(1000, len(face.free) // 10))
        self.belongs = np.zeros((len(face.low), len(face.free)), dtype=bool)
        for column in face.rows.T:
            self.belongs[column, np.arange(len(face.free))] = True

    def make(self, weights: Floats) -> Ints | None:
        """Positions in `face.free` of a panel with a high sum of (F,) `weights`, or `None`."""
        if not len(self.face.free):
            return np.zeros(0, dtype=np.int64)
        core = self._core(weights)
        if core is None:
            return None
        self._prices = core.prices
        worth = self._worth(weights)
        apart = np.zeros(len(worth), dtype=bool)
        apart[core.certain] = True
        others = _best(np.where(apart, -np.inf, worth), self._reach, len(worth) - len(core.certain))
        return self._finish(core, others, worth)

    def _worth(self, weights: Floats) -> Floats:
        """Weight less price: above 0 wants to be in."""
        worth: Floats = weights - self._prices[0] - self._prices[1:][self.face.rows].sum(axis=1)
        return worth

    def _core(self, weights: Floats) -> _Core | None:
        """The linear program over types around the last seat, over more of them until it has a solution."""
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

    def _price(self, weights: Floats, sure: Ints, around: Ints) -> _Core | None:
        face = self.face
        given = np.bincount(face.rows[sure].ravel(), minlength=len(face.low))
        if (given > face.high).any():
            return None
        rows = np.hstack([np.zeros((len(around), 1), dtype=np.int64), face.rows[around] + 1])
        starts = np.arange(0, rows.size + 1, rows.shape[1])
        matrix = csc_matrix(
            (np.ones(rows.size), rows.ravel(), starts), shape=(len(face.low) + 1, len(around))
        )
        seats = face.size - len(sure)
        program = Program(
            costs=weights[around],
            low=np.zeros(len(around)),
            high=np.ones(len(around)),
            matrix=matrix,
            row_low=np.concatenate([[seats], face.low - given]).astype(float),
            row_high=np.concatenate([[seats], face.high - given]).astype(float),
            maximise=True,
            options={"presolve": "off", "simplex_strategy": 1},
        )
        try:
            answer = program.solve()
        except (Infeasible, SolverStopped):
            return None
        reached = given + (matrix @ answer.columns)[1:]
        return _Core(np.concatenate([sure, around[answer.columns > ONE]]), reached, answer.prices)

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
    """The best panel of a face by an integer program, and the proof that there is no better one."""

    def __init__(self, face: Face) -> None:
        self.face = face
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
            options={"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9},
        )

    def make(self, weights: Floats) -> tuple[Ints, float]:
        """Positions of the best panel, and a bound that no panel of the face exceeds. Raises `Infeasible`."""
        self._program.costs(weights)
        answer = self._program.solve()
        return np.flatnonzero(answer.columns > 0.5), max(answer.value, self._program.bound())


class PanelProgram:
    """The best of all panels in a room, by an integer program over whole people of each type.

    Args:
        space: the bounds that panels keep.
    """

    def __init__(self, space: Room) -> None:
        self._problem = space.problem
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

        Raises:
            Infeasible: the room holds no panel.
            SolverStopped: too many nodes before a panel was found, or no panel in whole numbers.
        """
        self._program.costs(weights)
        answer = self._program.solve()
        panel = np.round(answer.columns).astype(np.int64)
        if not self._problem.is_panel(panel):
            raise SolverStopped("rounded")
        return panel, max(answer.value, self._program.bound())
