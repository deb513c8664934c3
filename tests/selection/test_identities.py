import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented import invented_key, invented_pool, write_key
from tequio.files import write_csv, write_json
from tequio.randomness import ALPHABET
from tequio.selection.identities import Key, NoKey, identities, read_key

IDS = [f"E{number}" for number in range(30)]


def test_pseudonyms_are_eight_signs_in_two_groups_and_different():
    who = identities(IDS, Key())
    assert len(set(who.pseudonyms)) == 30
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", name) for name in who.pseudonyms)


def test_salts_are_32_bytes_and_different():
    who = identities(IDS, Key())
    assert len({salt for salt in who.salts if len(bytes.fromhex(salt)) == 32}) == 30


def test_two_runs_share_nothing():
    first, second = identities(IDS, Key()), identities(IDS, Key())
    assert not {*first.pseudonyms, *first.salts} & {*second.pseudonyms, *second.salts}


def test_known_people_keep_pseudonym_and_salt():
    known = Key({"E3": ("0000-0003", "ab" * 32), "gone": ("0000-0009", "cd" * 32)})
    who = identities(IDS, known)
    assert (who.pseudonyms[3], who.salts[3]) == ("0000-0003", "ab" * 32)
    assert "0000-0009" not in who.pseudonyms
    assert len(set(who.pseudonyms)) == 30


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.permutations(IDS[:8]))
def test_order_is_by_pseudonym_whatever_the_order_of_rows(ids):
    known = invented_key(invented_pool(1))
    known = Key({name: (f"0000-000{place}", "00" * 32) for place, name in enumerate(IDS[:8])}, known.panels)
    who = identities(ids, known)
    assert [ids[person] for person in who.order] == IDS[:8]
    assert [int(who.ranks[person]) for person in who.order] == list(range(8))


def test_salts_of_panels_are_the_known_ones_then_new_ones():
    salts = Key(panels=("a", "b")).with_panels(4)
    assert (salts[:2], len(set(salts))) == (("a", "b"), 4)
    assert Key(panels=("a", "b")).with_panels(1) == ("a",)


def test_key_reads_back_as_written(tmp_path):
    key = invented_key(invented_pool(12), panels=7)
    assert read_key(write_key(tmp_path / "private", key)) == key


def test_key_of_the_exact_form_has_the_salts_of_its_compositions(tmp_path):
    write_csv(tmp_path / "key.csv", ["id", "pseudonym", "salt"], [])
    write_json(tmp_path / "panels.json", {"numbered": None, "exact": {"salts": ["a"]}})
    assert read_key(tmp_path) == Key({}, ("a",))


def test_erased_person_is_no_part_of_the_key(tmp_path):
    write_csv(
        tmp_path / "key.csv",
        ["id", "pseudonym", "salt"],
        [["", "0000-0001", ""], ["a", "0000-0002", "ab" * 32]],
    )
    write_json(tmp_path / "panels.json", {})
    assert read_key(tmp_path).people == {"a": ("0000-0002", "ab" * 32)}


@pytest.mark.parametrize("missing", ["key.csv", "panels.json"])
def test_key_without_one_of_its_files_is_refused(tmp_path, missing):
    write_key(tmp_path / "private", invented_key(invented_pool(3)))
    (tmp_path / "private" / missing).unlink()
    with pytest.raises(NoKey) as caught:
        read_key(tmp_path / "private")
    assert caught.value.path == tmp_path / "private"


@pytest.mark.parametrize(
    "rows",
    [
        [["a", "0000-0001", "ab" * 32], ["a", "0000-0002", "cd" * 32]],
        [["a", "0000-0001", "ab" * 32], ["b", "0000-0001", "cd" * 32]],
        [["a", "0000-0001", "salt"]],
        [["a", "0000-0001", ""]],
    ],
    ids=["doubled id", "doubled pseudonym", "no salt", "empty salt"],
)
def test_key_that_was_changed_is_refused(tmp_path, rows):
    write_csv(tmp_path / "key.csv", ["id", "pseudonym", "salt"], rows)
    write_json(tmp_path / "panels.json", {})
    with pytest.raises(NoKey):
        read_key(tmp_path)


def test_key_beside_something_else_than_panels_is_refused(tmp_path):
    write_csv(tmp_path / "key.csv", ["id", "pseudonym", "salt"], [["a", "0000-0001", "ab" * 32]])
    write_json(tmp_path / "panels.json", [])
    with pytest.raises(NoKey):
        read_key(tmp_path)
