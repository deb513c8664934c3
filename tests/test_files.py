import contextlib
import csv
import io
import os
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tequio.files import (
    Table,
    defused,
    folded,
    read_table,
    restored,
    write_csv,
    write_long_csv,
    write_together,
)
from tequio.files import faults as f
from tequio.files.archives import check_workbook

# A cell of any text but invisible characters; outer spaces may stay.
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=12)
NAMES = st.text(st.sampled_from("abcdefghij áéñ_ü"), min_size=1, max_size=8).map(str.strip).filter(bool)
WORDS = (
    "Bogotá",
    "Peña",
    "Núñez",
    "¿sí?",
    "ÁVILA",
    "pingüino",
    "No sabe / no contesta",
    "–",
    "18 a 25",
    "“otra”",
)
SPANISH = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("word", ["plain", "acción", "=1+1", 'with "marks", and\nlines'])
def test_long_table_has_the_bytes_of_a_short_one(tmp_path, word):
    rows = [(at, "first") for at in range(10_001)] + [(10_001, word)]
    write_csv(tmp_path / "short.csv", ("id", "text"), rows)
    write_long_csv(tmp_path / "long.csv", ("id", "text"), iter(rows))
    assert (tmp_path / "long.csv").read_bytes() == (tmp_path / "short.csv").read_bytes()
    assert (tmp_path / "long.csv").stat().st_mode & 0o777 == 0o600


def test_long_table_whose_rows_fail_leaves_no_file(tmp_path):
    def rows():
        yield ("1",)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the one raised above
        write_long_csv(tmp_path / "long.csv", ("id",), rows())
    assert list(tmp_path.iterdir()) == []


def test_long_table_in_a_missing_folder_is_a_fault(tmp_path):
    with pytest.raises(f.UnwritableFile):
        write_long_csv(tmp_path / "missing" / "long.csv", ("id",), [])


def test_each_of_thousands_of_columns_is_found_where_it_stands():
    columns = tuple(f"Feature  {number}" for number in range(3000))
    table = Table(Path("wide.csv"), columns, (), ())
    assert [table.find(f"feature {number}") for number in range(3000)] == list(range(3000))
    assert table.find("feature 3000") is None


@st.composite
def tables(
    draw: st.DrawFn, cells: st.SearchStrategy[str] = CELLS, names: st.SearchStrategy[str] = NAMES
) -> tuple[list[str], list[list[str]]]:
    columns = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    row = st.lists(cells, min_size=len(columns), max_size=len(columns))
    return columns, draw(st.lists(row.filter(lambda row: any(map(str.strip, row))), max_size=8))


def csv_bytes(
    columns: list[str], rows: list[list[str]], separator: str, encoding: str, end: str = "\r\n"
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows([columns, *rows])
    return text.getvalue().encode(encoding)


def table_of(tmp_path: Path, data: bytes | str, name: str = "table.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(path)


C = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
HEAD = '<?xml version="1.0"?>'
SCHEMA = "http://schemas.openxmlformats.org"


def workbook(*sheets: str, styles: str = "") -> bytes:
    """A workbook with these rows, written by hand, since we only read them."""
    data, numbers = io.BytesIO(), range(1, len(sheets) + 1)
    kinds = f"{SCHEMA}/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{kinds}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    main = f'xmlns="{SCHEMA}/spreadsheetml/2006/main"'
    style = f'<Relationship Id="st" Type="{kinds}/styles" Target="styles.xml"/>' if styles else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMA}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{SCHEMA}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kinds}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{SCHEMA}/package/2006/relationships">'
        f"{links}{style}</Relationships>",
    }
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {main}>{styles}</styleSheet>"
    for n, rows in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, HEAD + part)
    return data.getvalue()


@quick
@given(tables(), st.sampled_from(",;\t|"), st.sampled_from(ENCODINGS), st.sampled_from(["\n", "\r\n"]))
def test_table_in_any_separator_and_encoding_reads_back_equal(tmp_path, table, separator, encoding, end):
    columns, rows = table
    # One name cannot show the separator, and an unquoted cell may then look like several.
    columns, rows = [*columns, "k"], [[*row, "v"] for row in rows]
    read = table_of(tmp_path, csv_bytes(columns, rows, separator, encoding, end))
    assert read.columns == tuple(columns)
    assert read.rows == tuple(tuple(map(restored, row)) for row in rows)
    assert list(read.lines) == list(range(2, len(rows) + 2))


