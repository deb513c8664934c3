"""Quotas that clash: an irreducible set, checked against every panel of small pools."""

import numpy as np
import pytest
from clashing_pools import every_panel, invented, meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.clash import Bound, clash
from tequio.selection.problem import problem

EASY = settings(max_examples=60, deadline=None, derandomize=True)


def sides(found):
    return [(bound.feature, bound.value, bound.side) for bound in found.bounds]


def alike():
    """Ten people with both values a or both b, and quotas that ask for one and two of them."""
    values = np.array([[0, 0], [1, 1]] * 5, dtype=np.int32)
    quotas = Quotas(
        (Quota("f", "a", 1, 1), Quota("f", "b", 2, 2), Quota("g", "a", 0, 3), Quota("g", "b", 0, 3))
    )
    return Pool(tuple("abcdefghij"), ("f", "g"), (("a", "b"), ("a", "b")), values, None, {}), quotas


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_clash_is_found_exactly_where_no_panel_exists(seed, homes):
    pool, quotas, size = invented(seed, homes=homes)
    panels = every_panel(pool, size)
    every = [(row.feature, row.value, side) for row in quotas.rows for side in ("min", "max")]
    found = clash(problem(pool, quotas, size), quotas)
    assert (found is None) == bool(meeting(panels, quotas, every).any())


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_clash_is_irreducible(seed, homes):
    pool, quotas, size = invented(seed, homes=homes)
    found = clash(problem(pool, quotas, size), quotas)
    if found is None:
        return
    panels = every_panel(pool, size)
    bounds = sides(found)
    assert not meeting(panels, quotas, bounds).any()
    for bound in bounds:
        assert meeting(panels, quotas, [other for other in bounds if other != bound]).any()
    assert found.irreducible


@EASY
@given(seed=st.integers(0, 10**6))
def test_clash_names_the_household_rule_only_where_it_takes_part(seed):
    pool, quotas, size = invented(seed, homes=True)
    found = clash(problem(pool, quotas, size), quotas)
    if found is None:
        return
    without = every_panel(pool, size, homes=False)
    assert found.households == bool(meeting(without, quotas, sides(found)).any())


def test_clash_names_a_value_that_nobody_has_enough_of():
    pool, _ = alike()
    free = [Quota(feature, value, 0, 8) for feature, value in (("f", "b"), ("g", "a"), ("g", "b"))]
    asking = Quotas((Quota("f", "a", 6, 6), *free))
    found = clash(problem(pool, asking, 8), asking)
    assert found is not None
    assert found.bounds == (Bound("f", "a", "min", 6),)


def test_clash_of_shares_is_not_called_one_of_whole_numbers():
    pool, quotas = alike()
    asking = Quotas((*quotas.rows[:2], Quota("g", "a", 2, 3), quotas.rows[3]))
    found = clash(problem(pool, asking, 3), asking)
    assert found is not None
    assert not found.whole
    assert sides(found) == [("f", "a", "max"), ("g", "a", "min")]


def test_clash_that_only_whole_numbers_make_is_called_so():
    # Three people, each with two of three values: one and a half of them would give each value one.
    values = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], dtype=np.int32)
    rows = [Quota(feature, "has", 1, 1) for feature in "xyz"] + [
        Quota(feature, "no", 0, 3) for feature in "xyz"
    ]
    quotas = Quotas(tuple(row for pair in zip(rows[:3], rows[3:], strict=True) for row in pair))
    people = np.vstack([values, np.ones((3, 3), dtype=np.int32)])
    pool = Pool(tuple("abcdef"), ("x", "y", "z"), (("has", "no"),) * 3, people, None, {})
    found = clash(problem(pool, quotas, 3), quotas)
    assert found is not None
    assert found.whole


@pytest.mark.parametrize("seed", range(8))
def test_clash_does_not_depend_on_the_order_of_people(seed):
    pool, quotas, size = invented(seed, homes=True, slack=1)
    order = np.random.default_rng(seed).permutation(len(pool))
    turned = Pool(
        tuple(pool.ids[person] for person in order),
        pool.features,
        pool.categories,
        pool.values[order],
        pool.households[order],
        {},
    )
    assert clash(problem(pool, quotas, size), quotas) == clash(problem(turned, quotas, size), quotas)
