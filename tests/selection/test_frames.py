import csv
import hashlib
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.files import faults as files
from tequio.selection import frames
from tequio.selection.frames import open_frame


def write(folder: Path, content: bytes | str, name: str = "frame.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cells(path: Path, encoding: str = "") -> list[tuple[str | None, ...]]:
    with open_frame(path, encoding) as frame:
        return frame.scan().collect().rows()


def test_frame_hash_is_that_of_the_files_bytes(tmp_path):
    path = write(tmp_path, "id,town\n1,Ejemplo\n")
    with open_frame(path) as frame:
        assert frame.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_frame_separator_is_found(tmp_path, separator):
    path = write(tmp_path, f'id{separator}town{separator}"x,; y"\n1{separator}Ejemplo{separator}z\n')
    with open_frame(path) as frame:
        assert (frame.separator, len(frame.columns)) == (separator, 3)


def test_frame_cells_stay_text(tmp_path):
    assert cells(write(tmp_path, "id,code\n007,1e5\n008,01/02\n")) == [("007", "1e5"), ("008", "01/02")]


def test_frame_cell_with_a_line_feed_is_one_cell(tmp_path):
    assert cells(write(tmp_path, 'id,town\n1,"a\nb"\n')) == [("1", "a\nb")]


def test_frame_mark_is_no_part_of_the_first_column(tmp_path):
    with open_frame(write(tmp_path, "\ufeffid,town\n1,x\n")) as frame:
        assert frame.columns == ("id", "town")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "mac_roman"])
def test_frame_in_a_named_encoding_reads_the_same(tmp_path, encoding):
    path = write(tmp_path, "id,name\n1,Muñoz Ejemplo\n".encode(encoding))
    assert cells(path, encoding) == [("1", "Muñoz Ejemplo")]


def test_frame_in_utf_16_with_its_mark_needs_no_name(tmp_path):
    assert cells(write(tmp_path, "id,name\n1,Muñoz\n".encode("utf-16"))) == [("1", "Muñoz")]


def test_frame_copy_in_utf_8_is_removed_when_closed(tmp_path):
    with open_frame(write(tmp_path, "id\nñ\n".encode("cp1252")), "cp1252") as frame:
        copy = frame.readable
        assert copy.exists()
    assert not copy.exists()


def test_frame_column_is_found_by_its_plain_name(tmp_path):
    with open_frame(write(tmp_path, "id, Age Band \n1,x\n")) as frame:
        assert frame.column("age band") == "Age Band"


def test_frame_column_of_which_there_are_two_is_refused(tmp_path):
    with (
        open_frame(write(tmp_path, "id,Town,town \n1,x,y\n")) as frame,
        pytest.raises(files.DoubledColumn) as caught,
    ):
        frame.column("TOWN")
    assert caught.value.places == (2, 3)


def test_frame_columns_without_a_name_are_numbered(tmp_path):
    with open_frame(write(tmp_path, "id,,\n1,2,3\n")) as frame:
        assert frame.columns == ("id", "#2", "#3")
        assert frame.scan().collect().rows() == [("1", "2", "3")]


def test_frame_in_parquet_keeps_its_columns(tmp_path):
    pl.DataFrame({"id": [1, 2], "town": ["x", None]}).write_parquet(tmp_path / "frame")
    with open_frame(tmp_path / "frame") as frame:
        assert (frame.kind, frame.columns) == ("parquet", ("id", "town"))


def fault(path: Path, encoding: str = "") -> frames.Fault:
    with (
        pytest.raises(frames.Fault) as caught,
        open_frame(path, encoding) as frame,
        frames.table_faults(frame),
    ):
        frame.scan().collect()
    return caught.value


def test_frame_absent_is_refused(tmp_path):
    assert isinstance(fault(tmp_path / "none.csv"), files.MissingFile)


def test_frame_empty_is_refused(tmp_path):
    assert isinstance(fault(write(tmp_path, "\n")), files.EmptyFile)


@pytest.mark.parametrize("start", [b"PK\x03\x04..", b"%PDF-1.7", b"<html>", b"id\x00town\n"])
def test_frame_that_is_no_table_is_refused(tmp_path, start):
    assert isinstance(fault(write(tmp_path, start)), frames.FrameNoTable)


def test_frame_damaged_parquet_is_refused(tmp_path):
    assert isinstance(fault(write(tmp_path, b"PAR1 and no more")), frames.FrameUnreadable)


def test_frame_broken_encoding_names_row_and_column(tmp_path):
    text = "id,name,town\n" + "1,Ana Ejemplo,Oaxaca\n" * 70_000 + "2,José Muñoz,Peñón\n" * 50
    found = fault(write(tmp_path, text.encode("cp1252")))
    assert (found.row, found.column, found.guess) == (70_002, "name", "cp1252")


def test_frame_not_in_the_named_encoding_is_refused(tmp_path):
    found = fault(write(tmp_path, "id,name\n1,ñ\n".encode("cp1252")), "ascii")
    assert isinstance(found, files.BrokenEncoding)
    assert (found.row, found.byte, found.encoding) == (2, 10, "ascii")


