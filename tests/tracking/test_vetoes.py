"""A veto names a difference that is written in both names."""

import pytest

from tequio.tracking.match import Name, Register, Unit, match

POLICE = "Policía Municipal de"
TOWNS = {
    "T1": ("Aldea, Guerrero", "12"),
    "T2": ("Brisa, Guerrero", "12"),
    "T3": ("Cima, Guerrero", "12"),
    "T4": ("Duna, Guerrero", "12"),
    "T5": ("Loma de Ejemplo, Guerrero", "12"),
    "T6": ("Valle de Arriba, Guerrero", "12"),
    "T7": ("Valle de Abajo, Guerrero", "12"),
    "T8": ("General Ficticio, Nuevo León", "19"),
    "T9": ("La Compañía, Oaxaca", "20"),
    "TA": ("Aldea, Veracruz", "30"),
    "TB": ("Prado, Guerrero", "12"),
    "TD": ("Doctor Ficticio, Chihuahua", "08"),
    "TF": ("San Luis Potosí, San Luis Potosí", "24"),
    "TE": ("Hidalgo, Michoacán", "16"),
    "TC": ("Prado del Norte, Guerrero", "12"),
}
UNITS = [
    *(
        Unit(key, f"{POLICE} {town}", "policia_municipal", state=state)
        for key, (town, state) in TOWNS.items()
    ),
    Unit("P1", "Policía Municipal Preventiva de Aldea, Guerrero", state="12"),
    Unit("P2", "Comisaría General de Seguridad Pública de Aldea, Guerrero", state="12"),
    Unit("S1", "Secretaría de Seguridad Pública del Estado de Guerrero"),
    Unit("S2", "Coordinación de Fuerza Civil Veracruz"),
    Unit("S3", "Policía Ministerial de Guerrero"),
    Unit("S4", "Policía Estatal, Región 5, Guerrero"),
    Unit("F1", "Policía Federal"),
    Unit("F2", "Coordinación Estatal de la Policía Federal en Guerrero"),
    Unit("B1", "27.º Batallón de Infantería"),
    Unit("B2", "28.º Batallón de Infantería"),
    Unit("B3", "27 Batallón de Infantería, Aldea"),
    Unit("B4", "5.ª Compañía de Infantería No Encuadrada"),
    Unit("B5", "27.ª Zona Militar"),
    Unit("B6", "7.º Batallón de Infantería"),
    Unit("B7", "208.º Batallón de la Guardia Nacional"),
]
REGISTER = Register(UNITS)


def vetoes(name: str) -> dict[str, tuple[str, ...]]:
    return {each.id: each.vetoes for each in match([Name("Q", name)], REGISTER, len(UNITS))}


@pytest.mark.parametrize(("name", "own"), [("POL. MPAL. DE ALDEA, GRO.", "T1"), ("POL MPAL CIMA GRO", "T3")])
def test_police_of_another_town_differs_in_the_place_alone(name: str, own: str) -> None:
    found = vetoes(name)
    assert found[own] == ()
    assert {found[key] for key in ("T1", "T2", "T3", "T4", "T5", "T6", "T7") if key != own} == {("place",)}


@pytest.mark.parametrize("name", ["POL. MPAL. DE ALDEA, GRO.", "POL MPAL CIMA GRO"])
def test_town_that_looks_like_an_ordinal_is_first(name: str) -> None:
    assert match([Name("Q", name)], REGISTER)[0].id == ("T1" if "ALDEA" in name else "T3")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("SSP Guerrero", "S1"),
        ("Fuerza Civil", "S2"),
        ("PM Loma", "T5"),
        ("PM Loma", "S3"),
        ("Pol. Mpal. de Loma, Gro.", "T5"),
        ("Policía Municipal de Valle", "T6"),
        ("Policía Municipal de Valle", "T7"),
        ("Policía Municipal de La Compañía, Oax.", "T9"),
        ("Batallón de Infantería 27, Aldea", "B1"),
        ("27/o. B.I.", "B3"),
        ("Policía Municipal de Ciudad Hidalgo, Mich.", "TE"),
        ("Policía Municipal de Ficticio, Chih.", "TD"),
        ("Seguridad Pública de Aldea, Guerrero", "P2"),
        ("Vigésimo 7mo Batallón de Infantería", "B1"),
        ("Twenty-seventh Infantry Battalion", "B1"),
        ("Policía Municipal de Aldea, Veracruz de Ignac1o de la Llave", "TA"),
    ],
)
def test_what_one_name_does_not_say_is_no_veto(name: str, unit: str) -> None:
    assert vetoes(name)[unit] == ()


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("27.º at. de Infantería", "B1"),
        ("27.º Bat. de In.", "B1"),
        ("5.ª Compañía de Infantería o Encuadrada", "B4"),
        ("208o at. de la Guardia Nacional", "B7"),
        ("208.º BAT. DE LA G", "B7"),
        ("Policia statal, eg. 5, Guerrero", "S4"),
        ("o1. Estatal, Reg. 5, Guerrero", "S4"),
        ("Poli cía Municipal de Aldea, Guerrero", "T1"),
        ("Policía Municipal d ela Aldea, Guerrero", "T1"),
        ("Policía Municipal de Ia Aldea, Guerrero", "T1"),
    ],
)
def test_damaged_word_is_no_veto(name: str, unit: str) -> None:
    assert vetoes(name)[unit] == ()


@pytest.mark.parametrize(
    ("name", "unit", "veto"),
    [
        ("Twenty-seventh Infantry Battalion", "B6", ("number",)),
        ("Twenty-seventh Infantry Battalion", "B2", ("number",)),
        ("Twenty-seventh Infantry Battalion", "B5", ("kind",)),
        ("Policía Municipal de Aldea, Guerrero", "P1", ("kind",)),
        ("Policía Municipal Preventiva de Aldea, Guerrero", "T1", ("kind",)),
        ("Policía Municipal de Aldea, Guerrero", "TA", ("place",)),
        ("Policía Municipal de Prado, Guerrero", "TC", ("place",)),
        ("Policía Municipal de Prado del Norte, Guerrero", "TB", ("place",)),
        ("Policía Municipal de General Ficticio, N.L.", "T1", ("place",)),
        ("Policía Municipal de Loma, Guerrero", "T9", ("place",)),
        ("General Ficticio, N.L.: Policía Municipal", "T1", ("place",)),
        ("Policía Municipal de La Compañía, Oaxaca", "T1", ("place",)),
        ("Policía Municipal de Loma", "TF", ("place",)),
        ("Policía Federal", "F2", ("kind",)),
        ("Seguridad Pública de Aldea, Guerrero", "T1", ("kind",)),
    ],
)
def test_difference_that_is_written_is_a_veto(name: str, unit: str, veto: tuple[str, ...]) -> None:
    assert vetoes(name)[unit] == veto
