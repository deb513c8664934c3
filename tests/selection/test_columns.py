from fractions import Fraction

import numpy as np
import pytest
from brute import compositions, leximin_of_panels, panels_of_people
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from test_mixture import StopsAt
from tight_pools import small_problem, tight_parts, tight_problem

from tequio.selection.columns import Columns, columns
from tequio.selection.problem import Problem, problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxation import room
from tequio.selection.tighten import tighten
from tequio.solver import Infeasible


def generate(drawn: Problem) -> Columns:
    return columns(tighten(drawn, Unwatched()), csr_matrix((0, drawn.types)), Unwatched())


def chances(found: Columns) -> list[Fraction]:
    return [found.target.levels[number].chance for number in found.target.level_of.tolist()]


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 1))
@settings(deadline=None, max_examples=25, derandomize=True)
def test_fractions_equal_those_of_a_simplex_over_all_panels(seed: int, homes: bool, slack: int) -> None:
    parts = tight_parts(seed, (8, 14), slack, homes)
    drawn = problem(*parts)
    every = compositions(drawn, panels_of_people(*parts))
    assume(len(every) <= 150)
    found = generate(drawn)
    assert found.finished
    assert chances(found) == leximin_of_panels(drawn.counts.tolist(), every)


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=25, derandomize=True)
def test_panels_meet_every_rule_and_their_weights_every_chance(seed: int, homes: bool) -> None:
    drawn = tight_problem(seed, (10, 40), 0, homes)
    found = generate(drawn)
    panels = found.compositions.toarray().astype(np.int64)
    assert found.finished
    assert all(drawn.is_panel(panel) for panel in panels)
    assert found.weights.sum() == pytest.approx(1)
    assert np.abs(found.weights @ panels / drawn.counts - found.target.chances).max() < 1e-9


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=20, derandomize=True)
def test_no_panel_spends_more_than_the_budget_of_a_stage(seed: int, homes: bool) -> None:
    parts = tight_parts(seed, (8, 13), 1, homes)
    drawn = problem(*parts)
    every = np.array(compositions(drawn, panels_of_people(*parts)))
    for stage in generate(drawn).stages:
        if stage.prices:
            assert max(every @ np.array(stage.prices)) == stage.budget
            assert min(stage.prices) >= 0


def test_known_panels_and_none_give_the_same_chances() -> None:
    drawn = tight_problem(9, (10, 60), 1)
    first = generate(drawn)
    again = columns(room(drawn), first.compositions, Unwatched())
    assert chances(again) == chances(first)


def test_known_panels_that_break_a_quota_are_left_out() -> None:
    drawn = small_problem([[0], [0], [1]], [[(1, 1), (1, 1)]], 2)
    found = columns(room(drawn), csr_matrix(np.array([[2.0, 0.0]])), Unwatched())
    assert found.compositions.toarray().tolist() == [[1, 1]]


def test_stopped_it_gives_the_lottery_so_far_and_says_so() -> None:
    drawn = tight_problem(1, (60, 60), 1)
    found = columns(room(drawn), csr_matrix((0, drawn.types)), StopsAt(2))
    assert not found.finished
    assert found.bound is None
    assert found.weights.sum() == pytest.approx(1)
    assert all(drawn.is_panel(panel) for panel in found.compositions.toarray().astype(np.int64))


def test_stopped_later_it_keeps_the_bound_that_it_proved() -> None:
    drawn = tight_problem(1, (60, 60), 1)
    calls = StopsAt(10**6)
    whole = columns(room(drawn), csr_matrix((0, drawn.types)), calls)
    stopped = columns(room(drawn), csr_matrix((0, drawn.types)), StopsAt(len(calls.told) - 1))
    assert not stopped.finished
    assert stopped.bound == min(chances(whole))


def test_wherever_it_is_stopped_its_bound_is_true() -> None:
    proved = 0
    for seed in range(12):
        parts = tight_parts(seed, (12, 18), 0)
        drawn = problem(*parts)
        every = compositions(drawn, panels_of_people(*parts))
        if len(every) > 150:
            continue
        best = min(chance for chance in leximin_of_panels(drawn.counts.tolist(), every) if chance)
        space = tighten(drawn, Unwatched())
        for count in range(1, 12):
            stopped = columns(space, csr_matrix((0, drawn.types)), StopsAt(count))
            if stopped.bound is not None:
                assert stopped.bound >= float(best) - 1e-9
                proved += 1
    assert proved > 20


def test_one_panel_only_is_certain() -> None:
    drawn = small_problem([[0], [1], [2]], [[(1, 1), (1, 1), (0, 0)]], 2)
    assert chances(generate(drawn)) == [1, 1, 0]


def test_without_a_panel_it_is_infeasible() -> None:
    drawn = small_problem([[0], [1]], [[(2, 2), (0, 0)]], 2)
    with pytest.raises(Infeasible):
        columns(room(drawn), csr_matrix((0, 2)), Unwatched())
