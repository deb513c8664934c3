import numpy as np
import pytest
from enumerate_panels import all_panels, best_goldilocks, shared_problem, shares_of, tight_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.bands import Bands, highest_floor
from tequio.selection.goldilocks import best_band, goldilocks
from tequio.selection.maximin import maximin
from tequio.selection.nash import nash
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import room

FEW = settings(max_examples=15, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def drawn(asked, method=goldilocks):
    return method(asked, np.random.default_rng(0), Unwatched())


def total(lottery, held):
    even = lottery.problem.size / lottery.problem.counts[held].sum()
    chances = lottery.chances[held]
    return chances.max() / even + even / chances.min()


@FEW
@given(SEEDS)
def test_goldilocks_reaches_the_least_sum_of_any_lottery(seed):
    asked = tight_problem(seed)
    shares, held = shares_of(asked, all_panels(asked))
    even = asked.size / asked.counts[held].sum()
    assert total(drawn(asked), held) == pytest.approx(best_goldilocks(shares, even), abs=1e-5)


@pytest.mark.parametrize("seed", [15, 119, 163])
def test_goldilocks_out_of_reach_proves_its_gap(seed):
    asked = tight_problem(seed)
    lottery = drawn(asked)
    shares, held = shares_of(asked, all_panels(asked))
    best = best_goldilocks(shares, asked.size / asked.counts[held].sum())
    assert lottery.status == "panels"
    assert total(lottery, held) - lottery.goal_gap <= best + 1e-6
    assert lottery.goal_gap < 1e-6


@FEW
@given(SEEDS)
def test_goldilocks_has_no_higher_sum_than_maximin_or_nash(seed):
    asked = tight_problem(seed)
    held = all_panels(asked).any(axis=0)
    least = min(total(drawn(asked, method), held) for method in (maximin, nash))
    assert total(drawn(asked), held) <= least + 1e-6


def test_goldilocks_band_is_at_least_as_good_as_every_other_lowest_chance():
    asked = shared_problem("gss16_semi_60")
    floor = highest_floor(room(asked))
    bands = Bands(room(asked), floor.out)
    lowest, highest = best_band(bands, floor.chance)
    sums = [
        bands.lowest_ceiling(z) / bands.even + bands.even / z
        for z in np.linspace(floor.chance / 3, floor.chance, 40)
    ]
    assert highest / bands.even + bands.even / lowest <= min(sums) + 1e-12


def test_goldilocks_lowers_the_highest_chance_where_maximin_does_not():
    asked = shared_problem("gss16_semi_60")
    lottery = drawn(asked)
    assert lottery.status == "exact"
    assert lottery.distance < 1e-9
    assert (lottery.lowest, lottery.chances.max()) == pytest.approx((7.5 / 104, 1 / 2), abs=1e-9)
