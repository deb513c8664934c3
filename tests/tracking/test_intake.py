import contextlib
import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_sheets import empty_ledger, everything, sheet_xml, workbook

from tequio.faults import Fault
from tequio.files import faults as files
from tequio.tracking import import_faults as f
from tequio.tracking.check import check
from tequio.tracking.importing import prepare_import, write_import
from tequio.tracking.ledger import read_ledger

HEAD = ["Entrega", "Recibe", "Marca", "Modelo", "Cantidad", "Matrículas", "Fecha"]
ROW = ["Almacén Imaginario", "Policía Ficticia", "Ficta Arms", "FX-1", "12 pzas.", "", "15 de marzo de 2011"]


@pytest.fixture
def ledger(tmp_path):
    return empty_ledger(tmp_path / "ledger")


def book(tmp_path, rows, merged=(), name="t.xlsx"):
    (tmp_path / name).write_bytes(workbook({"Entregas": sheet_xml(rows, merged)}))
    return tmp_path / name


def text(tmp_path, content, name="t.csv"):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path / name


def take(path, ledger, table="receipts", map_path=None):
    ready = prepare_import(path, table, "F000001", ledger, map_path)
    write_import(ledger, ready)
    return ready


def rows(ledger, table):
    return read_ledger(ledger).tables[table].drop("line").to_dicts()


def notes(ready, *kinds):
    return [note for note in ready.notes if isinstance(note, kinds)]


def changed(row, **cells):
    return [cells.get(name, old) for name, old in zip(HEAD, row, strict=True)]


def test_row_becomes_a_claim_with_its_citation(tmp_path, ledger):
    ready = take(book(tmp_path, {1: ["Entregas de 2011"], 3: HEAD, 4: ROW}), ledger)
    assert rows(ledger, "receipts") == [
        {
            "claim": "C000003", "receipt": "R000001", "from_unit": "U000001", "to_unit": "U000002", "lot": "",
            "maker": "Ficta Arms", "model": "FX-1", "country": "", "quantity_min": "12", "quantity_max": "12",
            "serials": "", "date": "2011-03-15", "source": "F000001", "page": "hoja Entregas, fila 4",
            "status": "needs_work", "supersedes": "",
        }
    ]  # fmt: skip
    assert ready.claims == {"units": 2, "receipts": 1}
    assert notes(ready, f.NewUnits) == [f.NewUnits(2)]


def test_claims_lead_to_their_cells_and_the_file_is_kept(tmp_path, ledger):
    path = book(tmp_path, [HEAD, ROW])
    ready = take(path, ledger)
    kept = list(
        csv.DictReader(io.StringIO((ledger / ready.folder / "receipts-1.cells.csv").read_text("utf-8-sig")))
    )
    assert {"claim": "C000003", "sheet": "Entregas", "row": "2", "column": "E", "heading": "Cantidad",
            "as_written": "12 pzas."} in kept  # fmt: skip
    claims = {row["claim"] for table in ("units", "receipts") for row in rows(ledger, table)}
    assert {each["claim"] for each in kept} == claims
    copies = [each for each in (ledger / ready.folder).iterdir() if each.suffix == ".xlsx"]
    assert [each.read_bytes() for each in copies] == [path.read_bytes()]


def test_what_was_there_stays_to_the_byte(tmp_path, ledger):
    take(book(tmp_path, [HEAD, ROW]), ledger)
    before = everything(ledger)
    take(book(tmp_path, [HEAD, changed(ROW, Recibe="Otra", Modelo="FX-2")], name="u.xlsx"), ledger)
    after = everything(ledger)
    assert all(after[name].startswith(content) for name, content in before.items())
    assert [row["receipt"] for row in rows(ledger, "receipts")] == ["R000001", "R000002"]


def test_unit_whose_name_is_there_once_is_taken(tmp_path, ledger):
    take(book(tmp_path, [HEAD, ROW]), ledger)
    ready = take(book(tmp_path, [HEAD, changed(ROW, Recibe="POLICÍA  ficticia")], name="u.xlsx"), ledger)
    assert notes(ready, f.NewUnits, f.KnownUnits) == [f.KnownUnits(2)]
    assert {row["to_unit"] for row in rows(ledger, "receipts")} == {"U000002"}


