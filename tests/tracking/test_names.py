"""How the name of a unit is read: words, numbers, states."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.names import Token, read
from tequio.tracking.numbers import roman
from tequio.tracking.states import STATES


def values(name: str) -> list[int]:
    return [token.numbers[0][0] for token in read(name) if token.numbers]


def words(name: str) -> list[str]:
    return [token.state or token.text for token in read(name) if not token.numbers]


def state(name: str) -> str:
    last = words(name)[-1]
    return STATES.get(last, last)


@pytest.mark.parametrize(
    "written",
    [
        "14º",
        "14.º",
        "14/o.",
        "14.ª",
        "14vo.",
        "14th",
        "14o",
        "14",
        "XIV",
        "Decimocuarto",
        "Décimo Cuarto",
        "décima cuarta",
        "No. 14",
        "Núm. 14",
        "#14",
        "N.º 14",
        "número 14",
        "catorce",
        "fourteenth",
        "l4.º",
        "I4/o.",
    ],
)
def test_number_before_what_is_counted_is_read(written: str) -> None:
    assert values(f"{written} Batallón de Infantería") == [14]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sector l de la Policía Municipal", 1),
        ("Sector Dos", 2),
        ("Región Naval XIV", 14),
        ("Hqs, IX Mil Region", 9),
        ("Batallón de Infantería No. 28", 28),
        ("Batallón número ciento veintitrés", 123),
        ("treinta y cuatro Batallón", 34),
        ("trigésimo segundo Bn", 32),
        ("Estación 11O", 110),
        ("4O/O. BATALLON", 40),
        ("Prirnera Compañía", 1),
        ("Se gunda Compañía", 2),
        ("BAM#7", 7),
    ],
)
def test_number_is_read_where_something_is_counted(name: str, value: int) -> None:
    assert values(name) == [value]


@pytest.mark.parametrize(
    "name",
    [
        "Policía Municipal de 5ta. María",
        "POL. RURAL MPAL. - 5TO. DOMINGO",
        "Comandancia de 1a Policía Municipal",
        "Policía Municipal de Francisco I. Madero",
        "Policía Municipal de Cuatro Ciénegas",
        "Policía de Son0ra",
    ],
)
def test_word_that_looks_like_a_number_is_a_word(name: str) -> None:
    assert values(name) == []


def test_capital_after_digits_leaves_two_readings() -> None:
    (token,) = (token for token in read("130O BAT.") if token.numbers)
    assert [value for value, _ in token.numbers] == [130, 1300]


@settings(deadline=None)
@given(st.integers(1, 399))
def test_roman_numeral_has_its_value(value: int) -> None:
    letters, left = "", value
    for size, text in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while left >= size:
            letters, left = letters + text, left - size
    assert roman(letters) == value


@settings(deadline=None)
@given(st.integers(1, 999), st.sampled_from(["{}º", "{}/o.", "{}.ª", "No. {}", "# {}", "{}"]))
def test_digits_keep_their_value(value: int, form: str) -> None:
    assert values(f"{form.format(value)} Zona Militar") == [value]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Iliatenco, Gro.", "§12"),
        ("Policía Estatal de Q. Roo", "§23"),
        ("Aramberri, N.L.", "§19"),
        ("La Paz, B. C. S.", "§03"),
        ("Toluca, Edo. Méx.", "§15"),
        ("México, D.F.", "§09"),
        ("Xalapa, Ver. de I. de la Llave", "§30"),
        ("Saltillo, Coah. de Zaragoza", "§05"),
        ("Tampacán, San Lvis Potosi", "§24"),
    ],
)
def test_state_is_read(name: str, code: str) -> None:
    assert state(name) == code


def test_accents_case_and_damaged_letters_are_nothing() -> None:
    assert words("POLICÍA de Pátzcuaro") == words("polic¡a DE Patzcuaro")


def test_point_without_space_parts_words() -> None:
    assert words("Pol.Mpal.") == ["pol", "mpal"]


def test_letters_with_points_are_one_word() -> None:
    assert words("S.S.P. Z. M.") == ["ssp", "zm"]


def test_segments_end_at_commas() -> None:
    assert [token.segment for token in read("Policía Municipal, Iguala")] == [0, 0, 1]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(token, Token) for token in read(text))
