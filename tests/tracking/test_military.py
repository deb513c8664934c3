"""Numbered units of the armed forces, in Spanish and English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.military import head, same_unit

SAME = [
    ("24/a. Z.M., Cuernavaca, Morelos", "24th Military Zone"),
    ("Hqs, IX Mil Region, Acapulco", "9.ª Región Militar"),
    ("BAM #7,Pie de la Cuesta, Guerrero", "Base Aérea Militar No. 7"),
    ("501st Air Sq, BAM #1, Santa Lucia", "501.º Escuadrón Aéreo"),
    ("1st Battalion, Mil Police, Mil Field #1", "1/er. Btn. Pol. Mil."),
    ("3rd Motorized Cav Regiment, Tenosique", "3/er. Rgto. Cab. Mot."),
    ("1st Bn Transmissions", "1/er. Batallón de Transmisiones"),
    ("2/o. Bn. FF. EE.", "2nd SF Battalion"),
    ("13/a. C.I.N.E.", "13.ª Compañía de Infantería No Encuadrada"),
    ("11th Marine Corps Battalion", "11.º Batallón de Infantería de Marina"),
    ("1st Sq, S&R, Salina Cruz", "1st Search & Rescue Sq"),
    ("Quincuagésimo Primer Batallón de Infantería", "51/o. B.I."),
    ("18th Mil Naval Zone, Acapulco", "Décimo Octava Zona Naval"),
]
OTHER_KIND = [
    ("5th Naval Zone", "5th Mil Zone"),
    ("6th BN, GAFE, Nogales", "6th SF Battalion"),
    ("3rd Mil Police Bn", "3rd Mil Police Bde"),
    ("10th Inf Bn, 33rd Mil Zone, Campeche", "10th Mil Zone"),
    ("5th Light Inf Bde", "5th Inf Bde"),
    ("2nd Patrol Sq", "2nd Naval Sq"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_kind_and_number_are_one_unit(one: str, other: str) -> None:
    assert same_unit(one, other) == (100.0, ())


@pytest.mark.parametrize(("one", "other"), OTHER_KIND)
def test_other_kind_is_a_veto(one: str, other: str) -> None:
    assert same_unit(one, other) == (0.0, ("kind",))


@settings(deadline=None)
@given(
    st.integers(1, 300),
    st.integers(1, 300),
    st.sampled_from(["{}th Mil Zone", "BAM No. {}", "{}/o. Bn. Inf."]),
)
def test_other_number_is_always_a_veto(one: int, other: int, form: str) -> None:
    score, vetoes = same_unit(form.format(one), form.format(other))
    assert ("number" in vetoes, score) == (one != other, 100.0 if one == other else 0.0)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_order_of_the_two_does_not_matter(one: str, other: str) -> None:
    assert same_unit(one, other)[1] == same_unit(other, one)[1]


def test_number_of_the_base_does_not_name_the_squadron() -> None:
    found = head("302nd Air Sq., BAM No. 1, Santa Lucia, Estado de Mexico")
    assert found is not None
    assert found.numbers == {302}


def test_name_without_a_numbered_unit_is_never_sure() -> None:
    assert same_unit("SEDENA", "SEDENA")[0] <= 60


def test_name_without_number_is_not_one_with_a_number() -> None:
    assert same_unit("Military Zone", "24th Military Zone") == (0.0, ("number",))