def test_unit_whose_name_two_have_becomes_a_third(tmp_path, ledger):
    take(text(tmp_path, "name,state\nPolicía Ficticia,12\nPolicía Ficticia,30\n"), ledger, "units")
    take(book(tmp_path, [HEAD, ROW]), ledger)
    assert [row["unit"] for row in rows(ledger, "units")] == ["U000001", "U000002", "U000003", "U000004"]


def test_file_that_was_imported_is_refused_again(tmp_path, ledger):
    path = book(tmp_path, [HEAD, ROW])
    take(path, ledger)
    before = everything(ledger)
    with pytest.raises(f.ImportedBefore):
        take(path, ledger)
    assert everything(ledger) == before


LEFT = [
    (changed(ROW, Cantidad="12 cajas"), f.LeftUnread(3, "E", "quantity", "12 cajas")),
    (changed(ROW, Cantidad="-5"), f.LeftUnread(3, "E", "quantity", "-5")),
    (changed(ROW, Fecha="31/02/2011"), f.LeftUnread(3, "G", "date", "31/02/2011")),
    (changed(ROW, Recibe="s/d"), f.LeftMissing(3, "to_unit")),
    (changed(ROW, Entrega=""), f.LeftMissing(3, "from_unit")),
    (changed(ROW, Marca="", Modelo="-"), f.LeftMissing(3, "lot")),
    (changed(ROW, Cantidad=""), f.LeftMissing(3, "quantity")),
    (changed(ROW, Modelo="=cmd|' /C calc'!A0"), f.LeftFormula(3, "D", "=cmd|' /C calc'!A0")),
    (changed(ROW, Recibe='@SUM(1+1)*cmd|" "!A0'), f.LeftFormula(3, "B", '@SUM(1+1)*cmd|" "!A0')),
    (changed(ROW, Cantidad="1", Matrículas="A1111|A2222"), f.LeftSerials(3, 2, 1)),
]


@pytest.mark.parametrize(("row", "note"), LEFT)
def test_row_that_cannot_be_taken_is_left_with_its_reason(tmp_path, ledger, row, note):
    ready = take(book(tmp_path, [HEAD, ROW, row]), ledger)
    assert notes(ready, type(note)) == [note]
    assert len(rows(ledger, "receipts")) == 1


def test_quantity_that_is_not_known_is_taken_as_not_known(tmp_path, ledger):
    take(
        book(
            tmp_path, [HEAD, changed(ROW, Cantidad="s/d"), changed(ROW, Cantidad="s/d", Matrículas="A1, A2")]
        ),
        ledger,
    )
    found = [(row["quantity_min"], row["quantity_max"]) for row in rows(ledger, "receipts")]
    assert found == [("", ""), ("2", "")]


def test_quantity_merged_over_rows_is_not_multiplied(tmp_path, ledger):
    sheet = [
        HEAD,
        changed(ROW, Cantidad=9),
        changed(ROW, Cantidad="", Modelo="FX-2"),
        ROW,
        ["Total", "", "", "", 21],
    ]
    ready = take(book(tmp_path, sheet, ["E2:E3"]), ledger)
    assert notes(ready, f.LeftMerged) == [f.LeftMerged(2, "E", "9"), f.LeftMerged(3, "E", "9")]
    assert notes(ready, f.TotalOfAll) == [f.TotalOfAll(5, "E", "21", "12", "9")]


def test_quantity_is_counted_from_serials_where_no_column_says_it(tmp_path, ledger):
    path = text(tmp_path, "Entrega,Recibe,Modelo,Matrícula\nAlmacén,P,FX-1,A1111\nAlmacén,P,FX-1,A2222\n")
    ready = take(path, ledger)
    assert [row["quantity_max"] for row in rows(ledger, "receipts")] == ["1", "1"]
    assert notes(ready, f.QuantityFromSerials) == [f.QuantityFromSerials(2)]


def test_date_of_two_readings_is_asked_about_and_holds_both(tmp_path, ledger):
    ready = take(book(tmp_path, [HEAD, changed(ROW, Fecha="03/04/2011")]), ledger)
    assert notes(ready, f.DateOfTwoReadings) == [
        f.DateOfTwoReadings(2, "G", "03/04/2011", "2011-03-04/2011-04-03")
    ]
    assert rows(ledger, "receipts")[0]["date"] == "2011-03-04/2011-04-03"