@quick
@given(
    tables(SPANISH, st.sampled_from(WORDS)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["cp1252", "utf-16-le", "utf-16-be"]),
)
def test_table_in_spanish_without_a_mark_reads_back_equal(tmp_path, table, separator, encoding):
    columns, rows = table
    columns, rows = ["número", *columns], [["señal", *row] for row in rows]
    read = table_of(tmp_path, csv_bytes(columns, rows, separator, encoding))
    assert (read.columns, read.rows) == (tuple(columns), tuple(map(tuple, rows)))


@quick
@given(tables())
def test_table_that_we_wrote_reads_back_equal(tmp_path, table):
    columns, rows = table
    write_csv(tmp_path / "t.csv", columns, rows)
    read = read_table(tmp_path / "t.csv")
    assert (read.columns, read.rows) == (tuple(columns), tuple(map(tuple, rows)))


@given(st.text(st.sampled_from("'=+-@ \t\r\nａ＝x3")) | st.text())
def test_defusing_is_undone_for_every_text(cell):
    assert restored(defused(cell)) == cell
    assert defused(cell)[:1] not in tuple("=+-@\t\r")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+57 300 555 0100", "-3", "@x", "\t=1", "\r=1", " =1", "＝1", "'=1"]
)
def test_csv_export_defuses_cell_and_header(tmp_path, cell):
    write_csv(tmp_path / "t.csv", [cell, "b"], [[cell, 1], ["x", cell]])
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [[f"'{cell}", "b"], [f"'{cell}", "1"], ["x", f"'{cell}"]]


def test_csv_export_is_utf8_with_mark_and_crlf(tmp_path):
    write_csv(tmp_path / "t.csv", ["id", "año"], [[1, "Peña, S."]])
    assert (tmp_path / "t.csv").read_bytes() == b'\xef\xbb\xbfid,a\xc3\xb1o\r\n1,"Pe\xc3\xb1a, S."\r\n'


@pytest.mark.parametrize(
    ("data", "columns", "rows", "lines"),
    [
        ("id\n1\n2\n", ("id",), (("1",), ("2",)), [2, 3]),
        (" id ;age;;\n1; 3;;\n;;;\n2;4\n\n\n", ("id", "age"), (("1", " 3"), ("2", "4")), [2, 4]),
        ("\n\nid,age\n1,3\n", ("id", "age"), (("1", "3"),), [4]),
        ('id,t\n1,"a\nb"\n2,c\n', ("id", "t"), (("1", "a\nb"), ("2", "c")), [2, 3]),
        ("sep=;\nid;a,b\n1;2\n", ("id", "a,b"), (("1", "2"),), [2]),
        ('"id", "age"\n"1", "a, b"\n', ("id", "age"), (("1", "a, b"),), [2]),
        (
            "id;Nombre, apellido\n1;Ana, B.\n2;Eva\n",
            ("id", "Nombre, apellido"),
            (("1", "Ana, B."), ("2", "Eva")),
            [2, 3],
        ),
        ('id,height\r1,5"\r', ("id", "height"), (("1", '5"'),), [2]),
        ("id\tage\n1\t2\n", ("id", "age"), (("1", "2"),), [2]),
        ("PK,age\n1\n", ("PK", "age"), (("1", ""),), [2]),
    ],
)
def test_table_as_people_write_it_is_read(tmp_path, data, columns, rows, lines):
    read = table_of(tmp_path, data)
    assert (read.columns, read.rows, list(read.lines)) == (columns, rows, lines)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id;género\n1;Ñañez, Bogotá\n", "cp1252"),
        ("id;género;educación\n1;Bogotá;educación media\n2;Medellín;educación básica\n", "mac_roman"),
        ("id;género;educación\n1;Bogotá;educación media\n2;Medellín;educación básica\n", "cp850"),
        ("id;płeć;wykształcenie\n1;kobieta, łódzkie;średnie\n2;mężczyzna, śląskie;wyższe\n", "cp1250"),
        ("id;пол;область\n1;женский;Московская\n2;мужской;Ленинградская\n", "cp1251"),
        ("id;φύλο;περιφέρεια\n1;γυναίκα;Αττική\n2;άνδρας;Κρήτη\n", "cp1253"),
    ],
)
def test_code_page_is_told_by_its_letters(tmp_path, text, encoding):
    read = table_of(tmp_path, text.encode(encoding))
    assert read.encoding == encoding
    assert read.notes == (f.GuessedEncoding(read.path, encoding),)
    assert ";".join(read.columns) == text.split("\n")[0]


