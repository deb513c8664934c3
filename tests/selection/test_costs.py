"""What each quota costs, against linear programs solved apart."""

from dataclasses import replace

import numpy as np
import pytest
from clashing_pools import invented
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tequio.selection.clash import Panels
from tequio.selection.costs import quota_costs
from tequio.selection.problem import problem
from tequio.selection.relaxation import room

EASY = settings(max_examples=60, deadline=None, derandomize=True)


def lowest(asked):
    """The highest lowest chance of the relaxation."""
    space = room(asked)
    body = space.matrix.toarray()
    types = asked.types
    answer = linprog(
        np.append(np.zeros(types), -1.0),
        A_ub=np.vstack(
            [
                np.column_stack([body, np.zeros(len(body))]),
                np.column_stack([-body[: 1 + len(asked.low)], np.zeros(1 + len(asked.low))]),
                np.column_stack([-np.eye(types), asked.counts]),
            ]
        ),
        b_ub=np.concatenate([space.row_high, -space.row_low[: 1 + len(asked.low)], np.zeros(types)]),
        bounds=[*((0, most) for most in asked.counts.tolist()), (None, None)],
    )
    return -answer.fun


def looser(asked, number, side):
    low, high = asked.low.copy(), asked.high.copy()
    if side == "min":
        low[number] = max(0, low[number] - 1)
    else:
        high[number] += 1
    return replace(asked, low=low, high=high)


def possible(asked):
    return Panels(asked).shares(
        np.append(asked.size, asked.low).astype(float), np.append(asked.size, asked.high).astype(float)
    )


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_cost_is_the_difference_of_two_first_stages(seed, homes):
    asked = problem(*invented(seed, people=(8, 30), homes=homes))
    if possible(asked) is None:
        return
    before = lowest(asked)
    costs = {(cost.feature, cost.value, cost.side): cost for cost in quota_costs(asked)}
    for number, label in enumerate(asked.labels):
        for side in ("min", "max"):
            rise = lowest(looser(asked, number, side)) - before
            known = costs.get((*label, side))
            assert float(known.rise if known else 0) == pytest.approx(rise, abs=1e-7)


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_price_is_never_below_the_true_rise(seed, homes):
    asked = problem(*invented(seed, people=(8, 30), homes=homes))
    if possible(asked) is None:
        return
    for cost in quota_costs(asked):
        assert 0 <= cost.rise <= cost.price
        assert (
            cost.bound
            == (asked.high if cost.side == "max" else asked.low)[
                asked.labels.index((cost.feature, cost.value))
            ]
        )
