"""Where a unit is: told by columns beside its name, or by the name; and what that makes of equal names."""

import pytest
from invented_sheets import empty_ledger

from tequio.tracking import import_faults as f
from tequio.tracking.check import check
from tequio.tracking.importing import prepare_import, write_import
from tequio.tracking.ledger import read_ledger
from tequio.tracking.mapping import propose
from tequio.tracking.places import told_by_name
from tequio.tracking.sheets import Sheet, find_table
from tequio.tracking.towns import town_code

OCAMPO = "Policía Municipal de Ocampo"
HEAD = "Entrega,Estado,Municipio,Corporación,Modelo,Cantidad,Fecha\n"


@pytest.fixture
def folder(tmp_path):
    return empty_ledger(tmp_path / "ledger")


def receipts(*places, name=OCAMPO, head=HEAD):
    return head + "".join(f"Almacén,{place},{name},FX-1,{5 + n},2011\n" for n, place in enumerate(places))


def take(folder, text, table="receipts"):
    path = folder.parent / f"t{len(list(folder.parent.iterdir()))}.csv"
    path.write_text(text, encoding="utf-8")
    ready = prepare_import(path, table, "F000001", folder, None)
    write_import(folder, ready)
    assert check(read_ledger(folder)) == []
    return ready


def of_name(folder, name=OCAMPO):
    rows = read_ledger(folder).tables["units"].to_dicts()
    return [(row["unit"], row["state"], row["municipality"]) for row in rows if row["name"] == name]


def recipients(folder):
    return read_ledger(folder).tables["receipts"]["to_unit"].to_list()


def test_one_name_in_three_states_is_three_units(folder):
    take(folder, receipts("Guerrero,", "Michoacán,Ocampo", "Coah.,Ocampo"))
    assert [place for _, *place in of_name(folder)] == [["12", ""], ["16", "16061"], ["05", "05023"]]
    assert len(set(recipients(folder))) == 3


def test_name_and_place_of_the_ledger_are_that_unit(folder):
    take(folder, receipts("Guerrero,", "Michoacán,Ocampo"))
    ready = take(folder, receipts("Gro.,", "16,16061", "Michoacán,"))
    first, second, *later = recipients(folder)
    assert later == [first, second, second]
    assert [note for note in ready.notes if isinstance(note, f.SameNameElsewhere)] == []


@pytest.mark.parametrize(
    ("known", "place"),
    [
        ("Guerrero,", "Chihuahua,"),  # another state
        ("Hidalgo,Tula de Allende", "Hidalgo,Tizayuca"),  # another municipality
        ("Guerrero,", ","),  # the sheet does not tell the state
        (",", "Guerrero,"),  # the ledger does not
        ("Hidalgo,", "Hidalgo,Tizayuca"),  # the ledger does not tell the municipality
        ("Hidalgo,Una que no hay", "Hidalgo,Otra que no hay"),
    ],
)
def test_name_in_another_or_an_unknown_place_is_a_new_unit(folder, known, place):
    name = "Seguridad Pública Municipal"
    take(folder, receipts(known, name=name))
    ready = take(folder, receipts(place, name=name))
    assert len(set(recipients(folder))) == 2
    assert f.SameNameElsewhere(1) in ready.notes


def test_name_without_a_place_that_several_have_is_a_new_unit(folder):
    take(folder, receipts("Guerrero,", "Michoacán,"))
    take(folder, receipts(","))
    assert len(set(recipients(folder))) == 3


def test_name_that_every_town_has_is_a_new_unit_in_each_sheet(folder):
    name = "Seguridad Pública Municipal"
    take(folder, receipts(",", ",", name=name))
    take(folder, receipts(",", ",", ",", name=name))
    first, same, *later = recipients(folder)
    assert first == same != later[0]
    assert len(set(later)) == 1


def test_municipality_that_is_none_is_told_and_parts_units(folder):
    ready = take(folder, receipts("Guerrero,Aldea", "Guerrero,Brisa"))
    assert [note for note in ready.notes if isinstance(note, f.TownUnread)] == [
        f.TownUnread(2, "C", "Aldea"),
        f.TownUnread(3, "C", "Brisa"),
    ]
    assert [place for _, *place in of_name(folder)] == [["12", ""], ["12", ""]]


