from pathlib import Path

import pytest
from invented_sheets import sheet_xml, workbook

from tequio.files import Figure, read_sheets
from tequio.files import faults as f
from tequio.tracking.sheets import find_table, is_total

HEAD = ["Corporación", "Modelo", "Cantidad", "Fecha"]
ROW = ["Policía Ficticia", "FX-1", 5, "2011"]


def table_of(tmp_path, rows, merged=()):
    data = workbook({"Entregas": sheet_xml(rows, merged)})
    return find_table(read_sheets(tmp_path / "t.xlsx", data)[0][0])


def csv_table(tmp_path, text):
    return find_table(read_sheets(tmp_path / "t.csv", text.encode())[0][0])


def asides(found):
    return [(each.row, each.taken_for) for each in found.aside]


def test_table_below_titles_is_found_with_its_rows(tmp_path):
    found = table_of(
        tmp_path, {1: ["Secretaría Ficticia"], 2: ["Oficio 12", "Anexo 3"], 5: HEAD, 6: ROW, 9: ROW}
    )
    assert found.columns == tuple(HEAD)
    assert (found.header, [row.number for row in found.rows]) == (5, [6, 9])
    assert asides(found) == [(1, "title"), (2, "title")]


def test_table_that_does_not_begin_in_the_first_column_keeps_its_letters(tmp_path):
    found = table_of(tmp_path, [["", "", *HEAD], ["", "", *ROW]])
    assert (found.columns, found.place(0), found.place(2)) == (tuple(HEAD), "C", "E")


def test_numbers_of_a_workbook_are_told_from_texts(tmp_path):
    found = table_of(tmp_path, [HEAD, ["P", "1.234", 1.234, 40617]])
    kinds = [isinstance(each, Figure) for each in found.rows[0].cells]
    assert (found.rows[0].cells, kinds) == (("P", "1.234", "1.234", "40617"), [False, False, True, True])


def test_merged_cells_are_filled_from_their_first(tmp_path):
    found = table_of(tmp_path, [HEAD, ROW, ["", "FX-2", 7, "2012"], ["Otra", "FX-3", 1, "2013"]], ["A2:A3"])
    assert [row.cells[0] for row in found.rows] == ["Policía Ficticia", "Policía Ficticia", "Otra"]
    assert [sorted(row.merged) for row in found.rows] == [[0], [0], []]


def test_merged_range_over_the_whole_sheet_fills_only_what_is_there(tmp_path):
    found = table_of(
        tmp_path, {1: HEAD, 2: ROW, 3: ["", "FX-2", 7, "2012"]}, ["A2:A1048576", "E1:XFD1048576"]
    )
    assert [len(row.cells) for row in found.rows] == [4, 4]


def test_headings_on_two_levels_are_joined_when_merged(tmp_path):
    rows = [["Título"], ["Unidad", "Arma", "", "Fecha"], ["", "Modelo", "Cantidad", ""], ROW]
    found = table_of(tmp_path, rows, ["A1:D1", "A2:A3", "B2:C2", "D2:D3"])
    assert found.columns == ("Unidad", "Arma / Modelo", "Arma / Cantidad", "Fecha")
    assert (found.header, asides(found)) == (3, [(1, "title")])


def test_headings_on_two_levels_are_joined_in_a_csv(tmp_path):
    found = csv_table(tmp_path, "Unidad,Arma,,Fecha\n,Modelo,Cantidad,\nP,FX-1,5,2011\n")
    assert found.columns == ("Unidad", "Arma / Modelo", "Arma / Cantidad", "Fecha")
    assert [row.number for row in found.rows] == [3]


def test_columns_of_one_name_are_told_apart(tmp_path):
    assert csv_table(tmp_path, "Unidad,Fecha,Fecha\nP,2011,2012\n").columns == (
        "Unidad",
        "Fecha",
        "Fecha (2)",
    )


def test_footnotes_labels_and_repeated_headers_are_no_rows(tmp_path):
    found = table_of(tmp_path, [HEAD, ["GUERRERO"], ROW, HEAD, ROW, ["Fuente: oficio ficticio"]])
    assert [row.number for row in found.rows] == [3, 5]
    assert asides(found) == [(2, "label"), (4, "repeated_header"), (6, "footnote")]


def test_second_table_below_is_left_with_its_title(tmp_path):
    found = table_of(
        tmp_path, {1: HEAD, 2: ROW, 5: ["Tabla 2"], 6: ["Unidad", "Matrícula", "Marca"], 7: ["P", "A1", "M"]}
    )
    assert [row.number for row in found.rows] == [2]
    assert asides(found) == [(5, "other_table"), (6, "other_table"), (7, "other_table")]


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL GENERAL", "Gran total", "Subtotal", "Suma", "Sub-total:", "Totales"]
)
def test_total_is_known_by_its_word(tmp_path, label):
    rows = table_of(tmp_path, [HEAD, ROW, [label, "", 5]]).rows
    assert [is_total(row) for row in rows] == [False, True]


def test_maker_whose_name_begins_like_a_total_is_none(tmp_path):
    rows = table_of(tmp_path, [["Marca", "Unidad", "Cantidad"], ["Total Ficta Arms", "P", 5]]).rows
    assert not is_total(rows[0])


