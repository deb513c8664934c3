"""The commands of tracking, as a newcomer meets them."""

from pathlib import Path

import pytest
from running import contents, run


def test_new_makes_a_ledger_that_check_finds_sound(tmp_path: Path) -> None:
    assert run("track", "new", tmp_path / "Armas Ñ", "--title", "Example").code == 0
    ended = run("track", "check", tmp_path / "Armas Ñ")
    assert (ended.code, ended.said) == (0, "0 claims read, no mistake found.\n")


def test_new_in_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run("track", "new", tmp_path).code == 2
    assert list(contents(tmp_path)) == ["mine.txt"]


@pytest.fixture
def unsound(tmp_path: Path) -> Path:
    """A ledger in which one holding names a unit that there is not."""
    run("track", "new", tmp_path / "ledger")
    (tmp_path / "ledger" / "holdings.csv").write_text(
        "claim,holding,unit,source,page,status\nC000001,H000001,U000009,F000001,3,accepted\n"
    )
    (tmp_path / "ledger" / "sources.csv").write_text("source,title,provenance\nF000001,Example,foi\n")
    return tmp_path / "ledger"


def test_check_names_file_row_and_column_in_either_language(unsound: Path) -> None:
    ended = run("track", "check", unsound)
    assert ended.code == 1
    assert ended.said.splitlines()[0] == "holdings.csv, row 2, column unit: “U000009” is not in units.csv."
    spanish = run("track", "check", unsound, "--lang", "es").said.splitlines()[0]
    assert spanish == "holdings.csv, fila 2, columna unit: “U000009” no está en units.csv."


def test_check_of_a_folder_without_a_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    ended = run("track", "check", tmp_path)
    assert ended.code == 2
    assert "tequio track new" in ended.complained


def test_track_with_a_command_that_there_is_not_names_the_nearest() -> None:
    ended = run("track", "chek", "x")
    assert ended.code == 2
    assert "check" in ended.complained