def test_state_that_cannot_be_read_leaves_the_row(folder):
    ready = take(folder, receipts("Guerrero,", "Gro. o Mich.,"))
    assert f.LeftUnread(3, "B", "unit_state", "Gro. o Mich.") in ready.notes


def test_central_body_has_no_place_of_a_column(folder):
    take(folder, receipts("Guerrero,", name="SEDENA"))
    assert of_name(folder, "SEDENA") == [("U000002", "", "")]


def test_units_of_one_name_in_two_municipalities_are_two(folder):
    take(folder, "Nombre,Estado,Municipio\nPolicía,Guerrero,Acapulco\nPolicía,Guerrero,Aldea\n", "units")
    assert of_name(folder, "Policía") == [("U000001", "12", "12001"), ("U000002", "12", "")]


def columns(*rows):
    return propose("holdings", find_table(Sheet("H", tuple(enumerate(rows, 1)), ()))).map.columns


def test_estado_and_municipio_beside_a_holder_are_proposed():
    rows = (
        ("Corporación", "Estado", "Municipality", "Modelo", "Cantidad", "Fecha"),
        *[("P", "Gro.", "X", "FX", "5", "2011")] * 2,
    )
    found = columns(*rows)
    assert (found["unit_state"], found["unit_municipality"]) == ("Estado", "Municipality")


def test_estado_of_repair_is_not_taken_for_a_state():
    rows = (
        ("Corporación", "Estado", "Modelo", "Cantidad", "Fecha"),
        *[("P", "Bueno", "FX", "5", "2011")] * 2,
    )
    assert "unit_state" not in columns(*rows)


TOLD = [
    ("Policía Estatal de Guerrero", "12"),
    ("Secretaría de Seguridad Pública de Veracruz", "30"),
    ("Fiscalía General del Estado de Tamaulipas", "28"),
    ("Policia Michoacan", "16"),
    ("POL. MPAL. ALDEA GRO", "12"),
    ("POL. EST. GRO", "12"),
    ("Guerrero State Police", "12"),
    ("Policía de la Ciudad de México", "09"),
    ("Policía Municipal de Ocampo N.L.", "19"),
    ("Policía Municipal de Aldea Michoacán", "16"),
    ("Policía Municipal de Guerrero, Chihuahua", "08"),
    ("Policía Municipal de Guerrero", ""),
    ("Policia Guerrero", ""),
    ("Policía Municipal de Dolores Hidalgo", ""),
    ("Policía Municipal de Villa Guerrero", ""),
    ("Policía Municipal de Ecatepec de Morelos", ""),
    ("Secretaría de Seguridad Pública Municipal de Hidalgo", ""),
    ("Secretaría de Seguridad Pública de Guerrero", "12"),
    ("Secretaría de Seguridad Pública de Ciudad Hidalgo", ""),
    ("S.S.P. de Ecatepec de Morelos", ""),
    ("Procuraduría General de Justicia de Hidalgo", "13"),
    ("Policía Federal Michoacán", ""),
    ("Fiscalía General de la República", ""),
    ("Grupo Imaginario Veracruz", ""),
]


@pytest.mark.parametrize(("name", "state"), TOLD)
def test_name_tells_its_state_unless_it_may_be_a_town(name, state):
    assert told_by_name(name).get("state", "") == state


@pytest.mark.parametrize(
    ("text", "state", "code"),
    [
        ("Acapulco de Juárez", "12", "12001"), ("ACAPULCO", "12", "12001"), ("Acapulco", "", ""),
        ("Ocampo", "16", "16061"), ("Ocampo", "", ""), ("12001", "12", "12001"), ("1", "12", "12001"),
        ("30001", "12", ""), ("San Juan Mixtepec", "20", ""), ("Aldea", "12", ""), ("", "12", ""),
    ],
)  # fmt: skip
def test_municipality_is_read_where_there_is_no_doubt(text, state, code):
    assert town_code(text, state) == code
