import numpy as np
import pytest
from enumerate_panels import all_panels, shared_problem, shares_of, tight_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.nash import nash
from tequio.selection.progress import Unwatched
from tequio.selection.reachable import mean_logarithm

FEW = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def drawn(asked):
    return nash(asked, np.random.default_rng(0), Unwatched())


def excess(asked, lottery):
    """How much more than the lottery the best of all panels is worth at its prices: 0 at the optimum."""
    shares, held = shares_of(asked, all_panels(asked))
    counts = asked.counts[held]
    return (shares @ (counts / lottery.chances[held])).max() / counts.sum() - 1


@FEW
@given(SEEDS)
def test_nash_leaves_no_panel_that_would_raise_the_mean(seed):
    asked = tight_problem(seed)
    assert excess(asked, drawn(asked)) < 1e-6


@FEW
@given(SEEDS)
def test_nash_with_households_leaves_no_panel_that_would_raise_the_mean(seed):
    asked = tight_problem(seed, with_households=True)
    assert excess(asked, drawn(asked)) < 1e-6


@pytest.mark.parametrize("seed", [15, 119])
def test_nash_out_of_reach_proves_its_gap(seed):
    asked = tight_problem(seed)
    lottery = drawn(asked)
    assert lottery.status == "panels"
    assert excess(asked, lottery) < lottery.goal_gap + 1e-8 < 1e-6


def test_nash_holds_everybody_who_can_be_on_a_panel():
    asked = tight_problem(62)
    assert ((drawn(asked).chances > 0) == all_panels(asked).any(axis=0)).all()


def test_nash_chance_is_one_over_the_price_of_a_seat():
    from tequio.selection.nash import LOGARITHM

    assert LOGARITHM.chance(np.array([-4.0])) == pytest.approx([0.25])


@pytest.mark.parametrize("name", ["sf_fixture_22", "opendlp_monitoring_30", "gss16_semi_60"])
def test_nash_of_shared_pools_is_exact_with_a_proven_gap(name):
    lottery = drawn(shared_problem(name))
    assert lottery.status == "exact"
    assert lottery.distance < 1e-9
    assert lottery.goal_gap < 1e-11


def test_mean_logarithm_leaves_out_who_has_no_chance():
    assert mean_logarithm(np.array([0.0, 0.5]), np.array([3, 1])) == pytest.approx(np.log(0.5))


def test_nash_stopped_before_everybody_has_a_chance_proves_nothing():
    class StopAtOnce(Unwatched):
        def stopped(self):
            return True

    lottery = nash(shared_problem("gss16_semi_60"), np.random.default_rng(0), StopAtOnce())
    assert lottery.status == "stopped"
    assert lottery.goal_gap == np.inf
