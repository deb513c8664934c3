"""Panels whose mixture gives the wanted chances: the path that all fair methods share.

First *herding* (Welling 2009; here as in the kernel herding of Chen, Welling and Smola, 2010):
each new panel is a good one for what the panels so far still owe. The sum of what is owed stays
bounded, so that equal weights already miss the target by no more than about one seat a type in
all. Then *balancing*: with a few more panels than types, the weights are moved from equal ones
to the nearest ones that meet the target exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.sparse import csr_matrix, vstack

from tequio.selection.balance import EXACT, balance
from tequio.selection.exchange import Exchange
from tequio.selection.face import Face, face
from tequio.selection.panels import ExactMaker, PanelMaker, PanelProgram, Stopped
from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import NEAR, Progress, Watch
from tequio.selection.relaxation import Target, room
from tequio.solver import Infeasible, SolverStopped

SHARES = (1.05, 1.2, 1.45, 1.8, 2.4, 3.2)
SMALL = 1200
PATIENCE = 25
EFFORT = 30_000  # simplex steps of integer programs on one face, after which it is left as it is


@dataclass(frozen=True)
class Mixture:
    """Panels with weights.

    Args:
        compositions: (N, T) people of each type, a panel a row.
        weights: (N,) sum to 1, none below 0.
        reached: `exact` (the target is met), `near` (to within the tolerance asked for),
            `unreachable` (no panels of the face do, with each type's seats rounded down or up) or
            `stopped` (none of these yet).
    """

    compositions: csr_matrix
    weights: Floats
    reached: str


class Herd:
    """Panels made one after another so that equal weights come ever closer to the target.

    Args:
        face: where the panels lie.
        generator: for the search's restarts.
        easily: whether panels may be less good where that is quicker.
        stopped: asked inside integer programs whether to end with what they have.
    """

    def __init__(
        self,
        face: Face,
        generator: np.random.Generator,
        *,
        easily: bool = True,
        stopped: Stopped | None = None,
    ) -> None:
        self.face = face
        self.owed = np.zeros(len(face.free))
        self.panels: list[Ints] = []
        self._generator = generator
        self._maker = PanelMaker(face, generator, easily=easily)
        self._exact: ExactMaker | None = None
        self._stopped = stopped

    def __iter__(self) -> Iterator[Ints]:
        """Endless panels, as positions in `face.free`. Raises `Infeasible` when the face holds none."""
        while True:
            self.owed += self.face.wanted
            panel = self._next()
            self.owed[panel] -= 1
            self.panels.append(panel)
            yield panel

    def grow(self, count: int, watch: Watch, stage: str) -> bool:
        """Makes panels until there are `count`; `False` when `watch` stopped it.

        In the stage `panels` it also ends when equal weights are near enough for the watch.
        """
        for _ in zip(range(count - len(self.panels)), self):
            watch.tell(self._progress(stage, count))
            if watch.stopped():
                return False
            if stage == "panels" and self.near(watch):
                return True
        return True

    def _progress(self, stage: str, count: int) -> Progress:
        """How far it is; of a mixture also the lowest chance that it can have, and has with equal weights."""
        if stage != "panels":
            return Progress(stage, len(self.panels), count)
        made = len(self.panels)
        return self.face.progress(made, count, (made * self.face.wanted - self.owed) / made)

    def near(self, watch: Watch) -> bool:
        """Whether equal weights already come within a tolerance that somebody asked for."""
        if watch.tolerance <= NEAR or not self.panels:
            return False
        counts = self.face.target.room.problem.counts[self.face.free]
        return bool((np.abs(self.owed) <= watch.tolerance * counts * len(self.panels)).all())

    def _next(self) -> Ints:
        panel = self._maker.make(self.owed)
        for _ in range(PATIENCE):
            if panel is not None:
                return panel
            nudge = self._generator.normal(0, 0.1, len(self.owed))
            panel = self._maker.make(self.owed + nudge)
        if panel is None and len(self.owed) > SMALL:
            raise SolverStopped("no panel found")
        return self.best(self.owed)[0] if panel is None else panel

    def best(self, weights: Floats) -> tuple[Ints, float]:
        """The best panel for (F,) weights by an integer program, and the bound. Raises `Infeasible`."""
        self._exact = self._exact or ExactMaker(self.face, self._stopped)
        if self._exact.effort > EFFORT:
            raise SolverStopped("effort")
        return self._exact.make(weights)

    def matrix(self) -> csr_matrix:
        """(N, F): which free types each panel takes."""
        return membership(self.panels, len(self.face.free))


def membership(panels: list[Ints], types: int) -> csr_matrix:
    """(N, types) ones where a panel takes a type."""
    starts = np.cumsum([0, *(len(panel) for panel in panels)])
    columns = np.concatenate(panels) if panels else np.zeros(0, dtype=np.int64)
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(panels), types))


def mix(target: Target, generator: np.random.Generator, watch: Watch) -> Mixture:
    """Panels and weights that give each type the target's seats, as far as any can.

    Args:
        target: expected seats a type.
        generator: for the search's restarts.
        watch: is told of progress and may stop the work.

    Raises:
        Infeasible: there is no panel at all.
    """
    herd = Herd(face(target), generator, stopped=watch.stopped)
    try:
        weights, reached = _reach(herd, watch)
    except Infeasible:
        weights, reached = _equal(herd), "unreachable"
    except SolverStopped:
        if not watch.stopped():
            return _loosely(target, watch)
        weights, reached = _equal(herd), "stopped"
    kept = np.flatnonzero(weights > 0)
    if not len(kept):
        return Mixture(_any_panel(target), np.ones(1), reached)
    weights = weights[kept] / weights[kept].sum()
    return Mixture(_compositions(herd, kept), weights, reached)


def _compositions(herd: Herd, kept: Ints) -> csr_matrix:
    seats = herd.face
    types = len(seats.base)
    panels = [seats.free[herd.panels[place]] for place in kept.tolist()]
    base = csr_matrix(seats.base[None, :].astype(float))
    return (membership(panels, types) + vstack([base] * len(panels))).tocsr()


def _loosely(target: Target, watch: Watch) -> Mixture:
    """Panels off the face, each from the one before by a walk for what is owed; at most `SMALL` of them.

    Where the face is too narrow to find panels on it, nothing can be exact, but a lottery that
    comes near to the target and leaves out few is better than none, and column generation has more
    to start from.
    """
    counts = target.room.problem.counts
    exchange, owed, count = Exchange(target.room), np.zeros(len(counts)), min(len(counts), SMALL)
    panels = [_any_panel(target).toarray().ravel().astype(np.int64)]
    for made in range(1, count + 1):
        owed += target.seats - panels[-1]
        missed = owed / counts / made
        reached = max(0.0, float((target.chances - missed)[target.seats > 0].min()))
        furthest = float(np.abs(missed).max())
        watch.tell(Progress("panels", made, count, target.lowest, reached, furthest))
        if watch.stopped() or made == count:
            break
        better = exchange.better((owed + target.seats) / counts, panels[-1], -np.inf)
        panels.append(panels[-1] if better is None else better)
    rows = csr_matrix(np.array(panels, dtype=float))
    return Mixture(rows, np.full(len(panels), 1 / len(panels)), "stopped")


def _any_panel(target: Target) -> csr_matrix:
    """(1, T) one panel of any kind, so that work which found none on the face still ends with a lottery."""
    problem = target.room.problem
    return csr_matrix(PanelProgram(room(problem)).best(np.zeros(problem.types))[0].astype(float))


def _reach(herd: Herd, watch: Watch) -> tuple[Floats, str]:
    types = len(herd.face.free)
    for share in SHARES:
        going = herd.grow(int(share * types) + 8, watch, "panels")
        if herd.near(watch):
            return _equal(herd), "near"
        if not going:
            return _equal(herd), "stopped"
        weights = balance(herd.matrix(), herd.face.wanted)
        if weights is not None:
            return weights, "exact"
        if types <= SMALL // 4 and share >= SHARES[2]:
            break
    return _price(herd, watch) if types <= SMALL else (_equal(herd), "stopped")


def _equal(herd: Herd) -> Floats:
    """What herding is made for: equal weights miss each type's seats by about one seat in all panels."""
    return np.full(len(herd.panels), 1 / max(1, len(herd.panels)))


def _price(herd: Herd, watch: Watch) -> tuple[Floats, str]:
    """What least squares misses is a price vector: a panel that is better for it, or none of the face is.

    If w is nearest to the target with panels so far, the residual r has r·panel ≤ 0 for each of
    them and r·target = |r|² > 0. A new panel with r·panel > 0 brings the mixture nearer; if there
    is none, r separates the target from every lottery over panels of the face that take each type's
    seats rounded down or up; other panels are for column generation to try.
    """
    wanted, weights = herd.face.wanted, _equal(herd)
    while not watch.stopped():
        panels = herd.matrix().T.toarray()
        weights, distance = nnls(panels, wanted)
        residual = wanted - panels @ weights
        if np.abs(residual).max() < EXACT * 100:
            return weights, "exact"
        try:
            panel, bound = herd.best(residual / distance)
        except SolverStopped:
            return weights, "stopped"
        if bound <= (residual / distance) @ wanted / 2:
            return weights, "unreachable"
        if any(len(known) == len(panel) and (np.sort(known) == panel).all() for known in herd.panels):
            return weights, "stopped"
        herd.panels.append(panel)
        weights = np.append(weights, 0.0)
        watch.tell(herd.face.progress(len(herd.panels), 0, panels @ weights[:-1]))
    return weights, "stopped"
