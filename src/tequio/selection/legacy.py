"""Legacy: the field's old greedy procedure, simulated."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tequio.selection.bands import highest_floor
from tequio.selection.lottery import Lottery
from tequio.selection.method_faults import NoPanelFound
from tequio.selection.problem import Floats, Ints, Problem
from tequio.selection.progress import Progress, Watch
from tequio.selection.relaxation import Target, room

PANELS = 10_000
TRIES = 200_000
MOST_TRIES = 500_000
CELLS = 4_000_000

Counts = NDArray[np.float32]


def legacy(problem: Problem, generator: np.random.Generator, watch: Watch) -> Lottery:
    """How often the field's old procedure draws whom.

    The procedure, once for each panel: as long as seats are free, take the quota whose people are
    most urgently needed, that is with the highest ratio of members still missing from its minimum
    to volunteers still available; draw one of these volunteers, each equally likely; then strike
    out everybody of the same household, and everybody under a quota that has reached its maximum.
    When a quota can no longer be met, or nobody is left, start again from nothing. Of quotas with
    the same ratio the first counts. Other than in the published code, people under a quota
    whose maximum is 0 are struck out before the start, so that every panel meets every quota.

    The procedure has no target and nobody knows its chances; they are estimated from 10,000
    panels (fewer if half a million starts do not give as many, or `watch` stops the work: the
    lottery's `simulated` says how many), so that a chance of 10 % is
    uncertain by 0.3 points (one standard error). All volunteers of a type have the same
    frequency, since the procedure treats them alike.

    Args:
        problem: pool, quotas and size.
        generator: draws the volunteers.
        watch: is told of progress and may stop the work.

    Returns:
        A lottery with status `simulated`, whose `target` carries the frequencies.

    Raises:
        Infeasible: not even the relaxation has a point.
        NoPanelFound: 200,000 starts, or all until `watch` stopped the work, were dead ends.

    Source: the Sortition Foundation's stratified selection (`find_random_sample_legacy` in
    sortitionfoundation/stratification-app), described in Flanigan, Gölz, Gupta, Hennig,
    Procaccia, *Fair algorithms for selecting citizens' assemblies*, Nature 2021, supplementary
    information 12.
    """
    bound = highest_floor(room(problem)).chance
    compositions, weights, count = _simulate(Greedy(problem, generator), watch)
    seats = np.asarray(weights @ compositions).ravel()
    return Lottery(
        problem=problem,
        method="legacy",
        target=Target(room(problem), seats),
        compositions=compositions,
        weights=weights,
        status="simulated",
        bound=bound,
        simulated=count,
    )


def _simulate(greedy: "Greedy", watch: Watch) -> tuple[csr_matrix, Floats, int]:
    """Different panels, with their frequencies, and how many were simulated."""
    batch = max(64, min(4096, CELLS // greedy.problem.types))
    found: list[Ints] = []
    count = tries = 0
    while count < PANELS and tries < MOST_TRIES and not (tries and watch.stopped()):
        panels = greedy.batch(batch)[: PANELS - count]
        tries += batch
        count += len(panels)
        found.append(panels)
        watch.tell(Progress("panels", count, PANELS))
        if not count and (tries >= TRIES or watch.stopped()):
            raise NoPanelFound(tries)
    different, times = np.unique(np.vstack(found), axis=0, return_counts=True)
    return csr_matrix(different.astype(float)), times / times.sum(), count


class Greedy:
    """Many runs of the procedure at once, a row each; runs in a dead end are dropped.

    Volunteers are counted by type, which is exact: those of a type are alike, and so are the
    households of a pattern, since people are only ever struck out as whole households or as
    whole types.

    Args:
        problem: whose panels.
        generator: draws the volunteers.
    """

    def __init__(self, problem: Problem, generator: np.random.Generator) -> None:
        self.problem = problem
        self._generator = generator
        types, quotas = problem.types, len(problem.low)
        self._under = np.zeros((types, quotas), dtype=np.float32)
        self._under[np.arange(types)[:, None], problem.cells] = 1
        self._types_under = [np.flatnonzero(column) for column in self._under.T]
        self._mates = _mates(problem)
        open_types = (self._under @ (problem.high == 0)) == 0
        self._start = np.where(open_types, problem.counts, 0).astype(np.float32)

    def batch(self, runs: int) -> Ints:
        """(N, T) the panels of those of `runs` runs that end well."""
        left = np.repeat(self._start[None, :], runs, axis=0)
        panels = np.zeros((runs, self.problem.size), dtype=np.int64)
        under = np.repeat((self._start @ self._under)[None, :], runs, axis=0)
        chosen = np.zeros_like(under)
        for seat in range(self.problem.size):
            kept = self._alive(under, chosen)
            if len(kept) < len(left):
                left, panels, under, chosen = left[kept], panels[kept], under[kept], chosen[kept]
            drawn = self._draw(left, under, chosen)
            self._take(drawn, left, under)
            panels[:, seat] = drawn
            chosen += self._under[drawn]
            self._strike_full(drawn, left, under, chosen)
        return self._compositions(panels[(chosen >= self.problem.low).all(axis=1)])

    def _compositions(self, panels: Ints) -> Ints:
        """(N, T) people of each type, for (N, size) panels as types."""
        types = self.problem.types
        places = np.arange(len(panels))[:, None] * types + panels
        return np.bincount(places.ravel(), minlength=len(panels) * types).reshape(-1, types)

    def _alive(self, under: Counts, chosen: Counts) -> Ints:
        """Rows where each quota can still be met and somebody is left."""
        enough = (under >= self.problem.low - chosen).all(axis=1)
        return np.flatnonzero(enough & (under > 0).any(axis=1))

    def _draw(self, left: Counts, under: Counts, chosen: Counts) -> Ints:
        """The type of the volunteer drawn in each row."""
        available = under > 0
        ratio = np.where(available, (self.problem.low - chosen) / np.maximum(under, 1), -np.inf)
        urgent = ratio.argmax(axis=1)
        many = under[np.arange(len(left)), urgent].astype(np.int64)
        places = self._generator.integers(many)
        drawn = np.zeros(len(left), dtype=np.int64)
        for quota in np.unique(urgent).tolist():
            rows = np.flatnonzero(urgent == quota)
            types = self._types_under[quota]
            passed = left[np.ix_(rows, types)].cumsum(axis=1) > places[rows, None]
            drawn[rows] = types[passed.argmax(axis=1)]
        return drawn

    def _take(self, drawn: Ints, left: Counts, under: Counts) -> None:
        """Strikes out those drawn, with the rest of their households."""
        rows = np.arange(len(drawn))
        for mate, times in zip(self._mates[0].T, self._mates[1].T):
            types = mate[drawn]
            gone = np.minimum(left[rows, types], times[drawn])
            left[rows, types] -= gone
            under -= gone[:, None] * self._under[types]

    def _strike_full(self, drawn: Ints, left: Counts, under: Counts, chosen: Counts) -> None:
        """Strikes out everybody under the quotas of those drawn that are now full."""
        for column in self.problem.cells.T:
            quotas = column[drawn]
            full = chosen[np.arange(len(drawn)), quotas] >= self.problem.high[quotas]
            for quota in np.unique(quotas[full]).tolist():
                rows = np.flatnonzero(full & (quotas == quota))
                types = self._types_under[quota]
                part = np.ix_(rows, types)
                under[rows] -= left[part] @ self._under[types]
                left[part] = 0


def _mates(problem: Problem) -> tuple[Ints, Counts]:
    """(T, W) the types in a household of each type, itself first, and how many of each it holds."""
    of_pattern = [np.flatnonzero(problem.pattern == number) for number in range(len(problem.limits))]
    width = max((len(types) for types in of_pattern), default=1)
    mates = np.repeat(np.arange(problem.types)[:, None], width, axis=1)
    times = np.zeros((problem.types, width), dtype=np.float32)
    times[:, 0] = 1
    for number, types in enumerate(of_pattern):
        for t in types.tolist():
            mates[t, : len(types)] = types
            times[t, : len(types)] = problem.counts[types] // problem.limits[number]
    return mates, times
