"""What published panels give away about the people on them.

Somebody knows the features of a few volunteers and sees the numbered panels by pseudonym. Let
x_i say whether person i has a value. A quota that every panel meets with the same count gives one
equation a panel,

    Σ_{i on panel} x_i = c   for each panel,   low ≤ c ≤ high,

and each other quota two inequalities a panel. The vectors that solve the equations form a space of
few dimensions (about one for each such quota), in which a handful of known people fixes all the
others. Whoever then belongs to one of two values left over is found by a small integer program
over the inequalities.

The attack is a lower bound on what leaks: somebody with more patience may do better. An integer
program over the same space, for one, could group people without knowing anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from tequio.faults import Fault
from tequio.quotas import Quotas
from tequio.selection.problem import Floats, Ints
from tequio.solver import Infeasible, Program, SolverStopped

MOST_PEOPLE = 5000
KNOWN = (0, 15, 30, 45, 60)
TRIES = 20
SPLIT_TRIES = 5
NEAR = 1e-3
SLACK = 1e-6
WHOLE_SHARE = 0.9
NODES = 60
MOST_SPLIT = 60
SPLIT_SHARE = 0.5
NOBODY = -1
Positions = NDArray[np.int32]


@dataclass(eq=False)
class NoBundle(Fault):
    """A file of the bundle is missing or is not what the format says."""

    path: Path


@dataclass(eq=False)
class PoolTooLarge(Fault):
    """This attack solves equations over all people, and there are more than it can hold."""

    people: int
    most: int


@dataclass(frozen=True)
class Leak:
    """How one feature fared against somebody who knows a number of volunteers.

    Args:
        feature: its name.
        known: how many volunteers the attacker knows.
        others: how many he does not know.
        claimed: of how many others he claims a value.
        right: how many of these claims are true.
        common: how many others have the value with the largest quota: what a plain guess gets right.
    """

    feature: str
    known: int
    others: int
    claimed: int
    right: int
    common: int


def attack(
    panels: Sequence[Sequence[int]], quotas: Quotas, known: Positions, generator: np.random.Generator
) -> Positions:
    """What an attacker would claim about everybody.

    Args:
        panels: for each numbered panel the positions of its members.
        quotas: as published.
        known: (n, F) position of each person's value among the quotas of a feature, -1 for people
            whom the attacker does not know.
        generator: for the random goals: a value is claimed where several of them agree.

    Returns:
        (n, F) positions as in `known`, -1 where nothing is claimed.

    Raises:
        PoolTooLarge: there are more than `MOST_PEOPLE` people.
    """
    return Attacker(panels, quotas, len(known)).claims(known, generator)


def leaks(
    panels: Sequence[Sequence[int]],
    quotas: Quotas,
    truth: Positions,
    generator: np.random.Generator,
    known: Sequence[int] = KNOWN,
) -> tuple[Leak, ...]:
    """The attack for growing numbers of known volunteers, compared with the truth.

    The known ones are the first of one random order of all people, so that each number adds to
    the one before.

    Args:
        panels: for each numbered panel the positions of its members.
        quotas: as published.
        truth: (n, F) position of each person's value among the quotas of a feature.
        generator: for the order of people and the attack.
        known: how many volunteers the attacker knows; numbers of n or more are left out.

    Returns:
        One entry for each number and feature, numbers first; none where there are no panels, as in
        the exact form.

    Raises:
        PoolTooLarge: there are more than `MOST_PEOPLE` people.
    """
    if not len(panels):
        return ()
    attacker = Attacker(panels, quotas, len(truth))
    order = generator.permutation(len(truth))
    found: list[Leak] = []
    for count in known:
        if count < len(truth):
            told = np.full_like(truth, NOBODY)
            told[order[:count]] = truth[order[:count]]
            claims = attacker.claims(told, generator)
            found += _compare(quotas, claims, truth, order[count:], count)
    return tuple(found)


def _compare(quotas: Quotas, claims: Positions, truth: Positions, others: Ints, known: int) -> list[Leak]:
    found = []
    for place, feature in enumerate(quotas.features):
        rows = [row for row in quotas.rows if row.feature == feature]
        largest = max(range(len(rows)), key=lambda value: rows[value].max)
        claimed, true = claims[others, place], truth[others, place]
        found.append(
            Leak(
                feature=feature,
                known=known,
                others=len(others),
                claimed=int((claimed != NOBODY).sum()),
                right=int((claimed == true).sum()),
                common=int((true == largest).sum()),
            )
        )
    return found


class Attacker:
    """Somebody who has the panels and the quotas.

    Args:
        panels: for each numbered panel the positions of its members.
        quotas: as published.
        people: how many volunteers there are, n.

    Raises:
        PoolTooLarge: there are more than `MOST_PEOPLE` people.
    """

    def __init__(self, panels: Sequence[Sequence[int]], quotas: Quotas, people: int) -> None:
        if people > MOST_PEOPLE:
            raise PoolTooLarge(people, MOST_PEOPLE)
        self.quotas = quotas
        self.people = people
        different = sorted({tuple(sorted(panel)) for panel in panels})
        starts = np.cumsum([0, *(len(panel) for panel in different)])
        members = np.array([person for panel in different for person in panel], dtype=np.int64)
        self.panels = csr_matrix((np.ones(len(members)), members, starts), shape=(len(different), people))
        # Nothing can be said of people who are on no panel.
        self.seen = np.unique(members)

    @cached_property
    def space(self) -> Floats:
        """(S, D) basis of all x over the people seen for which Σ x is the same on every panel."""
        panels = self.panels[:, self.seen]
        mean = np.asarray(panels.mean(axis=0)).ravel()
        spread = (panels.T @ panels).toarray() - panels.shape[0] * np.outer(mean, mean)
        values, vectors = np.linalg.eigh(spread)
        basis: Floats = vectors[:, values < 1e-9 * max(values[-1], 1.0)]
        return basis

    def claims(self, known: Positions, generator: np.random.Generator) -> Positions:
        """(n, F) claimed positions, -1 for none; see `attack`."""
        found = np.full_like(known, NOBODY)
        for place, feature in enumerate(self.quotas.features):
            rows = [row for row in self.quotas.rows if row.feature == feature]
            told = known[self.seen, place]
            marks = [
                self._marks(told, value, (row.min, row.max), generator) for value, row in enumerate(rows)
            ]
            claims = _conclude(marks, told)
            open_values = [value for value, mark in enumerate(marks) if mark is None]
            if len(open_values) == 2:
                bounds = [(rows[value].min, rows[value].max) for value in open_values]
                self._split(claims, marks, open_values, bounds, generator)
            found[self.seen, place] = claims
        return np.where(known == NOBODY, found, known)

    def _marks(
        self, told: Positions, value: int, bounds: tuple[int, int], generator: np.random.Generator
    ) -> Ints | None:
        """(S,) 1 for who has the value, 0 for who has not, -1 if unsure; `None` if panels differ in it.

        Every goal leads to a corner of  {x in the space : 0 ≤ x ≤ 1, x as known, low ≤ c ≤ high}.
        Nearly whole corners are a sign that the guess "all panels have the same count" is right.
        """
        program = self._equations(told, value, bounds)
        corners = []
        try:
            for _ in range(TRIES):
                program.costs(np.asarray(generator.normal(size=self.space.shape[1])))
                corners.append(self.space @ program.solve().columns)
        except (Infeasible, SolverStopped):
            return None
        points = np.array(corners)
        whole = np.abs(points - np.round(points)) < NEAR
        if whole.mean() < WHOLE_SHARE:
            return None
        agreed = whole.all(axis=0) & (np.ptp(points, axis=0) < 0.5)
        return np.where(agreed, np.round(points[0]), NOBODY).astype(np.int64)

    def _equations(self, told: Positions, value: int, bounds: tuple[int, int]) -> Program:
        """The program over coordinates in the space; its goal is still to be set."""
        count = self.panels[0, self.seen].toarray() @ self.space
        free = told == NOBODY
        has = (told == value).astype(float)
        dimensions = self.space.shape[1]
        return Program(
            costs=np.zeros(dimensions),
            low=np.full(dimensions, -np.inf),
            high=np.full(dimensions, np.inf),
            matrix=csc_matrix(np.vstack([self.space, count])),
            row_low=np.append(np.where(free, 0.0, has - SLACK), bounds[0] - SLACK),
            row_high=np.append(np.where(free, 1.0, has + SLACK), bounds[1] + SLACK),
        )

    def _split(
        self,
        claims: Positions,
        marks: list[Ints | None],
        pair: list[int],
        bounds: list[tuple[int, int]],
        generator: np.random.Generator,
    ) -> None:
        """Fills in who has which of two values, from the inequalities, where several solutions agree."""
        settled = [mark for mark in marks if mark is not None]
        left = np.all([mark == 0 for mark in settled], axis=0) if settled else np.ones(len(claims), bool)
        group = np.flatnonzero(left & np.isin(claims, [NOBODY, *pair]))
        unsure = np.flatnonzero(~left & (claims == NOBODY))
        # Larger groups would take minutes, and few known people decide nothing in them.
        if not 0 < (claims[group] == NOBODY).sum() <= MOST_SPLIT:
            return
        program = self._inequalities(
            claims[group] == pair[0], claims[group] == pair[1], group, unsure, bounds
        )
        solutions = []
        try:
            for _ in range(SPLIT_TRIES):
                program.costs(np.asarray(generator.normal(size=len(group))))
                solutions.append(program.solve().columns > 0.5)
        except (Infeasible, SolverStopped):
            return
        first, all_of = solutions[0], np.array(solutions)
        agreed = (all_of == first).all(axis=0)
        # A few agree by accident; where the panels decide, most do.
        if agreed[claims[group] == NOBODY].mean() < SPLIT_SHARE:
            return
        claims[group[agreed]] = np.where(first[agreed], pair[0], pair[1])

    def _inequalities(
        self,
        first: NDArray[np.bool_],
        second: NDArray[np.bool_],
        group: Ints,
        unsure: Ints,
        bounds: list[tuple[int, int]],
    ) -> Program:
        """Whole numbers: 1 for the first value, 0 for the second; a panel bounds both at once.

        People who may be of the group or not widen the bounds of the panels that they are on.
        """
        panels = self.panels[:, self.seen].tocsc()
        members = panels[:, group]
        together = np.asarray(members.sum(axis=1)).ravel()
        elsewhere = np.asarray(panels[:, unsure].sum(axis=1)).ravel()
        (low, high), (other_low, other_high) = bounds
        return Program(
            costs=np.zeros(len(group)),
            low=first.astype(float),
            high=(~second).astype(float),
            matrix=members,
            row_low=np.maximum(low - elsewhere, together - other_high),
            row_high=np.minimum(high, together - other_low + elsewhere),
            integer=True,
            options={"mip_max_nodes": NODES, "mip_rel_gap": 0.5},
        )


def _conclude(marks: list[Ints | None], told: Positions) -> Positions:
    """Each person has one value a feature: the only one marked, or the only one not ruled out."""
    table = np.array([np.full(len(told), NOBODY) if mark is None else mark for mark in marks])
    holds, ruled_out = table == 1, table == 0
    single = holds.sum(axis=0) == 1
    last = (ruled_out.sum(axis=0) == len(marks) - 1) & ~holds.any(axis=0)
    claims = np.where(single, holds.argmax(axis=0), np.where(last, (~ruled_out).argmax(axis=0), NOBODY))
    return np.where(told == NOBODY, claims, told).astype(np.int32)
