"""What panels themselves can reach, when the relaxation's target is out of their reach.

A lottery is looked for among the panels known so far; its prices say what another panel would
be worth; an integer program finds the panel that is worth the most. When that is no more than the
known ones are worth, no lottery over any panels is better: the difference is the proven gap. Walks
over exchanges look first; the program is asked only where they find nothing worth adding. This is
column generation (Dantzig and Wolfe, *Decomposition principle for linear programs*, 1960), for nash
with a convex master program (von Hohenbalken, *Simplicial decomposition in nonlinear programming
algorithms*, 1977). It is meant for tight pools, where gaps occur.

Whoever can be on no panel at all is found out first, named in `never`, and left out of the goals.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from tequio.selection.bands import Floor
from tequio.selection.exchange import Exchange
from tequio.selection.lottery import Lottery
from tequio.selection.mixture import SMALL, Mixture
from tequio.selection.panels import PanelProgram
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Bools, Target, room
from tequio.solver import Program, SolverStopped

CLOSE = 1e-9
ENOUGH = 1e-6
STARTS = 4  # known panels from which exchanges set out
LOW, HIGH, INVERSE = 0, 1, 2


def lottery_of(method: str, target: Target, mixture: Mixture, floor: Floor) -> Lottery:
    """The lottery of a mixture that the target's rule goes on with; its floor bounds the lowest chance."""
    return Lottery(
        problem=target.room.problem,
        method=method,
        target=target,
        compositions=mixture.compositions,
        weights=mixture.weights,
        status=mixture.reached,
        bound=floor.chance,
        never=tuple(np.flatnonzero(floor.out).tolist()),
    )


def out_of_reach(mixture: Mixture, watch: Watch) -> bool:
    """Whether to look among the panels themselves: the target was missed, and nobody ended the work.

    Where there are very many types, only a proof that it cannot be met leads here.
    """
    if mixture.reached == "stopped":
        return not watch.stopped() and mixture.compositions.shape[1] <= SMALL
    return mixture.reached == "unreachable"


class Panels:
    """The panels known so far, which between them hold everybody who can be on a panel.

    Args:
        problem: whose panels.
        known: (N, T) panels to start with; may be none.
        watch: may stop the work.

    Raises:
        Infeasible: no panel exists.
        SolverStopped: stopped before it was known who can be on a panel.
    """

    def __init__(self, problem: Problem, known: csr_matrix, watch: Watch) -> None:
        self.problem = problem
        self._watch = watch
        self._program = PanelProgram(room(problem), watch.stopped)
        self._exchange = Exchange(room(problem))
        self.rows: list[Ints] = list(known.toarray().round().astype(np.int64))
        self.never = self._cover()

    def _cover(self) -> Bools:
        """Adds a panel for each type that no known panel holds; (T,) those for which there is none."""
        held = np.zeros(self.problem.types, dtype=bool)
        for row in self.rows:
            held |= row > 0
        never = np.zeros_like(held)
        while (missing := ~held & ~never).any():
            if self._watch.stopped():
                raise SolverStopped("asked")
            panel, bound = self._program.best(missing.astype(float))
            if bound < 1 / 2:
                never |= missing
            else:
                self.rows.append(panel)
                held |= panel > 0
        return never

    def best(self, worth: Floats, enough: float, weights: Floats) -> tuple[Ints | None, float]:
        """A panel of which the seats are worth more than `enough`, and a bound on what any panel is worth.

        The bound is infinite where nothing is proved: a walk found the panel, or the work was stopped.

        Args:
            worth: (T,) of a seat of each type.
            enough: a little above what known panels are worth.
            weights: (N,) of the known panels; walks start from the heaviest.
        """
        for place in np.argsort(-weights, kind="stable")[:STARTS].tolist():
            panel = self._exchange.better(worth, self.rows[place], enough)
            if panel is not None and not self.known(panel):
                return panel, inf
        try:
            return self._program.best(worth)
        except SolverStopped:
            return None, inf

    def known(self, panel: Ints) -> bool:
        """Whether a panel is one of these."""
        return any((panel == row).all() for row in self.rows)

    @property
    def people(self) -> float:
        """How many can be on a panel at all."""
        return float(self.problem.counts[~self.never].sum())

    def shares(self) -> Floats:
        """(N, T) the chance that each panel gives a person of each type."""
        return np.array(self.rows) / self.problem.counts

    def lottery(self, weights: Floats, method: str, status: str, proofs: tuple[float, float]) -> Lottery:
        """The lottery with (N,) weights; `proofs` are its bound on the lowest chance and its goal's gap."""
        kept = np.flatnonzero(weights > CLOSE / 1000)
        weights = weights[kept] / weights[kept].sum()
        compositions = csr_matrix(np.array(self.rows)[kept].astype(float))
        seats = np.asarray(weights @ compositions).ravel()
        return Lottery(
            problem=self.problem,
            method=method,
            target=Target(room(self.problem), seats),
            compositions=compositions,
            weights=weights,
            status=status,
            bound=proofs[0],
            never=tuple(np.flatnonzero(self.never).tolist()),
            goal_gap=proofs[1],
        )


