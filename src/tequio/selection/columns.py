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
from math import lcm

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from tequio.selection.certificate import Level, NoExactPrices, Prices, exact_prices
from tequio.selection.panels import PanelProgram
from tequio.selection.problem import Floats, Ints
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Room, Target
from tequio.solver import Answer, Program, SolverStopped

BETTER = 1e-9
TOUCH = 1e-9
WHOLE = 2**46
ROUNDED = 10**6


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
        stages: the proof of each level; without prices where the room's own bounds are the proof.
        bound: proven upper bound on the lowest chance, `None` when nothing was proved.
        finished: whether all levels are proved and met.
    """

    target: Target
    compositions: csr_matrix
    weights: Floats
    stages: tuple[Stage, ...]
    bound: Fraction | None
    finished: bool


def columns(space: Room, known: csr_matrix, watch: Watch) -> Columns:
    """The leximin lottery over all panels in a room.

    Args:
        space: bounds that every panel keeps; the tighter, the fewer panels are tried.
        known: (N, T) panels to begin with; may be none.
        watch: is told of progress and may stop the work.

    Raises:
        Infeasible: there is no panel.
        SolverStopped: stopped before there was any panel.
    """
    master = _Master(space, known, watch)
    finished = master.climb()
    compositions, weights, seats = master.lottery()
    return Columns(
        target=Target(space, seats, tuple(master.levels), master.level_of),
        compositions=compositions,
        weights=weights,
        stages=tuple(master.stages),
        bound=min((stage.chance for stage in master.stages), default=None),
        finished=finished,
    )


class _Master:
    """The linear program over known panels, stage after stage."""

    def __init__(self, space: Room, known: csr_matrix, watch: Watch) -> None:
        self.room = space
        self.watch = watch
        self.counts = space.problem.counts
        self.levels: list[Level] = []
        self.stages: list[Stage] = []
        self.level_of = np.full(len(self.counts), -1, dtype=np.int64)
        self.panels: list[Ints] = []
        self._known: set[bytes] = set()
        self._maker = PanelProgram(space, watch)
        self._program = _empty_master(self.counts)
        for panel in np.round(known.toarray()).astype(np.int64):
            if space.problem.is_panel(panel):
                self._add(panel)
        if not self.panels:
            self._add(self._maker.best(np.zeros(len(self.counts)))[0])
        self._fix_the_certain()
        self._answer = self._program.solve()

    def climb(self) -> bool:
        """All stages; `False` when stopped before the last was proved."""
        while (self.level_of < 0).any():
            try:
                going = self._step()
            except SolverStopped:
                return False
            if not going or self.watch.stopped():
                return bool((self.level_of >= 0).all())
        return True

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

    def _fix_the_certain(self) -> None:
        """Types of which every panel holds the same number."""
        certain = self.room.least == self.room.most
        for t in np.flatnonzero(certain).tolist():
            self._settle(Fraction(int(self.room.most[t]), int(self.counts[t])), np.arange(len(certain)) == t)

    def _step(self) -> bool:
        """One stage; `False` when the prices could not be made a proof."""
        while True:
            self._answer = self._program.solve()
            if self._at_the_top():
                return True
            prices = np.maximum(-self._answer.prices[:-1], 0)
            panel, value = self._best(prices)
            self.watch.tell(Progress("columns", int((self.level_of >= 0).sum()), len(self.counts)))
            if self.watch.stopped():
                return False
            if value > self._answer.prices[-1] + BETTER and self._add(panel):
                continue
            proof = self._proof()
            if proof is None:
                continue
            stage, fixed = proof
            self.stages.append(stage)
            self._settle(stage.chance, fixed)
            return True

    def _best(self, prices: Floats) -> tuple[Ints, float]:
        panel = self._maker.best(prices * (1000 / prices.max()))[0]
        return panel, float(prices @ panel)

    def _at_the_top(self) -> bool:
        """Whether some free types have the most that the room allows; then they are fixed."""
        free = np.flatnonzero(self.level_of < 0)
        ratios = self.room.most[free] / self.counts[free]
        if self._answer.columns[0] < ratios.min() - TOUCH:
            return False
        top = free[np.argmin(ratios)]
        chance = Fraction(int(self.room.most[top]), int(self.counts[top]))
        fixed = (self.level_of < 0) & (
            self.room.most * chance.denominator == self.counts * chance.numerator
        )
        self.stages.append(Stage(chance, (), 0))
        self._settle(chance, fixed)
        return True

    def _proof(self) -> tuple[Stage, NDArray[np.bool_]] | None:
        """The stage's level as a fraction, proved by a program with whole numbers; `None` after a new panel."""
        whole, denominator = self._whole_prices()
        panel, _ = self._best(np.array([float(price) for price in whole]))
        budget = sum(price * int(seats) for price, seats in zip(whole, panel.tolist()))
        free = self.level_of < 0
        spent = sum(
            (self.levels[self.level_of[t]].chance * whole[t] * int(self.counts[t])
            for t in np.flatnonzero(~free & (np.array(whole)!=0)).tolist()), Fraction(0))
        people = sum(whole[t] * int(self.counts[t]) for t in np.flatnonzero(free).tolist())
        chance = (budget - spent) / people
        if float(chance) > self._answer.columns[0] + TOUCH and self._add(panel):
            return None
        fixed = free & np.array([price > 0 for price in whole])
        return Stage(chance, tuple(whole), budget), fixed

    def _whole_prices(self) -> tuple[list[int], int]:
        """(T,) prices of the optimal basis as whole numbers over one denominator."""
        basis = self._program.basis()
        types = len(self.counts)
        matrix = np.zeros((types + 1, 1 + len(self.panels)))
        matrix[:types, 1:] = np.array(self.panels).T
        matrix[types, 1:] = -1
        matrix[:types, 0] = np.where(self.level_of < 0, self.counts, 0)
        unit = np.zeros(matrix.shape[1], dtype=np.int64)
        unit[0] = 1
        try:
            found = exact_prices(
                csc_matrix(matrix), np.flatnonzero(~basis.rows), 1 + np.flatnonzero(basis.columns[1:]), unit
            )
        except NoExactPrices:
            DEBUG["noexact"] += 1
            found = self._rounded()
        values = [Fraction(0)] * (types+1)
        for row, value in zip(found.rows, found.values):
            values[row] = value
        values=values[:-1]
        if min(values) < 0: DEBUG["negative"] += 1
        denominator = lcm(*(value.denominator for value in values))
        DEBUG["den"].append(max(int(v*denominator) for v in values))
        return [max(0, int(value * denominator)) for value in values], denominator

    def _rounded(self) -> Prices:
        raw = np.maximum(-self._answer.prices[:-1], 0)
        values = [Fraction(value).limit_denominator(ROUNDED) for value in raw.tolist()]
        rows = [row for row, value in enumerate(values) if value]
        return Prices(tuple(rows), tuple(values[row] for row in rows))

    def _settle(self, chance: Fraction, fixed: NDArray[np.bool_]) -> None:
        """Fixes types at a chance: their rows become bounds."""
        self.level_of[fixed] = len(self.levels)
        self.levels.append(Level(chance, Prices.none()))
        low = np.zeros(len(self.counts) + 1)
        for t in np.flatnonzero(self.level_of >= 0).tolist():
            low[t] = float(self.levels[self.level_of[t]].chance * int(self.counts[t]))
        low[-1] = 1
        self._program.rows(low, np.append(np.full(len(self.counts), np.inf), 1.0))
        for t in np.flatnonzero(fixed).tolist():
            self._program.coefficient(t, 0, 0.0)
DEBUG={"noexact":0,"negative":0,"den":[]}

def _empty_master(counts: Ints) -> Program:
    """The program before any panel: only z."""
    types = len(counts)
    return Program(
        costs=np.ones(1),
        low=np.full(1, -1.0),
        high=np.full(1, np.inf),
        matrix=csc_matrix((-counts.astype(float), (np.arange(types), np.zeros(types, dtype=int))), (types + 1, 1)),
        row_low=np.append(np.zeros(types), 1.0),
        row_high=np.append(np.full(types, np.inf), 1.0),
        maximise=True,
        options={"presolve": "off", "primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
