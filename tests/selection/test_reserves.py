"""Ordered reserves: worth more than chance, honest about households, the same every time."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.problem import problem
from tequio.selection.reserves import (
    ReservesBeyondPool,
    TooFewReserves,
    check_count,
    reserves,
    shortfall_of,
)

EASY = settings(max_examples=15, deadline=None, derandomize=True)


def case(seed, people=24, size=9, homes=False):
    """(problem, panel, chances): quotas within one of an invented panel's counts."""
    generator = np.random.default_rng(seed)
    values = np.column_stack([generator.integers(0, count, people) for count in (2, 3, 3)]).astype(np.int32)
    households = generator.integers(0, people, people).astype(np.int32) if homes else None
    panel, taken = [], []
    for person in generator.permutation(people).tolist():
        if len(panel) < size and (households is None or households[person] not in taken):
            panel.append(person)
            taken += [] if households is None else [households[person]]
    rows = []
    for feature, count in enumerate((2, 3, 3)):
        here = np.bincount(values[panel, feature], minlength=count).tolist()
        rows += [
            Quota(f"f{feature}", f"v{value}", max(0, here[value] - 1), here[value] + value % 2)
            for value in range(count)
        ]
    quotas = Quotas(tuple(rows))
    categories = tuple(quotas.values(feature) for feature in quotas.features)
    pool = Pool(tuple(f"p{n}" for n in range(people)), quotas.features, categories, values, households, {})
    asked = problem(pool, quotas, size)
    return asked, np.array(panel), generator.uniform(0.05, 0.4, asked.types)


def members_under(asked, people):
    """(Q + 1,) members under each quota, and in all."""
    people = np.array(people, dtype=int)
    rows = asked.cells[asked.type_of[people]]
    return np.append(np.bincount(rows.ravel(), minlength=len(asked.low)), len(people))


def expected_shortfall(asked, panel, steps_in, leave):
    """The mean shortfall after the best replacement, for each row of who leaves."""
    sets = [chosen for n in range(len(steps_in) + 1) for chosen in combinations(steps_in, n)]
    added = np.array([members_under(asked, chosen) for chosen in sets])
    total = 0.0
    for gone in leave:
        able = added[added[:, -1] <= gone.sum()]
        total += float(shortfall_of(asked, members_under(asked, panel[~gone]) + able).min())
    return total / len(leave)


def who_leaves(asked, panel, chances, seed=99, samples=100):
    return np.random.default_rng(seed).random((samples, len(panel))) < chances[asked.type_of[panel]]


def test_reserves_are_better_than_chosen_at_random_and_near_the_best():
    ours, chance, best, none = [], [], [], []
    for seed in range(6):
        asked, panel, chances = case(seed, people=18)
        leave = who_leaves(asked, panel, chances, samples=60)
        found = reserves(asked, [panel], chances, 2, np.random.default_rng(seed)).people[0].tolist()
        others = [person for person in range(18) if person not in panel]
        every = [expected_shortfall(asked, panel, pair, leave) for pair in combinations(others, 2)]
        ours.append(expected_shortfall(asked, panel, found, leave))
        chance.append(np.mean(every))
        best.append(min(every))
        none.append(expected_shortfall(asked, panel, [], leave))
    saved, possible = np.mean(none) - np.mean(ours), np.mean(none) - np.mean(best)
    assert np.mean(ours) < np.mean(chance)
    assert saved > 0.9 * possible


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans())
def test_reserves_live_with_no_member_and_not_together(seed, homes):
    asked, panel, chances = case(seed, people=40, homes=homes)
    found = reserves(asked, [panel], chances, 5, np.random.default_rng(seed), 50).people[0].tolist()
    together = [*panel.tolist(), *found]
    assert len(set(together)) == len(together)
    households = [home for home in asked.household_of[together].tolist() if home >= 0]
    assert len(set(households)) == len(households)


@EASY
@given(seed=st.integers(0, 10**6))
def test_more_reserves_never_leave_a_greater_shortfall(seed):
    asked, panel, chances = case(seed)
    after = [
        float(reserves(asked, [panel], chances, count, np.random.default_rng(seed), 100).after[0])
        for count in range(5)
    ]
    assert after[0] == pytest.approx(
        float(reserves(asked, [panel], chances, 0, np.random.default_rng(seed), 100).before[0])
    )
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(after))


def test_first_reserve_replaces_whoever_is_sure_to_leave():
    asked, panel, _ = case(2)
    for kind in np.unique(asked.type_of[panel]).tolist():
        spare = [person for person in asked.members_of[kind].tolist() if person not in panel]
        if not spare or (asked.type_of[panel] == kind).sum() != 1:
            continue
        tight = members_under(asked, panel)[:-1]
        exact = replace(asked, low=tight, high=tight)
        leaving = np.zeros(asked.types)
        leaving[kind] = 1.0
        found = reserves(exact, [panel], leaving, 3, np.random.default_rng(1), 20)
        assert found.people[0][0] in spare
        assert found.after[0] == pytest.approx(0)
        return
    pytest.fail("the invented pool has nobody who can be replaced by a person alike")


def test_reserves_are_the_same_for_the_same_generator():
    asked, panel, chances = case(5, homes=True)
    first, second = (
        reserves(asked, [panel, panel], chances, 4, np.random.default_rng(3), 80) for _ in range(2)
    )
    assert [people.tolist() for people in first.people] == [people.tolist() for people in second.people]
    assert first.after.tolist() == second.after.tolist()


def test_people_who_are_alike_are_reserves_equally_often():
    values = np.zeros((6, 1), dtype=np.int32)
    pool = Pool(tuple("abcdef"), ("f",), (("v",),), values, None, {})
    asked = problem(pool, Quotas((Quota("f", "v", 2, 2),)), 2)
    panels = [np.array([0, 1])] * 400
    found = reserves(asked, panels, np.array([0.3]), 1, np.random.default_rng(8), 20)
    counts = np.bincount([int(people[0]) for people in found.people], minlength=6)
    assert counts[:2].tolist() == [0, 0]
    assert counts[2:].min() > 70


def test_more_reserves_than_people_are_refused():
    values = np.zeros((4, 1), dtype=np.int32)
    pool = Pool(tuple("abcd"), ("f",), (("v",),), values, None, {})
    asked = problem(pool, Quotas((Quota("f", "v", 2, 2),)), 2)
    with pytest.raises(TooFewReserves) as raised:
        reserves(asked, [np.array([0, 1])], np.array([0.3]), 3, np.random.default_rng(8), 20)
    assert (raised.value.count, raised.value.possible) == (3, 2)


def test_count_beyond_the_volunteers_is_refused_before_any_panel_is_made():
    asked, _, _ = case(1, people=24, size=9)
    check_count(asked, 15)
    with pytest.raises(ReservesBeyondPool) as fault:
        check_count(asked, 16)
    assert (fault.value.size, fault.value.rest, fault.value.households) == (9, 15, False)


def test_count_beyond_the_households_is_refused_before_any_panel_is_made():
    asked, _, _ = case(1, people=24, size=9, homes=True)
    alone = int((asked.household_of < 0).sum())
    rest = alone + len(set(asked.household_of.tolist()) - {-1}) - 9
    check_count(asked, rest)
    with pytest.raises(ReservesBeyondPool) as fault:
        check_count(asked, rest + 1)
    assert (fault.value.rest, fault.value.households) == (rest, True)
