import pytest
from invented_sheets import sheet_xml, workbook

from tequio.files import read_sheets
from tequio.tracking import import_faults as f
from tequio.tracking.headings import HEADINGS, REQUIRED, column_of
from tequio.tracking.mapping import incomplete, map_text, propose, read_map, targets
from tequio.tracking.schema import TABLES
from tequio.tracking.sheets import find_table


def found_in(tmp_path, *rows):
    return find_table(read_sheets(tmp_path / "t.xlsx", workbook({"Hoja 1": sheet_xml(rows)}))[0][0])


HOLDINGS = ["Corporación", "Marca", "Modelo", "Cantidad", "Fecha de corte"]


def test_map_is_certain_where_each_column_is_found_once(tmp_path):
    proposal = propose("holdings", found_in(tmp_path, HOLDINGS, ["P", "Ficta", "FX", 5, "15/03/2011"]))
    assert proposal.certain
    assert dict(proposal.map.columns) == {
        "maker": "Marca", "model": "Modelo", "quantity": "Cantidad", "date": "Fecha de corte",
        "unit": "Corporación",
    }  # fmt: skip
    assert (proposal.map.status, proposal.map.date_order) == ("needs_work", "day-month")


def test_map_is_uncertain_where_two_columns_are_as_likely(tmp_path):
    head = ["Corporación", "Modelo", "Cantidad", "Fecha", "Fecha (2)"]
    proposal = propose("holdings", found_in(tmp_path, head, ["P", "FX", 5, "2011", "2012"]))
    assert (proposal.missing, dict(proposal.rivals)) == (("date",), {"date": ("Fecha (2)",)})


def test_map_takes_no_column_of_dates_that_holds_none(tmp_path):
    proposal = propose("holdings", found_in(tmp_path, HOLDINGS, ["P", "Ficta", "FX", 5, "véase anexo"]))
    assert proposal.missing == ("date",)


def test_map_of_receipts_asks_who_passed_the_weapons_on(tmp_path):
    proposal = propose("receipts", found_in(tmp_path, HOLDINGS, ["P", "Ficta", "FX", 5, "2011"]))
    assert proposal.missing == ("from_unit",)


@pytest.mark.parametrize("table", sorted(HEADINGS))
def test_every_heading_of_a_table_leads_to_a_column_that_a_map_may_name(table):
    for column, headings in HEADINGS[table].items():
        assert column in targets(table)
        assert all(column_of(table, each) for each in headings.split("|"))


@pytest.mark.parametrize("table", sorted(REQUIRED))
def test_what_the_ledger_needs_is_asked_of_a_map(table):
    asked = {name for group in REQUIRED[table] for name in group}
    assert {name for name in TABLES[table].needed if name != TABLES[table].id} <= asked


def test_map_that_was_proposed_reads_back_equal(tmp_path):
    head = ['Corpo"ración', "Unidad", "Modelo \\ x", "Modelo", "Cantidad", "Fecha"]
    found = found_in(tmp_path, head, ["P", "Q", "FX", "FX", 5, "15/03/2011"])
    proposal = propose("holdings", found)
    (tmp_path / "m.toml").write_text(map_text(proposal.map, found, proposal), encoding="utf-8")
    assert read_map(tmp_path / "m.toml", "holdings") == proposal.map


def test_map_names_what_is_missing_and_what_is_spare(tmp_path):
    found = found_in(tmp_path, ["Corporación", "Observaciones", "Modelo"], ["P", "nueva", "FX"])
    text = map_text(propose("receipts", found).map, found, propose("receipts", found))
    assert '# from_unit = "abroad"' in text
    assert '# quantity = "?"' in text
    assert '"Observaciones"' in text


BAD = [
    ("table = [\n", f.MapNotToml),
    ('tabel = "receipts"', f.MapKeyUnknown),
    ('table = "losses"', f.MapValueWrong),
    ('status = "sure"', f.MapValueWrong),
    ('date_order = "year-month"', f.MapValueWrong),
    ("header = -1", f.MapValueWrong),
    ('leave = ["3"]', f.MapValueWrong),
    ("sheet = 4", f.MapValueWrong),
    ('columns = "x"', f.MapValueWrong),
    ('[columns]\nclaim = "A"', f.MapKeyUnknown),
    ('[columns]\nsource = "A"', f.MapKeyUnknown),
    ("[columns]\nmodel = 3", f.MapValueWrong),
]


@pytest.mark.parametrize(("text", "fault"), BAD)
def test_map_that_is_wrong_gives_its_fault(tmp_path, text, fault):
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(fault):
        read_map(tmp_path / "m.toml", "receipts")


def test_map_in_another_encoding_names_the_row(tmp_path):
    (tmp_path / "m.toml").write_bytes('table = "receipts"\nsheet = "año"\n'.encode("cp1252"))
    with pytest.raises(f.MapNotToml) as caught:
        read_map(tmp_path / "m.toml", "receipts")
    assert caught.value.row == 2


def test_map_is_complete_with_a_constant_for_what_no_column_says(tmp_path):
    (tmp_path / "m.toml").write_text(
        '[columns]\nto_unit = "A"\nmodel = "B"\nserials = "C"\n[constants]\nfrom_unit = "abroad"\n'
    )
    assert incomplete(read_map(tmp_path / "m.toml", "receipts")) == ()
