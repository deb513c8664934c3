from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.reports.lottery_facts import CostFacts, LevelFacts, NumberingFacts, PublishedFacts, lottery_facts
from tequio.selection.leximin import leximin
from tequio.selection.lottery import Lottery
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched

NUMBERED = NumberingFacts("numbered", 1000, 0.001, 0.01)
HIDDEN = PublishedFacts("commitments", "ab" * 32)
AGES = ("young", "old")


@pytest.fixture(scope="module")
def lottery() -> Lottery:
    """Four young and eight old people; a panel of four with two or three young."""
    values = np.array([[0]] * 4 + [[1]] * 8, dtype=np.int32)
    pool = Pool(tuple(f"p{person}" for person in range(12)), ("age",), (AGES,), values, None, {})
    quotas = Quotas((Quota("age", "young", 2, 3), Quota("age", "old", 1, 2)))
    return leximin(problem(pool, quotas, 4), np.random.default_rng(1), Unwatched())


def test_facts_count_the_pool_and_the_panels(lottery):
    young, old = lottery_facts(lottery, NUMBERED, HIDDEN).quotas
    assert (young.feature, young.value, young.low, young.high, young.pool) == ("age", "young", 2, 3, 4)
    assert (young.least, young.most, round(young.mean, 9)) == (2, 2, 2)
    assert (old.pool, old.least, old.most) == (8, 2, 2)


def test_levels_are_fractions_where_the_lottery_meets_them(lottery):
    levels = lottery_facts(lottery, NUMBERED, HIDDEN).levels
    assert levels == (LevelFacts(0.25, 8, Fraction(1, 4)), LevelFacts(0.5, 4, Fraction(1, 2)))


def test_levels_of_a_stopped_lottery_are_what_it_gives(lottery):
    stopped = replace(lottery, status="stopped")
    levels = lottery_facts(stopped, NUMBERED, HIDDEN).levels
    assert levels == (LevelFacts(0.25, 8, None), LevelFacts(0.5, 4, None))


def test_levels_take_the_fractions_that_the_target_knows(lottery):
    target = replace(lottery.target, level_of=None, levels=lottery.target.levels[:1])
    levels = lottery_facts(replace(lottery, target=target), NUMBERED, HIDDEN).levels
    assert levels == (LevelFacts(0.25, 8, Fraction(1, 4)), LevelFacts(0.5, 4, None))


def test_whoever_can_be_on_no_panel_is_named_by_pseudonym(lottery):
    none = replace(lottery, never=(0,))
    names = [f"n{person:02}" for person in range(12)]
    young = lottery.problem.type_of == 0
    facts = lottery_facts(none, NUMBERED, HIDDEN, pseudonyms=names)
    assert facts.never == tuple(name for name, held in zip(names, young, strict=True) if held)


def test_costs_come_with_the_dearest_first(lottery):
    costs = [CostFacts("age", "old", "max", 2, 3, 0.26), CostFacts("age", "young", "min", 2, 1, 0.3)]
    assert [cost.lowest for cost in lottery_facts(lottery, NUMBERED, HIDDEN, costs=costs).costs] == [
        0.3,
        0.26,
    ]


def test_costs_that_nobody_worked_out_are_not_none_found(lottery):
    assert lottery_facts(lottery, NUMBERED, HIDDEN).costs is None
    assert lottery_facts(lottery, NUMBERED, HIDDEN, costs=()).costs == ()


def test_mean_of_equal_chances_is_size_over_people(lottery):
    facts = lottery_facts(lottery, NUMBERED, HIDDEN)
    assert (facts.equal, facts.certain, facts.impossible) == (4 / 12, 0, 0)
