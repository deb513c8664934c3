from pathlib import Path

import numpy as np
import pytest

from tequio import quotas as q
from tequio.files import faults as f
from tequio.pool import MatchedValue, Pool

ROWS = "gender,woman,4,6\ngender,man,4,6\nage,young,3,9\nage,old,0,6\n"


def quotas_of(tmp_path: Path, text: str) -> q.Quotas:
    (tmp_path / "quotas.csv").write_text(text)
    return q.read_quotas(tmp_path / "quotas.csv")[0]


def pool_of(quotas: q.Quotas, values: list[list[int]], households: list[int] | None = None) -> Pool:
    return Pool(
        tuple(f"p{n}" for n in range(len(values))),
        quotas.features,
        tuple(map(quotas.values, quotas.features)),
        np.array(values, dtype=np.int32),
        None if households is None else np.array(households, dtype=np.int32),
        {},
    )


@pytest.mark.parametrize(
    "header",
    [
        "category,feature,min,max",
        "category,name,min,max",
        "feature,value,min,max",
        "category,value,min,max",
        "feature,name,min,max",
        " Category ,NAME,Min,Max",
        "característica,valor,mínimo,máximo",
    ],
)
def test_quotas_are_read_under_each_header_of_the_field(tmp_path, header):
    quotas = quotas_of(tmp_path, f"{header}\n{ROWS}")
    assert quotas.rows == (
        q.Quota("gender", "woman", 4, 6),
        q.Quota("gender", "man", 4, 6),
        q.Quota("age", "young", 3, 9),
        q.Quota("age", "old", 0, 6),
    )


def test_quotas_in_another_order_of_columns_with_further_ones_are_read(tmp_path):
    quotas = quotas_of(tmp_path, "max;notes;min;name;category\n6;as agreed;4.0;woman;gender\n")
    assert quotas.rows == (q.Quota("gender", "woman", 4, 6),)


def test_flexes_that_are_empty_or_unset_are_none(tmp_path):
    head = "feature,value,min,max,min_flex,max_flex\n"
    quotas = quotas_of(tmp_path, f"{head}g,a,4,6,3,8\ng,b,4,6,,\ng,c,4,6,0,-1\n")
    assert [(row.min_flex, row.max_flex) for row in quotas.rows] == [(3, 8), (None, None), (0, None)]


def test_feature_in_two_spellings_is_one_and_noted(tmp_path):
    (tmp_path / "quotas.csv").write_text("feature,value,min,max\nGender,woman,4,6\ngender ,man,4,6\n")
    quotas, notes = q.read_quotas(tmp_path / "quotas.csv")
    assert quotas.features == ("Gender",)
    # Spaces around a name say nothing, so that the note tells the spelling without them.
    assert notes == (MatchedValue(tmp_path / "quotas.csv", "feature", "gender", "Gender", 1),)


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        ("g,a,four,6,,", q.TextInNumber, "min"),
        ("g,a,4,any,,", q.TextInNumber, "max"),
        ("g,a,1e999999,6,,", q.TextInNumber, "min"),
        ("g,a,99999999999999999999,6,,", q.NumberTooLarge, "min"),
        ("g,a,4,5.5,,", q.NotWhole, "max"),
        ('g,a,4,"5,5",,', q.NotWhole, "max"),
        ("g,a,4,1.5e0,,", q.TextInNumber, "max"),
        ("g,a,-4,6,,", q.NegativeNumber, "min"),
        ("g,a,'-4,6,,", q.NegativeNumber, "min"),
        ("g,a,,6,,", q.EmptyNumber, "min"),
        ("g,a,4,,,", q.EmptyNumber, "max"),
        ("g,a,4,6,x,", q.TextInNumber, "min_flex"),
        ("g,a,4,6,-1,", q.NegativeNumber, "min_flex"),
        ("g,a,4,6,5,6", q.FlexInside, "min_flex"),
        ("g,a,4,6,4,5", q.FlexInside, "max_flex"),
        (",a,4,6,,", q.NamelessFeature, "feature"),
        ("g, ,4,6,,", q.NamelessValue, "value"),
    ],
)
def test_bad_quota_names_row_and_column(tmp_path, row, fault, column):
    with pytest.raises(fault) as caught:
        quotas_of(tmp_path, f"feature,value,min,max,min_flex,max_flex\ng,z,0,1,,\n\n{row}\n")
    assert (caught.value.path, caught.value.row, caught.value.column) == (tmp_path / "quotas.csv", 4, column)


def test_min_above_max_gives_a_fault(tmp_path):
    with pytest.raises(q.MinAboveMax) as caught:
        quotas_of(tmp_path, "feature,value,min,max\ng,a,7,6\n")
    assert (caught.value.row, caught.value.quota) == (2, q.Quota("g", "a", 7, 6))


