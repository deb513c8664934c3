"""A lottery: panels with probabilities, and what they give each volunteer."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tequio.faults import Fault
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.relaxation import Target


@dataclass(eq=False)
class NotAPanel(Fault):
    """A method made something that is no panel: an error of ours, never the user's."""

    position: int


@dataclass(frozen=True)
class Lottery:
    """Panels, by how many people of each type they take, with probabilities.

    People of one type are interchangeable: once a composition is drawn, each of them is as
    likely as the others to be taken.

    Args:
        problem: whose panels.
        method: the rule by name, a key of `METHODS`.
        target: the chances that the rule asks for, with their proof where there is one.
        compositions: (N, T) people of each type, a panel a row.
        weights: (N,) probabilities, sum to 1.
        status: `exact` (the target is met), `near` (to within the tolerance asked for), `panels` (the
            relaxation's target is out of reach; this is the best that panels can do), `stopped`
            (time or somebody ended the work) or `simulated` (frequencies of a procedure, no target).
        bound: proven upper bound on the lowest chance of any lottery over panels (if `stopped`, of
            those not in `never`).
        never: types that can be on no panel at all.
        goal_gap: how far the rule's own goal may lie from its best value over all lotteries, as
            proved: for nash the mean logarithm of chances, for goldilocks its sum; 0 where
            `bound` says it all.
        simulated: how many simulated panels the frequencies rest on; 0 for every other method.
    """

    problem: Problem
    method: str
    target: Target
    compositions: csr_matrix
    weights: Floats
    status: str
    bound: float
    never: tuple[int, ...] = ()
    goal_gap: float = 0.0
    simulated: int = 0

    def __post_init__(self) -> None:
        """Checks each panel in whole numbers against the size, every quota and the household rule.

        Apart from every solver and search: whatever made them, no lottery holds anything else.

        Raises:
            NotAPanel: one does not meet them; its position.
        """
        wrong = np.flatnonzero(~are_panels(self.problem, self.compositions))
        if len(wrong):
            raise NotAPanel(int(wrong[0]))

    @cached_property
    def chances(self) -> Floats:
        """(T,) chance of a person of each type."""
        seats: Floats = np.asarray(self.weights @ self.compositions).ravel()
        return seats / self.problem.counts

    @property
    def person_chances(self) -> Floats:
        """(n,) chance of each person."""
        return self.chances[self.problem.type_of]

    @property
    def lowest(self) -> float:
        """The smallest chance of anybody."""
        return float(self.chances.min())

    @property
    def distance(self) -> float:
        """The largest difference between a chance and the target's."""
        return float(np.abs(self.chances - self.target.chances).max())

    @property
    def gap(self) -> float:
        """How far the lowest chance may lie below the best possible one, as proved.

        Of a lottery that was stopped, the lowest chance of those who can be on some panel, as its bound is.
        """
        can = np.ones(len(self.chances), dtype=bool)
        can[list(self.never) if self.status == "stopped" else []] = False
        return max(0.0, self.bound - float(self.chances[can].min(initial=1.0)))

    def panel(self, number: int) -> Ints:
        """(T,) one composition, by its position."""
        return np.asarray(self.compositions[number].toarray()).ravel().astype(np.int64)


def are_panels(problem: Problem, compositions: csr_matrix) -> NDArray[np.bool_]:
    """(N,) whether each row of (N, T) whole numbers is a panel, as `Problem.is_panel` says of one."""
    features = problem.cells.shape[1]
    types = np.repeat(np.arange(problem.types), features)
    shape = (problem.types, len(problem.low))
    totals = (
        compositions @ csr_matrix((np.ones(len(types)), (types, problem.cells.ravel())), shape)
    ).toarray()
    paired = np.flatnonzero(problem.pattern >= 0)
    homes = csr_matrix(
        (np.ones(len(paired)), (paired, problem.pattern[paired])), (problem.types, len(problem.limits))
    )
    entries = compositions.tocsr()
    most = problem.counts[entries.indices]
    odd = (entries.data != np.round(entries.data)) | (entries.data < 0) | (entries.data > most)
    rows = np.repeat(np.arange(entries.shape[0]), np.diff(entries.indptr))
    return np.asarray(
        (np.asarray(compositions.sum(axis=1)).ravel() == problem.size)
        & (totals >= problem.low).all(axis=1)
        & (totals <= problem.high).all(axis=1)
        & ((compositions @ homes).toarray() <= problem.limits).all(axis=1)
        & (np.bincount(rows, odd, entries.shape[0]) == 0)
    )
