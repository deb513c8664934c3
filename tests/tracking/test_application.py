"""Reading an application for a licence."""

from pathlib import Path

import pytest

from tequio.files.faults import MissingColumn
from tequio.tracking.application import NotADate, read_application
from tequio.tracking.dates import ANY, span
from tequio.tracking.ledger import NotAQuantity

HEADER = "consignee,end_user,maker,model,quantity,date"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "application.csv"
    path.write_text("\n".join([header, *rows, ""]))
    return path


def test_read_application_has_a_row_for_each_row(tmp_path: Path) -> None:
    first, second = read_application(write(tmp_path, "U1,Police of A,Ficta,FX-1,60,2014-09", "U1,,,,,"))
    assert (first.line, first.consignee, first.end_user, first.maker, first.model) == (
        2,
        "U1",
        "Police of A",
        "Ficta",
        "FX-1",
    )
    assert (first.quantity, first.date, first.days) == (60, "2014-09", span("2014-09"))
    assert (second.line, second.end_user, second.quantity, second.days) == (3, "", None, ANY)


def test_read_application_takes_columns_in_any_order_and_among_others(tmp_path: Path) -> None:
    path = write(
        tmp_path, "2014,x,5,FX-1,Ficta,U2,U1", header="Date,note,quantity,model,maker,end_user,consignee"
    )
    (row,) = read_application(path)
    assert (row.consignee, row.end_user, row.quantity) == ("U1", "U2", 5)


def test_read_application_without_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingColumn) as fault:
        read_application(
            write(tmp_path, "U1,Ficta,FX-1,60,2014", header="consignee,maker,model,quantity,date")
        )
    assert fault.value.wanted == ("end_user",)


@pytest.mark.parametrize("text", ["some", "-5", "1.5", "²"])
def test_read_application_with_no_number_for_a_quantity_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotAQuantity) as fault:
        read_application(write(tmp_path, f"U1,U2,Ficta,FX-1,{text},2014"))
    assert (fault.value.line, fault.value.column, fault.value.text) == (2, "quantity", text)


def test_read_application_with_an_impossible_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotADate) as fault:
        read_application(write(tmp_path, "U1,U2,Ficta,FX-1,5,2014-13"))
    assert (fault.value.line, fault.value.column, fault.value.text) == (2, "date", "2014-13")