def test_arrival_from_abroad_must_be_said(tmp_path, ledger):
    take(book(tmp_path, [HEAD, changed(ROW, Entrega="Extranjero")]), ledger)
    assert rows(ledger, "receipts")[0]["from_unit"] == ""


def totals(tmp_path, ledger, *more):
    ready = take(book(tmp_path, [HEAD, ROW, changed(ROW, Cantidad="1,030"), *more]), ledger)
    return notes(ready, f.TotalAgrees, f.TotalOfAll, f.TotalDiffers, f.TotalUnread)


def total(label, value):
    return [label, "", "", "", value, "", ""]


def test_total_of_the_sheet_is_what_the_rows_add_up_to(tmp_path, ledger):
    assert totals(tmp_path, ledger, total("TOTAL", "1,042")) == [f.TotalAgrees(4, "E", "1042", "1042")]
    assert len(rows(ledger, "receipts")) == 2


def test_total_that_differs_says_by_how_much(tmp_path, ledger):
    assert totals(tmp_path, ledger, total("Total", 1045)) == [f.TotalDiffers(4, "E", "1045", "1042", 3)]


def test_subtotals_and_the_total_below_them_are_told_apart(tmp_path, ledger):
    found = totals(
        tmp_path, ledger, total("Subtotal", 1042), ROW, total("Subtotal", 12), total("Total general", 1054)
    )
    assert [(note.row, note.taken) for note in found] == [(4, "1042"), (6, "12"), (7, "1054")]
    assert {type(note) for note in found} == {f.TotalAgrees}


def test_total_without_a_word_is_known_by_its_sum(tmp_path, ledger):
    assert totals(tmp_path, ledger, total("", 1042)) == [f.TotalAgrees(4, "E", "1042", "1042")]


def test_total_that_counts_a_row_that_was_left_says_so(tmp_path, ledger):
    left = changed(ROW, Recibe="", Cantidad=8)
    assert totals(tmp_path, ledger, left, total("Total", 1050)) == [f.TotalOfAll(5, "E", "1050", "1042", "8")]


def test_total_within_an_interval_agrees(tmp_path, ledger):
    found = totals(tmp_path, ledger, changed(ROW, Cantidad="4 a 6"), total("Total", 1047))
    assert found == [f.TotalAgrees(5, "E", "1047", "1046–1048")]


def test_total_without_a_number_is_told(tmp_path, ledger):
    assert totals(tmp_path, ledger, total("Total", "véase anexo")) == [f.TotalUnread(4, "Total")]


def test_map_is_asked_for_where_a_column_is_not_certain(tmp_path, ledger):
    path = book(tmp_path, [HEAD[1:], ROW[1:]])
    before = everything(ledger)
    with pytest.raises(f.MapNeeded) as caught:
        take(path, ledger)
    assert caught.value.missing == ("from_unit",)
    assert everything(ledger) == before
    (tmp_path / "m.toml").write_text(
        caught.value.proposal.replace("# from_unit", "from_unit").replace('"needs_work"', '"accepted"')
        .replace('from_unit = "?"', "")
    )  # fmt: skip
    ready = take(path, ledger, map_path=tmp_path / "m.toml")
    assert notes(ready, f.NeedsLooking) == []
    assert [(row["from_unit"], row["status"]) for row in rows(ledger, "receipts")] == [("", "accepted")]


MAPS = [
    ('[columns]\nto_unit = "X"\n', f.MapColumnMissing),
    ('[columns]\nto_unit = "Recibe"\n', f.MapIncomplete),
    ('sheet = "Otra"\n', f.MapValueWrong),
    ("header = 99\n", f.MapValueWrong),
]


@pytest.mark.parametrize(("content", "fault"), MAPS)
def test_map_that_does_not_fit_the_sheet_gives_its_fault(tmp_path, ledger, content, fault):
    (tmp_path / "m.toml").write_text(content)
    with pytest.raises(fault):
        take(book(tmp_path, [HEAD, ROW]), ledger, map_path=tmp_path / "m.toml")


