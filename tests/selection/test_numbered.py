"""Numbered panels: near the lottery, and never at the cost of somebody's only chance."""

import numpy as np
import pytest

from invented import fair_quotas, invented_pool
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.leximin import leximin
from tequio.selection.numbered import CHANGE, ChanceLost, Choice, hopeless, number
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched


def lottery_of(pool: Pool, quotas: Quotas, size: int):
    return leximin(problem(pool, quotas, size), np.random.default_rng(1), Unwatched())


def numbering_of(lottery, choice: Choice):
    ranks = np.arange(lottery.problem.people)
    return number(lottery, choice, ranks, np.random.default_rng(2), Unwatched())


@pytest.fixture(scope="module")
def lottery():
    pool = invented_pool(60)
    return lottery_of(pool, fair_quotas(pool, 12), 12)


@pytest.mark.parametrize("count", [10, 100, 1000])
def test_numbered_panels_are_as_many_as_asked(lottery, count):
    assert numbering_of(lottery, Choice(str(count))).members.shape == (count, 12)


def test_numbered_chances_sum_to_the_size(lottery):
    assert numbering_of(lottery, Choice("100")).chances.sum() == pytest.approx(12)


def test_numbered_chances_stay_within_three_panels_of_the_lottery(lottery):
    assert numbering_of(lottery, Choice("1000")).change.absolute <= 3 / 1000


def test_auto_takes_the_fewest_panels_that_change_no_chance_by_more_than_a_twentieth(lottery):
    chosen = numbering_of(lottery, Choice("auto"))
    fewer = len(chosen.members) // 10
    assert chosen.change.relative <= CHANGE
    assert fewer < 10 or numbering_of(lottery, Choice(str(fewer), allow_zero=True)).change.relative > CHANGE


def test_auto_takes_exact_weights_where_a_hundred_thousand_panels_are_too_few():
    people = 300_000
    pool = Pool(
        tuple(map(str, range(people))), ("f",), (("a",),), np.zeros((people, 1), dtype=np.int32), None, {}
    )
    chosen = numbering_of(lottery_of(pool, Quotas((Quota("f", "a", 0, 1),)), 1), Choice("auto"))
    assert chosen.form == "exact"
    assert chosen.members is None


def test_too_few_panels_are_refused_when_somebody_would_lose_every_chance():
    pool = invented_pool(60)
    lottery = lottery_of(pool, fair_quotas(pool, 4), 4)
    with pytest.raises(ChanceLost) as fault:
        numbering_of(lottery, Choice("10"))
    assert fault.value.needed == 100


def test_too_few_panels_are_made_when_that_is_allowed():
    pool = invented_pool(60)
    lottery = lottery_of(pool, fair_quotas(pool, 4), 4)
    assert len(numbering_of(lottery, Choice("10", allow_zero=True)).members) == 10


def test_a_number_of_panels_is_hopeless_when_no_whole_number_is_near():
    assert hopeless(np.array([0.015]), 100)
    assert not hopeless(np.array([0.0101]), 100)
