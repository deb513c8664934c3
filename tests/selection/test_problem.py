from dataclasses import replace

import numpy as np
import pytest
from brute import panels_of_people
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from tight_pools import small_problem, tight_parts

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.lottery import Lottery, NotAPanel, are_panels
from tequio.selection.problem import EmptyPool, NoPlaces, QuotasApart, problem
from tequio.selection.relaxation import Ladder, room

SEEDS = st.integers(0, 10**6)


def reordered(pool: Pool, order: np.ndarray) -> Pool:
    homes = None if pool.households is None else pool.households[order]
    ids = tuple(pool.ids[person] for person in order.tolist())
    return Pool(ids, pool.features, pool.categories, pool.values[order], homes, {})


@pytest.mark.parametrize("size", [0, -1])
def test_a_panel_of_nobody_is_a_fault_with_its_size(size: int) -> None:
    with pytest.raises(NoPlaces) as raised:
        small_problem([[0], [1]], [[(0, 1), (0, 1)]], size)
    assert raised.value.size == size


def test_an_empty_pool_is_a_fault() -> None:
    with pytest.raises(EmptyPool) as raised:
        small_problem([], [[(0, 1), (0, 1)]], 2)
    assert raised.value.size == 2


@pytest.mark.parametrize(
    "rows",
    [
        [("sex", "man", 2, 2), ("sex", "woman", 1, 1)],
        [("sex", "woman", 1, 1)],
        [("sex", "woman", 1, 1), ("sex", "man", 2, 2), ("sex", "other", 0, 1)],
        [("age", "young", 1, 3), ("age", "old", 0, 2)],
    ],
    ids=["another order", "one missing", "one more", "another feature"],
)
def test_quotas_that_are_not_those_of_the_categories_are_refused(rows: list) -> None:
    values = np.array([[0], [0], [1], [1]], dtype=np.int32)
    pool = Pool(("a", "b", "c", "d"), ("sex",), (("woman", "man"),), values, None, {})
    with pytest.raises(QuotasApart) as raised:
        problem(pool, Quotas(tuple(Quota(*row) for row in rows)), 3)
    assert (raised.value.feature, raised.value.categories) == ("sex", ("woman", "man"))


def test_quotas_of_a_feature_that_the_pool_lacks_are_refused() -> None:
    pool = Pool(("a", "b"), ("sex",), (("woman",),), np.zeros((2, 1), dtype=np.int32), None, {})
    rows = (Quota("sex", "woman", 1, 1), Quota("age", "young", 0, 1))
    with pytest.raises(QuotasApart) as raised:
        problem(pool, Quotas(rows), 1)
    assert (raised.value.feature, raised.value.categories) == ("age", ())


def test_people_with_the_same_features_form_a_type() -> None:
    drawn = small_problem([[0, 1], [1, 0], [0, 1]], [[(0, 2), (0, 2)], [(0, 2), (0, 2)]], 1)
    assert drawn.counts.tolist() == [2, 1]
    assert drawn.type_of.tolist() == [0, 1, 0]
    assert drawn.cells.tolist() == [[0, 3], [1, 2]]


def test_supply_counts_volunteers_under_each_quota() -> None:
    drawn = small_problem([[0], [1], [0]], [[(0, 2), (0, 2), (0, 2)]], 1)
    assert drawn.supply.tolist() == [2, 1, 0]


def test_members_of_gives_the_people_of_each_type() -> None:
    drawn = small_problem([[1], [0], [1]], [[(0, 2), (0, 2)]], 1)
    assert [people.tolist() for people in drawn.members_of] == [[1], [0, 2]]


@pytest.mark.parametrize(
    ("composition", "is_panel"),
    [([1, 1], True), ([2, 0], False), ([0, 2], False), ([1, 0], False), ([1, 2], False), ([2, 1], False)],
)
def test_is_panel_needs_size_and_quotas(composition: list[int], is_panel: bool) -> None:
    drawn = small_problem([[0], [0], [1], [1]], [[(1, 1), (1, 1)]], 2)
    assert drawn.is_panel(np.array(composition)) == is_panel


def test_is_panel_refuses_more_people_than_there_are_and_fewer_than_none() -> None:
    drawn = small_problem([[0, 0], [0, 1], [1, 0]], [[(0, 3), (0, 3)], [(0, 3), (0, 3)]], 2)
    assert not drawn.is_panel(np.array([2, 0, 0]))
    assert not drawn.is_panel(np.array([-1, 1, 2]))


