"""Candidates for a name as written."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.dates import ImpossibleDate
from tequio.tracking.match import Candidate, Name, Register, Unit, match

UNITS = [
    Unit("U1", "Policía Municipal de San Juan Ejemplo, Oaxaca", state="20", municipality="20901"),
    Unit("U2", "Policía Municipal Preventiva de San Juan Ejemplo, Oaxaca", state="20", municipality="20901"),
    Unit(
        "U3", "Sector 1 de la Policía Municipal de San Juan Ejemplo, Oaxaca", state="20", municipality="20901"
    ),
    Unit(
        "U4", "Sector 2 de la Policía Municipal de San Juan Ejemplo, Oaxaca", state="20", municipality="20901"
    ),
    Unit("U5", "Policía Municipal de San Pedro Ejemplo, Oaxaca", state="20", municipality="20902"),
    Unit("U6", "Policía Municipal Preventiva de San Pedro Ejemplo, Oaxaca", state="20", municipality="20902"),
    Unit("U7", "Policía Municipal de Ficticia, Guerrero", state="12", municipality="12901"),
    Unit("U8", "Policía Municipal de Ficticia, Veracruz", state="30", municipality="30901"),
    Unit("U9", "Policía Estatal de Guerrero", state="12"),
    Unit("V1", "14.º Batallón de Infantería"),
    Unit("V2", "15.º Batallón de Infantería"),
    Unit("V3", "14.º Batallón de Infantería de Marina"),
    Unit("V4", "Segunda Compañía del 3.º Batallón de Infantería"),
    Unit("V5", "Tercera Compañía del 2.º Batallón de Infantería"),
    Unit("V6", "24.ª Zona Militar"),
    Unit("V7", "Policía Federal", since="2009-06-01", until="2019-12-31"),
    Unit("V8", "Guardia Nacional", since="2019-06-30"),
]
REGISTER = Register(UNITS)


def found(name: str, date: str = "") -> list[Candidate]:
    return match([Name("Q1", name, date)], REGISTER)


def first(name: str) -> str:
    return found(name)[0].id


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Policía Municipal de San Juan Ejemplo, Oaxaca", "U1"),
        ("POL. MPAL. PREV. DE S. JUAN EJEMPLO, OAX.", "U2"),
        ("Sn. Juan Ejemplo, Edo. de Oaxaca. Sector 2 de la Pol. Mpal.", "U4"),
        ("San Juan Ejernplo Municipal Police, Oaxaca", "U1"),
        ("PoliciaMunicipal de SanPedro Ejemplo, Oax", "U5"),
        ("Policía Mncpl. de Ficticia, Gro.", "U7"),
        ("Pol. Mpal. de Ficticia, Ver. de I. de la Llave", "U8"),
        ("Guerrero State Police", "U9"),
        ("14/o. B.I.", "V1"),
        ("Décimo Cuarto Bn. de Inf.", "V1"),
        ("14th Marine Infantry Battalion", "V3"),
        ("24/a. Z.M.", "V6"),
        ("P.F.", "V7"),
    ],
)
def test_unit_is_first_however_it_is_written(name: str, unit: str) -> None:
    assert first(name) == unit


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("3.er Batallón de Infantería, Segunda Compañía", "V4"),
        ("2.º Batallón de Infantería, 3/a. Cía.", "V5"),
        ("Segunda Compañía del 3.º Batallón de Infantería", "V4"),
    ],
)
def test_numbers_belong_to_what_they_count(name: str, unit: str) -> None:
    assert first(name) == unit


def test_other_number_is_a_veto() -> None:
    vetoes = {each.id: each.vetoes for each in found("14.º Batallón de Infantería")}
    assert vetoes["V1"] == ()
    assert "number" in vetoes["V2"]


def test_missing_number_is_a_veto() -> None:
    vetoes = {each.id: each.vetoes for each in found("Policía Municipal de San Juan Ejemplo, Oaxaca")}
    assert "number" in vetoes["U3"]


def test_other_place_is_a_veto() -> None:
    vetoes = {each.id: each.vetoes for each in found("Policía Municipal de Ficticia, Guerrero")}
    assert vetoes["U7"] == ()
    assert "place" in vetoes["U8"]
    assert "place" in vetoes["U5"]


def test_other_kind_is_a_veto() -> None:
    vetoes = {each.id: each.vetoes for each in found("Policía Municipal de San Juan Ejemplo, Oaxaca")}
    assert vetoes["U2"] == ("kind",)


@settings(deadline=None)
@given(st.integers(30, 400))
def test_other_number_is_never_without_veto(number: int) -> None:
    assert all("number" in each.vetoes for each in found(f"{number}.º Batallón de Infantería"))


@settings(deadline=None)
@given(st.sampled_from(UNITS), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_case_does_not_change_the_best(unit: Unit, change: object) -> None:
    assert first(change(unit.name)) == unit.id  # type: ignore[operator]


@settings(deadline=None)
@given(st.sampled_from(UNITS))
def test_order_of_names_does_not_change_candidates(unit: Unit) -> None:
    alone = found(unit.name)
    names = [Name("Q0", "Policía Estatal"), Name("Q1", unit.name)]
    assert [each for each in match(names, REGISTER) if each.query == "Q1"] == alone


@settings(deadline=None)
@given(st.permutations(UNITS))
def test_order_of_rows_does_not_change_candidates(units: list[Unit]) -> None:
    names = [Name("Q1", "Pol. Mpal. Ejemplo"), Name("Q2", "2/o. Bn. Inf.")]
    assert match(names, Register(units)) == match(names, REGISTER)


def test_ties_are_broken_by_id() -> None:
    twins = [Unit(key, "Policía Municipal de Ficticia, Guerrero", state="12") for key in ("B", "C", "A")]
    assert [each.id for each in match([Name("Q", twins[0].name)], Register(twins))] == ["A", "B", "C"]


def test_unit_of_several_names_is_a_candidate_once() -> None:
    units = [
        Unit("A", "Policía Municipal de Ficticia"),
        Unit("A", "Dirección de Seguridad Pública de Ficticia"),
    ]
    assert [each.id for each in match([Name("Q", "Pol. Mpal. de Ficticia")], Register(units))] == ["A"]


@pytest.mark.parametrize("written", ["Policia Municipal de Aldéa", "Policía Municipal de A1dea"])
def test_names_of_one_state_that_end_in_the_same_letters_keep_their_places(written: str) -> None:
    units = [
        Unit("U1", "Policía Municipal de Aldea", state="30"),
        Unit("U2", "Policía Municipal de Aldea", state="12"),
        Unit("U3", "Policia Municipal de Aldéa", state="30"),
        Unit("U4", "Policía Municipal de Brisa", state="30"),
    ]
    found = match([Name("Q", f"{written}, Veracruz")], Register(units))
    by = {one.id: one for one in found}
    assert (by["U1"].vetoes, by["U1"].score > 70) == ((), True)
    assert "place" in by["U4"].vetoes


def test_clear_name_scores_above_a_doubtful_one() -> None:
    assert (
        found("Policía Municipal de Ficticia, Guerrero")[0].score
        > found("Policía Municipal de Ficticia")[0].score
    )


@pytest.mark.parametrize(
    ("date", "there"), [("2015", True), ("2019-08", True), ("2020-01", False), ("2009-05", False), ("", True)]
)
def test_candidates_existed_at_the_date(date: str, there: bool) -> None:
    assert ("V7" in {each.id for each in found("Policía Federal", date)}) == there


def test_impossible_date_is_a_fault() -> None:
    with pytest.raises(ImpossibleDate):
        found("Policía Federal", "2015-13")


@pytest.mark.parametrize("name", ["", " ", "—", "de la"])
def test_name_without_words_has_no_candidates_that_are_sure(name: str) -> None:
    assert all(each.score < 50 for each in found(name))


def test_empty_register_has_no_candidates() -> None:
    assert match([Name("Q1", "Policía Federal")], Register([])) == []


def test_at_most_twenty_candidates_ranked_from_one() -> None:
    ranks = [each.rank for each in found("Policía Municipal")]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(match([Name("Q", "Policía")], REGISTER, top=3)) == 3


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_name_is_answered(name: str) -> None:
    scores = [each.score for each in found(name)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_result_does_not_depend_on_the_hash_seed(seed: str) -> None:
    code = (
        "from tequio.tracking.match import *\n"
        "units = [Unit('A', 'Policía Municipal de Ficticia, Guerrero'),"
        " Unit('B', 'Policía Municipal de Otra, Oaxaca')]\n"
        "print(match([Name('Q', 'Pol. Mpl. de Fictcia')], Register(units)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    units = [
        Unit("A", "Policía Municipal de Ficticia, Guerrero"),
        Unit("B", "Policía Municipal de Otra, Oaxaca"),
    ]
    assert said.stdout.strip() == str(match([Name("Q", "Pol. Mpl. de Fictcia")], Register(units)))
