import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tequio import pool as p
from tequio.files import faults as f
from tequio.files import write_csv
from tequio.quotas import Quota, Quotas, check_pool, check_size, read_quotas

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[1] / "../shared"))
INSTANCES = (
    "example_small_20",
    "example_large_200",
    "opendlp_monitoring_30",
    "sf_fixture_22",
    "gss16_semi_60",
    "syn_2k_110",
    "syn_10k_150",
    "syn_50k_200",
)
QUOTAS = Quotas(
    tuple(
        Quota(feature, value, 0, 9)
        for feature, value in (("Sex", "woman"), ("Sex", "man"), ("Age", "+65"), ("Age", "18-64"))
    )
)


def read(tmp_path: Path, text: str, **how: object) -> tuple[p.Pool, tuple[object, ...]]:
    (tmp_path / "pool.csv").write_text(text, encoding="utf-8")
    return p.read_pool(tmp_path / "pool.csv", QUOTAS, **how)


def test_pool_is_read_in_the_order_of_the_quotas(tmp_path):
    pool, notes = read(tmp_path, "id,name,Age,Sex\n7,Ana,18-64,woman\n8,Eva,+65,man\n", keep=["Name"])
    assert (pool.ids, pool.features) == (("7", "8"), ("Sex", "Age"))
    assert pool.categories == (("woman", "man"), ("+65", "18-64"))
    assert pool.values.tolist() == [[0, 1], [1, 0]]
    assert pool.values.dtype == np.int32
    assert (pool.households, pool.kept, notes) == (None, {"name": ("Ana", "Eva")}, ())


def test_values_that_differ_in_case_or_space_are_matched_and_noted(tmp_path):
    pool, notes = read(tmp_path, "id,sex,Age\n1, WOMAN,18-64\n2, WOMAN,18-64 \n3,woman,18-64\n")
    path = tmp_path / "pool.csv"
    assert pool.values.tolist() == [[0, 1]] * 3
    assert notes == (
        p.MatchedColumn(path, "sex", "Sex"),
        p.MatchedValue(path, "sex", " WOMAN", "woman", 2),
        p.MatchedValue(path, "Age", "18-64 ", "18-64", 1),
    )


def test_value_that_we_defused_is_matched(tmp_path):
    write_csv(tmp_path / "pool.csv", ["id", "Sex", "Age"], [["+1", "man", "+65"]])
    pool, notes = p.read_pool(tmp_path / "pool.csv", QUOTAS)
    assert (pool.ids, pool.values.tolist(), notes) == (("+1",), [[1, 0]], ())


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("ID,x", 0),
        ("x,nationbuilder_id", 1),
        ("x, Volunteer ID ", 1),
        ("respondent_id,id", 1),
        ("x,folio", 1),
    ],
)
def test_id_column_is_guessed_by_its_name(tmp_path, header, column):
    pool, _ = read(tmp_path, f"{header},Sex,Age\na,b,man,+65\n")
    assert pool.ids == ("ab"[column],)


def test_id_column_that_is_told_is_taken(tmp_path):
    assert read(tmp_path, "id,folio,Sex,Age\na,b,man,+65\n", id_column="Folio")[0].ids == ("b",)


def test_file_without_an_id_column_gives_a_fault_with_its_columns(tmp_path):
    with pytest.raises(p.NoIdColumn) as caught:
        read(tmp_path, "name,Sex,Age\na,man,+65\n")
    assert caught.value.columns == ("name", "Sex", "Age")


@pytest.mark.parametrize(
    ("text", "how", "fault"),
    [
        ("id,Sex\n1,man\n", {}, f.MissingColumn),
        ("id,Sex,Age\n1,man,+65\n", {"id_column": "key"}, f.MissingColumn),
        ("id,Sex,Age\n1,man,+65\n", {"keep": ["mail"]}, f.MissingColumn),
        ("id,Sex,Age\n1,man,+65\n", {"households": ["street"]}, f.MissingColumn),
        ("id,Sex,Age,Sex\n1,man,+65,man\n", {}, f.DoubledColumn),
        ("id,Sex,Age,sex\n1,man,+65,man\n", {}, f.DoubledColumn),
        ("id,Id,Sex,Age\n1,1,man,+65\n", {}, f.DoubledColumn),
        ("id,Sex,Age\n", {}, f.NoRows),
        ("", {}, f.EmptyFile),
    ],
)
def test_pool_without_its_columns_or_rows_gives_a_fault(tmp_path, text, how, fault):
    with pytest.raises(fault):
        read(tmp_path, text, **how)


