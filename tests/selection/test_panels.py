import numpy as np
import pytest
from brute import compositions, panels_of_people
from hypothesis import given, settings
from hypothesis import strategies as st
from tight_pools import small_problem, tight_parts, tight_problem

from tequio.selection.face import face
from tequio.selection.panels import ExactMaker, PanelMaker, PanelProgram
from tequio.selection.problem import problem
from tequio.selection.relaxation import Ladder, room
from tequio.solver import Infeasible


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=40, derandomize=True)
def test_every_panel_made_meets_every_quota_and_household_rule(seed: int, homes: bool) -> None:
    drawn = tight_problem(seed, (10, 80), 1, homes)
    seats = face(Ladder(room(drawn)).climb())
    generator = np.random.default_rng(seed)
    maker = PanelMaker(seats, generator)
    for _ in range(3):
        panel = maker.make(generator.random(len(seats.free)))
        assert panel is None or drawn.is_panel(seats.composition(panel))


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_no_panel_of_the_face_is_better_than_the_exact_one(seed: int) -> None:
    seats = face(Ladder(room(tight_problem(seed, (10, 40), 2))).climb())
    generator = np.random.default_rng(seed)
    weights = generator.random(len(seats.free))
    try:
        best, bound = ExactMaker(seats).make(weights)
    except Infeasible:
        return
    assert weights[best].sum() == pytest.approx(bound, abs=1e-6)
    quick = PanelMaker(seats, generator).make(weights)
    assert quick is None or weights[quick].sum() <= bound + 1e-6


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=40, derandomize=True)
def test_the_best_panel_of_all_is_the_best_by_enumeration(seed: int, homes: bool) -> None:
    parts = tight_parts(seed, (8, 13), 1, homes)
    drawn = problem(*parts)
    weights = np.random.default_rng(seed).integers(-5, 6, drawn.types).astype(float)
    panel, bound = PanelProgram(room(drawn)).best(weights)
    every = compositions(drawn, panels_of_people(*parts))
    assert tuple(panel.tolist()) in every
    assert bound == pytest.approx(max(weights @ np.array(every).T), abs=1e-6)
    assert weights @ panel == pytest.approx(bound, abs=1e-6)


def test_without_any_panel_the_program_is_infeasible() -> None:
    drawn = small_problem([[0], [1]], [[(2, 2), (0, 0)]], 2)
    with pytest.raises(Infeasible):
        PanelProgram(room(drawn)).best(np.zeros(2))


def test_a_face_without_free_types_has_the_one_panel() -> None:
    seats = face(Ladder(room(small_problem([[0], [1]], [[(1, 1), (1, 1)]], 2))).climb())
    assert PanelMaker(seats, np.random.default_rng(0)).make(np.zeros(0)).tolist() == []
