import json
from hashlib import sha256
from pathlib import Path

import pytest

from invented import fair_quotas, invented_bundle, invented_key, invented_pool
from tequio.record.commitments import public_bytes
from tequio.selection.draw import Files, NotDrawnYet
from tequio.selection.standing import BrokenChain, pool_of, standing


def files_of(folder: Path, lottery: dict, panels: dict, members: list[str] | None) -> Files:
    """The files of a lottery, drawn if `members` says whom."""
    (folder / "public").mkdir(parents=True)
    if members is not None:
        (folder / "public/draw.json").write_bytes(public_bytes({"panel": {"members": members}}))
    ids = {name: f"id of {name}" for name in panels["pseudonyms"] if name != panels.get("erased")}
    return Files(folder, "00", lottery, panels, ids, (), dict.fromkeys(ids, ()))


@pytest.fixture
def panels() -> dict:
    pool = invented_pool(12, seed=2)
    made = invented_bundle(pool, fair_quotas(pool, 4, 2), 4, "exact", invented_key(pool)).private("00")
    return json.loads(json.dumps(made))


@pytest.fixture
def first(tmp_path, panels) -> Files:
    """Four of twelve are drawn: the first four by pseudonym."""
    quotas = [{"feature": "name", "value": value, "min": 0, "max": 4} for value in ("ada", "bea")]
    lottery = {"kind": "lottery", "quotas": quotas}
    return files_of(tmp_path / "first", lottery, panels, panels["pseudonyms"][:4])


def following(folder: Path, before: Files, left: list[str], stay: list[str], new: list[str] | None) -> Files:
    digest = sha256((before.directory / "public/draw.json").read_bytes()).hexdigest()
    replaces = {"draw": digest, "left": left, "stay": stay}
    return files_of(
        folder,
        {"kind": "replacement", "quotas": before.lottery["quotas"], "replaces": replaces},
        before.panels,
        new,
    )


def test_panel_after_the_draw_is_who_was_drawn(first):
    now = standing([first])
    assert now.panel == (0, 1, 2, 3)
    assert now.barred == frozenset()
    assert [row.value for row in now.quotas.rows] == ["ada", "bea"]


def test_panel_after_a_replacement_holds_who_stays_and_who_came(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], names[6:7])
    now = standing([first, second])
    assert now.panel == (1, 2, 3, 6)
    assert now.barred == {f"id of {names[0]}"}


def test_quotas_are_those_of_the_last_draw(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], names[6:7])
    relaxed = [row | {"max": 5} for row in first.lottery["quotas"]]
    second.lottery["quotas"] = relaxed
    assert [row.max for row in standing([first, second]).quotas.rows] == [5, 5]


def test_whoever_left_in_any_round_is_barred(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], names[6:7])
    third = following(tmp_path / "third", second, names[6:7], names[1:4], names[8:9])
    now = standing([first, second, third])
    assert now.panel == (1, 2, 3, 8)
    assert now.barred == {f"id of {names[0]}", f"id of {names[6]}"}


def test_erased_people_are_barred_under_their_pseudonym(first, panels):
    panels["erased"] = panels["pseudonyms"][9]
    first.ids.pop(panels["erased"])
    now = standing([first])
    assert now.barred == {panels["erased"]}
    assert now.pool.ids[9] == panels["erased"]


def test_lottery_not_drawn_yet_is_refused(tmp_path, panels):
    files = files_of(tmp_path / "none", {"kind": "lottery", "quotas": []}, panels, None)
    with pytest.raises(NotDrawnYet) as caught:
        standing([files])
    assert caught.value.path == tmp_path / "none"


def test_replacement_not_drawn_yet_is_refused(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], None)
    with pytest.raises(NotDrawnYet):
        standing([first, second])


def test_chain_that_begins_with_a_replacement_is_refused(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], names[6:7])
    with pytest.raises(BrokenChain):
        standing([second])


def test_second_lottery_in_a_chain_is_refused(first):
    with pytest.raises(BrokenChain) as caught:
        standing([first, first])
    assert caught.value.path == first.directory


def test_replacement_of_another_draw_is_refused(first, tmp_path, panels):
    names = panels["pseudonyms"]
    second = following(tmp_path / "second", first, names[:1], names[1:4], names[6:7])
    (first.directory / "public/draw.json").write_bytes(
        public_bytes({"panel": {"members": names[:4]}, "x": 1})
    )
    with pytest.raises(BrokenChain):
        standing([first, second])


def test_pool_of_a_lottery_is_in_the_order_of_pseudonyms(first, panels):
    pool = pool_of(first)
    assert pool.ids == tuple(f"id of {name}" for name in panels["pseudonyms"])
    assert pool.values.tolist() == panels["people"]
    assert pool.households is None