def test_rows_that_the_map_leaves_are_left(tmp_path, ledger):
    columns = 'from_unit = "Entrega"\nto_unit = "Recibe"\nmodel = "Modelo"\nquantity = "Cantidad"\n'
    (tmp_path / "m.toml").write_text(f"leave = [3]\n[columns]\n{columns}")
    ready = take(book(tmp_path, [HEAD, ROW, ROW]), ledger, map_path=tmp_path / "m.toml")
    assert notes(ready, f.LeftByMap) == [f.LeftByMap(3)]


def test_other_sheets_and_columns_are_reported(tmp_path, ledger):
    sheets = {"Notas": sheet_xml([["a", "b"]]), "Entregas": sheet_xml([[*HEAD, "Calibre"], [*ROW, "5.56"]])}
    (tmp_path / "t.xlsx").write_bytes(workbook(sheets))
    ready = take(tmp_path / "t.xlsx", ledger)
    assert ready.sheet == "Entregas"
    assert notes(ready, f.OtherSheet, f.UnusedColumn) == [
        f.UnusedColumn("H", "Calibre"),
        f.OtherSheet("Notas", 1),
    ]


def test_sheet_of_which_no_row_can_be_taken_writes_nothing(tmp_path, ledger):
    before = everything(ledger)
    with pytest.raises(f.NothingTaken) as caught:
        take(book(tmp_path, [HEAD, changed(ROW, Cantidad="12 cajas")]), ledger)
    assert caught.value.left == (f.LeftUnread(2, "E", "quantity", "12 cajas"),)
    assert everything(ledger) == before


def licensed(tmp_path, ledger):
    path = text(
        tmp_path,
        'number,consignee,end users,issued,value usd\nEJ-1,Oficina Ficticia,listed,2011-01-15,"54,000.50"\n',
    )
    take(path, ledger, "licences")


def test_licence_is_found_by_its_number(tmp_path, ledger):
    licensed(tmp_path, ledger)
    path = text(tmp_path, "Licencia,Marca,Modelo,Cantidad\nej-1,Ficta,FX-1,5\nEJ-9,Ficta,FX-1,5\n", "i.csv")
    ready = take(path, ledger, "items")
    assert [row["licence"] for row in rows(ledger, "items")] == ["L000001"]
    assert notes(ready, f.LeftNoReference) == [f.LeftNoReference(3, "licence", "EJ-9")]
    assert [rows(ledger, "licences")[0][name] for name in ("value_usd_min", "value_usd_max")] == [
        "54000",
        "54001",
    ]


def test_end_user_stays_a_name_as_written(tmp_path, ledger):
    licensed(tmp_path, ledger)
    path = text(tmp_path, "Licencia,Usuario final\nEJ-1,OFICINA FICTICIA\nEJ-1,U000001\n", "e.csv")
    take(path, ledger, "end_users")
    found = [(row["unit"], row["name_as_written"]) for row in rows(ledger, "end_users")]
    assert found == [("", "OFICINA FICTICIA"), ("U000001", "")]
    assert len(rows(ledger, "units")) == 1


OTHERS = {
    "losses": "Unidad,Motivo,Modelo,Cantidad,Fecha\nP Ficticia,Robo o extravío,FX-1,3,2012\n",
    "holdings": "Unidad,Modelo,Cantidad,Fecha\nP Ficticia,FX-1,3,dic-12\n",
    "recoveries": "En poder de,Estado,Modelo,Matrícula,Fecha\nP Ficticia,Gro.,FX-1,A1111,2012\n",
    "shipments": "Destinatario,Modelo,Cantidad,Fecha\nP Ficticia,FX-1,3,2012\n",
    "relations": "Unidad,Depende de,Tipo,Desde,Hasta\nP Ficticia,Comando Ficticio,subordinada,2005,..\n",
    "allegations": "Unidad,Fecha,Hechos\nP Ficticia,2014,hecho ficticio\n",
    "totals": "Concepto,Cantidad,Desde,Hasta\npérdidas (ejemplo),más de 20,2010,2017\n",
    "units": "Nombre,Entidad federativa,Desde\nPolicía Ficticia,Veracruz,2005\n",
}


@pytest.mark.parametrize("table", sorted(OTHERS))
def test_sheet_of_each_kind_comes_in_without_a_map(tmp_path, ledger, table):
    ready = take(text(tmp_path, OTHERS[table]), ledger, table)
    assert ready.claims[table] == 1
    assert check(read_ledger(ledger)) == []


