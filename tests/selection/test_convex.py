import numpy as np
import pytest
from enumerate_panels import all_panels, tight_problem
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection.convex import Region, best_point, near, region
from tequio.selection.method_faults import NotConverged
from tequio.selection.relaxation import room

FEW = settings(max_examples=30, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)


def all_of_q(asked):
    return region(room(asked), np.zeros(asked.types), np.ones(asked.types))


def nearest(asked):
    where = all_of_q(asked)
    return where, best_point(where, near(asked.size / asked.people), np.zeros(len(where.row_low)))


@FEW
@given(SEEDS)
def test_best_point_keeps_every_row_and_bound(seed):
    where, point = nearest(tight_problem(seed, with_households=True))
    totals = where.matrix @ (where.counts * point.chances)
    assert (totals >= where.row_low - 1e-11).all()
    assert (totals <= where.row_high + 1e-11).all()
    assert ((point.chances >= where.low) & (point.chances <= where.high)).all()


@FEW
@given(SEEDS)
def test_best_point_is_nearer_than_any_mixture_of_panels(seed):
    asked = tight_problem(seed)
    where, point = nearest(asked)
    panels = all_panels(asked)
    weights = np.random.default_rng(seed).dirichlet(np.ones(len(panels)), 50)
    even = asked.size / asked.people
    others = ((weights @ panels / asked.counts - even) ** 2) @ where.counts
    assert where.counts @ (point.chances - even) ** 2 <= others.min() + 1e-9


@FEW
@given(SEEDS)
def test_best_point_proves_that_it_is_best(seed):
    assert nearest(tight_problem(seed))[1].gap < 1e-10


def test_best_point_of_an_empty_region_says_what_is_left():
    asked = tight_problem(3)
    where = all_of_q(asked)
    empty = Region(
        where.matrix, where.counts, where.low, np.full(asked.types, 1e-3), where.row_low, where.row_high
    )
    with pytest.raises(NotConverged) as caught:
        best_point(empty, near(0.5), np.zeros(len(where.row_low)))
    assert caught.value.residual > 0.1
