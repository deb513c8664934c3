"""How the names of a register are taken apart."""

from tequio.tracking.names import read
from tequio.tracking.parts import taken_apart
from tequio.tracking.register import Register, Unit


def test_kind_place_and_numbers_are_parted() -> None:
    parts = taken_apart(read("Sector 2 de la Policía Municipal de Iliatenco, Guerrero"), "12")
    assert (parts.kind, parts.place) == (("sector", "policia", "municipal"), ("iliatenco", "§12"))
    assert parts.numbers == ((2, "sector"),)


def test_word_of_a_kind_within_a_place_belongs_to_the_place() -> None:
    parts = taken_apart(read("Dirección General de Seguridad Ciudadana de General Bravo, Nuevo León"), "19")
    assert parts.place == ("general", "bravo", "§19")


def test_state_that_only_a_column_tells_is_of_the_place() -> None:
    assert taken_apart(read("Policía Municipal de Iguala"), "12").place == ("iguala", "§12")


def test_town_of_a_state_s_name_keeps_both() -> None:
    assert taken_apart(read("Policía Municipal de Hidalgo, Coahuila"), "05").place == ("hidalgo", "§05")


def test_numbers_count_the_word_beside_them() -> None:
    parts = taken_apart(read("Tercera Compañía del 10.º Batallón de Infantería"))
    assert parts.numbers == ((3, "compania"), (10, "batallon"))


def test_common_end_of_a_municipality_changes_nothing() -> None:
    names = [
        "Policía Municipal de Villa Nueva, Oaxaca",
        "Sector 1 de la Policía Municipal de Villa Nueva, Oaxaca",
    ]
    together = Register(
        [Unit(str(n), name, state="20", municipality="20901") for n, name in enumerate(names)]
    )
    apart = tuple(taken_apart(read(name), "20") for name in names)
    assert together.parts == apart


def test_initials_of_a_kind_are_learned() -> None:
    register = Register([Unit("A", "Agrupamiento Ecuestre de Vigilancia Rural de Ficticia")])
    assert register.vocabulary.initials["vr"] == ("vigilancia", "rural")


def test_unknown_word_beside_a_kind_is_of_the_kind() -> None:
    parts = taken_apart(read("Agrupamiento Ecuestre de Ficticia, Guerrero"), "12")
    assert (parts.kind, parts.place) == (("agrupamiento", "ecuestre"), ("ficticia", "§12"))


def test_place_before_an_english_kind_is_the_place() -> None:
    parts = taken_apart(read("Villa Nueva Municipal Police"))
    assert (parts.kind, parts.place) == (("municipal", "police"), ("villa", "nueva"))
