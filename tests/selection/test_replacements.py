"""Replacements: the lottery over the volunteers left, given who stays."""

from dataclasses import replace

import numpy as np
import pytest
from clashing_pools import invented, memberships
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.quotas import Quotas
from tequio.selection.leximin import leximin
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxations import QuotasClash, ensure_feasible
from tequio.selection.replacements import LeftTwice, NobodyLeft, NotOnPanel, TooFewLeft, replacement

EASY = settings(max_examples=40, deadline=None, derandomize=True)


def seated(seed, homes=False, leave=2):
    """(pool, quotas, panel, left): a panel that keeps the household rule, and quotas close to it."""
    pool, _, _ = invented(seed, people=(14, 22), homes=homes)
    generator = np.random.default_rng(seed)
    panel, taken = [], []
    for person in generator.permutation(len(pool)).tolist():
        home = -1 if pool.households is None else int(pool.households[person])
        if len(panel) < 6 and (home < 0 or home not in taken):
            panel.append(person)
            taken.append(home)
    _, quotas, _ = invented(seed, people=(14, 22), homes=homes)
    counts = memberships(pool)[panel].sum(axis=0).tolist()
    rows = [
        replace(row, min=max(0, count - 1), max=count + 1, min_flex=None, max_flex=None)
        for row, count in zip(quotas.rows, counts, strict=True)
    ]
    left = [pool.ids[person] for person in generator.permutation(panel)[:leave].tolist()]
    return pool, Quotas(tuple(rows)), panel, left


@EASY
@given(seed=st.integers(0, 10**6), homes=st.booleans(), leave=st.integers(1, 3))
def test_replacements_and_those_who_stay_meet_the_quotas(seed, homes, leave):
    pool, quotas, panel, left = seated(seed, homes, leave)
    try:
        found = replacement(pool, quotas, panel, left)
        ensure_feasible(found.problem, quotas)
    except (QuotasClash, TooFewLeft):
        return
    lottery = leximin(found.problem, np.random.default_rng(0), Unwatched())
    belongs = memberships(pool)
    for number in range(lottery.compositions.shape[0]):
        people = []
        for kind, count in enumerate(lottery.panel(number).tolist()):
            people += found.candidates[found.problem.members_of[kind]][:count].tolist()
        whole = [*found.stay.tolist(), *people]
        totals = belongs[whole].sum(axis=0).tolist()
        assert len(whole) == len(set(whole)) == len(panel)
        assert all(row.min <= total <= row.max for row, total in zip(quotas.rows, totals, strict=True))


@EASY
@given(seed=st.integers(0, 10**6))
def test_nobody_is_asked_who_lives_with_a_member_who_stays(seed):
    pool, quotas, panel, left = seated(seed, homes=True)
    try:
        found = replacement(pool, quotas, panel, left)
    except TooFewLeft:
        return
    homes = pool.households[found.stay]
    asked = pool.households[found.candidates]
    assert not np.isin(asked[asked >= 0], homes[homes >= 0]).any()
    assert set(found.candidates.tolist()).isdisjoint(panel)


def test_household_of_whoever_left_is_free_again():
    pool, quotas, panel, left = seated(4)
    gone = pool.ids.index(left[0])
    mate = next(person for person in range(len(pool)) if person not in panel)
    homes = np.full(len(pool), -1, dtype=np.int32)
    homes[[gone, mate]] = 5
    found = replacement(replace(pool, households=homes), quotas, panel, left)
    assert mate in found.candidates


def test_barred_people_are_not_asked_again():
    pool, quotas, panel, left = seated(4)
    barred = next(person for person in range(len(pool)) if person not in panel)
    found = replacement(pool, quotas, panel, left, barred=(pool.ids[barred], "nobody knows"))
    assert barred not in found.candidates


def test_quotas_are_reduced_by_those_who_stay():
    pool, quotas, panel, left = seated(9)
    found = replacement(pool, quotas, panel, left)
    stay = memberships(pool)[found.stay].sum(axis=0).tolist()
    assert found.seated.tolist() == stay
    assert [(row.min, row.max) for row in found.quotas.rows] == [
        (max(0, row.min - here), row.max - here) for row, here in zip(quotas.rows, stay, strict=True)
    ]
    assert found.problem.size == len(left)
    assert found.pool.ids == tuple(pool.ids[person] for person in found.candidates)


def test_quota_that_those_who_stay_exceed_is_named():
    pool, quotas, panel, left = seated(9)
    first = replacement(pool, quotas, panel, left)
    full = int(np.argmax(first.seated))
    rows = list(quotas.rows)
    rows[full] = replace(rows[full], min=0, max=int(first.seated[full]) - 1)
    tight = Quotas(tuple(rows))
    found = replacement(pool, tight, panel, left)
    assert [(one.feature, one.value, one.max, one.stay) for one in found.overfull] == [
        (rows[full].feature, rows[full].value, rows[full].max, rows[full].max + 1)
    ]
    with pytest.raises(QuotasClash) as raised:
        ensure_feasible(found.problem, tight)
    change = next(one for one in raised.value.choices[0].changes if one.side == "max")
    assert (change.value, change.old) == (rows[full].value, rows[full].max)
    relaxed = raised.value.choices[0].applied(tight)
    ensure_feasible(replacement(pool, relaxed, panel, left).problem, relaxed)


def test_replacement_of_a_stranger_is_refused():
    pool, quotas, panel, _ = seated(9)
    other = next(name for person, name in enumerate(pool.ids) if person not in panel)
    with pytest.raises(NotOnPanel) as raised:
        replacement(pool, quotas, panel, [pool.ids[panel[0]], other, "nobody"])
    assert raised.value.ids == (other, "nobody")


def test_replacement_of_nobody_is_refused():
    pool, quotas, panel, _ = seated(9)
    with pytest.raises(NobodyLeft):
        replacement(pool, quotas, panel, [])


def test_replacement_of_one_person_twice_is_refused():
    pool, quotas, panel, left = seated(9)
    with pytest.raises(LeftTwice) as raised:
        replacement(pool, quotas, panel, [left[0], *left])
    assert raised.value.ids == (left[0],)


def test_too_few_volunteers_for_the_free_places_are_counted():
    pool, quotas, panel, left = seated(9)
    barred = [name for person, name in enumerate(pool.ids) if person not in panel][1:]
    with pytest.raises(TooFewLeft) as raised:
        replacement(pool, quotas, panel, left, barred)
    assert (raised.value.places, raised.value.volunteers) == (2, 1)


def test_replacement_problem_is_that_of_the_pool_and_quotas_it_gives():
    pool, quotas, panel, left = seated(9, homes=True)
    found = replacement(pool, quotas, panel, left)
    again = problem(found.pool, found.quotas, len(left))
    assert (again.low == found.problem.low).all()
    assert (again.high == found.problem.high).all()
    assert (again.cells == found.problem.cells).all()
