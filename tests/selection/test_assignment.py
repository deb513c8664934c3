"""From types to people: turns, and equal chances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import fair_quotas, invented_pool
from tequio.selection.assignment import seat, spread
from tequio.selection.leximin import leximin
from tequio.selection.lottery import Lottery
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched

SETTINGS = settings(deadline=None, max_examples=15, derandomize=True)


def made(people: int, seed: int, *, households: bool) -> tuple[Lottery, np.ndarray]:
    pool = invented_pool(people, seed=seed, households=households)
    found = leximin(problem(pool, fair_quotas(pool, 8), 8), np.random.default_rng(1), Unwatched())
    return found, np.random.default_rng(seed).permutation(people)


@SETTINGS
@given(people=st.integers(30, 90), seed=st.integers(0, 1000), households=st.booleans())
def test_spread_gives_people_of_one_type_the_same_chance(people, seed, households):
    lottery, ranks = made(people, seed, households=households)
    panels, weights = spread(lottery.problem, lottery.compositions, lottery.weights, ranks)
    chances = np.zeros(people)
    for panel, weight in zip(panels, weights, strict=True):
        chances[panel] += weight
    np.testing.assert_allclose(chances, lottery.person_chances, atol=1e-12)
    assert sum(weights) == pytest.approx(1, abs=1e-12)


@SETTINGS
@given(people=st.integers(30, 90), seed=st.integers(0, 1000), households=st.booleans())
def test_spread_makes_panels_that_meet_every_rule(people, seed, households):
    lottery, ranks = made(people, seed, households=households)
    panels, _ = spread(lottery.problem, lottery.compositions, lottery.weights, ranks)
    assert all(is_panel(lottery, panel) for panel in panels)


def test_spread_makes_hardly_more_panels_than_compositions_and_people():
    lottery, ranks = made(80, 3, households=False)
    panels, _ = spread(lottery.problem, lottery.compositions, lottery.weights, ranks)
    assert len(panels) <= lottery.compositions.shape[0] + 80 - lottery.problem.types


@SETTINGS
@given(people=st.integers(30, 90), seed=st.integers(0, 1000), households=st.booleans())
def test_seated_panels_meet_every_rule(people, seed, households):
    lottery, ranks = made(people, seed, households=households)
    assert all(
        is_panel(lottery, panel) for panel in seat(lottery.problem, lottery.compositions, ranks).tolist()
    )


def test_seated_people_of_one_type_are_on_panels_that_differ_by_one_at_most():
    lottery, ranks = made(70, 5, households=False)
    counts = np.bincount(seat(lottery.problem, lottery.compositions, ranks).ravel(), minlength=70)
    assert all(np.ptp(counts[of]) <= 1 for of in lottery.problem.members_of)


def is_panel(lottery: Lottery, panel: list[int]) -> bool:
    task = lottery.problem
    homes = task.household_of[panel]
    shared = homes[homes >= 0].tolist()
    composition = np.bincount(task.type_of[panel], minlength=task.types)
    return len(set(panel)) == task.size and len(set(shared)) == len(shared) and task.is_panel(composition)
