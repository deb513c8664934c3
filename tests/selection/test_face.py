import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tight_pools import small_problem, tight_problem

from tequio.selection.face import face
from tequio.selection.relaxation import Ladder, Target, room


def target_of(seats: list[float], values: list[list[int]], bounds: list[tuple[int, int]]) -> Target:
    size = round(sum(seats))
    return Target(room(small_problem(values, [bounds], size)), np.array(seats))


def test_a_quota_met_with_equality_is_met_by_every_panel() -> None:
    seats = face(target_of([1.5, 0.5], [[0], [0], [1], [1]], [(0, 9), (0, 9)]))
    assert (seats.low.tolist(), seats.high.tolist()) == ([0, 0, 0], [8, 9, 2])
    seats = face(target_of([2.0, 1.0], [[0], [0], [0], [1], [1]], [(2, 3), (0, 3)]))
    assert seats.size == 0
    assert (seats.low[0], seats.high[0]) == (0, 0)


def test_whole_seats_are_given_before_any_panel_is_looked_for() -> None:
    seats = face(target_of([1.5, 1.0, 0.5], [[0], [0], [1], [2]], [(0, 9)] * 3))
    assert seats.base.tolist() == [1, 1, 0]
    assert seats.free.tolist() == [0, 2]
    assert seats.wanted.tolist() == [0.5, 0.5]
    assert seats.size == 1


def test_composition_adds_the_taken_types_to_the_base() -> None:
    seats = face(target_of([1.5, 1.0, 0.5], [[0], [0], [1], [2]], [(0, 9)] * 3))
    assert seats.composition(np.array([1])).tolist() == [1, 1, 1]


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=30, derandomize=True)
def test_the_wanted_seats_lie_on_the_face(seed: int, homes: bool) -> None:
    seats = face(Ladder(room(tight_problem(seed, (10, 60), 1, homes))).climb())
    totals = np.bincount(seats.rows.ravel(), np.repeat(seats.wanted, seats.rows.shape[1]), len(seats.low))
    assert abs(seats.wanted.sum() - seats.size) < 1e-6
    assert (totals > seats.low - 1e-6).all()
    assert (totals < seats.high + 1e-6).all()