def test_value_listed_twice_gives_a_fault_with_both_rows(tmp_path):
    with pytest.raises(q.DoubledQuota) as caught:
        quotas_of(tmp_path, "feature,value,min,max\ng,Ana B,0,1\nh,Ana B,0,1\nG,ana  b,0,1\n")
    assert (caught.value.rows, caught.value.feature) == ((2, 4), "g")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("feature,value,min\ng,a,1\n", f.MissingColumn),
        ("value,min,max\na,1,1\n", f.MissingColumn),
        ("feature,min,max\ng,1,1\n", f.MissingColumn),
        ("feature,value,min,max,min\ng,a,1,1,1\n", f.DoubledColumn),
        ("feature,value,min,max,Min\ng,a,1,1,1\n", f.DoubledColumn),
        ("feature,value,min,max\n", f.NoRows),
        ("", f.EmptyFile),
    ],
)
def test_quotas_without_their_columns_or_rows_give_a_fault(tmp_path, text, fault):
    with pytest.raises(fault):
        quotas_of(tmp_path, text)


@pytest.mark.parametrize("size", [8, 9, 12])
def test_size_within_the_sums_passes(tmp_path, size):
    q.check_size(quotas_of(tmp_path, f"feature,value,min,max\n{ROWS}"), size, tmp_path)


@pytest.mark.parametrize(
    ("size", "feature", "least", "most"), [(7, "gender", 8, 12), (13, "gender", 8, 12), (2, "gender", 8, 12)]
)
def test_size_out_of_reach_names_feature_and_sums(tmp_path, size, feature, least, most):
    with pytest.raises(q.SizeOutOfReach) as caught:
        q.check_size(quotas_of(tmp_path, f"feature,value,min,max\n{ROWS}"), size, tmp_path)
    fault = caught.value
    assert (fault.feature, fault.size, fault.least, fault.most) == (feature, size, least, most)


def test_pool_smaller_than_the_panel_gives_a_fault(tmp_path):
    quotas = quotas_of(tmp_path, "feature,value,min,max\ng,a,0,3\n")
    with pytest.raises(q.TooFewVolunteers) as caught:
        q.check_pool(pool_of(quotas, [[0], [0]]), quotas, 3, volunteers=Path("v"), asked=Path("q"))
    assert (caught.value.volunteers, caught.value.size) == (2, 3)


def test_pool_with_fewer_households_than_places_gives_a_fault(tmp_path):
    quotas = quotas_of(tmp_path, "feature,value,min,max\ng,a,0,3\n")
    pool = pool_of(quotas, [[0]] * 4, [0, 0, 0, -1])
    with pytest.raises(q.TooFewHouseholds) as caught:
        q.check_pool(pool, quotas, 3, volunteers=Path("v"), asked=Path("q"))
    assert (caught.value.households, caught.value.size) == (2, 3)


@pytest.mark.parametrize(("least", "volunteers"), [(1, 0), (2, 1)])
def test_quota_above_its_volunteers_gives_a_fault(tmp_path, least, volunteers):
    quotas = quotas_of(tmp_path, f"feature,value,min,max\ng,a,0,3\ng,b,{least},3\n")
    pool = pool_of(quotas, [[0], [0]] + [[1]] * volunteers)
    with pytest.raises(q.QuotaAbovePool) as caught:
        q.check_pool(pool, quotas, 2, volunteers=Path("v"), asked=Path("q"))
    assert (caught.value.quota.value, caught.value.volunteers) == ("b", volunteers)


def test_value_that_nobody_has_and_nobody_needs_is_noted(tmp_path):
    quotas = quotas_of(tmp_path, "feature,value,min,max\ng,a,0,3\ng,b,0,3\n")
    notes = q.check_pool(pool_of(quotas, [[0], [0]]), quotas, 2, volunteers=Path("v"), asked=Path("q"))
    assert notes == (q.UnusedQuota(Path("v"), Path("q"), q.Quota("g", "b", 0, 3)),)


@pytest.mark.parametrize("most", ["1000000001", "9007199254740993", "1" + "0" * 40])
def test_number_too_large_is_refused(tmp_path, most):
    path = tmp_path / "quotas.csv"
    path.write_text(f"feature,value,min,max\nsex,woman,0,{most}\n", encoding="utf-8")
    with pytest.raises(q.NumberTooLarge) as fault:
        q.read_quotas(path)
    assert (fault.value.row, fault.value.column) == (2, "max")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1e2", "100"),
        ("1.5E1", "15"),
        ('"1,5e1"', "15"),
        ("1.000", "1000"),
        ('"1,250"', "1250"),
        ("1 250", "1250"),
    ],
)
def test_whole_number_in_another_notation_is_told_in_plain_digits(tmp_path, written, meant):
    (tmp_path / "quotas.csv").write_text(f"feature,value,min,max\ng,a,0,{written}\n", encoding="utf-8")
    with pytest.raises(q.OtherNotation) as fault:
        q.read_quotas(tmp_path / "quotas.csv")
    assert (fault.value.row, fault.value.column, fault.value.meant) == (2, "max", meant)
