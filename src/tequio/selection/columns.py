"""Leximin of the panels themselves, by column generation: for targets that no lottery reaches.

With known panels c_1 … c_N, fixed types F at their chances λ_t and the others U, a stage is

    maximise z  subject to  Σ_j w_j c_jt ≥ m_t z  (t in U),   Σ_j w_j c_jt ≥ m_t λ_t  (t in F),
                            Σ_j w_j = 1,   w ≥ 0.

Its prices y_t ≥ 0 of the types and μ of the last row make a new panel worth adding when
Σ_t y_t c_t > μ. An integer program finds the best such panel; when none is worth adding, no
lottery gives everybody in U more than

    (μ − Σ_{t in F} y_t m_t λ_t) / Σ_{t in U} y_t m_t,

and those in U with a price cannot have more either: they are fixed. The prices are made
fractions from the optimal basis, so that this last program has a whole-number goal and the level
is a fraction.

Source: Flanigan, Gölz, Gupta, Hennig, Procaccia, *Fair algorithms for selecting citizens'
assemblies*, Nature 2021, supplementary information 9 and 10.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from tequio.selection.certificate import Level, NoExactPrices, Prices, exact_prices
from tequio.selection.exchange import Exchange
from tequio.selection.panels import PanelProgram
from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Bools, Room, Target
from tequio.solver import Program, SolverStopped

BETTER = 1e-9
TOUCH = 1e-9
MET = 1e-9
WHOLE = 2**30
SCALE = 1000.0
STARTS = 12  # panels from which exchanges set out


@dataclass(frozen=True)
class Stage:
    """One level and its proof: no panel spends more than `budget` at the prices of its seats.

    Args:
        chance: the level.
        prices: (T,) whole numbers, what a seat of each type costs.
        budget: the most that a panel can cost, by an integer program.
    """

    chance: Fraction
    prices: tuple[int, ...]
    budget: int


@dataclass(frozen=True)
class Columns:
    """What column generation found.

    Args:
        target: the chances, with levels in the order in which they were fixed (their prices are
            those of single types, and stand in `stages`).
        compositions: (N, T) panels.
        weights: (N,) their probabilities.
        stages: the proof of each level; without prices where the room or the ladder is the proof.
        bound: proven upper bound on the lowest chance of those whom the room has seats for: a level, or
            what the prices of some panels prove; `None` when nothing was proved.
        finished: whether all levels are proved and met.
    """

    target: Target
    compositions: csr_matrix
    weights: Floats
    stages: tuple[Stage, ...]
    bound: Fraction | float | None
    finished: bool


def columns(space: Room, known: csr_matrix, watch: Watch, promise: Target | None = None) -> Columns:
    """The leximin lottery over all panels in a room.

    Args:
        space: bounds that every panel keeps; the tighter, the fewer panels are tried.
        known: (N, T) panels to begin with; may be none.
        watch: is told of progress and may stop the work.
        promise: what the ladder found in the same room. As long as panels keep up with its levels,
            its prices are the proof, and no integer program is needed.

    Raises:
        Infeasible: there is no panel.
        SolverStopped: stopped before there was any panel.
    """
    master = _Master(space, known, watch)
    master.promise = promise
    finished = master.climb()
    compositions, weights, seats = master.lottery()
    missed = np.abs(weights @ compositions - seats) / space.problem.counts
    return Columns(
        target=Target(space, seats, tuple(master.levels), master.level_of),
        compositions=compositions,
        weights=weights,
        stages=tuple(master.stages),
        bound=master.bound(),
        finished=finished and bool(missed.max() < MET),
    )


class _Master:
    """The linear program over known panels, stage after stage."""

    def __init__(self, space: Room, known: csr_matrix, watch: Watch) -> None:
        self.room = space
        self.watch = watch
        self.promise: Target | None = None
        self.counts = space.problem.counts
        self.levels: list[Level] = []
        self.stages: list[Stage] = []
        self.level_of = np.full(len(self.counts), -1, dtype=np.int64)
        self.panels: list[Ints] = []
        self._known: set[bytes] = set()
        self._maker = PanelProgram(space, watch.stopped)
        self._exchange = Exchange(space)
        self._program = _empty_master(self.counts)
        for panel in np.round(known.toarray()).astype(np.int64):
            if space.problem.is_panel(panel):
                self._add(panel)
        if not self.panels:
            self._add(self._maker.best(np.zeros(len(self.counts)))[0])
        for chance, fixed in space.certain():
            self._settle(Stage(chance, (), 0), fixed)
        self._certain, self._most = len(self.levels), inf
        self._answer = self._program.solve()

    def climb(self) -> bool:
        """All stages; `False` when the last could not be proved or somebody stopped the work."""
        try:
            while (self.level_of < 0).any():
                self._step()
        except (SolverStopped, NoExactPrices):
            return False
        return True

    def bound(self) -> Fraction | float | None:
        """The lowest level of those who have seats, or a lower one that was proved on the way to it."""
        seated = [level for at, level in enumerate(self.levels) if level.chance or at >= self._certain]
        lowest = min((level.chance for level in seated), default=None)
        if lowest is not None and lowest <= self._most:
            return lowest
        return self._most if self._most < inf else None

    def lottery(self) -> tuple[csr_matrix, Floats, Floats]:
        """Panels, their weights and the (T,) seats that are asked for, or reached when stopped."""
        weights = self._weights()
        kept = np.flatnonzero(weights > 0)
        panels = csr_matrix(np.array([self.panels[place] for place in kept.tolist()], dtype=float))
        if (self.level_of < 0).any():
            return panels, weights[kept], np.asarray(weights[kept] @ panels).ravel()
        chances = np.array([float(level.chance) for level in self.levels])[self.level_of]
        return panels, weights[kept], chances * self.counts

    def _weights(self) -> Floats:
        weights = np.maximum(self._answer.columns[1:], 0)
        weights[weights < 1e-11] = 0
        normal: Floats = weights / weights.sum()
        return normal

    def _add(self, panel: Ints) -> bool:
        """Takes a panel in; `False` when it was known."""
        if panel.tobytes() in self._known:
            return False
        self._known.add(panel.tobytes())
        self.panels.append(panel)
        rows = np.concatenate([np.flatnonzero(panel), [len(panel)]]).astype(np.int32)
        values = np.append(panel[rows[:-1]], 1).astype(float)
        self._program.add_column(0.0, 0.0, np.inf, (rows, values))
        return True

    def _step(self) -> None:
        """One stage. Raises `SolverStopped` or `NoExactPrices` when there is no proof of it."""
        while True:
            self._answer = self._program.solve()
            chance, top = self.room.top(self.level_of < 0)
            if self._answer.columns[0] > float(chance) - TOUCH:
                return self._settle(Stage(chance, (), 0), top)
            if self._kept():
                return None
            if not self._improve():
                stage, fixed = self._proof()
                if fixed.any():
                    self.promise = None
                    return self._settle(stage, fixed)

    def _kept(self) -> bool:
        """Whether panels reach the next promised level, which then is proved by the ladder."""
        number, promise = len(self.levels), self.promise
        if promise is None or promise.level_of is None:
            return False
        level = promise.levels[number]
        if self._answer.columns[0] < float(level.chance) - TOUCH:
            return False
        self._settle(Stage(level.chance, (), 0), promise.level_of == number)
        return True

    def _improve(self) -> bool:
        """Adds a panel that is worth adding for the prices, if there is one.

        Panels with weight are worth as much as the last row costs: from each of them a walk over
        exchanges sets out. Only where none arrives is the best panel of all looked for.
        """
        self.watch.tell(self._progress())
        prices = np.maximum(-self._answer.prices[:-1], 0)
        least = float(self._answer.prices[-1]) + BETTER
        heaviest = np.argsort(-self._answer.columns[1:], kind="stable")[:STARTS]
        added = 0
        for place in heaviest.tolist():
            if self.watch.stopped():
                raise SolverStopped("asked")
            better = self._exchange.better(prices, self.panels[place], least)
            added += better is not None and self._add(better)
        if added:
            return True
        panel, most = self._maker.best(prices * (SCALE / prices.max()))
        self._note(prices, most * prices.max() / SCALE)
        if self.watch.stopped():
            raise SolverStopped("asked")
        return bool(prices @ panel > least) and self._add(panel)

    def _note(self, prices: Floats, most: float) -> None:
        """Keeps what prices prove of the lowest chance, as no panel is worth more than `most`."""
        free = self.level_of < 0
        cost = prices * self.counts
        if len(self.levels) == self._certain and cost[free].sum() > 0:
            chances = np.array([*(float(level.chance) for level in self.levels), 0.0])
            spent = float((cost * chances[self.level_of])[~free].sum())
            self._most = min(self._most, (most - spent) / float(cost[free].sum()))

    def _progress(self) -> Progress:
        """Types settled, and of those who can be drawn the lowest chance: proved at most, and reached."""
        settled = [float(level.chance) for level in self.levels if level.chance]
        proved = [*settled, self._most]
        if self.promise is not None:
            proved += [float(level.chance) for level in self.promise.levels if level.chance]
        most, reached = min(proved), min([float(self._answer.columns[0]), *settled])
        done = int((self.level_of >= 0).sum())
        return Progress("columns", done, len(self.counts), most if most < inf else None, max(0.0, reached))

    def _proof(self) -> tuple[Stage, Bools]:
        """The level as a fraction, and the types that it fixes: none if a better panel turned up."""
        prices = self._whole_prices()
        highest = max(prices)
        if min(prices) < 0 or highest > WHOLE:
            raise NoExactPrices
        panel, bound = self._maker.best(np.array(prices) * (SCALE / highest))
        budget = sum(price * seats for price, seats in zip(prices, panel.tolist()))
        if bound * highest / SCALE >= budget + 0.5:
            raise SolverStopped("gap")
        free = self.level_of < 0
        costs = [price * people for price, people in zip(prices, self.counts.tolist())]
        spent = sum(
            (
                self.levels[level].chance * cost
                for level, cost in zip(self.level_of.tolist(), costs)
                if level >= 0
            ),
            Fraction(0),
        )
        chance = (budget - spent) / sum(
            cost for level, cost in zip(self.level_of.tolist(), costs) if level < 0
        )
        if float(chance) > self._answer.columns[0] + TOUCH:
            if not self._add(panel):
                raise SolverStopped("tolerance")
            return Stage(chance, (), 0), np.zeros_like(free)
        return Stage(chance, tuple(prices), budget), free & (np.array(prices) > 0)

    def _whole_prices(self) -> list[int]:
        """(T,) prices of the optimal basis, times their least common denominator."""
        basis = self._program.basis()
        types = len(self.counts)
        matrix = np.zeros((types + 1, 1 + len(self.panels)))
        matrix[:types, 0] = np.where(self.level_of < 0, self.counts, 0)
        matrix[:types, 1:] = np.array(self.panels).T
        matrix[types, 1:] = -1
        stage = np.zeros(matrix.shape[1], dtype=np.int64)
        stage[0] = 1
        tight = np.flatnonzero(~basis.rows)
        found = exact_prices(csc_matrix(matrix), tight, 1 + np.flatnonzero(basis.columns[1:]), stage)
        of_types = {row: value for row, value in zip(found.rows, found.values) if row < types}
        denominator = lcm(*(value.denominator for value in of_types.values()))
        return [int(of_types.get(t, 0) * denominator) for t in range(types)]

    def _settle(self, stage: Stage, fixed: Bools) -> None:
        """Fixes types at a level: from now on they only must not fall below it."""
        self.level_of[fixed] = len(self.levels)
        self.levels.append(Level(stage.chance, Prices.none()))
        self.stages.append(stage)
        chances = np.array([*(float(level.chance) for level in self.levels), 0.0])
        low = np.append(chances[self.level_of] * self.counts, 1.0)
        self._program.rows(low, np.append(np.full(len(self.counts), np.inf), 1.0))
        for t in np.flatnonzero(fixed).tolist():
            self._program.coefficient(t, 0, 0.0)


def _empty_master(counts: Ints) -> Program:
    """The program before any panel: only z."""
    types = len(counts)
    return Program(
        costs=np.ones(1),
        low=np.full(1, -1.0),
        high=np.ones(1),
        matrix=csc_matrix((-counts.astype(float), (np.arange(types), np.zeros_like(counts))), (types + 1, 1)),
        row_low=np.append(np.zeros(types), 1.0),
        row_high=np.append(np.full(types, np.inf), 1.0),
        maximise=True,
        options={
            "presolve": "off",
            "primal_feasibility_tolerance": 1e-10,
            "dual_feasibility_tolerance": 1e-10,
        },
    )
