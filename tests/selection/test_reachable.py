import numpy as np
import pytest
from enumerate_panels import (
    all_panels,
    best_goldilocks,
    highest_lowest,
    lowest_highest,
    shares_of,
    tight_problem,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from tequio.selection.progress import Unwatched
from tequio.selection.reachable import heaviest, reachable_goldilocks, reachable_maximin, reachable_nash
from tequio.solver import SolverStopped

FEW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def from_nothing(asked):
    return csr_matrix((0, asked.types))


class StopSoon(Unwatched):
    """Stops the work as soon as it is told that a panel was added."""

    def __init__(self):
        super().__init__()
        self.told = False

    def tell(self, progress):
        self.told = True

    def stopped(self):
        return self.told


class StopAtOnce(Unwatched):
    def stopped(self):
        return True


@FEW
@given(SEEDS)
def test_maximin_from_no_panels_reaches_the_best_of_all_panels(seed):
    asked = tight_problem(seed)
    lottery = reachable_maximin(asked, 1.0, from_nothing(asked), Unwatched())
    shares, held = shares_of(asked, all_panels(asked))
    best = highest_lowest(shares)
    assert (lottery.chances[held].min(), lottery.bound) == pytest.approx((best, best), abs=1e-7)
    assert lottery.chances.max() == pytest.approx(lowest_highest(shares, best - 1e-9), abs=1e-6)


@FEW
@given(SEEDS)
def test_goldilocks_from_no_panels_proves_its_gap(seed):
    asked = tight_problem(seed, with_households=True)
    lottery = reachable_goldilocks(asked, 1.0, 1.0, from_nothing(asked), Unwatched())
    shares, held = shares_of(asked, all_panels(asked))
    even = asked.size / asked.counts[held].sum()
    chances = lottery.chances[held]
    value = chances.max() / even + even / chances.min()
    assert value <= best_goldilocks(shares, even) + 1e-5
    assert lottery.goal_gap < 1e-6


@FEW
@given(SEEDS)
def test_nash_stopped_soon_still_proves_how_far_it_may_be(seed):
    asked = tight_problem(seed)
    stopped = reachable_nash(asked, 1.0, from_nothing(asked), StopSoon())
    best = reachable_nash(asked, 1.0, from_nothing(asked), Unwatched())
    held = all_panels(asked).any(axis=0)
    means = [
        asked.counts[held] @ np.log(lottery.chances[held]) / asked.counts[held].sum()
        for lottery in (stopped, best)
    ]
    assert means[1] - 1e-9 <= means[0] + stopped.goal_gap
    assert means[0] <= means[1] + best.goal_gap + 1e-9


@FEW
@given(SEEDS)
def test_maximin_stopped_soon_still_proves_a_bound(seed):
    asked = tight_problem(seed)
    stopped = reachable_maximin(asked, 1.0, from_nothing(asked), StopSoon())
    shares, _ = shares_of(asked, all_panels(asked))
    assert stopped.bound >= highest_lowest(shares) - 1e-7
    assert all(asked.is_panel(stopped.panel(number)) for number in range(len(stopped.weights)))


@FEW
@given(SEEDS)
def test_goldilocks_stopped_soon_still_proves_its_gap(seed):
    asked = tight_problem(seed)
    stopped = reachable_goldilocks(asked, 1.0, 1.0, from_nothing(asked), StopSoon())
    shares, held = shares_of(asked, all_panels(asked))
    even = asked.size / asked.counts[held].sum()
    chances = stopped.chances[held]
    with np.errstate(divide="ignore"):
        value = chances.max() / even + even / chances.min()
    assert value - stopped.goal_gap <= best_goldilocks(shares, even) + 1e-5 or stopped.goal_gap == np.inf


@pytest.mark.parametrize("reachable", [reachable_maximin, reachable_nash])
def test_stopped_before_it_is_known_who_can_be_drawn_there_is_no_lottery(reachable):
    asked = tight_problem(3)
    with pytest.raises(SolverStopped):
        reachable(asked, 1.0, from_nothing(asked), StopAtOnce())


def test_heaviest_weights_of_two_apart_are_their_shares_of_people():
    shares = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert heaviest(shares, np.array([3.0, 1.0]), np.full(2, 0.5)) == pytest.approx([0.75, 0.25], abs=1e-9)
