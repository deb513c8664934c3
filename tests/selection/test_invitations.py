import hashlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.selection import invitations
from tequio.selection.frame_ids import IdRepeated, repeated_id
from tequio.selection.frames import open_frame
from tequio.selection.invitation_files import Earlier
from tequio.selection.invitations import Numbers, Plan, draw_letters, lay_ground, mixed
from tequio.selection.response_rates import read_rates
from tequio.selection.strata import StrataTooMany, StratumEmpty, stratify

PEOPLE = "region,age,home\n" + "".join(
    f"{region},{age},{region} {n // 2}\n"
    for region, age, count in (
        ("North", "16-29", 12),
        ("North", "65+", 7),
        ("South", "16-29", 30),
        ("South", "65+", 1),
    )
    for n in range(count)
)


def write(folder: Path, text: str, name: str = "frame.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def draw(path: Path, source: str = "seed a", earlier: tuple[Earlier, ...] = (), **plan: object):
    """Draws from a file; the plan names a made-up frame, so that only what the test changes changes."""
    with open_frame(path) as frame:
        whole = Plan(frame="0" * 64, encoding="utf-8", **plan)
        return draw_letters(lay_ground(frame, whole, earlier), whole, source)


def earlier(rows, frame="0" * 64, ids=None) -> Earlier:
    return Earlier("first", "1" * 64, frame, np.array(rows, dtype=np.int64), ids)


# Numbers and lines


def test_numbers_are_those_of_the_documented_text():
    text = b"tequio-invite/1\nroot\nseed a\nstratum 1\n0\n"
    expected = int(hashlib.sha256(text).hexdigest(), 16) % 10**6
    assert Numbers("root", "seed a", "stratum 1").below(10**6) == expected


def test_numbers_below_more_than_half_of_all_are_sometimes_rejected():
    bound = 2**255 + 1
    numbers = Numbers("root", "seed a", "x")
    drawn = [numbers.below(bound) for _ in range(50)]
    assert max(drawn) < bound
    assert numbers._next > 50


@given(st.integers(1, 40), st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=9))
def test_mixed_line_holds_each_place_once(n, seed):
    assert sorted(mixed(n, Numbers("root", f"seed {seed}", "x"))) == list(range(n))


def test_mixed_line_has_each_order_equally_often():
    seen = Counter(tuple(mixed(4, Numbers("root", f"seed {n}", "x"))) for n in range(4800))
    # 24 orders, 200 expected of each; 23 degrees of freedom: 49.7 is exceeded once in a thousand
    assert len(seen) == 24
    assert sum((count - 200) ** 2 / 200 for count in seen.values()) < 49.7


# Letters by stratum


@st.composite
def frames(draw):
    """The strata of a small frame, row by row, and how many letters to send."""
    rows = draw(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=40))
    return rows, draw(st.integers(1, len(rows))), draw(st.text("xyz", max_size=5))


@settings(max_examples=60, deadline=None)
@given(frames())
def test_letters_add_up_and_keep_to_their_strata(tmp_path_factory, task):
    rows, letters, seed = task
    path = write(tmp_path_factory.mktemp("frame"), "s\n" + "\n".join(rows) + "\n")
    invitation = draw(path, f"seed {seed}", letters=letters, stratify=("s",))
    drawn = Counter(rows[row] for row in invitation.rows.tolist())
    names = [values[0] for values in invitation.ground.strata.values]
    assert len(set(invitation.rows.tolist())) == letters
    assert [drawn[name] for name in names] == list(invitation.letters)
    for name, count in zip(names, invitation.letters):
        assert abs(count - letters * rows.count(name) / len(rows)) < 1