@dataclass(frozen=True)
class Reach:
    """The best mixture of known panels.

    Args:
        weights: (N,).
        value: of the goal, which is minimised.
        bound: no lottery has a lower value.
        finished: whether the two meet.
    """

    weights: Floats
    value: float
    bound: float
    finished: bool


class Band:
    """The best band of chances that panels can give: a linear program over the panels known so far.

        minimise  a z + b u + c v   subject to   z ≤ p_t ≤ u  for each type,  p = Σ_i w_i panel_i,
        Σ w = 1,  w ≥ 0,  v ≥ 1/z,

    the last by its tangents, added as they are needed.

    Args:
        panels: which grow as the search needs them.
        watch: is told of progress and may stop the work.
    """

    def __init__(self, panels: Panels, watch: Watch) -> None:
        self.panels = panels
        self._watch = watch
        self._types = np.flatnonzero(~panels.never)
        count = len(self._types)
        self._rows = np.arange(2 * count + 1, dtype=np.int32)
        lows = csc_matrix(
            (-np.ones(count), (np.arange(count), np.full(count, LOW))), shape=(2 * count + 1, 3)
        )
        highs = csc_matrix(
            (-np.ones(count), (count + np.arange(count), np.full(count, HIGH))), shape=(2 * count + 1, 3)
        )
        self._program = Program(
            costs=np.zeros(3),
            low=np.zeros(3),
            high=np.array([1.0, 1.0, np.inf]),
            matrix=csc_matrix(lows + highs),
            row_low=np.concatenate([np.zeros(count), np.full(count, -np.inf), [1.0]]),
            row_high=np.concatenate([np.full(count, np.inf), np.zeros(count), [1.0]]),
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )
        self._touched = 1.0
        for row in panels.rows:
            self._add(row)

    def best(self, low: float, high: float, inverse: float) -> Reach:
        """The least  low · z + high · u + inverse · v  over all panels."""
        for column, cost in ((LOW, low), (HIGH, high), (INVERSE, inverse)):
            self._program.cost(column, cost)
        bound = -inf
        while True:
            answer = self._program.solve()
            lowest, inverted = answer.columns[LOW], answer.columns[INVERSE]
            if inverse and lowest * inverted < 1 - CLOSE / 10:
                self._touch(lowest)
                continue
            weights = np.maximum(answer.columns[3:], 0)
            base = float(answer.prices[len(self._rows) - 1])
            panel, worth = self.panels.best(self._worth(answer.prices), ENOUGH - base, weights)
            excess = worth + base
            bound = max(bound, float(answer.value) - max(0.0, excess))
            if panel is None or excess <= CLOSE or self.panels.known(panel) or self._watch.stopped():
                return Reach(weights, answer.value, bound, bool(excess <= ENOUGH))
            self._watch.tell(Progress("columns", len(weights), 0, reached=lowest))
            self.panels.rows.append(panel)
            self._add(panel)

    def hold(self, lowest: float) -> None:
        """From now on nobody's chance may be below `lowest`."""
        self._program.bounds(np.array([LOW], dtype=np.int32), np.array([lowest]), np.array([1.0]))

    def _touch(self, lowest: float) -> None:
        """A tangent of 1/z:  v + z / lowest² ≥ 2 / lowest; near 0 step by step, for the sake of scale."""
        lowest = max(lowest, self._touched / 2)
        self._touched = min(self._touched, lowest)
        columns = np.array([LOW, INVERSE], dtype=np.int32)
        self._program.add_row(2 / lowest, np.inf, columns, np.array([1 / lowest**2, 1.0]))

    def _worth(self, prices: Floats) -> Floats:
        """(T,) what a seat of each type is worth at the prices of the rows."""
        count = len(self._types)
        worth = np.zeros(self.panels.problem.types)
        worth[self._types] = prices[:count] + prices[count : 2 * count]
        return worth / self.panels.problem.counts

    def _add(self, panel: Ints) -> None:
        share = (panel / self.panels.problem.counts)[self._types]
        self._program.add_column(0.0, 0.0, np.inf, (self._rows, np.concatenate([share, share, [1.0]])))


def reachable_maximin(problem: Problem, ceiling: float, known: csr_matrix, watch: Watch) -> Lottery:
    """The highest lowest chance over panels, and the least highest chance that it allows.

    Between the two the chances are those of the linear program: not the most even ones.

    Args:
        problem: whose panels.
        ceiling: a proven upper bound on the lowest chance.
        known: (N, T) panels to start with.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery with status `panels`, or `stopped`; its `bound` is proved by the last integer program.

    Raises:
        Infeasible: no panel exists.
        SolverStopped: stopped before it was known who can be on a panel.
    """
    panels = Panels(problem, known, watch)
    band = Band(panels, watch)
    first = band.best(-1.0, 0.0, 0.0)
    band.hold(-first.value - CLOSE / 1000)
    second = band.best(0.0, 1.0, 0.0)
    finished = first.finished and second.finished
    bound = min(1.0 if panels.never.any() else ceiling, -first.bound)
    return panels.lottery(second.weights, "maximin", _status(finished), (bound, 0.0))