def test_workbook_reads_as_people_see_it(tmp_path):
    rows = (
        f'<row r="2">{C.format("B2", "id")}{C.format("C2", "fecha")}{C.format("D2", "ok")}</row>'
        '<row r="4"><c r="B4"><v>5</v></c><c r="C4" s="1"><v>45000</v></c><c r="D4" t="b"><v>1</v></c></row>'
        '<row r="5"><c r="B5"><v>2.5</v></c><c r="C5" s="1"><v>45000.5</v></c></row>'
    )
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    read = table_of(tmp_path, workbook("", rows, styles=styles), "t.xlsx")
    assert read.columns == ("id", "fecha", "ok")
    assert read.rows == (("5", "2023-03-15", "TRUE"), ("2.5", "2023-03-15T12:00:00", ""))
    assert (list(read.lines), read.header, read.encoding) == ([4, 5], 2, None)


def test_workbook_is_known_by_its_content(tmp_path):
    assert table_of(tmp_path, workbook(f'<row r="1">{C.format("A1", "id")}</row>'), "t.csv").columns == (
        "id",
    )


def test_workbook_with_a_far_cell_is_refused(tmp_path):
    rows = f'<row r="1">{C.format("A1", "id")}</row><row r="1048576">{C.format("XFD1048576", "x")}</row>'
    with pytest.raises(f.FarCell) as caught:
        table_of(tmp_path, workbook(rows), "t.xlsx")
    assert (caught.value.columns, caught.value.rows) == (16_384, 1_048_576)


def test_workbook_without_cells_is_empty(tmp_path):
    with pytest.raises(f.EmptyFile):
        table_of(tmp_path, workbook("", ""), "t.xlsx")


def test_workbook_with_a_second_sheet_is_noted(tmp_path):
    rows = f'<row r="1">{C.format("A1", "id")}</row>'
    notes = table_of(tmp_path, workbook("", rows, "", rows), "t.xlsx").notes
    assert notes == (f.UnreadSheets(tmp_path / "t.xlsx", "S2", ("S4",)),)


FORMULA = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row><row r="2"><c r="A2"{}>{}</c></row>'


@pytest.mark.parametrize(
    "cell", ["<f>1+1</f>", "<f>1+1</f><v></v>", '<f t="shared" si="0"/>', "<f>1+1</f><v/>"]
)
def test_workbook_with_a_formula_without_its_result_is_refused(tmp_path, cell):
    with pytest.raises(f.FormulaUnsaved) as caught:
        table_of(tmp_path, workbook("", FORMULA.format("", cell)), "t.xlsx")
    assert (caught.value.sheet, caught.value.cell) == ("S2", "A2")


@pytest.mark.parametrize(
    ("kind", "cell", "read"),
    [
        ("", "<f>1+1</f><v>2</v>", "2"),
        (' t="str"', '<f>"a"</f><v>a</v>', "a"),
        (' t="str"', '<f>""</f><v></v>', ""),
    ],
)
def test_workbook_with_a_formula_and_its_result_is_read(tmp_path, kind, cell, read):
    rows = FORMULA.format(kind, cell).replace("</row>", C.format("B1", "b") + "</row>", 1)
    rows = rows[: -len("</row>")] + C.format("B2", "x") + "</row>"
    assert table_of(tmp_path, workbook(rows), "t.xlsx").rows == ((read, "x"),)


def test_workbook_with_an_unsaved_formula_on_a_sheet_that_is_not_read_is_read(tmp_path):
    rows = f'<row r="1">{C.format("A1", "id")}</row>'
    assert table_of(tmp_path, workbook(rows, FORMULA.format("", "<f>1</f>")), "t.xlsx").columns == ("id",)


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "")
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(101):
                part.write(bytes(10_000_000))
    with pytest.raises(f.TooLarge):
        table_of(tmp_path, data.getvalue(), "t.xlsx")


