"""Ordered reserves for each panel: who stands ready, so that few quotas are missed when members leave.

Each member leaves with a chance of his or her own (`dropouts.py`). When a set of members has left,
reserves take free places so that the quotas are missed by as little as possible; a missing member
with some value counts 1 / (most members that the quota allows), one too many likewise, and an
empty place counts 1 / size. The reserves are to make the expectation of this sum small.

The expectation is estimated on many drawn sets of members who leave, the same for every
candidate; and reserves are chosen one after another, each the one that lowers it most. So the
first is the most useful one, whatever number of reserves is taken.

Source: Assos, Baharav, Flanigan, Procaccia, *Alternates, assemble! Selecting optimal alternates for
citizens' assemblies*, EC 2025: the loss (weighted L1 distance from the quotas after the best
replacement) and empirical risk minimisation over sampled drop-outs. There an integer program
chooses all alternates of one panel at once; here a greedy choice serves a thousand panels.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tequio.faults import Fault
from tequio.selection.problem import Floats, Ints, Problem

SAMPLES = 300
FINE = 2**20
HINT = 2.0**-20
Bools = NDArray[np.bool_]


@dataclass(eq=False)
class TooFewReserves(Fault):
    """For some panel only `possible` people may step in, fewer than the `count` asked for."""

    count: int
    possible: int


@dataclass(eq=False)
class ReservesBeyondPool(Fault):
    """Besides the `size` members only `rest` volunteers, or households, are left for `count` reserves."""

    count: int
    size: int
    rest: int
    households: bool


@dataclass(frozen=True)
class Reserves:
    """Reserves of each panel and what they are worth.

    Args:
        people: for each panel its reserves as positions in the pool, the most useful first.
        before: (N,) expected shortfall of each panel without any reserve, as estimated.
        after: (N,) the same with its reserves.
    """

    people: tuple[Ints, ...]
    before: Floats
    after: Floats


def check_count(problem: Problem, count: int) -> None:
    """Sees that there can be so many reserves at all, before any panel is made.

    Members and reserves are different people of different households; this is necessary and not
    sufficient, since a panel's quotas say which people and households it takes.

    Raises:
        ReservesBeyondPool: size and reserves together are more than there are people or households.
    """
    shared = problem.household_of[problem.household_of >= 0]
    rest = len(problem.household_of) - len(shared) + len(np.unique(shared)) - problem.size
    if count > rest:
        raise ReservesBeyondPool(count, problem.size, rest, len(shared) > 0)


def reserves(
    problem: Problem,
    panels: Sequence[Ints],
    leaving: Floats,
    count: int,
    generator: np.random.Generator,
    samples: int = SAMPLES,
) -> Reserves:
    """`count` ordered reserves for each panel.

    A reserve is neither on the panel nor in the household of a member or of another reserve.
    A household mate could step in for that one member only; to leave such people out keeps every
    reserve good for every free place.

    Among people of one type, and among types that are equally useful, chance decides by
    `generator`, so that nobody is first by his or her place in the file. The same panels, chances
    and generator give the same reserves.

    Args:
        problem: pool and quotas.
        panels: N panels, each the positions of its members.
        leaving: (T,) chance of a person of each type to leave, between 0 and 1.
        count: reserves a panel.
        generator: for the sets of members who leave, and for ties.
        samples: how many such sets to draw a panel.

    Raises:
        TooFewReserves: for some panel fewer people may step in.
    """
    chooser = _Chooser(problem, leaving[problem.type_of], samples)
    chosen = [chooser.choose(np.asarray(panel), count, generator) for panel in panels]
    possible = min((len(people) for people, _, _ in chosen), default=count)
    if possible < count:
        raise TooFewReserves(count, possible)
    return Reserves(
        tuple(people for people, _, _ in chosen),
        np.array([before for _, before, _ in chosen]),
        np.array([after for _, _, after in chosen]),
    )


def weights(problem: Problem) -> Floats:
    """(Q + 1,) what one member too few or too many under each quota counts, and an empty place."""
    each: Floats = 1 / np.maximum(np.append(problem.high, problem.size), 1).astype(np.float64)
    return each


def shortfall_of(problem: Problem, totals: Floats | Ints) -> Floats:
    """(…,) weighted distance from the quotas of (…, Q + 1) members under each quota and in all."""
    low, high = np.append(problem.low, problem.size), np.append(problem.high, problem.size)
    missed = np.maximum(low - totals, 0) + np.maximum(totals - high, 0)
    distance: Floats = (missed * weights(problem)).sum(axis=-1)
    return distance


def _membership(rows: Ints, count: int) -> csr_matrix:
    """(N, count) ones where one of N things falls under a row; products with it need no threads."""
    starts = np.arange(0, rows.size + 1, rows.shape[1])
    return csr_matrix((np.ones(rows.size), rows.ravel(), starts), shape=(len(rows), count))


@dataclass
class _Standing:
    """Samples of who leaves: (S, Q + 1) members under each quota and in all, and (S,) places still free."""

    totals: Ints
    places: Ints

    def copy(self) -> "_Standing":
        """Another one to change."""
        return _Standing(self.totals.copy(), self.places.copy())


class _Chooser:
    """Chooses reserves for panels of one problem."""

    def __init__(self, problem: Problem, leaving: Floats, samples: int) -> None:
        self._problem = problem
        self._leaving = leaving
        self._samples = samples
        quotas = len(problem.low)
        # The place as such is one more row, under which everybody falls.
        self._rows = np.hstack([problem.cells, np.full((problem.types, 1), quotas)])
        # Types that differ only by household are worth the same.
        vectors, self._vector_of = np.unique(self._rows, axis=0, return_inverse=True)
        self._belongs = _membership(vectors, quotas + 1)
        self._low = np.append(problem.low, problem.size)
        self._high = np.append(problem.high, problem.size)
        # Whole numbers, whose sums are exact in any order: ties are ties on every processor.
        self._weights = np.round(FINE * weights(problem))

    def choose(self, panel: Ints, count: int, generator: np.random.Generator) -> tuple[Ints, float, float]:
        """Reserves of one panel, and its expected shortfall before and after."""
        leave = generator.random((self._samples, len(panel))) < self._leaving[panel]
        start = _Standing(self._totals(panel, leave), leave.sum(axis=1))
        order = generator.permutation(len(self._problem.type_of))
        may = self._may_step_in(panel)
        people = self._greedy(start.copy(), order, may, count, generator)
        people = self._exchanged(start, order, may, people)
        end = start.copy()
        people = self._ordered(end, people)
        before, after = (shortfall_of(self._problem, state.totals).mean() for state in (start, end))
        return np.array(people, dtype=np.int64), float(before), float(after)

    def _greedy(
        self, state: _Standing, order: Ints, may: Bools, count: int, generator: np.random.Generator
    ) -> list[int]:
        """People one after another, each the most useful after those before."""
        people: list[int] = []
        kinds = self._problem.type_of
        for _ in range(count):
            available = np.bincount(kinds[may], minlength=self._problem.types) > 0
            if not available.any():
                break
            worth = np.where(available, self._worth(state), -np.inf)
            best = np.flatnonzero(worth >= worth.max() - HINT / 2)
            kind = int(best[generator.integers(len(best))])
            person = int(order[may[order] & (kinds[order] == kind)][0])
            people.append(person)
            self._seat(state, kind)
            self._strike(may, person)
        return people

    def _exchanged(self, start: _Standing, order: Ints, may: Bools, people: list[int]) -> list[int]:
        """Each of the people in turn given up for a more useful one, given all the others."""
        kinds = self._problem.type_of
        people, before = list(people), start.copy()
        for place, person in enumerate(people):
            state = before.copy()
            for later in people[place + 1 :]:
                self._seat(state, kinds[later])
            worth = self._worth(state)
            available = np.bincount(kinds[may], minlength=self._problem.types) > 0
            kind = int(np.where(available, worth, -np.inf).argmax())
            if available[kind] and worth[kind] > worth[kinds[person]] + 0.5:
                people[place] = int(order[may[order] & (kinds[order] == kind)][0])
                self._strike(may, people[place])
            self._seat(before, kinds[people[place]])
        return people

    def _ordered(self, state: _Standing, people: list[int]) -> list[int]:
        """The same people, the most useful first, then the most useful after that one, and so on."""
        left, ordered = list(people), []
        kinds = self._problem.type_of
        while left:
            saved = [np.maximum(self._gain(state, kinds[person]), 0).sum() for person in left]
            ordered.append(left.pop(int(np.argmax(saved))))
            self._seat(state, kinds[ordered[-1]])
        return ordered

    def _totals(self, panel: Ints, leave: Bools) -> Ints:
        """(S, Q + 1) members who stay, under each quota and in all."""
        belongs = _membership(self._rows[self._problem.type_of[panel]], len(self._low))
        return np.asarray((belongs.T @ (~leave).T.astype(float)).T).astype(np.int64)

    def _step(self, state: _Standing, rows: Ints | slice = slice(None)) -> Floats:
        """(S, Q + 1) what one more under each quota saves: its weight, less than nothing, or nothing."""
        totals = state.totals[:, rows]
        few, many = totals < self._low[rows], totals >= self._high[rows]
        step: Floats = (few.astype(float) - many) * self._weights[rows] * (state.places > 0)[:, None]
        return step

    def _worth(self, state: _Standing) -> Floats:
        """(T,) what one more of each type would save in all samples."""
        step = self._step(state).T
        gain = self._belongs @ step
        np.maximum(gain, 0, out=gain)
        # Where nobody is of use any more, who does least harm goes first.
        worth: Floats = gain.sum(axis=1) + HINT * (self._belongs @ step.sum(axis=1))
        return worth[self._vector_of.ravel()]

    def _gain(self, state: _Standing, kind: int) -> Floats:
        """(S,) what one more of a type would save in each sample."""
        gain: Floats = self._step(state, self._rows[kind]).sum(axis=1)
        return gain

    def _seat(self, state: _Standing, kind: int) -> None:
        """One more of a type, in the samples in which that saves something."""
        useful = np.flatnonzero(self._gain(state, kind) > 0)
        state.totals[useful[:, None], self._rows[kind]] += 1
        state.places[useful] -= 1

    def _may_step_in(self, panel: Ints) -> Bools:
        """(n,) who is neither on the panel nor in a member's household."""
        may = np.ones(len(self._problem.type_of), dtype=bool)
        for person in panel.tolist():
            self._strike(may, person)
        return may

    def _strike(self, may: Bools, person: int) -> None:
        may[person] = False
        household = self._problem.household_of[person]
        if household >= 0:
            may[self._problem.household_of == household] = False