def test_empty_id_names_its_row(tmp_path):
    with pytest.raises(p.EmptyId) as caught:
        read(tmp_path, "id,Sex,Age\n1,man,+65\n\n ,man,+65\n")
    assert (caught.value.row, caught.value.column) == (4, "id")


def test_doubled_id_names_both_rows(tmp_path):
    with pytest.raises(p.DoubledId) as caught:
        read(tmp_path, "id,Sex,Age\n1,man,+65\n2,man,+65\n1 ,man,+65\n")
    assert (caught.value.rows, caught.value.id) == ((2, 4), "1")


def test_values_without_a_quota_are_all_named_with_their_rows(tmp_path):
    with pytest.raises(p.UnknownValues) as caught:
        read(tmp_path, "id,Sex,Age\n1,man,65\n2,,+65\n3,other,65\n")
    assert caught.value.misfits == (
        p.Misfit("Sex", "", 3, 1, ("woman", "man")),
        p.Misfit("Sex", "other", 4, 1, ("woman", "man")),
        p.Misfit("Age", "65", 2, 2, ("+65", "18-64")),
    )


def test_values_without_a_quota_are_named_up_to_a_limit(tmp_path):
    rows = "".join(f"{n},man,{n}\n" for n in range(100))
    with pytest.raises(p.UnknownValues) as caught:
        read(tmp_path, f"id,Sex,Age\n{rows}")
    assert (len(caught.value.misfits), caught.value.many) == (p.MISFITS, 100)


def test_household_is_all_its_columns_in_spite_of_case_and_space(tmp_path):
    rows = [("Calle 1", "A"), ("calle  1 ", "a"), ("Calle 1", ""), ("", " "), ("", ""), ("Calle 1", "B")]
    text = "".join(f"{n},man,+65,{street},{flat}\n" for n, (street, flat) in enumerate(rows))
    pool, _ = read(tmp_path, f"id,Sex,Age,street,flat\n{text}", households=["Street", "flat"])
    assert pool.households is not None
    assert pool.households.tolist() == [0, 0, 1, -1, -1, 2]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["woman", "Man ", "MAN"]), st.sampled_from(["+65", "18-64"])), min_size=1
    ),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_changes_only_the_order(tmp_path, people, random):
    rows = [[f"p{n}", *person] for n, person in enumerate(people)]
    order = random.sample(range(len(rows)), len(rows))
    write_csv(tmp_path / "a.csv", ["id", "Sex", "Age"], rows)
    write_csv(tmp_path / "b.csv", ["id", "Sex", "Age"], [rows[place] for place in order])
    first, second = (p.read_pool(tmp_path / name, QUOTAS)[0] for name in ("a.csv", "b.csv"))
    assert second.ids == tuple(first.ids[place] for place in order)
    assert np.array_equal(second.values, first.values[order])


@pytest.mark.parametrize("name", INSTANCES)
def test_shared_pool_reads_as_it_is(name):
    folder = SHARED / "data/draw" / name
    if not folder.is_dir():
        pytest.skip(f"no shared pool {name} beside the checkout; TEQUIO_SHARED may say where it is")
    size = json.loads((folder / "meta.json").read_text())["k"]
    quotas, said = read_quotas(folder / "categories.csv")
    pool, notes = p.read_pool(folder / "respondents.csv", quotas)
    check_size(quotas, size, folder / "categories.csv")
    check_pool(pool, quotas, size, volunteers=folder / "respondents.csv", asked=folder / "categories.csv")
    with (folder / "respondents.csv").open(newline="") as file:
        people = list(csv.DictReader(file))
    assert (said, notes) == ((), ())
    assert list(pool.ids) == [person["id"] for person in people]
    for place, (feature, values) in enumerate(zip(pool.features, pool.categories, strict=True)):
        assert [values[code] for code in pool.values[:, place]] == [person[feature] for person in people]


def test_ids_that_differ_in_case_only_are_two_people_and_noted(tmp_path):
    pool, notes = read(tmp_path, "id,Age,Sex\np8,18-64,woman\nP8,+65,man\n")
    assert pool.ids == ("p8", "P8")
    assert notes == (p.AlikeIds(tmp_path / "pool.csv", (2, 3), "id", "p8", "P8"),)


def test_id_of_two_lines_is_refused(tmp_path):
    with pytest.raises(p.BrokenId) as caught:
        read(tmp_path, 'id,Age,Sex\n1,18-64,woman\n"p\n8",+65,man\n')
    assert (caught.value.row, caught.value.column) == (3, "id")