def test_households_with_the_same_contents_share_a_pattern() -> None:
    values = np.array([[0], [1], [0], [1], [0]], dtype=np.int32)
    quotas = Quotas((Quota("f", "x", 0, 2), Quota("f", "y", 0, 2)))
    pool = Pool(tuple("abcde"), ("f",), (("x", "y"),), values, np.array([7, 7, 3, 3, -1], dtype=np.int32), {})
    drawn = problem(pool, quotas, 2)
    assert drawn.limits.tolist() == [2]
    assert sorted(drawn.pattern.tolist()) == [-1, 0, 0]


def test_somebody_alone_in_a_household_has_no_pattern() -> None:
    pool = Pool(
        ("a", "b"), ("f",), (("x",),), np.zeros((2, 1), dtype=np.int32), np.array([0, 1], dtype=np.int32), {}
    )
    drawn = problem(pool, Quotas((Quota("f", "x", 0, 2),)), 1)
    assert drawn.types == 1
    assert drawn.household_of.tolist() == [-1, -1]


@given(SEEDS)
@settings(deadline=None, max_examples=40, derandomize=True)
def test_compositions_under_the_household_rule_are_those_of_real_panels(seed: int) -> None:
    pool, quotas, size = tight_parts(seed, (6, 10), 1, homes=True)
    drawn = problem(pool, quotas, size)
    real = {
        tuple(np.bincount(drawn.type_of[list(panel)], minlength=drawn.types).tolist())
        for panel in panels_of_people(pool, quotas, size)
    }
    shape = tuple(drawn.counts + 1)
    every = (np.unravel_index(place, shape) for place in range(int(np.prod(shape))))
    claimed = {tuple(map(int, c)) for c in every if sum(c) == size and drawn.is_panel(np.array(c))}
    assert claimed == real


@given(SEEDS, st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40, derandomize=True)
def test_the_order_of_people_changes_nothing_but_who_is_where(seed: int, homes: bool, random) -> None:
    pool, quotas, size = tight_parts(seed, (10, 40), 1, homes)
    order = np.array(random.sample(range(len(pool)), len(pool)))
    first, second = problem(pool, quotas, size), problem(reordered(pool, order), quotas, size)
    for name in ("low", "high", "counts", "cells", "pattern", "limits"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert np.array_equal(first.type_of[order], second.type_of)


@given(
    seed=SEEDS, rows=st.lists(st.lists(st.integers(-1, 3), min_size=3, max_size=3), min_size=1, max_size=6)
)
@settings(deadline=None, max_examples=30, derandomize=True)
def test_many_compositions_are_judged_like_one(seed: int, rows: list[list[int]]) -> None:
    drawn = small_problem(
        [[0, 1], [1, 0], [0, 1], [1, 1]], [[(0, 2), (0, 2)], [(0, 2), (1, 2)]], 2 + seed % 2
    )
    one_by_one = [drawn.is_panel(np.array(row)) for row in rows]
    assert are_panels(drawn, csr_matrix(np.array(rows, dtype=float))).tolist() == one_by_one


def test_a_lottery_refuses_what_is_no_panel() -> None:
    drawn = small_problem([[0], [1], [0]], [[(0, 1), (0, 1)]], 1)
    target = Ladder(room(drawn)).climb()
    with pytest.raises(NotAPanel):
        Lottery(drawn, "leximin", target, csr_matrix([[1.0, 1.0]]), np.ones(1), "exact", 1.0)


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ([1, 0, 1], True),
        ([0, 1, 1], True),
        ([1, 1, 0], False),  # two of one household
        ([0, 0, 2], False),  # nobody with the value that one must have
        ([0, 2, 0], False),  # more than there are
        ([1, 0, 2], False),  # one too many
        ([0.5, 0.5, 1], False),  # half a person
        ([-1, 2, 1], False),
    ],
)
def test_each_rule_alone_makes_a_composition_no_panel(row: list[float], fits: bool) -> None:
    drawn = small_problem([[0, 0], [0, 1], [1, 0], [1, 0]], [[(1, 2), (0, 2)], [(0, 2), (0, 2)]], 2)
    paired = replace(drawn, pattern=np.array([0, 0, -1]), limits=np.array([1]))
    assert are_panels(paired, csr_matrix([row])).tolist() == [fits]