@quick
@given(st.data())
def test_workbook_that_is_damaged_gives_a_fault_or_a_table(tmp_path, data):
    book = bytearray(
        workbook(f'<row r="1">{C.format("A1", "id")}</row><row r="2">{C.format("A2", "x")}</row>')
    )
    for _ in range(data.draw(st.integers(1, 5))):
        book[data.draw(st.integers(4, len(book) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(f.Fault):
        table_of(tmp_path, bytes(book[: data.draw(st.integers(4, len(book)))]), "t.xlsx")


@quick
@given(st.binary(max_size=300))
def test_any_bytes_give_a_fault_or_a_table(tmp_path, data):
    with contextlib.suppress(f.Fault):
        table_of(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", f.EmptyFile),
        (b"\xef\xbb\xbf", f.EmptyFile),
        (b"\xff\xfe", f.EmptyFile),
        (b" \r\n\n;;\n", f.EmptyFile),
        (b"%PDF-1.7\n...", f.NotATable),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", f.NotATable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), f.NotATable),
        (b"PK\x03\x04 and then no archive", f.NotATable),
        (b"\n <!DOCTYPE html><html></html>", f.NotATable),
        (b'{"id": 1}', f.NotATable),
        (bytes(range(256)) * 4, f.NotATable),
        ("id,año\n1,Peña\n2,Núñez\n".encode()[:-4] + b"\xf1ez\n", f.BrokenEncoding),
        (b"id,a\n1,\x81\x8d\xe1\n", f.BrokenEncoding),
        (b"id,sex\n1,fem\xffale\n", f.BrokenEncoding),
        (b"id,sex\n1,fem\xc3(ale\n", f.BrokenEncoding),
        (b"\xff\xfei\0d\0\n\0\x00\xd8", f.BrokenEncoding),
        (b"id,a\n1,b\x07\n", f.ControlCharacter),
        (b"id,a\n1,b\n" * 200 + b"\0", f.ControlCharacter),
        (b'id,a\n1,b\n2,"c\n3,d\n', f.OpenQuote),
        (b'id,a\n1,"b"c\n', f.StrayQuote),
        (b"id,a\n1,b\n2,c,d\n", f.RaggedRow),
        (b"id,a, a \n1,b,c\n", f.DoubledColumn),
    ],
)
def test_bad_table_gives_its_fault(tmp_path, data, fault):
    with pytest.raises(fault) as caught:
        table_of(tmp_path, data)
    assert caught.value.path == tmp_path / "table.csv"


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"id,\xc3\xb1\xc3\xb1\n1,a\n2,\xf1\n", 3),
        (b"id,a\n1,b\n2,c\x01\n", 3),
        (b'id,a\n1,"b\nb"\n\n2,"c\n', 4),
        (b"id,a\n\n1,b\n2,c,d\n", 4),
    ],
)
def test_bad_table_names_the_row(tmp_path, data, row):
    with pytest.raises(f.Fault) as caught:
        table_of(tmp_path, data)
    assert caught.value.row == row