def test_condition_names_its_rule_and_state(tmp_path, ledger):
    licensed(tmp_path, ledger)
    take(text(tmp_path, "Licencia,Regla,Estado\nEJ-1,Excluye,Guerrero\n", "c.csv"), ledger, "conditions")
    assert [(row["rule"], row["state"]) for row in rows(ledger, "conditions")] == [("exclude_state", "12")]


CELLS = st.sampled_from(
    ["", "s/d", "Total", "12", "1,030", "10-12", "más de 3", "Policía Ficticia", "Gro.", "03/04/2011", "-5",
     "31/02/2011", "mar-11", "2011 a 2009", "A1111, A2222", "=1+1", "'=x", "Fuente: x", "extranjero",
     "\u00a0", "2012-T1", "U000001"]
)  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=8))
def test_whatever_is_taken_the_ledger_has_no_mistake(tmp_path, grid):
    folder = empty_ledger(tmp_path / f"ledger-{len(list(tmp_path.iterdir()))}")
    before = everything(folder)
    path = tmp_path / "g.csv"
    path.write_text(
        "\n".join([",".join(HEAD), *(",".join(f'"{each}"' for each in row) for row in [*grid, ROW])])
    )
    ready = take(path, folder)
    assert check(read_ledger(folder)) == []
    told = {note.row for note in ready.notes if hasattr(note, "row")}
    assert len(told) + ready.taken >= sum(any(map(str.strip, row)) for row in [*grid, ROW])
    assert all(everything(folder)[name].startswith(content) for name, content in before.items())


