"""What is published of replacements tells no feature of those who leave and those who come."""

import csv
import json
import re
from itertools import product
from pathlib import Path

import pytest
from running import run

from invented import invented_key, invented_pool, write_key

HEIGHTS = ("tall", "short")
SECRET = re.compile("[0-9a-f]{64}|[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}")


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """A drawn panel of six from eighteen tall and eighteen short people, in which each number three."""
    folder = tmp_path_factory.mktemp("privacy")
    pool = invented_pool(36, seed=3)
    rows = [(name, HEIGHTS[place % 2]) for place, name in enumerate(pool.ids)]
    (folder / "v.csv").write_text("\n".join(map(",".join, [("id", "height"), *rows])), encoding="utf-8")
    quotas = "feature,value,min,max\nheight,tall,3,3\nheight,short,3,3\n"
    (folder / "q.csv").write_text(quotas, encoding="utf-8")
    key = write_key(folder / "key", invented_key(pool))
    out = folder / "first"
    made = run("lottery", folder / "v.csv", folder / "q.csv", "--size", 6, "--out", out, "--key", key)
    assert made.code == 0, made.complained
    assert run("draw", out, "--seed", "one").code == 0
    return out


def who(folder: Path, height: str) -> str:
    """The id of somebody just drawn who is of this height."""
    with (folder / "private/panel.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(row["id"] for row in csv.DictReader(file) if row["height"] == height)


def replaced(folder: Path, left: str, out: Path, *earlier: Path) -> Path:
    """The folder of a drawn replacement for one member."""
    before = [word for path in earlier for word in ("--earlier", path)]
    made = run("replace", folder, *before, "--left", left, "--out", out, "--panels", 1000)
    assert made.code == 0, made.complained
    assert run("draw", out, "--seed", "two").code == 0
    return out


def published(folder: Path, *without: str) -> list[str]:
    """The public files with every hash and pseudonym blotted out, and without what `without` names."""
    documents = [json.loads((folder / f"public/{name}.json").read_bytes()) for name in ("lottery", "draw")]
    kept = [{key: value for key, value in one.items() if key not in without} for one in documents]
    return [SECRET.sub("-", json.dumps(one, sort_keys=True)) for one in kept]


def test_published_replacement_is_the_same_whoever_left(first, tmp_path):
    tall, short = (replaced(first, who(first, height), tmp_path / height) for height in HEIGHTS)
    # Which panel a seed names, and how numbering rounds, follow from hashes and not from features.
    assert published(tall, "number", "largest_change") == published(short, "number", "largest_change")


def test_chain_of_replacements_says_the_same_whoever_left(first, tmp_path):
    said = set()
    for one, two in product(HEIGHTS, HEIGHTS):
        second = replaced(first, who(first, one), tmp_path / f"{one}-{two}")
        third = replaced(
            second, who(first, two) if one != two else who(second, two), tmp_path / f"{one}-{two}-2", first
        )
        # How many people share a chance is published, as of any lottery: docs/decisions/0013.
        said.add(
            (
                *published(second, "number", "largest_change"),
                *published(third, "number", "levels", "largest_change"),
            )
        )
    assert len(said) == 1


def test_replacement_publishes_the_quotas_of_the_whole_panel_and_no_count(first, tmp_path):
    second = replaced(first, who(first, "tall"), tmp_path / "second")
    third = replaced(second, who(second, "tall"), tmp_path / "third", first)
    quotas = json.loads((first / "public/lottery.json").read_bytes())["quotas"]
    for folder in (second, third):
        lottery, draw = (
            json.loads((folder / f"public/{name}.json").read_bytes()) for name in ("lottery", "draw")
        )
        assert lottery["quotas"] == quotas
        assert set(lottery["replaces"]) == {"draw", "left", "stay", "seated"}
        assert draw["counts"] == [row | {"met": True} for row in quotas]


def test_hall_page_of_a_replacement_shows_no_count(first, tmp_path):
    second = replaced(first, who(first, "tall"), tmp_path / "second")
    page = (second / "private/draw.html").read_text(encoding="utf-8")
    assert "Replacement: 1 place, 5 members stay" in page
    cells = re.findall('<tr><th scope="row">(?:tall|short)</th>(.*)</tr>', page)
    assert cells == ["<td>3</td><td><strong>met</strong></td>"] * 2


def test_report_of_a_replacement_shows_stay_and_whole_beside_the_quota(first, tmp_path):
    second = replaced(first, who(first, "tall"), tmp_path / "second")
    page = (second / "private/report.html").read_text(encoding="utf-8")
    assert "<h1>Replacement: 1 place, 5 members stay</h1>" in page
    tall, short = re.findall('<tr><th scope="row">(?:tall|short)</th>(.*)</tr>', page)
    whole = '</td><td class="whole">'
    assert re.sub("^<td>.*?</td>", "", tall) == f"<td>2{whole}1{whole}3{whole}3</td>"
    assert re.sub("^<td>.*?</td>", "", short) == f"<td>3{whole}0{whole}3{whole}3</td>"


def test_report_of_a_replacement_folds_away_who_cannot_come(first, tmp_path):
    second = replaced(first, who(first, "tall"), tmp_path / "second")
    page = (second / "private/report.html").read_text(encoding="utf-8")
    assert "They cannot be drawn, given who stays" in page
    assert page.index("<summary>Their pseudonyms</summary>") < page.index('<ul class="names">')
