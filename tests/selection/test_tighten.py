import numpy as np
import pytest
from brute import compositions, panels_of_people
from hypothesis import given, settings
from hypothesis import strategies as st
from test_mixture import StopsAt
from tight_pools import small_problem, tight_parts

from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import Ladder, room
from tequio.selection.tighten import tighten
from tequio.solver import Infeasible


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 1))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_bounds_are_the_extremes_of_all_panels(seed: int, homes: bool, slack: int) -> None:
    parts = tight_parts(seed, (8, 13), slack, homes)
    drawn = problem(*parts)
    every = np.array(compositions(drawn, panels_of_people(*parts)))
    totals = np.array([drawn.totals(panel) for panel in every])
    space = tighten(drawn, Unwatched())
    assert space.least.tolist() == every.min(axis=0).tolist()
    assert space.most.tolist() == every.max(axis=0).tolist()
    assert space.low.tolist() == totals.min(axis=0).tolist()
    assert space.high.tolist() == totals.max(axis=0).tolist()


def test_somebody_whom_the_relaxation_gives_half_a_seat_can_be_on_no_panel() -> None:
    values = [[0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 1, 1]]
    drawn = small_problem(values, [[(1, 1), (1, 1)], [(1, 1), (1, 1)], [(1, 1), (1, 1)]], 2)
    assert Ladder(room(drawn)).climb().chances.tolist() == [0.5] * 4


def test_no_panel_at_all_is_infeasible_though_the_relaxation_is_not() -> None:
    values = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1]]
    drawn = small_problem(values, [[(1, 1), (1, 1)], [(1, 1), (1, 1)], [(1, 1), (1, 1)]], 2)
    assert Ladder(room(drawn)).climb().chances.tolist() == [0.5] * 4
    with pytest.raises(Infeasible):
        tighten(drawn, Unwatched())


def test_stopped_at_once_the_bounds_still_hold() -> None:
    parts = tight_parts(5, (8, 13), 0)
    drawn = problem(*parts)
    every = np.array(compositions(drawn, panels_of_people(*parts)))
    space = tighten(drawn, StopsAt(0))
    assert (space.least <= every.min(axis=0)).all()
    assert (space.most >= every.max(axis=0)).all()
