"""Bundles of every released format version, made once: they must verify for ever.

`draw-1`: 24 invented people. `numbered` has 100 numbered panels, households and two reserves, was drawn
and then redrawn; `exact` has the exact form, drawn by dice. `replace-1`: the same people; `first` is a
lottery, `second` replaces two members under relaxed quotas, `third` two members of that panel in the
exact form. Nothing in them is ever made anew.
"""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tequio.record import verifier

BUNDLES = Path(__file__).resolve().parents[1] / "bundles"
CODES = {"draw-1/numbered": 3, "draw-1/exact": 0}
ROOTS = {
    "draw-1/numbered": "cac7f10e37490bb2edd2c0e012a1928c7f37b12e40d4822e03c03d0110ad60bc",
    "draw-1/exact": "4b82cd9de86f53cd53918b8bdb67e81a110efcc7fdb9731aed4feb298767b6f7",
}

REPLACED = {
    "first": "bccfdae1fd72232710894f8680f6d547b1343149007c2cc5c24a54bfdcdd3800",
    "second": "47cc26bf5a70c249a6ea538341b9060129bebd534fdf3506db081db92d1914df",
    "third": "6ffa0458ece7b46f945f84ff9ea2aad09cb0ebb26bdee36e99ecbf3516f14849",
}


def before(bundle: str) -> list[Path]:
    """The folders before one of `replace-1`, the first lottery first."""
    return [BUNDLES / "replace-1" / name for name in list(REPLACED)[: list(REPLACED).index(bundle)]]


def names(found) -> list[str]:
    return [name for name, _ in found.said]


def people(bundle: str) -> list[Path]:
    return sorted((BUNDLES / bundle / "private/proofs").iterdir())


@pytest.mark.parametrize("bundle", CODES)
def test_released_bundle_is_proved(bundle):
    found = verifier.check(BUNDLES / bundle)
    assert (found.code, found.root, found.failures) == (CODES[bundle], ROOTS[bundle], [])
    assert {"level_auditor", "leximin"} <= set(names(found))


@pytest.mark.parametrize("bundle", CODES)
def test_public_part_alone_is_proved(bundle, tmp_path):
    shutil.copytree(BUNDLES / bundle / "public", tmp_path / "public")
    found = verifier.check(tmp_path)
    assert (found.code, found.failures) == (CODES[bundle], [])
    assert {"level_public", "level_exact"} & set(names(found))


@pytest.mark.parametrize("bundle", REPLACED)
def test_released_replacement_is_proved_back_to_the_first_lottery(bundle):
    found = verifier.check(BUNDLES / "replace-1" / bundle, earlier=before(bundle))
    assert (found.code, found.root, found.failures) == (0, REPLACED[bundle], [])
    assert ("people_follow" in names(found)) == (bundle != "first")
    changed = [values["value"] for name, values in found.said if name == "quota_changed"]
    assert changed == (["ada", "bea"] if bundle == "second" else [])


@pytest.mark.parametrize("bundle", REPLACED)
def test_public_part_of_a_released_replacement_is_proved(bundle, tmp_path):
    for folder in (*before(bundle), BUNDLES / "replace-1" / bundle):
        shutil.copytree(folder / "public", tmp_path / folder.name / "public")
    earlier = [tmp_path / folder.name for folder in before(bundle)]
    found = verifier.check(tmp_path / bundle, earlier=earlier)
    assert (found.code, found.failures) == (0, [])


@pytest.mark.parametrize("bundle", ["second", "third"])
@pytest.mark.parametrize("name", ["public/lottery.json", "public/draw.json", "private/key.csv"])
def test_released_replacement_fails_when_a_byte_changes(bundle, name, tmp_path):
    folder = shutil.copytree(BUNDLES / "replace-1" / bundle, tmp_path / "bundle")
    data = (folder / name).read_bytes()
    for place in places(data):
        other = b"1" if data[place : place + 1] != b"1" else b"2"
        (folder / name).write_bytes(data[:place] + other + data[place + 1 :])
        assert code(folder, before(bundle)) in (1, 2), (name, place)


@pytest.mark.parametrize("bundle", CODES)
def test_every_volunteer_of_a_released_bundle_has_a_true_proof(bundle):
    for proof in people(bundle):
        found = verifier.check(BUNDLES / bundle, proof=proof)
        assert found.failures == []
        assert "in_pool" in names(found)


@pytest.mark.parametrize("bundle", CODES)
def test_file_of_volunteers_is_the_pool_of_a_released_bundle(bundle):
    found = verifier.check(BUNDLES / bundle, volunteers=BUNDLES / "draw-1/volunteers.csv")
    assert found.failures == []
    assert "pool_fits" in names(found)


# What people wrote, which no hash of these files holds: reason and names of the last draw, kept columns.
FREE = re.compile(rb"A die fell off the table|Persona (?:Uno|Dos)|tel\xc3\xa9fono|000-\d{4}")


def places(data: bytes) -> list[int]:
    """Where letters and digits stand, evenly over a file: the first, the last and some between."""
    free = {place for found in FREE.finditer(data) for place in range(*found.span())}
    signs = [place for place, sign in enumerate(data) if chr(sign).isalnum() and place not in free]
    return sorted({signs[0], signs[-1], *signs[:: max(1, len(signs) // 25)]})


@pytest.mark.parametrize("bundle", CODES)
@pytest.mark.parametrize("name", ["public/lottery.json", "public/draw.json", "private/key.csv"])
def test_released_bundle_fails_when_a_byte_changes(bundle, name, tmp_path):
    folder = shutil.copytree(BUNDLES / bundle, tmp_path / "bundle")
    data = (folder / name).read_bytes()
    for place in places(data):
        other = b"1" if data[place : place + 1] != b"1" else b"2"
        (folder / name).write_bytes(data[:place] + other + data[place + 1 :])
        assert code(folder) in (1, 2), (name, place)


def code(folder: Path, earlier: Sequence[Path] = ()) -> int:
    try:
        return verifier.check(folder, earlier=earlier).code
    except verifier.Unusable:
        return 2


@pytest.mark.parametrize("name", ["draw-1", "replace-1"])
def test_released_bundles_are_small(name):
    files = [path for path in (BUNDLES / name).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 300_000