@settings(max_examples=40, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_rows_of_a_stratum_keep_their_letters_when_strata_are_interleaved_otherwise(
    tmp_path_factory, task, random
):
    rows, letters, seed = task
    numbered = [(name, rows[:at].count(name)) for at, name in enumerate(rows)]
    order = list(range(len(rows)))
    random.shuffle(order)
    # another mixture of the strata, with the rows of each stratum in their old order
    lists = {name: [entry for entry in numbered if entry[0] == name] for name in rows}
    other = [lists[rows[at]].pop(0) for at in order]
    drawn = []
    for table in (numbered, other):
        text = "s\n" + "".join(f"{name}\n" for name, _ in table)
        path = write(tmp_path_factory.mktemp("frame"), text)
        found = draw(path, f"seed {seed}", letters=letters, stratify=("s",)).rows.tolist()
        drawn.append(sorted(table[row] for row in found))
    assert drawn[0] == drawn[1]


def test_rows_of_all_strata_are_equally_likely(tmp_path):
    first = draw(write(tmp_path, "s\n" + "a\n" * 5 + "b\n" * 2 + "c\n"), letters=3, stratify=("s",))
    seen = Counter()
    for n in range(3000):
        seen.update(draw_letters(first.ground, first.plan, f"seed {n}").rows.tolist())
    # 8 rows, 1,125 expected of each, c's single row included; each count has a deviation of 26.5
    assert len(seen) == 8
    assert sum((count - 1125) ** 2 / (3000 * 3 / 8 * 5 / 8) for count in seen.values()) < 26


def test_letters_without_strata_come_from_all_rows(tmp_path):
    invitation = draw(write(tmp_path, PEOPLE), letters=50)
    assert (invitation.letters, invitation.rows.tolist()) == ((50,), list(range(50)))


def test_letters_with_rates_make_expected_responses_proportional(tmp_path):
    path = write(tmp_path, "s\n" + "a\n" * 600 + "b\n" * 400)
    rates = read_rates(write(tmp_path, "s,rate\na,0.3\nb,0.1\n", "rates.csv"), ("s",))
    invitation = draw(path, letters=300, stratify=("s",), rates=rates)
    assert invitation.letters == (100, 200)
    assert invitation.expected == (30, 20)


def test_letters_that_a_stratum_cannot_take_go_to_the_others(tmp_path):
    path = write(tmp_path, "s\n" + "a\n" * 10 + "b\n" * 90)
    rates = read_rates(write(tmp_path, "s,rate\na,0.01\nb,0.5\n", "rates.csv"), ("s",))
    invitation = draw(path, letters=50, stratify=("s",), rates=rates)
    assert (invitation.letters, invitation.ground.shares.full) == ((10, 40), (True, False))


def test_values_that_differ_in_case_and_space_are_one_stratum(tmp_path):
    path = write(tmp_path, "s\nNorte\n norte \nNorte\nSur\n")
    strata = draw(path, letters=1, stratify=("s",)).ground.strata
    assert (strata.values, strata.rows.tolist()) == ((("Norte",), ("Sur",)), [3, 1])
    assert [(s.value, s.spelled, s.rows) for s in strata.spellings] == [("Norte", " norte ", 1)]


def test_source_alone_changes_the_letters(tmp_path):
    path = write(tmp_path, PEOPLE)
    first, second = (draw(path, source, letters=10).rows.tolist() for source in ("seed a", "seed b"))
    assert first != second


def test_plan_alone_changes_the_letters(tmp_path):
    path = write(tmp_path, PEOPLE)
    first = draw(path, letters=10).rows.tolist()
    assert not set(first) <= set(draw(path, letters=11).rows.tolist())


# Households


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=30), st.data())
def test_households_get_one_letter_each(tmp_path_factory, rows, data):
    # household 0 stands for a row that names none
    most = len({home for _, home in rows if home}) + sum(not home for _, home in rows)
    letters = data.draw(st.integers(1, most))
    text = "s,h\n" + "".join(f"{s},{home or ''}\n" for s, home in rows)
    invitation = draw(
        write(tmp_path_factory.mktemp("f"), text), letters=letters, stratify=("s",), household=("h",)
    )
    homes = [rows[row][1] for row in invitation.rows.tolist() if rows[row][1]]
    assert len(invitation.rows) == sum(invitation.letters) == letters
    assert len(homes) == len(set(homes))


def test_households_are_recognised_despite_case_and_space(tmp_path):
    path = write(tmp_path, "street,town\nCalle 1, X\ncalle 1 ,x\nCalle 1,Y\n")
    invitation = draw(path, letters=2, household=("street", "town"))
    assert 2 in invitation.rows.tolist()


def test_households_that_run_out_send_their_stratum_into_another_round(tmp_path):
    path = write(tmp_path, "s,h\n" + "a,1\n" * 8 + "b,2\nb,3\nb,4\nb,5\n")
    invitation = draw(path, letters=5, stratify=("s",), household=("h",))
    assert (invitation.letters, invitation.rounds, invitation.passed_over) == ((1, 4), 2, 7)


def test_more_letters_than_households_are_refused(tmp_path):
    with pytest.raises(invitations.LettersTooMany) as caught:
        draw(write(tmp_path, 'h\n1\n1\n2\n""\n""\n'), letters=5, household=("h",))
    assert vars(caught.value) == {"letters": 5, "available": 4}


# Later waves


def test_earlier_rows_are_not_invited_again(tmp_path):
    path = write(tmp_path, PEOPLE)
    first = draw(path, letters=25, stratify=("region",))
    second = draw(path, "seed b", (earlier(first.rows + 1),), letters=25, stratify=("region",))
    assert sorted([*first.rows.tolist(), *second.rows.tolist()]) == list(range(50))


def test_earlier_households_are_not_invited_again(tmp_path):
    path = write(tmp_path, "h\n1\n1\n2\n3\n")
    invitation = draw(path, earlier=(earlier([1]),), letters=2, household=("h",))
    assert invitation.rows.tolist() == [2, 3]


def test_earlier_rows_of_another_frame_are_known_by_their_ids(tmp_path):
    path = write(tmp_path, "id\nA\nB\nC\n")
    invitation = draw(path, earlier=(earlier([7], "9" * 64, ("B",)),), letters=2, id="id")
    assert invitation.rows.tolist() == [0, 2]


