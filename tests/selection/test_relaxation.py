from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from brute import leximin_of_relaxation
from hypothesis import given, settings
from hypothesis import strategies as st
from proofs import proves
from tight_pools import shared_problem, small_problem, tight_problem

from tequio.selection.problem import Problem
from tequio.selection.relaxation import Ladder, Room, Target, room
from tequio.solver import Infeasible

LOWEST = {
    "gss16_semi_60": Fraction(8, 103),
    "opendlp_monitoring_30": Fraction(27, 91),
    "sf_fixture_22": Fraction(1, 11),
    "example_small_20": Fraction(1, 10),
    "example_large_200": Fraction(1, 10),
}


def chances(target: Target) -> list[Fraction]:
    return [target.levels[number].chance for number in target.level_of.tolist()]


def climb(drawn: Problem) -> list[Fraction]:
    target = Ladder(room(drawn)).climb()
    assert proves(target)
    return chances(target)


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=25, derandomize=True)
def test_fractions_equal_those_of_a_simplex_in_whole_numbers(seed: int, homes: bool) -> None:
    drawn = tight_problem(seed, (8, 14), 2, homes)
    assert climb(drawn) == leximin_of_relaxation(drawn)


@pytest.mark.parametrize("name", LOWEST)
def test_lowest_chance_of_a_published_pool(name: str) -> None:
    target = Ladder(room(shared_problem(name))).climb()
    assert min(level.chance for level in target.levels) == LOWEST[name]
    assert proves(target)


def test_without_quotas_everybody_has_the_same_chance() -> None:
    assert climb(small_problem([[0]] * 3 + [[1]] * 4, [[(0, 7), (0, 7)]], 2)) == [Fraction(2, 7)] * 2


def test_one_type_only() -> None:
    assert climb(small_problem([[0]] * 5, [[(2, 2)]], 2)) == [Fraction(2, 5)]


def test_a_feature_with_one_value_changes_nothing() -> None:
    values = [[0, 0], [0, 0], [1, 0]]
    assert climb(small_problem(values, [[(1, 1), (1, 1)], [(2, 2)]], 2)) == [Fraction(1, 2), Fraction(1)]


def test_a_quota_of_none_gives_chance_0() -> None:
    assert climb(small_problem([[0]] * 2 + [[1]] * 3, [[(0, 0), (0, 9)]], 2)) == [0, Fraction(2, 3)]


def test_a_panel_of_nobody_gives_chance_0_to_all() -> None:
    assert climb(replace(small_problem([[0], [1]], [[(0, 1), (0, 1)]], 1), size=0)) == [0, 0]


def test_a_panel_of_all_gives_chance_1_to_all() -> None:
    assert climb(small_problem([[0], [0], [1]], [[(0, 2), (1, 1)]], 3)) == [1, 1]


@pytest.mark.parametrize(
    ("quotas", "size"),
    [
        ([[(3, 3), (0, 3)]], 3),
        ([[(2, 2), (2, 2)]], 3),
        ([[(0, 1), (0, 1)]], 3),
        ([[(0, 9), (0, 9)]], 6),
    ],
)
def test_quotas_that_cannot_hold_are_infeasible(quotas: list[list[tuple[int, int]]], size: int) -> None:
    with pytest.raises(Infeasible):
        Ladder(room(small_problem([[0], [0], [1], [1], [1]], quotas, size))).climb()


def test_types_that_no_panel_holds_have_chance_0() -> None:
    drawn = small_problem([[0], [1], [2]], [[(0, 1)] * 3], 1)
    space = Room(drawn, drawn.low, drawn.high, np.zeros(3, dtype=int), np.array([1, 0, 1]))
    assert chances(Ladder(space).climb()) == [Fraction(1, 2), 0, Fraction(1, 2)]


def test_a_type_cannot_have_more_than_its_room() -> None:
    drawn = small_problem([[0]] * 4 + [[1]], [[(0, 4), (0, 1)]], 2)
    space = Room(drawn, drawn.low, drawn.high, np.zeros(2, dtype=int), np.array([1, 1]))
    assert chances(Ladder(space).climb()) == [Fraction(1, 4), 1]


def test_types_of_which_every_panel_holds_the_same_are_certain() -> None:
    drawn = small_problem([[0]] * 4 + [[1]] * 2, [[(0, 4), (0, 2)]], 3)
    space = Room(drawn, drawn.low, drawn.high, np.array([0, 1]), np.array([4, 1]))
    assert chances(Ladder(space).climb()) == [Fraction(1, 2), Fraction(1, 2)]
    assert [chance for chance, _ in space.certain()] == [Fraction(1, 2)]


@given(st.integers(0, 10**6), st.booleans())
@settings(deadline=None, max_examples=25, derandomize=True)
def test_chances_sum_to_the_size(seed: int, homes: bool) -> None:
    target = Ladder(room(tight_problem(seed, (10, 80), 1, homes))).climb()
    counts = target.room.problem.counts.tolist()
    found = chances(target)
    assert sum(chance * people for chance, people in zip(found, counts)) == target.room.problem.size
    assert all(0 <= chance <= 1 for chance in found)
    assert np.allclose(target.chances, [float(chance) for chance in found], atol=1e-15)
