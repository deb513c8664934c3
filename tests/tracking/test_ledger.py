"""Which rows of a ledger count, and what events they are accounts of."""

from pathlib import Path

import pytest

from tequio.files.faults import MissingFile
from tequio.tracking.dates import ImpossibleDate, span
from tequio.tracking.ledger import OPEN, NoLedger, NotAQuantity, UnknownColumn, ledger, read_ledger
from tequio.tracking.schema import TABLES

HEADER = ",".join(TABLES["holdings"].columns)


def holding(claim: str, event: str = "H1", **more: str) -> dict[str, str]:
    return {
        "claim": claim,
        "holding": event,
        "unit": "U1",
        "source": "F1",
        "page": "1",
        "status": "accepted",
        **more,
    }


def claims(*rows: dict[str, str]) -> list[str]:
    return ledger({"holdings": rows}).standing("holdings")["claim"].to_list()


def test_standing_leaves_out_what_is_superseded_or_withdrawn() -> None:
    rows = [
        holding(f"C{n}", status=status)
        for n, status in enumerate(("accepted", "conflict", "needs_work", "superseded", "withdrawn"))
    ]
    assert claims(*rows) == ["C0", "C1", "C2"]


def test_standing_leaves_out_what_an_accepted_claim_supersedes() -> None:
    assert claims(holding("C1"), holding("C2", supersedes="C1")) == ["C2"]


@pytest.mark.parametrize("status", ["withdrawn", "superseded", "conflict"])
def test_standing_keeps_what_another_claim_than_an_accepted_one_supersedes(status: str) -> None:
    assert "C1" in claims(holding("C1"), holding("C2", supersedes="C1", status=status))


def test_standing_of_a_chain_is_its_last_claim() -> None:
    assert claims(holding("C1"), holding("C2", supersedes="C1"), holding("C3", supersedes="C2")) == ["C3"]


def test_events_have_the_hull_of_their_accounts() -> None:
    contested = {"quantity_min": "5", "quantity_max": "7", "date": "2014", "serials": "A|B", "lot": "T2"}
    accepted = {"quantity_min": "6", "quantity_max": "9", "date": "2015-02", "serials": "B|C", "lot": "T1"}
    rows = [holding("C1", status="conflict", **contested), holding("C2", **accepted)]
    (event,) = ledger({"holdings": rows}).events("holdings").to_dicts()
    assert (event["quantity_min"], event["quantity_max"]) == (5, 9)
    assert (event["first"], event["last"]) == (span("2014").first, span("2015-02").last)
    assert (event["serials"], event["lot"], event["sure"], event["claims"]) == (
        "A|B|C",
        "T1",
        True,
        ["C1", "C2"],
    )


def test_events_stand_in_the_order_of_their_first_account() -> None:
    rows = [holding("C1", "H2"), holding("C2", "H1"), holding("C3", "H3"), holding("C4", "H1")]
    events = ledger({"holdings": rows}).events("holdings")
    assert events["holding"].to_list() == ["H2", "H1", "H3"]
    assert events["claims"].to_list() == [["C1"], ["C2", "C4"], ["C3"]]


def test_events_list_each_serial_once_and_without_outer_spaces() -> None:
    rows = [
        holding("C1", serials=" B | A|B "),
        holding("C2", "H2", serials="A"),
        holding("C3", "H2", serials="A| C"),
    ]
    assert ledger({"holdings": rows}).events("holdings")["serials"].to_list() == ["B|A", "A|C"]


def test_events_with_an_unknown_quantity_may_have_any() -> None:
    (event,) = ledger({"holdings": [holding("C1")]}).events("holdings").to_dicts()
    assert (event["quantity_min"], event["quantity_max"]) == (0, OPEN)


def test_events_of_a_ledger_that_was_not_checked_are_refused() -> None:
    with pytest.raises(ImpossibleDate):
        ledger({"holdings": [holding("C1", date="2014-13")]}).events("holdings")
    with pytest.raises(NotAQuantity) as fault:
        ledger({"holdings": [holding("C1"), holding("C2", quantity_min="some")]}).events("holdings")
    assert (fault.value.line, fault.value.column, fault.value.text) == (3, "quantity_min", "some")


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "holdings.csv").write_bytes(text.encode(encoding))
    return folder


def test_read_ledger_keeps_texts_as_written_and_counts_rows_as_a_spreadsheet(tmp_path: Path) -> None:
    read = read_ledger(
        write(
            tmp_path, f"{HEADER}\nC1,H1,U1,,,,,1,2,'-A,,F1,3,accepted,\n\nC2,H2,U1,,,,,1,,,,F1,3,accepted,\n"
        )
    )
    rows = read.tables["holdings"]
    assert rows["line"].to_list() == [2, 4]
    assert rows["serials"].to_list() == ["-A", ""]
    assert read.tables["units"].is_empty()


def test_read_ledger_saved_by_a_spreadsheet_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    row = "C1,H1,U1,,Fábrica,,,1,2,,,F1,3,accepted,"
    plain = read_ledger(write(tmp_path / "a", f"{HEADER}\n{row}\n"))
    saved = read_ledger(write(tmp_path / "b", f"{HEADER}\r\n{row}\r\n".replace(",", ";"), "cp1252"))
    assert plain.tables["holdings"].equals(saved.tables["holdings"])


def test_read_ledger_with_a_column_of_no_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownColumn) as fault:
        read_ledger(write(tmp_path, "claim,holding,colour\nC1,H1,red\n"))
    assert fault.value.column == "colour"


def test_read_ledger_of_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoLedger):
        read_ledger(tmp_path)
    with pytest.raises(MissingFile):
        read_ledger(tmp_path / "nowhere")