def test_sheet_without_words_has_no_table(tmp_path):
    assert table_of(tmp_path, [[1, 2], [3, 4]]) is None


def refused(tmp_path, cell):
    data = workbook({"Entregas": sheet_xml([HEAD, ["P", "FX", cell, "2011"]])})
    with pytest.raises(f.Fault) as caught:
        read_sheets(tmp_path / "t.xlsx", data)
    return caught.value


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2"><f>SUM(C3:C9)</f></c>',
        "<c r='C2'><f>1+1</f><v></v></c>",
        '<c r="C2"><f t="shared" si="0"/></c>',
    ],
)
def test_formula_whose_value_is_not_kept_is_refused(tmp_path, cell):
    fault = refused(tmp_path, cell)
    assert isinstance(fault, f.FormulaUnsaved)
    assert fault.cell == "C2"


@pytest.mark.parametrize(
    "formula", ["[1]Hoja1!A1", "'[2]Hoja &amp; 3'!$A$1*2", "cmd|&apos; /C calc&apos;!A0", "SUM([1]x!A1:A9)"]
)
def test_formula_that_looks_into_another_file_is_refused(tmp_path, formula):
    assert isinstance(refused(tmp_path, f'<c r="C2"><f>{formula}</f><v>5</v></c>'), f.LinkedCell)


def test_cell_that_holds_an_error_is_refused(tmp_path):
    assert isinstance(refused(tmp_path, '<c r="C2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'), f.FormulaError)


@pytest.mark.parametrize("formula", ["SUM(C3:C9)", 'CONCATENATE(A1,"|",B1)', "Tabla1[2011]+Tabla1[2012]"])
def test_formula_with_its_value_is_taken_at_it(tmp_path, formula):
    found = table_of(tmp_path, [HEAD, ["P", "FX", f'<c r="C2"><f>{formula}</f><v>5</v></c>', "2011"]])
    assert found.rows[0].cells[2] == "5"


def test_workbook_part_that_is_larger_than_it_says_is_refused(tmp_path):
    data = bytearray(workbook({"E": sheet_xml([HEAD, ROW])}, {"xl/sharedStrings.xml": bytes(5_000_000)}))
    size = (5_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(f.NotATable):
        read_sheets(tmp_path / "t.xlsx", bytes(data).replace(size, (50).to_bytes(4, "little")))


def test_far_cell_with_other_quotation_marks_and_prefix_is_refused(tmp_path):
    body = "<x:sheetData><x:row r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row></x:sheetData>"
    data = workbook({"E": body})
    with pytest.raises(f.FarCell):
        read_sheets(tmp_path / "t.xlsx", data)


def test_every_sheet_is_read(tmp_path):
    data = workbook({"Uno": sheet_xml([HEAD, ROW]), "Dos": sheet_xml([["a", "b"]]), "Vacía": sheet_xml([])})
    assert [sheet.name for sheet in read_sheets(tmp_path / "t.xlsx", data)[0]] == ["Uno", "Dos"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", ["Entregas de armas", "Entregas de armas, 2011; respuesta de ejemplo"])
def test_csv_below_a_title_is_split_by_what_splits_its_lines(tmp_path, separator, title):
    lines = [["Recibe", "Cantidad", "Fecha"], ["Policía Ficticia", "12", "2011-03"], ["Otra", "3", ""]]
    text = "\n".join([title, "", *(separator.join(line) for line in lines)])
    (sheet,), _ = read_sheets(Path("t.csv"), text.encode())
    assert [list(cells) for _, cells in sheet.rows[-3:]] == lines


def test_csv_of_one_column_is_not_split_at_the_commas_of_its_names():
    (sheet,), _ = read_sheets(Path("t.csv"), "name\nPolicía Ficticia, Gro.\nPolicía, Otra, Gro.\n".encode())
    assert [cells for _, cells in sheet.rows] == [
        ("name",), ("Policía Ficticia, Gro.",), ("Policía, Otra, Gro.",)
    ]  # fmt: skip


STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0000000"/><numFmt numFmtId="171" '
    'formatCode="000-00"/></numFmts><cellStyleXfs><xf numFmtId="170"/></cellStyleXfs><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
)


def test_number_of_a_format_of_zeros_comes_in_as_it_is_shown(tmp_path):
    cells = [f'<c r="{place}" s="{style}"><v>12345</v></c>' for place, style in (("B3", 1), ("C3", 2))]
    sheet = sheet_xml({3: ["", *cells, '<c r="D3" s="1" t="str"><v>12345</v></c>', 12345]})
    data = workbook({"Entregas": sheet}, {"xl/styles.xml": STYLES.encode()})
    (read,), _ = read_sheets(tmp_path / "t.xlsx", data)
    assert read.rows == ((3, ("0012345", "12345", "12345", "12345")),)


def test_cells_that_a_formula_computed_are_counted(tmp_path):
    sums = [f'<c r="{place}"><f>1+1</f><v>2</v></c>' for place in ("A1", "B1")]
    (read,), _ = read_sheets(tmp_path / "t.xlsx", workbook({"Entregas": sheet_xml([sums, [3, 4]])}))
    assert (read.computed, read.rows[0][1]) == (2, ("2", "2"))