def test_earlier_rows_of_another_frame_without_ids_are_refused(tmp_path):
    with pytest.raises(invitations.EarlierUnlike):
        draw(write(tmp_path, "id\nA\nB\nC\n"), earlier=(earlier([7], "9" * 64),), letters=2)


# What cannot be drawn from


@pytest.mark.parametrize("letters", [0, -3])
def test_fewer_than_one_letter_is_refused(tmp_path, letters):
    with pytest.raises(invitations.LettersNone):
        draw(write(tmp_path, PEOPLE), letters=letters)


def test_more_letters_than_rows_are_refused(tmp_path):
    with pytest.raises(invitations.LettersTooMany) as caught:
        draw(write(tmp_path, PEOPLE), letters=51)
    assert vars(caught.value) == {"letters": 51, "available": 50}


def test_empty_cells_of_a_stratum_are_refused_with_their_first_row(tmp_path):
    with pytest.raises(StratumEmpty) as caught:
        draw(write(tmp_path, 'a,s\n1,x\n2,\n3," "\n4,""\n'), letters=1, stratify=("s",))
    assert (caught.value.column, caught.value.row, caught.value.count) == ("s", 3, 3)


def test_empty_cells_may_be_a_stratum(tmp_path):
    path = write(tmp_path, "a,s\n1,x\n2,\n")
    invitation = draw(path, letters=2, stratify=("s",), allow_empty=True)
    assert invitation.ground.strata.values == (("",), ("x",))


def test_ids_that_stand_in_two_rows_are_refused(tmp_path):
    with pytest.raises(IdRepeated) as caught:
        draw(write(tmp_path, "id\nA\nB\nA\n"), letters=1, id="id")
    assert (caught.value.column, caught.value.row, caught.value.value) == ("id", 4, "A")


def test_ids_that_are_empty_are_refused(tmp_path):
    with pytest.raises(IdRepeated) as caught:
        draw(write(tmp_path, "id,s\nA,x\n,x\nB,x\n"), letters=1, id="id")
    assert (caught.value.row, caught.value.value) == (3, "")


@pytest.mark.parametrize(
    ("text", "row"), [("id\nA\nB\nA\n", 4), ("id\nA\nB\n", None), ('id\n""\n""\nA\n', None)]
)
def test_repeated_id_is_found_and_empty_cells_are_none(tmp_path, text, row):
    with open_frame(write(tmp_path, text)) as frame:
        found = repeated_id(frame, "id")
    assert (found and found.row) == row


@pytest.mark.parametrize(("homes", "lonely"), [("abc", True), ("aba", False), (" b ", True)])
def test_ground_is_lonely_if_nobody_shares_a_household(tmp_path, homes, lonely):
    path = write(tmp_path, "h,s\n" + "".join(f"{home},x\n" for home in homes))
    assert draw(path, letters=1, household=("h",)).ground.lonely == lonely


def test_columns_with_too_many_values_are_refused(tmp_path):
    path = write(tmp_path, "id\n" + "\n".join(map(str, range(100_001))) + "\n")
    with open_frame(path) as frame, pytest.raises(StrataTooMany):
        stratify(frame, ("id",))


# The same everywhere


def test_parquet_gives_the_strata_of_the_csv(tmp_path):
    path = write(tmp_path, PEOPLE)
    pl.read_csv(path).write_parquet(tmp_path / "frame.parquet")
    plan = {"letters": 9, "stratify": ("region", "age"), "household": ("home",)}
    assert draw(path, **plan).rows.tolist() == draw(tmp_path / "frame.parquet", **plan).rows.tolist()


def test_numbers_in_parquet_are_values_like_others(tmp_path):
    pl.DataFrame({"district": [2, 10, 2]}).write_parquet(tmp_path / "frame.parquet")
    strata = draw(tmp_path / "frame.parquet", letters=1, stratify=("district",)).ground.strata
    assert (strata.values, strata.rows.tolist()) == ((("10",), ("2",)), [1, 2])


SCRIPT = """
import sys
from pathlib import Path
from tequio.selection.frame_ids import IdRepeated, repeated_id
from tequio.selection.frames import open_frame
from tequio.selection.invitation_files import invitation_files
from tequio.selection.invitations import Plan, draw_letters, lay_ground
with open_frame(Path(sys.argv[1])) as frame:
    plan = Plan(frame.sha256, frame.encoding, 11, ("region", "age"), household=("home",))
    files = invitation_files(frame, draw_letters(lay_ground(frame, plan), plan, "seed a"))
sys.stdout.buffer.write(b"".join(files.values()))
"""


def test_bytes_are_the_same_in_every_process(tmp_path):
    path = write(tmp_path, PEOPLE)
    source = Path(invitations.__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(path)],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(source), "POLARS_MAX_THREADS": threads},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed, threads in (("0", "1"), ("1", "2"), ("4711", "2"))
    }
    assert len(outputs) == 1
    assert b"frame_row" in outputs.pop()
