"""The page that checks a record without network, beside record_verifier.py, on whole records."""

import os
import random
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import chance
import history as histories
import pages

from tequio.record import checkpoints, record_verifier

HISTORIES = int(os.environ.get("TEQUIO_HISTORIES", "60"))  # 1000 in the nightly run


@pytest.fixture(scope="module")
def page():
    with pages.opened() as page:
        yield page


def agree(page, path, names, **evidence):
    ours = pages.record_of_page(page, names, **evidence)
    return pages.alike(ours, pages.record_of_verifier(path, **evidence))


@pytest.mark.parametrize("part", range(2))
def test_honest_histories_are_found_the_same(page, tmp_path, part):
    for seed in range(part, HISTORIES, 2):
        names = histories.anything(seed).names()
        path = histories.History().write(tmp_path / "r.zip", names)
        assert agree(page, path, names)[2] == [], seed


@pytest.mark.parametrize("part", range(2))
def test_histories_changed_at_random_are_found_the_same(page, tmp_path, part):
    for seed in range(part, HISTORIES, 2):
        choice, history = random.Random(seed), histories.anything(seed)
        evidence = chance.evidence(choice, history, tmp_path)
        for _ in range(choice.choice((0, 1, 1, 1, 2))):
            chance.change_record(choice, history)
        chance.put_right(choice, history.acts)
        names = chance.spoiled(choice, history.names())
        agree(page, history.write(tmp_path / "r.zip", names), names, **evidence)


def test_announcement_cosigned_before_its_randomness_is_proved(page, tmp_path):
    history = histories.whole(source=histories.made.DRAND)
    size = next(act["sequence"] for act in history.acts if act["kind"] == "randomness.announced") + 1
    seen = histories.DRAND_AT - timedelta(hours=2)
    note = checkpoints.cosign(history.checkpoint(size), "paper.example.org", chance.COSIGNER, seen)
    history.notes[size] = note
    (tmp_path / "kept").write_text(history.checkpoint(), "utf-8")
    path = history.write(tmp_path / "r.zip")
    outside = {"key": history.vkey, "cosigners": [chance.COSIGNER_KEY]}
    found = agree(page, path, history.names(), checkpoints=[tmp_path / "kept"], **outside)
    assert (found[0], found[1]) == ("proved", 0)
    assert pages.chosen(page, path, tmp_path / "kept", **outside) == found


def test_record_that_was_drawn_twice_says_so(page, tmp_path):
    history = histories.whole()
    history.redraw()
    found = agree(page, history.write(tmp_path / "r.zip"), history.names(), key=history.vkey)
    assert found[1] == 4


def test_private_bundle_lifts_the_level_of_its_lottery(page, tmp_path):
    history = histories.whole()
    folder = history.bundle.write(tmp_path / "bundle")
    agree(page, history.write(tmp_path / "r.zip"), history.names(), bundles=[folder])
    (folder / "private/key.csv").write_text("id,pseudonym,salt\n", "utf-8")
    found = agree(page, tmp_path / "r.zip", history.names(), bundles=[folder])
    assert "draw_fails" in found[2]


@pytest.mark.parametrize("cut", ["acts.jsonl", "checkpoint"])
def test_record_without_one_of_its_files_is_none(page, tmp_path, cut):
    history = histories.whole()
    names = history.names()
    del names[cut]
    assert agree(page, history.write(tmp_path / "r.zip", names), names)[2] == ["no_record"]


@pytest.mark.parametrize("key", ["x", "a+b+c", "tequio.example.org/record+00000000+AQID"])
def test_key_that_is_none_is_refused(page, tmp_path, key):
    history = histories.History()
    path = history.write(tmp_path / "r.zip")
    assert agree(page, path, history.names(), key=key)[2] == ["bad_key"]


# The zip


def both(page, path):
    return pages.alike(pages.chosen(page, path), pages.record_of_verifier(path))


@pytest.mark.parametrize("way", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zip_is_read_stored_and_deflated(page, tmp_path, way):
    history = histories.whole()
    with zipfile.ZipFile(tmp_path / "r.zip", "w", way) as file:
        for name, data in history.names().items():
            with file.open(name, "w", force_zip64=True) as inside:
                inside.write(data)
        file.writestr("verifier.py", "print()")
    assert both(page, tmp_path / "r.zip")[0] == "uncontradicted"


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "files/..", "a\\b", "files//x", "README.md", "files/ñ"]
)
def test_zip_with_a_hostile_name_is_refused(page, tmp_path, name):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(name, b"x")
    assert both(page, path)[2] == ["bad_zip"]


def test_zip_with_a_name_twice_is_refused(page, tmp_path):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("checkpoint", b"x")
    assert both(page, path)[2] == ["bad_zip"]


def test_zip_bomb_is_refused(page, tmp_path):
    path = histories.whole().write(tmp_path / "r.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"files/{'0' * 64}", bytes(record_verifier.MOST + 1))
    assert both(page, path)[2] == ["too_big"]


@pytest.mark.parametrize("place", [40, -30, -200, 300])
def test_zip_with_a_changed_byte_is_no_honest_record(page, tmp_path, place):
    path = histories.whole().write(tmp_path / "r.zip")
    data = bytearray(path.read_bytes())
    data[place] ^= 255
    path.write_bytes(data)
    assert pages.chosen(page, path)[0] in ("unusable", "failed")


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no zip at all", b"PK\5\6" + bytes(18)])
def test_what_is_no_zip_is_refused(page, tmp_path, content):
    (tmp_path / "r.zip").write_bytes(content)
    assert pages.chosen(page, tmp_path / "r.zip")[0] == "unusable"
