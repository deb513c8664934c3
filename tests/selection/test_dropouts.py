"""How likely people are to leave: rates that are given, and rates estimated from earlier members."""

import numpy as np
import pytest
from clashing_pools import invented
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.files.faults import MissingColumn, NoRows
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection.dropouts import (
    DoubledRate,
    NoSharedFeature,
    NotARate,
    NotYesOrNo,
    UnknownRate,
    from_past,
    from_rates,
    read_past,
    read_rates,
)
from tequio.selection.problem import problem


@pytest.fixture
def asked():
    """Two features with two values each, one person of each kind."""
    rows = (Quota("Age", "young", 1, 1), Quota("Age", "old", 1, 1))
    quotas = Quotas((*rows, Quota("Region", "north", 0, 2), Quota("Region", "south", 0, 2)))
    values = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.int32)
    pool = Pool(tuple("abcd"), ("Age", "Region"), (("young", "old"), ("north", "south")), values, None, {})
    return problem(pool, quotas, 2)


def written(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rates_of_one_feature_are_the_chances(asked):
    found = from_rates({("Age", "young"): 0.3, ("Age", "old"): 0.1}, asked)
    assert found.chances(asked) == pytest.approx([0.3, 0.3, 0.1, 0.1])


def test_rates_of_two_features_do_not_count_the_usual_rate_twice(asked):
    rates = dict.fromkeys(asked.labels, 0.2)
    assert from_rates(rates, asked).chances(asked) == pytest.approx([0.2] * 4)


def test_no_rates_mean_that_nearly_nobody_leaves(asked):
    assert from_rates({}, asked).chances(asked).max() < 0.001


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_chances_lie_between_nothing_and_certainty_whatever_the_rates(seed):
    pool_problem = problem(*invented(seed))
    generator = np.random.default_rng(seed)
    rates = {label: float(generator.choice([0, 0.1, 0.9, 1])) for label in pool_problem.labels}
    chances = from_rates(rates, pool_problem).chances(pool_problem)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_rates_are_read_as_shares_and_as_percentages(asked, tmp_path):
    path = written(tmp_path, "feature,value,rate\nAGE,young,30%\nage,old,0.1\n")
    assert read_rates(path, asked).chances(asked) == pytest.approx([0.3, 0.3, 0.1, 0.1])


def test_rates_are_read_with_spanish_numbers(asked, tmp_path):
    path = written(tmp_path, "característica;valor;tasa\nAge;young;0,3\nAge;old;10 %\n")
    assert read_rates(path, asked).chances(asked) == pytest.approx([0.3, 0.3, 0.1, 0.1])


@pytest.mark.parametrize("cell", ["often", "-0.1", "1.5", "120%", "nan", ""])
def test_rate_that_is_none_is_named_by_row_and_column(asked, tmp_path, cell):
    path = written(tmp_path, f"feature,value,rate\nAge,young,0.2\nAge,old,{cell}\n")
    with pytest.raises(NotARate) as raised:
        read_rates(path, asked)
    assert (raised.value.row, raised.value.column, raised.value.value) == (3, "rate", cell)


def test_rate_of_a_value_without_a_quota_is_named(asked, tmp_path):
    path = written(tmp_path, "feature,value,rate\nAge,middle,0.2\n")
    with pytest.raises(UnknownRate) as raised:
        read_rates(path, asked)
    assert (raised.value.row, raised.value.feature, raised.value.value) == (2, "Age", "middle")


def test_two_rates_for_one_value_are_refused(asked, tmp_path):
    path = written(tmp_path, "feature,value,rate\nAge,young,0.2\nage,Young,0.3\n")
    with pytest.raises(DoubledRate) as raised:
        read_rates(path, asked)
    assert raised.value.rows == (2, 3)


def test_table_of_rates_without_rows_is_refused(asked, tmp_path):
    with pytest.raises(NoRows):
        read_rates(written(tmp_path, "feature,value,rate\n"), asked)


def test_estimate_finds_who_left_more_often(asked):
    generator = np.random.default_rng(1)
    age, region = generator.integers(0, 2, (2, 2000))
    had = np.column_stack([age == 0, age == 1, region == 0, region == 1]).astype(float)
    dropped = (generator.random(2000) < np.where(age == 0, 0.35, 0.1)).astype(float)
    chances = from_past(had, dropped, asked).chances(asked)
    assert chances == pytest.approx([0.35, 0.35, 0.1, 0.1], abs=0.05)


def test_estimate_from_few_members_stays_near_the_usual_rate(asked):
    had = np.array([[1, 0, 1, 0], [0, 1, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], dtype=float)
    chances = from_past(had, np.array([1.0, 0, 0, 0]), asked).chances(asked)
    usual = (1 + 0.5) / (4 + 1)
    assert chances == pytest.approx([usual] * 4, abs=0.15)
    assert chances[0] > chances[3]


@pytest.mark.parametrize("dropped", [0.0, 1.0])
def test_nobody_is_certain_where_all_did_the_same(asked, dropped):
    had = np.tile([1.0, 0, 1, 0], (30, 1))
    chances = from_past(had, np.full(30, dropped), asked).chances(asked)
    assert ((chances > 0.001) & (chances < 0.999)).all()


def test_past_members_are_read_with_the_features_that_are_there(asked, tmp_path):
    rows = "".join(
        f"{age},{answer}\n" for age, answer in [("young", "yes"), ("young", "SÍ"), ("old", "no")] * 30
    )
    chances = read_past(written(tmp_path, "age,Dropped\n" + rows), asked).chances(asked)
    assert chances[0] == pytest.approx(chances[1])
    assert chances[0] > 0.8 > 0.3 > chances[2]


def test_past_member_with_neither_yes_nor_no_is_named(asked, tmp_path):
    path = written(tmp_path, "age,dropped\nyoung,yes\nold,perhaps\n")
    with pytest.raises(NotYesOrNo) as raised:
        read_past(path, asked)
    assert (raised.value.row, raised.value.column, raised.value.value) == (3, "dropped", "perhaps")


def test_past_members_without_the_column_dropped_are_refused(asked, tmp_path):
    with pytest.raises(MissingColumn):
        read_past(written(tmp_path, "age,stayed\nyoung,yes\n"), asked)


def test_past_members_without_any_known_feature_are_refused(asked, tmp_path):
    with pytest.raises(NoSharedFeature) as raised:
        read_past(written(tmp_path, "shoe,dropped\n43,yes\n"), asked)
    assert raised.value.features == ("Age", "Region")


def test_past_member_with_a_value_that_has_no_quota_is_named(asked, tmp_path):
    path = written(tmp_path, "age,dropped\nyoung,yes\n,no\nmiddle,no\n")
    with pytest.raises(UnknownRate) as raised:
        read_past(path, asked)
    assert (raised.value.row, raised.value.feature, raised.value.value) == (4, "Age", "middle")
