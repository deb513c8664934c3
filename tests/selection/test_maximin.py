from fractions import Fraction

import numpy as np
import pytest
from enumerate_panels import (
    all_panels,
    highest_lowest,
    lowest_highest,
    shared_problem,
    shares_of,
    tight_problem,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.bands import Bands, highest_floor, most_even
from tequio.selection.certificate import seat_prices
from tequio.selection.maximin import maximin
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import Ladder, room

FEW = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)
OUT_OF_REACH = (15, 62, 119)


def drawn(asked):
    return maximin(asked, np.random.default_rng(0), Unwatched())


@FEW
@given(SEEDS)
def test_maximin_lowest_chance_is_the_highest_that_any_lottery_gives(seed):
    asked = tight_problem(seed)
    shares, held = shares_of(asked, all_panels(asked))
    assert drawn(asked).chances[held].min() == pytest.approx(highest_lowest(shares), abs=1e-7)


@FEW
@given(SEEDS)
def test_maximin_highest_chance_is_the_least_that_the_lowest_allows(seed):
    asked = tight_problem(seed)
    lottery = drawn(asked)
    shares, held = shares_of(asked, all_panels(asked))
    lowest = lottery.chances[held].min()
    assert lottery.chances.max() == pytest.approx(lowest_highest(shares, lowest - 1e-9), abs=1e-6)


@FEW
@given(SEEDS)
def test_maximin_bound_is_never_below_the_best_lowest_chance(seed):
    asked = tight_problem(seed, with_households=True)
    shares, _ = shares_of(asked, all_panels(asked))
    assert drawn(asked).bound >= highest_lowest(shares) - 1e-7


@pytest.mark.parametrize("seed", OUT_OF_REACH)
def test_maximin_names_who_can_be_on_no_panel_when_the_target_is_out_of_reach(seed):
    asked = tight_problem(seed)
    lottery = drawn(asked)
    never = tuple(np.flatnonzero(~all_panels(asked).any(axis=0)).tolist())
    assert (lottery.status, lottery.never) == ("panels", never)


def test_maximin_of_a_pool_without_real_quotas_gives_everybody_the_same_chance():
    lottery = drawn(shared_problem("example_small_20"))
    assert lottery.chances == pytest.approx(np.full(lottery.problem.types, 0.1), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "lowest"),
    [
        ("sf_fixture_22", Fraction(1, 11)),
        ("opendlp_monitoring_30", Fraction(27, 91)),
        ("gss16_semi_60", Fraction(8, 103)),
    ],
)
def test_maximin_proves_the_lowest_chance_of_shared_pools_as_a_fraction(name, lowest):
    lottery = drawn(shared_problem(name))
    space, level = lottery.target.room, lottery.target.levels[-1]
    seats = seat_prices(space.matrix, level.prices)
    above = seats.numerators > 0
    budget = level.prices.budget(space.row_low, space.row_high) * seats.denominator
    budget -= int(seats.numerators[~above] @ lottery.problem.counts[~above])
    assert budget / int(seats.numerators[above] @ lottery.problem.counts[above]) == lowest
    assert level.chance == lowest
    assert lottery.lowest == pytest.approx(float(lowest), abs=1e-9)
    assert (lottery.status, lottery.distance < 1e-9) == ("exact", True)


def test_maximin_chances_between_its_bounds_are_nearer_to_equal_than_leximins():
    asked = shared_problem("gss16_semi_60")
    space = room(asked)
    floor = highest_floor(space)
    bands = Bands(space, floor.out)
    point = most_even(bands, floor, floor.chance, bands.lowest_ceiling(floor.chance))
    ours, theirs = (
        asked.counts @ (chances - bands.even) ** 2
        for chances in (point.chances, Ladder(space).climb().chances)
    )
    assert ours < 0.7 * theirs