@pytest.mark.parametrize("name", ["utf-99", "base64", "zip"])
def test_frame_encoding_that_makes_no_text_is_refused(tmp_path, name):
    assert vars(fault(write(tmp_path, "id\n1\n"), name)) == {"encoding": name}


def test_frame_doubled_column_is_refused(tmp_path):
    found = fault(write(tmp_path, "id,town,id\n1,2,3\n"))
    assert (found.row, found.column, found.places) == (1, "id", (1, 3))


def test_frame_long_row_is_named(tmp_path):
    found = fault(write(tmp_path, "id,town\n1,x\n2,y\n3,z,more\n"))
    assert isinstance(found, files.RaggedRow)
    assert (found.row, found.cells, found.columns) == (4, 3, 2)


@pytest.mark.parametrize(
    ("text", "kind", "row"),
    [
        ('id,town\n1,x\n2,"y\n3,z\n', files.OpenQuote, 3),
        ('id,town\n"1\na",x\n2,"y"z\n', files.StrayQuote, 3),
        ('id,"town\n1,x\n', files.OpenQuote, 1),
        ('id,town\n1,x\n\n2,"y\n', frames.BlankRow, 3),
    ],
)
def test_frame_quotation_mark_out_of_place_is_named_with_its_row(tmp_path, text, kind, row):
    found = fault(write(tmp_path, text))
    assert (type(found), found.row) == (kind, row)


def test_frame_missing_column_lists_those_there(tmp_path):
    with (
        open_frame(write(tmp_path, "id,town\n1,x\n")) as frame,
        pytest.raises(files.MissingColumn) as caught,
    ):
        frame.column("region")
    assert caught.value.columns == ("id", "town")


@pytest.mark.parametrize("text", ["\nid,t\n1,x\n", "id,t\n1,x\n\n2,y\n", "id,t\r\n1,x\r\n\r\n", "id\n1\n\n"])
def test_frame_with_a_blank_line_is_refused(tmp_path, text):
    assert isinstance(fault(write(tmp_path, text)), frames.BlankRow)


def test_frame_with_a_blank_line_at_a_seam_is_refused(tmp_path):
    start = "id,town\n" + "1,x\n" * (frames.CHUNK // 4 - 2)
    assert len(start) == frames.CHUNK
    assert fault(write(tmp_path, start + "\n")).row == frames.CHUNK // 4


def test_frame_with_a_blank_line_inside_a_cell_is_read(tmp_path):
    assert cells(write(tmp_path, 'id,town\n1,"a\n\nb"\n')) == [("1", "a\n\nb")]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(st.sampled_from("ab,;\"' \n\tñ1."), max_size=5)] * 3), min_size=1, max_size=5
    ),
    st.sampled_from(frames.SEPARATORS),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_frame_is_read_as_the_standard_library_reads_it(tmp_path_factory, rows, separator, end, quoted):
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    table = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    table.writerows([("one", "two", "three"), *rows])
    path = write(tmp_path_factory.mktemp("frame"), text.getvalue().encode())
    assert [tuple(cell or "" for cell in row) for row in cells(path)] == rows


NESTED = {
    "lists": [["a", "b"], ["c"]],
    "structs": [{"a": 1}, {"a": 2}],
    "bytes": [b"\xff\xfe", b"ok"],
}


@pytest.mark.parametrize("what", NESTED)
def test_frame_in_parquet_names_a_column_that_is_no_text(tmp_path, what):
    pl.DataFrame({"id": [1, 2], "extra": NESTED[what]}).write_parquet(tmp_path / "frame")
    found = fault(tmp_path / "frame")
    assert isinstance(found, frames.ColumnNoText)
    assert (found.column, found.what) == ("extra", what)


def test_frame_in_parquet_reads_bytes_that_are_text(tmp_path):
    pl.DataFrame({"town": ["Peñón".encode(), None]}).write_parquet(tmp_path / "frame")
    assert cells(tmp_path / "frame") == [("Peñón",), (None,)]


def test_frame_in_parquet_writes_whole_numbers_without_a_point(tmp_path):
    columns = {
        "age": [35.0, None, 40.0],
        "odd": [1.0, 2.5, 3.0],
        "far": [1e300, 2.0, 3.0],
        "gap": [1.0, float("nan"), 2.0],
        "small": pl.Series([1.0, 2.0, 3.0], dtype=pl.Float32),
        "endless": [1.0, float("inf"), 2.0],
    }
    pl.DataFrame(columns).write_parquet(tmp_path / "frame")
    with open_frame(tmp_path / "frame") as frame:
        told = frame.scan().cast(pl.String).collect()
    assert told["age"].to_list() == ["35", None, "40"]
    assert told["odd"].to_list() == ["1.0", "2.5", "3.0"]
    assert told["far"].to_list()[1:] == ["2.0", "3.0"]
    assert told["gap"].to_list() == ["1", None, "2"]
    assert told["small"].to_list() == ["1", "2", "3"]
    assert told["endless"].to_list()[0] == "1.0"
