"""Names and registers from files, candidates into one."""

from pathlib import Path

import pytest

from tequio.files import read_table
from tequio.files.faults import MissingColumn, NoRows
from tequio.tracking.match_files import (
    BlankCell,
    DoubledKey,
    NoDate,
    match_files,
    read_names,
    read_register,
    write_candidates,
)

REGISTER = (
    "id,name,kind,since,until\nU1,Policía Municipal de Ficticia,,,\nU2,Policía Federal,,2009,2019-12-31\n"
)


def file(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_candidates_are_written_as_a_table(tmp_path: Path) -> None:
    names = file(tmp_path, "query,name,noise\nQ1,Pol. Mpal. de Ficticia,x\n", "names.csv")
    out = tmp_path / "out.csv"
    write_candidates(out, match_files(names, file(tmp_path, REGISTER, "register.csv")))
    table = read_table(out)
    assert table.columns == ("query", "rank", "id", "score", "vetoes")
    assert table.rows[0][:3] == ("Q1", "1", "U1")
    assert table.rows[0][4] == ""
    assert set(table.rows[1][4].split("|")) <= {"number", "place", "kind"}
    assert table.rows[1][4]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    (name,) = read_names(file(tmp_path, "date,name,query\n2014,PF,Q1\n"))
    assert (name.query, name.name, name.date) == ("Q1", "PF", "2014")


def test_date_leaves_out_units_of_other_times(tmp_path: Path) -> None:
    names = file(tmp_path, "query,name,date\nQ1,Policía Federal,2021\n", "names.csv")
    assert [each.id for each in match_files(names, file(tmp_path, REGISTER))] == ["U1"]


def test_missing_column_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn):
        read_names(file(tmp_path, "query,text\nQ1,PF\n"))


def test_table_without_rows_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(NoRows):
        read_register(file(tmp_path, "id,name\n"))


def test_blank_name_is_a_fault_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(BlankCell) as caught:
        read_register(file(tmp_path, "id,name\nU1,PF\nU2, \n"))
    assert (caught.value.row, caught.value.column) == (3, "name")


def test_doubled_id_is_a_fault_with_both_rows(tmp_path: Path) -> None:
    with pytest.raises(DoubledKey) as caught:
        read_register(file(tmp_path, "id,name\nU1,PF\nU2,GN\nU1,PM\n"))
    assert (caught.value.rows, caught.value.text) == ((2, 4), "U1")


@pytest.mark.parametrize(("column", "text"), [("since", "2014-13"), ("until", "gestern")])
def test_impossible_date_is_a_fault_with_its_place(tmp_path: Path, column: str, text: str) -> None:
    with pytest.raises(NoDate) as caught:
        read_register(file(tmp_path, f"id,name,{column}\nU1,PF,{text}\n"))
    assert (caught.value.row, caught.value.column, caught.value.text) == (2, column, text)