def bomb():
    data = io.BytesIO(workbook({"E": sheet_xml([HEAD, ROW])}))
    with (
        zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(3):
            part.write(bytes(100_000_000))
    return data.getvalue()


LINKED = '<c r="E2"><f>[1]H!A1</f><v>5</v></c>'
UNCALCULATED = '<c r="E2"><f>SUM(A1:A9)</f></c>'
FAR = '<c r="XFD1048576"><v>1</v></c>'
HOSTILE = {
    "zip bomb": (bomb, files.TooLarge),
    "formula without a value": (
        lambda: workbook({"E": sheet_xml([HEAD, changed(ROW, Cantidad=UNCALCULATED)])}),
        files.FormulaUnsaved,
    ),
    "link to another file": (
        lambda: workbook({"E": sheet_xml([HEAD, changed(ROW, Cantidad=LINKED)])}),
        files.LinkedCell,
    ),
    "far cell": (
        lambda: workbook({"E": sheet_xml({1: HEAD, 2: ROW, 1_048_576: [FAR]})}),
        files.FarCell,
    ),
    "mixed encodings": (
        lambda: ",".join(HEAD).encode() + "\nAlmacén,Policía,Peña,FX,5,,2011\n".encode()
        + "Almacén,P,F,X,5,,2011\n".encode("cp1252"),
        files.BrokenEncoding,
    ),
    "no workbook": (lambda: b"PK\x03\x04 and then no archive", files.NotATable),
    "nothing": (lambda: b"", files.EmptyFile),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_hostile_file_is_refused_and_nothing_is_written(tmp_path, ledger, what):
    make, fault = HOSTILE[what]
    (tmp_path / "t.xlsx").write_bytes(make())
    before = everything(ledger)
    with pytest.raises(fault):
        take(tmp_path / "t.xlsx", ledger)
    assert everything(ledger) == before


def test_file_above_the_limit_is_refused_unread(tmp_path, ledger):
    with (tmp_path / "t.csv").open("wb") as file:
        file.truncate(200_000_001)  # a hole, which takes no room
    before = everything(ledger)
    with pytest.raises(files.TooLarge):
        take(tmp_path / "t.csv", ledger)
    assert everything(ledger) == before


def test_million_empty_rows_are_no_rows(tmp_path, ledger):
    empty = "".join(f'<row r="{n}"/>' for n in range(3, 1_000_003))
    body = sheet_xml([HEAD, ROW]).replace("</sheetData>", f"{empty}</sheetData>")
    (tmp_path / "t.xlsx").write_bytes(workbook({"E": body}))
    assert take(tmp_path / "t.xlsx", ledger).taken == 1


def test_million_blank_lines_are_no_rows(tmp_path, ledger):
    lines = ",".join(HEAD) + "\n" + ",,,,,,\n" * 1_000_000 + ",".join(ROW) + "\n"
    ready = take(text(tmp_path, lines), ledger)
    assert (ready.taken, rows(ledger, "receipts")[0]["page"]) == (1, "fila 1000002")


def test_ledger_that_changed_meanwhile_is_not_written(tmp_path, ledger):
    ready = prepare_import(book(tmp_path, [HEAD, ROW]), "receipts", "F000001", ledger)
    with (ledger / "units.csv").open("ab") as file:
        file.write(b"C000001,U000001,Otra,,,,,,,,F000001,1,accepted,\r\n")
    before = everything(ledger)
    with pytest.raises(files.FileChanged):
        write_import(ledger, ready)
    assert everything(ledger) == before


def test_place_that_cannot_be_written_leaves_everything_as_it_was(tmp_path, ledger):
    ready = prepare_import(book(tmp_path, [HEAD, ROW]), "receipts", "F000001", ledger)
    (ledger / "imports").write_text("a file where the folder should be")
    before = everything(ledger)
    with pytest.raises(files.UnwritableFile):
        write_import(ledger, ready)
    assert everything(ledger) == before


def test_table_that_lacks_a_column_is_not_written(tmp_path, ledger):
    (ledger / "receipts.csv").write_text("claim,receipt,to_unit,source,page,status\n")
    with pytest.raises(f.OtherColumns) as caught:
        take(book(tmp_path, [HEAD, ROW]), ledger)
    assert "model" in caught.value.missing


def test_unknown_table_and_source_are_refused(tmp_path, ledger):
    path = book(tmp_path, [HEAD, ROW])
    with pytest.raises(f.UnknownTable):
        prepare_import(path, "decisions", "F000001", ledger)
    with pytest.raises(f.UnknownSource) as caught:
        prepare_import(path, "receipts", "F9", ledger)
    assert caught.value.known == ("F000001",)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_workbook_gives_a_fault_or_an_import(tmp_path, data):
    damaged = bytearray(workbook({"E": sheet_xml([HEAD, ROW], ["A1:A2"])}))
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path / "ledger"
    ledger = folder if folder.exists() else empty_ledger(folder)
    (tmp_path / "t.xlsx").write_bytes(bytes(damaged))
    before = everything(ledger)
    with contextlib.suppress(Fault):
        prepare_import(tmp_path / "t.xlsx", "receipts", "F000001", ledger)
    assert everything(ledger) == before


@pytest.mark.parametrize("mark", ["s/f", "S. F.", "sin fecha", "n/d", "n.d.", "N.D"])
def test_date_that_is_not_known_leaves_the_date_out_and_says_so(tmp_path, ledger, mark):
    ready = take(book(tmp_path, [HEAD, changed(ROW, Fecha=mark), changed(ROW, Modelo="FX-2")]), ledger)
    assert [row["date"] for row in rows(ledger, "receipts")] == ["", "2011-03-15"]
    assert notes(ready, f.DateNotKnown) == [f.DateNotKnown(2, "G", mark, "date")]


def test_import_names_an_encoding_that_was_assumed_and_warns_of_odd_letters(tmp_path, ledger):
    content = ";".join(HEAD) + "\n" + ";".join(ROW) + "\n"
    (tmp_path / "t.csv").write_bytes(
        content.replace("í", "\ufffd").encode("cp1252", "replace").replace(b"?", b"\x92")
    )
    ready = take(tmp_path / "t.csv", ledger)
    assert notes(ready, f.EncodingAssumed) == [f.EncodingAssumed("cp1252")]
    assert f.OddLetters(2, "B", "Polic’a Ficticia") in ready.notes


def test_import_of_utf8_says_nothing_of_its_encoding(tmp_path, ledger):
    ready = take(text(tmp_path, ",".join(HEAD) + "\n" + ",".join([*ROW[:6], "2011"]) + "\n"), ledger)
    assert notes(ready, f.EncodingAssumed, f.OddLetters) == []


def test_import_says_how_many_cells_were_computed(tmp_path, ledger):
    ready = take(book(tmp_path, [HEAD, changed(ROW, Cantidad='<c r="E2"><f>6*2</f><v>12</v></c>')]), ledger)
    assert notes(ready, f.ComputedCells) == [f.ComputedCells(1)]
