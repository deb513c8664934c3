"""`selection/draw.py`: from randomness to a panel, by the rules of docs/spec/draw.md."""

import json
from collections import Counter
from hashlib import sha256
from itertools import accumulate

import pytest

from invented import fair_quotas, invented_bundle, invented_key, invented_pool
from tequio.files import csv_bytes, json_bytes
from tequio.randomness import Source, digits, in_order, number, seed
from tequio.record.commitments import public_bytes
from tequio.selection.draw import (
    AlreadyDrawn,
    NoLottery,
    NotDrawnYet,
    NotThisLottery,
    Redraw,
    SameRandomness,
    TwoNamesNeeded,
    check_redraw,
    draw,
    earlier_draws,
    open_files,
    types_of,
)
from tequio.selection.draw_files import draw_files, write_draw


def folder_of(folder, panels):
    """A bundle without its pages: what a draw reads."""
    pool = invented_pool(30, seed=5, households=True)
    bundle = invented_bundle(pool, fair_quotas(pool, 6), 6, panels, invented_key(pool))
    public = public_bytes(bundle.public())
    (folder / "public").mkdir(parents=True)
    (folder / "private").mkdir()
    (folder / "public/lottery.json").write_bytes(public)
    (folder / "private/panels.json").write_bytes(json_bytes(bundle.private(sha256(public).hexdigest())))
    (folder / "private/key.csv").write_bytes(csv_bytes(*bundle.key_rows()))
    return folder


@pytest.fixture
def numbered(tmp_path):
    return folder_of(tmp_path / "numbered", "100")


@pytest.fixture(scope="module")
def exact(tmp_path_factory):
    return open_files(folder_of(tmp_path_factory.mktemp("drawing") / "exact", "exact"))


def drawn(folder, source, again=None):
    files = open_files(folder)
    made = draw(files, source, again)
    write_draw(files, draw_files(files, made), again=again is not None)
    return made


@pytest.mark.parametrize(("thrown", "panel"), [("00", 100), ("01", 1), ("99", 99)])
def test_digits_open_the_panel_of_that_number(numbered, thrown, panel):
    files = open_files(numbered)
    document = draw(files, digits(thrown, files.total)).document
    opened = files.panels["numbered"]
    assert document["number"] == panel
    assert document["panel"]["salt"] == opened["salts"][panel - 1]
    members = [files.panels["pseudonyms"][place] for place in opened["panels"][panel - 1]]
    assert document["panel"]["members"] == members


def test_number_of_the_exact_form_is_the_first_whose_sum_exceeds_it(exact):
    weights = [int(weight) for weight in exact.panels["exact"]["weights"]]
    for text in ("a", "b", "c", "d"):
        source = seed(text, exact.total)
        outcome = number(exact.root, source, exact.total)
        expected = next(place for place, end in enumerate(accumulate(weights), 1) if end > outcome)
        assert draw(exact, source).document["number"] == expected


@pytest.mark.parametrize("text", ["a", "b", "c", "d", "e"])
def test_people_of_a_composition_are_as_many_of_each_type_and_one_a_household(exact, text):
    panel = draw(exact, seed(text, exact.total)).document["panel"]
    names = exact.panels["pseudonyms"]
    kind, home = (
        dict(zip(names, of, strict=True)) for of in (types_of(exact.panels), exact.panels["households"])
    )
    counted = Counter(kind[name] for name in panel["members"])
    assert sorted(counted.items()) == [tuple(pair) for pair in panel["composition"]]
    homes = [home[name] for name in panel["members"] if home[name] is not None]
    assert len(homes) == len(set(homes))


def test_people_of_a_type_are_taken_in_the_order_of_the_randomness(exact):
    source = seed("a", exact.total)
    panel = draw(exact, source).document["panel"]
    names, kinds = exact.panels["pseudonyms"], types_of(exact.panels)
    homes = dict(zip(names, exact.panels["households"], strict=True))
    taken: list[str] = []
    for kind, count in panel["composition"]:
        people = [name for name, own in zip(names, kinds, strict=True) if own == kind]
        queue = in_order("tequio-order/1", exact.root, source, people)
        free = [n for n in queue if homes[n] is None or homes[n] not in {homes[t] for t in taken}]
        taken += free[:count]
    assert panel["members"] == sorted(taken)


def test_types_are_numbered_by_first_appearance_and_differ_by_household_pattern():
    panels = {"people": [[0], [0], [0], [1], [0]], "households": [None, 0, 1, 0, 1]}
    assert types_of(panels) == [0, 1, 2, 3, 2]
    assert types_of({**panels, "households": None}) == [0, 0, 0, 1, 0]