def reachable_goldilocks(
    problem: Problem, ceiling: float, gamma: float, known: csr_matrix, watch: Watch
) -> Lottery:
    """The least  (n/k) u + γ (k/n) / z  over panels.

    Between the two bounds the chances are those of the linear program: not the most even ones.

    Args:
        problem: whose panels.
        ceiling: a proven upper bound on the lowest chance.
        gamma: γ.
        known: (N, T) panels to start with.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery with status `panels`, or `stopped`, and its `goal_gap`.

    Raises:
        Infeasible: no panel exists.
        SolverStopped: stopped before it was known who can be on a panel.
    """
    panels = Panels(problem, known, watch)
    even = problem.size / panels.people
    reach = Band(panels, watch).best(0.0, 1 / even, gamma * even)
    lottery = panels.lottery(reach.weights, "goldilocks", _status(reach.finished), (ceiling, 0.0))
    chances = lottery.chances[~panels.never]
    value = chances.max() / even + gamma * even / chances.min()
    return panels.lottery(
        reach.weights, "goldilocks", _status(reach.finished), (ceiling, max(0.0, float(value) - reach.bound))
    )


def reachable_nash(problem: Problem, ceiling: float, known: csr_matrix, watch: Watch) -> Lottery:
    """The highest geometric mean of chances over panels.

    A panel is worth Σ c_t / p_t; on average over the lottery that is n; if no panel is worth more
    than n (1 + ε), no lottery has a mean logarithm of chances that is higher by more than ε.

    Args:
        problem: whose panels.
        ceiling: a proven upper bound on the lowest chance.
        known: (N, T) panels to start with.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery with status `panels` and `goal_gap` below 1e-6, or `stopped`.

    Raises:
        Infeasible: no panel exists.
        SolverStopped: stopped before it was known who can be on a panel.
    """
    panels = Panels(problem, known, watch)
    drawn = ~panels.never
    counts = problem.counts[drawn].astype(float)
    weights, best = np.full(len(panels.rows), 1 / len(panels.rows)), inf
    while True:
        shares = panels.shares()[:, drawn]
        weights = heaviest(shares, counts, weights)
        worth = np.zeros(problem.types)
        worth[drawn] = 1 / (weights @ shares) / panels.people
        panel, most = panels.best(worth, 1 + ENOUGH, weights)
        value = mean_logarithm(weights @ panels.shares(), problem.counts)
        best = min(best, value + most - 1)
        gap = best - value
        if panel is None or gap <= ENOUGH / 2 or watch.stopped() or panels.known(panel):
            return panels.lottery(weights, "nash", _status(gap <= ENOUGH), (ceiling, max(0.0, gap)))
        watch.tell(
            Progress("columns", len(weights), 0, bound=ceiling, reached=float((weights @ shares).min()))
        )
        panels.rows.append(panel)
        weights = np.append(weights * (1 - 1e-3), 1e-3)


def heaviest(shares: Floats, counts: Floats, weights: Floats) -> Floats:
    """(N,) weights that maximise Σ_t counts_t log(Σ_i weights_i shares_it), by an interior-point method.

    Since the goal is the same as with −n Σ weights added and no equation (the best weights then
    sum to 1 by themselves), each step solves  (H + S/W) dw = μ/w − ∇  with the Hessian H.

    Args:
        shares: (N, T) what each panel gives.
        counts: (T,) people a type.
        weights: (N,) first weights, above 0.
    """
    total = counts.sum()
    slack = np.full(len(weights), total / len(weights))
    for _ in range(100):
        chances = weights @ shares
        slope = total - shares @ (counts / chances)
        hessian = (shares * (counts / chances**2)) @ shares.T
        gap = float(slack @ weights)
        if gap < 1e-11 * total and np.abs(slope - slack).max() < 1e-8 * total:
            break
        centre = gap / len(weights) / 10
        change = np.linalg.solve(hessian + np.diag(slack / weights), centre / weights - slope)
        push = centre / weights - slack - slack / weights * change
        weights = weights + min(1.0, _room(weights, change)) * change
        slack = slack + min(1.0, _room(slack, push)) * push
    found: Floats = weights / weights.sum()
    return found


def mean_logarithm(chances: Floats, counts: Ints) -> float:
    """The mean over people of the logarithm of their (T,) chances, without those at chance 0."""
    drawn = chances > 0
    return float(counts[drawn] @ np.log(chances[drawn])) / float(counts[drawn].sum())


def _room(values: Floats, change: Floats) -> float:
    """How far values may move and stay above 0, less a little."""
    falling = change < 0
    return 0.95 * float(np.min(-values[falling] / change[falling])) if falling.any() else 1.0


def _status(finished: bool) -> str:
    return "panels" if finished else "stopped"
