from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proofs import proves
from scipy.sparse import csc_matrix
from tight_pools import small_problem, tight_problem

from tequio.selection.certificate import (
    Level,
    NoExactPrices,
    Prices,
    chances_fit,
    exact_prices,
    seat_prices,
)
from tequio.selection.relaxation import Ladder, room


def level(*chances: str) -> list[Level]:
    return [Level(Fraction(chance), Prices.none()) for chance in chances]


def test_exact_prices_are_fractions() -> None:
    matrix = csc_matrix(np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]))
    found = exact_prices(matrix, np.array([0, 1]), np.array([0]), np.array([0, 3, 4]))
    assert found == Prices((0, 1), (Fraction(1, 7), Fraction(-1, 7)))


def test_exact_prices_refuse_equations_without_a_single_solution() -> None:
    matrix = csc_matrix(np.array([[1.0, 1.0], [1.0, 1.0]]))
    with pytest.raises(NoExactPrices):
        exact_prices(matrix, np.array([0, 1]), np.array([0]), np.array([1, 1]))


def test_exact_prices_refuse_too_few_equations() -> None:
    with pytest.raises(NoExactPrices):
        exact_prices(csc_matrix(np.ones((2, 2))), np.array([0, 1]), np.zeros(0, dtype=int), np.array([1, 1]))


def test_budget_takes_the_bound_that_a_price_pushes_against() -> None:
    prices = Prices((0, 1), (Fraction(1, 2), Fraction(-1, 3)))
    assert prices.budget(np.array([4.0, 3.0]), np.array([4.0, 9.0])) == 1


def test_seat_prices_stand_over_one_denominator() -> None:
    found = seat_prices(
        csc_matrix(np.array([[1.0, 1.0], [0.0, 1.0]])), Prices((0, 1), (Fraction(1, 2), Fraction(1, 3)))
    )
    assert (found.numerators.tolist(), found.denominator) == ([3, 5], 6)


def test_seat_prices_do_not_overflow() -> None:
    found = seat_prices(csc_matrix(np.array([[1.0]])), Prices((0,), (Fraction(10**30, 7),)))
    assert found.numerators.tolist() == [10**30]


def test_chances_fit_when_every_row_is_met() -> None:
    drawn = small_problem([[0], [0], [0], [1]], [[(1, 1), (1, 1)]], 2)
    assert chances_fit(drawn, level("1/3", "1"), np.array([0, 1]))


@pytest.mark.parametrize(
    "chances", [("1/2", "1"), ("1/3", "999999999999/1000000000000"), ("2/3", "0"), ("-1/3", "3")]
)
def test_chances_do_not_fit_when_a_row_is_missed(chances: tuple[str, str]) -> None:
    drawn = small_problem([[0], [0], [0], [1]], [[(1, 1), (1, 1)]], 2)
    assert not chances_fit(drawn, level(*chances), np.array([0, 1]))


def test_chances_fit_needs_the_household_rule() -> None:
    drawn = tight_problem(4, (20, 20), 1, homes=True)
    target = Ladder(room(drawn)).climb()
    assert chances_fit(drawn, target.levels, target.level_of)
    emptied = replace(drawn, limits=np.zeros_like(drawn.limits))
    assert not chances_fit(emptied, target.levels, target.level_of)


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 3))
@settings(deadline=None, max_examples=150, derandomize=True)
def test_every_target_is_met_and_proved_in_fractions(seed: int, homes: bool, slack: int) -> None:
    target = Ladder(room(tight_problem(seed, (10, 120), slack, homes))).climb()
    assert chances_fit(target.room.problem, target.levels, target.level_of)
    assert proves(target)


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 3))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_every_target_of_many_features_is_met_and_proved_in_fractions(
    seed: int, homes: bool, slack: int
) -> None:
    target = Ladder(room(tight_problem(seed, (60, 250), slack, homes, (5, 8)))).climb()
    assert chances_fit(target.room.problem, target.levels, target.level_of)
    assert proves(target)


def test_a_level_that_claims_more_is_not_proved() -> None:
    target = Ladder(room(tight_problem(7))).climb()
    first = target.levels[0]
    raised = (replace(first, chance=first.chance + Fraction(1, 10**12)), *target.levels[1:])
    assert not proves(replace(target, levels=raised))
