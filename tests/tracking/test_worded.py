"""Numbers in words, and towns that only look like them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.names import read

UNITS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
CARDINALS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def values(name: str) -> list[int]:
    return [token.numbers[0][0] for token in read(name) if token.numbers]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Twenty-seventh Infantry Battalion", 27),
        ("TWENTY SEVENTH INFANTRY BATTALION", 27),
        ("Twentyseventh Infantry Battalion", 27),
        ("Thirty-fourth Military Zone", 34),
        ("Twenty-second Motorized Cavalry Regiment", 22),
        ("One hundred and second Infantry Battalion", 102),
        ("A hundred and second Infantry Battalion", 102),
        ("Two hundred thirty-fourth National Guard Battalion", 234),
        ("One hundredth National Guard Battalion", 100),
        ("Ninth Military Region", 9),
        ("Twenty-sevenlh Infantry Battalion", 27),
        ("Twenty 7th Infantry Battalion", 27),
    ],
)
def test_english_ordinal_is_one_number(name: str, value: int) -> None:
    assert values(name) == [value]


@settings(deadline=None)
@given(st.integers(2, 9), st.integers(1, 9), st.integers(0, 9), st.sampled_from(["-", " ", ""]))
def test_english_ordinal_has_its_value_however_it_is_joined(
    ten: int, unit: int, hundred: int, by: str
) -> None:
    head = f"{CARDINALS[hundred]} hundred and " if hundred else ""
    name = f"{head}{TENS[ten - 2]}{by}{UNITS[unit]} Infantry Battalion"
    assert values(name) == [100 * hundred + 10 * ten + unit]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sector Two of the Municipal Police", 2),
        ("Infantry Battalion Number Thirty-four", 34),
        ("Infantry Battalion Thirty-four", 34),
        ("Military Zone Twenty Seven", 27),
        ("Zona Militar Treinta y Cuatro", 34),
    ],
)
def test_cardinal_is_a_number_where_it_stands_for_one(name: str, value: int) -> None:
    assert values(name) == [value]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Vigésimo 7mo Batallón de Infantería", 27),
        ("Vigésima 4/a. Zona Militar", 24),
        ("Vigesimoséptimo Batallón", 27),
        ("Vigésimo-séptimo Batallón", 27),
        ("Vigésimo Septlmo Batallón", 27),
        ("Vigesimoprimer Batallón", 21),
        ("doceavo Batallón", 12),
        ("Batallón de Infantería, Vigésimo Séptimo", 27),
        ("Sector 07", 7),
    ],
)
def test_spanish_ordinal_is_one_number(name: str, value: int) -> None:
    assert values(name) == [value]


@pytest.mark.parametrize(
    "name",
    [
        "Policía Municipal de Cima, Guerrero",
        "POL MPAL CIMA GRO",
        "Policía Municipal de Cuarto Ficticio",
        "Policía Municipal de Primero de Mayo",
        "Policía Municipal de Tercero, Guerrero",
        "Octavo Municipal Police",
        "Comandancia Municipal Cuatro Ciénegas",
        "Policía Municipal de Dos Ríos",
        "Policía Municipal de Xi, Sector Sol",
        "Destacamento Los Reyes",
        "Sector Sol",
        "o1. Estatal",
    ],
)
def test_town_that_looks_like_a_number_is_none(name: str) -> None:
    assert values(name) == []
