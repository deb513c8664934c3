"""The least relaxations, checked against every panel of small pools."""

from fractions import Fraction

import pytest
from clashing_pools import every_panel, invented, meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.quotas import Quota, Quotas
from tequio.selection.clash import Bound
from tequio.selection.problem import problem
from tequio.selection.relaxations import QuotasClash, ensure_feasible, relaxations, reluctance, shortfall

EASY = settings(max_examples=60, deadline=None, derandomize=True)


def least_cost(pool, quotas, size, spared=(), weight=reluctance, flex=True):
    """The cheapest weighted sum of members by which some panel misses the quotas, or `None`."""
    best = None
    for counts in every_panel(pool, size).tolist():
        cost, possible = Fraction(0), True
        for row, here in zip(quotas.rows, counts, strict=True):
            low, high = max(0, row.min - here), max(0, here - row.max)
            cost += low * weight(Bound(row.feature, row.value, "min", row.min))
            cost += high * weight(Bound(row.feature, row.value, "max", row.max))
            possible &= not (row.feature in spared and low + high)
            if flex and row.min_flex is not None:
                possible &= min(row.min, here) >= row.min_flex or not low
            if flex and row.max_flex is not None:
                possible &= max(row.max, here) <= row.max_flex or not high
        if possible and (best is None or cost < best):
            best = cost
    return best


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans(), flex=st.booleans())
def test_relaxation_is_the_cheapest_of_all(seed, homes, flex):
    pool, quotas, size = invented(seed, homes=homes, flex=flex)
    choices = relaxations(problem(pool, quotas, size), quotas)
    expected = least_cost(pool, quotas, size)
    if expected is None:
        beyond = least_cost(pool, quotas, size, flex=False)
        assert [choice.cost for choice in choices] == ([] if beyond is None else [beyond])
        assert not any(choice.within_flex for choice in choices)
    else:
        assert choices[0].cost == expected
        assert choices[0].within_flex
        assert choices[0].least


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_relaxed_quotas_can_be_met(seed, homes):
    pool, quotas, size = invented(seed, homes=homes, flex=True)
    every = [(row.feature, row.value, side) for row in quotas.rows for side in ("min", "max")]
    for choice in relaxations(problem(pool, quotas, size), quotas, spare=("f0",)):
        relaxed = choice.applied(quotas)
        assert meeting(every_panel(pool, size), relaxed, every).any()
        ensure_feasible(problem(pool, relaxed, size), relaxed)


@EASY
@given(seed=st.integers(0, 10**6))
def test_spared_features_are_left_alone(seed):
    pool, quotas, size = invented(seed)
    choices = relaxations(problem(pool, quotas, size), quotas, spare=("f1",))
    touching = [choice for choice in choices if any(one.feature == "f1" for one in choice.changes)]
    assert all(not choice.spared for choice in touching)
    if touching:
        expected = least_cost(pool, quotas, size, spared=("f1",))
        assert [choice.cost for choice in choices if choice.spared] == (
            [] if expected is None else [expected]
        )


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_shortfall_counts_each_member_alike(seed, homes):
    pool, quotas, size = invented(seed, homes=homes, flex=True)
    found = shortfall(problem(pool, quotas, size), quotas)
    expected = least_cost(pool, quotas, size, weight=lambda bound: Fraction(1), flex=False)
    assert (found.cost if found else None) == expected
    if found:
        assert found.cost == sum(one.members for one in found.changes)


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_ensure_feasible_raises_exactly_where_no_panel_exists(seed, homes):
    pool, quotas, size = invented(seed, homes=homes)
    every = [(row.feature, row.value, side) for row in quotas.rows for side in ("min", "max")]
    if meeting(every_panel(pool, size), quotas, every).any():
        ensure_feasible(problem(pool, quotas, size), quotas)
    else:
        with pytest.raises(QuotasClash) as raised:
            ensure_feasible(problem(pool, quotas, size), quotas)
        assert raised.value.size == size
        assert raised.value.clash.bounds or not raised.value.choices


def test_change_names_old_and_new_bound():
    pool, _, _ = invented(3)
    seats = int((pool.values[:, 0] == 0).sum())
    rows = [Quota("f0", value, 0, len(pool)) for value in pool.categories[0]]
    rows[0] = Quota("f0", "v0", seats + 1, seats + 1)
    others = [
        Quota(feature, value, 0, len(pool))
        for feature, values in zip(pool.features[1:], pool.categories[1:], strict=True)
        for value in values
    ]
    quotas = Quotas((*rows, *others))
    choice = relaxations(problem(pool, quotas, seats + 1), quotas)[0]
    (change,) = choice.changes
    assert (change.feature, change.value, change.side) == ("f0", "v0", "min")
    assert (change.old, change.new, change.members) == (seats + 1, seats, 1)


def test_quotas_in_any_order_of_rows_give_the_same_changes():
    pool, quotas, size = invented(11, slack=1)
    interleaved = Quotas(tuple(sorted(quotas.rows, key=lambda row: row.value)))
    asked = problem(pool, quotas, size)
    assert relaxations(asked, interleaved) == relaxations(asked, quotas)