def test_zip_of_something_else_is_no_table(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(f.NotATable):
        table_of(tmp_path, data.getvalue(), "t.xlsx")


def test_missing_file_folder_and_protected_file_are_told_apart(tmp_path):
    with pytest.raises(f.MissingFile):
        read_table(tmp_path / "none.csv")
    with pytest.raises(f.NotAFile):
        read_table(tmp_path)
    if os.geteuid():
        (tmp_path / "t.csv").write_text("id\n1\n")
        (tmp_path / "t.csv").chmod(0)
        with pytest.raises(f.UnreadableFile):
            read_table(tmp_path / "t.csv")


def test_file_of_two_gigabytes_is_refused_unread(tmp_path):
    with (tmp_path / "t.csv").open("wb") as file:
        file.truncate(2_000_000_000)  # a hole, which takes no room
    with pytest.raises(f.TooLarge) as caught:
        read_table(tmp_path / "t.csv")
    assert caught.value.bytes == 2_000_000_000


def test_column_is_found_in_spite_of_case_and_space(tmp_path):
    read = table_of(tmp_path, "ID, Age  band \n1,2\n")
    assert (read.column("id"), read.column("age band"), read.find("x")) == (0, 1, None)


def test_column_that_is_missing_or_ambiguous_gives_a_fault(tmp_path):
    read = table_of(tmp_path, "Age,age,sex\n1,2,3\n")
    with pytest.raises(f.MissingColumn):
        read.column("region")
    with pytest.raises(f.DoubledColumn) as caught:
        read.column("AGE")
    assert caught.value.places == (1, 2)


@given(st.text(), st.text(st.sampled_from(" \u00a0\t"), max_size=3))
def test_folding_ignores_outer_space_and_is_done_once(text, space):
    assert folded(space + text + space) == folded(text) == folded(folded(text))


def test_folding_ignores_case_inner_space_and_normal_form():
    assert folded(" Jose\u0301  PÉREZ ") == folded("josé pérez")


def test_files_are_written_together_or_none_is(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"a file where a folder should be")
    with pytest.raises(f.UnwritableFile):
        write_together(tmp_path, {"a.csv": b"new", "n/m.csv": b"x", "b/c.csv": b"y"}, {"a.csv": b"old"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.csv": b"old",
        "b": b"a file where a folder should be",
    }


def test_files_that_changed_meanwhile_are_not_written(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"somebody else's")
    with pytest.raises(f.FileChanged):
        write_together(tmp_path, {"n.csv": b"x", "a.csv": b"new"}, {"a.csv": b"old"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_files_written_together_are_all_there(tmp_path):
    write_together(tmp_path, {"a.csv": b"new", "n/m.csv": b"x"}, {})
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*.csv")} == {
        "a.csv": b"new",
        "m.csv": b"x",
    }


def test_broken_byte_is_told_with_row_and_column(tmp_path):
    (tmp_path / "a.csv").write_bytes(
        b"id;sex;age\n1;man;30\n2;fem\xffale;40\n".replace(b"man", "señor".encode())
    )
    with pytest.raises(f.BrokenEncoding) as fault:
        read_table(tmp_path / "a.csv")
    assert (fault.value.row, fault.value.column) == (3, 2)


def lying(length, told):
    """A workbook with a part of zeros that says it is `told` long, with the checksum of so many."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/sharedStrings.xml", bytes(length))
    old = struct.pack("<I", zlib.crc32(bytes(length))), struct.pack("<I", length)
    new = struct.pack("<I", zlib.crc32(bytes(told))), struct.pack("<I", told)
    found = data.getvalue()
    for before, after in zip(old, new, strict=True):
        assert found.count(before) == 2  # in the part's own header and in the archive's list
        found = found.replace(before, after)
    return found


def test_archive_that_lies_about_its_size_is_read_to_the_limit_and_no_further(tmp_path):
    data = lying(60_000_000, 100)
    tracemalloc.start()
    with pytest.raises(f.TooLarge) as caught:
        check_workbook(tmp_path / "t.xlsx", data, limit=3_000_000)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.bytes <= 3_000_000 + (1 << 20)
    assert most < 20_000_000


def test_archive_that_is_longer_than_it_says_is_no_workbook(tmp_path):
    with pytest.raises(f.NotATable):
        check_workbook(tmp_path / "t.xlsx", lying(60_000, 100))


def test_archive_that_says_that_it_is_too_large_is_refused_unread(tmp_path):
    with pytest.raises(f.TooLarge) as caught:
        check_workbook(tmp_path / "t.xlsx", lying(60_000, 99_000), limit=90_000)
    assert caught.value.bytes >= 99_000


@pytest.mark.parametrize("piece", [1, 7, 64, 1 << 20])
def test_far_cell_is_found_however_the_pieces_fall(tmp_path, monkeypatch, piece):
    monkeypatch.setattr("tequio.files.archives.PIECE", piece)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        row = '<row r="1048576"><c r="A1048576"/><c r="XFD1048576" t="str"><v>x</v></c></row>'
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{row}</sheetData></worksheet>")
    with pytest.raises(f.FarCell) as caught:
        check_workbook(tmp_path / "t.xlsx", data.getvalue())
    assert (caught.value.columns, caught.value.rows) == (16384, 1048576)