def test_counts_follow_the_quotas_and_add_up_to_the_size(numbered):
    files = open_files(numbered)
    counts = draw(files, digits("41", 100)).document["counts"]
    assert [{key: row[key] for key in row if key != "count"} for row in counts] == files.lottery["quotas"]
    sums = Counter()
    for row in counts:
        sums[row["feature"]] += row["count"]
        assert row["min"] <= row["count"] <= row["max"]
    assert set(sums.values()) == {6}


def test_reserves_without_committed_ones_are_in_the_order_of_the_randomness(numbered):
    files, source = open_files(numbered), digits("41", 100)
    made = draw(files, source)
    order = in_order("tequio-reserve/1", files.root, source, made.remaining)
    assert made.document["reserves"] == order[:6]


def test_seed_is_a_rehearsal_and_a_pulse_keeps_its_signature(exact):
    assert draw(exact, seed("a", exact.total)).document["rehearsal"] is True
    pulse = Source("drand", f"drand quicknet 7 {'0' * 64}", 7, "ab" * 48)
    document = draw(exact, pulse).document
    assert document["rehearsal"] is False
    assert (document["source"]["round"], document["source"]["signature"]) == (7, "ab" * 48)


def test_erased_person_may_be_drawn_and_has_no_id(numbered):
    text = (numbered / "private/key.csv").read_text()
    member = draw(open_files(numbered), digits("41", 100)).members[0]
    row = next(line for line in text.splitlines() if f",{member}," in line)
    (numbered / "private/key.csv").write_text(text.replace(row, f",{member},,"))
    files = open_files(numbered)
    made = draw(files, digits("41", 100))
    assert member in made.members
    panel = draw_files(files, made)["private/panel.csv"].decode()
    assert f"\n,{member}," in panel


def test_draws_are_told_in_order_the_latest_last(numbered):
    for name in ("draw-2", "draw-10", "draw-1", "draw"):
        (numbered / f"public/{name}.json").write_text(f'"{name}"')
    (numbered / "public/draw-x.json").write_text("{}")
    assert [path.stem for path in earlier_draws(numbered)] == ["draw-1", "draw-2", "draw-10", "draw"]


def test_first_draw_needs_no_reason(numbered):
    assert check_redraw(open_files(numbered), digits("41", 100), None, []) is None


def test_other_randomness_names_the_draw_there_is(numbered):
    drawn(numbered, digits("41", 100))
    with pytest.raises(AlreadyDrawn) as caught:
        check_redraw(open_files(numbered), digits("42", 100), None, [])
    assert (caught.value.number, caught.value.text) == (41, "digits 4 1")


def test_redraw_names_the_hash_of_the_draw_before(numbered):
    before = drawn(numbered, digits("41", 100))
    again = check_redraw(open_files(numbered), digits("42", 100), " A die fell ", ["Ana Uno ", "Bo Dos"])
    assert again == Redraw(sha256(before.content).hexdigest(), "A die fell", ("Ana Uno", "Bo Dos"))


def test_randomness_of_any_earlier_draw_is_no_redraw(numbered):
    names = ["Ana Uno", "Bo Dos"]
    drawn(numbered, digits("41", 100))
    again = check_redraw(open_files(numbered), digits("42", 100), "x", names)
    drawn(numbered, digits("42", 100), again)
    with pytest.raises(SameRandomness):
        check_redraw(open_files(numbered), digits("41", 100), "x", names)


@pytest.mark.parametrize(
    ("reason", "by"),
    [("x", []), ("x", ["Ana"]), ("x", ["Ana", "ANA "]), ("x", ["A", "B", "C"]), (" ", ["A", "B"])],
)
def test_redraw_needs_a_reason_and_exactly_two_people(numbered, reason, by):
    drawn(numbered, digits("41", 100))
    with pytest.raises(TwoNamesNeeded):
        check_redraw(open_files(numbered), digits("42", 100), reason, by)


def test_redraw_of_nothing_is_refused(numbered):
    with pytest.raises(NotDrawnYet):
        check_redraw(open_files(numbered), digits("42", 100), "x", ["A", "B"])


def test_folder_of_something_else_is_no_lottery(tmp_path):
    with pytest.raises(NoLottery):
        open_files(tmp_path)


def test_changed_public_file_is_another_lottery(numbered):
    path = numbered / "public/lottery.json"
    document = json.loads(path.read_bytes())
    path.write_bytes(public_bytes(document | {"size": 5}))
    with pytest.raises(NotThisLottery):
        open_files(numbered)
