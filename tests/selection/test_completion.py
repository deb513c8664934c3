from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.completion import bits, complete


def test_bits_stand_for_columns() -> None:
    assert bits(np.array([[True, False, True], [False, False, True]])) == [0b101, 0b100]


def test_the_best_candidates_are_taken_when_nothing_forbids_it() -> None:
    belongs = np.ones((1, 4), dtype=bool)
    found = complete(belongs, np.zeros((4, 1), dtype=int), (np.array([0]), np.array([2])), 2, 100)
    assert found is not None
    assert sorted(found.tolist()) == [0, 1]


def test_too_few_nodes_give_nothing() -> None:
    belongs = np.ones((1, 4), dtype=bool)
    assert complete(belongs, np.zeros((4, 1), dtype=int), (np.array([0]), np.array([2])), 2, 0) is None


def test_a_row_that_is_already_over_its_bound_gives_nothing() -> None:
    belongs = np.ones((1, 2), dtype=bool)
    assert complete(belongs, np.zeros((2, 1), dtype=int), (np.array([0]), np.array([-1])), 1, 9) is None


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=150, derandomize=True)
def test_a_completion_is_found_exactly_when_there_is_one(seed: int) -> None:
    generator = np.random.default_rng(seed)
    count, seats = int(generator.integers(2, 9)), int(generator.integers(1, 5))
    rows = np.column_stack([generator.integers(0, 2, count), generator.integers(2, 5, count)])
    belongs = np.array([(rows == row).any(axis=1) for row in range(5)])
    low = generator.integers(0, 2, 5)
    high = low + generator.integers(0, 3, 5)

    def fits(chosen: tuple[int, ...]) -> bool:
        held = belongs[:, list(chosen)].sum(axis=1)
        return bool((held >= low).all() and (held <= high).all())

    possible = any(fits(chosen) for chosen in combinations(range(count), seats))
    found = complete(belongs, rows, (low, high), seats, 10_000)
    assert (found is not None) == possible
    assert found is None or (len(set(found.tolist())) == seats and fits(tuple(found.tolist())))
