import csv
import hashlib
import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.files.faults import FolderInUse, UnwritableFile
from tequio.selection import invitation_files
from tequio.selection.frames import open_frame
from tequio.selection.invitation_files import (
    check_folder,
    decimal,
    read_earlier,
    read_plan,
    small_strata,
    verify_letters,
    write_files,
)
from tequio.selection.invitations import Plan, draw_letters, lay_ground
from tequio.selection.response_rates import read_rates

FRAME = "id,name,age\n" + "".join(
    f"P{n},{name} {n},{age}\n"
    for n, (name, age) in enumerate(
        [("Ejemplo", "16-29")] * 9 + [("=1+1", "30-44")] * 8 + [("Canario", "65+")] * 2
    )
)


@pytest.fixture
def frame_path(tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text(FRAME, encoding="utf-8")
    return path


def send(path: Path, folder: Path, source: str = "seed a", signature: str = "", **options: object) -> Path:
    """Draws and writes an invitation, as the command does."""
    with open_frame(path) as frame:
        plan = Plan(frame.sha256, frame.encoding, **{"letters": 12, "stratify": ("age",), **options})
        earlier = tuple(read_earlier(wave, plan.id) for wave in options.get("earlier", ()))
        plan = Plan(**{**vars(plan), "earlier": tuple(wave.sha256 for wave in earlier)})
        invitation = draw_letters(lay_ground(frame, plan, earlier), plan, source, signature)
        write_files(folder, invitation_files.invitation_files(frame, invitation))
    return folder


def letters(folder: Path) -> list[dict[str, str]]:
    with (folder / "letters.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def result(folder: Path) -> dict:
    return json.loads((folder / "invitation.json").read_text(encoding="utf-8"))


def test_letters_hold_all_columns_of_their_rows_in_the_frames_order(frame_path, tmp_path):
    rows = letters(send(frame_path, tmp_path / "out"))
    frame = list(csv.DictReader(FRAME.splitlines()))
    assert list(rows[0]) == ["frame_row", "id", "name", "age"]
    numbers = [int(row["frame_row"]) for row in rows]
    assert numbers == sorted(numbers)
    assert [row["id"] for row in rows] == [frame[number - 1]["id"] for number in numbers]


def test_letters_cells_that_look_like_formulas_are_defused(frame_path, tmp_path):
    names = [row["name"] for row in letters(send(frame_path, tmp_path / "out"))]
    assert [name for name in names if "1+1" in name]
    assert not [name for name in names if name[0] in "=+-@"]


@given(st.text(st.sampled_from("'=+-@ \tab"), max_size=6))
def test_defusing_can_be_undone(cell):
    risky = re.search(invitation_files.FORMULA, cell)
    defused = "'" + cell if risky else cell
    assert invitation_files._fused(defused) == cell
    assert not defused.lstrip(" \t").startswith(("=", "+", "-", "@"))


def test_result_names_the_bytes_of_the_letters_the_plan_and_the_frame(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    data = result(folder)
    digests = [
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "letters.csv", folder / "plan.json", frame_path)
    ]
    assert [data["letters_sha256"], data["plan"], data["frame"]["sha256"]] == digests


def test_result_adds_up(frame_path, tmp_path):
    data = result(send(frame_path, tmp_path / "out"))
    parts = [*data["strata"], data["small"]]
    assert sum(part["letters"] for part in parts) == data["letters"] == 12
    assert sum(part["population"] for part in parts) == data["frame"]["rows"] == 19


def test_result_and_plan_hold_no_cell_of_a_person(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    public = (folder / "invitation.json").read_text() + (folder / "plan.json").read_text()
    assert not [word for word in ("Ejemplo", "Canario", "P1", "1+1") if word in public]


def test_result_shows_small_strata_together_only(frame_path, tmp_path):
    data = result(send(frame_path, tmp_path / "out"))
    assert [part["values"] for part in data["strata"]] == [["16-29"]]
    assert (data["small"]["strata"], data["small"]["population"]) == (2, 10)


def test_result_marks_a_seed_as_a_rehearsal(frame_path, tmp_path):
    assert result(send(frame_path, tmp_path / "a"))["rehearsal"] is True
    assert result(send(frame_path, tmp_path / "b", "balls 1./"))["rehearsal"] is False


@given(st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_small_strata_cannot_be_worked_out(population):
    together = small_strata(np.array(population))
    assert {s for s, n in enumerate(population) if n < 5} <= set(together)
    if together and len(together) < len(population):
        assert len(together) > 1
        assert sum(population[s] for s in together) >= 5


def test_decimal_has_six_places():
    assert [decimal(value) for value in (Fraction(1, 3), Fraction(25))] == ["0.333333", "25.000000"]


def test_folder_is_the_owners_alone(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    modes = [path.stat().st_mode & 0o777 for path in (folder, folder / "letters.csv")]
    assert modes == [0o700, 0o600]


# Checking


def check(path: Path, folder: Path, *waves: Path):
    with open_frame(path, read_plan(folder).encoding) as frame:
        return verify_letters(
            frame, folder, tuple(read_earlier(wave, read_plan(folder).id) for wave in waves)
        )


def test_check_of_what_was_drawn_is_proved(frame_path, tmp_path):
    (tmp_path / "rates.csv").write_text("age,rate\n16-29,0.5\n30-44,0.25\n65+,1\n")
    rates = read_rates(tmp_path / "rates.csv", ("age",))
    folder = send(frame_path, tmp_path / "out", rates=rates, household=("name",), id="id", signature="ab")
    assert check(frame_path, folder).proved


def test_check_of_a_second_wave_needs_the_first(frame_path, tmp_path):
    first = send(frame_path, tmp_path / "first", letters=8)
    second = send(frame_path, tmp_path / "second", letters=11, earlier=(first,))
    assert check(frame_path, second, first).proved
    with pytest.raises(invitation_files.EarlierUnnamed) as caught:
        check(frame_path, second)
    assert caught.value.needed == 1
    assert not {row["id"] for row in letters(first)} & {row["id"] for row in letters(second)}


def test_check_with_another_frame_fails(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    frame_path.write_text(FRAME.replace("P3,", "P33,"), encoding="utf-8")
    found = check(frame_path, folder)
    assert (found.frame, found.proved) == (False, False)


@pytest.mark.parametrize(
    ("name", "old", "new", "unlike"),
    [
        ("letters.csv", "Ejemplo", "Exemplo", ("letters.csv",)),
        ("invitation.json", '"letters":12', '"letters":13', ("invitation.json",)),
        ("invitation.json", "seed a", "seed b", ("letters.csv", "invitation.json")),
        ("plan.json", '"letters":12', '"letters":11', ("letters.csv", "invitation.json")),
        ("plan.json", '{"allow', '{ "allow', ("plan.json",)),
    ],
)
def test_check_names_the_file_that_was_changed(frame_path, tmp_path, name, old, new, unlike):
    folder = send(frame_path, tmp_path / "out")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    assert check(frame_path, folder).unlike == unlike


# Folders that will not do


def plan_of(folder: Path) -> Plan:
    return read_plan(folder)


def test_folder_with_the_same_draw_may_be_written_again(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    check_folder(folder, plan_of(folder), "seed a")
    send(frame_path, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_folder_left_by_an_interrupted_run_may_be_written_again(frame_path, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".letters.csv.part").write_text("half a letter")
    check_folder(folder, Plan("0" * 64, "utf-8", 1))
    send(frame_path, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["invitation.json", "letters.csv", "plan.json"]


def test_folder_with_other_randomness_is_refused(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    with pytest.raises(invitation_files.DrawUnlike) as caught:
        check_folder(folder, plan_of(folder), "seed b")
    assert caught.value.source == "seed a"


def test_folder_with_another_plan_is_refused(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    other = Plan(**{**vars(plan_of(folder)), "letters": 13})
    with pytest.raises(invitation_files.PlanUnlike) as caught:
        check_folder(folder, other, "seed a")
    assert caught.value.options == ("--letters",)


def test_folder_below_a_file_is_refused(frame_path, tmp_path):
    plan = plan_of(send(frame_path, tmp_path / "out"))
    with pytest.raises(UnwritableFile) as caught:
        check_folder(frame_path / "out", plan)
    assert caught.value.code == "ENOTDIR"


@pytest.mark.parametrize("name", ["notes.txt", "lottery.json", "letters.csv"])
def test_folder_with_something_else_is_refused(tmp_path, name):
    (tmp_path / name).write_text("x")
    with pytest.raises(FolderInUse) as caught:
        check_folder(tmp_path, Plan("0" * 64, "utf-8", 1))
    assert caught.value.found == name


@pytest.mark.parametrize("text", ["", "[]", '{"format":"tequio-letters/9"}', '{"format":"tequio-letters/1"}'])
def test_plan_that_cannot_be_read_is_refused(tmp_path, text):
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(invitation_files.FolderNoInvitation):
        read_plan(tmp_path)


def test_earlier_letters_that_were_changed_are_refused(frame_path, tmp_path):
    folder = send(frame_path, tmp_path / "out")
    with (folder / "letters.csv").open("a") as file:
        file.write("1,P0,Ejemplo,65+\n")
    with pytest.raises(invitation_files.LettersChanged):
        read_earlier(folder)


def test_earlier_ids_are_read_as_they_were_before_defusing(tmp_path):
    path = tmp_path / "frame.csv"
    path.write_text("Id,age\n-7,x\n=8,x\nA,x\n")
    found = read_earlier(send(path, tmp_path / "out", letters=3), "id")
    assert (found.rows.tolist(), found.ids) == ([1, 2, 3], ("-7", "=8", "A"))


# What was released


@pytest.mark.parametrize(
    "bundle", sorted((Path(__file__).parents[1] / "bundles").glob("letters-*")), ids=lambda p: p.name
)
def test_bundle_of_each_version_is_proved_for_ever(bundle):
    waves = sorted(bundle.glob("wave-*"))
    assert check(bundle / "frame.csv", waves[0]).proved
    assert check(bundle / "frame.csv", waves[1], waves[0]).proved
